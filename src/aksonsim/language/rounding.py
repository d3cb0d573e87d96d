"""Numbers in the digits that their errors support, as plain texts: every other form is made from these."""

from __future__ import annotations

import math
from collections.abc import Iterable


def half_width(interval: Iterable[float | None] | None) -> float:
    """Return half the width of an interval; infinite where a bound is missing."""
    if interval is None:
        return math.inf
    low, high = interval
    if low is None or high is None:
        return math.inf
    return 0.5 * (high - low)


def _place(half_width: float) -> int:
    """Return the power of ten of the last digit an error supports: its first digit, or the second after a 1.

    With one digit an error of 110 would have to be shown as 200, twice what it is.
    """
    place = math.floor(math.log10(half_width))
    return place - 1 if half_width < 2 * 10**place else place


def round_to_error(value: float, half_width: float) -> str:
    """Return a number with the digits that its error supports: up to the error's first digit (its second after a 1).

    Parameters
    ----------
    value
        The number.
    half_width
        Half the width of its interval, in the same unit. Zero (a constant) gives seven significant digits, infinite
        (too few draws for an interval) gives one.

    Examples
    --------
    >>> round_to_error(4755.3, 26.0), round_to_error(4755.3, 8.2), round_to_error(0.37123, 0.003)
    ('4760', '4755', '0.371')
    """
    if not math.isfinite(value):
        raise ValueError(f"needs a finite number; got {value}")
    if half_width == 0:
        return f"{float(f'{value:.7g}'):.10g}"
    if math.isinf(half_width):
        place = math.floor(math.log10(abs(value))) if value else 0
    else:
        place = max(_place(abs(half_width)), -9)
    if place >= 0:
        # Adding 0.0 turns -0 into 0.
        return f"{round(value / 10**place) * 10**place + 0.0:.0f}"
    return f"{round(value, -place) + 0.0:.{-place}f}"


def exact(value: float) -> str:
    """Return a number that has no error: whole from 1 000 on, else with four digits at most and no needless zeros.

    Examples
    --------
    >>> exact(10785.2), exact(640.0), exact(6.25), exact(0.0)
    ('10785', '640', '6.25', '0')
    """
    decimals = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{round(value, decimals) + 0.0:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


NOTHING = 1e-9
"""Below this a number and its error are rounding, in any unit that anything is told in."""


def with_error(value: float, half_width: float) -> tuple[str, str]:
    """Return a number and its error as texts with equal decimals.

    Parameters
    ----------
    value
        The number.
    half_width
        Half the width of its interval. The error's text is rounded up, so that it is never understated, to the digits
        of `round_to_error`. It is empty where the error is zero or below a ten thousandth of the number (then the
        number has four digits, as for a percentile that sits on a cap), and ``?`` where it is unknown (infinite). Where
        both are below a billionth the number is 0: what is left of sums that cancel.

    Examples
    --------
    >>> with_error(9619.1, 41.0), with_error(1340.0, 0.09), with_error(0.097, 0.0083)
    (('9620', '50'), ('1340', ''), ('0.097', '0.009'))
    """
    if max(abs(value), half_width) < NOTHING:
        return "0", ""
    if half_width <= 1e-4 * abs(value):
        return round_to_error(value, 2e-3 * abs(value)), ""
    shown = round_to_error(value, half_width)
    if math.isinf(half_width):
        return shown, "?"
    place = max(_place(half_width), -9)
    # An error of 0.30000000000000004 is 0.3, not 0.4.
    steps = math.ceil(round(half_width / 10**place, 9))
    return shown, f"{steps * 10**place:.{max(0, -place)}f}"
