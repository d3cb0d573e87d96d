"""What a row says of one uncertain quantity, as an estimate of the scenario file."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.amounts import percent_range
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Figures, as_number
from aksonsim.files.registers.forms import Form
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.words import law


def estimate_of(
    table: Table, row: int, form: Form, figures: Figures, scale: Factors, turned: list[str] | None = None
) -> Any:
    """Return the estimate of a row as the scenario file states it; None, with the problem noted, where it has none.

    ``scale``: what the amounts of a column are multiplied by. While a shape is asked the estimate lacks
    it. ``turned``: takes the places of savings that are written from the most to the least (-1 | -3 | -6) and are read
    the other way round; without it such are refused.
    """
    return _Row(table, row, form, figures, scale, turned).estimate()


def share_in(table: Table, row: int, form: Form, figures: Figures) -> Column | None:
    """Return the column in which a row states per cent where amounts of money are wanted; None without one."""
    columns = (form.middle,) if form.relative is not None else form.columns
    for column in columns:
        found = figures.read(table.cell(row, column))
        if column is not None and found is not None and (found.percent or column.meaning.percent) and found.value:
            return column
    return None


class _Row:
    def __init__(
        self,
        table: Table,
        row: int,
        form: Form,
        figures: Figures,
        scale: Factors,
        turned: list[str] | None,
    ) -> None:
        self.table, self.row, self.form, self.figures, self.scale = table, row, form, figures, scale
        self.turned = turned

    def amount(self, column: Column | None) -> Decimal | None:
        """Return the amount of a column in the unit of the scenario."""
        found = self.figures.read(self.table.cell(self.row, column))
        if found is None or column is None:
            self.complain_of(column)
            return None
        if found.percent:
            return found.value
        return found.value * self.scale.of(column, found.unit)

    def place(self, first: Column | None, last: Column | None = None) -> str:
        return self.table.place(self.row, first, last)

    def complain(self, what: str, allowed: str, first: Column | None, last: Column | None = None) -> None:
        self.figures.complain(self.place(first, last), what, allowed)

    def complain_of(self, column: Column | None) -> None:
        """Note a cell of a column that states something which is no number."""
        if column is not None:
            self.figures.complain_of(self.table.cell(self.row, column), self.place(column))

    def estimate(self) -> Any:
        form = self.form
        if form.kind == "single":
            found = self.amount(form.middle)
            return None if found is None else as_number(found)
        if form.kind == "percentiles":
            return self.percentiles()
        if form.kind == "moments":
            mean, sd = self.amount(form.middle), self.amount(form.spread)
            if mean is None or not sd:
                return None if mean is None else as_number(mean)
            return self.shaped({"mean": as_number(mean), "sd": as_number(sd)})
        if form.kind == "named":
            return self.named()
        return self.triple()

    def triple(self) -> Any:
        """Return low, middle and high; three equal numbers, and a middle alone, are one number."""
        form, before = self.form, len(self.figures.problems)
        middle = self.amount(form.middle)
        if form.spread:
            low, high = self.spread_ends(middle)
        elif form.relative is not None and middle is not None:
            low, high = self.relative_end(middle, form.low, -1), self.relative_end(middle, form.high, 1)
        else:
            low, high = self.amount(form.low), self.amount(form.high)
        if middle is not None and low is None and high is None:
            return as_number(middle)
        if low is None or high is None or (middle is None and form.middle is not None):
            if len(self.figures.problems) > before:
                return None
            self.complain(
                "a low, a middle and a high amount are needed, or the middle alone",
                "",
                form.low or form.middle,
                form.high,
            )
            return None
        if low == high and middle in (None, low):
            return as_number(low)
        if self.turned is not None and high < low < 0 and (middle is None or high <= middle <= low):
            low, high = high, low
            self.turned.append(self.place(form.low, form.high))
        if not low <= (low if middle is None else middle) <= high:
            stated = " | ".join(f"{as_number(x):g}" for x in (low, middle, high) if x is not None)
            self.complain(f"{stated} do not rise", "low <= middle <= high", form.low or form.middle, form.high)
            return None
        keys = ("min", "max") if form.ends is None else tuple(f"p{p:g}" for p in form.ends)
        if middle is None:
            return self.shaped({keys[0]: as_number(low), keys[1]: as_number(high)})
        between = "p50" if form.middle_is == "median" else "mode"
        return self.shaped({keys[0]: as_number(low), between: as_number(middle), keys[1]: as_number(high)})

    def relative_end(self, middle: Decimal, column: Column | None, side: int) -> Decimal | None:
        """Return an end that is in per cent of the middle."""
        found = self.figures.read(self.table.cell(self.row, column))
        if found is None or self.form.relative is None:
            self.complain_of(column)
            return None
        return self.form.relative.end(middle, found.value, side, found.percent)

    def spread_ends(self, middle: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        """Return the ends that a range as text says: ±20 % of the middle; none where it says fixed or nothing."""
        cell = self.table.cell(self.row, self.form.spread)
        if cell is None or middle is None:
            return None, None
        stated, relative = self.figures.read(cell), self.form.relative
        if stated is not None and relative is not None and (cell.is_number or relative.whole):
            part = abs(stated.value)
            return relative.end(middle, part, -1, stated.percent), relative.end(middle, part, 1, stated.percent)
        found = percent_range(cell.text, self.figures.marks)
        if found is None:
            self.complain(f"'{cell.text}' is no range", "-10 % / +25 %, or ±20 %", self.form.spread)
            return None, None
        if found == "fixed":
            return None, None
        return middle * (1 + found[0]), middle * (1 + found[1])

    def percentiles(self) -> Any:
        points = [(p, self.amount(column)) for p, column in self.form.points]
        stated = [(p, value) for p, value in points if value is not None]
        if len(stated) == 1:
            return as_number(stated[0][1])
        if len(stated) < len(points):
            first, last = self.form.points[0][1], self.form.points[-1][1]
            self.complain("a percentile is missing", "all of them, or the middle alone", first, last)
            return None
        values = [value for _p, value in stated]
        if len(set(values)) == 1:
            return as_number(values[0])
        if any(a >= b for a, b in itertools.pairwise(values)):
            text = " | ".join(f"{as_number(value):g}" for value in values)
            self.complain(f"{text} do not rise", "P10 < P50 < P90", self.form.points[0][1], self.form.points[-1][1])
            return None
        return {f"p{p:g}": as_number(value) for p, value in stated}

    def named(self) -> Any:
        """Return the estimate of a distribution that is named in the row, from its parameters in their usual order."""
        cell = self.table.cell(self.row, self.form.shape_column)
        shape = law(cell.text) if cell is not None else None
        values = [value for column in self.form.parameters if (value := self.amount(column)) is not None]
        if shape is None:
            name = cell.text if cell is not None else ""
            self.complain(
                f"'{name}' is no distribution that is read",
                "triangular, PERT, normal, lognormal, uniform, fixed",
                self.form.shape_column,
            )
            return None
        forms = {
            **dict.fromkeys(("triangular", "pert"), ("min", "mode", "max")),
            **dict.fromkeys(("normal", "lognormal", "gamma"), ("mean", "sd")),
            "uniform": ("min", "max"),
            "constant": ("value",),
        }
        keys = forms.get(shape, ())
        if len(values) != len(keys):
            self.complain(
                f"{shape} needs {len(keys)} parameters, not {len(values)}",
                ", ".join(keys),
                self.form.parameters[0],
                self.form.parameters[-1],
            )
            return None
        if keys == ("value",) or (len(set(values)) == 1 and "sd" not in keys):
            return as_number(values[0])
        estimate = {key: as_number(value) for key, value in zip(keys, values, strict=True)}
        return estimate if shape == "uniform" else estimate | {"shape": shape}

    def shaped(self, estimate: dict[str, Any]) -> Any:
        """Return an estimate with the shape of its table, or of its own row."""
        shape = self.form.shape
        if self.form.shape_column is not None:
            cell = self.table.cell(self.row, self.form.shape_column)
            shape = law(cell.text) if cell is not None and cell.text else None
            if shape is None:
                self.complain(
                    "the distribution of this row is not said", "triangular, PERT, ...", self.form.shape_column
                )
                return None
        if shape == "uniform" and "min" in estimate:
            return {key: value for key, value in estimate.items() if key in ("min", "max")}
        return estimate if shape is None else estimate | {"shape": shape}
