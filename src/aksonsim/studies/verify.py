"""Run a result again from its own attributes, and compare bit for bit.

The file alone is enough: its attributes hold every scenario as it was resolved, seed, draws, method and what was kept,
and a run is a pure function of those (docs/method.md, section 2) on one machine type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.api import simulate
from aksonsim.doors import door
from aksonsim.engine.variables import Keep
from aksonsim.errors import ResultError
from aksonsim.language.text import Text, _
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.result import Result
from aksonsim.studies.used_files import UsedFile, used_files

if TYPE_CHECKING:
    import xarray as xr


VERSION_ATTRIBUTES = ("aksonsim_version", "source")
"""Attributes that name the version, which is told apart from all other differences."""


@frozen
class Difference:
    """One value that differs: where it stands (dimension to label), what the file holds, what the new run gives.

    ``size``: stored less new; None for text and where one of the two is NaN.
    """

    variable: str
    place: Mapping[str, str]
    stored: Any
    again: Any
    size: float | None = shaped("difference")


@frozen
class Extent:
    """How much of a variable differs: values, of how many, and by how much at most (text 0; infinite: one is NaN)."""

    count: int
    of: int
    largest: float


@frozen
class Verification(Result):
    """What came of it: ``first`` in the declared order of variables, ``extents`` of those that differ by name.

    ``identical``: nothing differs, the version aside. ``structure`` has a sentence for each variable, shape or
    attribute that is not as the new run has it; ``variables`` and ``values`` count what was compared; ``origin`` says
    how the draws were made; ``files`` are those that sections were read from, and what has become of them.
    """

    identical: bool
    version: str
    version_here: str
    variables: int
    values: int
    first: Difference | None
    extents: Mapping[str, Extent] = shaped("differing")
    structure: tuple[Text, ...]
    origin: Mapping[str, str] = shaped(hidden=True)
    files: tuple[UsedFile, ...] = shaped(sparse=True, default=())


DAMAGED = "seed, draws, method or keep is missing or damaged in the file's attributes; the run cannot be made again"


@door
def rebuild(ds: xr.Dataset) -> tuple[Scenario, ...]:
    """Return the scenarios of a result as they were run, in its order.

    Raises ResultError where the attributes hold none that this version of aksonsim understands.
    """
    from pydantic import ValidationError

    try:
        stated = json.loads(str(ds.attrs["scenarios"]))
        return tuple(Scenario.model_validate(scenario) for scenario in stated.values())
    except (KeyError, AttributeError, json.JSONDecodeError) as error:
        raise ResultError("the attribute scenarios is missing or damaged; the run cannot be made again") from error
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        path = ".".join(map(str, fault["loc"]))
        what = f"the scenarios written by aksonsim {ds.attrs.get('aksonsim_version', '?')} do not hold in this version"
        raise ResultError(f"{what}: {path}: {fault['msg']}") from error


def seed_and_draws(ds: xr.Dataset) -> tuple[int, int]:
    """Return the seed and the number of draws of a run, as its attributes say; ResultError where they do not."""
    try:
        return int(ds.attrs["seed"]), int(ds.attrs["draws"])
    except (KeyError, TypeError, ValueError):
        raise ResultError(DAMAGED) from None


@door
def run_again(
    ds: xr.Dataset,
    *,
    keep: Keep | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Run a result again from its own attributes; with ``keep`` other variables of the same draws.

    Raises ResultError where seed, draws, method or scenarios are missing or damaged.
    """
    scenarios = rebuild(ds)
    seed, draws = seed_and_draws(ds)
    if not {"method", "keep"} <= ds.attrs.keys():
        raise ResultError(DAMAGED)
    method, kept = str(ds.attrs["method"]), keep if keep is not None else ds.attrs["keep"]
    return simulate(scenarios, draws=draws, seed=seed, method=method, keep=kept, threads=threads, progress=progress)


@door
def verify(
    result: xr.Dataset,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    folders: Sequence[Path] = (),
) -> Verification:
    """Run a result again from its own attributes and compare every variable, bit for bit (NaN equals NaN).

    Parameters
    ----------
    result : xarray.Dataset
        As `aksonsim.simulate` returns it or as read from a file.
    threads : int, optional
        As for `aksonsim.simulate`; changes no bit.
    folders : sequence of paths, optional
        Where registers that sections were read from may lie; by default in the working directory.

    Returns
    -------
    Verification

    Raises
    ------
    ResultError
        If the attributes do not suffice for a new run.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> aksonsim.verify(result).identical
    True
    """
    found = compare(result, run_again(result, threads=threads, progress=progress))
    return replace(found, files=used_files(rebuild(result), folders or (Path(),)))


def compare(stored: xr.Dataset, again: xr.Dataset) -> Verification:
    """Compare a stored result with a new run of it: coordinates, then variables in their declared order."""
    first: Difference | None = None
    extents: dict[str, Extent] = {}
    structure = list(_structure(stored, again))
    names = [n for n in (*again.coords, *again.data_vars) if n in stored.variables]
    values = 0
    for name in map(str, names):
        old, new = stored[name].values, again[name].values
        if old.shape != new.shape or _type(old) != _type(new):
            was, now = (f"{_type(array)}[{', '.join(map(str, array.shape))}]" for array in (old, new))
            structure.append(_("{name} is {was} in the file and {now} when run again", name=name, was=was, now=now))
            continue
        values += old.size
        unequal = _unequal(old, new)
        count = int(np.count_nonzero(unequal))
        if not count:
            continue
        extents[name] = Extent(count=count, of=old.size, largest=_largest(old[unequal], new[unequal]))
        if first is None:
            at = np.unravel_index(int(np.argmax(unequal)), old.shape)
            place = {str(dim): _label(again, str(dim), int(i)) for dim, i in zip(again[name].dims, at, strict=True)}
            first = Difference(variable=name, place=place, stored=old[at], again=new[at], size=_size(old[at], new[at]))
    return Verification(
        identical=first is None and not structure,
        version=str(stored.attrs.get("aksonsim_version", "?")),
        version_here=version("aksonsim"),
        variables=len(names),
        values=values,
        first=first,
        extents=extents,
        structure=tuple(structure),
        origin={key: str(stored.attrs.get(key, "?")) for key in ("draws", "seed", "method", "keep")},
    )


def _structure(stored: xr.Dataset, again: xr.Dataset) -> Iterator[Text]:
    """Yield a sentence for each variable and attribute that one of the two lacks or has otherwise."""
    for name in again.variables.keys() - stored.variables.keys():
        yield _("{name} is missing in the file", name=str(name))
    for name in stored.variables.keys() - again.variables.keys():
        yield _("{name} is in the file but not in a new run", name=str(name))
    for key in sorted((again.attrs.keys() | stored.attrs.keys()) - set(VERSION_ATTRIBUTES)):
        if str(stored.attrs.get(key)) != str(again.attrs.get(key)):
            yield _("attribute {key} is not what a new run writes", key=key)
    for name in again.data_vars:
        if name not in stored.data_vars:
            continue
        for key in ("units", "long_name"):
            if str(stored[name].attrs.get(key)) != str(again[name].attrs.get(key)):
                yield _("attribute {key} of {name} is not what a new run writes", key=key, name=str(name))


def _type(array: NDArray[Any]) -> str:
    """Return what an array holds; texts are texts, of fixed width or not."""
    return "text" if array.dtype.kind in "OUST" else str(array.dtype)


def _unequal(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where two arrays differ in bits; one NaN is as good as another, but -0.0 is not 0.0."""
    if old.dtype.kind != "f":
        return np.asarray(old != new, dtype=bool)
    word = f"u{old.itemsize}"
    unequal: NDArray[np.bool_] = np.ascontiguousarray(old).view(word) != np.ascontiguousarray(new).view(word)
    if unequal.any():
        unequal &= ~(np.isnan(old) & np.isnan(new))
    return unequal


def _largest(old: NDArray[Any], new: NDArray[Any]) -> float:
    """Return the largest absolute difference of numbers; infinite where only one of two is NaN, 0 for text."""
    if old.dtype.kind not in "fiu":
        return 0.0
    gap = np.abs(old.astype(np.float64) - new.astype(np.float64))
    return float(np.nan_to_num(gap, nan=np.inf, posinf=np.inf).max())


def _size(stored: Any, again: Any) -> float | None:
    """Return stored less new; None for text and where one of the two is NaN."""
    if isinstance(stored, str) or isinstance(again, str):
        return None
    size = float(stored) - float(again)
    return None if np.isnan(size) else size


def _label(ds: xr.Dataset, dim: str, index: int) -> str:
    return str(ds[dim].values[index]) if dim in ds.coords else str(index)
