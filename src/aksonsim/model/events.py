"""Events: how likely each is, what it is given, what it does, and the measure against it."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import model_validator

from aksonsim.model.base import Flag, Frozen, Identifier, NonNegative, OneOrMany, Positive, Share, Stated
from aksonsim.model.estimate import Estimate
from aksonsim.model.likelihood import MOST_OCCURRENCES, Band, Frequency, FrequencyBand, Probability, middle, shown
from aksonsim.model.schedule import TimeUnit


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
    otherwise: Share | None = None
    """Of an event that states what it is ``otherwise``."""
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
    """The event that must have occurred for this one to have its probability; that of several is their common cause."""
    otherwise: Share | None = None
    """The probability where the event that it is ``given`` does not occur, by default 0."""
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
    def current_otherwise(self) -> float:
        """The probability without the event that it is given: after an active mitigation."""
        of = self.mitigation if self.mitigation is not None and self.mitigation.active else self
        return of.otherwise or 0.0

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
    def _without_its_cause(self) -> Self:
        if self.otherwise is not None and self.given is None:
            raise ValueError(f"otherwise is the probability without a cause; given says which event causes {self.id}")
        if self.otherwise is not None and self.frequency is not None:
            raise ValueError(
                f"otherwise is a probability, and event {self.id} states a frequency: state what happens without "
                f"{self.given} as an event of its own"
            )
        if self.mitigation is not None and (self.mitigation.otherwise is None) != (self.otherwise is None):
            raise ValueError(f"event {self.id} and its mitigation both state otherwise, or neither does")
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
