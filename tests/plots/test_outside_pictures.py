"""Pictures of outside view and backtest show the studies' figures."""

from __future__ import annotations

import pytest

from aksonsim.analysis.backtest import Placed
from aksonsim.files.reference import shipped
from aksonsim.language.lang import LANGS, Lang
from aksonsim.model.reference import OutsideView
from aksonsim.plots import backtest as backtest_picture
from aksonsim.plots import reference_classes as picture
from aksonsim.results.measure import P50
from aksonsim.studies.backtest import Backtest, backtest
from aksonsim.studies.reference_classes import ReferenceClasses, reference_classes


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> ReferenceClasses:
    import aksonsim

    path = tmp_path_factory.mktemp("outside") / "one.yaml"
    text = (
        "schema: 1\ntitle: One\nprice_year: 2019\ncosts: [{id: a, estimate: {p50: 110, p85: 130, shape: lognormal}}]\n"
    )
    path.write_text(text, encoding="utf-8")
    return reference_classes(aksonsim.load(path), draws=500)


@pytest.fixture(scope="module")
def happened() -> Backtest:
    return backtest(draws=300)


@pytest.mark.parametrize("lang", LANGS)
def test_outside__curves_and_cases_sit_where_the_study_says(view: ReferenceClasses, lang: Lang) -> None:
    (axis,) = picture.draw(view, lang).axes
    lines = {line.get_gid(): line for line in axis.lines if line.get_gid()}
    assert lines.keys() == {"model", "base", *(s.id for s in view.classes), *(c.id for c in view.cases)}
    for stands in view.classes:
        assert lines[stands.id].get_xydata().tolist() == [list(point) for point in stands.curve]
    inside = {case.id: case.amount for case in view.cases if case.ratio < picture.REACH}
    assert inside.keys() == {"helseplattformen", "apotti", "npfit"}
    assert all(lines[name].get_xydata()[0][0] == amount for name, amount in inside.items())
    assert lines["npfit-trust"].get_xydata()[0][0] < picture.REACH * view.base


def test_outside__bars_are_the_intervals_of_observed_projects() -> None:
    import aksonsim

    line = {"id": "a", "estimate": {"p50": 110, "p85": 130, "shape": "lognormal"}}
    scenario = aksonsim.Scenario.from_dict({"schema": 1, "title": "One", "kind": "rail", "costs": [line]})
    own = {"id": "o", "kind": "rail", "decision": "final", "of": "base", "source": "S"}
    ratios = OutsideView.model_validate({"classes": [own | {"ratios": [0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5]}]})
    found = reference_classes(scenario, classes=ratios, draws=300)
    (axis,) = picture.draw(found, "nb").axes
    lines = {line.get_gid(): line for line in axis.lines if line.get_gid()}
    assert lines.keys() == {"model", "base", "o", "o-p50", "o-p85"}
    (one,) = found.classes
    assert lines["o-p50"].get_xdata().tolist() == list(one.percentiles[P50].bounds)
    assert lines["o-p85"].get_xdata()[1] > axis.get_xlim()[1]  # too few for an upper bound
    assert axis.get_legend().get_texts()[0].get_text().replace("\n", " ") == "o (bane), n = 7, på basisestimatet"


@pytest.mark.parametrize("lang", LANGS)
def test_backtest__marks_sit_where_things_happened(happened: Backtest, lang: Lang) -> None:
    axes = backtest_picture.draw(happened, lang).axes
    mixed = happened.helseplattformen["mixed"]
    for axis, basis in zip(axes[:2], ("municipalities", "inhabitants"), strict=True):
        lines = {line.get_gid(): line for line in axis.lines if line.get_gid()}
        for test in mixed.tests:
            if test.basis == basis:
                height = lines[f"observed-{test.date}"].get_xydata()[0][1]
                assert height == (test.found.observed if isinstance(test.found, Placed) else test.found.more_than)
        assert lines["p50"].get_ydata().tolist() == list(mixed.fan[basis][P50])
    held = {line.get_gid(): line for line in axes[3].lines if line.get_gid()}
    assert {s.id: s.found.share for s in happened.coverage} == {k: v.get_xdata()[0] for k, v in held.items()}
    bars = {bar.get_gid(): bar.get_width() for bar in axes[4].patches}
    assert bars == {name: chance.value for name, chance in happened.gate.chances.items()}


def test_shipped__gives_a_file() -> None:
    with shipped("backtest", "gate.yaml") as path:
        assert path.is_file()
