"""A first run compiles for half a minute on one core; a second process takes half of it off its hands.

That one simulates the same scenario with a stand-in for the council rounds, which take as long to compile as all else
and which the run itself compiles first. Each finds on disk what the other has compiled.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from aksonsim.api import simulate
from aksonsim.engine import walk
from aksonsim.kernels import commitment_rounds
from aksonsim.kernels.council_arrays import ON_TIME
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.jit import is_kept


@contextmanager
def compiling_beside(scenario: Scenario, threads: int | None) -> Iterator[None]:
    """Let a second process compile meanwhile, where kernels are not kept yet and there is a core for it."""
    alone = threads == 1 or available_threads() == 1
    if alone or scenario.uptake is None or is_kept(commitment_rounds.hold_rounds):
        yield
        return
    with tempfile.TemporaryFile("w+") as stated:
        json.dump(scenario.model_dump(mode="json"), stated)
        stated.seek(0)
        command = [sys.executable, "-m", "aksonsim.studies.compilation"]
        nowhere = subprocess.DEVNULL
        with subprocess.Popen(command, stdin=stated, stdout=nowhere, stderr=nowhere) as process:
            try:
                yield
            finally:
                process.terminate()


def _all_commit(*arguments: Any) -> None:
    """Stand in for `commitment_rounds.hold_rounds`: all have committed when the gate is planned."""
    price, state = arguments[7], arguments[-1]
    state.outcome[:] = ON_TIME
    state.gate_month[:] = price.planned
    state.rounds_seen[:] = state.share.shape[1]
    state.share[:] = 1.0


def main() -> None:
    """Compile everything but the council rounds for the scenario on stdin."""
    here: Any = walk
    rounds = commitment_rounds.hold_rounds
    here.STAGES = tuple(replace(stage, run=_all_commit) if stage.run is rounds else stage for stage in here.STAGES)
    simulate(Scenario.model_validate(json.load(sys.stdin)), draws=16, threads=1)


if __name__ == "__main__":
    main()
