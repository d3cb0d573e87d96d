"""Engine speed where a processor has AVX2 and no AVX-512: kernels compiled for Haswell, beside those for this machine.

    python benchmarks/avx2.py

Each in a process of its own; Haswell's kernels in a cache of their own, thrown away. NumPy's own loops still use
what this machine has.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from functools import partial

HASWELL = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+bmi,+bmi2,+fma,+sse4.2,-avx512f"}
DRAWS_A, DRAWS_D = 1_000_000, 40_000
Times = dict[str, tuple[float, float]]
"""Wall and processor microseconds a draw by what is timed."""


def here() -> Times:
    """Time cases (a) and (d) in this process."""
    import measure
    import peers
    from processes import ROOT

    plan, seven = measure.make_plan(ROOT / "configs" / "akson.yaml", DRAWS_D), peers.scenario()
    subjects: dict[str, measure.Subject] = {}
    for threads, text in ((1, "1 thread"), (2, "2 threads")):
        answer = peers.of_aksonsim(seven, DRAWS_A, threads)
        subjects[f"(a) {text}"] = (partial(answer, 1), DRAWS_A)
        subjects[f"(d) {text}"] = (measure.run_engine(plan, DRAWS_D, threads), DRAWS_D)
    return measure.in_turn(subjects)


def compiled_for(target: dict[str, str]) -> Times:
    """Time both cases in a process whose kernels are compiled for a target."""
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": folder} if target else {}
        out = subprocess.run(
            [sys.executable, __file__, "--here"],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | target | cache,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found: Times = json.loads(out)
    return found


def table() -> list[str]:
    """Return the lines of the table."""
    native, haswell = compiled_for({}), compiled_for(HASWELL)
    rows = []
    for name in sorted(native):
        (wall, cpu), (other_wall, other_cpu) = native[name], haswell[name]
        rows.append(f"| {name} | {wall:.4g} | {cpu:.4g} | {other_wall:.4g} | {other_cpu:.4g} | {other_cpu / cpu:.2f} |")
    return [
        "Microseconds a draw, wall and processor; the last column compares processor times.",
        "",
        "| | this machine | processor | Haswell | processor | times |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def main() -> None:
    """Print the table, or the times of this process as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--here", action="store_true", help="only time this process, as JSON")
    print(json.dumps(here()) if parser.parse_args().here else "\n".join(table()))


if __name__ == "__main__":
    main()
