"""Timings inside one process: engine, twin, stages, floor. All warm, all medians, microseconds a draw."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any, Protocol

import numpy as np

import aksonsim
from aksonsim.api import plans
from aksonsim.engine import block as engine_block
from aksonsim.engine.block import Block
from aksonsim.engine.layout import layout
from aksonsim.engine.plan import Plan
from aksonsim.engine.recorder import Recorder
from aksonsim.engine.run import LEAST_BLOCK, allocate, block_size, simulate_plans
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform, fill_uniform32

REPEATS = 5
CHUNKS = (512, 1024, 2048, 4096)
SEED = 1

Subject = tuple[Callable[[], object], int]
"""Work, and how many draws it is."""


class Simulates(Protocol):
    """What a twin can do."""

    def simulate(self, draws: int, seed: int, chunk: int) -> object:
        """Simulate draws in chunks."""


def make_plan(file: Path, draws: int) -> Plan:
    """Resolve the base scenario of a file."""
    return plans([aksonsim.load(file)], draws=draws, seed=SEED)[0]


def per_draw(work: Callable[[], object], draws: int) -> float:
    """Return microseconds a draw, the median of warm repeats."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1e6 * median(times) / draws


def in_turn(subjects: dict[str, Subject]) -> dict[str, tuple[float, float]]:
    """Return wall and processor microseconds a draw of each (work, draws), medians of warm repeats.

    Every round times each subject once, so that all meet the same neighbours on a shared machine. Processor time
    counts all threads and leaves out waiting for a core.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in subjects}
    for work, _ in subjects.values():
        work()
    for _ in range(REPEATS):
        for name, (work, draws) in subjects.items():
            began = time.perf_counter(), time.process_time()
            work()
            ended = time.perf_counter(), time.process_time()
            times[name].append((1e6 * (ended[0] - began[0]) / draws, 1e6 * (ended[1] - began[1]) / draws))
    return {name: (median(wall for wall, _ in each), median(cpu for _, cpu in each)) for name, each in times.items()}


def run_engine(plan: Plan, draws: int, threads: int) -> Callable[[], object]:
    """Return a run of the engine up to its Dataset."""
    return lambda: simulate_plans([plan], draws=draws, seed=SEED, threads=threads)


def twin_speeds(twin: Simulates, draws: int) -> dict[int, float]:
    """Time the twin on one thread, by chunk."""
    return {chunk: per_draw(lambda chunk=chunk: twin.simulate(draws, SEED, chunk), draws) for chunk in CHUNKS}


def run_twin(twin: Simulates, draws: int, chunk: int, pool: ThreadPoolExecutor, threads: int) -> Callable[[], object]:
    """Return a run of the twin with its draws split over threads, each with a generator of its own."""
    return lambda: list(pool.map(lambda seed: twin.simulate(draws // threads, seed, chunk), range(threads)))


def run_blocks(plan: Plan, draws: int, pool: ThreadPoolExecutor, threads: int) -> Callable[[], object]:
    """Return the engine's blocks alone, nothing written: kernels, and what Python does between them."""
    lanes = block_size(plan)
    workers = [Block(plan, lanes) for _ in range(threads)]

    def work(thread: int) -> None:
        for first in range(thread * lanes, draws, threads * lanes):
            workers[thread].run(first)

    return lambda: list(pool.map(work, range(threads)))


class _Timed:
    """A kernel module whose functions note how long each call takes."""

    def __init__(self, module: ModuleType, times: dict[str, list[float]]) -> None:
        self._module, self._times = module, times

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if not hasattr(found, "py_func"):
            return found
        label = f"{self._module.__name__.rsplit('.', 1)[-1]}.{name}"
        return _timed(found, label, self._times)


def _timed(function: Callable[..., Any], label: str, times: dict[str, list[float]]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        began = time.perf_counter()
        out = function(*args)
        times.setdefault(label, []).append(time.perf_counter() - began)
        return out

    return call


def stages(plan: Plan, blocks: int = 100) -> dict[str, float]:
    """Time each kernel of a block on one thread; ``block, all`` is the whole of it and ``record`` its writing."""
    lanes, labels = LEAST_BLOCK, layout([plan])
    arrays = allocate([plan], labels, "standard", lanes)
    recorder = Recorder(plan, labels, "standard", {name: array[0] for name, array in arrays.items()})
    worker = Block(plan, lanes)
    worker.run(0)
    times: dict[str, list[float]] = {}
    kept = dict(vars(engine_block))
    names = [n for n, v in kept.items() if isinstance(v, ModuleType) and v.__name__.startswith("aksonsim.kernels")]
    try:
        for name in names:
            setattr(engine_block, name, _Timed(kept[name], times))
        engine_block.fill_inputs = _timed(kept["fill_inputs"], "inputs", times)
        for k in range(blocks):
            began = time.perf_counter()
            worker.run(k * lanes)
            middle = time.perf_counter()
            recorder.write(worker, 0, lanes)
            times.setdefault("block, all", []).append(middle - began)
            times.setdefault("record", []).append(time.perf_counter() - middle)
    finally:
        vars(engine_block).update(kept)
    # a kernel may be called several times a block: its calls are added up before the median is taken
    return {
        name: 1e6 * float(np.median(np.array(each).reshape(blocks, -1).sum(axis=1))) / lanes
        for name, each in times.items()
    }


@kernel
def _draw_floor(rows: int, rows32: int, first: int, out: np.ndarray, out32: np.ndarray) -> None:
    for k in range(rows):
        fill_uniform(1, 2, k, first, out[k])
    for k in range(rows32):
        fill_uniform32(1, 2, k, first, out32[k])


def run_floor(
    plan: Plan, draws: int, pool: ThreadPoolExecutor, threads: int
) -> tuple[Callable[[], object], int, int, int]:
    """Return what no simulator avoids: as many uniforms, and as many bytes written.

    With it, uniforms of double and of single precision and bytes a draw.
    """
    inputs, uptake = plan.sampler.arrays, plan.uptake
    assert uptake is not None
    doubles = int((~plan.sampler.constant).sum()) + inputs.group_key.shape[0]
    streams = 2 + (uptake.after.award >= 0)  # thresholds, refusals, withdrawals
    singles = uptake.people.sampled.size + streams * uptake.people.number.size
    targets = allocate([plan], layout([plan]), "standard", draws)
    size = sum(array[0, 0].nbytes for array in targets.values()) // 8
    target = np.zeros((draws, size))

    def work(thread: int) -> None:
        out, out32 = np.empty((doubles, LEAST_BLOCK)), np.empty((singles, LEAST_BLOCK), np.float32)
        result = np.ones((LEAST_BLOCK, size))
        for first in range(thread * LEAST_BLOCK, draws, threads * LEAST_BLOCK):
            _draw_floor(doubles, singles, first, out, out32)
            target[first : first + LEAST_BLOCK] = result[: min(LEAST_BLOCK, draws - first)]

    return lambda: list(pool.map(work, range(threads))), doubles, singles, 8 * size
