"""The queue of municipalities: nobody beyond capacity, nobody before their turn; on blocks of the reference case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.block import Whole
from aksonsim.kernels.commitment import NEVER, OPTION, statuses, thresholds
from aksonsim.kernels.council_arrays import STOPPED
from aksonsim.kernels.rollout import NOWHERE

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
LANES = 400


@pytest.fixture(scope="module", params=["baseline", "mandatory", "helseplattformen_like"])
def block(request: pytest.FixtureRequest) -> Whole:
    """A block of draws that has gone through all kernels."""
    (plan,) = plans([aksonsim.load(AKSON, request.param)], draws=LANES, seed=2)
    done = Whole(plan, LANES)
    done.run(0)
    return done


def capacity(block: Whole, month: float) -> np.ndarray:
    """Return the inhabitants that can be live by a month, float64[LANES], by NumPy's own interpolation."""
    rollout = block.plan.scenario.rollout
    names = [a.id for a in block.plan.scenario.activities]
    start = block.arrays["milestone"][2 + 2 * names.index(rollout.activity)]
    months, shares = zip((0.0, 0.0), *((p.months, p.share) for p in rollout.capacity), strict=True)
    slope = (shares[-1] - shares[-2]) / (months[-1] - months[-2])
    since = np.where(np.isnan(start), -1.0, month - start)
    share = np.interp(since, months, shares) + slope * np.maximum(since - months[-1], 0.0)
    return share * block.arrays["input"][block.plan.inputs.row("rollout.capacity")] * block.plan.people.total


def test_queue__live_inhabitants_never_exceed_capacity(block: Whole) -> None:
    live = block.arrays["adoption"][0] * block.plan.people.total
    reached = 0
    for y, month in enumerate(block.plan.uptake.rollout.year_end):
        can = np.minimum(capacity(block, month), block.plan.people.total)
        assert (live[y] <= can * (1 + 1e-12) + 1e-6).all()
        reached += (live[y] > 0.99 * can).sum()
    assert reached > LANES / 10  # capacity does bind


def test_queue__only_the_committed_are_in_it_and_places_hold_all_before(block: Whole) -> None:
    place, size = block.arrays["place"], block.plan.people.inhabitants
    stopped = block.state.outcome == STOPPED
    inside = place != NOWHERE
    assert (inside == (block.arrays["committed"] == 1) & ~stopped).all()
    for lane in range(0, LANES, 7):
        who = np.flatnonzero(inside[:, lane])
        order = who[np.argsort(place[who, lane], kind="stable")]
        served = 0
        for m in order:  # each is served after all before it: places grow by at least its own inhabitants
            assert place[m, lane] >= served + size[m]
            served = place[m, lane]


def test_queue__who_commits_first_is_served_first_and_pioneers_first_within_a_round(block: Whole) -> None:
    place, waited = block.arrays["place"], block.state.waited
    pioneer = block.plan.people.pioneer.astype(bool)
    pairs = 0
    for lane in range(0, LANES, 7):
        who = np.flatnonzero(place[:, lane] != NOWHERE)
        order = who[np.argsort(place[who, lane], kind="stable")]
        rounds = waited[order, lane]
        assert (np.diff(rounds) >= 0).all()
        for r in np.unique(rounds):
            first = pioneer[order[rounds == r]]
            assert (np.diff(first.astype(int)) <= 0).all()
            pairs += first.any() and not first.all()
    assert pairs > 0


def _words(block: Whole) -> np.ndarray:
    """Return the bits of all thresholds before any round, uint32[M, LANES]."""
    people, lanes = block.plan.uptake.people, block.arrays["place"].shape
    status, word = np.empty(lanes, np.int8), np.empty(lanes, np.uint32)
    scratch = np.empty(lanes[1], np.float32)
    statuses(np.zeros(1, np.int64), people, scratch, status)
    thresholds(np.zeros(1, np.int64), status, people, scratch, scratch.copy(), word)
    return word


def test_queue__inside_a_round_by_lot_and_inside_a_lot_by_county_and_number(block: Whole) -> None:
    """Lots are bits 3 and 4 of the threshold, of refusers too; and each place is worked out from the one before."""
    place, waited, people = block.arrays["place"], block.state.waited, block.plan.people
    words, council = _words(block), block.plan.uptake.council
    can = [capacity(block, month + block.plan.uptake.rollout.project) for month in council.month]
    met = set()
    for lane in range(0, LANES, 7):
        lot = np.where(people.pioneer, -1, ((words[:, lane] >> 3) & 3).astype(int))
        who = np.flatnonzero(place[:, lane] != NOWHERE)
        order = sorted(who, key=lambda m: (waited[m, lane], lot[m], m))
        served = 0
        for m in order:
            ready = can[waited[m, lane]][lane]
            served = max(served, int(ready + 1e-6)) + int(people.inhabitants[m])
            assert abs(place[m, lane] - served) <= 1  # capacity by another order of rounding
            served = int(place[m, lane])
            met.add((lot[m], NEVER <= words[m, lane] < OPTION))
    duty = block.plan.scenario.uptake.mandatory_from is not None
    assert {(k, False) for k in range(-1, 4)} <= met
    assert duty == ({(k, True) for k in range(4)} <= met)


def test_queue__a_legal_duty_gives_earlier_refusers_no_better_turn_than_others(block: Whole) -> None:
    """Of those whom the duty's own round binds, refusers are in each lot as often as those who had merely waited."""
    first = block.plan.uptake.council.mandatory
    words = _words(block)
    bound = (block.state.waited == first) & (block.arrays["place"] != NOWHERE)
    if first == block.plan.uptake.council.month.size:
        assert not bound.any()
        return
    bound &= ~block.plan.people.pioneer.astype(bool)[:, None]
    lots = (words >> 3) & 3
    refused = bound & (words >= NEVER) & (words < OPTION)
    assert refused.sum() > 1000
    for group in (refused, bound & (words < NEVER)):
        share = np.bincount(lots[group], minlength=4) / group.sum()
        assert (abs(share - 0.25) < 5 * np.sqrt(0.1875 / group.sum())).all()


def test_queue__nobody_is_live_before_their_project_is_done(block: Whole) -> None:
    """An introduction project lasts 18 months from commitment: what is live has committed that long before."""
    council, plan = block.plan.uptake.council, block.plan.uptake.rollout
    share = block.state.share[0]
    for y, month in enumerate(plan.year_end):
        before = np.flatnonzero(council.month <= month - plan.project + 1e-9)
        committed = share[: before[-1] + 1].max(axis=0) if before.size else np.zeros(LANES)
        assert (block.arrays["adoption"][0, y] <= committed + 1e-12).all()


def test_adoption__is_the_share_of_places_that_capacity_has_reached(block: Whole) -> None:
    people, place = block.plan.people, block.arrays["place"]
    year = block.plan.uptake.rollout.measured
    can = np.floor(np.minimum(capacity(block, block.plan.uptake.rollout.year_end[year]), 2e9) + 1e-6)
    live = place <= can
    np.testing.assert_allclose(
        block.arrays["adoption"][0, year], (people.inhabitants[:, None] * live).sum(axis=0) / people.total, atol=1e-12
    )
    np.testing.assert_allclose(block.arrays["adoption"][1, year], live.mean(axis=0), atol=1e-12)
    assert (block.arrays["live"] == live).all()


def test_gps__follow_their_municipality_and_never_exceed_the_final_share(block: Whole) -> None:
    gps, live = block.arrays["gps"], block.arrays["adoption"][0]
    final = block.arrays["input"][block.plan.inputs.row("rollout.gps")]
    start = block.plan.scenario.rollout.gps.start
    assert (gps <= live * np.maximum(final, start) + 1e-12).all()
    assert (gps >= live * np.minimum(final, start) - 1e-12).all()
