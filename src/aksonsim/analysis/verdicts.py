"""The answer to a claim: what the stated figure is, decided once; its words in two languages are `verdict_words`."""

from __future__ import annotations

import math
from typing import Any

from aksonsim.analysis.claims import Asked
from aksonsim.analysis.verdict_words import Verdict
from aksonsim.language.rounding import exact, half_width, round_to_error, with_error

Json = dict[str, Any]

CLOSE = 0.0005
"""A relative distance below which an agreeing figure is simply the model's."""


def verdict(asked: Asked, found: Json, fitted: bool = False) -> Verdict:
    """Return the predicate about the stated figure ("is a P38, not a P50").

    Parameters
    ----------
    asked, found
        The claim, and what `aksonsim.analysis.claims.answer` returned for it.
    fitted
        Whether the model was made to agree; then the sentence says so.
    """
    key, fields = _decided(asked, found)
    return Verdict(key, fields, fitted and bool(found["agrees"]))


def _decided(asked: Asked, found: Json) -> tuple[str, dict[str, str]]:
    if asked.probability is not None:
        return _percentile(asked.probability, found)
    match asked.statistic:
        case "goal" if found["chance_exceeded"] == 0:
            return "never_reached", {}
        case "goal":
            return "reached", {"chance": percent(found["chance_exceeded"], found["chance_exceeded_ci"])}
        case "prob" | "prob_below" | "share_of":
            stated = exact(asked.value * 100)
            fields = {"own": _unlike(found["own"], found["own_ci"], stated), "stated": stated}
            fields["noun"] = "share" if asked.statistic == "share_of" else "chance"
            return ("same_share" if found["agrees"] else "other_share"), fields
        case "stated":
            return ("as_told" if found["agrees"] else "not_as_told"), {"own": exact(found["own"])}
        case word:
            return _distance("evaluation" if asked.quantity.name == "npv" and word == "base" else word, found)


def _percentile(p: float, found: Json) -> tuple[str, dict[str, str]]:
    place, start, (low, high) = found["place"], found["place_from"], found["place_ci"]
    fields = {"wanted": f"{p * 100:g}", "from": f"{start * 100:.0f}", "to": f"{place * 100:.0f}"}
    if place == 0:
        return "below_all", fields
    if place - start > high - low:
        if start <= p <= place:
            return "piled_up", fields
        return ("near_span" if found["agrees"] else "span"), fields
    if start == 1:
        return "above_all", fields
    fields["own"] = _unlike(place, found["place_ci"], fields["wanted"])
    if low <= p <= high:
        return "percentile", fields
    return ("near_percentile" if found["agrees"] else "other_percentile"), fields


def _distance(noun: str, found: Json) -> tuple[str, dict[str, str]]:
    own, interval = found["own"], found["own_ci"]
    side = "above" if found["difference"] > 0 else "below"
    if not own and found["difference"]:  # nothing is so many per cent of nought
        return f"{side}_zero", {"noun": noun}
    relative = abs(found["difference"] / own) if own else 0.0
    if found["agrees"] and relative < CLOSE:
        return "same", {"noun": noun}
    half = half_width(interval) / abs(own) if interval and own else 0.0
    size = _hundredths(relative, half, relative)
    return f"{'near' if found['agrees'] else 'far'}_{side}", {"noun": noun, "size": size}


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
