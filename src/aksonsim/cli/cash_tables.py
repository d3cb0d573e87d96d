"""Effects of uncertainty and of the gate as tables."""

from __future__ import annotations

from typing import IO, Any

from aksonsim.cli.tables import console_for, figure, grouped, per_inhabitant, prices, show, table_of

Json = dict[str, Any]


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
