"""The scenario file as one frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, Strict, ValidationInfo, model_serializer, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from aksonsim.model import reading
from aksonsim.model.actuals import Actuals
from aksonsim.model.base import Date, Frozen, Identifier, NonNegative, Origin, Share, Stated
from aksonsim.model.benefits import Benefits
from aksonsim.model.claims import Claim
from aksonsim.model.correlations import Correlation
from aksonsim.model.cost import CostElement, Cut, Driver, Group, Programme
from aksonsim.model.events import Event
from aksonsim.model.finance import Financing, Links
from aksonsim.model.groups import Tree
from aksonsim.model.prices import Exchange, Index
from aksonsim.model.reference import Kind
from aksonsim.model.references import problems
from aksonsim.model.reserved import BASELINE
from aksonsim.model.schedule import Activity
from aksonsim.model.uptake import Gate, Participation, Population, Rollout, Uptake


class Source(Frozen):
    """A document that figures come from."""

    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    trust: str = ""
    """How far the figure can be trusted, in the words of the file's author."""
    map_digest: str = ""
    """Of a register that was imported: SHA-256 of the mapping file it was read with."""
    file: str = ""
    """Of a section that stands in a file beside this one: that file, as it was named."""
    digest: str = ""
    """SHA-256 of that file as it was read; the reader writes both."""
    note: str = ""


class Defaults(Frozen):
    """Source and basis of the items of a section that state none of their own."""

    costs: Origin = Origin()
    drivers: Origin = Origin()
    events: Origin = Origin()
    correlations: Origin = Origin()
    activities: Origin = Origin()
    cuts: Origin = Origin()

    def of(self, section: str) -> Origin:
        """Return what holds for a section; of one that takes no defaults, nothing."""
        found = getattr(self, section, None)
        return found if isinstance(found, Origin) else Origin()


class Variant(Stated):
    """A named set of changes to the base file (a scenario); ``changes`` maps dotted paths to values."""

    changes: dict[str, Any] = {}


class Scenario(Stated):
    """What the user states, resolved: everything a run needs but the random numbers."""

    schema_: Literal[1] = Field(alias="schema")
    title: str
    name: Identifier = BASELINE
    kind: Kind | None = None
    """What sort of project it is: beside which reference classes it stands (``aksonsim outside``)."""
    currency: Annotated[str, Field(min_length=1)] = "MNOK"
    """Unit of amounts. A prefix as in MNOK or kEUR says what amounts per inhabitant are in (`aksonsim.money`)."""
    price_year: Annotated[int, Strict(), Field(ge=1900, le=2200)] | None = None
    """Of every amount; where it is not stated, tables say so, and what needs it is refused."""
    start: Date = dt.date(2021, 1, 1)
    horizon: Annotated[int, Strict(), Field(ge=1900, le=2300)] | None = None
    """Last year of the time axis; by default 19 years after the first, or the first where nothing has a date."""
    work_week: Literal[5, 7] | None = None
    """Days a week has where durations, lags and delays are in days: 5 working days or 7 calendar days."""
    vat: NonNegative | None = None
    """Rate of VAT on the part of a cost line that bears it (``vat_share``); by default that of the benefits, else 0.25.
    """
    unspecified: Share = 0.0
    """Unspecified allowance (uspesifisert) on payable lines."""
    sources: dict[Identifier, Source] = {}
    defaults: Defaults = Defaults()
    programmes: tuple[Programme, ...] = ()
    groups: tuple[Group, ...] = ()
    """The tree that cost elements stand in, with sums at every level."""
    costs: tuple[CostElement, ...] = ()
    """None where the file is a register of events, or a schedule, alone."""
    exchange: tuple[Exchange, ...] = ()
    """Rates of the currencies that cost lines are stated in, where that is not the file's."""
    indices: tuple[Index, ...] = ()
    """Price indices of cost lines: with them a run also has nominal cost, by the year that it is paid in."""
    drivers: tuple[Driver, ...] = ()
    drivers_combine: Literal["product", "sum"] = "product"
    """How several multipliers act on one element: their product, or 1 plus the sum of what each adds."""
    events: tuple[Event, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    activities: tuple[Activity, ...] = ()
    participation: Participation | None = None
    population: Population | None = None
    uptake: Uptake | None = None
    gate: Gate | None = None
    rollout: Rollout | None = None
    financing: Financing | None = None
    benefits: Benefits | None = None
    actuals: Actuals | None = None
    """What has been paid and done by a status date; the rest is simulated from there."""
    cuts: tuple[Cut, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: Links = Links()
    scenarios: dict[Identifier, Variant] = {}
    changes_made: tuple[str, ...] = Field(default=(), alias="changed")
    """What was changed on top of the file, ``path: old -> new``; the reader writes it, so that no result hides it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Make a scenario of plain data, which is validated as a file is.

        Parameters
        ----------
        data
            The keys of a scenario file. Paths of tables are relative to the working directory.

        Raises
        ------
        ScenarioError
            Everything that is wrong, one sentence with its path each.

        Examples
        --------
        >>> from aksonsim import Scenario
        >>> lines = [{"id": "a", "estimate": {"min": 1, "mode": 2, "max": 4, "shape": "pert"}}]
        >>> Scenario.from_dict({"schema": 1, "title": "One line", "price_year": 2019, "costs": lines}).costs[0].id
        'a'
        """
        return cast("Scenario", reading.reader().from_dict(data))

    def changed(self, changes: Mapping[str, Any], *, name: str | None = None) -> Scenario:
        """Make a scenario that differs from this one, validated as a file is; this one stays as it is.

        Parameters
        ----------
        changes
            Dotted paths, as in an overlay, and their values: numbers, texts, dates, lists, mappings, or estimates
            and other parts of a scenario; None removes. What was changed is noted in `changes_made`.
        name
            What to call it; scenarios of one run have different names. Its title says it too.

        Raises
        ------
        ScenarioError
            Everything that is wrong, one sentence with its path each, and the nearest path that exists.

        Examples
        --------
        >>> from aksonsim import load
        >>> half = load("configs/akson.yaml").changed({"gate.share": 0.5}, name="half")
        >>> half.name, half.gate.share, half.changes_made
        ('half', 0.5, ('gate.share: 0.55 -> 0.5',))
        """
        return cast("Scenario", reading.reader().changed(self, changes, name))

    @model_serializer(mode="wrap")
    def _keep_start(self, handler: Any) -> dict[str, Any]:
        """Keep the start where it must be stated, though it is the default: dates and years of money count from it."""
        stated: dict[str, Any] = handler(self)
        return stated | {"start": self.start} if self.indices or self.actuals else stated

    @property
    def last_year(self) -> int:
        """Last year of the time axis."""
        if self.horizon is not None:
            return self.horizon
        dated = bool(self.activities) or self.uptake is not None or self.benefits is not None
        return self.start.year + 19 if dated else self.start.year

    @property
    def milestones(self) -> tuple[str, ...]:
        """What dates there are of, in the order of the kernels: start, gate, then start and end of each activity."""
        return ("start", "gate", *(name for a in self.activities for name in (f"{a.id}.start", a.id)))

    @property
    def vat_rate(self) -> float:
        """Rate of VAT on the part of a cost line that bears it."""
        if self.vat is not None:
            return self.vat
        return self.benefits.vat if self.benefits is not None else Benefits.model_fields["vat"].default

    def match(self, pattern: str) -> tuple[str, ...]:
        """Return the ids of the elements that a pattern, or the id of an element, programme or group, stands for.

        In file order.
        """
        ids = [element.id for element in self.costs]
        if pattern in ids:
            return (pattern,)
        if any(programme.id == pattern for programme in self.programmes):
            return tuple(element.id for element in self.costs if element.programme == pattern)
        if any(group.id == pattern for group in self.groups):
            below = set(Tree.of(self.groups, self.costs).below(pattern))
            return tuple(name for name in ids if name in below)
        return tuple(name for name in ids if fnmatchcase(name, pattern))

    @model_validator(mode="after")
    def _references_hold(self, info: ValidationInfo) -> Self:
        found = list(problems(self))
        if found:
            raise ValidationError.from_exception_data(
                "Scenario",
                [
                    InitErrorDetails(
                        type=PydanticCustomError("reference", "{sentence}", {"sentence": sentence}), loc=loc, input=None
                    )
                    for loc, sentence in found
                ],
            )
        return self
