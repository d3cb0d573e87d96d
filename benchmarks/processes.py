"""Timings of whole processes: imports, help, and a first and a second run of the reference case."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]


def seconds(*arguments: str, environment: dict[str, str] | None = None, repeats: int = 1) -> float:
    """Return how long ``python ARGUMENTS`` takes, the median of repeats."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | (environment or {}),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        times.append(time.perf_counter() - began)
    return median(times)


def starts() -> dict[str, float]:
    """Time what happens before any work, in seconds."""
    code = {
        "python -c pass": "pass",
        "import aksonsim": "import aksonsim",
        "import aksonsim.engine.run": "import aksonsim.engine.run",
    }
    out = {name: seconds("-c", text, repeats=5) for name, text in code.items()}
    out["aksonsim --help"] = seconds("-m", "aksonsim", "--help", repeats=5)
    return out


def runs(draws: int) -> dict[str, float]:
    """Time ``aksonsim run configs/akson.yaml``: with every cache empty, then warm (median of 5), in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        caches = ("NUMBA_CACHE_DIR", "AKSONSIM_CACHE", "XDG_CACHE_HOME")
        empty = {name: str(Path(folder) / name.lower()) for name in caches}
        for path in empty.values():
            Path(path).mkdir()
        output = str(Path(folder) / "tmp.nc")
        command = ("-m", "aksonsim", "run", "configs/akson.yaml", "-n", str(draws), "-o", output, "--quiet")
        first = seconds(*command, environment=empty)
        return {"first": first, "second": seconds(*command, environment=empty, repeats=5)}
