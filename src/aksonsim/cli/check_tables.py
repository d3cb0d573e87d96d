"""The answers of a check as tables on a terminal."""

from __future__ import annotations

import itertools
from typing import IO, Any

from rich.console import Console

from aksonsim.analysis.verdicts import percent
from aksonsim.cli.tables import console_for, figure, grouped, prices, show, table_of
from aksonsim.language.rounding import exact

Json = dict[str, Any]

SHARES = ("gate", "event", "adoption", "commitment")
"""Quantities that are fractions, shown in per cent."""
FRACTIONS = ("prob", "prob_below", "share_of", "sd_share", "goal")
"""Statistics that are fractions."""


def print_check(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.check.check` returns: claims, arithmetic, contradictions, findings, outcome."""
    console = console_for(file)
    if found["title"]:
        console.print(str(found["title"]), style="bold")
    for name, block in found["scenarios"].items():
        _claims(console, f"Claims put to {name}, {prices(found)}", block)
    _arithmetic(console, found["arithmetic"])
    _contradictions(console, found["contradictions"])
    _reasons(console, found)
    _findings(console, found["findings"], list(found["scenarios"]))
    console.print()
    for name in found["failed"]:
        console.print(f"{name} must hold and does not", style="bold")
    if found["holds"]:
        console.print(_held(found))
    line = f"seed {found['seed']}, draws {grouped(str(found['draws']))}, aksonsim {found['aksonsim_version']}"
    console.print(f"{line}, digest {found['digest']}. ±: half the 95 % interval of the Monte Carlo error.")


def _held(found: Json) -> str:
    """Return what held of what must hold, and how much of it was not asked of these scenarios."""
    put = {row["id"] for block in found["scenarios"].values() for row in block["claims"]}
    put |= {row["id"] for row in found["arithmetic"]}
    some = len(put & set(found["must_hold"]))
    held = {0: "no claim put here must hold", 1: "1 claim must hold, and holds"}
    away = len(found["not_put"])
    rest = f"; {away} claims about other scenarios were not put (name these with -s)" if away else ""
    return held.get(some, f"{some} claims must hold, and hold") + rest


def _claims(console: Console, title: str, block: Json) -> None:
    table = table_of("claim", ["stated", "as", "the model's", "lies at", "exceeded in, by"])
    table.add_column("the stated figure")
    for row in block["claims"]:
        scale, unit = _scale(row)
        table.add_row(
            row["id"],
            _amount(row["value"], scale, unit),
            _words(row["statistic"]),
            figure(row, "own", scale) + unit,
            _place(row),
            _exceeded(row, scale, unit),
            row["verdict"],
        )
    show(console, title, table)
    if block["not_simulated"]:
        console.print(f"not simulated here: {', '.join(block['not_simulated'])}")


def _place(row: Json) -> str:
    """Return where a figure lies among draws; a span where draws pile up at it."""
    if row.get("place") is None or row["statistic"] == "goal":
        return ""
    if row["place"] == 0:
        return "below all"
    if row["place_from"] == 1:
        return "above all"
    if row["place"] - row["place_from"] > 0.01:
        return f"P{row['place_from'] * 100:.0f}-P{row['place'] * 100:.0f}"
    return f"P{figure(row, 'place', 100.0)}"


def _exceeded(row: Json, scale: float, unit: str) -> str:
    """Return how often and by how much, in the mean, draws exceed a figure."""
    if row.get("mean_excess") is None or row["statistic"] == "goal":
        return ""
    chance = percent(row["chance_exceeded"], row["chance_exceeded_ci"]) if row["chance_exceeded"] < 1 else "100"
    return f"{chance} %, {figure(row, 'mean_excess', scale)}{unit}"


def _scale(row: Json) -> tuple[float, str]:
    """Return the factor and unit that a claim's figures are shown with."""
    fraction = row["statistic"] in FRACTIONS or str(row["quantity"]).startswith(SHARES)
    return (100.0, " %") if fraction else (1.0, "")


def _amount(value: float, scale: float = 1.0, unit: str = "") -> str:
    return grouped(exact(value * scale)) + unit


def _words(statistic: str) -> str:
    words = {"sd_share": "SD / P50", "prob": "chance", "prob_below": "chance below", "share_of": "share"}
    return words.get(statistic, statistic.upper() if statistic[1:2].isdigit() else statistic.replace("_", " "))


def _arithmetic(console: Console, rows: list[Json]) -> None:
    table = table_of("claim", ["stated", "gives", "holds"])
    table.add_column("follows from")
    for row in rows:
        # A ratio is a fraction whatever it is the ratio of.
        scale, unit = (100.0, " %") if "/" in row["follows_from"] else _scale(row)
        stated, gives = (_amount(row[key], scale, unit) for key in ("value", "gives"))
        table.add_row(row["id"], stated, gives, "yes" if row["agrees"] else "no", row["follows_from"])
    show(console, "Arithmetic between claims", table)


def _contradictions(console: Console, pairs: list[Json]) -> None:
    if pairs:
        console.print()
        console.print("Contradictions between sources, none averaged away")
    for pair in pairs:
        one, other = (_named(claim) for claim in pair["claims"])
        console.print(f"- {one} against {other}{': ' if pair['note'] else ''}{pair['note']}")


def _named(claim: Json) -> str:
    """Return a claim with its figure and where it was published."""
    scale, unit = _scale(claim)
    about = f" of {claim['quantity']}" if claim["quantity"] else ""
    sources = f" [{', '.join(claim['source'])}]" if claim["source"] else ""
    return f"{claim['id']} {_amount(claim['value'], scale, unit)}{about}{sources}"


def _reasons(console: Console, found: Json) -> None:
    if found["not_comparable"]:
        console.print()
        console.print("Not comparable with anything simulated")
        for claim in found["not_comparable"]:
            console.print(f"- {_named(claim)}: {claim['reason']}")
    if found["not_put"]:
        console.print()
        console.print(f"About scenarios that were not asked: {', '.join(found['not_put'])}")


def _findings(console: Console, findings: list[Json], scenarios: list[str]) -> None:
    ordered = sorted(findings, key=lambda row: row["severity"] != "warning")
    for severity, rows in itertools.groupby(ordered, key=lambda row: str(row["severity"])):
        console.print()
        console.print("Warnings about the register" if severity == "warning" else "Notes on the register")
        for row in rows:
            where = "" if row["scenarios"] == scenarios else f" ({', '.join(row['scenarios'])})"
            place = f"{row['path']}: " if row["path"] else ""
            console.print(f"- {row['check']}: {place}{row['sentence']}{where}")
