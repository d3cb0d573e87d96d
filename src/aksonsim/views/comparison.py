"""Scenarios side by side: a row a scenario, and below it its difference from the base scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.comparison_metrics import Compared, Metric
from aksonsim.language.text import Text, Words, _, ngettext
from aksonsim.results.statistic import Statistic
from aksonsim.views import common, comparison_draws, mitigations
from aksonsim.views.comparison_draws import letters
from aksonsim.views.document import Block, Cell, Column, Document, Form, Formed, Items, Note, Picture, Row, Table, join

PICTURES = {
    "s-curves": _("S-curves of the scenarios"),
    "figures": _("The scenarios side by side"),
    "cost-finish": _("Cost against finish date, and what it takes to keep both"),
    "heat-map": _("What each scenario changes"),
    "regret": _("Regret: how much worse a choice is than the best choice in the same draw"),
}


def view(result: Comparison) -> Document:
    """Return the document of a comparison."""
    return Document(
        title=result.title,
        blocks=blocks(result),
        foot=(_foot(result),),
        about=(
            *(("title", result.title.en), ("base", result.base), ("quantity", result.output)),
            *(("seed", result.seed), ("draws", result.draws), ("method", result.method)),
            ("aksonsim_version", result.aksonsim_version),
            *((key, value) for key, value in result.money.items()),
        ),
    )


def blocks(result: Comparison) -> tuple[Block, ...]:
    """Return the tables and pictures of a comparison as a part of a document."""
    return join(
        _scenarios(result),
        _changes(result),
        _metrics(result),
        comparison_draws.same_draws(result),
        comparison_draws.cheaper(result),
        _joint(result),
        comparison_draws.dominance(result),
        comparison_draws.regret(result),
        mitigations.blocks(result.mitigations) if result.mitigations else None,
        (Note(note) for note in result.notes),
        _pictures(result),
    )


def _scenarios(result: Comparison) -> Table:
    draws = len({side.draws for side in result.scenarios.values()}) > 1
    gate = (Column("passes", _("passes the gate"), "percent"),) if result.gated else ()
    counts = (Column("draws", _("draws"), "count"),) if draws else ()
    columns = (Column("scenario", "", "text"), *gate, *counts, Column("title", "", "text", wide=True))
    rows = []
    for name, side in result.scenarios.items():
        passes: Cell = _("no gate") if side.passes is None else side.passes.figure
        label = _("{name} (base)", name=name) if name == result.base else name
        cells: list[Cell] = [_("{letter}  {name}", letter=letters(result)[name], name=label)]
        cells += [passes] if gate else []
        cells += [float(side.draws)] if counts else []
        rows.append(Row((*cells, side.title)))
    return Table("scenarios", _("Scenarios"), columns, tuple(rows))


def _changes(result: Comparison) -> Items | None:
    known = letters(result)
    items = [
        (known[name], _("changed: {change}", change=change))
        for name, side in result.scenarios.items()
        for change in side.changed
    ]
    return Items(tuple(items)) if items else None


def _metrics(result: Comparison) -> Iterator[Table]:
    for group, (title, unit) in _groups(result).items():
        metrics = [metric for metric in result.metrics if metric.group == group]
        if metrics:
            yield figures(result, metrics, Table(group, title, (), (), unit))


def figures(result: Comparison, metrics: Sequence[Metric], table: Table) -> Table:
    """Return a table with metrics as columns: a row a scenario, and below it its differences from the base."""
    columns = tuple(Column(metric.key, _head(metric, result.gated), _form(metric)) for metric in metrics)
    rows = tuple(_rows(result, [_form(metric) for metric in metrics], [metric.scenarios for metric in metrics]))
    return replace(table, columns=(Column("scenario", "", "text"), *columns), rows=rows)


def _form(metric: Metric) -> Form:
    return "percent" if metric.unit == "share" else "amount"


def _rows(result: Comparison, forms: Sequence[Form], figures: Sequence[Mapping[str, Compared | None]]) -> Iterator[Row]:
    """Yield a row for each scenario, and below it one for its differences; ``figures`` by name, a column each."""
    for name in result.scenarios:
        known = [column.get(name) for column in figures]
        if any(known):
            yield Row((name, *(one.figure if one else None for one in known)))
            changes = [one.difference if one else None for one in known]
            if any(changes):
                cells = (_change(change, form) for change, form in zip(changes, forms, strict=True))
                yield Row((_("difference from {base}", base=result.base), *cells), "below")


def _change(change: Statistic | None, form: Form) -> Cell:
    return None if change is None else Formed(change, "points" if form == "percent" else form, signed=True)


def _groups(result: Comparison) -> dict[str, tuple[Words, Words]]:
    """Return what each group of metrics is called, with its unit."""
    money = common.prices(result.money)
    titles: dict[str, Text] = {
        "cost": _("Cost given that the gate is passed"),
        "programme": _("Programmes given that the gate is passed"),
        "payer": _("Payers given that the gate is passed"),
        "price": _("Price per inhabitant given that the gate is passed"),
    }
    if not result.gated:
        titles = {
            "cost": _("Cost"),
            "programme": _("Programmes"),
            "payer": _("Payers"),
            "price": _("Price per inhabitant"),
        }
    each = common.per_inhabitant(result.money)
    return {
        "cost": (titles["cost"], money),
        "cost_all": (_("Cost over all draws, stopped ones included"), money),
        "programme": (titles["programme"], money),
        "payer": (titles["payer"], money),
        "gate": (_("Gate: enough municipalities commit in time"), ""),
        "adoption": (_("Adoption at the end of {year}", year=str(result.joint.year)), ""),
        "price": (titles["price"], each),
        "npv": (_("Net present value, without VAT"), money),
    }


HEADS: dict[str, Text] = {
    "cost_p50": _("P50 = steering frame"),
    "cost_frame": _("cost frame"),
    "gate_on_time": _("passed on time"),
    "gate_late": _("passed late"),
    "gate_stopped": _("never, stopped"),
    "live_p50": _("inhabitants, P50"),
    "live_municipalities_p50": _("municipalities, P50"),
    "live_gps_p50": _("GPs, P50"),
    "live_mean_all": _("inhabitants, expected, all draws"),
    "tariff_p50": _("tariff a year, P50"),
    "npv_mean": _("expected, gate passed"),
    "npv_p50": _("P50, gate passed"),
    "npv_mean_all": _("expected, all draws"),
    "npv_p50_all": _("P50, all draws"),
    "npv_positive_all": _("P(NPV > 0), all draws"),
}
UNGATED: dict[str, Text] = {
    "live_mean_all": _("inhabitants, expected"),
    "npv_mean": _("expected"),
    "npv_p50": _("P50"),
    "npv_positive_all": _("P(NPV > 0)"),
}


def _head(metric: Metric, gated: bool) -> Words:
    """Return what stands over a column of figures; without a gate no condition."""
    heads = HEADS if gated else HEADS | UNGATED
    if metric.key in heads:
        return heads[metric.key]
    statistic: Words = _("expected") if metric.statistic == "mean" else metric.statistic.upper()
    name: Words = metric.key.partition("[")[2].rpartition("]")[0]
    if metric.group == "payer":
        name = common.payer(str(name))
    return _("{name} {statistic}", name=name, statistic=statistic) if name else statistic


def _joint(result: Comparison) -> Table:
    joint = result.joint
    frame, live = Statistic(joint.frame), Statistic(100 * joint.live)
    heads: dict[str, Text] = {
        "frame": _("cost within {frame}", frame=frame),
        "on_time": _("gate passed on time"),
        "live": _("{share} % live by {year}", share=live, year=str(joint.year)),
        "frame_and_gate": _("frame and gate"),
        "together": _("all three"),
    }
    promises = joint.promises
    columns = (Column("scenario", "", "text"), *(Column(key, heads[key], "percent") for key in promises))
    figures = [{name: kept[key] for name, kept in joint.scenarios.items()} for key in promises]
    rows = tuple(_rows(result, ["percent"] * len(promises), figures))
    stated: Words = _("stated") if joint.stated else _("cost frame of {name}", name=result.base)
    what = _("Promises kept together (joint confidence level)") if len(promises) > 1 else _("Frame kept")
    title = _(
        "{what}, over all draws (frame {frame} {unit}: {source})",
        what=what,
        frame=frame,
        unit=common.prices(result.money),
        source=stated,
    )
    return Table("joint", title, columns, rows)


def _pictures(result: Comparison) -> Iterator[Picture]:
    for kind, title in PICTURES.items():
        yield Picture(f"compare-{kind}", title, common.drawn(f"compare_{kind.replace('-', '_')}", result))


def _foot(result: Comparison) -> Words:
    if not result.paired:
        return _(
            "aksonsim {version}. ±: half the 95 % interval of the Monte Carlo error.",
            version=result.aksonsim_version,
        )
    return _(
        "seed {seed}, {draws}, method {method}, aksonsim {version}. ±: half the 95 % interval of the Monte Carlo "
        "error.",
        seed=result.seed,
        draws=ngettext("{count} draw", "{count} draws", result.draws),
        method=result.method,
        version=result.aksonsim_version,
    )
