"""What stands in place of the items of a section that are kept in a file beside the scenario file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from aksonsim.model.base import Frozen

SECTIONS = ("costs", "drivers", "events", "correlations", "activities")
"""Sections that may stand in a register; claims may stand in a table."""


class InTable(Frozen):
    """Items that stand in a table (CSV) whose headers are their keys."""

    file: str
    """Relative to the file that names it."""


class InRegister(InTable):
    """Items that stand in a register."""

    map: str | None = None
    """How it is read: the mapping file that `aksonsim import` wrote; None: ``FILE.map.yaml`` beside it, if any."""
    with_: Annotated[dict[str, dict[str, Any]], Field(alias="with")] = {}
    """Keys that the register does not state, by the id of an item or a pattern of ids."""
