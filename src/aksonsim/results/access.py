"""What a result says about itself: its scenarios as they were stated, titles, and which variables it holds."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.arguments import kind
from aksonsim.engine.calendar import dated as calendar_of
from aksonsim.engine.variables import LEAST
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

Mask = npt.NDArray[np.bool_]
Months = TypeVar("Months", float, npt.NDArray[np.float64])
ALL = "all"
"""The programme of a file without programmes (a reserved id)."""


def require_result(ds: xr.Dataset) -> None:
    """Raise `ResultError` unless the Dataset is one run of aksonsim, or some scenarios or draws of one."""
    if not isinstance(ds, xr.Dataset):
        raise ResultError(f"a result of aksonsim is an xarray.Dataset, not {kind(ds)}")
    missing = [name for name in ("aksonsim_version", "seed", "scenarios") if name not in ds.attrs]
    if missing or not any(name in ds for name in LEAST) or not {"scenario", "draw"} <= set(ds.dims):
        raise ResultError("this is not a result of aksonsim: it lacks a run's variables and attributes")
    if what := _not_of_one_run(ds):
        raise ResultError(what)


def _not_of_one_run(ds: xr.Dataset) -> str:
    """Return what is wrong with a Dataset that looks like a result: what was taken apart or put together by hand."""
    for dim in ("scenario", "draw"):
        if not ds.sizes[dim]:
            return f"the result holds no {dim}"
    turned = [str(name) for name, variable in ds.data_vars.items() if _turned(variable.dims)]
    if turned:
        return f"the dimensions of {turned[0]} are not in a result's order: scenario first, then draw"
    known: Any
    titles: Any
    try:
        known, titles = (_parsed(ds.attrs.get(name, "{}")) for name in ("scenarios", "titles"))
        said = int(ds.attrs.get("draws", ds.sizes["draw"]))
    except (TypeError, ValueError):
        return "the result's attributes scenarios, titles or draws are damaged"
    if not isinstance(known, dict) or not isinstance(titles, dict):
        return "the result's attributes scenarios or titles are damaged"
    held = names(ds)
    for name in dict.fromkeys(held):
        if held.count(name) > 1:
            return f"two scenarios of the result are called {name}; simulate them in one run, by other names"
        if name not in known:
            return (
                f"the result says nothing of its scenario {name}; results are not put together by hand: simulate the "
                "scenarios in one run, or compare the results"
            )
    if said < ds.sizes["draw"]:
        return (
            f"the result has {ds.sizes['draw']} draws and says {said}; draws of several runs are not put together by "
            "hand: simulate them in one run"
        )
    return ""


def _turned(dims: tuple[Any, ...]) -> bool:
    """Whether scenario and draw, where a variable has them, do not stand first."""
    lead = [dim for dim in ("scenario", "draw") if dim in dims]
    return list(dims[: len(lead)]) != lead


def names(ds: xr.Dataset) -> list[str]:
    """Return the names of the scenarios in file order."""
    return labels(ds, "scenario")


def pick(ds: xr.Dataset, scenario: str | None) -> str:
    """Return a scenario's name, the first one if none is asked for; `ResultError` where the file has no such."""
    known = names(ds)
    if scenario is None:
        return known[0]
    if scenario not in known:
        raise ResultError(f"the file holds no scenario {scenario}; it holds: {', '.join(known)}")
    return scenario


def stated(ds: xr.Dataset, scenario: str) -> dict[str, Any]:
    """Return a scenario as it was resolved (the file's sections as JSON objects); empty if the file lacks it."""
    resolved = _parsed(ds.attrs["scenarios"]).get(scenario, {})
    return resolved if isinstance(resolved, dict) else {}


def scenario_of(ds: xr.Dataset, scenario: str | None = None) -> Scenario:
    """Return a scenario of a result, the first if none is named, as the value that was simulated: equal to it.

    Raises ResultError where the result holds no such scenario, or it states what this version does not read.
    """
    return _validated(str(ds.attrs["scenarios"]), pick(ds, scenario))


@lru_cache(maxsize=32)
def _validated(text: str, scenario: str) -> Scenario:
    from pydantic import ValidationError

    from aksonsim.model.scenario import Scenario

    try:
        return Scenario.model_validate(_parsed(text).get(scenario))
    except ValidationError as error:
        what = error.errors()[0]
        place = ".".join(map(str, what["loc"]))
        raise ResultError(f"scenario {scenario} of the result cannot be read: {place}: {what['msg']}") from None


@lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """Return a JSON object, parsed once however many of its entries are asked for; not to be changed."""
    found: dict[str, Any] = json.loads(text)
    return found


def varies(ds: xr.Dataset, scenario: str) -> bool:
    """Return whether any cost varies with participation, which is full in base cost and base estimate."""
    return any(element.get("varies") for element in stated(ds, scenario).get("costs") or ())


def title(ds: xr.Dataset, kind: str, name: str, lang: Lang = "en") -> str:
    """Return the title of a programme, element, event, driver or scenario in a language; its id if it has none.

    Titles are stated in English; where the Norwegian one is missing the English one stands in.
    """
    if kind == "programme" and name == ALL:  # of a file that names none
        return translate(_("Total"), lang)
    titles = _parsed(ds.attrs.get("titles", "{}")).get(kind, {}).get(name, {})
    return str(titles.get(lang) or titles.get("en") or name)


def start(ds: xr.Dataset) -> dt.date:
    """Return the date that months are counted from."""
    try:
        return dt.date.fromisoformat(str(ds.attrs["start"]))
    except (KeyError, ValueError):
        raise ResultError("the result's attribute start is missing or damaged") from None


def dated(ds: xr.Dataset, scenario: str | None = None) -> bool:
    """Return whether a scenario, or any, has dates; if not, months count from its start and years have no number."""
    return any(calendar_of(stated(ds, name)) for name in ([scenario] if scenario else names(ds)))


def month_date(ds: xr.Dataset, months: float) -> dt.date:
    """Return the date a number of months after the run's start (see `date_after`)."""
    return date_after(start(ds), months)


def date_after(start: dt.date, months: float) -> dt.date:
    """Return the date a number of months after another; part of a month counts as that part of its days.

    The inverse of how the engine counts months (aksonsim.engine.calendar.month_of), to the day. What lies beyond the
    calendar gives its first or last day.
    """
    place = 12 * start.year + start.month - 1 + (start.day - 1) / _days(start.year, start.month) + months
    # A milestone kept as float32 may fall a hair short of the first of a month.
    place = round(place, 4)
    if not 12 * dt.MINYEAR <= place < 12 * (dt.MAXYEAR + 1):
        return dt.date.max if place > 0 else dt.date.min
    year, month = divmod(int(place), 12)
    days = _days(year, month + 1)
    return dt.date(year, month + 1, min(1 + round((place - int(place)) * days), days))


def on_axis(start: dt.date | None, months: Months) -> Months:
    """Return months after a start as a place on an axis of years (2027.5); without a start, as they are."""
    if start is None:
        return months
    return start.year + (start.month - 1 + (start.day - 1) / _days(start.year, start.month)) / 12 + months / 12


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def values(ds: xr.Dataset, variable: str, scenario: str) -> npt.NDArray[Any] | None:
    """Return a variable of one scenario as an array, draws first; None where it was not simulated.

    A variable that only other scenarios simulate is NaN throughout (integers: -1).
    """
    if variable not in ds:
        return None
    array = np.asarray(ds.variables[variable].values[names(ds).index(pick(ds, scenario))])
    if array.size == 0:
        return None
    # The first value decides in most cases; a full look is needed only where it is missing.
    first = array.flat[0]
    if array.dtype.kind == "i":
        return None if first < 0 and bool((array < 0).all()) else array
    return None if np.isnan(first) and bool(np.isnan(array).all()) else array


def passed(ds: xr.Dataset, scenario: str) -> Mask | None:
    """Return which draws pass the gate, on time or late; None where the scenario has no gate."""
    outcome = values(ds, "gate_outcome", scenario)
    return None if outcome is None else (outcome == 0) | (outcome == 1)


def labels(ds: xr.Dataset, dim: str) -> list[str]:
    """Return the labels of a dimension as text."""
    held = ds.variables.get(dim)  # `ds[dim]` makes an array of its own, and numbers where there are no labels
    return [str(label) for label in (ds[dim] if held is None else held).values]


def finite(tree: Any) -> Any:
    """Return a JSON tree with infinities and NaN as null, which JSON has no words for, and -0 as 0."""
    if isinstance(tree, Mapping):
        return {str(key): finite(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [finite(value) for value in tree]
    if isinstance(tree, float | np.floating):
        return float(tree) + 0.0 if np.isfinite(tree) else None
    return tree
