"""Reference classes and single cases beside the model, and where they come from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from aksonsim.analysis.reference_classes import KIND_NAMES, MEASURES, ClassView, Provenance
from aksonsim.language.text import Listed, Words, _
from aksonsim.results.measure import P50, P85
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.studies.reference_classes import ReferenceClasses
from aksonsim.views import common
from aksonsim.views.document import Block, Column, Document, Formed, Heading, Items, Note, Picture, Row, Table, join

DECISIONS: dict[str, Words] = {
    "final": _("measured from the decision to invest"),
    "early": _("measured from an early estimate"),
}
CERTAINTIES: dict[str, Words] = {"read": _("read"), "second-hand": _("second-hand"), "derived": _("derived")}
FOUNDATIONS: dict[str, Words] = {"base": _("base"), "p50": "P50"}


def view(result: ReferenceClasses) -> Document:
    """Return the document of an outside view."""
    about = result.about
    of = result.programme_title if result.programme_title.en else _("total cost")
    picture = _("Outside view: finished projects beside the model")
    return Document(
        title=_("Outside view of {quantity}: {title}", quantity=of, title=about.title),
        under=under(result),
        blocks=join(
            *blocks(result),
            *(_delay(one, common.prices(about.money)) for one in result.classes),
            Heading(_("Where they come from")) if result.classes or result.cases else None,
            *(block for one in result.classes for block in _origin(one.origin, one.projects, one.derivation)),
            *(block for one in result.cases for block in _origin(one.origin)),
            Picture("outside", picture, common.drawn("reference_classes", result)),
        ),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def under(result: ReferenceClasses) -> tuple[Words, ...]:
    """Return what the figures are of: draws, base estimate, and at which participation."""
    about, base = result.about, Statistic(result.base)
    unit = common.prices(about.money)
    stated = (
        _("Base estimate at full participation: {amount} {unit}", amount=base, unit=unit)
        if result.full_participation
        else _("Base estimate: {amount} {unit}", amount=base, unit=unit)
    )
    given = _("Costs of the model are at the participation of each draw: it lies lower for that alone.")
    return (common.scope(about, result.counted), stated, *([given] if about.condition is Condition.PASSED else []))


def blocks(result: ReferenceClasses) -> tuple[Block, ...]:
    """Return what every page begins with: the kind of project, and where model and classes lie."""
    return join(
        Note(_chosen(result), strong=True),
        _costs(result),
        *_observed(result),
        _places(result) if result.classes else None,
        _cases(result) if result.cases else None,
    )


def sources(result: ReferenceClasses) -> tuple[Block, ...]:
    """Return where classes and cases come from, in a line each."""
    lines: list[tuple[Words, Words]] = [
        ("", _("{name}: {source}", name=one.title, source=one.source)) for one in _origins(result)
    ]
    return (Note(_("Where they come from")), Items(tuple(lines))) if lines else ()


def _origins(result: ReferenceClasses) -> list[Provenance]:
    return [*(one.origin for one in result.classes), *(one.origin for one in result.cases)]


def _chosen(result: ReferenceClasses) -> Words:
    """Say beside which kinds of projects the model stands, before any figure."""
    kinds = [one.kind for one in _origins(result)]
    here, others = _counted(Counter(kinds)), _counted(result.left_out)
    if not result.kinds:
        return _(
            "No kind of project is chosen: classes and cases of every kind stand here ({kinds}), perhaps unlike this "
            "project. --kind, or kind: in the file, chooses.",
            kinds=here,
        )
    chosen = Listed(tuple(KIND_NAMES[kind] for kind in result.kinds))
    if not kinds:
        return _(
            "No class or case of kind {chosen} is known: the model stands alone. Of other kinds there are: {others}; "
            "outside --kind all shows them, --class adds your own.",
            chosen=chosen,
            others=others,
        )
    if not result.left_out:
        return _("Kind of project: {chosen} ({kinds}).", chosen=chosen, kinds=here)
    return _(
        "Kind of project: {chosen} ({kinds}). Left out of other kinds: {others}; outside --kind all shows them.",
        chosen=chosen,
        kinds=here,
        others=others,
    )


def _counted(kinds: Mapping[str, int]) -> Listed:
    return Listed(
        tuple(_("{count} {kind}", kind=KIND_NAMES[kind], count=kinds[kind]) for kind in KIND_NAMES if kind in kinds)
    )


def _costs(result: ReferenceClasses) -> Table:
    columns = (
        Column("class", "", "text"),
        Column("kind", _("kind"), "text"),
        Column("on", _("put on"), "text"),
        *(Column(measure.key, measure.title, "three") for measure in MEASURES),
        Column("prob_above_base", _("P(above base)"), "chance"),
    )
    model = result.model
    rows = [
        Row(
            (
                _("the model"),
                "",
                "",
                *(Formed(model.percentiles[measure], "amount") for measure in MEASURES),
                Formed(model.prob_above_base, "percent"),
            )
        )
    ]
    for one in result.classes:
        amounts = (
            Formed(amount, "amount") if amount.interval and math.isfinite(amount.half) else amount
            for amount in one.percentiles.values()
        )
        kind = KIND_NAMES[one.origin.kind]
        rows.append(Row((one.origin.title, kind, FOUNDATIONS[one.of], *amounts, one.prob_above_base)))
    title = _("Cost; classes as stated, to three digits")
    return Table("costs", title, columns, tuple(rows), common.prices(result.about.money))


def _observed(result: ReferenceClasses) -> Iterator[Block]:
    """Yield what is known of quantiles where a class is a few observed projects."""
    columns = (
        Column("class", "", "text"),
        Column("projects", _("projects"), "count"),
        Column("percentile", "", "text"),
        Column("ratio", _("actual / estimate"), "hundredths"),
        Column("lower", _("lower bound"), "hundredths"),
        Column("upper", _("upper bound"), "hundredths"),
    )
    rows = tuple(
        Row(
            (
                one.origin.title,
                one.projects,
                measure.title,
                x.value,
                *(end if math.isfinite(end) else None for end in x.bounds),
            )
        )
        for one in result.classes
        if one.ratios
        for measure, x in one.ratio.items()
    )
    if rows:
        yield Table("observed", _("Observed projects: quantiles and their 95 % intervals"), columns, rows)
        yield Note(
            _(
                "Intervals of these classes are those of so few projects, not of draws; where an end is empty, there "
                "are too few for a bound."
            )
        )


def _places(result: ReferenceClasses) -> Table:
    columns = (
        Column("class", "", "text"),
        *(Column(f"model_{m.key}_at", _("model's {p} is its", p=m.title), "place") for m in (P50, P85)),
        *(Column(f"{m.key}_in_model", _("its {p} is the model's", p=m.title), "place") for m in (P50, P85)),
    )
    rows = (
        Row((one.origin.title, one.model_p50_at, one.model_p85_at, one.p50_in_model, one.p85_in_model))
        for one in result.classes
    )
    return Table("places", _("Where model and class lie in each other (percentile)"), columns, tuple(rows))


def _cases(result: ReferenceClasses) -> Table:
    columns = (
        Column("case", "", "text"),
        Column("kind", _("kind"), "text"),
        Column("ratio", _("actual / estimate"), "plain"),
        Column("low", _("lowest"), "plain"),
        Column("high", _("highest"), "plain"),
        Column("amount", _("on the base estimate"), "three"),
        Column("in_model", _("is the model's"), "place"),
    )
    rows = (
        Row((one.origin.title, KIND_NAMES[one.origin.kind], one.ratio, one.low, one.high, one.amount, one.in_model))
        for one in result.cases
    )
    return Table("cases", _("Single cases"), columns, tuple(rows))


def _delay(one: ClassView, unit: Words) -> Note | None:
    if one.delay is None:
        return None
    return Note(
        _(
            "Every extra year adds {percent} % of the estimate ({name}): the model ends {years} years late in "
            "expectation, which would add {amount} {unit}.",
            percent=Statistic(100 * one.delay.per_year),
            name=one.origin.title,
            years=one.delay.years,
            amount=one.delay.amount,
            unit=unit,
        )
    )


def _origin(origin: Provenance, projects: int | None = None, derivation: str = "") -> Iterator[Block]:
    known = CERTAINTIES[origin.certainty]
    if projects:
        known = _("{known}, n = {count}", known=known, count=projects)
    yield Heading(
        _(
            "{name} ({kind}; {known}; {decision})",
            name=origin.title,
            kind=KIND_NAMES[origin.kind],
            known=known,
            decision=DECISIONS[origin.decision],
        )
    )
    said: tuple[tuple[Words, str], ...] = (
        (_("source:"), origin.source),
        (_("printed:"), origin.printed),
        (_("derived:"), derivation),
        (_("caveats:"), " ".join(origin.caveats)),
    )
    yield Items(tuple((label, text) for label, text in said if text))
