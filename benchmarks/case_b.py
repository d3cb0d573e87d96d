"""Case (b): sixty elements, ten drivers with exposures, twenty-five events, as a Scenario and as plain data.

Everything follows from small formulas, so that each peer states the same model in its own idiom. Total cost of a draw:

    sum_e X_e prod_k [1 + EXPOSURE[e, k] (M_k - 1)]  +  sum_v 1[U_v < P_v] L_v

The elements' X share a Gaussian copula with one correlation, the first two drivers another; all else is independent.
An estimate is a dict in the form that a scenario file takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

Estimate = dict[str, Any]

ELEMENT_RHO = 0.2
"""Among all elements, of the copula's normal scores."""
DRIVER_RHO = 0.5
"""Between the first two drivers, likewise."""
LEVELS = (0.025, 0.15, 0.37, 0.62)
"""Probabilities of events: the middles of four bands of a risk register."""


def _element(k: int) -> Estimate:
    """Return the k-th estimate: five forms in turn, 20 to 120 MNOK, the longer side upwards."""
    mode = 20.0 + float(k * 37 % 101)
    low, high = mode * (0.78 + 0.01 * (k % 13)), mode * (1.35 + 0.03 * (k % 11))
    if k % 5 == 0:
        return {"min": low, "mode": mode, "max": high, "shape": "triangular"}
    shape = ("pert", "lognormal", "triangular", "gamma")[k % 5 - 1]
    return {"p10": low, "mode": mode, "p90": high, "shape": shape}


def _driver(k: int) -> Estimate:
    """Return the k-th multiplier: three forms in turn, about 1.05."""
    spread = 0.10 + 0.015 * k
    if k % 3 == 2:
        return {"min": 1.0 - 2 * spread, "mode": 1.0, "max": 1.0 + 3 * spread, "shape": "pert"}
    shape = ("triangular", "lognormal")[k % 3]
    return {"p10": 1.02 - spread, "mode": 1.02, "p90": 1.05 + 1.3 * spread, "shape": shape}


def _lump(k: int) -> Estimate:
    """Return what the k-th event costs; every ninth is an opportunity."""
    size = 15.0 + 10.0 * (k * 7 % 25)
    if k % 9 == 8:
        return {"min": -size, "mode": -0.6 * size, "max": -0.3 * size, "shape": "triangular"}
    shape = ("pert", "lognormal")[k % 2]
    return {"p10": 0.6 * size, "mode": size, "p90": 1.8 * size, "shape": shape}


ELEMENTS = {f"e{k:02d}": _element(k) for k in range(60)}
DRIVERS = {f"d{k}": _driver(k) for k in range(10)}
EVENTS = {f"v{k:02d}": (LEVELS[k % 4], _lump(k)) for k in range(25)}
"""Probability and lump."""
EXPOSURE = np.array(
    [
        [0.2 + 0.1 * ((2 * e + 3 * k) % 9) if (3 * e + 5 * k + e // 7) % 4 < 2 else 0.0 for k in range(10)]
        for e in range(60)
    ]
)
"""Share of element e that driver k hits, float64[60, 10]; half of them are nothing."""


def scenario() -> Scenario:
    """Return the case as a Scenario; its total is ``cost_total``."""
    from aksonsim.model.scenario import Scenario

    names = list(ELEMENTS)
    return Scenario.model_validate(
        {
            "schema": 1,
            "title": "Sixty elements",
            "price_year": 2019,
            "costs": [{"id": name, "estimate": estimate} for name, estimate in ELEMENTS.items()],
            "drivers": [
                {
                    "id": name,
                    "multiplier": estimate,
                    "exposure": {names[e]: float(EXPOSURE[e, k]) for e in np.flatnonzero(EXPOSURE[:, k])},
                }
                for k, (name, estimate) in enumerate(DRIVERS.items())
            ],
            "events": [
                {"id": name, "probability": chance, "on": [names[(7 * k + j) % 60] for j in range(3)], "cost": lump}
                for k, (name, (chance, lump)) in enumerate(EVENTS.items())
            ],
            "correlations": [
                {"id": "elements", "group": names, "rho": ELEMENT_RHO},
                {"id": "drivers", "between": ["d0", "d1"], "rho": DRIVER_RHO},
            ],
        }
    )
