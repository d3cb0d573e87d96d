"""What a reviewer looks for in a run: which events go together, and how often both occur."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import xarray as xr

from aksonsim.analysis.correlated import groups
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Text, _, ngettext
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, values
from aksonsim.results.statistic import probability
from aksonsim.studies.check_inputs import SHOWN, Finding, listed


def tied_events(scenario: Scenario, ds: xr.Dataset) -> list[tuple[int, int]]:
    """Return the pairs of events, by their places, that are correlated or are given the same one."""
    tied: dict[str, list[int]] = defaultdict(list)
    members = {name: group.name for group in groups(ds, scenario.name) for name in group.members}
    for i, event in enumerate(scenario.events):
        if event.given is not None:
            tied[f"given {event.given}"].append(i)
        if (group := members.get(f"events[{event.id}].occurs")) is not None:
            tied[group].append(i)
    return sorted({pair for some in tied.values() for pair in itertools.combinations(some, 2)})


def together(scenario: Scenario, ds: xr.Dataset) -> Iterator[Finding]:
    """Say how often both of two tied events occur, and that a stated correlation is not that of the indicators."""
    occurred = values(ds, "event_occurred", scenario.name)
    pairs = tied_events(scenario, ds) if occurred is not None else []
    if occurred is None or not pairs:
        return
    place = {name: i for i, name in enumerate(labels(ds, "event"))}
    here = (occurred[:, [place[event.id] for event in scenario.events]] == 1).astype(np.float64)
    draws = here.shape[0]
    both, share = here.T @ here, here.mean(axis=0)
    alone = np.outer(share, share)
    spread = np.sqrt(np.outer(share * (1.0 - share), share * (1.0 - share)))
    phi = np.divide(both / draws - alone, spread, out=np.zeros_like(spread), where=spread > 0)

    def told(i: int, j: int) -> Text:
        return _(
            "{first} and {second} in {both} % (independent ones in {alone} %; phi {phi})",
            first=scenario.events[i].id,
            second=scenario.events[j].id,
            both=probability(int(both[i, j]), draws).scaled(100.0),
            alone=Digits(f"{100 * alone[i, j]:.2g}"),
            phi=Digits(f"{phi[i, j]:z.2f}"),
        )

    pairs.sort(key=lambda pair: -abs(phi[pair]))
    yield Finding(
        _("events go together"),
        "note",
        "events",
        ngettext(
            "{count} pair of events goes together, by a correlation (of the normal scores behind the two, a Gaussian "
            "copula; that of the indicators is phi) or a common cause; both occur: {pairs}",
            "{count} pairs of events go together, by a correlation (of the normal scores behind the two, a Gaussian "
            "copula; that of the indicators is phi) or a common cause; both occur: {pairs}",
            len(pairs),
            pairs=listed([*(told(*pair) for pair in pairs[:SHOWN]), *pairs[SHOWN:]]),
        ),
    )
