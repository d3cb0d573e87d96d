"""What is asked of a result: a quantity with one value a draw, by one spelling, and the condition on the draws."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.arguments import kind
from aksonsim.doors import door
from aksonsim.engine.variables import BY_NAME, Keep, Variable
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.text import Title, Words, _
from aksonsim.results.access import labels, passed, require_result, title, values
from aksonsim.results.differences import Sample

Array = npt.NDArray[np.float64]


class Condition(enum.StrEnum):
    """Over which draws: all of them, or those that pass the gate (all where there is no gate)."""

    ALL = "all"
    PASSED = "given_passed"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A variable of a result with one value a draw, and the labels of its other dimensions.

    Spelled ``cost_total``, ``cost_programme[journal]``, ``adoption_share[inhabitants, 2030]``.
    """

    variable: Variable
    labels: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Return the quantity that a text spells.

        Raises AksonsimError where there is no such variable with one value a draw, or the labels are too few or many.

        Examples
        --------
        >>> str(Quantity.parse("adoption_share[inhabitants][2030]"))
        'adoption_share[inhabitants, 2030]'
        """
        if not isinstance(text, str):
            raise AksonsimError(f"an output is named by text, such as cost_total, not by {kind(text)}")
        found = re.fullmatch(r"(\w+)((?:\[[^\]]+\])*)", text.strip())
        known = [variable.name for variable in BY_NAME.values() if variable.per_draw and variable.name != "input"]
        if found is None or found[1] not in known:
            raise AksonsimError(f"no output is called {text}; there are: {', '.join(known)}")
        variable = BY_NAME[found[1]]
        wanted = tuple(part.strip() for part in re.sub(r"\]\[", ",", found[2]).strip("[]").split(",") if part.strip())
        dims = [dim for dim in variable.dims if dim != "draw"]
        if len(wanted) != len(dims):
            form = "".join(f"[{dim}]" for dim in dims)
            raise AksonsimError(f"output {text} must be stated as {variable.name}{form}")
        return cls(variable, wanted)

    def __str__(self) -> str:
        return f"{self.variable.name}[{', '.join(self.labels)}]" if self.labels else self.variable.name

    @property
    def name(self) -> str:
        """The variable's name."""
        return self.variable.name

    @property
    def keep(self) -> Keep:
        """The least ``--keep`` that holds it."""
        return self.variable.keep

    def item(self, ds: xr.Dataset) -> Title | None:
        """Return the title of the programme or element it is about; None of any other quantity."""
        if self.name not in ("cost_programme", "cost_element"):
            return None
        dim = self.variable.dims[-1]
        return Title(title(ds, dim, self.labels[-1]), title(ds, dim, self.labels[-1], "nb"))

    def title(self, ds: xr.Dataset) -> Words:
        """Return what a reader calls it."""
        item = self.item(ds)
        if item is not None:
            return _("cost of {name}", name=item)
        return _("total cost") if self.name == "cost_total" else str(self)

    def read(self, ds: xr.Dataset, scenario: str, condition: Condition = Condition.PASSED) -> Output:
        """Return the quantity in the draws of one scenario (see `output`)."""
        return output(ds, scenario, str(self), given_passed=condition is Condition.PASSED)


@dataclass(frozen=True, slots=True)
class Output:
    """A quantity in each draw.

    ``values`` float64[draw], NaN where the draw is outside the condition or has no value; ``condition`` is ``all``
    where a scenario has no gate, whatever was asked.
    """

    name: str
    units: str
    values: Array
    condition: Condition

    @property
    def counts(self) -> npt.NDArray[np.bool_]:
        """Which draws count, bool[draw]."""
        return ~np.isnan(self.values)

    @property
    def draws(self) -> int:
        """Number of draws that count."""
        return int(np.count_nonzero(self.counts))

    @property
    def sample(self) -> Sample:
        """The draws as differences take them."""
        counts = self.counts
        return Sample(self.values, None if counts.all() else counts)


def parse(name: str) -> tuple[Variable, tuple[str, ...]]:
    """Return the variable and the labels that an output's name stands for (see `Quantity.parse`)."""
    quantity = Quantity.parse(name)
    return quantity.variable, quantity.labels


def keep_of(name: str) -> Keep:
    """Return the least ``--keep`` that holds an output."""
    return Quantity.parse(name).keep


@door
def output(ds: xr.Dataset, scenario: str, name: str, *, given_passed: bool = True) -> Output:
    """Return a quantity of one scenario.

    Parameters
    ----------
    ds, scenario
        A result of aksonsim, and which of its scenarios.
    name
        A variable with a value a draw, its labels in brackets: ``adoption_share[inhabitants, 2030]``.
    given_passed
        Only the draws that pass the gate, where there is one.

    Raises
    ------
    AksonsimError
        Where there is no such quantity; ResultError where the result does not hold it or no draw counts.
    """
    require_result(ds)
    quantity = Quantity.parse(name)
    variable = quantity.variable
    array = values(ds, variable.name, scenario)
    if array is None:
        raise ResultError(f"scenario {scenario} does not simulate {variable.name}")
    for dim, label in zip([dim for dim in variable.dims if dim != "draw"], quantity.labels, strict=True):
        known = labels(ds, dim)
        if label not in known:
            raise AksonsimError(f"output {name}: no {dim} is called {label}; there are: {', '.join(known[:40])}")
        array = array[:, known.index(label)]
    # A copy: what is masked below must not be masked in the result.
    chosen = np.array(array, dtype=np.float64)
    mask = passed(ds, scenario) if given_passed else None
    if mask is not None:
        chosen[~mask] = np.nan
    condition = Condition.ALL if mask is None else Condition.PASSED
    found = Output(name, money.units(variable.units, ds.attrs), chosen, condition)
    if found.draws < 2:
        raise ResultError(f"fewer than two draws of scenario {scenario} have a value of {name}")
    return found
