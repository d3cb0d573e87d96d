"""Published figures held against the model, their arithmetic and contradictions, and remarks on the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact
from aksonsim.language.text import Listed, Text, Words, _, ngettext
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.statistic import Statistic
from aksonsim.studies.check import Arithmetic, Check, ComparedClaim, Published, Remark
from aksonsim.studies.check_first import Finish
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Formed, Items, Note, Table, join, rows

SHARES = ("gate", "event", "adoption_share", "commitment")
"""Quantities that are fractions, shown in per cent."""
FRACTIONS = ("prob", "prob_below", "share_of", "sd_share", "cv")
"""Statistics that are fractions."""
STATISTICS = {
    "mean": _("expected value"),
    "sd": _("SD"),
    "cv": _("CV"),
    "sd_share": _("SD / P50"),
    "base": _("base estimate"),
    "base_cost": _("base cost"),
    "prob": _("chance"),
    "prob_below": _("chance below"),
    "share_of": _("share"),
    "goal": _("goal"),
    "stated": _("stated"),
}
SPAN = 0.01
"""Draws that pile up over more than this share of all make a figure a span of percentiles."""


def view(result: Check) -> Document:
    """Return the document of a check."""
    return Document(
        title=result.title,
        blocks=(Items(tuple(("", line) for line in _first(result))), *blocks(result)),
        foot=(
            _(
                "seed {seed}, {draws}, aksonsim {version}, digest {digest}. ±: half the 95 % interval of the Monte "
                "Carlo error.",
                seed=str(result.seed),
                draws=ngettext("{count} draw", "{count} draws", result.draws),
                version=result.aksonsim_version,
                digest=result.digest,
            ),
        ),
        about=common.rests_on(result),
    )


def _first(result: Check) -> Iterator[Words]:
    """Yield what matters most: what it costs, when it ends, and what agrees least or rests on nothing."""
    found = result.first
    about = _("{name}, {draws}", name=found.scenario, draws=ngettext("{count} draw", "{count} draws", found.draws))
    if found.condition is Condition.PASSED:
        about = _("{name}, given that the gate is passed", name=about)
    if found.total is not None:
        share = "?" if found.cv is None else Digits(f"{100 * found.cv:.0f}")
        yield _(
            "{about}: the total is expected to be {mean}, P50 {p50}, P85 {p85}; SD {sd}, CV {cv} % ({unit})",
            about=about,
            mean=found.total.mean,
            p50=found.total.p50,
            p85=found.total.p85,
            sd=Statistic(found.total.sd),
            cv=share,
            unit=common.prices(result.money),
        )
    if found.finish is not None:
        yield _finish(found.finish)
    if found.compared:
        said = ngettext(
            "{agree} of {count} published figure agrees with the model",
            "{agree} of {count} published figures agree with the model",
            found.compared,
            agree=str(found.compared - len(found.differ)),
        )
        if found.verdict is not None:
            said = _("{said}; furthest off: {claim} {verdict}", said=said, claim=found.differ[0], verdict=found.verdict)
    else:
        said = _("no published figure is put to the model")
    if found.warnings:
        warned = ngettext("{count} warning about the register", "{count} warnings about the register", found.warnings)
        said = _("{said}. {warned}, first: {remark}", said=said, warned=warned, remark=found.remark)
    elif found.remark is not None:
        said = _("{said}. Of the register: {remark}", said=said, remark=found.remark)
    yield said


def _finish(found: Finish) -> Words:
    """Return when the last activity ends."""
    if found.p50_date is None or found.p85_date is None:
        p50, p85 = Statistic(round(found.months.p50, 1)), Statistic(round(found.months.p85, 1))
        said = _(
            "“{title}” ends last: {p50} months after the start (P50), {p85} (P85)", title=found.title, p50=p50, p85=p85
        )
    else:
        late = f"{found.p50_date:%Y-%m}", f"{found.p85_date:%Y-%m}"
        said = _("“{title}” ends last: {p50} (P50), {p85} (P85)", title=found.title, p50=late[0], p85=late[1])
    return (
        said if found.planned is None else _("{said}; planned {planned}", said=said, planned=f"{found.planned:%Y-%m}")
    )


def blocks(result: Check) -> tuple[Block, ...]:
    """Return what became of the claims and of the register as a part of a document."""
    return join(
        *(_claims(result, name) for name in result.scenarios),
        _arithmetic(result.arithmetic),
        _list(
            _("Contradictions between sources, shown side by side"),
            [_against(*pair.claims, pair.note) for pair in result.contradictions],
        ),
        _list(
            _("Not comparable with anything simulated"),
            [_("{first}: {second}", first=_named(one), second=one.reason) for one in result.not_comparable],
        ),
        _apart(_("About scenarios that were not tested"), result.not_put),
        _remarks(result, "warning", _("Warnings about the register")),
        _remarks(result, "note", _("Notes on the register")),
        (Note(_("{claim} must hold and does not", claim=name), strong=True) for name in result.failed),
        Note(_held(result)) if result.holds else None,
    )


def _held(result: Check) -> Text:
    """Return what held of what must hold, and how much of it was not tested on these scenarios."""
    tested = {row.id for block in result.scenarios.values() for row in block.claims}
    count = len((tested | {row.id for row in result.arithmetic}) & set(result.must_hold))
    held = ngettext("{count} claim must hold, and holds", "{count} claims must hold, and hold", count)
    if not count:
        held = _("no claim tested here must hold")
    if not result.not_put:
        return held
    away = ngettext(
        "{count} claim about another scenario was not tested (name it with -s)",
        "{count} claims about other scenarios were not tested (name these with -s)",
        len(result.not_put),
    )
    return _("{first}; {second}", first=held, second=away)


def _claims(result: Check, name: str) -> Iterator[Block]:
    block = result.scenarios[name]
    columns = (
        Column("claim", _("claim"), "text"),
        Column("stated", _("stated")),
        Column("statistic", _("as"), "text", wide=True),
        Column("model", _("the model's")),
        Column("place", _("lies at"), "text"),
        Column("chance_exceeded", _("exceeded in"), "percent"),
        Column("mean_excess", _("by")),
        Column("verdict", _("the stated figure"), "text", wide=True),
    )
    yield Table(
        "claims",
        _("Published figures held against {scenario}", scenario=name),
        columns,
        rows(_row(row) for row in block.claims),
        unit=common.prices(result.money),
        keys=(("scenario", name),),
    )
    yield from _apart(_("Not simulated here"), block.not_simulated)


def _row(row: ComparedClaim) -> tuple[Cell, ...]:
    place = row.found.place if row.statistic != "goal" else None
    chance: Cell = None
    excess: Cell = None
    if place is not None and place.mean_excess is not None:
        chance = place.chance_exceeded if place.chance_exceeded.value < 1 else Statistic(1.0)
        excess = _formed(row, place.mean_excess)
        if row.date:
            excess = _("{months} months", months=place.mean_excess)
    return (
        row.id,
        row.date or _formed(row, row.value),
        _as(row),
        _own_date(row) if row.date else _formed(row, row.found.model),
        _place(row),
        chance,
        excess,
        row.verdict,
    )


def is_fraction(claim: Published) -> bool:
    """Return whether a claim's figures are fractions, shown in per cent; a ratio is one whatever it is the ratio of."""
    if isinstance(claim, Arithmetic) and "/" in claim.follows_from:
        return True
    if claim.statistic in FRACTIONS:
        return True
    return claim.quantity is not None and Quantity.parse(claim.quantity).name in SHARES


def _formed(claim: Published, value: Statistic | float) -> Formed:
    return Formed(value, "percent" if is_fraction(claim) else "amount")


def _own_date(row: ComparedClaim) -> Words:
    """Return the model's own date with the dates of its interval."""
    if row.own_date_ci is None:
        return _("{date} ± ?", date=str(row.own_date))
    first, last = map(str, row.own_date_ci)
    if first == last:
        return str(row.own_date)
    return _("{date} ({first} to {last})", date=str(row.own_date), first=first, last=last)


def _as(row: ComparedClaim) -> Words:
    """Return what a figure is said to be; what is neither money nor a date nor a fraction has its unit here."""
    said = statistic(row.statistic or "")
    timed = row.quantity is not None and Quantity.parse(row.quantity).variable.units == "months"
    return _("{statistic}, months", statistic=said) if timed and not (row.date or is_fraction(row)) else said


def statistic(name: str) -> Words:
    """Return what readers call a statistic."""
    return name.upper() if name[1:2].isdigit() else STATISTICS.get(name, name)


def _place(row: ComparedClaim) -> Words:
    """Return where a figure lies among draws; a span where draws pile up at it."""
    found = row.found.place
    if found is None or row.statistic == "goal":
        return ""
    at, start = found.place.value, found.place_from
    if at == 0:
        return _("below all")
    if start == 1:
        return _("above all")
    if at - start > SPAN:
        return f"P{start * 100:.0f}-P{at * 100:.0f}"
    return _("P{place}", place=found.place.scaled(100.0))


def _arithmetic(found: tuple[Arithmetic, ...]) -> Table:
    columns = (
        Column("claim", _("claim"), "text"),
        Column("stated", _("stated")),
        Column("gives", _("gives")),
        Column("holds", _("holds"), "text"),
        Column("follows_from", _("follows from"), "text", wide=True),
    )
    cells = [(row.id, _formed(row, row.value), _formed(row, row.gives), row.agrees, row.follows_from) for row in found]
    return Table("arithmetic", _("Arithmetic between published figures"), columns, rows(cells))


def _list(title: Text, lines: list[Words]) -> Iterator[Block]:
    if lines:
        yield Note(title)
        yield Items(tuple(("", line) for line in lines))


def _apart(title: Text, names: tuple[str, ...]) -> Iterator[Note]:
    if names:
        yield Note(_("{first}: {second}", first=title, second=", ".join(names)))


def _against(first: Published, second: Published, note: str) -> Words:
    said = _("{first} against {second}", first=_named(first), second=_named(second))
    return _("{first}: {second}", first=said, second=note) if note else said


def _named(claim: Published) -> Words:
    """Return a claim with its figure and where it was published."""
    value: Any = Digits(exact(claim.value * (100 if is_fraction(claim) else 1)))
    if claim.date is not None:
        value = str(claim.date)
    elif is_fraction(claim):
        value = Listed((value, "%"), " ")
    sources = f" [{', '.join(claim.source)}]" if claim.source else ""
    if not claim.quantity:
        return _("{claim} ({value}){sources}", claim=claim.id, value=value, sources=sources)
    return _(
        "{claim} ({value} of {quantity}){sources}",
        claim=claim.id,
        value=value,
        quantity=claim.quantity,
        sources=sources,
    )


def _remarks(result: Check, severity: str, title: Text) -> Table:
    """Return the findings of a severity; where one is about some scenarios only, these stand beside it."""
    found = [one for one in result.findings if one.severity == severity]
    everywhere = tuple(result.scenarios)
    apart = any(one.scenarios != everywhere for one in found)
    columns = [
        Column("check", _("finding"), "text"),
        Column("path", _("where"), "text", wide=True),
        *([Column("scenarios", _("scenario"), "text", wide=True)] if apart else []),
        Column("sentence", _("what was found"), "text", wide=True),
    ]

    def cells(one: Remark) -> tuple[Cell, ...]:
        names = "" if one.scenarios == everywhere else ", ".join(one.scenarios)
        return (one.check, one.path, *([names] if apart else []), one.sentence)

    return Table(f"{severity}s", title, tuple(columns), rows(map(cells, found)))
