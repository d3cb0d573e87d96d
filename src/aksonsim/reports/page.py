"""A report as one HTML page that needs nothing else: style and script stand in it, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aksonsim.reports.document import Report

FOLDER = "aksonsim.reports"
STYLE, PRINT, PAPER, SCRIPT = "report.css", "print.css", "paper.css", "report.js"


def html(report: Report, *, printed: bool = False) -> str:
    """Return a report as a page.

    Parameters
    ----------
    report
        What `aksonsim.reports.build.build` returns.
    printed
        For paper: the main scenario alone, everything unfolded, and no script.

    Notes
    -----
    All that users state is escaped. The page's policy lets run the one script whose hash it names, and load nothing.
    """
    environment = Environment(
        loader=PackageLoader(FOLDER, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = _asset(SCRIPT)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html.j2").render(
        report=report,
        words=report.words,
        printed=printed,
        # Files of this package, so they are safe as they stand.
        style=Markup(_asset(STYLE)),
        print_style=Markup(_asset(PRINT) + (_asset(PAPER) if printed else "")),
        script=Markup(script),
        digest=digest,
    )


def _asset(name: str) -> str:
    return (files(FOLDER) / "templates" / name).read_text("utf-8")
