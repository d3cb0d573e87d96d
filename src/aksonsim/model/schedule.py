"""Activities of uncertain duration, and what must come before them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from aksonsim.model.base import Date, Frozen, Identifier, Number, Stated
from aksonsim.model.estimate import Estimate

TimeUnit = Literal["days", "weeks", "months"]
"""What a duration or a lag is stated in."""

LinkType = Literal["FS", "SS", "FF", "SF"]
"""Which end of the predecessor (first letter) holds back which end of the activity: F its finish, S its start."""


class Link(Frozen):
    """A predecessor, how it is linked and with what lag."""

    activity: str
    type: LinkType = "FS"
    """FS finish to start, SS start to start, FF finish to finish, SF start to finish."""
    lag: Number = 0.0
    """Time between the two ends, negative for a lead."""
    unit: TimeUnit | None = None
    """Unit of the lag; by default that of the activity whose ``after`` it stands in."""


def _is_link(value: Any) -> str:
    return "link" if isinstance(value, (dict, Link)) else "name"


Predecessor = Annotated[
    Annotated[str, Tag("name")] | Annotated[Link, Tag("link")],
    Discriminator(_is_link),
]
"""A predecessor by its name alone (finish to start, no lag), or as a link."""


class Activity(Stated):
    """A piece of work with a duration, or a hammock between two milestones. One that takes 0 is a milestone.

    Milestones: ``start`` (of the file), ``gate``, ``<activity>`` (its end) and ``<activity>.start``.
    """

    id: Identifier
    duration: Estimate | None = None
    unit: TimeUnit | None = None
    """Unit of the duration, by default months. A file with days says how many a week has (`work_week`)."""
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
        """The predecessors, each as a link whose lag has a unit."""
        stated = (link if isinstance(link, Link) else Link(activity=link) for link in self.after)
        return tuple(link if link.unit else link.model_copy(update={"unit": self.unit}) for link in stated)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.duration is None) == (self.hammock is None):
            raise ValueError("needs either a duration or a hammock: [milestone, milestone]")
        if self.hammock is not None and (self.after or self.not_before or self.align != "none"):
            raise ValueError("a hammock has no predecessors, dates or alignment of its own")
        if self.hammock is not None and self.unit is not None:
            raise ValueError("a hammock has no duration of its own that a unit could be of")
        return self
