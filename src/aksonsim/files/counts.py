"""Whole numbers as people write them: ``100000``, ``100 000``, ``100_000``, ``100k``, ``1.5M``, ``1e5``."""

from __future__ import annotations

import re

MOST_DIGITS = 30
"""Longer numbers count nothing; who takes the number has a limit of his own."""

_BLANKS = " _'\u2019\u00a0\u2009\u202f"
"""What may part thousands: no point and no comma, which may as well part decimals."""
_GROUPED = rf"[0-9]{{1,3}}(?P<blank>[{_BLANKS}])[0-9]{{3}}(?:(?P=blank)[0-9]{{3}})*"
_COUNT = re.compile(rf"([+-]?)({_GROUPED}|[0-9]+)(\.[0-9]+)?(?:[eE]\+?([0-9]{{1,3}})|\s?([kKmM]))?")
_TWO_WAYS = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{3})+\s?[kKmM]?")
_POWERS = {"k": 3, "m": 6}


def whole(text: str) -> int:
    """Return the whole number that a text states.

    Raises
    ------
    ValueError
        It states none, or may be read in two ways, or is too large; the sentence says what to write.
    """
    bare = text.strip()
    if _TWO_WAYS.fullmatch(bare):
        digits = re.sub("[^0-9]", "", bare)
        raise ValueError(f"'{text}' may be a decimal number or thousands; write {digits}")
    match = _COUNT.fullmatch(bare)
    if match is None:
        raise ValueError(f"'{text}' is no whole number; write it as 100000, 100k or 1e5")
    digits, decimals = re.sub(f"[{_BLANKS}]", "", match[2]), (match[4] or ".")[1:]
    power = int(match[5] or 0) + (_POWERS[match[6].lower()] if match[6] else 0) - len(decimals)
    if len(digits + decimals) + power > MOST_DIGITS:
        raise ValueError(f"'{text if len(text) < 20 else text[:17] + '...'}' is too large")
    value, rest = divmod(int(digits + decimals + "0" * power), int("1" + "0" * -power))
    if rest:
        raise ValueError(f"'{text}' is no whole number")
    return -value if match[1] == "-" else value
