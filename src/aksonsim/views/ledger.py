"""Every number a scenario rests on, the heaviest first, and how much of the variance rests on what basis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksonsim.language.text import Title, Words, _, ngettext
from aksonsim.results.quantity import Condition
from aksonsim.studies.check_draws import BASES
from aksonsim.studies.ledger import Entry, Ledger
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Note, Table, join, rows

HEAVIEST = 10
DATA = ("path", "value", "share", "half", "basis", "source", "note")
"""Columns of a .csv: a row is an entry as it stands in the JSON, shares as fractions in full."""


def view(result: Ledger) -> Document:
    """Return the document of a ledger."""
    scenario = result.stated
    return Document(
        title=_("Assumptions: {title}", title=Title(scenario.title, scenario.title_nb)),
        under=tuple(_under(result)),
        blocks=blocks(result),
        about=common.rests_on(result),
        data=(DATA, tuple(entry.to_json() for entry in result.entries)),
    )


def blocks(result: Ledger) -> tuple[Block, ...]:
    """Return the numbers of a scenario as a part of a document."""
    drawn = [entry for entry in result.entries if entry.share is not None]
    heaviest = sorted(drawn, key=lambda entry: -(entry.share.value if entry.share else 0.0))[:HEAVIEST]
    return join(
        _by_basis(result),
        _numbers("heaviest", _("Heaviest numbers"), heaviest, origin=False),
        _numbers("numbers", _("All numbers"), result.entries, origin=True),
        _sources(result),
    )


OF_SECTION: dict[tuple[str, ...], Words] = {
    ("source",): _("source of the section"),
    ("basis",): _("basis of the section"),
    ("source", "basis"): _("source and basis of the section"),
}


def _under(result: Ledger) -> Iterator[Words]:
    scenario, origin = result.stated, result.origin
    prices = common.prices({"currency": scenario.currency, "price_year": scenario.price_year})
    yield _("Scenario {name}, {unit}", name=scenario.name, unit=prices)
    if origin:
        yield _(
            "seed {seed}, {draws}, method {method}, digest {digest}",
            seed=origin["seed"],
            draws=ngettext("{count} draw", "{count} draws", int(origin["draws"])),
            method=origin["method"],
            digest=origin["digest"],
        )


def _by_basis(result: Ledger) -> Block:
    if result.residual is None:
        return Note(_("Shares of variance are not known: {why}.", why=result.why))
    draws = ngettext("{count} draw", "{count} draws", result.draws)
    if result.condition == Condition.PASSED:
        over: Words = _("given that the gate is passed, {draws}", draws=draws)
    else:
        over = _("over all draws, {draws}", draws=draws)
    if result.stated.uptake:
        rest = _("no input by itself: interactions, nonlinear effects, councils' own choices")
    else:
        rest = _("no input by itself: interactions and nonlinear effects")
    cells: list[tuple[Cell, ...]] = [(BASES[basis], share) for basis, share in result.by_basis.items()]
    return Table(
        "bases",
        _("Share of the variance of the total cost by basis of the number, {over}", over=over),
        (Column("basis", _("basis"), "text"), Column("share", _("share of variance"), "percent")),
        rows([*cells, (rest, result.residual)]),
    )


def _numbers(name: str, title: Words, entries: Sequence[Entry], *, origin: bool) -> Table:
    """Return a table of numbers, with source and note where their ``origin`` is to be shown."""
    columns = [
        Column("path", _("where in the file"), "text", wide=True),
        Column("value", _("value"), "text", wide=True),
        Column("share", _("share of variance"), "percent"),
        Column("basis", _("basis"), "text", wide=True),
    ]
    if origin:
        columns += [Column("source", _("source"), "text", wide=True), Column("note", _("note"), "text", wide=True)]

    def cells(entry: Entry) -> tuple[Cell, ...]:
        first = (entry.path, entry.value, entry.share, BASES[entry.basis])
        return (*first, entry.source, _note(entry)) if origin else first

    return Table(name, title, tuple(columns), rows(map(cells, entries)))


def _note(entry: Entry) -> Words:
    """Return the note, and which of source and basis are the section's."""
    if not entry.of_section:
        return entry.note
    told = OF_SECTION[entry.of_section]
    return _("{first}; {second}", first=entry.note, second=told) if entry.note else told


def _sources(result: Ledger) -> Table:
    columns = (
        Column("name", _("name"), "text", wide=True),
        Column("title", _("title"), "text", wide=True),
        Column("publisher", _("publisher"), "text", wide=True),
        Column("date", _("date"), "text", wide=True),
        Column("trust", _("trust"), "text", wide=True),
        Column("address", _("address"), "text", wide=True),
    )
    known = result.stated.sources.items()
    cells = [(key, one.title, one.publisher, one.date, one.trust, one.url) for key, one in known]
    return Table("sources", _("Sources"), columns, rows(cells))
