"""Who pays, and the couplings between money, time and commitment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from aksonsim.model.base import Date, Flag, NonNegative, Positive, Share, Stated


class Sharing(Stated):
    """How shared municipal cost is split: ``equal`` part in equal parts, the rest by inhabitants."""

    equal: Share = 0.0


class Loan(Stated):
    """The municipal loan that a yearly tariff repays: real rate, years."""

    rate: NonNegative = 0.04
    years: Annotated[int, Strict(), Field(ge=1, le=100)] = 10


class Financing(Stated):
    """State = min(sum of state_share x cost, cap) in calendar order, plus what stands outside the cap."""

    cap: NonNegative | None = None
    cap_price_factor: Positive = 1.0
    """Turns the cap into the file's price year (unknown for Akson: an option)."""
    state_ends: Date | None = None
    """No state money for the capped part from this date (funding withdrawn)."""
    municipal_ceiling: NonNegative | None = None
    """The state carries the municipalities' shared cost above this amount."""
    sharing: Sharing = Sharing()
    loan: Loan = Loan()


class Links(Stated):
    """The couplings of the model, each of which can be switched off to see what it does."""

    gate_to_schedule: Flag = True
    """A late gate moves what comes after it."""
    delay_to_cost: Flag = True
    """Longer activities cost more."""
    delay_to_price: Flag = True
    """Delay raises the price that councils are told."""
    price_to_uptake: Flag = True
    """The price changes readiness to commit."""
