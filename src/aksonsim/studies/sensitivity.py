"""What carries an output: one run read in several ways, runs with something left out, and pick-freeze runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import xarray as xr

from aksonsim.analysis.attribution import euler
from aksonsim.analysis.bins import Change, bin_changes, shares_of
from aksonsim.analysis.sensitivity import InputShares, PartShare, part_shares, parts_of, title_of, variance_shares
from aksonsim.doors import door
from aksonsim.engine.variables import Keep
from aksonsim.errors import AksonsimError
from aksonsim.language.text import Title, Words, _
from aksonsim.results.measure import P50, Measure
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, mean, symmetric
from aksonsim.studies import plan_variants
from aksonsim.studies.bands import ENDS, Bands, bands, stated_bands
from aksonsim.studies.decompose import RUNS, Decomposition, decompose
from aksonsim.studies.leave_one_out import LeaveOneOut, leave_one_out, one_by_one, together
from aksonsim.studies.methods import METHODS, OLDER
from aksonsim.studies.question import Question, UnfitError
from aksonsim.studies.sobol import Sobol, sobol
from aksonsim.studies.stress import RHOS, Stress, stress


@frozen
class Shares:
    """Shares of variance: of ``inputs``, correlated ones as one, and a residual; of the ``parts`` of a total."""

    inputs: InputShares
    parts: Mapping[str, tuple[PartShare, ...]] = shaped(label="dim")


@frozen
class Bins:
    """How P50 and the percentile asked about move between the lowest and highest bin of each input."""

    changes: Mapping[Measure, tuple[Change, ...]] = shaped(spread=True)


@frozen
class PartOfPercentile:
    """What a part contributes to a percentile of the sum: E[part | total at the percentile], beside its mean."""

    name: str = shaped(label=True)
    title: Title
    value: Statistic
    mean: Statistic


@frozen
class PartsOfPercentile:
    """Contributions to a percentile by falling size; they sum to it. ``draws`` near the percentile, that were read."""

    rows: tuple[PartOfPercentile, ...]
    sum: Statistic
    mean: Statistic
    draws: int


@frozen
class Euler:
    """Contributions to the percentile of a total by element, programme and payer."""

    parts: Mapping[str, PartsOfPercentile] = shaped(spread=True, label="dim")


@frozen
class LeftOut:
    """Why a method does not fit the output."""

    left_out: Words


Answer: TypeAlias = Shares | Bins | LeaveOneOut | Bands | Sobol | Euler | Stress | Decomposition | LeftOut


@frozen
class Sensitivity(Result):
    """What an output depends on, by the methods asked for; ``at``: the probability of the percentile."""

    about: About = shaped(spread=True)
    at: float
    draws_that_count: int
    methods: Mapping[str, Answer] = shaped(label="method")


@door
def sensitivity(
    question: Question, methods: Sequence[str], group: str | None = None, strict: bool = True
) -> Sensitivity:
    """Ask what an output depends on.

    Parameters
    ----------
    question
        What is asked about.
    methods
        Some of `METHODS`; each makes the runs it needs, all on common draws.
    group
        Id of a group of correlations for ``stress``; without it only the programmes are stressed.
    strict
        Whether a method that does not fit the output is an error; else the answer says why it was left out.

    Raises
    ------
    AksonsimError
        Each a sentence, as the methods do.
    """
    if not methods:
        raise AksonsimError(f"no method is asked for; there are: {', '.join(METHODS)}")
    methods = [OLDER.get(method, method) for method in methods]
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise AksonsimError(f"no method is called {unknown[0]}; there are: {', '.join(METHODS)}")
    base = question.run(question.plan, _keep(methods))
    output = question.read(base)
    kept = output.values[output.counts]
    if kept.min() == kept.max():
        raise AksonsimError(f"{question.output} is {kept[0]:.6g} in every draw: there is nothing that it depends on")
    ways: dict[str, Callable[[], Answer]] = {
        "shares": lambda: shares(question, base),
        "bins": lambda: bins(question, base),
        "leave-one-out": lambda: leave_one_out(question, base),
        "bands": lambda: bands(question, base),
        "sobol": lambda: sobol(question, base),
        "euler": lambda: attribution(question, base),
        "stress": lambda: stress(question, base, group),
        "decompose": lambda: decompose(question, base),
    }
    answers: dict[str, Answer] = {}
    for method in METHODS:
        if method in methods:
            try:
                answers[method] = ways[method]()
            except AksonsimError as reason:
                if strict:
                    raise
                answers[method] = LeftOut(left_out=reason.words if isinstance(reason, UnfitError) else str(reason))
    about = question.about(base, output)
    return Sensitivity(about=about, at=question.at, draws_that_count=output.draws, methods=answers)


def _keep(methods: Sequence[str]) -> Keep:
    """Return what the base run must hold."""
    if "shares" in methods or "bins" in methods:
        return "inputs"
    return "standard" if "euler" in methods else "totals"


def runs(question: Question, methods: Sequence[str], group: str | None = None) -> int:
    """Return how many runs `sensitivity` makes."""
    count = 1
    if "leave-one-out" in methods:
        count += sum(1 for _ in one_by_one(question.plan)) + sum(1 for _ in together(question.plan))
    if "bands" in methods and (known := stated_bands(question.plan)):
        count += len(ENDS) * (len(known) + 1)
    if "sobol" in methods:
        count += len(plan_variants.streams(question.plan)) + 1
    if "stress" in methods and group is not None:
        count += len(RHOS)
    return count + (RUNS if "decompose" in methods else 0)


def shares(question: Question, ds: xr.Dataset) -> Shares:
    """Return shares of variance; ``ds`` is a run of the question that kept its inputs."""
    output = question.read(ds)
    name = question.scenario.name
    try:
        return Shares(inputs=variance_shares(ds, name, output, groups_as_one=True), parts=part_shares(ds, name, output))
    except ValueError as reason:  # too few draws that count for so many inputs
        raise AksonsimError(f"no shares of the variance of {question.output}: {reason}") from reason


def bins(question: Question, ds: xr.Dataset) -> Bins:
    """Return how P50 and the asked percentile move between the bins of each input; ``ds`` as in `shares`."""
    output, name = question.read(ds), question.scenario.name
    carried = shares_of(ds, name, output)
    measures = dict.fromkeys((P50, Measure(question.at)))
    return Bins(changes={m: bin_changes(ds, name, output, m.p or 0.0, carried=carried) for m in measures})


def attribution(question: Question, ds: xr.Dataset) -> Euler:
    """Return E[part | total at the percentile] by element, programme and payer, with the percentile they sum to.

    Raises AksonsimError where the output is no sum of parts.
    """
    output = question.read(ds)
    whole = mean(output.values[output.counts])
    found: dict[str, PartsOfPercentile] = {}
    for dim, (names, parts) in parts_of(ds, question.scenario.name, output).items():
        carried = euler(parts, question.at)
        rows = [
            PartOfPercentile(
                name=name,
                title=title_of(ds, name),
                value=symmetric(carried.part[k], carried.half[k], carried.draws),
                mean=symmetric(carried.mean[k], carried.mean_half[k], output.draws),
            )
            for k, name in enumerate(names)
        ]
        found[dim] = PartsOfPercentile(
            rows=tuple(sorted(rows, key=lambda row: -row.value.value)),
            sum=Statistic(carried.value, carried.interval, output.draws),
            mean=whole,
            draws=carried.draws,
        )
    if not found:
        name = question.output
        raise UnfitError(_("{output} is no sum of parts; cost_total and cost_programme[...] are", output=name))
    return Euler(parts=found)
