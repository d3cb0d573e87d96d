"""Regret: what a choice costs more than the best choice would have in the same world (Savage 1951)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from aksonsim.results.differences import Sample, together
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, mean, probability, quantile

AT = 0.85


@frozen
class ChoiceRegret:
    """The regret of one choice: mean and P85, and in which share of draws no other choice is better (ties count)."""

    name: str = shaped(label="scenario")
    mean: Statistic
    p85: Statistic
    best: Statistic


@frozen
class Regret:
    """The choices, least expected regret first; ``draws``: those that count in all choices."""

    draws: int
    rows: tuple[ChoiceRegret, ...]


def regret(losses: Mapping[str, Sample]) -> Regret | None:
    """Rank choices by their expected regret, draw by draw against the best of them.

    Parameters
    ----------
    losses
        Losses of each choice on common draws (a gain counts as a negative loss); at least two choices.

    Returns
    -------
    Regret
        None where fewer than two draws count in all.
    """
    inside = together(list(losses.values()))
    table = np.stack([sample.draws if inside is None else sample.draws[inside] for sample in losses.values()])
    draws = table.shape[1]
    if draws < 2:
        return None
    over = table - table.min(axis=0)
    rows = [_row(name, own) for name, own in zip(losses, over, strict=True)]
    return Regret(draws=draws, rows=tuple(sorted(rows, key=lambda row: row.mean.value)))


def _row(name: str, over: npt.NDArray[np.float64]) -> ChoiceRegret:
    best = probability(int(np.count_nonzero(over == 0)), over.size)
    return ChoiceRegret(name=name, mean=mean(over), p85=quantile(over, AT), best=best)
