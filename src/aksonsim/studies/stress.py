"""A percentile of the total against a correlation that nobody knows: among programmes, or inside a stated group."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import sums
from aksonsim.errors import AksonsimError
from aksonsim.results import percentiles as pc
from aksonsim.results.access import labels, values
from aksonsim.results.means import mean_of, means_of, variance_of
from aksonsim.results.quantity import output
from aksonsim.sampling.streams import uniform
from aksonsim.studies import switches
from aksonsim.studies.question import Question

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)


def stress(question: Question, base: xr.Dataset, group: str | None = None) -> Json:
    """Return the percentile of the total cost against a common correlation: ``programmes``, and ``group`` if asked for.

    Raises AksonsimError for another output than the total cost, where nothing can be stressed, or for an unknown group.
    """
    if question.output != "cost_total":
        raise AksonsimError(f"correlations are stressed for cost_total, not for {question.output}")
    found: Json = {"programmes": among_programmes(question, base)}
    if group is not None:
        found["group"] = in_group(question, group)
    if not found["programmes"] and group is None:
        raise AksonsimError("fewer than two programmes vary; a group of correlations can be stressed")
    return found


def among_programmes(question: Question, base: xr.Dataset) -> Json:
    """Return the percentile of the total cost if all programmes had one common correlation.

    ``base`` is a run of the question. Each programme keeps the law it has in the run, and the draws are put in the
    order of a Gaussian copula; nothing is simulated again.

    Returns
    -------
    dict
        ``rows`` by rho: ``value`` and ``value_ci`` (order statistics), ``normal`` (same means and standard deviations)
        and ``lognormal`` (lognormals with the programmes' P50 and P85, Fenton's sum); ``simulated`` with its interval;
        ``sum_of_percentiles``; empty where fewer than two programmes vary.
    """
    name = question.scenario.name
    total = output(base, name, "cost_total", given_passed=question.given_passed)
    cost = values(base, "cost_programme", name)
    if cost is None:
        return {}
    draws = np.flatnonzero(total.counts)
    columns = cost[draws]
    kept = np.flatnonzero(columns.min(axis=0) < columns.max(axis=0))
    if kept.size < 2:
        return {}
    names = labels(base, "programme")
    fixed = float(columns[0].sum() - columns[0, kept].sum())
    columns = np.ascontiguousarray(columns[:, kept])
    common = _scores(question.seed, "stress.common", draws)
    own = np.column_stack([_scores(question.seed, f"stress[{names[i]}]", draws) for i in kept])
    p = question.at
    marginal = [pc.select(column, pc.Wanted((0.5, 0.85, p))).percentiles for column in columns.T]
    p50, p85 = ([found[at] for found in marginal] for at in (0.5, 0.85))
    means = means_of(columns)
    mean, sds = sum(one.value for one in means), [one.sd for one in means]
    rows = []
    for rho in RHOS:
        found = pc.select(sums.reordered_sum(columns, common, own, rho) + fixed, pc.Wanted((p,), (p,)))
        rows.append(
            {
                "rho": rho,
                "value": found.percentiles[p],
                "value_ci": found.intervals[p],
                "normal": fixed + sums.normal_percentile(mean, sums.equicorrelated_variance(sds, rho), p),
                "lognormal": fixed + sums.lognormal_sum_percentile(p50, p85, rho, p) if min(p50) > 0 else None,
            }
        )
    simulated = pc.select(total.values[draws], pc.Wanted((p,), (p,)))
    return {
        "members": [names[i] for i in kept],
        "rows": rows,
        "simulated": simulated.percentiles[p],
        "simulated_ci": simulated.intervals[p],
        "sum_of_percentiles": fixed + float(sum(found[p] for found in marginal)),
    }


def _scores(seed: int, name: str, draws: npt.NDArray[np.intp]) -> Array:
    from scipy.special import ndtri  # 60 ms of import that only such questions need

    found: Array = ndtri(uniform(seed, name, draws))
    return found


def in_group(question: Question, group: str) -> Json:
    """Return the percentile of the total cost against the correlation inside one group of the file, simulated anew.

    Parameters
    ----------
    question
        Its output is not looked at: the total cost is.
    group
        Id of a correlation that is a group by itself (``work-packages-journal``).

    Returns
    -------
    dict
        ``rows`` by rho as in `among_programmes`, where ``normal`` and ``lognormal`` have the mean and variance of the
        run without correlation plus ``2 rho sum_{i<j} s_i s_j``, s_i the expected cost of element i times its
        estimate's coefficient of variation; None where a member is no element. ``stated`` is the file's rho.

    Raises
    ------
    AksonsimError
        Where there is no such group.
    """
    plan = question.plan
    known = {
        g.stream.removeprefix("correlations[").removesuffix("]"): i for i, g in enumerate(switches.ties(plan).groups)
    }
    if group not in known:
        raise AksonsimError(f"no group of correlations is called {group}; there are: {', '.join(known) or 'none'}")
    tie = switches.ties(plan).groups[known[group]]
    p, name = question.at, question.scenario.name
    rows: list[Json] = []
    mean = variance = pairs = 0.0
    closed = all(member.startswith("costs[") for member in tie.members)
    for rho in RHOS:
        ds = question.run(switches.with_rho(plan, rho, groups=[known[group]], pairs=[]), "standard")
        total = output(ds, name, "cost_total", given_passed=question.given_passed)
        kept = total.values[total.counts]
        if not rows:
            mean, variance = mean_of(kept).value, variance_of(kept)
            cost, elements = values(ds, "cost_element", name), labels(ds, "element")
            if closed and cost is not None:
                by_element = dict(zip(elements, cost[total.counts].mean(axis=0), strict=True))
                sds = [_spread(plan, member) * by_element[member[6:-1]] for member in tie.members]
                pairs = sums.equicorrelated_variance(sds, 1.0) - sums.equicorrelated_variance(sds, 0.0)
        found = pc.select(kept, pc.Wanted((p,), (p,)))
        row: Json = {"rho": rho, "value": found.percentiles[p], "value_ci": found.intervals[p]}
        for law, of in (("normal", sums.normal_percentile), ("lognormal", sums.lognormal_percentile)):
            row[law] = of(mean, variance + rho * pairs, p) if closed else None
        rows.append(row)
    return {"members": list(tie.members), "stated": tie.common**2, "rows": rows}


def _spread(plan: Any, member: str) -> float:
    """Return an input's coefficient of variation."""
    row = plan.inputs.row(member)
    return float(plan.sampler.sds[row] / plan.sampler.means[row])
