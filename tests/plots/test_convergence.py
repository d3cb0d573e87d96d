"""The picture shows what analysis says, and says for lhs and sobol that the band is a guide."""

from __future__ import annotations

from tests.analysis.synthetic import dataset

from aksonsim import plots
from aksonsim.analysis.convergence import convergence


def test_convergence__lines_and_bands_are_those_of_the_analysis() -> None:
    ds = dataset(1500)
    found = convergence(ds, "baseline")
    for i, (axis, key) in enumerate(zip(plots.draw("convergence", ds).axes, ("p50", "p85"), strict=True)):
        (line,) = [line for line in axis.lines if line.get_gid() == key]
        assert line.get_xdata().tolist() == found.draws.tolist()
        assert line.get_ydata().tolist() == found.value[i].tolist()
        (band,) = [artist for artist in axis.collections if artist.get_gid() == "band"]
        assert band.get_paths()[0].get_extents().y1 == found.high[i].max()
        assert axis.get_xscale() == "log"


def test_convergence__a_design_s_band_is_a_guide() -> None:
    ds = dataset(200)
    told = [axis.get_legend().get_texts()[0].get_text() for axis in plots.draw("convergence", ds).axes]
    assert told == ["95 % interval of the simulation"] * 2
    guided = plots.draw("convergence", ds.assign_attrs(method="lhs"), "nb").axes[0].get_legend().get_texts()[0]
    assert "øvre rettesnor" in guided.get_text()


def test_convergence__few_draws_are_no_error() -> None:
    plots.draw("convergence", dataset(2), "en", "official_basis").draw_without_rendering()
