"""Events whose probability is stated as a band: a run takes its middle, and here are both ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from aksonsim.analysis.sensitivity import title_of
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError
from aksonsim.model.cost import Band
from aksonsim.results.paired import mean_difference, percentile_difference
from aksonsim.studies import switches
from aksonsim.studies.question import Question

Json = dict[str, Any]

ENDS = ("low", "high")


def bands(question: Question, base: xr.Dataset) -> Json:
    """Return what the percentile and the mean become with each event at the low and at the high end of its band.

    ``base`` is a run of the question. The event's own uniform stays, so that only the draws between the two
    probabilities change.

    Returns
    -------
    dict
        ``rows`` by falling difference between the ends: name, title, ``band``, and for ``low`` and ``high`` the
        percentile less that of the run (``low``, ``low_ci``, ...) and the mean's (``low_mean``, ``low_mean_ci``, ...);
        ``together`` the same with all events at one end.

    Raises
    ------
    AksonsimError
        Where no event that is drawn has a band.
    """
    known = stated_bands(question.plan)
    if not known:
        raise AksonsimError("no event that is drawn states its probability as a band")
    rows = [
        {"name": f"events[{name}]", "title": title_of(base, f"events[{name}]"), "band": [band.low, band.high]}
        | _ends(question, base, {name: band})
        for name, band in known.items()
    ]
    together = {"name": f"all {len(known)} events with a band"} | _ends(question, base, known)
    return {"rows": sorted(rows, key=lambda row: -abs(row["high"] - row["low"])), "together": [together]}


def stated_bands(plan: Plan) -> dict[str, Band]:
    """Return the bands of the events that are drawn; of an event with an active mitigation the one it then has."""
    found: dict[str, Band] = {}
    drawn = set(switches.drawn_events(plan))
    for event in plan.scenario.events:
        mitigated = event.mitigation is not None and event.mitigation.active
        stated = event.mitigation.probability if mitigated and event.mitigation is not None else event.probability
        if event.id in drawn and isinstance(stated, Band) and stated.low < stated.high:
            found[event.id] = stated
    return found


def _ends(question: Question, base: xr.Dataset, chosen: Mapping[str, Band]) -> Json:
    before = question.read(base).values
    row: Json = {}
    for end in ENDS:
        chances = {name: getattr(band, end) for name, band in chosen.items()}
        values = question.read(question.run(switches.with_chances(question.plan, chances))).values
        named = {
            end: percentile_difference(values, before, question.at),
            f"{end}_mean": mean_difference(values, before),
        }
        for name, found in named.items():
            row[name], row[f"{name}_ci"] = found.value, found.interval
    return row
