"""The program of benchmarks/: what it is asked, how ratios are told, when it writes; nothing here is timed."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HEAD = ["written by nobody", "", "* now: abc"]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of benchmarks by name."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return import_module


@pytest.fixture
def goals(bench: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The program with two sections that measure nothing, on a quiet machine; it writes into a folder of the test."""
    goals, record, pairs, turns = bench("goals"), bench("record"), bench("pairs"), bench("turns")
    ratio = turns.Ratio(4.5, 4.1, 4.9, 0.96)
    sections = {
        "seek": ("Seeking", lambda bench: pairs.Section(["| found |"], {"seek": ratio})),
        "first": ("First", lambda bench: pairs.Section(["| begun |"], {"first": 12.5})),
    }
    monkeypatch.setattr(goals, "SECTIONS", sections)
    monkeypatch.setattr(goals, "machine", lambda baseline, threads: list(HEAD))
    monkeypatch.setattr(goals, "Watch", lambda: Quiet(0.01))
    monkeypatch.setattr(goals, "before", lambda: 0.02)
    monkeypatch.setattr(record, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(record, "KEPT", tmp_path / "build" / "kept.json")
    return goals


class Quiet:
    """In place of `quiet.Watch`."""

    def __init__(self, load: float) -> None:
        self.load = load

    def others(self) -> float:
        return self.load


def test_options__sections_are_named_one_by_one(bench: Callable[[str], ModuleType]) -> None:
    options = bench("goals").options
    asked = options(["--only", "seek", "--only", "sweep", "--quick", "--baseline", "53ae0bd"])
    assert (asked.only, asked.quick, asked.baseline) == (["seek", "sweep"], True, "53ae0bd")
    asked = options([])
    assert (asked.only, asked.quick, asked.baseline) == (None, False, None)


def test_options__a_section_that_is_none_is_refused(
    bench: Callable[[str], ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        bench("goals").options(["--only", "nothing"])
    assert "invalid choice: 'nothing'" in capsys.readouterr().err


def test_ratio__is_the_median_of_pairs_and_not_the_pair_of_medians(bench: Callable[[str], ModuleType]) -> None:
    found = bench("turns").ratio([2.0, 9.0, 40.0], [1.0, 3.0, 10.0])
    assert (found.value, found.low, found.high) == (3.0, 2.0, 4.0)
    assert found.level == 0.75  # all three on one side of the median: 2 / 8
    assert str(found) == "3 (2-4)"


@pytest.mark.parametrize(("rounds", "low", "high", "level"), [(1, 1, 1, 0.0), (5, 1, 5, 0.9375), (9, 2, 8, 0.9609375)])
def test_ratio__interval_holds_the_median_as_the_sign_test_says(
    rounds: int, low: float, high: float, level: float, bench: Callable[[str], ModuleType]
) -> None:
    found = bench("turns").ratio([float(k + 1) for k in reversed(range(rounds))], [1.0] * rounds)
    assert (found.low, found.high, found.level) == (low, high, level)


def test_ratio__narrowest_interval_of_many_rounds(bench: Callable[[str], ModuleType]) -> None:
    found = bench("turns").ratio([float(k + 1) for k in range(25)], [1.0] * 25)
    # the textbook's 95 % interval for the median of 25: the 8th and the 18th
    assert (found.value, found.low, found.high) == (13.0, 8.0, 18.0)
    missed = 2 * sum(math.comb(25, k) for k in range(8)) / 2**25
    assert found.level == pytest.approx(1 - missed, abs=1e-12)


def test_in_turn__sides_alternate_after_one_unmeasured_call_each(bench: Callable[[str], ModuleType]) -> None:
    turns, calls = bench("turns"), []

    class Side:
        def __init__(self, name: str) -> None:
            self.name = name

        def run(self, task: Any) -> Any:
            calls.append(self.name + task[1])
            return turns.Timed(float(len(calls)), 1.0, 1.0, task[1])

    task, warm = ("m", "!", ()), ("m", "?", ())
    subjects = {"before": (Side("before"), task), "now": (Side("now"), task)}
    taken = turns.in_turn(subjects, 2)
    assert calls == ["before!", "now!"] * 3
    assert [one.seconds for one in taken["now"]] == [4.0, 6.0]
    calls.clear()
    turns.in_turn(subjects, 1, warm)
    assert calls == ["before?", "now?", "before!", "now!"]
    calls.clear()
    turns.in_turn(subjects, 1, warm=False)
    assert calls == ["before!", "now!"]


def test_pair__row_says_who_was_faster_and_whether_answers_are_equal(bench: Callable[[str], ModuleType]) -> None:
    turns, pairs = bench("turns"), bench("pairs")
    now = [turns.Timed(1.0, 0.5, 1.0, "a"), turns.Timed(2.0, 1.0, 1.0, "b")]
    before = [turns.Timed(4.0, 1.0, 1.0, "a"), turns.Timed(12.0, 4.0, 1.0, "b")]
    assert pairs.Pair(now, before).row("x") == "| x | 8 | 1.5 | 0.75 | 5 (4-6) | 3 (2-4) | yes |"
    assert pairs.Pair(now, before[::-1]).row("x").endswith("| **no** |")
    assert pairs.Pair(now).row("x") == "| x | | 1.5 | 0.75 | | | |"


def test_worker__prepares_once_and_answers_each_line(
    bench: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, prepared = bench("worker"), []
    tasks = ModuleType("tasks")

    def adding(*numbers: int) -> Callable[[], int]:
        prepared.append(numbers)
        return lambda: sum(numbers)

    vars(tasks)["adding"] = adding
    monkeypatch.setitem(sys.modules, "tasks", tasks)
    answers = io.StringIO()
    line = json.dumps(["tasks", "adding", [2, 3]]) + "\n"
    worker.serve(io.StringIO(line + line), answers)
    found = [json.loads(one) for one in answers.getvalue().splitlines()]
    assert prepared == [(2, 3)]
    assert [one["answer"] for one in found] == [5, 5]
    assert set(found[0]) == {"seconds", "processor", "peak", "answer"}


def test_watch__others_are_all_less_ourselves(bench: Callable[[str], ModuleType]) -> None:
    quiet = bench("quiet")
    readings = iter([(10.0, 100.0, 7.0), (14.0, 110.0, 9.0)])
    assert quiet.Watch(lambda: next(readings)).others() == 2.0  # of ten seconds in four, two were ours
    unknown = iter([(10.0, math.inf, 7.0), (14.0, math.inf, 9.0)])
    assert quiet.Watch(lambda: next(unknown)).others() == math.inf


@pytest.mark.parametrize(("loads", "least"), [([0.1, 1.0], 0.1), ([1.0, 0.05], 0.05), ([1.0, 0.7, 0.9], 0.7)])
def test_before__looks_again_where_somebody_works(
    loads: list[float], least: float, bench: Callable[[str], ModuleType]
) -> None:
    readings = iter(loads)
    assert bench("quiet").before(lambda: Quiet(next(readings)), seconds=0.0) == least


def test_goals__quiet_machine_writes_what_was_measured(goals: ModuleType, tmp_path: Path) -> None:
    assert goals.main([]) == 0
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "| seek over a cost: time before over now | 4.5 (4.1-4.9) | ≥ 4 (≥ 8) | met |" in text
    assert "| first run, every cache empty, s of processor | 12.5 | ≤ 12 | **missed** |" in text
    assert "| (a) time of SciPy over ours | | ≥ 20 (≥ 30) | not measured |" in text
    assert text.index("* now: abc") < text.index("## Goals") < text.index("## Seeking") < text.index("| begun |")


@pytest.mark.parametrize("when", ["before", "during"])
def test_goals__loaded_machine_writes_nothing(
    when: str,
    goals: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if when == "before":
        monkeypatch.setattr(goals, "before", lambda: 0.9)
    else:
        monkeypatch.setattr(goals, "Watch", lambda: Quiet(0.9))
    assert goals.main(["--only", "seek"]) == 2
    assert not [*tmp_path.iterdir()]
    told = capsys.readouterr()
    assert "| found |" in told.out
    assert told.err == "not written, since others kept more than 0.15 cores busy: seek (0.90); again: --only seek\n"


def test_goals__sections_add_up_until_something_else_is_measured(
    goals: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert goals.main(["--only", "first"]) == 0
    loads = iter([0.0, 0.9])
    monkeypatch.setattr(goals, "before", lambda: next(loads))
    assert goals.main([]) == 2  # the second section, which is kept from the first run
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "| found |" in text
    assert "| begun |" in text
    monkeypatch.setattr(goals, "before", lambda: 0.0)
    monkeypatch.setattr(goals, "machine", lambda baseline, threads: ["* now: def"])
    assert goals.main(["--only", "first"]) == 0
    assert "| found |" not in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")


def test_goals__quick_says_so_and_writes_nothing(
    goals: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(goals, "before", lambda: 0.9)
    assert goals.main(["--quick"]) == 0
    assert not [*tmp_path.iterdir()]
    assert "nothing is written" in capsys.readouterr().out


def test_goals__those_who_disagree_end_the_run_with_1(
    goals: ModuleType, bench: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    section = bench("pairs").Section([], {}, agrees=False)
    monkeypatch.setattr(goals, "SECTIONS", {"seven": ("Seven", lambda bench: section)})
    assert goals.main(["--quick"]) == 1


def test_goals__a_section_that_fails_does_not_stop_the_others(
    goals: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_: Any) -> Any:
        raise RuntimeError("floor.floor failed in a worker")

    monkeypatch.setitem(goals.SECTIONS, "seek", ("Seeking", failing))
    assert goals.main([]) == 1
    assert capsys.readouterr().err == "seek: floor.floor failed in a worker\n"
    assert "| begun |" in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")


def test_goal__verdicts(bench: Callable[[str], ModuleType]) -> None:
    record = bench("record")
    more, less = record.Goal("x", "x", 20, stretch=30, least=True), record.Goal("x", "x", 12, stretch=8)
    assert [more.verdict(x) for x in (19.9, 20, 31)] == ["**missed**", "met", "met, stretch too"]
    assert [less.verdict(x) for x in (12.1, 9, 8)] == ["**missed**", "met", "met, stretch too"]


def test_studies__answer_alike_twice(bench: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    studies = bench("studies")
    monkeypatch.chdir(ROOT)
    for work in (studies.seek(1000), studies.waterfall(1000), studies.sweep(2, 100)):
        assert work() == work()
    assert len(studies.sobol(1000)()) == 64


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no history to measure against")
def test_baseline__is_another_tree_with_caches_of_its_own(bench: Callable[[str], ModuleType], tmp_path: Path) -> None:
    clone, environment = bench("turns").baseline("HEAD", tmp_path)
    code = "import aksonsim, os; print(aksonsim.__file__, os.environ['NUMBA_CACHE_DIR'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=clone, env=os.environ | environment, capture_output=True, encoding="utf-8"
    )
    file, cache = map(Path, done.stdout.split())
    assert file == clone / "src" / "aksonsim" / "__init__.py"
    assert cache.is_relative_to(tmp_path)
    assert not [*cache.iterdir()]
