"""Net present value as tables on a terminal."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.flow_tables import print_flows
from aksonsim.cli.tables import console_for, figure, grouped, per_inhabitant, prices, show, table_of

Json = dict[str, Any]

CONDITIONS = {"given_passed": "given that the gate is passed", "stopped": "given a stop", "all": "over all draws"}


def print_economics(name: str, found: Json, money: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.economics.economics` returns for one scenario; ``money``: its attributes."""
    console = console_for(file)
    unit, each = prices(money), per_inhabitant(money)
    console.print(f"\nScenario {name}", style="bold")
    terms = f"{unit}, {found['rate'] * 100:g} % to {found['discount_to']}, nothing after {found['last_year']}"
    table = table_of("", ["base", "expected", "P10", "P50", "P85", "P(NPV > 0)"])
    for key, label in CONDITIONS.items():
        if npv := found["npv"].get(key):
            cells = [figure(npv, k) for k in ("base", "mean", "p10", "p50", "p85")]
            table.add_row(label, *cells, _percent(npv, "prob_positive"))
    show(console, f"Net present value ({grouped(str(found['draws']))} draws), {terms}, without VAT", table)
    condition = CONDITIONS[found["condition"]]
    _parts(console, f"What it is the sum of, {condition}, {unit}, without VAT", found, each)
    _follows(console, f"The same by whom it follows, {condition}, {unit}, without VAT", found)
    print_flows(console, found["flows"], condition, unit, found["discount_to"])
    table = table_of("", ["expected", "P50", "P85"])
    for payer, worth in found.get("payers", {}).items():
        table.add_row(payer, *(figure(worth, k) for k in ("mean", "p50", "p85")))
    show(console, f"Present value of what each pays, {condition}, {unit}, with VAT", table)
    _published(console, found, unit)
    _break_even(console, found)
    _alone(console, found.get("alone", {}), unit, each)


def _parts(console: Console, heading: str, found: Json, each: str) -> None:
    table = table_of("", ["base", "expected", "a year at full adoption", f"per inhabitant, {each}"])
    for part in ("benefits", "investment"):
        for key, entry in found.get("parts", {}).get(part, {}).items():
            unit = found.get("units", {}).get(key, {}) if part == "benefits" else {}
            once = " once" if unit.get("once") else ""
            a_year = f"{_whole(unit['value'])}{once}" if unit else ""
            per_head = f"{_whole(unit['per_inhabitant'])}{once}" if "per_inhabitant" in unit else ""
            table.add_row(entry["title"]["en"], _whole(entry["base"]), figure(entry, "mean"), a_year, per_head)
    show(console, heading, table)


FOLLOWS = {
    "inhabitants": "inhabitants of live municipalities",
    "gps": "general practitioners who have joined",
    "running": "nobody: whoever takes part",
    "variable": "the sum of the first two",
}


def _follows(console: Console, heading: str, found: Json) -> None:
    table = table_of("", ["base", "expected"])
    for key, entry in found.get("follows", {}).items():
        table.add_row(FOLLOWS[key], _whole(entry["base"]), figure(entry, "mean"))
    show(console, heading, table)
    if found.get("follows"):
        console.print("The sources do not divide benefits by who receives or pays them; costs by payer stand below.")


def _published(console: Console, found: Json, unit: str) -> None:
    table = table_of("inhabitants", ["GPs, of all", "joining at go-live", "published", "model, base", "left over"])
    for row in found.get("published", []):
        start = "" if row["gp_start"] is None else f"{row['gp_start'] * 100:g} %"
        shares = (f"{row['inhabitants'] * 100:.0f} %", f"{row['gps'] * 100:.1f} %", start)
        table.add_row(*shares, *(_whole(row[key]) for key in ("published", "model", "residual")))
    show(console, f"Published net present values, {unit}", table)
    table = table_of("years late", ["published", "all moves", "left over", "benefits alone move", "left over"])
    for row in found.get("delays", []):
        keys = ("published", "all_moves", "all_moves_residual", "benefits_move", "benefits_move_residual")
        changes = ("" if row[key] is None else f"{row[key] * 100:+z.0f}" for key in keys)
        table.add_row(f"{row['years']:+g}", *changes)
    show(console, "Effect of a delay on the base value, % of it (left over: points)", table)


def _break_even(console: Console, found: Json) -> None:
    even = found["break_even"]
    table = table_of("", ["break-even"])
    rows = {
        "inhabitants": "base value: inhabitants, practitioners in step",
        "gps_inside": "base value: practitioners inside the municipalities of the reference",
        "mean": "expected value of the draws: inhabitants, practitioners in step",
    }
    for key, label in rows.items():
        if f"{key}_answer" in even:
            table.add_row(label, _answer(even, key))
    show(console, "Participation from which on the net present value is above zero", table)


def _answer(even: Json, key: str) -> str:
    """Return from which share on it is worth it, in words where there is no one share."""
    answer = even[f"{key}_answer"]
    if answer in ("never", "always"):
        return {"never": "never: at no participation", "always": "always: at any participation"}[answer]
    if answer == "between":
        return ", ".join(f"{low * 100:.1f} to {high * 100:.1f} %" for low, high in even[f"{key}_between"])
    share = _percent(even, key) if f"{key}_ci" in even else f"{even[key] * 100:.1f} %"
    return share if answer == "from" else f"only up to {share}"


def _alone(console: Console, alone: Json, unit: str, each: str) -> None:
    if not alone:
        return
    heads = ["municipalities", "one procurement alone", "programme, P50", "P85"]
    table = table_of("inhabitants", heads)
    for row in alone["classes"]:
        amounts = (_whole(row["alone"]), figure(row, "p50"), figure(row, "p85"))
        table.add_row(f"above {grouped(str(row['above']))}", str(row["number"]), *amounts)
    told = f"{alone['procurements']:g} procurements every {alone['years']:g} years, {_whole(alone['cost'])} in all"
    show(console, f"Each municipality by itself ({told}, {unit}); medians per inhabitant, {each}", table)
    console.print(f"Taking part costs more than one procurement alone in {alone['dearer']} of {alone['of']}.")
    console.print("Neither side holds operation, old systems or benefits.")


def _percent(block: Json, key: str) -> str:
    return f"{figure(block, key, 100)} %"


def _whole(value: float) -> str:
    """Return an amount without error, to the whole unit."""
    return grouped(f"{round(value) + 0:d}")
