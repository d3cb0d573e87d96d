"""What exploring a sweep, or the draws of one run, answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.band import HowSure
from aksonsim.language.text import Title, Words, translate
from aksonsim.results.plain import Plain, fields_of, frozen, plain, shaped
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic

Array = npt.NDArray[np.float64]


@frozen
class ExploredOutput:
    """The output asked about: its unit, over which draws it is (``all`` or ``passed``), and its range."""

    name: str
    title: Words = shaped(languages=True)
    units: str
    condition: str
    least: float
    most: float

    @property
    def is_share(self) -> bool:
        """Whether it is a fraction that is shown as per cent."""
        return self.units == "1" and self.least >= -0.001 and self.most <= 1.001


@frozen
class CurveStep:
    """A place on a response curve: the mean over the points whose parameter is ``at``, or about it."""

    at: str | float = shaped(label=True)
    mean: Statistic
    points: int

    def to_json(self) -> dict[str, Plain]:
        """Return it as ``--json`` prints it."""
        return {"at": plain(self.at), "mean": plain(self.mean.value), "ci": plain(self.mean.interval)} | {
            "points": self.points
        }


@frozen
class Share:
    """The share of the variance over the points that a parameter, or two together, explain."""

    name: str = shaped(label="parameter")
    title: Words = shaped(languages=True)
    share: Statistic = shaped(half=True)


@frozen
class PairShare:
    """The share of the variance that two parameters explain together, beyond what each does."""

    between: tuple[str, str] = shaped(label="parameter")
    titles: tuple[Words, Words] = shaped(languages=True)
    share: Statistic = shaped(half=True)


@frozen
class Shares:
    """Main effects and interactions, by ``grid`` (exact) or ``polynomial``; ``residual``: what no term explains."""

    method: str
    rows: tuple[Share, ...]
    pairs: tuple[PairShare, ...]
    residual: Statistic = shaped(half=True)
    sd: float


@frozen
class ElementaryEffect:
    """Elementary effects of a parameter over its whole range: mean, mean size (mu star) and standard deviation."""

    name: str = shaped(label="parameter")
    title: Words = shaped(languages=True)
    mean: Statistic = shaped(half=True)
    size: Statistic = shaped(half=True)
    sd: float


@frozen
class Morris:
    """Elementary effects, the largest first."""

    method: str = "morris"
    rows: tuple[ElementaryEffect, ...]


@frozen
class SobolIndices:
    """Sobol' indices of a parameter: alone (first order), and with all interactions (total)."""

    name: str = shaped(label="parameter")
    title: Words = shaped(languages=True)
    first: Statistic = shaped(half=True)
    total: Statistic = shaped(half=True)


@frozen
class Saltelli:
    """Sobol' indices, the largest total first."""

    method: str = "saltelli"
    rows: tuple[SobolIndices, ...]
    sd: float


Effects = Shares | Morris | Saltelli


@frozen
class HeatAxis:
    """A parameter along a heat map, and its levels."""

    name: str
    title: Words = shaped(languages=True)
    at: tuple[str | float, ...]


@frozen
class HeatMap:
    """The mean output over two parameters, float64[levels of y, levels of x], NaN where a point is missing.

    ``others``: how many parameters it is the mean over.
    """

    x: HeatAxis
    y: HeatAxis
    values: Array
    others: int


@frozen
class Distance:
    """How far cases of interest lie from the others along a parameter: by how much, where, and on which side."""

    name: str
    title: Words = shaped(languages=True)
    distance: float
    p: float
    at: str | float
    higher: bool


@frozen
class Limit:
    """The limits of a parameter in a region (infinite where there is none), and their quasi-p-value."""

    name: str
    low: float
    high: float
    quasi_p: float


@frozen
class Region:
    """A region (PRIM) that separates cases of interest, in words and limits.

    ``coverage``: share of all cases in it and in no earlier one; ``density``: share of its points that are cases.
    """

    number: int = shaped(hidden=True, label="region")
    words: Words = shaped(languages=True)
    limits: tuple[Limit, ...]
    coverage: float
    density: Statistic
    mass: float
    points: int

    @property
    def weakest(self) -> float:
        """The p-value of its weakest limit."""
        return max(limit.quasi_p for limit in self.limits)


@frozen
class ScatterAxis:
    """A parameter of some points: float64[n], places among its words where it has words."""

    name: str
    title: Words = shaped(languages=True)
    words: tuple[str, ...]
    event: bool
    values: Array


@frozen
class Scatter:
    """Some points along the two parameters that matter most, and which of them are of interest, bool[n]."""

    axes: tuple[ScatterAxis, ScatterAxis]
    cases: npt.NDArray[np.bool_]


@frozen
class Discovery:
    """Which values of parameters go with cases of interest: the ``cases`` of ``of`` for which ``when`` holds.

    ``binary``: the output is 0 or 1 throughout.
    """

    when: str
    output: str
    title: Words = shaped(languages=True)
    of: int
    units: str
    below: bool
    binary: bool
    limit: float
    cases: int
    regional: tuple[Distance, ...] = ()
    boxes: tuple[Region, ...] = ()
    scatter: Scatter | None = shaped(sparse=True, default=None)


@frozen
class CurveBand:
    """S-curves over the points: quantiles float64[5, probability] (5, 25, 50, 75, 95 %), and how sure their P85 is."""

    units: str
    title: Words = shaped(languages=True)
    condition: str
    quantiles: Array
    p85: HowSure


@frozen
class Refused:
    """Why points could not be simulated, and how many."""

    why: str
    points: int


@frozen
class Exploration(Result):
    """Everything that a sweep can say about one output.

    ``done`` of ``points`` have a value; ``noise``: the share of the variance over points that their Monte Carlo error
    would explain; ``notes``: what could not be answered, and why.
    """

    title: Title = shaped("titles", languages=True)
    digest: str
    aksonsim_version: str
    points: int
    done: int
    refused: tuple[Refused, ...]
    design: str
    draws: int
    seed: int
    scenario: str
    money: Mapping[str, Any] = shaped(spread=True)
    of: ExploredOutput
    parameters: Mapping[str, Words] = shaped(languages=True)
    noise: float | None
    curves: Mapping[str, tuple[CurveStep, ...]]
    effects: Effects | None
    discovery: Discovery | None = shaped(sparse=True, default=None)
    heat: HeatMap | None = shaped(sparse=True, default=None)
    how_sure: HowSure | None = shaped(sparse=True, default=None)
    bands: Mapping[str, CurveBand] = shaped(sparse=True, default_factory=dict)
    probability: tuple[float, ...] = shaped(sparse=True, default=())
    notes: tuple[Words, ...]
    problem: Mapping[str, Any] | None = shaped(sparse=True, default=None)
    salib: Mapping[str, Mapping[str, float]] | None = shaped(sparse=True, default=None)

    def to_json(self) -> dict[str, Plain]:
        """Return what ``--json`` prints."""
        return {"title": translate(self.title, "en"), **fields_of(self)}


@frozen
class RunExploration(Result):
    """Which inputs and events of a run's draws go with cases of interest."""

    heading: str = shaped("title")
    digest: str
    aksonsim_version: str
    seed: str
    money: Mapping[str, Any] = shaped(spread=True)
    title: Title = shaped("titles", languages=True)
    draws: int
    of: ExploredOutput
    discovery: Discovery
    notes: tuple[Words, ...]
