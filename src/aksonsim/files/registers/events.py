"""The events of a risk register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aksonsim.files.registers.building import Builder, cited, ids_of
from aksonsim.files.registers.classes import Classes, chance, consequence, read_classes, whole_percent
from aksonsim.files.registers.decisions import Decisions, one_of, plain
from aksonsim.files.registers.elements import middle_of, note_of, tell_notes
from aksonsim.files.registers.estimates import estimate_of, share_in
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Exact, Figures, as_number, code_of
from aksonsim.files.registers.forms import Form, form_of
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.risk_remarks import delays, negated, savings, without_doubles
from aksonsim.files.registers.risks import Risks, risks_of
from aksonsim.files.registers.rows import Item
from aksonsim.files.registers.seen_columns import tell_unread
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.registers.times import frequency
from aksonsim.files.registers.words import is_everything
from aksonsim.files.tree import Map
from aksonsim.language.text import _


@dataclass(frozen=True, slots=True)
class Register:
    """A risk register whose columns are settled."""

    risks: Risks
    form: Form | None
    classes: Classes | None
    probability: Classes | None
    whole_percent: bool | None
    """Whether probabilities are in per cent; None while it is asked."""
    frequency: Column | None

    @property
    def table(self) -> Table:
        """The register, in the state that counts."""
        return self.risks.table

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that say how likely a risk is and what it costs."""
        likely = (self.probability.column if self.probability else None, self.frequency)
        costs = self.form.columns if self.form else (self.classes.column,) if self.classes else ()
        return (*(column for column in likely if column is not None), *costs)

    @property
    def money(self) -> tuple[Column, ...]:
        """The columns that hold money."""
        own = self.form.columns if self.form is not None else ()
        spread = (
            (self.form.spread,) if self.form is not None and self.form.kind == "moments" and self.form.spread else ()
        )
        classes = (self.classes.column,) if self.classes is not None else ()
        return tuple(dict.fromkeys((*own, *spread, *classes, *self.table.having("expected", "measure_cost"))))


def register_of(book: Book, table: Table, figures: Figures, decisions: Decisions) -> Register | None:
    """Return a risk register with its columns settled; None where no column says what a risk costs or delays."""
    risks = risks_of(table, decisions)
    table = risks.table
    rows = [item.row for item in risks.items]
    chances = table.one("probability")
    often = table.one("frequency") if chances is None else None
    probability = None
    if chances is not None:
        probability = read_classes(book, table, chances, rows, ("probability", "frequency"), figures, decisions)
    scored = probability is not None and probability.scored
    impacts = [c for c in table.columns if c.meaning.of == "impact"]
    named = [c for c in impacts if c.meaning.kind in ("min", "low", "mode", "high", "max", "percentile")]
    classes, form = None, None
    if not named and impacts and _is_wordy(table, impacts[0], rows, figures):
        classes = read_classes(book, table, impacts[0], rows, ("impact", "value"), figures, decisions, scored)
    else:
        form = form_of(table, figures, decisions, of="impact") if impacts else None
        form = form or form_of(table, figures, decisions)
    if form is None and classes is None:
        return None
    used = (
        *(form.columns if form else ()),
        form.spread if form else None,
        classes.column if classes else None,
        chances,
        often,
    )
    used = (*used, *table.having("expected", "delay", "measure_cost"))
    tell_unread(table, used, rows, figures, decisions, form is not None and form.kind == "single")
    return Register(risks, form, classes, probability, whole_percent(table, probability, decisions), often)


def _is_wordy(table: Table, column: Column, rows: Sequence[int], figures: Figures) -> bool:
    """Whether a column of consequences holds words, classes or scores instead of amounts."""
    cells = [cell for row in rows if (cell := table.cell(row, column)) is not None and cell.value is not None]
    values = [figures.read(cell) for cell in cells]
    if any(value is None for value in values):
        return True
    small = all(
        v is not None and v.unit is None and v.value == v.value.to_integral_value() and 1 <= v.value <= 10
        for v in values
    )
    return small and len({v.value for v in values if v is not None}) > 1 and column.meaning.unit is None


def events_of(
    register: Register, scale: Factors, known: Mapping[str, str], figures: Figures, decisions: Decisions,
    builder: Builder,
) -> list[Map]:  # fmt: skip
    """Return the events of a register; ``known`` are the elements of the file: plain code or name -> id."""
    return _Events(register, scale, known, figures, decisions, builder).events()


class _Events:
    def __init__(
        self, register: Register, scale: Factors, known: Mapping[str, str], figures: Figures,
        decisions: Decisions, builder: Builder,
    ) -> None:  # fmt: skip
        self.register, self.scale, self.known = register, scale, known
        self.figures, self.decisions, self.builder = figures, decisions, builder
        self.table = register.table
        self.turned: list[str] = []

    def events(self) -> list[Map]:
        items = without_doubles(self.table, self.register.risks.items, self.decisions)
        ids = ids_of([(item.code, item.name, item.under) for item in items])
        taken = set(self.known.values())
        ids = [f"event.{name}" if name in taken else name for name in ids]
        years = self.years()
        self.measures = self.measured()
        self.saved = savings(self.table, items, self.cost, self.decisions)
        out = [event for item, name in zip(items, ids, strict=True) if (event := self.event(item, name, years))]
        if self.turned:
            names = ", ".join(self.turned)
            self.decisions.tell(_("read from the least to the most: {names}", names=names), where=self.table.sheet.name)
        delays(self.table, items, self.decisions)
        tell_notes(self.table, self.decisions)
        return out

    def event(self, item: Item, name: str, years: Decimal | None) -> Map | None:
        table, register = self.table, self.register
        cost = self.cost(item)
        columns = [
            *(register.form.columns if register.form else ()),
            *((register.classes.column,) if register.classes else ()),
        ]
        likely: dict[str, Any] = {}
        if register.frequency is not None:
            cell = table.cell(item.row, register.frequency)
            found = None
            if cell is not None:
                found = frequency(code_of(cell), self.figures.marks) if cell.text else _decimal(cell.value)
            if found is None:
                self.complain(item, register.frequency, "is no frequency", "2.5 a year, once in 4 years")
                return None
            likely = {"frequency": as_number(found), "years": None if years is None else as_number(years)}
            columns.append(register.frequency)
        elif register.probability is None:
            self.figures.complain(
                table.place(table.header[-1]),
                "no column of this table of risks states a probability",
                "Probability, or Frequency",
            )
            return None
        else:
            value = chance(
                register.probability.values.get(item.row),
                bool(register.whole_percent) and item.row not in register.probability.shares,
            )
            if value is None or register.whole_percent is None:
                column = register.probability.column
                cell = table.cell(item.row, column)
                nothing = item.row not in register.probability.values and (cell is None or cell.value is None)
                if nothing and not self.figures.complain_of(cell, table.place(item.row, column)):
                    self.complain(item, column, "a risk without a probability", "a probability")
                return None
            if not 0 <= value <= 1:
                self.complain(
                    item,
                    register.probability.column,
                    f"a probability of {value:g}",
                    "between 0 and 1, or 0 % and 100 %",
                )
                return None
            likely = {"probability": as_number(value)}
            columns.append(register.probability.column)
            self.compare(item, value, cost)
        if item.row in self.saved and cost is not None:
            cost = negated(cost)
            if cost is None:
                what = "a saving of a distribution that has no values below zero"
                self.complain(item, columns[0], what, "another distribution, or amounts below zero")
        if cost is None:
            return None
        place = self.builder.at(table, item.row, columns[0])
        measure = self.measures.get(item.row)
        if measure is not None and "probability" in likely:
            likely |= {"mitigation": {"active": True, "cost": as_number(measure), "probability": likely["probability"]}}
            before = self.before(item)
            likely["probability"] = likely["probability"] if before is None else as_number(before)
        return self.builder.mapping(
            place, id=name, title=item.name, **likely, cost=cost, on=self.target(item), note=note_of(table, item.row),
            source=cited(table, item.row, columns),
        )  # fmt: skip

    def cost(self, item: Item) -> Any:
        """Return the estimate of what a risk costs; None, with the problem noted, where it says nothing."""
        register = self.register
        if register.classes is not None:
            value = register.classes.values.get(item.row)
            word = code_of(self.table.cell(item.row, register.classes.column))
            scale = self.scale.of(register.classes.column, register.classes.units.get(item.row))
            return consequence(value, word, register.classes.column, self.table, scale, self.decisions, self.figures)
        if register.form is None:
            return None
        noted = len(self.figures.problems)
        form = register.form
        if (share := share_in(self.table, item.row, form, self.figures)) is not None:
            self.complain(item, share, "is a share of something, no consequence", "an amount of money")
            return None
        estimate = estimate_of(self.table, item.row, form, self.figures, self.scale, turned=self.turned)
        if estimate is None and len(self.figures.problems) == noted:
            self.complain(item, form.middle or form.columns[0], "a risk without a consequence", "an amount")
        return estimate

    def complain(self, item: Item, column: Column, what: str, allowed: str) -> None:
        cell = self.table.cell(item.row, column)
        stated = f"'{cell.text}' " if cell is not None and cell.text and what.startswith("is ") else ""
        self.figures.complain(self.table.place(item.row, column), f"{stated}{what}", allowed)

    def before(self, item: Item) -> Decimal | None:
        """Return the probability before measures of a register that is read after them."""
        table = self.register.risks.before
        column = table.one("probability") if table is not None else None
        found = self.figures.read(table.cell(item.row, column)) if table is not None else None
        if found is None:
            return None
        return found.value / 100 if self.register.whole_percent and not found.percent else found.value

    def measured(self) -> dict[int, Decimal]:
        """Return what the measures cost, which counts after them as a certain cost."""
        column = self.table.one("measure_cost")
        if column is None or self.register.risks.before is None:
            return {}
        text = _("the cost of measures ('{column}'): certain, or left out?", column=column.header)
        choices = ("certain", "leave out")
        said = self.decisions.ask("measures", text, choices, one_of(*choices), self.table.sheet.name)
        if said != "certain":
            return {}
        costs = {item.row: self.figures.read(self.table.cell(item.row, column)) for item in self.register.risks.items}
        return {
            row: found.value * self.scale.of(column, found.unit) for row, found in costs.items() if found is not None
        }

    def years(self) -> Decimal | None:
        """Return the years over which frequencies run."""
        if self.register.frequency is None:
            return None
        self.decisions.take(
            "severity", "anew", _("each time an event occurs its size is drawn anew"), ("drawn anew each time",), _anew
        )
        text = _("over how many years do the frequencies run?")
        return self.decisions.ask("years", text, ("<years>",), _positive, self.table.sheet.name)

    def target(self, item: Item) -> str | list[str] | None:
        """Return the elements that a risk hits; None for the whole project."""
        column = self.table.one("applies_to")
        text = code_of(self.table.cell(item.row, column))
        if not text or is_everything(text) or not self.known:
            return None
        whole = self.known.get(plain(text))
        names = [text] if whole else [part.strip() for part in text.replace(";", ",").replace("\n", ",").split(",")]
        found = [self.known.get(plain(name), "") for name in names]
        if not all(found):
            missing = next(name for name, hit in zip(names, found, strict=True) if not hit)
            where = self.table.place(item.row, column)
            self.decisions.warn(
                _("{where}: '{name}' is no element of this file; the risk is on the project", where=where, name=missing)
            )
            return None
        return found[0] if len(found) == 1 else found

    def compare(self, item: Item, probability: Decimal, cost: Any) -> None:
        """Compare a stated expectation with probability times consequence."""
        column = self.table.one("expected")
        found = self.figures.read(self.table.cell(item.row, column))
        if found is None or column is None or cost is None or isinstance(cost, Mapping):
            return
        stated = found.value * self.scale.of(column, found.unit)
        computed = probability * middle_of(cost)
        if abs(stated - computed) > max(abs(computed) * Decimal("0.01"), Decimal("0.005")):
            self.decisions.warn(
                _("{where}: {probability} x {cost} is {computed}, the file says {stated}",
                  where=self.table.place(item.row, column), probability=Exact(probability), cost=Exact(middle_of(cost)),
                  computed=Exact(computed), stated=Exact(stated))
            )  # fmt: skip


def _decimal(value: object) -> Decimal | None:
    return Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _anew(said: str) -> str:
    if "anew" not in plain(said):
        raise ValueError
    return "anew"


def _positive(said: str) -> Decimal:
    value = Decimal(said.split()[0].replace(",", "."))
    if not 0 < value <= 1000:
        raise ValueError("years above 0")
    return value
