"""Fit named numbers of a scenario file to stated figures, and say what these figures do not determine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis import calibration as fitting
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.calibration import PlacedStage
from aksonsim.files.changes import Override
from aksonsim.files.tree import Place
from aksonsim.files.yaml import fail
from aksonsim.language.text import Title
from aksonsim.model.calibration import FEWEST
from aksonsim.studies.calibrate_trial import Base, Trial
from aksonsim.studies.calibration import Calibration, FittedStage, fitted_stage, parameters, target

Array = npt.NDArray[np.float64]

SLOPE_DRAWS = 100_000
"""Draws for derivatives at most: a slope that is off by a hundredth leads to the same place."""
EXPECTED = 6
"""Iterations of a fit that progress reckons with."""


def expected_draws(base: Base, stages: Sequence[PlacedStage]) -> int:
    """Return about how many draws `calibrate` will make, for a progress bar."""
    total = 0
    for stage in stages:
        draws = base.draws_of(stage)
        total += EXPECTED * (draws + 2 * len(stage.stage.fit) * min(draws, SLOPE_DRAWS))
    return total


@door
def calibrate(base: Base, stages: Sequence[PlacedStage]) -> Calibration:
    """Fit the stages in order; what one has fitted stays for the next.

    Raises
    ------
    AksonsimError
        Each a sentence: a path that leads nowhere or to no number, a start outside the bounds, a target that nothing
        fitted moves or that is not simulated, a bound that the scenario does not take.
    """
    if base.draws is not None and base.draws < FEWEST:
        raise AksonsimError(f"a calibration needs at least {FEWEST} draws, not {base.draws}")
    scenario = base.scenarios()[0]
    changes: dict[str, float] = {}
    found: list[FittedStage] = []
    for stage in stages:
        fit = _Fit(base, stage, tuple(Override(path, value, Place("fitted")) for path, value in changes.items()))
        found.append(fit.answer())
        changes |= {row.path: row.value.value for row in found[-1].parameters}
    return Calibration(
        title=Title(scenario.title, scenario.title_nb),
        money=money.attributes(scenario.currency, scenario.price_year),
        seed=base.seed,
        aksonsim_version=version("aksonsim"),
        changes=changes,
        stages=tuple(found),
    )


class _Fit(Trial):
    """One stage, fitted on top of the file and of what earlier stages fitted."""

    def figures(self, values: Array) -> Array:
        """Return the figures of the fitted targets at parameters, float64[m]."""
        return fitting.figures(self.run(values, self.draws, self.asked_of_fitted), self.asked_of_fitted)

    def steps(self, values: Array, i: int) -> tuple[Array, Array, float]:
        """Return the parameters on both sides of a central difference, and their distance."""
        reach = self.frame.scale[i] * fitting.step_share(min(self.draws, SLOPE_DRAWS))
        below, above = values.copy(), values.copy()
        below[i], above[i] = max(values[i] - reach, self.frame.lower[i]), min(values[i] + reach, self.frame.upper[i])
        return below, above, float(above[i] - below[i])

    @cached_property
    def slopes_at_start(self) -> Array:
        """The derivatives of the fitted targets where the search begins, float64[m, k]."""
        return self.slopes_and_errors(self.frame.start, with_errors=False)[0]

    def slopes(self, values: Array) -> Array:
        """Return the derivatives of the fitted targets, float64[m, k]."""
        if np.allclose(values, self.frame.start, rtol=1e-12, atol=0.0):  # through the solver's scale and back
            return self.slopes_at_start
        return self.slopes_and_errors(values, with_errors=False)[0]

    def slopes_and_errors(self, values: Array, *, with_errors: bool = True) -> tuple[Array, Array]:
        """Return derivatives and their standard errors, float64[m, k] each (zeros without)."""
        questions = self.asked_of_fitted
        draws = min(self.draws, SLOPE_DRAWS)
        slopes, errors = [], []
        for i in range(values.size):
            below, above, distance = self.steps(values, i)
            ends = [self.run(end, draws, questions) for end in (below, above)]
            first, second = (fitting.figures(ds, questions) for ds in ends)
            if np.isnan(first + second).any():
                where = f"{self.fit[i].path} = {below[i]:.6g} or {above[i]:.6g}"
                raise fail(self.placed.fit[i], f"at {where} no draw counts for some target", "narrow its bounds")
            slopes.append((second - first) / distance)
            error = np.zeros(len(questions))
            if with_errors:
                first, second = (fitting.batch_figures(ds, questions) for ds in ends)
                error = np.sqrt(np.diag(fitting.mean_covariance((second - first) / distance)))
            errors.append(error)
        return np.array(slopes).T, np.array(errors).T

    def begin(self) -> tuple[Array, Array]:
        """Return all targets' figures at the start and the standard errors of those that are fitted, float64[m].

        Raises ScenarioError for a target that is not simulated or that no parameter moves.
        """
        start = self.frame.start
        ds = self.run(start, self.draws, self.asked)
        own = fitting.figures(ds, self.asked)
        for (name, question), value, place in zip(self.asked, own, self.placed.targets, strict=True):
            if math.isnan(value):
                raise fail(
                    place, f"scenario {name} does not simulate {question.quantity.name}, or in no draw that counts"
                )
        still = ~self.slopes_at_start.any(axis=1)
        for i in self.fitted[still]:
            still_one = self.placed.stage.targets[i]
            what = f"{still_one.quantity} {still_one.statistic} is {own[i]:.6g}, and no fitted parameter moves it"
            raise fail(self.placed.targets[i], what, "fit one that does, leave it out, or show it with weight: 0")
        errors = np.sqrt(np.diag(self.covariance(ds)))
        for i in self.fitted[np.isnan(errors)]:
            raise fail(self.placed.targets[i], "too few draws count for it to know its error", "take more with -n")
        return own, errors

    def covariance(self, ds: xr.Dataset) -> Array:
        """Return the Monte Carlo covariance of the fitted targets' figures, float64[m, m]."""
        return fitting.mean_covariance(fitting.batch_figures(ds, self.asked_of_fitted))

    def answer(self) -> FittedStage:
        """Fit, and say what came of it."""
        before, errors = self.begin()
        frame, stage = self.frame, self.placed.stage
        solution = fitting.solve(frame, self.figures, self.slopes, errors)
        known = fitting.identify(frame, *self.slopes_and_errors(solution.values))
        noise = known.covariance(self.covariance(self.run(solution.values, self.draws, self.asked_of_fitted)))
        values = np.array([_rounded(v, s) for v, s in zip(solution.values, np.sqrt(np.diag(noise)), strict=True)])
        values = np.clip(values, frame.lower, frame.upper)
        ds = self.run(values, self.draws, self.asked)
        own = fitting.figures(ds, self.asked)
        own_error = np.sqrt(np.diag(fitting.mean_covariance(fitting.batch_figures(ds, self.asked))))
        names = [name for name, _ in self.asked]
        targets = tuple(map(target, stage.targets, names, before, own, own_error))
        of_parameters = parameters(stage, frame, known, values, noise)
        return fitted_stage(stage, frame, known, solution, self.draws, of_parameters, targets)


def _rounded(value: float, error: float) -> float:
    """Return a value to a tenth of its error's first digit; to six digits where it has none."""
    if value == 0 or not math.isfinite(error):
        return value
    place = math.floor(math.log10(error)) - 1 if error > 0 else math.floor(math.log10(abs(value))) - 5
    return round(value, -place)
