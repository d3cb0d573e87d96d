"""The cost ladder, and what stands beside it: the cut list, correlation, cash need, and who carries the tail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aksonsim.analysis.cash import CashNeed, CashPart, Tail
from aksonsim.analysis.cuts import CutList
from aksonsim.analysis.dependence import Dependence
from aksonsim.analysis.ladder import Ladder
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Words, _, ngettext
from aksonsim.results.measure import P50, P80, P85
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.views import common
from aksonsim.views.common import LABEL, SPREAD, prices
from aksonsim.views.document import Block, Cell, Column, Document, Note, Row, Table, join, rows

STEPS: dict[str, Words] = {
    "base_cost": _("base cost"),
    "unspecified": _("+ unspecified allowance"),
    "base_estimate": _("base estimate"),
    "expected_addition_p50": _("+ expected addition, by P50"),
    "expected_addition_mean": _("  (expected addition, by mean)"),
    "p50": _("steering frame (P50)"),
    "mean": _("  (expected cost)"),
    "contingency": _("+ contingency"),
    "p85": _("P85"),
    "cut_total": _("- cut list"),
    "cost_frame": _("cost frame"),
}
OUTCOMES: dict[str, Words] = {"on_time": _("on time"), "late": _("late")}


def view(result: Ladder) -> Document:
    """Return the document of a ladder."""
    about = result.about
    return Document(
        title=_("{title}: cost ladder", title=about.title),
        under=(common.scope(about, result.draws),),
        blocks=blocks(result),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def blocks(result: Ladder) -> tuple[Block, ...]:
    """Return the ladder of one scenario as a part of a document."""
    unit = prices(result.about.money)
    keys = (("scenario", result.about.scenario),)
    return join(
        _steps(result, unit, keys),
        _cut_list(result.cut_list, unit, keys) if result.cut_list else None,
        _dependence(result.dependence, unit, keys) if result.dependence else None,
        _cash(result.cash, result.about.money, unit, keys) if result.decided else None,
        _drawdown(result, unit, keys) if result.drawdown else None,
        _tail(result.tail, unit, keys) if result.tail else None,
    )


Keys = tuple[tuple[str, Words], ...]


def _steps(result: Ladder, unit: Words, keys: Keys) -> Table:
    ladders = result.ladders
    if len(ladders) == 2:  # one programme is the total
        ladders = {"total": ladders["total"]}
    name, draws = result.about.scenario, ngettext("{count} draw", "{count} draws", result.draws)
    if result.condition is Condition.PASSED:
        title = _("Ladder of {name}: given that the gate is passed, {draws}", name=name, draws=draws)
    else:
        title = _("Ladder of {name}: {draws}", name=name, draws=draws)
    if ladders["total"].cuts and result.decided:
        unit = _("{unit}; cuts possible after {date}", unit=unit, date=result.decided)
    columns = [LABEL, *(Column(one, _("total") if one == "total" else one) for one in ladders)]
    body: list[list[Cell]] = [
        [label, *(getattr(steps, key) for steps in ladders.values())] for key, label in STEPS.items()
    ]
    if (net := result.without_vat) is not None:
        columns.append(Column("without_vat", _("total without VAT")))
        cut = ("cut_total", "cost_frame") if ladders["total"].cuts else ()
        for row, key in zip(body, STEPS, strict=True):
            row.append(None if key in cut else getattr(net, key))
        rate = Digits(f"{100 * (result.vat or 0.0):g}")
        unit = _("{unit}; VAT of {rate} % on the shares that bear it", unit=unit, rate=rate)
    return Table("ladder", title, tuple(columns), rows(body, "total"), unit, keys)


def _cut_list(found: CutList, unit: Words, keys: Keys) -> Iterator[Table]:
    title: Words = _("Cut list")
    if any(cut.last_date for cut in found.by_date):
        title = _("Cut list by date: what is left up to the date")
        if found.by_outcome:
            title = _("Cut list by date: chance that the gate does not come too late, what is left up to the date")
    columns = (
        Column("cut", _("cut"), "text"),
        Column("amount", _("amount")),
        Column("last_date", _("last date"), "date"),
        Column("possible", _("still possible"), "percent"),
        Column("left", _("left")),
        Column("frame", _("cost frame")),
    )
    body: list[list[Cell]] = [
        [cut.title, cut.amount, cut.last_date, cut.possible, cut.left, cut.frame] for cut in found.by_date
    ]
    yield Table("cuts", title, columns, rows(body), unit, keys)
    gate = (
        Column("outcome", _("gate passed"), "text"),
        Column("median", _("median"), "date"),
        Column("last", _("last"), "date"),
        Column("cuts", _("cuts then"), "count"),
        Column("sum", _("sum")),
        Column("frame", _("cost frame")),
        Column("own_p85", _("P85 of these draws")),
        Column("own_frame", _("frame")),
    )
    at_gate: list[list[Cell]] = [
        [OUTCOMES[key], at.date, at.last, len(at.possible), at.cut_total, at.frame, at.own_p85, at.own_frame]
        for key, at in found.by_outcome.items()
    ]
    yield Table("cuts by outcome", _("Cuts still possible by outcome of the gate"), gate, rows(at_gate), unit, keys)


def _dependence(found: Dependence, unit: Words, keys: Keys) -> Table:
    half = found.percentile_of_sum.half

    def known(value: float) -> Statistic:
        # The same marginals made all three, so none is known better than the simulated one.
        return Statistic(value, (value - half, value + half))

    body: list[list[Cell]] = [
        [_("independent programmes"), known(found.independent)],
        [_("as simulated"), found.percentile_of_sum],
        [_("sum of the programmes' P85s"), known(found.sum_of_percentiles)],
        [_("correlation that the simulated one implies"), found.implied_rho],
    ]
    for pair in found.correlations:
        first, second = pair.between
        body.append([_("correlation of {first} and {second}", first=first, second=second), round(pair.rho, 2)])
    return Table("correlation", _("P85 of the total"), (LABEL, Column("p85", unit)), rows(body), keys=keys)


def _cash(cash: CashNeed | None, about: Mapping[str, Any], unit: Words, keys: Keys) -> Iterator[Block]:
    """Yield the cash need of each year: of the total with its mean, then of each programme and payer."""
    if cash is None:
        yield Note(_("Cash need by budget year takes a result with --keep standard."))
        return
    year, total = Column("year", "", "text"), cash.parts["total"]
    body: list[list[Cell]] = [[str(one.year), one.mean, one.p50, one.p80, one.p85] for one in total.years]
    yield Table("cash", _("Cash need by budget year, total"), (year, *SPREAD), rows(body), unit, keys)
    yield from _do_not_add(total)
    if cash.nominal is not None:
        body = [[str(one.year), one.mean, one.p50, one.p80, one.p85] for one in cash.nominal.years]
        title = _("Cash need by budget year, total, nominal")
        nominal = _("{currency}, prices of each year", currency=str(about["currency"]))
        yield Table("cash nominal", title, (year, *SPREAD), rows(body), nominal, keys)
        yield from _do_not_add(cash.nominal)
    for name, title, parts in (
        ("cash by programme", _("Cash need by budget year and programme"), cash.parts),
        ("cash by payer", _("Cash need by budget year and payer"), cash.payers),
    ):
        shown = {one: part for one, part in parts.items() if one != "total"}
        if len(shown) > 1:
            yield _by_part(Table(name, title, (year,), (), unit, keys), shown)


def _do_not_add(part: CashPart) -> Iterator[Note]:
    """Yield that percentiles of years do not add, with how far they are from those of all years."""
    for measure, added, whole in (
        (P50, part.sum_p50, part.p50_of_sum),
        (P80, part.sum_p80, part.p80_of_sum),
        (P85, part.sum_p85, part.p85_of_sum),
    ):
        told = common.Bare(added, whole.interval)
        yield Note(
            _(
                "The years' {measure}s sum to {added}; the {measure} of all years is {whole}.",
                measure=measure.title,
                added=told,
                whole=whole,
            )
        )
    yield Note(_("Expected amounts add over years; percentiles do not."))


def _by_part(table: Table, parts: Mapping[str, CashPart]) -> Table:
    columns = [
        Column(f"{one} {m.key}", _("{part} {measure}", part=common.payer(one), measure=m.title))
        for one in parts
        for m in (P50, P85)
    ]
    years = zip(*(part.years for part in parts.values()), strict=True)
    body: list[list[Cell]] = [
        [str(of[0].year), *(figure for one in of for figure in (one.p50, one.p85))] for of in years
    ]
    return Table(table.name, table.title, (*table.columns, *columns), rows(body), table.unit, table.keys)


def _drawdown(result: Ladder, unit: Words, keys: Keys) -> Iterator[Block]:
    """Yield what is still to be paid as phases end, and what is left of the contingency."""
    columns = [LABEL, Column("ends", _("ends, median"), "date")]
    columns += [Column("left", _("expected, left")), Column("p50", _("P50, left")), Column("p85", _("P85, left"))]
    columns += [Column("contingency", _("contingency left"))]
    body: list[list[Cell]] = [
        [phase.title, phase.date, phase.left, phase.p50, phase.p85, phase.contingency] for phase in result.drawdown
    ]
    yield Table("drawdown", _("What is still to be paid as phases end"), tuple(columns), rows(body), unit, keys)
    yield Note(
        _(
            "Contingency left: P85 - P50 of what is still to be paid when the phase ends. It supposes that nothing was "
            "learnt from what was paid but its amount, so what drivers share makes it an upper bound."
        )
    )


def _tail(tail: Tail, unit: Words, keys: Keys) -> Table:
    """Return what each payer and programme pays on average, and where the total lies above its P85."""
    title = _(
        "Who carries the tail: total above its {measure} ({draws})",
        measure=f"P{tail.at * 100:.0f}",
        draws=ngettext("{count} draw", "{count} draws", tail.draws),
    )
    columns = (
        LABEL,
        Column("mean", _("expected")),
        Column("tail", _("in the tail")),
        Column("extra", _("more")),
        Column("extra_share", _("of what is more"), "percent"),
    )
    body: list[Row] = []
    for kind, group in (("payer", tail.parts.payer), ("programme", tail.parts.programme)):
        if kind == "programme" and len(group) == 1:
            continue  # which is the total
        made = [Row((common.payer(one), of.mean, of.tail, of.extra, of.extra_share)) for one, of in group.items()]
        body += [*made[:-1], *(Row(row.cells, "end") for row in made[-1:])]
    total = tail.parts.total
    body.append(Row((_("total"), total.mean, total.tail, total.extra, None), "total"))
    return Table("tail", title, columns, tuple(body), unit, keys)
