"""Better samples: the error of P50, P85 and mean under mc, lhs and sobol, each from 200 replicates.

    python benchmarks/samples.py            # about ten minutes; writes benchmarks/SAMPLES.md
    python benchmarks/samples.py --quick    # about one; prints only

A replicate is a run with another seed, so the standard deviation over replicates is a run's true error: no formula is
trusted. What a run prints as its error, and what replicates say of it, are then held against that. Nothing is timed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import case_b
import numpy as np
import peers
import xarray as xr
from steering import report, two
from turns import ROOT

import aksonsim
from aksonsim.analysis.replicates import REPLICATES, from_values, replicate_seeds
from aksonsim.api import plans
from aksonsim.engine.run import simulate_plans
from aksonsim.language.rounding import half_width
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario
from aksonsim.results import percentiles as pc
from aksonsim.results.access import passed, values
from aksonsim.results.statistic import mean as mean_of

RESULTS = ROOT / "benchmarks" / "SAMPLES.md"
METHODS = ("mc", "lhs", "sobol")
FIGURES = ("mean", "P50", "P85")
SIZES = (1024, 4096, 16384)
RUNS, QUICK_RUNS, QUICK_SIZES = 200, 40, (1024, 4096)
SEED = 1


@dataclass(frozen=True)
class Case:
    """A scenario and the amounts looked at: label and programme (None: the total), given that the gate is passed."""

    scenario: Scenario
    amounts: tuple[tuple[str, str | None], ...]


def cases() -> tuple[Case, ...]:
    """Return the three cases, from seven correlated costs to the whole reference model."""
    akson = aksonsim.load(ROOT / "configs" / "akson.yaml")
    given = "given that the gate is passed"
    return (
        Case(peers.scenario(), (("(a) seven correlated triangular costs", None),)),
        Case(case_b.scenario(), (("(b) 60 elements, 10 drivers, 25 events", None),)),
        Case(akson, ((f"(d) Akson, total {given}", None), (f"(d) Akson, journal {given}", "journal"))),
    )


def amount(ds: xr.Dataset, scenario: str, programme: str | None) -> np.ndarray:
    """Return the draws of the total or of a programme (MNOK), those that pass the gate where there is one."""
    found = values(ds, "cost_total" if programme is None else "cost_programme", scenario)
    assert found is not None
    if programme is not None:
        found = found[:, [str(name) for name in ds["programme"].values].index(programme)]
    mask = passed(ds, scenario)
    return np.ascontiguousarray(found if mask is None else found[mask])


def figures(x: np.ndarray) -> np.ndarray:
    """Return mean, P50 and P85 of draws, and the standard error that a run states of each: float64[2, 3]."""
    mean = mean_of(x)
    chosen = pc.select(x, pc.Wanted((0.5, 0.85), (0.5, 0.85)))
    half = [mean.half, *map(half_width, chosen.intervals.values())]
    return np.array([[mean.value, *chosen.percentiles.values()], np.array(half) / pc.standard_score()])


@dataclass(frozen=True)
class Measured:
    """Figures of all replicates of an amount: float64[methods, sizes, replicates, 2, figures] (see `figures`)."""

    label: str
    sizes: tuple[int, ...]
    found: np.ndarray

    @property
    def sd(self) -> np.ndarray:
        """Standard deviation over replicates: float64[methods, sizes, figures]."""
        return np.asarray(self.found[..., 0, :].std(axis=2, ddof=1))

    @property
    def printed(self) -> np.ndarray:
        """What a run states as its standard error, on average in square, over its true one; as `sd`."""
        return np.asarray(np.sqrt((self.found[..., 1, :] ** 2).mean(axis=2)) / self.sd)

    def rate(self, method: int, figure: int) -> float:
        """Return r of error ~ n**-r, by least squares over the sizes."""
        return -float(np.polyfit(np.log(self.sizes), np.log(self.sd[method, :, figure]), 1)[0])

    def held(self, method: int) -> tuple[int, int]:
        """Return how many 95 % intervals of 8 replicates hold the mean of all replicates, and of how many."""
        inside = []
        runs = self.found.shape[2] // REPLICATES * REPLICATES
        for size in range(len(self.sizes)):
            for figure in range(1, len(FIGURES)):
                one = self.found[method, size, :, 0, figure]
                groups = (from_values(list(group)).interval for group in one[:runs].reshape(-1, REPLICATES))
                inside += [low <= one.mean() <= high for low, high in groups]
        return sum(inside), len(inside)

    def apart(self) -> float:
        """Return the largest difference of two methods' means, in standard errors of the difference."""
        mean, error = self.found[..., 0, :].mean(axis=2), self.sd / math.sqrt(self.found.shape[2])
        pairs = ((one, other) for one in range(len(METHODS)) for other in range(one))
        return max(float((abs(mean[i] - mean[j]) / np.hypot(error[i], error[j])).max()) for i, j in pairs)


def measure(case: Case, sizes: tuple[int, ...], runs: int) -> list[Measured]:
    """Run all replicates of a case."""
    found = np.empty((len(case.amounts), len(METHODS), len(sizes), runs, 2, len(FIGURES)))
    for m, method in enumerate(METHODS):
        for s, draws in enumerate(sizes):
            for r, seed in enumerate(replicate_seeds(SEED, runs)):
                ds = aksonsim.simulate(case.scenario, draws=draws, seed=seed, method=method, keep="totals")
                for k, (_, programme) in enumerate(case.amounts):
                    found[k, m, s, r] = figures(amount(ds, case.scenario.name, programme))
    return [Measured(label, sizes, found[k]) for k, (label, _) in enumerate(case.amounts)]


def head(runs: int) -> Iterator[str]:
    """Yield title, command, date and versions."""
    packages = ("aksonsim", "numpy", "scipy", "numba")
    yield from (
        "# Better samples",
        "",
        "Written by `python benchmarks/samples.py`; what follows for users is in `docs/explanation/precision.md`.",
        "",
        f"* {dt.date.today().isoformat()}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in packages),
        f"* {runs} replicates of everything: standard deviations are known to {50 * math.sqrt(2 / runs):.0f} %, what a "
        f"draw is worth to {100 * math.sqrt(4 / runs):.0f} %; one standard error each",
        "",
    )


def errors(found: list[Measured]) -> Iterator[str]:
    """Yield the table of errors."""
    yield from (
        "## Error of a run",
        "",
        "Standard deviation over replicates in MNOK, in brackets times √n. *Worth*: how many draws of mc one draw is "
        "worth, the ratio of variances.",
        "",
        "| | draws | mc | lhs | sobol | lhs worth | sobol worth |",
        "|---|---|---|---|---|---|---|",
    )
    for one in found:
        yield f"| **{one.label}** | | | | | | |"
        for f, figure in enumerate(FIGURES):
            for s, draws in enumerate(one.sizes):
                sd = one.sd[:, s, f]
                cells = [f"{two(x)} ({two(x * math.sqrt(draws))})" for x in sd]
                worth = [two((sd[0] / x) ** 2) for x in sd[1:]]
                yield f"| {figure} | {draws:,} | {' | '.join([*cells, *worth])} |"
    yield ""


def honesty(found: list[Measured]) -> Iterator[str]:
    """Yield how errors fall, what runs print, and what replicates say."""
    most = max(found[0].sizes)
    yield from (
        "## How errors fall, and whether they are told as they are",
        "",
        f"*Rate*: r of error ~ n^-r over the sizes above. *Printed*: the standard error that a run of {most:,} draws "
        "states over its true one; 1 is right, above 1 too careful. *Holds*: how many 95 % intervals from "
        f"{REPLICATES} replicates "
        "hold the true P50 or P85, the mean of all replicates of that method and size.",
        "",
        "| | rate mc | lhs | sobol | printed mc | lhs | sobol | holds mc | lhs | sobol |",
        "|---|---|---|---|---|---|---|---|---|---|",
    )
    for one in found:
        for f, figure in enumerate(FIGURES):
            rates = [f"{one.rate(m, f):.2f}" for m in range(len(METHODS))]
            printed = [two(x) for x in one.printed[:, -1, f]]
            held = ["{} of {}".format(*one.held(m)) if f == 1 else "" for m in range(len(METHODS))]
            yield f"| {one.label}, {figure} | {' | '.join([*rates, *printed, *held])} |"
    apart = max(one.apart() for one in found)
    count = len(found) * len(METHODS) * len(found[0].sizes) * len(FIGURES)
    yield from (
        "",
        f"The methods answer the same question: of {count} differences of two methods' means over all replicates the "
        f"largest is {apart:.1f} standard errors.",
        "",
    )


def bounds(case: Case, draws: int) -> Iterator[str]:
    """Yield what designs of the inputs can give at most where councils have luck of their own, which stays plain.

    A percentile's error is that of the mean of its influence, 1{x <= q} - p in draws that pass. What the inputs explain
    of it is its covariance between two runs with equal inputs and other luck.
    """
    plan = plans([case.scenario], draws=draws, seed=SEED)[0]
    assert plan.uptake is not None
    people = plan.uptake.people
    assert plan.people is not None
    largest = int(np.argmax(plan.people.inhabitants))
    yield from (
        "## Why the whole model gains less",
        "",
        "Designs place inputs; what is each municipality's own luck stays plain, and bounds what draws can be worth. "
        f"From two runs of {draws:,} draws with equal inputs, councils drawn anew.",
        "",
        "| draws can be worth at most | P50 | P85 |",
        "|---|---|---|",
    )
    first = simulate_plans([plan], draws=draws, seed=SEED, keep="totals", threads=available_threads())
    for told, kept in (("", ()), ("; the largest municipality's luck in the design too", (largest,))):
        number = people.number + 100_000
        number[list(kept)] -= 100_000
        uptake = replace(plan.uptake, people=people._replace(number=number))
        again = simulate_plans(
            [replace(plan, uptake=uptake)], draws=draws, seed=SEED, keep="totals", threads=available_threads()
        )
        for label, programme in case.amounts:
            both = [influences(ds, case.scenario.name, programme) for ds in (first, again)]
            explained = (both[0] * both[1]).mean(axis=1) / (both[0] ** 2).mean(axis=1)
            yield f"| {label}{told} | {' | '.join(two(1 / (1 - x)) for x in explained)} |"
    yield ""


def influences(ds: xr.Dataset, scenario: str, programme: str | None) -> np.ndarray:
    """Return the influence of each draw on P50 and P85, but for a factor: float64[2, draws], 0 where a draw stops."""
    x, mask = amount(ds, scenario, programme), passed(ds, scenario)
    out = np.zeros((2, ds.sizes["draw"]))
    for row, p in zip(out, (0.5, 0.85), strict=True):
        row[slice(None) if mask is None else mask] = (x <= np.quantile(x, p)) - p
    return out


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer replicates and draws; prints, writes nothing")
    quick = parser.parse_args().quick
    sizes, runs = (QUICK_SIZES, QUICK_RUNS) if quick else (SIZES, RUNS)
    found = [one for case in cases() for one in measure(case, sizes, runs)]
    lines = [*head(runs), *errors(found), *honesty(found), *bounds(cases()[-1], 100_000), *report(cases(), runs, quick)]
    text = "\n".join(lines) + "\n"
    print(text)
    if not quick:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
