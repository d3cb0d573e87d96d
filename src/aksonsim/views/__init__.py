"""A typed result becomes a document: headings, tables, notes, pictures; one file a subject, words once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aksonsim.results.result import Result
    from aksonsim.views.document import Document

VIEWS = {
    "Backtest": "backtest",
    "Calibration": "calibration",
    "Check": "check",
    "Comparison": "comparison",
    "Economics": "economics",
    "Effects": "effects",
    "Elements": "elements",
    "Evaluations": "economics",
    "Information": "value_of_information",
    "Installation": "installation",
    "Jcl": "jcl",
    "Ladder": "ladder",
    "Mitigations": "mitigations",
    "Ledger": "ledger",
    "Overview": "overview",
    "Percentiles": "percentile_table",
    "ReferenceClasses": "reference_classes",
    "Exploration": "explore",
    "RegisterRead": "register",
    "RunExploration": "explore",
    "Schedule": "schedule",
    "Seek": "seek",
    "Sensitivity": "sensitivity",
    "Summary": "summary",
    "Verification": "verify",
    "Waterfall": "waterfall",
}
"""Type of result -> the module here whose ``view`` makes its document."""


def view(result: Result) -> Document:
    """Return what a result has to say, before any language or medium."""
    made: Any = import_module(f"aksonsim.views.{VIEWS[type(result).__name__]}").view(result)
    document: Document = made
    return document
