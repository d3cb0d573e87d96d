"""What the forms of an estimate share: an optional truncation, and percentiles written as keys ``pNN``."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any, Self

from pydantic import ConfigDict, model_serializer, model_validator

from aksonsim.model.base import Frozen, Number, as_number

PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")
"""The key of a percentile: p10, p2.5."""

Points = tuple[tuple[float, float], ...]
"""Pairs (probability in (0, 1), value), rising in both."""


class Form(Frozen):
    """What every form of estimate shares: an optional truncation ``[lo, hi]``; null for an end that is not cut."""

    truncate: tuple[Number | None, Number | None] | None = None

    @model_validator(mode="after")
    def _truncation_is_an_interval(self) -> Self:
        if self.truncate is not None:
            low, high = self.truncate
            if low is None and high is None:
                raise ValueError("truncate [null, null] cuts nothing; leave it out")
            if low is not None and high is not None and not low < high:
                raise ValueError(f"truncate {[low, high]} must have its lower end below its upper end")
        return self

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the truncation, infinite where nothing is cut."""
        low, high = self.truncate or (None, None)
        return -math.inf if low is None else low, math.inf if high is None else high

    @model_serializer(mode="wrap")
    def _leave_out_defaults(self, handler: Any) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value is not None}


class WithPercentiles(Form):
    """A form that states percentiles: keys ``pNN`` in a file, ``points`` here."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    points: Points

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "points" in data:
            return data
        points, rest = [], {}
        for key, value in data.items():
            match = PERCENTILE.fullmatch(str(key))
            if match is None:
                rest[key] = value
            else:
                points.append((float(match[1]) / 100.0, as_number(key, value)))
        return rest | {"points": tuple(sorted(points))}

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not all(0.0 < p < 1.0 for p, _ in self.points):
            raise ValueError("percentiles must lie above p0 and below p100")
        if not all(p < q and a < b for (p, a), (q, b) in itertools.pairwise(self.points)):
            raise ValueError(self._falling())
        return self

    def _falling(self) -> str:
        """Return what is wrong with percentiles that do not rise."""
        return "percentiles must rise with their probability"

    @property
    def percentiles(self) -> dict[str, float]:
        """The percentiles as a file writes them: ``{"p10": 3.0, "p90": 7.0}``."""
        return percentiles(self.points)

    @model_serializer(mode="wrap")
    def _as_keys(self, handler: Any) -> dict[str, Any]:
        held = {key: value for key, value in handler(self).items() if value is not None and key != "points"}
        stated = self.percentiles
        if "mode" in held:  # between the two, as it is read
            (low, a), (high, b) = stated.items()
            stated = {low: a, "mode": held.pop("mode"), high: b}
        return stated | {key: held[key] for key in ("shape", "truncate") if key in held}


def percentiles(points: Points) -> dict[str, float]:
    """Return percentiles by the keys of a file.

    >>> percentiles(((0.1, 3.0), (0.9, 7.0)))
    {'p10': 3.0, 'p90': 7.0}
    """
    return {f"p{100 * p:.10g}": value for p, value in points}


def upper_tail(p: float) -> float:
    """Return 1 - p, as the decimal that was meant where p is one: the upper tail of 0.9 is 0.1.

    >>> upper_tail(0.9), 1 - 0.9
    (0.1, 0.09999999999999998)
    """
    plain = 1.0 - p
    meant = round(plain, 12)
    return meant if abs(meant - plain) < 4e-16 else plain
