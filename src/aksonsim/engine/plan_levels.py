"""Price indices as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from aksonsim.engine.inputs import Register
from aksonsim.engine.limits import HAIR
from aksonsim.engine.packing import ints
from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.price_levels import LevelArrays
from aksonsim.model.prices import Index
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.from_estimate import distribution_of


def level_arrays(scenario: Scenario, inputs: Register) -> LevelArrays | None:
    """Build the indices; None where the file has none.

    Raises ScenarioError for growth that takes prices to nothing or doubles them every year.
    """
    if not scenario.indices:
        return None
    if problems := [*_absurd(scenario.indices)]:
        raise ScenarioError(problems)
    years = range(scenario.start.year, scenario.last_year + 1)
    table = [[_known(index, scenario.price_year or years[0], year) for year in years] for index in scenario.indices]
    return LevelArrays(
        row=ints(inputs.row(f"indices[{index.id}]") for index in scenario.indices),
        known=np.array([[level for level, _ in row] for row in table]),
        years=np.array([[grown for _, grown in row] for row in table], dtype=np.int64),
    )


def _absurd(indices: Iterable[Index]) -> Iterator[Problem]:
    """Yield a problem for growth that can be -100 % a year, or is 100 % and more: most likely a percentage."""
    for index in indices:
        growth = None if index.growth is None else distribution_of(index.growth)
        if growth is None:
            continue
        path, advice = f"indices[{index.id}].growth", "growth is a fraction a year, as 0.03 for 3 %"
        if growth.support[0] <= -1.0 and float(growth.cdf(-1.0)) > HAIR:
            yield Problem("", path, "growth can be -100 % a year or less, after which prices are none", advice)
        elif float(growth.ppf(0.5)) >= 1.0:
            yield Problem("", path, f"growth of {100 * float(growth.ppf(0.5)):.10g} % a year", advice)


def _known(index: Index, price_year: int, year: int) -> tuple[float, int]:
    """Return the stated level nearest to a year, over that of the price year, and the years of growth from there."""
    if not index.levels:
        return 1.0, year - price_year
    at = min(max(year, min(index.levels)), max(index.levels))
    return index.levels[at] / index.levels[price_year], year - at


def followed(scenario: Scenario) -> dict[str | None, int]:
    """Return the place of the index of each line that one names, and under None that of all others (-1: none)."""
    found: dict[str | None, int] = {None: -1}
    for k, index in enumerate(scenario.indices):
        names = [name for pattern in index.targets for name in scenario.match(pattern)]
        found |= dict.fromkeys(names, k) if index.targets else {None: k}
    return found
