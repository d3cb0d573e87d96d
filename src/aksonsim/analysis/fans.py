"""Quantiles along an axis and the other statistics that pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.engine.variables import BY_NAME, KEEP_LEVELS
from aksonsim.errors import NotSimulatedError, ResultError
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, month_date, passed, stated, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, probability

Array = npt.NDArray[np.float64]
FAN = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class Given:
    """The draws a picture or table is about: all of them, or those that pass the gate."""

    condition: str
    draws: int
    mask: Mask | None

    def rows(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the rows of an array (draws first) that belong."""
        return array if self.mask is None else array[self.mask]


def given_passed(ds: xr.Dataset, scenario: str) -> Given:
    """Return the draws that pass the gate, or all where there is no gate; `ResultError` where none passes."""
    mask = passed(ds, scenario)
    if mask is None:
        return everything(ds)
    draws = int(np.count_nonzero(mask))
    if draws == 0:
        raise ResultError(f"no draw of scenario {scenario} passes the gate")
    return Given("given_passed", draws, mask)


def everything(ds: xr.Dataset) -> Given:
    """Return all draws."""
    return Given("all", ds.sizes["draw"], None)


def need(ds: xr.Dataset, scenario: str, variable: str, what: str) -> npt.NDArray[Any]:
    """Return a variable of one scenario; `ResultError` naming ``what`` is not there."""
    array = values(ds, variable, scenario)
    if array is None:
        keep, kept = BY_NAME[variable].keep, str(ds.attrs.get("keep", "full"))
        dropped = kept in KEEP_LEVELS and KEEP_LEVELS.index(kept) < KEEP_LEVELS.index(keep)
        why = f"the run kept only {kept}, it takes --keep {keep}" if dropped else "the scenario does not simulate it"
        kind = ResultError if dropped else NotSimulatedError
        raise kind(f"the file holds no {what} for scenario {scenario} ({variable}): {why}")
    return array


def quantiles(table: npt.NDArray[Any], at: Sequence[float] = FAN) -> Array:
    """Return quantiles over draws: ``table`` (draw, x) to (quantile, x)."""
    wanted = pc.Wanted(tuple(at))
    columns = (pc.select(np.ascontiguousarray(column), wanted).percentiles for column in table.T)
    return np.array([[found[p] for p in at] for found in columns]).T


def curve(x: npt.NDArray[Any], points: int = 401) -> tuple[Array, Array]:
    """Return an S-curve as amounts and the probability of not exceeding each, from 0.1 to 99.9 %."""
    probability = np.linspace(0.001, 0.999, points)
    return np.quantile(x, probability), probability


def yearly(ds: xr.Dataset, scenario: str, given: Given, variable: str, what: str) -> dict[str, Array]:
    """Return mean cost by part and year, and mean, P50 and P85 of each year's sum and of each part.

    Returns
    -------
    dict
        ``mean`` (part, year), ``part`` (quantile, part, year), ``total`` (quantile, year) with quantiles 0.5 and
        0.85, and ``years``, up to the one by which 99.5 % of the expected cost is spent. Percentiles of parts do
        not add; means do.
    """
    cost = given.rows(need(ds, scenario, variable, what))
    spent = np.cumsum(cost.mean(axis=(0, 1)))
    last = int(np.searchsorted(spent, 0.995 * spent[-1])) + 1
    cost = cost[:, :, :last]
    parts = [quantiles(cost[:, i], (0.5, 0.85)) for i in range(cost.shape[1])]
    return {
        "years": np.asarray(ds["year"].values[:last], dtype=np.float64),
        "mean": cost.mean(axis=0),
        "part": np.stack(parts, axis=1),
        "total": quantiles(cost.sum(axis=1), (0.5, 0.85)),
    }


def tail_split(ds: xr.Dataset, scenario: str, given: Given, groups: int = 10) -> Array:
    """Return each payer's mean cost in equal groups of draws ordered by total cost: (payer, group), cheapest first."""
    payer = given.rows(need(ds, scenario, "cost_payer", "payers"))
    order = np.argsort(payer.sum(axis=1), kind="stable")
    return np.array([payer[part].mean(axis=0) for part in np.array_split(order, groups) if part.size]).T


@frozen
class Target:
    """An official goal of adoption: a ``share`` of a ``measure`` at the end of a ``year``.

    ``chance`` to meet it, given that the gate is passed, and over all draws.
    """

    measure: str = shaped(label=True)
    year: int = shaped(label=True)
    share: float
    chance: Statistic
    chance_all: Statistic


def target_chances(ds: xr.Dataset, scenario: str, given: Given) -> tuple[Target, ...]:
    """Return the official adoption targets, each with its chance given the condition and over all draws."""
    found = []
    years = labels(ds, "year") if "year" in ds.dims else ()
    for target in (stated(ds, scenario).get("rollout") or {}).get("targets", ()):
        measure, year, share = target["measure"], str(target["year"]), float(target["share"])
        shares = adoption(ds, scenario).get(measure)
        if shares is None or year not in years:
            continue
        met = shares[:, years.index(year)] >= share
        kept, whole = (probability(int(np.count_nonzero(x)), x.size) for x in (given.rows(met), met))
        found.append(Target(measure=measure, year=int(year), share=share, chance=kept, chance_all=whole))
    return tuple(found)


def adoption(ds: xr.Dataset, scenario: str) -> dict[str, npt.NDArray[Any]]:
    """Return adoption (draw, year) by measure: inhabitants, municipalities, gps; only what is simulated."""
    found: dict[str, npt.NDArray[Any]] = {}
    by_basis = values(ds, "adoption_share", scenario)
    if by_basis is not None:
        found |= {basis: by_basis[:, i] for i, basis in enumerate(labels(ds, "basis"))}
    gps = values(ds, "gp_adoption_share", scenario)
    return found if gps is None else found | {"gps": gps}


def gate_rule(ds: xr.Dataset, scenario: str) -> dict[str, Any]:
    """Return the gate's ``share``, ``counted_by`` and ``deadline`` (ISO date); empty without a gate."""
    gate = stated(ds, scenario).get("gate")
    if not gate:
        return {}
    deadline = gate.get("deadline")
    if deadline is None:
        months = values(ds, "gate_deadline_month", scenario)
        deadline = None if months is None else month_date(ds, float(months)).isoformat()
    return {"share": float(gate["share"]), "counted_by": gate.get("counted_by", "inhabitants"), "deadline": deadline}


def state_cap(ds: xr.Dataset, scenario: str) -> float | None:
    """Return the cap on the state's payment in the file's price year; None without one."""
    financing = stated(ds, scenario).get("financing") or {}
    cap = financing.get("cap")
    return None if cap is None else float(cap) * float(financing.get("cap_price_factor", 1.0))


def municipalities(ds: xr.Dataset, scenario: str) -> dict[str, npt.NDArray[Any]]:
    """Return each municipality's cost per inhabitant given that it takes part: p10, p50, p90, with its labels."""
    cost = need(ds, scenario, "municipality_cost", "cost by municipality")
    inhabitants = np.asarray(ds["inhabitants"].values, dtype=np.float64)
    at = [round(float(q), 4) for q in ds["quantile"].values]
    found: dict[str, npt.NDArray[Any]] = {
        f"p{p * 100:.0f}": cost[:, at.index(p)] * money.scale(ds.attrs) / inhabitants for p in (0.1, 0.5, 0.9)
    }
    known = ~np.isnan(found["p50"])
    found |= {
        "inhabitants": inhabitants,
        "name": np.asarray(ds["name"].values, dtype=str),
        "county": np.asarray(ds["county"].values, dtype=str),
    }
    return {key: array[known] for key, array in found.items()}


@dataclass(frozen=True, slots=True)
class County:
    """The municipalities of one county: the rows of `municipalities`, and the middle of their P10s and P90s."""

    name: str
    rows: npt.NDArray[np.intp]
    p10: float
    p90: float


def counties(found: dict[str, npt.NDArray[Any]]) -> list[County]:
    """Group what `municipalities` returns by county, by its largest median first; rows from cheap to dear."""
    groups = []
    for name in np.unique(found["county"]):
        rows = np.flatnonzero(found["county"] == name)
        rows = rows[np.argsort(found["p50"][rows], kind="stable")]
        p10, p90 = (float(np.median(found[key][rows])) for key in ("p10", "p90"))
        groups.append(County(str(name), rows, p10, p90))
    return sorted(groups, key=lambda county: (-float(np.median(found["p50"][county.rows])), county.name))
