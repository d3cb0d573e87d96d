"""A fan of quantiles along time, as several pictures draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aksonsim.plots.figure import colours
from aksonsim.plots.words import Lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fan(axis: Axes, x: npt.NDArray[np.float64], quantiles: npt.NDArray[np.float64], lang: Lang) -> None:
    """Draw P10, P25, P50, P75 and P90 (rows of ``quantiles``) as two bands and a line, darker towards the middle."""
    blue = colours()["blue"]
    p10, p25, p50, p75, p90 = quantiles
    axis.fill_between(x, p10, p90, color=blue, alpha=0.18, linewidth=0, label=word("p10_p90", lang))
    axis.fill_between(x, p25, p75, color=blue, alpha=0.35, linewidth=0, label=word("p25_p75", lang))
    axis.plot(x, p50, color="black", linewidth=2, marker="o", markersize=3, label=word("median", lang), gid="p50")
