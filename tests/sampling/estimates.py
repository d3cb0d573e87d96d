"""One estimate of every form, parsed, by a short name."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from aksonsim.model.estimate import Estimate

PARSE = TypeAdapter(Estimate)


def estimate(raw: Any) -> Any:
    return PARSE.validate_python(raw)


_TRIPLE = {"p10": 3, "mode": 4, "p90": 7}
SMOOTH: dict[str, Any] = {
    "triangular": {"min": 1, "mode": 2, "max": 4, "shape": "triangular"},
    "triangular, mode at the end": {"min": 1, "mode": 1, "max": 4, "shape": "triangular"},
    "pert": {"min": 1, "mode": 2, "max": 4, "shape": "pert"},
    **{f"triple {shape}": {**_TRIPLE, "shape": shape} for shape in ("pert", "triangular", "gamma", "lognormal")},
    "metalog 3": {"p10": 3, "p50": 4, "p90": 7},
    "metalog 5": {"p5": 2, "p10": 3, "p50": 4, "p90": 5.5, "p95": 6.2},
    "median lognormal": {"p50": 4755, "p85": 5915, "shape": "lognormal"},
    "median normal": {"p50": 4755, "p85": 5915, "shape": "normal"},
    **{f"moments {shape}": {"mean": 10, "sd": 3, "shape": shape} for shape in ("normal", "lognormal", "gamma")},
    "weibull": {"shape": "weibull_min", "c": 1.7, "scale": 3},
    "t": {"shape": "t", "df": 3},
    "pareto": {"shape": "pareto", "b": 1.5},
    "exponential": {"shape": "expon"},
    "exponnorm": {"shape": "exponnorm", "K": 1.5},
    "truncated normal": {"mean": 5, "sd": 2, "shape": "normal", "truncate": [0, 9]},
    "truncated triangular": {"min": 1, "mode": 2, "max": 4, "shape": "triangular", "truncate": [1.5, 3]},
}
ROUGH: dict[str, Any] = {
    "constant": 12.5,
    "discrete": {"values": [1, 2, 5], "weights": [1, 2, 1]},
    "discrete truncated": {"values": [1, 2, 5], "weights": [1, 2, 1], "truncate": [2, 5]},
    "empirical": {"observations": [3, 1, 4, 1, 5, 9, 2.6]},
    "empirical truncated": {"observations": [3, 1, 4, 1, 5, 9, 2.6], "truncate": [1.5, 6]},
    "with an atom": {
        "mixture": [
            {"weight": 0.3, "estimate": 0},
            {"weight": 0.7, "estimate": {"min": 11, "mode": 12, "max": 18, "shape": "triangular"}},
        ]
    },
    "with a gap": {
        "mixture": [
            {"weight": 0.5, "estimate": {"min": 1, "mode": 2, "max": 3, "shape": "triangular"}},
            {"weight": 0.5, "estimate": {"min": 11, "mode": 12, "max": 18, "shape": "triangular"}},
        ],
        "truncate": [1.5, 16],
    },
    "two normals": {
        "mixture": [
            {"weight": 1, "estimate": {"mean": 10, "sd": 1, "shape": "normal"}},
            {"weight": 1, "estimate": {"mean": 16, "sd": 1, "shape": "normal"}},
        ]
    },
}
