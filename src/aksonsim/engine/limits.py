"""Costs, durations and multipliers are not negative, shares do not exceed 1: what goes beyond is cut or refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from aksonsim.engine.inputs import Register
from aksonsim.errors import BeyondLimitsError, Cut, LawError, Problem
from aksonsim.model.actuals import Given
from aksonsim.model.estimate import Constant, Estimate, MeanSd, MinMax, MinModeMax, Percentiles
from aksonsim.model.estimate_advice import two_percentiles
from aksonsim.model.estimate_form import WithPercentiles
from aksonsim.sampling.block import Prepared
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.from_estimate import distribution_of

HAIR = 1e-6
"""Probability beyond a limit that is cut without a word: it moves no percentile that anybody can state."""

_NOT_NEGATIVE = {
    r"costs\[.*\]": ("estimate", "cost"),
    r"costs\[.*\]\.(price|quantity)": ("", "cost"),
    r"exchange\[.*\]": ("rate", "rate"),
    r"drivers\[.*\]": ("multiplier", "multiplier"),
    r"activities\[.*\]": ("duration", "duration"),
    r"events\[.*\]\.(multiplier|uptake)": ("", "multiplier"),
    r"rollout\.capacity": ("rollout.capacity_factor", "factor"),
    r"rollout\.gps": ("rollout.gps.final", "share"),
    r"gate\.termination": ("gate.stop.termination", "cost"),
}
"""Names of inputs that must not be negative: the field or path they are stated in, and what they are."""


@dataclass(frozen=True, slots=True)
class _Beyond:
    """An estimate that reaches beyond its limits ``low`` and ``high``, in its own units (before its line)."""

    estimate: Estimate
    noun: str
    low: float
    high: float
    reach: str
    plain: bool
    """Whether its line at most changes the unit, so that what is stated is what is limited."""

    def holds(self, values: Iterable[float]) -> bool:
        """Whether values lie between the limits."""
        return all(self.low < value < self.high for value in values)

    def cut(self) -> Estimate:
        """Return the estimate, truncated at its limits."""
        stated = self.estimate.limits if not isinstance(self.estimate, Constant) else (-math.inf, math.inf)
        ends = (max(self.low, stated[0]), min(self.high, stated[1]))
        return self.estimate.model_copy(update={"truncate": tuple(end if math.isfinite(end) else None for end in ends)})


def cut_to_limits(inputs: Register, sampler: Prepared) -> bool:
    """Truncate, in the register, estimates of which a hair reaches beyond what is possible; return whether any did.

    Raises BeyondLimitsError for those of which more does, with what to write instead.
    """
    problems: list[Problem] = []
    cuts: dict[str, Cut] = {}
    changed = False
    for row, name in enumerate(inputs.names):
        for field, noun in () if name in inputs.signed else _limited(name):
            beyond = _beyond(inputs, sampler, row, noun)
            if beyond is None:
                continue
            path = field if "." in field else f"{name}.{field}".rstrip(".")
            path = re.sub(r"^(costs\[.*\])\.(price|quantity)$", r"\1.estimate.\2", path)
            share = _share(distribution_of(beyond.estimate), beyond)
            if share < HAIR and not isinstance(beyond.estimate, Constant):
                inputs.estimates[row] = beyond.cut()
                changed = True
            else:
                problems.append(Problem("", path, *_refusal(beyond, share)))
                if (cut := _mending(beyond, share)) is not None:
                    cuts[path] = cut
    if problems:
        raise BeyondLimitsError(problems, cuts)
    return changed


@lru_cache(maxsize=4096)
def _limited(name: str) -> tuple[tuple[str, str], ...]:
    """Return the field an input is stated in and what it is, where it must not be negative; else nothing."""
    return tuple(found for pattern, found in _NOT_NEGATIVE.items() if re.fullmatch(pattern, name) is not None)


def halves(sentence: str) -> tuple[str, str]:
    """Split a sentence into what is wrong and what to do."""
    what, _, allowed = sentence.partition("; ")
    return what, allowed


def _beyond(inputs: Register, sampler: Prepared, row: int, noun: str) -> _Beyond | None:
    """Return what reaches beyond its limits in a row; None where nothing does."""
    estimate = inputs.estimates[row]
    shift, factor = inputs.lines[row]
    ends = sorted(shift + factor * end for end in (sampler.lower[row], sampler.upper[row]))
    most = 1.0 if noun == "share" else math.inf
    if estimate is None or isinstance(estimate, Given) or (ends[0] >= 0.0 and ends[1] <= most):
        return None
    if shift == 0.0 and factor > 0.0:  # a unit of time or so: said as it is stated
        ends = [end / factor for end in ends]
    reach = f"be negative (down to {ends[0]:.4g}" if ends[0] < 0.0 else f"exceed 1 (up to {ends[1]:.4g}"
    if factor <= 0.0:
        return _Beyond(estimate, noun, -math.inf, math.inf, reach, plain=False)
    low, high = 0.0 - shift / factor, (most - shift) / factor
    if shift != 0.0:  # a hair inside, which rounding on the line does not undo, in ten digits
        low = float(f"{low + 1e-9 * max(abs(low), 1.0):.10g}")
    return _Beyond(estimate, noun, low, high, reach, plain=shift == 0.0)


def _share(stated: Distribution, beyond: _Beyond) -> float:
    """Return the probability beyond the limits."""
    below = float(stated.cdf(math.nextafter(beyond.low, -math.inf))) if math.isfinite(beyond.low) else 0.0
    above = float(stated.sf(beyond.high)) if math.isfinite(beyond.high) else 0.0
    return below + above if math.isfinite(beyond.low) else 1.0


def _refusal(beyond: _Beyond, share: float) -> tuple[str, str]:
    """Return what is wrong and what to write."""
    estimate, noun = beyond.estimate, beyond.noun
    other = "; what comes in is a positive amount with income: true, an opportunity an event with a negative cost"
    other = other if noun == "cost" else ""
    if isinstance(estimate, Constant) or share > 1.0 - HAIR:
        return f"the {noun} is {'negative' if 'negative' in beyond.reach else 'above 1'}", f"it cannot be{other}"
    what = f"the {noun} can {beyond.reach}, in {100 * share:.2g} % of draws)"
    ways = []
    if beyond.plain and isinstance(estimate, MeanSd) and estimate.mean > 0.0:
        ways.append(f"write {{mean: {estimate.mean:.10g}, sd: {estimate.sd:.10g}, shape: gamma}} (or lognormal)")
    if beyond.plain and isinstance(estimate, Percentiles) and estimate.shape is not None:
        written = two_percentiles(estimate.percentiles, "lognormal") if len(estimate.points) == 2 else None
        ways += [f"write {written}"] if written else []
    cut = beyond.cut()
    assert not isinstance(cut, Constant)
    ends = ", ".join(f"{end:.10g}" if math.isfinite(end) else "null" for end in cut.limits)
    if isinstance(estimate, WithPercentiles) and not beyond.holds(estimate.percentiles.values()):
        return what, f"state percentiles between {cut.limits[0]:.10g} and {cut.limits[1]:.10g}{other}"
    verb = "write" if estimate.truncate is not None else "add"
    try:
        distribution_of(cut)
        ways.append(f"{verb} truncate: [{ends}], which cuts that off{_kept(estimate)}")
    except LawError as error:  # no distribution of the family has the stated percentiles and ends there
        ways = ways or [halves(str(error))[1]]
    return what, " or ".join(ways) + other


def _mending(beyond: _Beyond, share: float) -> Cut | None:
    """Return the truncation inside which an estimate keeps what it states; None where there is none, as of limits."""
    estimate = beyond.estimate
    if isinstance(estimate, Constant | MinModeMax | MinMax) or share > 1.0 - HAIR:
        return None
    if isinstance(estimate, WithPercentiles) and not beyond.holds(estimate.percentiles.values()):
        return None
    cut = beyond.cut()
    try:
        distribution_of(cut)
    except LawError:
        return None
    assert not isinstance(cut, Constant)
    low, high = cut.limits
    return low if math.isfinite(low) else None, high if math.isfinite(high) else None


def _kept(estimate: Estimate) -> str:
    """Say what holds although an estimate is cut."""
    if isinstance(estimate, WithPercentiles):
        return " and keeps the stated percentiles"
    return " and keeps the stated mean and standard deviation" if isinstance(estimate, MeanSd) else ""
