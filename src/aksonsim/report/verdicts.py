"""A published figure beside the model's, as the report writes it (what it is: `aksonsim.analysis.verdicts`)."""

from __future__ import annotations

from typing import Any

from aksonsim.language.lang import Lang
from aksonsim.language.rounding import exact
from aksonsim.report.numbers import FIXED, fixed, number

Json = dict[str, Any]

SHARES = ("gate", "event", "adoption", "commitment")
FRACTIONS = ("prob", "prob_below", "share_of", "sd_share", "goal")


def is_fraction(claim: Json) -> bool:
    """Return whether a claim's figures are fractions, told in per cent."""
    return claim["statistic"] in FRACTIONS or str(claim["quantity"]).startswith(SHARES)


def amount(claim: Json, value: float, lang: Lang) -> str:
    """Return a stated figure, which has no error."""
    fraction = is_fraction(claim) or "/" in str(claim.get("follows_from", ""))
    text = exact(value * (100 if fraction else 1))
    shown = number(float(text), lang, len(text.partition(".")[2]))
    return f"{shown}{FIXED}%" if fraction else shown


def verdict(claim: Json, lang: Lang) -> str:
    """Return a predicate about the stated figure ("is a P38, not a P50")."""
    return fixed(str(claim["verdict_nb" if lang == "nb" else "verdict"]))
