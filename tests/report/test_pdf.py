"""The report as PDF: pages, words, equal bytes, and a clear sentence where the library is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xarray as xr
from click.testing import CliRunner

from aksonsim.cli import group
from aksonsim.cli.report import command
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.netcdf import write
from aksonsim.reports.document import Report
from aksonsim.reports.page import html


@pytest.fixture(scope="module")
def stored(result: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stored") / "two.nc"
    write(result, path)
    return path


def test_pdf__equal_reports_give_equal_bytes(reports: dict[str, Report]) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed: no PDF is tested")
    from aksonsim.reports.pdf import pdf

    first = pdf(reports["nb"])
    assert first.startswith(b"%PDF-")
    assert len(first) > 100_000
    assert pdf(reports["nb"]) == first


def test_paper_page__has_one_scenario_all_unfolded_and_no_script(reports: dict[str, Report]) -> None:
    page = html(reports["en"], printed=True)
    assert "<script" not in page
    assert "<details" not in page
    assert 'data-scenario="oslo_outside"' not in page
    assert 'data-scenario="baseline"' in page


def test_pdf__missing_library_is_one_sentence_and_no_file(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    arguments = [str(stored), "--no-rerun", "-o", str(tmp_path / "out.pdf")]
    with pytest.raises(AksonsimError, match=r"pip install 'aksonsim\[report\]'"):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_command__writes_html_and_tells_json(stored: Path, tmp_path: Path) -> None:
    import json

    out = tmp_path / "out.html"
    arguments = [str(stored), "--no-rerun", "-s", "oslo_outside", "--lang", "nb", "-o", str(out), "--json"]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    told = json.loads(done.stdout)
    assert told["bytes"] == out.stat().st_size
    assert told["scenarios"] == ["oslo_outside"]
    assert "comparison" not in told["sections"]
    assert "aksonsim report two.nc -s oslo_outside --no-rerun --lang nb -o out.html" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (["-o", "out.docx"], AksonsimError, "a report is written as .html or .pdf"),
        (["-s", "nowhere", "-o", "out.html"], ResultError, "the file holds no scenario nowhere; it holds: baseline"),
    ],
)
def test_command__wrong_input_is_one_sentence_and_no_file(
    stored: Path, tmp_path: Path, arguments: list[str], error: type[Exception], sentence: str
) -> None:
    arguments = [*arguments[:-1], str(tmp_path / arguments[-1])]
    with pytest.raises(error, match=sentence):
        CliRunner().invoke(group, ["report", str(stored), *arguments], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_command__no_result_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="there is no such file"):
        CliRunner().invoke(command, ["nothing.nc", "-o", str(tmp_path / "a.html")], catch_exceptions=False)
