"""What measures cost and buy, as a table on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console

from aksonsim.cli.tables import figure, prices, show, table_of

Json = dict[str, Any]


def print_mitigations(console: Console, told: Json | None) -> None:
    """Print what `aksonsim.studies.mitigations.mitigations` returns, if it was asked for."""
    if not told:
        return
    gated = any("passes" in row for row in told["rows"])
    columns: dict[str, Callable[[Json], str]] = {
        "costs": lambda row: f"{row['cost']:g}",
        "probability": lambda row: (
            f"{row['probability']:.0%} to {row['probability_with']:.0%}" if "measure" in row else ""
        ),
        "P85 it saves": lambda row: signed(row, "gross_p85"),
        "P85, cost and all": lambda row: signed(row, "p85"),
        "P50": lambda row: signed(row, "p50"),
        "expected": lambda row: signed(row, "mean"),
    }
    if gated:
        columns["passes the gate"] = lambda row: f"{signed(row, 'passes', 100)} pp" if "passes" in row else ""
    table = table_of("", columns)
    for row in told["rows"]:
        label = f"{row['id']}{' (taken)' if row.get('active') else ''}"
        table.add_row(label, *(cell(row) for cell in columns.values()))
    given = " given that the gate is passed" if gated else ""
    title = f"What each measure costs and buys in {told['scenario']}: change of the total{given}, {prices(told)}"
    show(console, title, table)
    for row in told["rows"]:
        if "measure" in row:
            console.print(f"{row['id']}: {row['title']['en']}. {row['measure']}")


def signed(block: Json, key: str, scale: float = 1.0) -> str:
    """Return a difference with its sign and error; ``0`` where nothing differs in any draw."""
    text = figure(block, key, scale)
    return text if text.startswith("-") or text.partition(" ")[0].strip("0.") == "" else f"+{text}"
