"""What to write instead of an estimate that lacks something, in numbers of the user's own that load as they stand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from aksonsim.model.estimate_form import PERCENTILE
from aksonsim.model.estimate_percentiles import normal_score

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
_BY_PERCENTILES = {"weibull": "weibull_min", "gumbel": "gumbel_r", "loglogistic": "fisk", "exponential": "expon"}
_SCIPY_BETWEEN = {"triang": "triangular", "beta": "pert"}
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
    if keys == {"mean", "sd"} and shape is None and numbers["sd"] > 0:
        return _lacks_shape(stated, ["gamma", "lognormal", "normal"] if numbers["mean"] > 0 else ["normal"])
    if keys == {"mean", "sd"} and numbers["sd"] == 0:
        return f"a certain number has no shape; write {_number(numbers['mean'])}"
    if percentiles and keys == set(percentiles):
        return _percentiles_alone(stated, percentiles, shape)
    return None


def two_percentiles(percentiles: Mapping[str, float], shape: str) -> str | None:
    """Return the estimate of a shape by two percentiles; None where no such distribution has them."""
    (low, a), (high, b) = sorted((float(key[1:]), value) for key, value in percentiles.items())
    if not 0 < low < high < 100 or not a < b or (shape == "lognormal" and a <= 0):
        return None
    return text({**percentiles, "shape": shape})


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
            out["shape"] = _SCIPY.get(shape, shape if "mean" in keys else _BY_PERCENTILES.get(shape, shape))
        elif "mode" in keys:
            out["shape"] = _SCIPY_BETWEEN.get(shape, _SCIPY.get(shape, shape))
    return out if len(out) == len(stated) else stated


def _renamed_shape(stated: Stated, renamed: Stated) -> str | None:
    return f"shape {stated['shape']} is not known here; write {text(renamed)}"


def _with_mode(stated: Stated, percentiles: Mapping[str, float], keys: set[str]) -> str | None:
    mode, shape = stated["mode"], stated.get("shape")
    if keys == {"min", "mode", "max"}:
        equal = stated["min"] == mode == stated["max"]
        return _lacks_shape(stated, ["pert", "triangular"]) if shape is None and not equal else None
    if len(percentiles) == 1 and keys == {"mode", *percentiles}:
        one = next(iter(percentiles))
        return f"one percentile and a mode say not how wide; state another percentile beside {one}"
    if keys != {"mode", *percentiles}:
        return None
    if len(percentiles) > 2:
        outer = dict(sorted(percentiles.items(), key=lambda item: float(item[0][1:]))[:: len(percentiles) - 1])
        kept = _between(outer, mode, shape or "pert")
        others = ", ".join(key for key in percentiles if key not in kept)
        return f"beside a mode there are two percentiles, not {others} too; write {kept}, or percentiles without a mode"
    if shape is not None or set(percentiles.values()) == {mode}:
        return None
    (low, a), (high, b) = sorted((float(key[1:]) / 100.0, value) for key, value in percentiles.items())
    if not (a <= mode <= b and a < b):
        return None
    skewed = low < 0.5 and (b - mode) * -normal_score(low) > (mode - a) * normal_score(high)
    return _lacks_shape(stated, [*(["gamma", "lognormal"] if skewed else []), "pert", "triangular"])


def _between(percentiles: Mapping[str, float], mode: float, shape: str) -> str:
    (low, a), (high, b) = sorted(percentiles.items(), key=lambda item: float(item[0][1:]))
    return text({low: a, "mode": mode, high: b, "shape": shape})


def _percentiles_alone(stated: Stated, percentiles: Mapping[str, float], shape: Any) -> str | None:
    names = " and ".join(percentiles)
    if len(percentiles) == 1:
        return f"one percentile says not how wide; state another one beside {names}, or mean and sd"
    if len(percentiles) > 2 or not all(a < b for a, b in _pairs(percentiles)):
        return None
    if shape is None:
        return _lacks_shape(stated, ["lognormal", "normal"] if min(percentiles.values()) > 0 else ["normal"])
    if shape in ("pert", "triangular"):
        known = " or ".join(
            way for way in (two_percentiles(percentiles, one) for one in ("normal", "lognormal")) if way
        )
        return f"two percentiles do not say which {shape}; state a third or the mode, or write {known}"
    return None


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
