"""The functions of the package: one a study, on scenarios in memory; each answers with a frozen, typed result.

Common keywords: ``of`` is the quantity that is asked about (``cost_total``, ``cost_programme[journal]``); ``condition``
is ``given_passed`` (only draws that pass the gate, where there is one) or ``all``; ``draws`` are those of each run;
``progress`` is called with the number of draws done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aksonsim.api import DRAWS
from aksonsim.arguments import choice
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.model.scenario import Scenario
from aksonsim.results.quantity import Condition

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.analysis.ladder import Ladder
    from aksonsim.results.measure import Measure
    from aksonsim.studies.question import Question
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
    from aksonsim.studies.waterfall import waterfall, waterfall_plan

    return waterfall(waterfall_plan(_question(scenario, of, condition, draws, seed, threads), changes), progress)


@door
def seek(
    scenario: Scenario,
    by: str,
    target: float,
    *,
    at: float | str = 0.85,
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
        The percentile that is the figure, as ``0.85`` or ``p85``, or ``mean``.
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
    >>> round(result.found.value.value, 1)
    3.4
    """
    from aksonsim.studies.seek import seek
    from aksonsim.studies.seek_parameters import parameter

    question = _question(scenario, of, condition, draws, seed, threads, progress)
    return seek(question, parameter(question, by, between), _measure(at), target)


@door
def ladder(result: xr.Dataset, scenario: str | None = None) -> Ladder:
    """Return the steps from base cost to cost frame of a result: by programme, with cash need, tail and cut list.

    Parameters
    ----------
    result
        What `simulate` returns, or a result read from a file.
    scenario
        One of its scenarios; the first by default.

    Raises
    ------
    ResultError
        Where there are no programmes with base estimates, or no draw passes the gate.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.simulate(aksonsim.load("configs/akson.yaml", "official_basis"), draws=1000)
    >>> aksonsim.ladder(result).ladders["total"].base_estimate.value
    8315.0
    """
    from aksonsim.analysis.ladder import ladder

    return ladder(result, scenario)


def _question(
    scenario: Scenario,
    of: str,
    condition: str,
    draws: int,
    seed: int,
    threads: int | None,
    progress: Callable[[int], None] | None = None,
    **more: Any,
) -> Question:
    from aksonsim.studies.question import Question

    passed = choice(condition, "condition", tuple(Condition)) == Condition.PASSED
    common: dict[str, Any] = {"draws": draws, "seed": seed, "threads": threads, "progress": progress}
    return Question(scenario, output=of, given_passed=passed, **common, **more)


def _measure(at: float | str) -> Measure:
    """Return a percentile by its number or name (``0.85``, ``"p85"``), or the mean."""
    from aksonsim.results.measure import Measure

    if not isinstance(at, str):
        return Measure(float(at))
    if at == "mean":
        return Measure()
    if not re.fullmatch(r"[pP]\d{1,2}(\.\d+)?", at):
        raise AksonsimError(f"at is a percentile (0.85 or p85) or mean, not {at}")
    return Measure(float(at[1:]) / 100)
