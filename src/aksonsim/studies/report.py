"""What a report takes beside the result itself: claims, ledger and sensitivity, run again from its own attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aksonsim.analysis.sensitivity import InputShare, variance_shares
from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.variants import Variants
from aksonsim.errors import ResultError
from aksonsim.results.access import labels, require_result
from aksonsim.results.plain import frozen
from aksonsim.results.quantity import Condition, Output, output
from aksonsim.results.statistic import Statistic, quantile
from aksonsim.studies.check import Check, check
from aksonsim.studies.leave_one_out import Removal, effects_of, heaviest
from aksonsim.studies.ledger import Ledger, ledger
from aksonsim.studies.schedule import Schedule, schedule_of
from aksonsim.studies.verify import rebuild

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.engine.plan import Plan
    from aksonsim.model.scenario import Scenario

MOST = 20_000
"""Draws that a result is run again with at most; plain Monte Carlo then gives its first ones."""
TAKEN_OUT = 24
"""Things of a scenario that are taken out one by one, by what a regression says of each."""
AT = 0.85


@frozen
class Drivers:
    """What moves the P85 of the total of a scenario most.

    ``removals``: by what taking each out changes; None where nothing was run again, then ``shares`` of the variance
    (what is correlated as one), none where there are too few draws. ``p85`` of the draws that count, None where fewer
    than two do; ``whole``: whether all inputs were kept.
    """

    removals: tuple[Removal, ...] | None
    shares: tuple[InputShare, ...]
    p85: Statistic | None
    draws: int
    condition: Condition
    whole: bool

    @property
    def causes(self) -> list[Removal] | list[InputShare]:
        """The rows that are no parts of the total."""
        if self.removals is not None:
            return list(self.removals)
        return [one for one in self.shares if one.kind != "part"]


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """What running a result again gave.

    ``drivers`` by scenario, and ``schedules`` of those with activities whose inputs are held; ``ledger`` of the first
    scenario; ``claims`` are None where nothing was run; ``draws`` of each run, 0 likewise.
    """

    drivers: dict[str, Drivers]
    schedules: dict[str, Schedule]
    ledger: Ledger
    claims: Check | None
    draws: int


@door
def report_inputs(
    ds: xr.Dataset,
    *,
    rerun: bool = True,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> ReportInputs:
    """Run the scenarios of a result again, with inputs kept, and put its claims to them.

    Parameters
    ----------
    ds
        A result; the scenario that stands first is the one whose ledger is wanted.
    rerun
        False: run nothing. Sensitivity is then read from what the result holds, the ledger has shares of variance only
        where inputs were kept, and there are no claims.
    threads
        As for `aksonsim.simulate`; changes no bit.
    progress
        Told the draws done since its last call, `runs` of them in all.

    Raises
    ------
    ResultError
        Where the attributes of the result do not suffice.
    """
    require_result(ds)
    known = {scenario.name: scenario for scenario in rebuild(ds)}
    names = labels(ds, "scenario")
    draws = _draws(ds) if rerun else 0
    found_drivers: dict[str, Drivers] = {}
    schedules: dict[str, Schedule] = {}
    found: Ledger | None = None
    for name in names:
        if rerun:
            found_drivers[name], held = run_again(ds, name, known[name], threads=threads, progress=progress)
        else:
            found_drivers[name], held = drivers(ds, name), ds
        if known[name].activities and "input" in held:
            with suppress(ResultError):  # too few draws pass the gate, or nothing has a date
                schedules[name] = schedule_of(known[name], held.isel(draw=slice(MOST)))
        if found is None:
            counts = found_drivers[name].draws > 1
            found = ledger(known[name], held if counts and "input" in held else None)
    assert found is not None
    claims = None
    if rerun:
        claims = check(_with_claims(known, names), draws=draws, seed=int(ds.attrs["seed"]), threads=threads)
    return ReportInputs(found_drivers, schedules, found, claims, draws)


def runs(ds: xr.Dataset) -> int:
    """Return how many draws `report_inputs` simulates at most, but for the claims."""
    return _draws(ds) * int(ds.sizes["scenario"]) * (1 + TAKEN_OUT)


def _draws(ds: xr.Dataset) -> int:
    return min(int(ds.sizes["draw"]), MOST)


def _with_claims(known: dict[str, Scenario], names: list[str]) -> list[Scenario]:
    """Return the scenarios that claims are put to: the first one, and those of the result that a claim is about."""
    first = known[names[0]]
    wanted = dict.fromkeys([first.name, *(claim.scenario for claim in first.claims if claim.scenario in names)])
    return [known[str(name)] for name in wanted]


def run_again(
    ds: xr.Dataset,
    name: str,
    scenario: Scenario | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Drivers, xr.Dataset]:
    """Return what moves the P85 of a scenario most by taking things out, and the run with everything and its inputs.

    ``scenario``: that of the result under this name. Raises ResultError where the result's attributes do not suffice.
    """
    scenario = scenario or next(one for one in rebuild(ds) if one.name == name)
    draws, seed, method = _draws(ds), int(ds.attrs["seed"]), str(ds.attrs["method"])
    (plan,) = plans([scenario], draws=draws, seed=seed, method=method)
    variants = Variants(draws=draws, seed=seed, method=method, threads=threads, progress=progress)
    held = variants.one(plan, "inputs")
    return drivers(held, name, _without(plan, held, variants)), held


def drivers(ds: xr.Dataset, name: str, without: Callable[[Output], tuple[Removal, ...]] | None = None) -> Drivers:
    """Return what moves the P85 of the total of a scenario most.

    Parameters
    ----------
    ds, name
        A result, and which of its scenarios.
    without
        Takes things out one by one and runs the scenario again; without it nothing is run.
    """
    try:
        total = output(ds, name, "cost_total")
    except ResultError:  # fewer than two draws pass the gate
        return Drivers(removals=None, shares=(), p85=None, draws=0, condition=Condition.PASSED, whole="input" in ds)
    removals = None if without is None else without(total)
    shares: tuple[InputShare, ...] = ()
    if removals is None:
        with suppress(ValueError):  # too few draws for so many inputs
            shares = variance_shares(ds, name, total, groups_as_one=True).rows
    return Drivers(
        removals=removals,
        shares=shares,
        p85=quantile(total.values[total.counts], AT),
        draws=total.draws,
        condition=total.condition,
        whole="input" in ds,
    )


def _without(plan: Plan, held: xr.Dataset, variants: Variants) -> Callable[[Output], tuple[Removal, ...]]:
    """Return what takes out of a plan the things that move its total most, on the draws of a run of it."""
    name = plan.scenario.name

    def run(plans: Iterable[Plan]) -> Iterator[Output]:
        return (output(ds, name, "cost_total") for ds in variants.run(plans))

    def rows(total: Output) -> tuple[Removal, ...]:
        chosen = heaviest(held, name, total, plan, TAKEN_OUT)
        if variants.progress is not None:  # what needs no run is done
            variants.progress(variants.draws * (TAKEN_OUT - len(chosen)))
        return effects_of(chosen, held, name, total, run, AT)

    return rows
