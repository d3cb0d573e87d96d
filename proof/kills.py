"""Kill ``run`` at random moments over an existing result: the old file or the new, never a broken one.

python proof/kills.py --kills 50
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

SCENARIO = Path(__file__).resolve().parent / "everything.yaml"


def command(out: Path, seed: int) -> list[str]:
    """Return the run that writes ``out``."""
    run = ["run", str(SCENARIO), "-n", "20000", "--seed", str(seed), "--keep", "full", "-q", "-o", str(out)]
    return [sys.executable, "-m", "aksonsim", *run]


def digest(file: Path) -> str:
    """Return what tells two files apart."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def completed(out: Path, seed: int) -> float:
    """Run to the end and return the seconds it took."""
    began = time.monotonic()
    subprocess.run(command(out, seed), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def main() -> None:
    """Kill so many runs, half of them while the file is being written, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    wanted = parser.parse_args().kills
    rng = random.Random("kills")
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        out, other = Path(name) / "out.nc", Path(name) / "other.nc"
        completed(other, 2)
        length = completed(out, 1)
        old, new = digest(out), digest(other)
        before = out.read_bytes()
        for number in range(wanted):
            out.write_bytes(before)
            running = subprocess.Popen(command(out, 2), stdout=subprocess.DEVNULL, start_new_session=True)
            if number % 2:
                _await_writing(Path(name), running)
                time.sleep(rng.uniform(0, 0.05))
            else:
                time.sleep(rng.uniform(0, length))
            os.killpg(running.pid, signal.SIGKILL)
            code = running.wait()
            left = [path for path in Path(name).iterdir() if path not in (out, other)]
            counts["killed" if code < 0 else "ended before"] += 1
            found = digest(out)
            counts["old" if found == old else "new" if found == new else "BROKEN"] += 1
            counts["temporary files left"] += len(left)
        completed(out, 2)
        left = [path for path in Path(name).iterdir() if path not in (out, other)]
        counts["temporary files after the next run"] = len(left)
        counts["next run equal"] = int(digest(out) == new)
    print("; ".join(f"{what} {count}" for what, count in counts.items()))
    sys.exit(1 if counts["BROKEN"] or not counts["next run equal"] or left else 0)


def _await_writing(folder: Path, running: subprocess.Popen[bytes]) -> None:
    """Return as soon as a temporary file appears, or the run ends."""
    while running.poll() is None and not any(path.name.startswith(".out.nc.") for path in folder.iterdir()):
        time.sleep(0.0005)


if __name__ == "__main__":
    main()
