"""A run whose draws nobody keeps: simulated again and again, slice by slice, until its summary is known exactly.

The figures are those of `analysis.summary` from the draws themselves, to the bit, however many draws, slices or workers
there are: counts add in any order, and sums are added as NumPy adds them over the whole (`clusters.sums`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from aksonsim.analysis.describe import COST_AT, bases, summed
from aksonsim.analysis.economics import LEAST_POSITIVE
from aksonsim.analysis.gate import OUTCOMES
from aksonsim.analysis.summary import Summary, summary_of
from aksonsim.clusters.columns import Answer, Column, Question, State, answer
from aksonsim.clusters.pools import Open, Pool, through
from aksonsim.clusters.selection import Window, first_windows
from aksonsim.clusters.slices import AFTER, Run, simulate_slice, slices
from aksonsim.engine.plan import Plan
from aksonsim.engine.recorder import COSTS, simulated
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variables import BY_NAME
from aksonsim.results.access import names
from aksonsim.results.quantity import Condition
from aksonsim.results.rows import CAP_BINDS, CountedRows

SLICE_BYTES = 2**23
"""Of draws that a slice makes and a worker holds for each of its threads; larger ones leave holes in its memory."""
SAMPLED = 2**16
"""Draws from which the first pass learns where to look for percentiles."""
HEAD = 4
"""Draws that tell which variables there are."""
_TOTALS = ("cost_total", "cost_programme")


@dataclass(frozen=True)
class Counting:
    """What all slices of a run have in common."""

    run: Run
    columns: tuple[Column, ...]

    def windows(self, draws: range) -> list[list[Window]]:
        """Return where the percentiles of each column are looked for first, from some draws."""
        arrays = simulate_slice(self.run, draws).arrays
        return [first_windows(column.values(arrays)[0], column.at) for column in self.columns]

    def answers(self, asked: tuple[range, Mapping[int, Question]]) -> dict[int, Answer]:
        """Return what a slice answers to the questions about some columns."""
        draws, questions = asked
        arrays = simulate_slice(self.run, draws).arrays
        return {k: answer(self.columns[k], question, arrays) for k, question in questions.items()}


def counted(
    plans: Sequence[Plan],
    open_pool: Open,
    *,
    draws: int,
    seed: int,
    method: str,
    progress: Callable[[int], None] | None = None,
) -> tuple[Summary, dict[Any, Any]]:
    """Return the summary of the totals of a run, and the attributes of the result that it has no draws of.

    ``progress`` is told of the draws as if each was simulated once. Raises AksonsimError as `simulate_plans` and
    `through` do.
    """
    few = simulate_plans(plans, draws=min(HEAD, draws), seed=seed, method=method, keep="totals")
    columns = tuple(_columns(plans, few))
    counting = Counting(Run.of(plans, draws, seed, method, "totals"), columns)
    a_draw = sum(array.nbytes for array in few.data_vars.values() if "draw" in array.dims) / few.sizes["draw"]
    cut = slices(draws, int(SLICE_BYTES / a_draw))
    with open_pool() as pool:
        pool = replace(pool, window=2 * pool.threads)
        ((_, windows),) = through(pool, counting.windows, {0: range(min(SAMPLED, draws))}, AFTER)
        states = [State(column, cut, looked) for column, looked in zip(columns, windows, strict=True)]
        _passes(pool, counting, states, cut, _Told(progress, draws, len(plans), _expected(columns)))
    head = few.drop_dims("draw").assign_coords(draw=pd.RangeIndex(draws))
    head.attrs["draws"] = np.int64(draws)
    return summary_of(head, {name: _rows(head, s, name, states) for s, name in enumerate(names(head))}), head.attrs


def _columns(plans: Sequence[Plan], few: xr.Dataset) -> Iterator[Column]:
    """Yield all that a summary of totals says something of."""
    for s, (plan, name) in enumerate(zip(plans, names(few), strict=True)):
        gate = "gate_outcome" in few and bool(few["gate_outcome"].values[s, 0] >= 0)
        outcomes: dict[str, tuple[int, ...]] = {str(Condition.ALL): ()}
        if gate:
            outcomes |= {str(Condition.PASSED): (0, 1), "on_time": (0,), "late": (1,), "stopped": (2,)}
        for variable, place, limit in _amounts(plan, few, name, gate):
            for condition, of in outcomes.items():
                at = _percentiles(variable, condition)
                if at is not None:
                    yield Column(s, variable, place, condition, of, limit, at)


def _amounts(plan: Plan, few: xr.Dataset, name: str, gate: bool) -> Iterator[tuple[str, int | None, float]]:
    """Yield the amounts of a scenario, the place of each, and the limit below which draws are counted."""
    none = -math.inf
    stated = {dim: bases(few, name, dim)[1] if dim in few.dims else [] for dim in ("programme", "payer")}
    total = summed(stated["programme"])
    for variable, array in few.data_vars.items():
        what = str(variable)
        declared = BY_NAME[what]
        if "draw" not in array.dims or what == "gate_outcome":
            continue
        if what not in COSTS and not simulated(plan, declared):
            continue
        if what == "cost_total" and few.sizes.get("programme") == 1 and not gate:
            continue  # the only programme is the total
        if array.ndim == 2:
            limit = {"cost_total": total, "npv": LEAST_POSITIVE}.get(what)
            yield what, None, none if limit is None else limit
        else:
            for place, base in enumerate(stated[declared.dims[-1]]):
                yield what, place, none if base is None else base
    if "state_capped" in few and simulated(plan, BY_NAME["state_capped"]):
        yield CAP_BINDS, None, 0.5


def _percentiles(variable: str, condition: str) -> tuple[float, ...] | None:
    """Return the percentiles that a summary has of an amount under a condition; None where it says nothing of it."""
    if condition in ("on_time", "late"):
        if variable == "gate_month":
            return (0.5,)
        return () if variable in (*_TOTALS, "price_per_inhabitant") else None
    if variable == "gate_month" or (condition == "stopped" and variable not in (*_TOTALS, "cost_payer")):
        return None
    return () if variable == CAP_BINDS else COST_AT


def _expected(columns: Sequence[Column]) -> int:
    """Return how many passes there will be in most cases: sums need to know how many draws count."""
    return 3 if any(column.outcomes or column.variable == "price_per_inhabitant" for column in columns) else 2


def _passes(pool: Pool, counting: Counting, states: Sequence[State], cut: Sequence[range], told: _Told) -> None:
    """Simulate all slices until everything is known."""
    while left := {k: state for k, state in enumerate(states) if not state.done}:
        asked = {
            place: (draws, {k: state.question(place) for k, state in left.items()}) for place, draws in enumerate(cut)
        }
        for place, answers in through(pool, counting.answers, asked, AFTER):
            for k, one in answers.items():
                states[k].take(place, one)
            told(len(cut[place]))
        for state in left.values():
            state.end_pass()


class _Told:
    """Progress of passes, as if there was one."""

    def __init__(self, progress: Callable[[int], None] | None, draws: int, plans: int, passes: int) -> None:
        self.progress, self.plans, self.passes = progress, plans, passes
        self.done, self.all = 0, draws * plans * passes

    def __call__(self, draws: int) -> None:
        before, self.done = self.done, min(self.done + draws * self.plans, self.all)
        if self.progress is not None:
            self.progress(self.done // self.passes - before // self.passes)


def _rows(head: xr.Dataset, s: int, name: str, states: Sequence[State]) -> dict[str, CountedRows]:
    """Return the draws of a scenario by condition."""
    own = [state for state in states if state.column.scenario == s]
    nowhere = {
        (state.column.variable, state.column.place)
        for state in own
        if state.column.condition == Condition.ALL and state.size == 0
    }
    found: dict[str, CountedRows] = {}
    for condition in (Condition.ALL, Condition.PASSED, *OUTCOMES):
        here = [state for state in own if state.column.condition == condition]
        if not here:
            continue
        columns = {(one.column.variable, one.column.place): one.counted for one in here}
        columns = {key: one for key, one in columns.items() if key not in nowhere}
        if ("cost_total", None) not in columns and ("cost_programme", 0) in columns:
            columns["cost_total", None] = columns["cost_programme", 0]
        found[str(condition)] = CountedRows(head, name, None, here[0].size + here[0].missing, columns)
    return found
