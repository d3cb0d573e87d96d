"""The arrays of a block: shape and type of each by name, lanes last, and where they lie in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.kernels.council_arrays import CouncilState
from aksonsim.kernels.municipal import BINS
from aksonsim.kernels.schedule import FIRST

Array = NDArray[Any]

CACHE_LINE = 64
"""Bytes."""


class Form(NamedTuple):
    """Shape, without the lanes that come last, and type."""

    shape: tuple[int, ...]
    dtype: str = "float64"


def _municipalities(plan: Plan) -> int:
    return len(plan.people.municipalities) if plan.people is not None else 0


def _activities(plan: Plan) -> int:
    return len(plan.scenario.activities)


def _years(plan: Plan) -> int:
    return int(plan.groups.year_start.size) - 1


def _programmes(plan: Plan) -> int:
    return len(plan.lines.programmes)


def _groups(plan: Plan) -> int:
    return int(plan.groups.activity.size)


def _items(plan: Plan) -> int:
    return len(plan.benefits.stated.items) if plan.benefits is not None else 0


def _flags(plan: Plan) -> Form:
    return Form((_municipalities(plan),), "uint8")


def _by_year(plan: Plan) -> Form:
    return Form((_years(plan),))


def _by_programme_year(plan: Plan) -> Form:
    return Form((_programmes(plan), _years(plan)))


def _by_group(plan: Plan) -> Form:
    return Form((_groups(plan),))


def _by_milestone(plan: Plan) -> Form:
    return Form((FIRST + 2 * _activities(plan),))


def _row(_: Plan) -> Form:
    return Form(())


FORMS: dict[str, Callable[[Plan], Form]] = {
    "duration": lambda p: Form((_activities(p),)),
    "milestone": _by_milestone,
    "reached": _by_milestone,
    "stop_month": _row,
    "gate_date": _row,
    "outcome": lambda _: Form((), "int8"),
    "gate_month": _row,
    "run": lambda p: Form((1 + _activities(p),)),
    "confidence": _row,
    "participation": lambda _: Form((2, 2)),
    "uniform": lambda _: Form((), "float32"),
    "exponential": lambda _: Form((), "float32"),
    "status": lambda p: Form((_municipalities(p),), "int8"),
    "place": lambda p: Form((_municipalities(p),), "int32"),
    "committed": _flags,
    "live": _flags,
    "joined": _flags,
    "adoption": lambda p: Form((2, _years(p))),
    "gps": _by_year,
    "element": lambda p: Form((int(p.cost.row.size),)),
    "group_cost": _by_group,
    "group_tag": _by_group,
    "programme_year": _by_programme_year,
    "programme": lambda p: Form((_programmes(p),)),
    "level": lambda p: Form((int(p.levels.row.size) if p.levels is not None else 0, _years(p))),
    "nominal_year": _by_programme_year,
    "nominal_by_year": _by_year,
    "nominal_programme": lambda p: Form((_programmes(p),)),
    "nominal": _row,
    "total_year": _by_year,
    "tag_year": _by_year,
    "free_year": _by_year,
    "shared_year": _by_year,
    "state_year": _by_year,
    "sums": lambda _: Form((4,)),
    "total": _row,
    "price": _row,
    "curve": lambda p: Form((3, _years(p))),
    "benefit": lambda p: Form((_items(p),)),
    "present_group": _by_group,
    "present_year": _by_programme_year,
    "investment": lambda p: Form((_programmes(p),)),
    "npv": _row,
}
"""Every array that a stage of `engine.stages.STAGES` writes, but for the councils' state."""


def forms(plan: Plan, name: str) -> tuple[Form, ...]:
    """Return the form of an array, or of each array of the councils' ``state`` in its order."""
    if name != "state":
        return (FORMS[name](plan),)
    assert plan.uptake is not None
    municipalities, rounds = _municipalities(plan), len(plan.uptake.dates)
    counties = int(plan.uptake.council.county_row.size)
    row, single = Form(()), Form((), "float32")
    state = {
        "threshold": Form((municipalities,), "uint32"),
        "waited": Form((municipalities,), "int16"),
        "hazard": Form((2 * counties,), "float32"),
        "soonest": Form((plan.uptake.council.segment_county.size,), "uint32"),
        "people": Form((counties + 2,), "int32"),
        "share": Form((2, rounds)),
        "county_share": Form((counties,)),
        "outcome": Form((), "int8"),
        "gate_month": row,
        "deadline": row,
        "extended": Form((), "int64"),
        "rounds_seen": Form((), "int16"),
        "second_thoughts": Form((municipalities,), "float32"),
        "active": Form((), "uint8"),
        "known_delay": row,
        "live": row,
        "cheap": single,
        "factor": single,
        "chance": single,
        "pull": row,
        "weight": Form((2,)),
        "reviewed": Form((), "uint8"),
        "less": Form((), "uint32"),
    }
    return tuple(state[name] for name in CouncilState._fields)


def tally_forms(plan: Plan) -> dict[str, Form]:
    """Return the forms of what is added up by municipality, which have no lanes."""
    number = _municipalities(plan)
    sums = Form((number,), "int64")
    return {"committed": sums, "live": sums, "cost_sum": sums, "counts": Form((number, BINS), "int32")}


def size(form: Form, lanes: int) -> int:
    """Return the bytes of an array of so many lanes."""
    return int(np.prod(form.shape, dtype=np.int64)) * lanes * np.dtype(form.dtype).itemsize


def room(form: Form, lanes: int) -> Array:
    """Return zeros that begin on a cache line: else each vector of 64 bytes lies across two."""
    needed = size(form, lanes)
    memory = np.zeros(needed + CACHE_LINE, np.uint8)
    begin = -memory.ctypes.data % CACHE_LINE
    return np.asarray(memory[begin : begin + needed].view(form.dtype).reshape((*form.shape, lanes)))
