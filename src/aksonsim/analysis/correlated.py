"""Which inputs of a result are correlated: they move together, so no run tells what one of them does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import xarray as xr

from aksonsim.language.lang import LANGS
from aksonsim.language.text import Title, _, as_title, translate
from aksonsim.results.access import stated

Json = dict[str, Any]

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
    resolved = stated(ds, scenario)
    ties = [(one, _members(resolved, one)) for one in resolved.get("correlations") or ()]
    found: list[tuple[list[Json], set[str]]] = []
    for one, members in ties:
        touching = [part for part in found if part[1] & members]
        merged = [other for part in touching for other in part[0]], set[str]().union(*(part[1] for part in touching))
        found = [part for part in found if part not in touching]
        found.append(([*merged[0], one], merged[1] | members))
    return [_group(stated_together, members) for stated_together, members in found if len(members) > 1]


def _group(correlations: list[Json], members: set[str]) -> Group:
    first = correlations[0]
    alone = len(correlations) == 1 and first.get("group") and first.get("rho", 0.0) >= 0
    label = first.get("id") or "+".join(first.get("group") or ())
    name = f"correlations[{label}]" if alone else " + ".join(sorted(members))
    english = [str(one["title"]) for one in correlations if one.get("title")]
    norwegian = [str(one.get("title_nb") or one["title"]) for one in correlations if one.get("title")]
    return Group(name, tuple(sorted(members)), Title("; ".join(english), "; ".join(norwegian)))


def _members(resolved: Json, correlation: Json) -> set[str]:
    """Return the inputs that the members of a correlation stand for (`aksonsim.engine.inputs.correlations`)."""
    costs = resolved.get("costs") or ()
    sections = [("costs", costs), *((s, resolved.get(s) or ()) for s in ("drivers", "activities"))]
    programmes = {programme["id"] for programme in resolved.get("programmes") or ()}
    found: set[str] = set()
    for name in correlation.get("between") or correlation.get("group") or ():
        item = next((f"{s}[{name}]" for s, items in sections if any(one["id"] == name for one in items)), None)
        if item is not None:
            found.add(item)
        elif name in programmes:
            found |= {f"costs[{one['id']}]" for one in costs if one.get("programme") == name and _drawn(one)}
        else:
            matched = {f"costs[{one['id']}]" for one in costs if fnmatchcase(one["id"], name) and _drawn(one)}
            found |= matched or {name}
    return found


def _drawn(element: Json) -> bool:
    """Whether the estimate of an element is no constant, which is written as the bare number."""
    return isinstance(element.get("estimate"), dict)
