"""The whole model: engine against NumPy twin, stages, floor and whole processes; writes benchmarks/RESULTS.md.

Run by ``make bench``, or ``python benchmarks/whole_model.py`` where aksonsim is installed.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from processes import ROOT, runs, starts

if TYPE_CHECKING:
    from aksonsim.engine.plan import Plan

FILE = ROOT / "configs" / "akson.yaml"
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
ENGINE_DRAWS, TWIN_DRAWS, RUN_DRAWS = 40_000, 8_192, 100_000
SETS = ("sse4_2", "avx2", "avx512f")
PACKAGES = ("aksonsim", "numpy", "scipy", "numba", "llvmlite", "xarray")


def main() -> None:
    """Measure everything and write the report."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: the twin is timed on one thread
    import measure

    plan = measure.make_plan(FILE, ENGINE_DRAWS)
    lines = [*_head(), *_speeds(plan), *_stages(plan), *_peers(), *_processes()]
    text = "\n".join(lines) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _head() -> list[str]:
    return [
        "# Results",
        "",
        "Written by `make bench` (`python benchmarks/whole_model.py`); `README.md` says what is measured and how.",
        "",
        f"* {dt.date.today().isoformat()}, {_processor()}, {os.cpu_count()} cores, {_instructions()}, "
        f"load {os.getloadavg()[0]:.1f} before the first timing: where that is above 0 the machine was shared, and "
        "ratios and processor times say more than times",
        f"* Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        f"* `{FILE.relative_to(ROOT)}`, scenario baseline, `--keep standard`; medians of 5, warm",
        "",
    ]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _instructions() -> str:
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    known = [name for name in SETS if features.get(name.replace("_", "."), False)]
    return f"{binding.get_host_cpu_name()} ({', '.join(known) or 'none of ' + ', '.join(SETS)})"


def _speeds(plan: Plan) -> list[str]:
    import measure

    twin = measure.Twin(plan)
    chunks = measure.twin_speeds(twin, TWIN_DRAWS)
    best = min(chunks, key=lambda chunk: chunks[chunk])
    with ThreadPoolExecutor(2) as pool:
        floors = [measure.run_floor(plan, ENGINE_DRAWS, pool, threads) for threads in (1, 2)]
        subjects = {
            "engine, 1 thread": (measure.run_engine(plan, ENGINE_DRAWS, 1), ENGINE_DRAWS),
            "engine, 2 threads": (measure.run_engine(plan, ENGINE_DRAWS, 2), ENGINE_DRAWS),
            f"NumPy twin, 1 thread, chunks of {best}": (
                measure.run_twin(twin, TWIN_DRAWS, best, pool, 1),
                TWIN_DRAWS,
            ),
            f"NumPy twin, 2 threads, chunks of {best}": (
                measure.run_twin(twin, 2 * TWIN_DRAWS, best, pool, 2),
                2 * TWIN_DRAWS,
            ),
            "floor, 1 thread": (floors[0][0], ENGINE_DRAWS),
            "floor, 2 threads": (floors[1][0], ENGINE_DRAWS),
        }
        times = measure.in_turn(subjects)
    one, two, alone, _, floor_one, floor_two = (wall for wall, _ in times.values())
    _, doubles, singles, size = floors[0]
    return [
        "## Whole model",
        "",
        "| | draws a second | µs a draw | processor µs a draw | twin on 1 thread takes |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {1e6 / wall:,.0f} | {wall:.2f} | {cpu:.2f} | {alone / wall:.1f} times |"
            for name, (wall, cpu) in times.items()
        ),
        "",
        f"Engine over floor: {one / floor_one:.1f} on 1 thread, {two / floor_two:.1f} on 2. The floor is "
        f"{doubles} float64 and {singles} float32 uniforms a draw by the engine's own generator, and {size:,} bytes "
        "written.",
        "",
        "Twin by chunk (µs a draw): " + ", ".join(f"{chunk}: {time:.1f}" for chunk, time in chunks.items()) + ".",
        "",
    ]


def _stages(plan: Plan) -> list[str]:
    import measure

    times = measure.stages(plan)
    whole, record = times.pop("block, all"), times.pop("record")
    rest = whole - sum(times.values())
    ordered = sorted(times.items(), key=lambda item: -item[1])
    return [
        f"## Stages (1 thread, block of {measure.LEAST_BLOCK})",
        "",
        "| kernel | µs a draw | share of a block |",
        "|---|---|---|",
        *(f"| `{name}` | {time:.3f} | {time / whole:.0%} |" for name, time in ordered),
        f"| Python and NumPy between kernels | {rest:.3f} | {rest / whole:.0%} |",
        f"| **block** | **{whole:.3f}** | |",
        f"| writing the block into the result | {record:.3f} | |",
        "",
    ]


def _peers() -> list[str]:
    import peers

    table, agrees = peers.measure(1_000_000)
    told = "All agree within four standard errors." if agrees else "**They do not agree within four standard errors.**"
    return [
        "## Seven triangular costs, Gaussian copula 0.3, P50 and P85 of the sum",
        "",
        "Medians, warm, in turn; aksonsim through `simulate` and `summary`. Peers that are not installed are left out.",
        "",
        *table,
        "",
        told,
        "",
    ]


def _processes() -> list[str]:
    run = runs(RUN_DRAWS)
    return [
        "## Whole processes",
        "",
        "| | seconds |",
        "|---|---|",
        *(f"| `{name}` | {time:.2f} |" for name, time in starts().items()),
        f"| `aksonsim run configs/akson.yaml -n {RUN_DRAWS} -o tmp.nc`, every cache empty | {run['first']:.2f} |",
        f"| the same again (median of 5) | {run['second']:.2f} |",
    ]


if __name__ == "__main__":
    main()
