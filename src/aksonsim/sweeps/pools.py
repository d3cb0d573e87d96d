"""Where points are computed: in this process, in processes here, on the workers of a Dask cluster.

All are executors of `concurrent.futures`, so one loop serves them, and a point is the same pure function in each.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from aksonsim.arguments import kind
from aksonsim.errors import AksonsimError
from aksonsim.sweeps.job import Figures, Job, Settings, simulate_point

PATIENCE = 3
"""Deaths of workers in a row, without a point between them, after which a sweep gives up."""
ANSWER = 5
"""Seconds that a scheduler has to answer, and workers to appear."""
LOOK, GONE = 2, 15
"""Seconds without a point after which somebody looks whether there are workers, and without workers after which a sweep
gives up: a nanny starts a dead one again in less."""
_ADDRESS = re.compile(r"(?:(?P<protocol>[a-z]+)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::(?P<port>\d+))?/?")
_PROTOCOLS = ("tcp", "tls", "ws", "wss")


@dataclass(frozen=True)
class Pool:
    """An executor, and how many points it should have at hand.

    ``workers`` says how many there are to compute; None where they need no watching.
    """

    executor: Executor
    window: int
    workers: Callable[[], int] | None = None


Open = Callable[[], AbstractContextManager[Pool]]


@contextmanager
def here() -> Iterator[Pool]:
    """Compute one point after the other in this process; the job says with how many threads."""
    executor = ThreadPoolExecutor(1)
    try:
        yield Pool(executor, 1)
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def processes(workers: int) -> Iterator[Pool]:
    """Compute points in so many processes of this machine."""
    executor = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker)
    try:
        yield Pool(executor, workers + 2)
    finally:
        executor.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """Leave interrupts to the parent, and end when it dies: a killed parent cannot tell, and we would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def dask(address: str) -> Iterator[Pool]:
    """Compute points on the workers of a running Dask cluster.

    Raises AksonsimError where the address is none, no scheduler answers, none of its workers does, or they have another
    aksonsim.
    """
    must_be_address(address)
    try:
        from distributed import Client
    except ImportError:
        raise AksonsimError("--scheduler needs Dask; install it with: pip install 'aksonsim[sweep]'") from None
    try:
        with _silence():
            client = Client(address, timeout=ANSWER, set_as_default=False)
    except (
        Exception
    ) as error:  # whatever answers at that port may be no scheduler; the library promises no set of errors
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise AksonsimError(
            f"no Dask scheduler answers at {address} ({why}); start one with: dask scheduler, or leave --scheduler out"
        ) from None
    with client, of_client(client) as pool:
        yield pool


@contextmanager
def of_client(client: Any) -> Iterator[Pool]:
    """Compute points on the workers of the Dask cluster that a client is connected to; raises as `dask` does."""
    address = str(getattr(getattr(client, "scheduler", None), "address", ""))
    if not address:
        raise AksonsimError(f"client must be a connected dask.distributed.Client, not {kind(client)}")
    with _silence():
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            raise AksonsimError(
                f"the scheduler at {address} has no workers; start some with: dask worker {address}"
            ) from None
        try:
            found = client.run(_version)
        except ModuleNotFoundError:
            raise AksonsimError(f"the workers at {address} have no aksonsim; install it where they run") from None
        others = {where: one for where, one in found.items() if one != _version()}
        if others:
            where, other = next(iter(others.items()))
            raise AksonsimError(f"worker {where} has aksonsim {other}, here is {_version()}; bits would differ")
        threads = sum(client.nthreads().values())

        def workers() -> int:
            return len(client.sync(client.scheduler.ncores, callback_timeout=ANSWER))

        yield Pool(client.get_executor(pure=False), 4 * threads + 16, workers)


def must_be_address(text: str) -> None:
    """Raise AksonsimError unless a text can be the address of a scheduler, before anybody waits for an answer."""
    found = _ADDRESS.fullmatch(text.strip())
    right = "write it as tcp://10.0.0.1:8786 (dask scheduler prints its own; 8786 is its usual port)"
    if found is None or (found["protocol"] or "tcp") not in _PROTOCOLS:
        raise AksonsimError(f"--scheduler {text} is no address of a Dask scheduler; {right}")
    if found["port"] is None:
        raise AksonsimError(f"--scheduler {text} names no port; {right}")
    if not 1 <= int(found["port"]) <= 65535:
        raise AksonsimError(f"--scheduler {text}: a port is from 1 to 65535; {right}")


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from telling in tracebacks what one sentence of ours tells."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith(("distributed", "tornado"))]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _version() -> str:
    return version("aksonsim")


def computed(job: Job, points: Mapping[int, Settings], open_pool: Open) -> Iterator[tuple[int, Figures]]:
    """Yield the figures of points as they are done, in no particular order.

    A worker of this machine that dies is replaced and its points are computed again; Dask does so itself.

    Raises
    ------
    AksonsimError
        A point cannot be simulated, workers die again and again, or the cluster is lost.
    """
    left = dict(points)
    deaths = 0
    while left:
        try:
            with open_pool() as pool:
                for point, figures in _through(pool, job, left):
                    deaths = 0
                    del left[point]
                    yield point, figures
        except BrokenProcessPool:
            deaths += 1
            if deaths >= PATIENCE:
                raise AksonsimError(
                    f"worker processes died {deaths} times in a row (out of memory? a script without "
                    "if __name__ == '__main__'?); use fewer --workers or draws, and go on with --resume"
                ) from None


def _through(pool: Pool, job: Job, points: Mapping[int, Settings]) -> Iterator[tuple[int, Figures]]:
    """Send points through a pool, a window of them at a time."""
    waiting = deque(points.items())
    running: dict[Future[Figures], int] = {}
    while True:
        while len(running) < pool.window and waiting:
            point, settings = waiting.popleft()
            running[pool.executor.submit(simulate_point, job, settings)] = point
        if not running:
            return
        for future in _completed(pool, running):
            point = running.pop(future)
            if _lost(future):
                waiting.append((point, points[point]))
            else:
                yield point, _result(future)


def _completed(pool: Pool, running: Iterable[Future[Figures]]) -> set[Future[Figures]]:
    """Return the points that are done, once there are some; raises AksonsimError where nobody computes any more."""
    if pool.workers is None:
        return wait(running, return_when=FIRST_COMPLETED).done
    seen = time.monotonic()
    while not (done := wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done):
        with suppress(OSError, ValueError, CancelledError):  # no answer: it may come yet
            if pool.workers():
                seen = time.monotonic()
        if time.monotonic() - seen > GONE:
            raise AksonsimError(
                f"no Dask worker has answered for {GONE} s; what is done is kept: start some and go on with --resume"
            )
    return done


def _lost(future: Future[Figures]) -> bool:
    """Whether Dask lost a point's figures with the worker that had them, just as they were to be handed over.

    It then takes them for a report of an error, and fails to read it as one.
    """
    error = None if future.cancelled() else future.exception()
    frame = error.__traceback__ if isinstance(error, TypeError) else None
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and frame.tb_frame.f_globals.get("__name__") == "distributed.cfexecutor"


def _result(future: Future[Figures]) -> Figures:
    try:
        return future.result()
    except CancelledError:
        raise AksonsimError("the Dask scheduler is gone; what is done is kept: go on with --resume") from None
    except ModuleNotFoundError as error:
        raise AksonsimError(f"a Dask worker lacks {error.name}; install the same aksonsim where it runs") from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            raise AksonsimError(
                "Dask workers died again and again at one point (out of memory?); use fewer draws or more memory, and "
                "go on with --resume"
            ) from None
        raise
