"""What is asked of a result: a quantity with one value a draw, by one spelling, and the condition on the draws."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.arguments import kind as kind_of
from aksonsim.doors import door
from aksonsim.engine.variables import BY_NAME, GATE_OUTCOMES, KEEP_LEVELS, Keep, Variable
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.text import Title, Words, _
from aksonsim.model.quantities import QuantityName, summands
from aksonsim.results.access import labels, passed, require_result, title, values
from aksonsim.results.differences import Sample
from aksonsim.results.groups import group_cost, group_names

Array = npt.NDArray[np.float64]

VARIABLES = {
    "cost_group": "cost_element",
    "gate": "gate_outcome",
    "event": "event_occurred",
    "commitment": "commitment_share",
    "milestone": "milestone_month",
    "signatories": "cost_total",
}
"""Variables behind quantities of another name."""
_OTHER_DRIVERS = {"driver": "driver_addition", "driver_addition": "driver"}
"""Quantities of drivers that multiply and of those that add: where one is asked for, the other may be meant."""
GATE = {
    "on_time": _("Gate passed on time"),
    "late": _("Gate passed late"),
    "stopped": _("Programme stopped"),
    "passed": _("Gate passed"),
}
"""What the outcomes of a gate are called."""


class Condition(enum.StrEnum):
    """Over which draws: all of them, or those that pass the gate (all where there is no gate)."""

    ALL = "all"
    PASSED = "given_passed"


class Quantity(QuantityName):
    """A quantity (see `aksonsim.model.quantities`) as results have it: its variable, unit, title and draws."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that a text spells.

        Raises AksonsimError where there is no such quantity, or its labels are too few, too many or unknown words.

        Examples
        --------
        >>> str(Quantity.parse("adoption_share[inhabitants][2030]"))
        'adoption_share[inhabitants, 2030]'
        """
        if not isinstance(text, str):
            raise AksonsimError(f"a quantity is named by text, such as cost_total, not by {kind_of(text)}")
        try:
            return super().parse(text)
        except ValueError as error:
            raise AksonsimError(str(error)) from None

    @property
    def variable(self) -> Variable:
        """The variable that it is read from; of signatories, which are no variable, the total cost."""
        if self.name == "adoption_share" and self.labels[0] == "gps":
            return BY_NAME["gp_adoption_share"]
        return BY_NAME[VARIABLES.get(self.name, self.name)]

    @property
    def keep(self) -> Keep:
        """The least ``--keep`` that holds it."""
        return self.variable.keep

    @property
    def is_money(self) -> bool:
        """Whether it is an amount or a price."""
        return self.name != "signatories" and self.variable.is_money

    def units(self, about: Mapping[Any, Any]) -> str:
        """Return its unit in the money of ``about`` (`aksonsim.money.attributes`); fractions and counts are 1."""
        return "1" if self.name == "signatories" else money.units(self.variable.units, about)

    def item(self, ds: xr.Dataset) -> Title | None:
        """Return the title of the programme, group or element it is about; None of any other quantity, and of a sum."""
        if self.name not in ("cost_programme", "cost_group", "cost_element") or len(self.names()) > 1:
            return None
        dim = self.kinds[-1]
        return Title(title(ds, dim, self.labels[-1]), title(ds, dim, self.labels[-1], "nb"))

    def title(self, ds: xr.Dataset) -> Words:
        """Return what a reader calls it."""
        item = self.item(ds)
        if item is not None:
            return _("cost of {name}", name=item)
        if self.name == "event":
            return Title(title(ds, "event", self.labels[0]), title(ds, "event", self.labels[0], "nb"))
        if self.name == "gate":
            return GATE[self.labels[0]]
        return _("total cost") if self.name == "cost_total" else str(self)

    def draws(self, ds: xr.Dataset, scenario: str) -> npt.NDArray[Any] | None:
        """Return its value in each draw of one scenario, [draw]; None where the scenario does not simulate it.

        A gate and an event give 1 (or True) where it happened. Shares of commitment are those of the last round on or
        before the date. What a sum names and the scenario lacks counts nothing.
        """
        if self.name == "signatories":
            return None
        if self.name == "cost_group":
            return group_cost(ds, scenario, self.labels[0])
        array = values(ds, self.variable.name, scenario)
        if array is None:
            return None
        if self.name == "gate":
            stopped = GATE_OUTCOMES.index("stopped")
            outcome = self.labels[0]
            return array < stopped if outcome == "passed" else array == GATE_OUTCOMES.index(outcome)
        for kind, asked, known in self._axes(ds):
            at = _places(kind, asked, known)
            if not at:
                return None
            array = array[:, at[0]] if len(at) == 1 else array[:, at].sum(axis=1)
        return array

    def read(self, ds: xr.Dataset, scenario: str, condition: Condition = Condition.PASSED) -> Output:
        """Return the quantity in the draws of one scenario (see `output`)."""
        return output(ds, scenario, str(self), given_passed=condition is Condition.PASSED)

    def check_labels(self, ds: xr.Dataset) -> None:
        """Raise AksonsimError where a result that simulates it lacks one of its labels."""
        for kind, asked, known in self._axes(ds):
            there = ", ".join(known[:40])
            if kind == "date" and not _places(kind, asked, known):
                raise AksonsimError(f"output {self}: no council round ends by {asked[0]}; they end on: {there}")
            for name in () if kind == "date" else asked:
                if name not in known:
                    other = _OTHER_DRIVERS.get(self.name)
                    if other is not None and other in ds and name in labels(ds, BY_NAME[other].dims[-1]):
                        raise AksonsimError(f"output {self}: {BY_NAME[other].long_name} is called {other}[{name}]")
                    raise AksonsimError(f"output {self}: no {kind} is called {name}; there are: {there}")

    def _axes(self, ds: xr.Dataset) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
        """Yield, for each dimension beside the draws, what its labels are, those asked for, and those there are."""
        dims = [dim for dim in self.variable.dims if dim != "draw"]
        if self.name == "cost_group":  # made of its elements
            yield "group", self.labels, group_names(ds)
        elif self.name != "gate":
            for kind, label, dim in zip(self.kinds[-len(dims) :], self.labels[-len(dims) :], dims, strict=False):
                yield kind, summands(kind, label), labels(ds, dim)


def _places(kind: str, asked: tuple[str, ...], known: list[str]) -> list[int]:
    """Return where the labels asked for stand among those there are; of a date, the last one up to it."""
    if kind == "date":  # before the first round nobody has committed, which is no draw of anything
        return [place for place, end in enumerate(known) if end <= asked[0]][-1:]
    return [known.index(name) for name in asked if name in known]


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
        return Sample.of(self.values)


def most_kept(levels: Iterable[Keep]) -> Keep:
    """Return the least ``--keep`` that holds what several quantities take."""
    return KEEP_LEVELS[max(map(KEEP_LEVELS.index, levels), default=0)]


def _instead(ds: xr.Dataset, quantity: Quantity) -> str:
    """Return what a file without costs may be asked about."""
    if not quantity.is_money or "cost_total" in ds or "milestone_month" not in ds:
        return ""
    last = labels(ds, "milestone")[-1]
    return f": the file has no costs; ask about a date, such as milestone[{last}]"


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
    if values(ds, quantity.variable.name, scenario) is not None:
        quantity.check_labels(ds)
    array = quantity.draws(ds, scenario)
    if array is None:
        raise ResultError(f"scenario {scenario} does not simulate {quantity.name}{_instead(ds, quantity)}")
    # A copy: what is masked below must not be masked in the result.
    chosen = np.array(array, dtype=np.float64)
    mask = passed(ds, scenario) if given_passed else None
    if mask is not None:
        chosen[~mask] = np.nan
    condition = Condition.ALL if mask is None else Condition.PASSED
    found = Output(name, quantity.units(ds.attrs), chosen, condition)
    if found.draws < 2:
        raise ResultError(f"fewer than two draws of scenario {scenario} have a value of {name}")
    return found
