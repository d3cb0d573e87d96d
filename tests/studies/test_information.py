"""The value of information by regression agrees with nested runs of the whole model, and with a closed form."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.analysis.test_information import normal_evppi, within

import aksonsim
from aksonsim.analysis.value_of_information import Information, information
from aksonsim.cli.information import command
from aksonsim.errors import AksonsimError
from aksonsim.plots.information import draw
from aksonsim.render.files import markdown
from aksonsim.results.plain import plain
from aksonsim.studies.information import nested, simulate
from aksonsim.views import view

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
DRAWS = 4000

NORMAL = """
schema: 1
title: Two normals
currency: MNOK
price_year: 2019
start: 2021-01-01
horizon: 2030
costs:
  - {id: machine, estimate: {mean: 100, sd: 10, shape: normal}}
benefits:
  rate: 0
  discount_to: 2021
  last_year: 2030
  vat: 0
  reference: {curve: [{year: 2021, share: 1}], investment: 100}
  items:
    - {id: savings, value: 110, by: running, multiplier: {mean: 1, sd: 0.25, shape: normal}}
correlations: []
"""


@pytest.fixture(scope="module")
def akson() -> tuple[Any, Any, Information]:
    scenario = aksonsim.load(AKSON, "expected_participation")
    ds = simulate(scenario, draws=DRAWS, seed=1)
    return scenario, ds, information(ds, scenario.name)


def test_information__of_normals_is_the_closed_form(tmp_path: Path) -> None:
    """NPV = 110 M - X: mean 10, sd 27.5 of the benefit, 10 of the cost."""
    file = tmp_path / "normal.yaml"
    file.write_text(NORMAL)
    scenario = aksonsim.load(file)
    ds = simulate(scenario, draws=20_000, seed=3)
    found = information(ds, scenario.name)
    rows = {row.name: plain(row) for row in found.rows}
    assert within(rows["benefits[savings]"], normal_evppi(10, 27.5))
    assert within(rows["costs[machine]"], normal_evppi(10, 10))
    assert within({"value": found.evpi.value, "value_ci": found.evpi.interval}, normal_evppi(10, math.hypot(27.5, 10)))
    by_brute_force = nested(ds, scenario, "benefits[savings]", found)
    # 25 middles of equal parts stand for a normal: exact to 1 % here
    assert by_brute_force.value.value == pytest.approx(normal_evppi(10, 27.5), rel=0.03)
    assert found.rows[0].name == "benefits[savings]"


@pytest.mark.parametrize("name", ["benefits[change]", "events[A.A1]"])
def test_nested__agrees_with_the_regression(name: str, akson: tuple[Any, Any, Information]) -> None:
    scenario, ds, found = akson
    by_regression = next(row for row in found.rows if row.name == name)
    by_brute_force = nested(ds, scenario, name, found)
    assert by_brute_force.runs == (2 if name.startswith("events") else 25)
    # 4.5 standard errors of two independent figures; these share draws
    apart = 4.5 / 1.96 * math.hypot(by_regression.value.half, by_brute_force.value.half)
    assert abs(by_regression.value.value - by_brute_force.value.value) < apart
    assert sum(point.chance for point in by_brute_force.points) == pytest.approx(1, rel=1e-12)


def test_nested__what_cannot_be_held_is_refused(akson: tuple[Any, Any, Information]) -> None:
    scenario, ds, found = akson
    with pytest.raises(AksonsimError, match=r"is called benefits\[chang\]; did you mean benefits\[change\]\?"):
        nested(ds, scenario, "benefits[chang]", found)
    with pytest.raises(AksonsimError, match=r"costs\[journal.management\] is correlated"):
        nested(ds, scenario, "costs[journal.management]", found)


def test_information__a_group_is_worth_what_its_best_member_is_at_least(
    akson: tuple[Any, Any, Information],
) -> None:
    _, _, found = akson
    groups = {row.name: row for row in found.groups}
    rows = {row.name: row for row in found.rows}
    benefits = groups["benefits"]
    assert set(benefits.members) == {name for name in rows if name.startswith("benefits[")}
    assert benefits.value.value > max(rows[name].value.value for name in benefits.members) - benefits.value.half
    assert sum(len(group.members) for group in groups.values()) == len(rows)
    assert {"estimates[journal]", "estimates[local]", "estimates[step1]", "drivers", "events"} <= groups.keys()


def test_document__names_what_to_find_out_first(akson: tuple[Any, Any, Information]) -> None:
    _, _, found = akson
    assert found.rows[0].name == "benefits[change]"
    text = markdown(view(found), "en")
    assert r"Find out first: Change and loss of productivity (benefits\[change\]), worth" in text
    assert "Finn først ut: Omstilling" in markdown(view(found), "nb")


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_picture__bars_are_the_values(lang: Any, akson: tuple[Any, Any, Information]) -> None:
    _, _, found = akson
    figure = draw(found, lang)
    bars = {bar.get_gid(): bar.get_width() for axis in figure.axes for bar in axis.patches if bar.get_gid()}
    assert bars["worth-benefits[change]"] == found.rows[0].value.value
    title = figure.get_suptitle()
    assert {"en": "before the decision", "nb": "før beslutningen"}[lang] in title
    figure.draw_without_rendering()


def test_command__tables_json_and_picture(tmp_path: Path) -> None:
    picture = tmp_path / "information.png"
    arguments = [str(AKSON), "-s", "expected_participation", "-n", "1500", "-q"]
    shown = CliRunner().invoke(command, [*arguments, "-o", str(picture)], catch_exceptions=False).stdout
    assert "knowing everything beforehand (EVPI)" in shown
    assert "Change and loss of productivity" in shown
    assert picture.stat().st_size > 10_000
    done = (
        CliRunner().invoke(command, [*arguments, "--json", "--nested", "events[A.A1]"], catch_exceptions=False).stdout
    )
    found = json.loads(done)
    assert done.count("\n") == 1
    assert found["nested"][0]["name"] == "events[A.A1]"
    with pytest.raises(AksonsimError, match="--frame goes with --decision frame"):
        CliRunner().invoke(command, [*arguments, "--frame", "9000"], catch_exceptions=False)
