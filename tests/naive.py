"""The whole model again, one draw at a time, in plain Python: slow, obvious, and written from docs/method.md.

It shares with the engine only the sampled inputs, the keyed uniforms, the single-precision logarithm of one of them
(lots are its low bits) and the table of choice probabilities for signatories; everything after that is computed anew.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math
from collections.abc import Mapping, Sequence

import numba
import numpy as np

from aksonsim.engine.calendar import month_of, round_dates
from aksonsim.engine.inputs import register
from aksonsim.engine.municipalities import People, stream_number
from aksonsim.kernels.arrays import Array
from aksonsim.kernels.float32_math import log32
from aksonsim.model.cost import CostElement, Driver
from aksonsim.model.events import Event
from aksonsim.model.scenario import Scenario
from aksonsim.sampling.streams import _philox_words, stream_key

STOPPED = "stopped"


def uniform32(seed: int, name: str, draw: int, index: int) -> float:
    """Return the float32 uniform of a stream for one draw: word draw % 4 of counter draw // 4."""
    k0, k1 = stream_key(seed, name)
    words = _philox_words(np.array([draw >> 2], dtype=np.uint64), index, 1, k0, k1)
    word = int(np.asarray(words[draw & 3]).ravel()[0])
    return float((np.float32(word >> 9) + np.float32(0.5)) * np.float32(2.0**-23))


@numba.njit
def log_all(x: Array) -> None:
    for i in range(x.shape[0]):
        x[i] = log32(x[i])


def low_bits_lot(u: float, rate: float) -> int:
    """Return the lot, 0 to 3, of who is no pioneer: bits 3 and 4 of -ln(u) / rate as float32; of -ln(u) without rate.

    Nothing else matters: not refusal, not what became of an option, not a withdrawal.
    """
    word = np.array([u], dtype=np.float32)
    log_all(word)
    if rate > 0:
        word *= np.float32(-1.0 / rate)
    return (int(word.view(np.uint32)[0]) // 8) % 4


class Draw:
    """One sampled world. ``x`` maps input names to their sampled values."""

    def __init__(
        self, s: Scenario, people: People | None, x: Mapping[str, float], choice: Sequence, draw: int, seed: int
    ):
        self.s, self.people, self.x, self.draw, self.seed = s, people, x, draw, seed
        self.occurred: dict[str, bool] = {}
        for event in self._in_order():
            self.occurred[event.id] = event.represented_by is None and (
                x[f"events[{event.id}].occurs"]
                < (
                    event.current_probability
                    if event.given is None or self.occurred[event.given]
                    else event.current_otherwise
                )
            )
        self.reference = self._dates(x_mode=True, gate=self._planned())
        self.stop: float = math.inf
        self.shares: list[tuple[float, float]] = []
        if s.uptake is None:
            self.outcome, self.gate_month = None, 0.0
            self.dates = self._dates(x_mode=False, gate=0.0)
            p = s.participation
            self.committed_share = self.live_share = p.inhabitants if p else 1.0
            self.committed_gps = self.live_gps = p.gps if p else 1.0
        else:
            self._uptake(choice)
            self._rollout()

    def _planned(self) -> float:
        return month_of(self.s.gate.planned, self.s.start) if self.s.gate else 0.0

    def _in_order(self) -> list[Event]:
        done: list[Event] = []
        while len(done) < len(self.s.events):
            done += [e for e in self.s.events if e not in done and (e.given is None or e.given in {d.id for d in done})]
        return done

    # --- schedule -------------------------------------------------------------------------------------------------

    def _duration(self, activity, x_mode: bool) -> float:
        if x_mode:
            return self.modes[f"activities[{activity.id}]"]  # inputs are in months, whatever they were stated in
        late = [
            self.x[f"events[{e.id}].delay[{d.activity}]"]
            for e in self.s.events
            for d in e.delays
            if d.activity == activity.id and self.occurred[e.id]
        ]
        extra = sum(late)
        if activity.overlap == "max" and late:
            extra = max(late) if any(months > 0 for months in late) else min(late)
        return max(self.x[f"activities[{activity.id}]"] + extra, 0.0)

    def _months(self, time: float, unit: str | None) -> float:
        """Return a time in months: a week is 7 days of the calendar, and 5 or 7 stated days; a year is 365.25."""
        days = {"days": 7 / (self.s.work_week or math.nan), "weeks": 7.0}
        return time if unit in (None, "months") else time * days[unit] * 12 / 365.25

    modes: Mapping[str, float] = {}

    def _dates(self, x_mode: bool, gate: float) -> dict[str, float]:
        out = {"start": 0.0, "gate": gate}
        todo = [a for a in self.s.activities if a.hammock is None]
        while todo:
            for a in list(todo):
                if any(link.activity not in out for link in a.links):
                    continue
                begin, length = 0.0, self._duration(a, x_mode)
                for link in a.links:
                    instant = link.activity in ("start", "gate")
                    before = out[link.activity if instant or link.type in ("FS", "FF") else f"{link.activity}.start"]
                    moment = before + self._months(link.lag, link.unit)
                    begin = max(begin, moment - length if link.type in ("FF", "SF") else moment)
                if a.not_before:
                    begin = max(begin, month_of(a.not_before, self.s.start))
                if a.align == "year":
                    years = [month_of(dt.date(self.s.start.year + k, 1, 1), self.s.start) for k in range(60)]
                    begin = years[bisect.bisect_left(years, begin - 1e-9)]
                out[f"{a.id}.start"], out[a.id] = begin, begin + length
                todo.remove(a)
        for a in self.s.activities:
            if a.hammock is not None:
                out[f"{a.id}.start"] = out[a.hammock[0]]
                out[a.id] = max(out[a.hammock[0]], out[a.hammock[1]])
        return out

    # --- uptake ---------------------------------------------------------------------------------------------------

    def _status(self, choice) -> dict[str, str]:
        u = self.s.uptake
        sampled, table, wanted = choice
        out = {}
        for m, pioneer in zip(self.people.municipalities, self.people.pioneer, strict=True):
            out[m.code] = (
                "own" if m.code in u.own else "pioneer" if pioneer else "signed" if m.code in u.signed else "unsigned"
            )
        for row, place in enumerate(sampled):
            m = self.people.municipalities[place]
            signs = uniform32(self.seed, "uptake.status", self.draw, stream_number(m.code)) < table[row, wanted]
            out[m.code] = "signed" if signs else "unsigned"
            wanted -= signs
        return out

    def _price_ratio(self, month: float, delay: float, committed: float) -> float:
        s, a = self.s, self.s.uptake.affordability
        if a is None:
            return 1.0
        f = s.financing
        fixed = tagged = variable = by_then = 0.0
        delay = delay if s.links.delay_to_price and s.links.delay_to_cost else 0.0
        for e in s.costs:
            programme = next((p for p in s.programmes if p.id == e.programme), None)
            if programme is not None and not programme.shared:
                continue
            base = (-1 if e.income else 1) * (self._stated(self.modes, e) if e.base is None else e.base)
            amount = a.uplift * base * (1 + (s.unspecified if e.payable else 0.0))
            vary = e.varies.inhabitants + e.varies.gps if e.varies else 0.0
            grown = amount
            activity = next((x for x in s.activities if x.id == e.activity), None)
            if activity is not None and activity.hammock is not None:
                reference = self.reference[e.activity] - self.reference[f"{e.activity}.start"]
                grown += amount * e.time_share * delay / reference
            fixed += grown * (1 - e.state_share) * (1 - vary)
            variable += amount * (1 - e.state_share) * vary
            if programme is None or not programme.outside_cap:
                tagged += grown * e.state_share
                if f and f.state_ends:
                    ends = month_of(f.state_ends, s.start)
                    first = self.reference[f"{e.activity}.start"] if e.activity else 0.0
                    last = self.reference[e.activity] if e.activity else 12.0
                    by_then += amount * e.state_share * min(max((ends - first) / max(last - first, 1e-9), 0), 1)
        cap = f.cap * f.cap_price_factor if f and f.cap is not None else math.inf
        if f and f.state_ends and month >= month_of(f.state_ends, s.start):
            cap = min(cap, by_then)
        borne = fixed + max(tagged - cap, 0.0)
        if f and f.municipal_ceiling is not None:
            borne = min(borne, f.municipal_ceiling)
        w = a.weight_committed
        price = borne / (w * committed + (1 - w) * a.expected_share) + variable
        return a.reference_price * self.people.total / 1e6 / max(price, 1e-9)

    def _uptake(self, choice) -> None:
        s, u, x, people = self.s, self.s.uptake, self.x, self.people
        rounds = round_dates(u.rounds.months, s.start, u.rounds.until)
        months = [month_of(day + dt.timedelta(days=1), s.start) for day in rounds]
        median = float(np.median(people.inhabitants))
        status, threshold, option, committed_at = self._status(choice), {}, set(), {}
        self.lot: dict[str, int] = {}
        for m in people.municipalities:
            number, kind = stream_number(m.code), status[m.code]
            rate = u.own[m.code].hazard if kind == "own" else getattr(u.hazard, kind)
            rho = u.own[m.code].refusal if kind == "own" else getattr(u.refusal, kind)
            rate *= u.scale * (m.inhabitants / median) ** u.size_exponent
            o, c = (u.options.share, u.options.converts) if u.options else (0.0, 0.0)
            lot = uniform32(self.seed, "uptake.refusal", self.draw, number)
            own = uniform32(self.seed, "uptake.threshold", self.draw, number)
            t = -math.log(own)
            self.lot[m.code] = low_bits_lot(own, rate)
            threshold[m.code] = t / rate if rate > 0 else math.inf
            if lot < rho or rho + (1 - rho) * o * c <= lot < rho + (1 - rho) * o:
                threshold[m.code] = math.inf
            elif lot < rho + (1 - rho) * o * c:
                option.add(m.code)
        national = x["uptake.confidence"]
        for e in s.events:
            if e.uptake is not None and self.occurred[e.id]:
                national *= x[f"events[{e.id}].uptake"]
        hazard = {(g, c): 0.0 for g in range(2) for c in people.counties}
        ready = [
            month_of(r.date, s.start) + u.notice_months + x.get(f"uptake.basis_ready.{g}", 0.0)
            for g, r in (("pioneers", u.basis_ready.pioneers), ("others", u.basis_ready.others))
        ]
        extensions = s.gate.extensions if s.gate else None
        deadline = math.inf
        if s.gate:  # the last day of a month ends with the month, as a round of that day does
            day_after = s.gate.deadline + dt.timedelta(days=1)
            deadline = month_of(day_after if day_after.day == 1 else s.gate.deadline, s.start)
        extended, reviewed = 0, False
        self.outcome, self.gate_month = (None, 0.0) if s.gate is None else ("open", math.nan)
        if s.gate is None:
            self.dates = self._dates(False, 0.0)
        near = dict.fromkeys(people.counties, 0.0)
        elasticity = u.affordability.elasticity if u.affordability and s.links.price_to_uptake else 0.0
        chain = self._after_gate()
        for r, month in enumerate(months):
            far = self.shares[-1][0] if self.shares else 0.0
            if self.outcome == STOPPED:
                self.shares.append(self.shares[-1])
                continue
            live = 0.0
            if self.outcome == "open":
                delay = max(month - self._planned(), 0.0)
            else:
                slips = [self.dates[a] - self.reference[a] for a in chain if self.dates[a] <= month]
                delay = max(self.gate_month - self._planned(), 0.0, *slips)
                if s.rollout is not None:
                    before = [k for k, t in enumerate(months) if t <= month - s.rollout.project_months + 1e-9]
                    if before:
                        can = self._capacity(month - self.dates[f"{s.rollout.activity}.start"])
                        live = min(can, self.shares[before[-1]][0])
            cheap = self._price_ratio(month, delay, far)
            a = u.affordability
            factor = min(max(cheap**elasticity, a.floor), a.ceiling) if a else 1.0
            effect = u.deadline_effect
            if effect and self.outcome == "open" and deadline - effect.months < month <= deadline + 1e-9:
                factor *= effect.factor
            for g in range(2):
                if month >= ready[g] - 1e-9:
                    for c in people.counties:
                        pull = 1 + u.peer * far + u.county_peer * near[c] + u.live_pull * live
                        hazard[g, c] += national * x[f"uptake.county[{c}]"] * pull * factor
            last_of_year = r + 1 == len(months) or rounds[r + 1].year > rounds[r].year
            award = self.dates.get(u.withdrawal.at) if u.withdrawal and self.outcome != "open" else None
            bound = u.mandatory_from is not None and rounds[r] >= u.mandatory_from
            if award is not None and last_of_year and award <= month and not reviewed and not bound:
                reviewed = True
                chance = (
                    u.withdrawal.probability
                    * cheap ** -(u.withdrawal.elasticity if s.links.price_to_uptake else 0.0)
                    * x.get("uptake.withdrawal", 1.0)
                )
                for m, pioneer in zip(people.municipalities, people.pioneer, strict=True):
                    lot = uniform32(self.seed, "uptake.withdraws", self.draw, stream_number(m.code))
                    crossed = threshold[m.code] <= hazard[int(not pioneer), m.county]
                    if crossed and m.code not in option and lot < min(chance, 1.0):
                        threshold[m.code] = math.inf
                        committed_at.pop(m.code, None)
                option.clear()
            if bound:
                for m in people.municipalities:
                    committed_at.setdefault(m.code, r)
                    threshold[m.code] = 0.0 if rounds[r - 1] < u.mandatory_from else threshold[m.code]
            for m, pioneer in zip(people.municipalities, people.pioneer, strict=True):
                if m.code not in option and threshold[m.code] <= hazard[int(not pioneer), m.county]:
                    committed_at.setdefault(m.code, r)
            inside = [m for m in people.municipalities if m.code in committed_at]
            self.shares.append((sum(m.inhabitants for m in inside) / people.total, len(inside) / len(threshold)))
            for c in people.counties:
                total = sum(m.inhabitants for m in people.municipalities if m.county == c)
                near[c] = sum(m.inhabitants for m in inside if m.county == c) / total
            if self.outcome == "open":
                if self.shares[-1][s.gate.counted_by == "municipalities"] >= s.gate.share and month <= deadline + 1e-9:
                    self.outcome, self.gate_month = ("late" if extended else "on_time"), month
                while self.outcome == "open" and (r + 1 == len(months) or months[r + 1] > deadline + 1e-9):
                    number = extensions.number if extensions else 0
                    if extended < number and x[f"gate.extension[{extended + 1}]"] < extensions.probability:
                        extended += 1
                        deadline += extensions.months
                    else:
                        self.outcome, self.stop = STOPPED, deadline
                if self.outcome != "open":
                    month_of_gate = deadline if self.outcome == STOPPED else self.gate_month
                    self.dates = self._dates(False, month_of_gate if s.links.gate_to_schedule else self._planned())
        self.months, self.committed_at = months, committed_at
        self.committed_share = self.shares[-1][0]

    def _after_gate(self) -> list[str]:
        found = {"gate"}
        for _ in self.s.activities:
            found |= {a.id for a in self.s.activities if any(link.activity in found for link in a.links)}
        return sorted(found - {"gate"})

    # --- rollout --------------------------------------------------------------------------------------------------

    def _capacity(self, months: float) -> float:
        points = [(0.0, 0.0), *((p.months, p.share) for p in self.s.rollout.capacity)]
        factor = self.x.get("rollout.capacity", 1.0)
        if months <= 0:
            return 0.0
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            if months <= x1 or (x1, y1) == points[-1]:
                return factor * (y0 + (y1 - y0) * (months - x0) / (x1 - x0))
        raise AssertionError

    def _rollout(self) -> None:
        s, people = self.s, self.people
        years = range(s.start.year, s.last_year + 1)
        ends = [month_of(dt.date(y + 1, 1, 1), s.start) for y in years]
        self.live: dict[int, set[str]] = {y: set() for y in years}
        if s.rollout is None or self.outcome == STOPPED:
            self.live_share = self.live_gps = self.committed_gps = 0.0
            self.gps = dict.fromkeys(years, 0.0)
            if self.outcome == STOPPED and s.rollout is not None:
                self.committed_gps = self.committed_share * self.x.get("rollout.gps", 0.0)
            return
        start = self.dates[f"{s.rollout.activity}.start"]
        queue = []
        for m, pioneer in zip(people.municipalities, people.pioneer, strict=True):
            if m.code in self.committed_at:
                lot = -1 if pioneer else self.lot[m.code]
                queue.append((self.committed_at[m.code], lot, people.municipalities.index(m), m))
        served, self.place = 0, {}
        for r, _, _, m in sorted(queue, key=lambda entry: entry[:3]):
            ready = self._capacity(self.months[r] + s.rollout.project_months - start)
            served = max(served, int(ready * people.total)) + m.inhabitants
            self.place[m.code] = served
        for y, end in zip(years, ends, strict=True):
            reached = int(self._capacity(end - start) * people.total)
            self.live[y] = {code for code, place in self.place.items() if place <= reached}
        size = {m.code: m.inhabitants for m in people.municipalities}
        share = {y: sum(size[c] for c in self.live[y]) / people.total for y in years}
        ramp, final, self.gps = s.rollout.gps, self.x.get("rollout.gps", 0.0), {}
        for y in years:
            total = 0.0
            for cohort in range(years[0], y + 1):
                new = share[cohort] - share.get(cohort - 1, 0.0)
                grid = (np.arange(2000) + 0.5) / 2000 + (y - cohort)
                progress = float(np.minimum(grid * 12 / ramp.months, 1.0).mean()) if ramp else 0.0
                total += new * (ramp.start + (final - ramp.start) * progress) if ramp else 0.0
            self.gps[y] = total
        last = next(
            (y for y, end in zip(years, ends, strict=True)
             if y >= s.rollout.participation_year and self.dates[s.rollout.activity] <= end + 1e-9),
            years[-1],
        )  # fmt: skip
        self.live_share, self.live_gps = share[last], self.gps[last]
        self.committed_gps = self.committed_share * final

    # --- cost -----------------------------------------------------------------------------------------------------

    def _done(self, activity: str | None, goes_on: bool) -> tuple[float, float, float]:
        """Return (share carried out, begin, end as carried out)."""
        begin = self.dates[f"{activity}.start"] if activity else 0.0
        end = self.dates[activity] if activity else 12.0
        if goes_on or (self.stop + self._wind_down() >= end and begin < self.stop):
            return 1.0, begin, end
        if begin >= self.stop:
            return 0.0, begin, begin
        last = self.stop + self._wind_down()
        return (last - begin) / (end - begin), begin, last

    def _stated(self, values: Mapping[str, float], e: CostElement) -> float:
        """Return the amount of a line: one input, or a quantity times a price where both are uncertain."""
        name = f"costs[{e.id}]"
        return values[name] if name in values else values[f"{name}.quantity"] * values[f"{name}.price"]

    def _wind_down(self) -> float:
        return self.s.gate.stop.wind_down if self.s.gate else 0.0

    def costs(self) -> tuple[dict[str, float], dict[str, dict[int, float]]]:
        """Return the cost of each element, also by year; project-wide events as ``wide ELEMENT``, drivers ``added``."""
        s, x = self.s, self.x
        base = {e.id: self._stated(self.modes, e) if e.base is None else e.base for e in s.costs}
        base = {e.id: 0.0 if e.income else base[e.id] for e in s.costs}  # of the lumps, which an income bears none of
        cost, by_year = {}, {}
        for e in s.costs:
            programme = next((p for p in s.programmes if p.id == e.programme), None)
            value = (-1 if e.income else 1) * self._stated(x, e) * (1 + (s.unspecified if e.payable else 0.0))
            if e.varies:
                committed = e.varies.of == "committed"
                inhabitants = self.committed_share if committed else self.live_share
                gps = self.committed_gps if committed else self.live_gps
                v, g = e.varies.inhabitants, e.varies.gps
                value *= 1 - v - g + v * inhabitants + g * gps
            if e.time_share and s.links.delay_to_cost:
                length = self.dates[e.activity] - self.dates[f"{e.activity}.start"]
                reference = self.reference[e.activity] - self.reference[f"{e.activity}.start"]
                value *= 1 - e.time_share + e.time_share * length / reference
            effects = [
                exposed * (x[f"drivers[{d.id}]"] - 1)
                for d in s.drivers
                for pattern, exposed in d.exposure.items()
                if d.multiplier is not None and e.id in s.match(pattern)
            ]
            value *= math.prod(1 + one for one in effects) if s.drivers_combine == "product" else 1 + sum(effects)
            lump = sum(self._added(d, e.id, base) for d in s.drivers if d.addition is not None and d.exposure)
            for event in s.events:
                if event.on is None and event.multiplier is None:
                    continue
                hit = {name for pattern in event.targets for name in s.match(pattern)}
                if e.id not in hit:
                    continue
                whole = sum(base[name] for name in hit)
                part = base[e.id] / whole if whole > 0 else 1 / len(hit)
                if event.on is not None and event.mitigation and event.mitigation.active:
                    lump += event.mitigation.cost * part
                if not self.occurred[event.id]:
                    continue
                if event.multiplier is not None:
                    value *= x[f"events[{event.id}].multiplier"]
                if event.on is not None and event.cost is not None:
                    lump += x[f"events[{event.id}].cost"] * part
            done, begin, end = self._done(e.activity, bool(programme and programme.survives_stop))
            cost[e.id] = (value + lump) * done
            by_year[e.id] = self._by_year(cost[e.id], begin, end)
        if s.gate and s.gate.stop.termination is not None:
            stopped = math.isfinite(self.stop)
            cost["termination"] = x["gate.termination"] if stopped else 0.0
            by_year["termination"] = self._by_year(cost["termination"], self.stop, self.stop + 1) if stopped else {}
        wide = {"wide": 0.0, "added": 0.0}
        for event in s.events:
            if event.on is None:
                if event.mitigation and event.mitigation.active:
                    wide["wide"] += event.mitigation.cost
                if event.cost is not None and self.occurred[event.id]:
                    wide["wide"] += x[f"events[{event.id}].cost"]
        wide["added"] = sum(x[f"drivers[{d.id}]"] for d in s.drivers if d.addition is not None and not d.exposure)
        for label, amount in wide.items():
            for e in s.costs:  # in time, to payers and without VAT like the elements, by base cost
                programme = next((p for p in s.programmes if p.id == e.programme), None)
                done, begin, end = self._done(e.activity, bool(programme and programme.survives_stop))
                cost[f"{label} {e.id}"] = amount * base[e.id] / sum(base.values()) * done
                by_year[f"{label} {e.id}"] = self._by_year(cost[f"{label} {e.id}"], begin, end)
        return cost, by_year

    def _added(self, driver: Driver, element: str, base: Mapping[str, float]) -> float:
        """Return what falls on an element of what a driver adds to those it is exposed to, by base cost x share."""
        weight = {e: base[e] * share for pattern, share in driver.exposure.items() for e in self.s.match(pattern)}
        return self.x[f"drivers[{driver.id}]"] * weight.get(element, 0.0) / sum(weight.values())

    def _by_year(self, amount: float, begin: float, end: float) -> dict[int, float]:
        years = range(self.s.start.year, self.s.last_year + 1)
        edges = [month_of(dt.date(y, 1, 1), self.s.start) for y in [*years, years[-1] + 1]]
        edges[-1] = math.inf
        out = {}
        for y, lo, hi in zip(years, edges[:-1], edges[1:], strict=True):
            if end <= begin:
                out[y] = amount if lo <= begin < hi else 0.0
            else:
                out[y] = amount * max(0.0, min(end, hi) - max(begin, lo)) / (end - begin)
        return out

    def payments(self, by_year: Mapping[str, Mapping[int, float]]) -> tuple[float, float, dict[int, float]]:
        """Return (state's tagged sum before the cap, payment under the cap, state's payment by year)."""
        s, f = self.s, self.s.financing
        share = {
            name: (e.state_share, e.programme) for e in s.costs for name in (e.id, f"wide {e.id}", f"added {e.id}")
        }
        if s.gate:
            share["termination"] = (s.gate.stop.state_share, s.gate.stop.programme)
        flags = {p.id: p for p in s.programmes}
        uncapped = paid = relieved = municipal = 0.0
        state = {}
        for _k, y in enumerate(range(s.start.year, s.last_year + 1)):
            tagged = free = shared = 0.0
            for name, amounts in by_year.items():
                part, programme = share[name]
                p = flags.get(programme)
                if p is not None and p.outside_cap:
                    free += part * amounts.get(y, 0.0)
                else:
                    tagged += part * amounts.get(y, 0.0)
                if p is None or p.shared:
                    shared += amounts.get(y, 0.0)
            funded = 1.0
            if f and f.state_ends:
                begin = month_of(dt.date(y, 1, 1), s.start)
                end = month_of(dt.date(y + 1, 1, 1), s.start)
                funded = min(max((month_of(f.state_ends, s.start) - begin) / (end - begin), 0.0), 1.0)
            cap = f.cap * f.cap_price_factor if f and f.cap is not None else math.inf
            capped = min(funded * tagged, cap - paid)
            ceiling = f.municipal_ceiling if f and f.municipal_ceiling is not None else math.inf
            relief = max(municipal + shared - capped - free - ceiling, 0.0)
            municipal += shared - capped - free - relief
            uncapped, paid, relieved = uncapped + tagged, paid + capped, relieved + relief
            state[y] = capped + free + relief
        self.municipal_shared = municipal
        return uncapped, paid, state

    # --- benefits -------------------------------------------------------------------------------------------------

    def net_present_value(self, by_year: Mapping[str, Mapping[int, float]]) -> float:
        """Follow those who go live in each year through the years after it, and discount what each year brings."""
        s, b = self.s, self.s.benefits
        years = range(s.start.year, s.last_year + 1)
        factor = {y: (1 + b.rate) ** (b.discount_to - y) if y <= b.last_year else 0.0 for y in years}
        reference = self._stated_levels(b.reference.curve[-1].share, b.reference.gps)
        levels = self._levels()
        total = variable = of_reference = 0.0
        for item in b.items:
            if item.by == "variable":
                continue
            whole = self._worth(item, reference[item.by], factor)
            value = item.value / whole * self._worth(item, levels[item.by], factor)
            value *= self.x.get(f"benefits[{item.id}]", 1.0)
            total += value
            if item.by != "running":
                variable += value
                of_reference += item.value
        total += sum(item.value / of_reference * variable for item in b.items if item.by == "variable")
        taxed = {name: e.vat_share for e in s.costs for name in (e.id, f"wide {e.id}", f"added {e.id}")}
        for name, amounts in by_year.items():
            share = taxed.get(name, 0.0)
            total -= sum(
                factor[y] * (amount * (1 - share) + amount * share / (1 + b.vat)) for y, amount in amounts.items()
            )
        return total

    @staticmethod
    def _worth(item, level: Mapping[int, float], factor: Mapping[int, float]) -> float:
        if item.by == "running":
            return sum(factor[y] * level[y] for y in factor)
        worth = 0.0
        for year in factor:
            new = level[year] - level.get(year - 1, 0.0)
            for y in factor:
                age = y - year
                if 0 <= age < len(item.profile):
                    worth += new * item.profile[age] * factor[y]
                elif age >= len(item.profile) and item.continues:
                    worth += new * item.profile[-1] * factor[y]
        return worth

    def _stated_levels(self, inhabitants: float, gps: float) -> dict[str, dict[int, float]]:
        """Return the reference curve scaled to a participation, by what follows it and year."""
        s, r = self.s, self.s.benefits.reference
        years = range(s.start.year, s.last_year + 1)
        points = {r.curve[0].year - 1: 0.0, **{p.year: p.share for p in r.curve}}
        share = {y: inhabitants / r.curve[-1].share * _between(points, y) for y in years}
        final = gps / inhabitants
        start, practitioners = min(r.gp_start, final), {}
        for y in years:
            practitioners[y] = 0.0
            for k in range(years[0], y + 1):
                grid = (np.arange(2000) + 0.5) / 2000 + (y - k)
                inside = start + (final - start) * float(np.minimum(grid * 12 / r.gp_months, 1.0).mean())
                practitioners[y] += (share[k] - share.get(k - 1, 0.0)) * inside
        return {"inhabitants": share, "gps": practitioners, "running": {y: float(y >= r.curve[0].year) for y in years}}

    def _levels(self) -> dict[str, dict[int, float]]:
        """Return who is live, and the part of each year in operation, in this draw."""
        s, r = self.s, self.s.benefits.reference
        years = range(s.start.year, s.last_year + 1)
        if self.outcome == STOPPED:
            return {name: dict.fromkeys(years, 0.0) for name in ("inhabitants", "gps", "running")}
        opens = f"{r.activity}.start"
        late = (self.dates[opens] - self.reference[opens]) / 12
        part = s.participation
        taking_part = (part.inhabitants, part.gps) if part else (1.0, 1.0)
        stated = self._stated_levels(*taking_part)
        out = {name: {y: _between(stated[name], y - late) for y in years} for name in stated}
        if s.uptake is not None:
            size = {m.code: m.inhabitants for m in self.people.municipalities}
            out["inhabitants"] = {y: sum(size[c] for c in self.live[y]) / self.people.total for y in years}
            out["gps"] = self.gps
        return out


def _between(points: Mapping[int, float], year: float) -> float:
    """Return the value between known years' ends: nought a year before the first, level after the last."""
    known = {min(points) - 1: 0.0, **points}
    return float(np.interp(year, sorted(known), [known[y] for y in sorted(known)], left=0.0))


def inputs_of(scenario: Scenario, people: People | None) -> list[str]:
    """Return the names of all inputs of a scenario."""
    return register(scenario, people.counties if people and scenario.uptake else ()).names
