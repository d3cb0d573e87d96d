"""Estimates as laws of SciPy and of OpenTURNS, by a road of their own: two equations in a law's own cdf."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Stated = tuple[str, tuple[float, ...]]
"""Shape with its natural parameters: low, mode, high of triangular and pert; shift, scale, form of gamma and lognormal
(the form is the normal's standard deviation there)."""


def stated(estimate: dict[str, Any]) -> Stated:
    """Return the shape and natural parameters of ``{min, mode, max, shape}`` or ``{p10, mode, p90, shape}``.

    Raises ValueError where no parameters meet the three figures.
    """
    shape, mode = estimate["shape"], estimate["mode"]
    if "min" in estimate:
        return shape, (estimate["min"], mode, estimate["max"])
    from scipy.optimize import root

    low, high = estimate["p10"], estimate["p90"]

    def parameters(free: np.ndarray) -> Stated:
        first, second = np.exp(free)
        if shape in ("triangular", "pert"):
            return shape, (mode - first, mode, mode + second)
        if shape == "gamma":
            return shape, (mode - first * second, first, 1.0 + second)
        return shape, (mode - first * math.exp(-second * second), first, second)

    def misses(free: np.ndarray) -> np.ndarray:
        return of_scipy(parameters(free)).cdf([low, high]) - [0.1, 0.9]

    starts = [(math.log(a), math.log(b)) for a, b in _guesses(shape, mode - low, high - mode)]
    for start in starts:
        found = root(misses, start, tol=1e-14)
        if np.abs(misses(found.x)).max() < 1e-12:
            return parameters(found.x)
    raise ValueError(f"no {shape} law meets p10 {low:g}, mode {mode:g}, p90 {high:g}")


def _guesses(shape: str, below: float, above: float) -> list[tuple[float, float]]:
    """Return where to begin, as distances or as (scale, form)."""
    if shape in ("triangular", "pert"):
        return [(1.5 * below, 1.5 * above), (3.0 * below, 2.0 * above)]
    forms = (1.0, 4.0, 20.0, 100.0) if shape == "gamma" else (0.5, 0.2, 0.8, 0.05)
    spread = 0.4 * (below + above)
    return [(spread / (math.sqrt(f) if shape == "gamma" else f), f) for f in forms]


def of_scipy(law: Stated) -> Any:
    """Return a frozen law of ``scipy.stats``."""
    from scipy import stats

    shape, (a, b, c) = law
    if shape == "triangular":
        return stats.triang((b - a) / (c - a), loc=a, scale=c - a)
    if shape == "pert":
        return stats.beta(1 + 4 * (b - a) / (c - a), 1 + 4 * (c - b) / (c - a), loc=a, scale=c - a)
    if shape == "gamma":
        return stats.gamma(c, loc=a, scale=b)
    return stats.lognorm(c, loc=a, scale=b)


def of_openturns(law: Stated) -> Any:
    """Return a distribution of OpenTURNS."""
    import openturns as ot

    shape, (a, b, c) = law
    if shape == "triangular":
        return ot.Triangular(a, b, c)
    if shape == "pert":
        return ot.Beta(1 + 4 * (b - a) / (c - a), 1 + 4 * (c - b) / (c - a), a, c)
    if shape == "gamma":
        return ot.Gamma(c, 1.0 / b, a)
    return ot.LogNormal(math.log(b), c, a)
