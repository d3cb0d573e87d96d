"""The answer to a claim in words: what the stated figure is, and what it is not."""

from __future__ import annotations

from typing import Any

from aksonsim.analysis.claims import Asked
from aksonsim.analysis.percentiles import exact, half_width, round_to_error, with_error

Json = dict[str, Any]

NOUNS = {"mean": "mean", "base": "base estimate", "base_cost": "base cost", "sd_share": "SD / P50"}


def verdict(asked: Asked, found: Json, fitted: bool = False) -> str:
    """Return a sentence's predicate about the stated figure ("is a P38, not a P50").

    Parameters
    ----------
    asked, found
        The claim, and what `aksonsim.analysis.claims.answer` returned for it.
    fitted
        Whether the model was made to agree; then the sentence says so.
    """
    told = _verdict(asked, found)
    return f"{told} (fitted to it)" if fitted and found["agrees"] else told


def _verdict(asked: Asked, found: Json) -> str:
    if asked.probability is not None:
        return _percentile(asked.probability, found)
    match asked.statistic:
        case "goal" if found["chance_exceeded"] == 0:
            return "is reached in no draw"
        case "goal":
            return f"is reached in {percent(found['chance_exceeded'], found['chance_exceeded_ci'])} % of draws"
        case "prob" | "prob_below" | "share_of":
            own = percent(found["own"], found["own_ci"])
            noun = "share" if asked.statistic == "share_of" else "chance"
            stated = exact(asked.value * 100)
            if found["agrees"]:
                return f"agrees with the model's {noun} of {own} %"
            return f"is not the model's {noun}: {own} %, not {stated} %"
        case "stated":
            told = exact(found["own"])
            return "is what the model is told" if found["agrees"] else f"is not what the model is told: {told}"
        case word:
            noun = "base evaluation" if asked.name == "npv" and word == "base" else NOUNS[word]
            return _distance(noun, found, asked.value)


def _percentile(p: float, found: Json) -> str:
    wanted = f"P{p * 100:g}"
    place, (low, high) = found["place"], found["place_ci"]
    if place == 0:
        return f"lies below every draw, and is no {wanted}"
    if place - found["place_from"] > high - low:
        span = f"every percentile from P{found['place_from'] * 100:.0f} to P{place * 100:.0f}"
        if found["place_from"] <= p <= place:
            return f"is {span}: the draws pile up there"
        return f"is near the {wanted}: {span}" if found["agrees"] else f"is {span}, not a {wanted}"
    if found["place_from"] == 1:
        return f"lies above every draw, and is no {wanted}"
    own = f"P{percent(place, found['place_ci'])}"
    if low <= p <= high:
        return f"is a {wanted}"
    return f"is near the {wanted}: a {own}" if found["agrees"] else f"is a {own}, not a {wanted}"


def _distance(noun: str, found: Json, value: float) -> str:
    relative = abs(found["difference"] / found["own"]) if found["own"] else 0.0
    if found["agrees"] and relative < 0.0005:
        return f"is the model's {noun}"
    side = "above" if found["difference"] > 0 else "below"
    error = half_width(found["own_ci"]) / abs(found["own"]) if found["own_ci"] and found["own"] else 0.0
    text = round_to_error(100 * relative, 100 * error) if error > 0 else f"{100 * relative:.1f}"
    kept = "within tolerance, " if found["agrees"] else ""
    return f"is {kept}{text} % {side} the model's {noun}"


def percent(value: float, interval: Any) -> str:
    """Return a fraction as a percentage in the digits that its interval supports."""
    return round_to_error(100 * value, 100 * half_width(interval))


def with_interval(value: float, interval: Any) -> str:
    """Return a fraction as a percentage with half its interval: ``0.9 ± 0.2``."""
    shown, error = with_error(100 * value, 100 * half_width(interval))
    return f"{shown} ± {error}" if error else shown
