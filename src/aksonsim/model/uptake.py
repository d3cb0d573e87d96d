"""The municipalities, how they come to commit, the gate and the rollout."""

from __future__ import annotations

import itertools
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, Strict, model_validator

from aksonsim.model.base import (
    Date,
    Frozen,
    Identifier,
    NonNegative,
    Number,
    Positive,
    Share,
    Stated,
    Whole,
)
from aksonsim.model.estimate import Estimate

Code = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    Field(pattern=r"^[0-9A-Za-z]{1,12}$"),
]
"""A municipality number; ``1103`` may stand without quotes, and the reader keeps the zero of ``0301``."""


class Municipality(Frozen):
    """One municipality."""

    code: Code
    name: str
    county: str
    health_region: str = ""
    inhabitants: Annotated[int, Strict(), Field(gt=0, lt=2**24)]


class Exclude(Frozen):
    """Municipalities of the table that do not take part in the model."""

    health_regions: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()


class Population(Stated):
    """The municipalities: a table shipped with the package, a CSV file, or written out."""

    table: Literal["norway-2020"] | None = None
    data: str = ""
    """A CSV file with the columns code, name, county, health_region, inhabitants; the reader writes it out below."""
    municipalities: tuple[Municipality, ...] = ()
    exclude: Exclude = Exclude()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.table is None) == (not self.municipalities):
            raise ValueError("needs either table: norway-2020, or municipalities (or data: file.csv)")
        codes = [m.code for m in self.municipalities]
        if len(set(codes)) != len(codes):
            raise ValueError(f"municipality code {next(c for c in codes if codes.count(c) > 1)} stands twice")
        return self


class Participation(Stated):
    """Participation where uptake is not simulated."""

    inhabitants: Share
    gps: Share = 0.0


class Rounds(Frozen):
    """The calendar of council rounds: the ends of these months, every year, until the last date."""

    months: Annotated[tuple[Annotated[int, Strict(), Field(ge=1, le=12)], ...], Field(min_length=1)] = (3, 6, 9, 12)
    until: Date


class Ready(Stated):
    """When a decision basis is at hand: a date, and an uncertain delay in months."""

    date: Date
    delay: Estimate | None = None


class BasisReady(Frozen):
    """Decision bases of the pioneers and of all others."""

    pioneers: Ready
    others: Ready


class PerStatus(Stated):
    """A number for each status a municipality can have."""

    pioneer: NonNegative
    signed: NonNegative
    unsigned: NonNegative


class Own(Stated):
    """A municipality with its own line (Oslo)."""

    hazard: NonNegative
    refusal: Share = 0.0


class SignedTotal(Stated):
    """What the sources say of all signatories together; those not known by name are sampled to agree."""

    municipalities: Annotated[int, Strict(), Field(ge=0)]
    inhabitants: Share


class Affordability(Stated):
    """A = clip((price_ref / price)^elasticity, floor, ceiling), with the price as known at the round."""

    elasticity: NonNegative
    weight_committed: Share = 0.5
    """w in w F + (1 - w) F_expected."""
    expected_share: Positive
    reference_price: Positive
    """Price per inhabitant at which A = 1, in the currency itself (NOK where amounts are MNOK)."""
    uplift: Positive = 1.0
    """P50 of the published frame over its base estimate: turns base estimates into the price that councils are told."""
    floor: Positive = 0.3
    ceiling: Positive = 2.0


class DeadlineEffect(Stated):
    """W: readiness is multiplied by ``factor`` in rounds within ``months`` before a deadline."""

    factor: Positive
    months: NonNegative


class Options(Stated):
    """Share of decisions that are an option instead of a commitment, and the share of options that convert."""

    share: Share
    converts: Share


class Withdrawal(Stated):
    """Commitments withdrawn when the supplier and the price are known (activity ``at`` ends).

    Each committed municipality withdraws with probability min(1, p (price / price_ref)^elasticity Z), Z lognormal
    with median 1 and log standard deviation ``spread``, common to all.
    """

    probability: Share
    elasticity: NonNegative = 0.0
    spread: NonNegative = 0.0
    at: Identifier


class Uptake(Stated):
    """How municipalities come to commit, council round by council round (docs/method.md, uptake)."""

    rounds: Rounds
    basis_ready: BasisReady
    notice_months: NonNegative = 2.0
    pioneers: tuple[Code, ...] = ()
    signed: tuple[Code, ...] = ()
    signed_total: SignedTotal | None = None
    own: dict[Code, Own] = {}
    scale: Positive = 1.0
    """The one calibrated factor, common to all hazards."""
    hazard: PerStatus
    """Cumulated hazard per round before all other factors."""
    refusal: PerStatus
    """Probability of refusing for good."""
    size_exponent: Number = 0.0
    peer: NonNegative = 0.0
    county_peer: NonNegative = 0.0
    live_pull: NonNegative = 0.0
    """Weight of the live share among what draws late joiners."""
    confidence_sd: NonNegative = 0.0
    county_confidence_sd: NonNegative = 0.0
    deadline_effect: DeadlineEffect | None = None
    affordability: Affordability | None = None
    options: Options | None = None
    withdrawal: Withdrawal | None = None
    mandatory_from: Date | None = None
    """From the first round on or after this date every municipality is bound by law."""

    @model_validator(mode="after")
    def _probabilities(self) -> Self:
        for status in ("pioneer", "signed", "unsigned"):
            if getattr(self.refusal, status) > 1:
                raise ValueError(f"refusal.{status} is a probability and cannot exceed 1")
        return self


class Extensions(Stated):
    """What happens when the deadline is missed: so many extensions of so many months, each if the state agrees."""

    number: Annotated[int, Strict(), Field(ge=0, le=20)]
    months: Positive
    probability: Share


class Stop(Stated):
    """What a stop costs: running work ends after ``wind_down`` months, plus a termination lump."""

    wind_down: NonNegative = 0.0
    termination: Estimate | None = None
    programme: Identifier | None = None
    state_share: Share = 0.0


class Gate(Stated):
    """The share that must have committed before tender notice."""

    share: Share
    counted_by: Literal["inhabitants", "municipalities"] = "inhabitants"
    deadline: Date
    planned: Date
    """When the reference schedule has the gate."""
    extensions: Extensions | None = None
    stop: Stop = Stop()


class CapacityPoint(Frozen):
    """Cumulated share of inhabitants that can be live so many months after rollout starts."""

    months: NonNegative
    share: Share


class GpRamp(Stated):
    """General practitioners inside a live municipality: a start share that rises linearly to a final one."""

    start: Share = 0.3
    final: Estimate
    months: Positive = 36.0


class Target(Stated):
    """An official goal of adoption, shown in pictures."""

    measure: Literal["inhabitants", "municipalities", "gps"]
    year: Whole
    share: Share


class Rollout(Stated):
    """Municipalities go live in order of commitment, pioneers first, under a capacity that ramps up."""

    activity: Identifier
    """The activity with whose start the rollout begins."""
    capacity: Annotated[tuple[CapacityPoint, ...], Field(min_length=1)]
    capacity_factor: Estimate | None = None
    """Uncertain multiplier on the capacity."""
    project_months: NonNegative = 18.0
    """An introduction project takes this long from commitment to live."""
    participation_year: int = 2030
    """At whose end participation is measured, for costs that vary with it; later where the rollout ends later."""
    gps: GpRamp | None = None
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> Self:
        points = [(point.months, point.share) for point in self.capacity]
        if any(a[0] >= b[0] or a[1] > b[1] for a, b in itertools.pairwise(points)):
            raise ValueError("capacity must rise in months and must not fall in share")
        return self
