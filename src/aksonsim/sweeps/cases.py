"""What is looked at in a sweep or in the draws of one run: points, an output, and which cases are of interest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.claims import drawn
from aksonsim.analysis.regional import distances
from aksonsim.analysis.sensitivity import factors
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.problems import nearest
from aksonsim.language.text import Title, Words
from aksonsim.model.quantities import split
from aksonsim.results import percentiles as pc
from aksonsim.results.access import pick
from aksonsim.results.quantity import Quantity
from aksonsim.sweeps.spec import Manifest

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

GOOD_WHEN_HIGH = ("npv", "adoption", "adoption_share", "commitment", "signatories")
TELLING = 12
"""Inputs of a run that are looked at: those whose values differ most between cases of interest and others."""
_CONDITION = re.compile(r"\s*(.+?)\s*(<|>)\s*(p?)(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(%?)\s*")


@dataclass(frozen=True)
class Axis:
    """A parameter as points have it.

    ``x`` float64[n]: its values, or the places of its words among ``words`` (in the order they were stated). An
    ``event`` has 1 where it occurs, else 0.
    """

    name: str
    title: Words
    x: Array
    words: tuple[str, ...] = ()
    event: bool = False

    def at(self, place: float) -> str | float:
        """Return the value at a place: the word, where it has words."""
        return self.words[round(place)] if self.words else place


@dataclass(frozen=True)
class Target:
    """An output: its values float64[n] over the points that are looked at, with unit, condition and title."""

    name: str
    title: Words
    units: str
    condition: str
    values: Array
    intervals: Array | None = None
    kind: str = ""


@dataclass(frozen=True)
class Condition:
    """Which cases are of interest: those whose output lies ``below`` (or above) a limit."""

    output: str
    below: bool
    limit: float

    def mask(self, values: Array) -> Mask:
        """Return which values are of interest, bool[n]."""
        return values < self.limit if self.below else values > self.limit

    def __str__(self) -> str:
        return f"{self.output} {'<' if self.below else '>'} {self.limit:.6g}"


def named(wanted: str | None, known: Sequence[str]) -> str:
    """Return the output of a sweep that is meant, however it is written; the first one by default.

    Raises ResultError that names the nearest.
    """
    if wanted is None:
        return known[0]
    if wanted in known:
        return wanted
    alike = {_canonical(name): name for name in known}
    found = alike.get(_canonical(wanted))
    if found is None:
        raise ResultError(f"the sweep has no output {wanted}; {nearest(wanted, known)}")
    return found


def _canonical(name: str) -> str:
    try:
        about, statistic = split(name)
        return f"{about}.{statistic}"
    except ValueError:
        return name


def condition(text: str | None, target: Target) -> Condition:
    """Return which cases are of interest: ``OUTPUT < VALUE``, ``> VALUE``, or ``> p75`` (of the points).

    By default what goes wrong: a gate passed in less than half of the draws, else the worst quarter of the points.

    Raises AksonsimError with how one is written.
    """
    if text is None:
        if target.kind == "gate":
            return Condition(target.name, "stopped" not in target.name and "late" not in target.name, 0.5)
        low = target.kind in GOOD_WHEN_HIGH
        return Condition(target.name, low, pc.percentile(target.values, 0.25 if low else 0.75))
    found = _CONDITION.fullmatch(text)
    if found is None or (found[3] and not 0 < float(found[4]) < 100):
        raise AksonsimError(f"--when {text} is no condition; write '{target.name} < 0.5', '> 9000' or '> p75'")
    value = float(found[4])
    limit = pc.percentile(target.values, value / 100) if found[3] else value / 100 if found[5] else value
    return Condition(target.name, found[2] == "<", limit)


def asked_output(text: str | None) -> str | None:
    """Return the output that a condition names; None where it names none (``> p75``)."""
    found = _CONDITION.fullmatch(text) if text else None
    return found[1] if found else None


def axes_of_store(ds: xr.Dataset, manifest: Manifest, points: Mask) -> list[Axis]:
    """Return the parameters of a sweep over some of its points."""
    found = []
    for path, told in manifest["parameters"].items():
        column = ds[path].values[points]
        if told["numeric"]:
            found.append(Axis(path, titled(told["title"]), column.astype(np.float64)))
        else:
            stated = manifest["spec"]["parameters"][path].get("values") or list(dict.fromkeys(map(str, column)))
            words = tuple(map(str, stated))
            place = {word: float(i) for i, word in enumerate(words)}
            found.append(Axis(path, titled(told["title"]), np.array([place[str(word)] for word in column]), words))
    return found


def target_of_store(ds: xr.Dataset, manifest: Manifest, name: str) -> tuple[Target, Mask]:
    """Return an output of a sweep over the points that have it, and which these are.

    Raises ResultError where fewer than two do.
    """
    told = manifest["outputs"][name]
    values = ds["value"].sel(output=name).values.astype(np.float64)
    has = np.isfinite(values)
    if np.count_nonzero(has) < 2:
        raise ResultError(f"fewer than two points of the sweep have a value of {name}")
    intervals = ds["interval"].sel(output=name).values[has]
    title = titled(told["title"])
    figures = (values[has], intervals.astype(np.float64))
    return Target(name, title, told["units"], told["condition"], *figures, told["kind"]), has


def titled(stated: Mapping[str, str]) -> Title:
    """Return a title as a manifest states it."""
    return Title(stated["en"], stated["nb"])


def cases_of_run(ds: xr.Dataset, scenario: str | None, wanted: str | None) -> tuple[list[Axis], Target]:
    """Return the inputs and events of a run's draws, and a quantity of each: by default whether the gate is passed.

    Raises ResultError where the result does not hold inputs or the quantity, or some draw has none.
    """
    name = pick(ds, scenario)
    if "input" not in ds:
        raise ResultError("the result holds no inputs; run it again with --keep inputs")
    quantity = Quantity.parse(wanted or "gate[on_time]")
    about = str(quantity)
    values = drawn(ds, name, quantity, "all")
    if values is None:
        raise ResultError(f"scenario {name} does not simulate {about}")
    if values.size != ds.sizes["draw"]:
        raise ResultError(f"{about} has no value in {ds.sizes['draw'] - values.size} draws; this needs all")
    axes = [
        Axis(
            f.name,
            f.title,
            f.level,
            ("no", "yes") if f.kind == "event" else (),
            f.kind == "event",
        )
        for f in factors(ds, name)
        if f.kind in ("input", "event")
    ]
    title, units = quantity.title(ds), quantity.units(ds.attrs)
    return axes, Target(about, title, units, "all", values.astype(np.float64), None, quantity.name)


def most_telling(axes: list[Axis], cases: Mask) -> list[Axis]:
    """Return the axes on which cases of interest differ most from the others, at most `TELLING`."""
    if len(axes) <= TELLING:
        return axes
    apart = distances(np.column_stack([axis.x for axis in axes]), cases)
    order = sorted(range(len(axes)), key=lambda i: -apart[i].d)[:TELLING]
    return [axes[i] for i in sorted(order)]
