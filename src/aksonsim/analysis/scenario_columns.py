"""The scenarios of a comparison, of one run or of several result files, and whether they may stand side by side."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.cuts import cut_list
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import Title
from aksonsim.results.access import Mask, labels, passed, title, values
from aksonsim.results.differences import Sample
from aksonsim.results.quantity import output as draws_of

SHARED = ("programme", "payer", "basis", "year", "element", "benefit", "municipality")
"""Dimensions whose labels must be the same, in the same order, wherever two results both have them."""
MONEY = ("currency", "currency_per_inhabitant", "price_year", "start")
DRAWN = ("draws", "seed", "method")
"""What makes draw i of one result the world of draw i of another."""


@dataclass(frozen=True)
class Column:
    """One scenario of a comparison.

    ``name`` is unique in it; ``ds`` holds scenario ``scenario``; ``origin`` is the file it was read from, if any, and
    ``note`` what its title needs to be told from another's.
    """

    name: str
    ds: xr.Dataset
    scenario: str
    origin: str = ""
    note: str = ""

    def values(self, variable: str) -> npt.NDArray[Any] | None:
        """Return a variable of the scenario as an array, draws first; None where it is not simulated."""
        return values(self.ds, variable, self.scenario)

    @cached_property
    def passed(self) -> Mask | None:
        """Which draws pass the gate; None without a gate."""
        return passed(self.ds, self.scenario)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.ds.sizes["draw"])

    def title(self, lang: Lang = "en") -> str:
        """Return the scenario's own title, without that of its file."""
        whole = title(self.ds, "scenario", self.scenario, lang)
        own = whole.partition(": ")[2] or whole
        return f"{own[:1].upper()}{own[1:]}{self.note}"

    @property
    def titles(self) -> Title:
        """The scenario's own title in both languages."""
        return Title(self.title(), self.title("nb"))

    @cached_property
    def cuts(self) -> float | None:
        """Sum of the cuts that can still be made when the frame is set; None where no draw passes the gate.

        The frame is set at the median date of the gate, so what is possible in more than half of the draws that pass
        (`aksonsim.analysis.ladder` counts the same).
        """
        if self.passed is not None and not self.passed.any():
            return None
        cuts = cut_list(self.ds, self.scenario)
        return math.fsum(cut.amount for cut in (cuts.by_date if cuts else ()) if cut.possible.value > 0.5)

    def sample(self, output: str, *, given_passed: bool) -> Sample:
        """Return an output's draws and which of them count (see `aksonsim.results.quantity`).

        Raises ResultError where the scenario does not hold it, AksonsimError where there is no such output.
        """
        return draws_of(self.ds, self.scenario, output, given_passed=given_passed).sample


def from_results(results: Sequence[tuple[str, xr.Dataset]], names: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the scenarios of several results as columns.

    Parameters
    ----------
    results
        File names, each once, and what they hold.
    names
        Scenarios that are wanted, from every file that has them; empty: all. A scenario that several files have is
        called ``NAME (FILE)``.

    Raises
    ------
    ResultError
        For a name that no file has, with all names and the nearest.
    """
    known = [(file, name) for file, ds in results for name in labels(ds, "scenario")]
    every = list(dict.fromkeys(name for _, name in known))
    strangers = [name for name in names if name not in every]
    if strangers:
        raise ResultError("\n".join(f"unknown scenario {name}; {suggestion(name, every)}" for name in strangers))
    counts = Counter(name for _, name in known)
    by_file = dict(results)
    wanted = [(file, name) for name in dict.fromkeys(names) for file, other in known if other == name] or known
    found = []
    for file, name in wanted:
        note = f" ({file})" if counts[name] > 1 else ""
        found.append(Column(name + note, by_file[file], name, file, note))
    return tuple(found)


def suggestion(name: str, known: Sequence[str]) -> str:
    """Return which name may be meant, if one is near, and all that there are."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"{f'did you mean {near[0]}? ' if near else ''}there are: {', '.join(known)}"


def check(columns: Sequence[Column], *, paired: bool = True) -> None:
    """Refuse scenarios that cannot stand side by side.

    Parameters
    ----------
    columns
        At least two, with different names.
    paired
        Whether draw i is the same world in all, as paired differences need.

    Raises
    ------
    ResultError
        Where two columns have one name; and a sentence for each way in which a column differs from the first:
        currency, price year, start, labels, and where pairs are wanted draws, seed and method.
    """
    twice = [name for name, count in Counter(column.name for column in columns).items() if count > 1]
    if twice:
        raise ResultError(f"two scenarios of the comparison are called {twice[0]}; give each a name of its own")
    first = columns[0]
    told = [
        f"{_place(other)} cannot be compared with {_place(first)}: {what}"
        for other in columns[1:]
        if other.ds is not first.ds
        for what in _apart(first.ds, other.ds, paired)
    ]
    if told:
        raise ResultError("\n".join(dict.fromkeys(told)))


def _place(column: Column) -> str:
    return column.origin or column.name


def _apart(one: xr.Dataset, two: xr.Dataset, paired: bool) -> Iterator[str]:
    """Yield a sentence for each difference that forbids a comparison."""
    for key in MONEY:
        mine, theirs = (ds.attrs.get(key, "not stated") for ds in (one, two))
        if str(mine) != str(theirs):
            yield f"{key.replace('_', ' ')} {theirs} against {mine}"
    for dim in SHARED:
        if dim in one.dims and dim in two.dims:
            yield from _labels_apart(dim, labels(one, dim), labels(two, dim))
    for key in DRAWN if paired else ():
        mine, theirs = one.attrs.get(key), two.attrs.get(key)
        if str(mine) != str(theirs):
            yield f"{key} {theirs} against {mine}, so their draws are no pairs; run them alike, or take --unpaired"


def _labels_apart(dim: str, mine: list[str], theirs: list[str]) -> Iterator[str]:
    if mine == theirs:
        return
    only = {"not in the first": theirs, "only in the first": mine}
    known = {"not in the first": set(mine), "only in the first": set(theirs)}
    parts = []
    for where, names in only.items():
        strange = [name for name in names if name not in known[where]]
        if strange:
            parts.append(f"{where}: {', '.join(strange[:8])}{', ...' if len(strange) > 8 else ''}")
    yield f"labels of {dim} differ ({'; '.join(parts) or 'in their order'})"


def versions(columns: Sequence[Column]) -> list[str]:
    """Return the versions of aksonsim that made the columns, each once."""
    return list(dict.fromkeys(str(column.ds.attrs.get("aksonsim_version", "?")) for column in columns))
