"""Work of `worker.py`: how long each stage of the whole model (d) takes, on one thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from model import SEED, plan_of

from aksonsim.engine import run
from aksonsim.engine.block import Block
from aksonsim.engine.walk import Step

WRITING, BLOCK = "writing into the result", "block"


def stages(blocks: int) -> Callable[[], dict[str, float]]:
    """Return a run of so many blocks that answers with microseconds a draw by stage, medians over blocks."""
    draws = blocks * run.LEAST_BLOCK
    plan = plan_of("d", draws)

    def work() -> dict[str, float]:
        times: dict[str, list[float]] = {}
        kept = run.Block
        vars(run)["Block"] = _timed(times)
        try:
            run.simulate_plans([plan], draws=draws, seed=SEED, threads=1, block=run.LEAST_BLOCK)
        finally:
            vars(run)["Block"] = kept
        return {name: 1e6 * _each(taken, blocks) / run.LEAST_BLOCK for name, taken in times.items()}

    return work


def _each(taken: list[float], blocks: int) -> float:
    """Return the median time of a block; a stage may run several times in it."""
    calls = len(taken) // blocks
    return median(sum(taken[k : k + calls]) for k in range(0, len(taken), calls))


def _timed(times: dict[str, list[float]]) -> type[Block]:
    """Return a kind of block whose calls note how long they take."""

    def noting(name: str, function: Callable[..., object]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            began = time.perf_counter()
            function(*arguments)
            times.setdefault(name, []).append(time.perf_counter() - began)

        return call

    class Timed(Block):
        def __post_init__(self) -> None:
            tell = self.told
            if tell is not None:
                self.told = lambda plan, arrays: noting(WRITING, tell(plan, arrays))
            super().__post_init__()
            self.run = noting(BLOCK, self.run)  # type: ignore[method-assign]

        def _bound(self, step: Step) -> Any:
            calls = super()._bound(step)
            return calls if step.constant else [(noting(step.stage.name, function), taken) for function, taken in calls]

    return Timed
