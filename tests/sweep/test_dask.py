"""A Dask cluster of two real processes: the same bits; a scheduler that is not there, a worker that dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sweep_files import SPEC, chunks, written

from aksonsim.cli import main
from aksonsim.clusters import pools
from aksonsim.clusters.pools import Pool, computed
from aksonsim.errors import AksonsimError
from aksonsim.sweeps.job import Figures, Settings, job, simulate_points
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import AFTER, begin, run

distributed = pytest.importorskip("distributed")
cfexecutor = pytest.importorskip("distributed.cfexecutor")
pytestmark = [
    # What the library does with its own sockets and deprecations is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as found:
        yield found


def test_dask__gives_the_same_bits(cluster: object, tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path))
    run(begin(found, tmp_path / "here.zarr"), workers=1)
    run(begin(found, tmp_path / "there.zarr"), scheduler=cluster.scheduler_address)  # type: ignore[attr-defined]
    assert chunks(tmp_path / "there.zarr") == chunks(tmp_path / "here.zarr")


def test_dask__a_worker_that_is_killed_costs_nothing_but_time(cluster: object, tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path, SPEC.replace("levels: 4", "levels: 100")))
    run(begin(found, tmp_path / "here.zarr"), workers=1)
    pids = list(cluster.scheduler.identity()["workers"].values())  # type: ignore[attr-defined]
    assert len(pids) == 2
    done = 0
    struck = threading.Event()

    def strike(points: int) -> None:
        nonlocal done
        done += points
        if done >= 20 and not struck.is_set():
            struck.set()
            nanny = next(iter(cluster.workers.values()))  # type: ignore[attr-defined]
            os.kill(nanny.pid, signal.SIGKILL)

    begun = begin(found, tmp_path / "there.zarr")
    run(begun, scheduler=cluster.scheduler_address, progress=strike)  # type: ignore[attr-defined]
    assert struck.is_set()
    assert done == 300
    assert chunks(tmp_path / "there.zarr") == chunks(tmp_path / "here.zarr")


def test_dask__a_point_that_cannot_be_simulated_is_marked(cluster: object, tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path, SPEC.replace("range: [80, 120], levels: 4", "values: [100, 10]")))
    here = run(begin(found, tmp_path / "here.zarr"), workers=1)
    there = run(begin(found, tmp_path / "there.zarr"), scheduler=cluster.scheduler_address)  # type: ignore[attr-defined]
    assert sorted(there) == [3, 4, 5]
    assert there == here
    assert chunks(tmp_path / "there.zarr") == chunks(tmp_path / "here.zarr")
    begun = begin(found, tmp_path / "strict.zarr")
    with pytest.raises(AksonsimError, match=r"the point costs\[a\]\.estimate\.mean = 10, .* cannot be simulated"):
        run(begun, scheduler=cluster.scheduler_address, strict=True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "tcp://no.such.host.invalid:8786"])
def test_dask__a_scheduler_that_is_not_there_leaves_no_store(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "ANSWER", 1)
    found, out = read_sweep(written(tmp_path)), tmp_path / "out.zarr"
    begun = begin(found, out)
    with pytest.raises(AksonsimError, match=f"no Dask scheduler answers at {address} .* start one with"):
        run(begun, scheduler=address)
    assert not out.exists()
    run(begun, workers=1)  # the same sweep again, without --resume
    assert begun.store.done() == ([*range(12)], [])


def test_dask__a_connection_that_fails_leaves_alone_what_was_done(tmp_path: Path) -> None:
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    run(begun, workers=1)
    kept = chunks(tmp_path / "out.zarr")
    (tmp_path / "out.zarr" / "value" / "3.0").unlink()
    with pytest.raises(AksonsimError, match="names no port"):
        run(begun, scheduler="tcp://127.0.0.1")
    assert [*chunks(tmp_path / "out.zarr")] == [name for name in kept if name != "value/3.0"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("10.0.0.1", "names no port; write it as tcp://10.0.0.1:8786"),
        ("tcp://10.0.0.1", "names no port"),
        ("scheduler", "names no port"),
        ("tcp://[::1]", "names no port"),
        ("tcp://10.0.0.1:99999", "a port is from 1 to 65535"),
        ("tcp://10.0.0.1:0", "a port is from 1 to 65535"),
        ("http://10.0.0.1:8786", "is no address of a Dask scheduler"),
        ("inproc://10.0.0.1/1/2", "is no address of a Dask scheduler"),
        ("tcp://", "is no address of a Dask scheduler"),
        ("scheduler.json:8786x", "is no address of a Dask scheduler"),
        ("", "is no address of a Dask scheduler"),
    ],
)
def test_dask__what_is_no_address_is_told_at_once(
    address: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, out = str(written(tmp_path)), tmp_path / "out.zarr"
    began = time.monotonic()
    with pytest.raises(SystemExit) as stop:
        main(["sweep", spec, "--scheduler", address, "-o", str(out)])
    assert time.monotonic() - began < 2
    assert stop.value.code == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_dask__something_else_that_answers_at_the_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken, _ = server.accept()
                    taken.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                    taken.close()

        threading.Thread(target=answer, daemon=True).start()
        begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
        with pytest.raises(AksonsimError, match="no Dask scheduler answers at"):
            run(begun, scheduler=f"127.0.0.1:{server.getsockname()[1]}")
    assert not (tmp_path / "out.zarr").exists()


def test_dask__a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "ANSWER", 2)
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(AksonsimError, match="has no workers; start some with: dask worker"),
    ):
        run(begun, scheduler=empty.scheduler_address)
    assert not (tmp_path / "out.zarr").exists()


def test_dask__all_workers_gone_ends_the_sweep_and_it_can_be_gone_on_with(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path, SPEC.replace("levels: 4", "levels: 400")))
    out = tmp_path / "out.zarr"
    begun = begin(found, out)
    done, gone = 0, 0.0
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as two:

        def strike(points: int) -> None:
            nonlocal done, gone
            done += points
            if done >= 20 and not gone:
                gone = time.monotonic()
                two.scale(0)

        with pytest.raises(
            AksonsimError, match=r"no Dask worker has answered for \d+ s; what is done is kept: .*--resume"
        ):
            run(begun, scheduler=two.scheduler_address, progress=strike)
    assert gone
    assert time.monotonic() - gone < 30
    again = begin(found, out, resume=True)
    assert again.done >= 20
    assert len(again.left) == 1200 - again.done > 0


def test_dask__a_worker_of_another_version_is_refused(
    cluster: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    with monkeypatch.context() as patched:
        patched.setattr(pools, "version", lambda _: "9.9.9")  # here; the workers ask their own
        with pytest.raises(AksonsimError, match=r"worker .* has aksonsim .*, here is 9\.9\.9; bits would differ"):
            run(begun, scheduler=cluster.scheduler_address)  # type: ignore[attr-defined]
    assert not (tmp_path / "out.zarr").exists()


def test_point__is_refused_by_a_worker_that_joined_later_with_another_version(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path))
    common = replace(job(found.sweep, found.base, found.places), version="9.9.9")
    with pytest.raises(AksonsimError, match=r"a worker has aksonsim .*, here is 9\.9\.9; bits would differ"):
        simulate_points(common, [()])


class Lossy:
    """An executor that loses the figures of each second point once, as Dask's own does when their worker vanishes."""

    def __init__(self) -> None:
        self.lost: set[object] = set()

    def submit(self, function: Any, settings: list[Settings]) -> Future[list[Figures]]:
        outcome: Future[list[Figures]] = Future()
        figures = function(settings)

        class Gone:
            status = "lost" if len(self.lost) < 6 and settings[0] not in self.lost else "finished"

            async def _result(self, *, raiseit: bool) -> list[Figures]:
                return figures

        async def cascade() -> None:
            await cfexecutor._cascade_future(Gone(), outcome)

        self.lost.add(settings[0])
        asyncio.run(cascade())
        return outcome


def test_dask__figures_that_are_lost_with_their_worker_are_computed_again(tmp_path: Path) -> None:
    found = read_sweep(written(tmp_path))
    begun = begin(found, tmp_path / "out.zarr")
    executor = Lossy()

    @contextlib.contextmanager
    def opened() -> Iterator[Pool]:
        yield Pool(executor, 2)  # type: ignore[arg-type]

    task = partial(simulate_points, job(found.sweep, found.base, found.places))
    came = [point for point, _ in computed(task, {i: [begun.points.settings(i)] for i in begun.left}, opened, AFTER)]
    assert sorted(came) == list(range(12))
    assert came != list(range(12))  # those that were lost came later
