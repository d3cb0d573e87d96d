"""Options that measure: amounts, shares, ends of a range."""

from __future__ import annotations

import math
from typing import Any

import click

LARGEST = 1e30
"""As in scenario files."""


class Finite(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions
    """A finite number, from ``low`` to ``high`` where these are stated."""

    name = "float"

    def __init__(self, low: float = -LARGEST, high: float = LARGEST) -> None:
        self.low = low
        self.high = high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the number, or fail with a sentence that says what to write."""
        try:
            found = float(value)
        except (ValueError, OverflowError):
            self.fail(f"'{value}' is no number; write it as 4.5", param, ctx)
        if not math.isfinite(found):
            self.fail(f"must be a finite number, not {value}", param, ctx)
        if not self.low <= found <= self.high:
            self.fail(f"must be from {self.low:g} to {self.high:g}, not {value}", param, ctx)
        return found


FINITE = Finite()
SHARE = Finite(0, 1)
