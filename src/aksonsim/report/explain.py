"""The sections that say why: what carries P85, published figures put to the model, and what all of it rests on."""

from __future__ import annotations

import math
from typing import Any

from aksonsim.language.rounding import half_width, share_with_error
from aksonsim.report import charts
from aksonsim.report.context import Context, capital
from aksonsim.report.document import Block, Cell, Figure, Folded, Items, Part, Row, Table, Text, row, table
from aksonsim.report.numbers import FIXED, figure, fixed, localised, number, signed
from aksonsim.report.sentences import sentence
from aksonsim.report.verdicts import amount, is_fraction, verdict
from aksonsim.results.access import stated as stated_of
from aksonsim.studies.ledger import Entry

Json = dict[str, Any]

BARS = 12
HEAVIEST = 10


def tornado(ctx: Context, name: str) -> Block:
    """Tell what moves P85 most: by leaving it out, or by shares of the variance where nothing was run again."""
    found = ctx.again.tornados[name]
    rows = [one for one in found["rows"] if one["kind"] != "part"][:BARS]
    if not rows:
        return Block(name, (Text((ctx.word("too_few"),), "note"),))
    shared = found["by"] == "share"
    key, scale = ("share", 100.0) if shared else ("change", 1.0)
    bars, told = [], []
    for one in rows:
        label = row_title(ctx, one)
        text = _carried(ctx, one) if shared else signed(one, key, ctx.lang)
        low, high = (scale * bound for bound in _reach(one, key))
        bars.append(charts.Bar(label, scale * one[key], (low, high), f"{label}: {text}"))
        told.append([label, text])
    p85 = ctx.word("p85_line", value=ctx.measured(found["p85"], found["p85_ci"]))
    title = sentence("tornado_share" if shared else "tornado", ctx.lang, first=bars[0].label)
    alt = f"{title}. {'; '.join(bar.tip for bar in bars[:3])}"
    legend = ctx.word("bar_share" if shared else "bar_without"), p85 if not shared else ctx.word("bar_nothing")
    svg = charts.tornado(bars, legend, ctx.amount, alt)
    draws = number(found["draws"], ctx.lang)
    condition = ctx.word("given" if found["condition"] == "given_passed" else "everything", draws=draws)
    explained = ctx.word("by_share" if shared else "by_leaving_out")
    note = f"{capital(condition)}; {'%' if shared else ctx.unit}. {explained}"
    if not found["whole"]:
        note += f" {ctx.word('kept_only')}"
    caption = ctx.word("tornado_share_table") if shared else ctx.word("tornado_table", unit=ctx.unit)
    return Block(name, (Figure(title, svg, note, table(caption, [ctx.word("input"), legend[0]], told)),))


def row_title(ctx: Context, row: Json) -> str:
    """Return the title of a row of `aksonsim.studies.report.tornado`."""
    return fixed(str(row["title_nb" if ctx.lang == "nb" else "title"]))


def _carried(ctx: Context, row: Json) -> str:
    return _percent_of(ctx, row["share"], half_width(row["share_ci"]))


def _reach(one: Json, key: str) -> tuple[float, float]:
    """Return the interval of a change; a bound for which there are too few draws stands at the change itself."""
    low, high = (bound if math.isfinite(bound) else one[key] for bound in one[f"{key}_ci"])
    return low, high


def claims(ctx: Context) -> Block | None:
    """Tell what published figures are in the model, and what a look over the register finds; None without either."""
    found = ctx.again.claims
    none = not any(stated_of(ctx.ds, name).get("claims") for name in ctx.names)
    if found is None:
        return None if none else Block("", (Text((ctx.word("no_rerun"),), "note"),))
    parts: list[Part] = []
    for name, block in found["scenarios"].items():
        if block["claims"]:
            parts.append(_put(ctx, name, block["claims"], found["draws"]))
        if block["not_simulated"]:
            parts.append(Text((ctx.word("claims_silent", names=", ".join(block["not_simulated"])),), "note"))
    if found["not_put"]:
        stated = stated_of(ctx.ds, ctx.names[0]).get("claims") or ()
        away = {claim["id"]: claim.get("scenario") for claim in stated}
        names = ", ".join(dict.fromkeys(str(away.get(ident, ident)) for ident in found["not_put"]))
        parts.append(Text((ctx.word("claims_away", count=len(found["not_put"]), names=names),), "note"))
    if found["arithmetic"]:
        sums = _arithmetic(ctx, found["arithmetic"])
        parts.append(Folded(sums.caption, sums))
    if found["contradictions"]:
        told = tuple((_contradiction(ctx, pair), "", "") for pair in found["contradictions"])
        parts.append(Folded(ctx.word("contradictions"), Items(ctx.word("contradictions"), told)))
    if found["findings"]:
        ordered = sorted(found["findings"], key=lambda one: one["severity"] != "warning")
        told = tuple((": ".join(filter(None, (one["check"], one["path"], one["sentence"]))), "", "") for one in ordered)
        # The register is looked over in English.
        parts.append(Folded(ctx.word("findings"), Items(ctx.word("findings"), told, "en")))
    if not parts and none:
        return None
    if not parts:
        parts.append(Text((ctx.word("claims_none"),), "note"))
    return Block("", tuple(parts))


def _claim_title(ctx: Context, claim: Json) -> Cell:
    """Return a claim's title, marked with its language where there is no Norwegian one."""
    english = claim["title"] or claim["id"]
    if ctx.lang == "nb":
        return Cell(claim["title_nb"]) if claim["title_nb"] else Cell(english, lang="en")
    return Cell(english)


def _put(ctx: Context, name: str, rows: list[Json], draws: int) -> Table:
    heads = [ctx.word(f"claim{key}") for key in ("", "_stated", "_own", "_verdict")]
    told = [
        row(
            _claim_title(ctx, one),
            f"{amount(one, one['value'], ctx.lang)} {ctx.word('claim_as')} {_statistic(ctx, one['statistic'])}",
            _own(ctx, one),
            verdict(one, ctx.lang),
        )
        for one in rows
    ]
    draws_told = number(draws, ctx.lang)
    caption = ctx.word("claims_table", name=ctx.scenario(name), draws=draws_told, unit=ctx.unit)
    return Table(caption, tuple(heads), tuple(told), "", (3,))


def _own(ctx: Context, one: Json) -> str:
    fraction = is_fraction(one)
    text = figure({"v": one["own"], "v_ci": one.get("own_ci")}, "v", ctx.lang, 100 if fraction else 1)
    return f"{text}{FIXED}%" if fraction else text


def _statistic(ctx: Context, statistic: str) -> str:
    return statistic.upper() if statistic[1:2].isdigit() else ctx.word(f"statistic_{statistic}")


def _arithmetic(ctx: Context, rows: list[Json]) -> Table:
    heads = [ctx.word(f"claim{key}") for key in ("", "_stated")]
    heads += [ctx.word(f"claims_{key}") for key in ("gives", "agrees", "follows")]
    told = [
        row(
            _claim_title(ctx, one),
            amount(one, one["value"], ctx.lang),
            amount(one, one["gives"], ctx.lang),
            ctx.word("yes" if one["agrees"] else "no"),
            one["follows_from"],
        )
        for one in rows
    ]
    return Table(ctx.word("claims_arithmetic"), tuple(heads), tuple(told), "", (4,))


def _contradiction(ctx: Context, pair: Json) -> str:
    one, other = (f"{_claim_title(ctx, c).text} ({amount(c, c['value'], ctx.lang)})" for c in pair["claims"])
    return ctx.word("against", one=one, other=other)


def ledger(ctx: Context) -> Block:
    """Tell what the figures of the main scenario rest on."""
    found = ctx.again.ledger
    name = ctx.names[0]
    parts: list[Part] = []
    if found.residual is None:
        parts.append(Text((ctx.word("no_shares"),), "note"))
    else:
        rows = [[ctx.word(basis), _whole_percent(ctx, value)] for basis, value in found.by_basis().items()]
        rest = "basis_rest_councils" if stated_of(ctx.ds, name).get("uptake") else "basis_rest"
        rows.append([ctx.word(rest), _whole_percent(ctx, found.residual)])
        caption = ctx.word("by_basis_table", name=ctx.scenario(name))
        parts.append(table(caption, [ctx.word("basis"), ctx.word("share_of_variance")], rows))
        drawn = [entry for entry in found.entries if entry.share is not None]
        heaviest = sorted(drawn, key=lambda entry: -(entry.share or 0.0))[:HEAVIEST]
        parts.append(_entries(ctx, ctx.word("heaviest_table"), heaviest, ""))
    caption = ctx.word("all_numbers", count=len(found.entries))
    parts.append(Folded(caption, _entries(ctx, caption, list(found.entries), "dense ledger")))
    if ctx.again.sources:
        heads = ctx.word("name"), ctx.word("what")
        sources = tuple(row(key, title) for key, title in ctx.again.sources.items())
        caption = ctx.word("sources_table")
        parts.append(Folded(caption, Table(caption, heads, sources, "", (1,), "dense")))
    return Block("", tuple(parts))


def _whole_percent(ctx: Context, value: float) -> str:
    return f"{number(100 * value, ctx.lang)}{FIXED}%".replace("−0", "0")


def _entries(ctx: Context, caption: str, entries: list[Entry], style: str) -> Table:
    heads = [ctx.word(key) for key in ("path", "value", "share_of_variance", "basis", "source")]
    rows: list[Row] = []
    for entry in entries:
        basis = ctx.word(entry.basis).partition(":")[0]
        rows.append(row(entry.path, " ".join(entry.value.split()), _share(ctx, entry), basis, entry.source))
    return Table(caption, tuple(heads), tuple(rows), "", (1, 3, 4), style)


def _share(ctx: Context, entry: Entry) -> str:
    if entry.share is None or entry.half is None:
        return ""
    return _percent_of(ctx, entry.share, entry.half)


def _percent_of(ctx: Context, share: float, half: float) -> str:
    """Return a share of the variance as per cent with its error."""
    shown, error = (localised(text, ctx.lang) for text in share_with_error(share, half))
    return fixed(f"{shown} ± {error} %" if error else f"{shown} %")
