"""Turns: subjects are timed one after the other, round by round, each in a long-lived process; ratios are paired.

All of a round meet the same neighbours and the same temperature, so the ratio of two subjects within a round says more
than their times. Of the ratios of all rounds the median is told, between two of them that hold the true median
with the probability that is told too (the sign test's interval: it assumes nothing of their distribution).
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
LEVEL = 0.95

Name = TypeVar("Name", bound=Hashable)
Task = tuple[str, str, Sequence[object]]
"""Module of benchmarks/, a function in it that prepares work, and its arguments."""


@dataclass(frozen=True)
class Timed:
    """One call of a task: seconds, seconds of processor, the most MB its process ever held, and what it returned."""

    seconds: float
    processor: float
    peak: float
    answer: Any


class Worker:
    """A process of `worker.py`, in a folder and with an environment of its own; closed by the end of a ``with``."""

    def __init__(self, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "worker.py")],
            cwd=folder,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | dict(environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, task: Task) -> Timed:
        """Run a task once more; raises RuntimeError where the process ends instead (it has said why on stderr)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{task[0]}.{task[1]} failed in a worker")
        return Timed(**json.loads(answer))

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def in_turn(
    subjects: Mapping[Name, tuple[Worker, Task]], rounds: int, warm: Task | bool = True
) -> dict[Name, list[Timed]]:
    """Run every subject once in each round; before them once unmeasured, or ``warm`` in its place, or (False) not."""
    for worker, task in subjects.values():
        if warm is not False:
            worker.run(task if warm is True else warm)
    taken: dict[Name, list[Timed]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, (worker, task) in subjects.items():
            taken[name].append(worker.run(task))
    return taken


@dataclass(frozen=True)
class Ratio:
    """The median of paired ratios, with its interval and the probability that the interval holds the true median."""

    value: float
    low: float
    high: float
    level: float

    def __str__(self) -> str:
        return f"{self.value:.3g} ({self.low:.3g}-{self.high:.3g})"


def ratio(over: Sequence[float], under: Sequence[float]) -> Ratio:
    """Return how many times ``under`` each of ``over`` is, round by round.

    The interval is the narrowest between order statistics that holds the median with `LEVEL`; of fewer than six
    rounds none does, and it spans them all.
    """
    ratios = sorted(a / b for a, b in zip(over, under, strict=True))
    n = len(ratios)
    inward, missed = 0, 2.0 ** (1 - n)
    while inward + 1 < n // 2 and missed + (more := 2.0 ** (1 - n) * math.comb(n, inward + 1)) <= 1 - LEVEL:
        inward, missed = inward + 1, missed + more
    return Ratio(median(ratios), ratios[inward], ratios[n - 1 - inward], max(1 - missed, 0.0))


def times(over: Sequence[Timed], under: Sequence[Timed], what: str = "seconds") -> Ratio:
    """Return `ratio` of seconds, or of ``processor``."""
    return ratio([getattr(one, what) for one in over], [getattr(one, what) for one in under])


def middle(taken: Sequence[Timed], what: str = "seconds") -> float:
    """Return the median of seconds, or of ``processor``."""
    return median(getattr(one, what) for one in taken)


def baseline(commit: str, folder: Path) -> tuple[Path, dict[str, str]]:
    """Clone the project as it was at a commit into a folder; return where it is and the environment of its workers.

    They have this interpreter and its packages, but for the project itself, whose ``src`` comes first on the path, and
    keep their compiled kernels and tables apart. Raises CalledProcessError where there is no such commit.
    """
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(clone)], check=True)
    subprocess.run(["git", "checkout", "--quiet", commit], cwd=clone, check=True)
    subprocess.run([sys.executable, "hatch_build.py"], cwd=clone, check=True)  # texts of other languages
    return clone, {"PYTHONPATH": str(clone / "src"), **caches(folder / "caches")}


def per_draw(taken: Sequence[Timed], draws: int) -> list[Timed]:
    """Return times in microseconds a draw."""
    each = 1e6 / draws
    return [replace(one, seconds=each * one.seconds, processor=each * one.processor) for one in taken]


def caches(folder: Path) -> dict[str, str]:
    """Return an environment in which everything that is kept from run to run is kept in a folder, empty at first."""
    names = ("NUMBA_CACHE_DIR", "AKSONSIM_CACHE", "XDG_CACHE_HOME")
    for name in names:
        (folder / name.lower()).mkdir(parents=True, exist_ok=True)
    return {name: str(folder / name.lower()) for name in names}
