"""A calibration as tables on a terminal."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, prices, show, table_of
from aksonsim.language.rounding import exact, half_width, round_to_error
from aksonsim.results.percentiles import standard_score
from aksonsim.studies.calibrate_words import name_of

Json = dict[str, Any]

MEANING = (
    "±: half the 95 % interval of the Monte Carlo error; of a stated figure its tolerance. Standard errors: what the "
    "draws leave open, and what the tolerances do."
)


def print_calibration(found: Json, file: IO[str]) -> None:
    """Print the stages of a calibration, as `aksonsim.studies.calibrate.calibrate` returns them."""
    console = console_for(file)
    console.print(str(found["title"]), style="bold")
    for stage in found["stages"]:
        _stage(console, stage, prices(found))
    console.print()
    told = f"seed {found['seed']}, aksonsim {found['aksonsim_version']}"
    console.print(f"{told}. {MEANING}")


def _stage(console: Console, stage: Json, unit: str) -> None:
    draws = f"{grouped(str(stage['draws']))} draws, {stage['evaluations']} steps"
    console.print()
    head = f"{stage['title'] or 'Fit'}: scenario {stage['targets'][0]['scenario']}, {draws}"
    console.print(head, style="bold")
    _parameters(console, stage)
    _targets(console, stage, unit)
    _correlations(console, stage)
    console.print()
    values = ", ".join(f"{value:.3g}" for value in stage["singular_values"])
    console.print(f"Singular values of the slopes, in tolerances a scale: {values}")
    for sentence in stage["sentences"]:
        console.print(f"- {sentence}")


def _parameters(console: Console, stage: Json) -> None:
    table = table_of("", ["start", "fitted", "error: draws", "tolerances", "pinned by"])
    for row in stage["parameters"]:
        name = row["path"]
        if row["identified"]:
            drawn, stated = row["error_draws"], row["error_tolerance"]
            pins = [f"{name_of(stage['targets'][pin['target']])} {pin['share']:.0%}" for pin in row["pinned_by"]]
            fitted = round_to_error(row["value"], standard_score() * drawn)
            table.add_row(name, exact(row["start"]), fitted, f"{drawn:.2g}", f"{stated:.2g}", ", ".join(pins))
        else:
            table.add_row(name, exact(row["start"]), f"{row['value']:.3g}", "", "", "not identified")
    show(console, "Parameters, with standard errors", table)


def _targets(console: Console, stage: Json, unit: str) -> None:
    first = stage["targets"][0]["scenario"]
    for fitted, title in ((True, f"Targets: {unit}, shares as fractions"), (False, "Shown beside, not fitted")):
        table = table_of("", ["stated", "at the start", "fitted", "left over", "in tolerances"])
        for row in (row for row in stage["targets"] if row["fitted"] is fitted):
            half = half_width(row["own_ci"])
            scenario = f"{row['scenario']}: " if row["scenario"] != first else ""
            table.add_row(
                f"{scenario}{name_of(row)}",
                f"{grouped(exact(row['value']))} ± {exact(row['tolerance'])}",
                grouped(round_to_error(row["before"], half)),
                figure(row, "own"),
                grouped(round_to_error(row["residual"], half)),
                f"{round(row['residual_in_tolerances'], 2) + 0.0:.2f}",
            )
        show(console, title, table)


def _correlations(console: Console, stage: Json) -> None:
    known = [j for j, row in enumerate(stage["parameters"]) if row["identified"]]
    if len(known) < 2:
        return
    table = table_of("", [f"({j + 1})" for j in known[:-1]])
    for j in known:
        cells = [f"{round(stage['correlation'][j][i], 2) + 0.0:.2f}" if i < j else "" for i in known[:-1]]
        table.add_row(f"({j + 1}) {stage['parameters'][j]['path']}", *cells)
    show(console, "Correlation of their errors", table)
