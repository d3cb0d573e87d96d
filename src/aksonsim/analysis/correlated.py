"""Which inputs of a result are correlated: they move together, so no run tells what one of them does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from aksonsim.language.lang import LANGS
from aksonsim.language.text import Title, _, as_title, translate
from aksonsim.model.correlations import Correlation
from aksonsim.model.estimate import Constant
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import scenario_of, stated

FEW = 3
"""Members that a title names one by one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that stand in one correlation, or in several that share a member; ``name`` as the Sobol' indices have it.

    ``stated``: the titles of its correlations, empty where none has one.
    """

    name: str
    members: tuple[str, ...]
    stated: Title

    def title(self, members: Sequence[Title]) -> Title:
        """Return what the group is called: its members' titles where they are few, else its own where it has one."""
        many = len(members) > FEW
        some = (" + ".join(translate(one, lang) for one in members[:FEW]) for lang in LANGS)
        shown = self.stated if many and self.stated.en else Title(*(f"{one} + …" if many else one for one in some))
        return as_title(_("{name} ({count} correlated)", name=shown, count=len(self.members)))


def groups(ds: xr.Dataset, scenario: str) -> list[Group]:
    """Return the groups of correlated inputs of a scenario, as the run tied them together."""
    if not stated(ds, scenario).get("correlations"):  # most have none, and reading all of a scenario takes a while
        return []
    simulated = scenario_of(ds, scenario)
    found: list[tuple[list[Correlation], set[str]]] = []
    for one in simulated.correlations:
        members = _members(simulated, one)
        touching = [part for part in found if part[1] & members]
        merged = [other for part in touching for other in part[0]], set[str]().union(*(part[1] for part in touching))
        found = [part for part in found if part not in touching]
        found.append(([*merged[0], one], merged[1] | members))
    return [_group(together, members) for together, members in found if len(members) > 1]


def _group(correlations: list[Correlation], members: set[str]) -> Group:
    first = correlations[0]
    alone = len(correlations) == 1 and first.group and first.common >= 0
    name = f"correlations[{first.name}]" if alone else " + ".join(sorted(members))
    titles = [(one.title, one.title_nb or one.title) for one in correlations if one.title]
    words = Title(*map("; ".join, zip(*titles, strict=True))) if titles else Title("", "")
    return Group(name, tuple(sorted(members)), words)


def _members(scenario: Scenario, correlation: Correlation) -> set[str]:
    """Return the inputs that the members of a correlation stand for (`aksonsim.engine.inputs.correlations`)."""
    known = {one.id: f"activities[{one.id}]" for one in scenario.activities}
    known |= {one.id: f"drivers[{one.id}]" for one in scenario.drivers}
    known |= {one.id: f"costs[{one.id}]" for one in scenario.costs}
    drawn = {one.id for one in scenario.costs if not isinstance(one.estimate, Constant)}
    occurs = {one.id: f"events[{one.id}].occurs" for one in scenario.events}
    found: set[str] = set()
    for name in correlation.members:
        if name in known:
            found.add(known[name])
        else:
            found |= {f"costs[{one}]" for one in scenario.match(name) if one in drawn} or {occurs.get(name, name)}
    return found
