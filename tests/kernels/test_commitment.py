"""Statuses and thresholds of municipalities: exact numbers in each draw, exact chances over draws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from aksonsim.engine.municipalities import arrange, choice_table, people_arrays
from aksonsim.kernels.arrays import Array
from aksonsim.kernels.commitment import LOT_BITS, NEVER, OPTION, SIGNED, UNSIGNED, refuse, statuses, thresholds
from aksonsim.kernels.council_arrays import NOT_YET, WITHDRAWN, CouncilArrays, CouncilState
from aksonsim.kernels.counting import bind, review
from aksonsim.model.uptake import Municipality, Uptake
from aksonsim.sampling.jit import kernel
from aksonsim.sampling.streams import fill_uniform32

DRAWS = 40_000
SIGMAS = 5


def subsets(weight: list[float], wanted: int) -> dict[tuple[int, ...], float]:
    """Return every choice of ``wanted`` units with its probability, proportional to the product of the weights."""
    products = {
        chosen: math.prod(weight[i] for i in chosen) for chosen in itertools.combinations(range(len(weight)), wanted)
    }
    total = sum(products.values())
    return {chosen: product / total for chosen, product in products.items()}


WEIGHTS = [
    ([1.0, 1.0, 1.0, 1.0], 2),
    ([0.1, 1.0, 3.0, 10.0, 0.5], 2),
    ([0.1, 1.0, 3.0, 10.0, 0.5], 4),
    ([1e-6, 1.0, 1e6, 2.0], 2),
    ([2.0, 5.0], 1),
    ([2.0, 5.0], 2),
    ([2.0, 5.0], 0),
    ([7.0], 1),
]


@pytest.mark.parametrize(("weight", "wanted"), WEIGHTS, ids=str)
def test_choice_table__inclusion_is_that_of_all_subsets(weight: list[float], wanted: int) -> None:
    chance, _ = choice_table(np.array(weight), wanted)
    brute = np.zeros(len(weight))
    for chosen, probability in subsets(weight, wanted).items():
        brute[list(chosen)] += probability
    np.testing.assert_allclose(chance, brute, rtol=1e-12, atol=1e-15)
    assert chance.sum() == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(("weight", "wanted"), WEIGHTS, ids=str)
def test_choice_table__rows_are_the_conditional_chances(weight: list[float], wanted: int) -> None:
    """Row u, column n: the chance that u is among n chosen from u and those after it."""
    _, table = choice_table(np.array(weight), wanted)
    for u in range(len(weight)):
        for n in range(wanted + 1):
            left = weight[u:]
            if n <= len(left):
                brute = sum(p for chosen, p in subsets(left, n).items() if 0 in chosen)
                assert table[u, n] == pytest.approx(brute, rel=1e-12, abs=1e-15)


def test_choice_table__of_as_many_as_akson_has_keeps_its_sum() -> None:
    weight = np.random.default_rng(1).lognormal(9, 1.2, 240)
    chance, table = choice_table(weight, 140)
    assert chance.sum() == pytest.approx(140, rel=1e-10)
    assert 0 <= table.min() <= table.max() <= 1
    assert (np.diff(chance[np.argsort(weight)]) >= -1e-12).all()


def uptake(**more: object) -> Uptake:
    ready = {"date": "2021-04-01"}
    return Uptake.model_validate(
        {
            "rounds": {"until": "2024-12-31"},
            "basis_ready": {"pioneers": ready, "others": ready},
            "hazard": {"pioneer": 0.5, "signed": 0.25, "unsigned": 0.1},
            "refusal": {"pioneer": 0, "signed": 0.1, "unsigned": 0.4},
            **more,
        }
    )


SIZES = (900, 4000, 2500, 30000, 700, 12000, 5000)


def towns() -> list[Municipality]:
    return [
        Municipality(code=str(1100 + i), name=f"T{i}", county=("North", "South")[i % 2], inhabitants=size)
        for i, size in enumerate(SIZES)
    ]


@pytest.fixture(scope="module")
def sampled():
    """People, and the statuses of all draws, filled in blocks of unequal size."""
    people = arrange(towns(), ("1103",))
    stated = uptake(
        pioneers=["1103"], signed=["1104"], signed_total={"municipalities": 4, "inhabitants": 0.8}, size_exponent=0.1
    )
    arrays = people_arrays(people, stated, seed=11)
    out = np.empty((len(SIZES), DRAWS), np.int8)
    for first in range(0, DRAWS, 1000):
        block = np.empty((len(SIZES), 1000), np.int8)
        statuses(np.array([first]), arrays, np.empty(1000, np.float32), block)
        out[:, first : first + 1000] = block
    return people, arrays, out


def test_statuses__exactly_the_stated_number_in_every_draw(sampled) -> None:
    people, arrays, status = sampled
    free = [i for i, m in enumerate(people.municipalities) if m.code not in ("1103", "1104")]
    assert sorted(arrays.sampled) == sorted(free)
    assert ((status[free] == SIGNED).sum(axis=0) == 2).all()  # four in all, of which two are named
    assert np.isin(status[free], [SIGNED, UNSIGNED]).all()
    named = [m.code for m in people.municipalities].index("1104")
    assert (status[named] == SIGNED).all()


def test_statuses__have_their_inclusion_probabilities(sampled) -> None:
    """Each pair of signatories as often as the product of weights says, and the inhabitants as stated."""
    people, arrays, status = sampled
    units = list(arrays.sampled)
    chance = np.zeros(len(units))
    n = arrays.choice.shape[1] - 1
    first = {n: 1.0}
    for u in range(len(units)):  # walk the table once more, by hand
        following: dict[int, float] = {}
        for k, p in first.items():
            take = float(arrays.choice[u, k])
            chance[u] += p * take
            following[k - 1] = following.get(k - 1, 0.0) + p * take
            following[k] = following.get(k, 0.0) + p * (1 - take)
        first = following
    for unit, p in zip(units, chance, strict=True):
        assert abs((status[unit] == SIGNED).mean() - p) < SIGMAS * math.sqrt(p * (1 - p) / DRAWS)
    size = np.array([people.municipalities[unit].inhabitants for unit in units])
    known = 30000 + 700
    assert known + chance @ size == pytest.approx(0.8 * sum(SIZES), rel=1e-6)  # float32 table


def test_statuses__do_not_depend_on_the_block(sampled) -> None:
    _, arrays, status = sampled
    for first, lanes in ((0, 5), (4, 8), (996, 333)):
        block = np.empty((len(SIZES), lanes), np.int8)
        statuses(np.array([first]), arrays, np.empty(lanes, np.float32), block)
        assert (block == status[:, first : first + lanes]).all()


def drawn(draws: int = DRAWS, **more: object) -> tuple[np.ndarray, np.ndarray]:
    """Return (rate of each municipality, its thresholds float32[M, draws]) where nobody has signed."""
    people = arrange(towns(), ())
    arrays = people_arrays(people, uptake(**more), seed=5)
    status = np.empty((len(SIZES), draws), np.int8)
    scratch = np.empty(draws, np.float32)
    statuses(np.zeros(1, np.int64), arrays, scratch, status)
    assert (status == UNSIGNED).all()
    out = np.empty((len(SIZES), draws), np.uint32)
    thresholds(np.zeros(1, np.int64), status, arrays, scratch, scratch.copy(), out)
    return -1.0 / arrays.scale[:, UNSIGNED].astype(float), out.view(np.float32)


def test_thresholds__are_exponential_with_refusal() -> None:
    rate, threshold = drawn(size_exponent=0.3, scale=2.0)
    median = float(np.median(SIZES))
    sizes = sorted(rate / 0.2)
    np.testing.assert_allclose(sizes, sorted((np.array(SIZES) / median) ** 0.3), rtol=1e-6)
    for m in range(len(SIZES)):
        refused = (threshold.view(np.uint32)[m] >= NEVER).mean()
        assert abs(refused - 0.4) < SIGMAS * math.sqrt(0.24 / DRAWS)
        for hazard in (1.0, 5.0):
            p = 0.6 * -math.expm1(-rate[m] * hazard)
            assert abs((threshold[m] <= hazard).mean() - p) < SIGMAS * math.sqrt(p * (1 - p) / DRAWS)


def test_thresholds__options_wait_behind_the_sign_and_lapse() -> None:
    _, threshold = drawn(options={"share": 0.5, "converts": 0.6}, withdrawal={"probability": 0, "at": "x"})
    words = threshold.view(np.uint32)
    waits, never = words >= OPTION, (words >= NEVER) & (words < OPTION)
    error = SIGMAS * 0.5 / math.sqrt(DRAWS)
    for m in range(len(SIZES)):
        assert abs(waits[m].mean() - 0.6 * 0.5 * 0.6) < error
        assert abs(never[m].mean() - (0.4 + 0.6 * 0.5 * 0.4)) < error
    assert (words[waits] > NEVER).all()  # as an unsigned word above every hazard


@pytest.mark.parametrize("hazard", [0, 1e-320, 1e-40])
def test_thresholds__rate_nought_never_commits_and_draws_lots_all_the_same(hazard: float) -> None:
    _, threshold = drawn(4000, hazard={"pioneer": 0.5, "signed": 0.25, "unsigned": hazard})
    words = threshold.view(np.uint32)
    assert ((words >= NEVER) & (words < OPTION)).all()
    evenly(words & LOT_BITS)


def evenly(low: np.ndarray) -> None:
    """Assert that the lots, bits 3 and 4 of words uint32[M, draws], fall on each of four in a quarter of draws."""
    lots = (low >> 3) & 3
    for lot in range(4):
        assert (abs((lots == lot).mean(axis=1) - 0.25) < SIGMAS * math.sqrt(0.1875 / low.shape[1])).all()


def test_thresholds__whoever_refuses_or_lapses_keeps_the_lot_it_would_have_had() -> None:
    """A refuser's threshold is the one it would have without refusal, all bits but the lowest twelve replaced."""
    review = {"probability": 0, "at": "x"}
    _, free = drawn(4000, refusal={"pioneer": 0, "signed": 0, "unsigned": 0})
    _, mixed = drawn(4000, options={"share": 0.6, "converts": 0.3}, withdrawal=review)
    free_words, words = free.view(np.uint32), mixed.view(np.uint32)
    gone = (words >= NEVER) & (words < OPTION)
    assert 0.5 < gone.mean() < 0.8
    np.testing.assert_array_equal(words & LOT_BITS, free_words & LOT_BITS)
    np.testing.assert_array_equal(words[gone] & ~LOT_BITS, NEVER)
    np.testing.assert_array_equal(words[~gone] & (OPTION - 1), free_words[~gone])
    evenly(words & LOT_BITS)


def test_thresholds__are_those_of_each_municipalitys_own_status_in_each_draw() -> None:
    """-ln(u) over the rate of its status, to single precision; of those not named exactly two sign in each draw."""
    people, lanes = arrange(towns(), ("1103",)), 64
    none = {"pioneer": 0, "signed": 0, "unsigned": 0}
    total = {"municipalities": 4, "inhabitants": 0.8}
    stated = uptake(pioneers=["1103"], signed=["1104"], signed_total=total, refusal=none)
    arrays, scratch = people_arrays(people, stated, seed=11), np.empty(lanes, np.float32)
    status, threshold = np.empty((len(SIZES), lanes), np.int8), np.empty((len(SIZES), lanes), np.uint32)
    statuses(np.zeros(1, np.int64), arrays, scratch, status)
    thresholds(np.zeros(1, np.int64), status, arrays, scratch, scratch.copy(), threshold)
    mixed = status[arrays.sampled]
    assert ((mixed == SIGNED).sum(axis=0) == 2).all()
    assert ((mixed == SIGNED) | (mixed == UNSIGNED)).all()
    for m in range(len(SIZES)):
        u = np.empty(lanes, np.float32)
        fill_uniform32(arrays.threshold_key[0], arrays.threshold_key[1], arrays.number[m], 0, u)
        wanted = np.log(u.astype(float)) * arrays.scale[m, status[m]]
        np.testing.assert_allclose(threshold[m].view(np.float32), wanted, rtol=1e-6)


@kernel
def refuse_all(u: Array, never: Array, turns: Array, lapses: Array, bits: Array) -> None:
    for i in range(bits.shape[0]):
        bits[i] = refuse(u[i], never[i], turns[i], lapses[i], bits[i])


def test_refuse__each_part_of_the_uniform_has_its_meaning() -> None:
    """A quarter refuses, and of the rest half are options, a quarter of which convert."""
    edges = np.array([0.25, 0.25 + 0.75 * 0.5 * 0.25, 0.25 + 0.75 * 0.5], np.float32)
    u, bits = np.empty(6, np.float32), np.full(6, 0x3F800FFF, np.uint32)
    u[0::2], u[1::2] = np.nextafter(edges, np.float32(0)), edges
    refuse_all(u, *(np.full(6, edge) for edge in edges), bits)
    gone, taken, option = int(NEVER) | 0xFFF, 0x3F800FFF, 0x3F800FFF | int(OPTION)
    assert bits.tolist() == [gone, option, option, gone, gone, taken]


# --- reviews and duties -----------------------------------------------------------------------------------------------


def reviewed(
    words: list[int], lots: list[float], chance: float, late: int = 0
) -> tuple[np.ndarray, np.ndarray, CouncilState]:
    """Return (words, rounds waited, state) of one lane after a review at a hazard of 2.

    They are no pioneers of the second county; a pioneer of the first, at a hazard of a quarter, stands before them.
    The last ``late`` have passed their threshold in this very round, and are not counted yet.
    """
    words, lots = [word(0.5), *words], [0.0, *lots]
    rows = len(words)
    fields = dict.fromkeys(CouncilState._fields)
    state = CouncilState(
        **fields
        | {
            "threshold": np.array(words, np.uint32).reshape(rows, 1),
            "second_thoughts": np.array(lots, np.float32).reshape(rows, 1),
            "waited": np.array([3] * (rows - late) + [NOT_YET] * late, np.int16).reshape(rows, 1),
            "people": np.array([[700], [800], [1500], [15]], np.int32),
            "soonest": np.full((2, 1), 77, np.uint32),
            "chance": np.array([chance], np.float32),
            "less": np.zeros(1, np.uint32),
            "hazard": np.array([[0.25], [0.125], [9.0], [2.0]], np.float32),
            "active": np.ones(1, np.uint8),
            "rounds_seen": np.full(1, 5, np.int16),
        }
    )
    fields = dict.fromkeys(CouncilArrays._fields)
    council = CouncilArrays(
        **fields
        | {
            "segment_county": np.array([0, 1]),
            "segment_group": np.array([0, 1]),
            "segment_first": np.array([0, 1, rows]),
            "county_row": np.zeros(2, np.int64),
            "packed": 2**24 + np.arange(100, 100 + rows, dtype=np.uint32),
        }
    )
    review(council, state)
    out = state.threshold[:, 0]
    assert out[0] == word(0.5)
    return out[1:], state.waited[1:, 0], state


def word(threshold: float) -> int:
    """Return the bits of a threshold in single precision."""
    return int(np.float32(threshold).view(np.uint32))


def test_review__the_committed_withdraw_by_their_own_uniform_and_keep_their_lot() -> None:
    low = int(LOT_BITS)
    words, waited, _ = reviewed([word(1.9), word(2.0), word(2.1), word(1.9)], [0.29, 0.29, 0.29, 0.3], 0.3)
    never = int(NEVER)
    assert words.tolist() == [never | (word(1.9) & low), never | (word(2.0) & low), word(2.1), word(1.9)]
    assert waited.tolist() == [WITHDRAWN, WITHDRAWN, 3, 3]


def test_review__who_withdraws_is_no_longer_counted_if_it_was() -> None:
    """Of 101, 102 and 103 inhabitants the first withdraws, the second stays, the third never was counted."""
    _, waited, state = reviewed([word(1.9)] * 3, [0.1, 0.9, 0.1], 0.3, late=1)
    assert waited.tolist() == [WITHDRAWN, 3, WITHDRAWN]
    assert state.people[:, 0].tolist() == [700, 800 - 101, 1500 - 101, 14]
    assert state.soonest[:, 0].tolist() == [0, 0]


def test_review__options_convert_and_do_not_face_it() -> None:
    for chance in (1.0, 0.005, 0.0):
        words, waited, _ = reviewed([word(1.0) | 0xFFF | int(OPTION)], [0.0], chance)
        assert words.tolist() == [word(1.0) | 0xFFF]
        assert waited.tolist() == [3]


def test_review__lanes_that_are_not_due_are_left_alone() -> None:
    before = [word(1.0), word(1.0) | int(OPTION), int(NEVER) | 5]
    words, waited, state = reviewed(before, [0.0, 0.0, 0.0], -1.0)
    assert words.tolist() == before
    assert waited.tolist() == [3, 3, 3]
    assert state.soonest[:, 0].tolist() == [77, 77]


def test_bind__a_legal_duty_passes_every_threshold_of_active_lanes_and_leaves_the_lots() -> None:
    """Committed, waiting, option, refuser, withdrawn: in an active lane all are below the hazard."""
    before = [word(1.0), word(9.0), word(9.5) | int(OPTION), int(NEVER) | 0x1A5]
    _, _, state = reviewed([*before, word(1.5)], [0.9, 0.9, 0.9, 0.9, 0.0], 0.5)
    held = state.threshold.copy()
    hazard = np.full((4, 2), 2.0, np.float32)
    bind(np.array([1, 0], np.uint8), hazard)
    assert (state.threshold <= hazard.view(np.uint32)[:, 0].min()).all()
    assert (hazard[:, 1] == 2.0).all()
    np.testing.assert_array_equal(state.threshold, held)
