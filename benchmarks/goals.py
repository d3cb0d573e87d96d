"""How fast aksonsim is: what it was measured to do, beside what it is meant to do; writes benchmarks/RESULTS.md.

    python benchmarks/goals.py --baseline COMMIT          # everything, some twenty minutes on a quiet machine
    python benchmarks/goals.py --only seek --only sweep   # these sections; the report keeps its others
    python benchmarks/goals.py --quick                    # few draws and rounds, in two minutes or (baseline) three

A section counts only where nobody else keeps the processors busy, before it and during it: another is printed and not
written, and the exit code is 2. It is 1 where a section fails, or those who are compared with us do not agree with us.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import sections
from pairs import Bench
from quiet import LIMIT, Watch, before
from record import Kept, Report, machine
from turns import baseline

SECTIONS = {
    "seek": ("Seek the value of a cost", sections.seek),
    "waterfall": ("Waterfall of four changes of costs", sections.waterfall),
    "sweep": ("Sweep of two cost parameters", sections.sweep),
    "sobol": ("Sobol's indices of all inputs and events", sections.sobol),
    "all": ("All scenarios of a file", sections.every),
    "engine": ("Engine, before and now, (a) and (d)", sections.engine),
    "end-to-end": ("A whole process", sections.end_to_end),
    "first": ("First run, every cache empty", sections.first),
    "processes": ("Before any work", sections.processes),
    "seven": ("Seven triangular costs, Gaussian copula 0.3, P50 and P85 of the sum (a)", sections.seven),
    "sixty": ("Sixty elements, ten drivers, twenty-five events, P50 and P85 of the sum (b)", sections.sixty),
    "whole": ("Whole model (d)", sections.whole),
    "stages": ("Stages of the whole model", sections.stages),
    "uptake": ("Uptake alone (c)", sections.uptake),
    "avx2": ("AVX2", sections.avx2),
    "cluster": ("A billion draws of (a) on a cluster", sections.cluster),
    "growth": ("Growth (e)", sections.growth),
}
"""What --only names: title and measurement."""
SLOW = ("avx2",)
"""Left out of a quick run unless named: it compiles every kernel."""


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="fewer draws and rounds; writes nothing")
    parser.add_argument("--baseline", metavar="COMMIT", help="measure the project at this commit, too, in turn with it")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Measure section by section, print each, write those that nobody disturbed; return the exit code."""
    asked = options(arguments)
    report = Report.resumed(machine(asked.baseline, sections.THREADS))
    print("\n".join([*report.head, ""]))
    if asked.quick:
        print(f"Quick: few draws and rounds, without {', '.join(SLOW)}. Figures are rough, and nothing is written.\n")
        report.sections.clear()
    loaded: dict[str, float] = {}
    agrees = True
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(asked.quick, baseline(asked.baseline, Path(folder)) if asked.baseline else None)
        for name in asked.only or [name for name in SECTIONS if not (asked.quick and name in SLOW)]:
            title, measure = SECTIONS[name]
            load = 0.0 if asked.quick else before()
            watch, began = Watch(), time.perf_counter()
            try:
                section = measure(bench)
            except RuntimeError as error:  # the others go on
                print(f"{name}: {error}", file=sys.stderr)
                agrees = False
                continue
            load = max(load, watch.others())
            kept = Kept.of(title, section, load, time.perf_counter() - began)
            print("\n".join(kept.text()), flush=True)
            agrees &= section.agrees
            if asked.quick or load <= LIMIT:
                report.sections[name] = kept
            else:
                loaded[name] = load
            if not asked.quick and load <= LIMIT:
                report.write(SECTIONS)  # at once: what comes may fail
    print("\n".join(report.goals()))
    if loaded:
        print(refusal(loaded), file=sys.stderr)
        return 2
    return 0 if agrees else 1


def refusal(loaded: dict[str, float]) -> str:
    """Say which sections are not written, and how to measure them again."""
    told = ", ".join(f"{name} ({load:.2f})" for name, load in loaded.items())
    again = " ".join(f"--only {name}" for name in loaded)
    return f"not written, since others kept more than {LIMIT} cores busy: {told}; again: {again}"


if __name__ == "__main__":
    sys.exit(main())
