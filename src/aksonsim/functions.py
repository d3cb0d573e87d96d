"""The functions of the package: one a study, on scenarios in memory; each answers with a frozen, typed result.

Common keywords: ``of`` is the quantity that is asked about (``cost_total``, ``cost_programme[journal]``); ``condition``
is ``given_passed`` (only draws that pass the gate, where there is one) or ``all``; ``draws`` are those of each run;
``progress`` is called with the number of draws done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.api import DRAWS
from aksonsim.doors import door
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import Condition

if TYPE_CHECKING:
    from aksonsim.studies.seek import Seek
    from aksonsim.studies.waterfall import Waterfall

Change = str | Mapping[str, Any]
"""``path=value`` as on a command line, or a mapping of paths to values, made together or each by itself."""


@door
def waterfall(
    scenario: Scenario,
    changes: Sequence[str | Mapping[str, Any]],
    *,
    of: str = "cost_total",
    condition: str = Condition.PASSED,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Waterfall:
    """Show what each change of a scenario does to mean, P50 and P85: one after the other, and each alone.

    Parameters
    ----------
    scenario
        What `load` returns, or `Scenario.changed`.
    changes
        In order: ``"path=value"``, or mappings of paths to values, of which each path is a change.

    Raises
    ------
    AksonsimError
        One sentence: no change, a path that is none, changes that make no valid scenario, arguments that make no sense.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> result = aksonsim.waterfall(bridge, [{"costs[a].estimate.max": 6}, "costs[b].estimate.p90=8"], draws=1000)
    >>> [step.name for step in result.steps]
    ['costs[a].estimate.max', 'costs[b].estimate.p90']
    >>> result.to_frame().columns.tolist()
    ['part', 'measure', 'step', 'value', 'lower', 'upper']
    """
    from aksonsim.studies.question import Question
    from aksonsim.studies.waterfall import waterfall, waterfall_plan

    passed = _passed(condition)
    question = Question(scenario, output=of, draws=draws, seed=seed, given_passed=passed, threads=threads)
    return waterfall(waterfall_plan(question, changes), progress)


@door
def seek(
    scenario: Scenario,
    by: str,
    target: float,
    *,
    at: float | None = 0.85,
    of: str = "cost_total",
    between: tuple[float, float] | None = None,
    condition: str = Condition.PASSED,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Seek:
    """Find the value of one assumption at which a figure equals a target, or say why there is none.

    Parameters
    ----------
    scenario
        What `load` returns, or `Scenario.changed`.
    by
        What may change: ``driver:NAME``, ``element:NAME``, ``input:NAME``, ``rho:NAME``, or the path of a number.
    target
        What the figure is to be, in the unit of the quantity.
    at
        Probability of the percentile that is the figure; None: the mean.
    between
        Values to try; by default what suits what may change.

    Raises
    ------
    AksonsimError
        One sentence: nothing has the name, what has it is no number, a value that makes no valid scenario.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> result = aksonsim.seek(bridge, "element:a", 10, draws=1000)
    >>> round(result.found.value.value, 1), str(result.found.plausibility.percentile)[:4]
    (3.5, '0.94')
    """
    from aksonsim.results.measure import Measure
    from aksonsim.studies.question import Question
    from aksonsim.studies.seek import seek
    from aksonsim.studies.seek_parameters import parameter

    question = Question(
        scenario,
        output=of,
        draws=draws,
        seed=seed,
        given_passed=_passed(condition),
        threads=threads,
        progress=progress,
    )
    return seek(question, parameter(question, by, between), Measure(at), target)


def _passed(condition: str) -> bool:
    """Return whether only draws that pass the gate count."""
    from aksonsim.arguments import choice

    return choice(condition, "condition", tuple(Condition)) == Condition.PASSED
