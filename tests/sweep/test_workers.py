"""Wherever points are computed, and whatever dies meanwhile, the store is the same to the bit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sweep_files import SPEC, chunks, written

from aksonsim.analysis.claims import answer
from aksonsim.api import simulate
from aksonsim.clusters.pools import PATIENCE, Pool, computed, here
from aksonsim.engine.variants import TOGETHER
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.sweeps.job import Figures, Job, Settings, job, simulate_points
from aksonsim.sweeps.points import Points
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import AFTER, _tasks, begin, run
from aksonsim.sweeps.store import read

MANY = SPEC.replace("levels: 4", "levels: 60")


def swept(folder: Path, name: str, **how: Any) -> Path:
    run(begin(read_sweep(folder / "sweep.yaml"), folder / name), **how)
    return folder / name


def common(folder: Path) -> tuple[Job, dict[int, list[Settings]]]:
    found = read_sweep(written(folder))
    begun = begin(found, folder / "out.zarr")
    return job(found.sweep, found.base, found.places), {i: [begun.points.settings(i)] for i in begun.left}


def test_point__is_what_a_run_of_the_changed_file_gives(tmp_path: Path) -> None:
    shared, points = common(tmp_path)
    (figures,) = simulate_points(shared, points[5])
    sets = [f"{path}={value!r}" for path, value in points[5][0]]
    ds = simulate(load(tmp_path / "two.yaml", sets=sets), draws=200, seed=1, keep="standard")
    expected = [answer(ds, "baseline", asked) for asked in shared.outputs]
    assert figures.value.tolist() == [one.model.value for one in expected if one]
    assert figures.interval.tolist() == [list(one.model.interval or ()) for one in expected if one]


def test_points__share_their_draws(tmp_path: Path) -> None:
    """Means of independent lines add, and so do their draws: no interaction but rounding on common random numbers."""
    written(tmp_path)
    ds, _ = read(swept(tmp_path, "out.zarr", workers=1))
    table = ds["value"].sel(output="cost_total.mean").values.reshape(4, 3)
    steps = np.diff(table, axis=1)
    assert steps == pytest.approx(np.full((4, 2), 10.0), rel=1e-12)


def test_workers__change_no_bit(tmp_path: Path) -> None:
    written(tmp_path)
    alone = chunks(swept(tmp_path, "one.zarr", workers=1, threads=1))
    assert chunks(swept(tmp_path, "threads.zarr", workers=1, threads=2)) == alone
    assert chunks(swept(tmp_path, "two.zarr", workers=2)) == alone


class Mortal:
    """An executor whose worker dies at every third point, so many times."""

    def __init__(self, deaths: int) -> None:
        self.deaths, self.submitted, self.computed = deaths, 0, []

    def submit(self, function: Any, settings: Settings) -> Future[Figures]:
        future: Future[Figures] = Future()
        self.submitted += 1
        if self.deaths and self.submitted % 3 == 0:
            self.deaths -= 1
            future.set_exception(BrokenProcessPool("died"))
        else:
            self.computed.append(settings)
            future.set_result(function(settings))
        return future


def test_worker__that_dies_is_replaced_and_only_its_point_computed_again(tmp_path: Path) -> None:
    shared, points = common(tmp_path)
    executor = Mortal(deaths=2)

    @contextmanager
    def opened() -> Any:
        yield Pool(executor, 1)  # type: ignore[arg-type]

    found = dict(computed(partial(simulate_points, shared), points, opened, AFTER))
    assert set(found) == set(points)
    assert sorted(executor.computed) == sorted(points.values())  # each once
    assert executor.submitted == len(points) + 2


def test_workers__that_die_again_and_again_are_given_up_on(tmp_path: Path) -> None:
    shared, points = common(tmp_path)

    @contextmanager
    def opened() -> Any:
        with ProcessPoolExecutor(1) as executor:
            yield Pool(_Suicidal(executor), 2)  # type: ignore[arg-type]

    with pytest.raises(AksonsimError, match=rf"worker processes died {PATIENCE} times in a row .* --resume"):
        dict(computed(partial(simulate_points, shared), points, opened, AFTER))


class _Suicidal:
    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self.executor = executor

    def submit(self, _function: Any, _settings: Settings) -> Future[Any]:
        return self.executor.submit(os._exit, 1)


def test_here__is_one_point_after_the_other(tmp_path: Path) -> None:
    shared, points = common(tmp_path)
    assert [point for point, _ in computed(partial(simulate_points, shared), points, here, AFTER)] == list(points)


def begun_by_command(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "aksonsim", "sweep", "sweep.yaml", "--resume", "-q", "-o", "out.zarr", *more]
    return subprocess.Popen(command, cwd=folder, start_new_session=True)


def killed_once_more(folder: Path, points: int, *more: str) -> None:
    """Let a sweep come so many points further, and kill its process as the system would."""
    value = folder / "out.zarr" / "value"
    before = len(list(value.glob("[0-9]*"))) if value.exists() else 0
    process = begun_by_command(folder, *more)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            if value.exists() and len(list(value.glob("[0-9]*"))) >= before + points:
                break
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_sweep__killed_and_resumed_is_the_same_store_and_computes_nothing_twice(tmp_path: Path) -> None:
    written(tmp_path, MANY)
    whole = chunks(swept(tmp_path, "whole.zarr", workers=1))
    kept: dict[Path, int] = {}
    for _ in range(2):
        killed_once_more(tmp_path, 20, "--workers", "1")
        assert all(file.stat().st_mtime_ns == then for file, then in kept.items())
        kept = {f: f.stat().st_mtime_ns for f in (tmp_path / "out.zarr" / "value").glob("[0-9]*[0-9]")}
        assert len(kept) < 180, "the sweep was over before it could be killed"
    process = begun_by_command(tmp_path, "--workers", "1")
    assert process.wait(timeout=120) == 0
    assert chunks(tmp_path / "out.zarr") == whole
    assert all(file.stat().st_mtime_ns == then for file, then in kept.items())


def test_workers__end_when_their_parent_is_killed(tmp_path: Path) -> None:
    written(tmp_path, MANY)
    process = begun_by_command(tmp_path, "--workers", "2")
    value = tmp_path / "out.zarr" / "value"
    until = time.monotonic() + 60
    while time.monotonic() < until and (not value.exists() or len(list(value.glob("[0-9]*"))) < 3):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until and _alive(process.pid):
        time.sleep(0.05)
    assert _alive(process.pid) == []


def _alive(session: int) -> list[str]:
    """Return the processes of a session that still run (not those that only wait to be buried)."""
    told = subprocess.run(["ps", "-o", "stat=,args=", "-s", str(session)], capture_output=True, text=True).stdout
    return [line for line in told.splitlines() if line and not line.startswith("Z")]


# --- points of a task -------------------------------------------------------------------------------------------------


def test_tasks__hold_every_point_once_and_neighbours_together(tmp_path: Path) -> None:
    """What only cost depends on varies within a task, other parameters from one task to the next."""
    found = read_sweep(written(tmp_path))
    session = begin(found, tmp_path / "out.zarr")
    paths = ("costs[a].estimate", "events[fire].probability")
    values = tuple((float(cost), chance) for cost in range(64) for chance in (0.1, 0.2, 0.3))
    many = replace(session, points=Points(paths, np.zeros((len(values), 2)), values), left=tuple(range(len(values))))
    tasks = _tasks(many, 1)
    assert sorted(point for chunk in tasks for point in chunk) == list(many.left)
    assert all(len(chunk) <= TOGETHER for chunk in tasks)
    chances = [{settings[1][1] for settings in points} for points in tasks.values()]
    assert all(len(some) == 1 for some in chances)
    assert len(tasks) == 6
    assert len(_tasks(many, 16)) >= 64


def test_points__of_one_task_have_the_bits_of_tasks_apart(tmp_path: Path) -> None:
    shared, points = common(tmp_path)
    together = simulate_points(shared, [settings for (settings,) in points.values()])
    for figures, settings in zip(together, points.values(), strict=True):
        (alone,) = simulate_points(shared, settings)
        assert figures.value.tobytes() == alone.value.tobytes()
        assert figures.interval.tobytes() == alone.interval.tobytes()


def test_points__one_that_is_no_scenario_keeps_its_place(tmp_path: Path) -> None:
    shared, points = common(tmp_path)
    first, last = points[0][0], points[11][0]
    path, _ = first[0]
    broken = ((path, "nonsense"), *first[1:])
    found = simulate_points(shared, [first, broken, last])
    assert [bool(figures.refusal) for figures in found] == [False, True, False]
    assert np.isnan(found[1].value).all()
    assert found[2].value.tobytes() == simulate_points(shared, [last])[0].value.tobytes()
