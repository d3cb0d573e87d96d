"""Runs the cases, makes their output independent of place and version, and compares it with what is expected."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from click.testing import CliRunner
from tests.everywhere import page, pictured, workbook
from tests.golden.cases import AFTERWARDS, CASES, FILES

import aksonsim
from aksonsim.cli import group
from aksonsim.errors import AksonsimError

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parent / "expected"
SOURCES = (ROOT / "configs" / "akson.yaml", ROOT / "configs" / "minimal.yaml", Path(__file__).parent / "bridge.yaml")
LONG = 12
"""Items of a list or a mapping, from which on it is stored by its first and last item, and sums of all."""
MANY, WIDE = 100, 1500
"""Lines of a text, and characters of a line: four times as many, and a line that is wider, are cut and digested."""
RELATIVE, ABSOLUTE = 1e-12, 1e-12
"""How far a figure may be off: the last bits of another processor or library, no more."""
LOOSER = {r"compare.*\.factor$": 1e-7, r"information.*": 1e-9}
"""Name and place of a figure -> how far, where a search for a root or a regression makes more of the last bits."""
VARIES = {"seconds", "bytes"}
"""Keys whose values are those of a clock, or of a compressor."""


class Folder:
    """A folder with the scenario files, in which each command line runs once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: dict[tuple[str, bool], str] = {}
        for source in SOURCES:
            (path / source.name).write_bytes(source.read_bytes())
        for name, text in FILES.items():
            (path / name).write_text(text, encoding="utf-8")

    def run(self, name: str, *, as_json: bool = False) -> str:
        """Return what a case prints, after the cases that write what it reads; see ``_run``."""
        if (name, as_json) not in self.seen:
            words = shlex.split(CASES[name])
            for word in words[1:]:
                if word in WRITERS and WRITERS[word] != name:
                    self.run(WRITERS[word])
            if words[0] == "sweep" and as_json:
                words[-1] = f"json-{words[-1]}"
            self.seen[name, as_json] = self._run([*words, *(["--json"] if as_json else [])])
        return self.seen[name, as_json]

    def _run(self, words: list[str]) -> str:
        """Return stdout, and whatever else an exit code says of it: its number, or the sentence of a refusal."""
        with pytest.MonkeyPatch.context() as patch, pictured():
            patch.chdir(self.path)
            done = CliRunner().invoke(group, words)
        if isinstance(done.exception, AksonsimError):
            return f"{done.stdout}error: {done.exception}\n"
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout if done.exit_code == 0 or "--json" in words else f"{done.output}exit code {done.exit_code}\n"

    def written(self, name: str) -> str:
        """Return the text of what a case wrote."""
        self.run(name)
        return "\n".join(_text(self.path / file) for file in AFTERWARDS[name])


def _writers() -> Iterator[tuple[str, str]]:
    for name, line in CASES.items():
        words = shlex.split(line)
        if words[0] in ("run", "sweep", "export"):
            yield words[-1], name


WRITERS = dict(_writers())
"""File -> the case that writes it."""


def _text(file: Path) -> str:
    if file.suffix == ".xlsx":
        return workbook(file)
    if file.suffix == ".html":
        return page(file).replace(". ", ".\n")
    if file.suffix == ".nc":
        return _declared(file)
    return file.read_text("utf-8")


def _declared(file: Path) -> str:
    """Return what a result says of itself: attributes but the scenarios, and variables with dimensions and type."""
    with xr.open_dataset(file, engine="h5netcdf") as ds:
        lines = [f"{key}: {value}" for key, value in ds.attrs.items() if key not in ("scenarios", "titles")]
        for name in sorted(map(str, ds.variables)):
            values = ds[name]
            lines.append(f"{name} {values.dims} {values.shape} {values.dtype} {dict(values.attrs)}")
    return "\n".join(lines) + "\n"


def neutral(text: str) -> str:
    """Return a text without what differs from one version or day to another."""
    text = text.replace(aksonsim.__version__, "VERSION")
    return re.sub(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d[^ \"]*", "TIME", text)


def normal(text: str) -> str:
    """Return a neutral text without last digits, blanks at the ends of lines, and the middle of what is long."""
    text = re.sub(r"\d*\.\d{11,}(e-\d+)?", lambda figure: f"{float(figure[0]):.8g}", neutral(text))
    lines = [line.rstrip() for line in text.splitlines()]
    if len(lines) > 4 * MANY:
        lines = [*lines[: 2 * MANY], _digest(lines), *lines[-MANY:]]
    return "\n".join(line if len(line) < WIDE else f"{line[:WIDE]} ... {_digest([line])}" for line in lines) + "\n"


def _digest(lines: list[str]) -> str:
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"[{len(lines)} lines, SHA-256 {digest}]"


def shape(value: Any) -> Any:
    """Return an object with its keys and the types of its values only."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def reduced(value: Any) -> Any:
    """Return an object whose long lists and mappings are replaced by ends and sums: see ``LONG``."""
    if isinstance(value, list) and len(value) > LONG:
        return {"first": reduced(value[0]), "last": reduced(value[-1])} | sums(value)
    if isinstance(value, dict) and len(value) > 4 * LONG:
        return {key: reduced(value[key]) for key in (next(iter(value)), next(reversed(value)))} | sums(value)
    if isinstance(value, dict):
        return {key: type(one).__name__ if key in VARIES else reduced(one) for key, one in value.items()}
    return [reduced(one) for one in value] if isinstance(value, list) else value


def sums(value: Any) -> dict[str, Any]:
    """Return length, a digest of all that is no float (with the floats' signs), and a sum in which order counts."""
    rest, total, place = hashlib.sha256(), 0.0, 0
    for leaf in _leaves(value):
        if isinstance(leaf, float):
            place += 1
            total += abs(leaf) * (1 + place % 101)
            leaf = f"float {leaf < -ABSOLUTE}"
        rest.update(f"{leaf!r}\n".encode())
    return {"length": len(value), "weighted sum": total, "digest of the rest": rest.hexdigest()}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _leaves(one)
    elif isinstance(value, list):
        yield f"list of {len(value)}"
        for one in value:
            yield from _leaves(one)
    else:
        yield value


def differences(found: Any, expected: Any, place: str = "") -> Iterator[str]:
    """Yield each place where two objects differ: keys and their order, types, texts; numbers beyond the last bits."""
    if type(found) is not type(expected):
        yield f"{place}: {found!r}, expected {expected!r}"
    elif isinstance(found, dict):
        if list(found) != list(expected):
            yield f"{place}: keys {list(found)}, expected {list(expected)}"
        for key in found.keys() & expected.keys():
            yield from differences(found[key], expected[key], f"{place}.{key}")
    elif isinstance(found, list):
        if len(found) != len(expected):
            yield f"{place}: {len(found)} items, expected {len(expected)}"
        for number, (one, other) in enumerate(zip(found, expected, strict=False)):
            yield from differences(one, other, f"{place}[{number}]")
    elif isinstance(found, float):
        relative = next((far for name, far in LOOSER.items() if re.match(name, place)), RELATIVE)
        if not math.isclose(found, expected, rel_tol=relative, abs_tol=ABSOLUTE):
            yield f"{place}: {found!r}, expected {expected!r}"
    elif found != expected:
        yield f"{place}: {found!r}, expected {expected!r}"


def as_file(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
