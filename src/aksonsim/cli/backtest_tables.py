"""The backtest as tables on a terminal."""

from __future__ import annotations

import math
from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, show, table_of
from aksonsim.language.rounding import half_width

Json = dict[str, Any]

BAND = ("p10", "p50", "p90")
FORECASTS = {"model": "the model", "even": "even chances", "published": "published band, middle"}
OUTCOMES = {"on_time": "passed on time", "late": "passed late", "stopped": "never passed, programme stopped"}


def print_backtest(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.backtest.backtest` returns."""
    console = console_for(file)
    console.print(f"Backtest, {grouped(str(found['draws']))} draws, seed {found['seed']}; nothing fitted")
    for name, block in found["helseplattformen"].items():
        _standings(console, name, block)
    _round(console, found["signing_round"])
    _coverage(console, found["coverage"])
    _gate(console, found["gate"])


def _standings(console: Console, name: str, block: Json) -> None:
    table = table_of("date", ["share of", "observed", "P10", "P50", "P90", "observed is", "inside"])
    for test in block["tests"]:
        if "observed" in test:
            seen, place = f"{test['observed'] * 100:.1f} %", place_of(test, "place")
        else:
            seen = f"> {test['more_than'] * 100:.0f} %"
            place = f"chance {whole_percent(test, 'chance')} %"
        band = (_percent(test, key) for key in BAND)
        table.add_row(test["date"], test["basis"], seen, *band, place, "yes" if test["inside"] else "NO")
    inside, tests = block["inside"]
    show(console, f"{block['title']} [{name}]: {inside} of {tests} inside P10-P90", table)


def _round(console: Console, rounds: Json) -> None:
    table = table_of("", ["observed", "P10", "P50", "P90", "observed is", "inside"])
    labels = {"municipalities": "municipalities", "inhabitants": "inhabitants", "skew": "difference of the two"}
    for name, block in rounds.items():
        for key, label in labels.items():
            seen = block[key]
            cells = (_percent(seen, level) for level in BAND)
            inside = "yes" if seen["inside"] else "NO"
            table.add_row(
                f"{name}: {label}", f"{seen['observed'] * 100:.1f} %", *cells, place_of(seen, "place"), inside
            )
        county = block["county"]
        cells = (f"{county[level]:.0f}" for level in BAND)
        table.add_row(
            f"{name}: all {county['of']} of {county['name']}",
            str(county["of"]),
            *cells,
            f"chance {whole_percent(county, 'chance')} %",
        )
    show(console, "Declarations of intent, 1 July 2020: one round, statuses off", table)
    for name, block in rounds.items():
        line = (
            f"{name}: hazard of the round {block['hazard']:.2f}; the observed share needs {block['hazard_needed']:.2f}"
        )
        console.print(line)


def _coverage(console: Console, studies: list[Json]) -> None:
    columns = ["above", "of", "promised", "observed", "exact 95 %", "Wilson 95 %", "p two-sided", "p of more"]
    table = table_of("", columns)
    for study in studies:
        bounds = (_interval(study[key]) for key in ("exact_ci", "wilson_ci"))
        p = (f"{study[key]:.3f}" for key in ("p_two_sided", "p_more"))
        shares = (f"{study[key] * 100:.1f} %" for key in ("promised", "share"))
        title = study["title"]["en"] + (" (overlaps)" if study["overlaps"] else "")
        table.add_row(title, str(study["exceeded"]), str(study["of"]), *shares, *bounds, *p)
    show(console, "How often finished Norwegian projects exceeded a quality-assured percentile", table)


def _gate(console: Console, gate: Json) -> None:
    table = table_of("", ["the model", "happened"])
    for name, chance in gate["chances"].items():
        cell = _percent({"p": chance["value"], "p_ci": chance["ci"]}, "p")
        table.add_row(OUTCOMES[name], cell, "x" if name == gate["outcome"] else "")
    show(console, "What became of the gate", table)
    columns = ["chance given", "Brier", "log", "expected log", "in time: chance", "Brier", "log"]
    table = table_of("", columns)
    for name, label in FORECASTS.items():
        three, two = gate["scores"][name], gate["scores_in_time"][name]
        cells = [_score(three, key) for key in ("chance", "brier", "log", "expected_log")]
        table.add_row(label, *cells, *(_score(two, key) for key in ("chance", "brier", "log")))
    show(console, "Scores of that outcome (0 is best)", table)
    band = ", ".join(f"{key.upper()} {_percent(gate['committed'], key)}" for key in BAND)
    basis = gate["basis"]
    console.print(f"\nInhabitants committed at the last round before the deadline, the model: {band}")
    console.print(
        f"Decision basis of the many: in the model ready {basis['earliest']} to {basis['latest']}; "
        f"in reality not before {basis['not_before']}"
        + ("" if basis["possible"] else ": outside everything the model holds possible"),
    )


def _score(block: Json, key: str) -> str:
    """Return a score; what has no bound is what happened where it was given no chance."""
    return "infinite" if block[key] is None else f"{block[key]:.2f}"


def _percent(block: Json, key: str) -> str:
    return f"{figure(block, key, 100.0)} %"


def _interval(bounds: list[float]) -> str:
    return f"{bounds[0] * 100:.1f}–{bounds[1] * 100:.1f} %"


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
