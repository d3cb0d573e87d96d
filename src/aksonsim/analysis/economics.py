"""What a result says of net present value: its draws, its parts, who pays, and each municipality by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis.describe import distribution
from aksonsim.results import percentiles as pc
from aksonsim.results.access import Mask, labels, title, values
from aksonsim.results.means import mean_of

Json = dict[str, Any]
Array = npt.NDArray[np.float64]

SIZES = (0, 2000, 5000, 10_000, 50_000)
"""Lower bounds of the classes of inhabitants in which municipalities are told together."""


def npv(ds: xr.Dataset, scenario: str, mask: Mask | None = None) -> Json:
    """Describe the net present value of the draws that a condition leaves.

    Returns
    -------
    dict
        ``base`` (stated values, published investment, reference curve: no draws) and what `distribution` says, with
        ``prob_positive`` = P(NPV > 0) and its Wilson interval. Empty where the scenario has no benefits, or no draw
        is left.
    """
    draws = values(ds, "npv", scenario)
    base = values(ds, "npv_base", scenario)
    if draws is None or base is None:
        return {}
    kept = draws if mask is None else draws[mask]
    if kept.size == 0:
        return {}
    above = int(np.count_nonzero(kept > 0))
    told = distribution(kept)
    del told["sd_share"]  # a share of a median that may be anything, nought included
    return {
        "base": float(base),
        **told,
        "prob_positive": above / kept.size,
        "prob_positive_ci": pc.probability_interval(above, kept.size),
    }


def parts(ds: xr.Dataset, scenario: str, mask: Mask | None = None) -> Json:
    """Describe what the net present value is the sum of: ``benefits`` by item, and ``investment`` by programme.

    Each with its title, ``base`` and ``mean`` (costs negative), so that either column sums to the net present
    value. Empty where the result does not hold the parts (kept from ``standard`` on).
    """
    found: Json = {}
    for key, dim, name, sign in (
        ("benefits", "benefit", "benefit_value", 1.0),
        ("investment", "programme", "investment_value", -1.0),
    ):
        draws = values(ds, name, scenario)
        base = values(ds, name.replace("_value", "_base"), scenario)
        if draws is None or base is None:
            return {}
        kept = sign * (draws if mask is None else draws[mask])
        found[key] = {
            label: {
                "title": {lang: title(ds, dim, label, lang) for lang in ("en", "nb")},
                "base": sign * float(base[i]),
                **_mean(kept[:, i]),
            }
            for i, label in enumerate(labels(ds, dim))
            if not np.isnan(base[i])
        }
    return found


def _mean(x: npt.NDArray[np.floating]) -> Json:
    mean = mean_of(x)
    return {"mean": mean.value, "mean_ci": mean.interval}


def follows(ds: xr.Dataset, scenario: str, by: dict[str, str], mask: Mask | None = None) -> Json:
    """Describe the items' present values by whom they follow: inhabitants, gps, running (whoever takes part), variable.

    ``by`` says it of each item. Each with ``base`` and ``mean``. It is not who receives them: the sources do not
    divide benefits by receiver or payer, and only what follows practitioners stands by itself in them.
    """
    draws, base = values(ds, "benefit_value", scenario), values(ds, "benefit_base", scenario)
    if draws is None or base is None:
        return {}
    kept = draws if mask is None else draws[mask]
    found: Json = {}
    for key in dict.fromkeys(by.values()):
        chosen = [i for i, label in enumerate(labels(ds, "benefit")) if by.get(label) == key]
        found[key] = {"base": float(base[chosen].sum()), **_mean(kept[:, chosen].sum(axis=1))}
    return found


def payers_value(ds: xr.Dataset, scenario: str, discount: npt.NDArray[np.float64], mask: Mask | None = None) -> Json:
    """Describe the present value of what each payer pays (VAT included: who gets it back is not modelled).

    ``discount`` is the factor of each year, float64[Y].
    """
    by_year = values(ds, "cost_payer_year", scenario)
    if by_year is None:
        return {}
    worth = (by_year if mask is None else by_year[mask]) @ discount
    return {payer: distribution(np.ascontiguousarray(worth[:, i])) for i, payer in enumerate(labels(ds, "payer"))}


def alone(ds: xr.Dataset, scenario: str, *, cost: float, years: float, above: float, group: int) -> Json:
    """Set what each municipality pays, given that it takes part, beside buying again by itself.

    Parameters
    ----------
    cost, years
        Of one procurement, and until the next.
    above, group
        Municipalities with more inhabitants buy alone, the others so many together, in equal parts.

    Returns
    -------
    dict
        ``procurements`` and ``cost`` of all in one round, ``years`` between rounds; ``municipalities`` by
        code with ``alone`` (its part of one procurement), ``p50`` and ``p85`` of its cost of the programme and
        the ``ratio`` of that P50 to ``alone``; ``classes`` by size: number, and medians over the class per
        inhabitant. ``dearer``: in how many the P50 is above one procurement alone. Only procurement is compared:
        neither side holds operation, old systems or benefits.
    """
    paid = _paid(ds, scenario)
    if paid is None:
        return {}
    p50, half50, p85, half85 = paid
    inhabitants = np.asarray(ds["inhabitants"].values, dtype=np.float64)
    by_itself = inhabitants > above
    part = np.where(by_itself, 1.0, 1.0 / group)
    own = cost * part
    columns = (labels(ds, "municipality"), labels_of(ds, "name"), inhabitants, own, p50, half50, p85, half85)
    return {
        "years": years,
        "procurements": float(part.sum()),
        "cost": float(own.sum()),
        "dearer": int(np.count_nonzero(p50 > own)),
        "of": int(np.count_nonzero(~np.isnan(p50))),
        "classes": _classes(inhabitants, own, {"p50": (p50, half50), "p85": (p85, half85)}, money.scale(ds.attrs)),
        "municipalities": {
            code: {
                "name": name,
                "inhabitants": int(n),
                "alone": mine,
                "p50": b,
                "p50_ci": (b - bb, b + bb),
                "p85": c,
                "p85_ci": (c - cc, c + cc),
                "ratio": b / mine,
            }
            for code, name, n, mine, b, bb, c, cc in zip(*columns, strict=True)
        },
    }


def municipalities(ds: xr.Dataset, scenario: str, annuity: float) -> Json:
    """Return what each municipality pays given that it takes part, and what that is a year.

    Parameters
    ----------
    ds, scenario
        A result of aksonsim, and one of its scenarios.
    annuity
        Yearly payment per unit of loan; NaN: no loan is stated, and no ``tariff`` is told.

    Returns
    -------
    dict
        By code: ``name, county, inhabitants``, ``takes_part`` (chance of being committed in the end, or 1),
        ``p50`` and ``p85`` of its cost (local introduction included), ``per_inhabitant_p50`` and ``_p85``
        and ``tariff_p50`` and ``_p85`` (per inhabitant and year: the annuity of the former), with ``*_ci``.
        Percentiles of municipalities do not add.
    """
    paid = _paid(ds, scenario)
    if paid is None:
        return {}
    committed = values(ds, "municipality_committed", scenario)
    takes_part = np.ones(ds.sizes["municipality"]) if committed is None else committed
    each = money.scale(ds.attrs)
    scales = {"": 1.0, "per_inhabitant_": each, "tariff_": each * annuity}
    found: Json = {}
    for i, code in enumerate(labels(ds, "municipality")):
        people = float(ds["inhabitants"].values[i])
        row: Json = {"name": str(ds["name"].values[i]), "county": str(ds["county"].values[i])}
        row |= {"inhabitants": int(people), "takes_part": float(takes_part[i])}
        for prefix, scale in scales.items():
            if np.isnan(scale):
                continue
            unit = scale / people if prefix else 1.0
            for key, amount, half in (("p50", *paid[:2]), ("p85", *paid[2:])):
                value, error = float(amount[i]) * unit, float(half[i]) * unit
                row |= {prefix + key: value, f"{prefix}{key}_ci": (value - error, value + error)}
        found[code] = row
    return found


def _paid(ds: xr.Dataset, scenario: str) -> tuple[Array, Array, Array, Array] | None:
    """Return P50 and P85 of each municipality's cost given that it takes part, each with half its interval."""
    paid = values(ds, "municipality_cost", scenario)
    if paid is None:
        return None
    at = {round(float(q), 6): paid[:, i] for i, q in enumerate(ds["quantile"].values)}
    part_of = values(ds, "municipality_committed", scenario)
    taking_part = ds.sizes["draw"] * (np.ones(paid.shape[0]) if part_of is None else part_of)
    half50 = _half_width(0.5, (at[0.85] - at[0.1]) / 0.75, taking_part)
    half85 = _half_width(0.85, (at[0.9] - at[0.85]) / 0.05, taking_part)
    return at[0.5], half50, at[0.85], half85


def labels_of(ds: xr.Dataset, coord: str) -> list[str]:
    """Return a coordinate's values as text."""
    return [str(value) for value in ds[coord].values]


def _half_width(p: float, slope: npt.NDArray[np.float64], draws: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return half the 95 % interval of a quantile: standard score times sqrt(p (1 - p) / n) over the density there.

    ``slope`` is one over the density, from neighbouring quantiles: the draws themselves are not kept by municipality.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        half: npt.NDArray[np.float64] = pc.standard_score() * slope * np.sqrt(p * (1.0 - p) / draws)
    return half


def _classes(
    inhabitants: npt.NDArray[np.float64],
    own: npt.NDArray[np.float64],
    amounts: dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]],
    scale: float,
) -> list[Json]:
    """Return the medians over each class of size per inhabitant, with the median of their intervals.

    The draws are common to all municipalities, so a median over them is known no better than one of them.
    """
    out: list[Json] = []
    for low, high in zip(SIZES, (*SIZES[1:], np.inf), strict=True):
        inside = (inhabitants > low) & (inhabitants <= high) & ~np.isnan(amounts["p50"][0])
        if not inside.any():
            continue
        people = inhabitants[inside] / scale
        row: Json = {"above": low, "number": int(inside.sum()), "alone": float(np.median(own[inside] / people))}
        for key, pair in amounts.items():
            middle, half = (float(np.median(x[inside] / people)) for x in pair)
            row |= {key: middle, f"{key}_ci": (middle - half, middle + half)}
        out.append(row)
    return out
