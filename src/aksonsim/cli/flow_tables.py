"""Yearly flows as tables on a terminal, and each municipality's cost and tariff as CSV."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from aksonsim.cli.tables import figure, grouped, show, table_of
from aksonsim.errors import AksonsimError
from aksonsim.files.plain import csv_text

Json = dict[str, Any]

KINDS = ("investment", "operation", "change", "benefits", "net")


def print_flows(console: Console, flows: Json, condition: str, unit: str, discount_to: int) -> None:
    """Print the base evaluation's flows, the draws' means, and what is left of a year and so far."""
    years, base, draws = flows["years"], flows["base"], flows["draws"]
    table = table_of("", [*KINDS, "discounted", "so far"])
    for place, year in enumerate(years):
        table.add_row(str(year), *(_whole(base[key][place]) for key in (*KINDS, "discounted", "so_far")))
    show(console, f"Yearly flows, base, {unit}, without VAT (discounted to {discount_to})", table)
    table = table_of("", KINDS)
    for place, year in enumerate(years):
        table.add_row(str(year), *(figure(_of_year(draws[key], place), "mean") for key in KINDS))
    show(console, f"Yearly flows, expected, {condition}, {unit}, without VAT", table)
    table = table_of("", ["net P10", "P90", "discounted", "so far", "P10", "P90", "P(repaid)"])
    for place, year in enumerate(years):
        net, so_far = (_of_year(draws[key], place) for key in ("net", "so_far"))
        cells = [figure(net, "p10"), figure(net, "p90"), figure(_of_year(draws["discounted"], place), "mean")]
        cells += [figure(so_far, key) for key in ("mean", "p10", "p90")]
        repaid = {"p": flows["prob_repaid"][place], "p_ci": flows["prob_repaid_ci"][place]}
        table.add_row(str(year), *cells, f"{figure(repaid, 'p', 100)} %")
    show(console, f"What is left of each year and so far, {condition}, {unit}, without VAT", table)
    told = {key: year or "never" for key, year in flows["repaid"].items()}
    console.print(f"Repaid (so far above nought, to stay): base {told['base']}, expected {told['mean']}.")
    console.print("Percentiles of years do not add.")


def _of_year(part: Json, place: int) -> Json:
    return {key: values[place] for key, values in part.items()}


def _whole(value: float) -> str:
    return grouped(f"{round(value) + 0:d}")


COLUMNS = ("scenario", "code", "name", "county", "inhabitants", "takes_part")


def municipalities_csv(found: dict[str, Json], money: Json) -> str:
    """Return each municipality's cost, cost per inhabitant and yearly tariff as CSV (RFC 4180), one row a scenario.

    Columns of amounts end with their unit, out of the ``money`` attributes (MNOK, NOK, NOK_a_year). ``half`` columns
    are half the 95 % interval; empty where it is unknown. Raises AksonsimError where no scenario has municipalities.
    """
    single = money["currency_per_inhabitant"]
    units = {"": money["currency"], "per_inhabitant_": single, "tariff_": f"{single}_a_year"}
    amounts = {f"{prefix}{key}": f"{prefix}{key}_{unit}" for prefix, unit in units.items() for key in ("p50", "p85")}
    header = [*COLUMNS, *(name for column in amounts.values() for name in (column, f"{column}_half"))]
    rows: list[Json] = []
    for scenario, told in found.items():
        for code, row in told.get("municipalities", {}).items():
            cells = {"scenario": scenario, "code": code} | {key: row[key] for key in COLUMNS[2:]}
            for key, column in amounts.items():
                value, interval = row.get(key), row.get(f"{key}_ci", (None, None))
                known = None not in interval
                cells[column] = "" if value is None else f"{value:.6g}"
                cells[f"{column}_half"] = f"{(interval[1] - interval[0]) / 2:.2g}" if known else ""
            rows.append(cells)
    if not rows:
        raise AksonsimError("no scenario has municipalities with a cost; there is no table of them to write")
    return csv_text(header, rows)
