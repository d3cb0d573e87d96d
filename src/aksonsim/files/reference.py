"""Reader of what ships with the package for outside views and backtests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from os import PathLike
from pathlib import Path

from aksonsim.files.problems import validated
from aksonsim.files.tables import fill_in
from aksonsim.files.tree import Map
from aksonsim.files.yaml import read
from aksonsim.model.observed import Observed
from aksonsim.model.reference import OutsideView


@contextmanager
def shipped(*parts: str) -> Iterator[Path]:
    """Give the path of a data file of the package, unpacked for as long as the block lasts where it must be."""
    place = resources.files("aksonsim.data")
    for part in parts:  # a folder of several places joins one part at a time before Python 3.12
        place = place.joinpath(part)
    with resources.as_file(place) as path:
        yield path


def outside_view() -> OutsideView:
    """Return the shipped reference classes and single cases."""
    with shipped("reference_classes.yaml") as path:
        return OutsideView.model_validate(read(path))


def own_classes(path: str | PathLike[str]) -> tuple[OutsideView, Map]:
    """Read reference classes of the user's own, in a file like the shipped one; also what was read, with its places.

    Raises
    ------
    ScenarioError
        Everything that is wrong, one sentence with file, line and path each.
    """
    root = read(path, "a file of reference classes is a mapping with the key classes")
    fill_in(root)
    return validated(OutsideView, root), root


def observed() -> Observed:
    """Return what was observed of the things that the backtest puts to the model."""
    with shipped("backtest", "observed.yaml") as path:
        return Observed.model_validate(read(path))
