"""What a reader must know before reading a difference of scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from aksonsim.analysis.joint_confidence import JointConfidence
from aksonsim.analysis.scenario_columns import Column, versions
from aksonsim.language.text import Text, _
from aksonsim.results.access import varies
from aksonsim.results.statistic import Statistic

RARE = 0.01
"""A probability below which a promise is said to be out of reach."""


def notes(
    columns: Sequence[Column], passes: Mapping[str, Statistic | None], joint: JointConfidence, paired: bool
) -> Iterator[Text]:
    """Yield the notes, a sentence or two each; ``passes``: the probability to pass the gate, None without a gate."""
    passing = [chance for chance in passes.values() if chance is not None]
    ungated = [name for name, chance in passes.items() if chance is None]
    if any(_apart(one, two) for one, two in combinations(passing, 2)) or (passing and ungated):
        yield _(
            "The scenarios pass the gate in different draws, so figures given that the gate is passed rest on "
            "different draws, and a difference also reflects which draws pass. Over all draws a stop counts, and it is "
            "cheap; over the draws that pass in both, the difference is the scenario's own."
        )
    if ungated and passing:
        yield _("No gate, all draws count: {names}.", names=", ".join(ungated))
    if any(varies(column.ds, column.scenario) for column in columns):
        yield _(
            "Cost varies with participation: a scenario in which fewer take part is cheaper without being better; read "
            "it beside the price per inhabitant and the net present value."
        )
    yield from _promises(joint)
    if not paired:
        yield _(
            "Independent runs: intervals of differences are those of independent figures. What takes the same draws "
            "(probability of being cheaper, dominance, regret) is left out."
        )
    made_by = versions(columns)
    if len(made_by) > 1:
        yield _(
            "Made by different versions of aksonsim ({versions}): their models may differ.", versions=", ".join(made_by)
        )
    others = sorted({str(column.ds.attrs.get("method", "mc")) for column in columns} - {"mc"})
    if others:
        yield _(
            "Intervals are those of independent draws; those of method {method} have a smaller error.",
            method=", ".join(others),
        )


def _apart(one: Statistic, two: Statistic) -> bool:
    """Whether two intervals do not meet."""
    (low, high), (other_low, other_high) = one.interval or (0.0, 0.0), two.interval or (0.0, 0.0)
    return low > other_high or other_low > high


def _promises(joint: JointConfidence) -> Iterator[Text]:
    live = [kept.live.figure.value for kept in joint.scenarios.values() if kept.live is not None]
    if live and max(live) < RARE:
        yield _(
            "{share} % live by the end of {year} is out of reach in every scenario, and so are all three promises; "
            "--live and --by ask about another promise.",
            share=Statistic(100 * joint.live),
            year=str(joint.year),
        )
    if {"on_time", "live"} & set(joint.promises) and "together" not in joint.promises:
        yield _(
            "No scenario simulates all three promises: frame, gate, live in {year}.",
            year=str(joint.year),
        )
