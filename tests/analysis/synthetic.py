"""A small result as a run writes it (engine/variables.py), with known laws, for tests of what reads results.

Scenario ``baseline`` has everything; ``official_basis`` has neither gate, uptake nor adoption, so those are missing.
"""

from __future__ import annotations

import json

import numpy as np
import xarray as xr

from aksonsim import money
from aksonsim.engine.variables import BY_NAME

MONEY = money.attributes("MNOK", 2019)

PROGRAMMES = ("journal", "local", "step1")
P50 = np.array([4755.0, 4060.0, 710.0])
SIGMA = np.array([0.2106, 0.0917, 0.1680])
BASE_COST = np.array([3670.0, 3780.0, 610.0])
BASE = np.array([3845.0, 3830.0, 640.0])
STATE_SHARE = np.array([0.28, 0.0, 1.0])
CAP = 1340.0
YEARS = tuple(range(2021, 2041))
QUARTERS = ("2021-06-30", "2021-09-30", "2021-12-31", "2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31")
QUARTER_MONTHS = (6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0)
TOWNS = (
    ("0301", "Oslo", "Oslo", "Helse Sør-Øst", 693494),
    ("4601", "Bergen", "Vestland", "Helse Vest", 283929),
    ("1103", "Stavanger", "Rogaland", "Helse Vest", 143574),
    ("4204", "Kristiansand", "Agder", "Helse Sør-Øst", 111633),
    ("1804", "Bodø", "Nordland", "Helse Nord", 52357),
    ("1106", "Haugesund", "Rogaland", "Helse Vest", 37357),
    ("1101", "Eigersund", "Rogaland", "Helse Vest", 14811),
    ("3825", "Vinje", "Vestfold og Telemark", "Helse Sør-Øst", 3781),
    ("4620", "Ulvik", "Vestland", "Helse Vest", 1080),
    ("1151", "Utsira", "Rogaland", "Helse Vest", 198),
)
QUANTILES = (0.1, 0.5, 0.85, 0.9)


def stated(name: str) -> dict[str, object]:
    """Return the resolved scenario file as a run stores it."""
    scenario: dict[str, object] = {
        "schema": 1,
        "name": name,
        "title": "Akson",
        "price_year": 2019,
        "cuts": [
            {
                "id": "functions",
                "title": "Desirable functions",
                "title_nb": "Ønskede funksjoner",
                "amount": 200.0,
                "last_date": "2024-06-30",
                "programme": "journal",
            },
            {"id": "early", "title": "Early cut", "amount": 50.0, "last_date": "2021-03-31", "programme": "journal"},
        ],
        "financing": {"cap": CAP, "cap_price_factor": 1.0},
    }
    if name == "baseline":
        scenario["gate"] = {"share": 0.55, "counted_by": "inhabitants", "deadline": "2022-06-01"}
        scenario["rollout"] = {
            "targets": [
                {"measure": "inhabitants", "year": 2030, "share": 0.85},
                {"measure": "gps", "year": 2033, "share": 0.60},
            ]
        }
    return scenario


def dataset(draws: int = 2000, seed: int = 1) -> xr.Dataset:
    """Return the Dataset, equal for equal arguments."""
    rng = np.random.default_rng(seed)
    scenarios = ("baseline", "official_basis")
    shape = (len(scenarios), draws)
    cost = P50 * np.exp(SIGMA * rng.standard_normal((*shape, 3)))
    outcome = np.full(shape, -1, dtype=np.int8)
    outcome[0] = np.searchsorted([0.63, 0.90], rng.random(draws), side="right")
    stop, late = outcome == 2, outcome == 1
    cost[late, 0] *= 1.05
    cost[stop, 0] *= 0.08
    cost[stop, 1] = 0.0
    shared = cost[..., 0] * STATE_SHARE[0]
    capped = np.minimum(shared, CAP)
    state = capped + cost[..., 2]
    total = cost.sum(-1)
    delay = np.where(late, 9.0, 0.0) + rng.normal(0, 4, shape)
    gate_month = np.where(stop, np.nan, np.where(late, 24.0, 15.0))
    gate_month[1] = np.nan
    years = np.array(YEARS)
    logistic = 1 / (1 + np.exp(-(years - 2028 - delay[..., None] / 12) / 1.1))
    ceiling = np.where(stop, 0.0, rng.beta(12, 3, shape))[..., None]
    live = np.where(years < 2025, 0.0, logistic * ceiling)
    adoption = np.stack([live, live * 0.9], axis=-2).astype(np.float32)
    gps = (live * rng.uniform(0.6, 0.8, shape)[..., None]).astype(np.float32)
    steps = np.maximum.accumulate(rng.beta(2, 4, (*shape, len(QUARTERS))), axis=-1)
    commitment = np.stack([steps, steps * 0.85], axis=-2).astype(np.float32)
    for simulated_once in (adoption, gps, commitment):
        simulated_once[1] = np.nan
    weights = np.where(years < 2031, 1.0, 0.0) / np.count_nonzero(years < 2031)
    inhabitants = np.array([town[4] for town in TOWNS])
    unit = rng.normal(1, 0.05, len(TOWNS)) * 1800 / 1e6
    mean = np.broadcast_to(inhabitants * unit + 0.6, (2, len(TOWNS)))
    spread = np.array([0.7, 0.98, 1.25, 1.35])
    payer = np.stack([state, total - state], axis=-1)
    base_state = min(BASE[0] * STATE_SHARE[0], CAP) + BASE[2]
    base_cost_state = min(BASE_COST[0] * STATE_SHARE[0], CAP) + BASE_COST[2]
    participants = 4.6e6 * np.where(stop, np.nan, 0.85)
    price = np.where(stop, np.nan, (cost[..., 0] - capped) * 1e6 / participants)
    arrays: dict[str, object] = {
        "cost_total": total,
        "cost_programme": cost,
        "cost_payer": payer,
        "state_uncapped": shared,
        "state_capped": capped,
        "price_per_inhabitant": price,
        "tariff_per_inhabitant": price * 0.123,
        "cost_year": cost[..., None] * weights,
        "cost_payer_year": payer[..., None] * weights,
        "npv": np.where(stop, -0.8 * total, rng.normal(1500, 5000, shape)) + np.array([[0.0], [np.nan]]),
        "npv_base": np.array([2935.0, np.nan]),
        "gate_outcome": outcome,
        "gate_month": gate_month,
        "commitment_share": commitment,
        "milestone_month": np.stack([np.zeros(shape), gate_month, np.where(stop, np.nan, 60 + delay)], axis=-1).astype(
            np.float32
        ),
        "adoption_share": adoption,
        "gp_adoption_share": gps,
        "base_cost": np.broadcast_to(BASE_COST, (2, 3)),
        "base_estimate": np.broadcast_to(BASE, (2, 3)),
        "base_cost_payer": np.broadcast_to([base_cost_state, BASE_COST.sum() - base_cost_state], (2, 2)),
        "base_estimate_payer": np.broadcast_to([base_state, BASE.sum() - base_state], (2, 2)),
        "gate_threshold": np.array([0.55, np.nan]),
        "gate_deadline_month": np.array([17.0, np.nan]),
        "quarter_month": np.array([QUARTER_MONTHS, [np.nan] * len(QUARTERS)]),
        "milestone_reference": np.broadcast_to([0.0, 15.0, 60.0], (2, 3)),
        "municipality_cost_mean": mean,
        "municipality_cost": mean[..., None] * spread,
    }
    coords: dict[str, object] = {
        "scenario": list(scenarios),
        "draw": np.arange(draws),
        "programme": list(PROGRAMMES),
        "payer": ["state", "municipal"],
        "basis": ["inhabitants", "municipalities"],
        "quarter": list(QUARTERS),
        "year": years,
        "milestone": ["start", "gate", "establishment"],
        "quantile": list(QUANTILES),
        "municipality": [town[0] for town in TOWNS],
    }
    for index, name in enumerate(("name", "county", "health_region", "inhabitants"), start=1):
        coords[name] = ("municipality", [town[index] for town in TOWNS])
    variables = {}
    for name, array in arrays.items():
        declared = BY_NAME[name]
        values = np.asarray(array, dtype=declared.dtype)
        attributes = {"units": money.units(declared.units, MONEY), "long_name": declared.long_name}
        variables[name] = (("scenario", *declared.dims), values, attributes)
    attrs = {
        "title": "Akson, synthetic",
        "aksonsim_version": "0.1.0",
        "seed": seed,
        "draws": draws,
        "method": "mc",
        "keep": "standard",
        "currency": "MNOK",
        "price_year": 2019,
        "start": "2021-01-01",
        "digest": "0123456789abcdef0123456789abcdef",
        "scenarios": json.dumps({name: stated(name) for name in scenarios}),
        "repairs": "[]",
        "titles": json.dumps(
            {
                "programme": {
                    "journal": {"en": "Journal programme", "nb": "Programmet Akson journal"},
                    "local": {"en": "Local introduction", "nb": "Lokal innføring"},
                    "step1": {"en": "Interaction step 1", "nb": "Samhandling steg 1"},
                },
                "scenario": {"baseline": {"en": "Baseline", "nb": "Hovedscenario"}},
            }
        ),
    }
    return xr.Dataset(variables, coords, attrs)
