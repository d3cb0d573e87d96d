"""What could beat the designs: strata of a surrogate, a turned Sobol sequence, draws tilted towards the tail.

All know the direction in which the total rises fastest: the linear regression of the total on the normal scores
of all inputs, from a pilot run. The score s along it is a standard normal, exactly, whatever the laws; so

* strata: draws are weighted until each of 32 equally likely strata of s has its true weight. This is the control
  variate for a whole distribution function: every function of s, in steps, is a control at its best coefficient;
* ordered: the inputs with the largest weights in s take the first Sobol dimensions, instead of by name;
* turned: scores are reflected (Householder) so that the first Sobol coordinate is s;
* tilted: the mean of s is moved by delta, and a draw weighs exp(-delta s + delta^2 / 2), s after the move.

Scores go into the engine in the place of `fill_inputs`; the rest of the model is the engine's own. `samples.py`
runs it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from aksonsim.analysis.replicates import replicate_seeds
from aksonsim.api import plans, simulate
from aksonsim.engine import walk
from aksonsim.engine.inputs import correlations
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.stages import Stage
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import passed, values
from aksonsim.sampling.block import InputArrays, fill_inputs, prepare
from aksonsim.sampling.copula import structure

if TYPE_CHECKING:
    import xarray as xr
    from samples import Case

AT = (0.5, 0.85, 0.95)
DRAWS, PILOT, STRATA = 4096, 32_768, 32
TRUTH_RUNS, TRUTH_DRAWS = 10, (1_000_000, 1_000_000, 200_000)
"""Plain draws that stand for the truth: ten million, of the whole model two."""
DELTA = 1.0
"""How far the tilt moves s; tried: 0.5 to 1.6, of which 1 does best for P85 and nearly so for P95."""
GRID = np.linspace(-8.3, 8.3, 4001)


class Steered:
    """A scenario whose normal scores are ours: made by any design, turned, tilted, then mixed and read as laws.

    ``names`` are those of all streams: the stochastic inputs, then the common factors of groups.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        plan = plans([scenario], draws=1, seed=0)[0]
        self.ties = structure(correlations(scenario, plan.inputs), plan.inputs.names)
        constant = plan.sampler.constant
        self.rows = np.flatnonzero(~constant)
        own = [plan.inputs.names[row] for row in self.rows]
        self.names = [*own, *(group.stream for group in self.ties.groups)]
        self.place = {name: k for k, name in enumerate(self.names)}
        self.affine = plan.inputs.affine
        laws = [plan.sampler.distributions[row] for row in self.rows]
        grid = ndtr(GRID)
        self.tables = [None if law is None else np.asarray(law.ppf(grid)) for law in laws]
        self.fixed = np.where(constant, self.affine[:, 0] + self.affine[:, 1] * plan.sampler.modes, 0.0)

    def scores(self, seed: int, method: str, draws: int, first: int = 0, count: int | None = None) -> np.ndarray:
        """Return the independent scores of draws, float64[streams, count]."""
        bare = prepare(self.names, [None] * len(self.names), seed=seed, method=method, draws=draws)
        out = np.empty((len(self.names), draws if count is None else count))
        fill_inputs(bare.arrays, first, out)
        return np.asarray(ndtri(out))

    def put(self, scores: np.ndarray, out: np.ndarray) -> None:
        """Write the inputs' values for independent scores to float64[K, count]."""
        mixed = scores.copy()
        for group in self.ties.groups:
            for name in group.members:
                k = self.place[name]
                mixed[k] = group.common * scores[self.place[group.stream]] + group.own * scores[k]
        for component in self.ties.components:
            here = [self.place[name] for name in component.members]
            mixed[here] = component.factor @ scores[here]
        out[:] = self.fixed[:, None]
        for k, (row, table) in enumerate(zip(self.rows, self.tables, strict=True)):
            value = ndtr(mixed[k]) if table is None else np.interp(mixed[k], GRID, table)
            out[row] = self.affine[row, 0] + self.affine[row, 1] * value

    def plan(self, draws: int, seed: int) -> Plan:
        """Return the plan of a run, whose councils draw by the seed."""
        return plans([self.scenario], draws=draws, seed=seed)[0]

    def simulate(self, scores: np.ndarray, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
        """Return the total (MNOK) of given scores, and which draws pass the gate."""

        filled: list[int] = []

        def fill(draw: np.ndarray, _: InputArrays, out: np.ndarray) -> None:
            filled.append(int(draw[0]))
            self.put(scores[:, draw[0] : draw[0] + out.shape[1]], out)

        drawn: tuple[Stage, ...] = vars(walk)["DRAWN"]
        vars(walk)["DRAWN"] = (replace(drawn[0], run=fill, calls=False), *drawn[1:])
        try:
            ds = simulate_plans([plan], draws=scores.shape[1], seed=0, keep="totals", threads=available_threads())
        finally:
            vars(walk)["DRAWN"] = drawn
        assert filled, "the engine drew its own inputs"
        return _total(ds)

    def direction(self) -> tuple[np.ndarray, float]:
        """Return the unit vector along which the total rises fastest, and the share of variance it explains."""
        scores = self.scores(0, "mc", PILOT)
        total, passes = self.simulate(scores, self.plan(PILOT, 0))
        x, y = scores[:, passes], total[passes] - total[passes].mean()
        slope = np.linalg.solve(x @ x.T, x @ y)
        slope[np.abs(slope) < 3.0 * y.std() / math.sqrt(y.size)] = 0.0  # noise of the pilot
        return slope / np.linalg.norm(slope), 1.0 - float(((y - slope @ x) ** 2).mean() / (y * y).mean())


def turned(scores: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Reflect scores so that the first becomes the one along the direction; they stay independent normals."""
    normal = -direction
    normal[0] += 1.0
    normal /= np.linalg.norm(normal)
    return np.asarray(scores - 2.0 * np.outer(normal, normal @ scores))


def quantiles(total: np.ndarray, weight: np.ndarray) -> list[float]:
    """Return weighted percentiles: linear in the weight half-way through each draw."""
    order = np.argsort(total)
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    return [float(np.interp(p * weight.sum(), below, total[order])) for p in AT]


def strata_weights(s: np.ndarray) -> np.ndarray:
    """Return the weight of each draw, so that every stratum of a standard normal weighs what it should."""
    stratum = np.minimum((ndtr(s) * STRATA).astype(int), STRATA - 1)
    return np.asarray(s.size / STRATA / np.bincount(stratum, minlength=STRATA)[stratum])


WAYS = ("mc", "mc, strata", "mc, tilted", "sobol", "sobol, strata", "sobol, ordered", "sobol, turned", "sobol, tilted")


def replicate(model: Steered, direction: np.ndarray, seed: int) -> list[list[float]]:
    """Return the percentiles of one run of each of `WAYS`."""
    plan, plain = model.plan(DRAWS, seed), np.ones(DRAWS)
    found: dict[str, list[float]] = {}
    for design in ("mc", "sobol"):
        scores = model.scores(seed, design, DRAWS)
        total, passes = model.simulate(scores, plan)
        for way, weight in ((design, plain), (f"{design}, strata", strata_weights(direction @ scores))):
            found[way] = quantiles(total[passes], weight[passes])
        moved = scores + DELTA * direction[:, None]
        weight = np.exp(-DELTA * (direction @ moved) + 0.5 * DELTA**2)
        total, passes = model.simulate(moved, plan)
        found[f"{design}, tilted"] = quantiles(total[passes], weight[passes])
    # Rows by Sobol dimension, which is the rank of the name; the largest weights, or the direction, come first.
    by_dimension = scores[np.argsort(model.names)]
    scores[np.argsort(-np.abs(direction))] = by_dimension
    for way, one in (("sobol, ordered", scores), ("sobol, turned", turned(by_dimension, direction))):
        total, passes = model.simulate(one, plan)
        found[way] = quantiles(total[passes], plain[passes])
    return [found[way] for way in WAYS]


@dataclass(frozen=True)
class Compared:
    """Percentiles of all replicates, float64[ways, replicates, 3], and the truth with its error, float64[2, 3]."""

    found: np.ndarray
    truth: np.ndarray
    explained: float

    def rows(self) -> Iterator[str]:
        """Yield a line of the table for each way."""
        sd, runs = self.found.std(axis=1, ddof=1), self.found.shape[1]
        off = (self.found.mean(axis=1) - self.truth[0]) / np.hypot(sd / math.sqrt(runs), self.truth[1])
        for way, one, z in zip(WAYS, sd, off, strict=True):
            cells = [f"{two(x)} | {two((sd[0, k] / x) ** 2)} | {z[k]:+.1f}" for k, x in enumerate(one)]
            yield f"| {way} | {' | '.join(cells)} |"


def compare(scenario: Scenario, runs: int, truth_draws: int) -> Compared:
    """Run every way to draw from all replicates."""
    model = Steered(scenario)
    direction, explained = model.direction()
    plain = [_plain(scenario, seed, truth_draws) for seed in replicate_seeds(2, TRUTH_RUNS)]
    truth = np.array([np.mean(plain, axis=0), np.std(plain, axis=0, ddof=1) / math.sqrt(TRUTH_RUNS)])
    seeds = replicate_seeds(1, runs)
    found = np.array([replicate(model, direction, seed) for seed in seeds]).swapaxes(0, 1)
    return Compared(found, truth, explained)


def _plain(scenario: Scenario, seed: int, draws: int) -> list[float]:
    """Return the percentiles of a plain run of the engine as it is."""
    total, passes = _total(simulate(scenario, draws=draws, seed=seed, keep="totals"))
    return list(map(float, np.quantile(total[passes], AT)))


def _total(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Return the total (MNOK) of a result of one scenario, and which draws pass the gate."""
    name = str(ds["scenario"].values[0])
    total, mask = values(ds, "cost_total", name), passed(ds, name)
    assert total is not None
    return total, np.ones(total.size, dtype=np.bool_) if mask is None else mask


def report(cases: Sequence[Case], runs: int, quick: bool) -> Iterator[str]:
    """Yield the table of all cases."""
    truth = [draws // 20 if quick else draws for draws in TRUTH_DRAWS]
    yield from (
        "## What could beat the designs",
        "",
        f"{DRAWS:,} draws. Each figure: standard deviation over replicates in MNOK, what a draw is *worth* in draws of "
        "mc, and how far *off* the truth the mean of all replicates is, in standard errors of the difference. The "
        f"truth is that of {TRUTH_RUNS * truth[0]:,} plain draws, of the whole model {TRUTH_RUNS * truth[-1]:,}. "
        "`steering.py` says what the ways are.",
        "",
        "| | P50 | worth | off | P85 | worth | off | P95 | worth | off |",
        "|---|---|---|---|---|---|---|---|---|---|",
    )
    for case, draws in zip(cases, truth, strict=True):
        found = compare(case.scenario, runs, draws)
        yield f"| **{case.amounts[0][0]}**: a linear surrogate explains {found.explained:.0%} | | | | | | | | | |"
        yield from found.rows()
    yield ""


def two(x: float) -> str:
    """Return a number with the two digits that its error supports."""
    place = 1 - math.floor(math.log10(x))
    return f"{round(x, place):,.{max(place, 0)}f}"
