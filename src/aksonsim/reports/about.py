"""The last sections: how it is computed, and what makes the figures repeatable."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

from aksonsim.language.text import Words, _
from aksonsim.reports.context import HEADINGS, Context
from aksonsim.reports.document import Block, Items, table
from aksonsim.reports.numbers import number

METHOD: tuple[tuple[str, str, Words], ...] = (
    # section of the report, needed key of the summary
    (
        "s-curve",
        "costs",
        _(
            "In a draw every cost line, driver and event gets a value, and the cost follows. P85 is the "
            "amount that 85 % of the draws do not exceed (docs/method.md, sections 1, 3 and 8)."
        ),
    ),
    (
        "gate",
        "gate",
        _(
            "Councils decide round by round; readiness goes by status, size, price, what others have done, "
            "and the deadline. How councils decide is assumed, and only the level is fitted, to one "
            "published chance (docs/method.md, sections 5 and 14)."
        ),
    ),
    (
        "ladder",
        "gate",
        _(
            "Frames are read off the draws in which the gate is passed: a stop is cheap, and a frame over "
            "all draws would let a risk look like a saving (docs/method.md, sections 9 and 13)."
        ),
    ),
    (
        "adoption",
        "adoption",
        _(
            "Municipalities go live in the order in which they committed, as fast as capacity allows "
            "(docs/method.md, section 6)."
        ),
    ),
    (
        "payers",
        "payers",
        _(
            "The state pays its part up to the cap, year by year; the rest is shared among those that take "
            "part (docs/method.md, sections 10 and 11)."
        ),
    ),
    (
        "tornado",
        "costs",
        _(
            "What drives P85 is found by taking out one factor at a time on the same draws, or, where "
            "nothing is run again, by shares of the variance (docs/explanation/sensitivity.md)."
        ),
    ),
    (
        "comparison",
        "costs",
        _(
            "All scenarios face the same draws, so their differences are the scenarios' own. The same file, "
            "seed and number of draws give the same result, bit for bit (docs/method.md, section 2)."
        ),
    ),
)


def method(ctx: Context, compared: bool) -> Block:
    """Tell in short how it is computed, with links to the sections that it is about."""
    found = ctx.found(ctx.names[0])
    every = found.every
    holds = {"costs": every.costs, "payers": every.payers, "adoption": every.adoption, "gate": found.gate}
    told = tuple(
        (ctx.text(words), section, ctx.text(HEADINGS[section]))
        for section, needs, words in METHOD
        if holds[needs] and (section != "comparison" or compared)
    )
    return Block("", (Items("", told),))


def provenance(ctx: Context, result: str, again: tuple[str, ...]) -> Block:
    """Tell version, digest, seed, draws, and the commands that make it again.

    Parameters
    ----------
    ctx
        What the report is written from.
    result
        Name of the result file.
    again
        The command that writes this report, as words.
    """
    attributes = ctx.ds.attrs
    told: list[list[str]] = [
        [ctx.text(_("Version of aksonsim")), str(attributes.get("aksonsim_version", "?"))],
        [ctx.text(_("Digest of the resolved scenarios")), str(attributes.get("digest", "?"))],
        [ctx.text(_("Seed")), str(attributes.get("seed", "?"))],
    ]
    told.append([ctx.text(_("Draws")), number(int(attributes["draws"]), ctx.lang)])
    told += [
        [ctx.text(_("Method of drawing")), str(attributes.get("method", "?"))],
        [ctx.text(_("Variables kept")), str(attributes.get("keep", "?"))],
    ]
    draws = number(ctx.inputs.draws, ctx.lang) if ctx.inputs.draws else ctx.text(_("nothing was run again"))
    told.append([ctx.text(_("Draws of what was run again for this report")), draws])
    for name in ctx.names:
        if changed := ctx.found(name).changed:
            told.append(
                [ctx.text(_("Changed on top of the file, “{name}”", name=ctx.scenario(name))), "; ".join(changed)]
            )
    told.append([ctx.text(_("This report again")), shlex.join(again)])
    told.append([ctx.text(_("The result checked bit by bit")), shlex.join(("aksonsim", "verify", result))])
    told.append([ctx.text(_("The result from its scenario file")), shlex.join(_run(attributes, ctx.names, result))])
    found = table(ctx.text(_("What makes the figures repeatable")), ["", ""], told)
    return Block("", (replace(found, texts=(1,), style="facts"),))


def _run(attributes: dict[str, Any], names: list[str], result: str) -> list[str]:
    """Return the words of the run that made the result; the scenario file's name is not known to it."""
    words = ["aksonsim", "run", "FILE.yaml"]
    words += [word for name in names for word in ("-s", name)] if names != ["baseline"] else []
    words += ["-n", str(attributes["draws"]), "--seed", str(attributes["seed"])]
    words += ["--method", str(attributes.get("method", "mc")), "--keep", str(attributes.get("keep", "standard"))]
    return [*words, "-o", result]
