"""Numbers of a scenario by their path, and the range in which the scenario remains valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Any

from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.tree import NAMES, split
from aksonsim.model.estimate import form_of
from aksonsim.model.scenario import Scenario

Span = tuple[float, float]

FACTORS: Span = (0.25, 4.0)
"""Range of a factor, and of a number as a multiple of what the file states."""
HALVINGS = 12
"""How often the way to a value that is not valid is halved."""


def no_number(path: str, value: Any) -> str:
    """Return the sentence for what stands at a path and is no number."""
    form = form_of(value) if isinstance(value, dict) else None
    if form is not None:
        return f"{path} is an estimate, no number; seek one of its numbers, such as {path}.{next(iter(value))}"
    return f"{path} is no number" if value is not None else f"{path} states no number; state it with --set first"


def stated(scenario: Scenario, path: str) -> list[Any]:
    """Return the values that stand where a path leads (a pattern to several), as plain data; empty where nothing is."""
    found: list[Any] = [scenario.model_dump(mode="json", by_alias=True)]
    for step in split(path) or ():
        found = [inner for value in found for inner in _below(value, step)]
    return found


def _below(value: Any, step: str) -> list[Any]:
    """Return what a step leads to: a key, an item by id or position, or all that a pattern matches."""
    named: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        named = list(value.items())
    elif isinstance(value, list):
        named = [(_name(item) or str(place), item) for place, item in enumerate(value)]
    exact = [inner for name, inner in named if name == step]
    if not exact and isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return [value[int(step)]]
    return exact or [inner for name, inner in named if fnmatchcase(name, step)]


def _name(item: Any) -> str:
    return next((str(item[key]) for key in NAMES if item.get(key)), "") if isinstance(item, dict) else ""


def around(value: float, name: str) -> Span:
    """Return the default range about a value; AksonsimError about 0."""
    if value == 0:
        raise AksonsimError(f"{name} is 0, from which no range follows; state --between LO HI")
    low, high = sorted(value * factor for factor in FACTORS)
    return low, high


def valid(plan: Callable[[float], object], path: str, only: float | None) -> Span:
    """Return the default range of a number, as far as the scenario remains valid.

    ``plan`` raises ScenarioError for a value that is not; ``only`` is the one value that is stated.
    """
    if only is None:
        raise AksonsimError(f"{path} does not state one number; state the range with --between LO HI")

    def why_not(x: float) -> str:
        try:
            plan(x)
        except ScenarioError as error:
            return str(error)
        return ""

    if 0 <= only <= 1 and not why_not(0.0) and not why_not(1.0) and why_not(1.0 + 1e-9) and why_not(-1e-9):
        return 0.0, 1.0  # a share or a probability
    low, high = around(only, path)
    ends = [_last_valid(why_not, only, end) for end in (low, high)]
    if ends[0] == ends[1]:
        raise AksonsimError(f"{path} cannot be varied: {why_not(high)}")
    return ends[0], ends[1]


def _last_valid(why_not: Callable[[float], str], good: float, end: float) -> float:
    """Return the farthest value towards an end that is valid, by halving."""
    if not why_not(end):
        return end
    wrong = end
    for _ in range(HALVINGS):
        middle = 0.5 * (good + wrong)
        if why_not(middle):
            wrong = middle
        else:
            good = middle
    return good
