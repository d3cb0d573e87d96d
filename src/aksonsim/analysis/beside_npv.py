"""Effects listed beside the net present value: their price, or their place on a scale and how much comes about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.economics import Followed, follows
from aksonsim.engine.plan_benefits import adoption_curve, taking_part
from aksonsim.language.text import Title
from aksonsim.model.base import Basis
from aksonsim.model.benefits import Benefits
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import Mask, labels, scenario_of, values
from aksonsim.results.measure import MEAN, P10, P90, Measure, statistics
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic

MEASURES = (MEAN, P10, P90)
"""Statistics of the share that comes about."""


@frozen
class Effect:
    """An effect with a price, or with a place on the scale from ``----`` to ``++++``, which no sum holds.

    ``priced``: present value of its ``items``, None where the result does not hold the items' values. ``by``: what one
    without a price follows, empty for the programme as such; ``live``: the share of that at the end of ``year``, a
    circumstance and no weight, None where the result does not hold it. ``source`` and ``basis`` as the file says.
    """

    id: str = shaped(hidden=True, label="effect")
    title: Title
    items: tuple[str, ...] = shaped(sparse=True)
    priced: Followed | None = shaped(sparse=True)
    place: str | None = shaped(sparse=True)
    by: str = shaped(sparse=True)
    live: Mapping[Measure, Statistic] | None = shaped(sparse=True)
    year: int | None = shaped(sparse=True)
    affects: Title
    source: tuple[str, ...]
    basis: Basis | None
    note: str = shaped(sparse=True)


def effects(ds: xr.Dataset, name: str, mask: Mask | None = None) -> dict[str, Effect]:
    """Return the effects that a scenario states by id, over the draws that a condition leaves.

    Raises ResultError where the result holds no such scenario.
    """
    scenario = scenario_of(ds, name)
    stated = scenario.benefits
    if stated is None or not stated.effects:
        return {}
    priced = follows(ds, name, {item: effect.id for effect in stated.effects for item in effect.items}, mask)
    found = {}
    for effect in stated.effects:
        year, share = (None, None) if effect.by is None else live(ds, scenario, stated, effect.by)
        kept = share if share is None or mask is None else share[mask]
        found[effect.id] = Effect(
            id=effect.id,
            title=Title(effect.title or effect.id, effect.title_nb),
            items=effect.items,
            priced=priced.get(effect.id),
            place=effect.place,
            by=effect.by or "",
            live=None if kept is None else _described(kept),
            year=year,
            affects=Title(effect.affects, effect.affects_nb),
            source=effect.citations,
            basis=effect.basis,
            note=effect.note,
        )
    return found


def _described(shares: npt.NDArray[np.float64]) -> dict[Measure, Statistic]:
    """Return mean, P10 and P90 of shares; one that every draw has is no estimate."""
    if np.ptp(shares) == 0:
        return dict.fromkeys(MEASURES, Statistic(float(shares[0])))
    return statistics(np.ascontiguousarray(shares, dtype=np.float64), MEASURES)


def live(ds: xr.Dataset, scenario: Scenario, stated: Benefits, by: str) -> tuple[int, npt.NDArray[np.float64] | None]:
    """Return the last year that counts, and the share of inhabitants or gps live at its end, float64[draw].

    As the items of the net present value follow it (`aksonsim.kernels.benefits.curves`); None where it was not kept.
    """
    years = np.arange(scenario.start.year, scenario.last_year + 1)
    last = min(scenario.last_year, stated.last_year)
    if scenario.uptake is not None:
        shares = fans.adoption(ds, scenario.name).get(by)
        return last, None if shares is None else shares[:, last - scenario.start.year]
    curve = adoption_curve(stated, years, *taking_part(scenario, stated))[("inhabitants", "gps").index(by)]
    late: npt.NDArray[np.float64] = np.zeros(ds.sizes["draw"])
    if stated.reference.activity is not None:
        months, planned = (values(ds, f"milestone_{what}", scenario.name) for what in ("month", "reference"))
        if months is None or planned is None:
            return last, None
        start = labels(ds, "milestone").index(f"{stated.reference.activity}.start")
        late = (months[:, start] - planned[start]) / 12.0
    return last, np.interp(last - late, years, curve, left=0.0)
