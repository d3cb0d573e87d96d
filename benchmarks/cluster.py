"""Work of `worker.py`: case (a) over a Dask cluster of two processes on this machine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from peers import scenario
from worker import peak

SEED = 1


def clustered(draws: int, workers: int) -> Callable[[], dict[str, Any]]:
    """Return a run of (a) that keeps no draws, on a cluster begun for it: its answer, and the most MB of a worker."""

    def work() -> dict[str, Any]:
        from distributed import Client, LocalCluster

        import aksonsim

        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            found = answered(lambda: aksonsim.simulate_summary(scenario(), draws=draws, seed=SEED, client=client))
            return found | {"peak": max(peak(process) for process in client.run(os.getpid).values())}

    return work


def alone(draws: int, threads: int) -> Callable[[], dict[str, Any]]:
    """Return the same run by this process, which keeps its draws."""

    def summary() -> Any:
        import aksonsim
        from aksonsim.analysis.summary import summarise

        return summarise(aksonsim.simulate(scenario(), draws=draws, seed=SEED, keep="totals", threads=threads))

    return lambda: answered(summary)


def answered(summary: Callable[[], Any]) -> dict[str, Any]:
    """Return P50 and P85 of the total, and the seconds that they took."""
    began = time.perf_counter()
    (only,) = summary().scenarios.values()
    total = only.every.costs["total"]
    return {"percentiles": [total.p50.value, total.p85.value], "seconds": time.perf_counter() - began}
