"""A register in a workbook as a scenario in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aksonsim.arguments import choice
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.load import PathArgument, resolve_all

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

LAYOUTS = ("sections", "triples")


@door
def read_register(
    path: PathArgument,
    scenario: str | None = None,
    *,
    layout: str = "sections",
    shape: str | None = None,
    price_year: int | None = None,
    unit: str | None = None,
    sheet: Sequence[str] = (),
    count: Sequence[str] = (),
) -> Scenario:
    """Read a register in a workbook (.xlsx) as a scenario; needs the extra ``excel``.

    Parameters
    ----------
    scenario
        One that the workbook holds; None: its base.
    layout
        ``sections``: as `aksonsim export` writes it. ``triples``: a sheet of elements with P10, most likely and P90,
        and one of drivers; what follows is about it alone.
    shape
        Shape of triples without one of their own: ``pert, triangular, gamma`` or ``lognormal``.
    price_year
        Year of the prices.
    unit
        Unit of the amounts, where no cell states it.
    sheet, count
        Sheets to read, and rows (``"Costs!7"``) to count although they are hidden or look like sums.

    Raises
    ------
    ScenarioError
        Every cell that cannot be read or does not hold, and whatever cannot be read without guessing.

    Examples
    --------
    >>> import aksonsim, pathlib, tempfile
    >>> from aksonsim.files.excel.write import export
    >>> bridge, target = aksonsim.load("configs/minimal.yaml"), pathlib.Path(tempfile.mkdtemp(), "bridge.xlsx")
    >>> rows = export("configs/minimal.yaml", target)
    >>> aksonsim.read_register(target) == bridge
    True
    """
    names = [scenario] if scenario is not None else ()
    if choice(layout, "layout", LAYOUTS) == "triples":
        from aksonsim.files.excel.triples import SHAPES, read_triples
        from aksonsim.files.excel.triples_tables import Said

        if price_year is None:
            raise AksonsimError("price_year is missing: amounts need the year of their prices")
        shape = choice(shape, "shape", SHAPES) if shape is not None else None
        root = read_triples(path, path, shape, price_year, Said(tuple(sheet), tuple(count), unit))[1]
    else:
        from aksonsim.files.excel.read import read_counted

        if any((shape, price_year, unit, sheet, count)):
            raise AksonsimError('shape, price_year, unit, sheet and count are for layout="triples"')
        root = read_counted(Path(path), Path(path))[0]
    return resolve_all(root, names)[0]
