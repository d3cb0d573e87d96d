"""The kernel that draws every input of a block: uniforms by the design, scores by the copula, values by tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from aksonsim.sampling.designs import LHS, SOBOL, fill_lhs, fill_sobol
from aksonsim.sampling.jit import fma, kernel
from aksonsim.sampling.lookup import (
    SIDE,
    evaluate,
    inside,
    locate_score,
    locate_search,
    locate_tail,
    split_at_kinks,
)
from aksonsim.sampling.streams import fill_uniform

CONSTANT, UNIFORM, TAIL, SCORE, SEARCH = range(5)
"""What an input is: a number, a bare uniform, or a table of one of three layouts."""

NORMAL_ROW = 0
"""Where the standard normal's quantiles start in the coefficients, when there is a copula."""
CDF_ROW = 2 * SIDE
"""Where the normal cdf, a table in the score, starts."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]


class InputArrays(NamedTuple):
    """All K inputs of a run as plain arrays; `block.prepare` makes it, `fill_inputs` reads it.

    Spans are ``(start, stop)``; G groups with one factor, C sets mixed by a Cholesky factor.
    """

    method: int
    """0 mc, 1 lhs, 2 sobol."""
    draws: int
    """Size of the design."""
    key: Ints
    """[K, 2] key words of each input's stream."""
    kind: Ints
    """[K] CONSTANT, UNIFORM, TAIL, SCORE or SEARCH."""
    correlated: Ints
    """[K] 1 for a member of a copula, -1 for a bare uniform that is one: what it decides happens at high scores."""
    value: Floats
    """[K] the number of a constant."""
    shift: Floats
    """[K] a of value = a + b T(u)."""
    factor: Floats
    """[K] b of value = a + b T(u)."""
    row: Ints
    """[K] first row of the table."""
    kink_span: Ints
    """[K, 2]."""
    break_span: Ints
    """[K, 2], a power of two long."""
    coefficients: Floats
    """[R, 4] rows of all tables."""
    kinks: Floats
    """[Q, 3] row, fraction, row from there on, inside the input's own table."""
    breaks: Floats
    """[N]."""
    group_key: Ints
    """[G, 2] key words of each group's factor."""
    group_weight: Floats
    """[G, 2] sqrt(rho), sqrt(1 - rho)."""
    group_span: Ints
    """[G, 2] into group_member."""
    group_member: Ints
    mixed_span: Ints
    """[C, 3] into mixed_member, and start in mixed_factor."""
    mixed_member: Ints
    mixed_factor: Floats
    """Lower triangles, each [m, m] flattened."""
    sobol: Words
    """[D, width] tables of `designs.sobol_tables`; D = 0 unless sobol."""
    dimension: Ints
    """[K] Sobol dimension of each input."""
    group_dimension: Ints
    """[G] Sobol dimension of each group's factor."""


def fill_inputs(arrays: InputArrays, first: int, out: Floats) -> None:
    """Fill ``out[i, j]`` with the value of input i in draw ``first + j``; float64[K, count], C-contiguous.

    ``first`` is a multiple of 4 and count any number from 1 on. No value depends on the block it is drawn in, and
    several threads may fill different blocks at once. Units are each input's own; a bare uniform lies strictly
    inside (0, 1).
    """
    for function, arguments in drawing(np.array([first]), arrays, out):
        function(*arguments)


def drawing(draw: Ints, arrays: InputArrays, out: Floats) -> list[tuple[Callable[..., None], tuple[Any, ...]]]:
    """Return the kernels that fill ``out`` as `fill_inputs` does, in order, and what each takes.

    ``draw`` int64[1] is the first draw when they are called. Several kernels, not one: a run compiles only the design
    that it uses, and LLVM does not optimise all of it at once.
    """
    a = arrays
    groups = a.group_span.shape[0]
    factors = np.empty((groups, out.shape[1]))
    found: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
    designs = ((a.key, a.kind, a.dimension, out), (a.group_key, np.ones(groups, np.int64), a.group_dimension, factors))
    for key, kind, dimension, rows in designs[: 2 if groups else 1]:
        if a.method == LHS:
            found.append((_fill_lhs, (draw, key, kind, a.draws, rows)))
        elif a.method == SOBOL:
            found.append((_fill_sobol, (draw, key, kind, a.sobol, dimension, rows)))
        else:
            found.append((_fill_mc, (draw, key, kind, rows)))
    if groups or a.mixed_span.shape[0]:
        found.append((_score, (a.coefficients, a.correlated, out, factors)))
        found.append((_mix_groups, (a.group_weight, a.group_span, a.group_member, factors, out)))
        found.append((_mix_sets, (a.mixed_span, a.mixed_member, a.mixed_factor, out)))
    return [*found, (evaluate_inputs, (a, 0, out))]


@kernel
def _fill_mc(draw: Ints, key: Ints, kind: Ints, out: Floats) -> None:
    """Fill the row of every stochastic input with its plain uniforms."""
    for i in range(out.shape[0]):
        if kind[i] != CONSTANT:
            fill_uniform(key[i, 0], key[i, 1], 0, draw[0], out[i])


@kernel
def _fill_lhs(draw: Ints, key: Ints, kind: Ints, draws: int, out: Floats) -> None:
    """Fill the row of every stochastic input with its uniforms in a Latin hypercube."""
    strata = np.empty(out.shape[1], np.uint32)
    for i in range(out.shape[0]):
        if kind[i] != CONSTANT:
            fill_lhs(key[i, 0], key[i, 1], draw[0], draws, out[i], strata)


@kernel
def _fill_sobol(draw: Ints, key: Ints, kind: Ints, sobol: Words, dimension: Ints, out: Floats) -> None:
    """Fill the row of every stochastic input with its uniforms in a scrambled Sobol sequence."""
    for i in range(out.shape[0]):
        if kind[i] != CONSTANT:
            fill_sobol(key[i, 0], key[i, 1], draw[0], sobol[dimension[i]], out[i])


@kernel
def _score(coefficients: Floats, correlated: Ints, out: Floats, factors: Floats) -> None:
    """Turn the uniforms of all correlated inputs and common factors into standard normal scores.

    That of a bare uniform falls as it rises: an event occurs where its uniform is low, and so where its score is high.
    """
    count = out.shape[1]
    row, t = np.empty(count, np.int32), np.empty(count)
    for i in range(out.shape[0] + factors.shape[0]):
        if i < out.shape[0] and correlated[i] == 0:
            continue
        score = out[i] if i < out.shape[0] else factors[i - out.shape[0]]
        locate_tail(score, row, t)
        evaluate(coefficients[NORMAL_ROW:], row, t, 0.0, 1.0, score)
        if i < out.shape[0] and correlated[i] < 0:
            for j in range(count):
                score[j] = -score[j]


@kernel
def _mix_groups(weight: Floats, span: Ints, member: Ints, factors: Floats, out: Floats) -> None:
    """Mix the scores of each group's members with the group's own."""
    for g in range(span.shape[0]):
        common, shared, own = factors[g], weight[g, 0], weight[g, 1]
        for m in range(span[g, 0], span[g, 1]):
            score = out[member[m]]
            for j in range(score.size):
                score[j] = fma(shared, common[j], own * score[j])


@kernel
def _mix_sets(span: Ints, member: Ints, factor: Floats, out: Floats) -> None:
    """Mix the scores of each set by its Cholesky factor.

    From the last member to the first, in place: a member needs the unmixed scores of those before it only.
    """
    for c in range(span.shape[0]):
        start, size = span[c, 0], span[c, 1] - span[c, 0]
        for a in range(size - 1, -1, -1):
            weight = factor[span[c, 2] + a * size :]
            score = out[member[start + a]]
            for j in range(score.size):
                score[j] = weight[a] * score[j]
            for b in range(a):
                other, share = out[member[start + b]], weight[b]
                for j in range(score.size):
                    score[j] = fma(share, other[j], score[j])


@kernel
def evaluate_inputs(arrays: InputArrays, begin: int, out: Floats) -> None:
    """Turn the uniforms of inputs ``begin``, ``begin + 1``, ..., and the scores of correlated ones, into values."""
    count = out.shape[1]
    row, t = np.empty(count, np.int32), np.empty(count)
    for i in range(begin, begin + out.shape[0]):
        kind, shift, factor, x = arrays.kind[i], arrays.shift[i], arrays.factor[i], out[i - begin]
        if kind == CONSTANT:
            value = fma(factor, arrays.value[i], shift)
            for j in range(count):
                x[j] = value
            continue
        if arrays.correlated[i] != 0:
            if kind == UNIFORM:
                for j in range(count):
                    x[j] = -x[j]
            locate_score(x, row, t)
            if kind != SCORE:  # back to a uniform, for distributions that jump and bare uniforms
                evaluate(arrays.coefficients[CDF_ROW:], row, t, 0.0, 1.0, x)
                for j in range(count):
                    x[j] = inside(x[j])
        if kind == UNIFORM:
            for j in range(count):
                x[j] = fma(factor, x[j], shift)
            continue
        if kind == SEARCH:
            locate_search(x, arrays.breaks[arrays.break_span[i, 0] : arrays.break_span[i, 1]], row, t)
        elif kind == TAIL:
            locate_tail(x, row, t)
        split_at_kinks(arrays.kinks[arrays.kink_span[i, 0] : arrays.kink_span[i, 1]], row, t)
        evaluate(arrays.coefficients[arrays.row[i] :], row, t, shift, factor, x)
