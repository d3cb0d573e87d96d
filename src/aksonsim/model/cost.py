"""Cost elements, their programmes and groups, drivers and the cut list."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from aksonsim.model.base import (
    Date,
    Flag,
    Frozen,
    Identifier,
    Number,
    Positive,
    Share,
    Stated,
)
from aksonsim.model.estimate import Constant, Estimate
from aksonsim.model.quantity_price import CostEstimate, QuantityPrice


class Programme(Stated):
    """A programme that elements belong to. ``driver_centre`` and ``driver_spread`` are its two calibrated knobs.

    A driver of the programme acts as ``1 + centre + spread (M - 1)`` where M is its stated multiplier.
    """

    id: Identifier
    survives_stop: Flag = False
    """Goes on when the gate stops the rest (Akson: step 1)."""
    outside_cap: Flag = False
    """The state's part of it does not count against the cap (Akson: step 1)."""
    shared: Flag = True
    """Shared among the participants by the sharing rule; False: each municipality's own (local introduction)."""
    driver_centre: Number = Field(default=0.0, gt=-1, lt=1)
    driver_spread: Number = Field(default=1.0, ge=0, le=5)


class Group(Stated):
    """A heading that cost elements and other groups stand under; it has no estimate, its cost is their sum."""

    id: Identifier
    under: Identifier | None = None
    """The group it stands under."""


class Varies(Frozen):
    """Share of a cost that is proportional to participation (design: v), by basis; the shares sum to at most 1."""

    inhabitants: Share = 0.0
    gps: Share = 0.0
    of: Literal["committed", "live"] = "committed"
    """Participation of those committed in the end (licences) or of those live when the rollout ends (local)."""

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        if self.inhabitants + self.gps > 1 + 1e-12:
            raise ValueError(f"shares sum to {self.inhabitants + self.gps:g}; they may sum to at most 1")
        return self


class CostElement(Stated):
    """One cost line (kostnadselement, PNS)."""

    id: Identifier
    estimate: CostEstimate
    """In the file's currency and price year, *before* unspecified; or ``{quantity, price}``."""
    quantity_unit: str = ""
    """What a quantity is counted in (m3), for readers."""
    currency: Identifier | None = None
    """What the estimate is stated in where that is not the file's currency: an id of ``exchange``."""
    income: Flag = False
    """Money that comes in: the estimate states it as a positive amount, and it lowers the cost."""
    base: Number | None = None
    """The most likely value, where the estimate's own form does not state one."""
    programme: Identifier | None = None
    under: Identifier | None = None
    """The group it stands under, whose cost it is part of."""
    payable: Flag = False
    """Payable lines carry the file's unspecified allowance."""
    varies: Varies | None = None
    activity: Identifier | None = None
    """The activity the cost is spread over; without one it falls evenly on the first year."""
    time_share: Share = 0.0
    """Share that runs with the duration of the activity (design: tau)."""
    state_share: Share = 0.0
    """Share that the state pays (up to the cap); the municipalities pay the rest."""
    vat_share: Share = 0.0
    """Share of the cost that bears 25 % VAT (used where amounts are needed without VAT)."""

    @property
    def certain(self) -> bool:
        """Whether nothing of its estimate is drawn."""
        return isinstance(self.drawn, Constant)

    @property
    def drawn(self) -> Estimate:
        """What is drawn of its estimate: of a quantity and a price the uncertain one, or the price of two."""
        return self.estimate.drawn if isinstance(self.estimate, QuantityPrice) else self.estimate

    @property
    def sign(self) -> float:
        """-1 of an income, whose amounts lower the cost; else 1."""
        return -1.0 if self.income else 1.0

    @model_validator(mode="after")
    def _income_is_no_cost(self) -> Self:
        if self.base is not None and self.base < 0:
            raise ValueError(
                f"base {self.base:g} is negative; what comes in is a positive amount with income: true, in base too"
            )
        if self.income and self.payable:
            raise ValueError(
                "a line with income: true cannot be payable: it carries no unspecified allowance; leave payable out"
            )
        return self


class Driver(Stated):
    """What hits many elements at once (usikkerhetsdriver): a multiplier of them, or an amount that is added."""

    id: Identifier
    multiplier: Estimate | None = None
    """A factor about 1 on the elements it is exposed to."""
    addition: Estimate | None = None
    """In place of a multiplier: an amount in the file's currency, positive or negative, that nothing multiplies."""
    exposure: dict[str, Share] = {}
    """Pattern of element ids (``journal.*``), a programme or a group -> share of it that is exposed (andel). An
    addition is split over what is exposed by base cost x share; without exposure it is a line of its own."""
    programme: Identifier | None = None
    """Whose ``driver_centre`` and ``driver_spread`` act on its multiplier; None: taken as stated."""

    @property
    def estimate(self) -> Estimate:
        """What is drawn: the multiplier or the addition."""
        stated = self.addition if self.multiplier is None else self.multiplier
        assert stated is not None  # one of them, by `_one_kind`
        return stated

    @property
    def neutral(self) -> float:
        """The value at which it does nothing: 1 of a multiplier, 0 of an addition."""
        return 0.0 if self.multiplier is None else 1.0

    @property
    def project_wide(self) -> bool:
        """Whether it adds an amount and says of no element that it does."""
        return self.addition is not None and not self.exposure

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.multiplier is None) == (self.addition is None):
            raise ValueError(
                f"driver {self.id} needs either a multiplier (a factor about 1) or an addition (an amount of money)"
            )
        if self.multiplier is not None and "exposure" not in self.model_fields_set:
            raise ValueError(f"driver {self.id} multiplies and needs exposure: {{pattern: share}}; * is every element")
        if self.addition is not None and self.exposure and not any(self.exposure.values()):
            raise ValueError(f"driver {self.id} adds an amount to nothing: every share of its exposure is 0")
        if self.addition is not None and self.programme is not None:
            raise ValueError(
                f"driver {self.id} adds an amount, which driver_centre and driver_spread of a programme do not act on; "
                "leave programme out (exposure says which elements it falls on)"
            )
        return self


class Cut(Stated):
    """A reduction that can still be made until ``last_date`` (kuttliste)."""

    id: Identifier
    amount: Positive
    last_date: Date | None = None
    programme: Identifier | None = None
