"""What a command is to write is looked at before any work; links, streams and the umask are as users expect."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.command_line import command_of, run

from aksonsim.cli import COMMANDS
from aksonsim.cli.targets import Target
from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import refuse_unwritable, replacing

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = CONFIGS / "minimal.yaml"
AKSON = CONFIGS / "akson.yaml"

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and the umask are of POSIX")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("results") / "made.nc"
    assert run("run", str(MINIMAL), "-n", "100", "-q", "-o", str(out)) == 0
    return str(out)


def lines(result: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return for each target a command line up to it; the work it asks for would take minutes, if it was begun."""
    many = ("-n", "100000000")
    calibrate = ("calibrate", str(MINIMAL), "--fit", "costs[a].estimate.max", "--target", "cost_total.p50=8", *many)
    answering: dict[str, tuple[str, ...]] = {
        "backtest": many,
        "check": (str(AKSON), *many),
        "compare": (str(AKSON), "--all", *many),
        "doctor": (),
        "economics": (str(AKSON), *many),
        "explore": (result,),
        "information": (str(AKSON), *many),
        "jcl": (result,),
        "ledger": (str(AKSON), *many),
        "outside": (str(AKSON), *many),
        "schedule": (str(AKSON), *many),
        "seek": (str(MINIMAL), "--target", "8", "--by", "element:a", *many),
        "sensitivity": (str(AKSON), "--method", "all", *many),
        "summary": (result,),
        "verify": (result,),
        "waterfall": (str(AKSON), "--set", "gate.share=0.5", *many),
    }
    return {
        **{(name, "output"): (name, *line, "-o") for name, line in answering.items()},
        **{(name, "xlsx"): (name, *line, "--xlsx") for name, line in answering.items()},
        ("init", "folder"): ("init",),
        ("init", "target"): ("init", "-o"),
        ("init", "book"): ("init", "--xlsx"),
        ("run", "output"): ("run", str(MINIMAL), *many, "-o"),
        ("run", "folder"): ("run", str(MINIMAL), *many, "-o", "a.nc", "--plots"),
        ("plot", "output"): ("plot", "s-curve", result, "-o"),
        ("report", "output"): ("report", result, "-o"),
        ("economics", "table"): ("economics", str(AKSON), *many, "--municipalities"),
        **{("calibrate", name): (*calibrate, option) for name, option in CALIBRATE.items()},
        ("export", "out"): ("export", str(MINIMAL)),
        ("export", "target"): ("export", str(MINIMAL), "-o"),
        ("import", "out"): ("import", "no.xlsx", "-o"),
        ("sweep", "output"): ("sweep", str(CONFIGS / "sweeps" / "thousand.yaml"), "-o"),
    }


CALIBRATE = {"output": "-o", "overlay": "--write-overlay", "xlsx": "--xlsx"}
ENDINGS = {"run": ".nc", "report": ".html", "calibrate": ".yaml"}
ENDINGS |= {"summary": ".xlsx", "export": ".xlsx", "import": ".yaml", "sweep": ".zarr"}
TARGETS = {
    (command, str(param.name)): param.type
    for command in COMMANDS
    for param in command_of(command).params
    if isinstance(param.type, Target)
}


def test_targets__every_option_that_writes_is_known() -> None:
    writing = {"-o", "--output", "--plots", "--xlsx", "--municipalities", "--picture", "--write-overlay"}
    for name in COMMANDS:
        for param in command_of(name).params:
            if isinstance(param, click.Option) and writing.intersection(param.opts) and "--of" not in param.opts:
                assert (name, param.name) in TARGETS


@pytest.mark.parametrize(("command", "name"), TARGETS)
def test_targets__what_cannot_be_written_ends_before_the_work(
    command: str,
    name: str,
    result: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    line = lines(result)[command, name]
    ending = (
        ".xlsx"
        if name in ("xlsx", "book")
        else ENDINGS.get(command, ".png")
        if name != "folder" and command != "init"
        else ""
    )
    Path("file").write_text("x", encoding="utf-8")
    wrong = [f"file/inside{ending}", f"{'x' * 300}{ending}"]
    if name == "folder" or (command == "init" and name != "book"):
        wrong.append("file")
    elif command != "sweep":
        Path(f"folder{ending}").mkdir()
        wrong.append(f"folder{ending}")
        if command != "import":
            wrong += ["wrong.ending"] if TARGETS[command, name].pictured else ["wrong.ending", "none"]
    if os.name == "posix":
        os.mkfifo(f"pipe{ending}")
        Path(f"device{ending}").symlink_to("/dev/null")
        Path(f"loop{ending}").symlink_to(f"loop{ending}")
        wrong += [f"pipe{ending}", f"device{ending}", f"loop{ending}"]
        if not ending:
            wrong = [path for path in wrong if path != "loop"]
    before = sorted(os.listdir())
    for path in wrong:
        assert run(*line, path) == 2, path
        out, err = capsys.readouterr()
        assert out == "", path
        assert "Traceback" not in err
        assert err.rstrip()
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@posix
def test_targets__a_stream_is_no_file(stream: str, tmp_path: Path) -> None:
    (tmp_path / "link.nc").symlink_to(stream)
    with (tmp_path / "printed").open("w") as out:
        for name in (stream, "link.nc"):
            done = subprocess.run(
                [sys.executable, "-m", "aksonsim", "run", str(MINIMAL), "-n", "9", "-o", name, "--plots", "p"],
                cwd=tmp_path,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert done.returncode == 2
            assert "is a stream, not a file" in done.stderr or "must end in .nc" in done.stderr
    assert (tmp_path / "printed").read_text() == ""


def test_information__with_nothing_to_draw_prints_nothing_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.png"
    words = ("information", str(MINIMAL), "--decision", "frame", "--frame", "1e9", "-n", "1000", "-o", str(out))
    code = run(*words)
    printed, err = capsys.readouterr()
    assert (code == 0) == out.is_file() == bool(printed)
    assert code == 0 or err.startswith("error: ")


@posix
@pytest.mark.parametrize("target", ["there.csv", "folder/there.csv", "missing.csv", "chain.csv"])
def test_replacing__writes_what_a_link_leads_to(target: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("there.csv", "folder/there.csv"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    (tmp_path / "chain.csv").symlink_to("folder/there.csv")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with replacing(link) as temporary:
        temporary.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert link.readlink() == Path(target)
    assert (tmp_path / target).read_text("utf-8") == "new"
    assert list(tmp_path.rglob(".*")) == []


@posix
@pytest.mark.parametrize("path", ["/dev/null", "/dev/full", "/dev/stdout", "/proc/self/fd/2"])
def test_replacing__refuses_devices_and_streams(path: str) -> None:
    with pytest.raises(OSError, match="is a"), replacing(path):
        pass
    with pytest.raises(AksonsimError, match="is a"):
        refuse_unwritable(path)


@pytest.fixture
def strict_umask() -> Iterator[int]:
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


@posix
@pytest.mark.slow
def test_umask__holds_for_whatever_is_written(
    strict_umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AKSONSIM_CACHE", str(tmp_path / "cache"))
    (tmp_path / "sweep.yaml").write_text(
        f"schema: 1\ntitle: t\nbase: {MINIMAL.name}\nparameters: {{'costs[a].estimate.max': {{values: [4, 5]}}}}\n"
        "design: grid\noutputs: [{quantity: cost_total, statistic: p85}]\n",
        encoding="utf-8",
    )
    (tmp_path / MINIMAL.name).write_bytes(MINIMAL.read_bytes())
    assert run("run", MINIMAL.name, "-n", "200", "-o", "new/a.nc", "--plots", "pictures") == 0
    assert run("summary", "new/a.nc", "--xlsx", "a.xlsx") == 0
    assert run("ledger", MINIMAL.name, "-n", "100", "-o", "a.csv") == 0
    assert run("report", "new/a.nc", "--no-rerun", "-o", "a.html") == 0
    assert run("sweep", "sweep.yaml", "-n", "200", "--workers", "1", "-o", "a.zarr") == 0
    written = [path for path in tmp_path.rglob("*") if path.name not in ("sweep.yaml", MINIMAL.name)]
    kinds = {path.suffix for path in written}
    assert {".nc", ".png", ".xlsx", ".csv", ".html", ".zarr", ".json"} <= kinds
    for path in written:
        wanted = (0o777 if path.is_dir() else 0o666) & ~strict_umask
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@posix
@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_plot__on_a_full_disk_is_one_sentence_and_no_file(ending: str, result: str, tmp_path: Path) -> None:
    """A limit on the size of files fails in the same place as a disk without room."""
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; {sys.executable} -m aksonsim plot s-curve {result} -o p.{ending}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [f"error: p.{ending}: the picture cannot be written: File too large"]
    assert os.listdir(tmp_path) == []
