"""Reference classes: what other projects came to, over what they had been estimated at."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aksonsim.model.base import Frozen, Identifier, NonNegative, Positive, Whole
from aksonsim.model.estimate import Estimate

Certainty = Literal["read", "second-hand", "derived"]
"""How a figure is known: read in the source, in somebody's account of it, or by arithmetic from such figures."""
Decision = Literal["early", "final"]
"""Which estimate a source measures from: an early one, or the one at the decision to invest."""
Foundation = Literal["base", "p50"]
"""What of the model a ratio is put on: the base estimate, or the model's own P50."""


class Origin(Frozen):
    """Where a figure comes from: what was printed, how certain it is, and what to mind."""

    id: Identifier
    title: str
    title_nb: str = ""
    decision: Decision
    source: str
    certainty: Certainty
    printed: str
    caveats: tuple[str, ...] = ()


class ReferenceClass(Origin):
    """A class of projects: the distribution of actual cost over estimate, and how it follows from what was printed."""

    projects: Annotated[Whole, Field(gt=0)] | None = None
    of: Foundation
    estimate: Estimate
    derivation: str
    per_extra_year: NonNegative | None = None
    """What every extra year adds to the ratio, where the source prints that beside its distribution."""


class Case(Origin):
    """A single project: actual cost over estimate, and the ends of what sources say."""

    ratio: Positive
    low: Positive | None = None
    high: Positive | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low or self.ratio) <= self.ratio <= (self.high or self.ratio):
            raise ValueError(f"ratio {self.ratio:g} must lie from low to high")
        return self


class OutsideView(Frozen):
    """Reference classes and single cases."""

    classes: Annotated[tuple[ReferenceClass, ...], Field(min_length=1)]
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [origin.id for origin in (*self.classes, *self.cases)]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"id {twice} stands twice")
        return self
