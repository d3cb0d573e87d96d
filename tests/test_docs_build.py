"""The documents build without a warning, and what is generated of the code is there."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import aksonsim
from aksonsim.cli import COMMANDS
from aksonsim.engine.variables import VARIABLES
from aksonsim.model.jsonschema import schema

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ROOMS = sorted(path.name for path in (ROOT / "src" / "aksonsim").iterdir() if (path / "__init__.py").exists())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build everything as ``make docs`` does: warnings are errors, no network."""
    for module in ("sphinx", "myst_parser"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed: pip install 'aksonsim[docs]'")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", str(DOCS), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out


def text_of(page: Path) -> str:
    """Return a page without its tags."""
    return re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))


def test_build__every_document_has_its_page(site: Path) -> None:
    for file in DOCS.rglob("*.md"):
        assert (site / file.relative_to(DOCS)).with_suffix(".html").exists(), file


def test_build__loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        loaded = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"(https?:[^\"]+)\"", page.read_text("utf-8"))
        assert loaded == [], page


def test_keys__every_entry_of_the_schema_with_every_key(site: Path) -> None:
    text = text_of(site / "reference" / "scenario-file.html")
    found = schema()
    for name, told in [("", found), *found["$defs"].items()]:
        assert name in text
        assert [key for key in told.get("properties", {}) if key not in text] == []
    assert "whole number &gt;= 1900, &lt;= 2200" in text
    assert "anything" not in text


def test_variables__every_one_that_is_declared(site: Path) -> None:
    text = text_of(site / "reference" / "result-variables.html")
    assert [found.name for found in VARIABLES if found.name not in text or found.long_name not in text] == []


def test_commands__every_help(site: Path) -> None:
    text = text_of(site / "reference" / "commands.html")
    assert [name for name in COMMANDS if f"Usage: aksonsim {name}" not in text] == []


@pytest.mark.parametrize("name", [room for room in ROOMS if room not in ("cli", "data")])
def test_rooms__each_has_a_page_with_its_public_names(name: str, site: Path) -> None:
    page = site / "reference" / "api" / f"{name}.html"
    assert page.exists(), f"docs/reference/api/{name}.md is missing"
    text = text_of(page)
    for file in (ROOT / "src" / "aksonsim" / name).rglob("*.py"):
        for line in re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert line in text, f"{file}: {line}"


def test_package__public_names(site: Path) -> None:
    text = text_of(site / "reference" / "api" / "package.html")
    listed = text_of(site / "reference" / "api" / "index.html")
    for name in aksonsim.__all__:
        assert name == "__version__" or (f"aksonsim.{name}" in text and name in listed), name
    assert "Simulate one scenario or several on common random numbers." in text
