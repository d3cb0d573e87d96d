"""Cost, years, payers, prices: small cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.engine.dataset import bin_edges, histogram_quantiles
from aksonsim.kernels.cost import AT_STOP, FIRST_YEAR, run_share
from aksonsim.kernels.council_arrays import PriceArrays
from aksonsim.kernels.financing import FinanceArrays, pay
from aksonsim.kernels.municipal import BINS, MunicipalArrays, bear
from aksonsim.kernels.price import affordability, cheapness
from aksonsim.kernels.years import GroupArrays, spread, spread_to_payers

# --- who pays ---------------------------------------------------------------------------------------------------------


def paid(tag, free, shared, *, cap=np.inf, funded=1.0, ceiling=np.inf) -> tuple[np.ndarray, np.ndarray]:
    """Return (state's payment by year, the four sums) of one lane."""
    rows = [np.array(row, dtype=float).reshape(-1, 1) for row in (tag, free, shared)]
    years = rows[0].shape[0]
    rule = FinanceArrays(cap, np.broadcast_to(np.array(funded, dtype=float), years).copy(), ceiling, 0.1)
    state, sums = np.full((years, 1), np.nan), np.full((4, 1), np.nan)
    pay(*rows, rule, state, sums)
    return state[:, 0], sums[:, 0]


NOTHING = [0, 0, 0, 0]


def test_financing__cap_is_used_up_in_calendar_order() -> None:
    state, sums = paid([60, 30, 50, 20], NOTHING, [100, 100, 100, 100], cap=110)
    assert state.tolist() == [60, 30, 20, 0]
    # state, tagged before the cap, paid under the cap, municipal shared
    assert sums.tolist() == [110, 160, 110, 290]


def test_financing__what_stands_outside_the_cap_is_paid_in_full() -> None:
    state, sums = paid([60, 60, 0, 0], [5, 0, 7, 30], [90, 90, 90, 60], cap=80)
    assert state.tolist() == [65, 20, 7, 30]
    assert sums.tolist() == [122, 120, 80, 330 - 122]


def test_financing__money_that_ends_is_not_paid_later() -> None:
    state, sums = paid([60, 60, 60, 60], NOTHING, [100] * 4, cap=500, funded=[1, 0.5, 0, 0])
    assert state.tolist() == [60, 30, 0, 0]
    assert sums.tolist() == [90, 240, 90, 310]


def test_financing__ceiling_moves_the_rest_to_the_state() -> None:
    state, sums = paid([20] * 4, NOTHING, [100] * 4, ceiling=200)
    # 80 a year is borne until 200 are full: 80, 80, 40, 0
    assert state.tolist() == [20, 20, 60, 100]
    assert sums.tolist() == [200, 80, 80, 200]


def test_financing__lanes_are_apart() -> None:
    years, lanes = 3, 5
    tag = np.arange(years * lanes, dtype=float).reshape(years, lanes)
    zeros, state, sums = np.zeros((years, lanes)), np.zeros((years, lanes)), np.zeros((4, lanes))
    pay(tag, zeros, 2 * tag, FinanceArrays(20.0, np.ones(years), np.inf, 0.1), state, sums)
    for i in range(lanes):
        alone, its_sums = paid(tag[:, i], zeros[:, i], 2 * tag[:, i], cap=20)
        assert state[:, i].tolist() == alone.tolist()
        assert sums[:, i].tolist() == its_sums.tolist()
    assert sums[2].max() == 20


def any_time(groups: int) -> dict[str, np.ndarray]:
    """Return the fields of groups that fall at any time and follow no price index."""
    nothing = {"since": -np.inf, "until": np.inf}
    return {key: np.full(groups, value) for key, value in nothing.items()} | {"follows": np.full(groups, -1)}


# --- years ------------------------------------------------------------------------------------------------------------


def test_spread__even_over_the_activity_and_the_rest_on_the_last_year() -> None:
    """One activity from month 6 to 30 over three years; one that outlasts them; one without activity."""
    start = np.array([0.0, 12.0, 24.0, 36.0])
    milestones = np.array([[0.0], [0.0], [6.0], [30.0], [30.0], [54.0]])
    groups = GroupArrays(
        activity=np.array([0, 1, FIRST_YEAR]),
        programme=np.array([0, 1, 1]),
        goes_on=np.zeros(3, np.uint8),
        capped=np.array([1, 0, 1], np.uint8),
        shared=np.array([1, 0, 1], np.uint8),
        **any_time(3),
        year_start=start,
    )
    cost, tag = np.array([[240.0], [80.0], [10.0]]), np.array([[24.0], [40.0], [1.0]])
    programme, rest = np.zeros((2, 3, 1)), [np.zeros((3, 1)) for _ in range(3)]
    dated = (milestones, np.array([np.inf]), np.ones((3, 1)), cost)
    spread(*dated, groups, programme)
    spread_to_payers(*dated, tag, groups, *rest)
    assert programme[0, :, 0].tolist() == pytest.approx([60, 120, 60], abs=1e-12)
    assert programme[1, :, 0].tolist() == pytest.approx([10, 0, 80], abs=1e-12)
    capped, free, shared = (row[:, 0].tolist() for row in rest)
    assert capped == pytest.approx([7, 12, 6], abs=1e-12)
    assert free == pytest.approx([0, 0, 40], abs=1e-12)
    assert shared == pytest.approx([70, 120, 60], abs=1e-12)


def test_run_share__of_what_a_stop_leaves() -> None:
    """Stop in month 17, wound down in month 23: finished, running, not started; and lanes that do not stop."""
    milestones = np.zeros((8, 2))
    milestones[2:, :] = (
        np.array([[0, 12], [0, 12], [12, 34], [12, 34], [20, 30], [20, 30]]).reshape(3, 2, 2)[:, 0, :].reshape(6, 1)
    )
    out = np.zeros((4, 2))
    run_share(milestones, np.array([17.0, np.inf]), 6.0, out)
    assert out[:, 0].tolist() == pytest.approx([1.0, 1.0, 0.5, 0.0])
    assert out[:, 1].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_run_share__what_would_start_on_the_day_of_the_stop_does_not() -> None:
    """Two months of work from month 12; stops in month 12 and a day later, wound down 6 months later."""
    milestones = np.array([[0.0], [9.0], [12.0], [14.0]]) * np.ones(2)
    out = np.zeros((2, 2))
    run_share(milestones, np.array([12.0, 12.03]), 6.0, out)
    assert out[1].tolist() == [0.0, 1.0]


def test_run_share__of_the_first_activity_and_of_work_without_one() -> None:
    """Work without activity is that of the first twelve months; the first activity runs from month 2 to 42.

    Stops in month 0, 6 and 10, wound down 2 months later.
    """
    milestones = np.array([[0.0], [9.0], [2.0], [42.0]]) * np.ones(3)
    out = np.zeros((2, 3))
    run_share(milestones, np.array([0.0, 6.0, 10.0]), 2.0, out)
    assert out[0].tolist() == pytest.approx([0.0, 8 / 12, 1.0])
    assert out[1].tolist() == pytest.approx([0.0, 6 / 40, 10 / 40])


def test_spread__of_a_stopped_activity_and_of_the_lump_in_the_month_after_the_stop() -> None:
    """Three quarters of an activity from month 6 to 30 end in month 24; the lump falls due from month 11.5 to 12.5."""
    milestones = np.array([[0.0], [0.0], [6.0], [30.0]])
    groups = GroupArrays(
        activity=np.array([0, 0, AT_STOP]),
        programme=np.zeros(3, np.int64),
        goes_on=np.array([0, 1, 1], np.uint8),
        capped=np.array([1, 0, 1], np.uint8),
        shared=np.array([0, 0, 1], np.uint8),
        **any_time(3),
        year_start=np.array([0.0, 12.0, 24.0, 36.0]),
    )
    cost = np.array([[90.0], [240.0], [8.0]])
    programme, rest = np.zeros((1, 3, 1)), [np.zeros((3, 1)) for _ in range(3)]
    dated = (milestones, np.array([11.5]), np.array([[1.0], [0.75]]), cost)
    spread(*dated, groups, programme)
    spread_to_payers(*dated, cost / 10, groups, *rest)
    assert programme[0, :, 0].tolist() == pytest.approx([30 + 60 + 4, 60 + 120 + 4, 60], abs=1e-12)
    capped, free, shared = (row[:, 0].tolist() for row in rest)
    assert capped == pytest.approx([3.4, 6.4, 0], abs=1e-12)
    assert free == pytest.approx([6, 12, 6], abs=1e-12)
    assert shared == pytest.approx([4, 4, 0], abs=1e-12)


# --- what each municipality pays --------------------------------------------------------------------------------------


def borne(
    shared, own, committed, joined, inhabitants, *, fallback=None, equal=0.0, stop=np.inf, scale=1e6
) -> tuple[np.ndarray, np.ndarray]:
    """Return (whole coins, counts) after one block."""
    people = np.array(inhabitants, dtype=float)
    spare = np.array(fallback if fallback is not None else np.zeros(people.size), dtype=np.uint8)
    coins, counts = np.zeros(people.size, np.int64), np.zeros((people.size, BINS), np.int64)
    rows = np.array(committed, dtype=np.uint8), np.array(joined, dtype=np.uint8)
    total, sums = np.array(shared, float) + np.array(own, float), np.zeros((4, len(shared)))
    sums[3] = shared
    stops = np.full(total.size, stop)
    bear(total, sums, *rows, stops, MunicipalArrays(people, spare, equal, scale), coins, counts)
    return coins, counts


def test_bear__shared_by_the_committed_and_own_by_who_goes_live() -> None:
    coins, counts = borne([6.0], [2.0], [[1], [1], [0]], [[1], [0], [0]], [1000, 2000, 3000])
    assert coins.tolist() == [2_000_000 + 2_000_000, 4_000_000, 0]
    assert counts.sum(axis=1).tolist() == [1, 1, 0]


def test_bear__equal_part_is_split_by_heads_of_councils() -> None:
    coins, _ = borne([6.0], [0.0], [[1], [1], [0]], [[0], [0], [0]], [1000, 2000, 3000], equal=0.5)
    assert coins.tolist() == [1_500_000 + 1_000_000, 1_500_000 + 2_000_000, 0]


def test_bear__nobody_committed_leaves_the_pioneers_with_it() -> None:
    coins, counts = borne([6.0], [3.0], [[0], [0], [0]], [[0], [0], [0]], [1000, 2000, 3000], fallback=[0, 1, 0])
    assert coins.tolist() == [0, 9_000_000, 0]
    assert counts.sum(axis=1).tolist() == [0, 1, 0]


def test_bear__a_stop_is_paid_for_but_not_counted_as_taking_part() -> None:
    coins, counts = borne([6.0], [0.0], [[1], [1]], [[0], [0]], [1000, 2000], stop=17.0)
    assert coins.tolist() == [2_000_000, 4_000_000]
    assert counts.sum() == 0


def test_bear__coins_are_rounded_to_the_nearest() -> None:
    coins, _ = borne([1e-6 * 10], [0.0], [[1], [1], [1]], [[0], [0], [0]], [1, 1, 1])
    assert coins.tolist() == [3, 3, 3]


def test_bear__a_coin_is_what_the_scale_says() -> None:
    coins, counts = borne([6.0], [2.0], [[1], [1], [0]], [[1], [0], [0]], [1000, 2000, 3000], scale=1e3)
    assert coins.tolist() == [2_000 + 2_000, 4_000, 0]
    million, _ = borne([6000.0], [2000.0], [[1], [1], [0]], [[1], [0], [0]], [1000, 2000, 3000], scale=1.0)
    assert million.tolist() == coins.tolist()
    assert counts.sum(axis=1).tolist() == [1, 1, 0]


def test_bins__rise_by_less_than_one_percent() -> None:
    edges = bin_edges()
    assert edges.size == BINS + 1
    assert edges[0] == 1 / 16
    ratio = edges[1:] / edges[:-1]
    assert 1.0038 < ratio.min() <= ratio.max() < 1.0079


@pytest.mark.parametrize("sigma", [0.05, 0.5, 2.0])
def test_histogram_quantiles__are_numpys_within_a_bin(sigma: float) -> None:
    """A quantile lies in the bin of the order statistic, which is at most 1/128 wide; NumPy's lies beside it."""
    lanes, inhabitants = 4000, 5000
    amount = 5.0 * np.exp(sigma * np.random.default_rng(2).standard_normal(lanes))
    _, counts = borne(amount, np.zeros(lanes), np.ones((1, lanes)), np.zeros((1, lanes)), [inhabitants])
    assert counts.sum() == lanes
    probabilities = (0.1, 0.5, 0.85, 0.9)
    found = histogram_quantiles(counts, probabilities)[0]
    per_head = np.sort(amount * 1e6 / inhabitants)
    for p, q in zip(probabilities, found, strict=True):
        k = int(p * lanes)
        assert per_head[k - 1] / (1 + 1 / 128) <= q <= per_head[k] * (1 + 1 / 128)


def test_histogram_quantiles__of_nothing_are_unknown() -> None:
    assert np.isnan(histogram_quantiles(np.zeros((2, BINS), np.int64), (0.1, 0.5))).all()


def test_histogram_quantiles__what_lies_outside_falls_into_the_end_bins() -> None:
    coins, counts = borne([1e-9, 1e9], [0, 0], [[1, 1]], [[0, 0]], [10])
    assert counts[0, 0] == counts[0, -1] == 1
    assert coins[0] == 1_000_000_000_000_000


# --- the price that councils are told ---------------------------------------------------------------------------------

PRICE = PriceArrays(
    fixed=np.array([3000.0, 10.0]),
    tagged=np.array([1300.0, 5.0]),
    variable=400.0,
    cap=1340.0,
    cap_after=100.0,
    ends=24.0,
    ceiling=np.inf,
    reference=4000.0,
    planned=9.0,
    expected=0.85,
    weight=0.5,
    elasticity=0.5,
    floor=0.3,
    top=2.0,
)


def ratio(price: PriceArrays, month: float, delay: float, committed: float) -> float:
    out = np.zeros(1, np.float32)
    cheapness(price, month, np.array([delay]), np.array([committed]), out)
    return float(out[0])


def test_cheapness__grows_dearer_with_delay_and_with_fewer_committed() -> None:
    exact = {"rel": 2.0**-23}
    assert ratio(PRICE, 12.0, 0.0, 0.85) == pytest.approx(4000 / (3000 / 0.85 + 400), **exact)
    assert ratio(PRICE, 12.0, 0.0, 0.0) == pytest.approx(4000 / (3000 / 0.425 + 400), **exact)
    # ten months: 100 more municipal, and 10 of the state's 1 350 beyond its cap
    assert ratio(PRICE, 12.0, 10.0, 0.85) == pytest.approx(4000 / (3110 / 0.85 + 400), **exact)


def test_cheapness__state_money_that_ends_is_borne_by_municipalities() -> None:
    exact = {"rel": 2.0**-23}
    assert ratio(PRICE, 24.0, 0.0, 0.85) == pytest.approx(4000 / (4200 / 0.85 + 400), **exact)
    limited = PRICE._replace(ceiling=2000.0)
    assert ratio(limited, 24.0, 0.0, 0.85) == pytest.approx(4000 / (2000 / 0.85 + 400), **exact)


def test_affordability__is_a_clipped_power() -> None:
    cheap = np.array([0.01, 0.25, 1.0, 2.25, 100.0], np.float32)
    out = np.zeros_like(cheap)
    affordability(PRICE, cheap, out)
    np.testing.assert_allclose(out, [0.3, 0.5, 1.0, 1.5, 2.0], rtol=1e-6)
    affordability(PRICE._replace(elasticity=0.0), cheap, out)
    assert (out == 1.0).all()
