"""Each municipality's cost and tariff as CSV."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aksonsim.analysis.municipalities import Municipality
from aksonsim.errors import AksonsimError
from aksonsim.files.plain import csv_text
from aksonsim.results.statistic import Statistic

COLUMNS = ("scenario", "code", "name", "county", "inhabitants", "takes_part")


def municipalities_csv(found: Mapping[str, Mapping[str, Municipality]], money: Mapping[str, Any]) -> str:
    """Return each municipality's cost, cost per inhabitant and yearly tariff as CSV (RFC 4180), one row a scenario.

    Columns of amounts end with their unit, out of the ``money`` attributes (MNOK, NOK, NOK_a_year). ``half`` columns
    are half the 95 % interval; empty where it is unknown. Raises AksonsimError where no scenario has municipalities.
    """
    single = money["currency_per_inhabitant"]
    units = {"": money["currency"], "per_inhabitant_": single, "tariff_": f"{single}_a_year"}
    amounts = {f"{prefix}{key}": f"{prefix}{key}_{unit}" for prefix, unit in units.items() for key in ("p50", "p85")}
    header = [*COLUMNS, *(name for column in amounts.values() for name in (column, f"{column}_half"))]
    rows: list[dict[str, Any]] = []
    for scenario, known in found.items():
        for one in known.values():
            cells = {"scenario": scenario} | {key: getattr(one, key) for key in COLUMNS[1:]}
            for key, column in amounts.items():
                amount: Statistic | None = getattr(one, key)
                cells[column] = "" if amount is None or math.isnan(amount.value) else f"{amount.value:.6g}"
                sure = amount is not None and math.isfinite(amount.half)
                cells[f"{column}_half"] = f"{amount.half:.2g}" if amount is not None and sure else ""
            rows.append(cells)
    if not rows:
        raise AksonsimError("no scenario has municipalities with a cost; there is no table of them to write")
    return csv_text(header, rows)
