"""Case (a), against the peers: seven triangular costs, Gaussian copula with rho 0.3, the total's P50 and P85.

Every peer is asked in its own idiom for the same two percentiles of the same sum; aksonsim through its public
``simulate`` and ``summary``, which also gives means, intervals and the rest of the summary. Peers that are not there
are left out. One whose percentiles lie more than `LIMIT` standard errors from ours does not agree: a fast answer to
another question is no answer.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

COSTS = tuple((80.0 + 10 * k, 100.0 + 12 * k, 160.0 + 20 * k) for k in range(7))
"""Minimum, mode and maximum."""
RHO = 0.3
AT = (0.5, 0.85)
LIMIT = 4.0

Answer = tuple[float, float]
Maker = Callable[[int], Callable[[int], Answer]]
"""Somebody: by number of draws, then by seed."""


def correlation(size: int = len(COSTS), rho: float = RHO) -> np.ndarray:
    """Return a correlation matrix with rho everywhere beside the diagonal."""
    return np.full((size, size), rho) + (1.0 - rho) * np.eye(size)


def percentiles(total: np.ndarray) -> Answer:
    """Return P50 and P85 as NumPy gives them."""
    low, high = np.quantile(total, AT)
    return float(low), float(high)


def selected(total: np.ndarray) -> Answer:
    """Return P50 and P85 as order statistics, by one partition: the quickest way with NumPy."""
    at = [round(p * (total.size - 1)) for p in AT]
    low, high = np.partition(total, at)[at]
    return float(low), float(high)


def scenario() -> Scenario:
    """Return the seven costs as a Scenario."""
    from aksonsim.model.scenario import Scenario

    ids = [f"c{k}" for k in range(len(COSTS))]
    costs = [
        {"id": name, "estimate": {"min": a, "mode": m, "max": b, "shape": "triangular"}}
        for name, (a, m, b) in zip(ids, COSTS, strict=True)
    ]
    case = {"schema": 1, "title": "Seven", "price_year": 2019, "costs": costs}
    return Scenario.model_validate(case | {"correlations": [{"group": ids, "rho": RHO}]})


def of_aksonsim(case: Scenario, draws: int, threads: int) -> Callable[[int], Answer]:
    """Return aksonsim's answer by seed; the scenario is validated beforehand, tables and kernels are warm."""
    import aksonsim

    def answer(seed: int) -> Answer:
        ds = aksonsim.simulate(case, draws=draws, seed=seed, keep="totals", threads=threads)
        found = aksonsim.summary(ds)["cost"].sel(scenario=case.name, item="total", condition="all")
        return float(found.sel(statistic="p50")), float(found.sel(statistic="p85"))

    return answer


def of_openturns(draws: int) -> Callable[[int], Answer]:
    """Return OpenTURNS' answer by seed."""
    import openturns as ot

    matrix = ot.CorrelationMatrix(correlation().tolist())
    law = ot.JointDistribution([ot.Triangular(*cost) for cost in COSTS], ot.NormalCopula(matrix))

    def answer(seed: int) -> Answer:
        ot.RandomGenerator.SetSeed(seed)
        return percentiles(np.asarray(law.getSample(draws)).sum(axis=1))

    return answer


def of_scipy(draws: int) -> Callable[[int], Answer]:
    """Return SciPy's answer by seed: correlated normals, their cdf, each law's quantiles."""
    from scipy import special, stats

    factor = np.linalg.cholesky(correlation())
    laws = [stats.triang((m - a) / (b - a), loc=a, scale=b - a) for a, m, b in COSTS]

    def answer(seed: int) -> Answer:
        z = np.random.default_rng(seed).standard_normal((draws, len(COSTS))) @ factor.T
        return percentiles(sum(law.ppf(special.ndtr(z[:, k])) for k, law in enumerate(laws)))

    return answer


def of_numpy(draws: int) -> Callable[[int], Answer]:
    """Return a careful NumPy user's answer: one common factor, quantiles from a table in z, chunks in cache."""
    from scipy import special, stats

    grid = np.linspace(-6.0, 6.0, 4097)
    tables = [
        stats.triang.ppf(special.ndtr(grid), (m - a) / (b - a), loc=a, scale=b - a).astype(float) for a, m, b in COSTS
    ]
    common, own, chunk = math.sqrt(RHO), math.sqrt(1 - RHO), 8192

    def answer(seed: int) -> Answer:
        stream = np.random.Generator(np.random.SFC64(seed))
        total = np.empty(draws)
        for first in range(0, draws, chunk):
            here = total[first : first + chunk]
            factor = common * stream.standard_normal(here.size)
            here[:] = 0.0
            for table in tables:
                here += np.interp(factor + own * stream.standard_normal(here.size), grid, table)
        return selected(total)

    return answer


def of_chaospy(draws: int) -> Callable[[int], Answer]:
    """Return chaospy's answer by seed."""
    import chaospy

    law = chaospy.Nataf(chaospy.J(*[chaospy.Triangle(*cost) for cost in COSTS]), correlation())
    return lambda seed: percentiles(np.asarray(law.sample(draws, seed=seed)).sum(axis=0))


def of_probabilit(draws: int) -> Callable[[int], Answer]:
    """Return probabilit's answer by seed; its correlation is induced among ranks of a sample."""
    from probabilit.modeling import Distribution

    def answer(seed: int) -> Answer:
        parts = [Distribution("triang", (m - a) / (b - a), loc=a, scale=b - a) for a, m, b in COSTS]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return percentiles(total.correlate(*parts, corr_mat=correlation()).sample(draws, random_state=seed))

    return answer


def makers() -> dict[str, Maker]:
    """Return everybody who is installed, ourselves first."""
    optional = {"openturns": of_openturns, "chaospy": of_chaospy, "probabilit": of_probabilit}
    return {**of_ours(scenario()), "NumPy, tuned": of_numpy, "SciPy": of_scipy, **installed(optional)}


def of_ours(case: Scenario) -> dict[str, Maker]:
    """Return ourselves, on two threads and on one."""
    return {
        "aksonsim, 2 threads": lambda draws: of_aksonsim(case, draws, 2),
        "aksonsim, 1 thread": lambda draws: of_aksonsim(case, draws, 1),
    }


def installed(optional: dict[str, Maker]) -> dict[str, Maker]:
    """Return who of optional peers is there."""
    for name in (name for name in optional if not find_spec(name)):
        print(f"{name} is not installed", file=sys.stderr)
    return {name: make for name, make in optional.items() if find_spec(name)}


def work(case: str, name: str, draws: int) -> Callable[[], Answer]:
    """Return somebody's answer to case ``a`` or ``b``, of another seed each time: work of `worker.py`."""
    import peers_b

    answer = {"a": makers, "b": peers_b.makers}[case]()[name](draws)
    seeds = itertools.count(1)
    return lambda: answer(next(seeds))


def apart(answers: Mapping[str, Answer], draws: int) -> dict[str, float]:
    """Return how many standard errors of the difference each lies from the first, P50 or P85, whichever is farther."""
    reference = next(iter(answers.values()))
    # The totals are close to normal: standard error of a percentile = sqrt(p (1 - p) / n) / density.
    spread = (reference[1] - reference[0]) / 1.0364
    errors = [
        spread * math.sqrt(p * (1 - p) / draws) * math.sqrt(2 * math.pi) * math.exp(z * z / 2)
        for p, z in zip(AT, (0.0, 1.0364), strict=True)
    ]
    return {
        name: max(abs(a - b) / (math.sqrt(2) * e) for a, b, e in zip(answer, reference, errors, strict=True))
        for name, answer in answers.items()
    }
