"""The sections that say why: what drives P85, published figures tested against the model, and the basis of it all."""

from __future__ import annotations

import math
from typing import Any

from aksonsim.analysis.sensitivity import InputShare
from aksonsim.language.rounding import exact, share_with_error
from aksonsim.language.text import Words, _, ngettext, translate
from aksonsim.plots.names import condition
from aksonsim.reports import charts
from aksonsim.reports.context import Context, capital
from aksonsim.reports.document import Block, Cell, Figure, Folded, Items, Part, Row, Table, row, table
from aksonsim.reports.numbers import FIXED, fixed, localised, number, signed
from aksonsim.results.access import stated as stated_of
from aksonsim.results.statistic import UNKNOWN, Statistic
from aksonsim.studies.check import Arithmetic, ComparedClaim, Contradiction, Published
from aksonsim.studies.leave_one_out import Removal
from aksonsim.studies.ledger import Entry
from aksonsim.views.check import is_fraction, statistic

Json = dict[str, Any]

BASES: dict[str, Words] = {
    "documented": _("documented: printed in the source"),
    "derived": _("derived from printed figures"),
    "elicited": _("elicited from experts"),
    "assumed": _("assumed: has no source"),
    "": _("not stated"),
}
BARS = 12
HEAVIEST = 10


def tornado(ctx: Context, name: str) -> Block:
    """Tell what moves P85 most: by leaving it out, or by shares of the variance where nothing was run again."""
    found = ctx.inputs.drivers[name]
    rows = found.causes[:BARS]
    if not rows or found.p85 is None:
        return Block(name, (ctx.note(_("Too few draws, or nothing varies.")),))
    shared = found.removals is None
    bars, told = [], []
    for one in rows:
        label = title_of(ctx, one)
        if isinstance(one, InputShare):
            figure, text = one.share.scaled(100.0), _percent_of(ctx, one.share)
        else:
            figure, text = one.change, signed({"v": one.change.value, "v_ci": one.change.interval}, "v", ctx.lang)
        bars.append(charts.Bar(label, figure.value, _reach(figure), f"{label}: {text}"))
        told.append([label, text])
    p85 = ctx.text(_("P85 of all these draws: {value}", value=ctx.measured(found.p85.value, found.p85.interval)))
    title = ctx.text(
        _("“{first}” has the largest share of the variance of the total", first=bars[0].label)
        if shared
        else _("Taking out “{first}” changes P85 more than taking out anything else", first=bars[0].label)
    )
    alt = f"{title}. {'; '.join(bar.tip for bar in bars[:3])}"
    legend = (
        ctx.text(_("Share of the variance") if shared else _("P85 with it minus P85 without it")),
        p85 if not shared else ctx.text(_("Nothing")),
    )
    svg = charts.tornado(bars, legend, ctx.amount, alt)
    draws = ctx.text(condition(found.condition, found.draws))
    explained = ctx.text(
        _(
            "By a regression of the total on all that varies; what is correlated has one share. The "
            "rest is interaction, and what the file does not hold."
        )
        if shared
        else _(
            "The scenario is run again on the same draws with one thing taken out at a time: an "
            "event does not occur, a driver multiplies by 1, all else is as in the base estimate. "
            "What is correlated is taken out together. How likely an event is, is in its figure."
        )
    )
    note = f"{capital(draws)}; {'%' if shared else ctx.unit}. {explained}"
    if not found.whole:
        kept = _(
            "The file does not hold the sampled estimates, and the scenario was not run again: drivers and events "
            "alone are shown."
        )
        note += f" {ctx.text(kept)}"
    caption = (
        ctx.text(_("Share of the variance of the total"))
        if shared
        else ctx.text(_("Change of P85 without it, {unit}", unit=ctx.unit))
    )
    return Block(name, (Figure(title, svg, note, table(caption, [ctx.text(_("Assumption")), legend[0]], told)),))


def title_of(ctx: Context, row: Removal | InputShare) -> str:
    """Return the title of what moves P85."""
    return fixed(translate(row.title, ctx.lang))


def _reach(one: Statistic) -> tuple[float, float]:
    """Return the interval of a change; a bound for which there are too few draws stands at the change itself."""
    low, high = (bound if math.isfinite(bound) else one.value for bound in one.interval or UNKNOWN)
    return low, high


def claims(ctx: Context) -> Block | None:
    """Tell what published figures are in the model, and the notes on the register; None without either."""
    found = ctx.inputs.claims
    none = not any(stated_of(ctx.ds, name).get("claims") for name in ctx.names)
    if found is None:
        return (
            None
            if none
            else Block(
                "",
                (ctx.note(_("Left out: it takes running the scenarios again, which was switched off (--no-rerun).")),),
            )
        )
    parts: list[Part] = []
    for name, block in found.scenarios.items():
        if block.claims:
            parts.append(_put(ctx, name, block.claims, found.draws))
        if block.not_simulated:
            parts.append(ctx.note(_("Not simulated in this scenario: {names}.", names=", ".join(block.not_simulated))))
    if found.not_put:
        stated = stated_of(ctx.ds, ctx.names[0]).get("claims") or ()
        away = {claim["id"]: claim.get("scenario") for claim in stated}
        names = ", ".join(dict.fromkeys(str(away.get(ident, ident)) for ident in found.not_put))
        parts.append(
            ctx.note(
                _(
                    "{count} published figures are about scenarios that this report does not hold, and were "
                    "not tested ({names}).",
                    count=len(found.not_put),
                    names=names,
                )
            )
        )
    if found.arithmetic:
        sums = _arithmetic(ctx, found.arithmetic)
        parts.append(Folded(sums.caption, sums))
    if found.contradictions:
        told = tuple((_contradiction(ctx, pair), "", "") for pair in found.contradictions)
        title = ctx.text(_("Contradictions between sources, shown side by side"))
        parts.append(Folded(title, Items(title, told)))
    if found.findings:
        ordered = sorted(found.findings, key=lambda one: one.severity != "warning")
        lines = [(translate(one.check, ctx.lang), one.path, translate(one.sentence, ctx.lang)) for one in ordered]
        told = tuple((fixed(": ".join(filter(None, line))), "", "") for line in lines)
        title = ctx.text(_("Notes on the register"))
        parts.append(Folded(title, Items(title, told)))
    if not parts and none:
        return None
    if not parts:
        parts.append(ctx.note(_("The scenario states no published figures.")))
    return Block("", tuple(parts))


def _claim_title(ctx: Context, claim: Published) -> Cell:
    """Return a claim's title, marked with its language where there is no Norwegian one."""
    english = claim.title.en or claim.id
    if ctx.lang == "nb":
        return Cell(claim.title.nb) if claim.title.nb else Cell(english, lang="en")
    return Cell(english)


def _put(ctx: Context, name: str, claims: tuple[ComparedClaim, ...], draws: int) -> Table:
    titles = _("Published figure"), _("Stated"), _("The model's"), _("The stated figure …")
    heads = [ctx.text(title) for title in titles]
    told = [
        row(
            _claim_title(ctx, one),
            ctx.text(
                _(
                    "{amount} as {statistic}",
                    amount=_amount(ctx, one, one.value),
                    statistic=statistic(one.statistic or ""),
                )
            ),
            _own(ctx, one),
            fixed(translate(one.verdict, ctx.lang)),
        )
        for one in claims
    ]
    caption = ctx.text(
        _(
            "Tested against “{name}”, {draws}; amounts in {unit}",
            name=ctx.scenario(name),
            draws=ngettext("{count} draw", "{count} draws", draws),
            unit=ctx.unit,
        )
    )
    return Table(caption, tuple(heads), tuple(told), "", (3,))


def _amount(ctx: Context, claim: Published, value: float) -> str:
    """Return a stated figure, which has no error."""
    fraction = is_fraction(claim)
    shown = localised(exact(value * (100 if fraction else 1)), ctx.lang)
    return f"{shown}{FIXED}%" if fraction else shown


def _own(ctx: Context, one: ComparedClaim) -> str:
    model = one.found.model
    if is_fraction(one):
        return f"{fixed(model.scaled(100.0).shown(ctx.lang))}{FIXED}%"
    return fixed(model.shown(ctx.lang))


def _arithmetic(ctx: Context, rows: tuple[Arithmetic, ...]) -> Table:
    titles = _("Published figure"), _("Stated"), _("Gives"), _("Agrees"), _("Follows from")
    heads = [ctx.text(title) for title in titles]
    told = [
        row(
            _claim_title(ctx, one),
            _amount(ctx, one, one.value),
            _amount(ctx, one, one.gives),
            ctx.text(_("yes") if one.agrees else _("no")),
            one.follows_from,
        )
        for one in rows
    ]
    return Table(ctx.text(_("Arithmetic between published figures")), tuple(heads), tuple(told), "", (4,))


def _contradiction(ctx: Context, pair: Contradiction) -> str:
    one, other = (f"{_claim_title(ctx, claim).text} ({_amount(ctx, claim, claim.value)})" for claim in pair.claims)
    return ctx.text(_("{one} against {other}", one=one, other=other))


def ledger(ctx: Context) -> Block:
    """Tell what the figures of the main scenario rest on."""
    found = ctx.inputs.ledger
    name = ctx.names[0]
    parts: list[Part] = []
    if found.residual is None:
        parts.append(
            ctx.note(_("Shares of variance are not known: the inputs were not kept, and nothing was run again."))
        )
    else:
        rows = [[ctx.text(BASES[basis]), _whole_percent(ctx, share.value)] for basis, share in found.by_basis.items()]
        rest = (
            _("no input by itself: interactions, nonlinear effects, councils' own choices")
            if stated_of(ctx.ds, name).get("uptake")
            else _("no input by itself: interactions and nonlinear effects")
        )
        rows.append([ctx.text(rest), _whole_percent(ctx, found.residual.value)])
        caption = ctx.text(
            _(
                "Share of the variance of the total cost of “{name}”, by the basis of the number",
                name=ctx.scenario(name),
            )
        )
        parts.append(table(caption, [ctx.text(_("Basis")), ctx.text(_("Share of the variance"))], rows))
        drawn = [entry for entry in found.entries if entry.share is not None]
        heaviest = sorted(drawn, key=lambda entry: -(entry.share.value if entry.share else 0.0))[:HEAVIEST]
        parts.append(_entries(ctx, ctx.text(_("The ten heaviest assumptions")), heaviest, ""))
    caption = ctx.text(
        ngettext("{count} number of the scenario", "All {count} numbers of the scenario", len(found.entries))
    )
    parts.append(Folded(caption, _entries(ctx, caption, list(found.entries), "dense ledger")))
    if ctx.inputs.sources:
        heads = ctx.text(_("Name")), ctx.text(_("Title"))
        sources = tuple(row(key, title) for key, title in ctx.inputs.sources.items())
        caption = ctx.text(_("Sources"))
        parts.append(Folded(caption, Table(caption, heads, sources, "", (1,), "dense")))
    return Block("", tuple(parts))


def _whole_percent(ctx: Context, value: float) -> str:
    return f"{number(100 * value, ctx.lang)}{FIXED}%".replace("−0", "0")


def _entries(ctx: Context, caption: str, entries: list[Entry], style: str) -> Table:
    titles = _("Where in the file"), _("Value"), _("Share of the variance"), _("Basis"), _("Source")
    heads = [ctx.text(title) for title in titles]
    rows: list[Row] = []
    for entry in entries:
        basis = ctx.text(BASES[entry.basis]).partition(":")[0]
        rows.append(row(entry.path, " ".join(entry.value.split()), _share(ctx, entry), basis, entry.source))
    return Table(caption, tuple(heads), tuple(rows), "", (1, 3, 4), style)


def _share(ctx: Context, entry: Entry) -> str:
    return "" if entry.share is None else _percent_of(ctx, entry.share)


def _percent_of(ctx: Context, share: Statistic) -> str:
    """Return a share of the variance as per cent with its error."""
    shown, error = (localised(text, ctx.lang) for text in share_with_error(share.value, share.half))
    return fixed(f"{shown} ± {error} %" if error else f"{shown} %")
