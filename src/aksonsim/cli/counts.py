"""Options that count: draws, threads, rows, seeds; and what a scenario holds, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aksonsim.files.counts import whole

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario


class Count(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions
    """A whole number as people write it: ``100000``, ``100 000``, ``100k``, ``1e5``; at least ``least`` where stated.

    Who takes the number says what else it must be, in the same words as from Python.
    """

    name = "integer"

    def __init__(self, least: int | None = None) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or fail with a sentence that says what to write."""
        try:
            found = value if isinstance(value, int) else whole(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if self.least is not None and found < self.least:
            self.fail(f"must be at least {self.least}, not {found}", param, ctx)
        return found


COUNT = Count()
FROM_ONE = Count(least=1)


def number_of(number: int, noun: str) -> str:
    """Return a number and its noun, which agree.

    Examples
    --------
    >>> number_of(1, "driver"), number_of(0, "driver")
    ('1 driver', '0 drivers')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def contents(scenario: Scenario) -> str:
    """Return how many elements, drivers and events a scenario has."""
    of = {"element": scenario.costs, "driver": scenario.drivers, "event": scenario.events}
    return ", ".join(number_of(len(items), noun) for noun, items in of.items())
