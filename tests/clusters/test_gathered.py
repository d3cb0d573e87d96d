"""One run over a real cluster: the Dataset and the file of one machine, whatever is lost on the way."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.command_line import run

import aksonsim
from aksonsim.clusters import gathered, pools, slices
from aksonsim.errors import AksonsimError

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # what the library does with its own sockets is not ours to mend
    pytest.mark.slow,
]
CONFIGS = Path(__file__).parents[2] / "configs"


def digest(ds: xr.Dataset) -> str:
    """Return the SHA-256 of all arrays."""
    found = hashlib.sha256()
    for name, variable in sorted(ds.variables.items()):
        array = np.ascontiguousarray(variable.values)
        found.update(f"{name} {array.dtype} {array.shape}".encode())
        found.update(repr(array.tolist()).encode() if array.dtype == object else array.tobytes())
    return found.hexdigest()


@pytest.mark.parametrize(
    ("file", "names", "how"),
    [
        ("akson.yaml", ["official_basis", "baseline"], {"draws": 3001}),
        ("akson.yaml", ["baseline"], {"draws": 1003, "keep": "full", "method": "sobol", "seed": 7}),
        ("minimal.yaml", None, {"draws": 1001, "keep": "totals", "method": "lhs"}),
        ("minimal.yaml", None, {"draws": 3}),
    ],
)
def test_gathered__is_the_dataset_of_one_machine(
    file: str, names: list[str] | None, how: dict[str, Any], client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "SLICE_BYTES", 200_000)  # dozens of slices
    scenarios = aksonsim.load_all(CONFIGS / file, names)
    here = aksonsim.simulate(scenarios, **how)
    told: list[int] = []
    there = aksonsim.simulate(scenarios, client=client, progress=told.append, **how)
    xr.testing.assert_identical(there, here)
    assert digest(there) == digest(here)
    assert sum(told) == how["draws"] * len(scenarios)


def test_gathered__a_worker_that_is_killed_costs_nothing_but_time(
    cluster: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "SLICE_BYTES", 20_000)
    bridge = aksonsim.load(CONFIGS / "minimal.yaml")
    struck: list[int] = []

    def strike(draws: int) -> None:
        if not struck:
            struck.append(draws)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    there = aksonsim.simulate(bridge, draws=100_000, client=client, progress=strike)
    assert struck
    xr.testing.assert_identical(there, aksonsim.simulate(bridge, draws=100_000))


def test_run__over_a_cluster_writes_the_same_file(
    cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, address = str(CONFIGS / "minimal.yaml"), cluster.scheduler_address
    assert run("run", file, "-n", "2000", "-q", "-o", str(tmp_path / "here.nc")) == 0
    here = capsys.readouterr().out
    assert run("run", file, "-n", "2000", "-q", "--scheduler", address, "-o", str(tmp_path / "there.nc")) == 0
    assert capsys.readouterr().out == here
    assert (tmp_path / "there.nc").read_bytes() == (tmp_path / "here.nc").read_bytes()


def test_run__says_what_is_wrong_with_an_address_before_it_computes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "ANSWER", 1)
    file, out = str(CONFIGS / "minimal.yaml"), tmp_path / "out.nc"
    for address, told in (("10.0.0.1", "names no port"), ("tcp://127.0.0.1:9", "no Dask scheduler answers at")):
        assert run("run", file, "--scheduler", address, "-o", str(out)) == 2
        assert told in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("strike", "told"),
    [
        (lambda cluster: cluster.scale(0), r"no Dask worker has answered for \d+ s; nothing is kept: run it again"),
        (lambda cluster: cluster.close(), "the Dask scheduler is gone; nothing is kept: run it again"),
    ],
    ids=["workers", "scheduler"],
)
def test_gathered__what_is_lost_for_good_is_told(
    strike: Callable[[Any], object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    monkeypatch.setattr(gathered, "SLICE_BYTES", 20_000)
    monkeypatch.setattr(pools, "GONE", 5)
    bridge = aksonsim.load(CONFIGS / "minimal.yaml")
    struck: list[int] = []
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as found,
        distributed.Client(found, set_as_default=False) as client,
    ):

        def lose(draws: int) -> None:
            struck.append(draws)
            if len(struck) == 3:
                strike(found)

        with pytest.raises(AksonsimError, match=told):
            aksonsim.simulate(bridge, draws=1_000_000, client=client, progress=lose)
    assert len(struck) >= 3


def test_gathered__a_worker_of_another_version_is_refused(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = aksonsim.load(CONFIGS / "minimal.yaml")
    with monkeypatch.context() as patched:
        patched.setattr(pools, "version", lambda _: "9.9.9")  # here; the workers ask their own
        with pytest.raises(AksonsimError, match=r"worker .* has aksonsim .*, here is 9\.9\.9; bits would differ"):
            aksonsim.simulate(bridge, draws=100, client=client)


def test_slice__is_refused_by_a_worker_that_joined_later_with_another_version() -> None:
    plans = aksonsim.api.plans([aksonsim.load(CONFIGS / "minimal.yaml")], draws=100, seed=1)
    common = replace(slices.Run.of(plans, 100, 1, "mc", "totals"), version="9.9.9")
    with pytest.raises(AksonsimError, match=r"a worker has aksonsim .*, here is 9\.9\.9; bits would differ"):
        slices.simulate_slice(common, range(8))


def test_client__that_is_none_is_refused() -> None:
    bridge = aksonsim.load(CONFIGS / "minimal.yaml")
    with pytest.raises(AksonsimError, match=r"client must be a connected dask\.distributed\.Client"):
        aksonsim.simulate(bridge, draws=100, client="tcp://127.0.0.1:8786")
