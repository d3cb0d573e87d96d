"""How likely an event is: a probability that it happens, or how many times a year; each a number or a band."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Discriminator, Tag, model_validator

from aksonsim.model.base import Frozen, NonNegative, Share


class Range(Frozen):
    """Two ends in order."""

    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} must not exceed high {self.high:g}")
        return self

    @property
    def middle(self) -> float:
        """What a run takes."""
        return 0.5 * (self.low + self.high)


class Band(Range):
    """A probability stated as a band; a run takes its middle, sensitivity shows both ends."""

    low: Share
    high: Share


class FrequencyBand(Range):
    """A frequency stated as a band, times a year; a run takes its middle, sensitivity shows both ends."""

    low: NonNegative
    high: NonNegative


def _is_band(value: Any) -> str:
    return "band" if isinstance(value, (dict, Range)) else "number"


Probability = Annotated[
    Annotated[Share, Tag("number")] | Annotated[Band, Tag("band")],
    Discriminator(_is_band),
]
"""A probability, or a band of it."""

Frequency = Annotated[
    Annotated[NonNegative, Tag("number")] | Annotated[FrequencyBand, Tag("band")],
    Discriminator(_is_band),
]
"""How many times a year, or a band of it."""

MOST_OCCURRENCES = 1000.0
"""Expected number of occurrences in a draw above which an event is no event but a quantity."""


def middle(stated: float | Band | FrequencyBand) -> float:
    """Return the number that a run takes: a band's middle."""
    return stated.middle if isinstance(stated, Range) else stated


def shown(stated: float | FrequencyBand) -> str:
    """Return a frequency as a sentence has it."""
    return f"{stated.low:g} to {stated.high:g}" if isinstance(stated, FrequencyBand) else f"{stated:g}"
