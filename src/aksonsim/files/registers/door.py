"""A register as a scenario in memory."""

from __future__ import annotations

from collections.abc import Mapping
from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.load import PathArgument, resolve_all
from aksonsim.language.text import translate

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario


@door
def read_register(
    path: PathArgument,
    scenario: str | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    map: PathArgument | None = None,
) -> Scenario:
    """Read a register (csv, tsv, xlsx, xlsm, xls, ods), or a workbook that `aksonsim export` wrote, as a scenario.

    Parameters
    ----------
    path
        The file; all but csv and tsv need the extra ``excel``, ``xls`` or ``ods``.
    scenario
        One that a workbook of `export` holds; None: its base.
    answers
        What the file does not say: ``{"shape": "triangular", "price_year": 2025}``; keys as after ``--answer``.
    map
        A mapping file, as `aksonsim import` writes it beside the scenario; None: the one beside the register, if any.

    Raises
    ------
    ScenarioError
        Every cell that cannot be read or does not hold, and a file that no longer fits its mapping.
    AksonsimError
        What has to be answered first, with what each question can be answered with; answers to no question.

    Examples
    --------
    >>> import aksonsim, pathlib, tempfile
    >>> from aksonsim.files.excel.write import export
    >>> bridge, target = aksonsim.load("configs/minimal.yaml"), pathlib.Path(tempfile.mkdtemp(), "bridge.xlsx")
    >>> rows = export("configs/minimal.yaml", target)
    >>> aksonsim.read_register(target) == bridge
    True
    """
    from aksonsim.files.registers.answers import said
    from aksonsim.files.registers.applying import open_register
    from aksonsim.files.registers.exported import is_exported

    names = [scenario] if scenario is not None else ()
    if is_exported(Path(path)):
        from aksonsim.files.excel.read import read_counted

        if answers or map is not None:
            raise AksonsimError(f"{fspath(path)}: export wrote this workbook: it takes no answers and no map")
        return resolve_all(read_counted(Path(path), Path(path))[0], names)[0]
    register = open_register(Path(path), None if map is None else Path(map))
    reading, _answers = register.read(said(answers or {}))
    if reading.root is None:
        asked = (f"{one.key}: {translate(one.text, 'en')} ({' | '.join(one.choices)})" for one in reading.asked)
        raise AksonsimError(f"{fspath(path)}: answers are needed: {'; '.join(asked)}")
    return resolve_all(reading.root, names)[0]
