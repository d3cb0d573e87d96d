"""What the council rounds take and keep: arrays by name, and the marks they use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aksonsim.kernels.arrays import Array

ON_TIME, LATE, STOPPED = 0, 1, 2
NOT_YET, WITHDRAWN = np.int16(10_000), np.int16(20_000)
"""Instead of the round of commitment, beyond all rounds of a calendar: not committed so far, and no longer."""
COUNT_SHIFT = np.uint32(24)
MOST_PEOPLE = np.uint32(2**24 - 1)
"""Inhabitants (24 bits) and municipalities (8 bits) of a segment are added up in one word: one array less lets the
compiler prove that the loop may use vectors. `engine.municipalities` keeps segments small enough."""
NOBODY_LEFT = np.uint32(0xFFFFFFFF)
"""Bits of a hazard above every threshold."""
EARLY = 1e-9
"""A round on the very day of a deadline counts (months, against rounding of dates)."""


class CouncilArrays(NamedTuple):
    """R rounds, S segments of municipalities of one county and one group (0 pioneers, 1 others), C counties.

    ``month`` float64[R] of each round's end; ``budget`` uint8[R] the year's last round; ``lagged`` int64[R] last
    round at least one introduction project earlier, -1 if none; ``segment_first`` int64[S + 1],
    ``segment_county``, ``segment_group`` int64[S]; ``inhabitants`` int32[M]; ``packed`` uint32[M]
    inhabitants + 2^24; ``county_inhabitants`` float64[C];
    ``total`` float64[2]: inhabitants, municipalities; ``county_row`` int64[C] input rows of the county shocks;
    ``ready_row`` int64[2] input rows (-1: none) and ``ready_month`` float64[2] of the decision bases, notice included;
    ``peer``, ``county_peer``, ``live_pull`` weights; ``deadline_factor`` within ``deadline_months`` of a deadline;
    ``mandatory`` first round of a legal duty (R: none).
    """

    month: Array
    budget: Array
    lagged: Array
    segment_first: Array
    segment_county: Array
    segment_group: Array
    inhabitants: Array
    packed: Array
    county_inhabitants: Array
    total: Array
    county_row: Array
    ready_row: Array
    ready_month: Array
    peer: float
    county_peer: float
    live_pull: float
    deadline_factor: float
    deadline_months: float
    mandatory: int


class GateArrays(NamedTuple):
    """The gate: ``present`` 0 or 1; ``share`` of ``basis`` (0 inhabitants, 1 municipalities) by ``deadline`` (month);
    each of the extensions ``extension_row`` int64[X] of ``extension_months`` is granted with ``extension_chance``.
    """

    present: int
    share: float
    basis: int
    deadline: float
    extension_row: Array
    extension_months: float
    extension_chance: float


class PriceArrays(NamedTuple):
    """The price councils are told (amount per share of inhabitants), linear in the months of delay known so far.

    ``fixed`` and ``tagged`` float64[2]: amount and its growth per month of delay, of municipal fixed cost and of
    the state's tagged share; ``variable`` per unit of participation; the state pays at most ``cap``, from month
    ``ends`` on at most ``cap_after``; municipalities at most ``ceiling``; ``reference`` price; ``planned`` gate
    month; A = clip((reference / price)^elasticity, floor, top).
    """

    fixed: Array
    tagged: Array
    variable: float
    cap: float
    cap_after: float
    ends: float
    ceiling: float
    reference: float
    planned: float
    expected: float
    weight: float
    elasticity: float
    floor: float
    top: float


class CouncilState(NamedTuple):
    """What the rounds know of a block of B lanes; every array is written by the rounds.

    ``threshold`` uint32[M, B] bits of a float32; ``waited`` int16[M, B] rounds seen before the one of commitment;
    ``hazard`` float32[2 C, B]; ``soonest`` uint32[S, B] the lowest threshold of a segment not passed yet;
    ``people`` int32[C + 2, B] committed: inhabitants of each county and of all, municipalities; ``share``
    float64[2, R, B] committed by basis; ``county_share`` float64[C, B]; ``outcome`` int8[B] (-1: open);
    ``gate_month`` float64[B]; ``deadline`` float64[B]; ``extended`` int64[B]; ``rounds_seen`` int16[B].

    Scratch: ``second_thoughts`` float32[M, B] uniforms of withdrawal; ``active`` uint8[B] whether a lane holds the
    round; ``known_delay`` and ``live`` float64[B]; ``cheap``, ``factor`` and ``chance`` float32[B]; ``pull``
    float64[B] and ``weight`` float64[2, B], of which hazards are made; ``reviewed`` uint8[B];
    ``less`` uint32[B] who withdraws.
    """

    threshold: Array
    waited: Array
    hazard: Array
    soonest: Array
    people: Array
    share: Array
    county_share: Array
    outcome: Array
    gate_month: Array
    deadline: Array
    extended: Array
    rounds_seen: Array
    second_thoughts: Array
    active: Array
    known_delay: Array
    live: Array
    cheap: Array
    factor: Array
    chance: Array
    pull: Array
    weight: Array
    reviewed: Array
    less: Array


SCRATCH = frozenset(CouncilState._fields[CouncilState._fields.index("second_thoughts") :])
"""What no stage after the one that writes it reads of the councils' state."""


class AfterArrays(NamedTuple):
    """After the gate: ``award`` milestone at which supplier and price are known (-1: none); ``rollout`` milestone
    whose month starts the capacity (-1: none), cumulated ``capacity_share`` at ``capacity_month`` float64[P] with
    the factor in input row ``capacity_row`` (-1: 1); ``slip_milestone`` int64 and ``slip_reference`` float64 months:
    dates whose delay councils know once they have come; withdrawal probability, price elasticity and the input row of
    its common shock (-1: 1).
    """

    award: int
    rollout: int
    capacity_month: Array
    capacity_share: Array
    capacity_row: int
    slip_milestone: Array
    slip_reference: Array
    withdrawal: float
    withdrawal_elasticity: float
    withdrawal_row: int
