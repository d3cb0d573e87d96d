"""The value of information as tables on a terminal, and in words."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, show, table_of
from aksonsim.language.rounding import exact, half_width, round_to_error

Json = dict[str, Any]

CONDITIONS = {"given_passed": "given that the gate is passed", "all": "over all draws"}
WORTH = {
    "npv": "Go ahead: the net present value, without VAT. Stop now: nothing.",
    "frame": "Go ahead: what is left of a cost frame of {frame}. Stop now: nothing.",
}


def print_information(found: Json, unit: str, file: IO[str], top: int) -> None:
    """Print what `aksonsim.analysis.information.information` returns; ``unit``: currency and price year."""
    console = console_for(file)
    draws = f"{grouped(str(found['draws']))} draws, {CONDITIONS[found['condition']]}"
    console.print(f"\nScenario {found['scenario']}: {draws}, {unit}", style="bold")
    frame = grouped(exact(float(f"{found['frame']:.5g}"))) if "frame" in found else ""
    console.print(WORTH[found["decision"]].format(frame=frame))
    table = table_of("", [""])
    table.add_row("expected worth of going ahead", figure(found, "mean"))
    table.add_row("decision without more information", found["without"])
    table.add_row("chance that it turns out wrong", f"{figure(found, 'prob_regret', 100)} %")
    table.add_row("knowing everything beforehand (EVPI)", figure(found, "evpi"))
    show(console, "Before the decision", table)
    _rows(console, "Knowing one thing (EVPPI), apart from all others", found["rows"], top)
    _rows(console, "Knowing a group of things", found["groups"], top)
    _rows(console, "Waiting to see what the model itself comes to", found["outcomes"], top)
    table = table_of("", ["by regression", "by nested runs", "runs"])
    for row in found.get("nested", []):
        by_regression: Json = next((r for r in found["rows"] if r["name"] == row["name"]), {})
        table.add_row(row["name"], figure(by_regression, "value"), figure(row, "value"), str(row["runs"]))
    show(console, "By brute force beside it", table)
    console.print()
    for sentence in sentences(found):
        console.print(sentence)


def _rows(console: Console, heading: str, rows: list[Json], top: int) -> None:
    told = [row for row in rows if row["changes"] > 0][:top]
    table = table_of("", ["worth", "flattered", "of EVPI", "changes the decision", "explains"])
    for row in told:
        table.add_row(
            row["title"]["en"],
            figure(row, "value"),
            grouped(round_to_error(row["plug_in"], half_width(row["value_ci"]))),
            f"{round(100 * row['share']) + 0:d} %",
            f"{figure(row, 'changes', 100)} %",
            f"{100 * row['explained']:z.1f} %",
        )
    show(console, heading, table)
    if told and len(rows) > len(told):
        never = sum(row["changes"] == 0 for row in rows)
        console.print(f"{never} of {len(rows)} never change the decision and are worth nothing for it.")


def sentences(found: Json) -> list[str]:
    """Return in words what to find out first, and how far to trust the table."""
    said = []
    if not found["settled"]:
        said.append("Whether going ahead is worth anything is within the error: more draws, before anything else.")
    clear = [row for row in found["rows"] if row["value_ci"][0] is not None and row["value_ci"][0] > 0]
    if found["evpi_ci"][0] <= 0:
        said.append("Nothing that could be found out would change this decision.")
    elif not clear:
        said.append("No single thing is worth finding out for this decision; see the groups.")
    else:
        first = clear[0]
        worth = f"{figure(first, 'value')}, {100 * first['share']:z.0f} % of knowing everything"
        said.append(f"Find out first: {first['title']['en']} ({first['name']}), worth {worth}.")
        if then := [row["title"]["en"] for row in clear[1:4]]:
            said.append(f"Then: {'; '.join(then)}.")
    said.append(
        "Worth: each draw decided by a fit without it, at most the truth but for error; flattered: the plain formula. "
        "Values of single things do not add."
    )
    return said
