"""Simulate: plans, blocks over threads, one Dataset."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from aksonsim.engine.block import Block, Tally
from aksonsim.engine.dataset import assemble
from aksonsim.engine.layout import Layout, layout, names_differ, own_labels
from aksonsim.engine.plan import Plan
from aksonsim.engine.pool import drawn_once
from aksonsim.engine.recorder import COSTS, Recorder, covers, simulated
from aksonsim.engine.variables import KEEP_LEVELS, Keep, kept
from aksonsim.engine.walk import Walk
from aksonsim.errors import AksonsimError
from aksonsim.machine import free_memory
from aksonsim.sampling.designs import MC
from aksonsim.sampling.jit import assert_reproducible

LEAST_BLOCK, MOST_BLOCK = 528, 8208
"""Draws that go through the kernels together: fewer calls against a fuller cache. Not 512 or 8192: rows a multiple of
4 kB apart share one set of the nearest cache, and turning them draws first took four times as long."""
BLOCK_BYTES = 4_000_000
"""A small model has its blocks enlarged up to this, because there the calls are what takes time."""

MOST_THREADS = 256
TOGETHER = 16
"""Plans that go through the kernels together: each has sums by municipality of its own, 4 MB for a thread of Akson."""
SMALL = 2**28
"""Bytes of a result up to which nobody asks what is free: asking takes as long as a thousand draws."""
WITH_SUMMARY = 1.33
"""What a result takes with all that is made of it before it is written and printed, as part of the result itself: 1.13
measured for the Akson case, 1.27 for one of two lines."""

Progress = Callable[[int], None]


def simulate_plans(
    plans: Sequence[Plan],
    *,
    draws: int,
    seed: int,
    method: str = "mc",
    keep: Keep = "standard",
    threads: int = 1,
    block: int | None = None,
    first: int = 0,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run every plan for the same draws and return one Dataset (dims scenario, draw first).

    The draws are ``first`` (a multiple of 4) to ``first + draws - 1``: a slice of a larger run has its bits. Neither
    ``threads`` nor ``block`` (by default `block_size`) changes a bit of the result. ``progress`` gets the draws done
    since its last call, from the calling thread.

    Raises AksonsimError for arguments that make no sense and for a result larger than the machine's memory,
    RuntimeError where numba was imported in a way that makes bits depend on the place in a block.
    """
    checked(draws, threads, keep, block, first)
    span = range(first, first + draws)
    part = simulate_part(plans, draws=span, keep=keep, threads=threads, block=block, progress=progress)
    return assemble(plans, layout(plans), part.arrays, part.tallies, draws=span, seed=seed, method=method, keep=keep)


@dataclass(frozen=True)
class Part:
    """Some draws of a run: ``arrays`` by variable (scenario, draw, ...), and what was added up of each scenario."""

    arrays: dict[str, NDArray[Any]]
    tallies: list[Tally | None]


def simulate_part(
    plans: Sequence[Plan],
    *,
    draws: range,
    keep: Keep,
    threads: int = 1,
    block: int | None = None,
    progress: Progress | None = None,
) -> Part:
    """Run every plan for the same draws, as `simulate_plans` does, and return what `assemble` makes a Dataset of."""
    checked(len(draws), threads, keep, block, draws.start)
    names_differ(plans)
    labels = layout(plans)
    arrays = allocate(plans, labels, keep, len(draws))
    tallies: list[Tally | None] = []
    for begin in range(0, len(plans), TOGETHER):
        some = plans[begin : begin + TOGETHER]
        targets = [{name: array[begin + s] for name, array in arrays.items()} for s in range(len(some))]
        tallies += _take(some, labels, keep, targets, draws, threads, block, progress)
    return Part(arrays, tallies)


def checked(draws: int, threads: int, keep: Keep, block: int | None = None, first: int = 0) -> None:
    """Raise AksonsimError for arguments that make no sense, RuntimeError where bits would not be reproducible."""
    if draws < 1:
        raise AksonsimError(f"draws must be 1 or more, not {draws}")
    if threads < 1:
        raise AksonsimError(f"threads must be 1 or more, not {threads}")
    if block is not None and (block < 4 or block % 4):
        raise AksonsimError(f"block must be a positive multiple of 4, not {block}")
    if first < 0 or first % 4:
        raise AksonsimError(f"first must be a multiple of 4, 0 or more, not {first}")
    if keep not in KEEP_LEVELS:
        raise AksonsimError(f"keep must be one of {', '.join(KEEP_LEVELS)}, not {keep}")
    assert_reproducible()


def _take(
    plans: Sequence[Plan],
    labels: Layout,
    keep: Keep,
    targets: Sequence[dict[str, NDArray[Any]]],
    draws: range,
    threads: int,
    block: int | None,
    progress: Progress | None,
) -> list[Tally | None]:
    """Run all blocks of some plans into their targets; return what is added up for each."""
    drawn = drawn_once(plans)
    recorders = [
        Recorder(plan, labels, keep, target, drawn, places, draws.start)
        for plan, target, places in zip(plans, targets, drawn.places, strict=True)
    ]
    walk = Walk(plans, [recorder.wanted for recorder in recorders], drawn)
    return run_walk(walk, recorders, draws, threads, block or block_size(walk), progress)


def block_size(walk: Walk) -> int:
    """Return how many draws go through the kernels together: a multiple of 16 from `LEAST_BLOCK` to `MOST_BLOCK`."""
    fits = int(BLOCK_BYTES / walk.nbytes(1)) // 16 * 16
    size = min(max(fits, LEAST_BLOCK), MOST_BLOCK)
    return size + 16 if size % 512 == 0 else size


def allocate(
    plans: Sequence[Plan], labels: Layout, keep: Keep, draws: int, times: float = WITH_SUMMARY
) -> dict[str, NDArray[Any]]:
    """Make the arrays of all variables with draws: NaN, or -1 for flags, where a scenario simulates nothing.

    Raises AksonsimError where nothing is kept, or where they would not fit into memory so many times: the kernel would
    kill the process half-way.
    """
    wanted = [v for v in kept(keep) if v.per_draw and any(simulated(plan, v) for plan in plans)]
    if not wanted:
        dates = [str(name) for name in labels.labels["milestone"]]
        instead = f", or ask about a date, such as milestone[{dates[-1]}]" if dates else ""
        raise AksonsimError(f"the file has no costs, and keep {keep} keeps nothing else; keep standard{instead}")
    shapes = {v.name: (len(plans), draws, *labels.size(v)) for v in wanted}
    needed = sum(math.prod(shapes[v.name]) * np.dtype(v.dtype).itemsize for v in wanted)
    free = free_memory() if needed > SMALL else None
    if free is not None and times * needed > free:
        what = f"{draws} draws of {len(plans)} scenario(s) with keep {keep} need {needed / 1e9:.3g} GB"
        again = "a third of it" if times == WITH_SUMMARY else "as much"
        raise AksonsimError(
            f"{what}, and {again} again; {free / 1e9:.3g} GB are free for this process; "
            "use fewer draws, keep less, or keep no draws: --keep summary, in Python simulate_summary"
        )
    out: dict[str, NDArray[Any]] = {}
    owned = [(plan, own_labels(plan)) for plan in plans]
    for variable in wanted:
        fill: float = np.nan if variable.dtype.startswith("float") else -1
        if variable.name in COSTS:
            fill = 0.0
        array = np.empty(shapes[variable.name], dtype=variable.dtype)
        if not all(covers(plan, own, labels, variable) for plan, own in owned):
            array[:] = fill  # only here: touching it all at once would cost a tenth of the run
        out[variable.name] = array
    return out


def run_walk(
    walk: Walk,
    recorders: Sequence[Recorder],
    draws: range,
    threads: int,
    block: int,
    progress: Progress | None,
    memory: Mapping[bytes, NDArray[Any]] | None = None,
) -> list[Tally | None]:
    """Run all blocks of a walk; each thread owns its arrays and takes the next block that is left.

    ``memory`` as of `Block`. Returns what is added up for each plan, None where nothing is.
    """
    threads = min(threads, math.ceil(len(draws) / block), MOST_THREADS)
    firsts = iter(draws[::block])
    done = [0] * threads
    stop = threading.Event()
    # What is added up counts every lane, and a design has no draw after its last; else the last block may go past it.
    exact = walk.counted or walk.drawn.inputs.method != MC

    def work(thread: int) -> list[Tally | None]:
        worker: Block | None = None
        tallies: list[Tally | None] = []
        for first in firsts:  # a range iterator is advanced by one thread at a time
            if stop.is_set():
                break
            count = min(block, draws.stop - first)
            lanes = count if exact else block
            if worker is None or worker.lanes != lanes:
                worker = Block(walk, lanes, lambda plan, arrays: recorders[plan].bind(arrays), tallies, memory or {})
                tallies = worker.tallies
            worker.run(first, count)
            done[thread] += count * len(walk.plans)
        return tallies

    reported = 0
    with ThreadPoolExecutor(max_workers=threads) as pool:
        futures = [pool.submit(work, thread) for thread in range(threads)]
        try:
            while wait(futures, timeout=0.1, return_when=FIRST_EXCEPTION).not_done:
                if any(future.done() and future.exception() for future in futures):
                    break
                if progress is not None and sum(done) > reported:
                    progress(sum(done) - reported)
                    reported = sum(done)
        finally:
            stop.set()
        found = [tallies for future in futures if (tallies := future.result())]
    if progress is not None and sum(done) > reported:
        progress(sum(done) - reported)
    for tallies in found[1:]:
        for mine, other in zip(found[0], tallies, strict=True):
            if mine is not None and other is not None:
                mine.add(other)
    return found[0] if found else [None] * len(walk.plans)
