"""A report out of a result: its sections in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from aksonsim.analysis.summary import summarise
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, ngettext
from aksonsim.reports import about, cost, explain, money, people, time, worth
from aksonsim.reports.compare import comparison
from aksonsim.reports.context import HEADINGS, Context
from aksonsim.reports.document import Block, Report, Section
from aksonsim.reports.numbers import fixed
from aksonsim.reports.summary import summary
from aksonsim.results import access as stated
from aksonsim.studies.report import ReportInputs

FOOT = _(
    "± is half the 95 % interval of the simulation: what more draws would remove. It says nothing about whether the "
    "assumptions are right."
)
PAGE: dict[str, Words] = {
    "report": _("Risk report"),
    "skip": _("Skip to the content"),
    "contents": _("Contents"),
    "choose": _("Scenario shown"),
    "table_of_figure": _("The figures as a table"),
    "scroll": _("Table; scrolls sideways"),
    "no_script": _("Scripts are switched off: the first scenario is shown, and tables are whole."),
    "foot": FOOT,
    "find": _("Find your municipality"),
    "find_hint": _("Name, county or number; ae, o and a find æ, ø and å."),
    "found": _("{count} of {all} municipalities", count="{count}", all="{all}"),  # the script fills them in
    "better": _("better"),
    "worse": _("worse"),
}
"""Words that the page itself takes."""
SECTIONS: dict[str, Callable[[Context, str], Block | None]] = {
    "summary": summary,
    "ladder": cost.ladder,
    "s-curve": cost.s_curve,
    "gate": people.gate,
    "adoption": people.adoption,
    "schedule": time.schedule,
    "money": money.money,
    "payers": cost.payers,
    "worth": worth.worth,
    "municipalities": people.municipalities,
    "tornado": explain.tornado,
    "percentiles": cost.percentiles,
    "outside": cost.outside,
}
"""Sections that there is one of for each scenario, in their order; a scenario without one has no block."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a report is wanted: language, whether scenarios are compared, the result's file name, and the command."""

    lang: Lang
    compared: bool
    result: str
    command: tuple[str, ...]


def build(ds: xr.Dataset, inputs: ReportInputs, asked: Asked) -> Report:
    """Write a report.

    Parameters
    ----------
    ds
        A result that holds the scenarios of the report, the main one first.
    inputs
        What running it again gave (`aksonsim.studies.report.report_inputs`).
    asked
        How it is wanted.

    Raises
    ------
    ResultError
        If the Dataset is no result of aksonsim.
    """
    ctx = Context(ds, asked.lang, summarise(ds), inputs)
    sections = []
    for ident, write in SECTIONS.items():
        blocks = tuple(block for name in ctx.names if (block := write(ctx, name)) is not None)
        sections.append((ident, blocks))
    compared: tuple[Block, ...] = ()
    if asked.compared and len(ctx.names) > 1 and ctx.costly(ctx.names[0]):
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
    return Report(
        lang=asked.lang,
        title=_title(ctx),
        subtitle=ctx.text(_subtitle(ctx)),
        scenarios=tuple((name, ctx.scenario(name)) for name in ctx.names),
        sections=tuple(Section(ident, ctx.text(_heading(ctx, ident)), blocks) for ident, blocks in sections if blocks),
        words={key: ctx.text(_foot(ctx) if key == "foot" else words) for key, words in PAGE.items()},
    )


def _subtitle(ctx: Context) -> Words:
    """Return what amounts are in, where there are any, and how many draws it is about."""
    draws = ngettext("{count} draw", "{count} draws", int(ctx.ds.attrs["draws"]))
    if not any(ctx.costly(name) for name in ctx.names):
        return draws
    year = ctx.money["price_year"]
    if year is None:
        return _("{currency} in prices of an unstated year · {draws}", currency=ctx.currency, draws=draws)
    return _("{currency} in {year} prices · {draws}", currency=ctx.currency, year=str(year), draws=draws)


def _heading(ctx: Context, ident: str) -> Words:
    """Return a section's heading: without claims, the notes on the register stand alone."""
    alone = ident == "claims" and not any(stated.stated(ctx.ds, name).get("claims") for name in ctx.names)
    return _("Notes on the register") if alone else HEADINGS[ident]


def _foot(ctx: Context) -> Words:
    """Return what ± is."""
    if ctx.ds.attrs.get("method", "mc") == "mc":
        return FOOT
    return _(
        "± is half the 95 % interval of independent draws; the inputs were placed more evenly, so the error is "
        "smaller. It says nothing about whether the assumptions are right."
    )


def _title(ctx: Context) -> str:
    """Return the title of the file that the scenarios are of."""
    whole = stated.title(ctx.ds, "scenario", ctx.names[0], ctx.lang)
    return fixed(whole.partition(": ")[0])
