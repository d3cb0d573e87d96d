"""Net present value, its parts, who pays, what was published, and where it breaks even."""

from __future__ import annotations

from collections.abc import Iterator

from aksonsim.analysis.economics import PERCENTILES
from aksonsim.language.text import Words, _, ngettext
from aksonsim.plots.names import PAYERS
from aksonsim.results.measure import P50, P80, P85
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.studies.break_even import BreakEven
from aksonsim.studies.economics import Economics, Evaluations
from aksonsim.views import beside_npv, common
from aksonsim.views.document import Block, Cell, Column, Document, Formed, Heading, Note, Row, Table, join, rows
from aksonsim.views.flows import flow_tables

CONDITIONS: dict[str, Words] = {
    "given_passed": _("given that the gate is passed"),
    "stopped": _("given a stop"),
    "all": _("over all draws"),
}
FOLLOWS: dict[str, Words] = {
    "inhabitants": _("inhabitants of live municipalities"),
    "gps": _("general practitioners who have joined"),
    "running": _("nobody: whoever takes part"),
    "variable": _("the sum of the first two"),
}


def view(result: Economics | Evaluations) -> Document:
    """Return the document of one scenario's economics, or of several."""
    every = result.scenarios if isinstance(result, Evaluations) else {result.about.scenario: result}
    about = next(iter(every.values())).about
    return Document(
        title=_("Economics: net present value and what it is made of"),
        blocks=join(*(block for one in every.values() for block in _scenario(one))),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def _scenario(one: Economics) -> Iterator[Block]:
    yield Heading(_("Scenario {name}", name=one.about.scenario))
    unit = common.prices(one.about.money)
    keys: tuple[tuple[str, Words], ...] = (("scenario", one.about.scenario),)
    condition = CONDITIONS["given_passed" if one.about.condition is Condition.PASSED else "all"]

    def table(name: str, title: Words, columns: tuple[Column, ...], made: tuple[Row, ...], of: Words = unit) -> Table:
        return Table(name, title, columns, made, of, keys)

    title = _(
        "Net present value ({draws}), {rate} % to {year}, nothing after {last}, without VAT",
        draws=ngettext("{count} draw", "{count} draws", one.about.draws),
        rate=Statistic(100 * one.rate),
        year=str(one.discount_to),
        last=str(one.last_year),
    )
    yield table("npv", title, _npv_columns(), _npv(one))
    yield from beside_npv.effect_blocks(one.effects, condition, unit, keys)
    yield table(
        "parts",
        _("What it is the sum of, {condition}, without VAT", condition=condition),
        (
            *_two(""),
            Column("full", _("a year at full adoption"), "count"),
            Column("per_inhabitant", _("per inhabitant"), "count", common.per_inhabitant(one.about.money)),
            Column("once", "", "text", wide=True),
        ),
        _parts(one),
    )
    if one.follows:
        followed = [(FOLLOWS[key], Formed(part.base, "count"), part.mean) for key, part in one.follows.items()]
        title = _("The same by whom it follows, {condition}, without VAT", condition=condition)
        yield table("follows", title, _two(""), rows(followed))
        yield Note(_("The sources do not divide benefits by who receives or pays them; costs by payer stand below."))
    yield from flow_tables(one.flows, condition, unit, one.discount_to, keys)
    yield table(
        "payers",
        _("Present value of what each pays, {condition}, with VAT", condition=condition),
        (Column("payer", "", "text"), *common.SPREAD),
        rows(
            (PAYERS.get(key, key), x.mean, *(x.percentiles[m] for m in (P50, P80, P85)))
            for key, x in one.payers.items()
        ),
    )
    yield table("published", _("Published net present values"), _published_columns(), _published(one))
    delays = _("Effect of a delay on the base value, relative to it")
    yield table("delays", delays, _delay_columns(), _delays(one), "")
    even = _("Participation from which on the net present value is above zero")
    columns = Column("of", "", "text"), Column("share", _("break-even"), "percent")
    yield table("break_even", even, columns, _break_even(one), "")
    yield from _alone(one, unit, keys)


def _two(first: Words) -> tuple[Column, ...]:
    return Column("what", first, "text"), Column("base", _("base")), Column("mean", _("expected"))


def _npv_columns() -> tuple[Column, ...]:
    percentiles = (Column(m.key, m.title) for m in PERCENTILES)
    return (*_two(""), *percentiles, Column("prob_positive", _("P(NPV > 0)"), "percent"))


def _npv(one: Economics) -> tuple[Row, ...]:
    made = []
    for key, label in CONDITIONS.items():
        if (npv := one.npv.get(key)) is not None:
            figures = (npv.percentiles[m] for m in PERCENTILES)
            made.append((label, npv.base, npv.mean, *figures, npv.prob_positive))
    return rows(made)


def _parts(one: Economics) -> tuple[Row, ...]:
    if one.parts is None:
        return ()
    made: list[tuple[Cell, ...]] = []
    for key, part in one.parts.benefits.items():
        worth = one.worth.get(key)
        more = (worth.value, worth.per_inhabitant, _("once") if worth.once else "") if worth else (None, None, "")
        made.append((part.title, Formed(part.base, "count"), part.mean, *more))
    for part in one.parts.investment.values():
        made.append((part.title, Formed(part.base, "count"), part.mean, None, None, ""))
    return rows(made)


def _published_columns() -> tuple[Column, ...]:
    return (
        Column("inhabitants", _("inhabitants"), "percent"),
        Column("gps", _("GPs, of all"), "percent"),
        Column("gp_start", _("joining at go-live"), "percent"),
        Column("published", _("published"), "count"),
        Column("model", _("model, base"), "count"),
        Column("residual", _("model less published"), "count"),
    )


def _published(one: Economics) -> tuple[Row, ...]:
    return rows(
        (at.inhabitants, _rounded(at.gps), at.gp_start, at.published, at.model, at.residual) for at in one.published
    )


def _delay_columns() -> tuple[Column, ...]:
    less = _("model less published")
    return (
        Column("years", _("years late"), "plain", signed=True),
        Column("published", _("published"), "percent", signed=True),
        Column("all_moves", _("all moves"), "percent", signed=True),
        Column("all_moves_residual", less, "points", signed=True),
        Column("benefits_move", _("benefits alone move"), "percent", signed=True),
        Column("benefits_move_residual", less, "points", signed=True),
    )


def _delays(one: Economics) -> tuple[Row, ...]:
    def percent(x: float | None) -> float | None:
        return None if x is None else round(x, 2)

    return rows(
        (
            late.years,
            percent(late.published),
            percent(late.all_moves),
            percent(late.all_moves_residual),
            percent(late.benefits_move),
            percent(late.benefits_move_residual),
        )
        for late in one.delays
    )


def _break_even(one: Economics) -> tuple[Row, ...]:
    even = one.break_even
    made = [
        (_("base value: inhabitants, practitioners in step"), _answer(even.inhabitants)),
        (_("base value: practitioners inside the municipalities of the reference"), _answer(even.gps_inside)),
    ]
    if even.mean is not None:
        made.append((_("expected value of the draws: inhabitants, practitioners in step"), _answer(even.mean)))
    return rows(made)


def _answer(even: BreakEven) -> Cell:
    """Return from which share on it is worth it, in words where there is no one share."""
    if even.answer == "never":
        return _("never: at no participation")
    if even.answer == "always":
        return _("always: at any participation")
    if even.share is None:
        return _joined([_("{low} to {high} %", low=_percent(a), high=_percent(b)) for a, b in even.between])
    share = even.share if even.share.interval is not None else _rounded(even.share.value)
    return share if even.answer == "from" else _("only up to {share} %", share=_percent(even.share.value))


def _joined(several: list[Words]) -> Words:
    first, *others = several
    return _("{first}, {others}", first=first, others=_joined(others)) if others else first


def _percent(share: float) -> Statistic:
    return Statistic(round(100 * share, 1))


def _rounded(share: float) -> Statistic:
    """Return a share to a tenth of a per cent."""
    return Statistic(round(share, 3))


def _alone(one: Economics, unit: Words, keys: tuple[tuple[str, Words], ...]) -> Iterator[Block]:
    if (alone := one.alone) is None:
        return
    title = _(
        "Each municipality by itself ({procurements} procurements every {years} years, {cost} in all, {unit}); medians "
        "per inhabitant",
        procurements=Statistic(alone.procurements),
        years=Statistic(alone.years),
        cost=Statistic(alone.cost),
        unit=unit,
    )
    columns = (
        Column("above", _("inhabitants above"), "count"),
        Column("number", _("municipalities"), "count"),
        Column("alone", _("one procurement alone"), "count"),
        Column("p50", _("programme, P50")),
        Column("p85", _("programme, P85")),
    )
    made = rows((size.above, size.number, size.alone, size.p50, size.p85) for size in alone.classes)
    yield Table("alone", title, columns, made, common.per_inhabitant(one.about.money), keys)
    yield Note(
        _(
            "Taking part costs more than one procurement alone in {count} of {all}.",
            count=alone.dearer,
            all=alone.of,
        )
    )
    yield Note(_("Neither side holds operation, old systems or benefits."))
