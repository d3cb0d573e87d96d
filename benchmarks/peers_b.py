"""Case (b), against the peers: sixty elements, ten drivers, twenty-five events, the total's P50 and P85.

Chunks, single draws of what is independent, and NumPy for the sum are each peer's best way that was found; events and
drivers are composed by hand from its samples (see case_b.py for the formula).
"""

from __future__ import annotations

from collections.abc import Callable

import case_b
import numpy as np
from peers import Answer, Maker, correlation, installed, of_ours, percentiles, selected

import laws

CHUNK, BATCH = 2048, 50_000
"""Draws computed together by NumPy (cache) and by SciPy and OpenTURNS (memory)."""

CHANCE = np.array([chance for chance, _ in case_b.EVENTS.values()])


def shapes() -> tuple[list[laws.Stated], list[laws.Stated], list[laws.Stated]]:
    """Return the laws of elements, drivers and lumps."""
    lumps = (lump for _, lump in case_b.EVENTS.values())
    elements, drivers = case_b.ELEMENTS.values(), case_b.DRIVERS.values()
    return [*map(laws.stated, elements)], [*map(laws.stated, drivers)], [*map(laws.stated, lumps)]


def total(elements: np.ndarray, drivers: np.ndarray, occurs: np.ndarray, lumps: np.ndarray) -> np.ndarray:
    """Return the total float64[n] of elements [60, n], drivers [10, n], events bool[25, n] and their lumps [25, n]."""
    excess = drivers - 1.0
    for e, cost in enumerate(elements):
        for k in np.flatnonzero(case_b.EXPOSURE[e]):
            factor = case_b.EXPOSURE[e, k] * excess[k]
            factor += 1.0
            cost *= factor
    return elements.sum(axis=0) + (occurs * lumps).sum(axis=0)


def of_numpy(draws: int) -> Callable[[int], Answer]:
    """Return a careful NumPy user's answer: the twin's inputs (tables without a search), chunks in cache."""
    from twin_inputs import Inputs

    from aksonsim.api import plans

    (plan,) = plans([case_b.scenario()], draws=1, seed=1)
    inputs, row = Inputs(plan), plan.inputs.rows
    element = [row[f"costs[{name}]"] for name in case_b.ELEMENTS]
    driver = [row[f"drivers[{name}]"] for name in case_b.DRIVERS]
    occurs = [row[f"events[{name}].occurs"] for name in case_b.EVENTS]
    lump = [row[f"events[{name}].cost"] for name in case_b.EVENTS]

    def answer(seed: int) -> Answer:
        rng = np.random.Generator(np.random.SFC64(seed))
        out = np.empty(draws)
        for first in range(0, draws, CHUNK):
            x = inputs.draw(rng, min(CHUNK, draws - first))
            out[first : first + CHUNK] = total(x[element], x[driver], x[occurs] < CHANCE[:, None], x[lump])
        return selected(out)

    return answer


def of_scipy(draws: int) -> Callable[[int], Answer]:
    """Return SciPy's answer by seed: quantiles of what is correlated, ``rvs`` of all else."""
    from scipy import special

    element, driver, lump = ([laws.of_scipy(law) for law in some] for some in shapes())
    factors = (
        np.linalg.cholesky(correlation(60, case_b.ELEMENT_RHO)),
        np.linalg.cholesky(correlation(2, case_b.DRIVER_RHO)),
    )

    def answer(seed: int) -> Answer:
        rng = np.random.default_rng(seed)
        out = np.empty(draws)
        for first in range(0, draws, BATCH):
            n = min(BATCH, draws - first)
            u, v = (special.ndtr(factor @ rng.standard_normal((len(factor), n))) for factor in factors)
            costs = np.array([law.ppf(row) for law, row in zip(element, u, strict=True)])
            tied = [law.ppf(row) for law, row in zip(driver, v, strict=False)]
            free = [law.rvs(n, random_state=rng) for law in driver[len(tied) :]]
            lumps = np.array([law.rvs(n, random_state=rng) for law in lump])
            out[first : first + n] = total(
                costs, np.array([*tied, *free]), rng.random((25, n)) < CHANCE[:, None], lumps
            )
        return percentiles(out)

    return answer


def openturns_parts() -> Callable[[int], tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Return OpenTURNS' sampler: elements, drivers, occurrences and lumps [.., n], by its own laws and copulas."""
    import openturns as ot

    element, driver, lump = ([laws.of_openturns(law) for law in some] for some in shapes())

    def tied(some: list[ot.Distribution], rho: float) -> ot.Distribution:
        matrix = ot.CorrelationMatrix(correlation(len(some), rho).tolist())
        return ot.JointDistribution(some, ot.NormalCopula(matrix))

    joint = (
        tied(element, case_b.ELEMENT_RHO),
        tied(driver[:2], case_b.DRIVER_RHO),
        ot.JointDistribution(driver[2:]),
        ot.JointDistribution([ot.Bernoulli(chance) for chance in CHANCE]),
        ot.JointDistribution(lump),
    )

    def sample(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        costs, two, others, occurs, lumps = (np.ascontiguousarray(np.asarray(law.getSample(n)).T) for law in joint)
        return costs, np.concatenate([two, others]), occurs == 1.0, lumps

    return sample


def of_openturns(draws: int) -> Callable[[int], Answer]:
    """Return OpenTURNS' answer by seed; the sum is NumPy's."""
    import openturns as ot

    sample = openturns_parts()

    def answer(seed: int) -> Answer:
        ot.RandomGenerator.SetSeed(seed)
        return percentiles(
            np.concatenate([total(*sample(min(BATCH, draws - first))) for first in range(0, draws, BATCH)])
        )

    return answer


def makers() -> dict[str, Maker]:
    """Return everybody who is installed, ourselves first."""
    ours, optional = of_ours(case_b.scenario()), installed({"openturns": of_openturns})
    return {**ours, "NumPy, tuned": of_numpy, "SciPy": of_scipy, **optional}
