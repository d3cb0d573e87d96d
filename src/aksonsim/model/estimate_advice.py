"""What to write instead of an estimate that lacks something, in numbers of the user's own that load as they stand."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from typing import Any

PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")
_SYNONYMS = {
    "minimum": "min",
    "maximum": "max",
    "most_likely": "mode",
    "most likely": "mode",
    "likely": "mode",
    "median": "p50",
    "expected": "mean",
    "stdev": "sd",
    "std": "sd",
    "sigma": "sd",
    "p05": "p5",
}
_ENDS = (("low", "high"), ("lo", "hi"), ("lower", "upper"), ("optimistic", "pessimistic"), ("best", "worst"))
_FORM_KEYS = ("min", "mode", "max", "mean", "sd", "shape")
_SCIPY = {"norm": "normal", "lognorm": "lognormal"}
_SCIPY_BETWEEN = {"triang": "triangular", "beta": "pert", "uniform": "triangular"}
_TWO = ("normal", "lognormal")
Stated = dict[str, Any]


def advice(data: Mapping[Any, Any]) -> str | None:
    """Return what is wrong with a mapping that is no estimate yet, and after ``; `` what to write; else None."""
    advised = _advice({str(key): value for key, value in data.items() if key != "truncate"})
    if advised is None or "truncate" not in data:
        return advised
    ends = ", ".join("null" if end is None else str(end) for end in _ends(data["truncate"]))
    return advised.replace("}", f", truncate: [{ends}]}}")


def _ends(truncate: Any) -> list[Any]:
    return list(truncate) if isinstance(truncate, (list, tuple)) else []


def _advice(stated: Stated) -> str | None:
    renamed = _renamed(stated)
    if renamed != stated:
        strange = ", ".join(key for key in stated if key not in renamed)
        return f"unknown key {strange}; write {text(renamed)}" if strange else _renamed_shape(stated, renamed)
    keys = set(stated) - {"shape"}
    numbers = {key: value for key, value in stated.items() if isinstance(value, (int, float)) and key != "shape"}
    if len(numbers) < len(keys) or any(isinstance(value, bool) for value in numbers.values()):
        return None  # which the forms themselves say
    for low, high in _ENDS:
        if keys == {low, "mode", high}:
            return _either_end(stated[low], stated["mode"], stated[high], f"{low} and {high}")
    shape = stated.get("shape")
    percentiles = {key: value for key, value in numbers.items() if PERCENTILE.fullmatch(key)}
    if "mode" in keys:
        return _with_mode(stated, percentiles, keys)
    if keys == {"min", "max"} and shape in (None, "uniform") and stated["min"] < stated["max"]:
        uniform = {"shape": "uniform", "loc": stated["min"], "scale": stated["max"] - stated["min"]}
        return f"two limits and nothing between; write {text(uniform)} if all between is as likely"
    if keys == {"mean", "sd"} and shape is None and numbers["sd"] > 0:
        return _lacks_shape(stated, ["gamma", "lognormal", "normal"] if numbers["mean"] > 0 else ["normal"])
    if keys == {"mean", "sd"} and numbers["sd"] == 0:
        return f"a certain number has no shape; write {_number(numbers['mean'])}"
    if percentiles and keys == set(percentiles):
        return _percentiles_alone(stated, percentiles, shape)
    return None


def two_percentiles(percentiles: Mapping[str, float], shape: str) -> str | None:
    """Return the estimate by P50 and P85 that has two given percentiles; None where no such distribution has them."""
    from statistics import NormalDist

    (low, a), (high, b) = sorted((float(key[1:]) / 100, value) for key, value in percentiles.items())
    if not 0 < low < high < 1 or not a < b or (shape == "lognormal" and a <= 0):
        return None
    logs = shape == "lognormal"
    x, y = (math.log(a), math.log(b)) if logs else (a, b)
    z = NormalDist().inv_cdf
    sd = (y - x) / (z(high) - z(low))
    p50, p85 = (x + sd * (z(p) - z(low)) for p in (0.5, 0.85))
    found = {"p50": math.exp(p50) if logs else p50, "p85": math.exp(p85) if logs else p85, "shape": shape}
    return text(found)


def _renamed(stated: Stated) -> Stated:
    """Return a mapping with keys and shapes of other tools called as they are here; the same where two would be one."""
    out: Stated = {}
    for key, value in stated.items():
        small = key.strip().lower()
        known = small in _FORM_KEYS or PERCENTILE.fullmatch(small)
        out[_SYNONYMS.get(small, small if known else key)] = value
    shape = out.get("shape")
    if isinstance(shape, str):
        keys = set(out) - {"shape"}
        if keys == {"mean", "sd"} or (keys and all(map(PERCENTILE.fullmatch, keys))):
            out["shape"] = _SCIPY.get(shape, shape)
        elif "mode" in keys:
            out["shape"] = _SCIPY_BETWEEN.get(shape, _SCIPY.get(shape, shape))
    return out if len(out) == len(stated) else stated


def _renamed_shape(stated: Stated, renamed: Stated) -> str | None:
    return f"shape {stated['shape']} is not known here; write {text(renamed)}"


def _with_mode(stated: Stated, percentiles: Mapping[str, float], keys: set[str]) -> str | None:
    mode, shape = stated["mode"], stated.get("shape")
    if keys == {"min", "mode", "max"}:
        if stated["min"] == mode == stated["max"]:
            return f"a certain number has no shape; write {_number(mode)}"
        return _lacks_shape(stated, ["pert", "triangular"]) if shape is None else None
    if keys == {"p10", "mode", "p90"}:
        if stated["p10"] == mode == stated["p90"]:
            return f"a certain number has no shape; write {_number(mode)}"
        if shape is not None:
            return None
        skewed = stated["p90"] - mode > mode - stated["p10"]
        return _lacks_shape(stated, [*(["gamma", "lognormal"] if skewed else []), "pert", "triangular"])
    if keys == {"mode", *percentiles} and {"p10", "p90"} < set(percentiles):
        kept = {"p10": stated["p10"], "mode": mode, "p90": stated["p90"], "shape": shape or "pert"}
        others = ", ".join(key for key in percentiles if key not in kept)
        return f"beside a mode there is no {others}; write {text(kept)}, or percentiles without a mode"
    if keys == {"mode", *percentiles} and len(percentiles) == 2:
        (low, a), (high, b) = sorted((float(key[1:]), float(value)) for key, value in percentiles.items())
        ends = _triangle(low / 100, a, mode, high / 100, b)
        what = f"with a mode the percentiles are p10 and p90, not p{low:g} and p{high:g}"
        if ends is None or ends[0] < 0 <= a:
            return f"{what}; state those, or min, mode and max with a shape"
        limits = {"min": ends[0], "mode": mode, "max": ends[1], "shape": "triangular"}
        return f"{what}; state those, or write {text(limits)}, a triangular distribution that has all three"
    return None


def _triangle(low: float, a: float, mode: float, high: float, b: float) -> tuple[float, float] | None:
    """Return the ends of the triangular distribution with this mode and the quantiles a at ``low``, b at ``high``."""
    if not (0 < low < high < 1 and a < mode < b):
        return None
    # s: share of the width below the mode. The quantiles lie s - sqrt(low s) below and t - sqrt(rest t) above it.
    below, above, rest = mode - a, b - mode, 1.0 - high
    start, stop = low, high  # the mode lies between both percentiles
    for _ in range(200):
        s = 0.5 * (start + stop)
        miss = (s - math.sqrt(low * s)) * above - (1.0 - s - math.sqrt(rest * (1.0 - s))) * below
        start, stop = (s, stop) if miss < 0 else (start, s)
    width = (b - a) / (1.0 - math.sqrt(low * s) - math.sqrt(rest * (1.0 - s)))
    return mode - s * width, mode + (1.0 - s) * width


def _percentiles_alone(stated: Stated, percentiles: Mapping[str, float], shape: Any) -> str | None:
    names = " and ".join(percentiles)
    if len(percentiles) == 1:
        return f"one percentile says not how wide; state another one beside {names}, or mean and sd"
    rises = all(a < b for a, b in _pairs(percentiles))
    if len(percentiles) == 2 and rises:
        if shape is not None and shape not in _TWO:
            return _known_two(percentiles)
        if set(percentiles) == {"p50", "p85"}:
            shapes = ["lognormal", "normal"] if percentiles["p50"] > 0 else ["normal"]
            return None if shape else _lacks_shape(stated, shapes)
        ways = [two_percentiles(percentiles, one) for one in ([shape] if shape else ["lognormal", "normal"])]
        fits = " or ".join(way for way in ways if way)
        return (
            f"two percentiles with a shape are p50 and p85, not {names}; write {fits}, which has them" if fits else None
        )
    if len(percentiles) > 2 and shape is not None and rises:
        ends = dict(sorted(percentiles.items(), key=lambda item: float(item[0][1:]))[:: len(percentiles) - 1])
        one = two_percentiles(ends, shape if shape in _TWO else "lognormal") or two_percentiles(ends, "normal")
        what = f"{len(percentiles)} percentiles have no shape of their own"
        return f"{what}; leave shape out, or write {one}, which has {' and '.join(ends)}"
    return None


def _known_two(percentiles: Mapping[str, float]) -> str | None:
    advised = " or ".join(way for way in (two_percentiles(percentiles, one) for one in _TWO[::-1]) if way)
    return f"two percentiles go with shape lognormal or normal; write {advised}" if advised else None


def _pairs(percentiles: Mapping[str, float]) -> list[tuple[float, float]]:
    values = [value for _, value in sorted((float(key[1:]), value) for key, value in percentiles.items())]
    return list(itertools.pairwise(values))


def _lacks_shape(stated: Stated, shapes: list[str]) -> str:
    first = text({**stated, "shape": shapes[0]})
    others = f" (or {', '.join(shapes[1:])})" if shapes[1:] else ""
    return f"missing key shape; write {first}{others}"


def _either_end(low: float, mode: float, high: float, names: str) -> str:
    limits = text({"min": low, "mode": mode, "max": high, "shape": "pert"})
    percentiles = text({"p10": low, "mode": mode, "p90": high, "shape": "pert"})
    return f"{names} may be limits or percentiles; write {limits} for limits, or {percentiles} for percentiles"


def text(stated: Mapping[str, Any]) -> str:
    """Return an estimate as a file writes it."""
    parts = (f"{key}: {value if isinstance(value, str) else _number(value)}" for key, value in stated.items())
    return "{" + ", ".join(parts) + "}"


def _number(value: float) -> str:
    return f"{value:.10g}"
