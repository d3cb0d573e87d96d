"""Scenarios side by side: figures, paired differences, chances, dominance and regret, as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from aksonsim import money
from aksonsim.analysis.comparison_metrics import side_by_side
from aksonsim.analysis.differences import AT, prob_cheaper
from aksonsim.analysis.dominance import relations
from aksonsim.analysis.joint_confidence import Promises, joint
from aksonsim.analysis.regret import regret
from aksonsim.analysis.scenario_columns import Column, check, suggestion, versions
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.results import percentiles as pc
from aksonsim.results import quantity as outputs
from aksonsim.results.access import dated, finite, stated, varies
from aksonsim.results.differences import Sample, mean_difference, together
from aksonsim.results.steps import percentile_step

Json = dict[str, Any]

WELCOME = ("npv", "benefit_value", "adoption_share", "gp_adoption_share", "commitment_share")
"""Outputs of which more is better; of all others less is."""
RARE = 0.01
"""A chance below which a promise is said to be out of reach."""


@door
@dataclass(frozen=True, slots=True)
class Asked:
    """What a comparison is about.

    ``base`` the scenario that differences are taken from (None: the first); ``output`` what chances, dominance and
    regret are about (`aksonsim.results.quantity`); ``choices`` the scenarios that somebody may choose (empty: all);
    ``frame`` (None: the base scenario's cost frame); ``live`` the share of inhabitants promised to be live by
    the end of ``year``; ``paired`` whether draw i is the same world in all.
    """

    base: str | None = None
    output: str = "cost_total"
    choices: tuple[str, ...] = ()
    frame: float | None = None
    live: float = 0.85
    year: int = 2030
    paired: bool = True


@door
def compare(columns: Sequence[Column], asked: Asked | None = None) -> Json:
    """Set scenarios side by side.

    Parameters
    ----------
    columns
        Two or more scenarios, of one run or of results whose labels agree.
    asked
        What it is about.

    Returns
    -------
    dict
        ``base``; ``paired``; ``output`` with ``units`` and ``better`` (``less`` or ``more``); ``scenarios`` by name;
        ``measures`` (`aksonsim.analysis.comparison_metrics.side_by_side`); ``same_worlds``, ``cheaper``, ``joint``,
        ``dominance``, ``regret``, ``notes``. Without pairs what speaks of the same world is missing.

    Raises
    ------
    ResultError
        If the results do not agree or lack the output.
    AksonsimError
        If fewer than two scenarios, or names that are not among them, are given.
    """
    asked = asked or Asked()
    if len(columns) < 2:
        raise AksonsimError("a comparison takes two scenarios or more")
    check(columns, paired=asked.paired)
    base = columns[0] if asked.base is None else find(columns, asked.base)
    chosen = [find(columns, name) for name in dict.fromkeys(asked.choices)] or list(columns)
    promises = Promises(_frame(base) if asked.frame is None else asked.frame, asked.live, asked.year)
    more = outputs.parse(asked.output)[0].name in WELCOME
    found: Json = {
        **_provenance(base),
        "base": base.name,
        "paired": asked.paired,
        "output": asked.output,
        "units": money.units(outputs.parse(asked.output)[0].units, base.ds.attrs),
        "better": "more" if more else "less",
        "scenarios": {column.name: _about(column) for column in columns},
        "measures": side_by_side(columns, base, asked.year, paired=asked.paired),
        "joint": {
            "frame": promises.frame,
            "stated": asked.frame is not None,
            "live": promises.live,
            "year": promises.year,
            "scenarios": {column.name: joint(column, base, promises, paired=asked.paired) for column in columns},
        },
    }
    if asked.paired:
        found |= _paired(columns, base, chosen, asked.output)
    found["notes"] = _notes(columns, found)
    cleaned = finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def find(columns: Sequence[Column], name: str) -> Column:
    """Return the column of a name; AksonsimError with all names, and the nearest one, where there is none."""
    for column in columns:
        if column.name == name:
            return column
    raise AksonsimError(f"unknown scenario {name}; {suggestion(name, [column.name for column in columns])}")


def losses(columns: Sequence[Column], output: str, *, given_passed: bool) -> dict[str, Sample]:
    """Return an output as losses by name: what is welcome counts as a negative loss."""
    sign = -1.0 if outputs.parse(output)[0].name in WELCOME else 1.0
    found = {}
    for column in columns:
        sample = column.sample(output, given_passed=given_passed)
        found[column.name] = Sample(sign * sample.draws, sample.inside)
    return found


def _provenance(base: Column) -> Json:
    keys = ("title", "aksonsim_version", "seed", "draws", "method", "start")
    found = {key: base.ds.attrs[key] for key in keys if key in base.ds.attrs and (key != "start" or dated(base.ds))}
    found = {key: value.item() if isinstance(value, np.generic) else value for key, value in found.items()}
    found |= money.attributes_of(base.ds.attrs)
    return found | {"title": str(found.get("title", "")).partition(": ")[0]}


def _about(column: Column) -> Json:
    found: Json = {"title": {lang: column.title(lang) for lang in ("en", "nb")}, "draws": column.draws}
    if column.origin:
        found["origin"] = column.origin
    if changed := stated(column.ds, column.scenario).get("changed"):
        found["changed"] = changed
    if column.passed is not None:
        count = _counted(column)
        found["passes"] = {"value": count / column.draws, "ci": pc.probability_interval(count, column.draws)}
    return found


def _frame(base: Column) -> float:
    """Return the base scenario's cost frame: P85 of the total given that the gate is passed, less the cut list."""
    total = base.sample("cost_total", given_passed=True)
    return pc.percentile(total.kept, 0.85) - (base.cuts or 0.0)


def _paired(columns: Sequence[Column], base: Column, chosen: Sequence[Column], output: str) -> Json:
    """Return what speaks of the same worlds."""
    given, everything = (losses(columns, output, given_passed=passed) for passed in (True, False))
    # Without a gate anywhere both conditions are one.
    gated = any(column.passed is not None for column in columns)
    conditions = {"given_passed": given} | ({"all": everything} if gated and _whole(everything) else {})
    names = [column.name for column in columns]
    readings = [(output, "given_passed" if gated else "all", given)]
    if output != "npv" and all(column.values("npv") is not None for column in columns):
        readings.append(("npv", "all", losses(columns, "npv", given_passed=False)))
    return {
        "same_worlds": {
            name: same_worlds(given[name], given[base.name], output) for name in names if name != base.name
        },
        "cheaper": {
            condition: {a: {b: prob_cheaper(of[a], of[b]) for b in names if b != a} for a in names}
            for condition, of in conditions.items()
        },
        "dominance": [
            {"output": name, "condition": condition, "pairs": relations(of)} for name, condition, of in readings
        ],
        "regret": [
            {"output": name, "condition": condition, **regret({c.name: of[c.name] for c in chosen})}
            for name, condition, of in readings
            if len(chosen) > 1
        ],
        "choices": [column.name for column in chosen],
    }


def _whole(samples: dict[str, Sample]) -> bool:
    return all(sample.inside is None for sample in samples.values())


def same_worlds(losing: Sample, base: Sample, output: str) -> Json:
    """Return the difference of an output from the base scenario over the draws that count in both.

    Returns
    -------
    dict
        ``draws`` and ``share`` of those draws; ``mean, p50, p85`` with ``*_ci``: differences of the output itself, not
        of losses; ``better`` and ``equal``, the share of those draws in which the scenario is better than the base or
        the same. Empty where fewer than two draws count in both.
    """
    inside = together([losing, base])
    own, of_base = (Sample(sample.draws, inside) for sample in (losing, base))
    if own.kept.size < 2:
        return {}
    sign = -1.0 if outputs.parse(output)[0].name in WELCOME else 1.0
    cheaper = prob_cheaper(own, of_base)
    own, of_base = (Sample(sign * sample.draws, inside) for sample in (own, of_base))
    found: Json = {"draws": cheaper["draws"], "share": cheaper["draws"] / losing.draws.size}
    named = {"mean": mean_difference(own, of_base)}
    named |= {f"p{p * 100:.0f}": percentile_step(own, of_base, p) for p in AT}
    for key, difference in named.items():
        found |= {key: difference.value, f"{key}_ci": difference.interval}
    return found | {"better": cheaper["value"], "better_ci": cheaper["ci"], "equal": cheaper["equal"]}


def _counted(column: Column) -> int:
    return column.draws if column.passed is None else int(np.count_nonzero(column.passed))


def _notes(columns: Sequence[Column], found: Json) -> list[str]:
    """Return what a reader must know before reading a difference, a sentence each."""
    notes = []
    chances = {name: about["passes"] for name, about in found["scenarios"].items() if "passes" in about}
    ungated = [name for name, about in found["scenarios"].items() if "passes" not in about]
    apart = any(
        one["ci"][0] > two["ci"][1] or two["ci"][0] > one["ci"][1] for one, two in permutations(chances.values(), 2)
    )
    if apart or (chances and ungated):
        notes.append(
            "The scenarios pass the gate in different draws, so what is given that the gate is passed is read over "
            "different worlds, and a difference also holds who passes. Over all draws a stop, which is cheap, counts; "
            "in the same worlds (draws that pass in both) the difference is the scenario's own."
        )
    if ungated and chances:
        notes.append(f"No gate, all draws count: {', '.join(ungated)}.")
    if any(varies(column.ds, column.scenario) for column in columns):
        notes.append(
            "Cost varies with participation: a scenario in which fewer take part is cheaper without being better; read "
            "it beside the price per inhabitant and the net present value."
        )
    live = [row["live"]["value"] for row in found["joint"]["scenarios"].values() if "live" in row]
    if live and max(live) < RARE:
        notes.append(
            f"{found['joint']['live'] * 100:g} % live by the end of {found['joint']['year']} is out of reach in every "
            "scenario, and so are all three promises; --live and --by ask about another promise."
        )
    if not found["paired"]:
        notes.append(
            "Independent runs: intervals of differences are those of independent figures. What asks about the same "
            "world (chance to be cheaper, dominance, regret) is left out."
        )
    if len(versions(columns)) > 1:
        notes.append(
            f"Made by different versions of aksonsim ({', '.join(versions(columns))}): their models may differ."
        )
    others = {str(column.ds.attrs.get("method", "mc")) for column in columns} - {"mc"}
    if others:
        notes.append(f"Intervals are those of independent draws; method {' and '.join(sorted(others))} errs less.")
    promised = {key for row in found["joint"]["scenarios"].values() for key in ("on_time", "live") if key in row}
    if promised and not any("together" in row for row in found["joint"]["scenarios"].values()):
        notes.append(f"No scenario simulates all three promises: frame, gate, live in {found['joint']['year']}.")
    return notes
