"""What a published figure is in the model, in words of either language (English: `aksonsim.analysis.verdicts`)."""

from __future__ import annotations

import re
from typing import Any

from aksonsim.analysis.percentiles import exact, half_width
from aksonsim.plots.words import Lang
from aksonsim.report.numbers import FIXED, bare_percent, fixed, measured, number

Json = dict[str, Any]

SHARES = ("gate", "event", "adoption", "commitment")
FRACTIONS = ("prob", "prob_below", "share_of", "sd_share", "goal")
NOUNS = {
    "mean": "forventningsverdi",
    "base": "basisestimat",
    "base_cost": "grunnkalkyle",
    "sd_share": "standardavvik som andel av P50",
}


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
    if lang == "en":
        return fixed(str(claim["verdict"]))
    told = _norwegian(claim)
    return f"{told} (modellen er tilpasset det)" if claim["fitted"] and claim["agrees"] else told


def _norwegian(claim: Json) -> str:
    statistic = str(claim["statistic"])
    if found := re.fullmatch(r"p(\d+(?:\.\d+)?)", statistic):
        return _percentile(float(found[1]) / 100, claim)
    own, interval, agrees = claim["own"], claim["own_ci"], claim["agrees"]
    match statistic:
        case "goal" if claim["chance_exceeded"] == 0:
            return "nås ikke i noen trekning"
        case "goal":
            chance = bare_percent(claim["chance_exceeded"], claim["chance_exceeded_ci"], "nb")
            return f"nås i {chance}{FIXED}% av trekningene"
        case "prob" | "prob_below" | "share_of":
            noun = "andel" if statistic == "share_of" else "sannsynlighet"
            told = f"{bare_percent(own, interval, 'nb')}{FIXED}%"
            return f"stemmer med modellens {noun}, {told}" if agrees else f"er ikke modellens {noun}, som er {told}"
        case "stated":
            return "er det modellen er gitt" if agrees else f"er ikke det modellen er gitt: {measured(own, None, 'nb')}"
        case word:
            noun = "basisverdi" if claim["quantity"] == "npv" and word == "base" else NOUNS[word]
            return _distance(noun, claim)


def _percentile(p: float, claim: Json) -> str:
    wanted = f"P{100 * p:g}".replace(".", ",")
    place, start, (low, high) = claim["place"], claim["place_from"], claim["place_ci"]
    near = f"er nær {wanted}: "
    if place == 0:
        return f"ligger under alle trekninger og er ingen {wanted}"
    if place - start > high - low:
        span = f"enhver persentil fra P{100 * start:.0f} til P{100 * place:.0f}"
        if start <= p <= place:
            return f"er {span}: trekningene hoper seg opp der"
        return f"{near}{span}" if claim["agrees"] else f"er {span}, ikke en {wanted}"
    if start == 1:
        return f"ligger over alle trekninger og er ingen {wanted}"
    own = f"P{bare_percent(place, claim['place_ci'], 'nb')}"
    if low <= p <= high:
        return f"er en {wanted}"
    return f"{near}en {own}" if claim["agrees"] else f"er en {own}, ikke en {wanted}"


def _distance(noun: str, claim: Json) -> str:
    own, interval = claim["own"], claim["own_ci"]
    relative = abs(claim["difference"] / own) if own else 0.0
    if claim["agrees"] and relative < 0.0005:
        return f"er modellens {noun}"
    side = "over" if claim["difference"] > 0 else "under"
    half = half_width(interval) / abs(own) if interval and own else 0.0
    text = bare_percent(relative, (relative - half, relative + half), "nb")
    kept = "innenfor slingringsmonnet, " if claim["agrees"] else ""
    return f"er {kept}{text}{FIXED}% {side} modellens {noun}"
