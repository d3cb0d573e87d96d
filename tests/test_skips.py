"""A test that is skipped is named in the last lines, and in CI only for a reason that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest
def test_a(): pass
@pytest.mark.skip(reason="Chromium is not installed")
@pytest.mark.parametrize("n", [1, 2])
def test_b(n): pass
def test_c(): pytest.importorskip("no_such_module", reason="needs the extra none")
"""


@pytest.mark.parametrize(
    ("may", "workers", "passes"),
    [(None, 0, True), ("Chromium|extra none", 2, True), ("chromium|no_such", 2, False), ("", 0, False)],
)
def test_skips__fail_where_they_are_not_allowed(tmp_path: Path, may: str | None, workers: int, passes: bool) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AKSONSIM", "PYTEST"))}
    if may is not None:
        environment["AKSONSIM_MAY_SKIP"] = may
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == passes, done.stdout
    assert "2 tests: Chromium is not installed" in done.stdout
    assert "1 test: needs the extra none" in done.stdout
    assert ("NOT ALLOWED" in done.stdout) != passes
