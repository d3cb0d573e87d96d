"""The cost ladder as a table: base cost to cost frame, and what correlation does to the P85 of the sum."""

from __future__ import annotations

from typing import IO, Any

from aksonsim.cli.cash_tables import print_cash, print_cut_list, print_tail
from aksonsim.cli.tables import console_for, figure, grouped, show, table_of
from aksonsim.language.rounding import half_width

Json = dict[str, Any]

STEPS = {
    "base_cost": "base cost",
    "unspecified": "+ unspecified allowance",
    "base_estimate": "base estimate",
    "expected_addition_p50": "+ expected addition, by P50",
    "expected_addition_mean": "  (expected addition, by mean)",
    "p50": "steering frame (P50)",
    "mean": "  (expected cost)",
    "contingency": "+ contingency",
    "p85": "P85",
    "cut_total": "- cut list",
    "cost_frame": "cost frame",
}


def print_ladder(ladder: Json, name: str, unit: str, file: IO[str]) -> None:
    """Print the ladder of one scenario.

    Parameters
    ----------
    ladder
        What `aksonsim.analysis.ladder.ladder` returns.
    name
        The scenario's name.
    unit
        Currency and price year.
    file
        Where to.
    """
    console = console_for(file)
    given = "given that the gate is passed, " if ladder["condition"] == "given_passed" else ""
    steps = ladder["ladders"]
    steps = steps if len(steps) > 2 else {"total": steps["total"]}  # one programme is the total
    table = table_of("", steps)
    for key, label in STEPS.items():
        table.add_row(label, *(figure(of, key) for of in steps.values()))
    draws = grouped(str(ladder["draws"]))
    cuts = f"; cuts possible after {ladder['decided']}" if steps["total"]["cuts"] and ladder["decided"] else ""
    show(console, f"Ladder of {name}: {given}{draws} draws, {unit}{cuts}", table)
    print_cut_list(console, ladder["cut_list"], unit)
    _dependence(console, ladder["dependence"], unit)
    if ladder["decided"]:
        print_cash(console, ladder["cash"], unit)
    print_tail(console, ladder["tail"], unit)


def _dependence(console: Any, found: Json, unit: str) -> None:
    if not found:
        return
    table = table_of("", [unit])
    rows = {
        "independent": "independent programmes",
        "percentile_of_sum": "as simulated",
        "sum_of_percentiles": "sum of the programmes' P85s",
    }
    half = half_width(found["percentile_of_sum_ci"])
    for key, label in rows.items():
        # The same marginals made all three, so none is known better than the simulated one.
        table.add_row(label, figure({key: found[key], f"{key}_ci": (found[key] - half, found[key] + half)}, key))
    table.add_row("correlation that the simulated one implies", figure(found, "implied_rho"))
    for pair in found["correlations"]:
        table.add_row(f"correlation of {' and '.join(pair['between'])}", f"{pair['rho']:z.2f}")
    show(console, "P85 of the total", table)
