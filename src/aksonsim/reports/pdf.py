"""A report as PDF, from the page for paper, by PlutoPrint: a wheel that brings all it needs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from aksonsim.errors import AksonsimError
from aksonsim.plots.figure import library
from aksonsim.reports.document import Report
from aksonsim.reports.page import html

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
"""What the page may load: fonts that come with matplotlib, so that a machine without any gives the same pages."""
MADE = "2000-01-01T00:00:00Z"
"""A date for all, so that equal reports give equal bytes."""


def pdf(report: Report) -> bytes:
    """Return a report as PDF, A4.

    Raises
    ------
    AksonsimError
        If PlutoPrint is not installed.
    """
    try:
        import plutoprint
    except ImportError as error:
        raise AksonsimError(
            "a PDF takes plutoprint: pip install 'aksonsim[report]'; HTML needs nothing more"
        ) from error
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, media=plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = _fonts(plutoprint)
    book.load_html(html(report, printed=True), base_url="report:/page")
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, MADE)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, MADE)
    out = io.BytesIO()
    book.write_to_pdf_stream(out)
    return out.getvalue()


def maker() -> Any:
    """Return the library that makes PDFs; AksonsimError where it is not installed."""
    try:
        import plutoprint
    except ImportError as error:
        raise AksonsimError(
            "a PDF takes plutoprint: pip install 'aksonsim[report]'; HTML needs nothing more"
        ) from error
    return plutoprint


def _fonts(plutoprint: Any) -> Any:
    """Return what gives the page its fonts, and nothing else."""
    folder = Path(library().get_data_path()) / "fonts" / "ttf"

    class Fonts(plutoprint.ResourceFetcher):  # type: ignore[misc]
        def fetch_url(self, url: str) -> Any:
            name = url.removeprefix("font:")
            if url == name or name not in FONTS:
                raise ValueError(f"the page may load nothing: {url}")
            return plutoprint.ResourceData((folder / name).read_bytes(), "font/ttf", "")

    return Fonts()
