"""The tree of cost elements: which lines and groups stand under which group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aksonsim.model.cost import CostElement, Group


@dataclass(frozen=True, slots=True)
class Tree:
    """Groups and elements by the group that they stand under; None: under none.

    ``groups`` and ``elements`` hold ids, in file order.
    """

    groups: dict[str | None, tuple[str, ...]]
    elements: dict[str | None, tuple[str, ...]]

    @classmethod
    def of(cls, groups: Sequence[Group], costs: Sequence[CostElement]) -> Tree:
        """Return the tree of some groups and elements."""
        return cls(_by_parent(groups), _by_parent(costs))

    def below(self, group: str) -> Iterator[str]:
        """Yield the elements under a group at any depth; ends for a tree without circles only."""
        yield from self.elements.get(group, ())
        for inner in self.groups.get(group, ()):
            yield from self.below(inner)

    def in_order(self, group: str | None = None) -> Iterator[str]:
        """Yield the groups under a group, or all, each before those under it."""
        for inner in self.groups.get(group, ()):
            yield inner
            yield from self.in_order(inner)


def _by_parent(items: Sequence[Group] | Sequence[CostElement]) -> dict[str | None, tuple[str, ...]]:
    found: dict[str | None, list[str]] = {}
    for item in items:
        found.setdefault(item.under, []).append(item.id)
    return {parent: tuple(ids) for parent, ids in found.items()}


def circle(groups: Sequence[Group]) -> tuple[str, ...]:
    """Return groups that stand under each other in a circle, the first one twice; empty where none do."""
    above = {group.id: group.under for group in groups}
    for start in above:
        path = [start]
        at = above[start]
        while at is not None and at in above and at not in path:
            path.append(at)
            at = above[at]
        if at == start:
            return (*path, start)
    return ()
