"""Every option of every command with values that nobody means: a sentence and 2, or the work; never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.command_line import command_of, run

from aksonsim.cli import COMMANDS
from aksonsim.machine import available_threads, free_memory

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = str(CONFIGS / "minimal.yaml")
AKSON = str(CONFIGS / "akson.yaml")
HOSTILE = ("", "nan", "-inf", "1e400", "-1", "0", "1e29", "9" * 5000, "ø\x1b[2J\u202e", "../..", "{", "[a")
NUMBERS = ("nan", "inf", "-inf", "1e400", "", "x")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("options")
    (made / "two.yaml").write_text(
        "schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{id: a, estimate: {min: 1, mode: 2, max: 4, shape: pert}}]\n"
        "scenarios: {plain: {}, dear: {changes: {'costs[a].estimate.max': 5}}}\n",
        encoding="utf-8",
    )
    assert run("run", MINIMAL, "-n", "1000", "--keep", "inputs", "-q", "-o", str(made / "a.nc")) == 0
    return made


def base(name: str, folder: Path) -> list[str]:
    """Return a command line that works, as short as can be; what follows is stronger than what stands in it."""
    result, few = str(folder / "a.nc"), ["-n", "1000"]
    of_scenario = {"economics", "information", "check", "sensitivity", "outside", "ledger"}
    lines = {
        "init": [str(folder / "mine")],
        "plot": ["s-curve", result, "-o", str(folder / "p.png")],
        "compare": [str(folder / "two.yaml"), "--all", "-n", "100"],
        "export": [MINIMAL, str(folder / "a.xlsx")],
        "import": [str(folder / "a.xlsx"), "-o", str(folder / "b.yaml")],
        "report": [result, "-o", str(folder / "a.html"), "--no-rerun"],
        "waterfall": [MINIMAL, "--set", "costs[a].estimate.max=5", *few],
        "seek": [MINIMAL, "--target", "8", "--by", "element:a", *few],
        "calibrate": [MINIMAL, "--fit", "costs[a].estimate.max", "--target", "cost_total.p50=8", *few],
        "sweep": [str(CONFIGS / "sweeps" / "thousand.yaml"), "-n", "0", "-o", str(folder / "a.zarr")],
        "backtest": ["-n", "0"],
        "completion": ["bash"],
        "run": [MINIMAL, "-n", "100", "-o", str(folder / "b.nc")],
        "schedule": [str(folder / "two.yaml"), "-n", "100"],
        "jcl": [result],
        **{one: [result] for one in ("summary", "verify", "explore")},
        **{one: [MINIMAL, *few] for one in of_scenario},
        **{one: [MINIMAL] for one in ("validate", "show")},
    }
    return [name, *lines.get(name, [])]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_options__with_values_that_nobody_means(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for param in command_of(name).params:
        if not isinstance(param, click.Option) or param.is_flag or param.count:
            continue
        for value in HOSTILE:
            code = run(*base(name, folder), param.opts[-1], *[value] * param.nargs)
            _, err = capsys.readouterr()
            assert code in (0, 1, 2), (param.opts, value)
            assert code != 2 or err, (param.opts, value)
            assert "Traceback" not in err, (param.opts, value)
            assert not {char for char in err if not char.isprintable() and char not in "\n\xa0"}, (param.opts, value)
            assert len(err) < 20_000, (param.opts, value)


FLOATS = [
    (name, param.opts[-1])
    for name in COMMANDS
    for param in command_of(name).params
    if isinstance(param, click.Option) and param.type.name in ("float", "integer", "float range")
]


@pytest.mark.parametrize(("name", "option"), FLOATS)
def test_numbers__that_are_none_are_refused(
    name: str, option: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nargs = next(param.nargs for param in command_of(name).params if option in param.opts)
    for value in NUMBERS:
        assert run(*base(name, folder), option, *[value] * nargs) == 2, value
        out, err = capsys.readouterr()
        assert out == ""
        assert option in err or "number" in err, value


def test_numbers__every_option_that_measures_is_found() -> None:
    wanted = {("seek", "--target"), ("seek", "--between"), ("compare", "--live"), ("compare", "--frame")}
    assert wanted | {("information", "--frame"), ("run", "--draws"), ("compare", "--by")} <= set(FLOATS)


def test_threads__are_no_more_than_cores_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "a.nc")
    assert run("run", MINIMAL, "-n", "100", "-o", out, "--threads", "100000000000") == 0
    err = capsys.readouterr().err
    assert f"--threads 100000000000: {available_threads()} are used" in err
    assert run("run", MINIMAL, "-n", "100", "-o", out, "-q", "--threads", "100000000000") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("keep", ["totals", "standard", "inputs", "full"])
def test_memory__a_result_that_does_not_fit_is_refused_at_every_level(
    keep: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.nc"
    assert run("run", AKSON, "-n", "1e9", "--keep", keep, "-o", str(out)) == 2
    err = capsys.readouterr().err
    assert "are free for this process; use fewer draws, keep less, or keep no draws: --keep summary" in err
    assert not out.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of addresses is what Linux keeps")
@pytest.mark.parametrize("draws", ["4e7", "1e8"])
def test_memory__its_own_limit_counts(draws: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"ulimit -v 3000000; {sys.executable} -m aksonsim run {AKSON} -n {draws} --keep totals -o a.nc"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 2, done.stderr
    assert "free for this process" in done.stderr or "memory" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_free_memory__is_no_more_than_there_is() -> None:
    found = free_memory()
    assert found is not None
    assert 2**20 < found < 2**50
