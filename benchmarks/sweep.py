"""A sweep's three promises, measured: its time on this machine, the same bits on Dask, nothing lost to kill -9.

python benchmarks/sweep.py                                   1 000 points x 10 000 draws, ten kills (minutes)
python benchmarks/sweep.py --points 60 --draws 1000 --kills 2
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "configs" / "sweeps" / "thousand.yaml"


def main() -> None:
    """Run the sweep three times and print what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1, help="seed of the moments at which the sweep is killed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        spec = folder / "thousand.yaml"
        text = SPEC.read_text(encoding="utf-8").replace("../akson.yaml", str(ROOT / "configs" / "akson.yaml"))
        spec.write_text(text.replace("points: 1000", f"points: {asked.points}"), encoding="utf-8")
        found: dict[str, object] = {"points": asked.points, "draws": asked.draws}
        whole, found["seconds_two_processes"] = timed(spec, asked.draws, folder / "whole.zarr", "--workers", "2")
        there, found["seconds_dask_two_workers"] = on_dask(spec, asked.draws, folder / "dask.zarr")
        found["dask_identical"] = there == whole
        found |= killed(spec, asked, folder / "killed.zarr", whole)
    print(json.dumps(found, indent=1))


def command(spec: Path, draws: int, out: Path, *more: str) -> list[str]:
    """Return the command line of a sweep."""
    asked = [str(spec), "-n", str(draws), "--resume", "-q", "-o", str(out), *more]
    return [sys.executable, "-m", "aksonsim", "sweep", *asked]


def timed(spec: Path, draws: int, out: Path, *more: str) -> tuple[dict[str, bytes], float]:
    """Run a sweep in a process of its own; return its chunks and the seconds from start to end."""
    began = time.perf_counter()
    subprocess.run(command(spec, draws, out, *more), check=True)
    return chunks(out), round(time.perf_counter() - began, 1)


def chunks(out: Path) -> dict[str, bytes]:
    """Return the figures of a store, chunk by chunk."""
    files = [file for name in ("value", "interval") for file in (out / name).glob("[0-9]*[0-9]")]
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def on_dask(spec: Path, draws: int, out: Path) -> tuple[dict[str, bytes], float]:
    """Run a sweep on a Dask cluster of two processes here."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        return timed(spec, draws, out, "--scheduler", cluster.scheduler_address)


def killed(spec: Path, asked: argparse.Namespace, out: Path, whole: dict[str, bytes]) -> dict[str, object]:
    """Kill a sweep at random moments, resume it each time, and compare; a chunk written twice has another time."""
    import numpy as np

    moments = np.sort(np.random.default_rng(asked.seed).integers(1, asked.points - 1, asked.kills))
    times: dict[Path, int] = {}
    rewritten = 0
    for moment in moments:
        process = subprocess.Popen(command(spec, asked.draws, out, "--workers", "2"))
        while process.poll() is None and len(list((out / "value").glob("[0-9]*[0-9]"))) < moment:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        rewritten += sum(file.stat().st_mtime_ns != then for file, then in times.items())
        times = {file: file.stat().st_mtime_ns for file in (out / "value").glob("[0-9]*[0-9]")}
    subprocess.run(command(spec, asked.draws, out, "--workers", "2"), check=True)
    rewritten += sum(file.stat().st_mtime_ns != then for file, then in times.items())
    return {"kills": len(moments), "at_points": moments.tolist(), "identical": chunks(out) == whole, "twice": rewritten}


if __name__ == "__main__":
    main()
