"""What the programme is worth: benefits and costs with a published present value, and what they are checked against."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema, model_validator

from aksonsim.model.base import Flag, Frozen, Identifier, NonNegative, Number, Positive, Share, Stated, Whole
from aksonsim.model.estimate import Estimate

SCALE = ("----", "---", "--", "-", "0", "+", "++", "+++", "++++")
"""Places of effects without a price, from very large and negative by none to very large and positive."""


def _on_scale(value: Any) -> str:
    """Read a place on the scale; a 0 is a number in YAML where nobody quotes it."""
    place = "0" if type(value) is int and value == 0 else value
    if place not in SCALE:
        raise ValueError(f"a place on the scale is one of {', '.join(SCALE)} (text in quotes), not {value!r}")
    return str(place)


Place = Annotated[str, BeforeValidator(_on_scale), WithJsonSchema({"enum": [*SCALE, 0]})]
"""A place on the scale."""


class CurvePoint(Frozen):
    """Share of inhabitants live at the end of a year."""

    year: Whole
    share: Share


class ReferenceCurve(Stated):
    """The adoption under which the items' present values were published, and the investment published with them."""

    curve: Annotated[tuple[CurvePoint, ...], Field(min_length=1)]
    """Zero before the first point, linear between points, level after the last."""
    gps: Share = 1.0
    """Share of all general practitioners in the end."""
    gp_start: Share = 1.0
    """Share of the practitioners of a municipality that join as it goes live; the rest follow within ``gp_months``."""
    gp_months: Positive = 36.0
    investment: NonNegative | None = None
    """Published present value of the investment without VAT; None: that of the file's own base estimate."""
    activity: Identifier | None = None
    """The activity whose start opens operation, and moves the curve where participation is stated."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for a, b in itertools.pairwise(self.curve):
            if a.year >= b.year or a.share > b.share:
                raise ValueError("curve must rise in years and must not fall in share")
        if self.curve[-1].share == 0:
            raise ValueError("curve must end above 0: unit values are per adopted inhabitant")
        return self


class BenefitItem(Stated):
    """A benefit (positive) or a cost that is no investment (negative), by its present value on the reference curve."""

    id: Identifier
    value: Number
    """Present value on the reference curve, without VAT."""
    by: Literal["inhabitants", "gps", "running", "variable"]
    """What it follows: inhabitants live, practitioners live, each year of operation, or the sum of the first two."""
    profile: Annotated[tuple[NonNegative, ...], Field(min_length=1)] = (1.0,)
    """Weight in the year of go-live and each year after it."""
    continues: Flag = True
    """The last weight goes on for ever (a ramp); False: nothing follows it (a loss at go-live)."""
    multiplier: Estimate | None = None
    """Uncertain factor on the value."""

    @model_validator(mode="after")
    def _profile_has_a_meaning(self) -> Self:
        if self.by in ("running", "variable") and (self.profile != (1.0,) or not self.continues):
            raise ValueError(f"by: {self.by} knows no go-live, so profile and continues may not be stated")
        if self.by == "variable" and self.multiplier is not None:
            raise ValueError("by: variable follows the other items, multiplier and all")
        if not any(self.profile):
            raise ValueError("profile needs a weight above 0")
        return self


class Effect(Stated):
    """An effect that is told beside the net present value: with a price by its items, without one by a place.

    A place is no amount, and no sum holds it.
    """

    id: Identifier
    items: tuple[Identifier, ...] = ()
    """Items of the section that are its price."""
    place: Place | None = None
    """How large it is without a price, by how much it matters and how much of it there is: ``----`` to ``++++``."""
    by: Literal["inhabitants", "gps"] | None = None
    """What an effect without a price follows: inhabitants live or practitioners live; absent: the programme as such."""
    affects: str = ""
    """Who feels it."""
    affects_nb: str = ""

    @model_validator(mode="after")
    def _priced_or_placed(self) -> Self:
        if (self.place is None) == (not self.items):
            raise ValueError(f"effect {self.id} needs either items (its price) or place (on the scale), not both")
        if self.items and self.by is not None:
            raise ValueError("by goes with place: items say themselves what they follow")
        return self


class PublishedPoint(Stated):
    """A published net present value at stated participation, which the model is set beside."""

    inhabitants: Share
    gps: Share
    """Share of all general practitioners."""
    gp_start: Share | None = None
    """As of the reference curve, where it differs."""
    value: Number


class PublishedDelay(Stated):
    """A published change of the net present value, relative to it, when adoption is so many years late."""

    years: Number
    change: Number


class Alone(Stated):
    """What each municipality would do by itself (nullalternativ): buy again every ``years``."""

    cost: Positive
    """Of one procurement."""
    years: Positive = 10.0
    alone_above: NonNegative
    """Municipalities with more inhabitants buy alone, the others in groups."""
    group: Annotated[int, Strict(), Field(ge=1)] = 1
    """Municipalities that share one procurement in equal parts."""


class Benefits(Stated):
    """Net present value: items, investment without VAT, discounting, and published figures to compare with."""

    rate: NonNegative = 0.04
    discount_to: Whole
    """Year that amounts are discounted to."""
    last_year: Whole
    """Nothing counts after it."""
    vat: NonNegative = 0.25
    """Rate of VAT on the part of a cost line that bears it (``vat_share``), where the file states none."""
    reference: ReferenceCurve
    items: Annotated[tuple[BenefitItem, ...], Field(min_length=1)]
    effects: tuple[Effect, ...] = ()
    """What is listed beside the net present value and never added to it: effects with a price and without."""
    published: tuple[PublishedPoint, ...] = ()
    delays: tuple[PublishedDelay, ...] = ()
    alone: Alone | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.last_year < self.reference.curve[0].year:
            raise ValueError(f"last_year {self.last_year} lies before the reference curve")
        if any(i.by == "variable" for i in self.items) and self.variable == 0:
            raise ValueError("by: variable needs items by inhabitants or gps that do not sum to 0")
        return self

    @property
    def variable(self) -> float:
        """Sum of the stated values that follow adoption."""
        return sum(item.value for item in self.items if item.by in ("inhabitants", "gps"))

    def problems(
        self, sources: Container[str], activities: list[str], simulated: tuple[bool, bool] | None
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield every reference that does not hold, as (place, sentence).

        ``simulated``: whether a rollout and its general practitioners are, None where uptake is not.
        """
        known = [item.id for item in self.items]
        priced: set[str] = set()
        for i, effect in enumerate(self.effects):
            for name in effect.items:
                if name not in known:
                    yield ("benefits", "effects", i, "items"), f"unknown item {name}; known: {', '.join(known[:12])}"
                if name in priced:
                    yield ("benefits", "effects", i, "items"), f"item {name} is the price of two effects"
                priced.add(name)
        sections: dict[str, tuple[BenefitItem | Effect, ...]] = {"items": self.items, "effects": self.effects}
        for section, entries in sections.items():
            seen: set[str] = set()
            for i, entry in enumerate(entries):
                if entry.id in seen:
                    yield ("benefits", section, i, "id"), f"id {entry.id} stands twice"
                seen.add(entry.id)
                for name in entry.source_names:
                    if name not in sources:
                        yield ("benefits", section, i, "source"), f"unknown source {name}"
                if simulated is not None and not simulated[0]:
                    yield ("benefits",), "benefits follow adoption: uptake needs the section rollout"
                    return
                if simulated is not None and entry.by == "gps" and not simulated[1]:
                    yield ("benefits", section, i, "by"), "by: gps needs rollout.gps"
        activity = self.reference.activity
        if activity is not None and activity not in activities:
            there = ", ".join(activities[:12]) or "none"
            yield ("benefits", "reference", "activity"), f"unknown activity {activity}; known: {there}"
