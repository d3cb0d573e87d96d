"""Units of money, time and frequency, and price years, as they stand in titles, headers, sheet names and cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: currency (ISO code, empty where only the scale is said) and how many of it one is (1000).

    ``scale`` is None where only the currency is said (CHF in a title).
    """

    currency: str = ""
    scale: int | None = None
