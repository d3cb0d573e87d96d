"""A fan of quantiles along time, as several pictures draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fan(axis: Axes, x: npt.NDArray[np.float64], quantiles: npt.NDArray[np.float64], lang: Lang) -> None:
    """Draw P10, P25, P50, P75 and P90 (rows of ``quantiles``) as two bands and a line, darker towards the middle."""
    blue = colours()["blue"]
    p10, p25, p50, p75, p90 = quantiles
    axis.fill_between(x, p10, p90, color=blue, alpha=0.18, linewidth=0, label=translate(_("P10–P90"), lang))
    axis.fill_between(x, p25, p75, color=blue, alpha=0.35, linewidth=0, label=translate(_("P25–P75"), lang))
    axis.plot(
        x,
        p50,
        color="black",
        linewidth=2,
        marker="o",
        markersize=3,
        label=translate(_("Median (P50)"), lang),
        gid="p50",
    )
