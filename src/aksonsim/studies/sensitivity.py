"""What carries an output: one run read in several ways, runs with something left out, and pick-freeze runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis.attribution import euler
from aksonsim.analysis.bins import bin_changes, shares_of
from aksonsim.analysis.indices import SobolIndices, sobol_indices
from aksonsim.analysis.sensitivity import part_shares, parts_of, title_of, variance_shares
from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.engine.variables import Keep
from aksonsim.errors import AksonsimError
from aksonsim.results.access import finite
from aksonsim.results.means import mean_of
from aksonsim.studies import bands, decompose, stress, switches
from aksonsim.studies.leave_one_out import Variant, effects_of, one_by_one, together
from aksonsim.studies.methods import METHODS
from aksonsim.studies.question import Question, key

Array = npt.NDArray[np.float64]
Json = dict[str, Any]


@door
def sensitivity(question: Question, methods: Sequence[str], group: str | None = None, strict: bool = True) -> Json:
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

    Returns
    -------
    dict
        ``scenario, title, output, units, at, draws, seed, condition, aksonsim_version, currency, price_year``, and
        ``methods`` by name, each as the function of its name returns it.

    Raises
    ------
    AksonsimError
        Each a sentence, as the methods do.
    """
    if not methods:
        raise AksonsimError(f"no method is asked for; there are: {', '.join(METHODS)}")
    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise AksonsimError(f"no method is called {unknown[0]}; there are: {', '.join(METHODS)}")
    base = question.run(question.plan, _keep(methods))
    output = question.read(base)
    kept = output.values[output.counts]
    if kept.min() == kept.max():
        raise AksonsimError(f"{question.output} is {kept[0]:.6g} in every draw: there is nothing that it depends on")
    ways: dict[str, Callable[[], Json]] = {
        "tornado": lambda: tornado(question, base),
        "bins": lambda: bins(question, base),
        "leave-one-out": lambda: leave_one_out(question, base),
        "bands": lambda: bands.bands(question, base),
        "sobol": lambda: sobol(question, base),
        "euler": lambda: attribution(question, base),
        "stress": lambda: stress.stress(question, base, group),
        "decompose": lambda: decompose.decompose(question, base),
    }
    answers: Json = {}
    for method in METHODS:
        if method in methods:
            try:
                answers[method] = ways[method]()
            except AksonsimError as reason:
                if strict:
                    raise
                answers[method] = {"left_out": str(reason)}
    asked: Json = {
        "scenario": question.scenario.name,
        "title": question.scenario.title,
        "output": question.output,
        "units": output.units,
        "at": question.at,
        "draws": question.draws,
        "draws_that_count": output.draws,
        "seed": question.seed,
        "condition": output.condition,
        "aksonsim_version": str(base.attrs["aksonsim_version"]),
        **money.attributes(question.scenario.currency, question.scenario.price_year),
    }
    cleaned = finite(asked | {"methods": answers})
    assert isinstance(cleaned, dict)
    return cleaned


def _keep(methods: Sequence[str]) -> Keep:
    """Return what the base run must hold."""
    if "tornado" in methods or "bins" in methods:
        return "inputs"
    return "standard" if "euler" in methods else "totals"


def runs(question: Question, methods: Sequence[str], group: str | None = None) -> int:
    """Return how many runs `sensitivity` makes."""
    count = 1
    if "leave-one-out" in methods:
        count += sum(1 for _ in one_by_one(question.plan)) + sum(1 for _ in together(question.plan))
    if "bands" in methods and (known := bands.stated_bands(question.plan)):
        count += len(bands.ENDS) * (len(known) + 1)
    if "sobol" in methods:
        count += len(switches.streams(question.plan)) + 1
    if "stress" in methods and group is not None:
        count += len(stress.RHOS)
    return count + (decompose.RUNS if "decompose" in methods else 0)


def tornado(question: Question, ds: xr.Dataset) -> Json:
    """Return shares of variance: ``inputs`` (with a residual) and ``parts`` by dimension (see `analysis.sensitivity`).

    ``ds`` is a run of the question that kept its inputs.
    """
    output = question.read(ds)
    name = question.scenario.name
    try:
        return {"inputs": variance_shares(ds, name, output), "parts": part_shares(ds, name, output)}
    except ValueError as reason:  # too few draws that count for so many inputs
        raise AksonsimError(f"no shares of the variance of {question.output}: {reason}") from reason


def bins(question: Question, ds: xr.Dataset) -> Json:
    """Return how P50 and the asked percentile move between the bins of each input; ``ds`` as in `tornado`."""
    output, name = question.read(ds), question.scenario.name
    carried = shares_of(ds, name, output)
    return {key(p): bin_changes(ds, name, output, p, carried=carried) for p in dict.fromkeys((0.5, question.at))}


def attribution(question: Question, ds: xr.Dataset) -> Json:
    """Return E[part | total at the percentile] by element, programme and payer, with the percentile they sum to.

    Raises AksonsimError where the output is no sum of parts.
    """
    output = question.read(ds)
    kept = output.values[output.counts]
    mean = mean_of(kept)
    found: Json = {}
    for dim, (names, parts) in parts_of(ds, question.scenario.name, output).items():
        carried = euler(parts, question.at)
        rows = [
            {
                "name": name,
                "title": title_of(ds, name),
                "value": float(carried.part[k]),
                "value_ci": (carried.part[k] - carried.half[k], carried.part[k] + carried.half[k]),
                "mean": float(carried.mean[k]),
                "mean_ci": (carried.mean[k] - carried.mean_half[k], carried.mean[k] + carried.mean_half[k]),
            }
            for k, name in enumerate(names)
        ]
        found[dim] = {
            "rows": sorted(rows, key=lambda row: -row["value"]),
            "sum": carried.value,
            "sum_ci": carried.interval,
            "mean": mean.value,
            "mean_ci": mean.interval,
            "draws": carried.draws,
        }
    if not found:
        raise AksonsimError(f"{question.output} is no sum of parts; cost_total and cost_programme[...] are")
    return found


def leave_one_out(question: Question, base: xr.Dataset) -> Json:
    """Return what the percentile and the mean lose when each event, driver, other input or correlation is taken out.

    ``base`` is a run of the question. Those of single rows do not add up to those of all together.

    Returns
    -------
    dict
        ``rows`` as `aksonsim.studies.leave_one_out.effects_of` returns them, and ``together`` for all events, all
        drivers, all correlations.
    """
    whole, name = question.read(base), question.scenario.name

    def rows(variants: Iterator[Variant]) -> list[Json]:
        return effects_of(variants, base, name, whole, lambda plan: question.read(question.run(plan)), question.at)

    return {"rows": rows(one_by_one(question.plan)), "together": rows(together(question.plan))}


def sobol(question: Question, base: xr.Dataset) -> Json:
    """Return first-order and total Sobol' indices of every input and event, by pick-freeze on the keyed streams.

    Two seeds give samples A and B; a run of A with the keys of one factor taken from B is A_B exactly, since each
    input has a stream of its own. All draws count: given that the gate is passed, inputs would not be independent.

    ``base`` is a run of the question.

    Returns
    -------
    dict
        ``rows`` by falling total index: name, title, members (of a factor of several inputs), part_of, ``first``,
        ``total`` with ``*_ci`` (shares of the variance), ``exceed`` and ``exceed_ci`` (total index of the output being
        above its percentile); ``interaction`` with ``interaction_ci``: what no independent factor explains alone;
        ``sd``, ``seconds``, ``runs``, ``draws``.

    Raises
    ------
    AksonsimError
        Where the output has no value in some draw.
    """
    began = time.perf_counter()
    factors = switches.streams(question.plan)

    def values(variant: Plan) -> Array:
        return question.read_all(question.run(variant)).values

    f_a, f_b = question.read_all(base).values, values(question.other)
    f_ab = np.array([values(switches.drawn_anew(question.plan, question.other, factor)) for factor in factors])
    indices = sobol_indices(f_a, f_b, f_ab)
    threshold = float(np.quantile(f_a, question.at))
    above = [(f > threshold).astype(np.float64) for f in (f_a, f_b, f_ab)]
    # Nothing lies above a percentile that sits on a cap.
    exceed = sobol_indices(*above) if above[0].any() else None
    rows = [_index_row(base, factors, indices, exceed, k) for k in range(len(factors))]
    interaction, half = indices.interaction([k for k, factor in enumerate(factors) if factor.part_of is None])
    return {
        "rows": sorted(rows, key=lambda row: -row["total"]),
        "interaction": interaction,
        "interaction_ci": (interaction - half, interaction + half),
        "sd": float(np.sqrt(indices.variance)),
        "condition": "all",
        "draws": question.draws,
        "runs": len(factors) + 2,
        "seconds": time.perf_counter() - began,
    }


def _index_row(
    ds: xr.Dataset, factors: Sequence[switches.Streams], indices: SobolIndices, exceed: SobolIndices | None, k: int
) -> Json:
    factor = factors[k]
    row: Json = {
        "name": factor.name,
        "title": title_of(ds, factor.name),
        "members": list(factor.members),
        "part_of": factor.part_of,
    }
    told = {"first": (indices.first, indices.first_half), "total": (indices.total, indices.total_half)}
    if exceed is not None:
        told["exceed"] = exceed.total, exceed.total_half
    for name, (values, halves) in told.items():
        value, half = values[k], halves[k]
        row[name], row[f"{name}_ci"] = float(value), (float(value - half), float(value + half))
    return row
