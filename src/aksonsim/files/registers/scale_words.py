"""Words and letters behind an amount that say thousands or millions."""

from __future__ import annotations

SCALES: dict[str, int] = {
    "k": 1_000, "t": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mill": 1_000_000, "million": 1_000_000,
    "millions": 1_000_000, "millioner": 1_000_000, "miljoner": 1_000_000, "millionen": 1_000_000, "b": 10**9, "bn": 10**9,
    "mrd": 10**9, "mia": 10**9, "tusen": 1_000, "thousand": 1_000, "tsd": 1_000, "milliarder": 10**9, "billion": 10**9,
    "mm": 1_000_000, "millones": 1_000_000, "milj": 1_000_000,
}  # fmt: skip
