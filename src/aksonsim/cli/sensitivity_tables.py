"""The answers of a sensitivity study as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, prices, show, table_of
from aksonsim.language.rounding import half_width, share_with_error

Json = dict[str, Any]

PARTS = {"element": "element", "programme": "programme", "payer": "payer"}
WIDEST = 46
"""Characters of a name or title; the rest of a long one is in --json."""


def print_sensitivity(found: Json, file: IO[str], top: int) -> None:
    """Print what `aksonsim.studies.sensitivity.sensitivity` returns; ``top`` rows of each table."""
    console = console_for(file)
    unit = prices(found, found["units"])
    console.print(f"{found['title']}: {found['output']}", style="bold")
    passed = "given that the gate is passed, " if found["condition"] == "given_passed" else ""
    counted = grouped(str(found["draws_that_count"]))
    console.print(f"Scenario {found['scenario']}, {passed}{counted} draws, {unit}")
    at = f"P{found['at'] * 100:.6g}"
    for method, answer in found["methods"].items():
        if "left_out" in answer:
            console.print(f"\nno {method}: {answer['left_out']}")
        else:
            _PRINTERS[method](console, answer, at, top)
    console.print()
    draws = f"seed {found['seed']}, {grouped(str(found['draws']))} draws a run, aksonsim {found['aksonsim_version']}"
    console.print(f"{draws}. ±: half the 95 % interval of the Monte Carlo error.")


def _label(row: Json) -> str:
    name, title = str(row["name"]), str(row.get("title") or "")
    text = name if title in ("", name) else f"{name} {title}"
    if row.get("kind") == "outcome":
        text = f"(outcome) {text}"
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _percent(row: Json, key: str) -> str:
    if row.get(key) is None:
        return ""
    shown, error = share_with_error(row[key], half_width(row[f"{key}_ci"]))
    return f"{shown} ± {error} %" if error else f"{shown} %"


def _signed(row: Json, key: str) -> str:
    text = figure(row, key)
    return text if not text or text.startswith("-") or text.split(" ")[0].strip("0.") == "" else f"+{text}"


def _rows(
    console: Console, title: str, rows: Sequence[Json], columns: dict[str, Callable[[Json], str]], top: int
) -> None:
    """Print the first rows of a table, and how many more there are."""
    table = table_of("", columns)
    for row in rows[:top]:
        table.add_row(_label(row), *(cell(row) for cell in columns.values()))
    if len(rows) > top:
        table.add_row(f"({len(rows) - top} more: --top)")
    show(console, title, table)


def _tornado(console: Console, answer: Json, at: str, top: int) -> None:
    shares = answer["inputs"]
    rest = {"name": "interaction and residual", "share": shares["residual"], "share_ci": shares["residual_ci"]}
    columns: dict[str, Callable[[Json], str]] = {
        "share of variance": lambda row: _percent(row, "share"),
        "output": lambda row: {1: "rises", -1: "falls"}.get(row.get("direction", 0), ""),
    }
    shown = [*shares["rows"][:top], rest]
    left = len(shares["rows"]) - top
    title = f"Share of the variance by input (SD {shares['sd']:.4g}); with the residual they sum to 100 %"
    _rows(console, title, shown, columns, len(shown))
    if left > 0:
        others = sum(row["share"] for row in shares["rows"][top:])
        console.print(f"({left} more, together {others * 100:z.1f} %: --top)")
    for dim, rows in answer["parts"].items():
        columns = {"share of variance": lambda row: _percent(row, "share")}
        _rows(console, f"Share of the variance by {PARTS[dim]}; they sum to 100 %", rows, columns, top)


def _bins(console: Console, answer: Json, at: str, top: int) -> None:
    for name, rows in answer.items():
        columns: dict[str, Callable[[Json], str]] = {
            "low less all": lambda row: _signed(row, "low"),
            "high less all": lambda row: _signed(row, "high"),
            "change": lambda row: _signed(row, "change"),
            "share of variance": lambda row: "" if row["share"] is None else f"{row['share'] * 100:z.1f} %",
        }
        title = (
            f"{name.upper()} where an input is in its lowest and highest tenth (correlated inputs as one); of an "
            "event,\nlow: without it, change: with it less without it. In the order of shares of the variance"
        )
        _rows(console, title, rows, columns, top)


def _leave_one_out(console: Console, answer: Json, at: str, top: int) -> None:
    columns: dict[str, Callable[[Json], str]] = {
        f"{at}": lambda row: _signed(row, "change"),
        "mean": lambda row: _signed(row, "mean_change"),
    }
    title = "What each event, driver, other input and correlation adds (with it less without it)"
    _rows(console, title, answer["rows"], columns, top)
    _rows(console, "All of a kind at once", answer["together"], columns, top)


def _bands(console: Console, answer: Json, at: str, top: int) -> None:
    columns: dict[str, Callable[[Json], str]] = {
        "band": lambda row: "–".join(f"{end:.0%}" for end in row.get("band", ())),
        f"{at}, low end": lambda row: _signed(row, "low"),
        f"{at}, high end": lambda row: _signed(row, "high"),
        "mean, low end": lambda row: _signed(row, "low_mean"),
        "mean, high end": lambda row: _signed(row, "high_mean"),
    }
    title = "Events at the ends of their band of probability, less the run at its middle"
    _rows(console, title, answer["rows"], columns, top)
    _rows(console, "All at one end", answer["together"], columns, top)


def _sobol(console: Console, answer: Json, at: str, top: int) -> None:
    rows = [row for row in answer["rows"] if row["part_of"] is None]
    columns: dict[str, Callable[[Json], str]] = {
        "first order": lambda row: _percent(row, "first"),
        "total": lambda row: _percent(row, "total"),
        f"total, of being above {at}": lambda row: _percent(row, "exceed"),
    }
    rest = {"name": "interaction", "first": answer["interaction"], "first_ci": answer["interaction_ci"]}
    n, runs = grouped(str(answer["draws"])), answer["runs"]
    title = (
        f"Sobol' indices over all draws ({runs} runs of {n} draws, {answer['seconds']:.0f} s; correlated inputs as one)"
    )
    _rows(console, title, [*rows[:top], rest], columns, top + 1)
    if len(rows) > top:
        console.print(f"({len(rows) - top} more: --top; single parts of events: --json)")
    groups = [row for row in rows[:top] if len(row["members"]) > 1 and not row["name"].startswith("events[")]
    for row in groups:
        console.print(f"{row['name']}: {len(row['members'])} inputs, drawn anew together")


def _euler(console: Console, answer: Json, at: str, top: int) -> None:
    for dim, found in answer.items():
        columns: dict[str, Callable[[Json], str]] = {
            f"in {at}": lambda row: figure(row, "value"),
            "mean": lambda row: figure(row, "mean"),
        }
        total = {"name": "sum", "value": found["sum"], "value_ci": found["sum_ci"]}
        total |= {key: found[key] for key in ("mean", "mean_ci")}
        title = f"Who carries {at}, by {PARTS[dim]}: E[part | total at {at}], {grouped(str(found['draws']))} draws"
        _rows(console, title, [*found["rows"][:top], total], columns, top + 1)


def _stress(console: Console, answer: Json, at: str, top: int) -> None:
    for name, found in answer.items():
        if not found:
            continue
        table = table_of("correlation", [at, "normal", "lognormal"])
        for row in found["rows"]:
            half = {"ci": row["value_ci"]}
            closed = [
                "" if row[law] is None else figure({"v": row[law], "v_ci": half["ci"]}, "v").split(" ±")[0]
                for law in ("normal", "lognormal")
            ]
            table.add_row(f"{row['rho']:.1f}", figure(row, "value"), *closed)
        if name == "programmes":
            table.add_row("as simulated", figure(found, "simulated"))
            table.add_row(f"sum of the {at}s", figure({"v": found["sum_of_percentiles"]}, "v"))
        among = ", ".join(found["members"])
        stated = f"; stated {found['stated']:.2g}" if "stated" in found else ""
        what = "among the programmes" if name == "programmes" else f"in the group{stated}"
        show(console, f"{at} of the total against a common correlation {what} ({among})", table)


def _decompose(console: Console, answer: Json, at: str, top: int) -> None:
    percentiles = tuple(dict.fromkeys(("P50", at)))
    asked = [name.lower() for name in percentiles]
    table = table_of("", ["expected addition", "share of variance", *percentiles])
    if answer["base"] is not None:
        base = grouped(f"{answer['base']:.0f}")
        table.add_row("base estimate", base, "", *(base for _ in asked))
    variance = answer["steps"][-1]["sd"] ** 2
    for row in answer["steps"]:
        share = _percent(_scaled(row, "variance", variance), "variance") if variance else ""
        table.add_row(
            f"+ {row['name']}", _signed(row, "addition"), share, *(_signed(row, f"{q}_addition") for q in asked)
        )
    last = answer["steps"][-1]
    table.add_row("sum", figure(last, "mean"), f"SD {last['sd']:.4g}", *(figure(last, q) for q in asked))
    show(console, "Expected addition, variance and percentiles, one source after the other on common draws", table)
    events = answer["events"]
    table = table_of("", ["expected", "SD", *percentiles])
    without = events["without"]
    table.add_row(
        "estimate uncertainty: events off",
        figure(without, "mean"),
        f"{without['sd']:.4g}",
        *(figure(without, q) for q in asked),
    )
    table.add_row("events add", _signed(events, "addition"), "", *(_signed(events, f"{q}_addition") for q in asked))
    table.add_row("together", figure(last, "mean"), f"{last['sd']:.4g}", *(figure(last, q) for q in asked))
    show(console, "Estimate and event uncertainty", table)
    table = table_of("", ["share of variance"])
    for name, row in answer["sources"].items():
        table.add_row("joint effect" if name == "joint" else f"{name}, alone", _percent(row, "share"))
    show(console, "Variance over all draws by source", table)


def _scaled(row: Json, key: str, by: float) -> Json:
    return {key: row[key] / by, f"{key}_ci": [bound / by for bound in row[f"{key}_ci"]]}


_PRINTERS: dict[str, Callable[[Console, Json, str, int], None]] = {
    "tornado": _tornado,
    "bins": _bins,
    "leave-one-out": _leave_one_out,
    "bands": _bands,
    "sobol": _sobol,
    "euler": _euler,
    "stress": _stress,
    "decompose": _decompose,
}
