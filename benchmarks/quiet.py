"""Is the machine quiet? Figures for the report are taken only where others leave it alone."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from pathlib import Path

LIMIT = 0.15
"""Cores that others may keep busy before a section and during it: above it, it is not written into the report."""
SECONDS, TRIES = 2.0, 3
"""How long the processors are watched, and how often, before the machine counts as loaded: a start of cron passes."""


def used() -> tuple[float, float, float]:
    """Return seconds: since some time; of all cores that were not idle; of them of this process and ended children."""
    stat, own = Path("/proc/stat"), sum(os.times()[:4])
    if not stat.exists():
        return time.perf_counter(), math.inf, own
    first = stat.read_text(encoding="utf-8").partition("\n")[0]
    user, nice, system, _idle, _wait, *more = map(int, first.split()[1:9])
    return time.perf_counter(), (user + nice + system + sum(more)) / os.sysconf("SC_CLK_TCK"), own


class Watch:
    """How many cores others have kept busy since it was made; infinite where nobody knows.

    Not the load average: that counts ourselves, and still counts the section before.
    """

    def __init__(self, read: Callable[[], tuple[float, float, float]] = used) -> None:
        self._read, self._began = read, read()

    def others(self) -> float:
        """Return it; children count as others until they have been waited for."""
        seconds, every, own = (now - then for now, then in zip(self._read(), self._began, strict=True))
        return (every - own) / seconds if every < math.inf else math.inf


def before(watch: Callable[[], Watch] = Watch, seconds: float = SECONDS) -> float:
    """Return how many cores others keep busy now: the least of some windows, or the first within `LIMIT`."""
    least = math.inf
    for _ in range(TRIES):
        watched = watch()
        time.sleep(seconds)
        least = min(least, watched.others())
        if least <= LIMIT:
            break
    return least
