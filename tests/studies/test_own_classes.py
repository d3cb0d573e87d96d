"""Reference classes of one's own, and the choice by kind of project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import aksonsim
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.reference import outside_view
from aksonsim.model.reference import KINDS, OutsideView
from aksonsim.results.percentiles import order_ranks, probability_interval
from aksonsim.studies.reference_classes import ReferenceClasses, of_result, reference_classes

RATIOS = [1.38, 0.93, 1.02, 1.9, 1.05, 1.08, 1.11, 1.16, 1.2, 1.24, 1.31, 1.52]
RAIL = f"""\
classes:
  - id: stretches
    title: Our stretches
    title_nb: Våre strekninger
    kind: rail
    decision: final
    of: base
    source: Final accounts
    ratios: {RATIOS}
"""
IT = {one.id for one in outside_view().all if one.kind == "IT"}


def scenario(**more: object) -> aksonsim.Scenario:
    line = {"id": "a", "estimate": {"p10": 90, "mode": 100, "p90": 150, "shape": "pert"}}
    return aksonsim.Scenario.from_dict({"schema": 1, "title": "Line", "costs": [line], **more})


def ids(found: ReferenceClasses) -> set[str]:
    return {one.id for one in (*found.classes, *found.cases)}


@pytest.fixture
def rail(tmp_path: Path) -> Path:
    path = tmp_path / "rail.yaml"
    path.write_text(RAIL, encoding="utf-8")
    return path


def test_own__quantiles_are_those_of_numpy_and_their_intervals_order_statistics(rail: Path) -> None:
    found = reference_classes(scenario(), kind="rail", classes=rail, draws=400)
    (own,) = found.classes
    n, ordered = len(RATIOS), sorted(RATIOS)
    assert (own.projects, own.origin.kind, found.cases) == (n, "rail", ())
    for measure, x in own.ratio.items():
        assert x.value == pytest.approx(np.quantile(RATIOS, measure.p), rel=1e-12)
        assert x.draws == n
        low, high = order_ranks(n, measure.p)
        assert x.bounds == (ordered[low - 1] if low else -np.inf, ordered[high - 1] if high <= n else np.inf)
        assert own.percentiles[measure].value == pytest.approx(found.base * x.value)
        assert own.percentiles[measure].bounds == pytest.approx([found.base * end for end in x.bounds])
    told = found.to_json()["classes"][0]
    assert told["ratio"]["p85_ci"] == [1.24, None]  # twelve projects do not bound a P85 from above, 23 do
    assert (order_ranks(22, 0.85)[1], order_ranks(23, 0.85)[1]) == (23, 23)
    assert told["prob_above_base"] == 11 / 12
    assert told["prob_above_base_ci"] == pytest.approx(probability_interval(11, n))


def test_own__where_the_model_lies_counts_projects_and_both_errors(rail: Path) -> None:
    found = reference_classes(scenario(), kind="rail", classes=rail, draws=400)
    (own,) = found.classes
    figure = found.model.percentiles[next(m for m in own.ratio if m.p == 0.5)]
    below = [
        sum(ratio <= x / found.base for ratio in RATIOS) for x in (figure.bounds[0], figure.value, figure.bounds[1])
    ]
    assert own.model_p50_at.value == below[1] / 12
    assert own.model_p50_at.bounds == (probability_interval(below[0], 12)[0], probability_interval(below[2], 12)[1])
    low, high = own.p85_in_model.bounds
    assert low < own.p85_in_model.value < high == pytest.approx(1)  # its P85 has no bound above


def test_own__points_and_a_table_are_classes_too(tmp_path: Path) -> None:
    (tmp_path / "done.csv").write_text("ratio\n" + "\n".join(map(str, RATIOS)) + "\n", encoding="utf-8")
    common = "kind: Rail, decision: early, of: p50, source: Study"
    path = tmp_path / "own.yaml"
    path.write_text(
        f"classes:\n  - {{id: points, {common}, estimate: {{p10: 1.02, p50: 1.2, p85: 1.5}}}}\n"
        f"  - {{id: table, {common}, estimate: {{data: done.csv, column: ratio}}}}\n"
        "cases:\n  - {id: one, kind: rail, decision: final, source: Accounts, ratio: 1.4}\n",
        encoding="utf-8",
    )
    found = reference_classes(scenario(kind="rail"), classes=[path], draws=200)
    points, table = found.classes
    assert [x.value for x in points.ratio.values()][:3] == pytest.approx([1.02, 1.2, 1.5])
    assert all(x.interval is None for x in points.ratio.values())
    assert points.origin.title.en == "points"
    assert table.ratios == tuple(sorted(RATIOS))
    assert [one.id for one in found.cases] == ["one"]


def test_kinds__every_shipped_class_and_case_has_one() -> None:
    kinds = {one.id: one.kind for one in outside_view().all}
    assert set(kinds.values()) <= set(KINDS)
    assert kinds["npfit"] == kinds["it-2011"] == "IT"
    assert kinds["concept-51"] == "mixed"  # roads, defence and buildings


def test_kinds__a_railway_never_meets_an_it_project_unasked(rail: Path) -> None:
    railway = scenario(kind="rail")
    assert ids(reference_classes(railway, draws=50)) == set()
    assert ids(reference_classes(railway, classes=rail, draws=50)) == {"stretches"}
    assert {"npfit", "stretches"} <= ids(reference_classes(railway, classes=rail, kind="all", draws=50))
    assert ids(reference_classes(railway, kind=["IT"], draws=50)) == IT
    assert ids(reference_classes(railway, kind=["IT", "mixed"], draws=50)) == {*IT, "concept-51"}
    left = reference_classes(railway, draws=50)
    assert (left.kinds, dict(left.left_out)) == (("rail",), {"IT": len(IT), "mixed": 1})


def test_result__says_what_its_scenario_does() -> None:
    told = scenario(kind="IT")
    assert of_result(aksonsim.simulate(told, draws=200), "baseline") == reference_classes(told, draws=200)
    assert of_result(aksonsim.simulate(scenario(), draws=50), "baseline") is None


def test_kinds__without_one_all_stand_there(rail: Path) -> None:
    found = reference_classes(scenario(), classes=rail, draws=50)
    assert ids(found) == {"stretches", *(one.id for one in outside_view().all)}
    assert (found.kinds, dict(found.left_out)) == ((), {})
    with pytest.raises(
        AksonsimError, match=r"kind must be one of rail, .*, all, not text 'railway'; did you mean rail\?"
    ):
        reference_classes(scenario(), kind="railway", draws=50)


def test_kinds__a_scenario_of_an_unknown_one_is_refused() -> None:
    assert scenario(kind="it").kind == "IT"
    with pytest.raises(ScenarioError, match=r"kind: must be one of rail, .*, not text 'rial'; did you mean rail\?"):
        scenario(kind="rial")


FIRST = "classes:\n  - {id: a, kind: rail, decision: final, of: base, source: S, "


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (FIRST + "ratios: [1, 1.2, 1.3], n: 3}", "classes[a].n: unknown key n; allowed: id, title"),
        (
            FIRST.replace("source: S, ", "") + "ratios: [1, 1.2, 1.3]}",
            ":2:5: classes[a]: missing key source; needed: id",
        ),
        (FIRST.replace("S,", "' ',") + "ratios: [1, 1.2, 1.3]}", ":2:5: classes[a]: source is empty"),
        (FIRST + "ratios: [1.1, 1.2]}", "classes[a].ratios: must have at least 3 entries, not 2"),
        (FIRST + "ratios: [1, 0, 1.3]}", ":2:75: classes[a].ratios[1]: must be more than 0, not 0"),
        (FIRST + "ratios: [0.12, 0.3, 0.05]}", "ratios from 0.05 to 0.3; a ratio is actual / estimate: 1.12 for"),
        (FIRST + "ratios: [5, 12, 30]}", "ratios from 5 to 30; a ratio is actual / estimate"),
        (FIRST + "ratios: [0.12, 0.05, 0.6]}", "ratios from 0.05 to 0.6; a ratio is actual / estimate"),
        (FIRST + "ratios: [112, 130, 95]}", "ratios from 95 to 130; a ratio is actual / estimate"),
        (FIRST + "estimate: {p10: 1, p50: 0.9, p85: 1.2}}", "classes[a].estimate: "),
        (FIRST + "estimate: {p10: -0.2, p50: 0.9, p85: 1.2}}", "estimate: the distribution reaches -"),
        (FIRST + "estimate: {p10: 1, p50: 1.0001, p85: 9}}", "classes[a].estimate: "),
        (FIRST + "}", "neither of estimate and ratios; give the distribution or the observed ratios"),
        (FIRST + "ratios: [1, 1.2, 1.3], estimate: 1.2}", "both of estimate and ratios"),
        (FIRST + "ratios: [1, 1.2, 1.3], projects: 5}", "projects 5, but 3 ratios; leave projects out"),
        (
            FIRST.replace("rail", "tram") + "ratios: [1, 1.2, 1.3]}",
            "classes[a].kind: must be one of rail, road, building",
        ),
        (
            FIRST.replace("id: a", "id: it-2011") + "ratios: [1, 1.2, 1.3]}",
            "id it-2011 is taken by another class or case",
        ),
        (
            FIRST + "ratios: [1, 1.2, 1.3]}\ncases: []\nclasss: []",
            ":4:1: classs: unknown key classs; did you mean classes?",
        ),
        ("classes: []", "there is no class and no case; state classes, cases, or both"),
        ("[1, 2]", "the file is not a mapping; a file of reference classes is a mapping with the key classes"),
        (FIRST + "ratios: [1,2, 1.3]}", "1,2 may be one number or two"),
    ],
)
def test_own__what_is_wrong_is_said_with_its_place(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        reference_classes(scenario(), classes=path, draws=50)
    told = str(error.value)
    assert sentence in told
    assert told.startswith(f"{path}")
    assert "\n" not in told.strip()


def test_own__one_file_twice_is_refused_and_a_value_is_as_good_as_a_file(rail: Path) -> None:
    with pytest.raises(ScenarioError, match="id stretches is taken"):
        reference_classes(scenario(), classes=[rail, rail], draws=50)
    value = {"id": "mine", "kind": "rail", "decision": "final", "of": "base", "source": "S", "ratios": RATIOS}
    view = OutsideView.model_validate({"classes": [value]})
    from_value = reference_classes(scenario(), kind="rail", classes=view, draws=50).classes[0]
    from_file = reference_classes(scenario(), kind="rail", classes=rail, draws=50).classes[0]
    assert from_value.ratio == from_file.ratio
