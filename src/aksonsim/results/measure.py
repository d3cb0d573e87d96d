"""Which statistic of the draws: the mean, the standard deviation, its share of the mean, or a percentile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aksonsim.errors import AksonsimError
from aksonsim.language.text import Words, _
from aksonsim.results.differences import Figure, Sample, combination, mean_and_influence, quantile_and_influence
from aksonsim.results.means import Values, cv_and_influence, sd_and_influence
from aksonsim.results.percentiles import Draws
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.statistic import Statistic, cv, mean, quantiles, sd
from aksonsim.results.steps import percentile_step

Word = Literal["mean", "sd", "cv"]
TITLES: dict[Word, Words] = {"mean": _("mean"), "sd": _("SD"), "cv": _("CV")}


@dataclass(frozen=True, slots=True)
class Measure:
    """The p-quantile, 0 < p < 1; or (``p`` None) by its ``word`` the mean, the standard deviation or SD / mean."""

    p: float | None = None
    word: Word = "mean"

    def __post_init__(self) -> None:
        if self.p is not None and not 0 < self.p < 1:
            raise AksonsimError(f"a percentile lies between 0 and 1 (0.85, or p85), not at {self.p:g}")

    @classmethod
    def parse(cls, text: str) -> Measure:
        """Return the measure that a text names: ``mean``, ``sd``, ``cv``; ``p85``, ``85`` or ``0.85``, a percentile.

        Raises AksonsimError where it is neither.

        Examples
        --------
        >>> Measure.parse("P2.5"), Measure.parse("mean")
        (Measure(p=0.025, word='mean'), Measure(p=None, word='mean'))
        """
        for word in TITLES:
            if text == word:
                return cls(word=word)
        try:
            p = float(text[1:]) / 100 if text[:1] in ("p", "P") else float(text)
            p = p / 100 if 1 < p < 100 and text[:1] not in ("p", "P") else p
        except ValueError:
            p = -1.0
        if not 0 < p < 1:
            raise AksonsimError(f"{text} is no percentile; write p85 or 0.85")
        return cls(p)

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Its name in JSON, tables and command lines: ``mean``, ``sd``, ``p85``, ``p2.5``."""
        return self.word if self.p is None else f"p{self.p * 100:.6g}"

    @property
    def title(self) -> Words:
        """Its name for readers: ``mean``, ``P85``."""
        return TITLES[self.word] if self.p is None else self.key.upper()


MEAN, P10, P50, P80, P85, P90 = Measure(), *map(Measure, (0.1, 0.5, 0.8, 0.85, 0.9))


@frozen
class Described:
    """Some measures of draws, and how many draws count."""

    draws: int
    measures: Mapping[Measure, Statistic] = shaped(spread=True)

    def __getitem__(self, measure: Measure) -> Statistic:
        return self.measures[measure]


def describe(x: Values, measures: tuple[Measure, ...]) -> Described:
    """Return several measures of an output, float[n], NaN where a draw does not count."""
    kept = x[~np.isnan(x)]
    return Described(draws=kept.size, measures=statistics(kept, measures))


def statistics(x: Draws, measures: tuple[Measure, ...]) -> dict[Measure, Statistic]:
    """Return several measures of draws, float[n] without NaN, percentiles from one selection."""
    at = [measure.p for measure in measures if measure.p is not None]
    found = dict(zip(at, quantiles(x, at), strict=True)) if at else {}
    return {one: _MOMENTS[one.word](x) if one.p is None else found[one.p] for one in measures}


def difference(first: Sample | Values, second: Sample | Values, measure: Measure) -> Statistic:
    """Return a measure of the first draws less that of the second, on common draws, with its paired interval."""
    return combined([(1.0, first), (-1.0, second)], measure)


def combined(terms: Sequence[tuple[float, Sample | Values]], measure: Measure) -> Statistic:
    """Return a weighted sum of a measure of several draws, on common draws, with its paired interval.

    ``terms``: weights and draws, float[n] each with NaN where a draw does not count, or a `Sample`.
    """
    samples = [(weight, x if isinstance(x, Sample) else Sample.of(x)) for weight, x in terms]
    if measure.p is not None and [weight for weight, x in terms] == [1.0, -1.0]:
        return percentile_step(samples[0][1], samples[1][1], measure.p)
    p = measure.p
    figure = _INFLUENCES[measure.word] if p is None else lambda x: quantile_and_influence(x, p)
    return combination(samples, figure)


_MOMENTS: dict[Word, Callable[..., Statistic]] = {"mean": mean, "sd": sd, "cv": cv}
_INFLUENCES: dict[Word, Figure] = {"mean": mean_and_influence, "sd": sd_and_influence, "cv": cv_and_influence}
