"""One run over a cluster, its draws gathered here: the Dataset that one machine makes, to the bit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import xarray as xr

from aksonsim.clusters.pools import of_client, through
from aksonsim.clusters.slices import AFTER, Run, simulate_slice, slices
from aksonsim.engine.block import Tally
from aksonsim.engine.dataset import assemble
from aksonsim.engine.layout import layout
from aksonsim.engine.plan import Plan
from aksonsim.engine.run import allocate
from aksonsim.engine.variables import Keep

SLICE_BYTES = 2**25
"""Of the result that a slice makes: a few are under way at a time, to each thread of a cluster."""
WAITING_BYTES = 2**30
"""Of slices that may be under way, or here and not yet put where they belong."""
ROOM = 2.0
"""What must be free here, as part of the result: slices are under way to it, and a summary is made of it."""
AHEAD = 4
"""Slices for each thread of a cluster, at least, so that all end at about the same time."""


def gathered(
    plans: Sequence[Plan],
    client: Any,
    *,
    draws: int,
    seed: int,
    method: str,
    keep: Keep,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Run plans on the workers that a Dask client is connected to; equal to `simulate_plans` to the bit.

    Raises AksonsimError where the result does not fit into memory here, and as `of_client` and `through` do.
    """
    labels = layout(plans)
    arrays = allocate(plans, labels, keep, draws, ROOM)
    tallies: list[Tally | None] = [None] * len(plans)
    task = partial(simulate_slice, Run.of(plans, draws, seed, method, keep))
    a_draw = sum(array.nbytes for array in arrays.values()) / draws
    with of_client(client) as pool:
        cut = slices(draws, min(int(SLICE_BYTES / a_draw), math.ceil(draws / (AHEAD * pool.threads))))
        window = max(1, min(2 * pool.threads, int(WAITING_BYTES / (a_draw * len(cut[0])))))
        for place, part in through(replace(pool, window=window), task, dict(enumerate(cut)), AFTER):
            span = cut[place]
            for name, array in part.arrays.items():
                arrays[name][:, span.start : span.stop] = array
            for s, tally in enumerate(part.tallies):
                if tally is not None:
                    total = tallies[s] = tallies[s] or Tally.empty(plans[s])
                    total.add(tally)
            if progress is not None:
                progress(len(span) * len(plans))
    return assemble(plans, labels, arrays, tallies, draws=range(draws), seed=seed, method=method, keep=keep)
