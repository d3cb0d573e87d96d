"""Inputs of the twin: normal scores from NumPy's generator, correlated by matrices, valued by tables in the score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from aksonsim.engine.plan import Plan
from aksonsim.sampling import inputs as kinds
from aksonsim.sampling.distribution import Distribution

Float = NDArray[np.float64]

LIMIT, PER_UNIT = 8.0, 64
"""Tables reach 8 standard deviations in steps of 1/64: 1 025 nodes, equidistant, so that no search is needed."""


class Inputs:
    """All inputs of a plan, ready to be drawn in chunks."""

    def __init__(self, plan: Plan) -> None:
        a, laws = plan.sampler.arrays, plan.sampler.distributions
        scored = (a.kind > kinds.UNIFORM) | ((a.kind == kinds.UNIFORM) & (a.correlated == 1))
        self.size = a.kind.size
        self.constant = np.flatnonzero(a.kind == kinds.CONSTANT)
        self.uniform = np.flatnonzero((a.kind == kinds.UNIFORM) & (a.correlated == 0))
        self.scored = np.flatnonzero(scored)
        self.value = (a.shift + a.factor * a.value)[self.constant, None]
        self.line = a.shift[self.uniform, None], a.factor[self.uniform, None]
        node = np.arange(-LIMIT, LIMIT + 1 / PER_UNIT, 1 / PER_UNIT)
        tables = np.array([_table(laws[i], node) for i in self.scored])
        tables = a.shift[self.scored, None] + a.factor[self.scored, None] * tables
        self.base = tables.ravel()
        self.slope = np.diff(tables, axis=1, append=tables[:, -1:]).ravel()
        self.offset = (np.arange(self.scored.size) * node.size)[:, None]
        self.stepped = [
            (k, laws[i], a.shift[i], a.factor[i]) for k, i in enumerate(self.scored) if laws[i] and laws[i].step
        ]
        place = {i: k for k, i in enumerate(self.scored)}
        self.groups = [
            ([place[i] for i in a.group_member[start:stop]], shared, own)
            for (start, stop), (shared, own) in zip(a.group_span, a.group_weight, strict=True)
        ]
        self.sets = []
        for start, stop, at in a.mixed_span:
            members = [place[i] for i in a.mixed_member[start:stop]]
            size = len(members)
            self.sets.append((members, np.tril(a.mixed_factor[at : at + size * size].reshape(size, size))))

    def draw(self, rng: np.random.Generator, count: int) -> Float:
        """Return float64[K, count]."""
        out = np.empty((self.size, count))
        out[self.constant] = self.value
        shift, factor = self.line
        out[self.uniform] = shift + factor * rng.random((self.uniform.size, count))
        z = rng.standard_normal((self.scored.size, count))
        for members, shared, own in self.groups:
            z[members] = own * z[members] + shared * rng.standard_normal(count)
        for members, triangle in self.sets:
            z[members] = triangle @ z[members]
        steps = [(k, shift + factor * law.ppf(ndtr(z[k]))) for k, law, shift, factor in self.stepped]
        np.clip(z, -LIMIT, LIMIT, out=z)
        z += LIMIT
        z *= PER_UNIT
        node = z.astype(np.intp)
        z -= node
        node += self.offset
        z *= self.slope.take(node)
        z += self.base.take(node)
        for k, values in steps:
            z[k] = values
        out[self.scored] = z
        return out


def _table(law: Distribution | None, node: Float) -> Float:
    """Return a law's quantiles at normal scores, asked from the nearer tail; of a bare uniform, the cdf itself."""
    if law is None:
        return ndtr(node)
    low = node < 0
    return np.concatenate([law.ppf(ndtr(node[low])), law.isf(ndtr(-node[~low]))])
