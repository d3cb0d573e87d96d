"""The command group, and the commands that read and write scenario files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from jsonschema import Draft202012Validator

from aksonsim import cli
from aksonsim.api import simulate
from aksonsim.cli import COMMANDS, main
from aksonsim.errors import AksonsimError
from aksonsim.files import netcdf
from aksonsim.files.load import load, resolve
from aksonsim.files.yaml import read
from aksonsim.model.jsonschema import schema

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = str(CONFIGS / "minimal.yaml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def fresh(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, where nothing is imported yet."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, timeout=60)


def test_help__names_every_command_and_imports_none_of_the_heavy() -> None:
    program = (
        "import sys\nfrom aksonsim.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = fresh("-c", program)
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert "'click'" in done.stderr
    for heavy in ("numpy", "pydantic", "numba", "xarray", "scipy", "matplotlib", "ruamel", "rich"):
        assert f"'{heavy}'" not in done.stderr


def test_package__import_is_lazy_and_names_resolve() -> None:
    done = fresh(
        "-c", "import sys, aksonsim; print('pydantic' in sys.modules); aksonsim.load; print('pydantic' in sys.modules)"
    )
    assert done.stdout.split() == ["False", "True"]
    import aksonsim

    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = aksonsim.lod
    assert aksonsim.load is load
    assert "Scenario" in dir(aksonsim)


def test_unknown_command__nearest_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("valdate", "x.yaml") == 2
    assert "no command valdate; did you mean validate?" in capsys.readouterr().err


def test_usage_error__exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show") == 2
    assert "Missing argument 'FILE'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (AksonsimError("one\ntwo"), 2, "error: one\nerror: two\n"),
        (PermissionError(13, "Permission denied", "x.nc"), 2, "error: x.nc: Permission denied\n"),
        (OSError(28, "No space left on device"), 2, "error: No space left on device\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (click.Abort(), 130, "interrupted\n"),
    ],
)
def test_main__ends_every_error_in_a_sentence(
    error: BaseException,
    code: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @click.command()
    def failing() -> None:
        raise error

    monkeypatch.setattr(cli, "import_module", lambda name: SimpleNamespace(command=failing))
    assert run("run") == code
    out, err = capsys.readouterr()
    assert (out, err.lstrip("\n")) == ("", sentence)


def test_main__a_check_that_does_not_hold_exits_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def checking(ctx: click.Context) -> None:
        ctx.exit(1)

    monkeypatch.setattr(cli, "import_module", lambda name: SimpleNamespace(command=checking))
    assert run("run") == 1


def test_broken_pipe__ends_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "aksonsim", "schema"], stdout=closed, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("place", ["missing", "folder", "empty"])
def test_validate__no_file_folder_or_empty_file(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    sentence = {
        "missing": "no such file",
        "folder": "is a folder; a file is needed",
        "empty": "the file is empty; a scenario file is a mapping that begins with schema: 1",
    }[place]
    file = tmp_path / place
    assert run("validate", str(file)) == 2
    assert capsys.readouterr() == ("", f"error: {file}: {sentence}\n")


def test_init__writes_a_file_that_loads_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "study"
    assert run("init", str(folder)) == 0
    file = folder / "scenario.yaml"
    assert capsys.readouterr().out == f"{file}\n"
    scenario = load(file)
    for section in ("costs", "drivers", "events", "correlations", "activities"):
        assert getattr(scenario, section), section
    assert load(file, "cautious").events[0].probability == 0.3
    file.write_text("mine", encoding="utf-8")
    assert run("init", str(folder)) == 2
    assert capsys.readouterr() == ("", f"error: {file}: exists already; name another folder\n")
    assert file.read_text(encoding="utf-8") == "mine"


def test_validate__counts_what_each_scenario_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", str(tmp_path))
    file = capsys.readouterr().out.strip()
    assert run("validate", file) == 0
    assert capsys.readouterr().out == f"{file}: baseline: valid (5 elements, 1 driver, 2 events)\n"
    assert run("validate", file, "--all", "--set", "events[resistance]=null") == 0
    assert capsys.readouterr().out == (
        f"{file}: baseline: valid (5 elements, 1 driver, 1 event)\n"
        f"{file}: cautious: valid (5 elements, 1 driver, 1 event)\n"
    )


def test_show__prints_what_loads_to_an_equal_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", str(tmp_path))
    file = capsys.readouterr().out.strip()
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("changes:\n  events[supplier].probability: 0.25\n  title_nb: Blåbær\n", encoding="utf-8")
    sets = ["costs[training].estimate.p90=50"]
    expected, changes = resolve(file, "cautious", overlays=[overlay], sets=sets)
    for extra in ([], ["--defaults"]):
        assert run("show", file, "-s", "cautious", "--overlay", str(overlay), "--set", sets[0], *extra) == 0
        shown = tmp_path / "shown.yaml"
        shown.write_text(capsys.readouterr().out, encoding="utf-8")
        assert load(shown) == expected
    assert run("show", file, "-s", "cautious", "--overlay", str(overlay), "--set", sets[0], "--changes") == 0
    assert capsys.readouterr().out.splitlines() == [str(change) for change in changes]
    assert [str(change) for change in changes] == [
        "events[supplier].probability: 0.1 -> 0.3",
        "events[supplier].probability: 0.3 -> 0.25",
        "title_nb: (not stated) -> Blåbær",
        "costs[training].estimate.p90: 45 -> 50",
    ]


def test_schema__accepts_every_config_and_the_starter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(printed)
    validator = Draft202012Validator(printed)
    run("init", str(tmp_path))
    scenarios = [file for file in sorted(CONFIGS.glob("*.yaml")) if "costs" in read(file)]  # not what one calibrates to
    files = [*scenarios, tmp_path / "scenario.yaml"]
    assert len(files) >= 4
    for file in files:
        assert [error.message for error in validator.iter_errors(read(file))] == [], file


ESTIMATES = [
    12.5,
    {"min": 1, "mode": 2, "max": 4, "shape": "pert"},
    {"p10": 1, "mode": 2, "p90": 4, "shape": "gamma", "truncate": [0, 9]},
    {"p5": 1, "p50": 2, "p97.5": 4},
    {"p50": 1, "p85": 2, "shape": "lognormal"},
    {"mean": 1, "sd": 2, "shape": "normal"},
    {"shape": "weibull_min", "c": 1.5, "loc": 0, "scale": 3, "truncate": [0, 9]},
    {"values": [1, 2], "weights": [0.5, 0.5]},
    {"data": "file.csv", "column": "x"},
    {"mixture": [{"weight": 1, "estimate": {"shape": "norm", "loc": 3}}]},
]


@pytest.mark.parametrize("estimate", ESTIMATES, ids=str)
def test_schema__knows_every_form_of_estimate(estimate: object) -> None:
    file = {"schema": 1, "title": "t", "price_year": 2019, "costs": [{"id": "a", "estimate": estimate}]}
    assert Draft202012Validator(schema()).is_valid(file)


@pytest.mark.parametrize(
    "estimate",
    ["12", {"p10": 1, "mode": 2}, {"min": 1, "mode": 2, "max": 3, "shape": "bell"}, {"pp": 3}, None],
    ids=str,
)
def test_schema__refuses_what_is_no_estimate(estimate: object) -> None:
    file = {"schema": 1, "title": "t", "price_year": 2019, "costs": [{"id": "a", "estimate": estimate}]}
    assert not Draft202012Validator(schema()).is_valid(file)


def test_summary__imports_neither_what_compiles_nor_what_reads_scenarios(tmp_path: Path) -> None:
    result = tmp_path / "a.nc"
    netcdf.write(simulate(load(MINIMAL), draws=200), result)
    heavy = ("numba", "pydantic", "ruamel", "matplotlib", "openpyxl")
    code = (
        "import contextlib, io, sys\n"
        "from aksonsim.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    main(['summary', {str(result)!r}])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert fresh("-c", code).stdout.strip() == "[]"
