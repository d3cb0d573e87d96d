"""What the measures of a register are worth: each event's mitigation off and on, on common draws.

A measure costs its amount for certain and changes the event's probability. The event keeps its own uniform, so with
the measure it occurs in a subset of the draws in which it occurs without, and all else stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aksonsim import money
from aksonsim.analysis.comparison_metrics import chance_difference
from aksonsim.analysis.scenario_columns import Column
from aksonsim.api import simulate
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import LANGS
from aksonsim.language.text import _, translate
from aksonsim.model.cost import Band, Event, Probability
from aksonsim.model.scenario import Scenario
from aksonsim.results import differences as df
from aksonsim.results.access import finite
from aksonsim.results.steps import percentile_step

Json = dict[str, Any]
TOGETHER = "all"
"""Name of the row in which all measures are taken."""


def measured_events(scenario: Scenario) -> list[Event]:
    """Return the events that have a measure."""
    return [event for event in scenario.events if event.mitigation is not None]


def runs(scenario: Scenario) -> int:
    """Return how many runs `mitigations` takes."""
    return len({taken for pair in _pairs(scenario).values() for taken in pair})


def _pairs(scenario: Scenario) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return which measures are taken without and with each event's, all else as stated, and without and with all."""
    events = measured_events(scenario)
    stated = frozenset(e.id for e in events if e.mitigation is not None and e.mitigation.active)
    pairs = {event.id: (stated - {event.id}, stated | {event.id}) for event in events}
    everything: frozenset[str] = frozenset(pairs)
    return pairs | ({TOGETHER: (frozenset(), everything)} if len(events) > 1 else {})


@door
def mitigations(
    scenario: Scenario,
    *,
    draws: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Json:
    """Return what each measure costs against what it buys.

    Returns
    -------
    dict
        ``scenario, currency, price_year, seed, draws`` and ``rows``, largest reduction of P85 first: ``id``; titles of
        event and ``measure``; ``cost``; ``probability`` and ``probability_with``; ``active``, whether the file
        takes it. Total cost given that the gate is passed, with the measure less without: ``mean, p50, p85`` with
        ``*_ci`` (the measure's own cost is in it), and ``gross_p85`` without that cost; ``passes``, the change of the
        chance to pass the gate. The last row is all measures together.

    Raises
    ------
    AksonsimError
        Where no event has a measure.
    """
    events = measured_events(scenario)
    if not events:
        raise AksonsimError(f"no event of scenario {scenario.name} states a mitigation")
    pairs = _pairs(scenario)
    taken = {taken for pair in pairs.values() for taken in pair}
    made = {}
    for some in sorted(taken, key=sorted):
        ds = simulate(_with(scenario, some), draws=draws, seed=seed, keep="totals", threads=threads, progress=progress)
        made[some] = Column(scenario.name, ds, scenario.name)
    rows = []
    for event in events:
        off, on = (made[some] for some in pairs[event.id])
        rows.append(_about(event) | _worth(on, off, _cost(event)))
    rows.sort(key=lambda row: row["p85"])
    if TOGETHER in pairs:
        off, on = (made[some] for some in pairs[TOGETHER])
        cost = sum(_cost(event) for event in events)
        titles = {lang: translate(_("All measures together"), lang) for lang in LANGS}
        rows.append({"id": TOGETHER, "title": titles, "cost": cost} | _worth(on, off, cost))
    stated = {
        "scenario": scenario.name,
        **money.attributes(scenario.currency, scenario.price_year),
        "seed": seed,
        "draws": draws,
    }
    cleaned = finite(stated | {"rows": rows})
    assert isinstance(cleaned, dict)
    return cleaned


def _with(scenario: Scenario, taken: frozenset[str]) -> Scenario:
    """Return a scenario in which the measures of some events are taken, and no others."""
    events = tuple(
        event
        if event.mitigation is None
        else event.model_copy(update={"mitigation": event.mitigation.model_copy(update={"active": event.id in taken})})
        for event in scenario.events
    )
    return scenario.model_copy(update={"events": events})


def _cost(event: Event) -> float:
    assert event.mitigation is not None
    return event.mitigation.cost


def _middle(probability: Probability) -> float:
    return 0.5 * (probability.low + probability.high) if isinstance(probability, Band) else probability


def _about(event: Event) -> Json:
    assert event.mitigation is not None
    english = event.title or event.id
    return {
        "id": event.id,
        "title": {"en": english, "nb": event.title_nb or english},
        "measure": event.mitigation.title or event.id,
        "cost": event.mitigation.cost,
        "probability": _middle(event.probability),
        "probability_with": _middle(event.mitigation.probability),
        "active": event.mitigation.active,
    }


def _worth(on: Column, off: Column, cost: float) -> Json:
    """Return the differences that a measure makes, with it less without it."""
    first, second = (column.sample("cost_total", given_passed=True) for column in (on, off))
    named = {"mean": df.mean_difference(first, second)}
    named |= {f"p{p * 100:.0f}": percentile_step(first, second, p) for p in (0.5, 0.85)}
    found: Json = {}
    for key, difference in named.items():
        found |= {key: difference.value, f"{key}_ci": difference.interval}
    found["gross_p85"] = found["p85"] - cost
    low, high = found["p85_ci"]
    found["gross_p85_ci"] = (low - cost, high - cost)
    if on.passed is not None and off.passed is not None:
        change = chance_difference(on.passed, off.passed)
        found |= {"passes": change.value, "passes_ci": change.interval}
    found["draws"] = int(first.kept.size)
    return found
