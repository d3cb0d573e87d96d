"""Where tasks are computed: in this process, in processes here, on the workers of a Dask cluster.

A task is a point of a sweep, or a slice of the draws of a large run. All are executors of `concurrent.futures`, so one
loop serves them, and a task is the same pure function in each.
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
from typing import Any, TypeVar

from aksonsim.arguments import kind
from aksonsim.errors import AksonsimError

Key = TypeVar("Key")
Wanted = TypeVar("Wanted")
Done = TypeVar("Done")

PATIENCE = 3
"""Deaths of workers in a row, without a task between them, after which they are given up."""
ANSWER = 5
"""Seconds that a scheduler has to answer, and workers to appear."""
LOOK, GONE = 2, 15
"""Seconds without a task done after which somebody looks whether there are workers, and without workers after which all
is given up: a nanny starts a dead one again in less."""
_ADDRESS = re.compile(r"(?:(?P<protocol>[a-z]+)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::(?P<port>\d+))?/?")
_PROTOCOLS = ("tcp", "tls", "ws", "wss")


@dataclass(frozen=True)
class Pool:
    """An executor, how many tasks it should have at hand, and how many it computes at a time.

    ``workers`` says how many there are to compute; None where they need no watching.
    """

    executor: Executor
    window: int
    workers: Callable[[], int] | None = None
    threads: int = 1


Open = Callable[[], AbstractContextManager[Pool]]


@contextmanager
def here(threads: int = 1) -> Iterator[Pool]:
    """Compute so many tasks at a time in this process: one, where a task has threads of its own."""
    executor = ThreadPoolExecutor(threads)
    try:
        yield Pool(executor, threads, threads=threads)
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def processes(workers: int) -> Iterator[Pool]:
    """Compute tasks in so many processes of this machine."""
    executor = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker)
    try:
        yield Pool(executor, workers + 2, threads=workers)
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
    """Compute tasks on the workers of a running Dask cluster; raises as `connected` and `of_client` do."""
    with connected(address) as client, of_client(client) as pool:
        yield pool


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Connect to the scheduler of a running Dask cluster, and give its client.

    Raises AksonsimError where the address is none, or no scheduler answers.
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
    with client:
        yield client


@contextmanager
def of_client(client: Any) -> Iterator[Pool]:
    """Compute tasks on the workers of the Dask cluster that a client is connected to.

    Raises AksonsimError where it is none, no worker answers, or one has another aksonsim.
    """
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

        yield Pool(client.get_executor(pure=False), 4 * threads + 16, workers, threads)


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


def computed(
    task: Callable[[Wanted], Done], wanted: Mapping[Key, Wanted], open_pool: Open, after: str
) -> Iterator[tuple[Key, Done]]:
    """Yield what a task makes of all that is wanted, as it is done, in no particular order.

    A worker of this machine that dies is replaced and its tasks are computed again; Dask does so itself. ``after`` says
    what to do where all is lost.

    Raises
    ------
    AksonsimError
        A task cannot be done, workers die again and again, or the cluster is lost.
    """
    left = dict(wanted)
    deaths = 0
    while left:
        try:
            with open_pool() as pool:
                for key, found in through(pool, task, left, after):
                    deaths = 0
                    del left[key]
                    yield key, found
        except BrokenProcessPool:
            deaths += 1
            if deaths >= PATIENCE:
                raise AksonsimError(
                    f"worker processes died {deaths} times in a row (out of memory? a script without "
                    f"if __name__ == '__main__'?); use fewer --workers or draws; {after}"
                ) from None


def through(
    pool: Pool, task: Callable[[Wanted], Done], wanted: Mapping[Key, Wanted], after: str
) -> Iterator[tuple[Key, Done]]:
    """Yield as `computed` does, from one pool; no more tasks than its window are there at a time, done or not."""
    waiting = deque(wanted)
    running: dict[Future[Done], Key] = {}
    while True:
        while len(running) < pool.window and waiting:
            key = waiting.popleft()
            running[_submitted(pool, task, wanted[key], after)] = key
        if not running:
            return
        for future in _completed(pool, running, after):
            key = running.pop(future)
            if _lost(future):
                waiting.append(key)
            else:
                yield key, _result(future, after)


def _submitted(pool: Pool, task: Callable[[Wanted], Done], one: Wanted, after: str) -> Future[Done]:
    try:
        return pool.executor.submit(task, one)
    except Exception as error:
        if type(error).__name__ == "ClosedClientError":
            raise AksonsimError(f"the Dask scheduler is gone; {after}") from None
        raise


def _completed(pool: Pool, running: Iterable[Future[Done]], after: str) -> set[Future[Done]]:
    """Return the tasks that are done, once there are some; raises AksonsimError where nobody computes any more."""
    if pool.workers is None:
        return wait(running, return_when=FIRST_COMPLETED).done
    seen = time.monotonic()
    while not (done := wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done):
        with suppress(OSError, ValueError, CancelledError):  # no answer: it may come yet
            if pool.workers():
                seen = time.monotonic()
        if time.monotonic() - seen > GONE:
            raise AksonsimError(f"no Dask worker has answered for {GONE} s; {after} once there are some")
    return done


def _lost(future: Future[Done]) -> bool:
    """Whether Dask lost what a task made with the worker that had it, just as it was to be handed over.

    It then takes it for a report of an error, and fails to read it as one.
    """
    error = None if future.cancelled() else future.exception()
    frame = None if error is None else error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and frame.tb_frame.f_globals.get("__name__") == "distributed.cfexecutor"


def _result(future: Future[Done], after: str) -> Done:
    try:
        return future.result()
    except CancelledError:
        raise AksonsimError(f"the Dask scheduler is gone; {after}") from None
    except ModuleNotFoundError as error:
        raise AksonsimError(f"a Dask worker lacks {error.name}; install the same aksonsim where it runs") from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            raise AksonsimError(
                "Dask workers died again and again at one task (out of memory?); use fewer draws or more memory; "
                f"{after}"
            ) from None
        raise


def must_be_of_version(asked: str) -> None:
    """Raise AksonsimError where aksonsim here, on a worker, has another version than who asks."""
    if asked != (here := version("aksonsim")):
        raise AksonsimError(f"a worker has aksonsim {here}, here is {asked}; bits would differ")
