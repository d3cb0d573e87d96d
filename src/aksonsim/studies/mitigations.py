"""What the measures of a register are worth: each event's mitigation off and on, on common draws.

A measure costs its amount for certain and changes the event's probability or frequency. The event keeps its own
uniform, so with the measure it occurs in a subset of the draws in which it occurs without, in none of them more often,
and all else stays.
"""

from __future__ import annotations

from collections.abc import Callable

from aksonsim import money
from aksonsim.analysis.mitigations import Mitigations, worth
from aksonsim.analysis.scenario_columns import Column
from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.variants import Variants
from aksonsim.errors import AksonsimError
from aksonsim.language.text import Title, _
from aksonsim.model.events import Event
from aksonsim.model.likelihood import middle
from aksonsim.model.scenario import Scenario
from aksonsim.results.measure import P85

TOGETHER, ALL = "all", _("All measures together")
"""Name and title of the row in which all measures are taken."""


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
) -> Mitigations:
    """Return what each measure costs against what it buys, largest reduction of P85 first; last all together.

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
    chosen = sorted(taken, key=sorted)
    planned = plans([_with(scenario, some) for some in chosen], draws=draws, seed=seed)
    runs_ = Variants(draws=draws, seed=seed, threads=threads, progress=progress).run(planned)
    made = {some: Column(scenario.name, ds, scenario.name) for some, ds in zip(chosen, runs_, strict=True)}
    rows = []
    for event in events:
        off, on = (made[some] for some in pairs[event.id])
        assert event.mitigation is not None
        rows.append(
            worth(
                event.id,
                Title(event.title or event.id, event.title_nb or ""),
                on,
                off,
                event.mitigation.cost,
                measure=event.mitigation.title or event.id,
                active=event.mitigation.active,
                **_how_likely(event),
            )
        )
    rows.sort(key=lambda row: row.saved[P85].value)
    if TOGETHER in pairs:
        off, on = (made[some] for some in pairs[TOGETHER])
        rows.append(worth(TOGETHER, ALL, on, off, sum(e.mitigation.cost for e in events if e.mitigation is not None)))
    return Mitigations(
        scenario=scenario.name,
        money=money.attributes(scenario.currency, scenario.price_year),
        seed=seed,
        draws=draws,
        rows=tuple(rows),
    )


def _with(scenario: Scenario, taken: frozenset[str]) -> Scenario:
    """Return a scenario in which the measures of some events are taken, and no others."""
    events = tuple(
        event
        if event.mitigation is None
        else event.model_copy(update={"mitigation": event.mitigation.model_copy(update={"active": event.id in taken})})
        for event in scenario.events
    )
    return scenario.model_copy(update={"events": events})


def _how_likely(event: Event) -> dict[str, float | None]:
    """Return the event's probability, or frequency and its years, without and with the measure."""
    without, taken = (middle(event.likelihood(mitigated=taken)) for taken in (False, True))
    if event.frequency is None:
        return {"probability": without, "probability_with": taken}
    return {"frequency": without, "frequency_with": taken, "years": event.years}
