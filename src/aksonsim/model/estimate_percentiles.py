"""Estimates by percentiles: alone, with a named distribution, or two of them about a most likely value."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal, Self, get_args

from pydantic import model_validator

from aksonsim.model.base import Number
from aksonsim.model.estimate_form import Points, WithPercentiles, percentiles, upper_tail

Between = Literal["pert", "triangular"]
"""Shapes between two ends, about a mode."""
TwoEnded = Literal["normal", "logistic", "laplace", "gumbel_r", "gumbel_l", "uniform", "expon", "rayleigh"]
"""Shapes with a location and a scale: two percentiles fix them."""
FromZero = Literal["lognormal", "gamma", "weibull_min", "fisk"]
"""Shapes from 0 upwards, fixed by two percentiles; by three from another value upwards, which they then fix."""

PARAMETERS = (
    dict.fromkeys(get_args(TwoEnded), 2) | dict.fromkeys(get_args(FromZero), 3) | dict.fromkeys(get_args(Between), 3)
)
"""How many percentiles fix a shape at most."""
BETWEEN, FROM_ZERO = get_args(Between), get_args(FromZero)
WITH_MODE = (*BETWEEN, "gamma", "lognormal")
"""Shapes of two percentiles about a mode."""


class Percentiles(WithPercentiles):
    """Percentiles ``pNN``: two or more of a named distribution, or three or more joined by a metalog (Keelin 2016)."""

    shape: TwoEnded | FromZero | Between | None = None

    @model_validator(mode="after")
    def _fit(self) -> Self:
        stated = percentiles(self.points)
        if self.shape is None:
            if len(self.points) < 3:
                raise ValueError("at least three percentiles pNN are needed, or two with a shape")
        elif len(self.points) < (3 if self.shape in BETWEEN else 2):
            few = "three percentiles, or two and a mode" if self.shape in BETWEEN else "two percentiles"
            raise ValueError(f"shape {self.shape} needs {few}, not {', '.join(stated)} alone")
        elif self.shape in FROM_ZERO and len(self.points) == 2 and self.points[0][1] <= 0.0:
            key, value = next(iter(stated.items()))
            raise ValueError(
                f"{key} {value:g} must be above 0 for shape {self.shape} by two percentiles; "
                "state a third, or use normal, logistic or gumbel_r"
            )
        return self


class PercentilesAndMode(WithPercentiles):
    """Most likely value between two percentiles, such as P10 and P90 (the Norwegian triple estimate) or P5 and P95."""

    mode: Number
    shape: Literal["pert", "triangular", "gamma", "lognormal"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if len(self.points) != 2:
            raise ValueError(f"a mode stands between two percentiles, not {len(self.points)}")
        (p, a), (q, b) = self.points
        if not a <= self.mode <= b:
            raise ValueError(self._falling())
        if self.shape in ("gamma", "lognormal"):
            self._skewed(p, self.mode - a, q, b - self.mode)
        return self

    def _falling(self) -> str:
        if len(self.points) != 2:
            return super()._falling()
        (low, a), (high, b) = self.percentiles.items()
        return f"{low} {a:g}, mode {self.mode:g}, {high} {b:g} must rise: {low} <= mode <= {high}"

    def _skewed(self, p: float, below: float, q: float, above: float) -> None:
        low, high = self.percentiles
        least, most = -normal_score(p), normal_score(q)
        if p >= 0.5:
            raise ValueError(
                f"the mode of shape {self.shape} lies below its p50, not above {low}; use pert or triangular"
            )
        if above * least <= below * most:
            need = (
                f"{high} - mode > mode - {low}"
                if upper_tail(q) == p
                else f"{high} - mode > {most / least:.4g} (mode - {low})"
            )
            raise ValueError(
                f"shape {self.shape} is skewed to the right and needs {need} "
                f"(here {above:g} and {below:g}); use pert or triangular"
            )


def normal_score(p: float) -> float:
    """Return the standard normal quantile at p, antisymmetric about 1/2."""
    score = NormalDist().inv_cdf
    return score(p) if p <= 0.5 else -score(upper_tail(p))


def points_of(stated: dict[str, float]) -> Points:
    """Return keys ``pNN`` as points, rising.

    >>> points_of({"p90": 7, "p10": 3})
    ((0.1, 3.0), (0.9, 7.0))
    """
    return tuple(sorted((float(key[1:]) / 100.0, float(value)) for key, value in stated.items()))
