"""What a reviewer looks for in a run: which events go together, and how often both occur."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

import xarray as xr

from aksonsim.analysis.correlated import groups
from aksonsim.language.numbers import Digits
from aksonsim.language.text import _, ngettext
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import labels, values
from aksonsim.results.statistic import probability
from aksonsim.studies.check_inputs import Finding, listed


def tied_events(scenario: Scenario, ds: xr.Dataset) -> list[tuple[str, str]]:
    """Return the pairs of events that are correlated, or are given the same one; in the order of the file."""
    ids = [event.id for event in scenario.events]
    tied: dict[str, set[str]] = defaultdict(set)
    for event in scenario.events:
        tied[f"given {event.given}"] |= {event.id} if event.given is not None else set()
    for group in groups(ds, scenario.name):
        tied[group.name] = {name for name in ids if f"events[{name}].occurs" in group.members}
    return sorted(
        {pair for some in tied.values() for pair in itertools.combinations(sorted(some, key=ids.index), 2)},
        key=lambda pair: [*map(ids.index, pair)],
    )


def together(scenario: Scenario, ds: xr.Dataset) -> Iterator[Finding]:
    """Say how often both of two tied events occur, and that a stated correlation is not that of the indicators."""
    occurred = values(ds, "event_occurred", scenario.name)
    pairs = tied_events(scenario, ds) if occurred is not None else []
    if occurred is None or not pairs:
        return
    place = {name: i for i, name in enumerate(labels(ds, "event"))}
    told = []
    for first, second in pairs:
        one, other = (occurred[:, place[name]] == 1 for name in (first, second))
        alone = float(one.mean() * other.mean())
        spread = float(one.std() * other.std())
        phi = (float((one & other).mean()) - alone) / spread if spread else 0.0
        text = _(
            "{first} and {second} in {both} % (independent ones in {alone} %; phi {phi})",
            first=first,
            second=second,
            both=probability(int((one & other).sum()), one.size).scaled(100.0),
            alone=Digits(f"{100 * alone:.2g}"),
            phi=Digits(f"{phi:z.2f}"),
        )
        told.append((abs(phi), text))
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
            pairs=listed([text for _phi, text in sorted(told, key=lambda pair: -pair[0])]),
        ),
    )
