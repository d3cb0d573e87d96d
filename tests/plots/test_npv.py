"""The picture of the net present value shows the summary's figures."""

from __future__ import annotations

import pytest
from tests.analysis.synthetic import dataset

from aksonsim import plots
from aksonsim.analysis.summary import summarise
from aksonsim.errors import ResultError


def test_npv__marks_sit_where_the_summary_says() -> None:
    ds = dataset(1500)
    told = summarise(ds).to_json()["scenarios"]["baseline"]["given_passed"]["npv"]
    (axis,) = plots.draw("npv", ds).axes
    places = {line.get_gid(): line.get_xydata()[0] for line in axis.lines if line.get_gid()}
    assert {key: places[key][0] for key in ("base", "mean", "p50")} == {k: told[k] for k in ("base", "mean", "p50")}
    assert places["nought"][0] == 0
    # the curve has a point at each of at most some hundred places: between two of them it is a line
    assert places["p50"][1] == pytest.approx(0.5, abs=0.01)
    assert f"{told['prob_positive'] * 100:.0f}" in axis.get_legend().get_texts()[1].get_text()


def test_npv__a_result_without_benefits_has_no_picture() -> None:
    with pytest.raises(ResultError, match="holds no net present value"):
        plots.draw("npv", dataset(200).drop_vars("npv"))
