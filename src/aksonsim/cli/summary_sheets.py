"""A run's summary as tables of a workbook, one row for each scenario, condition and part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aksonsim.cli.sheets import table
from aksonsim.cli.tables import per_inhabitant, prices
from aksonsim.files.excel.tables import Table

Json = dict[str, Any]

FIGURES = ("base_cost", "base", "mean", "p10", "p50", "p85", "sd_share", "prob_base", "prob_positive")
"""Of amounts, in their order; no error is known of the standard deviation, so its share has two digits."""
PRICES = {"price_per_inhabitant": "investment", "tariff": "tariff, a year"}


def summary_tables(found: Json) -> list[Table]:
    """Return the tables of what `aksonsim.analysis.summary.summary_json` returns."""
    unit = prices(found)
    blocks = list(_blocks(found))
    return [
        _amounts("cost", f"Cost, {unit}", _parts(blocks), ("kind", "part")),
        table("gate", "Gate: enough municipalities commit in time", _gate(found)),
        _amounts("price", f"Price per inhabitant, {per_inhabitant(found)}", _prices(blocks), ("what",)),
        _amounts("state", f"State's part of capped programmes, {unit}", _state(blocks), ("what",)),
        table("adoption", "Adoption at the end of the year, shares", _adoption(blocks)),
        table(
            "goals",
            "Official goals of adoption: chance given that the gate is passed, and over all draws",
            _goals(found),
        ),
        _amounts(
            "npv", f"Net present value, {unit}, without VAT", ({**at, **b.get("npv", {})} for at, b in blocks), ()
        ),
        table("milestones", "Milestones, months from start", _milestones(blocks)),
    ]


def _amounts(name: str, title: str, rows: Iterable[Json], labels: tuple[str, ...]) -> Table:
    """Return amounts as a table of the figures whose errors are known."""
    told = [{**row, "sd_share": round(row["sd_share"], 2)} if row.get("sd_share") is not None else row for row in rows]
    return table(name, title, [row for row in told if "mean" in row], ("scenario", "condition", *labels, *FIGURES))


def _prices(blocks: list[tuple[Json, Json]]) -> Iterator[Json]:
    for at, block in blocks:
        yield from ({**at, "what": what, **block[key]} for key, what in PRICES.items() if key in block)


def _blocks(found: Json) -> Iterator[tuple[Json, Json]]:
    """Yield the figures over all draws, and given that the gate is passed, with the cells that say so."""
    for name, block in found["scenarios"].items():
        if "given_passed" in block:
            yield {"scenario": name, "condition": "gate passed"}, block["given_passed"]
        yield {"scenario": name, "condition": "all draws"}, block


def _parts(blocks: list[tuple[Json, Json]]) -> Iterator[Json]:
    for at, block in blocks:
        for kind, group in (("programme", "costs"), ("payer", "payers")):
            described = block.get(group, {})
            alone = group == "costs" and len(described) == 2  # one programme is the total
            for name, amounts in described.items():
                if alone and name != "total":
                    continue
                yield {**at, "kind": "" if name == "total" else kind, "part": name, **amounts}


def _gate(found: Json) -> Iterator[Json]:
    for name, block in found["scenarios"].items():
        for outcome, chance in block.get("gate", {}).items():
            yield {
                "scenario": name,
                "outcome": outcome,
                "probability": chance["value"],
                "probability_ci": chance["ci"],
            }


def _state(blocks: list[tuple[Json, Json]]) -> Iterator[Json]:
    for at, block in blocks:
        for what in ("uncapped", "capped"):
            if what in block.get("state", {}):
                yield {**at, "what": what, **block["state"][what]}


def _adoption(blocks: list[tuple[Json, Json]]) -> Iterator[Json]:
    for at, block in blocks:
        for measure, years in block.get("adoption", {}).items():
            for year, share in years.items():
                ends = {key: round(share[key], 2) for key in ("p10", "p90")}  # no error is known of these
                yield {**at, "measure": measure, "year": int(year), **share, **ends}


def _goals(found: Json) -> Iterator[Json]:
    for name, block in found["scenarios"].items():
        yield from ({"scenario": name, **target} for target in block.get("targets", ()))


def _milestones(blocks: list[tuple[Json, Json]]) -> Iterator[Json]:
    for at, block in blocks:
        for name, entry in block.get("milestones", {}).items():
            months = {key: value if value is None else round(value, 1) for key, value in entry.items()}
            yield {**at, "milestone": name, **months}
