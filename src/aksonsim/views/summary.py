"""What a run says: gate, cost, prices, net present value, adoption and dates of each scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from aksonsim.analysis.describe import Adoption, Amounts, Milestone
from aksonsim.analysis.economics import PERCENTILES
from aksonsim.analysis.summary import Block, ScenarioSummary, Stopped, Summary
from aksonsim.language.text import Text, Words, _, ngettext, pgettext
from aksonsim.results.access import date_after
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.views.common import LABEL, payer, per_inhabitant, prices
from aksonsim.views.document import Band, Cell, Column, Document, Formed, Heading, Note, Row, Table, join, rows
from aksonsim.views.document import Block as Part
from aksonsim.views.status import notes as status_notes

COSTS = {"base": _("base estimate"), "mean": _("expected"), "p50": _("P50"), "p80": _("P80"), "p85": _("P85")}
PRICES = {"p10": _("P10"), "p50": _("P50"), "mean": _("expected"), "p80": _("P80"), "p85": _("P85")}
STATE = {key: label for key, label in COSTS.items() if key != "base"}
MEASURES: dict[str, Words] = {
    "inhabitants": _("inhabitants"),
    "municipalities": pgettext("measure", "municipalities"),
    "gps": _("general practitioners"),
}
OUTCOMES = {
    "on_time": _("passed on time"),
    "late": _("passed late"),
    "stopped": _("never passed, programme stopped"),
}
TIME: dict[tuple[str, int | None], Words] = {
    ("days", 5): _("days (5 a week)"),
    ("days", 7): _("days (7 a week)"),
    ("weeks", None): _("weeks"),
}
"""What time from start is counted in, by unit and days of the week."""
GIVEN, EVERY = _("given that the gate is passed"), _("over all draws")


def view(result: Summary) -> Document:
    """Return the document of a summary."""
    return Document(title=result.title, blocks=blocks(result), foot=foot(result), about=about(result))


def blocks(result: Summary) -> tuple[Part, ...]:
    """Return the tables of every scenario."""
    return join(*(part for one in result.scenarios.values() for part in scenario(one, result)))


def about(result: Summary) -> tuple[tuple[str, str | int | float], ...]:
    """Return what stands on the first sheet of a workbook."""
    return tuple((key, one) for key, one in result.to_json().items() if isinstance(one, str | int | float))


def foot(result: Summary) -> tuple[Words, ...]:
    """Return the lines that make the figures repeatable, and say what their intervals mean."""
    line = _(
        "seed {seed}, draws {draws}, method {method}, aksonsim {version}, digest {digest}.",
        seed=result.seed,
        draws=result.draws,
        method=result.method,
        version=result.aksonsim_version,
        digest=result.digest,
    )
    if result.method in ("", "mc"):
        error = _("±: half the 95 % interval of the Monte Carlo error.")
    else:
        error = _("±: half the 95 % interval of independent draws; this method has a smaller error.")
    if not result.base_supposes:
        return line, error
    first, *others = result.base_supposes
    supposed: Text = first
    for other in others:
        supposed = _("{first}, {second}", first=supposed, second=other)
    return line, _("Base estimates: {supposed}. {error}", supposed=supposed, error=error)


def scenario(found: ScenarioSummary, run: Summary) -> Iterator[Part | None]:
    """Yield what is said of a scenario; None for what it does not have."""
    unit, each = prices(run.money), per_inhabitant(run.money)
    yield Heading(_("Scenario {name}", name=found.scenario))
    for change in found.changed:
        yield Note(_("changed: {change}", change=change))
    for what in found.inert:
        yield Note(_("note: {what}", what=what))
    yield from status_notes(found.status, run.money)
    every, given = found.every, found.given_passed
    if found.gate:
        columns = (LABEL, Column("probability", _("probability"), "percent"))
        body: list[list[Cell]] = [[OUTCOMES[name], chance] for name, chance in found.gate.items()]
        title = _("Gate: enough municipalities commit in time")
        yield Table("gate", title, columns, rows(body), keys=(("scenario", found.scenario),))
    if given is not None:
        title = _("Cost given that the gate is passed ({draws})", draws=_draws(given.draws))
        yield _costs(given.costs, given.payers, title, unit, _keys(found, given), given.nominal)
        title = _("Cost over all draws, stopped ones included ({draws})", draws=_draws(every.draws))
        yield _costs(every.costs, every.payers, title, unit, _keys(found, every), every.nominal)
    else:
        title = _("Cost ({draws})", draws=_draws(every.draws))
        yield _costs(every.costs, every.payers, title, unit, _keys(found, every), every.nominal)
    yield _groups(found, unit)
    yield _prices(found, each)
    yield _npv(found, unit)
    yield _state(found, unit)
    yield from _adoption(found)
    yield _targets(found)
    if found.late_gate:
        yield _late(found, unit, each)
    if found.stopped:
        yield _stopped(found.stopped, found, unit)
    yield _milestones(found, run.start)


def _draws(count: int) -> Text:
    return ngettext("{count} draw", "{count} draws", count)


def _keys(found: ScenarioSummary, block: Block) -> tuple[tuple[str, Words], ...]:
    condition: Words = _("gate passed") if block.condition is Condition.PASSED else _("all draws")
    return (("scenario", found.scenario), ("condition", condition))


def _costs(
    costs: Mapping[str, Amounts],
    payers: Mapping[str, Amounts],
    title: Words,
    unit: Words,
    keys: tuple[tuple[str, Words], ...],
    nominal: Amounts | None = None,
) -> Table:
    """Return cost by programme and payer: base, expected, P50, P85, spread, and the chance to stay below the base.

    ``nominal``: the total at the prices of the years of payment.
    """
    if len(costs) == 2:  # one programme is the total
        costs = {"total": costs["total"]}
    based = any(one.base is not None for one in (*costs.values(), *payers.values()))
    figures = {key: label for key, label in COSTS.items() if based or key != "base"}
    columns = [LABEL, *(Column(key, label) for key, label in figures.items())]
    columns.append(Column("sd_share", _("SD / P50"), "percent"))
    columns += [Column("prob_base", _("P(cost < base)"), "percent")] if based else []

    def row(label: Words, one: Amounts) -> list[Cell]:
        share = None if one.sd_share is None else round(one.sd_share, 2)
        return [label, *_figures(one, figures), share, *([one.prob_base] if based else [])]

    body = [row(_("total") if name == "total" else name, one) for name, one in costs.items()]
    made = list(rows(body))
    made += rows([row(_("total, nominal"), nominal)] if nominal else [])
    if payers and made:
        made[-1] = Row(made[-1].cells, "end")
    made += rows(row(payer(name), one) for name, one in payers.items())
    return Table("cost", title, tuple(columns), tuple(made), unit, keys)


def _figures(one: object, keys: Iterable[str]) -> list[Statistic | None]:
    return [getattr(one, key) for key in keys]


def _title(plain: Words, given: Words, found: ScenarioSummary) -> Words:
    """Return a title that says the condition where there is a gate."""
    return plain if found.given_passed is None else given


def _groups(found: ScenarioSummary, unit: Words) -> Table:
    """Return the cost of groups of elements, each above those under it."""
    block = found.main
    based = any(one.cost.base is not None for one in block.groups.values())
    figures = {key: label for key, label in COSTS.items() if based or key != "base"}
    columns = (LABEL, Column("under", _("under"), "text"), *(Column(key, label) for key, label in figures.items()))
    body: list[list[Cell]] = [[name, one.above, *_figures(one.cost, figures)] for name, one in block.groups.items()]
    title = _title(_("Cost of groups"), _("Cost of groups given that the gate is passed"), found)
    return Table("groups", title, columns, rows(body), unit, _keys(found, block))


def _prices(found: ScenarioSummary, each: Words) -> Table:
    block = found.main
    known = ((_("investment"), block.price_per_inhabitant), (_("tariff, a year"), block.tariff))
    body: list[list[Cell]] = [[label, *_figures(one, PRICES)] for label, one in known if one and one.draws != 0]
    title = _title(_("Price per inhabitant"), _("Price per inhabitant given that the gate is passed"), found)
    columns = (LABEL, *(Column(key, label) for key, label in PRICES.items()))
    return Table("price", title, columns, rows(body), each, _keys(found, block))


def _npv(found: ScenarioSummary, unit: Words) -> Table:
    columns = [LABEL, Column("base", _("base")), Column("mean", _("expected"))]
    columns += (Column(measure.key, measure.title) for measure in PERCENTILES)
    columns.append(Column("prob_positive", _("P(NPV > 0)"), "percent"))
    given = found.given_passed.npv if found.given_passed else None
    body: list[list[Cell]] = [
        [label, npv.base, npv.mean, *(npv.percentiles[measure] for measure in PERCENTILES), npv.prob_positive]
        for label, npv in ((GIVEN, given), (EVERY, found.every.npv))
        if npv
    ]
    unit = _("{unit}, without VAT", unit=unit)
    return Table("npv", _("Net present value"), tuple(columns), rows(body), unit, (("scenario", found.scenario),))


def _state(found: ScenarioSummary, unit: Words) -> Table | None:
    state = found.main.state
    if state is None:
        return None
    title = _title(
        _("State's part of capped programmes"),
        _("State's part of capped programmes given that the gate is passed"),
        found,
    )
    columns = (LABEL, *(Column(key, label) for key, label in STATE.items()))
    body: list[list[Cell]] = [
        [_("before the cap"), *_figures(state.uncapped, STATE)],
        [_("payment, cap applied"), *_figures(state.capped, STATE)],
        [_("probability that the cap binds"), Formed(state.prob_cap_binds, "percent"), None, None, None],
    ]
    return Table("state", title, columns, rows(body), unit, _keys(found, found.main))


def _adoption(found: ScenarioSummary) -> Iterator[Table]:
    goals = [target.year for target in found.targets]
    title = _title(
        _("Adoption at the end of the year, %: P50 (P10–P90)"),
        _("Adoption at the end of the year given that the gate is passed, %: P50 (P10–P90)"),
        found,
    )
    yield _adopted(title, found, found.main, goals)
    if found.given_passed is not None:
        title = _("Adoption at the end of the year over all draws, %: P50 (P10–P90)")
        yield _adopted(title, found, found.every, goals)


def _adopted(title: Words, found: ScenarioSummary, block: Block, goals: list[int]) -> Table:
    years = telling_years(block.adoption, goals)
    columns = (LABEL, *(Column(str(year), str(year), "percent") for year in years))
    body: list[list[Cell]] = [
        [MEASURES.get(measure, measure), *(Band(one.p50, one.p10, one.p90) for one in map(by_year.__getitem__, years))]
        for measure, by_year in block.adoption.items()
    ]
    return Table("adoption", title, columns, rows(body), keys=_keys(found, block))


def telling_years(adoption: Adoption, goals: Iterable[int], most: int = 4) -> list[int]:
    """Return the years of goals and about so many spread over the time in which adoption moves."""
    moving: set[int] = set()
    for by_year in adoption.values():
        previous = None
        for year, share in by_year.items():
            spread = (round(share.p10, 2), round(share.p90, 2))
            if previous is not None and spread != previous:
                moving.add(year)
            previous = spread
    chosen = sorted(moving)
    if len(chosen) > most:
        chosen = [chosen[round(i * (len(chosen) - 1) / (most - 1))] for i in range(most)]
    known = {year for by_year in adoption.values() for year in by_year}
    return sorted({*chosen, *(year for year in goals if year in known)})


def _targets(found: ScenarioSummary) -> Table:
    columns = [LABEL, Column("share", _("goal"), "percent")]
    if found.gate:
        columns.append(Column("chance", _("probability, gate passed"), "percent"))
        columns.append(Column("chance_all", _("over all draws"), "percent"))
    else:
        columns.append(Column("chance", _("probability"), "percent"))
    body: list[list[Cell]] = []
    for one in found.targets:
        label = _("{measure}, end of {year}", measure=MEASURES.get(one.measure, one.measure), year=str(one.year))
        body.append([label, one.share, one.chance, *([one.chance_all] if found.gate else [])])
    keys = (("scenario", found.scenario),)
    return Table("goals", _("Official goals of adoption"), tuple(columns), rows(body), keys=keys)


def _late(found: ScenarioSummary, unit: Words, each: Words) -> Table:
    late = found.late_gate
    assert late is not None
    title = _("Late gate against on time")
    if late.months_late is not None and late.months_on_time is not None:
        title = _(
            "Late gate against on time: median {late} months from start against {on_time}",
            late=f"{late.months_late:z.0f}",
            on_time=f"{late.months_on_time:z.0f}",
        )
    columns = (LABEL, Column("difference", _("mean, late less on time"), signed=True))
    body: list[list[Cell]] = [
        [_("{what}, {unit}", what=name, unit=unit), one.cost] for name, one in late.programmes.items()
    ]
    body.append([_("{what}, {unit}", what=_("total"), unit=unit), late.cost])
    if late.price_per_inhabitant is not None:
        body.append([_("{what}, {unit}", what=_("price per inhabitant"), unit=each), late.price_per_inhabitant])
    return Table("late gate", title, columns, rows(body), keys=(("scenario", found.scenario),))


def _stopped(stopped: Stopped, found: ScenarioSummary, unit: Words) -> Table:
    title = _("Sunk cost given that the programme is stopped ({draws})", draws=_draws(stopped.draws))
    made = _costs(stopped.sunk, stopped.payers, title, unit, (("scenario", found.scenario),))
    return Table("sunk", made.title, made.columns, made.rows, made.unit, made.keys)


def _milestones(found: ScenarioSummary, start: dt.date | None) -> Table:
    title = _title(_("Milestones"), _("Milestones given that the gate is passed"), found)
    return milestones(found.main.milestones, start, title, _keys(found, found.main))


def milestones(
    shown: Mapping[str, Milestone], start: dt.date | None, title: Words, keys: tuple[tuple[str, Words], ...]
) -> Table:
    """Return when activities end: dates, and time from start in the file's own unit; without dates only that."""

    def day(months: float | None) -> Cell:
        if months is None:
            return None
        count = round(months)
        return date_after(start, months) if start else ngettext("{count} month", "{count} months", count)

    heads = (("reference", _("reference")), ("p10", _("P10")), ("p50", _("P50")), ("p80", _("P80")), ("p85", _("P85")))
    times = {name: one.from_start for name, one in shown.items() if one.from_start is not None}
    dated = start is not None or not times
    columns = [LABEL, *(Column(key, label, "month") for key, label in heads if dated)]
    for one in tuple(times.values())[:1]:
        unit = TIME[one.unit, one.work_week]
        columns += [Column(f"{key}_time", label, unit=unit) for key, label in heads[2 if dated else 0 :]]
    columns.append(Column("reached", _("reached"), "percent"))
    body: list[list[Cell]] = []
    for name, milestone in shown.items():
        cells: list[Cell] = [name]
        if dated:
            cells += [day(getattr(milestone, key)) for key, _label in heads]
        if (time := times.get(name)) is not None:
            late = [time.p50, time.p80, time.p85]
            cells += late if dated else [time.reference, time.p10, *late]
        body.append([*cells, round(milestone.reached, 2)])
    return Table("milestones", title, tuple(columns), rows(body), keys=keys)
