"""How the columns of a table state its quantities: settled once a table, asked where the words do not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.figures import Figures
from aksonsim.files.registers.relative import Relative, relative_of, spread_of
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.words import law
from aksonsim.language.text import _

SHAPES = ("triangular", "pert", "gamma", "lognormal")
BETWEEN = ("limits", "p10 p90", "p5 p95", "p1 p99", "p<NN> p<NN>")
_TWO = re.compile(r"p\s*(\d{1,2}(?:\.\d+)?)\s*p\s*(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Form:
    """How the columns of a table state its quantities; settled once a table.

    ``low``, ``middle``, ``high``: columns. ``ends``: (10, 90) where low and high are percentiles, None for limits.
    ``middle_is``: mode or median. ``relative``: low and high are in per cent of the middle. ``shape``: of a triple.
    """

    kind: str
    """triple, percentiles, moments, named, single, two."""
    low: Column | None = None
    middle: Column | None = None
    high: Column | None = None
    spread: Column | None = None
    """A range as text (±20 %), or the standard deviation."""
    points: tuple[tuple[float, Column], ...] = ()
    parameters: tuple[Column, ...] = ()
    shape_column: Column | None = None
    ends: tuple[float, float] | None = None
    middle_is: str = "mode"
    relative: Relative | None = None
    shape: str | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns whose figures make an estimate, in the order low, middle, high."""
        if self.points:
            return tuple(column for _p, column in self.points)
        found = (self.low, self.middle, self.high, *self.parameters)
        return tuple(column for column in found if column is not None)

    @property
    def amounts(self) -> tuple[Column, ...]:
        """The columns that hold money: those that sums add up."""
        if self.kind == "named":
            return self.parameters
        return tuple(c for c in (self.middle,) if c) if self.relative or self.spread else self.columns


def form_of(table: Table, figures: Figures, decisions: Decisions, of: str | None = None) -> Form | None:
    """Return how a table states its quantities; None where no column does.

    ``of`` narrows to columns of one thing (``price``, ``impact``, ``duration``). What the words do not say is asked:
    what low and high are, the shape of a triple, whether a base is the most likely value or the median.
    """
    return _Settling(table, figures, decisions, of).settled()


class _Settling:
    def __init__(self, table: Table, figures: Figures, decisions: Decisions, of: str | None) -> None:
        self.table, self.figures, self.decisions = table, figures, decisions
        self.of = of

    def having(self, *kinds: str) -> tuple[Column, ...]:
        found = self.table.having(*kinds)
        return tuple(c for c in found if self.of is None or c.meaning.of == self.of)

    def settled(self) -> Form | None:
        shape_column = self.table.one("shape")
        if parameters := self.having("parameter"):
            return Form("named", parameters=parameters, shape_column=shape_column)
        points = tuple(sorted(((c.meaning.percentile or 0.0, c) for c in self.having("percentile")), key=_first))
        modes = self.having("mode") or self.having("base")
        if len(points) >= 2 and not modes and len(points) > 2:
            return self.percentiles(points)
        low, high = self.ends(points)
        middle = modes[0] if modes else None
        if middle is None and low is not None and high is not None:
            between = self.having("expected", "value", "amount", "mean")
            middle = next((c for c in between if low.number < c.number < high.number), None)
        if low is not None and high is not None:
            return self.triple(low, middle, high, points, shape_column)
        spread = self.having("range")
        single = middle or next(iter(self.having("value", "amount", "base", "mean")), None)
        if spread and single is not None:
            return self.spread(single, spread[0], shape_column)
        if (sd := self.having("sd")) and (mean := self.having("mean", "expected", "value")):
            return self.moments(mean[0], sd[0], shape_column)
        return None if single is None else Form("single", middle=single)

    def ends(self, points: Sequence[tuple[float, Column]]) -> tuple[Column | None, Column | None]:
        """Return the columns of the lower and the upper end."""
        if len(points) >= 2:
            return points[0][1], points[-1][1]
        low, high = self.having("min", "low"), self.having("max", "high")
        return (low[0] if low else None), (high[0] if high else None)

    def percentiles(self, points: tuple[tuple[float, Column], ...]) -> Form:
        names = ", ".join(f"P{p:g}" for p, _c in points)
        self.decisions.tell(
            _("a metalog distribution through {points}", points=names), "law", "metalog", self.table.sheet.name
        )
        return Form(
            "percentiles", points=points, middle=next((c for p, c in points if p == 50), points[len(points) // 2][1])
        )

    def triple(
        self,
        low: Column,
        middle: Column | None,
        high: Column,
        points: tuple[tuple[float, Column], ...],
        shape_column: Column | None,
    ) -> Form:
        rows, figures, decisions = self.table.rows, self.figures, self.decisions
        relative = None if middle is None else relative_of(self.table, rows, low, middle, high, figures, decisions)
        ends = self.bounds(low, high, points)
        middle_is = "mode"
        if middle is not None and middle.meaning.kind != "mode":
            middle_is = self.base(middle) or "mode"
        if middle is not None and middle_is == "median" and ends is not None and relative is None:
            return self.percentiles(((ends[0], low), (50.0, middle), (ends[1], high)))
        shape = self.shape(shape_column, two=middle is None)
        return Form(
            "triple" if middle else "two",
            low,
            middle,
            high,
            None,
            (),
            (),
            shape_column,
            ends,
            middle_is,
            relative,
            shape,
        )

    def spread(self, middle: Column, spread: Column, shape_column: Column | None) -> Form:
        ends = self.bounds(spread, spread, ())
        relative = spread_of(self.table, self.table.rows, spread, self.figures, self.decisions)
        return Form(
            "spread", None, middle, None, spread, (), (), shape_column, ends, "mode", relative, self.shape(shape_column)
        )

    def moments(self, mean: Column, sd: Column, shape_column: Column | None) -> Form:
        shape = None
        if shape_column is None:
            choices = ("normal", "lognormal", "gamma")
            shape = self.decisions.ask(
                "shape", _("which distribution has this mean and standard deviation?"), choices, one_of(*choices),
                self.table.sheet.name, self.table.sheet.name,
            )  # fmt: skip
        return Form("moments", middle=mean, spread=sd, shape_column=shape_column, shape=shape)

    def bounds(self, low: Column, high: Column, points: Sequence[tuple[float, Column]]) -> tuple[float, float] | None:
        """Return the percentiles that the ends are; None for limits, or while it is asked."""
        sheet = self.table.sheet.name
        if len(points) >= 2:
            found = (points[0][0], points[-1][0])
            value = f"p{found[0]:g} p{found[1]:g}"
            text = _("'{low}' and '{high}' are percentiles", low=low.header, high=high.header)
            return self.decisions.take("bounds", value, text, BETWEEN, ends_of, sheet, sheet, sure=True)
        if said := self.stated_ends(low, high):
            value, where = said
            text = _(
                "'{low}' and '{high}' are {what}: {where} says so",
                low=low.header, high=high.header, what=value, where=where,
            )  # fmt: skip
            return self.decisions.take("bounds", value, text, BETWEEN, ends_of, sheet, sheet)
        if low.meaning.kind == "min" and high.meaning.kind == "max":
            text = _("'{low}' and '{high}' are limits", low=low.header, high=high.header)
            return self.decisions.take("bounds", "limits", text, BETWEEN, ends_of, sheet, sheet, sure=True)
        if low is high:
            text = _("what are the ends in '{low}': limits, or which percentiles?", low=low.header)
        else:
            text = _("what are '{low}' and '{high}': limits, or which percentiles?", low=low.header, high=high.header)
        return self.decisions.ask("bounds", text, BETWEEN, ends_of, sheet, sheet)

    def stated_ends(self, low: Column, high: Column) -> tuple[str, str] | None:
        """Return what a text of the sheet says that its ends are: 'Low = P10, High = P90'."""
        for row, column, text in self.table.remarks():
            found = _TWO.search(re.sub(r"[^\w.]+|\b(?:og|and|und|och|et|en|y)\b", " ", text.casefold()))
            named = [re.sub(r"\W+", "", c.header.rpartition("|")[2].casefold()) for c in (low, high)]
            words = re.sub(r"\W+", " ", text.casefold())
            between = re.search(
                rf"\b{re.escape(named[0])}\w*\b.*?\bp\s?(\d+)\b.*?\b{re.escape(named[1])}\w*\b.*?\bp\s?(\d+)\b", words
            )
            match = between or (found if all(name and name in words for name in named) else None)
            if match and float(match[1]) < float(match[2]):
                return f"p{match[1]} p{match[2]}", self.table.sheet.place(row, column)
        return None

    def base(self, middle: Column) -> str | None:
        """Return whether a base is the most likely value or the median."""
        sheet = self.table.sheet.name
        text = _("'{base}': the most likely value, or the median?", base=middle.header)
        return self.decisions.ask("base", text, ("mode", "median"), _mode_or_median, sheet, sheet)

    def shape(self, shape_column: Column | None, two: bool = False) -> str | None:
        """Return the shape of the triples of a table that has no column for it."""
        if shape_column is not None:
            return None
        sheet = self.table.sheet.name
        stated = next((found for _r, _c, text in self.table.remarks() if (found := _stated_shape(text))), None)
        choices = ("uniform", "normal", "lognormal") if two else SHAPES
        if stated in choices and stated is not None:
            text = _("the sheet says {shape}", shape=stated)
            return self.decisions.take("shape", stated, text, choices, _shape, sheet, sheet)
        text = _("two figures alone: which distribution?") if two else _("the shape of the triples")
        return self.decisions.ask("shape", text, choices, _shape, sheet, sheet)


def ends_of(said: str) -> tuple[float, float] | None:
    """Read an answer to what low and high are: None for limits.

    >>> ends_of("P10-P90")
    (10.0, 90.0)
    """
    text = plain(said)
    if text in ("limits", "limit", "min max", "absolute", "grenser"):
        return None
    found = re.fullmatch(r"p?\s*(\d{1,2}(?:\.\d+)?)\s*(?:p|og|and|,)?\s*p?\s*(\d{1,2}(?:\.\d+)?)", text)
    if found is None or not 0 < float(found[1]) < float(found[2]) < 100:
        raise ValueError
    return float(found[1]), float(found[2])


def _mode_or_median(said: str) -> str:
    known = {"mode": "mode", "most likely": "mode", "ml": "mode", "median": "median", "p50": "median"}
    if plain(said) not in known:
        raise ValueError
    return known[plain(said)]


def _shape(said: str) -> str:
    found = law(said)
    if found is None:
        raise ValueError
    return found


def _stated_shape(text: str) -> str | None:
    """Return the shape that a title or note names (Trigen is triangular)."""
    if len(text) < 12:
        return None
    found = {name for word in re.findall(r"[\w-]+", text) if (name := law(word)) is not None and len(word) > 3}
    return found.pop() if len(found) == 1 else None


def _first(pair: tuple[float, Column]) -> float:
    return pair[0]
