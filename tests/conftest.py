"""Shared set-up: un-jitted runs are chosen by NUMBA_DISABLE_JIT=1 outside, the law count by AKSONSIM_LAWS.

What was skipped stands in the last lines with its reason. Where ``AKSONSIM_MAY_SKIP`` is set (``.ci/run`` does), a test
may be skipped only for a reason that names one of its words, separated by ``|``; any other skip fails the run.
"""

from __future__ import annotations

import gettext
import importlib.util
import os
import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from aksonsim.language import text

settings.register_profile("default", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("AKSONSIM_LAWS", "default"))


class Untranslated(gettext.NullTranslations):
    """What is asked for a text that a catalogue does not have."""

    def gettext(self, message: str) -> NoReturn:
        raise AssertionError(f"no translation: {message}")

    def ngettext(self, message: str, plural: str, count: int) -> NoReturn:
        self.gettext(message)

    def pgettext(self, context: str, message: str) -> NoReturn:
        self.gettext(message)


def compile_stale() -> None:
    """Compile catalogues that are older than their texts; a copy of this file elsewhere has none."""
    builder = Path(__file__).parents[1] / "hatch_build.py"
    if builder.exists():
        spec = importlib.util.spec_from_file_location("hatch_build", builder)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["hatch_build"] = module
        spec.loader.exec_module(module)
        module.compile_stale()


compile_stale()
text._catalogue("nb").add_fallback(Untranslated())


def skipped(terminal: pytest.TerminalReporter) -> Counter[str]:
    """Return how many tests were skipped for each reason."""
    reports = terminal.stats.get("skipped", [])
    return Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)


def forbidden(reasons: Counter[str], may: str | None) -> list[str]:
    """Return the reasons that are none of those allowed."""
    words = [word.lower() for word in (may or "").split("|") if word]
    return [] if may is None else [why for why in reasons if not any(word in why.lower() for word in words)]


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> object:
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    if (
        terminal is not None
        and forbidden(skipped(terminal), os.environ.get("AKSONSIM_MAY_SKIP"))
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = skipped(terminalreporter)
    wrong = forbidden(reasons, os.environ.get("AKSONSIM_MAY_SKIP"))
    for why, count in reasons.items():
        verdict = "NOT ALLOWED to be skipped" if why in wrong else "not tested here"
        terminalreporter.write_line(f"{verdict}: {count} test{'s' * (count > 1)}: {why}", red=why in wrong)
