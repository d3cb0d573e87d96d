"""Which files are read: plain ones, and of those that a file names what lies in its folder or one that is allowed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aksonsim.api import simulate
from aksonsim.cli import main
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files import access, netcdf
from aksonsim.files.dump import dump
from aksonsim.files.load import load, load_all
from aksonsim.files.tree import Place
from aksonsim.studies.verify import verify
from aksonsim.sweeps.reading import read_sweep

HEAD = "schema: 1\ntitle: t\ncurrency: MNOK\nprice_year: 2019\n"
POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes, links and /proc as POSIX has them")


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """End a test that waits for ever, as it would at a pipe that was opened."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: object) -> None:
        raise TimeoutError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 60)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with a table in it, one beside it, and links that lead out."""
    written(tmp_path / "elsewhere" / "secret.csv", "cost\n1\n2\n")
    written(tmp_path / "study" / "in.csv", "cost\n1\n2\n")
    written(tmp_path / "study" / "deep" / "in.csv", "cost\n1\n2\n")
    return tmp_path / "study"


def scenario(study: Path, data: str) -> Path:
    return written(study / "s.yaml", HEAD + f'costs: [{{id: a, estimate: {{data: "{data}"}}}}]\n')


@pytest.mark.parametrize("data", ["in.csv", "./in.csv", "deep/in.csv", "deep/../in.csv", "{study}/in.csv"])
def test_named__a_file_inside_the_folder_is_read(study: Path, data: str) -> None:
    found = load(scenario(study, data.format(study=study))).costs[0].estimate
    assert found.observations == (1.0, 2.0)  # type: ignore[union-attr]


OUTSIDE = "the folder of the file that names it"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("../elsewhere/secret.csv", OUTSIDE),
        ("../elsewhere/nothing.csv", OUTSIDE),
        ("deep/../../elsewhere/secret.csv", OUTSIDE),
        ("..", OUTSIDE),
        ("{study}/../elsewhere/secret.csv", OUTSIDE),
        ("{root}/elsewhere/secret.csv", OUTSIDE),
        ("{root}/elsewhere/nothing.csv", OUTSIDE),
        ("/etc/passwd", OUTSIDE),
        ("/dev/zero", OUTSIDE),
        ("/proc/self/environ", OUTSIDE),
        ("//server/share/a.csv", "is a share of a network"),
        ("..\\\\elsewhere\\\\secret.csv", "a backslash"),
        ("\\\\\\\\server\\\\share\\\\a.csv", "a backslash"),
        ("C:\\\\a.csv", "a backslash"),
        ("C:/a.csv", "a drive of Windows"),
        ("C:a.csv", "a drive of Windows"),
        ("file:///etc/passwd", "is an address"),
        ("FILE:in.csv", "is an address"),
        ("https://example.org/a.csv", "is an address"),
        ("in.csv\\0", "a control character"),
        ("in\\n.csv", "a control character"),
        ("deep", "is a folder"),
        ("nothing.csv", "no such file"),
        ("x" * 300, "no such file"),
    ],
)
def test_named__whatever_leaves_the_folder_is_refused(study: Path, data: str, what: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load(scenario(study, data.format(study=study, root=study.parent)))
    (problem,) = error.value.problems
    assert what in problem.what
    assert "s.yaml:5:" in problem.where or problem.where.endswith("deep")
    assert len(str(problem).splitlines()) == 1


def test_named__whether_a_file_outside_exists_is_not_told(study: Path) -> None:
    told = []
    for name in ("secret", "nothing"):
        with pytest.raises(ScenarioError) as error:
            load(scenario(study, f"../elsewhere/{name}.csv"))
        told.append(str(error.value).replace(name, ""))
    assert told[0] == told[1]


@POSIX
@pytest.mark.parametrize("link", ["file", "folder", "chain", "loop"])
def test_named__a_link_that_leads_out_is_refused(study: Path, link: str) -> None:
    (study / "file").symlink_to(study.parent / "elsewhere" / "secret.csv")
    (study / "folder").symlink_to(study.parent / "elsewhere")
    (study / "chain").symlink_to("file")
    (study / "loop").symlink_to("loop")
    (study / "near").symlink_to("in.csv")
    with pytest.raises(ScenarioError, match="no such file" if link == "loop" else r"is outside the folder .* leads to"):
        load(scenario(study, "folder/secret.csv" if link == "folder" else link))
    assert load(scenario(study, "near")).costs[0].estimate.observations == (1.0, 2.0)  # type: ignore[union-attr]


WAYS: dict[str, Callable[[str], str]] = {
    "cost": lambda data: f"costs: [{{id: a, estimate: {{data: {data}}}}}]\n",
    "mixture": lambda data: (
        f"costs: [{{id: a, estimate: {{mixture: [{{weight: 1, estimate: {{data: {data}}}}},"
        " {weight: 1, estimate: 2}]}}]\n"
    ),
    "driver": lambda data: (
        f"costs: [{{id: a, estimate: 1}}]\ndrivers: [{{id: d, multiplier: {{data: {data}}}, exposure: {{a: 1}}}}]\n"
    ),
    "event": lambda data: (
        f"costs: [{{id: a, estimate: 1}}]\nevents: [{{id: e, probability: 0.5, on: a, cost: {{data: {data}}}}}]\n"
    ),
    "people": lambda data: f"costs: [{{id: a, estimate: 1}}]\npopulation: {{data: {data}}}\n",
    "change": lambda data: (
        "costs: [{id: a, estimate: 1}]\n"
        f'scenarios: {{other: {{changes: {{"costs[a].estimate": {{data: {data}}}}}}}}}\n'
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_named__the_rule_holds_wherever_a_file_is_named(study: Path, way: str) -> None:
    file = written(study / "s.yaml", HEAD + WAYS[way]("../elsewhere/secret.csv"))
    with pytest.raises(ScenarioError, match="is outside the folder of the file that names it"):
        load_all(file)
    people = "code,name,county,inhabitants\n1,a,b,10\n2,c,d,20\n"
    written(study.parent / "elsewhere" / "secret.csv", people if way == "people" else "cost\n1\n2\n")
    assert load_all(file, allow_files=[study.parent / "elsewhere"])


def test_named__an_overlay_names_files_of_its_own_folder_and_an_option_those_here(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = scenario(study, "in.csv")
    written(study.parent / "mine" / "own.csv", "cost\n5\n6\n")
    overlay = written(study.parent / "mine" / "over.yaml", "costs[a].estimate.data: own.csv\n")
    assert load(file, overlays=[overlay]).costs[0].estimate.observations == (5.0, 6.0)  # type: ignore[union-attr]
    written(overlay, "costs[a].estimate.data: ../study/in.csv\n")
    with pytest.raises(ScenarioError, match="is outside the folder of the file that names it"):
        load(file, overlays=[overlay])
    monkeypatch.chdir(study.parent)
    sets = ["costs[a].estimate.data=mine/own.csv"]
    assert load(file, sets=sets).costs[0].estimate.observations == (5.0, 6.0)  # type: ignore[union-attr]
    with pytest.raises(ScenarioError, match="is outside the working directory"):
        load(file, sets=["costs[a].estimate.data=/etc/passwd"])


def test_allowing__ends_with_its_block_and_names_folders_only(study: Path) -> None:
    file = scenario(study, "../elsewhere/secret.csv")
    with access.allowing([study.parent]):
        assert load(file)
    with pytest.raises(ScenarioError, match="is outside"):
        load(file)
    for wrong in (study / "in.csv", study / "nowhere", "a\0b"):
        with pytest.raises(ScenarioError, match=r"--allow-files: .*: no such folder"):
            load(file, allow_files=[wrong])


@pytest.mark.parametrize("command", ["validate", "show", "run", "check", "ledger", "compare", "export"])
def test_allow_files__is_an_option_of_what_loads_a_scenario(
    study: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = scenario(study, "../elsewhere/secret.csv")
    written(file, file.read_text(encoding="utf-8") + "scenarios: {other: {}}\n")
    more = {"run": ["-n", "16", "-o", str(study / "out.nc")], "export": [str(study / "out.xlsx")]}
    more |= {name: ["-n", "16"] for name in ("check", "ledger")} | {"compare": ["-n", "200", "--all"]}
    told = []
    for allowed in ([], ["--allow-files", str(study / "deep")], ["--allow-files", str(study.parent / "elsewhere")]):
        with pytest.raises(SystemExit) as stop:
            main([command, str(file), *more.get(command, []), *allowed])
        told.append(stop.value.code)
        assert ("add --allow-files" in capsys.readouterr().err) == (len(told) < 3)
    assert told[:2] == [2, 2]
    assert told[2] in (0, 1)


def test_sweep__its_base_is_a_scenario_or_nothing(study: Path) -> None:
    scenario(study, "in.csv")
    text = HEAD.replace("currency: MNOK\nprice_year: 2019\n", "") + (
        "base: {base}\nparameters: {{'costs[a].estimate': {{values: [1, 2]}}}}\ndesign: grid\n"
        "outputs: [{{quantity: cost_total, statistic: p50}}]\n"
    )
    for place, base in (("", "s.yaml"), ("sweeps", "../s.yaml"), ("deep/sweeps", str((study / "s.yaml").resolve()))):
        assert read_sweep(written(study / place / "w.yaml", text.format(base=base))).base.costs
    for base, said in (
        ("../none.yaml", "no such file"),
        ("/etc/passwd", "not a mapping"),
        ("file:s.yaml", "an address"),
    ):
        with pytest.raises(ScenarioError, match=said) as refused:
            read_sweep(written(study / "deep" / "sweeps" / "w.yaml", text.format(base=base)))
        assert "root:" not in str(refused.value)


def test_verify__reads_no_file_that_a_result_names(study: Path) -> None:
    """A result carries the numbers of its tables; what it calls them is text."""
    ds = simulate(load(scenario(study, "in.csv")), draws=32)
    netcdf.write(ds, study / "r.nc")
    (study / "in.csv").unlink()
    forged = netcdf.read(study / "r.nc")
    forged.attrs["scenarios"] = forged.attrs["scenarios"].replace("in.csv", "/dev/zero")
    assert verify(netcdf.read(study / "r.nc")).identical
    assert verify(forged).first is None
    forged.attrs["scenarios"] = forged.attrs["scenarios"].replace('"observations"', '"observation"')
    with pytest.raises(AksonsimError, match="do not hold in this version"):
        verify(forged)


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "endless", "folder", "proc", "sys", "link to a device"])
@pytest.mark.parametrize("role", ["scenario", "overlay", "result", "workbook", "data", "sweep", "calibration"])
def test_plain__what_is_no_file_on_disk_is_refused_unopened(
    tmp_path: Path, kind: str, role: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "it"
    held = None
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "socket":
        held = socket.socket(socket.AF_UNIX)
        held.bind("it")
    elif kind == "folder":
        file.mkdir()
    else:
        places = {"device": "/dev/null", "endless": "/dev/zero", "proc": "/proc/self/environ", "sys": "/sys/kernel/mm"}
        places["sys"] = "/sys/kernel/uevent_seqnum"
        file.symlink_to(places.get(kind, "/dev/zero"))
        file = file if kind == "link to a device" else Path(os.readlink(file))
    if not file.exists():
        pytest.skip(f"{file} is not on this machine")
    good = written(tmp_path / "s.yaml", HEAD + "costs: [{id: a, estimate: {min: 1, mode: 2, max: 3, shape: pert}}]\n")
    named = written(tmp_path / "d.yaml", HEAD + f"costs: [{{id: a, estimate: {{data: {file}}}}}]\n")
    commands = {
        "scenario": ["validate", file],
        "overlay": ["validate", good, "--overlay", file],
        "result": ["summary", file],
        "workbook": ["import", file, "-o", "new.yaml"],
        "data": ["validate", named, "--allow-files", "/"],
        "sweep": ["sweep", file, "-o", "w.zarr"],
        "calibration": ["calibrate", good, "--targets", file],
    }
    opened, opening = [], os.open
    monkeypatch.setattr(os, "open", lambda path, *more: [opened.append(str(path)), opening(path, *more)][1])
    with pytest.raises(SystemExit) as stop:
        main([str(part) for part in commands[role]])
    out, err = capsys.readouterr()
    what = {"pipe": "is a pipe", "socket": "is a socket", "folder": "is a folder", "proc": "is no file on disk"}
    assert stop.value.code == 2
    assert out == ""
    assert str(file) not in opened
    assert role == "result" or err.count("\n") == 1
    assert (role, kind) == ("result", "folder") or what.get(
        kind, "is no file on disk" if kind == "sys" else "is a device"
    ) in err
    if held is not None:
        held.close()


@POSIX
def test_plain__a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "it"
    file.write_text("x")
    found = os.stat(file)
    file.unlink()
    os.mkfifo(file)
    real = os.stat
    monkeypatch.setattr(os, "stat", lambda path, *_, **__: found if path == file else real(path))
    with pytest.raises(ScenarioError, match="is a pipe"):
        access.read_bytes(file)


@POSIX
def test_plain__a_file_of_a_terabyte_is_refused_by_its_size(tmp_path: Path) -> None:
    for size in (access.MAX_BYTES + 1, 2**40):
        with (tmp_path / "big").open("wb") as file:
            file.truncate(size)
        with pytest.raises(ScenarioError, match="at most 20 MB are read"):
            access.read_bytes(tmp_path / "big")


@POSIX
@pytest.mark.parametrize("way", ["standard input", "redirected", "process substitution"])
def test_handed_over__what_a_shell_hands_over_is_read_as_often_as_needed(tmp_path: Path, way: str) -> None:
    file = written(tmp_path / "s.yaml", HEAD + "costs: [{id: a, estimate: 1}]\nscenarios: {other: {}}\n")
    script = {
        "standard input": f"cat {file} | {sys.executable} -m aksonsim validate /dev/stdin",
        "redirected": f"{sys.executable} -m aksonsim validate /dev/stdin < {file}",
        "process substitution": f"{sys.executable} -m aksonsim validate <(cat {file})",
    }[way]
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.partition(": ")[2]) == (
        0,
        "baseline: valid (1 element, 0 drivers, 0 events)\n",
    )
    assert done.stderr == "not checked: 1 other scenario of the file; --all checks every scenario\n"


@POSIX
def test_handed_over__files_named_there_belong_to_the_working_directory(study: Path) -> None:
    text = scenario(study, "in.csv").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "aksonsim", "validate", "/dev/stdin"]
    for data, code in (("in.csv", 0), ("/etc/passwd", 2)):
        done = subprocess.run(
            command, input=text.replace("in.csv", data), cwd=study, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr


def test_named__a_dumped_scenario_names_its_table_and_reads_none(study: Path, tmp_path: Path) -> None:
    shown = dump(load(scenario(study, "in.csv"))).replace("in.csv", "/etc/passwd")
    assert load(written(tmp_path / "far" / "shown.yaml", shown)).costs[0].estimate.observations  # type: ignore[union-attr]


def test_named__a_place_without_a_line_is_the_command_line(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study)
    assert access.named("in.csv", Place("--set x")) == Path("in.csv")
