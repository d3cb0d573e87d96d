"""Monte Carlo simulation of cost, commitment and adoption of a public programme in one coupled draw.

The public names are imported when they are first asked for, so that ``import aksonsim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aksonsim.model import reading
from aksonsim.results import showing

if TYPE_CHECKING:
    from aksonsim.analysis.elements import elements
    from aksonsim.analysis.jcl import jcl
    from aksonsim.analysis.percentile_table import percentiles
    from aksonsim.api import read_register, simulate, simulate_summary, summary
    from aksonsim.errors import AksonsimError, LawError, ResultError, ScenarioError
    from aksonsim.files.dump import dump
    from aksonsim.files.load import load, load_all, scenario_names
    from aksonsim.functions import calibrate, ladder, plot, report, seek, sensitivity, waterfall
    from aksonsim.model.scenario import Scenario
    from aksonsim.studies.backtest import backtest
    from aksonsim.studies.check import check
    from aksonsim.studies.compare import compare
    from aksonsim.studies.economics import economics
    from aksonsim.studies.information import information
    from aksonsim.studies.ledger import ledger
    from aksonsim.studies.reference_classes import reference_classes
    from aksonsim.studies.schedule import schedule
    from aksonsim.studies.verify import verify
    from aksonsim.sweeps.explore import explore
    from aksonsim.sweeps.from_python import sweep

__all__ = [
    "AksonsimError",
    "LawError",
    "ResultError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "backtest",
    "calibrate",
    "check",
    "compare",
    "dump",
    "economics",
    "elements",
    "explore",
    "information",
    "jcl",
    "ladder",
    "ledger",
    "load",
    "load_all",
    "percentiles",
    "plot",
    "read_register",
    "reference_classes",
    "report",
    "scenario_names",
    "schedule",
    "seek",
    "sensitivity",
    "simulate",
    "simulate_summary",
    "summary",
    "sweep",
    "verify",
    "waterfall",
]

_HOME = {
    "AksonsimError": "aksonsim.errors",
    "LawError": "aksonsim.errors",
    "ResultError": "aksonsim.errors",
    "Scenario": "aksonsim.model.scenario",
    "ScenarioError": "aksonsim.errors",
    "backtest": "aksonsim.studies.backtest",
    "calibrate": "aksonsim.functions",
    "check": "aksonsim.studies.check",
    "compare": "aksonsim.studies.compare",
    "dump": "aksonsim.files.dump",
    "economics": "aksonsim.studies.economics",
    "elements": "aksonsim.analysis.elements",
    "explore": "aksonsim.sweeps.explore",
    "information": "aksonsim.studies.information",
    "jcl": "aksonsim.analysis.jcl",
    "ladder": "aksonsim.functions",
    "ledger": "aksonsim.studies.ledger",
    "load": "aksonsim.files.load",
    "load_all": "aksonsim.files.load",
    "percentiles": "aksonsim.analysis.percentile_table",
    "plot": "aksonsim.functions",
    "read_register": "aksonsim.api",
    "reference_classes": "aksonsim.studies.reference_classes",
    "report": "aksonsim.functions",
    "scenario_names": "aksonsim.files.load",
    "schedule": "aksonsim.studies.schedule",
    "seek": "aksonsim.functions",
    "sensitivity": "aksonsim.functions",
    "simulate": "aksonsim.api",
    "simulate_summary": "aksonsim.api",
    "summary": "aksonsim.api",
    "sweep": "aksonsim.sweeps.from_python",
    "verify": "aksonsim.studies.verify",
    "waterfall": "aksonsim.functions",
}


reading.reader = lambda: import_module("aksonsim.files.derive")
showing.page = lambda result: import_module("aksonsim.render.notebook").page(result)
showing.figure = lambda *asked: import_module("aksonsim.render.notebook").figure(*asked)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'aksonsim' has no attribute '{name}'")
    globals()[name] = value
    return value


def _version() -> str:
    """Return the version of the installed package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("aksonsim")
    except PackageNotFoundError:  # a checkout on the path that was never installed
        return "0+unknown"


def __dir__() -> list[str]:
    return sorted(__all__)
