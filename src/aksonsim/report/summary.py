"""The summary in plain words: the answer first, every number with its error."""

from __future__ import annotations

from typing import Any

from aksonsim.analysis import fans
from aksonsim.language.rounding import half_width
from aksonsim.report.context import Context
from aksonsim.report.document import Block, Text
from aksonsim.report.explain import row_title
from aksonsim.report.numbers import percent, share
from aksonsim.report.people import reached
from aksonsim.report.sentences import sentence
from aksonsim.results import access as stated

Json = dict[str, Any]


def summary(ctx: Context, name: str) -> Block:
    """Tell what comes out, in three to five sentences."""
    told = [_answer(ctx, name), _gate(ctx, name), _payers(ctx, name), _adoption(ctx, name), _carries(ctx, name)]
    heading = ctx.word("shown", name=ctx.scenario(name))
    conditions = f"{heading}. {ctx.condition(name)}; {ctx.unit}." if ctx.passes(name) else f"{heading}."
    return Block(name, (Text(tuple(text for text in told if text), "lead"), Text((conditions,), "note")))


def _answer(ctx: Context, name: str) -> str:
    if not ctx.passes(name):
        return sentence("answer_never", ctx.lang)
    total = ctx.told(name)["costs"]["total"]
    frames = {"p50": ctx.figure(total, "p50"), "p85": ctx.figure(total, "p85"), "unit": ctx.currency}
    if not ctx.gated(name):
        return sentence("answer", ctx.lang, **frames)
    on_time = ctx.found(name)["gate"]["on_time"]
    return sentence("answer_gated", ctx.lang, on_time=percent(on_time["value"], on_time["ci"], ctx.lang), **frames)


def _gate(ctx: Context, name: str) -> str:
    if not ctx.gated(name):
        return ""
    gate = ctx.found(name)["gate"]
    late, stopped = (percent(gate[key]["value"], gate[key]["ci"], ctx.lang) for key in ("late", "stopped"))
    sunk = ctx.found(name).get("stopped", {}).get("sunk", {})
    if "total" not in sunk:
        return sentence("gate_rest_no_stop", ctx.lang, late=late)
    amount = ctx.figure(sunk["total"], "mean")
    told = {"late": late, "stopped": stopped, "sunk": amount, "unit": ctx.currency}
    return sentence("gate_rest", ctx.lang, **told, survivors=_survivors(ctx, name, sunk))


def _survivors(ctx: Context, name: str, sunk: Json) -> str:
    """Return the programme that a stop leaves to go on, and what it costs; empty unless there is just one."""
    programmes = stated.stated(ctx.ds, name).get("programmes") or ()
    left = [one["id"] for one in programmes if one.get("survives_stop") and one["id"] in sunk]
    if len(left) != 1:
        return ""
    names = ctx.title("programme", left[0])
    return sentence("survivors", ctx.lang, amount=ctx.figure(sunk[left[0]], "mean"), names=names)


def _payers(ctx: Context, name: str) -> str:
    payers = ctx.told(name).get("payers", {})
    if not {"state", "municipal"} <= payers.keys():
        return ""
    means = {payer: ctx.figure(payers[payer], "mean") for payer in ("state", "municipal")}
    tail = ctx.ladder(name).get("tail", {})
    if "municipal" not in tail.get("parts", {}).get("payer", {}):
        return sentence("who_pays", ctx.lang, **means, unit=ctx.currency)
    part = tail["parts"]["payer"]["municipal"]
    extra = percent(part["extra_share"], part["extra_share_ci"], ctx.lang)
    return sentence("who_pays_tail", ctx.lang, **means, unit=ctx.currency, share=extra)


def _adoption(ctx: Context, name: str) -> str:
    if not ctx.passes(name):
        return ""
    found = reached(ctx, name, fans.target_chances(ctx.ds, name, ctx.given(name)))
    if found is None or found[2] is None:
        return ""
    year, p50, goal = found
    assert goal is not None
    words = {"year": year, "p50": p50, "goal": share(goal["share"], ctx.lang)}
    if goal["chance"] == 0:
        return sentence("adoption_never", ctx.lang, **words)
    return sentence("adoption", ctx.lang, **words, chance=percent(goal["chance"], goal["chance_ci"], ctx.lang))


def _carries(ctx: Context, name: str) -> str:
    found = ctx.again.tornados[name]
    rows = [row for row in found["rows"] if row["kind"] != "part"]
    if not rows:
        return ""
    titles = [row_title(ctx, row) for row in rows[:3]]
    others = sentence("carries_others", ctx.lang, second=titles[1], third=titles[2]) if len(rows) > 2 else ""
    first = rows[0]
    if found["by"] == "share":
        carried = percent(first["share"], first["share_ci"], ctx.lang)
        return sentence("carries_share", ctx.lang, first=titles[0], share=carried, others=others)
    way = sentence("way_higher" if first["change"] < 0 else "way_lower", ctx.lang)
    half = half_width(first["change_ci"])
    change = ctx.measured(abs(first["change"]), (abs(first["change"]) - half, abs(first["change"]) + half))
    words = {"first": titles[0], "change": change, "unit": ctx.currency, "way": way, "others": others}
    return sentence(f"carries_{first['kind']}", ctx.lang, **words)
