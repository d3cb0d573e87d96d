"""Activities of uncertain duration, and what must come before them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from aksonsim.model.base import Date, Frozen, Identifier, Number, Stated
from aksonsim.model.estimate import Estimate


class Link(Frozen):
    """A predecessor with a lag in months (finish to start)."""

    activity: str
    lag: Number = 0.0


def _is_link(value: Any) -> str:
    return "link" if isinstance(value, (dict, Link)) else "name"


Predecessor = Annotated[
    Annotated[str, Tag("name")] | Annotated[Link, Tag("link")],
    Discriminator(_is_link),
]
"""A predecessor by its name alone, or with a lag."""


class Activity(Stated):
    """A piece of work with a duration in months, or a hammock between two milestones.

    Milestones: ``start`` (of the file), ``gate``, ``<activity>`` (its end) and ``<activity>.start``.
    """

    id: Identifier
    duration: Estimate | None = None
    hammock: tuple[str, str] | None = None
    """Begins and ends with two milestones that others set (programme management)."""
    after: tuple[Predecessor, ...] = ()
    not_before: Date | None = None
    align: Literal["none", "year"] = "none"
    """``year``: the start waits for the next 1 January, because the state budget is annual."""
    overlap: Literal["add", "max"] = "add"
    """How delays of several events combine: they add up, or (``max``) the longest counts, else the greatest saving."""

    @property
    def links(self) -> tuple[Link, ...]:
        """The predecessors, each as a link."""
        return tuple(link if isinstance(link, Link) else Link(activity=link) for link in self.after)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.duration is None) == (self.hammock is None):
            raise ValueError("needs either a duration or a hammock: [milestone, milestone]")
        if self.hammock is not None and (self.after or self.not_before or self.align != "none"):
            raise ValueError("a hammock has no predecessors, dates or alignment of its own")
        return self
