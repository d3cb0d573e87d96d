"""Small pictures: axes, scales, escaping."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aksonsim.reports import charts
from aksonsim.reports.charts import Step, ladder
from aksonsim.reports.numbers import FIXED, NARROW, fixed, percent, significant
from aksonsim.reports.svg import Drawing, Scale, ticks
from aksonsim.results.statistic import Statistic


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 9000, 6, [0, 2000, 4000, 6000, 8000]),
        (-130, 90, 5, [-100, -50, 0, 50]),
        (8213, 8987, 4, [8400, 8600, 8800]),
        (7, 7, 4, [7]),
    ],
)
def test_ticks__are_round_and_inside(low: float, high: float, most: int, expected: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(expected)


def test_scale__maps_ends_to_ends() -> None:
    scale = Scale(10, 20, 100, 0)
    assert [scale(10), scale(15), scale(20)] == [100, 50, 0]
    assert Scale(3, 3, 0, 10)(3) == 5


def test_drawing__escapes_every_text() -> None:
    picture = Drawing(10)
    picture.text(0, 0, "<b>")
    picture.rect(0, 0, 1, 1, "blue", 'a "tip" & <more>')
    picture.dot(0, 0, 1, "blue", key='"><script>')
    text = picture.svg('x" onload="alert(1)')
    assert "<b>" not in text
    assert "<script>" not in text
    assert 'onload="' not in text


def test_drawing__a_negative_width_grows_to_the_left() -> None:
    picture = Drawing(10)
    picture.rect(50, 0, -20, 5, "blue")
    assert 'x="30" y="0" width="20"' in picture.items[0]


def test_ladder__bars_have_the_lengths_of_their_amounts() -> None:
    steps = [Step("a", 0, 100, "blue", "100"), Step("b", 100, 150, "orange", "50")]
    text = ladder(steps, (0, 100, "mean"), str, "alt")
    first, second = (
        float(found) for found in re.findall(r'<rect class="\w+" x="[\d.]+" y="[\d.]+" width="([\d.]+)"', text)
    )
    # Coordinates have one decimal.
    assert first / second == pytest.approx(2, abs=0.01)


def test_numbers__digits_errors_and_spaces() -> None:
    assert fixed(Statistic(8217.3, (8181.0, 8251.0)).shown("nb")) == f"8{NARROW}220{FIXED}±{FIXED}40"
    assert fixed(Statistic(0.634, (0.625, 0.643)).shown("nb")) == f"0,634{FIXED}±{FIXED}0,009"
    assert fixed("85 % av 3 mill. kroner") == f"85{FIXED}% av 3 mill.{FIXED}kroner"
    assert significant(1794.2, "en") == f"1{NARROW}790"
    assert significant(0.4967, "nb") == "0,497"


def test_percent__of_none_or_all_is_a_bound() -> None:
    # Wilson, 0 of 10 000: upper end 0.000384
    assert percent(Statistic(0.0, (0.0, 0.000384)), "nb") == f"<{NARROW}0,04{FIXED}%"
    assert percent(Statistic(1.0, (0.999616, 1.0)), "en") == f">{NARROW}99.96{FIXED}%"
    assert percent(Statistic(1.0, (1.0 - 1e-15, 1.0 + 1e-15)), "en") == f"100.0{FIXED}%"
    assert percent(Statistic(0.634, (0.6245, 0.6435)), "en") == f"63.4{FIXED}±{FIXED}1.0{FIXED}%"


def test_curves__of_fifteen_are_told_apart_in_lines_and_legend() -> None:
    css = (Path(charts.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
    drawn = [
        charts.Curve.at(place, f"scenario {place}", [1.0 + place + 0.1 * i for i in range(99)]) for place in range(15)
    ]
    assert len({(curve.look, curve.marker) for curve in drawn}) == 15
    for name in {word for curve in drawn for word in curve.look.split()}:
        assert f".{name} {{" in css
    picture = charts.curves(drawn, (), [i / 100 for i in range(1, 100)], (str, str), ("cost", "chance"), "alt")
    # A mark on the line at each eleventh point, and one in the legend.
    circles = re.findall(r'<circle class="mark (\w+)"', picture)
    assert len(circles) == 7 * (9 + 1)
    assert set(circles) == {"black", "blue", "vermilion", "green", "orange", "purple", "sky"}
    assert picture.count('<path class="mark black"') == 9 + 1
