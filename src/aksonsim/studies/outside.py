"""The outside view: what reference classes of finished projects make of an estimate, beside the model's own curve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.outside import case_view, class_view, delay_view, model_view
from aksonsim.api import DRAWS, simulate
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.reference import outside_view
from aksonsim.model.reference import Case, Foundation, Origin, OutsideView, ReferenceClass
from aksonsim.model.scenario import Scenario
from aksonsim.results import access as stated
from aksonsim.sampling.from_estimate import distribution_of

Json = dict[str, Any]
Array = npt.NDArray[np.float64]

TOTAL = "total"
DELAY_DRAWS = 20_000
"""Draws in which dates are looked at; milestones of all draws would be memory."""


@door
def outside(
    scenario: Scenario,
    *,
    programme: str = TOTAL,
    on: Foundation | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    view: OutsideView | None = None,
    progress: Callable[[int], None] | None = None,
) -> Json:
    """Put a programme's cost beside reference classes.

    Parameters
    ----------
    scenario
        What to simulate.
    programme
        A programme of it, or ``total``.
    on
        Put every class on the base estimate or on the model's own P50; None: each on what it says itself.
    view
        Classes and cases; by default those shipped.

    Returns
    -------
    dict
        ``base``; ``model`` (`analysis.outside.model_view`), of the draws that pass the gate where there is one
        (``condition``, ``draws``); ``classes`` (`analysis.outside.class_view`) and ``cases``
        (`analysis.outside.case_view`), each with where it comes from.

    Raises
    ------
    AksonsimError
        There is no such programme, or its base estimate is nought.
    """
    names = (TOTAL, *(p.id for p in scenario.programmes))
    if programme not in names:
        raise AksonsimError(f"no programme {programme}; {nearest(programme, names)}")
    ds = simulate(scenario, draws=draws, seed=seed, keep="totals", threads=threads, progress=progress)
    given = fans.given_passed(ds, scenario.name)
    values, base = _amounts(ds, scenario.name, programme)
    if not base > 0:
        raise AksonsimError(f"the base estimate of {programme} is {base:g}; an outside view needs one above 0")
    kept = given.rows(values)
    if kept.size < 2:
        raise AksonsimError(f"{kept.size} draw is too few for an outside view")
    model = model_view(kept, base)
    chosen = view if view is not None else outside_view()
    late = _late(scenario, draws=draws, seed=seed, threads=threads)
    found = {
        "scenario": scenario.name,
        "title": {lang: stated.title(ds, "scenario", scenario.name, lang) for lang in ("en", "nb")},
        "programme": programme,
        "programme_title": {lang: _title(ds, programme, lang) for lang in ("en", "nb")},
        "condition": given.condition,
        "draws": given.draws,
        "base": base,
        "full_participation": stated.varies(ds, scenario.name),
        "model": model,
        "classes": [_class(stands, kept, model, base, on, late) for stands in chosen.classes],
        "cases": [_case(case, kept, base) for case in chosen.cases],
    }
    cleaned = stated.finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def _amounts(ds: xr.Dataset, scenario: str, programme: str) -> tuple[Array, float]:
    """Return the draws of a programme's cost and its base estimate."""
    base = np.asarray(ds["base_estimate"].values[stated.names(ds).index(scenario)])
    if programme == TOTAL:
        return fans.need(ds, scenario, "cost_total", "total cost"), float(np.nansum(base))
    at = stated.labels(ds, "programme").index(programme)
    return fans.need(ds, scenario, "cost_programme", "cost by programme")[:, at], float(base[at])


def _title(ds: xr.Dataset, programme: str, lang: str) -> str:
    return "" if programme == TOTAL else stated.title(ds, "programme", programme, lang)


def _late(scenario: Scenario, *, draws: int, seed: int, threads: int | None) -> Array | None:
    """Return how many years after its reference schedule each draw ends; None where nothing takes time."""
    if not scenario.activities:
        return None
    ds = simulate(scenario, draws=min(draws, DELAY_DRAWS), seed=seed, keep="standard", threads=threads)
    months, planned = (stated.values(ds, f"milestone_{name}", scenario.name) for name in ("month", "reference"))
    if months is None or planned is None:
        return None
    # a milestone that a stop leaves out of reach is none
    ends = np.nanmax(fans.given_passed(ds, scenario.name).rows(months), axis=1)
    return (ends.astype(np.float64) - np.nanmax(planned)) / 12.0 if ends.size > 1 else None


def _class(
    stands: ReferenceClass, values: Array, model: Json, base: float, on: Foundation | None, late: Array | None
) -> Json:
    of = on or stands.of
    told = class_view(values, model, distribution_of(stands.estimate), base if of == "base" else model["p50"], base)
    more: Json = {"projects": stands.projects, "derivation": stands.derivation, "of": of}
    if stands.per_extra_year is not None and late is not None:
        more["delay"] = delay_view(late, stands.per_extra_year, base)
    return _origin(stands) | more | told


def _case(case: Case, values: Array, base: float) -> Json:
    told = case_view(values, case.ratio, base)
    return _origin(case) | {"ratio": case.ratio, "low": case.low, "high": case.high} | told


def _origin(origin: Origin) -> Json:
    """Return where a class or case comes from."""
    return {
        "id": origin.id,
        "title": {"en": origin.title, "nb": origin.title_nb or origin.title},
        "decision": origin.decision,
        "certainty": origin.certainty,
        "source": origin.source,
        "printed": origin.printed,
        "caveats": list(origin.caveats),
    }
