"""A sweep as its file states it: base, parameters, design, outputs."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from aksonsim.model.base import Flag, Frozen, Identifier, Number, Positive, Whole
from aksonsim.model.estimate import Estimate
from aksonsim.model.quantities import ONLY, QuantityName
from aksonsim.sweeps.outputs import Output

Kind = Literal["grid", "lhs", "sobol", "morris", "saltelli", "one_at_a_time"]
MOST_POINTS = 1_000_000
Manifest = dict[str, Any]
"""The manifest of a store, a JSON file (`aksonsim.sweeps.manifest`)."""


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "whole"
    return "text" if isinstance(value, str) else "number"


Setting = Annotated[
    Annotated[Whole, Tag("whole")]
    | Annotated[Number, Tag("number")]
    | Annotated[str, Tag("text")]
    | Annotated[Flag, Tag("flag")],
    Discriminator(_kind_of),
]
"""One value of a parameter: a number (a whole one stays whole), a word (a date is one) or true or false."""
WAYS = ("values", "range", "log_range", "estimate")


class Parameter(Frozen):
    """What one place of the scenario file is set to: one of `WAYS`, under the dotted path that leads there."""

    values: Annotated[tuple[Setting, ...], Field(min_length=1, max_length=10_000)] | None = None
    range: tuple[Number, Number] | None = None
    log_range: tuple[Positive, Positive] | None = None
    estimate: Estimate | None = None
    levels: Annotated[Whole, Field(ge=2, le=10_000)] = 5
    """Levels of a range or estimate in a grid and in one_at_a_time."""
    start: Setting | None = None
    """Where one_at_a_time begins; by default what the file states."""
    title: str = ""
    title_nb: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        stated = [way for way in WAYS if getattr(self, way) is not None]
        if len(stated) != 1:
            raise ValueError(f"states {' and '.join(stated) or 'nothing to vary'}; one of {', '.join(WAYS)}")
        for way in ("range", "log_range"):
            limits = getattr(self, way)
            if limits is not None and not limits[0] < limits[1]:
                raise ValueError(f"{way} [{limits[0]:g}, {limits[1]:g}] must have its lower end below its upper end")
        if self.values is not None:
            twice = [value for value, n in Counter(map(repr, self.values)).items() if n > 1]
            if twice:
                raise ValueError(f"value {twice[0]} stands twice")
            if len({_kind_of(value).replace("whole", "number") for value in self.values}) > 1:
                raise ValueError("values must be all numbers, all words or all true and false")
        return self


class Design(Frozen):
    """Where the points lie."""

    kind: Kind
    points: Annotated[Whole, Field(ge=1, le=MOST_POINTS)] | None = None
    """How many; morris and saltelli take as many whole trajectories or blocks as fit. A grid has its own number."""
    seed: Annotated[Whole, Field(ge=0, lt=2**64)] = 1
    levels: Annotated[Whole, Field(ge=2, le=64)] = 4
    """Levels of a morris design, an even number."""

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, data: Any) -> Any:
        return {"kind": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _has_points(self) -> Self:
        counted = self.kind in ("grid", "one_at_a_time")
        if counted and self.points is not None:
            raise ValueError(f"the levels of its parameters are the points of a {self.kind}; leave points out")
        if not counted and self.points is None:
            raise ValueError(f"{self.kind} needs points")
        if self.levels % 2:
            raise ValueError(f"levels of morris must be even, not {self.levels}")
        return self


class Sweep(Frozen):
    """A sweep file, resolved."""

    schema_: Literal[1] = Field(alias="schema")
    title: str
    title_nb: str = ""
    note: str = ""
    base: str
    """The scenario file, relative to this one."""
    scenario: Identifier | None = None
    parameters: Annotated[dict[str, Parameter], Field(min_length=1, max_length=500)]
    design: Design
    outputs: Annotated[tuple[Output, ...], Field(min_length=1, max_length=1000)]
    curves: tuple[str, ...] = ()
    """Quantities whose whole S-curve is kept at each point."""
    draws: Annotated[Whole, Field(ge=1)] = 10_000
    seed: Annotated[Whole, Field(ge=0, lt=2**64)] = 1

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        for key, names in (("outputs", [output.name for output in self.outputs]), ("curves", list(self.curves))):
            twice = [name for name, n in Counter(names).items() if n > 1]
            if twice:
                raise ValueError(f"{key}: {twice[0]} stands twice" + ("; name one of them" if key == "outputs" else ""))
        for name in self.curves:
            if QuantityName.parse(name).name in ONLY:
                raise ValueError(f"curves: {name} has no S-curve; it is a chance")
        return self
