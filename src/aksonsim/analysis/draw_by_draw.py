"""Two scenarios draw by draw: how often one is better, and by how much over the draws that count in both."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aksonsim.results.differences import Sample, together
from aksonsim.results.measure import MEAN, P50, P85, Measure, difference
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, probability

MEASURES = (MEAN, P50, P85)


@frozen
class Better:
    """The probability that one loss is less than another in the same draw, and that both are equal.

    ``draws``: those that count in both.
    """

    chance: Statistic = shaped(spread=True)
    equal: Statistic
    draws: int


@frozen
class SameDraws:
    """The difference of a quantity from the base scenario's, over the draws that count in both.

    ``draws`` and ``share`` of those draws; ``difference`` of the quantity itself, whatever is better of it; ``better``
    and ``equal``: in which share of those draws the scenario is better than the base, or the same.
    """

    draws: int
    share: Statistic
    difference: Mapping[Measure, Statistic] = shaped(spread=True)
    better: Statistic
    equal: Statistic


def probability_better(first: Sample, second: Sample) -> Better | None:
    """Return the probability that the first loses less than the second in the same draw; None if none counts in both.

    Intervals are Wilson's.
    """
    both = together([first, second])
    a, b = (sample.draws if both is None else sample.draws[both] for sample in (first, second))
    if a.size == 0:
        return None
    better, equal = (probability(int(np.count_nonzero(one)), a.size) for one in (a < b, a == b))
    return Better(chance=better, equal=equal, draws=a.size)


def same_draws(losing: Sample, base: Sample, sign: float = 1.0) -> SameDraws | None:
    """Return the difference from the base scenario over the draws that count in both; None where these are under two.

    Parameters
    ----------
    losing, base
        Losses on common draws.
    sign
        -1 where the losses are negative gains, so that differences are those of the gains.
    """
    inside = together([losing, base])
    own, of_base = (Sample(sample.draws, inside) for sample in (losing, base))
    found = probability_better(own, of_base)
    if found is None or found.draws < 2:
        return None
    own, of_base = (Sample(sign * sample.draws, inside) for sample in (own, of_base))
    return SameDraws(
        draws=found.draws,
        share=Statistic(1.0) if inside is None else probability(found.draws, losing.draws.size),
        difference={measure: difference(own, of_base, measure) for measure in MEASURES},
        better=found.chance,
        equal=found.equal,
    )
