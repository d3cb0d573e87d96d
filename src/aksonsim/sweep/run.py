"""Run a sweep: lay out its points, compute what is not done yet, keep each point as it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aksonsim.errors import ResultError
from aksonsim.machine import available_threads
from aksonsim.sweep.job import job, probe
from aksonsim.sweep.manifest import manifest
from aksonsim.sweep.points import Points, points
from aksonsim.sweep.pools import Open, computed, dask, here, processes
from aksonsim.sweep.reading import Read
from aksonsim.sweep.store import Store

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Begun:
    """A store that is ready, and what is left to compute: ``done`` before, ``damaged`` ones of them to do again.

    ``repaired`` names files of labels and descriptions that were damaged and have been written again.
    """

    found: Read
    store: Store
    points: Points
    left: tuple[int, ...]
    done: int
    damaged: tuple[int, ...]
    repaired: tuple[str, ...] = ()


def begin(found: Read, out: Path, *, resume: bool = False) -> Begun:
    """Make or open the store of a sweep.

    Raises
    ------
    AksonsimError
        The design cannot be laid out, or an output is not simulated; ResultError where ``out`` exists without
        ``resume``, or was begun with another sweep (the sentence shows every difference).
    """
    if out.suffix != ".zarr":
        raise ResultError(f"{out}: a sweep is a Zarr store; its name must end in .zarr")
    if out.exists() and not resume:
        raise ResultError(f"{out}: exists; go on with --resume, or name another store")
    laid = points(found.sweep, found.stated)
    stated = manifest(found.sweep, found.base, laid)
    if not out.exists():
        probe(job(found.sweep, found.base, found.places), laid.settings(0))
    repaired: list[str] = []
    if out.exists():
        store, repaired = Store.resume(out, stated, laid)
    else:
        store = Store.create(out, stated, laid)
    done, damaged = store.done()
    kept = set(done)
    left = tuple(i for i in range(len(laid)) if i not in kept)
    return Begun(found, store, laid, left, len(done), tuple(damaged), tuple(repaired))


def run(
    begun: Begun,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Compute what is left of a sweep.

    Parameters
    ----------
    begun
        What `begin` returns.
    workers
        Processes here, by default one for each core; 1: no other process, and ``threads`` within each point. They
        import the calling script anew, so in a script the call stands under ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler, whose workers compute instead.
    progress
        Told the number of points that are done since its last call.

    Raises
    ------
    AksonsimError
        See `aksonsim.sweep.pools.computed`. What is done by then is kept.

    Notes
    -----
    Neither workers nor threads nor the order in which points come change a bit of the store.
    """
    cores = available_threads()
    count = min(workers if workers is not None else cores, max(1, len(begun.left)))
    alone = count == 1 and scheduler is None
    common = job(begun.found.sweep, begun.found.base, begun.found.places, (threads or cores) if alone else 1)
    pool: Open = here if alone else partial(processes, count)
    if scheduler is not None:
        pool = partial(dask, scheduler)
    settings = {point: begun.points.settings(point) for point in begun.left}
    with begun.store.locked():
        for point, figures in computed(common, settings, pool):
            begun.store.write(point, figures)
            if progress is not None:
                progress(1)
