"""The pictures of sensitivity show what the analysis says, whatever a result has kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from aksonsim import plots
from aksonsim.analysis.bins import bin_changes
from aksonsim.analysis.conditional import conditional
from aksonsim.analysis.sensitivity import factors, variance_shares
from aksonsim.api import simulate
from aksonsim.errors import ResultError
from aksonsim.files.load import load
from aksonsim.results.quantity import output

CONFIG = Path(__file__).parents[2] / "configs" / "akson.yaml"


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return simulate(load(CONFIG, "official_basis"), draws=2_000, keep="inputs")


def marked(axis: Any, gid: str) -> Any:
    (artist,) = [artist for artist in axis.get_children() if artist.get_gid() == gid]
    return artist


def test_tornado__bars_are_the_changes_and_shares(ds: xr.Dataset) -> None:
    left, right = plots.draw("tornado", ds, "nb").axes
    total = output(ds, "official_basis", "cost_total")
    first = bin_changes(ds, "official_basis", total, 0.85)[0]
    assert marked(right, "low-0").get_width() == first.low.value
    assert marked(right, "high-0").get_x() == pytest.approx(np.quantile(total.values, 0.85), rel=1e-12)
    found = variance_shares(ds, "official_basis", total, groups_as_one=True)
    assert marked(left, "share-0").get_width() == found.rows[0].share.value
    assert marked(left, "share-15").get_width() == found.residual.value
    assert left.get_yticklabels()[-1].get_text() == "Samspill og rest"
    assert left.get_yticklabels()[0].get_text() == "Utfall av anskaffelsen"


def test_input_output__lines_are_percentiles_of_groups(ds: xr.Dataset) -> None:
    axis = plots.draw("input-output", ds).axes[0]
    total = output(ds, "official_basis", "cost_total")
    (driver,) = [f for f in factors(ds, "official_basis") if f.name == "drivers[procurement-outcome]"]
    line = marked(axis, "p85-0").get_xydata()
    assert len(line) == 10
    lowest = np.argsort(driver.level, kind="stable")[:200]
    assert line[0].tolist() == [np.median(driver.level[lowest]), np.quantile(total.values[lowest], 0.85)]


def test_conditional__an_event_has_two_groups(ds: xr.Dataset) -> None:
    total = output(ds, "official_basis", "cost_total")
    (event,) = [f for f in factors(ds, "official_basis") if f.name == "events[E.G1]"]
    found = conditional(event, total)
    assert found.level.tolist() == [0.0, 1.0]
    occurred = ds.event_occurred.sel(event="E.G1").values[0] == 1
    assert found.percentile[1].tolist() == [np.median(total.values[~occurred]), np.median(total.values[occurred])]


def test_factors__are_what_the_result_has_kept(ds: xr.Dataset) -> None:
    everything = {factor.name for factor in factors(ds, "official_basis")}
    standard = {factor.name for factor in factors(ds.drop_vars("input"), "official_basis")}
    least = {f.name for f in factors(ds.drop_vars(["input", "driver", "event_occurred"]), "official_basis")}
    assert standard < everything
    assert {"drivers[scope]", "events[E.G1]"} <= standard
    assert not any(name.startswith("costs[") for name in standard)
    assert least == {"programmes[journal]", "programmes[local]", "programmes[step1]"}


@pytest.mark.parametrize("kind", ["tornado", "input-output"])
def test_pictures__of_too_few_draws_are_refused(kind: str, ds: xr.Dataset) -> None:
    few = ds.isel(draw=slice(0, 40))
    with pytest.raises(ResultError, match="40 draws of scenario official_basis are too few: a bin needs 50"):
        plots.draw(kind, few)


def test_tornado__of_fewer_draws_than_a_regression_takes_is_refused(ds: xr.Dataset) -> None:
    with pytest.raises(ResultError, match=r"no shares of the variance: \d+ columns need at least \d+ draws; got 300"):
        plots.draw("tornado", ds.isel(draw=slice(0, 300)))
