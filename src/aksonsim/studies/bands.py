"""Events whose probability or frequency is stated as a band: a run takes its middle, and here are both ends."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from aksonsim.analysis.sensitivity import title_of
from aksonsim.engine.plan import Plan
from aksonsim.language.text import Title, _, as_title, ngettext
from aksonsim.model.likelihood import Band, FrequencyBand, Range
from aksonsim.results.measure import MEAN, Measure, difference
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question, UnfitError

ENDS = ("low", "high")


@frozen
class BandEnds:
    """What the percentile and the mean become at both ends of an event's band, less those of the run; paired.

    ``band``: the probabilities, or frequencies a year over ``years``; none of several events at once.
    """

    name: str = shaped(label=True)
    title: Title
    band: tuple[float, ...] = shaped(sparse=True)
    years: float | None = shaped(sparse=True, default=None)
    low: Statistic
    low_mean: Statistic
    high: Statistic
    high_mean: Statistic


@frozen
class Bands:
    """Events at the ends of their bands, by falling difference between these; ``together``: all of them at one end."""

    rows: tuple[BandEnds, ...]
    together: tuple[BandEnds, ...]


def bands(question: Question, base: xr.Dataset) -> Bands:
    """Return what the percentile and the mean become with each event at the low and at the high end of its band.

    ``base`` is a run of the question. The event's own uniform stays, so that only the draws between the two
    probabilities change. AksonsimError where no event that is drawn has a band.
    """
    known = stated_bands(question.plan)
    if not known:
        raise UnfitError(_("no event that is drawn states its probability or frequency as a band"))
    chosen = [*((f"events[{name}]", {name: band}) for name, band in known.items())]
    chosen.append((f"all {len(known)} events with a band", known))
    chances = ({event: getattr(band, end) for event, band in some.items()} for _, some in chosen for end in ENDS)
    runs = question.runs(plan_variants.with_chances(question.plan, one) for one in chances)
    pairs = zip(runs, runs, strict=True)
    *rows, together = (_ends(question, base, *one, pair) for one, pair in zip(chosen, pairs, strict=True))
    return Bands(rows=tuple(sorted(rows, key=lambda row: -abs(row.high.value - row.low.value))), together=(together,))


def stated_bands(plan: Plan) -> dict[str, Band | FrequencyBand]:
    """Return the bands of the events that are drawn; of an event with an active mitigation the one it then has."""
    found: dict[str, Band | FrequencyBand] = {}
    drawn = set(plan_variants.drawn_events(plan))
    for event in plan.scenario.events:
        stated = event.current_likelihood
        if event.id in drawn and isinstance(stated, Range) and stated.low < stated.high:
            found[event.id] = stated
    return found


def _ends(
    question: Question,
    base: xr.Dataset,
    name: str,
    chosen: Mapping[str, Band | FrequencyBand],
    runs: tuple[xr.Dataset, xr.Dataset],
) -> BandEnds:
    before = question.read(base).values
    single = name.startswith("events[")
    found: dict[str, Statistic] = {}
    for end, ds in zip(ENDS, runs, strict=True):
        values = question.read(ds).values
        found[end] = difference(values, before, Measure(question.at))
        found[f"{end}_mean"] = difference(values, before, MEAN)
    every = ngettext("{count} event with a band", "all {count} events with a band", len(chosen))
    band = next(iter(chosen.values()))
    return BandEnds(
        name=name,
        title=title_of(base, name) if single else as_title(every),
        band=(band.low, band.high) if single else (),
        years=next((e.years for e in question.scenario.events if single and e.id in chosen), None),
        **found,
    )
