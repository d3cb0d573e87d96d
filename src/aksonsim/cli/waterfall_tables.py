"""What somebody else's assumptions do to a figure, as tables."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, prices, show, table_of

Json = dict[str, Any]

COLUMNS = {"mean": "mean", "p50": "P50", "p85": "P85"}
WIDEST = 60
"""Characters of a step's name; the changes stand in full above the tables."""


def print_waterfall(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.waterfall.waterfall` returns."""
    console = console_for(file)
    console.print(f"{found['title']}: {found['output']}", style="bold")
    console.print(asked(found, found["before"]["draws"]))
    console.print("\nChanges, in order")
    for number, step in enumerate(found["steps"], 1):
        for change in step["changes"]:
            what = f"{change['path']}: {change['old']} -> {change['new']}"
            console.print(f"{number}  {what}", soft_wrap=True)
    table = table_of("", COLUMNS.values())
    _row(table, "as stated", found["before"], signs=False)
    for number, step in enumerate(found["steps"], 1):
        _row(table, f"{number}  {_name(step)}", step["step"])
    _row(table, "with all changes", found["after"], signs=False)
    _row(table, "difference: sum of the steps", found["total"])
    show(console, "One change after the other: what each adds to those before it", table)
    if len(found["steps"]) > 1:
        table = table_of("", COLUMNS.values())
        for number, step in enumerate(found["steps"], 1):
            if step["alone"] is not None:
                _row(table, f"{number}  {_name(step)}", step["alone"])
        if found["interaction"] is not None:
            _row(table, "sum", found["alone_sum"])
            _row(table, "together: difference less this sum", found["interaction"])
        show(console, "Each change alone", table)
    _notes(console, found)
    console.print()
    console.print(provenance(found))


def asked(found: Json, draws: int) -> str:
    """Return the line that says of which scenario, under which condition, and in which unit figures are."""
    unit = prices(found, found["units"])
    passed = "given that the gate is passed, " if found["condition"] == "given_passed" else ""
    counted = f"Scenario {found['scenario']}, {passed}{grouped(str(draws))} draws"
    return counted if unit == "1" else f"{counted}, {unit}"


def provenance(found: Json) -> str:
    """Return the line that makes the figures repeatable, and what their intervals mean."""
    draws = f"seed {found['seed']}, {grouped(str(found['draws']))} draws a run, aksonsim {found['aksonsim_version']}"
    return f"{draws}. ±: half the 95 % interval of the Monte Carlo error."


def _name(step: Json) -> str:
    text = ", ".join(step["asked"])
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _row(table: Any, label: str, block: Json, signs: bool = True) -> None:
    cells = [figure(block, key) for key in COLUMNS]
    if signs:
        cells = [text if text.startswith("-") or not text.split(" ")[0].strip("0.") else f"+{text}" for text in cells]
    table.add_row(label, *cells)


def _notes(console: Console, found: Json) -> None:
    """Print what a reader would otherwise misread."""
    notes = []
    for number, step in enumerate(found["steps"], 1):
        if step["together"]:
            notes.append(f"{number}: one step, since fewer changes make no valid scenario: {step['together']}")
        if step["alone"] is None:
            notes.append(f"{number}: not possible alone: {step['not_alone']}")
        if step["inert"]:
            moved = f"; it does change {', '.join(step['moves'])}" if step["moves"] else ""
            notes.append(f"{number}: inert: it changes {found['output']} in no draw{moved}")
    if len(found["steps"]) > 1 and found["interaction"] is None:
        notes.append("Alone effects are not summed: not every change is possible alone.")
    if notes:
        console.print()
    for note in notes:
        console.print(note, soft_wrap=True)
