"""A comparison as tables on a terminal: a row a scenario, and under it what differs from the base scenario."""

from __future__ import annotations

from string import ascii_uppercase
from typing import IO, Any

from rich.console import Console

from aksonsim.cli.dominance_tables import print_dominance
from aksonsim.cli.mitigation_tables import print_mitigations, signed
from aksonsim.cli.tables import console_for, figure, grouped, per_inhabitant, prices, show, table_of
from aksonsim.language.rounding import exact, half_width

Json = dict[str, Any]

GROUPS = {
    "cost": "Cost given that the gate is passed",
    "cost_all": "Cost over all draws, stopped ones included",
    "programme": "Programmes given that the gate is passed",
    "payer": "Payers given that the gate is passed",
    "gate": "Gate: enough municipalities commit in time",
    "adoption": "Adoption at the end of {year}",
    "price": "Price per inhabitant given that the gate is passed",
    "npv": "Net present value, without VAT",
}
HEADS = {
    "cost_mean": "expected",
    "cost_p50": "P50 = steering frame",
    "cost_p85": "P85",
    "cost_frame": "cost frame",
    "cost_mean_all": "expected",
    "cost_p50_all": "P50",
    "cost_p85_all": "P85",
    "gate_on_time": "passed on time",
    "gate_late": "passed late",
    "gate_stopped": "never, stopped",
    "live_p50": "inhabitants, P50",
    "live_municipalities_p50": "municipalities, P50",
    "live_gps_p50": "GPs, P50",
    "live_mean_all": "inhabitants, expected, all draws",
    "price_p50": "P50",
    "price_mean": "expected",
    "price_p85": "P85",
    "tariff_p50": "tariff a year, P50",
    "npv_mean": "expected, gate passed",
    "npv_p50": "P50, gate passed",
    "npv_mean_all": "expected, all",
    "npv_p50_all": "P50, all",
    "npv_positive_all": "P(NPV > 0), all",
}
PROMISES = {
    "frame": "cost within {frame}",
    "on_time": "gate in time",
    "live": "{live} live by {year}",
    "frame_and_gate": "frame and gate",
    "together": "all three",
}


def print_comparison(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.analysis.comparison.compare` returns, and ``mitigations`` where they were asked for."""
    console = console_for(file)
    if found.get("title"):
        console.print(str(found["title"]), style="bold")
    if "measures" in found:
        _scenarios(console, found)
        _measures(console, found)
        _same_worlds(console, found)
        _cheaper(console, found)
        _joint(console, found)
        print_dominance(console, found, _letters(found))
        _regret(console, found)
    print_mitigations(console, found.get("mitigations"))
    console.print()
    for note in found.get("notes", ()):
        console.print(note)
    told = found if "measures" in found else found["mitigations"]
    parts = [f"{key} {grouped(str(told[key]))}" for key in ("seed", "draws") if told.get("paired", True)]
    parts += [f"method {told['method']}"] if told.get("paired") else []
    parts += [f"aksonsim {told['aksonsim_version']}"] if "aksonsim_version" in told else []
    console.print(f"{', '.join(parts)}. ±: half the 95 % interval of the Monte Carlo error.")


def _gated(found: Json) -> bool:
    return any("passes" in about for about in found["scenarios"].values())


def _letters(found: Json) -> dict[str, str]:
    """Return a short name for each scenario: A, B, ... Z, A2, B2, ..."""
    names = list(found["scenarios"])
    return {name: ascii_uppercase[i % 26] + (str(i // 26 + 1) if i >= 26 else "") for i, name in enumerate(names)}


def _scenarios(console: Console, found: Json) -> None:
    draws = {about["draws"] for about in found["scenarios"].values()}
    gate = ["passes the gate"] if _gated(found) else []
    table = table_of("", gate + (["draws"] if len(draws) > 1 else []))
    table.add_column("", justify="left")
    letters = _letters(found)
    for name, about in found["scenarios"].items():
        passes = about.get("passes")
        chance = "no gate" if passes is None else _percent({"p": passes["value"], "p_ci": passes["ci"]}, "p")
        own = [grouped(str(about["draws"]))] if len(draws) > 1 else []
        base = " (base)" if name == found["base"] else ""
        table.add_row(f"{letters[name]}  {name}{base}", *([chance] if gate else []), *own, about["title"]["en"])
    show(console, "Scenarios", table)
    for name, about in found["scenarios"].items():
        for change in about.get("changed", ()):
            console.print(f"{letters[name]} changed: {change}")


def _measures(console: Console, found: Json) -> None:
    unit = prices(found)
    gated = _gated(found)
    for group, title in GROUPS.items():
        measures = [measure for measure in found["measures"] if measure["group"] == group]
        if not measures:
            continue
        table = table_of("", [_head(measure["key"], gated) for measure in measures])
        for name in found["scenarios"]:
            rows = [measure["scenarios"].get(name, {}) for measure in measures]
            if not any(rows):
                continue
            table.add_row(name, *(_cell(row, m) for row, m in zip(rows, measures, strict=True)))
            if any("difference" in row for row in rows):
                less = (_difference(row, m) for row, m in zip(rows, measures, strict=True))
                table.add_row(f"  less {found['base']}", *less, style="dim")
        shown = _ungated(title.format(year=found["joint"]["year"]), gated)
        units = {"gate": "", "adoption": "", "price": f", {per_inhabitant(found)}"}
        show(console, f"{shown}{units.get(group, f', {unit}')}", table)


def _head(key: str, gated: bool) -> str:
    if key in HEADS:
        return _ungated(HEADS[key], gated)
    name, statistic = key.partition("[")[2].rpartition("]")[0], key.rpartition("_")[2]
    return f"{name} {'expected' if statistic == 'mean' else statistic.upper()}"


def _ungated(text: str, gated: bool) -> str:
    """Return a title without its condition where no scenario has a gate."""
    return text if gated else text.replace(" given that the gate is passed", "").partition(", gate passed")[0]


def _cell(row: Json, measure: Json) -> str:
    if not row:
        return ""
    return _percent(row, "value") if measure["unit"] == "share" else figure({"v": row["value"], "v_ci": row["ci"]}, "v")


def _difference(row: Json, measure: Json) -> str:
    if "difference" not in row:
        return ""
    if measure["unit"] == "share":
        return f"{signed(row, 'difference', 100)} pp"
    return signed(row, "difference")


def _percent(block: Json, key: str) -> str:
    interval = block.get(f"{key}_ci", block.get("ci"))
    return f"{figure({'v': block[key], 'v_ci': interval}, 'v', 100)} %"


def _same_worlds(console: Console, found: Json) -> None:
    table = table_of("", ["draws in both", "expected", "P50", "P85", f"P({_word(found)})", "P(same)"])
    for name, row in found.get("same_worlds", {}).items():
        if row:
            cells = (signed(row, "mean"), signed(row, "p50"), signed(row, "p85"), _percent(row, "better"))
            table.add_row(name, f"{row['share'] * 100:.1f} %", *cells, f"{row['equal'] * 100:.1f} %")
    gated = _gated(found)
    where = "draws that pass the gate in both" if gated else "draw by draw"
    what = f"{found['output']} less that of {found['base']}, {_unit(found, found['output'])}"
    show(console, f"In the same worlds ({where}): {what}", table)


def _unit(found: Json, output: str) -> str:
    """Return the unit of a quantity: money with its price year; shares are fractions."""
    units = found["units"] if output == found["output"] else found["currency"]  # the other is the net present value
    return "fractions" if units == "1" else prices(found, units)


def _word(found: Json) -> str:
    if found["better"] == "more":
        return "better"
    return "cheaper" if found["output"].startswith(("cost", "price", "tariff", "state")) else "less"


def _cheaper(console: Console, found: Json) -> None:
    letters = _letters(found)
    titles = {"given_passed": "draws that pass the gate in both", "all": "all draws, stopped ones included"}
    gated = _gated(found)
    for condition, rows in found.get("cheaper", {}).items():
        error = max((half_width(cell["ci"]) for row in rows.values() for cell in row.values() if cell), default=0.0)
        table = table_of("", letters.values())
        for a, row in rows.items():
            cells = (f"{row[b]['value'] * 100:.1f}" if row.get(b) else "" for b in rows)
            table.add_row(f"{letters[a]}  {a}", *cells)
        where = titles[condition] if gated else "draw by draw"
        title = f"P(row {_word(found)} than column) by {found['output']}, {where}, % (± {error * 100:.2g} at most)"
        show(console, title, table)
    ties = [
        cell["equal"]
        for rows in found.get("cheaper", {}).values()
        for r in rows.values()
        for cell in r.values()
        if cell
    ]
    if any(share > 0.001 for share in ties):
        console.print(f"Two scenarios are the same in up to {max(ties) * 100:.0f} % of draws, which count for neither.")


def _joint(console: Console, found: Json) -> None:
    joint = found["joint"]
    frame = grouped(exact(joint["frame"]))
    words = {"frame": frame, "live": f"{joint['live'] * 100:g} %", "year": joint["year"]}
    asked = [key for key in PROMISES if any(key in row for row in joint["scenarios"].values())]
    table = table_of("", [PROMISES[key].format(**words) for key in asked])
    for name, row in joint["scenarios"].items():
        table.add_row(name, *(_percent(row[key], "value") if key in row else "" for key in asked))
        less = [_difference(row.get(key, {}), {"unit": "share"}) for key in asked]
        if any(less):
            table.add_row(f"  less {found['base']}", *less, style="dim")
    origin = "stated" if joint["stated"] else f"cost frame of {found['base']}"
    what = "Promises kept together" if len(asked) > 1 else "Frame kept"
    show(console, f"{what}, over all draws (frame {frame} {prices(found)}: {origin})", table)


def _regret(console: Console, found: Json) -> None:
    for reading in found.get("regret", ()):
        table = table_of("", ["expected", "P85", "best or as good"])
        for row in reading.get("rows", ()):
            table.add_row(row["name"], figure(row, "mean"), figure(row, "p85"), _percent(row, "best"))
        where = "draws that pass in all" if reading["condition"] == "given_passed" else "all draws"
        draws = grouped(str(reading.get("draws", 0)))
        what = f"{reading['output']}, {_unit(found, reading['output'])}"
        show(console, f"Regret against the best choice of the same draw: {what}; {where} ({draws})", table)
    if found.get("regret") and len(found["choices"]) == len(found["scenarios"]):
        console.print("All scenarios are taken as choices; what befalls is none: name the choices with --choice.")
