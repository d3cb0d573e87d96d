"""Scenarios draw by draw: differences, who is better how often, dominance and regret."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from aksonsim.analysis.comparison import Comparison, Dominance
from aksonsim.analysis.dominance import Orders, Verdict
from aksonsim.analysis.draw_by_draw import MEASURES, Better
from aksonsim.language.text import Text, Words, _
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Note, Row, Table

LABEL = Column("scenario", "", "text")
TIES = 0.001
"""Share of draws from which on it is said that two scenarios are the same in some."""


def letters(result: Comparison) -> dict[str, str]:
    """Return a short name for each scenario: A, B, ... Z, A2, B2, ..."""
    return {
        name: ascii_uppercase[i % 26] + (str(i // 26 + 1) if i >= 26 else "") for i, name in enumerate(result.scenarios)
    }


def _lettered(result: Comparison) -> tuple[dict[str, str], dict[str, Words]]:
    """Return the short names, and the labels of rows that explain them."""
    known = letters(result)
    return known, {name: _("{letter}  {name}", letter=letter, name=name) for name, letter in known.items()}


def _unit(result: Comparison, output: str) -> Words:
    """Return the unit of a quantity: money with its price year; shares are fractions."""
    units = result.units if output == result.output else None  # the other is the net present value
    return _("fractions") if units == "1" else common.prices(result.money, units)


def _word(result: Comparison) -> Text:
    if result.better == "more":
        return _("better")
    return _("cheaper") if result.output.startswith(("cost", "price", "tariff", "state")) else _("less")


def _draws(result: Comparison, condition: Condition) -> Text:
    if not result.gated:
        return _("draw by draw")
    if condition is Condition.PASSED:
        return _("draws that pass the gate in both")
    return _("all draws, stopped ones included")


def same_draws(result: Comparison) -> Iterator[Table]:
    """Yield the differences of the quantity from the base scenario over the draws that count in both."""
    if result.draw_by_draw is None:
        return
    columns = (
        LABEL,
        *((Column("share", _("draws in both"), "percent"),) if result.gated else ()),
        *(Column(one.key, _("expected") if one.p is None else one.title, signed=True) for one in MEASURES),
        Column("better", _("P({word})", word=_word(result)), "percent"),
        Column("equal", _("P(same)"), "percent"),
    )
    rows = [
        Row((name, *((one.share,) if result.gated else ()), *one.difference.values(), one.better, one.equal))
        for name, one in result.draw_by_draw.same_draws.items()
        if one is not None
    ]
    told = {"quantity": result.output, "base": result.base}
    title = _("On the same draws: difference of {quantity} from {base}", **told)
    if result.gated:
        title = _("On the same draws (draws that pass the gate in both): difference of {quantity} from {base}", **told)
    yield Table("same_draws", title, columns, tuple(rows), _unit(result, result.output))


def cheaper(result: Comparison) -> Iterator[Block]:
    """Yield how often each scenario is better than each other, by condition."""
    if result.draw_by_draw is None:
        return
    known, labels = _lettered(result)
    ties = 0.0
    for condition, rows in result.draw_by_draw.cheaper.items():
        found = [cell for row in rows.values() for cell in row.values() if cell is not None]
        error = max((cell.chance.half for cell in found), default=0.0)
        ties = max([ties, *(cell.equal.value for cell in found)])
        columns = (LABEL, *(Column(name, letter, "decimal") for name, letter in known.items()))
        title = _(
            "P(row {word} than column) by {quantity}, {which}, % (± {error} at most)",
            word=_word(result),
            quantity=result.output,
            which=_draws(result, condition),
            error=Statistic(float(f"{100 * error:.2g}")),
        )
        cells = [Row((labels[a], *(_percent(row.get(b)) for b in rows))) for a, row in rows.items()]
        yield Table("cheaper", title, columns, tuple(cells), keys=(("condition", condition.value),))
    if ties > TIES:
        yield Note(
            _(
                "Two scenarios are the same in up to {share} % of draws, which count for neither.",
                share=Statistic(float(round(100 * ties))),
            )
        )


def _percent(cell: Better | None) -> Cell:
    return None if cell is None else 100 * cell.chance.value


def dominance(result: Comparison) -> Iterator[Block]:
    """Yield which scenario dominates which, and how far each lies from the base."""
    readings = result.draw_by_draw.dominance if result.draw_by_draw else ()
    known, labels = _lettered(result)
    for reading in readings:
        keys = (("quantity", reading.output), ("condition", reading.condition.value))
        columns = (LABEL, *(Column(name, letter, "text") for name, letter in known.items()))
        rows = [Row((labels[a], *("" if a == b else _mark(reading.of(a, b)) for b in known))) for a in known]
        given = _("given that the gate is passed") if reading.condition is Condition.PASSED else _("over all draws")
        title = _("Row dominates column by {quantity}, {which}", quantity=reading.output, which=given)
        yield Table("dominance", title, columns, tuple(rows), keys=keys)
        yield _margins(result, reading, keys)
    if readings:
        yield Note(
            _(
                "1: first order (cheaper or better at every probability), 2: second order (better for whoever dislikes "
                "risk); in brackets: worse somewhere in the sample, by no more than its error; =: no sure difference; "
                "·: neither. Each pair and order with 95 % confidence."
            )
        )


def _mark(orders: Orders) -> str:
    """Return what one scenario is to another, in a sign."""
    for number, order in (("1", orders.first), ("2", orders.second)):
        if order.relation in ("dominates", "nearly"):
            return number if order.relation == "dominates" else f"({number})"
    return "=" if orders.first.relation == orders.second.relation == "alike" else "·"


def _margins(result: Comparison, reading: Dominance, keys: tuple[tuple[str, Words], ...]) -> Table:
    """Return how far each scenario lies from the base at its best and worst threshold, in standard errors."""
    columns = [LABEL]
    for order, title in (("first", _("1st order")), ("second", _("2nd order"))):
        columns += [
            Column(f"{order}_best", _("best, {order}", order=title), "decimal", signed=True),
            Column(f"{order}_worst", _("worst, {order}", order=title), "decimal", signed=True),
            Column(f"{order}_band", _("band ±, {order}", order=title), "decimal"),
        ]
    rows = []
    for name in result.scenarios:
        if name != result.base:
            both = reading.of(name, result.base)
            rows.append(Row((name, *_ends(both.first), *_ends(both.second))))
    title = _(
        "Difference from {base} where it gains most and least, in standard errors (sure beyond the band)",
        base=result.base,
    )
    return Table("margins", title, tuple(columns), tuple(rows), keys=keys)


def _ends(verdict: Verdict) -> tuple[float, float, float]:
    return verdict.t_low, verdict.t_high, verdict.factor


def regret(result: Comparison) -> Iterator[Block]:
    """Yield the choices by their regret."""
    found = result.draw_by_draw
    if found is None:
        return
    columns = (
        LABEL,
        Column("mean", _("expected")),
        Column("p85", "P85"),
        Column("best", _("best or as good"), "percent"),
    )
    for reading in found.regret:
        if reading.regret is None:
            continue
        which = _("draws that pass in all") if reading.condition is Condition.PASSED else _("all draws")
        title = _(
            "Regret against the best choice of the same draw: {quantity}; {which} ({draws})",
            quantity=reading.output,
            which=which,
            draws=reading.regret.draws,
        )
        rows = [Row((row.name, row.mean, row.p85, row.best)) for row in reading.regret.rows]
        keys: tuple[tuple[str, Words], ...] = (("quantity", reading.output), ("condition", reading.condition.value))
        yield Table("regret", title, columns, tuple(rows), _unit(result, reading.output), keys)
    if found.regret and len(found.choices) == len(result.scenarios):
        yield Note(
            _(
                "All scenarios count as choices. Name what can be chosen with --choice; what depends on circumstances "
                "is no choice."
            )
        )
