"""Run a sweep: lay out its points, compute what is not done yet, keep each point as it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aksonsim.clusters.pools import Open, computed, dask, here, of_client, processes
from aksonsim.doors import door
from aksonsim.engine.variants import TOGETHER
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.machine import available_threads
from aksonsim.sweeps.job import Settings, job, probe, simulate_points
from aksonsim.sweeps.manifest import manifest
from aksonsim.sweeps.memory import MemoryStore
from aksonsim.sweeps.points import Points, points
from aksonsim.sweeps.reading import LoadedSweep
from aksonsim.sweeps.refusals import by_reason, settings_told
from aksonsim.sweeps.store import Store

Progress = Callable[[int], None]
PROBED = 16
"""Points of which the first that makes a valid scenario is asked whether it has the outputs."""
LATE = ("costs", "drivers", "drivers_combine", "groups", "benefits", "correlations")
"""Sections of a scenario that nothing before its cost depends on, but for the price that councils are told."""
TASKS = 4
"""Tasks for each worker at least, so that none waits long for the last."""
MOST_WORKERS = 16
"""Workers of a cluster that points are divided for; more of them have tasks of fewer points where there are enough."""
AFTER = "what is done is kept: go on with --resume"
"""What is said where the workers of a sweep are lost."""


@dataclass(frozen=True)
class SweepSession:
    """A store that is ready, and what is left to compute: ``done`` before, ``damaged`` ones of them to do again.

    ``repaired`` names files of labels and descriptions that were damaged and have been written again; ``refused`` says
    why points that were done could not be simulated; ``fresh``: the store was made now.
    """

    found: LoadedSweep
    store: Store | MemoryStore
    points: Points
    left: tuple[int, ...]
    done: int
    damaged: tuple[int, ...]
    repaired: tuple[str, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    fresh: bool = False


@door
def begin(found: LoadedSweep, out: Path, *, resume: bool = False) -> SweepSession:
    """Make or open the store of a sweep.

    Raises
    ------
    AksonsimError
        The design cannot be laid out, or an output is not simulated; ResultError where ``out`` exists without
        ``resume``, or was begun with another sweep (the sentence shows every difference).
    """
    if out.suffix != ".zarr":
        raise ResultError(f"{out}: a sweep is a Zarr store; its name must end in .zarr")
    fresh = not out.exists()
    if not fresh and not resume:
        raise ResultError(f"{out}: exists; go on with --resume, or name another store")
    laid = points(found.sweep, found.stated)
    stated = manifest(found.sweep, found.base, laid)
    repaired: list[str] = []
    if fresh:
        probe(job(found.sweep, found.base, found.places), [laid.settings(i) for i in range(min(len(laid), PROBED))])
        store = Store.create(out, stated, laid)
    else:
        store, repaired = Store.resume(out, stated, laid)
    done, damaged = store.points()
    left = tuple(i for i in range(len(laid)) if i not in done)
    refused = {point: reason for point, reason in done.items() if reason}
    return SweepSession(found, store, laid, left, len(done), tuple(damaged), tuple(repaired), refused, fresh)


def begin_in_memory(found: LoadedSweep) -> SweepSession:
    """Lay out a sweep whose figures stay in memory; raises AksonsimError as `begin` does."""
    laid = points(found.sweep, found.stated)
    probe(job(found.sweep, found.base, found.places), [laid.settings(i) for i in range(min(len(laid), PROBED))])
    store = MemoryStore(manifest(found.sweep, found.base, laid), laid)
    return SweepSession(found, store, laid, tuple(range(len(laid))), 0, ())


@door
def run(
    session: SweepSession,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    client: Any = None,
    threads: int | None = None,
    progress: Progress | None = None,
    strict: bool = False,
) -> dict[int, str]:
    """Compute what is left of a sweep, and return why points could not be simulated, by point.

    Parameters
    ----------
    session
        What `begin` returns.
    workers
        Processes here, by default one for each core; 1: no other process, and points on ``threads``, or those within
        each where there are fewer points. Processes import the calling script anew, so in a script the call stands
        under ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler, whose workers compute instead.
    client
        A Dask client that is connected already, instead of an address.
    progress
        Told the number of points that are done since its last call.
    strict
        Stop at the first point that cannot be simulated, which is not kept then.

    Raises
    ------
    AksonsimError
        See `aksonsim.clusters.pools.computed`; also where no point at all can be simulated. What is done by then is
        kept; a store that was made for this run and holds nothing is removed.

    Notes
    -----
    Neither workers nor threads nor the order in which points come change a bit of the store.
    """
    cores = available_threads()
    count = min(workers if workers is not None else cores, max(1, len(session.left)))
    alone = count == 1 and scheduler is None and client is None
    spare = (threads or cores) if alone else 1
    own = max(1, min(spare, len(session.left)))
    common = job(session.found.sweep, session.found.base, session.found.places, spare // own)
    pool: Open = partial(here, own) if alone else partial(processes, count)
    if scheduler is not None:
        pool = partial(dask, scheduler)
    elif client is not None:
        pool = partial(of_client, client)
    tasks = _tasks(session, max(count, own) if scheduler is None and client is None else MOST_WORKERS)
    refused = dict(session.refused)
    if strict and refused:
        raise _stopped(session, *next(iter(refused.items())))
    if session.fresh and isinstance(session.store, Store) and not session.store.path.exists():
        # It was removed by a run that came to nothing.
        Store.create(session.store.path, session.store.manifest, session.points)
    try:
        with session.store.locked():
            for points, found in computed(partial(simulate_points, common), tasks, pool, AFTER):
                for point, figures in zip(points, found, strict=True):
                    if figures.refusal:
                        if strict:
                            raise _stopped(session, point, figures.refusal)
                        refused[point] = figures.refusal
                    session.store.write(point, figures)
                    if progress is not None:
                        progress(1)
    except BaseException:
        if session.fresh and isinstance(session.store, Store):
            session.store.remove_if_empty()
        raise
    if len(refused) == len(session.points):
        reason, first = by_reason(refused)[0]
        at = settings_told(session.points, first[0])
        raise AksonsimError(f"none of {len(session.points)} points can be simulated; at {at}: {reason}")
    return dict(sorted(refused.items()))


def _tasks(session: SweepSession, workers: int) -> dict[tuple[int, ...], list[Settings]]:
    """Return what is left, some points a task, those neighbours that can share most.

    A point's commitment, schedule and adoption are simulated anew where they differ from its neighbour's, its cost in
    any case: so points are ordered by the parameters that lie outside `LATE`, and by those inside last.
    """
    late = [path.split(".")[0].split("[")[0] in LATE for path in session.points.paths]

    def order(point: int) -> tuple[list[str], int]:
        values = session.points.values[point]
        return [repr(value) for value, last in zip(values, late, strict=True) if not last], point

    left = sorted(session.left, key=order)
    size = max(1, min(TOGETHER, -(-len(left) // (TASKS * max(1, workers)))))
    chunks = [tuple(left[begin : begin + size]) for begin in range(0, len(left), size)]
    return {chunk: [session.points.settings(point) for point in chunk] for chunk in chunks}


def _stopped(session: SweepSession, point: int, reason: str) -> AksonsimError:
    at = settings_told(session.points, point)
    return AksonsimError(f"the point {at} cannot be simulated: {reason}; without --strict the others are computed")
