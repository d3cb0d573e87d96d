"""What was observed of the things that a backtest puts to the model."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from aksonsim.model.base import Date, Frozen, Identifier, Share, Whole
from aksonsim.model.reference import Certainty


class Fact(Frozen):
    """Something that was observed, with its source and how certain it is."""

    source: str
    certainty: Certainty
    note: str = ""


class Tally(Frozen):
    """So many of so many."""

    count: Annotated[Whole, Field(ge=0)]
    of: Annotated[Whole, Field(gt=0)]

    @model_validator(mode="after")
    def _not_more(self) -> Self:
        if self.count > self.of:
            raise ValueError(f"{self.count} of {self.of} is more than all")
        return self

    @property
    def share(self) -> float:
        """The count as a share."""
        return self.count / self.of


class Standing(Fact):
    """How many municipalities had committed at a date: a count, or more than a share; inhabitants where stated."""

    date: Date
    municipalities: Tally | None = None
    more_than: Share | None = None
    inhabitants: Share | None = None
    given: bool = False
    """Whether the model starts from it, so that it is no test."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.municipalities is None) == (self.more_than is None):
            raise ValueError("needs either municipalities or more_than")
        return self


class SigningRound(Fact):
    """A round in which councils signed: how many, which share of inhabitants, and a county that signed as one."""

    municipalities: Tally
    inhabitants: Share
    county: str
    county_municipalities: Tally


class Coverage(Fact):
    """How often finished projects exceeded a stated percentile."""

    id: Identifier
    title: str
    title_nb: str
    promised: Share
    """Chance of exceeding that the percentile promises."""
    exceeded: Tally
    overlaps: bool = False
    """Whether its projects are partly those of another study listed before it."""


class GateOutcome(Fact):
    """What became of the gate."""

    outcome: Literal["on_time", "late", "stopped"]
    basis_not_before: Date
    """The decision basis of the many was not ready before this date."""
    missed_band: tuple[Share, Share]
    """The published chance of missing the gate, lowest and highest."""


class Observed(Frozen):
    """All that the backtest compares with."""

    helseplattformen: Annotated[tuple[Standing, ...], Field(min_length=1)]
    signing_round: SigningRound
    coverage: Annotated[tuple[Coverage, ...], Field(min_length=1)]
    gate: GateOutcome
