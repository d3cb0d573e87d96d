"""The second process of a first run: when there is one, and that its stand-in carries a run to its end."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest

import aksonsim
from aksonsim.engine import walk
from aksonsim.studies import compilation

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"


def test_beside__no_process_where_kernels_are_kept_or_one_thread_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    scenario = aksonsim.load(AKSON)
    for kept, threads in ((True, None), (False, 1)):
        monkeypatch.setattr(compilation, "is_kept", lambda _, kept=kept: kept)
        with compilation.compiling_beside(scenario, threads):
            pass
    monkeypatch.setattr(compilation, "is_kept", lambda _: False)
    monkeypatch.setattr(compilation, "available_threads", lambda: 2)
    with pytest.raises(AssertionError, match="a process"), compilation.compiling_beside(scenario, None):
        pass


def test_beside__the_process_is_gone_when_the_run_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    original = subprocess.Popen

    def start(*arguments: object, **named: object) -> subprocess.Popen[bytes]:
        started.append(original(*arguments, **named))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(compilation, "is_kept", lambda _: False)
    monkeypatch.setattr(compilation, "available_threads", lambda: 2)
    with (
        pytest.raises(ValueError, match="in the run"),
        compilation.compiling_beside(aksonsim.load(AKSON), None),
    ):
        raise ValueError("in the run")
    (process,) = started
    assert process.returncode is not None


def test_main__everything_runs_on_the_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = compilation.simulate
    monkeypatch.setattr(compilation, "simulate", lambda *a, **k: made.append(real(*a, **k)))
    monkeypatch.setattr(walk, "STAGES", vars(walk)["STAGES"])  # put back afterwards
    stated = json.dumps(aksonsim.load(AKSON).model_dump(mode="json"))
    monkeypatch.setattr("sys.stdin", io.StringIO(stated))
    compilation.main()
    (result,) = made
    assert (result["gate_outcome"] == 0).all()
    assert result["cost_total"].notnull().all()
