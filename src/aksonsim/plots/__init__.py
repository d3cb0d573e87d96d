"""Pictures of a result, one kind a file; each asks `aksonsim.analysis` for its numbers and only places them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure


KINDS: dict[str, str] = {
    "s-curve": "probability that cost is not exceeded, with base estimate, P50 and P85",
    "ladder": "from base cost to cost frame, for each programme and in total",
    "uptake": "committed share by council round, threshold, deadline and outcome of the gate",
    "adoption": "share live by year, with the official goals",
    "cash-flow": "cost by year, programme and payer, with P50 and P85 of each year",
    "schedule": "when activities end: P10, P50 and P85 of each milestone, with the reference date",
    "jcl": "total cost against finish, and what it takes to keep both with 50, 70 and 85 % chance",
    "payers": "what state and municipalities pay, and who carries the tail",
    "municipalities": "cost per inhabitant of each municipality",
    "npv": "net present value: its S-curve with base value, expected value and P50",
    "convergence": "P50 and P85 of the total against the number of draws, with their 95 % bands",
    "tornado": "what each thing adds to the P85 of the total, run again without it, and its share of the variance",
    "input-output": "the total against the inputs with the largest shares of its variance",
}
"""Kinds of picture and what each shows."""


@door
def draw(kind: str, ds: xr.Dataset, lang: Lang = "en", scenario: str | None = None) -> Figure:
    """Draw a picture.

    Parameters
    ----------
    kind
        One of `KINDS`.
    ds
        A result of aksonsim.
    lang
        ``en`` or ``nb``.
    scenario
        Name of the scenario; the first one by default.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ResultError
        If the kind or scenario is unknown or the result does not hold what the picture shows.
    """
    from aksonsim.plots.figure import styled
    from aksonsim.results import access as stated

    if kind not in KINDS:
        raise ResultError(f"no kind of picture is called {kind}; there are: {', '.join(KINDS)}")
    stated.require_result(ds)
    module = importlib.import_module(f"aksonsim.plots.{kind.replace('-', '_')}")
    with styled():
        drawn: Figure = module.draw(ds, stated.pick(ds, scenario), lang)
        return drawn


@door
def plot(kind: str, ds: xr.Dataset, path: str | Path, lang: Lang = "en", scenario: str | None = None) -> None:
    """Draw a picture and write it as PNG, SVG or PDF, by the path's suffix; equal results give equal files.

    Parameters and errors as `draw`; a `ResultError` also where the suffix is unknown or the file cannot be written.
    """
    from aksonsim.plots.figure import save, styled, suffix

    target = Path(path)
    suffix(target)
    drawn = draw(kind, ds, lang, scenario)
    with styled():
        save(drawn, target)
