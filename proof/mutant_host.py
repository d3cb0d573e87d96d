"""Where mutants live: a process with the libraries loaded, which forks one child for each."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any, Protocol

import pytest

SLOW = 8.0
"""Seconds after which a test is too slow to meet mutants."""
KEPT = ("aksonsim.errors", "aksonsim.model")
"""Modules of ours that are never changed, and so need not be loaded anew."""

Test = tuple[str, float, list[str]]
"""A test's name, its seconds, and the functions it calls (``file:function``)."""


class Changeable(Protocol):
    """What the host must know of a mutant."""

    file: str
    line: int
    column: int
    function: str


class Reach:
    """A pytest plugin that notes of each test its outcome, its seconds and the functions of ours that it calls."""

    def __init__(self, source: Path) -> None:
        self._source = str(source) + os.sep
        self._codes: set[CodeType] = set()
        self._prepared: dict[str, set[str]] = {}
        self._calls: dict[str, set[str]] = {}
        self._seconds: Counter[str] = Counter()
        self._bad: set[str] = set()

    def _trace(self, frame: FrameType, event: str, argument: object) -> None:
        self._codes.add(frame.f_code)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterable[None]:
        outcome = yield from self._watched(collector)
        self._prepared.setdefault(collector.nodeid, set()).update(self._calls[collector.nodeid])
        return outcome

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterable[None]:
        outcome = yield from self._watched(item)
        # What a fixture or the file itself calls counts for all of its tests: only the first to ask for it makes it.
        self._prepared.setdefault(item.nodeid.split("::")[0], set()).update(self._calls[item.nodeid])
        return outcome

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterable[None]:
        return (yield from self._watched(item))

    def _watched(self, item: pytest.Item | pytest.Collector) -> Any:
        self._codes = set()
        signal.signal(signal.SIGALRM, _too_slow)
        signal.setitimer(signal.ITIMER_REAL, SLOW if os.environ.get("NUMBA_DISABLE_JIT") == "1" else 10 * SLOW)
        threading.settrace(self._trace)
        sys.settrace(self._trace)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            signal.setitimer(signal.ITIMER_REAL, 0)
            ours = {code for code in self._codes if code.co_filename.startswith(self._source)}
            names = {f"{code.co_filename[len(self._source) :]}:{outermost(code.co_qualname)}" for code in ours}
            self._calls.setdefault(item.nodeid, set()).update(names)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration
        if report.failed or report.skipped:
            self._bad.add(report.nodeid)
            print(f"not used: {report.nodeid}: {report.outcome}", flush=True)

    def tests(self) -> list[Test]:
        """Return the tests that pass, the quickest first."""
        good = sorted((seconds, name) for name, seconds in self._seconds.items() if name not in self._bad)
        return [
            (name, seconds, sorted(self._calls[name] | self._prepared[name.split("::")[0]])) for seconds, name in good
        ]


def outermost(name: str) -> str:
    """Return the function or method that holds what has this qualified name."""
    return name.split(".<locals>")[0]


def _too_slow(*_: object) -> None:
    raise TimeoutError("too slow to meet mutants")


class Only:
    """A pytest plugin that keeps the tests that were chosen, in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        self._place = {name: i for i, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self._place), key=lambda i: self._place[i.nodeid])


class Changed(importlib.abc.MetaPathFinder, SourceFileLoader):
    """An importer that gives one module another content."""

    def __init__(self, name: str, file: Path, tree: ast.Module) -> None:
        super().__init__(name, str(file))
        self._tree = tree

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, name: str) -> CodeType:
        return compile(self._tree, self.path, "exec")


class Host:
    """A process that has the libraries loaded but nothing of ours that is changed."""

    def __init__(self, root: Path, folder: Path, seconds: float, maps: Path) -> None:
        self._root, self._folder, self._seconds, self._maps = root, folder, seconds, maps
        self._plain = os.environ.get("NUMBA_DISABLE_JIT") == "1"
        os.environ |= {"NUMBA_DISABLE_INTEL_SVML": "1", "OPENBLAS_NUM_THREADS": "1"}
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        os.environ["AKSONSIM_CACHE"] = str(folder / "tables")  # a table that is kept hides what would make another
        os.environ["PYTHONPATH"] = str(root / "src")
        sys.path.insert(0, str(root / "src"))
        import hypothesis
        import numba
        import scipy.optimize
        import scipy.stats
        import xarray

        import aksonsim.model.scenario

        used = (hypothesis, numba, scipy.optimize, scipy.stats, xarray, aksonsim.model.scenario)
        assert all(module in sys.modules.values() for module in used)

    def campaign(
        self,
        mutants: Sequence[Changeable],
        pools: dict[str, tuple[str, ...]],
        mutated: Callable[[Any], tuple[ast.Module, str]],
        limit: float,
    ) -> Counter[str]:
        """Try mutants for so many seconds, print what no test notices, and return the counts."""
        counts: Counter[str] = Counter()
        maps = {room: self._map(room, pools[room]) for room in {mutant.file.split("/")[0] for mutant in mutants}}
        began = time.monotonic()
        for mutant in mutants:
            if time.monotonic() - began > limit:
                break
            tests = self._fitting(maps[mutant.file.split("/")[0]], mutant)
            outcome, told = "no test reaches it", mutated(mutant)[1]
            if tests:
                tree, told = mutated(mutant)
                outcome = self._try(mutant.file, tree, tests)
            counts[outcome] += 1
            if not outcome.startswith("noticed"):
                print(f"{outcome}: {mutant.file}:{mutant.line}:{mutant.column}: {told}", flush=True)
        print(f"{'plain' if self._plain else 'compiled'}: {time.monotonic() - began:.0f} s", flush=True)
        return counts

    def _fitting(self, tests: list[Test], mutant: Changeable) -> list[Test]:
        """Return the tests that call a mutant's function (or any of its file), as many as there is time for."""
        start = f"{mutant.file}:{mutant.function}"
        chosen, seconds = [], 0.0
        for test in tests:
            calls = any(name == start or (not mutant.function and name.startswith(start)) for name in test[2])
            if calls and seconds + test[1] <= self._seconds:
                chosen.append(test)
                seconds += test[1]
        return chosen

    def _map(self, room: str, pool: tuple[str, ...]) -> list[Test]:
        """Run every test of a room once as it is; what fails or is too slow is left out."""
        file = self._maps / f"{room}-{'plain' if self._plain else 'compiled'}.json"
        if not file.exists():
            reach = Reach(self._root / "src" / "aksonsim")
            repeats = 1 if self._plain else 2  # the first compiles

            def run() -> int:
                for _ in range(repeats - 1):
                    self._pytest(pool)
                code = self._pytest(pool, reach)
                file.write_text(json.dumps(reach.tests()))
                return code

            self._forked(run, 3600, self._folder / "map.txt")
            if not file.exists():
                raise SystemExit((self._folder / "map.txt").read_text()[-3000:])
        tests = [tuple(test) for test in json.loads(file.read_text())]
        print(f"{room}: {len(tests)} tests, {sum(test[1] for test in tests):.0f} s", flush=True)
        return tests

    def _try(self, file: str, tree: ast.Module, tests: list[Test]) -> str:
        """Run the tests on one mutant."""
        module = "aksonsim." + file.removesuffix(".py").replace("/", ".")
        names = [test[0] for test in tests]
        files = sorted({name.split("::")[0] for name in names})

        def run() -> int:
            sys.meta_path.insert(0, Changed(module, self._root / "src" / "aksonsim" / file, tree))
            return self._pytest(["-x", "--tb=no", *files], Only(names))

        # Four times what the tests take, and what it takes to load them.
        code = self._forked(run, 15 + 4 * sum(test[1] for test in tests), self._folder / "printed.txt")
        known = {0: "survived", 1: "noticed", 2: "noticed", 5: "no test reaches it"}
        return known.get(code, "noticed: ends the process" if code != -signal.SIGKILL else "noticed: does not end")

    def _pytest(self, arguments: Iterable[str], *plugins: object) -> int:
        plain = ("-q", "--assert=plain", "-p", "no:cacheprovider", "--rootdir", str(self._root))
        return int(pytest.main([*plain, *arguments], plugins))

    def _forked(self, run: Callable[[], int], patience: float, printed: Path) -> int:
        child = os.fork()
        if child == 0:
            code = 99
            try:
                sink = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(sink, 1)
                os.dup2(sink, 2)
                os.chdir(self._root)
                resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
                for name in [name for name in sys.modules if name.startswith("aksonsim.")]:
                    if not name.startswith(KEPT):
                        del sys.modules[name]
                code = run()
            except BaseException:  # whatever it is, this process must not go on as its parent would
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        began = time.monotonic()
        while time.monotonic() - began < patience:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return -signal.SIGKILL
