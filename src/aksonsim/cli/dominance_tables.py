"""Which scenario dominates which, as tables on a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from aksonsim.cli.tables import show, table_of

Json = dict[str, Any]

MARKS = {
    ("first", "dominates"): "1",
    ("first", "nearly"): "(1)",
    ("second", "dominates"): "2",
    ("second", "nearly"): "(2)",
}
MIRRORED = {
    "dominated": "dominates",
    "nearly_dominated": "nearly",
    "dominates": "dominated",
    "nearly": "nearly_dominated",
}
DOMINANCE_KEY = (
    "1: of the first order (better whatever amount one fears), 2: of the second (better for whoever dislikes risk); in "
    "brackets: worse somewhere in the sample, by no more than its error; =: no sure difference; ·: neither. Each pair "
    "and order with 95 % confidence."
)


def print_dominance(console: Console, found: Json, letters: dict[str, str]) -> None:
    """Print which scenario dominates which, and how far each lies from the base; ``letters`` are their short names."""
    for reading in found.get("dominance", ()):
        table = table_of("", letters.values())
        for a in letters:
            table.add_row(f"{letters[a]}  {a}", *("" if a == b else _mark(reading["pairs"], a, b) for b in letters))
        show(console, f"Row dominates column by {reading['output']}, {_given(reading)}", table)
        _margins(console, found, reading)
    if found.get("dominance"):
        console.print(DOMINANCE_KEY)


def _margins(console: Console, found: Json, reading: Json) -> None:
    """Print how far, in standard errors, the base scenario lies from each other one at its best and worst threshold."""
    base = found["base"]
    table = table_of("", [f"{what}, {order}" for order in ("1st", "2nd") for what in ("best", "worst", "band")])
    for name in found["scenarios"]:
        turned = name in reading["pairs"][base]
        both = reading["pairs"][base][name] if turned else reading["pairs"][name].get(base)
        if both is None:
            continue
        cells = []
        for order in ("first", "second"):
            low, high = (
                (-both[order]["t_high"], -both[order]["t_low"])
                if turned
                else (both[order]["t_low"], both[order]["t_high"])
            )
            cells += [f"{low:+z.1f}", f"{high:+z.1f}", f"± {both[order]['factor']:.1f}"]
        table.add_row(name, *cells)
    show(console, f"Less {base} where most and least is gained, in standard errors (sure beyond the band)", table)


def _mark(pairs: Json, a: str, b: str) -> str:
    """Return what the first scenario is to the second, as `DOMINANCE_KEY` says."""
    turned = b not in pairs[a]
    both = pairs[b][a] if turned else pairs[a][b]
    relations = {order: both[order]["relation"] for order in ("first", "second")}
    if turned:
        relations = {order: MIRRORED.get(relation, relation) for order, relation in relations.items()}
    for (order, relation), mark in MARKS.items():
        if relations[order] == relation:
            return mark
    return "=" if set(relations.values()) == {"alike"} else "·"


def _given(reading: Json) -> str:
    return "given that the gate is passed" if reading["condition"] == "given_passed" else "over all draws"
