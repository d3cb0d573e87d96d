"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def on_top(function: F) -> F:
    """Add ``--overlay`` and ``--set`` (parameters ``overlays`` and ``sets``): what goes on top of a scenario."""
    sets = click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change one value; null removes.")
    overlays = click.option(
        "--overlay", "overlays", multiple=True, metavar="FILE", help="Apply a YAML file of changes."
    )
    return overlays(sets(function))
