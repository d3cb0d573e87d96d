"""A percentile of the total against a correlation that nobody knows: among programmes, or inside a stated group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import sums
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError
from aksonsim.language.text import _
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, values
from aksonsim.results.means import sd_of, variance_of
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import output
from aksonsim.results.statistic import Statistic, quantile
from aksonsim.sampling.streams import uniform
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question, UnfitError

Array = npt.NDArray[np.float64]

RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)


@frozen
class AtRho:
    """The percentile at a common correlation, and closed forms of it (None where there is none)."""

    rho: float = shaped(label=True)
    value: Statistic
    normal: float | None
    lognormal: float | None


@frozen
class ProgrammeStress:
    """The percentile by correlation among ``members``, as ``simulated``, and the sum of the programmes' percentiles."""

    members: tuple[str, ...]
    rows: tuple[AtRho, ...]
    simulated: Statistic
    sum_of_percentiles: float


@frozen
class GroupStress:
    """The percentile by correlation among the ``members`` of a group; ``stated``: the correlation in the file."""

    members: tuple[str, ...]
    stated: float
    rows: tuple[AtRho, ...]


@frozen
class Stress:
    """The percentile of the total cost against a common correlation.

    ``programmes``: None where fewer than two vary; ``group``: None where none was asked for.
    """

    programmes: ProgrammeStress | None = shaped(or_empty=True)
    group: GroupStress | None = shaped(sparse=True)


def stress(question: Question, base: xr.Dataset, group: str | None = None) -> Stress:
    """Return the percentile of the total cost against a common correlation: among programmes, and in a stated group.

    Raises AksonsimError for another output than the total cost, where nothing can be stressed, or for an unknown group.
    """
    if question.output != "cost_total":
        raise UnfitError(_("correlations are stressed for cost_total, not for {output}", output=question.output))
    programmes = among_programmes(question, base)
    found = Stress(programmes=programmes, group=None if group is None else in_group(question, group))
    if programmes is None and group is None:
        raise UnfitError(_("fewer than two programmes vary; a group of correlations can be stressed"))
    return found


def among_programmes(question: Question, base: xr.Dataset) -> ProgrammeStress | None:
    """Return the percentile of the total cost if all programmes had one common correlation.

    ``base`` is a run of the question. Each programme keeps the distribution it has in the run, and the draws are put
    in the order of a Gaussian copula; nothing is simulated again.

    ``value`` has the interval of order statistics; ``normal``: same means and standard deviations; ``lognormal``:
    lognormals with the programmes' P50 and P85, Fenton's sum.
    """
    name = question.scenario.name
    total = output(base, name, "cost_total", given_passed=question.given_passed)
    cost = values(base, "cost_programme", name)
    if cost is None:
        return None
    draws = np.flatnonzero(total.counts)
    columns = cost[draws]
    kept = np.flatnonzero(columns.min(axis=0) < columns.max(axis=0))
    if kept.size < 2:
        return None
    names = labels(base, "programme")
    fixed = float(columns[0].sum() - columns[0, kept].sum())
    columns = np.ascontiguousarray(columns[:, kept])
    common = _scores(question.seed, "stress.common", draws)
    own = np.column_stack([_scores(question.seed, f"stress[{names[i]}]", draws) for i in kept])
    p = question.at
    marginal = [pc.select(column, pc.Wanted((0.5, 0.85, p))).percentiles for column in columns.T]
    p50, p85 = ([found[at] for found in marginal] for at in (0.5, 0.85))
    apart = [np.ascontiguousarray(column) for column in columns.T]
    mean, sds = sum(float(column.mean()) for column in apart), [sd_of(column) for column in apart]
    rows = [
        AtRho(
            rho=rho,
            value=quantile(sums.reordered_sum(columns, common, own, rho) + fixed, p),
            normal=fixed + sums.normal_percentile(mean, sums.equicorrelated_variance(sds, rho), p),
            lognormal=fixed + sums.lognormal_sum_percentile(p50, p85, rho, p) if min(p50) > 0 else None,
        )
        for rho in RHOS
    ]
    return ProgrammeStress(
        members=tuple(names[i] for i in kept),
        rows=tuple(rows),
        simulated=quantile(total.values[draws], p),
        sum_of_percentiles=fixed + float(sum(found[p] for found in marginal)),
    )


def _scores(seed: int, name: str, draws: npt.NDArray[np.intp]) -> Array:
    from scipy.special import ndtri  # 60 ms of import that only such questions need

    found: Array = ndtri(uniform(seed, name, draws))
    return found


def in_group(question: Question, group: str) -> GroupStress:
    """Return the percentile of the total cost against the correlation inside one group of the file, simulated anew.

    Parameters
    ----------
    question
        Its output is not looked at: the total cost is.
    group
        Id of a correlation that is a group by itself (``work-packages-journal``).

    Raises
    ------
    AksonsimError
        Where there is no such group.

    Notes
    -----
    ``normal`` and ``lognormal`` have the mean and variance of the run without correlation plus
    ``2 rho sum_{i<j} s_i s_j``, s_i the expected cost of element i times its estimate's coefficient of variation; None
    where a member is no element.
    """
    plan = question.plan
    ties = plan_variants.ties(plan).groups
    known = {g.stream.removeprefix("correlations[").removesuffix("]"): i for i, g in enumerate(ties)}
    if group not in known:
        raise AksonsimError(f"no group of correlations is called {group}; there are: {', '.join(known) or 'none'}")
    tie = ties[known[group]]
    p, name = question.at, question.scenario.name
    rows: list[AtRho] = []
    mean = variance = pairs = 0.0
    closed = all(member.startswith("costs[") for member in tie.members)
    variants = (plan_variants.with_rho(plan, rho, groups=[known[group]], pairs=[]) for rho in RHOS)
    for rho, ds in zip(RHOS, question.runs(variants, "standard"), strict=True):
        total = output(ds, name, "cost_total", given_passed=question.given_passed)
        kept = total.values[total.counts]
        if not rows:
            mean, variance = float(kept.mean()), variance_of(kept)
            cost, elements = values(ds, "cost_element", name), labels(ds, "element")
            if closed and cost is not None:
                by_element = dict(zip(elements, cost[total.counts].mean(axis=0), strict=True))
                sds = [_spread(plan, member) * by_element[member[6:-1]] for member in tie.members]
                pairs = sums.equicorrelated_variance(sds, 1.0) - sums.equicorrelated_variance(sds, 0.0)
        spread = variance + rho * pairs
        rows.append(
            AtRho(
                rho=rho,
                value=quantile(kept, p),
                normal=sums.normal_percentile(mean, spread, p) if closed else None,
                lognormal=sums.lognormal_percentile(mean, spread, p) if closed else None,
            )
        )
    return GroupStress(members=tie.members, stated=tie.common**2, rows=tuple(rows))


def _spread(plan: Plan, member: str) -> float:
    """Return an input's coefficient of variation."""
    row = plan.inputs.row(member)
    return float(plan.sampler.sds[row] / plan.sampler.means[row])
