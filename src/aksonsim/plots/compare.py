"""Pictures of a comparison: each places what `aksonsim.analysis.comparison.compare` found, and the draws behind it."""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.analysis.scenario_columns import Column
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate
from aksonsim.plots.figure import money
from aksonsim.results import access as stated

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

Json = dict[str, Any]

KINDS: dict[str, str] = {
    "s-curves": "overlaid S-curves, given that the gate is passed and over all draws",
    "figures": "dots and intervals: cost, payer, price, value, gate and adoption of each scenario",
    "cost-finish": "cost against finish date, with the frontier of joint confidence",
    "heat-map": "scenario by measure: what is better and what is worse than in the base scenario",
    "regret": "choices ranked by their expected regret",
}
"""Kinds of picture and what each shows."""


def draw(kind: str, columns: Sequence[Column], found: Json, lang: Lang = "en") -> Figure:
    """Draw a picture of a comparison.

    Parameters
    ----------
    kind
        One of `KINDS`.
    columns, found
        The scenarios, and what `aksonsim.analysis.comparison.compare` returned for them.
    lang
        ``en`` or ``nb``.

    Raises
    ------
    ResultError
        If the kind is unknown or the scenarios do not hold what the picture shows.
    """
    from aksonsim.plots.figure import styled

    if kind not in KINDS:
        raise ResultError(f"no picture of a comparison is called {kind}; there are: {', '.join(KINDS)}")
    module = importlib.import_module(f"aksonsim.plots.compare_{kind.replace('-', '_')}")
    with styled():
        drawn: Figure = module.draw(columns, found, lang)
        return drawn


def plot(kind: str, columns: Sequence[Column], found: Json, path: str | Path, lang: Lang = "en") -> None:
    """Draw a picture of a comparison and write it as PNG, SVG or PDF, by the path's suffix."""
    from aksonsim.plots.figure import save, styled, suffix

    target = Path(path)
    suffix(target)
    drawn = draw(kind, columns, found, lang)
    with styled():
        save(drawn, target)


def headline(
    figure: Figure,
    title: Words,
    found: Json,
    lang: Lang,
    *,
    unit: str | None = None,
    condition: str = "",
    note: str = "",
) -> None:
    """Title a picture of a comparison: what it shows, how many draws, in which money, under which condition."""
    shared = _("{draws} common draws", draws=int(found["draws"])) if found["paired"] else _("independent runs")
    draws = translate(shared, lang)
    if unit is None:
        unit = money(found, lang)
    width = int(figure.get_figwidth() * 11)
    below = " · ".join(part for part in (draws, unit, condition) if part)
    lines = [line for text in (translate(title, lang), below, note) for line in textwrap.wrap(text, width)]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12)


def gated(columns: Sequence[Column]) -> bool:
    """Return whether any scenario has a gate, so that conditions need words."""
    return any(column.passed is not None for column in columns)


def amended(text: str) -> str:
    """Return a text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def names(columns: Sequence[Column], lang: Lang, width: int = 28) -> list[str]:
    """Return the scenarios' titles, wrapped, three lines of each at most."""
    wrapped = (textwrap.wrap(column.title(lang), width, max_lines=3, placeholder=" …") for column in columns)
    return ["\n".join(lines) for lines in wrapped]


_OUTPUTS = {
    "cost_total": _("total cost"),
    "cost_payer[state]": _("the state's cost"),
    "cost_payer[municipal]": _("the municipalities' cost"),
    "price_per_inhabitant": _("the price per inhabitant"),
    "tariff_per_inhabitant": _("the yearly price per inhabitant"),
    "npv": _("net present value"),
}


def output_word(output: str, ds: xr.Dataset, lang: Lang) -> str:
    """Return what a quantity is called in running text; its own name where there is no better."""
    variable, _bracket, label = output.rstrip("]").partition("[")
    if variable in ("cost_programme", "cost_element"):
        title = stated.title(ds, variable.removeprefix("cost_"), label, lang)
        return translate(_("cost of {name}", name=title), lang)
    return translate(_OUTPUTS.get(output, output), lang)
