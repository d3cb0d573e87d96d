"""Actuals to date: what has been paid and done by a status date, and what an estimate is worth given that."""

from __future__ import annotations

from typing import Literal, Self, TypeAlias

from pydantic import model_validator

from aksonsim.model.base import Date, Flag, Frozen, Identifier, NonNegative, Stated
from aksonsim.model.estimate import Estimate


class Paid(Frozen):
    """What one cost line has cost by the status date; the rest is uncertain, unless it is ``done``.

    What is left is the estimate less what is paid, given that it is at least that; or ``remaining``, a new estimate.
    Drivers, events and the unspecified allowance act on what is left.
    """

    paid: NonNegative
    """In the file's currency at the prices of its price year."""
    done: Flag = False
    """Nothing more is to be paid."""
    remaining: Estimate | None = None
    """What is still to be paid, as it is estimated now."""

    @model_validator(mode="after")
    def _ends_or_goes_on(self) -> Self:
        if self.done and self.remaining is not None:
            raise ValueError("a line that is done has nothing remaining; leave out one of the two")
        return self


class Progress(Frozen):
    """When an activity started, and when it finished; one that has not finished takes at least the time so far."""

    start: Date
    finish: Date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.finish is not None and self.finish < self.start:
            raise ValueError(f"finish {self.finish} lies before start {self.start}")
        return self


class Actuals(Stated):
    """What is known at a status date. What is not named here is as the file states it, and begins after that date."""

    date: Date
    """The status date: what is not done by then comes after it."""
    costs: dict[Identifier, Paid] = {}
    activities: dict[Identifier, Progress] = {}
    events: dict[Identifier, Literal["occurred", "passed"]] = {}
    """Events that are no longer open: what they cost and delayed lies in what is paid and done."""


class Given(Frozen):
    """The distribution of an estimate, given that it is at least so much, ``less`` an amount."""

    of: Estimate
    at_least: float
    less: float = 0.0


Drawn: TypeAlias = "Estimate | Given"
"""What an input is drawn from."""
