"""What each municipality pays given that it takes part, a year and beside buying by itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.model.benefits import Alone
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic

Array = npt.NDArray[np.float64]

SIZES = (0, 2000, 5000, 10_000, 50_000)
"""Lower bounds of the classes of inhabitants in which municipalities are shown together."""


@frozen
class Municipality:
    """What one municipality pays given that it takes part, local introduction included.

    ``takes_part``: chance of being committed in the end, or 1. Tariffs are per inhabitant and year, the annuity of the
    cost per inhabitant; None where no loan is stated. Percentiles of municipalities do not add.
    """

    code: str = shaped(hidden=True, label="municipality")
    name: str
    county: str
    inhabitants: int
    takes_part: float
    p50: Statistic
    p85: Statistic
    per_inhabitant_p50: Statistic
    per_inhabitant_p85: Statistic
    tariff_p50: Statistic | None = shaped(sparse=True)
    tariff_p85: Statistic | None = shaped(sparse=True)


@frozen
class OneAlone:
    """A municipality's part of one procurement (``alone``), its cost of the programme, and ``ratio``: P50 to alone."""

    code: str = shaped(hidden=True, label="municipality")
    name: str
    inhabitants: int
    alone: float
    p50: Statistic
    p85: Statistic
    ratio: float


@frozen
class SizeClass:
    """Medians per inhabitant over the municipalities ``above`` a size, up to the next class."""

    above: int = shaped(label=True)
    number: int
    alone: float
    p50: Statistic
    p85: Statistic


@frozen
class EachAlone:
    """What each municipality pays, given that it takes part, beside buying again by itself.

    ``procurements`` and ``cost`` of all in one round, ``years`` between rounds. ``dearer``: in how many of them the P50
    is above one procurement alone. Only procurement is compared: neither side holds operation, old systems or benefits.
    """

    years: float
    procurements: float
    cost: float
    dearer: int
    of: int
    classes: tuple[SizeClass, ...]
    municipalities: Mapping[str, OneAlone]


@frozen
class _Paid:
    """P50 and P85 of each municipality's cost, each with half its interval, float64[municipality]."""

    p50: Array
    half50: Array
    p85: Array
    half85: Array

    def p50_of(self, i: int, unit: float = 1.0) -> Statistic:
        return _about(float(self.p50[i]) * unit, float(self.half50[i]) * unit)

    def p85_of(self, i: int, unit: float = 1.0) -> Statistic:
        return _about(float(self.p85[i]) * unit, float(self.half85[i]) * unit)


def _about(value: float, half: float) -> Statistic:
    return Statistic(value, (value - half, value + half))


def each_alone(ds: xr.Dataset, scenario: str, rule: Alone) -> EachAlone | None:
    """Set what each municipality pays beside buying by itself under a rule; None where nothing is paid."""
    paid = _paid(ds, scenario)
    if paid is None:
        return None
    inhabitants = np.asarray(ds["inhabitants"].values, dtype=np.float64)
    part = np.where(inhabitants > rule.alone_above, 1.0, 1.0 / rule.group)
    own = rule.cost * part
    return EachAlone(
        years=rule.years,
        procurements=float(part.sum()),
        cost=float(own.sum()),
        dearer=int(np.count_nonzero(paid.p50 > own)),
        of=int(np.count_nonzero(~np.isnan(paid.p50))),
        classes=_classes(inhabitants, own, paid, money.scale(ds.attrs)),
        municipalities={
            code: OneAlone(
                code=code,
                name=str(ds["name"].values[i]),
                inhabitants=int(inhabitants[i]),
                alone=float(own[i]),
                p50=paid.p50_of(i),
                p85=paid.p85_of(i),
                ratio=float(paid.p50[i] / own[i]),
            )
            for i, code in enumerate(labels(ds, "municipality"))
        },
    )


def municipalities(ds: xr.Dataset, scenario: str, annuity: float) -> dict[str, Municipality]:
    """Return what each municipality pays given that it takes part, and what that is a year, by code.

    Parameters
    ----------
    ds, scenario
        A result of aksonsim, and one of its scenarios.
    annuity
        Yearly payment per unit of loan; NaN: no loan is stated, and there is no tariff.
    """
    paid = _paid(ds, scenario)
    if paid is None:
        return {}
    committed = values(ds, "municipality_committed", scenario)
    takes_part = np.ones(ds.sizes["municipality"]) if committed is None else committed
    each = money.scale(ds.attrs)
    found: dict[str, Municipality] = {}
    for i, code in enumerate(labels(ds, "municipality")):
        people = float(ds["inhabitants"].values[i])
        head, tariff = each / people, each * annuity / people
        found[code] = Municipality(
            code=code,
            name=str(ds["name"].values[i]),
            county=str(ds["county"].values[i]),
            inhabitants=int(people),
            takes_part=float(takes_part[i]),
            p50=paid.p50_of(i),
            p85=paid.p85_of(i),
            per_inhabitant_p50=paid.p50_of(i, head),
            per_inhabitant_p85=paid.p85_of(i, head),
            tariff_p50=None if np.isnan(annuity) else paid.p50_of(i, tariff),
            tariff_p85=None if np.isnan(annuity) else paid.p85_of(i, tariff),
        )
    return found


def _paid(ds: xr.Dataset, scenario: str) -> _Paid | None:
    paid = values(ds, "municipality_cost", scenario)
    if paid is None:
        return None
    at = {round(float(q), 6): paid[:, i] for i, q in enumerate(ds["quantile"].values)}
    part_of = values(ds, "municipality_committed", scenario)
    taking_part = ds.sizes["draw"] * (np.ones(paid.shape[0]) if part_of is None else part_of)
    return _Paid(
        p50=at[0.5],
        half50=_half_width(0.5, (at[0.85] - at[0.1]) / 0.75, taking_part),
        p85=at[0.85],
        half85=_half_width(0.85, (at[0.9] - at[0.85]) / 0.05, taking_part),
    )


def _half_width(p: float, slope: Array, draws: Array) -> Array:
    """Return half the 95 % interval of a quantile: standard score times sqrt(p (1 - p) / n) over the density there.

    ``slope`` is one over the density, from neighbouring quantiles: the draws themselves are not kept by municipality.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        half: Array = pc.standard_score() * slope * np.sqrt(p * (1.0 - p) / draws)
    return half


def _classes(inhabitants: Array, own: Array, paid: _Paid, scale: float) -> tuple[SizeClass, ...]:
    """Return the medians over each class of size per inhabitant, with the median of their intervals.

    The draws are common to all municipalities, so a median over them is known no better than one of them.
    """
    out: list[SizeClass] = []
    for low, high in zip(SIZES, (*SIZES[1:], np.inf), strict=True):
        inside = (inhabitants > low) & (inhabitants <= high) & ~np.isnan(paid.p50)
        if not inside.any():
            continue
        people = inhabitants[inside] / scale

        def median(x: Array, here: npt.NDArray[np.bool_] = inside, people: Array = people) -> float:
            return float(np.median(x[here] / people))

        out.append(
            SizeClass(
                above=low,
                number=int(inside.sum()),
                alone=median(own),
                p50=_about(median(paid.p50), median(paid.half50)),
                p85=_about(median(paid.p85), median(paid.half85)),
            )
        )
    return tuple(out)
