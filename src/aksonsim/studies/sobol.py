"""Sobol' indices of every input and event of a scenario, by pick-freeze on the keyed streams."""

from __future__ import annotations

import time
from itertools import chain

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis.indices import sobol_indices
from aksonsim.analysis.sensitivity import title_of
from aksonsim.language.text import Title, _, as_title
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic, symmetric
from aksonsim.studies import plan_variants
from aksonsim.studies.question import Question

Array = npt.NDArray[np.float64]


@frozen
class Index:
    """Indices of a factor, shares of the variance: of what it explains alone, and with all its interactions.

    ``exceed``: total index of the output being above its percentile, None where nothing is. ``members`` of a factor of
    several inputs; ``part_of``: the factor that this one is a part of.
    """

    name: str = shaped(label=True)
    title: Title
    members: tuple[str, ...]
    part_of: str | None
    first: Statistic
    total: Statistic
    exceed: Statistic | None = shaped(sparse=True)


@frozen
class Sobol:
    """First-order and total indices by falling total; ``interaction``: what no independent factor explains alone."""

    rows: tuple[Index, ...]
    interaction: Statistic
    sd: float
    condition: Condition
    draws: int
    runs: int
    seconds: float


def sobol(question: Question, base: xr.Dataset) -> Sobol:
    """Return first-order and total indices of every input and event; ``base`` is a run of the question.

    Two seeds give samples A and B; a run of A with the keys of one factor taken from B is A_B exactly, since each
    input has a stream of its own. All draws count: given that the gate is passed, inputs would not be independent.

    Raises AksonsimError where the output has no value in some draw.
    """
    began = time.perf_counter()
    factors = plan_variants.streams(question.plan)

    mixed = (plan_variants.drawn_anew(question.plan, question.other, factor) for factor in factors)
    f_a = question.read_all(base).values
    f_b, *rows_ab = (question.read_all(ds).values for ds in question.runs(chain([question.other], mixed)))
    f_ab = np.array(rows_ab)
    indices = sobol_indices(f_a, f_b, f_ab)
    threshold = float(np.quantile(f_a, question.at))
    above = [(f > threshold).astype(np.float64) for f in (f_a, f_b, f_ab)]
    # Nothing lies above a percentile that sits on a cap.
    exceed = sobol_indices(*above) if above[0].any() else None
    rows = [
        Index(
            name=factor.name,
            title=_title(base, factor),
            members=factor.members,
            part_of=factor.part_of,
            first=symmetric(indices.first[k], indices.first_half[k], f_a.size),
            total=symmetric(indices.total[k], indices.total_half[k], f_a.size),
            exceed=None if exceed is None else symmetric(exceed.total[k], exceed.total_half[k], f_a.size),
        )
        for k, factor in enumerate(factors)
    ]
    independent = [k for k, factor in enumerate(factors) if factor.part_of is None]
    return Sobol(
        rows=tuple(sorted(rows, key=lambda row: -row.total.value)),
        interaction=symmetric(*indices.interaction(independent), f_a.size),
        sd=float(np.sqrt(indices.variance)),
        condition=Condition.ALL,
        draws=question.draws,
        runs=len(factors) + 2,
        seconds=time.perf_counter() - began,
    )


def _title(ds: xr.Dataset, factor: plan_variants.Streams) -> Title:
    return as_title(_("municipal choices")) if factor.councils else title_of(ds, factor.name)
