"""What a calibration is asked: which numbers of a scenario file may move, and which stated figures they shall meet."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from aksonsim.model.base import Frozen, Identifier, NonNegative, Number, Positive, Stated, Whole
from aksonsim.model.claims import Against, Claim
from aksonsim.model.quantities import STATISTICS, percentile

BELOW_BASE = "prob_base"
"""What a target calls the chance to stay below the base estimate; a claim says what it is below."""
NO_FIGURES = ("goal", "stated")
"""Statistics of claims that a model's figure is not fitted to."""

FEWEST = 1_000
"""Draws below which a calibration is refused: the errors come from 25 batches."""


class Parameter(Frozen):
    """A number of the scenario file that may move."""

    path: Annotated[str, Field(min_length=1)]
    """Dotted path, as in an overlay; a pattern gives all that match one value."""
    min: Number | None = None
    """Bounds of the search; by default a quarter and four times the start, where that is positive."""
    max: Number | None = None
    start: Number | None = None
    """Where the search begins; by default what the file states."""
    scale: Positive | None = None
    """A change of this size is a moderate one; by default a tenth of the way between the bounds."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"min {self.min:g} must lie below max {self.max:g}")
        return self


class Target(Stated):
    """A stated figure that the model shall meet."""

    quantity: str
    """As for a claim: ``cost_programme[journal]``, ``gate[on_time]``."""
    statistic: str
    """As for a claim; also ``prob_base`` for the chance to stay below the base estimate."""
    value: Number
    """An amount, a price per inhabitant or a fraction, as the quantity has it."""
    tolerance: Positive
    """Half the interval that the figure stands for, in its own unit: 2.5 where it was rounded to the nearest 5."""
    weight: NonNegative = 1.0
    """Of the squared residual in tolerances; 0: shown beside the model's figure, not fitted."""
    scenario: Identifier | None = None
    """By default the stage's."""
    of: str | None = None
    against: Against | None = None
    given: Literal["passed", "all"] | None = None

    @property
    def claim(self) -> Claim:
        """What the model is asked, as a claim."""
        below = self.statistic == BELOW_BASE
        return Claim(
            id="target",
            value=self.value,
            quantity=self.quantity,
            statistic="prob_below" if below else self.statistic,
            tolerance=0,
            of=self.of,
            against="base" if below else self.against,
            given=self.given,
        )

    @model_validator(mode="after")
    def _is_a_figure(self) -> Self:
        if percentile(self.statistic) is None and self.statistic not in (*STATISTICS, BELOW_BASE):
            known = [word for word in (*STATISTICS, BELOW_BASE) if word not in NO_FIGURES]
            raise ValueError(f"unknown statistic {self.statistic}; known: pNN (p50, p85), {', '.join(known)}")
        try:
            asked = self.claim
        except ValidationError as error:
            # Every field is valid by itself, so what is left are a claim's own sentences.
            raise ValueError(str(error.errors()[0]["ctx"]["error"])) from None
        if asked.statistic in NO_FIGURES:
            raise ValueError(f"statistic {self.statistic} is no figure that draws give; take a percentile or mean")
        return self


class Stage(Frozen):
    """Parameters that are fitted together to their targets."""

    title: str = ""
    scenario: Identifier | None = None
    """What is simulated; a target may name another."""
    draws: Annotated[Whole, Field(ge=FEWEST)] | None = None
    fit: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _solvable(self) -> Self:
        twice = [path for path, count in Counter(p.path for p in self.fit).items() if count > 1]
        if twice:
            raise ValueError(f"{twice[0]} stands twice in fit")
        if not any(target.weight for target in self.targets):
            raise ValueError("every target has weight 0; one at least must be fitted")
        return self


class Calibration(Frozen):
    """Stages in order; what one has fitted stays for the next."""

    title: str = ""
    note: str = ""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
