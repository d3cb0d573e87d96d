"""What every command has: exit codes, examples, defaults from the environment, loudness, completion; and the doctor."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.command_line import command_of, run

from aksonsim.cli import COMMANDS
from aksonsim.cli.doctor import known_variables
from aksonsim.studies import selftest as study
from aksonsim.studies.installation import Cache, Setting, cache
from aksonsim.studies.selftest import digest, selftest

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = str(CONFIGS / "minimal.yaml")
AKSON = str(CONFIGS / "akson.yaml")

compiled = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="the self-test compares compiled code with its twin"
)


@pytest.fixture(autouse=True)
def _no_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("AKSONSIM_") and name not in ("AKSONSIM_CACHE", "AKSONSIM_LAWS"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_help__has_an_example_that_the_command_understands(name: str) -> None:
    command = command_of(name)
    block = inspect.cleandoc(command.help or "").partition("\b\n")[2]
    lines = [shlex.split(line) for line in block.splitlines() if line.startswith(f"aksonsim {name}")]
    assert lines, f"the help of {name} has no example"
    for words in lines:
        end = words.index(">") if ">" in words else None
        command.make_context(name, words[2:end])  # raises where the line is no longer understood


@pytest.mark.parametrize("name", COMMANDS)
def test_help__exits_with_zero_and_an_unknown_option_with_two(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    shown = capsys.readouterr().out
    assert "--quiet" in shown
    assert "--verbose" in shown
    assert run(name, "--no-such-option") == 2
    assert "No such option" in capsys.readouterr().err


def _reading() -> list[str]:
    """Return the commands whose first argument is a file to read."""
    writing = {"init"}
    arguments = {name: [p for p in command_of(name).params if isinstance(p, click.Argument)] for name in COMMANDS}
    return [name for name, found in arguments.items() if found and name not in writing and name != "completion"]


OTHER_ARGUMENTS = {
    "plot": ["s-curve", "{}", "-o", "x.png"],
    "seek": ["{}", "--target", "1", "--by", "element:a"],
    "waterfall": ["{}", "--set", "title=x"],
    "calibrate": ["{}", "--fit", "costs[a].estimate.max", "--target", "cost_total.p50=1"],
    "sweep": ["{}", "-o", "x.zarr"],
    "explore": ["{}"],
    "export": ["{}", "x.xlsx"],
    "import": ["{}", "-o", "x.yaml"],
    "report": ["{}", "-o", "x.html"],
}


@pytest.mark.parametrize("name", _reading())
@pytest.mark.parametrize("suffix", [".yaml", ".nc"])
def test_exit_code__is_two_with_one_sentence_and_no_file_where_the_file_is_not_there(
    name: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [word.format(f"nowhere{suffix}") for word in OTHER_ARGUMENTS.get(name, ["{}"])]
    assert run(name, *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "nowhere" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_exit_code__is_one_where_a_check_does_not_hold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    claim = "claims:\n  - {id: low, quantity: cost_total, statistic: p50, value: 1, must_hold: true}\n"
    file.write_text((CONFIGS / "minimal.yaml").read_text(encoding="utf-8") + claim, encoding="utf-8")
    assert run("check", str(file), "-n", "1000") == 1
    assert "low" in capsys.readouterr().out


def test_environment__gives_a_default_and_the_command_line_is_stronger(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("AKSONSIM_RUN_DRAWS", "300")
    output = str(tmp_path / "a.nc")
    assert run("run", MINIMAL, "-o", output) == 0
    assert "300 draws" in capsys.readouterr().err
    assert run("run", MINIMAL, "-n", "400", "-o", output) == 0
    assert "400 draws" in capsys.readouterr().err


def test_environment__repeatable_options_are_divided_by_blanks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AKSONSIM_VALIDATE_SCENARIO", "baseline oslo_outside")
    assert run("validate", AKSON) == 0
    assert [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()] == ["baseline", "oslo_outside"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("AKSONSIM_RUN_DRAWS", "many", "'many' is no whole number; write it as"),
        ("AKSONSIM_RUN_SEED", "-1", "seed must be from 0 to 2**64 - 1, not -1"),
        ("AKSONSIM_THREADS", "two", "'two' is no whole number; write it as"),
        ("AKSONSIM_RUN_SET", "titel=x", "titel"),
    ],
)
def test_environment__a_wrong_value_is_named_with_its_variable(
    name: str,
    value: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(name, value)
    output = tmp_path / "a.nc"
    assert run("run", MINIMAL, "-o", str(output)) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.endswith(f"from the environment: {name}={value}\n")
    assert not output.exists()


def test_environment__what_was_not_read_from_it_is_not_blamed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("run", MINIMAL, "--seed", "-1", "-o", "never.nc") == 2
    assert "environment" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["-q", "validate", AKSON], ["validate", AKSON, "--quiet"]])
def test_quiet__nothing_on_stderr_but_errors(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("validate", AKSON) == 0
    assert "not checked" in capsys.readouterr().err
    assert run(*words) == 0
    assert capsys.readouterr().err == ""
    assert run(*[word.replace(AKSON, "nowhere.yaml") for word in words]) == 2
    assert capsys.readouterr().err == "error: nowhere.yaml: no such file\n"


def test_quiet__before_a_command_that_has_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    output = str(tmp_path / "a.nc")
    assert run("--quiet", "run", MINIMAL, "-n", "300", "-o", output) == 0
    out, err = capsys.readouterr()
    assert "Two lines" in out
    assert err == ""


def test_verbose__tells_what_was_set_and_where_an_error_arose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AKSONSIM_SHOW_SET", "title=Other")
    assert run("show", MINIMAL, "-v") == 0
    out, err = capsys.readouterr()
    assert "title: Other" in out
    assert "--set: ('title=Other',) (environment)" in err
    assert re.search(r"^\d+\.\d\d s, at most \d+ MB of memory$", err, re.MULTILINE)
    assert run("--verbose", "show", "nowhere.yaml") == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "error: nowhere.yaml: no such file\n" in err


def test_loudness__the_command_line_is_stronger_and_contradictions_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("validate", MINIMAL, "-q", "-v") == 2
    assert "--quiet and --verbose exclude each other" in capsys.readouterr().err
    monkeypatch.setenv("AKSONSIM_QUIET", "1")
    assert run("validate", MINIMAL, "-v") == 0
    assert "MB of memory" in capsys.readouterr().err
    assert run("validate", MINIMAL) == 0
    assert capsys.readouterr().err == ""


def completions(words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what bash is offered for the last word of a line."""
    monkeypatch.setenv("_AKSONSIM_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    assert run() == 0
    return capsys.readouterr().out.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("aksonsim ver", ["plain,verify"]),
        (f"aksonsim run {AKSON} -s oslo", ["plain,oslo_outside"]),
        (f"aksonsim check {AKSON} --scenario official", ["plain,official_basis"]),
        ("aksonsim run nowhere.yaml -s ", []),
        ("aksonsim show conf", ["file,conf"]),
        ("aksonsim run x.yaml --until-p", ["plain,--until-p85"]),
        ("aksonsim completion f", ["plain,fish"]),
        ("aksonsim --verb", ["plain,--verbose"]),
    ],
)
def test_completion__commands_options_files_and_scenarios(
    words: str, offered: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completions(words, monkeypatch, capsys) == offered


def test_completion__scenarios_of_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = tmp_path / "a.nc"
    assert run("run", MINIMAL, "-n", "300", "-q", "-o", str(result)) == 0
    capsys.readouterr()
    assert completions(f"aksonsim plot s-curve {result} -s ", monkeypatch, capsys) == ["plain,baseline"]


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o"), ("zsh", "#compdef aksonsim"), ("fish", "--command aksonsim")]
)
def test_completion__prints_a_script_that_calls_back(
    shell: str, mark: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("completion", shell) == 0
    script = capsys.readouterr().out
    assert mark in script
    assert f"_AKSONSIM_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        file = tmp_path / "script"
        file.write_text(script, encoding="utf-8")
        subprocess.run([shell, "-n", str(file)], check=True, timeout=20)


def test_completion__an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("completion", "csh") == 2
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


def test_completion__of_commands_imports_none_of_them() -> None:
    program = (
        "import sys\nfrom aksonsim.cli import main\n"
        "try: main()\nexcept SystemExit: print(sorted(name for name in sys.modules if 'aksonsim' in name))"
    )
    environment = os.environ | {"_AKSONSIM_COMPLETE": "bash_complete", "COMP_WORDS": "aksonsim r", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert "plain,run" in done.stdout
    assert "aksonsim.cli.run" not in done.stdout
    assert "aksonsim.api" not in done.stdout


@compiled
def test_doctor__this_installation_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["selftest"]["holds"] is True
    assert [check["holds"] for check in told["selftest"]["checks"]] == [True, True, True]
    assert told["machine"]["python"] == sys.version.split()[0]
    assert told["packages"]["numba"] >= "0.64"
    assert {"excel", "sweep", "sensitivity", "notebooks", "docs"} <= told["extras"].keys()
    assert told["caches"]["tables"]["writable"] is True
    assert run("doctor") == 0
    assert "The installation computes what it should." in capsys.readouterr().out


@compiled
def test_doctor__a_failed_self_test_exits_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(study, "MEAN", 402.0)
    assert run("doctor") == 1
    assert "FAILED  mean cost of the starter file" in capsys.readouterr().out


@compiled
def test_selftest__digest_depends_on_every_bit() -> None:
    import aksonsim

    ds = aksonsim.simulate(aksonsim.load(MINIMAL), draws=200)
    other = ds.copy(deep=True)
    assert digest(ds) == digest(other)
    other["cost_total"][0, 7] = other["cost_total"][0, 7].item() * (1 + 2**-52)
    assert digest(ds) != digest(other)
    assert selftest().seconds < 60


def test_doctor__a_variable_that_nothing_reads_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKSONSIM_RUN_DRAW", "5")
    monkeypatch.setenv("AKSONSIM_RUN_SEED", "5")
    found = {one.name: one for one in known_variables()}
    assert found["AKSONSIM_RUN_SEED"].read is True
    near = Setting(name="AKSONSIM_RUN_DRAW", value="5", read=False, near="AKSONSIM_RUN_DRAWS")
    assert found["AKSONSIM_RUN_DRAW"] == near


def test_doctor__a_folder_that_is_not_there_is_as_writable_as_its_parent(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    assert cache(below) == Cache(folder=str(below), files=0, megabytes=0.0, writable=True)
    (tmp_path / "file").write_bytes(bytes(2**20))
    assert cache(tmp_path).megabytes == 1.0
    assert cache(tmp_path / "file" / "below").writable is False
