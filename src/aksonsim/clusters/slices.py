"""One run in slices of its draws: what a worker is told of it, and what it makes of a slice."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Any

from aksonsim.clusters.pools import must_be_of_version
from aksonsim.engine.dataset import canonical
from aksonsim.engine.parts import Parts
from aksonsim.engine.plan import Plan, plan
from aksonsim.engine.run import Part, simulate_part
from aksonsim.engine.variables import Keep
from aksonsim.files.municipalities import resolve
from aksonsim.files.tablecache import DiskTableCache
from aksonsim.model.scenario import Scenario

EDGE = 8
"""Slices begin at a multiple of so many draws: the engine takes four at a time, sums of NumPy eight."""
AFTER = "nothing is kept: run it again"
"""What is said where the workers of a run are lost."""


@dataclass(frozen=True)
class Run:
    """A run as it travels with each slice; ``scenarios`` as compressed JSON, ``version`` of aksonsim that asks."""

    scenarios: bytes
    draws: int
    seed: int
    method: str
    keep: Keep
    version: str

    @classmethod
    def of(cls, plans: Sequence[Plan], draws: int, seed: int, method: str, keep: Keep) -> Run:
        """Return the run of some plans."""
        text = f"[{','.join(canonical(plan.stated) for plan in plans)}]"
        return cls(zlib.compress(text.encode()), draws, seed, method, keep, version("aksonsim"))


def planned(
    scenarios: Sequence[Scenario], *, draws: int, seed: int, method: str = "mc", parts: Parts | None = None
) -> list[Plan]:
    """Resolve valid scenarios into plans, with the municipality table and the cache of quantile tables.

    ``parts`` of the plans of other scenarios, which nobody may have changed in place meanwhile.
    """
    about: Any = {"draws": draws, "seed": seed, "method": method, "cache": DiskTableCache()}
    if parts is None and len(scenarios) > 1:
        parts = Parts()
    people = resolve if parts is None else partial(parts, resolve)
    return [plan(s, people(s.population) if s.population else (), parts=parts, **about) for s in scenarios]


@lru_cache(maxsize=2)
def plans_of(run: Run) -> list[Plan]:
    """Return the plans of a run, made once by each worker.

    Raises AksonsimError where aksonsim here has another version than who asks.
    """
    must_be_of_version(run.version)
    scenarios = [Scenario.model_validate(stated) for stated in json.loads(zlib.decompress(run.scenarios))]
    return planned(scenarios, draws=run.draws, seed=run.seed, method=run.method)


def simulate_slice(run: Run, draws: range) -> Part:
    """Simulate some draws of a run: a pure function of its arguments, to the bit, on one machine type."""
    return simulate_part(plans_of(run), draws=draws, keep=run.keep)


def slices(draws: int, size: int) -> list[range]:
    """Cut draws into slices of about ``size``, each beginning at a multiple of `EDGE`."""
    size = max(size // EDGE, 1) * EDGE
    return [range(first, min(first + size, draws)) for first in range(0, draws, size)]
