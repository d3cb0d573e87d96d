"""Scenarios that Python makes are validated as files are, and what was made past validation is not simulated."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.engine.dataset import canonical
from aksonsim.model.estimate import Constant, MinModeMax
from aksonsim.model.events import Event
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[1]
AKSON = ROOT / "configs" / "akson.yaml"
MINIMAL = ROOT / "configs" / "minimal.yaml"


@pytest.fixture(scope="module")
def akson() -> Scenario:
    return aksonsim.load(AKSON)


@pytest.fixture
def minimal() -> Scenario:
    return aksonsim.load(MINIMAL)


# --- changed ----------------------------------------------------------------------------------------------------------

CHANGES: dict[str, dict[str, Any]] = {
    "number": {"gate.share": 0.5},
    "NumPy": {"gate.share": np.float64(0.5), "gate.extensions.number": np.int32(1)},
    "date": {"gate.deadline": dt.date(2022, 12, 1)},
    "text for a date": {"gate.deadline": "2022-12-01"},
    "flag": {"links.delay_to_cost": False},
    "removed": {"events[A.G2]": None},
    "pattern": {"costs[journal.*].time_share": 0.1},
    "estimate as mapping": {"drivers[scope].multiplier": {"p10": 0.9, "p50": 1, "p90": 1.2}},
    "list": {"uptake.rounds.months": [6, 12]},
    "tuple": {"uptake.rounds.months": (6, 12)},
    "array": {"uptake.rounds.months": np.array([6, 12])},
    "new item": {"cuts[more]": {"amount": 3, "programme": "journal"}},
    "code": {"uptake.own[0301].hazard": 0.1},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_changed__is_what_the_file_with_these_settings_is(akson: Scenario, kind: str) -> None:
    changes = CHANGES[kind]
    before = canonical(akson)
    made = akson.changed(changes)
    texts = {path: json.dumps(value, default=lambda x: x.tolist() if hasattr(x, "tolist") else str(x))
             for path, value in changes.items()}  # fmt: skip
    expected = aksonsim.load(AKSON, sets=[f"{path}={text}" for path, text in texts.items()])
    assert [change[-9:] for change in made.changes_made] == [change[-9:] for change in expected.changes_made]
    bare = {"changes_made": ()}  # an item that was removed is noted in the order of its keys in the file
    assert aksonsim.load(AKSON, changes=changes) == expected
    assert made.model_copy(update=bare) == expected.model_copy(update=bare)
    assert made != akson
    assert canonical(akson) == before


def test_changed__takes_parts_of_a_scenario(akson: Scenario) -> None:
    law = MinModeMax(min=1, mode=2, max=4, shape="triangular")
    event = Event(id="new", probability=0.2, on="journal", cost=Constant(value=5))
    made = akson.changed({"costs[journal.management].estimate": law, "events[new]": event, "gate": akson.gate})
    assert made.costs[0].estimate == law
    assert made.events[-1] == event
    assert made.gate == akson.gate


def test_changed__goes_on_from_what_was_changed_before(minimal: Scenario) -> None:
    once = minimal.changed({"costs[a].estimate.max": 5})
    twice = once.changed({"costs[b].estimate.p90": 9}, name="twice")
    assert twice.changes_made == ("costs[a].estimate.max: 4 -> 5", "costs[b].estimate.p90: 7 -> 9")
    assert (twice.name, twice.title) == ("twice", f"{minimal.title}: twice")
    assert minimal.changed({}) == minimal
    assert minimal.changed({"title": "Mine"}, name="x").title == "Mine"


def test_changed__under_another_name_leaves_the_file_s_scenarios_behind(akson: Scenario) -> None:
    assert akson.changed({"gate.share": 0.5}).scenarios == akson.scenarios
    half = akson.changed({"gate.share": 0.5}, name="count_basis")  # the name of one of them
    assert half.scenarios == {}
    assert half.claims == akson.claims


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gate.share": 55}, r"^changes: gate\.share: must be at most 1, not 55$"),
        ({"gate.shre": 0.5}, r"^changes: gate\.shre: no shre in gate; did you mean gate\.share\?$"),
        ({"gte.share": 0.5}, r"did you mean gate\.share\?$"),
        ({"costs[journal.x].base": 5}, r"did you mean costs\["),
        ({"unspecified": -0.9}, r"^changes: unspecified: must be at least 0, not -0\.9$"),
        ({"unspecified": True}, r"unspecified: must be a number, not true$"),
        ({"unspecified": "5 %"}, r"unspecified: must be a number, not text '5 %'; write 0\.05$"),
        ({"unspecified": float("nan")}, r"^changes: unspecified: must be a finite number, not nan$"),
        ({"unspecified": np.inf}, r"^changes: unspecified: must be a finite number, not inf$"),
        ({"costs[journal.management].estimate": 10**400}, r"estimate: the number is too large; numbers reach"),
        ({"costs[journal.management].estimate.mode": 1e31}, r"mode: the number is too large; numbers reach 1e\+30$"),
        ({"costs[journal.management].estimate": {"min": 1, "mode": 2, "max": 0.5, "shape": "pert"}}, r"must rise"),
        ({"gate.stop.programme": "x"}, r"^changes: gate\.stop\.programme: unknown programme x; "),
        ({"title": "half \ud800"}, r"^changes: title: \\ud800 is half a character; write the character itself$"),
        ({"gate.share": {1, 2}}, r"^changes: gate\.share: a set cannot be stated; numbers, texts, dates"),
        ({"gate.share": object()}, r"^changes: gate\.share: an object cannot be stated"),
        ({"gate": {"share": {"x": b"y"}}}, r"^changes: gate\.share\.x: a bytes cannot be stated"),
        ({"gate": {None: 1}}, r"^changes: gate: a key must be text, not None$"),
        ({1: 2}, r"^changes: a path must be text, not an int$"),
        ("gate.share=0.5", r"^changes must be a mapping, not text 'gate\.share=0\.5'$"),
        (None, r"^changes must be a mapping, not None$"),
        ({"": 1}, r"^changes: .*is not a path"),
        ({"uptake.pioneers": ["9999"]}, r"unknown municipality 9999"),
        ({"costs": []}, r"costs: the file has no cost lines, which are needed by population, .* and \d+ others"),
        ({"programmes": [{"id": "total"}]}, r"id total is reserved"),
    ],
)  # fmt: skip
def test_changed__refuses_in_one_sentence(akson: Scenario, changes: Any, sentence: str) -> None:
    with pytest.raises(aksonsim.AksonsimError, match=sentence) as error:
        akson.changed(changes)
    assert "\n" not in str(error.value) or "programmes" in changes
    with pytest.raises(aksonsim.AksonsimError):
        aksonsim.load(AKSON, changes=changes if changes is not None else {"x": 1})


def test_changed__a_value_in_itself_ends_in_a_sentence(minimal: Scenario) -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(aksonsim.ScenarioError, match="nested too deep; at most 50 levels"):
        minimal.changed({"cuts": endless})


@pytest.mark.parametrize("name", ["", "a b", "half\n", "æ", 5, b"x", "-x"])
def test_changed__refuses_a_name_that_no_scenario_may_have(minimal: Scenario, name: Any) -> None:
    for make in (lambda: minimal.changed({}, name=name), lambda: aksonsim.load(MINIMAL, name=name)):
        with pytest.raises(aksonsim.AksonsimError, match=r"^name(: name)?:? must be"):
            make()


# --- from_dict --------------------------------------------------------------------------------------------------------


def test_from_dict__of_what_a_file_says_is_the_file(akson: Scenario, minimal: Scenario) -> None:
    for scenario in (akson, minimal):
        assert Scenario.from_dict(json.loads(canonical(scenario))) == scenario
        assert Scenario.from_dict(scenario.model_dump(by_alias=True)) == scenario
    ds = aksonsim.simulate(minimal, draws=100)
    assert Scenario.from_dict(json.loads(ds.attrs["scenarios"])["baseline"]) == minimal


def test_from_dict__refuses_as_a_file_is_refused_with_every_path() -> None:
    data = {
        "schema": 1,
        "title": 5,
        "price_year": 2019.5,
        "costs": [{"id": "a", "estimat": 3}, {"id": "a", "estimate": {"min": 3}}],
        "gate": {"share": 2},
    }
    with pytest.raises(aksonsim.ScenarioError) as error:
        Scenario.from_dict(data)
    paths = {problem.path for problem in error.value.problems}
    assert {"title", "price_year", "costs[a].estimat", "gate.share"} <= paths
    assert {problem.where for problem in error.value.problems} == {""}


@pytest.mark.parametrize("data", [None, [], "schema: 1", 5, b"", {}, {"schema": 2}, [("schema", 1)]])
def test_from_dict__refuses_what_is_no_scenario(data: Any) -> None:
    with pytest.raises(aksonsim.AksonsimError):
        Scenario.from_dict(data)


def test_from_dict__works_where_nothing_else_was_imported() -> None:
    import subprocess
    import sys

    code = (
        "from aksonsim.model.scenario import Scenario\n"
        "costs = [{'id': 'a', 'estimate': 1}]\n"
        "s = Scenario.from_dict({'schema': 1, 'title': 't', 'price_year': 2019, 'costs': costs})\n"
        "print(s.changed({'costs[a].estimate': 2}).costs[0].estimate.value)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("2.0\n", "")


# --- simulate checks what it is given ---------------------------------------------------------------------------------


def _element(scenario: Scenario, **update: Any) -> dict[str, Any]:
    return {"costs": (scenario.costs[0].model_copy(update=update), *scenario.costs[1:])}


def _gate(scenario: Scenario, **update: Any) -> dict[str, Any]:
    assert scenario.gate is not None
    return {"gate": scenario.gate.model_copy(update=update)}


FALLING = MinModeMax.model_construct(min=1, mode=2, max=0.5, shape="triangular")
PAST_VALIDATION: dict[str, Any] = {
    "falling estimate": lambda s: _element(s, estimate=FALLING),
    "estimate that is text": lambda s: _element(s, estimate="abc"),
    "estimate of nothing": lambda s: _element(s, estimate=MinModeMax.model_construct()),
    "too large": lambda s: _element(s, estimate=Constant.model_construct(value=1e300)),
    "not finite": lambda s: _element(s, estimate=Constant.model_construct(value=float("nan"))),
    "negative cost": lambda s: _element(s, estimate=Constant.model_construct(value="-3")),
    "share in per cent": lambda s: _gate(s, share=55),
    "negative share": lambda s: {"unspecified": -0.9},
    "number as text": lambda s: {"unspecified": "0.05"},
    "true for a number": lambda s: {"unspecified": True},
    "misspelt field": lambda s: {"unspecifed": 0.05},
    "misspelt field inside": lambda s: _gate(s, shre=0.5),
    "misspelt field of an element": lambda s: _element(s, time_shere=0.5),
    "section that is a mapping": lambda s: {"gate": {"share": 0.5}},
    "section that is a function": lambda s: {"gate": lambda: 3},
    "section that is a class": lambda s: {"gate": type(s.gate)},
    "list for a tuple": lambda s: {"costs": list(s.costs)},
    "no costs": lambda s: {"costs": ()},
    "unknown reference": lambda s: _element(s, programme="nowhere"),
    "same id twice": lambda s: {"costs": (*s.costs, s.costs[0])},
    "unknown municipality": lambda s: {"uptake": s.uptake.model_copy(update={"pioneers": ("9999",)})},
    "name with a blank": lambda s: {"name": "a b"},
    "name of none": lambda s: {"name": None},
    "date as text": lambda s: {"start": "2021-01-01"},
    "reserved id": lambda s: {"programmes": (s.programmes[0].model_copy(update={"id": "total"}), *s.programmes[1:])},
}


@pytest.mark.parametrize("kind", PAST_VALIDATION)
def test_simulate__refuses_a_scenario_made_past_validation(akson: Scenario, kind: str) -> None:
    wrong = akson.model_copy(update=PAST_VALIDATION[kind](akson))
    with pytest.raises(aksonsim.AksonsimError) as error:
        aksonsim.simulate(wrong, draws=100)
    assert str(error.value).startswith("scenario ")
    with pytest.raises(aksonsim.AksonsimError):
        wrong.changed({"price_year": 2020})


def test_simulate__refuses_what_was_written_into_a_scenario(minimal: Scenario, akson: Scenario) -> None:
    with pytest.raises(aksonsim.ScenarioError, match=r"^scenario baseline: title: missing key; make it with"):
        aksonsim.simulate(Scenario.model_construct(name="baseline"), draws=100)
    twin = aksonsim.load(AKSON)
    twin.drivers[0].exposure["*"] = 55
    with pytest.raises(aksonsim.ScenarioError, match="exposure"):
        aksonsim.simulate(twin, draws=100)
    object.__setattr__(minimal, "unspecified", 3)
    with pytest.raises(aksonsim.ScenarioError, match=r"^scenario baseline: unspecified: must be at most 1, not 3$"):
        aksonsim.simulate(minimal, draws=100)


def test_simulate__takes_a_copy_that_holds(akson: Scenario) -> None:
    copy = akson.model_copy(update={"unspecified": 0.1, "name": "copy"})
    ds = aksonsim.simulate([akson, copy], draws=100, keep="totals")
    assert list(ds["scenario"].values) == ["baseline", "copy"]


# --- names ------------------------------------------------------------------------------------------------------------


def test_simulate__variants_of_one_name_are_refused_and_can_be_renamed(minimal: Scenario) -> None:
    dear = {"costs[a].estimate.max": 400}
    with pytest.raises(aksonsim.AksonsimError, match=r"^2 scenarios of one run are called baseline; give each a name"):
        aksonsim.simulate([minimal, aksonsim.load(MINIMAL, changes=dear)], draws=100)
    for variant in (aksonsim.load(MINIMAL, name="dear", changes=dear), minimal.changed(dear, name="dear")):
        ds = aksonsim.simulate([minimal, variant], draws=1000)
        p50 = aksonsim.summary(ds)["cost"].sel(condition="all", item="total", statistic="p50")
        assert float(p50.sel(scenario="dear")) > 5 * float(p50.sel(scenario="baseline"))
        alone = aksonsim.simulate(variant, draws=1000)
        np.testing.assert_array_equal(ds["cost_total"].sel(scenario="dear"), alone["cost_total"].values[0])
        assert json.loads(ds.attrs["scenarios"]).keys() == {"baseline", "dear"}


def test_load__another_name_for_a_scenario_of_the_file() -> None:
    plain, named = aksonsim.load(AKSON, "count_basis"), aksonsim.load(AKSON, "count_basis", name="mine")
    assert named == plain.changed({}, name="mine")
    assert (named.name, named.title) == ("mine", f"{plain.title}: mine")
    assert aksonsim.load(AKSON, "count_basis", name="count_basis") == plain


def test_run__one_name_for_all_scenarios_of_a_file_is_refused(tmp_path: Path, capsys: Any) -> None:
    from aksonsim.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["run", str(AKSON), "--all", "--set", "name=mine", "-n", "100", "-o", str(tmp_path / "a.nc")])
    assert ended.value.code == 2
    assert "scenarios of one run are called mine" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_compare__overlays_of_one_name_in_two_folders_stay_apart(tmp_path: Path, capsys: Any) -> None:
    from aksonsim.cli import main

    overlays = [tmp_path / folder / "mine.yaml" for folder in ("x", "y")]
    for place, overlay in enumerate(overlays):
        overlay.parent.mkdir()
        overlay.write_text(f"costs[a].estimate.max: {[5, 500][place]}\n", encoding="utf-8")
    given = [word for overlay in (*overlays, overlays[0]) for word in ("--overlay", str(overlay))]
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(MINIMAL), *given, "-n", "500", "--json", "-q"])
    assert ended.value.code == 0
    found = json.loads(capsys.readouterr().out)
    names = ["baseline", *(f"baseline + {overlay}" for overlay in overlays)]
    assert list(found["scenarios"]) == names
    mean = next(row for row in found["measures"] if row["key"] == "cost_mean")["scenarios"]
    assert mean[names[2]]["value"] > 5 * mean[names[1]]["value"]


def test_comparison__two_columns_of_one_name_are_refused(minimal: Scenario) -> None:
    from aksonsim.analysis.comparison import compare
    from aksonsim.analysis.scenario_columns import Column

    ds = aksonsim.simulate(minimal, draws=200)
    with pytest.raises(aksonsim.ResultError, match="two scenarios of the comparison are called a;"):
        compare([Column("a", ds, "baseline"), Column("a", ds, "baseline")])


# --- a frozen value ---------------------------------------------------------------------------------------------------


def test_hash__equal_scenarios_are_one_in_a_set(akson: Scenario, minimal: Scenario) -> None:
    assert {akson, minimal, aksonsim.load(AKSON), aksonsim.load(MINIMAL)} == {akson, minimal}
    assert hash(akson) == hash(aksonsim.load(AKSON))
    assert len({akson, *(akson.changed({"gate.share": share}) for share in (0.5, 0.6, 0.55))}) == 4
    assert hash(akson.events[0]) == hash(aksonsim.load(AKSON).events[0])
    assert minimal.changed({"unspecified": 0.0}) != minimal  # the change is noted
    assert hash(minimal.model_copy(update={"unspecified": -0.0})) == hash(minimal)
