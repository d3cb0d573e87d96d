"""A report out of a result: its sections in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from aksonsim.analysis.summary import summary_json
from aksonsim.plots.words import Lang
from aksonsim.report import about, cost, explain, people
from aksonsim.report.compare import comparison
from aksonsim.report.context import Context
from aksonsim.report.document import Block, Report, Section
from aksonsim.report.numbers import fixed, number
from aksonsim.report.summary import summary
from aksonsim.results import access as stated
from aksonsim.studies.report import Again

PAGE = (
    *("report", "skip", "contents", "choose", "table_of_figure", "scroll", "no_script", "foot"),
    *("find", "find_hint", "found", "better", "worse"),
)
"""Words that the page itself takes."""
SECTIONS: dict[str, Callable[[Context, str], Block | None]] = {
    "summary": summary,
    "ladder": cost.ladder,
    "s-curve": cost.s_curve,
    "gate": people.gate,
    "adoption": people.adoption,
    "payers": cost.payers,
    "municipalities": people.municipalities,
    "tornado": explain.tornado,
}
"""Sections that there is one of for each scenario, in their order; a scenario without one has no block."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a report is wanted: language, whether scenarios are compared, the result's file name, and the command."""

    lang: Lang
    compared: bool
    result: str
    command: tuple[str, ...]


def build(ds: xr.Dataset, again: Again, asked: Asked) -> Report:
    """Write a report.

    Parameters
    ----------
    ds
        A result that holds the scenarios of the report, the main one first.
    again
        What running it again gave (`aksonsim.studies.report.again`).
    asked
        How it is wanted.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    ctx = Context(ds, asked.lang, summary_json(ds), again)
    sections = []
    for ident, write in SECTIONS.items():
        blocks = tuple(block for name in ctx.names if (block := write(ctx, name)) is not None)
        sections.append((ident, blocks))
    compared: tuple[Block, ...] = ()
    if asked.compared and len(ctx.names) > 1:
        glance, whole = comparison(ctx)
        compared = (whole,)
        sections[0] = (sections[0][0], (*sections[0][1], glance))
    sections += [
        ("comparison", compared),
        ("claims", tuple(block for block in (explain.claims(ctx),) if block is not None)),
        ("ledger", (explain.ledger(ctx),)),
        ("method", (about.method(ctx, bool(compared)),)),
        ("provenance", (about.provenance(ctx, asked.result, asked.command),)),
    ]
    draws = number(int(ds.attrs["draws"]), asked.lang)
    return Report(
        lang=asked.lang,
        title=_title(ctx),
        subtitle=ctx.word("subtitle", currency=ctx.currency, year=ctx.money["price_year"], draws=draws),
        scenarios=tuple((name, ctx.scenario(name)) for name in ctx.names),
        sections=tuple(Section(ident, ctx.word(_heading(ctx, ident)), blocks) for ident, blocks in sections if blocks),
        words={key: _page_word(ctx, key) for key in PAGE},
    )


def _heading(ctx: Context, ident: str) -> str:
    """Return the word of a section's heading: without claims, what a look over the register finds stands alone."""
    alone = ident == "claims" and not any(stated.stated(ctx.ds, name).get("claims") for name in ctx.names)
    return "findings" if alone else ident


def _page_word(ctx: Context, key: str) -> str:
    """Return a word of the page; what the script fills in stays as it is."""
    if key == "foot" and ctx.ds.attrs.get("method", "mc") != "mc":
        return ctx.word("foot_design")
    return ctx.word(key, count="{count}", all="{all}") if key == "found" else ctx.word(key)


def _title(ctx: Context) -> str:
    """Return the title of the file that the scenarios are of."""
    whole = stated.title(ctx.ds, "scenario", ctx.names[0], ctx.lang)
    return fixed(whole.partition(": ")[0])
