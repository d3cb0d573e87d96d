"""What the patterns of drivers and events stand for, which only ids, programmes and groups decide."""

from __future__ import annotations

from collections.abc import Mapping

from aksonsim.model.scenario import Scenario

Reached = Mapping[str, tuple[int, ...]]
"""The elements, by their places in the file, that each pattern of drivers and events stands for."""


def patterns(scenario: Scenario) -> tuple[str, ...]:
    """Return the patterns that drivers and events name, each once."""
    stated = [*(one.exposure for one in scenario.drivers), *(event.targets for event in scenario.events)]
    return tuple(dict.fromkeys(pattern for some in stated for pattern in some))


def outline(scenario: Scenario) -> tuple[tuple[str | None, ...], ...]:
    """Return all that decides what a pattern stands for."""
    return (
        tuple(one.id for one in scenario.programmes),
        *((one.id, one.under) for one in scenario.groups),
        *((one.id, one.programme, one.under) for one in scenario.costs),
    )


def reached(names: tuple[str, ...], _outline: object, *, scenario: Scenario) -> Reached:
    """Return what patterns stand for in a scenario of this outline."""
    place = {element.id: i for i, element in enumerate(scenario.costs)}
    return {name: tuple(place[found] for found in scenario.match(name)) for name in names}
