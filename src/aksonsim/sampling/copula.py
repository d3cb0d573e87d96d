"""The Gaussian copula: from stated correlations to how normal scores of inputs are mixed.

A group with rho >= 0 whose members stand in no other correlation has one common factor, ``z_i = sqrt(rho) eta +
sqrt(1 - rho) eps_i``, with eta from a stream of its own: adding, removing or reordering a member leaves every other
member's draws as they are. Every other connected set of inputs is mixed by a Cholesky factor, members in the order of
their names: there, a new member changes those whose names follow.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aksonsim.errors import LawError
from aksonsim.model.correlations import Correlation
from aksonsim.sampling.distribution import FloatArray

TOLERANCE = 1e-9
"""A Cholesky pivot this near to nothing counts as nothing: the matrix is then semidefinite, which is allowed."""
MOST_TOLD = 12
"""Members, and changed pairs, that a message names at most."""
_LEAST = 1e-6
"""Smallest eigenvalue of a repaired matrix."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OneFactor:
    """Members that share one factor: ``z = common * eta + own * eps``; ``stream`` names the stream of eta."""

    stream: str
    members: tuple[str, ...]
    common: float
    own: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """Members in the order of their names, with the lower triangle L [m, m] in ``z = L eps``."""

    members: tuple[str, ...]
    factor: FloatArray


@dataclass(frozen=True, slots=True)
class Structure:
    """All correlations of a run; ``repairs`` has a sentence for each value that was changed."""

    groups: tuple[OneFactor, ...]
    components: tuple[Mixed, ...]
    repairs: tuple[str, ...]

    @property
    def members(self) -> frozenset[str]:
        """The names of all correlated inputs."""
        grouped = (name for group in self.groups for name in group.members)
        mixed = (name for component in self.components for name in component.members)
        return frozenset(itertools.chain(grouped, mixed))


@dataclass(frozen=True, slots=True)
class _Stated:
    rho: float
    rank: bool
    repair: bool
    specific: bool

    def shown(self, rho: float) -> str:
        """Return rho in the measure in which it was stated."""
        return f"{6.0 / math.pi * math.asin(0.5 * rho):.4g} (rank)" if self.rank else f"{rho:.4g}"


def structure(correlations: Sequence[Correlation], names: Sequence[str]) -> Structure:
    """Return how the inputs are mixed; ``correlations`` with their members resolved to input names.

    A pair stated by ``between`` takes precedence over a group that holds it. A rank correlation rho_s becomes
    ``2 sin(pi rho_s / 6)`` (Pearson 1907; exact for a Gaussian copula). Raises LawError for an unknown member, a pair
    stated twice, and correlations that cannot hold together.
    """
    known = set(names)
    for correlation in correlations:
        for name in correlation.members:
            if name not in known:
                raise LawError(f"{_label(correlation)}: {name} is not an input that is drawn")
    groups: list[OneFactor] = []
    rest: list[Correlation] = []
    unnamed = 0
    stands = Counter(name for correlation in correlations for name in set(correlation.members))
    for correlation in correlations:
        alone = all(stands[name] == 1 for name in correlation.members)
        if correlation.group is None or not alone or correlation.common < 0.0:
            rest.append(correlation)
            continue
        label = correlation.id
        if label is None:
            label = f"#{unnamed}"
            unnamed += 1
        rho = _gaussian(correlation.common, rank=correlation.by_rank)
        members = tuple(sorted(set(correlation.group)))
        groups.append(OneFactor(f"correlations[{label}]", members, math.sqrt(rho), math.sqrt(1.0 - rho)))
    pairs = _pairs(rest)
    components: list[Mixed] = []
    repairs: list[str] = []
    for members in _connected(pairs):
        matrix = np.eye(len(members))
        place = {name: i for i, name in enumerate(members)}
        inside = {pair: stated for pair, stated in pairs.items() if pair[0] in place}
        for (a, b), stated in inside.items():
            matrix[place[a], place[b]] = matrix[place[b], place[a]] = stated.rho
        factor = cholesky(matrix)
        if factor is None:
            factor = _repaired(matrix, members, inside, repairs)
        components.append(Mixed(members, factor))
    return Structure(tuple(groups), tuple(components), tuple(repairs))


def cholesky(matrix: FloatArray) -> FloatArray | None:
    """Return the lower triangle L with L L' = matrix [m, m], or None when the matrix is not positive semidefinite.

    Written out, so that its bits do not depend on a linear algebra library and its threads.
    """
    size = matrix.shape[0]
    factor = np.zeros_like(matrix)  # transposed, so that what is added up lies side by side
    for j in range(size):
        taken = np.zeros(size - j)
        for k in range(j):  # one by one, from the left: the order of a sum is part of its bits
            taken += factor[k, j:] * factor[k, j]
        left = matrix[j, j:] - taken
        if left[0] < -TOLERANCE:
            return None
        if left[0] > TOLERANCE:
            root = math.sqrt(left[0])
            factor[j, j:] = left / root
            factor[j, j] = root
        elif np.any(np.abs(left[1:]) > math.sqrt(TOLERANCE)):
            return None
    return np.ascontiguousarray(factor.T)


def nearest(matrix: FloatArray) -> FloatArray:
    """Return the correlation matrix nearest to a symmetric matrix in the Frobenius norm, smallest eigenvalue 1e-6.

    Alternating projections with Dykstra's correction; rounded to ten decimals, so that the last bits of an
    eigenvalue routine do not reach the draws.

    Source: Higham (2002), Computing the nearest correlation matrix, doi:10.1093/imanum/22.3.329.
    """
    current, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(2000):
        shifted = current - correction
        values, vectors = np.linalg.eigh(shifted)
        positive = (vectors * np.maximum(values, 2.0 * _LEAST)) @ vectors.T
        correction = positive - shifted
        following = positive.copy()
        np.fill_diagonal(following, 1.0)
        done = float(np.abs(following - current).max()) < 1e-12
        current = following
        if done:
            break
    # What is left of the projections' last step: shrink towards independence until the matrix holds.
    smallest = float(np.linalg.eigvalsh(current)[0])
    if smallest < _LEAST:
        current = (current - np.eye(matrix.shape[0])) * ((1.0 - _LEAST) / (1.0 - smallest)) + np.eye(matrix.shape[0])
    rounded = np.round(0.5 * (current + current.T), 10)
    np.fill_diagonal(rounded, 1.0)
    return np.asarray(rounded)


def _repaired(
    matrix: FloatArray, members: tuple[str, ...], stated: dict[Pair, _Stated], repairs: list[str]
) -> FloatArray:
    """Return the factor of the nearest valid matrix, or raise LawError with it when a repair was not asked for."""
    fixed = nearest(matrix)
    place = {name: i for i, name in enumerate(members)}
    changes = []
    for (a, b), value in stated.items():
        new = float(fixed[place[a], place[b]])
        if abs(new - value.rho) > 5e-5:
            changes.append(f"{a} and {b}: {value.shown(value.rho)} -> {value.shown(new)}")
    for i, j in itertools.combinations(range(len(members)), 2):
        if (members[i], members[j]) not in stated and abs(fixed[i, j]) > 5e-5:
            changes.append(f"{members[i]} and {members[j]}: 0 (not stated) -> {fixed[i, j]:.4g}")
    if any(value.repair for value in stated.values()):
        factor = cholesky(fixed)
        if factor is None:
            raise LawError(f"correlations among {', '.join(members)} cannot be repaired")
        repairs += [f"correlation of {change} (nearest valid matrix)" for change in changes]
        return factor
    (a, b), worst = _blamed(matrix, fixed, place, stated)
    raise LawError(
        f"the correlations among {_few(members, ', ')} cannot hold together: that of {a} and {b}, "
        f"{worst.shown(worst.rho)}, contradicts the others; the nearest valid matrix has {_few(changes, '; ')}; "
        "repair: true accepts it"
    )


def _few(texts: Sequence[str], between: str) -> str:
    """Return texts as one, the first of them where they are many."""
    more = f"{between}and {len(texts) - MOST_TOLD} more" if len(texts) > MOST_TOLD else ""
    return between.join(texts[:MOST_TOLD]) + more


def _blamed(
    matrix: FloatArray, fixed: FloatArray, place: dict[str, int], stated: dict[Pair, _Stated]
) -> tuple[Pair, _Stated]:
    """Return the pair that, changed alone, does most for the smallest eigenvalue; of equals the most negative.

    Tried are the dozen pairs that the nearest matrix changes most, each at 41 values from -1 to 1.
    """

    def change(pair: Pair) -> float:
        return abs(float(fixed[place[pair[0]], place[pair[1]]]) - stated[pair].rho)

    def gain(pair: Pair) -> tuple[float, float]:
        i, j = place[pair[0]], place[pair[1]]
        tried = np.repeat(matrix[None], 41, axis=0)
        tried[:, i, j] = tried[:, j, i] = np.linspace(-1.0, 1.0, 41)
        return round(float(np.linalg.eigvalsh(tried)[:, 0].max()), 3), -stated[pair].rho

    candidates = sorted(stated, key=change, reverse=True)[:12]
    pair = max(candidates, key=gain)
    return pair, stated[pair]


def _label(correlation: Correlation) -> str:
    if correlation.id is not None:
        return f"correlation {correlation.id}"
    return f"correlation of {', '.join(correlation.members)}"


def _gaussian(rho: float, *, rank: bool) -> float:
    """Return the copula's own correlation."""
    return 2.0 * math.sin(math.pi * rho / 6.0) if rank else rho


def _pairs(correlations: Sequence[Correlation]) -> dict[Pair, _Stated]:
    """Return every stated pair, names in order; ``between`` and ``matrix`` take precedence over ``group``."""
    pairs: dict[Pair, _Stated] = {}
    for correlation in correlations:
        rank, repair, specific = correlation.by_rank, correlation.repaired, correlation.group is None
        for pair, rho in _stated_by(correlation):
            value = _Stated(_gaussian(rho, rank=rank), rank, repair, specific)
            before = pairs.get(pair)
            if before is not None and before.specific == specific and before.rho != value.rho:
                raise LawError(
                    f"the correlation of {pair[0]} and {pair[1]} is stated twice: "
                    f"{before.shown(before.rho)} and {value.shown(value.rho)}"
                )
            if before is None or (specific and not before.specific):
                pairs[pair] = value
    return pairs


def _stated_by(correlation: Correlation) -> Iterator[tuple[Pair, float]]:
    """Yield each pair of a correlation, names in order, with its rho as stated."""
    if correlation.matrix is not None:
        names = correlation.matrix.members
        for i, j, rho in correlation.matrix.pairs():
            yield (min(names[i], names[j]), max(names[i], names[j])), rho
        return
    members = sorted(set(correlation.members))
    if correlation.between is not None and len(members) == 1:
        raise LawError(f"{_label(correlation)}: an input cannot be correlated with itself")
    for pair in itertools.combinations(members, 2):
        yield pair, correlation.common


def _connected(pairs: dict[Pair, _Stated]) -> list[tuple[str, ...]]:
    """Return the connected sets of names, each in order of name, and the sets in order of their first names."""
    home: dict[str, set[str]] = {}
    for a, b in pairs:
        if a in home and home[a] is home.get(b):
            continue
        merged = home.get(a, {a}) | home.get(b, {b})
        for name in merged:
            home[name] = merged
    return sorted({tuple(sorted(members)) for members in home.values()})
