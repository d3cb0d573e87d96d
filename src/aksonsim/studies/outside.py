"""The outside view: what reference classes of finished projects make of an estimate, beside the model's own curve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from aksonsim.analysis import fans, stated
from aksonsim.analysis.outside import case_view, class_view, model_view
from aksonsim.api import DRAWS, simulate
from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.reference import outside_view
from aksonsim.model.reference import Case, Foundation, Origin, OutsideView, ReferenceClass
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.laws import law

Json = dict[str, Any]
TOTAL = "total"


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
        (`analysis.outside.case_view`), each with where it comes from. MNOK.

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
        "classes": [_class(stands, kept, model, base, on) for stands in chosen.classes],
        "cases": [_case(case, kept, base) for case in chosen.cases],
    }
    cleaned = stated.finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def _amounts(ds: xr.Dataset, scenario: str, programme: str) -> tuple[Any, float]:
    """Return the draws of a programme's cost and its base estimate."""
    base = np.asarray(ds["base_estimate"].values[stated.names(ds).index(scenario)])
    if programme == TOTAL:
        return fans.need(ds, scenario, "cost_total", "total cost"), float(np.nansum(base))
    at = stated.labels(ds, "programme").index(programme)
    return fans.need(ds, scenario, "cost_programme", "cost by programme")[:, at], float(base[at])


def _title(ds: xr.Dataset, programme: str, lang: str) -> str:
    return "" if programme == TOTAL else stated.title(ds, "programme", programme, lang)


def _class(stands: ReferenceClass, values: Any, model: Json, base: float, on: Foundation | None) -> Json:
    of = on or stands.of
    told = class_view(values, model, law(stands.estimate), base if of == "base" else model["p50"], base)
    more = {"projects": stands.projects, "derivation": stands.derivation, "of": of}
    return _origin(stands) | more | told


def _case(case: Case, values: Any, base: float) -> Json:
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
