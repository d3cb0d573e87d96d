"""Cost, payers and municipalities of the twin; arrays are rows by draws."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aksonsim.engine.plan import Plan
from aksonsim.kernels.cost import ALWAYS, AT_STOP, FIRST_YEAR
from aksonsim.kernels.municipal import MunicipalArrays
from aksonsim.kernels.schedule import FIRST

Array = NDArray[Any]


class Money:
    """Costs of a chunk of draws.

    ``element`` float64[N, B]; ``programme_year`` [P, Y, B]; ``state_year`` and ``total_year`` [Y, B]; ``state``,
    ``uncapped``, ``capped``, ``shared`` and ``total`` [B], MNOK.
    """

    def __init__(
        self, plan: Plan, x: Array, occurred: Array, milestones: Array, participation: Array, stop_month: Array
    ) -> None:
        self.plan, self.milestones, self.stop_month = plan, milestones, stop_month
        self.begin = np.concatenate([np.zeros((1, stop_month.size)), milestones[FIRST::2]])
        self.end = np.concatenate([np.full((1, stop_month.size), 12.0), milestones[FIRST + 1 :: 2]])
        self.stopped = np.isfinite(stop_month)
        self.run = self._run_share()
        self.element = self._elements(x, occurred, participation)
        self._spread()
        self._pay()

    def _run_share(self) -> Array:
        """Return the share of each activity that is carried out, float64[1 + A, B]; row 0 is work without one."""
        out = np.ones_like(self.begin)
        if not self.stopped.any():
            return out
        lanes = np.flatnonzero(self.stopped)
        begin, end, stop = self.begin[:, lanes], self.end[:, lanes], self.stop_month[lanes]
        last = stop + self.plan.wind_down
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(last >= end, 1.0, (last - begin) / (end - begin))
        out[:, lanes] = np.where(begin >= stop, 0.0, part)
        return out

    def _elements(self, x: Array, occurred: Array, participation: Array) -> Array:
        cost = self.plan.cost
        fixed = 1.0 - cost.varies.sum(axis=1, keepdims=True)
        varying = np.flatnonzero(fixed[:, 0] < 1.0)
        out = x[cost.row] * (1.0 + cost.unspecified[:, None])
        taking_part = participation[cost.basis[varying]]
        out[varying] *= fixed[varying] + np.einsum("ek,ekb->eb", cost.varies[varying], taking_part)
        timed = np.flatnonzero(cost.time_share > 0.0)
        tau, a = cost.time_share[timed, None], 1 + cost.activity[timed]
        out[timed] *= 1.0 - tau + tau / cost.reference[timed, None] * (self.end[a] - self.begin[a])
        excess = x[cost.driver_row] - 1.0
        for e in range(out.shape[0]):
            for k in range(cost.driver_first[e], cost.driver_first[e + 1]):
                factor = cost.exposure[k] * excess[cost.driver[k]]
                factor += 1.0
                out[e] *= factor
            for k in range(cost.multiply_first[e], cost.multiply_first[e + 1]):
                out[e] *= np.where(occurred[cost.multiply_event[k]], x[cost.multiply_row[k]], 1.0)
        # a lump is drawn once and split over many lines: one product of matrices
        pairs, which = np.unique(np.stack([cost.lump_event, cost.lump_row]), axis=1, return_inverse=True)
        split = np.zeros((out.shape[0], pairs.shape[1]))
        split[np.repeat(np.arange(out.shape[0]), np.diff(cost.lump_first)), which.ravel()] = cost.lump_share
        event, row = pairs
        lumps = split @ (x[row] * np.where((event == ALWAYS)[:, None], True, occurred[event]))
        at_stop = cost.activity == AT_STOP
        lumps[at_stop] = 0.0
        out += lumps
        ends = np.flatnonzero(cost.goes_on == 0)
        out[ends] *= self.run[1 + cost.activity[ends]]
        out[at_stop] *= self.stopped
        return out

    def _spread(self) -> None:
        groups, cost = self.plan.groups, self.plan.cost
        years, b = groups.year_start.size - 1, self.stop_month.size
        count = groups.activity.size
        member = (cost.group == np.arange(count)[:, None]).astype(np.float64)
        amount, tagged = member @ self.element, (member * cost.tag) @ self.element
        self.programme_year = np.zeros((len(self.plan.lines.programmes), years, b))
        tag_year, free_year, shared_year = np.zeros((3, years, b))
        done = np.zeros((years + 1, b))
        until = groups.year_start[1:-1, None]
        for g in range(count):
            a = groups.activity[g]
            begin, end = self.begin[1 + a], self.end[1 + a]
            if a not in (AT_STOP, FIRST_YEAR):
                length = end - begin
            elif a == AT_STOP:
                begin, length = self.stop_month, np.ones(b)
            else:
                length = end.copy()
            if not groups.goes_on[g]:
                length = length * self.run[1 + a]
            np.subtract(until, begin, out=done[1:-1])
            done[1:-1] /= np.maximum(length, 1e-6)
            np.clip(done, 0.0, 1.0, out=done)
            done[-1] = 1.0
            part = np.diff(done, axis=0)
            paid = part * amount[g]
            self.programme_year[groups.programme[g]] += paid
            if groups.shared[g]:
                shared_year += paid
            part *= tagged[g]
            if groups.capped[g]:
                tag_year += part
            else:
                free_year += part
        self.total_year = self.programme_year.sum(axis=0)
        self.tag_year, self.free_year, self.shared_year = tag_year, free_year, shared_year

    def _pay(self) -> None:
        """Let the state pay up to its cap, and from the municipalities' ceiling on, in calendar order."""
        finance = self.plan.finance
        self.uncapped, self.total = self.tag_year.sum(axis=0), self.total_year.sum(axis=0)
        self.capped, self.shared = np.zeros_like(self.total), np.zeros_like(self.total)
        self.state_year = np.empty_like(self.tag_year)
        for y in range(self.state_year.shape[0]):
            paid = np.minimum(finance.funded[y] * self.tag_year[y], finance.cap - self.capped)
            self.capped += paid
            paid += self.free_year[y]
            borne = self.shared + self.shared_year[y] - paid
            relief = np.maximum(borne - finance.ceiling, 0.0)
            np.subtract(borne, relief, out=self.shared)
            np.add(paid, relief, out=self.state_year[y])
        self.state = self.state_year.sum(axis=0)


def bear(
    money: Money, municipal: MunicipalArrays, committed: Array, joined: Array, people: Array, gone_live: Array
) -> Array:
    """Return what each municipality pays in sum over a chunk, float64[M] NOK.

    ``committed`` bool[M, B]; ``joined`` bool[B, M]; ``people`` and ``gone_live`` float64[B] inhabitants of each.
    """
    number = np.count_nonzero(committed, axis=0)
    nobody = people == 0
    number = np.where(nobody, np.count_nonzero(municipal.fallback), number)
    people = np.where(nobody, municipal.inhabitants @ municipal.fallback, people)
    own = money.total - money.state - money.shared
    each = 1e6 * municipal.equal * money.shared / number
    head = 1e6 * (1.0 - municipal.equal) * money.shared / people
    served = gone_live > 0
    own_head = 1e6 * own / np.where(served, gone_live, people)
    columns = np.stack([each, head + np.where(served, 0.0, own_head)], axis=1)
    sums = committed.astype(np.float64) @ columns + np.multiply.outer(municipal.fallback, columns[nobody].sum(axis=0))
    live = np.where(served, own_head, 0.0) @ joined.astype(np.float64)
    return sums[:, 0] + municipal.inhabitants * (sums[:, 1] + live)
