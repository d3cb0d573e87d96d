"""Cost elements, drivers, events and the cut list."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from aksonsim.model.base import (
    Date,
    Flag,
    Frozen,
    Identifier,
    NonNegative,
    Number,
    OneOrMany,
    Positive,
    Share,
    Stated,
)
from aksonsim.model.estimate import Constant, Estimate
from aksonsim.model.likelihood import MOST_OCCURRENCES, Band, Frequency, FrequencyBand, Probability, middle, shown
from aksonsim.model.quantity_price import CostEstimate, QuantityPrice
from aksonsim.model.schedule import TimeUnit


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
        stated = self.estimate
        return isinstance(stated.drawn if isinstance(stated, QuantityPrice) else stated, Constant)

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


class Delay(Frozen):
    """Time by which an event prolongs an activity: one of months, weeks and days."""

    activity: Identifier
    months: Estimate | None = None
    weeks: Estimate | None = None
    days: Estimate | None = None

    @property
    def stated(self) -> tuple[Estimate, TimeUnit]:
        """The delay and its unit."""
        units: tuple[TimeUnit, ...] = ("months", "weeks", "days")
        for unit in units:
            if (estimate := getattr(self, unit)) is not None:
                return estimate, unit
        raise ValueError("a delay states one of months, weeks and days")

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        units = [unit for unit in ("months", "weeks", "days") if getattr(self, unit) is not None]
        if len(units) != 1:
            said = f"has {' and '.join(units)}" if units else "has no length"
            raise ValueError(f"the delay {said}; state one of months, weeks and days")
        return self


class Mitigation(Frozen):
    """A measure against an event: while active it costs ``cost`` and the event has ``probability`` or ``frequency``."""

    active: Flag = False
    cost: NonNegative = 0.0
    probability: Probability | None = None
    frequency: Frequency | None = None
    """Of an event that states a frequency, over the same years."""
    title: str = ""


class Event(Stated):
    """Something that happens or not, or a number of times, and then costs, multiplies, delays, or dampens uptake."""

    id: Identifier
    probability: Probability | None = None
    """That it happens, once; either this or ``frequency``."""
    frequency: Frequency | None = None
    """Times a year: it happens a Poisson number of times over ``years``, each time with consequences of its own."""
    years: Positive | None = None
    """Over how many years the frequency counts."""
    on: OneOrMany[str] | None = None
    """Element, programme, group or pattern that ``cost`` and ``multiplier`` act on. Without it the cost is a line of
    its own, that of project-wide events, and the multiplier acts on every element."""
    cost: Estimate | None = None
    """An amount, negative for an opportunity; split over the elements it is ``on`` by base cost."""
    multiplier: Estimate | None = None
    delay: OneOrMany[Delay] | None = None
    uptake: Estimate | None = None
    """Multiplier on every municipality's readiness to commit."""
    given: Identifier | None = None
    """The event that must have occurred for this one to be possible."""
    part_of: Identifier | None = None
    """The driver this event is a cause of: then it only delays."""
    represented_by: Literal["uptake", "rollout", "schedule"] | None = None
    """The part of the model that produces this event by itself: listed with its frequency, never drawn."""
    counts: Literal["gate_missed", "mass_withdrawal", "late_municipalities", "few_gps", "late_start"] | None = None
    """With ``represented_by``: the simulated outcome that the frequency counts."""
    consequence: Literal["insignificant", "low", "moderate", "serious", "very_serious"] | None = None
    """The source's own word for the consequence."""
    mitigation: Mitigation | None = None

    @property
    def delays(self) -> tuple[Delay, ...]:
        """The delays as a tuple, however they were written."""
        if self.delay is None:
            return ()
        return self.delay if isinstance(self.delay, tuple) else (self.delay,)

    @property
    def targets(self) -> tuple[str, ...]:
        """The patterns of ``on`` as a tuple; without it, all elements."""
        if self.on is None:
            return ("*",)
        return (self.on,) if isinstance(self.on, str) else self.on

    @property
    def project_wide(self) -> bool:
        """Whether it costs something and says of no element that it does."""
        measure = self.mitigation is not None and self.mitigation.active and self.mitigation.cost > 0
        return self.on is None and (self.cost is not None or measure)

    def likelihood(self, *, mitigated: bool) -> float | Band | FrequencyBand:
        """Return the probability, or the frequency a year, as it is stated without or with the measure."""
        of = self.mitigation if mitigated and self.mitigation is not None else self
        stated = of.probability if self.frequency is None else of.frequency
        assert stated is not None  # by `_how_likely`
        return stated

    @property
    def current_likelihood(self) -> float | Band | FrequencyBand:
        """The probability or frequency as stated, after an active mitigation."""
        return self.likelihood(mitigated=self.mitigation is not None and self.mitigation.active)

    @property
    def occurrences(self) -> float | None:
        """The expected number of occurrences in a draw where a frequency is stated; None where a probability is."""
        return middle(self.current_likelihood) * self.years if self.years is not None else None

    @property
    def current_probability(self) -> float:
        """The probability a run uses, of once or more: after an active mitigation, a band at its middle."""
        number = self.occurrences
        return middle(self.current_likelihood) if number is None else -math.expm1(-number)

    @model_validator(mode="after")
    def _how_likely(self) -> Self:
        if (self.probability is None) == (self.frequency is None):
            raise ValueError(
                f"event {self.id} needs either a probability (it happens once or not) or a frequency (times a year)"
            )
        if self.frequency is None:
            if self.years is not None:
                raise ValueError(f"years goes with frequency; event {self.id} states a probability, which has none")
            if self.mitigation is not None and (self.mitigation.probability is None or self.mitigation.frequency):
                raise ValueError(f"event {self.id} states a probability, and so does its mitigation: probability alone")
            return self
        if self.years is None:
            raise ValueError(
                f"event {self.id} happens {shown(self.frequency)} times a year; years says over how many years"
            )
        if self.represented_by is not None:
            raise ValueError("represented_by lists how often the model produces the event: a probability, no frequency")
        if self.mitigation is not None and (self.mitigation.frequency is None or self.mitigation.probability):
            raise ValueError(f"event {self.id} states a frequency, and so does its mitigation: frequency alone")
        for stated in (self.frequency, self.mitigation.frequency if self.mitigation else None):
            most = stated.high if isinstance(stated, FrequencyBand) else stated or 0.0
            if most * self.years > MOST_OCCURRENCES:
                raise ValueError(
                    f"event {self.id} would happen {most * self.years:g} times in a draw; at most "
                    f"{MOST_OCCURRENCES:g} are drawn one by one: state what happens that often as a cost element"
                )
        return self

    @model_validator(mode="after")
    def _counted_once(self) -> Self:
        if self.represented_by is not None:
            if self.counts is None:
                raise ValueError("represented_by needs counts: the outcome whose frequency is listed")
            if self.cost or self.multiplier or self.delay or self.uptake:
                raise ValueError(
                    "represented_by means that the model produces this event itself; "
                    "cost, multiplier, delay and uptake would count it twice"
                )
        if self.part_of is not None and (self.cost is not None or self.multiplier is not None):
            raise ValueError(
                f"part_of: {self.part_of} means that the driver already carries the cost; only a delay may be stated"
            )
        return self


class Cut(Stated):
    """A reduction that can still be made until ``last_date`` (kuttliste)."""

    id: Identifier
    amount: Positive
    last_date: Date | None = None
    programme: Identifier | None = None
