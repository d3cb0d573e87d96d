"""Options that count: draws, threads, rows, seeds."""

from __future__ import annotations

from typing import Any

import click

from aksonsim.files.counts import whole


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
