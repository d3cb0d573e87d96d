"""A Dask cluster of two real processes: the same bits; a scheduler that is not there, a worker that dies."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sweep_files import SPEC, chunks, written

from aksonsim.errors import AksonsimError
from aksonsim.sweep import pools
from aksonsim.sweep.reading import read_sweep
from aksonsim.sweep.run import begin, run

distributed = pytest.importorskip("distributed")
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


def test_dask__a_point_that_cannot_be_simulated_is_named(cluster: object, tmp_path: Path) -> None:
    spec = SPEC.replace("range: [80, 120], levels: 4", "values: [100, 20]")
    begun = begin(read_sweep(written(tmp_path, spec)), tmp_path / "out.zarr")
    with pytest.raises(AksonsimError, match=r"the point costs\[a\]\.estimate\.mean = 20, .* cannot be simulated"):
        run(begun, scheduler=cluster.scheduler_address)  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://no.such.host.invalid:8786"])
def test_dask__a_scheduler_that_is_not_there(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "ANSWER", 1)
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    with pytest.raises(AksonsimError, match=f"no Dask scheduler answers at {address} .* start one with"):
        run(begun, scheduler=address)
    assert begun.store.done() == ([], [])


def test_dask__a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "ANSWER", 2)
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(AksonsimError, match="has no workers; start some with: dask worker"),
    ):
        run(begun, scheduler=empty.scheduler_address)
