"""Every script of benchmarks/ and proof/ says at once what it does and takes; none begins its work instead."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(
    path
    for folder in ("benchmarks", "proof")
    for path in (ROOT / folder).glob("*.py")
    if '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")
)


def test_scripts__are_all_here() -> None:
    names = {path.name for path in SCRIPTS}
    assert {"goals.py", "worker.py", "oracle.py", "samples.py", "sweep.py", "fuzz.py", "surroundings.py"} <= names


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script__has_help_and_returns_at_once(script: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, script, "--help"],
        cwd=tmp_path,
        env=os.environ | {"AKSONSIM_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: {script.name} ")
    told = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8")))
    assert told is not None
    assert " ".join(told.splitlines()[0].split()) in " ".join(done.stdout.split())
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script__refuses_what_it_does_not_know(script: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, script, "--no-such-option"], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 2
    assert "usage: " in done.stderr
