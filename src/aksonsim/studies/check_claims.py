"""What claims do to percentiles that one must not: equate them with means, and add them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

from aksonsim.language.rounding import half_width, with_error
from aksonsim.model.quantities import percentile
from aksonsim.model.scenario import Scenario
from aksonsim.studies.check_inputs import Finding

Json = dict[str, Any]

SAME = 1e-3
"""Two stated figures this near to each other, relatively, are one figure."""


def equated(scenario: Scenario, told: Sequence[Json]) -> Iterator[Finding]:
    """Yield the figures that are stated both as a percentile and as the expected value of one quantity."""
    means = [row for row in told if row["statistic"] == "mean"]
    for mean, row in itertools.product(means, told):
        p = percentile(row["statistic"])
        if p is None or row["quantity"] != mean["quantity"] or not _same(row["value"], mean["value"]):
            continue
        gap = mean["own"] - row["own"]
        # Two figures of the same draws: their errors add at most. What draws cannot tell apart is no finding.
        half = half_width(mean["own_ci"]) + half_width(row["own_ci"])
        if abs(gap) <= max(half, SAME * abs(mean["own"])):
            continue
        yield Finding(
            "P50 used as a mean" if p == 0.5 else "percentile used as a mean",
            "warning",
            f"claims[{mean['id']}]",
            f"{row['quantity']}: {row['value']:g} is stated as {row['statistic'].upper()} and as the expected cost; in "
            f"{scenario.name} the expected cost is {_words(mean)}, the {row['statistic'].upper()} {_words(row)}: "
            f"{_with_error(abs(gap), half)} {scenario.currency} apart",
        )


def summed_percentiles(scenario: Scenario, told: Sequence[Json]) -> Iterator[Finding]:
    """Yield the sums of percentiles that are stated as a percentile of the sum."""
    known = {claim.id: claim for claim in scenario.claims}
    values = {claim.id: claim.value * claim.factor for claim in scenario.claims}
    for row in told:
        claim, p = known[row["id"]], percentile(row["statistic"])
        kinds = {known[name].statistic for _, name in claim.terms}
        if p is None or len(claim.terms) < 2 or kinds != {row["statistic"]}:
            continue
        name, total = row["statistic"].upper(), math.fsum(sign * values[term] for sign, term in claim.terms)
        gap = _with_error(abs(row["own"] - total), half_width(row["own_ci"]))
        side = "more" if row["own"] > total else "less"
        yield Finding(
            "percentiles added",
            "note",
            f"claims[{row['id']}]",
            f"{name}s do not add: those that {row['id']} adds give {total:g}, the {name} of the sum in {scenario.name} "
            f"is {_words(row)}, {gap} {scenario.currency} {side}",
        )


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= SAME * max(abs(first), abs(second))


def _words(row: Json) -> str:
    return _with_error(row["own"], half_width(row["own_ci"]))


def _with_error(value: float, half: float) -> str:
    shown, error = with_error(value, half)
    return f"{shown} ± {error}" if error else shown
