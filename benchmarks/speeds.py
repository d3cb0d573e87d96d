"""Tables of cases (c) and (d): engine, NumPy twin, floor, kernels; each also returns its figures for the goals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import case_c
import measure
from goals import Figures
from twin import Twin

from aksonsim.engine.plan import Plan

ENGINE_DRAWS, TWIN_DRAWS = 40_000, 8_192
Subjects = dict[str, measure.Subject]


def whole(plan: Plan) -> tuple[list[str], Figures]:
    """Measure the whole model (d)."""
    with ThreadPoolExecutor(2) as pool:
        floors = [measure.run_floor(plan, ENGINE_DRAWS, pool, threads) for threads in (1, 2)]
        more: Subjects = {
            "floor, 1 thread": (floors[0][0], ENGINE_DRAWS),
            "floor, 2 threads": (floors[1][0], ENGINE_DRAWS),
            "engine's blocks, unwritten, 2 threads": (measure.run_blocks(plan, ENGINE_DRAWS, pool, 2), ENGINE_DRAWS),
        }
        lines, walls = _compared(plan, Twin(plan), pool, more)
    one, two, alone, both, floor_one, floor_two, blocks = walls
    _, doubles, singles, size = floors[0]
    lines += [
        f"Engine over floor: {one / floor_one:.1f} on 1 thread, {two / floor_two:.1f} on 2. The floor is "
        f"{doubles} float64 and {singles} float32 uniforms a draw by the engine's own generator, and {size:,} bytes "
        "written.",
        "",
    ]
    return lines, {"d twin": alone / two, "d twin 2": both / two, "d floor": two / floor_two, "d kernels": blocks}


def uptake(plan: Plan) -> tuple[list[str], Figures]:
    """Measure the uptake alone (c)."""
    with ThreadPoolExecutor(2) as pool:
        lines, (_, two, alone, both) = _compared(plan, case_c.Twin(plan), pool, {})
    return lines, {"c twin": alone / two, "c twin 2": both / two}


def _compared(
    plan: Plan, twin: measure.Simulates, pool: ThreadPoolExecutor, more: Subjects
) -> tuple[list[str], list[float]]:
    """Time engine and twin on one and two threads, and more, in turn; return lines and walls, µs a draw."""
    chunks = measure.twin_speeds(twin, TWIN_DRAWS)
    best = min(chunks, key=lambda chunk: chunks[chunk])
    twins = [measure.run_twin(twin, n * TWIN_DRAWS, best, pool, n) for n in (1, 2)]
    subjects: Subjects = {
        "engine, 1 thread": (measure.run_engine(plan, ENGINE_DRAWS, 1), ENGINE_DRAWS),
        "engine, 2 threads": (measure.run_engine(plan, ENGINE_DRAWS, 2), ENGINE_DRAWS),
        f"NumPy twin, 1 thread, chunks of {best}": (twins[0], TWIN_DRAWS),
        f"NumPy twin, 2 threads, chunks of {best}": (twins[1], 2 * TWIN_DRAWS),
    }
    times = measure.in_turn(subjects | more)
    walls = [wall for wall, _ in times.values()]
    lines = [
        "| | draws a second | µs a draw | processor µs a draw | twin on 1 thread takes |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {1e6 / wall:,.0f} | {wall:.2f} | {cpu:.2f} | {walls[2] / wall:.1f} times |"
            for name, (wall, cpu) in times.items()
        ),
        "",
        "Twin by chunk (µs a draw): " + ", ".join(f"{chunk}: {time:.1f}" for chunk, time in chunks.items()) + ".",
        "",
    ]
    return lines, walls


def stages(plan: Plan) -> list[str]:
    """Measure the kernels of a block, one by one."""
    times = measure.stages(plan)
    block, record = times.pop("block, all"), times.pop("record")
    rest = block - sum(times.values())
    ordered = sorted(times.items(), key=lambda item: -item[1])
    return [
        f"One thread, blocks of {measure.LEAST_BLOCK} draws, medians of each.",
        "",
        "| kernel | µs a draw | share of a block |",
        "|---|---|---|",
        *(f"| `{name}` | {time:.3f} | {time / block:.0%} |" for name, time in ordered),
        f"| Python and NumPy between kernels | {rest:.3f} | {rest / block:.0%} |",
        f"| **block** | **{block:.3f}** | |",
        f"| writing the block into the result | {record:.3f} | |",
        "",
    ]
