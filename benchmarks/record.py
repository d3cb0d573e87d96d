"""The report: goals, whether they are met, and the sections that were measured on a quiet machine.

Sections are kept in build/benchmarks.json until something else is measured: another commit, machine, version. So a
run may be made in parts, and one section again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pairs import Section
from turns import ROOT, Ratio

RESULTS, KEPT = ROOT / "benchmarks" / "RESULTS.md", ROOT / "build" / "benchmarks.json"
SETS = ("sse4_2", "avx2", "avx512f")
PACKAGES = ("aksonsim", "numpy", "scipy", "numba", "llvmlite", "xarray")
PEERS = ("openturns", "chaospy", "probabilit")


@dataclass(frozen=True)
class Goal:
    """A limit for one figure by its name ``key``: at least it where ``least``, else at most; ``stretch`` goes on."""

    key: str
    text: str
    limit: float
    stretch: float | None = None
    least: bool = False

    def row(self, figures: Mapping[str, float | Ratio]) -> str:
        """Return the goal's line in the table."""
        sign = "≥" if self.least else "≤"
        goal = f"{sign} {self.limit:g}" + (f" ({sign} {self.stretch:g})" if self.stretch else "")
        found = figures.get(self.key)
        if found is None:
            return f"| {self.text} | | {goal} | not measured |"
        value = found.value if isinstance(found, Ratio) else found
        shown = str(found) if isinstance(found, Ratio) else f"{found:.3g}"
        return f"| {self.text} | {shown} | {goal} | {self.verdict(value)} |"

    def verdict(self, value: float) -> str:
        """Return ``met``, ``met, stretch too`` or ``missed``."""
        if not self._holds(value, self.limit):
            return "**missed**"
        return "met, stretch too" if self.stretch and self._holds(value, self.stretch) else "met"

    def _holds(self, value: float, limit: float) -> bool:
        return value >= limit if self.least else value <= limit


GOALS = (
    Goal("seek", "seek over a cost: time before over now", 4, stretch=8, least=True),
    Goal("waterfall", "waterfall over costs: the same", 4, stretch=8, least=True),
    Goal("sweep", "sweep of two costs: the same", 4, stretch=8, least=True),
    Goal("sobol", "Sobol's indices of all inputs: the same", 2, stretch=3, least=True),
    Goal("all", "`aksonsim run --all`: the same", 1.7, stretch=2.5, least=True),
    Goal("(d) 1, totals gain", "(d) keeping totals, one thread, by processor time: the same", 1.5, 2.2, least=True),
    Goal("(a) threads", "(a) one thread over two", 1.8, least=True),
    Goal("(d) threads", "(d) one thread over two", 1.8, least=True),
    Goal("a openturns", "(a) time of OpenTURNS over ours", 20, stretch=30, least=True),
    Goal("a SciPy", "(a) time of SciPy over ours", 20, stretch=30, least=True),
    Goal("c twin", "(c) NumPy twin over engine", 20, stretch=30, least=True),
    Goal("d twin", "(d) NumPy twin over engine", 20, stretch=30, least=True),
    Goal("d floor", "(d) engine over floor", 12, stretch=8),
    Goal("d totals", "(d) µs a draw keeping totals", 2),
    Goal("run", "(d) 100 000 draws end to end, s", 1.6),
    Goal("b peak", "(b) 1e7 draws, totals kept: peak memory, MB", 1500),
    Goal("b linear", "(b) the same: µs a draw over that at 1e6", 1.2),
    Goal("d peak", "(d) 1e7 draws, totals kept: peak memory, MB", 1500),
    Goal("d linear", "(d) the same: µs a draw over that at 1e6", 1.2),
    Goal("cluster peak", "(a) 1e9 draws by two workers: peak memory of each, MB", 1000),
    Goal("help", "`aksonsim --help`, s", 0.2),
    Goal("first", "first run, every cache empty, s of processor", 12),
)
"""On two threads where nothing else is said."""


@dataclass
class Kept:
    """A section as it is kept: figures are a number, or the fields of a `Ratio`."""

    title: str
    lines: list[str]
    figures: dict[str, float | dict[str, float]]
    told: str

    @classmethod
    def of(cls, title: str, section: Section, load: float, seconds: float) -> Kept:
        """Return a section with what it was measured beside: others on the processors, and the load average."""
        now = dt.datetime.now().isoformat(" ", "minutes")
        told = f"{now}, {seconds:.0f} s; others kept {load:.2f} cores busy, load average {average()}."
        figures = {name: asdict(one) if isinstance(one, Ratio) else one for name, one in section.figures.items()}
        return cls(title, section.lines, figures, told)

    def text(self) -> list[str]:
        """Return the section's lines in the report."""
        return [f"## {self.title}", "", *self.lines, "", self.told, ""]


@dataclass
class Report:
    """What is known of one machine, its versions and one or two commits, which ``head`` tells; sections by name."""

    head: list[str]
    sections: dict[str, Kept] = field(default_factory=dict)

    @classmethod
    def resumed(cls, head: list[str]) -> Report:
        """Return the sections that are kept of this head."""
        if not KEPT.exists():
            return cls(head)
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        sections = {name: Kept(**one) for name, one in kept["sections"].items()} if kept["head"] == head else {}
        return cls(head, sections)

    def goals(self) -> list[str]:
        """Return the table of goals."""
        figures = {
            name: Ratio(**one) if isinstance(one, dict) else one
            for section in self.sections.values()
            for name, one in section.figures.items()
        }
        return ["| | figure | goal (stretch) | |", "|---|---|---|---|", *(goal.row(figures) for goal in GOALS)]

    def write(self, order: Iterable[str]) -> None:
        """Keep the sections, and write the report of them in an order."""
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(asdict(self)), encoding="utf-8")
        lines = ["# Results", "", *self.head, "", "## Goals", "", *self.goals(), ""]
        for name in order:
            lines += self.sections[name].text() if name in self.sections else []
        RESULTS.write_text("\n".join(lines), encoding="utf-8")


def machine(baseline: str | None, threads: int) -> list[str]:
    """Return what all figures rest on: commits, processor, versions."""
    now = _git("log", "-1", "--format=%h, %cs", "--", "src", "configs") + (
        ", changed since" if _git("status", "--porcelain", "--", "src", "configs") else ""
    )
    before = f"before: {_git('log', '-1', '--format=%h, %cs', baseline)}" if baseline else "nothing before it measured"
    packages = (*PACKAGES, *filter(find_spec, PEERS))
    return [
        "Written by `make bench` (`python benchmarks/goals.py`); `README.md` says what is measured and how.",
        "",
        f"* now: {now}; {before}",
        f"* {_processor()}, {os.cpu_count()} cores, {_instructions()}; {threads} threads where nothing else is said",
        f"* Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages),
    ]


def average() -> str:
    """Return the load average of the last minute, in words where there is none."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _instructions() -> str:
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    known = [name for name in SETS if features.get(name.replace("_", "."), False)]
    return f"{binding.get_host_cpu_name()} ({', '.join(known) or 'none of ' + ', '.join(SETS)})"
