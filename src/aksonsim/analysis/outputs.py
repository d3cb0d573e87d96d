"""One number a draw out of a result, by name: ``cost_total``, ``cost_programme[journal]``, ``adoption_share[...]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis.stated import labels, passed, require_result, values
from aksonsim.arguments import kind
from aksonsim.doors import door
from aksonsim.engine.variables import BY_NAME, Keep, Variable
from aksonsim.errors import AksonsimError, ResultError

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Output:
    """A quantity of each draw.

    ``values`` float64[draw], NaN where the draw is outside the condition or has no value; ``condition`` is ``all`` or
    ``given_passed``; ``draws`` those that count.
    """

    name: str
    units: str
    values: Array
    condition: str

    @property
    def counts(self) -> npt.NDArray[np.bool_]:
        """Which draws count, bool[draw]."""
        return ~np.isnan(self.values)

    @property
    def draws(self) -> int:
        """Number of draws that count."""
        return int(np.count_nonzero(self.counts))


def parse(name: str) -> tuple[Variable, tuple[str, ...]]:
    """Return the variable and the labels that an output's name stands for.

    Raises AksonsimError where there is no such variable with one value a draw, or the labels are too few or many.
    """
    if not isinstance(name, str):
        raise AksonsimError(f"an output is named by text, such as cost_total, not by {kind(name)}")
    found = re.fullmatch(r"(\w+)((?:\[[^\]]+\])*)", name.strip())
    known = [variable.name for variable in BY_NAME.values() if variable.per_draw and variable.name != "input"]
    if found is None or found[1] not in known:
        raise AksonsimError(f"no output is called {name}; there are: {', '.join(known)}")
    variable = BY_NAME[found[1]]
    wanted = tuple(part.strip() for part in re.sub(r"\]\[", ",", found[2]).strip("[]").split(",") if part.strip())
    dims = [dim for dim in variable.dims if dim != "draw"]
    if len(wanted) != len(dims):
        form = "".join(f"[{dim}]" for dim in dims)
        raise AksonsimError(f"output {name} must be stated as {variable.name}{form}")
    return variable, wanted


def keep_of(name: str) -> Keep:
    """Return the least ``--keep`` that holds an output."""
    return parse(name)[0].keep


@door
def output(ds: xr.Dataset, scenario: str, name: str, *, given_passed: bool = True) -> Output:
    """Return an output of one scenario.

    Parameters
    ----------
    ds, scenario
        A result of aksonsim, and which of its scenarios.
    name
        A variable with a value a draw, its labels in brackets: ``adoption_share[inhabitants][2030]``.
    given_passed
        Only the draws that pass the gate, where there is one.

    Raises
    ------
    AksonsimError
        Where there is no such output; ResultError where the result does not hold it or no draw counts.
    """
    require_result(ds)
    variable, wanted = parse(name)
    array = values(ds, variable.name, scenario)
    if array is None:
        raise ResultError(f"scenario {scenario} does not simulate {variable.name}")
    for dim, label in zip([dim for dim in variable.dims if dim != "draw"], wanted, strict=True):
        known = labels(ds, dim)
        if label not in known:
            raise AksonsimError(f"output {name}: no {dim} is called {label}; there are: {', '.join(known[:40])}")
        array = array[:, known.index(label)]
    # A copy: what is masked below must not be masked in the result.
    chosen = np.array(array, dtype=np.float64)
    mask = passed(ds, scenario) if given_passed else None
    if mask is not None:
        chosen[~mask] = np.nan
    found = Output(name, money.units(variable.units, ds.attrs), chosen, "all" if mask is None else "given_passed")
    if found.draws < 2:
        raise ResultError(f"fewer than two draws of scenario {scenario} have a value of {name}")
    return found
