"""The outside view as tables on a terminal."""

from __future__ import annotations

import math
from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, prices, show, table_of
from aksonsim.language.rounding import half_width

Json = dict[str, Any]

CONDITIONS = {"given_passed": "given that the gate is passed", "all": "all draws"}
DECISIONS = {"final": "measured from the decision to invest", "early": "measured from an early estimate"}
OF = {"base": "base", "p50": "P50"}
LEVELS = ("p10", "p50", "p85", "p95")


def print_outside(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.outside.outside` returns, with currency, price year and seed."""
    console = console_for(file)
    unit, base = prices(found), grouped(f"{found['base']:.0f}")
    about = f"{CONDITIONS[found['condition']]}, {grouped(str(found['draws']))} draws, seed {found['seed']}"
    console.print(f"Outside view of {found['programme']}, scenario {found['scenario']}: {about}")
    full = " at full participation" if found["full_participation"] else ""
    console.print(f"Base estimate{full}: {base} {unit}")
    if found["condition"] == "given_passed":
        console.print("Costs of the model are at the participation of each draw: it lies lower for that alone.")
    table = table_of("", ["on", "P10", "P50", "P85", "P95", "P(above base)"])
    model = found["model"]
    table.add_row("the model", "", *(figure(model, key) for key in LEVELS), _percent(model, "prob_above_base"))
    for stands in found["classes"]:
        amounts = (_three_digits(stands[key]) for key in LEVELS)
        table.add_row(stands["title"]["en"], OF[stands["of"]], *amounts, _percent(stands, "prob_above_base"))
    show(console, f"Cost, {unit}; classes as stated, to three digits", table)
    columns = ["model's P50 is its", "model's P85 is its", "its P50 is the model's", "its P85 is the model's"]
    table = table_of("", columns)
    for stands in found["classes"]:
        keys = ("model_p50_at", "model_p85_at", "p50_in_model", "p85_in_model")
        table.add_row(stands["title"]["en"], *(place_of(stands, key) for key in keys))
    show(console, "Where model and class lie in each other (percentile)", table)
    table = table_of("", ["actual / estimate", "on the base estimate", "is the model's"])
    for case in found["cases"]:
        span = "" if case["low"] is None else f" ({case['low']:.2f}–{case['high']:.2f})"
        table.add_row(
            case["title"]["en"], f"{case['ratio']:.2f}{span}", _three_digits(case["amount"]), place_of(case, "in_model")
        )
    show(console, "Single cases", table)
    for stands in found["classes"]:
        if delay := stands.get("delay"):
            console.print(
                f"\nEvery extra year adds {delay['per_year'] * 100:z.0f} % of the estimate ({stands['title']['en']}): "
                f"the model ends {figure(delay, 'years')} years late in expectation, which would add "
                f"{figure(delay, 'amount')} {unit}.",
            )
    _origins(console, found)


def _origins(console: Console, found: Json) -> None:
    console.print()
    console.print("Where they come from")
    for origin in [*found["classes"], *found["cases"]]:
        number = f", n = {grouped(str(origin['projects']))}" if origin.get("projects") else ""
        console.print()
        what = f"{origin['title']['en']} ({origin['certainty']}{number}; {DECISIONS[origin['decision']]})"
        console.print(what)
        for label, text in (
            ("source", origin["source"]),
            ("printed", origin["printed"]),
            ("derived", origin.get("derivation", "")),
            ("mind", " ".join(origin["caveats"])),
        ):
            if text:
                console.print(f"  {label}: {text}")


def _three_digits(amount: float) -> str:
    return grouped(f"{float(f'{amount:.3g}'):.0f}" if amount >= 100 else f"{amount:.3g}")


def _percent(block: Json, key: str) -> str:
    return f"{figure(block, key, 100.0)} %" if f"{key}_ci" in block else f"{block[key] * 100:.0f} %"


def place_of(block: Json, key: str) -> str:
    """Return a probability as a percentile."""
    text = whole_percent(block, key)
    return f"P{text}" if text[0].isdigit() else f"{text[0]} P{text[2:]}"


def whole_percent(block: Json, key: str) -> str:
    """Return a probability in whole per cent, its error rounded up; as a bound where it is surely near 0 or 1."""
    value, (low, high) = block[key], block[f"{key}_ci"]
    if value < 0.01 and high < 0.02:
        return "< 1"
    if value > 0.99 and low > 0.98:
        return "> 99"
    return f"{value * 100:.0f} ± {max(math.ceil(half_width((low, high)) * 100), 1)}"
