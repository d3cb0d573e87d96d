"""What claims do to percentiles that one must not: equate them with means, and add them."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aksonsim.engine.calendar import month_of
from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact
from aksonsim.language.text import Text, _
from aksonsim.model.claims import Claim
from aksonsim.model.quantities import percentile
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import Quantity
from aksonsim.results.statistic import Statistic
from aksonsim.studies.check_inputs import Finding

if TYPE_CHECKING:
    from aksonsim.studies.check import ComparedClaim

SAME = 1e-3
"""Two stated figures this near to each other, relatively, are one figure."""


def amount(claim: Claim, start: dt.date) -> float:
    """Return the value of a claim in the file's price basis; of a date, its months after the start."""
    return month_of(claim.value, start) if isinstance(claim.value, dt.date) else claim.value * claim.factor


def tolerance(claim: Claim) -> float:
    """Return the distance within which figures agree with a claim, in the unit of its value (of a date: months)."""
    return claim.tolerance * (1.0 if isinstance(claim.value, dt.date) else abs(claim.value * claim.factor))


def equated(scenario: Scenario, tested: Sequence[ComparedClaim]) -> Iterator[Finding]:
    """Yield the figures that are stated both as a percentile and as the expected value of one quantity."""
    means = [row for row in tested if row.statistic == "mean" and Quantity.parse(str(row.quantity)).is_money]
    for mean, row in itertools.product(means, tested):
        p = percentile(row.statistic or "")
        if p is None or row.quantity != mean.quantity or not _same(row.value, mean.value):
            continue
        expected, quantile = mean.found.model, row.found.model
        gap = abs(expected.value - quantile.value)
        # Two figures of the same draws: their errors add at most. What draws cannot tell apart is no finding.
        half = expected.half + quantile.half
        if gap <= max(half, SAME * abs(expected.value)):
            continue
        yield Finding(
            _("P50 used as a mean") if p == 0.5 else _("percentile used as a mean"),
            "warning",
            f"claims[{mean.id}]",
            _(
                "{quantity}: {value} is stated as {percentile} and as the expected cost; in {scenario} the expected "
                "cost is {expected}, the {percentile} {quantile}: {gap} {currency} apart",
                quantity=row.quantity,
                value=Digits(exact(row.value)),
                percentile=_name(row),
                scenario=scenario.name,
                expected=expected,
                quantile=quantile,
                gap=Statistic(gap, (gap - half, gap + half)),
                currency=scenario.currency,
            ),
        )


def summed_percentiles(scenario: Scenario, tested: Sequence[ComparedClaim]) -> Iterator[Finding]:
    """Yield the sums of percentiles that are stated as a percentile of the sum."""
    known = {claim.id: claim for claim in scenario.claims}
    values = {claim.id: amount(claim, scenario.start) for claim in scenario.claims}
    for row in tested:
        claim, p = known[row.id], percentile(row.statistic or "")
        kinds = {known[name].statistic for _sign, name in claim.terms}
        if p is None or len(claim.terms) < 2 or kinds != {row.statistic}:
            continue
        total, model = math.fsum(sign * values[term] for sign, term in claim.terms), row.found.model
        yield Finding(
            _("percentiles added"), "note", f"claims[{row.id}]", _not_added(scenario, row, total, model.shifted(-total))
        )


def _not_added(scenario: Scenario, row: ComparedClaim, total: float, gap: Statistic) -> Text:
    """Return the sentence about a percentile of a sum; ``gap``: it less the sum of percentiles."""
    return _(
        "{percentile}s do not add: those that {claim} adds give {total}, the {percentile} of the sum in {scenario} is "
        "{model}, {side}",
        percentile=_name(row),
        claim=row.id,
        total=Digits(exact(total)),
        scenario=scenario.name,
        model=row.found.model,
        side=_("{gap} {currency} more", gap=gap, currency=scenario.currency)
        if gap.value > 0
        else _("{gap} {currency} less", gap=gap.scaled(-1.0), currency=scenario.currency),
    )


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= SAME * max(abs(first), abs(second))


def _name(row: ComparedClaim) -> str:
    return str(row.statistic).upper()
