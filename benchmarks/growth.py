"""Case (e): time and memory as draws, elements, municipalities and scenarios grow.

Every point is a process of its own, warmed by a short run: aksonsim through ``simulate`` and ``summary`` with
``keep="totals"`` on two threads. Peak memory is that of the whole process, interpreter and libraries included.
"""

from __future__ import annotations

import csv
import math
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from turns import ROOT, Worker

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario

AKSON = ROOT / "configs" / "akson.yaml"
THREADS = 2


def sixty(_: int) -> list[Scenario]:
    """Return case (b)."""
    import case_b

    return [case_b.scenario()]


def akson(_: int) -> list[Scenario]:
    """Return the whole of akson.yaml."""
    import aksonsim

    return [aksonsim.load(AKSON)]


def elements(count: int) -> list[Scenario]:
    """Return that many triangular elements with one correlation."""
    from aksonsim.model.scenario import Scenario

    costs = [
        {"id": f"e{k}", "estimate": {"min": 5 + k % 7, "mode": 15 + k % 17, "max": 40 + k % 101, "shape": "triangular"}}
        for k in range(count)
    ]
    case = {"schema": 1, "title": "Elements", "price_year": 2019, "costs": costs}
    group = {"group": [cost["id"] for cost in costs], "rho": 0.2}
    return [Scenario.model_validate(case | {"correlations": [group]})]


def municipalities(count: int) -> list[Scenario]:
    """Return akson.yaml with that many municipalities: the 291 and copies of them, by the data file option.

    As large a part of them has signed; counties grow with the municipalities, but no faster than to 100.
    """
    import aksonsim
    from aksonsim.files.municipalities import resolve

    base = aksonsim.load(AKSON)
    assert base.population is not None
    assert base.uptake is not None
    assert base.uptake.signed_total is not None
    real = resolve(base.population)
    signed = round(base.uptake.signed_total.municipalities / len(real) * count)
    with tempfile.TemporaryDirectory() as folder:
        table, overlay = Path(folder) / "municipalities.csv", Path(folder) / "overlay.yaml"
        with table.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(["code", "name", "county", "health_region", "inhabitants"])
            for k in range(count):
                one, copy = real[k % len(real)], k // len(real)
                code, county = (f"{10_000 + k}", f"{one.county} {copy % 10}") if copy else (one.code, one.county)
                write.writerow([code, one.name, county, one.health_region, one.inhabitants])
        changes = [
            "population.table: null",
            "population.exclude: {}",
            f"population.data: {table.name}",
            f"uptake.signed_total.municipalities: {signed}",
        ]
        overlay.write_text("\n".join(changes) + "\n", encoding="utf-8")
        return [aksonsim.load(AKSON, overlays=[overlay])]


def scenarios(count: int) -> list[Scenario]:
    """Return akson.yaml that many times, under names of their own."""
    (one,) = akson(1)
    return [one.model_copy(update={"name": f"s{k}"}) for k in range(count)]


@dataclass(frozen=True)
class Axis:
    """What grows: how cases are made, and (size, draws) of each point."""

    title: str
    make: Callable[[int], list[Scenario]]
    points: Sequence[tuple[int, int]]


AXES = {
    "b": Axis("draws, case (b)", sixty, [(10**k, 10**k) for k in range(3, 8)]),
    "d": Axis("draws, akson.yaml", akson, [(10**k, 10**k) for k in range(3, 8)]),
    "elements": Axis("elements", elements, [(10, 1_000_000), (100, 200_000), (1000, 20_000), (10_000, 4_000)]),
    "municipalities": Axis(
        "municipalities", municipalities, [(291, 20_000), (1_000, 10_000), (5_000, 4_000), (20_000, 4_000)]
    ),
    "scenarios": Axis("scenarios, akson.yaml", scenarios, [(n, 10_000) for n in (1, 10, 50)]),
}


def point(axis: str, size: int, draws: int) -> Callable[[], dict[str, float]]:
    """Return one point's measurement, made once in a process of its own: seconds, microseconds of one draw more.

    ``planned`` is the first plan: its laws are fitted, and their tables built, for the first time. What a run does once
    is left out of ``each``, by the time of a tenth of it.
    """

    def timed(work: Callable[[], object]) -> tuple[float, object]:
        began = time.perf_counter()
        out = work()
        return time.perf_counter() - began, out

    def work() -> dict[str, float]:
        import aksonsim
        import aksonsim.engine.run  # so that no import is timed
        from aksonsim.api import plans

        cases = AXES[axis].make(size)
        planned, _ = timed(lambda: plans(cases, draws=draws, seed=1))
        few = draws // 10
        aksonsim.summary(aksonsim.simulate(cases, draws=few, keep="totals", threads=THREADS))
        first, _ = timed(lambda: aksonsim.simulate(cases, draws=few, keep="totals", threads=THREADS))
        simulated, result = timed(lambda: aksonsim.simulate(cases, draws=draws, keep="totals", threads=THREADS))
        summed, _ = timed(lambda: aksonsim.summary(result))
        each = 1e6 * (simulated - first) / (draws - few)
        return {"planned": planned, "simulated": simulated, "each": each, "summed": summed}

    return work


def table(axis: str, environment: Mapping[str, str], points: int) -> tuple[list[str], list[dict[str, float]]]:
    """Return the lines of one axis' table, and so many of its points, the smallest first."""
    lines = [
        f"| {AXES[axis].title} | draws | plan, s | simulate, s | µs a draw more | summary, s | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    found: list[dict[str, float]] = []
    for size, draws in AXES[axis].points[:points]:
        with Worker(environment=environment) as worker:
            taken = worker.run(("growth", "point", [axis, size, draws]))
        p = taken.answer | {"peak": taken.peak}
        found.append(p)
        lines.append(
            f"| {size:,} | {draws:,} | {p['planned']:.2f} | {p['simulated']:.2f} | {p['each']:.2f} | "
            f"{p['summed']:.2f} | {p['peak']:,.0f} |"
        )
    lines += ["", _powers(AXES[axis].points[:points], found), ""]
    return lines, found


def _powers(points: Sequence[tuple[int, int]], found: Sequence[dict[str, float]]) -> str:
    """Say with which power of the size things grow, between the last two points: 1 is linear."""
    (small, _), (large, draws) = points[-2:]
    keys = {"simulate": "simulated"} if large == draws else {"µs a draw more": "each", "plan": "planned"}
    told = []
    for name, key in (keys | {"summary": "summed", "memory": "peak"}).items():
        before, after = (one[key] for one in found[-2:])
        power = math.log(after / before) / math.log(large / small) if min(before, after) > 0 else math.nan
        told.append(f"{name} {power:.2f}")
    return f"Powers of the size from {small:,} to {large:,} (1 is linear): {', '.join(told)}."
