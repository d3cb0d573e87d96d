"""What a result file must be before anything is computed from it: whole, and as `engine.variables` declares it.

A file may have been cut, edited by hand, or made to harm; whoever analyses it may rely on what is checked here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim import money
from aksonsim.engine.variables import GATE_OUTCOMES, KEEP_LEVELS, LEAST, VARIABLES

if TYPE_CHECKING:
    import xarray as xr

_TEXTS = (
    "aksonsim_version",
    "method",
    "keep",
    "currency",
    "currency_per_inhabitant",
    "start",
    "digest",
    "scenarios",
    "titles",
)
_NUMBERS = ("draws", "price_year")
_OPTIONAL = ("price_year",)
_METHODS = ("mc", "lhs", "sobol")
_DIMS = ("scenario", "draw")
_UNWRITABLE = re.compile("[\\ud800-\\udfff\\x00-\\x08\\x0b-\\x1f\\x7f]")


def fault(dataset: xr.Dataset) -> str:
    """Return the first thing that is not as in a result of `aksonsim run`, as the rest of a sentence; else nothing."""
    return _attributes(dataset) or _labels(dataset) or _stated(dataset) or _variables(dataset)


def _attributes(dataset: xr.Dataset) -> str:
    attrs = dataset.attrs
    lacking = [name for name in (*_TEXTS, *_NUMBERS) if name not in attrs and name not in _OPTIONAL]
    if lacking:
        return f"it lacks {', '.join(lacking)}"
    for name in _TEXTS:
        if not _is_text(attrs[name]):
            return f"its attribute {name} is no text"
    for name in _NUMBERS:
        if name in attrs and not isinstance(attrs[name], (int, np.integer)):
            return f"its attribute {name} is no whole number"
    scale = attrs.get("currency_scale")
    if not isinstance(scale, (float, np.floating)) or not 0 < scale < np.inf:
        return "its attribute currency_scale is no positive number"
    if attrs["keep"] not in KEEP_LEVELS:
        return "its attribute keep is damaged"
    if attrs["method"] not in _METHODS or not str(attrs.get("seed", "")).isdecimal():
        return "its seed or method is damaged"
    try:
        dt.date.fromisoformat(attrs["start"])
    except ValueError:
        return "its attribute start is no date"
    return ""


def _stated(dataset: xr.Dataset) -> str:
    scenarios, titles = _nested(dataset.attrs["scenarios"], 1), _nested(dataset.attrs["titles"], 3)
    if scenarios is None or titles is None:
        return "its scenarios or titles are damaged"
    if [*scenarios] != dataset["scenario"].values.tolist():
        return "its scenarios are not those it says it ran"
    return ""


def _nested(text: str, depth: int) -> dict[str, Any] | None:
    """Return JSON of mappings in mappings, so deep, with text that can be printed below; None if it is not such."""

    def holds(value: Any, left: int) -> bool:
        if left == 0:
            return isinstance(value, dict) or _is_text(value)
        return isinstance(value, dict) and all(holds(inner, left - 1) for inner in value.values())

    try:
        found = json.loads(text)
        return found if holds(found, depth) else None
    except (ValueError, RecursionError):
        return None


def _is_text(value: Any) -> bool:
    """Whether a value is text that can be written and drawn: no half characters (lone surrogates), no control signs."""
    return isinstance(value, str) and not _UNWRITABLE.search(value)


def _labels(dataset: xr.Dataset) -> str:
    for dim in _DIMS:
        if dim not in dataset.dims:
            return f"it lacks {dim}"
        if dataset.sizes[dim] == 0:
            return f"it holds no {dim}"
    if dataset.sizes["draw"] != dataset.attrs["draws"]:
        return f"it holds {dataset.sizes['draw']} draws and says {dataset.attrs['draws']}"
    needed = {dim for variable in VARIABLES if variable.name in dataset.variables for dim in variable.dims}
    for dim in sorted(needed | {"scenario"}):
        if dim not in dataset.coords or dataset[dim].dims != (dim,):
            return f"its {dim} has no labels"
        if dim != "draw" and len(set(dataset[dim].values.tolist())) < dataset.sizes[dim]:
            return f"its {dim} has a label twice"
        if dataset[dim].dtype.kind in "OU" and not all(map(_is_text, dataset[dim].values.tolist())):
            return f"its {dim} has a label that is no text"
    people = dataset.coords.get("inhabitants")
    if people is not None and (people.dtype.kind not in "iu" or (people.values < 1).any()):
        return "it has a municipality without inhabitants"
    return ""


def _variables(dataset: xr.Dataset) -> str:
    if not any(name in dataset.data_vars for name in LEAST):
        return f"it lacks {' and '.join(LEAST)}"
    for variable in VARIABLES:
        if variable.name not in dataset.data_vars:
            continue
        held = dataset[variable.name]
        if held.dims != ("scenario", *variable.dims):
            return f"its {variable.name} has other dimensions than {', '.join(('scenario', *variable.dims))}"
        if held.dtype.kind != np.dtype(variable.dtype).kind:
            return f"its {variable.name} is no {variable.dtype}"
        if held.dtype.kind == "f" and np.isinf(held.values).any():
            return f"its {variable.name} is infinite somewhere"
        units = money.units(variable.units, dataset.attrs)
        if str(held.attrs.get("units", "")) != units:
            return f"its {variable.name} is not in {units or 'units of its labels'}"
        most = len(GATE_OUTCOMES) - 1 if variable.name == "gate_outcome" else 1
        if variable.dtype == "int8" and ((held.values < -1) | (held.values > most)).any():
            return f"its {variable.name} is not between -1 and {most}"
    costs = dataset.data_vars.get("cost_total")
    return "it has costs that are no numbers" if costs is not None and np.isnan(costs.values).any() else ""
