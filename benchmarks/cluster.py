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
    """Return a run of (a) on a cluster begun for it; seconds, P50 and P85, and the most MB that a worker of it held.

    Where the result would not fit into memory here, it answers with what aksonsim says of that.
    """

    def work() -> dict[str, Any]:
        from distributed import Client, LocalCluster

        from aksonsim import AksonsimError

        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            try:
                found = percentiles(draws, client=client)
            except AksonsimError as error:
                return {"refused": str(error)}
            return found | {"peak": max(peak(process) for process in client.run(os.getpid).values())}

    return work


def alone(draws: int, threads: int) -> Callable[[], dict[str, Any]]:
    """Return the same run by this process."""
    return lambda: percentiles(draws, threads=threads)


def percentiles(draws: int, **how: Any) -> dict[str, Any]:
    """Return P50 and P85 of the total, and the seconds that they took."""
    import aksonsim

    began = time.perf_counter()
    ds = aksonsim.simulate(scenario(), draws=draws, seed=SEED, keep="totals", **how)
    cost = aksonsim.summary(ds)["cost"].sel(item="total", condition="all").isel(scenario=0)
    found = [float(cost.sel(statistic=name)) for name in ("p50", "p85")]
    return {"percentiles": found, "seconds": time.perf_counter() - began}
