"""Results as JSON, tidy tables and Datasets: names, intervals, labels."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from aksonsim.errors import AksonsimError
from aksonsim.language.text import Title, _
from aksonsim.results.measure import MEAN, P50, P85, Described, Measure, describe, statistics
from aksonsim.results.plain import frozen, plain, shaped
from aksonsim.results.quantity import Condition
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic, mean, probability, quantile, quantiles


@frozen
class Part:
    """A part of a result."""

    id: str = shaped(label=True)
    title: Title
    effect: Statistic
    reached: Described


@frozen
class Whole(Result):
    """A result."""

    condition: Condition
    found: Statistic | None
    nothing: Statistic | None = shaped(sparse=True)
    secret: int = shaped(hidden=True)
    spread: Described = shaped(spread=True)
    parts: tuple[Part, ...]
    chance: Statistic = shaped("probability")
    when: dt.date
    why: object


def whole() -> Whole:
    spread = Described(draws=5, measures={MEAN: Statistic(1.0, (0.5, 1.5)), P85: Statistic(2.0, (-math.inf, 3.0))})
    parts = [Part(id=name, title=Title(f"Part {name}"), effect=Statistic(-0.0), reached=spread) for name in "ab"]
    return Whole(
        condition=Condition.PASSED,
        found=None,
        nothing=None,
        secret=3,
        spread=spread,
        parts=tuple(parts),
        chance=Statistic(0.25, (0.2, 0.3), 400),
        when=dt.date(2022, 6, 1),
        why=_("cost of {name}", name=Title("the bridge", "broen")),
    )


def test_json__is_the_fields_by_their_names() -> None:
    part = {"title_nb": "", "effect": 0.0}
    reached = {"draws": 5, "mean": 1.0, "mean_ci": [0.5, 1.5], "p85": 2.0, "p85_ci": [None, 3.0]}
    assert whole().to_json() == {
        "condition": "given_passed",
        "found": None,
        **reached,
        "parts": [
            {"id": "a", "title": "Part a", **part, "reached": reached},
            {"id": "b", "title": "Part b", **part, "reached": reached},
        ],
        "probability": 0.25,
        "probability_ci": [0.2, 0.3],
        "when": "2022-06-01",
        "why": "cost of the bridge",
    }


def test_json__has_no_minus_zero_and_no_numpy() -> None:
    assert math.copysign(1.0, plain(-0.0)) == 1.0
    found = plain({"a": np.float32(0.5), "b": np.array([1.0, np.nan]), "c": np.int64(3), "d": (True, np.bool_(False))})
    assert found == {"a": 0.5, "b": [1.0, None], "c": 3, "d": [True, False]}
    assert [type(found["a"]), type(found["c"]), type(found["d"][1])] == [float, int, bool]


def test_frame__has_a_row_for_each_figure_with_its_labels() -> None:
    frame = whole().to_frame()
    assert frame.columns.tolist() == ["part", "measure", "id", "value", "lower", "upper"]
    effects = frame[frame.part == "parts.effect"]
    assert effects.id.tolist() == ["a", "b"]
    (chance,) = frame[frame.part == "chance"].itertuples()
    assert (chance.value, chance.lower, chance.upper) == (0.25, 0.2, 0.3)
    assert len(frame) == 2 + 2 * 3 + 1


def test_dataset__is_labelled() -> None:
    ds = whole().to_dataset()
    assert float(ds["parts_reached"].sel(id="b", measure="p85")) == 2.0
    assert float(ds["parts_reached_upper"].sel(id="b", measure="p85")) == 3.0
    assert (ds["chance"].dims, ds["parts_effect"].dims) == ((), ("id",))
    assert ds.attrs["condition"] == "given_passed"


@frozen
class Point:
    """A figure at a number."""

    x: float = shaped("at", label=True)
    figure: Statistic


@frozen
class Line(Result):
    """Figures along numbers, one without."""

    points: tuple[Point, ...]
    whole: Point


def test_dataset__of_figures_along_numbers() -> None:
    points = tuple(Point(x=x, figure=Statistic(x + 1)) for x in (0.5, 2.0))
    line = Line(points=points, whole=Point(x=math.nan, figure=Statistic(7.0)))
    assert line.to_frame()["x"].dtype == float
    ds = line.to_dataset()
    assert ds["points_figure"].sel(x=2.0) == 3.0
    assert (ds["whole_figure"].dims, float(ds["whole_figure"])) == ((), 7.0)


def test_statistics__are_those_of_numpy_with_exact_intervals() -> None:
    x = np.linspace(0.0, 1.0, 2001)
    p85 = quantile(x, 0.85)
    assert p85.value == pytest.approx(np.quantile(x, 0.85), rel=1e-15)
    assert p85.interval is not None
    assert p85.interval[0] in x
    assert quantiles(x, (0.85, 0.5))[0] == p85
    found = statistics(x, (P85, MEAN))
    assert found == {P85: p85, MEAN: mean(x)}
    assert mean(x).half == pytest.approx(1.96 * x.std(ddof=1) / 2001**0.5, rel=1e-4)
    assert probability(0, 100).interval == (0.0, pytest.approx(0.037, abs=0.001))


def test_statistic__shifted_and_scaled_keeps_its_interval() -> None:
    one = Statistic(2.0, (1.0, 4.0), 10)
    assert one.shifted(1.0) == Statistic(3.0, (2.0, 5.0), 10)
    assert one.scaled(-2.0) == Statistic(-4.0, (-8.0, -2.0), 10)
    assert Statistic(2.0).scaled(3.0) == Statistic(6.0)
    assert (one.decided, Statistic(2.0, (-1.0, 4.0)).decided, Statistic(0.0).decided) == (True, False, False)


def test_describe__leaves_out_draws_that_do_not_count() -> None:
    found = describe(np.array([1.0, np.nan, 3.0]), (MEAN, P50))
    assert (found.draws, found[MEAN].value, found[P50].value) == (2, 2.0, 2.0)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 85.0, math.nan])
def test_measure__of_no_percentile_is_refused(p: float) -> None:
    with pytest.raises(AksonsimError, match="a percentile lies between 0 and 1"):
        Measure(p)


def test_measure__has_one_name() -> None:
    assert [str(m) for m in (MEAN, P50, Measure(0.975), Measure(0.005))] == ["mean", "p50", "p97.5", "p0.5"]
