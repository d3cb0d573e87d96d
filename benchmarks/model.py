"""Work of `worker.py`: engine and NumPy twin of the whole model (d) and of its uptake alone (c)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variables import Keep

SEED = 1
FILE = Path("configs/akson.yaml")
Work = Callable[[], object]


def plan_of(case: str, draws: int) -> Plan:
    """Return the plan of case ``c`` or ``d``."""
    if case == "c":
        import case_c

        return case_c.cut(FILE, draws, SEED)
    return plans([aksonsim.load(FILE)], draws=draws, seed=SEED)[0]


def engine(case: str, draws: int, threads: int, keep: Keep = "standard") -> Work:
    """Return a run of the engine up to its Dataset; it answers with the mean of the total."""
    plan = plan_of(case, draws)

    def work() -> float:
        ds = simulate_plans([plan], draws=draws, seed=SEED, keep=keep, threads=threads)
        return float(ds["cost_total"].values.mean())

    return work


def seven(draws: int, threads: int) -> Work:
    """Return case (a) through `simulate` and `summary`, laws fitted and tables read each time; P50 and P85."""
    from peers import of_aksonsim, scenario

    answer = of_aksonsim(scenario(), draws, threads)
    return lambda: answer(SEED)


def twin(case: str, draws: int, threads: int, chunk: int) -> Work:
    """Return a run of the twin with its draws split over threads, each with a generator of its own."""
    plan = plan_of(case, draws)
    if case == "c":
        import case_c

        model: case_c.Twin | Twin = case_c.Twin(plan)
    else:
        from twin import Twin

        model = Twin(plan)
    pool = ThreadPoolExecutor(threads)

    def work() -> None:
        list(pool.map(lambda seed: model.simulate(draws // threads, seed, chunk), range(threads)))

    return work
