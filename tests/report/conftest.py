"""One small result of the reference case, and the reports that most tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from aksonsim.api import simulate
from aksonsim.files.load import load_all
from aksonsim.reports.build import Asked, build
from aksonsim.reports.document import Report
from aksonsim.reports.page import html
from aksonsim.studies.report import ReportInputs, report_inputs

CONFIGS = Path(__file__).parents[2] / "configs"
DRAWS = 1000


@pytest.fixture(scope="session")
def result() -> xr.Dataset:
    """Two scenarios of the reference case; Oslo's absence changes every figure."""
    return simulate(load_all(CONFIGS / "akson.yaml", ["baseline", "oslo_outside"]), draws=DRAWS, seed=1)


@pytest.fixture(scope="session")
def more(result: xr.Dataset) -> ReportInputs:
    """What running it again gives."""
    return report_inputs(result)


def asked(lang: str) -> Asked:
    """Return how a test wants its report."""
    command = ("aksonsim", "report", "two.nc", "--lang", lang, "-o", "two.html")
    return Asked("nb" if lang == "nb" else "en", True, "two.nc", command)


@pytest.fixture(scope="session")
def reports(result: xr.Dataset, more: ReportInputs) -> dict[str, Report]:
    """The report in both languages."""
    return {lang: build(result, more, asked(lang)) for lang in ("en", "nb")}


@pytest.fixture(scope="session")
def pages(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report as files."""
    folder = tmp_path_factory.mktemp("report")
    found = {lang: folder / f"{lang}.html" for lang in reports}
    for lang, path in found.items():
        path.write_text(html(reports[lang]), encoding="utf-8")
    return found
