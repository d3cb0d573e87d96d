"""What all pictures share: style, title, number axes, and writing a file that equal runs write equally."""

from __future__ import annotations

import contextlib
import io
import math
import os
import sys
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from aksonsim.analysis.fans import Given
from aksonsim.errors import ResultError
from aksonsim.files.atomic import replacing
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number, percent
from aksonsim.language.text import Text, _, translate
from aksonsim.language.units import priced, unit
from aksonsim.money import attributes_of
from aksonsim.plots.names import condition
from aksonsim.results import access as stated

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

WRAPPED = 50
"""Characters of a line in legends and over panels."""
SUFFIXES = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "0.9",
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "svg.hashsalt": "aksonsim",
    "svg.fonttype": "path",
    "text.parse_math": False,  # a dollar in a title is a dollar
}
# Without these a file would carry the date it was made on.
METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
}


PAYER_FILLS = {"state": ("vermilion", "///"), "municipal": ("sky", "")}
"""Colour and hatching of each payer, the same in all pictures."""


def colours() -> dict[str, Any]:
    """Return the Okabe-Ito colours by name (Okabe & Ito 2008), told apart by all common forms of colour vision."""
    from matplotlib import color_sequences

    names = ("black", "orange", "sky", "green", "yellow", "blue", "vermilion", "purple")
    return dict(zip(names, color_sequences["okabe_ito"], strict=True))


def library() -> Any:
    """Return matplotlib, whatever backend the environment names: pictures are files and need none.

    Raises
    ------
    ResultError
        If matplotlib does not start, as with a ``matplotlibrc`` here that is no text.
    """
    if loaded := sys.modules.get("matplotlib"):
        return loaded
    named = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    except ValueError as error:
        raise ResultError(
            f"matplotlib does not start: {error}; is there a file matplotlibrc in this folder?"
        ) from error
    finally:
        if named is not None:
            os.environ["MPLBACKEND"] = named
    if named:
        with contextlib.suppress(ValueError):  # one that does not exist
            matplotlib.rcParams["backend"] = named
    return matplotlib


@contextmanager
def styled() -> Iterator[None]:
    """Draw inside the house style alone, and leave the process's own settings as they were."""
    matplotlib = library()
    own = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")}
    with matplotlib.rc_context(own | STYLE), warnings.catch_warnings():
        # A sign that the font lacks stands as a box: no reason for a line of Python on a terminal.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from|.* does not support .* natively")
        yield


def legend_text(text: str) -> str:
    """Return a text of the user's as a legend or a panel shows it: three lines at most.

    One that begins with _ would be no key to matplotlib.
    """
    told = "\n".join(textwrap.wrap(text, WRAPPED, max_lines=3, placeholder=" …"))
    return f"\u2060{told}" if told.startswith("_") else told


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure (inches) that lays itself out, outside any global state."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def headline(
    figure: Figure, title: Text, ds: xr.Dataset, scenario: str, given: str, draws: int, lang: Lang, unit: str
) -> None:
    """Title a picture: what it shows, which scenario, how many draws, under which condition, in which money."""
    name = stated.title(ds, "scenario", scenario, lang)
    told = translate(condition(given, int(draws)), lang)
    below = " · ".join([told, *([unit] if unit else [])])
    # Scenario titles are the user's and may be long: as many characters as fit the width at this size.
    width = int(figure.get_figwidth() * 11)
    lines = [
        translate(title, lang),
        *textwrap.wrap(translate(_("Scenario: {name}", name=name), lang), width, max_lines=4, placeholder=" …"),
    ]
    lines += textwrap.wrap(below, width, max_lines=4, placeholder=" …")
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12)


def money(found: Mapping[Any, Any], lang: Lang, units: str | None = None) -> str:
    """Return a unit of money, by default that of amounts, with its price year; other units as they are, ``1`` empty.

    ``found``: a result's attributes, or an answer, with `aksonsim.money.attributes` in it.
    """
    about = attributes_of(found)
    name = str(about["currency"] if units is None else units)
    if name in ("1", "months"):
        return "" if name == "1" else translate(_("months"), lang)
    return translate(priced(unit(name), about["price_year"]), lang)


def per_inhabitant(found: Mapping[Any, Any], lang: Lang) -> str:
    """Return the unit of amounts per inhabitant."""
    about = attributes_of(found)
    per_head = _("{currency} per inhabitant", currency=unit(about["currency_per_inhabitant"]))
    return translate(priced(per_head, about["price_year"]), lang)


def money_against_base(ds: xr.Dataset, scenario: str, lang: Lang) -> str:
    """Return the unit of amounts, and what the base estimate beside them supposes."""
    told = money(ds.attrs, lang)
    return (
        translate(_("{unit} · base estimate at full participation", unit=told), lang)
        if stated.varies(ds, scenario)
        else told
    )


def about(given: Given) -> tuple[str, int]:
    """Return a condition's words key and its number of draws."""
    return given.condition, given.draws


def amounts(axis: Axis, lang: Lang, most: int = 6) -> None:
    """Label an axis with amounts, with so many ticks at most."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def label(value: float, _: int | None) -> str:
        places = axis.get_majorticklocs()
        step = abs(places[1] - places[0]) if len(places) > 1 else 1.0
        # As many decimals as make the step whole, so that every label is in full (2.5 is no 2).
        decimals = next((d for d in range(6) if math.isclose(step * 10**d, round(step * 10**d), abs_tol=1e-6)), 6)
        return number(value, lang, decimals)

    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(label))


def shares(axis: Axis, lang: Lang) -> None:
    """Label an axis with fractions as per cent."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    axis.set_major_locator(MultipleLocator(0.2))
    axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, lang)))


def save(figure: Figure, path: Path) -> None:
    """Write a figure by its suffix, wholly or not at all.

    Raises
    ------
    ResultError
        If the suffix is unknown or the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    kind = suffix(path)
    FigureCanvasAgg(figure)
    if kind == "pdf":
        _without_invisible_signs(figure)
    drawn = io.BytesIO()  # what writes a PDF complains once more when its file is thrown away on a full disk
    figure.savefig(drawn, format=kind, metadata=METADATA[kind])
    try:
        with replacing(path) as temporary:
            temporary.write_bytes(drawn.getbuffer())
    except OSError as error:
        raise ResultError(f"{path}: the picture cannot be written: {error.strerror or error}") from error


def _without_invisible_signs(figure: Figure) -> None:
    """Take out of all texts what has no width and no form of its own: matplotlib's PDF ends in an IndexError there."""
    from matplotlib.text import Text

    for artist in figure.findobj(Text):
        if isinstance(artist, Text):
            artist.set_text("".join(char for char in artist.get_text() if unicodedata.category(char) != "Cf"))


def suffix(path: Path) -> str:
    """Return the file format of a path; `ResultError` if it is not one that pictures are written in."""
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise ResultError(f"{path}: pictures are written as {', '.join(SUFFIXES)}, not {path.suffix or 'without one'}")
    return kind
