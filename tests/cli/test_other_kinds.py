"""Whoever names a file of the wrong kind reads what it is and which command takes it, whatever its name says."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import click
import matplotlib.figure
import openpyxl
import pytest

import aksonsim
from aksonsim.cli import COMMANDS, group, main
from aksonsim.cli.takes import TAKES
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.kinds import KINDS, is_result, kind_of
from aksonsim.files.netcdf import read, write
from aksonsim.files.yaml import read as read_yaml

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "configs" / "minimal.yaml"

NEEDS = {
    "plot": ["s-curve", "FILE", "-o", "OUT.png"],
    "report": ["FILE", "-o", "OUT.html"],
    "export": ["FILE", "OUT.xlsx"],
    "import": ["FILE", "-o", "OUT.yaml"],
    "seek": ["FILE", "--target", "8", "--by", "element:a"],
    "calibrate": ["FILE", "--fit", "costs[a].estimate.max", "--target", "cost_total.p50=8"],
    "sweep": ["FILE", "-o", "OUT.zarr"],
    "run": ["FILE", "-o", "OUT.nc"],
}
"""What a command needs beside the file."""


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a file of each kind; names say nothing of it."""
    home = tmp_path_factory.mktemp("zoo")
    out = {kind: home / f"file {number}" for number, kind in enumerate(KINDS)}
    shutil.copy(MINIMAL, out["scenario"])
    out["overlay"].write_text("changes:\n  unspecified: 0.1\n")
    shutil.copy(ROOT / "configs" / "sweeps" / "thousand.yaml", out["sweep"])
    shutil.copy(ROOT / "configs" / "calibration.yaml", out["calibration"])
    shutil.copy(ROOT / "src" / "aksonsim" / "data" / "reference_classes.yaml", out["classes"])
    write(aksonsim.simulate(aksonsim.load(MINIMAL), draws=50), home / "a.nc")
    (home / "a.nc").rename(out["result"])
    out["store"].mkdir()
    (out["store"] / "zarr.json").write_text("{}")
    openpyxl.Workbook().save(home / "a.xlsx")
    (home / "a.xlsx").rename(out["workbook"])
    for kind, parts in {
        "ods": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
        "document": {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"},
        "archive": {"minimal.yaml": MINIMAL.read_text()},
    }.items():
        with zipfile.ZipFile(out[kind], "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
    out["office"].write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    out["csv"].write_text("post;lav;høy\nTunnel;1,5;2\nVei;3;4,5\n", encoding="cp1252")
    figure = matplotlib.figure.Figure()
    figure.savefig(home / "a.png")
    (home / "a.png").rename(out["picture"])
    figure.savefig(home / "a.pdf")
    (home / "a.pdf").rename(out["pdf"])
    out["html"].write_text("<!DOCTYPE html>\n<html><body>schema: 1</body></html>")
    (out["json"].with_suffix(".json")).write_text('{"a": [1, 2]}')
    out["json"] = out["json"].with_suffix(".json")
    out["packed"].write_bytes(gzip.compress(MINIMAL.read_bytes()))
    out["binary"].write_bytes(bytes(range(256)) * 4)
    out["text"].write_text("Dear all,\nplease find the register attached.\n")
    out["empty"].write_bytes(b"")
    out["folder"].mkdir()
    return out


def test_kinds__are_told_by_what_files_hold(zoo: dict[str, Path]) -> None:
    assert {kind: kind_of(path) for kind, path in zoo.items()} == {kind: kind for kind in KINDS}


@pytest.mark.parametrize("suffix", [".yaml", ".nc", ".xlsx", ".txt", ".png", ".zarr", ""])
def test_kinds__are_told_whatever_the_name_says(suffix: str, zoo: dict[str, Path], tmp_path: Path) -> None:
    for kind in set(KINDS) - {"store", "folder", "json"}:
        path = tmp_path / f"{kind}{suffix}"
        shutil.copy(zoo[kind], path)
        assert kind_of(path) == kind


def test_kinds__of_every_file_of_this_repository() -> None:
    for path in (ROOT / "configs").glob("*.yaml"):
        assert kind_of(path) == ("calibration" if path.name == "calibration.yaml" else "scenario")
    for path in (ROOT / "configs" / "sweeps").glob("*.yaml"):
        assert kind_of(path) == "sweep"
    assert kind_of(ROOT / "src" / "aksonsim" / "data" / "starter.yaml") == "scenario"
    assert kind_of(ROOT / "configs" / "nowhere.yaml") == ""
    assert kind_of("/dev/null") == kind_of("\0") == ""


def test_takes__says_of_every_argument_that_is_a_file_what_it_is() -> None:
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        given = {param.name for param in command.params if isinstance(param, click.Argument)}
        assert given - {"kind", "shell", "folder", "out"} <= set(TAKES.get(name, {})), name
        assert set(TAKES.get(name, {})) <= {param.name for param in command.params}, name


@pytest.mark.parametrize("command", TAKES)
def test_commands__say_what_a_wrong_file_is_and_who_takes_it(
    command: str,
    zoo: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    argument = next(name for name in TAKES[command] if name != "onto")
    right = set(TAKES[command][argument][0])
    yaml = bool(right & {"scenario", "sweep"})
    for kind, path in zoo.items():
        if kind in right & {"scenario", "sweep", "result", "workbook", "csv"}:
            continue
        arguments = [str(path) if word == "FILE" else word for word in NEEDS.get(command, ["FILE"])]
        assert run(command, *arguments) == 2, kind
        out, err = capsys.readouterr()
        assert out == "", kind
        assert err.startswith("error: "), (kind, err)
        assert "Traceback" not in err
        assert not [*tmp_path.iterdir()], kind
        if kind in right or (yaml and kind in ("text", "json", "empty", "folder")):
            assert str(path) in err  # the reader's own sentence
            continue
        what, use = KINDS[kind]
        use = use.format(path=path)
        assert err == f"error: {path}: is {what}; aksonsim {command} {TAKES[command][argument][1]}; {use}\n", kind


@pytest.mark.parametrize("option", ["--overlay", "--targets", "--class"])
def test_options__say_what_a_wrong_file_is(
    option: str, zoo: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    command = {"--targets": "calibrate", "--class": "outside"}.get(option, "show")
    right = {"classes"} if option == "--class" else {"scenario", "overlay", "sweep", "calibration"}
    for kind in set(KINDS) - {*right, "text", "json", "empty", "folder"}:
        assert run(command, MINIMAL, option, zoo[kind]) == 2
        assert f"{zoo[kind]}: is {KINDS[kind][0]}; {option} takes a file of " in capsys.readouterr().err


def test_compare__of_a_result_and_a_scenario_says_which_is_which(
    zoo: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("compare", zoo["result"], MINIMAL) == 2
    err = capsys.readouterr().err
    assert f"({zoo['result']} is a result, {MINIMAL} is a scenario file): run each file and compare the results" in err


def test_results__are_known_without_their_name(
    zoo: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert is_result(zoo["result"])
    assert is_result("nowhere.nc")
    shutil.copy(MINIMAL, tmp_path / "scenario.nc")
    assert not is_result(tmp_path / "scenario.nc")
    for arguments in (["summary"], ["ledger"]):
        assert run(*arguments, zoo["result"]) == 0
        capsys.readouterr()


def test_python__says_the_same(zoo: dict[str, Path]) -> None:
    with pytest.raises(
        ScenarioError, match="is a netCDF file, as aksonsim run writes results; YAML is needed; summary, plot"
    ):
        aksonsim.load(zoo["result"])
    with pytest.raises(
        ScenarioError, match="is a workbook; YAML is needed; aksonsim import makes a scenario file of it"
    ):
        read_yaml(zoo["workbook"])
    with pytest.raises(
        AksonsimError, match="is not a readable netCDF-4 file: it is a picture; no command reads pictures"
    ):
        read(zoo["picture"])
    with pytest.raises(AksonsimError, match=r"is a scenario file, not a result; aksonsim run .* makes one"):
        read(zoo["scenario"])


def raw(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text.encode(encoding))


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (raw("BMW: 1\nschema: 1\n"), "scenario"),
        (raw("PK: 1\ncosts: []\n"), "scenario"),
        (raw("CDF of costs"), "text"),
        (raw("\ufeffschema: 1\n"), "scenario"),
        (raw("title: Kjøp\nschema: 1\n", "cp1252"), "scenario"),
        (raw('{"schema": 1, "title": "t"}'), "scenario"),
        (raw("a,b\n1,2\n"), "csv"),
        (raw("a\tb\n1\t2\n"), "csv"),
        (raw('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="x"/>'), "picture"),
        (raw("x" * 300_000), "text"),
        (raw("# " + "æ" * 300_000 + "\nschema: 1\n"), "text"),
        (raw("{" * 100_000), "text"),
        (raw("title: a\nschema: 1\nnote: a\0b and so on for a while\n"), "scenario"),
        (raw("\0\1\2\3" * 20), "binary"),
    ],
)
def test_kinds__of_texts_that_look_otherwise(make: Callable[[Path], object], kind: str, tmp_path: Path) -> None:
    make(tmp_path / "file")
    assert kind_of(tmp_path / "file") == kind
