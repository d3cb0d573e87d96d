"""The answer to a claim: what the stated figure is, decided once and said in words."""

from __future__ import annotations

import math
from typing import Any

from aksonsim.analysis.claims import Asked
from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact, half_width, round_to_error, with_error
from aksonsim.language.text import Text, _, pgettext

Json = dict[str, Any]

CLOSE = 0.0005
"""A relative distance below which an agreeing figure is simply the model's."""
NOUNS = {
    "mean": pgettext("the model's", "mean"),
    "base": _("base estimate"),
    "base_cost": _("base cost"),
    "sd_share": _("SD / P50"),
}


def verdict(asked: Asked, found: Json, fitted: bool = False) -> Text:
    """Return the predicate about the stated figure ("is a P38, not a P50").

    Parameters
    ----------
    asked, found
        The claim, and what `aksonsim.analysis.claims.answer` returned for it.
    fitted
        Whether the model was made to agree; then the sentence says so.
    """
    words = _decided(asked, found)
    return _("{verdict} (fitted to it)", verdict=words) if fitted and found["agrees"] else words


def _decided(asked: Asked, found: Json) -> Text:
    if asked.probability is not None:
        return _percentile(asked.probability, found)
    match asked.statistic:
        case "goal" if found["chance_exceeded"] == 0:
            return _("is reached in no draw")
        case "goal":
            chance = Digits(percent(found["chance_exceeded"], found["chance_exceeded_ci"]))
            return _("is reached in {chance} % of draws", chance=chance)
        case "prob" | "prob_below" | "share_of":
            stated = exact(asked.value * 100)
            own = Digits(_unlike(found["own"], found["own_ci"], stated))
            noun = _("share") if asked.statistic == "share_of" else _("chance")
            if found["agrees"]:
                return _("agrees with the model's {noun} of {own} %", noun=noun, own=own)
            return _("is not the model's {noun}: {own} %, not {stated} %", noun=noun, own=own, stated=Digits(stated))
        case "stated" if found["agrees"]:
            return _("is the model's own input")
        case "stated":
            return _("is not the model's input, which is {own}", own=Digits(exact(found["own"])))
        case "base" if asked.quantity.name == "npv":
            return _distance(_("base evaluation"), found)
        case word:
            return _distance(NOUNS[word], found)


def _percentile(p: float, found: Json) -> Text:
    place, start, (low, high) = found["place"], found["place_from"], found["place_ci"]
    wanted = Digits(f"{p * 100:g}")
    ends = {"low": f"{start * 100:.0f}", "high": f"{place * 100:.0f}"}
    if place == 0:
        return _("lies below every draw, and is no P{wanted}", wanted=wanted)
    if place - start > high - low:
        if start <= p <= place:
            return _("is every percentile from P{low} to P{high}: the draws pile up there", **ends)
        if found["agrees"]:
            return _("is near the P{wanted}: every percentile from P{low} to P{high}", wanted=wanted, **ends)
        return _("is every percentile from P{low} to P{high}, not a P{wanted}", wanted=wanted, **ends)
    if start == 1:
        return _("lies above every draw, and is no P{wanted}", wanted=wanted)
    own = Digits(_unlike(place, found["place_ci"], wanted.text))
    if low <= p <= high:
        return _("is a P{wanted}", wanted=wanted)
    if found["agrees"]:
        return _("is near the P{wanted}: a P{own}", wanted=wanted, own=own)
    return _("is a P{own}, not a P{wanted}", wanted=wanted, own=own)


def _distance(noun: Text, found: Json) -> Text:
    own, interval = found["own"], found["own_ci"]
    above = found["difference"] > 0
    if not own and found["difference"]:  # nothing is so many per cent of zero
        return (
            _("is above the model's {noun}, which is 0", noun=noun)
            if above
            else _("is below the model's {noun}, which is 0", noun=noun)
        )
    relative = abs(found["difference"] / own) if own else 0.0
    if found["agrees"] and relative < CLOSE:
        return _("is the model's {noun}", noun=noun)
    half = half_width(interval) / abs(own) if interval and own else 0.0
    size = Digits(_hundredths(relative, half, relative))
    match bool(found["agrees"]), above:
        case True, True:
            return _("is within tolerance, {size} % above the model's {noun}", size=size, noun=noun)
        case True, False:
            return _("is within tolerance, {size} % below the model's {noun}", size=size, noun=noun)
        case False, True:
            return _("is {size} % above the model's {noun}", size=size, noun=noun)
    return _("is {size} % below the model's {noun}", size=size, noun=noun)


def percent(value: float, interval: Any) -> str:
    """Return a probability as a percentage in the digits that its interval supports, three at most.

    Of a chance near 1 the three are those of its complement, so that what is not certain does not look so.
    """
    return _hundredths(value, half_width(interval), min(abs(value), abs(1.0 - value)) or 1.0)


def _unlike(value: float, interval: Any, other: str) -> str:
    """Return a probability as a percentage, in more digits where with fewer it would read like another one."""
    text = percent(value, interval)
    return text if float(text) != float(other) else round_to_error(100.0 * value, 100.0 * half_width(interval))


def _hundredths(value: float, half: float, scale: float) -> str:
    """Return a number times 100 in the digits that half its interval supports, no finer than a hundredth of a scale."""
    # An error of 2 supports its own digit, one of 1 the next as well.
    finest = 2.0 * 10.0 ** (math.floor(math.log10(100.0 * scale)) - 2) if scale else 0.0
    return round_to_error(100.0 * value, max(100.0 * half, finest))


def with_interval(value: float, interval: Any) -> str:
    """Return a fraction as a percentage with half its interval: ``0.9 ± 0.2``."""
    shown, error = with_error(100 * value, 100 * half_width(interval))
    return f"{shown} ± {error}" if error else shown
