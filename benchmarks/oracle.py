"""The independent oracle: OpenTURNS computes cases (a), (b) and copulas of every kind; do we agree with it?

    python benchmarks/oracle.py                    # --draws 1000000; needs openturns

Of each total: mean, standard deviation, P10, P50, P85, P95; of pairs: Spearman's rank correlation. Distances are in
standard errors of the difference of two independent samples, each error computed from the samples themselves. One
beyond four ends the run with exit code 1: of the some seventy figures, one in two hundred runs has one by chance.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import case_b
import numpy as np
import peers
import peers_b

import laws

DRAWS, BATCH, LIMIT = 1_000_000, 50_000, 4.0
PERCENTILES = (0.10, 0.50, 0.85, 0.95)
Columns = dict[str, np.ndarray]
"""Columns of a sample by name, float64[n]; ``total`` among them."""

MARGINALS = {
    "a": {"min": 10.0, "mode": 20.0, "max": 60.0, "shape": "triangular"},
    "b": {"p10": 15.0, "mode": 20.0, "p90": 40.0, "shape": "lognormal"},
    "c": {"min": 5.0, "mode": 9.0, "max": 40.0, "shape": "pert"},
    "d": {"p10": 15.0, "mode": 20.0, "p90": 33.0, "shape": "gamma"},
}
"""Costs of the copula cases."""
NAMES = tuple(MARGINALS)
COPULAS: dict[str, tuple[bool, dict[tuple[str, str], float], list[dict[str, Any]]]] = {
    "one factor": (
        False,
        {(i, j): 0.6 for i in NAMES for j in NAMES if i < j},
        [{"group": list(NAMES), "rho": 0.6}],
    ),
    "one factor by ranks": (
        True,
        {(i, j): 0.45 for i in NAMES for j in NAMES if i < j},
        [{"group": list(NAMES), "rho": 0.45, "rank": True}],
    ),
    "pairs of both signs": (
        False,
        {("a", "b"): 0.7, ("b", "c"): -0.5, ("c", "d"): 0.3},
        [
            {"between": ["a", "b"], "rho": 0.7},
            {"between": ["b", "c"], "rho": -0.5},
            {"between": ["c", "d"], "rho": 0.3},
        ],
    ),
    "pairs by ranks": (
        True,
        {("a", "b"): -0.9, ("c", "d"): 0.8},
        [{"between": ["a", "b"], "rho": -0.9, "rank": True}, {"between": ["c", "d"], "rho": 0.8, "rank": True}],
    ),
    "a pair within a group": (
        False,
        {(i, j): 0.1 if (i, j) == ("b", "d") else 0.5 for i in NAMES for j in NAMES if i < j},
        [{"group": list(NAMES), "rho": 0.5}, {"between": ["d", "b"], "rho": 0.1}],
    ),
    "one against all": (
        False,
        {(i, j): -0.3 for i in NAMES for j in NAMES if i < j},
        [{"group": list(NAMES), "rho": -0.3}],
    ),
}
"""Whether correlations are of ranks, what they are by pair (none: nought), and how a scenario file states them."""


def copula_ours(name: str, draws: int) -> Columns:
    """Return aksonsim's sample of a copula case."""
    costs = [{"id": key, "estimate": estimate} for key, estimate in MARGINALS.items()]
    return _ours({"title": name, "costs": costs, "correlations": COPULAS[name][2]}, draws)


def copula_theirs(name: str, draws: int) -> Columns:
    """Return OpenTURNS' sample of a copula case."""
    import openturns as ot

    ranks, pairs, _ = COPULAS[name]
    matrix = np.eye(len(NAMES))
    for (i, j), rho in pairs.items():
        matrix[NAMES.index(i), NAMES.index(j)] = matrix[NAMES.index(j), NAMES.index(i)] = rho
    stated = ot.CorrelationMatrix(matrix.tolist())
    if ranks:
        stated = ot.NormalCopula.GetCorrelationFromSpearmanCorrelation(stated)
    marginals = [laws.of_openturns(laws.stated(estimate)) for estimate in MARGINALS.values()]
    return _theirs(ot.JointDistribution(marginals, ot.NormalCopula(stated)), NAMES, draws)


def seven_ours(draws: int) -> Columns:
    """Return aksonsim's sample of case (a)."""
    return _elements(peers.scenario(), draws)


def seven_theirs(draws: int) -> Columns:
    """Return OpenTURNS' sample of case (a)."""
    import openturns as ot

    copula = ot.NormalCopula(ot.CorrelationMatrix(peers.correlation().tolist()))
    law = ot.JointDistribution([ot.Triangular(*cost) for cost in peers.COSTS], copula)
    return _theirs(law, tuple(f"c{k}" for k in range(len(peers.COSTS))), draws)


def sixty_ours(draws: int) -> Columns:
    """Return aksonsim's sample of case (b): the total and the drivers."""
    import aksonsim

    ds = aksonsim.simulate(case_b.scenario(), draws=draws, seed=1, keep="standard").isel(scenario=0)
    drivers = {name: ds["driver"].sel(driver_name=name).values for name in case_b.DRIVERS}
    return {"total": ds["cost_total"].values, **drivers}


def sixty_theirs(draws: int) -> Columns:
    """Return OpenTURNS' sample of case (b), events and drivers composed by hand."""
    sample = peers_b.openturns_parts()
    totals, drivers = [], []
    for first in range(0, draws, BATCH):
        parts = sample(min(BATCH, draws - first))
        drivers.append(parts[1])
        totals.append(peers_b.total(*parts))
    columns = dict(zip(case_b.DRIVERS, np.concatenate(drivers, axis=1), strict=True))
    return {"total": np.concatenate(totals), **columns}


def _ours(case: dict[str, Any], draws: int) -> Columns:
    from aksonsim.model.scenario import Scenario

    return _elements(Scenario.model_validate({"schema": 1, "price_year": 2019} | case), draws)


def _elements(scenario: Any, draws: int) -> Columns:
    import aksonsim

    ds = aksonsim.simulate(scenario, draws=draws, seed=1, keep="standard").isel(scenario=0)
    elements = {str(name): ds["cost_element"].sel(element=name).values for name in ds["element"].values}
    return {"total": ds["cost_total"].values, **elements}


def _theirs(law: Any, names: tuple[str, ...], draws: int) -> Columns:
    sample = np.asarray(law.getSample(draws)).T
    return {"total": sample.sum(axis=0), **dict(zip(names, np.ascontiguousarray(sample), strict=True))}


Case = tuple[Callable[[int], Columns], Callable[[int], Columns], list[tuple[str, str]]]


def cases() -> dict[str, Case]:
    """Return (ours, theirs, pairs whose rank correlation is compared) of every case."""
    some = [("c0", "c1"), ("c2", "c6"), ("total", "c3")]
    drivers = [("d0", "d1"), ("d2", "d3"), *(("total", name) for name in case_b.DRIVERS)]
    every = [(i, j) for i in NAMES for j in NAMES if i < j]
    out: dict[str, Case] = {
        "(a) seven costs": (seven_ours, seven_theirs, some),
        "(b) sixty costs": (sixty_ours, sixty_theirs, drivers),
    }
    for name in COPULAS:
        out[name] = (
            lambda draws, name=name: copula_ours(name, draws),
            lambda draws, name=name: copula_theirs(name, draws),
            every,
        )
    return out


def moments(x: np.ndarray) -> Iterator[tuple[str, float, float]]:
    """Yield (statistic, value, standard error) of a sample."""
    n, mean = x.size, float(x.mean())
    square = (x - mean) ** 2
    variance = float(square.mean())
    sd = math.sqrt(variance)
    yield "mean", mean, sd / math.sqrt(n)
    yield "sd", sd, float(square.std()) / (2.0 * sd * math.sqrt(n))
    ordered = np.sort(x)
    half = max(n ** (-1 / 3) / 8, 5.0 / n)  # share of the sample on each side in which the density is measured
    for p in PERCENTILES:
        low, value, high = np.quantile(ordered, [p - half, p, p + half])
        slope = float(high - low) / (2.0 * half)
        yield f"P{round(100 * p)}", float(value), slope * math.sqrt(p * (1.0 - p) / n)


def rank_correlation(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return Spearman's correlation and its standard error, of samples without ties.

    The error comes from the influence of one draw: its own product of ranks, and what it adds to the ranks of all
    others.
    """
    n = x.size
    u, v = _ranks(x), _ranks(y)
    own = u * v + _above(u, v) + _above(v, u)
    return 12.0 * float(np.mean((u - 0.5) * (v - 0.5))), 12.0 * float(own.std()) / math.sqrt(n)


def _ranks(x: np.ndarray) -> np.ndarray:
    """Return ranks over n, in the middle of their steps."""
    out = np.empty(x.size)
    out[np.argsort(x)] = (np.arange(x.size) + 0.5) / x.size
    return out


def _above(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return of each draw the mean over all draws of v where u is not below its own."""
    order = np.argsort(u)
    out = np.empty(u.size)
    out[order] = np.cumsum(v[order][::-1])[::-1] / u.size
    return out


def compare(name: str, draws: int) -> Iterator[tuple[str, float, float, float]]:
    """Yield (what, ours, theirs, distance in standard errors) of a case."""
    import openturns as ot

    ours, theirs, pairs = cases()[name]
    ot.RandomGenerator.SetSeed(1)
    mine, other = ours(draws), theirs(draws)
    for (what, a, ea), (_, b, eb) in zip(moments(mine["total"]), moments(other["total"]), strict=True):
        yield what, a, b, (a - b) / math.hypot(ea, eb)
    for i, j in pairs:
        (a, ea), (b, eb) = rank_correlation(mine[i], mine[j]), rank_correlation(other[i], other[j])
        yield f"rank correlation {i}, {j}", a, b, (a - b) / math.hypot(ea, eb)


def main() -> int:
    """Print a table a case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--draws", type=int, default=DRAWS)
    draws = parser.parse_args().draws
    worst, count = 0.0, 0
    for name in cases():
        print(f"\n| {name}, {draws:,} draws | aksonsim | OpenTURNS | standard errors |\n|---|---|---|---|")
        for what, ours, theirs, away in compare(name, draws):
            worst, count = max(worst, abs(away)), count + 1
            print(
                f"| {what} | {ours:.7g} | {theirs:.7g} | {away:+.1f}{' **' if abs(away) >= LIMIT else ''} |", flush=True
            )
    print(f"\n{count} figures, the farthest {worst:.1f} standard errors apart.")
    return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
