"""Schedule, capacities, the gate's decision and the queue: small cases computed by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from aksonsim.engine.calendar import month_of, round_dates
from aksonsim.kernels.commitment_rounds import capacities, decide
from aksonsim.kernels.council_arrays import LATE, ON_TIME, STOPPED, AfterArrays, CouncilArrays, CouncilState, GateArrays
from aksonsim.kernels.schedule import ScheduleArrays, dates, durations

START = dt.date(2021, 1, 1)


@pytest.mark.parametrize(
    ("date", "month"),
    [
        (dt.date(2021, 1, 1), 0.0),
        (dt.date(2021, 2, 1), 1.0),
        (dt.date(2022, 6, 1), 17.0),
        (dt.date(2021, 2, 15), 1.5),
        (dt.date(2024, 2, 1), 37.0),
        (dt.date(2020, 12, 1), -1.0),
    ],
)
def test_month_of__counts_whole_months_and_parts_of_them(date: dt.date, month: float) -> None:
    assert month_of(date, START) == month


def test_round_dates__are_ends_of_months_after_the_start() -> None:
    found = round_dates((12, 3, 6, 9), START, dt.date(2022, 6, 1))
    assert found == [
        dt.date(2021, 3, 31),
        dt.date(2021, 6, 30),
        dt.date(2021, 9, 30),
        dt.date(2021, 12, 31),
        dt.date(2022, 3, 31),
    ]
    assert round_dates((2,), START, dt.date(2024, 12, 31))[-1] == dt.date(2024, 2, 29)


# --- schedule ---------------------------------------------------------------------------------------------------------


def scheduled(duration, links, *, not_before=None, aligned=(), hammock=None, gate=9.0) -> np.ndarray:
    """Return the dates of activities in file order; ``links`` hold (milestone, lag[, to the end]) of each."""
    count = len(duration)
    flat = [link for row in links for link in row]
    schedule = ScheduleArrays(
        order=np.arange(count),
        duration_row=np.array([-1 if d is None else 0 for d in duration]),
        least=np.zeros(count),
        delay_first=np.zeros(count + 1, np.int64),
        delay_event=np.zeros(0, np.int64),
        delay_row=np.zeros(0, np.int64),
        largest=np.zeros(count, np.uint8),
        link_first=np.concatenate([[0], np.cumsum([len(row) for row in links])]).astype(np.int64),
        link_milestone=np.array([link[0] for link in flat], dtype=np.int64),
        link_lag=np.array([link[1] for link in flat], dtype=np.float64),
        link_to_end=np.array([len(link) > 2 for link in flat], dtype=np.uint8),
        not_before=np.array(not_before or [-np.inf] * count, dtype=np.float64),
        aligned=np.array([a in aligned for a in range(count)], dtype=np.uint8),
        hammock=np.array(hammock or [[0, 0]] * count, dtype=np.int64),
        new_year=12.0 * np.arange(10),
    )
    out = np.full((2 + 2 * count, 1), np.nan)
    dates(np.array([[d or 0.0] for d in duration]), np.array([gate]), schedule, out)
    return out[:, 0]


def test_schedule__starts_after_the_last_predecessor_with_its_lag() -> None:
    out = scheduled([8, 14, 5], [[], [(1, 0.0), (3, 0.0)], [(5, -6.0), (3, 2.0)]])
    assert out.tolist() == [0, 9, 0, 8, 9, 23, 17, 22]


@pytest.mark.parametrize(
    ("link", "starts"),
    [
        ((5, 2.0), 24.0),  # finish to start: 8 + 14 + 2
        ((4, 2.0), 10.0),  # start to start
        ((5, 2.0, "end"), 19.0),  # finish to finish: ends at 24 and takes 5
        ((4, 2.0, "end"), 5.0),  # start to finish: ends at 10
        ((4, -6.0, "end"), 0.0),  # it would start before the beginning
    ],
)
def test_schedule__a_link_holds_back_a_start_or_an_end(link: tuple, starts: float) -> None:
    out = scheduled([8, 14, 5], [[], [(3, 0.0)], [link]])
    assert out[6:].tolist() == [starts, starts + 5]


def test_schedule__of_two_links_the_later_start_counts() -> None:
    assert scheduled([8, 14, 5], [[], [], [(5, 0.0, "end"), (3, 0.0)]])[6] == 9
    assert scheduled([8, 14, 20], [[], [], [(5, 0.0, "end"), (3, 0.0)]])[6] == 8


def test_schedule__a_start_waits_for_new_year_unless_it_is_that_day() -> None:
    assert scheduled([23, 1], [[], [(3, 0.0)]], aligned=(1,))[4] == 24
    assert scheduled([24, 1], [[], [(3, 0.0)]], aligned=(1,))[4] == 24
    assert scheduled([24.001, 1], [[], [(3, 0.0)]], aligned=(1,))[4] == 36


def test_schedule__after_the_last_new_year_it_is_that_one() -> None:
    """The plan lists more of them than a calendar holds; the search for one must still end inside the list."""
    assert scheduled([500, 1], [[], [(3, 0.0)]], aligned=(1,))[4] == 108


def test_schedule__not_before_and_a_lag_before_the_start() -> None:
    assert scheduled([3, 3], [[], [(3, 0.0)]], not_before=[-np.inf, 10.0])[4] == 10
    assert scheduled([3, 3], [[], [(3, -9.0)]])[4] == 0


def test_schedule__a_hammock_lies_between_others_and_is_never_negative() -> None:
    out = scheduled([8, None, None], [[], [], []], hammock=[[0, 0], [0, 3], [3, 0]])
    assert out.tolist() == [0, 9, 0, 8, 0, 8, 8, 8]


def lengthened(largest: int, months: list[float], occurred: list[int], base: float = 10.0) -> float:
    """Return the length of one activity that is hit by the delays of events that occurred."""
    count = len(months)
    none = np.zeros(0, np.int64)
    schedule = ScheduleArrays(
        np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1), np.array([0, count]), np.arange(count),
        1 + np.arange(count), np.array([largest], np.uint8), np.zeros(2, np.int64), none, np.zeros(0),
        np.zeros(0, np.uint8), np.array([-np.inf]), np.zeros(1, np.uint8), np.zeros((1, 2), np.int64), np.zeros(1),
    )  # fmt: skip
    out = np.full((1, 2), np.nan)
    values = np.array([[base] * 2, *([m] * 2 for m in months)])
    durations(values, np.array([[hit] * 2 for hit in occurred], np.uint8).reshape(count, 2), schedule, out)
    assert out[0, 0] == out[0, 1]
    return float(out[0, 0])


@pytest.mark.parametrize(
    ("months", "occurred", "added", "largest"),
    [
        ([], [], 10, 10),
        ([4, 2], [0, 0], 10, 10),
        ([4, 2], [1, 1], 16, 14),
        ([2, 4], [1, 1], 16, 14),
        ([4, 2], [0, 1], 12, 12),
        ([-4], [1], 6, 6),
        ([-4], [0], 10, 10),
        ([-4, 3], [1, 0], 6, 6),  # what did not occur is no delay of 0 months
        ([3, -4], [0, 1], 6, 6),
        ([-4, -1], [1, 1], 5, 6),  # savings overlap as delays do
        ([-1, -4], [1, 1], 5, 6),
        ([-4, 3], [1, 1], 9, 13),  # a delay is not made good by what overlaps with it
        ([3, -4, 1], [1, 1, 1], 10, 13),
        ([0, -4], [1, 1], 6, 6),  # occurred, and delays nothing
        ([-30, -3], [1, 1], 0, 0),
    ],
)
def test_durations__delays_add_or_the_longest_counts_else_the_greatest_saving(
    months: list[float], occurred: list[int], added: float, largest: float
) -> None:
    assert lengthened(0, months, occurred) == added
    assert lengthened(1, months, occurred) == largest


# --- capacity ---------------------------------------------------------------------------------------------------------

MONTHS, SHARES = (12.0, 24.0, 48.0, 84.0), (0.10, 0.20, 0.45, 1.0)


def after(*, row: int = -1, months=MONTHS, shares=SHARES) -> AfterArrays:
    none = np.zeros(0, np.int64)
    return AfterArrays(-1, -1, np.array(months), np.array(shares), row, none, np.zeros(0), 0.0, 0.0, -1)


def test_capacities__are_numpys_interpolation_from_nothing() -> None:
    since = np.linspace(-5.0, 84.0, 357)
    out = np.zeros_like(since)
    capacities(np.zeros((0, since.size)), after(), since, out)
    wanted = np.interp(since, (0.0, *MONTHS), (0.0, *SHARES))
    np.testing.assert_allclose(out, wanted, rtol=0, atol=1e-15)
    assert (np.diff(out) >= 0).all()


def test_capacities__go_on_at_the_last_slope_times_the_draws_factor() -> None:
    since = np.array([96.0, 48.0, -1.0])
    out = np.zeros(3)
    capacities(np.array([[0.5, 0.8, 0.8]]), after(row=0), since, out)
    slope = 0.55 / 36
    np.testing.assert_allclose(out, [0.5 * (1.0 + 12 * slope), 0.8 * 0.45, 0.0], rtol=1e-14)


# --- the gate's decision ----------------------------------------------------------------------------------------------


def decided(shares: list[float], months: list[float], *, luck=(), chance=0.6, deadline=17.0) -> tuple[int, float, int]:
    """Return (outcome, month, extensions) after the rounds of one lane with these shares."""
    rounds = len(months)
    council = _council(np.array(months))
    gate = GateArrays(1, 0.55, 0, deadline, np.arange(len(luck)), 12.0, chance)
    state = _state(rounds, np.array([shares]), deadline)
    values = np.array(luck, dtype=float).reshape(-1, 1)
    for r in range(rounds):
        if decide(r, values, council, gate, state) == 0:
            break
    return int(state.outcome[0]), float(state.gate_month[0]), int(state.extended[0])


def _council(months: np.ndarray) -> CouncilArrays:
    fields = dict.fromkeys(CouncilArrays._fields, 0.0)
    return CouncilArrays(**(fields | {"month": months}))


def _state(rounds: int, shares: np.ndarray, deadline: float) -> CouncilState:
    fields = dict.fromkeys(CouncilState._fields)
    fields |= {
        "share": np.stack([shares.T, shares.T]),
        "outcome": np.full(1, -1, np.int8),
        "gate_month": np.full(1, np.nan),
        "deadline": np.full(1, deadline),
        "extended": np.zeros(1, np.int64),
    }
    return CouncilState(**fields)


QUARTERS = [6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0, 27.0, 30.0, 33.0]


def test_gate__passes_at_the_first_round_that_reaches_the_share() -> None:
    assert decided([0.1, 0.54, 0.55, 0.9], QUARTERS[:4]) == (ON_TIME, 12.0, 0)


def test_gate__a_round_on_the_day_of_the_deadline_counts_and_one_after_it_does_not() -> None:
    assert decided([0.5, 0.6], [12.0, 17.0])[0] == ON_TIME
    assert decided([0.5, 0.6], [12.0, 17.1])[0] == STOPPED


def test_gate__is_extended_while_the_state_agrees() -> None:
    shares = [0.2] * 5 + [0.6] * 5
    assert decided(shares, QUARTERS, luck=[0.1]) == (LATE, 21.0, 1)
    assert decided(shares, QUARTERS, luck=[0.7])[0] == STOPPED
    slow = [0.2] * 8 + [0.6] * 2
    assert decided(slow, QUARTERS, luck=[0.1])[0] == STOPPED
    assert decided(slow, QUARTERS, luck=[0.1, 0.2]) == (LATE, 30.0, 2)


def test_gate__when_rounds_run_out_it_stops_whatever_is_granted() -> None:
    assert decided([0.2, 0.3], [6.0, 9.0], luck=[0.1, 0.1])[0] == STOPPED
