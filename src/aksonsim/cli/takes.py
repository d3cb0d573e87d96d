"""What each command takes, and the sentence for a file of another kind, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from typing import Any

import click

from aksonsim.errors import AksonsimError
from aksonsim.files.kinds import other_kind

_OF_SCENARIOS = (
    *("validate", "show", "export", "run", "economics", "information", "check", "sensitivity", "waterfall", "seek"),
    *("calibrate", "outside", "schedule"),
)
_SCENARIO = ("scenario",), "takes a scenario file"
_TABLES = ("workbook", "office", "ods", "archive", "csv", "text", "json", "binary", "empty", "html")
_REGISTER = _TABLES, "takes a register: csv, tsv, xlsx, xls, ods"
_RESULT = ("result",), "takes a result of aksonsim run"

TAKES: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    **{name: {"file": _SCENARIO} for name in _OF_SCENARIOS},
    **{name: {"result": _RESULT} for name in ("summary", "plot", "report", "verify", "jcl")},
    "import": {"file": _REGISTER, "onto": _SCENARIO},
    "compare": {"files": (("scenario", "result"), "takes a scenario file, or results of aksonsim run")},
    "ledger": {"file": (("scenario", "result"), "takes a scenario file, or a result of aksonsim run")},
    "sweep": {"spec": (("sweep",), "takes a sweep file")},
    "explore": {"target": (("store", "result"), "takes the store of a sweep, or a result of aksonsim run")},
}  # fmt: skip
"""Command -> parameter -> kinds of file, and what to call them. A refusal of kinds listed here is the reader's own."""
_ANNOTATED = {"file": _REGISTER}
"""What export takes with --annotated."""
_OPTIONS = {
    "overlays": (("overlay", "scenario", "sweep", "calibration"), "takes a file of changes"),
    "classes": (("classes",), "takes a file of reference classes"),
    "spec": (("calibration", "scenario", "sweep", "overlay"), "takes a file of targets"),
}
"""Options of many commands; of the wrong YAML their readers say more."""


def refuse_other_kinds(ctx: click.Context, command: str) -> None:
    """Raise AksonsimError where a file that was named is positively of another kind than the command takes."""
    taken = _ANNOTATED if ctx.params.get("annotated") else TAKES.get(command, {})
    for param in ctx.command.params:
        name = param.name or ""
        option = isinstance(param, click.Option)
        kinds, words = taken.get(name) or (_OPTIONS.get(name) if option else None) or ((), "")
        who = param.opts[-1] if option else f"aksonsim {command}"
        for path in _paths(ctx.params.get(name)) if kinds else ():
            if sentence := other_kind(path, kinds, f"{who} {words}"):
                raise AksonsimError(sentence)


def _paths(value: Any) -> Iterator[str | PathLike[str]]:
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, (str, PathLike)):
            yield one
