"""Engine speed where a processor has AVX2 and no AVX-512: kernels compiled for Haswell, beside those for this machine.

    python benchmarks/avx2.py

Each in a process of its own; Haswell's kernels in a cache of their own, thrown away. NumPy's own loops still use
what this machine has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

HASWELL = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+bmi,+bmi2,+fma,+sse4.2,-avx512f"}
DRAWS_A, DRAWS_D = 1_000_000, 40_000


def here() -> dict[str, float]:
    """Time cases (a) and (d) in this process: milliseconds a run of (a), microseconds a draw of (d)."""
    import measure
    import peers
    from processes import ROOT

    out = {}
    plan = measure.make_plan(ROOT / "configs" / "akson.yaml", DRAWS_D)
    subjects = {f"d {n}": (measure.run_engine(plan, DRAWS_D, n), DRAWS_D) for n in (1, 2)}
    out |= {name: wall for name, (wall, _) in measure.in_turn(subjects).items()}
    for threads in (1, 2):
        answer = peers.of_aksonsim(peers.scenario(), DRAWS_A, threads)
        answer(0)
        times = []
        for seed in range(peers.REPEATS):
            began = time.perf_counter()
            answer(seed)
            times.append(time.perf_counter() - began)
        out[f"a {threads}"] = 1e3 * median(times)
    return out


def compiled_for(target: dict[str, str]) -> dict[str, float]:
    """Time both cases in a process whose kernels are compiled for a target."""
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": folder} if target else {}
        out = subprocess.run(
            [sys.executable, __file__, "here"],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | target | cache,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found: dict[str, float] = json.loads(out)
    return found


def table() -> list[str]:
    """Return the lines of the table."""
    native, haswell = compiled_for({}), compiled_for(HASWELL)
    rows = (
        ("a 1", f"(a) {DRAWS_A:,} draws, 1 thread, ms"),
        ("a 2", f"(a) {DRAWS_A:,} draws, 2 threads, ms"),
        ("d 1", "(d) 1 thread, µs a draw"),
        ("d 2", "(d) 2 threads, µs a draw"),
    )
    return [
        "| | this machine | Haswell | times |",
        "|---|---|---|---|",
        *(f"| {text} | {native[k]:.4g} | {haswell[k]:.4g} | {haswell[k] / native[k]:.2f} |" for k, text in rows),
    ]


if __name__ == "__main__":
    print(json.dumps(here()) if sys.argv[1:] == ["here"] else "\n".join(table()))
