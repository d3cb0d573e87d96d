"""The pictures of sensitivity show what the analysis says, whatever a result has kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from aksonsim import plots
from aksonsim.analysis.conditional import conditional
from aksonsim.analysis.sensitivity import factors, variance_shares
from aksonsim.api import simulate
from aksonsim.errors import ResultError
from aksonsim.files.load import load
from aksonsim.results.quantity import output
from aksonsim.studies.leave_one_out import leave_one_out
from aksonsim.studies.question import Question

CONFIG = Path(__file__).parents[2] / "configs" / "akson.yaml"


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return simulate(load(CONFIG, "official_basis"), draws=2_000, keep="inputs")


def marked(axis: Any, gid: str) -> Any:
    (artist,) = [artist for artist in axis.get_children() if artist.get_gid() == gid]
    return artist


def test_tornado__bars_are_the_changes_and_shares(ds: xr.Dataset) -> None:
    figure = plots.draw("tornado", ds, "nb")
    left, right = figure.axes
    question = Question(load(CONFIG, "official_basis"), draws=2_000)
    rows = leave_one_out(question, ds).rows
    rows = tuple(row for row in rows if row.kind != "correlation")
    assert [marked(left, f"change-{k}").get_width() for k in range(8)] == [row.change.value for row in rows[:8]]
    assert [text.get_text() for text in left.get_yticklabels()][:8] == [row.title.nb for row in rows[:8]]
    found = variance_shares(ds, "official_basis", output(ds, "official_basis", "cost_total"), groups_as_one=True)
    shares = {row.name: row.share.value for row in found.rows}
    assert marked(right, "share-0").get_width() == shares[rows[0].name]
    assert "Hvor sannsynlig en hendelse er, ligger i tallet" in figure.get_supxlabel()


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
    with pytest.raises(ResultError, match="40 draws of scenario official_basis are too few"):
        plots.draw(kind, few)


def test_tornado__of_fewer_draws_than_a_regression_takes_has_no_shares(ds: xr.Dataset) -> None:
    assert len(plots.draw("tornado", ds.isel(draw=slice(0, 300))).axes) == 1
