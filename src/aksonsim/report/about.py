"""The last sections: how it is computed, and what makes the figures repeatable."""

from __future__ import annotations

import shlex
from typing import Any

from aksonsim.plots.words import LANGS
from aksonsim.report.context import Context
from aksonsim.report.document import Block, Items, Part, table
from aksonsim.report.numbers import fixed, number

METHOD: tuple[tuple[str, str, str, str], ...] = (
    # section of the report, needed key of the summary, English, Norwegian
    (
        "s-curve",
        "costs",
        "A draw is one sampled world: every cost line, driver and event gets a value, and the cost follows. P85 is "
        "the amount that 85 % of the draws do not exceed (docs/method.md, sections 1, 3 and 8).",
        "En trekning er én trukket verden: hver kostnadslinje, driver og hendelse får en verdi, og kostnaden følger "
        "av dem. P85 er beløpet som 85 % av trekningene ikke overskrider (docs/method.md, del 1, 3 og 8).",
    ),
    (
        "gate",
        "gate",
        "Councils decide round by round; readiness goes by status, size, price, what others have done, and the "
        "deadline. How councils decide is assumed, and only the level is fitted, to one published chance "
        "(docs/method.md, sections 5 and 14).",
        "Kommunestyrene vedtar runde for runde; viljen følger status, størrelse, pris, hva andre har gjort, og "
        "fristen. Hvordan de vedtar, er antatt, og bare nivået er tilpasset, til én publisert sannsynlighet "
        "(docs/method.md, del 5 og 14).",
    ),
    (
        "ladder",
        "gate",
        "Frames are read off the draws in which the gate is passed: a stop is cheap, and a frame over all draws would "
        "let a risk look like a saving (docs/method.md, sections 9 and 13).",
        "Rammene leses av trekningene der terskelen nås: en stans er billig, og en ramme over alle trekninger ville "
        "fått en risiko til å se ut som en besparelse (docs/method.md, del 9 og 13).",
    ),
    (
        "adoption",
        "adoption",
        "Municipalities go live in the order in which they committed, as fast as capacity allows (docs/method.md, "
        "section 6).",
        "Kommunene tar i bruk i den rekkefølgen de forpliktet seg, så fort kapasiteten tillater (docs/method.md, del "
        "6).",
    ),
    (
        "payers",
        "payers",
        "The state pays its tagged part up to the cap, year by year; the rest is shared among those that take part "
        "(docs/method.md, sections 10 and 11).",
        "Staten betaler sin del opp til taket, år for år; resten deles mellom dem som deltar (docs/method.md, del 10 "
        "og 11).",
    ),
    (
        "tornado",
        "costs",
        "What carries P85 is found by taking out one thing at a time on the same draws, or, where nothing is run "
        "again, by shares of the variance (docs/explanation/sensitivity.md).",
        "Hva som bærer P85, finnes ved å ta ut én ting om gangen på de samme trekningene, eller, der ingenting kjøres "
        "på nytt, ved andeler av variansen (docs/explanation/sensitivity.md).",
    ),
    (
        "comparison",
        "costs",
        "All scenarios face the same draws, so their differences are the scenarios' own. Equal file, seed and draws "
        "give equal bits (docs/method.md, section 2).",
        "Alle scenarioer møter de samme trekningene, så forskjellene er scenarioenes egne. Lik fil, likt frø og like "
        "mange trekninger gir like biter (docs/method.md, del 2).",
    ),
)


def method(ctx: Context, compared: bool) -> Block:
    """Tell in short how it is computed, with links to the sections that it is about."""
    found = ctx.found(ctx.names[0])
    place = 2 + LANGS.index(ctx.lang)
    told = tuple(
        (fixed(row[place]), row[0], ctx.word(row[0]))
        for row in METHOD
        if row[1] in found and (row[0] != "comparison" or compared)
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
        [ctx.word(word), str(attributes.get(key, "?"))]
        for word, key in (("version", "aksonsim_version"), ("digest", "digest"), ("seed", "seed"))
    ]
    told.append([ctx.word("draws"), number(int(attributes["draws"]), ctx.lang)])
    told += [
        [ctx.word(word), str(attributes.get(key, "?"))] for word, key in (("drawn_by", "method"), ("kept", "keep"))
    ]
    draws = number(ctx.again.draws, ctx.lang) if ctx.again.draws else ctx.word("nothing_again")
    told.append([ctx.word("again_draws"), draws])
    for name in ctx.names:
        if changed := ctx.found(name).get("changed"):
            told.append([ctx.word("changed", name=ctx.scenario(name)), "; ".join(changed)])
    told.append([ctx.word("command_report"), shlex.join(again)])
    told.append([ctx.word("command_verify"), shlex.join(("aksonsim", "verify", result))])
    told.append([ctx.word("command_run"), shlex.join(_run(attributes, ctx.names, result))])
    found = table(ctx.word("provenance_table"), ["", ""], told)
    parts: list[Part] = [type(found)(found.caption, found.head, found.rows, found.note, (1,), "facts")]
    return Block("", tuple(parts))


def _run(attributes: dict[str, Any], names: list[str], result: str) -> list[str]:
    """Return the words of the run that made the result; the scenario file's name is not known to it."""
    words = ["aksonsim", "run", "FILE.yaml"]
    words += [word for name in names for word in ("-s", name)] if names != ["baseline"] else []
    words += ["-n", str(attributes["draws"]), "--seed", str(attributes["seed"])]
    words += ["--method", str(attributes.get("method", "mc")), "--keep", str(attributes.get("keep", "standard"))]
    return [*words, "-o", result]
