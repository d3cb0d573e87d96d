"""Lines of an estimate whose amounts are negative: money that comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
_OTHER = {"min": "max", "max": "min"}


def is_income(estimate: Any) -> bool:
    """Whether no figure of an estimate is above zero, and one is below; of a quantity and a price, of their product."""
    if isinstance(estimate, Mapping) and "quantity" in estimate and estimate["quantity"] < 0:
        return min(_figures(estimate["price"])) > 0
    figures = _figures(estimate)
    return bool(figures) and max(figures) <= 0 and min(figures) < 0


def as_income(estimate: Any) -> Any:
    """Return an estimate with the other sign, its ends changed about.

    >>> as_income({"p10": -40, "mode": -30, "p85": -20, "shape": "pert"})
    {'p15': 20, 'mode': 30, 'p90': 40, 'shape': 'pert'}
    """
    if not isinstance(estimate, Mapping):
        return -estimate
    if "quantity" in estimate:
        one = "quantity" if estimate["quantity"] < 0 else "price"
        return {**estimate, one: as_income(estimate[one])}
    turned = {_turned(key): value if key in ("shape", "sd") else -value for key, value in reversed([*estimate.items()])}
    last = {key: turned.pop(key) for key in ("sd", "shape") if key in turned}
    return turned | last


def _turned(key: str) -> str:
    found = _PERCENTILE.fullmatch(key)
    return f"p{100 - float(found[1]):g}" if found else _OTHER.get(key, key)


def _figures(estimate: Any) -> list[float]:
    if not isinstance(estimate, Mapping):
        return [float(estimate)]
    if "quantity" in estimate:
        return _figures(estimate["price"])
    return [float(value) for key, value in estimate.items() if key not in ("shape", "sd")]
