"""Reader of what ships with the package for outside views and backtests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

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


def observed() -> Observed:
    """Return what was observed of the things that the backtest puts to the model."""
    with shipped("backtest", "observed.yaml") as path:
        return Observed.model_validate(read(path))
