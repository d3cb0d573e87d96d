"""Regret: what a choice costs more than the best choice would have in the same world (Savage 1951)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.results import percentiles as pc
from aksonsim.results.differences import Sample, together
from aksonsim.results.means import mean_of

Json = dict[str, Any]
AT = 0.85


def regret(losses: Mapping[str, Sample]) -> Json:
    """Rank choices by their expected regret, draw by draw against the best of them.

    Parameters
    ----------
    losses
        Losses of each choice on common draws (a gain counts as a negative loss); at least two choices.

    Returns
    -------
    dict
        ``draws`` that count in all choices and ``rows``, least regret first: ``name``; ``mean`` and ``p85`` of the
        regret with ``*_ci``; ``best``, the share of draws in which no other choice is better (ties count for each),
        with ``best_ci``. Empty where fewer than two draws count in all.
    """
    inside = together(list(losses.values()))
    table = np.stack([sample.draws if inside is None else sample.draws[inside] for sample in losses.values()])
    draws = table.shape[1]
    if draws < 2:
        return {}
    over = table - table.min(axis=0)
    rows = [{"name": name, **_row(own)} for name, own in zip(losses, over, strict=True)]
    return {"draws": draws, "rows": sorted(rows, key=lambda row: row["mean"])}


def _row(over: npt.NDArray[np.float64]) -> Json:
    mean, best = mean_of(over), int(np.count_nonzero(over == 0))
    chosen = pc.select(over, pc.Wanted((AT,), (AT,)))
    return {
        "mean": mean.value,
        "mean_ci": mean.interval,
        "p85": chosen.percentiles[AT],
        "p85_ci": chosen.intervals[AT],
        "best": best / over.size,
        "best_ci": pc.probability_interval(best, over.size),
    }
