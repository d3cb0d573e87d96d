"""The two commands on a machine that lacks something end in a sentence that says what to install."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed: its rules are not tested")
@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("import ensurepip", "on Debian and Ubuntu they come with: apt install python3-venv"),
        ("import venv", "on Debian and Ubuntu they come with: apt install python3-venv"),
        ("version_info", "aksonsim needs Python 3.11 or newer; say which with: make PYTHON=python3.12 run"),
    ],
)
def test_make__says_what_is_missing(tmp_path: Path, lacks: str, says: str) -> None:
    """A stand-in for a Python that fails on one thing, as Debian's does without its package python3-venv."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    module = lacks.removeprefix("import ")
    hidden = f"import sys; sys.modules[{module!r}] = None; exec(sys.argv[1])"
    command = "exit 1" if lacks == "version_info" else f'exec {sys.executable} -c "{hidden}" "$2"'
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    python.chmod(0o755)
    done = subprocess.run(
        ["make", f"PYTHON={python}", "run"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].endswith(says)
    assert not (tmp_path / ".venv").exists()


def test_readme__plain_commands_do_what_make_does() -> None:
    """Where make is missing (Windows), README's commands install and run the same."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    plain = re.search(r"```powershell\n(.*?)```", readme, re.DOTALL)
    assert plain is not None
    lines = [line.partition("  #")[0].split() for line in plain[1].splitlines()]
    installs = [line[line.index("install") + 1 :] for line in lines if "install" in line]
    assert installs == [
        ["--constraint", "constraints.txt", "--editable", "."],
        ["--constraint", "constraints.txt", "--editable", '".[dev]"'],
    ]
    assert "$(PIP) --editable ." in makefile
    assert "$(PIP) --editable '.[dev]'" in makefile
    assert [line[1:] for line in lines if line[0].endswith("aksonsim")] == [["run", "configs\\akson.yaml"]]
    assert [line[1:] for line in lines if line[1:2] == ["-m"] and "pytest" in line] == [["-m", "pytest"]]


def test_makefile__check_runs_some_of_the_tests_and_all_else_of_test() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = {name: re.search(rf"^{name}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE) for name in ("check", "test")}
    check, test = (rule[1].splitlines() if rule else [] for rule in rules.values())
    assert check[:-1] == [line for line in test[:-1] if "win32" not in line]
    assert check[-1] == f"{test[-1]} $(QUICK)"
    quick = re.search(r"^QUICK := \$\(addprefix tests/,(.*)\)$", makefile, re.MULTILINE)
    assert quick is not None
    assert all((ROOT / "tests" / name).exists() for name in quick[1].split())
    assert not {"kernels", "engine", "studies", "sweep", "test_notebooks.py"} & set(quick[1].split())
