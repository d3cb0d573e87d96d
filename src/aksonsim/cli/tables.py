"""A run's summary as tables on a terminal: every figure with its error and only the digits the error supports."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

from rich.console import Console

from aksonsim.language.rounding import exact, half_width, round_to_error, with_error
from aksonsim.money import attributes_of
from aksonsim.render.terminal import WIDTH as WIDTH
from aksonsim.render.terminal import console_for as console_for
from aksonsim.render.terminal import show as show
from aksonsim.render.terminal import table_of as table_of
from aksonsim.results.access import date_after

Json = dict[str, Any]

COSTS = {"base": "base estimate", "mean": "expected", "p50": "P50", "p85": "P85"}
NO_MONEY = ("", "1", "months")
"""Units that no price year belongs to."""
MEASURES = {"inhabitants": "inhabitants", "municipalities": "municipalities", "gps": "general practitioners"}


def print_summary(summary: Json, file: IO[str]) -> None:
    """Print the tables of a summary.

    Parameters
    ----------
    summary
        What `aksonsim.analysis.summary.summary_json` returns.
    file
        Where to: colours and the terminal's own width on a terminal, plain text elsewhere.
    """
    console = console_for(file)
    unit = prices(summary)
    if summary.get("title"):
        console.print(str(summary["title"]), style="bold")
    for name, found in summary["scenarios"].items():
        _scenario(console, name, found, (unit, per_inhabitant(summary)), summary.get("start"))
    console.print()
    console.print(provenance(summary))


def prices(found: Json, units: str | None = None) -> str:
    """Return a unit of money with its price year, by default that of amounts; another unit as it is.

    ``found``: what a command answers, with `aksonsim.money.attributes` in it.
    """
    about = attributes_of(found)
    unit = str(about["currency"] if units is None else units)
    if unit in NO_MONEY:
        return unit
    return f"{unit.replace(' year-1', ' a year')}, {about['price_year']} prices"


def per_inhabitant(found: Json) -> str:
    """Return the unit of amounts per inhabitant with its price year."""
    return prices(found, attributes_of(found)["currency_per_inhabitant"])


def provenance(summary: Json) -> str:
    """Return the line that makes the figures repeatable, and what their intervals mean."""
    parts = [f"seed {summary.get('seed')}", f"draws {grouped(str(summary.get('draws')))}"]
    parts += [f"{key} {summary[key]}" for key in ("method", "aksonsim_version", "digest") if key in summary]
    line = ", ".join(parts).replace("aksonsim_version", "aksonsim")
    if supposed := summary.get("base_supposes"):
        line += f". Base estimates: {', '.join(supposed)}"
    if summary.get("method", "mc") == "mc":
        return f"{line}. ±: half the 95 % interval of the Monte Carlo error."
    return f"{line}. ±: half the 95 % interval of independent draws; this method errs less."


def _scenario(console: Console, name: str, found: Json, units: tuple[str, str], start: str | None) -> None:
    unit, each = units
    console.print()
    console.print(f"Scenario {name}", style="bold")
    for change in found.get("changed", ()):
        console.print(f"changed: {change}")
    for note in found.get("inert", ()):
        console.print(f"note: {note}")
    gated = "gate" in found
    given = found.get("given_passed", {}) if gated else {}
    if gated:
        _gate(console, found)
        _amounts(console, f"Cost given that the gate is passed ({_draws(given)}), {unit}", given)
        _amounts(console, f"Cost over all draws, stopped ones included ({_draws(found)}), {unit}", found)
    else:
        _amounts(console, f"Cost ({_draws(found)}), {unit}", found)
    told = given if gated else found
    condition = " given that the gate is passed" if gated else ""
    _prices(console, f"Price per inhabitant{condition}, {each}", told)
    _npv(console, f"Net present value, {unit}, without VAT", found, given)
    _state(console, f"State's part of capped programmes{condition}, {unit}", told)
    targets = found.get("targets", [])
    _adoption(console, f"Adoption at the end of the year{condition}, %: P50 (P10–P90)", told, targets)
    if gated:
        _adoption(console, "Adoption at the end of the year over all draws, %: P50 (P10–P90)", found, targets)
    _targets(console, targets, gated)
    if gated:
        _late(console, found, unit, each)
        _stopped(console, found, unit)
    _milestones(console, f"Milestones{condition}", told, start)


def _draws(block: Json) -> str:
    return f"{grouped(str(block.get('draws', 0)))} draws"


def grouped(text: str) -> str:
    """Return a number's text with spaces between thousands."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}".replace(",", " ") + point + fraction if whole.isdigit() else text


def figure(block: Json, key: str, scale: float = 1.0) -> str:
    """Return a figure as ``value ± half its 95 % interval`` in the digits the interval supports; empty if not there."""
    value, interval = block.get(key), block.get(f"{key}_ci")
    if value is None:
        return ""
    if interval is None:
        return grouped(exact(value * scale))
    shown, error = with_error(value * scale, half_width(interval) * scale)
    return f"{grouped(shown)} ± {grouped(error)}" if error else grouped(shown)


def _amounts(console: Console, title: str, block: Json) -> None:
    """Print cost by programme and payer: base, expected, P50, P85, spread and the chance to stay below the base."""
    based = any("base" in amounts for group in ("costs", "payers") for amounts in block.get(group, {}).values())
    keys = [key for key in COSTS if based or key != "base"]
    table = table_of("", [*(COSTS[key] for key in keys), "SD / P50", *(["P(cost < base)"] if based else [])])
    for group in ("costs", "payers"):
        described = block.get(group, {})
        # One programme is the total.
        alone = group == "costs" and len(described) == 2
        for item, amounts in described.items():
            if alone and item != "total":
                continue
            share = amounts.get("sd_share")
            cells = [figure(amounts, key) for key in keys]
            cells.append("" if share is None else f"{share * 100:.0f} %")
            table.add_row(item, *cells, *([_percent(amounts, "prob_base")] if based else []))
        if group == "costs" and block.get("payers"):
            table.add_section()
    show(console, title, table)


def _percent(block: Json, key: str) -> str:
    text = figure(block, key, 100.0)
    return f"{text} %" if text else ""


def _gate(console: Console, found: Json) -> None:
    table = table_of("", ["probability"])
    words = {"on_time": "passed on time", "late": "passed late", "stopped": "never passed, programme stopped"}
    for outcome, chance in found["gate"].items():
        table.add_row(words[outcome], _percent({"p": chance["value"], "p_ci": chance["ci"]}, "p"))
    show(console, "Gate: enough municipalities commit in time", table)


def _prices(console: Console, title: str, block: Json) -> None:
    table = table_of("", ["P10", "P50", "expected", "P85"])
    for key, label in (("price_per_inhabitant", "investment"), ("tariff", "tariff, a year")):
        price = block.get(key, {})
        if "p50" in price:
            table.add_row(label, *(figure(price, k) for k in ("p10", "p50", "mean", "p85")))
    show(console, title, table)


def _npv(console: Console, title: str, found: Json, given: Json) -> None:
    table = table_of("", ["base", "expected", "P10", "P50", "P85", "P(NPV > 0)"])
    for label, block in (("given that the gate is passed", given), ("over all draws", found)):
        if npv := block.get("npv"):
            figures = (figure(npv, key) for key in ("base", "mean", "p10", "p50", "p85"))
            table.add_row(label, *figures, _percent(npv, "prob_positive"))
    show(console, title, table)


def _state(console: Console, title: str, block: Json) -> None:
    table = table_of("", ["expected", "P50", "P85"])
    state = block.get("state")
    if state:
        for key, label in (("uncapped", "before the cap"), ("capped", "payment, cap applied")):
            table.add_row(label, *(figure(state[key], k) for k in ("mean", "p50", "p85")))
        table.add_row("probability that the cap binds", _percent(state, "prob_cap_binds"))
    show(console, title, table)


def _adoption(console: Console, title: str, block: Json, targets: list[Json]) -> None:
    adoption = block.get("adoption", {})
    years = _telling_years(adoption, [str(target["year"]) for target in targets])
    table = table_of("", years)
    for measure, by_year in adoption.items():
        cells = []
        for year in years:
            share = by_year[year]
            half = half_width(share["p50_ci"]) * 100
            p50 = round_to_error(share["p50"] * 100, max(half, 0.1))
            cells.append(f"{p50} ({share['p10'] * 100:.0f}–{share['p90'] * 100:.0f})")
        table.add_row(MEASURES.get(measure, measure), *cells)
    show(console, title, table)


def _telling_years(adoption: Json, wanted: list[str], most: int = 4) -> list[str]:
    """Return the wanted years and about so many spread over the time in which adoption moves."""
    moving: list[str] = []
    for by_year in adoption.values():
        previous = None
        for year, share in by_year.items():
            spread = (round(share["p10"], 2), round(share["p90"], 2))
            if previous is not None and spread != previous and year not in moving:
                moving.append(year)
            previous = spread
    moving.sort()
    if len(moving) > most:
        moving = [moving[round(i * (len(moving) - 1) / (most - 1))] for i in range(most)]
    known = {year for by_year in adoption.values() for year in by_year}
    return sorted({*moving, *(year for year in wanted if year in known)})


def _targets(console: Console, targets: list[Json], gated: bool) -> None:
    columns = ["goal", "probability, gate passed", "over all draws"] if gated else ["goal", "probability"]
    table = table_of("", columns)
    for target in targets:
        cells = [_percent(target, key) for key in (["chance", "chance_all"] if gated else ["chance"])]
        label = f"{MEASURES.get(target['measure'], target['measure'])}, end of {target['year']}"
        table.add_row(label, f"{target['share'] * 100:.0f} %", *cells)
    show(console, "Official goals of adoption", table)


def _late(console: Console, found: Json, unit: str, each: str) -> None:
    late = found.get("late_gate")
    if not late:
        return
    table = table_of("", ["mean, late less on time"])
    for item, amounts in {**late.get("programmes", {}), "total": late}.items():
        table.add_row(f"{item}, {unit}", _signed(amounts, "cost"))
    if "price_per_inhabitant" in late:
        table.add_row(f"price per inhabitant, {each}", _signed(late, "price_per_inhabitant"))
    months = ""
    if "months_late" in late:
        months = f": median {late['months_late']:z.0f} months from start against {late['months_on_time']:z.0f}"
    show(console, f"Late gate against on time{months}", table)


def _signed(block: Json, key: str) -> str:
    text = figure(block, key)
    return text if text.startswith(("-", "0 ", "0.0 ")) else f"+{text}"


def _stopped(console: Console, found: Json, unit: str) -> None:
    stopped = found.get("stopped")
    if stopped:
        sunk = {"costs": stopped["sunk"], "payers": stopped.get("payers", {})}
        _amounts(console, f"Sunk cost given that the programme is stopped ({_draws(stopped)}), {unit}", sunk)


def _milestones(console: Console, title: str, block: Json, start: str | None) -> None:
    table = table_of("", ["reference", "P10", "P50", "P85", "reached"])
    for name, entry in block.get("milestones", {}).items():
        dates = (_date(entry.get(key), start) for key in ("reference", "p10", "p50", "p85"))
        table.add_row(name, *dates, f"{entry['reached'] * 100:.0f} %")
    show(console, title, table)


def _date(months: float | None, start: str | None) -> str:
    if months is None:
        return ""
    if start is None:
        return f"{months:z.0f} months"
    return date_after(dt.date.fromisoformat(start), months).strftime("%Y-%m")
