"""The answer to a claim: what the stated figure is, in a sentence without its subject."""

from __future__ import annotations

import math

from aksonsim.analysis.claims import Asked, Comparison, Place
from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact, round_to_error
from aksonsim.language.text import Text, _, pgettext
from aksonsim.results.statistic import Statistic

CLOSE = 0.0005
"""A relative distance below which an agreeing figure is simply the model's."""
A_DAY = 1 / 31
"""Months below which an agreeing date is simply the model's."""

NOUNS = {
    "mean": pgettext("the model's", "mean"),
    "base": _("base estimate"),
    "base_cost": _("base cost"),
    "sd": _("SD"),
    "cv": _("CV"),
    "sd_share": _("SD / P50"),
    "evaluation": _("base evaluation"),
}


def verdict(asked: Asked, found: Comparison, fitted: bool = False) -> Text:
    """Return the predicate about the stated figure ("is a P38, not a P50").

    Parameters
    ----------
    asked, found
        The claim, and what `aksonsim.analysis.claims.answer` returned for it.
    fitted
        Whether the model was made to agree; then the sentence says so.
    """
    said = _said(asked, found)
    return _("{verdict} (fitted to it)", verdict=said) if fitted and found.agrees else said


def _said(asked: Asked, found: Comparison) -> Text:
    if asked.probability is not None:
        assert found.place is not None
        return _percentile(asked.probability, found.place, found.agrees, asked.dated)
    match asked.statistic:
        case "goal":
            assert found.place is not None
            chance = found.place.chance_exceeded
            if chance.value == 0:
                return _("is reached in no draw")
            return _("is reached in {chance} % of draws", chance=Digits(percent(chance)))
        case "prob" | "prob_below" | "share_of":
            stated = exact(asked.value * 100)
            own = Digits(_unlike(found.model, stated))
            noun = _("share") if asked.statistic == "share_of" else _("chance")
            if found.agrees:
                return _("agrees with the model's {noun} of {own} %", noun=noun, own=own)
            return _("is not the model's {noun}: {own} %, not {stated} %", noun=noun, own=own, stated=Digits(stated))
        case "stated" if found.agrees:
            return _("is the model's own input")
        case "stated":
            return _("is not the model's input, which is {own}", own=Digits(exact(found.model.value)))
        case word if asked.dated:
            return _months_apart(NOUNS[word], found)
        case word:
            return _distance(NOUNS["evaluation" if asked.quantity.name == "npv" and word == "base" else word], found)


def _percentile(p: float, place: Place, agrees: bool, dated: bool) -> Text:
    at, start, interval = place.place.value, place.place_from, place.place.interval
    assert interval is not None
    low, high = interval
    wanted = f"{p * 100:g}"
    stated, first, last = Digits(wanted), Digits(f"{start * 100:.0f}"), Digits(f"{at * 100:.0f}")
    if dated and start <= p <= at:  # all that end on one day do
        return _("is a P{wanted}", wanted=stated)
    if at == 0:
        return _("lies below every draw, and is no P{wanted}", wanted=stated)
    if at - start > high - low:
        if start <= p <= at:
            return _("is every percentile from P{low} to P{high}: the draws pile up there", low=first, high=last)
        if agrees:
            return _(
                "is near the P{wanted}: every percentile from P{low} to P{high}",
                wanted=stated,
                low=first,
                high=last,
            )
        return _("is every percentile from P{low} to P{high}, not a P{wanted}", wanted=stated, low=first, high=last)
    if start == 1:
        return _("lies above every draw, and is no P{wanted}", wanted=stated)
    if low <= p <= high:
        return _("is a P{wanted}", wanted=stated)
    own = Digits(_unlike(place.place, wanted))
    if agrees:
        return _("is near the P{wanted}: a P{own}", wanted=stated, own=own)
    return _("is a P{own}, not a P{wanted}", wanted=stated, own=own)


def _distance(noun: Text, found: Comparison) -> Text:
    own, above = found.model.value, found.difference > 0
    if not own and found.difference:  # nothing is so many per cent of zero
        if above:
            return _("is above the model's {noun}, which is 0", noun=noun)
        return _("is below the model's {noun}, which is 0", noun=noun)
    relative = abs(found.difference / own) if own else 0.0
    if found.agrees and relative < CLOSE:
        return _("is the model's {noun}", noun=noun)
    size = Digits(_hundredths(relative, found.model.half / abs(own) if own else 0.0, relative))
    if found.agrees and above:
        return _("is within tolerance, {size} % above the model's {noun}", size=size, noun=noun)
    if found.agrees:
        return _("is within tolerance, {size} % below the model's {noun}", size=size, noun=noun)
    if above:
        return _("is {size} % above the model's {noun}", size=size, noun=noun)
    return _("is {size} % below the model's {noun}", size=size, noun=noun)


def _months_apart(noun: Text, found: Comparison) -> Text:
    months, late = Digits(round_to_error(abs(found.difference), found.model.half)), found.difference > 0
    if found.agrees and abs(found.difference) < A_DAY:
        return _("is the model's {noun}", noun=noun)
    if found.agrees and late:
        return _("is within tolerance, {months} months after the model's {noun}", months=months, noun=noun)
    if found.agrees:
        return _("is within tolerance, {months} months before the model's {noun}", months=months, noun=noun)
    if late:
        return _("is {months} months after the model's {noun}", months=months, noun=noun)
    return _("is {months} months before the model's {noun}", months=months, noun=noun)


def percent(chance: Statistic) -> str:
    """Return a probability as a percentage in the digits that its interval supports, three at most.

    Of a chance near 1 the three are those of its complement, so that what is not certain does not look so.
    """
    return _hundredths(chance.value, chance.half, min(abs(chance.value), abs(1.0 - chance.value)) or 1.0)


def _unlike(chance: Statistic, other: str) -> str:
    """Return a probability as a percentage, in more digits where with fewer it would read like another one."""
    text = percent(chance)
    return text if float(text) != float(other) else round_to_error(100.0 * chance.value, 100.0 * chance.half)


def _hundredths(value: float, half: float, scale: float) -> str:
    """Return a number times 100 in the digits that half its interval supports, no finer than a hundredth of a scale."""
    # An error of 2 supports its own digit, one of 1 the next as well.
    finest = 2.0 * 10.0 ** (math.floor(math.log10(100.0 * scale)) - 2) if scale else 0.0
    return round_to_error(100.0 * value, max(100.0 * half, finest))
