"""What runs on Linux must not need Linux: what Windows lacks is hidden, and the main jobs run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HIDDEN = """
import os, sys
class Hidden:
    def find_spec(self, name, path, target=None):
        if name in ("fcntl", "resource", "termios", "pwd", "grp"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
for name in ("sysconf", "sched_getaffinity", "fork", "getuid", "geteuid", "getpgid", "posix_fallocate", "mkfifo"):
    delattr(os, name)
if __name__ == "__main__":
    from aksonsim.cli import main
    main()
"""

SPEC = """
schema: 1
title: Two corners
base: {base}
parameters:
  "costs[a].estimate.max": {{values: [4, 6]}}
design: grid
draws: 200
outputs: [{{quantity: cost_total, statistic: p85}}]
"""

CONFIGS = ROOT / "configs"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command as a system without POSIX runs it, and a result of the reference case."""
    folder = tmp_path_factory.mktemp("without posix")
    (folder / "hidden.py").write_text(HIDDEN, encoding="utf-8")
    (folder / "spec.yaml").write_text(SPEC.format(base=CONFIGS / "minimal.yaml"), encoding="utf-8")
    done = call(folder, "run", str(CONFIGS / "akson.yaml"), "-n", "100", "-o", "out.nc")
    assert done.returncode == 0, done.stderr
    return folder


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "hidden.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        "summary out.nc",
        "verify out.nc",
        "plot s-curve out.nc -o out.png",
        "report out.nc -o out.html",
        "--verbose ledger out.nc -o out.md",
        "doctor",
        "sweep spec.yaml --workers 2 -o out.zarr",
    ],
)
def test_without_posix__the_main_jobs_run(place: Path, arguments: str) -> None:
    done = call(place, *arguments.split())
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_without_posix__a_sweep_goes_on_and_is_explored(place: Path) -> None:
    again = call(place, "sweep", "spec.yaml", "-o", "again.zarr")
    assert again.returncode == 0, again.stderr
    resumed = call(place, "sweep", "spec.yaml", "--resume", "-o", "again.zarr")
    assert resumed.returncode == 0, resumed.stderr
    assert "0 points" in resumed.stderr
    assert "costs[a].estimate.max" in call(place, "explore", "again.zarr").stdout


@pytest.mark.parametrize(
    "name", ["C:\\data\\plan.yaml", "\\\\server\\share\\plan.yaml", "..\\plan.yaml", "C:plan.yaml"]
)
def test_paths__of_windows_are_texts_like_others(tmp_path: Path, name: str) -> None:
    """On Linux these are odd names of files; a file of that name is read, its absence is one sentence that names it."""
    (tmp_path / "hidden.py").write_text(HIDDEN, encoding="utf-8")
    missing = call(tmp_path, "validate", name)
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert name in missing.stderr
    if sys.platform != "win32":
        (tmp_path / name).write_bytes((CONFIGS / "minimal.yaml").read_bytes())
        assert call(tmp_path, "validate", name).returncode == 0
