"""Queue and adoption on small cases with whole numbers, worked out one municipality at a time."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels.commitment import NEVER
from aksonsim.kernels.council_arrays import STOPPED, AfterArrays, CouncilArrays, CouncilState
from aksonsim.kernels.rollout import NOWHERE, RolloutArrays, adoption, queue

SIZES = np.array([96, 32, 160, 64, 128, 8, 16, 8], np.int32)
PIONEER = np.array([1, 0, 1, 0, 0, 0, 0, 0], np.uint8)
ROUNDS = np.array([3.0, 6.0, 9.0, 12.0])
PROJECT = 5.0
LANES = 64


def capacity(months: float) -> float:
    """Return the share that can be live: none at the start, half after 8 months, all after 12, and on at that slope."""
    return max(0.0, months / 16 if months <= 8 else 0.5 + (months - 8) / 8)


def arrays(**more: object) -> tuple[CouncilArrays, AfterArrays, RolloutArrays]:
    """Return council, capacity and rollout; the rollout is activity 0."""
    council = dict.fromkeys(CouncilArrays._fields) | {
        "month": ROUNDS,
        "inhabitants": SIZES,
        "packed": (SIZES + 2**24).astype(np.uint32),
        "total": np.array([512.0, 8.0]),
        "segment_county": np.array([0, 1]),
        "segment_first": np.array([0, 5, 8]),
    }
    none = np.zeros(0, np.int64)
    after = AfterArrays(-1, 2, np.array([8.0, 12.0]), np.array([0.5, 1.0]), -1, none, np.zeros(0), 0.0, 0.0, -1)
    rollout = {
        "year_end": np.array([8.0, 12.0, 16.0, 20.0]),
        "pioneer": PIONEER,
        "project": PROJECT,
        "gp_start": 0.25,
        "gp_row": 1,
        "gp_ramp": np.array([0.125, 0.5, 1.0, 1.0]),
        "measured": 1,
    }
    return CouncilArrays(**council), after, RolloutArrays(**rollout | more)


def test_queue__is_by_round_then_pioneers_then_lot_then_place_in_the_table() -> None:
    rng = np.random.default_rng(3)
    words = rng.integers(0, 2**32, (8, LANES), dtype=np.uint32)
    words[:, ::5] = NEVER | (words[:, ::5] & np.uint32(0xFFF))  # bound by a duty after refusing
    waited = rng.integers(0, 6, (8, LANES)).astype(np.int16)
    seen = np.where(np.arange(LANES) % 7 == 0, 2, 4).astype(np.int16)
    outcome = np.where(np.arange(LANES) % 11 == 5, STOPPED, 0).astype(np.int8)
    start = np.linspace(2.0, 12.0, LANES).round()
    state = CouncilState(
        **dict.fromkeys(CouncilState._fields)
        | {"threshold": words, "waited": waited, "rounds_seen": seen, "outcome": outcome}
    )
    council, after, rollout = arrays()
    place = np.zeros((8, LANES), np.int32)
    queue(np.zeros((2, LANES)), np.vstack([np.zeros((2, LANES)), [start] * 2]), state, council, after, rollout, place)
    held_back = 0
    for lane in range(LANES):
        inside = [m for m in range(8) if waited[m, lane] < seen[lane] and outcome[lane] != STOPPED]
        lot = [-1 if PIONEER[m] else int(words[m, lane]) // 8 % 4 for m in range(8)]
        served, wanted = 0, [int(NOWHERE)] * 8
        for m in sorted(inside, key=lambda m: (waited[m, lane], lot[m], m)):
            ready = int(512 * capacity(ROUNDS[waited[m, lane]] + PROJECT - start[lane]))
            held_back += 0 < served < ready
            served = max(served, ready) + int(SIZES[m])
            wanted[m] = served
        assert place[:, lane].tolist() == wanted
    assert held_back > 5  # nobody was ready for some of the capacity, which is lost


@pytest.mark.parametrize(
    ("ends", "last"),
    [(12.0, 1), (12.0 + 5e-10, 1), (12.0 + 2e-9, 2), (12.5, 2), (16.0, 2), (19.0, 3), (99.0, 3), (5.0, 1)],
)
def test_adoption__counts_places_up_to_and_including_what_capacity_has_reached(ends: float, last: int) -> None:
    """Rollout starts at month 4: 128 of 512 inhabitants can be live after 8 months, 256, 512 and 768 after 12 to 20."""
    council, after, rollout = arrays()
    place = np.array([[128], [129], [256], [257], [512], [513], [NOWHERE], [600]], np.int32)
    milestones = np.array([[0.0], [0.0], [4.0], [ends]])
    share, gps, participation = np.zeros((2, 4, 1)), np.zeros((4, 1)), np.zeros((2, 2, 1))
    live, joined = np.zeros((8, 1), np.uint8), np.zeros((8, 1), np.uint8)
    final = 0.75
    values = np.array([[9.0], [final]])
    adoption(values, milestones, place, council, after, rollout, participation, share, gps, live, joined)
    reached = [128, 256, 512, 768]
    who = np.array([place[:, 0] <= r for r in reached])
    assert share[0, :, 0].tolist() == [SIZES[w].sum() / 512 for w in who]
    assert share[1, :, 0].tolist() == [w.sum() / 8 for w in who]
    assert live[:, 0].tolist() == who[1].tolist()
    assert joined[:, 0].tolist() == who[last].tolist()
    new = np.diff(share[0, :, 0], prepend=0.0)
    ramp = [0.125, 0.5, 1.0, 1.0]
    wanted = [sum(new[k] * (0.25 + (final - 0.25) * ramp[y - k]) for k in range(y + 1)) for y in range(4)]
    assert gps[:, 0].tolist() == wanted
    assert participation[1, :, 0].tolist() == [share[0, last, 0], gps[last, 0]]


def test_adoption__without_general_practitioners_their_share_falls_to_none() -> None:
    council, after, rollout = arrays(gp_row=-1, gp_start=0.0)
    place = np.full((8, 1), 1, np.int32)
    share, gps, participation = np.zeros((2, 4, 1)), np.ones((4, 1)), np.zeros((2, 2, 1))
    live, joined = np.zeros((8, 1), np.uint8), np.zeros((8, 1), np.uint8)
    milestones = np.array([[0.0], [0.0], [4.0], [8.0]])
    adoption(np.ones((2, 1)), milestones, place, council, after, rollout, participation, share, gps, live, joined)
    assert not gps.any()
    assert participation[1, :, 0].tolist() == [1.0, 0.0]
