"""What stands beside the ladder as tables: cash need by year, who carries the tail, the cut list by date, effects."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, per_inhabitant, prices, show, table_of
from aksonsim.language.rounding import exact, half_width, round_to_error

Json = dict[str, Any]


def print_cash(console: Console, cash: Json, unit: str) -> None:
    """Print the cash need of each year: of the total with its mean, then of each programme."""
    if not cash:
        console.print("\nCash need by budget year takes a result with --keep standard.")
        return
    parts = cash["parts"]
    total = parts["total"]
    table = table_of("", ["expected", "P50", "P85"])
    for place, year in enumerate(cash["years"]):
        table.add_row(str(year), *(figure(_of_year(total, place), key) for key in ("mean", "p50", "p85")))
    show(console, f"Cash need by budget year, total, {unit}", table)
    for key in ("p50", "p85"):
        name = key.upper()
        added = grouped(round_to_error(total[f"sum_{key}"], half_width(total[f"{key}_of_sum_ci"])))
        console.print(
            f"The years' {name}s sum to {added}; the {name} of all years is {figure(total, f'{key}_of_sum')}."
        )
    console.print("Expected amounts add over years; percentiles do not.")
    _by_part(console, f"Cash need by budget year and programme, {unit}", cash["years"], parts)
    _by_part(console, f"Cash need by budget year and payer, {unit}", cash["years"], cash.get("payers", {}))


def _by_part(console: Console, heading: str, years: list[int], parts: Json) -> None:
    names = [name for name in parts if name != "total"]
    if len(names) < 2:
        return
    table = table_of("", [f"{name} {key.upper()}" for name in names for key in ("p50", "p85")])
    for place, year in enumerate(years):
        table.add_row(
            str(year), *(figure(_of_year(parts[name], place), key) for name in names for key in ("p50", "p85"))
        )
    show(console, heading, table)


def _of_year(part: Json, place: int) -> Json:
    """Return one year of a part's lists."""
    return {key: part[key][place] for at in ("mean", "p50", "p85") for key in (at, f"{at}_ci")}


def print_tail(console: Console, tail: Json, unit: str) -> None:
    """Print what each payer and programme pays on average, and where the total lies above its P85."""
    if not tail:
        return
    table = table_of("", ["expected", "in the tail", "more", "of what is more"])
    for group in ("payer", "programme"):
        rows = tail["parts"].get(group, {})
        if group == "programme" and len(rows) == 1:
            continue  # which is the total
        for name, row in rows.items():
            cells = (figure(row, key) for key in ("mean", "tail", "extra"))
            table.add_row(name, *cells, f"{figure(row, 'extra_share', 100)} %")
        table.add_section()
    table.add_row("total", *(figure(tail["parts"]["total"], key) for key in ("mean", "tail", "extra")), "")
    draws = grouped(str(tail["draws"]))
    show(console, f"Who carries the tail: total above its P{tail['at'] * 100:.0f} ({draws} draws), {unit}", table)


def print_cut_list(console: Console, cuts: Json, unit: str) -> None:
    """Print the cut list by date, and what is left of it where the gate is passed on time and late."""
    if not cuts:
        return
    table = table_of("cut", ["amount", "last date", "still possible", "left", "cost frame"])
    for row in cuts["by_date"]:
        chance = f"{figure(row, 'possible', 100)} %"
        amount, left = (grouped(exact(row[key] + 0.0)) for key in ("amount", "left"))
        amounts = (amount, row["last_date"] or "", chance, left)
        table.add_row(row["title"]["en"], *amounts, figure(row, "frame"))
    title = "Cut list"
    if any(row["last_date"] for row in cuts["by_date"]):
        gated = "chance that the gate does not come too late, " if cuts["by_outcome"] else ""
        title = f"Cut list by date: {gated}what is left up to the date"
    show(console, f"{title}, {unit}", table)
    table = table_of("gate passed", ["median", "last", "cuts then", "sum", "cost frame", "P85 of these draws", "frame"])
    for key, label in (("on_time", "on time"), ("late", "late")):
        if row := cuts["by_outcome"].get(key):
            cells = [row["date"], row["last"], str(len(row["possible"])), grouped(exact(row["cut_total"]))]
            table.add_row(label, *cells, *(figure(row, k) for k in ("frame", "own_p85", "own_frame")))
    show(console, f"Cuts still possible by outcome of the gate, {unit}", table)


UNCERTAINTY = {
    "certain": "neither estimates nor events",
    "estimates": "+ estimates and drivers by themselves",
    "events": "+ events and delays by themselves",
    "joint": "+ what only comes of both",
    "whole": "as simulated",
}


def print_effects(found: Json, name: str, money: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.effects.effects` returns for one scenario; ``money``: its attributes."""
    console = console_for(file)
    unit = prices(money)
    draws = f"{grouped(str(found['draws']))} draws"
    table = table_of("", ["expected", "P50", "P85"])
    for key, label in UNCERTAINTY.items():
        label = "participation and schedule alone" if key == "certain" and found.get("gate") else label
        table.add_row(label, *(figure(found["uncertainty"][key], k) for k in ("mean", "p50", "p85")))
    show(console, f"Estimate and event uncertainty of {name}, total, on the same {draws}, {unit}", table)
    gate = found.get("gate")
    if not gate:
        return
    effect = "; ".join(f"{key.upper()} {figure(gate['effect'], key)}" for key in ("p50", "p85"))
    columns = [key for key in ("on_time", "late", "difference") if key in gate]
    heads = {"on_time": "on time", "late": "late", "difference": "late less on time"}
    table = table_of("", [heads[key] for key in columns])
    months = (f"{gate[key]['months']:z.0f}" if "months" in gate[key] else "" for key in columns)
    table.add_row("months after the planned date (median)", *months)
    for key in gate[columns[0]] if columns else ():
        if key not in ("draws", "months"):
            table.add_row(
                _label(key, unit, per_inhabitant(money)),
                *(figure(gate[column].get(key, {}), "mean") for column in columns),
            )
    show(console, "What the gate's date costs: same draws, what follows it on its planned date instead", table)
    console.print(
        f"Effect on the total of all draws that pass, {unit}: expected {figure(gate['effect'], 'mean')}; {effect}."
    )


def _label(key: str, unit: str, each: str) -> str:
    """Return the label of an amount by its variable's name."""
    labels = {
        "cost_total": f"total, {unit}",
        "price_per_inhabitant": f"price per inhabitant, {each}",
        "npv": f"net present value, {unit}, without VAT",
    }
    return labels.get(key) or f"{key.removeprefix('cost_programme[').removesuffix(']')}, {unit}"
