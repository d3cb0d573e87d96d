"""What councils know at a round, and who thinks again: a few lanes and councils, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels.commitment import PeopleArrays
from aksonsim.kernels.commitment_rounds import accumulate, known, think_again
from aksonsim.kernels.council_arrays import WITHDRAWN, AfterArrays, CouncilArrays, CouncilState
from aksonsim.sampling.streams import fill_uniform32, stream_key

NONE = np.zeros(0, np.int64)
AFTER = AfterArrays(-1, -1, np.array([8.0, 12.0]), np.array([0.5, 1.0]), -1, NONE, np.zeros(0), 0.0, 0.0, -1)
"""Half of the inhabitants can be live 8 months after the start of the rollout, all after 12."""


def filled(kind, **arrays):
    """Return a named tuple with these fields, the others None."""
    return kind(**dict.fromkeys(kind._fields) | arrays)


@pytest.mark.parametrize(
    ("rollout", "lagged", "wanted"),
    [
        (2, 0, [0.25, 0.125, 0.125, 0.0]),  # committed, capacity, both alike, not begun
        (2, 1, [0.5, 0.125, 0.25, 0.0]),
        (2, -1, [0.0] * 4),  # no round lies an introduction project back: not the last one, of a block before
        (-1, 0, [0.0] * 4),  # no rollout: nobody is live, whatever the last milestone is
    ],
)
def test_known__live_is_what_had_committed_a_project_earlier_and_capacity_allows(
    rollout: int, lagged: int, wanted: list[float]
) -> None:
    """At month 30 rollouts that began at months 10, 28, 28 and 30 can have all, an eighth, an eighth and none live."""
    began = np.array([[0.0] * 4, [5.0] * 4, [10.0, 28.0, 28.0, 30.0]])
    began[2, 2] = 26.0 if lagged == 1 else 28.0
    share = np.array([[[0.25, 0.5, 0.125, 0.5], [0.5, 0.5, 0.75, 0.75], [0.9] * 4]] * 2)
    state = filled(CouncilState, share=share, known_delay=np.zeros(4), live=np.zeros(4), pull=np.zeros(4))
    known(np.zeros((1, 4)), began, 30.0, lagged, AFTER._replace(rollout=rollout), state)
    assert state.live.tolist() == wanted


def test_known__the_delay_is_the_largest_of_dates_that_have_come() -> None:
    """Reference months 20 and 26: at month 30 a date of that very day has come, one of the day after has not."""
    milestones = np.array([[20.0, 23.0, 18.0, 22.0, 31.0], [28.0, 30.0, 30.01, 29.0, 32.0]])
    after = AFTER._replace(slip_milestone=np.array([0, 1]), slip_reference=np.array([20.0, 26.0]))
    told = np.array([0.0, 1.0, 0.5, 5.0, 0.0])
    state = filled(CouncilState, share=np.zeros((2, 1, 5)), known_delay=told, live=np.zeros(5), pull=np.zeros(5))
    known(np.zeros((1, 5)), milestones, 30.0, 0, after, state)
    assert told.tolist() == [2.0, 4.0, 0.5, 5.0, 0.0]


@pytest.mark.parametrize(("row", "chance"), [(-1, [0.25, 0.5, 1.0]), (0, [0.5, 0.25, 1.0])])
def test_think_again__by_price_and_common_shock_where_there_is_one(row: int, chance: list[float]) -> None:
    """A quarter withdraws at the reference price, half at its double, all at its eightfold; once a lane, when due."""
    key = np.array(stream_key(5, "uptake.withdraws"))
    numbers, lanes, draw = np.array([301, 4601, 1103]), 6, np.array([8])
    people = filled(PeopleArrays, number=numbers, withdrawal_key=key)
    council = filled(
        CouncilArrays, segment_county=np.array([0]), segment_group=np.array([1]), segment_first=np.array([0, 3]),
        county_row=np.zeros(1, np.int64), packed=2**24 + np.array([5, 7, 11], np.uint32),
    )  # fmt: skip
    state = filled(
        CouncilState, chance=np.zeros(lanes, np.float32), cheap=np.array([1, 0.5, 0.125, 1, 1, 1], np.float32),
        active=np.array([1, 1, 1, 0, 1, 1], np.uint8), reviewed=np.array([0, 0, 0, 0, 1, 0], np.uint8),
        threshold=np.full((3, lanes), np.float32(1).view(np.uint32)), waited=np.zeros((3, lanes), np.int16),
        hazard=np.full((2, lanes), 2, np.float32), people=np.full((3, lanes), 23, np.int32),
        soonest=np.ones((1, lanes), np.uint32), less=np.zeros(lanes, np.uint32),
        second_thoughts=np.zeros((3, lanes), np.float32),
    )  # fmt: skip
    award = np.array([[24.0, 23.0, 24.0, 0.0, 0.0, 24.5]])
    shock = np.array([2.0, 0.5, 1.0, 1.0, 1.0, 1.0])
    after = AFTER._replace(award=0, withdrawal=0.25, withdrawal_elasticity=1.0, withdrawal_row=row)
    assert not think_again(22.5, draw, award, council, people, after, shock, False, state)
    assert think_again(22.5, draw, award, council, people, after, shock, True, state)
    assert (state.chance == -1).all()
    assert think_again(24.0, draw, award, council, people, after, shock, False, state)
    assert state.chance.tolist() == [*chance, -1, -1, -1]
    assert state.reviewed.tolist() == [1, 1, 1, 0, 1, 0]
    lots = np.empty((3, lanes), np.float32)
    for lot, number in zip(lots, numbers, strict=True):
        fill_uniform32(key[0], key[1], number, 8, lot)
    gone = np.array([[lots[m, i] < [*chance, 0, 0, 0][i] for i in range(lanes)] for m in range(3)])
    assert 0 < gone[:, :2].sum() < 6
    assert (state.waited == np.where(gone, WITHDRAWN, 0)).all()
    assert state.people[0].tolist() == (23 - np.array([5, 7, 11]) @ gone).tolist()


@pytest.mark.parametrize(("before_gate", "late"), [(True, 0.0), (False, 0.0), (True, 0.5)])
def test_accumulate__pull_deadline_and_readiness_of_a_round(before_gate: bool, late: float) -> None:
    """Month 24: pioneers ready that very day, others ``late`` after it; the deadline's factor from 21 to 24 < 27."""
    values = np.array([[1.0] * 5, [2.0] * 5, [late] * 5])
    council = filled(
        CouncilArrays, month=np.array([21.0, 24.0]), county_row=np.array([0, 1]), ready_row=np.array([-1, 2]),
        ready_month=np.array([24.0, 24.0]), peer=0.5, county_peer=2.0, live_pull=4.0, deadline_factor=3.0,
        deadline_months=3.0,
    )  # fmt: skip
    share = np.zeros((2, 2, 5))
    share[0] = [[0.0, 0.5, 0.0, 0.0, 1.0], [0.75] * 5]  # the round before counts, not this one
    state = filled(
        CouncilState, hazard=np.full((4, 5), 0.5, np.float32), active=np.array([1, 1, 1, 1, 0], np.uint8),
        live=np.array([0.0, 0.0, 0.25, 0.0, 0.5]), pull=np.zeros(5), share=share, factor=np.ones(5, np.float32),
        deadline=np.array([27.0, 23.0, 24.0, 26.5, 26.0]), weight=np.zeros((2, 5)),
        county_share=np.array([[0.0] * 5, [0.0, 0.0, 0.0, 0.5, 0.5]]),
    )  # fmt: skip
    accumulate(1, before_gate, values, np.array([1.0, 1.0, 1.0, 0.5, 1.0]), council, state)
    near = 3.0 if before_gate else 1.0
    first = np.array([1.0, 1.25, 2.0 * near, 0.5 * near, 0.0])  # confidence times what pulls, the near deadline in it
    second = 2.0 * np.array([1.0, 1.25, 2.0 * near, near, 0.0])  # twice as eager, half of this county committed
    wanted = [first, second, 0.0 * first, 0.0 * second] if late else [first, second, first, second]
    np.testing.assert_array_equal(state.hazard, np.float32(0.5) + np.array(wanted))


def test_accumulate__before_the_first_round_nobody_has_committed() -> None:
    """The last round's share is that of the block before, as the arrays of a block are used again."""
    council = filled(
        CouncilArrays, month=np.array([3.0, 6.0]), county_row=np.array([0]), ready_row=np.array([-1, -1]),
        ready_month=np.array([0.0, 9.0]), peer=1.0, county_peer=0.0, live_pull=0.0, deadline_factor=1.0,
        deadline_months=0.0,
    )  # fmt: skip
    state = filled(
        CouncilState, hazard=np.zeros((2, 1), np.float32), active=np.ones(1, np.uint8), live=np.zeros(1),
        pull=np.zeros(1), share=np.array([[[0.0], [1.0]]] * 2), factor=np.ones(1, np.float32),
        deadline=np.array([np.inf]), weight=np.zeros((2, 1)), county_share=np.zeros((1, 1)),
    )  # fmt: skip
    accumulate(0, True, np.ones((1, 1)), np.ones(1), council, state)
    assert state.hazard.tolist() == [[1.0], [0.0]]
