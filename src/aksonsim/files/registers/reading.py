"""A register as it is read: what came in, what was left out, what was taken, what has to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from aksonsim.errors import ScenarioError
from aksonsim.files.plain import plain as shown
from aksonsim.files.registers.activities import Tasks, activities_of, tasks_of
from aksonsim.files.registers.answered_places import check_places
from aksonsim.files.registers.building import SOURCE, Builder, title_of
from aksonsim.files.registers.correlations import Matrix, find_matrix, matrix_map, pairs_of
from aksonsim.files.registers.decisions import Answers, Decisions, Left, Question, Taken, plain
from aksonsim.files.registers.drivers import Drivers, combine, drivers_of, maps_of
from aksonsim.files.registers.elements import Lines, elements_of, lines_of
from aksonsim.files.registers.events import Register, events_of, register_of
from aksonsim.files.registers.factors import Factors
from aksonsim.files.registers.figures import Figures, settle_marks
from aksonsim.files.registers.formula_remarks import settle_formulas
from aksonsim.files.registers.formulas import filled
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.marks import Marks
from aksonsim.files.registers.seen_columns import in_sight, of_one_meaning
from aksonsim.files.registers.sentences import Part, told_of
from aksonsim.files.registers.sheets import chosen, leave_the_rest, tables_in
from aksonsim.files.registers.stacked import above_total, without_totals
from aksonsim.files.registers.stated_units import Money, brought_into, settle_money
from aksonsim.files.registers.table import Column, Table
from aksonsim.files.tree import Map, fail
from aksonsim.language.text import Words


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of each came in."""

    elements: int = 0
    events: int = 0
    drivers: int = 0
    correlations: int = 0
    activities: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one file under some answers.

    ``root`` is the scenario as data with the cell of each value, None while something has to be asked. ``sum`` is that
    of the stated middles of the elements in ``unit`` (``kEUR``), None where there are no elements or marks of numbers
    are unclear. ``read`` are sentences, the sum first. ``warned`` is what does not fit together in the file. ``items``
    are those of each section of ``root``, also while something is asked, as far as they can be made then.
    """

    book: Book
    tables: tuple[Table, ...]
    root: Map | None
    counted: Counted
    sum: float | None
    unit: str
    currency: str
    read: tuple[Words, ...]
    left: tuple[Left, ...]
    taken: tuple[Taken, ...]
    asked: tuple[Question, ...]
    warned: tuple[Words, ...]
    items: Mapping[str, Sequence[Map]] = field(default_factory=dict)
    matrices: tuple[Matrix, ...] = ()


def read(book: Book, answers: Answers | None = None, into: str = "") -> Reading:
    """Read a file that was opened.

    ``into``: the unit that the amounts of ``root`` are to be in (``MNOK`` of ``kNOK``), one of the same currency.

    Raises
    ------
    ScenarioError
        Cells that cannot be read, each with its place and what is allowed.
    AksonsimError
        An answer that is none of those allowed, or to no question of this file; a file in which no table is found.
    """
    if answers is not None:
        check_places(book, answers)
    return _Reader(book, Decisions(answers), into).reading()


class _Reader:
    """One reading, table by table: all is settled first, because units and asked questions concern the whole file."""

    def __init__(self, book: Book, decisions: Decisions, into: str = "") -> None:
        self.stated, self.decisions, self.into = book, decisions, into
        self.book = book = filled(book)
        self.builder = Builder(book)
        self.found = tables_in(book, decisions)
        marks = settle_marks(book, self.found, decisions)
        self.unclear = marks is None
        self.figures = Figures(marks or Marks.from_answer(","), [])
        self.sums: dict[int, Decimal] = {}

    def reading(self) -> Reading:
        book, decisions, figures = self.book, self.decisions, self.figures
        found = self.found
        self.matrices = [m for sheet in book.sheets if not sheet.hidden and (m := find_matrix(sheet)) is not None]
        squares = {m.sheet.name for m in self.matrices}
        tables = [table for table in found if table.sheet.name not in squares or table.kind != "elements"]
        tables = [self.seen(table) for table in chosen(book, tables, decisions)]
        if not found and not self.matrices:
            known = (
                "a header with words such as Element, P10, Most likely, P90, Min, Max, Probability, Impact, Duration"
            )
            raise fail(str(book.path), "no table of costs, risks, drivers or activities is found", known)
        parts: list[Part] = []
        for table in tables:
            part = self.part(table)
            parts += [part] if part is not None else []
        parts = self.stacked(parts)
        tasks = [t for table in tables if table.kind == "activities" and (t := tasks_of(table, figures, decisions))]
        settle_formulas(self.stated, self.cells(parts, tasks), decisions)
        money, factors = self.money(parts)
        items = self.items(parts, factors, tables, tasks)
        leave_the_rest(
            book,
            [*found, *(Table(m.sheet, "correlations", (m.header,), (), m.rows) for m in self.matrices)],
            decisions,
        )
        self.refuse()
        return Reading(
            book=book,
            tables=tuple(tables),
            root=None if decisions.asked else self.root(items, money, tasks),
            counted=Counted(
                len(items["costs"]), len(items["events"]), len(items["drivers"]), self.pairs, len(items["activities"])
            ),
            sum=None if self.unclear or not items["costs"] else float(sum(self.sums.values())),
            unit=money.name,
            currency=money.unit.currency,
            read=tuple(told_of(parts, tasks, None if self.unclear else self.sums, self.pairs, money.name)),
            left=tuple(sorted(decisions.left, key=lambda left: self.order(left))),
            taken=tuple(decisions.taken),
            asked=tuple(decisions.asked),
            warned=tuple(decisions.warned),
            items=items,
            matrices=tuple(self.matrices),
        )

    def seen(self, table: Table) -> Table:
        """Return a table with the columns of it that count."""
        table = in_sight(table, self.decisions)
        return table if table.kind in ("events", "correlations") else of_one_meaning(table, self.decisions)

    def order(self, left: Left) -> tuple[int, int]:
        names = [sheet.name for sheet in self.book.sheets]
        return (names.index(left.sheet) if left.sheet in names else len(names), left.first)

    def part(self, table: Table) -> Part | None:
        """Return a table with its columns and rows settled; one that says too little is refused, never passed over."""
        asked = len(self.decisions.asked)
        part = self.settled(table)
        if part is None and table.kind in ("elements", "events", "drivers") and len(self.decisions.asked) == asked:
            what = {"elements": "amount", "events": "consequence", "drivers": "size"}[table.kind]
            known = ", ".join(f"'{column.header}'" for column in table.columns)
            self.figures.complain(
                table.place(table.header[-1]),
                f"no column of this table states an {what}"
                if what == "amount"
                else f"no column of this table states a {what}",
                f"its columns are {known}; a mapping file says what they mean, or sheet[{table.sheet.name}]=ignored",
            )
        return part

    def settled(self, table: Table) -> Part | None:
        """Return what a table is read as; None where its columns do not say enough."""
        if table.kind == "elements":
            return lines_of(table, self.figures, self.decisions)
        if table.kind == "events":
            return register_of(self.book, table, self.figures, self.decisions)
        if table.kind == "drivers":
            return drivers_of(table, self.figures, self.decisions)
        return None

    def stacked(self, parts: Sequence[Part]) -> list[Part]:
        """Return the parts, those of one sheet without the rows that sum all its tables."""
        by_sheet: dict[str, list[Lines]] = {}
        for part in parts:
            if isinstance(part, Lines):
                by_sheet.setdefault(part.table.sheet.name, []).append(part)
        settled = {
            id(lines.table): lines
            for several in by_sheet.values()
            if len(several) > 1
            for lines in without_totals(several, self.figures, self.decisions)
        }
        parts = [settled.get(id(part.table), part) for part in parts]
        return [above_total(part, self.decisions) if isinstance(part, Lines) else part for part in parts]

    def cells(self, parts: Sequence[Part], tasks: Sequence[Tasks]) -> Iterator[tuple[str, int, int]]:
        """Yield the cells that make items."""
        for part in parts:
            items = part.risks.items if isinstance(part, Register) else part.rows.items
            columns = part.form.columns if part.form is not None else part.money
            yield from ((part.table.sheet.name, item.row, column.number) for item in items for column in columns)
        for task in tasks:
            yield from ((task.table.sheet.name, i.row, c.number) for i in task.items for c in task.form.columns)

    def money(self, parts: Sequence[Part]) -> tuple[Money, list[Factors]]:
        """Return the unit of the file, and the factors of each part's columns; elements say it first."""
        stated: list[tuple[Table, Sequence[Column]]] = [(part.table, part.money) for part in parts if part.money]
        first = [place for place, part in enumerate(parts) if part.money and isinstance(part, Lines)]
        order = [place for place, part in enumerate(parts) if part.money]
        order.sort(key=lambda place: place not in first)
        if not stated:
            return Money.none(), [Factors() for _part in parts]
        money, factors = settle_money(
            self.book, [(parts[place].table, parts[place].money) for place in order], self.figures, self.decisions
        )
        money, factors = brought_into(self.into, money, factors)
        found = {place: factors[at] for at, place in enumerate(order)}
        return money, [found.get(place, Factors()) for place in range(len(parts))]

    def items(
        self,
        parts: Sequence[Part],
        factors: Sequence[Factors],
        tables: Sequence[Table],
        tasks: Sequence[Tasks],
    ) -> dict[str, list[Map]]:
        """Return all items by section."""
        figures, decisions, builder = self.figures, self.decisions, self.builder
        out: dict[str, list[Map]] = {
            "programmes": [],
            "groups": [],
            "costs": [],
            "events": [],
            "drivers": [],
            "correlations": [],
            "activities": [],
        }
        known: dict[str, str] = {}
        for place, (part, scale) in enumerate(zip(parts, factors, strict=True)):
            if isinstance(part, Lines):
                taken = {item["id"] for item in (*out["costs"], *out["groups"])}
                programmes = {item["title"]: item["id"] for item in out["programmes"]}
                found = elements_of(part, scale, figures, decisions, builder, taken, programmes)
                out["costs"] += found.costs
                out["groups"] += found.groups
                out["programmes"] += found.programmes
                self.sums[place] = found.sum
                known = self.names(part, found.costs) | known
        for part, scale in zip(parts, factors, strict=True):
            if isinstance(part, Register):
                out["events"] += events_of(part, scale, known, figures, decisions, builder)
        for part, scale in zip(parts, factors, strict=True):
            if isinstance(part, Drivers):
                used = [item["id"] for key in out if key != "correlations" for item in out[key]]
                out["drivers"] += maps_of(part, scale, known, used, figures, decisions, builder)
        self.combined = combine([driver for driver in out["drivers"] if "multiplier" in driver], decisions)
        self.pairs = 0
        named = self.occurrences(out["events"]) | known
        named |= {plain(item.get("title", "")): item["id"] for item in out["drivers"]}
        for matrix in self.matrices:
            one, count = matrix_map(matrix, named, figures, decisions, builder)
            out["correlations"] += [one] if one is not None else []
            self.pairs += count
        for table in tables:
            if table.kind == "correlations":
                pairs = pairs_of(table, named, figures, decisions, builder)
                out["correlations"] += pairs
                self.pairs += len(pairs)
        for task in tasks:
            out["activities"] += activities_of(task, figures, builder)
        return out

    def occurrences(self, events: Sequence[Map]) -> dict[str, str]:
        """Return the inputs of whether events occur by their plain id and title; a title that stands twice is none."""
        occurs = {plain(item["id"]): f"events[{item['id']}].occurs" for item in events}
        titles = [plain(item.get("title", "")) for item in events]
        return {t: o for t, o in zip(titles, occurs.values(), strict=True) if t and titles.count(t) == 1} | occurs

    def names(self, lines: Lines, found: Sequence[Map]) -> dict[str, str]:
        """Return the ids of elements by their plain code and name; a name that stands twice is none."""
        out: dict[str, str] = {}
        doubled: set[str] = set()
        for item, element in zip(lines.rows.items, found, strict=False):
            for name in {plain(item.code), plain(item.name)} - {""}:
                if name in out and out[name] != element["id"]:
                    doubled.add(name)
                out[name] = element["id"]
        return {name: key for name, key in out.items() if name not in doubled}

    def refuse(self) -> None:
        """Raise what cannot be read, and what was answered though nothing asks for it."""
        if self.figures.problems and not self.unclear:
            raise ScenarioError([replace(p, where=f"{self.book.path}: {p.where}") for p in self.figures.problems])
        self.decisions.close()

    def root(self, items: dict[str, list[Map]], money: Money, tasks: Sequence[Tasks]) -> Map:
        """Return the scenario as data."""
        place, builder = self.builder.whole(), self.builder
        origin = builder.mapping(place, title=shown(self.book.path.name), note=f"sha256 {self.book.digest}")
        week = next((task.week for task in tasks if task.week), None)
        values: dict[str, Any] = {
            "schema": 1,
            "title": title_of(self.book.path),
            "currency": money.name or None,
            "price_year": money.price_year,
            "work_week": week,
            "drivers_combine": self.combined if self.combined != "product" else None,
            "sources": builder.mapping(place, **{SOURCE: origin}),
        }
        values |= {key: builder.listed(section, place) for key, section in items.items() if section}
        return builder.mapping(place, **values)
