"""A run that keeps no draws: its summary is that of the draws themselves, to the bit, here and over a cluster."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from tests.command_line import run

import aksonsim
from aksonsim.analysis.summary import summarise
from aksonsim.clusters import counted, pools, selection
from aksonsim.engine import run as engine
from aksonsim.errors import AksonsimError

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = str(CONFIGS / "minimal.yaml")


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut small runs as large ones are: dozens of slices, a sample of few draws, several passes."""
    monkeypatch.setattr(counted, "SLICE_BYTES", 100_000)
    monkeypatch.setattr(counted, "SAMPLED", 2000)
    monkeypatch.setattr(selection, "FEW", 30)


@pytest.mark.parametrize(
    ("file", "names", "how"),
    [
        ("minimal.yaml", None, {"draws": 30_001}),
        ("minimal.yaml", None, {"draws": 1}),
        ("status.yaml", None, {"draws": 3001}),
        ("minimal.yaml", None, {"draws": 5, "method": "lhs"}),
        ("akson.yaml", ["baseline", "official_basis"], {"draws": 5003, "seed": 3}),
        ("akson.yaml", ["baseline"], {"draws": 4001, "method": "sobol"}),
        ("akson.yaml", ["baseline"], {"draws": 20}),
    ],
)
def test_summary__without_draws_is_that_of_the_draws(file: str, names: list[str] | None, how: dict[str, Any]) -> None:
    scenarios = aksonsim.load_all(CONFIGS / file, names)
    told: list[int] = []
    found = aksonsim.simulate_summary(scenarios, progress=told.append, **how)
    expected = summarise(aksonsim.simulate(scenarios, keep="totals", **how))
    assert found == expected
    assert found.to_json() == expected.to_json()
    assert sum(told) <= how["draws"] * len(scenarios)


@pytest.mark.parametrize("size", [50_000, 400_000])
def test_summary__depends_on_neither_slices_nor_threads(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = aksonsim.load(MINIMAL)
    whole = aksonsim.simulate_summary(bridge, draws=20_000, threads=1)
    monkeypatch.setattr(counted, "SLICE_BYTES", size)
    assert aksonsim.simulate_summary(bridge, draws=20_000, threads=2) == whole


@pytest.mark.parametrize("costs", [0.0, 7.0])
def test_summary__of_a_cost_that_never_varies(costs: float) -> None:
    certain = aksonsim.load(MINIMAL).changed({"correlations": None, "costs[a].estimate": costs, "costs[b].estimate": 2})
    found = aksonsim.simulate_summary(certain, draws=3000)
    assert found == summarise(aksonsim.simulate(certain, draws=3000, keep="totals"))
    assert found.scenarios["baseline"].every.costs["total"].p85.value == costs + 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_summary__over_a_cluster_survives_a_worker(cluster: Any, client: Any) -> None:
    bridge = aksonsim.load(MINIMAL)
    struck: list[int] = []

    def strike(draws: int) -> None:
        if not struck:
            struck.append(draws)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    found = aksonsim.simulate_summary(bridge, draws=300_000, client=client, progress=strike)
    assert struck
    assert found == summarise(aksonsim.simulate(bridge, draws=300_000, keep="totals"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_run__keeps_the_summary_of_a_run_over_a_cluster(
    cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draws, out, there = tmp_path / "draws.nc", tmp_path / "summary.nc", tmp_path / "there.nc"
    assert run("run", MINIMAL, "-n", "9000", "-q", "--keep", "totals", "-o", str(draws)) == 0
    printed = capsys.readouterr().out
    assert run("run", MINIMAL, "-n", "9000", "--keep", "summary", "-o", str(out)) == 0
    told = capsys.readouterr()
    assert told.out == printed
    assert told.err.startswith("no draws are kept: the file holds their summary")
    address = cluster.scheduler_address
    assert run("run", MINIMAL, "-n", "9000", "-q", "--keep", "summary", "--scheduler", address, "-o", str(there)) == 0
    assert capsys.readouterr().out == printed
    assert there.read_bytes() == out.read_bytes()
    expected = aksonsim.summary(aksonsim.simulate(aksonsim.load(MINIMAL), draws=9000, keep="totals"))
    with xr.open_dataset(out, engine="h5netcdf") as held:
        xr.testing.assert_equal(held.load(), expected)
    assert held.attrs["digest"] == expected.attrs["digest"]
    assert held.attrs["draws"] == 9000


def test_run__a_result_that_does_not_fit_is_refused_and_told_of_the_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SMALL", 10_000)
    monkeypatch.setattr(engine, "free_memory", lambda: 200_000)
    out = tmp_path / "out.nc"
    for keep in ("totals", "standard"):
        assert run("run", MINIMAL, "-n", "30000", "--keep", keep, "-o", str(out)) == 2
        assert "keep no draws: --keep summary, in Python simulate_summary" in capsys.readouterr().err
        assert not out.exists()
    assert run("run", MINIMAL, "-n", "30000", "--keep", "summary", "-o", str(out)) == 0
    told = capsys.readouterr()
    assert "no draws are kept" in told.err
    assert "Cost (30 000 draws)" in told.out
    assert run("summary", str(out)) == 2
    assert "holds the summary of a run that kept no draws" in capsys.readouterr().err
    with pytest.raises(AksonsimError, match=r"30000 draws of 1 scenario.* with keep totals need 0\.00048 GB"):
        aksonsim.simulate(aksonsim.load(MINIMAL), draws=30_000, keep="totals")


@pytest.mark.parametrize("more", [("--plots", "pictures"), ("--until-p85", "1%")])
def test_run__a_summary_takes_nothing_that_asks_for_draws(
    more: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (more[0], str(tmp_path / more[1]) if more[0] == "--plots" else more[1])
    assert run("run", MINIMAL, "--keep", "summary", *more, "-o", str(tmp_path / "out.nc")) == 2
    assert "--keep summary keeps no draws, which --until-p85 and --plots take" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_summary__a_cluster_that_is_lost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    monkeypatch.setattr(pools, "GONE", 5)
    bridge = aksonsim.load(MINIMAL)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as found,
        distributed.Client(found, set_as_default=False) as client,
        pytest.raises(AksonsimError, match="no Dask worker has answered for 5 s; nothing is kept: run it again"),
    ):
        aksonsim.simulate_summary(bridge, draws=3_000_000, client=client, progress=lambda _: found.scale(0))
