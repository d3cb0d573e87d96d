"""The functions of the package: one a study, on scenarios in memory; each answers with a frozen, typed result.

Common keywords: ``of`` is the quantity that is asked about (``cost_total``, ``cost_programme[journal]``); ``condition``
is ``given_passed`` (only draws that pass the gate, where there is one) or ``all``; ``draws`` are those of each run;
``progress`` is called with the number of draws done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.api import DRAWS
from aksonsim.arguments import choice
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang
from aksonsim.model.scenario import Scenario
from aksonsim.results.measure import Measure
from aksonsim.results.quantity import Condition

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from aksonsim.analysis.ladder import Ladder
    from aksonsim.studies.calibration import Calibration
    from aksonsim.studies.question import Question
    from aksonsim.studies.seek import Seek
    from aksonsim.studies.sensitivity import Sensitivity
    from aksonsim.studies.waterfall import Waterfall

Change = str | Mapping[str, Any]
"""``path=value`` as on a command line, or a mapping of paths to values, made together or each by itself."""


STUDY_DRAWS = 10_000
"""Draws of each run of a study that makes up to two hundred."""


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

    if not changes:
        raise AksonsimError("nothing is changed; a waterfall shows the effect of one change or more")
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
        The percentile that is the figure, as ``0.85`` or ``p85``; or ``mean``, ``sd``, ``cv`` (SD / mean).
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
    return seek(question, parameter(question, by, between), Measure.parse(str(at)), target)


@door
def calibrate(
    scenario: Scenario,
    fit: Mapping[str, Any],
    targets: Mapping[str, Any],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Calibration:
    """Fit numbers of a scenario to figures, and say what the figures do not determine.

    Parameters
    ----------
    fit
        Paths of numbers that may change, each with its bounds; None: a quarter and four times the number.
    targets
        Figures to meet, each a value or a pair (value, tolerance). The tolerance is half the interval that the value
        stands for; by default half a unit of its last digit.

    Raises
    ------
    AksonsimError
        One sentence: a path that leads nowhere or to no number, a number outside its bounds, a target that nothing
        fitted changes.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> fit = {"costs[a].estimate.max": (2.5, 9)}
    >>> found = aksonsim.calibrate(bridge, fit, {"cost_total.p85": (10, 0.5)}, draws=1000)
    >>> abs(found.stages[0].targets[0].residual_in_tolerances) < 0.1
    True
    >>> fitted = bridge.changed(found.changes)
    """
    from aksonsim.files.calibration import from_python
    from aksonsim.files.derive import valid
    from aksonsim.studies.calibrate import calibrate
    from aksonsim.studies.calibrate_trial import Base

    base = Base(valid(scenario), draws=draws, seed=seed, threads=threads, progress=progress)
    return calibrate(base, (from_python(fit, targets),))


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


@door
def sensitivity(
    scenario: Scenario,
    methods: Sequence[str] | None = None,
    *,
    of: str = "cost_total",
    at: float | str = 0.85,
    group: str | None = None,
    condition: str = Condition.PASSED,
    draws: int = STUDY_DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sensitivity:
    """Show what a quantity depends on: inputs, events, drivers, correlations.

    Parameters
    ----------
    methods
        Of ``leave-one-out, shares, euler, decompose, bins, bands, sobol, stress``; each makes the runs it needs,
        all on common draws (sobol about two hundred). None: the first four, and one that does not fit says why.
    at
        The percentile that effects are of, as ``0.85`` or ``p85``.
    group
        Id of a group of correlations for ``stress``.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.sensitivity(aksonsim.load("configs/minimal.yaml"), ["sobol"], draws=1000)
    >>> result.to_frame().columns[-3:].tolist()
    ['value', 'lower', 'upper']
    """
    from aksonsim.studies.methods import USUAL
    from aksonsim.studies.sensitivity import sensitivity

    p = Measure.parse(str(at)).p
    if p is None:
        raise AksonsimError(f"at is a percentile (0.85, p85) here, not {at}; what the mean depends on stands beside it")
    question = _question(scenario, of, condition, draws, seed, threads, progress, at=p)
    return sensitivity(question, USUAL if methods is None else methods, group, strict=methods is not None)


@door
def plot(
    result: xr.Dataset,
    kind: str = "s-curve",
    path: str | Path | None = None,
    *,
    scenario: str | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw a picture of a result, and write it where a path is given (.png, .svg, .pdf).

    Parameters
    ----------
    kind
        ``s-curve, ladder, uptake, adoption, cash-flow, payers, municipalities, npv, convergence, tornado`` or
        ``input-output``.
    scenario
        One of the result's; the first by default.

    Returns
    -------
    matplotlib.figure.Figure
        A notebook shows it. Answers of studies draw themselves: ``answer.plot()``.

    Examples
    --------
    >>> import aksonsim
    >>> result = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> len(aksonsim.plot(result, "s-curve", lang="nb").axes)
    1
    """
    from aksonsim.plots import draw
    from aksonsim.plots.figure import save, styled, suffix

    if path is not None:
        suffix(Path(path))
    drawn = draw(kind, result, lang, scenario)
    if path is not None:
        with styled():
            save(drawn, Path(path))
    return drawn


@door
def report(
    result: xr.Dataset,
    path: str | Path,
    *,
    scenarios: Sequence[str] = (),
    lang: Lang = "en",
    compare: bool = True,
    rerun: bool = True,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write a result as a page for people who decide: HTML that needs no network, or PDF.

    Parameters
    ----------
    scenarios
        Which, the main one first; all by default.
    compare
        Whether they are set side by side.
    rerun
        Whether claims, ledger and sensitivity may run the scenarios again, 20 000 draws each at most.

    Examples
    --------
    >>> import aksonsim, pathlib, tempfile
    >>> target = pathlib.Path(tempfile.mkdtemp(), "page.html")
    >>> result = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000)
    >>> aksonsim.report(result, target, rerun=False)
    >>> target.read_text("utf-8")[:15]
    '<!doctype html>'
    """
    from aksonsim.reports.write import chosen, write

    write(
        chosen(result, scenarios), Path(path), lang, compared=compare, rerun=rerun, threads=threads, progress=progress
    )


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
