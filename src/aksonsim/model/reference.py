"""Reference classes: what other projects came to, over what they had been estimated at."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from aksonsim.model.base import Frozen, Identifier, NonNegative, Positive, Whole
from aksonsim.model.estimate import Empirical, Estimate

KindName = Literal["rail", "road", "building", "IT", "defence", "other", "mixed"]
KINDS: tuple[KindName, ...] = get_args(KindName)


def _kind(value: Any) -> Any:
    """Return a kind as it is spelt here, whatever its case."""
    return next((kind for kind in KINDS if isinstance(value, str) and kind.lower() == value.lower()), value)


Kind = Annotated[KindName, BeforeValidator(_kind)]
"""What sort of project something is of; ``mixed``: a class of several sorts."""
KindChoice = Literal[KindName, "all"]
"""Kinds that may be asked for."""
Certainty = Literal["read", "second-hand", "derived"]
"""How a figure is known: read in the source, in somebody's account of it, or by arithmetic from such figures."""
Decision = Literal["early", "final"]
"""Which estimate a source measures from: an early one, or the one at the decision to invest."""
Foundation = Literal["base", "p50"]
"""What of the model a ratio is put on: the base estimate, or the model's own P50."""
FEWEST = 3
"""Observed projects that are a class; an interval says how little so few tell."""
AS_RATIOS = "a ratio is actual / estimate: 1.12 for an overrun of 12 %, 0.95 for 5 % saved"


class Origin(Frozen):
    """Where a figure comes from: what was printed, how certain it is, and what to mind."""

    id: Identifier
    title: str = ""
    """By default the id."""
    title_nb: str = ""
    kind: Kind
    decision: Decision
    source: str
    certainty: Certainty = "read"
    printed: str = ""
    caveats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if not self.source.strip():
            raise ValueError("source is empty; say where the figures come from")
        return self


class ReferenceClass(Origin):
    """A class of projects: actual cost over estimate, as a distribution or as the ratios of observed projects."""

    projects: Annotated[Whole, Field(gt=0)] | None = None
    """By default as many as there are ratios."""
    of: Foundation
    estimate: Estimate | None = None
    """The distribution of the ratio; a table of observations is as good as `ratios`."""
    ratios: Annotated[tuple[Positive, ...], Field(min_length=FEWEST)] = ()
    """Actual cost over estimate of each observed project."""
    derivation: str = ""
    """How the distribution follows from what was printed."""
    per_extra_year: NonNegative | None = None
    """What every extra year adds to the ratio, where the source prints that beside its distribution."""

    @property
    def observed(self) -> tuple[float, ...]:
        """Ratios of single projects; none where a distribution is stated."""
        if isinstance(self.estimate, Empirical) and self.estimate.truncate is None:
            return self.estimate.observations
        return self.ratios

    @model_validator(mode="after")
    def _one_distribution(self) -> Self:
        if (self.estimate is None) == (not self.ratios):
            both = "both" if self.ratios else "neither"
            raise ValueError(f"{both} of estimate and ratios; give the distribution or the observed ratios")
        seen = self.observed
        if not seen:
            return self
        if len(seen) < FEWEST:
            raise ValueError(f"{len(seen)} observations; a class has at least {FEWEST}, a single project is a case")
        if min(seen) < 0.1 or max(seen) > 10 or max(seen) < 0.5 or min(seen) > 3:
            raise ValueError(f"ratios from {min(seen):g} to {max(seen):g}; {AS_RATIOS}")
        if self.projects not in (None, len(seen)):
            raise ValueError(f"projects {self.projects}, but {len(seen)} ratios; leave projects out")
        return self


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
    """Reference classes and single cases, at least one of either."""

    classes: tuple[ReferenceClass, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def all(self) -> tuple[ReferenceClass | Case, ...]:
        """Classes, then cases."""
        return (*self.classes, *self.cases)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [one.id for one in self.all]
        if not ids:
            raise ValueError("there is no class and no case; state classes, cases, or both")
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"id {twice} stands twice")
        return self
