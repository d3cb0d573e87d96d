"""The whole model: engine against NumPy twin, stages, floor and whole processes; writes benchmarks/RESULTS.md.

python benchmarks/whole_model.py                     # all, as make bench: some eight minutes
python benchmarks/whole_model.py --only stages avx2  # these sections, printed and not written
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from processes import ROOT, runs, starts

FILE = ROOT / "configs" / "akson.yaml"
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
RUN_DRAWS = 100_000
SETS = ("sse4_2", "avx2", "avx512f")
PACKAGES = ("aksonsim", "numpy", "scipy", "numba", "llvmlite", "xarray")
PEERS = ("openturns", "chaospy", "probabilit")
Section = tuple[list[str], dict[str, float]]
"""Lines of the report, and figures that goals are held against."""


def main() -> None:
    """Measure everything and write the report, or print the sections that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=f"of {', '.join(SECTIONS)}")
    only = parser.parse_args().only
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: the twin is timed on one thread
    import goals

    figures: goals.Figures = {}
    head, lines = _head(), []
    for title, section in (SECTIONS[name] for name in only or SECTIONS):
        began = time.perf_counter()
        found, more = section()
        figures |= more
        lines += [f"## {title}", "", *found, ""]
        print(f"{title}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    if not only:
        lines = ["## Goals", "", *goals.table(figures), "", *lines]
    text = "\n".join([*head, *lines]).rstrip("\n") + "\n"
    if not only:
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _head() -> list[str]:
    packages = (*PACKAGES, *filter(find_spec, PEERS))
    return [
        "# Results",
        "",
        "Written by `make bench` (`python benchmarks/whole_model.py`); `README.md` says what is measured and how.",
        "",
        f"* {dt.date.today().isoformat()}, {_processor()}, {os.cpu_count()} cores, {_instructions()}, "
        f"load {os.getloadavg()[0]:.1f} before the first timing: where that is above 0 the machine was shared, and "
        "ratios and processor times say more than times",
        f"* Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages),
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


def _seven() -> Section:
    import peers

    lines, agrees, ratios = peers.measure(peers.subjects(1_000_000), 1_000_000)
    told = (
        "Medians, warm, in turn; aksonsim through `simulate` and `summary`. Peers that are not installed are left out."
    )
    return [told, "", *lines, "", _told(agrees)], {f"a {name}": ratio for name, ratio in ratios.items()}


def _sixty() -> Section:
    import peers
    import peers_b

    lines, agrees, _ = peers.measure(peers_b.subjects(peers_b.DRAWS), peers_b.DRAWS, peers_b.REPEATS)
    return [*lines, "", _told(agrees)], {}


def _told(agrees: bool) -> str:
    return "All agree within four standard errors." if agrees else "**They do not agree within four standard errors.**"


def _uptake() -> Section:
    import case_c
    import measure
    import speeds

    return speeds.uptake(case_c.cut(FILE, speeds.ENGINE_DRAWS, measure.SEED))


def _whole() -> Section:
    import measure
    import speeds

    return speeds.whole(measure.make_plan(FILE, speeds.ENGINE_DRAWS))


def _stages() -> Section:
    import measure
    import speeds

    return speeds.stages(measure.make_plan(FILE, speeds.ENGINE_DRAWS)), {}


def _avx2() -> Section:
    import avx2

    return avx2.table(), {}


def _growth() -> Section:
    import growth

    return growth.tables()


def _processes() -> Section:
    run, start = runs(RUN_DRAWS), starts()
    lines = [
        "| | seconds |",
        "|---|---|",
        *(f"| `{name}` | {time:.2f} |" for name, time in start.items()),
        f"| `aksonsim run configs/akson.yaml -n {RUN_DRAWS} -o tmp.nc`, every cache empty | {run['first']:.2f} |",
        f"| the same again (median of 5) | {run['second']:.2f} |",
    ]
    return lines, {"help": start["aksonsim --help"], "first": run["first"], "run": run["second"]}


SECTIONS: dict[str, tuple[str, Callable[[], Section]]] = {
    "whole": ("Whole model (d)", _whole),
    "stages": ("Stages of the whole model", _stages),
    "uptake": ("Uptake alone (c)", _uptake),
    "seven": ("Seven triangular costs, Gaussian copula 0.3, P50 and P85 of the sum (a)", _seven),
    "sixty": ("Sixty elements, ten drivers, twenty-five events, P50 and P85 of the sum (b)", _sixty),
    "avx2": ("AVX2", _avx2),
    "processes": ("Whole processes", _processes),
    "growth": ("Growth (e)", _growth),
}
"""What --only names: title and measurement."""


if __name__ == "__main__":
    main()
