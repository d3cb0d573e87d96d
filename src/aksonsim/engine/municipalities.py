"""The municipalities as arrays: segments, hazards, and the sampling of signatories not known by name."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aksonsim.errors import Problem, ScenarioError
from aksonsim.kernels.commitment import OWN, PIONEER, SIGNED, SLOWEST, UNSIGNED, PeopleArrays
from aksonsim.kernels.municipal import MunicipalArrays
from aksonsim.model.uptake import Municipality, SignedTotal, Uptake
from aksonsim.sampling.streams import stream_key


def stream_number(code: str) -> int:
    """Return the stream index of a municipality: its number, or 32 bits of a hash where the code is no number."""
    if code.isdigit():
        return int(code)
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=4).digest(), "little")


@dataclass(frozen=True)
class People:
    """Municipalities in the order of the kernels (county, pioneers first, number) with their segments."""

    municipalities: tuple[Municipality, ...]
    counties: tuple[str, ...]
    segment_first: NDArray[np.int64]
    segment_county: NDArray[np.int64]
    segment_group: NDArray[np.int64]
    inhabitants: NDArray[np.int64]
    pioneer: NDArray[np.uint8]

    @property
    def total(self) -> int:
        """All inhabitants."""
        return int(self.inhabitants.sum())


def arrange(municipalities: Sequence[Municipality], pioneers: Sequence[str]) -> People:
    """Put municipalities in kernel order; their order in the table never matters."""
    codes = {m.code for m in municipalities}
    problems = [
        Problem("", "uptake.pioneers", f"municipality {code} is not in the population")
        for code in pioneers
        if code not in codes
    ]
    if problems:
        raise ScenarioError(problems)
    counties = tuple(sorted({m.county for m in municipalities}))
    chosen = set(pioneers)
    rows = sorted(municipalities, key=lambda m: (counties.index(m.county), m.code not in chosen, stream_number(m.code)))
    keys = [(counties.index(m.county), int(m.code not in chosen)) for m in rows]
    first = _segments(keys, [m.inhabitants for m in rows])
    return People(
        municipalities=tuple(rows),
        counties=counties,
        segment_first=np.array([*first, len(rows)], dtype=np.int64),
        segment_county=np.array([keys[i][0] for i in first], dtype=np.int64),
        segment_group=np.array([keys[i][1] for i in first], dtype=np.int64),
        inhabitants=np.array([m.inhabitants for m in rows], dtype=np.int64),
        pioneer=np.array([m.code in chosen for m in rows], dtype=np.uint8),
    )


def _segments(keys: list[tuple[int, int]], inhabitants: list[int]) -> list[int]:
    """Return where segments begin: at each new key, and where the kernels' packed sums would overflow."""
    first: list[int] = []
    people = 0
    for i, key in enumerate(keys):
        if i == 0 or key != keys[i - 1] or i - first[-1] == 255 or people + inhabitants[i] >= 2**24:
            first.append(i)
            people = 0
        people += inhabitants[i]
    return first


FEWEST_COINS, MOST_COINS, COINS = 1.0, 2.0**20, 2.0**12
"""A base estimate of so many coins per inhabitant at least, and at most, is counted in them; else of about `COINS`."""


def municipal_arrays(people: People, equal: float, estimate: float, scale: float) -> MunicipalArrays:
    """Build what sharing cost among municipalities needs.

    ``estimate`` is the base estimate of everything, ``scale`` that of the currency. Where these make amounts per
    inhabitant that whole coins and bins are too coarse or too few for, a coin is the unit times a power of two.
    """
    each = scale * estimate / people.total
    if each > 0 and not FEWEST_COINS <= each <= MOST_COINS:
        scale *= 2.0 ** round(math.log2(COINS / each))
    pioneers = people.pioneer if people.pioneer.any() else np.ones_like(people.pioneer)
    return MunicipalArrays(people.inhabitants.astype(np.float64), pioneers, equal, scale)


def people_arrays(people: People, uptake: Uptake, seed: int) -> PeopleArrays:
    """Build what the commitment kernels need."""
    codes = [m.code for m in people.municipalities]
    for name, listed in (("signed", uptake.signed), ("own", tuple(uptake.own))):
        for code in listed:
            if code not in codes:
                raise ScenarioError([Problem("", f"uptake.{name}", f"municipality {code} is not in the population")])
    number = np.array([stream_number(code) for code in codes], dtype=np.int64)
    if len(set(number.tolist())) != len(codes):
        raise ScenarioError([Problem("", "population", "two municipality codes share one stream number")])
    status = np.full(len(codes), -1 if uptake.signed_total is not None else UNSIGNED, dtype=np.int8)
    for i, code in enumerate(codes):
        if code in uptake.own:
            status[i] = OWN
        elif people.pioneer[i]:
            status[i] = PIONEER
        elif code in uptake.signed:
            status[i] = SIGNED
    size = (people.inhabitants / np.median(people.inhabitants)) ** uptake.size_exponent
    stated = [uptake.hazard.pioneer, uptake.hazard.signed, uptake.hazard.unsigned]
    refuses = [uptake.refusal.pioneer, uptake.refusal.signed, uptake.refusal.unsigned]
    rate = np.empty((len(codes), 4))
    refusal = np.empty((len(codes), 4))
    for i, code in enumerate(codes):
        own = uptake.own.get(code)
        rate[i] = [*stated, own.hazard if own else 0.0]
        refusal[i] = [*refuses, own.refusal if own else 0.0]
    rate *= uptake.scale * size[:, None]
    sampled, choice, wanted = _signatories(people, status, uptake.signed_total)
    options = uptake.options
    lapse = refusal + (1.0 - refusal) * (options.share if options else 0.0)
    turn = refusal + (1.0 - refusal) * (options.share if options else 0.0) * (options.converts if options else 0.0)
    return PeopleArrays(
        number=number,
        status=status,
        sampled=sampled,
        choice=choice,
        signatories=wanted,
        scale=np.where(rate >= SLOWEST, -1.0 / np.maximum(rate, SLOWEST), -np.inf).astype(np.float32),
        edges=np.array([refusal, turn, lapse], dtype=np.float32),
        status_key=_key(seed, "uptake.status"),
        refusal_key=_key(seed, "uptake.refusal"),
        threshold_key=_key(seed, "uptake.threshold"),
        withdrawal_key=_key(seed, "uptake.withdraws"),
    )


def _key(seed: int, name: str) -> NDArray[np.int64]:
    """Return the two key words; as int64, because with uint32 keys the generator compiles to half the speed."""
    return np.array(stream_key(seed, name), dtype=np.int64)


def _signatories(
    people: People, status: NDArray[np.int8], total: SignedTotal | None
) -> tuple[NDArray[np.int64], NDArray[np.float32], int]:
    """Return who is sampled, the table of choice probabilities, and how many signatories are to be found.

    A municipality's weight is inhabitants^b; b makes the expected share of inhabitants the stated one. The size
    effect is thereby derived, not assumed.
    """
    free = np.flatnonzero(status < 0)
    free = free[np.argsort([stream_number(people.municipalities[i].code) for i in free], kind="stable")]
    if total is None or free.size == 0:
        return np.empty(0, np.int64), np.empty((0, 1), np.float32), 0
    known = np.flatnonzero((status == PIONEER) | (status == SIGNED))
    wanted = total.municipalities - known.size
    where = "uptake.signed_total"
    if not 0 <= wanted <= free.size:
        what = f"{total.municipalities} signatories cannot be met: {known.size} are named and {free.size} are free"
        raise ScenarioError([Problem("", where, what)])
    goal = total.inhabitants * people.total - people.inhabitants[known].sum()
    table = _choices(tuple(people.inhabitants[free].tolist()), int(wanted), float(goal))
    if table is None:
        what = f"{wanted} of the municipalities not named cannot hold {goal:.0f} inhabitants in expectation"
        raise ScenarioError([Problem("", where, what)])
    return free.astype(np.int64), table.copy(), int(wanted)


@lru_cache(maxsize=16)
def _choices(inhabitants: tuple[int, ...], wanted: int, goal: float) -> NDArray[np.float32] | None:
    """Return the table of choice probabilities whose signatories hold ``goal`` inhabitants in expectation, or None.

    Kept, because scenarios and points of a sweep share it, and solving for the exponent takes longer than the rest of a
    plan.
    """
    size = np.array(inhabitants, dtype=np.float64)

    def surplus(exponent: float) -> float:
        chance, _ = choice_table((size / np.median(size)) ** exponent, wanted)
        return float(chance @ size) - goal

    low, high = -3.0, 3.0
    if wanted in (0, size.size):
        exponent = 0.0
    elif surplus(low) > 0 or surplus(high) < 0:
        return None
    else:
        exponent = _root(surplus, low, high)
    _, found = choice_table((size / np.median(size)) ** exponent, wanted)
    table: NDArray[np.float32] = found.astype(np.float32)
    return table


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a rising function by the Illinois method (scipy.optimize costs 0.2 s to import)."""
    at_low, at_high, side = function(low), function(high), 0
    for _ in range(100):
        x = (low * at_high - high * at_low) / (at_high - at_low)
        y = function(x)
        if abs(high - low) < 1e-9 or abs(y) < 1e-3:
            break
        if y < 0:
            low, at_low = x, y
            at_high = at_high / 2 if side < 0 else at_high
            side = -1
        else:
            high, at_high = x, y
            at_low = at_low / 2 if side > 0 else at_low
            side = 1
    return x


def choice_table(weight: NDArray[np.float64], wanted: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return inclusion probabilities float64[U] and the sequential table float64[U, wanted + 1].

    Row u, column n: probability of choosing u when n are still wanted among u and those after it, so that exactly
    ``wanted`` are chosen with probability proportional to the product of their weights (Chen, Dempster and Liu
    1994). e_n(u..) are elementary symmetric polynomials, scaled row by row.
    """
    units = weight.size
    table = np.zeros((units, wanted + 1))
    later = np.zeros(wanted + 1)
    later[0] = 1.0
    scale = 0.0
    for _ in range(60):  # weights scaled so that independent choices would find ``wanted``: keeps numbers in range
        p = weight * np.exp(scale) / (1 + weight * np.exp(scale))
        step = (wanted - p.sum()) / max(float((p * (1 - p)).sum()), 1e-12)
        scale += float(np.clip(step, -2.0, 2.0))
    w = weight * np.exp(scale)
    for u in range(units - 1, -1, -1):
        chosen = np.zeros(wanted + 1)
        chosen[1:] = w[u] * later[:-1]
        both = later + chosen
        np.divide(chosen, both, out=table[u], where=both > 0)
        later = both / both.max()
    need = np.zeros(wanted + 1)
    need[wanted] = 1.0
    chance = np.empty(units)
    for u in range(units):
        taken = need * table[u]
        chance[u] = taken.sum()
        need = need - taken
        need[:-1] += taken[1:]
    return chance, table
