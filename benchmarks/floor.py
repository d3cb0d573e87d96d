"""Work of `worker.py`: what no simulator of the whole model (d) avoids, uniforms drawn and bytes written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from model import Work, plan_of

from aksonsim.engine.layout import layout
from aksonsim.engine.run import LEAST_BLOCK, allocate
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform, fill_uniform32


def floor(draws: int, threads: int) -> Work:
    """Return as many uniforms as the engine draws, by its own generator, and as many bytes written.

    It answers with uniforms of double and of single precision and bytes a draw.
    """
    plan = plan_of("d", draws)
    inputs, uptake = plan.sampler.arrays, plan.uptake
    assert uptake is not None
    doubles = int((~plan.sampler.constant).sum()) + inputs.group_key.shape[0]
    streams = 2 + (uptake.after.award >= 0)  # thresholds, refusals, withdrawals
    singles = uptake.people.sampled.size + streams * uptake.people.number.size
    targets = allocate([plan], layout([plan]), "standard", draws)
    size = sum(array[0, 0].nbytes for array in targets.values()) // 8
    target, pool = np.zeros((draws, size)), ThreadPoolExecutor(threads)

    def part(thread: int) -> None:
        out, out32 = np.empty((doubles, LEAST_BLOCK)), np.empty((singles, LEAST_BLOCK), np.float32)
        result = np.ones((LEAST_BLOCK, size))
        for first in range(thread * LEAST_BLOCK, draws, threads * LEAST_BLOCK):
            _draw(doubles, singles, first, out, out32)
            target[first : first + LEAST_BLOCK] = result[: min(LEAST_BLOCK, draws - first)]

    def work() -> tuple[int, int, int]:
        list(pool.map(part, range(threads)))
        return doubles, singles, 8 * size

    return work


@kernel
def _draw(rows: int, rows32: int, first: int, out: np.ndarray, out32: np.ndarray) -> None:
    for k in range(rows):
        fill_uniform(1, 2, k, first, out[k])
    for k in range(rows32):
        fill_uniform32(1, 2, k, first, out32[k])
