"""What a result says of net present value: its draws, its parts, and who pays."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.language.text import Title
from aksonsim.results.access import Mask, labels, title, values
from aksonsim.results.means import sd_of
from aksonsim.results.measure import P10, P50, P80, P85, Measure, statistics
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.rows import Rows
from aksonsim.results.statistic import Statistic, below, mean, moments, probability

PERCENTILES = (P10, P50, P80, P85)
LEAST_POSITIVE = math.ulp(0.0)
"""What is not below it is above zero."""


@frozen
class NetPresentValue:
    """The net present value of some draws.

    ``base``: of stated values, published investment and reference curve, without draws; None where it does not belong
    to the condition. ``prob_positive``: P(NPV > 0).
    """

    base: float | None = shaped(sparse=True)
    mean: Statistic
    sd: float
    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)
    prob_positive: Statistic


@frozen
class Part:
    """What an item or programme adds to the net present value, costs negative; ``base`` without draws."""

    id: str = shaped(hidden=True, label="part_of")
    title: Title = shaped(languages=True)
    base: float
    mean: Statistic


@frozen
class Parts:
    """What the net present value is the sum of, by item and by programme: either figure of all sums to it."""

    benefits: Mapping[str, Part]
    investment: Mapping[str, Part]


@frozen
class Followed:
    """Present value of the items that follow the same; ``base`` without draws."""

    base: float
    mean: Statistic


@frozen
class PresentValue:
    """The present value of what somebody pays; ``sd_share``: standard deviation over P50, where above 0."""

    mean: Statistic
    sd: float
    sd_share: float | None
    percentiles: Mapping[Measure, Statistic] = shaped(spread=True)


def npv(rows: Rows, *, based: bool = True) -> NetPresentValue | None:
    """Describe the net present value of the draws that a condition leaves.

    None where the scenario has no benefits, or no draw is left; ``based``: with the base value.
    """
    base = values(rows.ds, "npv_base", rows.scenario)
    if base is None or not rows.has("npv") or rows.draws == 0:
        return None
    kept = rows.of("npv")
    average, sd = moments(kept)
    return NetPresentValue(
        base=float(base) if based else None,
        mean=average,
        sd=sd,
        percentiles=statistics(kept, PERCENTILES),
        prob_positive=probability(kept.size - below(kept, LEAST_POSITIVE), kept.size),
    )


def parts(ds: xr.Dataset, scenario: str, mask: Mask | None = None) -> Parts | None:
    """Describe what the net present value is the sum of.

    None where the result does not hold the parts (kept from ``standard`` on).
    """
    benefits = _parts(ds, scenario, mask, "benefit", "benefit", 1.0)
    investment = _parts(ds, scenario, mask, "programme", "investment", -1.0)
    return None if benefits is None or investment is None else Parts(benefits=benefits, investment=investment)


def _parts(
    ds: xr.Dataset, scenario: str, mask: Mask | None, dim: str, name: str, sign: float
) -> dict[str, Part] | None:
    draws, base = (values(ds, f"{name}_{what}", scenario) for what in ("value", "base"))
    if draws is None or base is None:
        return None
    kept = sign * (draws if mask is None else draws[mask])
    return {
        label: Part(
            id=label,
            title=Title(title(ds, dim, label), title(ds, dim, label, "nb")),
            base=sign * float(base[i]),
            mean=mean(kept[:, i]),
        )
        for i, label in enumerate(labels(ds, dim))
        if not np.isnan(base[i])
    }


def follows(ds: xr.Dataset, scenario: str, by: dict[str, str], mask: Mask | None = None) -> dict[str, Followed]:
    """Describe the items' present values by whom they follow: inhabitants, gps, running (whoever takes part), variable.

    ``by`` says it of each item. It is not who receives them: the sources do not divide benefits by receiver or payer,
    and only what follows practitioners stands by itself in them.
    """
    draws, base = values(ds, "benefit_value", scenario), values(ds, "benefit_base", scenario)
    if draws is None or base is None:
        return {}
    kept = draws if mask is None else draws[mask]
    found: dict[str, Followed] = {}
    for key in dict.fromkeys(by.values()):
        chosen = [i for i, label in enumerate(labels(ds, "benefit")) if by.get(label) == key]
        found[key] = Followed(base=float(base[chosen].sum()), mean=mean(kept[:, chosen].sum(axis=1)))
    return found


def payers_value(
    ds: xr.Dataset, scenario: str, discount: npt.NDArray[np.float64], mask: Mask | None = None
) -> dict[str, PresentValue]:
    """Describe the present value of what each payer pays (VAT included: who gets it back is not modelled).

    ``discount`` is the factor of each year, float64[Y].
    """
    by_year = values(ds, "cost_payer_year", scenario)
    if by_year is None:
        return {}
    worth = (by_year if mask is None else by_year[mask]) @ discount
    return {payer: _present(np.ascontiguousarray(worth[:, i])) for i, payer in enumerate(labels(ds, "payer"))}


def _present(x: npt.NDArray[np.float64]) -> PresentValue:
    found, sd = statistics(x, PERCENTILES), sd_of(x)
    middle = found[P50].value
    return PresentValue(mean=mean(x), sd=sd, sd_share=sd / middle if middle > 0 else None, percentiles=found)
