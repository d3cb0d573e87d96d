"""Who pays: the state up to its cap in calendar order, the municipalities the rest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel


class FinanceArrays(NamedTuple):
    """``cap``; ``funded`` float64[Y] part of each year before the state's money ends; ``ceiling`` above
    which the state carries the municipalities' shared cost; ``annuity``: yearly payment per unit of loan.
    """

    cap: float
    funded: Array
    ceiling: float
    annuity: float


@kernel
def pay(
    tag_year: Array,
    free_year: Array,
    shared_year: Array,
    finance: FinanceArrays,
    state_year: Array,
    sums: Array,
) -> None:
    """Write the state's payment by year to float64[Y, B] and sums to ``sums`` float64[4, B].

    Sums: 0 state, 1 state's tagged share before the cap, 2 its payment under the cap, 3 municipal shared cost.
    Both cap and ceiling are used up in calendar order.
    """
    years, lanes = state_year.shape
    for k in range(sums.shape[0]):
        for i in range(lanes):
            sums[k, i] = 0.0
    shared = np.zeros(lanes)
    for y in range(years):
        for i in range(lanes):
            tagged = tag_year[y, i]
            capped = min(finance.funded[y] * tagged, finance.cap - sums[2, i])
            borne = shared[i] + shared_year[y, i] - capped - free_year[y, i]
            relief = max(borne - finance.ceiling, 0.0)
            payment = capped + free_year[y, i] + relief
            shared[i] = borne - relief
            state_year[y, i] = payment
            sums[0, i] += payment
            sums[1, i] += tagged
            sums[2, i] += capped
    for i in range(lanes):
        sums[3, i] = shared[i]
