"""Are the registers that a run read sections from as they were? A result holds what was read; the files may go on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from aksonsim.errors import ScenarioError
from aksonsim.files.access import read_bytes
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import frozen

State = Literal["same", "changed", "not_found"]


@frozen
class UsedFile:
    """A file that sections were read from, as the scenario names it; ``digest`` is the SHA-256 of what was read."""

    file: str
    digest: str
    state: State


def used_files(scenarios: Iterable[Scenario], folders: Sequence[Path]) -> tuple[UsedFile, ...]:
    """Return every file that scenarios had sections read from, each with what has become of it.

    Parameters
    ----------
    scenarios
        As they were run.
    folders
        Where to look for the files: a scenario names them relative to its own folder, which a result does not know.
    """
    read = {(source.file, source.digest): None for one in scenarios for source in one.sources.values() if source.digest}
    return tuple(UsedFile(file=file, digest=digest, state=_state(file, digest, folders)) for file, digest in read)


def _state(file: str, digest: str, folders: Sequence[Path]) -> State:
    now = {found for folder in folders if (found := _digest(folder / file))}
    return "same" if digest in now else "changed" if now else "not_found"


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except ScenarioError:  # not there, or nothing that a register could have been
        return ""
