"""What a sweep says, as tables and sentences on a terminal."""

from __future__ import annotations

import textwrap
from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import WIDTH, console_for, figure, grouped, prices, show, table_of
from aksonsim.language.rounding import exact, half_width, round_to_error, share_with_error, with_error

Json = dict[str, Any]

CONDITIONS = {"passed": "given that the gate is passed", "all": "over all draws"}
MOST = 12
ROUNDING = 1e-9
"""Errors smaller than this, relatively, are those of arithmetic."""
TELLING = 4
"""Response curves that are printed: those that move the output most; ``--json`` has all."""


def print_explored(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.sweep.explore` returns."""
    console = console_for(file)
    of = found["of"]
    console.print(str(found["title"]), style="bold")
    unit = "" if of["units"] == "1" else f", {prices(found, of['units'])}"
    console.print(f"{of['title']['en']} ({of['name']}{unit}; {CONDITIONS[of['condition']]})")
    if "design" in found:
        console.print(
            f"{found['done']} of {found['points']} points ({found['design']}) of {grouped(str(found['draws']))} draws; "
            f"from {exact(of['least'])} to {exact(of['most'])}",
        )
    _curves(console, found)
    _effects(console, found)
    _salib(console, found.get("salib"))
    _how_sure(console, found)
    if "discovery" in found:
        _discovery(console, found["discovery"], "points" if "design" in found else "draws")
    for note in found["notes"]:
        console.print(f"note: {note}")
    console.print()
    console.print(
        f"seed {found['seed']}, aksonsim {found['aksonsim_version']}, digest {found['digest']}. "
        "±: half the 95 % interval.",
    )


def _curves(console: Console, found: Json) -> None:
    curves = {path: steps for path, steps in found.get("curves", {}).items() if len(steps) > 1}
    reach = {path: abs(max(s["mean"] for s in steps) - min(s["mean"] for s in steps)) for path, steps in curves.items()}
    for path in sorted(curves, key=lambda path: -reach[path])[:TELLING]:
        steps = curves[path]
        table = table_of("", ["mean of the points", "points"])
        for step in steps:
            at = step["at"] if isinstance(step["at"], str) else f"{step['at']:.4g}"
            # The same in all points there is, or the only point: without an error.
            known = step if step["ci"][0] != step["ci"][1] else {"mean": step["mean"]}
            mean = figure({"v": known["mean"], "v_ci": known.get("ci")}, "v")
            table.add_row(at, mean, str(step["points"]))
        title = found["parameters"][path]["en"]
        show(console, f"Response to {title} ({path}), whatever the other parameters are", table)


def _effects(console: Console, found: Json) -> None:
    effects = found.get("effects")
    if effects is None:
        return
    if effects["method"] == "morris":
        table = table_of("", ["mean effect", "mean size (mu*)", "standard deviation"])
        for row in effects["rows"]:
            # An effect that is the same on every trajectory has no spread but that of rounding, and is exact.
            alike = row["sd"] <= ROUNDING * max(row["size"], 1.0)
            sd = "0" if alike else grouped(round_to_error(row["sd"], row["size_half"] or row["sd"]))
            table.add_row(row["name"], _amount(row, "mean"), _amount(row, "size"), sd)
        show(console, "Elementary effects over the whole range of a parameter (Morris)", table)
        return
    if effects["method"] == "saltelli":
        table = table_of("", ["alone (first order), %", "with interactions (total), %"])
        for row in effects["rows"]:
            table.add_row(row["name"], _share(row, "first"), _share(row, "total"))
        show(console, "Share of the variance over the points (Sobol' indices)", table)
        return
    table = table_of("", ["share of the variance, %"])
    for row in effects["rows"]:
        table.add_row(row["name"], _share(row, "share"))
    for row in effects["pairs"][: max(3, MOST - len(effects["rows"]))]:
        table.add_row(" x ".join(row["between"]), _share(row, "share"))
    left = "higher interactions" if effects["method"] == "grid" else "higher terms, jumps and noise"
    table.add_row(left, _share({"share": effects["residual"], "share_half": effects["residual_half"]}, "share"))
    show(console, "Main effects and interactions over the points", table)
    if found.get("noise") is not None:
        console.print(f"Monte Carlo error of the points: at most {100 * found['noise']:.2g} % of the variance")


def _amount(row: Json, key: str) -> str:
    """Return a figure in the output's unit with its error, in the digits that this supports."""
    half = row[f"{key}_half"]
    if half <= ROUNDING * max(abs(row[key]), 1.0):
        return grouped(exact(row[key] if abs(row[key]) > ROUNDING else 0.0))
    return figure({"v": row[key], "v_ci": (row[key] - half, row[key] + half)}, "v")


def _share(row: Json, key: str) -> str:
    """Return a share as per cent with its error; one that is exact has two decimals."""
    shown, error = share_with_error(row[key], row.get(f"{key}_half"))
    return f"{shown} ± {error}" if error else shown


def _salib(console: Console, found: Json | None) -> None:
    if found is None:
        return
    keys = list(next(iter(found.values())))
    table = table_of("", keys)
    for path, indices in found.items():
        table.add_row(path, *(f"{indices[key]:.4g}" for key in keys))
    show(console, "The same by SALib", table)


def _how_sure(console: Console, found: Json) -> None:
    sure = found.get("how_sure")
    if sure is None:
        return
    table = table_of("", ["P5", "P25", "P50", "P75", "P95"])
    table.add_row(found["of"]["name"], *(figure(sure, key) for key in ("p5", "p25", "p50", "p75", "p95")))
    show(console, f"How sure the figure itself is: its spread over {sure['points']} worlds", table)
    inner = exact(float(f"{sure['inner_half']:.2g}"))
    low, high = (grouped(with_error(sure[key], half_width(sure[f"{key}_ci"]))[0]) for key in ("p5", "p95"))
    console.print(
        f"In 90 of 100 worlds it lies between {low} and {high}; inside one world the simulation leaves ± {inner}.",
    )


def _discovery(console: Console, found: Json, noun: str) -> None:
    console.print()
    share = 100 * found["cases"] / found["of"]
    console.print(
        f"When {found['when']}: {grouped(str(found['cases']))} of {grouped(str(found['of']))} {noun} ({share:.0f} %)",
        style="bold",
    )
    for number, box in enumerate(found.get("boxes", ())):
        there = "there and in no earlier box" if number else "there"
        _say(console, f"It is {'also ' if number else ''}so when {box['words']['en']}.")
        low, high = box["density_ci"]
        weakest = max(limit["quasi_p"] for limit in box["limits"])
        _say(
            console,
            f"   {100 * box['coverage']:.0f} % of all such cases lie {there} (coverage); "
            f"{100 * box['density']:.0f} % of what lies {there} is such a case (density; "
            f"{100 * low:.0f}-{100 * high:.0f} %); {box['points']} {noun}; "
            f"chance that luck set the weakest limit: {_tiny(weakest)}.",
        )
    leaves = [leaf for leaf in found.get("leaves", ()) if leaf["density"] > 0.5]
    for leaf in leaves:
        _say(
            console,
            f"Tree: {leaf['words']['en']}: {100 * leaf['density']:.0f} % of {leaf['points']} {noun}, "
            f"{100 * leaf['coverage']:.0f} % of all such cases.",
        )
    table = table_of("", ["distance", "p", "such cases lie"])
    for row in found.get("regional", ())[:MOST]:
        side = "higher" if row["higher"] else "lower"
        table.add_row(row["name"], f"{row['distance']:.2f}", _tiny(row["p"]), side)
    show(console, "How far such cases lie apart from the others (Kolmogorov-Smirnov)", table)


def _tiny(chance: float) -> str:
    return f"{chance:.1g}" if chance >= 1e-20 else "below 1e-20"


def _say(console: Console, text: str) -> None:
    width = console.width if console.is_terminal else WIDTH
    indent = len(text) - len(text.lstrip())
    for line in textwrap.wrap(text.strip(), width - indent):
        console.print(" " * indent + line)
