"""What the documents say is true: examples run and print what is quoted, references lead somewhere."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aksonsim.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "aksonsim"
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "howto").glob("*.md"))]
RUN = [ROOT / "README.md", ROOT / "docs" / "reference" / "commands.md", *GUIDES]
"""Documents whose blocks ``console`` and ``python`` are run; other blocks (``sh``, ``text``) are not."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One step of a document, and what it quotes of the output (``...`` stands for anything)."""

    kind: str
    code: str
    quoted: str


def examples(document: Path) -> Iterator[Example]:
    """Yield the runnable steps in order: a command each of ``console``, ``python`` whole with the ``text`` after it."""
    blocks = _FENCE.findall(document.read_text(encoding="utf-8"))
    for place, (kind, body) in enumerate(blocks):
        if kind == "console":
            for step in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, quoted = step.partition("\n")
                yield Example(kind, command, quoted)
        elif kind == "python":
            following = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            yield Example(kind, body, following[1] if following[0] == "text" else "")


def run_console(command: str, folder: Path) -> str:
    """Run a command line in a folder and return stdout and stderr as a terminal shows them.

    What needs a shell runs in one, with the installed command; the rest in this process, which has imported already.
    """
    if command.startswith("aksonsim ") and not re.search(r"[|&<>;$]", command):
        return run_here(lambda: main(shlex.split(command)[1:]), folder)
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONWARNINGS": "error",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, f"$ {command}\nexit code {done.returncode}\n{done.stdout}"
    return done.stdout


def run_python(code: str, folder: Path) -> str:
    """Run a block of Python in a folder and return what it prints."""
    return run_here(lambda: exec(compile(code, "example", "exec"), {"__name__": "__main__"}), folder)


def run_here(action: Callable[[], None], folder: Path) -> str:
    """Do something in a folder and return what it prints; an exit must be one with code 0."""
    bytes_printed = io.BytesIO()
    printed = io.TextIOWrapper(bytes_printed, encoding="utf-8", write_through=True)
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code: object = 0
        try:
            action()
        except SystemExit as stop:
            code = stop.code
    said = bytes_printed.getvalue().decode()
    assert code == 0, said
    return said


def trimmed(text: str) -> str:
    """Return a text without blanks at the ends of its lines, which no document shows."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def agrees(quoted: str, printed: str) -> bool:
    """Whether a text was printed as quoted, line for line, ``...`` standing for anything."""
    return doctest.OutputChecker().check_output(trimmed(quoted), trimmed(printed), doctest.ELLIPSIS)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="whole runs take minutes without jit")
@pytest.mark.parametrize("document", RUN, ids=lambda path: path.name)
def test_examples__run_and_print_what_is_quoted(document: Path, tmp_path: Path) -> None:
    for folder in ("configs", "tests/registers"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    steps = list(examples(document))
    assert len(steps) >= 2
    for step in steps:
        printed = (run_console if step.kind == "console" else run_python)(step.code, tmp_path)
        assert agrees(step.quoted, printed), f"{step.code}\nquoted:\n{step.quoted}\nprinted:\n{printed}"


@pytest.mark.parametrize(
    ("quoted", "printed", "expected"),
    [
        ("a\n...\nc\n", "a \nb\nc\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("took ... s\n", "took 2.1 s\n", True),
        ("", "said too much\n", False),
    ],
)
def test_agreement__ellipsis_stands_for_anything_and_nothing_else_is_forgiven(
    quoted: str, printed: str, expected: bool
) -> None:
    assert agrees(quoted, printed) is expected


def _with_examples() -> list[str]:
    """Return the names of modules whose docstrings hold examples."""
    files = (file for file in SOURCE.rglob("*.py") if ">>> " in file.read_text(encoding="utf-8"))
    return sorted(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts) for file in files)


@pytest.mark.parametrize("name", _with_examples())
def test_docstrings__examples_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_references__lead_to_files_and_names_that_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("https://") or (document.parent / target).exists(), target
    for path in re.findall(r"\b(?:docs|configs|benchmarks)/[\w-]+\.(?:md|yaml|py)\b", text):
        assert (ROOT / path).exists(), path
    for path, name in re.findall(r"`([\w/]+\.py)::(\w+)`", text):
        defined = rf"^(?:def|class) {name}\b|^{name}\b.*="
        assert re.search(defined, (SOURCE / path).read_text(encoding="utf-8"), re.MULTILINE), f"{path}::{name}"


def test_method__names_every_kernel_file() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    only_arrays = {"__init__.py", "arrays.py", "council_arrays.py"}
    kernels = {file.name for file in (SOURCE / "kernels").glob("*.py")} - only_arrays
    assert {name for name in kernels if f"kernels/{name}::" not in text} == set()


def test_commands__each_has_its_place_and_its_help() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\w+)$", text, re.MULTILINE) == list(COMMANDS)
    assert re.findall(r"^<!-- generated: help (\w+) -->$", text, re.MULTILINE) == list(COMMANDS)
