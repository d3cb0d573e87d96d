"""The summary in plain words: the answer first, every number with its error."""

from __future__ import annotations

from collections.abc import Mapping

from aksonsim.analysis import fans
from aksonsim.analysis.describe import Amounts
from aksonsim.analysis.sensitivity import InputShare
from aksonsim.language.text import _
from aksonsim.reports.context import Context
from aksonsim.reports.document import Block, Text
from aksonsim.reports.explain import title_of
from aksonsim.reports.numbers import share
from aksonsim.reports.people import reached
from aksonsim.reports.tables import parts
from aksonsim.results import access as stated
from aksonsim.results.statistic import symmetric
from aksonsim.views.status import notes as status_notes


def summary(ctx: Context, name: str) -> Block:
    """Tell what comes out, in three to five sentences."""
    told = [_answer(ctx, name), _gate(ctx, name), _payers(ctx, name), _adoption(ctx, name), _carries(ctx, name)]
    heading = ctx.text(_("Scenario: {name}", name=ctx.scenario(name)))
    conditions = f"{heading}. {ctx.condition(name)}; {ctx.unit}." if ctx.passes(name) else f"{heading}."
    if not ctx.costly(name):
        conditions = f"{heading}. {ctx.condition(name)}."
    status = parts(ctx, status_notes(ctx.found(name).status, ctx.money))
    return Block(name, (Text(tuple(text for text in told if text), "lead"), Text((conditions,), "note"), *status))


def _answer(ctx: Context, name: str) -> str:
    if not ctx.passes(name):
        return ctx.text(
            _("In no draw do enough municipalities commit: the programme stops, and there is no cost frame.")
        )
    if not ctx.costly(name):
        return ctx.text(_("The file states no costs: what follows is about dates alone."))
    total = ctx.told(name).costs["total"]
    frames = {"p50": ctx.figure(total.p50), "p85": ctx.figure(total.p85), "unit": ctx.currency}
    gate = ctx.found(name).gate
    if gate is None:
        return ctx.text(
            _("In total it costs {p50} {unit} at P50, the steering frame, and {p85} {unit} at P85.", **frames)
        )
    return ctx.text(
        _(
            "In total it costs {p50} {unit} at P50, the steering frame, and {p85} {unit} at P85, "
            "provided that enough municipalities commit; the chance that they do so in time is "
            "{on_time}.",
            on_time=ctx.percent(gate.on_time),
            **frames,
        )
    )


def _gate(ctx: Context, name: str) -> str:
    found = ctx.found(name)
    if found.gate is None:
        return ""
    late = ctx.percent(found.gate.late)
    if found.stopped is None or "total" not in found.stopped.sunk:
        return ctx.text(
            _(
                "With a chance of {late} the gate is passed only after the deadline; the programme stops "
                "in none of the draws.",
                late=late,
            )
        )
    sunk = found.stopped.sunk
    told = {"late": late, "stopped": ctx.percent(found.gate.stopped), "unit": ctx.currency}
    told["sunk"] = ctx.figure(sunk["total"].mean)
    return ctx.text(
        _(
            "With a chance of {late} the gate is passed only after the deadline, and with {stopped} "
            "never: then the programme stops, and the total comes to {sunk} {unit} "
            "(expected){survivors}.",
            **told,
            survivors=_survivors(ctx, name, sunk),
        )
    )


def _survivors(ctx: Context, name: str, sunk: Mapping[str, Amounts]) -> str:
    """Return the programme that a stop leaves to go on, and what it costs; empty unless there is just one."""
    programmes = stated.stated(ctx.ds, name).get("programmes") or ()
    left = [one["id"] for one in programmes if one.get("survives_stop") and one["id"] in sunk]
    if len(left) != 1:
        return ""
    names = ctx.title("programme", left[0])
    return ctx.text(
        _(", of which {amount} for “{names}”, which goes on", amount=ctx.figure(sunk[left[0]].mean), names=names)
    )


def _payers(ctx: Context, name: str) -> str:
    payers = ctx.told(name).payers
    if not {"state", "municipal"} <= payers.keys():
        return ""
    means = {payer: ctx.figure(payers[payer].mean) for payer in ("state", "municipal")}
    tail = ctx.tail(name)
    if tail is None or "municipal" not in tail.payer:
        return ctx.text(
            _(
                "The state is expected to pay {state} {unit} and the municipalities {municipal} {unit}.",
                **means,
                unit=ctx.currency,
            )
        )
    extra = ctx.percent(tail.payer["municipal"].extra_share)
    return ctx.text(
        _(
            "The state is expected to pay {state} {unit} and the municipalities {municipal} {unit}; "
            "where the total exceeds P85, the municipalities bear {share} of the additional cost.",
            **means,
            unit=ctx.currency,
            share=extra,
        )
    )


def _adoption(ctx: Context, name: str) -> str:
    if not ctx.passes(name):
        return ""
    found = reached(ctx, name, fans.target_chances(ctx.ds, name, ctx.given(name)))
    if found is None or found[2] is None:
        return ""
    year, p50, goal = found
    assert goal is not None
    words = {"year": year, "p50": p50, "goal": share(goal.share, ctx.lang)}
    if goal.chance.value == 0:
        return ctx.text(
            _(
                "At the end of {year}, {p50} of the inhabitants live where the solution is in use (P50); "
                "the goal is {goal}, and it is reached in none of these draws.",
                **words,
            )
        )
    return ctx.text(
        _(
            "At the end of {year}, {p50} of the inhabitants live where the solution is in use (P50); "
            "the goal is {goal}, and it is reached in {chance} of these draws.",
            **words,
            chance=ctx.percent(goal.chance),
        )
    )


def _carries(ctx: Context, name: str) -> str:
    rows = ctx.inputs.drivers[name].causes
    if not rows:
        return ""
    titles = [title_of(ctx, row) for row in rows[:3]]
    others = (
        ctx.text(_("; then come “{second}” and “{third}”", second=titles[1], third=titles[2])) if len(rows) > 2 else ""
    )
    first = rows[0]
    if isinstance(first, InputShare):
        carried = ctx.percent(first.share)
        return ctx.text(
            _(
                "The largest share of the variance of the total is that of “{first}”: {share}{others}.",
                first=titles[0],
                share=carried,
                others=others,
            )
        )
    way = ctx.text(_("higher") if first.change.value < 0 else _("lower"))
    change = ctx.figure(symmetric(abs(first.change.value), first.change.half))
    words = {"first": titles[0], "change": change, "unit": ctx.currency, "way": way, "others": others}
    if first.kind == "event":
        return ctx.text(
            _(
                "What moves P85 most is the event “{first}”: if it could not occur, P85 would be {change} {unit} {way}"
                "{others}.",
                **words,
            )
        )
    if first.kind == "driver":
        return ctx.text(
            _(
                "What moves P85 most is “{first}”: if it multiplied by 1, P85 would be {change} {unit} {way}{others}.",
                **words,
            )
        )
    return ctx.text(
        _(
            "What moves P85 most is “{first}”: if all of it were as in the base estimate, P85 would be {change} {unit} "
            "{way}{others}.",
            **words,
        )
    )
