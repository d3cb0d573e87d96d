"""Points: the base scenario with some values set, simulated, figures taken. The same wherever they run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from threading import get_ident

import numpy as np
import numpy.typing as npt
import xarray as xr
from pydantic import ValidationError

from aksonsim.analysis.claims import Asked, answer, drawn
from aksonsim.clusters.pools import must_be_of_version
from aksonsim.engine.dataset import canonical
from aksonsim.engine.parts import Parts
from aksonsim.engine.plan import Plan, plan
from aksonsim.engine.variables import Keep
from aksonsim.engine.variants import Variants
from aksonsim.errors import AksonsimError, Problem, ScenarioError
from aksonsim.files.changes import Override, apply
from aksonsim.files.derive import Original
from aksonsim.files.municipalities import resolve
from aksonsim.files.problems import faults
from aksonsim.files.resolving import like
from aksonsim.files.tablecache import DiskTableCache, remember
from aksonsim.files.tree import Place, dotted, twin
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import most_kept
from aksonsim.sampling.tables import Arrays
from aksonsim.studies.check import asked
from aksonsim.sweeps.outputs import Output
from aksonsim.sweeps.spec import Setting, Sweep

Array = npt.NDArray[np.float64]
Settings = tuple[tuple[str, Setting], ...]
"""Dotted paths and the values they are set to."""

PROBABILITIES = np.arange(1, 100) / 100
"""Where an S-curve is kept."""


@dataclass(frozen=True)
class Job:
    """What all points of a sweep have in common; small enough to travel with each.

    ``base`` the resolved scenario as compressed JSON, ``name`` what it calls itself, ``places`` where the sweep file
    states each path; ``version`` of aksonsim that asks.
    """

    base: bytes
    name: str
    outputs: tuple[Asked, ...]
    names: tuple[str, ...]
    curves: tuple[Asked, ...]
    keep: Keep
    places: tuple[tuple[str, Place], ...]
    draws: int
    seed: int
    threads: int = 1
    version: str = ""


@dataclass(frozen=True)
class Figures:
    """What a point came to: ``value`` float64[outputs], ``interval`` [outputs, 2], ``curve`` [curves, 99].

    ``refusal`` says why it could not be simulated; all numbers are NaN then.
    """

    value: Array
    interval: Array
    curve: Array
    refusal: str = ""


def job(sweep: Sweep, base: Scenario, places: dict[str, Place], threads: int = 1) -> Job:
    """Return the job of a sweep."""
    curves = [Output(quantity=name, statistic="p50") for name in sweep.curves]
    return Job(
        base=zlib.compress(canonical(base).encode()),
        name=base.name,
        outputs=tuple(asked(output.claim, base.start) for output in sweep.outputs),
        names=tuple(output.name for output in sweep.outputs),
        curves=tuple(asked(output.claim, base.start) for output in curves),
        keep=most_kept(output.keep for output in (*sweep.outputs, *curves)),
        places=tuple(places.items()),
        draws=sweep.draws,
        seed=sweep.seed,
        threads=threads,
        version=version("aksonsim"),
    )


def simulate_points(job: Job, points: Sequence[Settings]) -> list[Figures]:
    """Simulate some points: a pure function of its arguments, to the bit, on one machine type.

    They share what they have in common (see `Variants`), and with those that this worker simulated before. A point that
    makes no valid scenario has a refusal, which says why, and no numbers. Raises AksonsimError with the settings of a
    point for which this machine is too small, and where aksonsim here has another version than who asks.
    """
    must_be_of_version(job.version)
    found: list[Figures | None] = []
    planned: list[Plan] = []
    for settings in points:
        try:
            planned.append(_planned(job, settings, job.draws))
            found.append(None)
        except AksonsimError as error:
            found.append(_figures(job, refusal=_reason(error)))
    runs = _variants(job, get_ident()).run(planned)
    for k, settings in enumerate(points):
        if found[k] is None:
            with _told(settings):
                ds = next(runs)
            found[k] = _answered(job, ds)
    return [one for one in found if one is not None]


@lru_cache(maxsize=8)
def _variants(job: Job, _thread: int) -> Variants:
    """Return what one thread of a worker holds from task to task: two at once would take it from each other."""
    return Variants(draws=job.draws, seed=job.seed, keep=job.keep, threads=job.threads)


def _figures(job: Job, refusal: str = "") -> Figures:
    """Return figures of nothing."""
    shape = len(job.outputs)
    curves = np.full((len(job.curves), PROBABILITIES.size), np.nan)
    return Figures(np.full(shape, np.nan), np.full((shape, 2), np.nan), curves, refusal)


def _answered(job: Job, ds: xr.Dataset) -> Figures:
    """Return what a run of a point came to."""
    figures = _figures(job)
    for i, wanted in enumerate(job.outputs):
        found = answer(ds, job.name, wanted)
        if found is not None:
            figures.value[i] = found.model.value
            figures.interval[i] = found.model.interval or (found.model.value, found.model.value)
    for i, wanted in enumerate(job.curves):
        x = drawn(ds, job.name, wanted.quantity, wanted.condition)
        if x is not None and x.size:
            figures.curve[i] = np.quantile(x, PROBABILITIES)
    return figures


def probe(job: Job, settings: Sequence[Settings]) -> None:
    """Raise AksonsimError where an output is not simulated at all, before thousands of points say so.

    The first of some points that makes a valid scenario is asked, or the base where none does.
    """
    draws = min(job.draws, 64)
    for tried in (*settings, ()):
        try:
            planned = _planned(job, tried, draws)
        except AksonsimError:
            continue
        with _told(tried):
            ds = Variants(draws=draws, seed=job.seed, keep=job.keep, threads=job.threads).one(planned)
        break
    else:
        raise AksonsimError("the base scenario cannot be simulated")
    for name, wanted in (*zip(job.names, job.outputs, strict=True), *((str(c.quantity), c) for c in job.curves)):
        if wanted.statistic == "stated":
            continue
        if drawn(ds, job.name, wanted.quantity, "all") is None:
            raise AksonsimError(f"outputs: {name}: scenario {job.name} does not simulate {wanted.quantity.name}")


def _planned(job: Job, settings: Settings, draws: int) -> Plan:
    """Return what a point simulates; raises AksonsimError where it makes no valid scenario."""
    places = dict(job.places)
    scenario = varied(_original(job.base), [Override(path, value, places[path]) for path, value in settings])
    people = resolve(scenario.population) if scenario.population else ()
    return plan(scenario, people, draws=draws, seed=job.seed, cache=_tables(), parts=_parts(job.base, get_ident()))


def _reason(error: AksonsimError) -> str:
    """Return what is wrong with a point, without the place of the file: where a file lies decides nothing."""
    if isinstance(error, ScenarioError):
        return "; ".join(str(replace(problem, where="")) for problem in error.problems)
    return str(error)


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Say at which point a run fails."""
    try:
        yield
    except AksonsimError as error:  # told as a plain one: others lose their parts on the way between processes
        at = ", ".join(f"{path} = {value}" for path, value in settings)
        raise AksonsimError(f"the point {at} cannot be simulated: {error}") from None


def varied(base: Original, overrides: Sequence[Override]) -> Scenario:
    """Return a resolved scenario with changes made to it.

    Raises ScenarioError, the place that of the change, where the scenario does not bear them.
    """
    root = twin(base.root)
    for override in overrides:
        apply(root, override)
    try:
        return like(base.scenario, base.root, root)
    except ValidationError as error:
        found = faults(error, root)
        raise ScenarioError([Problem(str(f.place), dotted(f.path, root), f.what, f.allowed) for f in found]) from None


@lru_cache(maxsize=4)
def _original(base: bytes) -> Original:
    """Return the base; what only the file as a whole needs is left out."""
    data = json.loads(zlib.decompress(base))
    for section in ("claims", "scenarios", "changed"):
        data.pop(section, None)
    return Original(Scenario.model_validate(data), Place("base"))


@lru_cache(maxsize=8)
def _parts(_base: bytes, _thread: int) -> Parts:
    """Return the parts of the plans of the last points of a base, which nobody else has."""
    return Parts()


class TableCache(DiskTableCache):
    """Tables of the base from the disk, and those of the last points in memory alone.

    What points vary is not kept on disk: ten thousand points would leave gigabytes there.
    """

    def put(self, key: str, arrays: Arrays) -> None:
        """Hold arrays in memory."""
        remember(self.folder / key, arrays)


@lru_cache(maxsize=1)
def _tables() -> TableCache:
    return TableCache()
