"""Present values: small cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels.benefits import (
    GPS,
    INHABITANTS,
    RUNNING,
    VARIABLE,
    BenefitArrays,
    curves,
    discounted,
    net,
    values,
)
from aksonsim.kernels.years import gather

CURVE = np.array([[0.0, 0.2, 0.6, 0.8], [0.0, 0.1, 0.3, 0.5], [0.0, 1.0, 1.0, 1.0]])


def arrays(**changes: object) -> BenefitArrays:
    """Return two items, by inhabitants and by what varies, over four years, with what a test changes."""
    basis = (INHABITANTS, VARIABLE)
    plain = BenefitArrays(
        curve=CURVE,
        start=0,
        reference=12.0,
        simulated=0,
        basis=np.array(basis, dtype=np.int64),
        weight=np.array([[1.0, 2.0, 4.0, 8.0], [0.0] * 4]),
        ratio=np.array([0.0, 0.5]),
        row=np.array([-1, -1], dtype=np.int64),
        net=np.array([1.0]),
        discount=np.ones(4),
    )
    return plain._replace(**changes)


def moved(start: list[float], stop: list[float] | None = None, **changes: object) -> np.ndarray:
    """Return the curves of lanes whose operation starts in these months."""
    lanes = len(start)
    out = np.full((3, 4, lanes), np.nan)
    adoption = np.array([0.25, 0.75])[:, None, None] * np.ones((2, 4, lanes))  # of inhabitants, of municipalities
    stopped = np.full(lanes, np.inf) if stop is None else np.array(stop)
    curves(np.array([start]), stopped, adoption, np.full((4, lanes), 0.125), arrays(**changes), out)
    return out


def test_curves__are_as_stated_where_nothing_is_late() -> None:
    assert moved([12.0])[:, :, 0].tolist() == CURVE.tolist()


def test_curves__move_by_years_and_parts_of_them() -> None:
    late = moved([24.0, 18.0, 0.0, 1200.0])
    assert late[0, :, 0].tolist() == [0.0, 0.0, 0.2, 0.6]
    np.testing.assert_allclose(late[0, :, 1], [0.0, 0.1, 0.4, 0.7], rtol=1e-15)
    assert late[0, :, 2].tolist() == [0.2, 0.6, 0.8, 0.8]  # a year early: level after the last known year
    assert late[:, :, 3].tolist() == np.zeros((3, 4)).tolist()
    # started in the middle of a year: half of that year in operation
    assert late[2, :, 1].tolist() == [0.0, 0.5, 1.0, 1.0]


def test_curves__rise_within_the_first_year_from_nought() -> None:
    """A curve that begins above nought does so by the end of its first year, so half a year late is half of it."""
    early = np.array([[0.4, 0.8, 0.8, 0.8]] * 3)
    np.testing.assert_allclose(moved([18.0], curve=early)[0, :, 0], [0.2, 0.6, 0.8, 0.8], rtol=1e-15)


def test_curves__take_simulated_adoption_as_it_is_and_move_operation_alone() -> None:
    out = moved([24.0], simulated=1)
    assert (out[0] == 0.25).all()
    assert (out[1] == 0.125).all()
    assert out[2, :, 0].tolist() == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize("simulated", [0, 1])
def test_curves__are_nought_after_a_stop(simulated: int) -> None:
    out = moved([12.0, 12.0], [np.inf, 20.0], simulated=simulated)
    assert (out[:, :, 1] == 0.0).all()
    assert (out[:, 3, 0] > 0.0).all()


@pytest.mark.parametrize("row", [0, 1])
def test_values__weigh_the_curve_and_multiply(row: int) -> None:
    curve = np.repeat(CURVE[:, :, None], 2, axis=2)
    inputs = np.full((2, 2), 9.0)
    inputs[row] = [1.0, 3.0]
    out = np.full((2, 2), np.nan)
    values(inputs, curve, arrays(row=np.array([row, -1])), out)
    plain = 0.2 * 2 + 0.6 * 4 + 0.8 * 8
    np.testing.assert_allclose(out, [[plain, 3 * plain], [0.5 * plain, 1.5 * plain]], rtol=1e-15)


def test_values__the_variable_sum_leaves_operation_out() -> None:
    basis = np.array([GPS, RUNNING, VARIABLE, INHABITANTS])
    weight = np.zeros((4, 4))
    weight[[0, 1, 3], 3] = [10.0, 100.0, 1000.0]
    out = np.full((4, 1), np.nan)
    rule = arrays(basis=basis, weight=weight, ratio=np.array([0.0, 0.0, 0.1, 0.0]), row=np.full(4, -1))
    values(np.empty((0, 1)), CURVE[:, :, None].copy(), rule, out)
    np.testing.assert_allclose(out[:, 0], [5.0, 100.0, 80.5, 800.0], rtol=1e-15)


def test_investment__is_without_vat_and_discounted() -> None:
    rule = arrays(net=np.array([0.8, 1.0, 0.9]), discount=np.array([1.0, 0.5, 0.25, 0.0]))
    group = np.full((2, 2), np.nan)
    element = np.array([[100.0, 10.0], [50.0, 5.0], [20.0, 2.0]])
    gather(element, np.array([0, 1, 0]), rule.net, group)
    np.testing.assert_allclose(group, [[98.0, 9.8], [50.0, 5.0]], rtol=1e-15)
    out = np.full((1, 1), np.nan)
    discounted(np.array([[[8.0], [4.0], [4.0], [1000.0]]]), rule, out)
    assert out.tolist() == [[11.0]]


def test_investment__of_more_lanes_than_programmes() -> None:
    group = np.full((1, 3), np.nan)
    gather(np.array([[100.0, 10.0, 1.0]]), np.array([0]), np.array([0.8]), group)
    np.testing.assert_allclose(group, [[80.0, 8.0, 0.8]], rtol=1e-15)


def test_net__is_items_less_investment() -> None:
    out = np.full(2, np.nan)
    net(np.array([[5.0, 1.0], [-2.0, 1.0]]), np.array([[1.0, 4.0]]), out)
    assert out.tolist() == [2.0, -2.0]
