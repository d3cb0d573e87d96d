"""``aksonsim run``: what it writes and prints, what it refuses, and that a failure leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from aksonsim import __version__
from aksonsim.cli import main
from aksonsim.files.netcdf import read

CONFIGS = Path(__file__).parents[2] / "configs"
AKSON = CONFIGS / "akson.yaml"

SMALL = """\
schema: 1
title: Two lines
price_year: 2019
costs:
  - {id: a, estimate: {min: 1, mode: 2, max: 4, shape: pert}}
  - {id: b, estimate: {p50: 30, p85: 40, shape: lognormal}}
scenarios:
  baseline: {title: As it stands}
  dear: {title: Dear, changes: {"costs[b].estimate.p50": 35}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a scenario file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(("run", *arguments))
    assert isinstance(stop.value.code, int)
    return stop.value.code


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content, hidden ones too."""
    return {str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b"" for file in folder.rglob("*")}


# --- what it writes and prints ----------------------------------------------------------------------------------------


def test_run__summary_on_stdout_and_log_on_stderr(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("small.yaml", "-n", "400", "-o", "a.nc") == 0
    out, err = capsys.readouterr()
    assert out.startswith("Two lines: As it stands\n")
    assert "P85" in out
    assert "400 draws of 1 scenario(s)" in err
    assert err.endswith("wrote a.nc\n")
    assert "wrote" not in out
    assert sorted(everything(folder)) == ["a.nc", "small.yaml"]


def test_run__quiet_leaves_stderr_empty(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("small.yaml", "-n", "40", "-q", "-o", "a.nc") == 0
    assert capsys.readouterr().err == ""


def test_run__twice_gives_the_same_bytes_whatever_the_threads(folder: Path) -> None:
    for name, more in (("a", []), ("b", []), ("c", ["--threads", "3", "--block", "64"])):
        assert run("small.yaml", "-n", "1501", "--keep", "full", "-q", "-o", f"{name}.nc", *more) == 0
    first = (folder / "a.nc").read_bytes()
    assert (folder / "b.nc").read_bytes() == first
    assert (folder / "c.nc").read_bytes() == first
    assert run("small.yaml", "-n", "1501", "--keep", "full", "--seed", "2", "-q", "-o", "d.nc") == 0
    assert (folder / "d.nc").read_bytes() != first


def test_run__the_file_says_how_to_repeat_it(folder: Path) -> None:
    arguments = ["-s", "dear", "-s", "baseline", "-n", "64", "--seed", "18446744073709551615", "--method", "lhs"]
    assert run("small.yaml", *arguments, "--set", "costs[a].estimate.max=5", "-q", "-o", "a.nc") == 0
    ds = read("a.nc")
    assert ds["scenario"].values.tolist() == ["dear", "baseline"]
    assert (ds.attrs["seed"], int(ds.attrs["draws"]), ds.attrs["method"]) == ("18446744073709551615", 64, "lhs")
    assert ds.attrs["aksonsim_version"] == __version__
    resolved = json.loads(ds.attrs["scenarios"])
    assert [s["costs"][1]["estimate"]["p50"] for s in resolved.values()] == [35, 30]
    assert [s["costs"][0]["estimate"]["max"] for s in resolved.values()] == [5, 5]


def test_run__all_takes_every_scenario_and_none_takes_the_base_file(folder: Path) -> None:
    assert run("small.yaml", "--all", "-n", "16", "-q", "-o", "all.nc") == 0
    assert read("all.nc")["scenario"].values.tolist() == ["baseline", "dear"]
    assert run("small.yaml", "-n", "16", "-q", "-o", "one.nc") == 0
    one, both = read("one.nc"), read("all.nc").sel(scenario=["baseline"])
    np.testing.assert_array_equal(one["cost_total"], both["cost_total"])


def test_run__keep_chooses_the_variables(folder: Path) -> None:
    kept = {}
    for keep in ("totals", "standard", "inputs", "full"):
        assert run("small.yaml", "-n", "16", "--keep", keep, "-q", "-o", f"{keep}.nc") == 0
        kept[keep] = set(read(f"{keep}.nc").data_vars)
    assert kept["totals"] < kept["standard"] < kept["inputs"] <= kept["full"]
    assert "cost_element" in kept["standard"] - kept["totals"]
    assert "input" in kept["inputs"] - kept["standard"]


def test_run__compressed_holds_the_same_numbers(folder: Path) -> None:
    assert run("small.yaml", "-n", "20000", "-q", "-o", "plain.nc") == 0
    assert run("small.yaml", "-n", "20000", "--compress", "-q", "-o", "small.nc") == 0
    assert (folder / "small.nc").stat().st_size < (folder / "plain.nc").stat().st_size
    assert read("small.nc").identical(read("plain.nc"))


def test_run__without_output_goes_to_results_with_pictures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("small.yaml", "-n", "200") == 0
    err = capsys.readouterr().err
    made = set(everything(folder))
    assert {"results", "results/small.nc", "results/small-s-curve.png"} <= made
    assert made - {"results", "small.yaml"} == {f"results/{p.name}" for p in (folder / "results").iterdir()}
    drawn = {line.removeprefix("drew ") for line in err.splitlines() if line.startswith("drew ")}
    assert drawn == {name for name in made if name.endswith(".png")}
    assert "no picture uptake: " in err
    for name in drawn:
        assert (folder / name).read_bytes().startswith(b"\x89PNG")


def test_run__pictures_go_where_plots_says(folder: Path) -> None:
    assert run("small.yaml", "-n", "200", "--plots", "pictures", "--lang", "nb", "-q", "-o", "deep/er/a.nc") == 0
    made = set(everything(folder))
    assert "deep/er/a.nc" in made
    assert "pictures/small-s-curve.png" in made


# --- what it refuses --------------------------------------------------------------------------------------------------

REFUSED = {
    "no draws": (["-n", "0"], "draws must be 1 or more, not 0"),
    "negative draws": (["-n", "-1"], "draws must be 1 or more, not -1"),
    "more draws than memory": (["-n", str(10**14)], "use fewer draws, keep less, or keep no draws: --keep summary"),
    "more draws than a design": (
        ["-n", str(10**14), "--method", "lhs"],
        "draws must be at most 2147483648 for lhs, not 100000000000000",
    ),
    "negative seed": (["--seed", "-1"], "seed must be from 0 to 2**64 - 1, not -1"),
    "seed too large": (["--seed", str(2**64)], f"seed must be from 0 to 2**64 - 1, not {2**64}"),
    "no threads": (["--threads", "0"], "threads must be 1 or more, not 0"),
    "odd block": (["--block", "7"], "block must be a positive multiple of 4, not 7"),
    "unknown scenario": (["-s", "deer"], "small.yaml: unknown scenario deer; did you mean dear?"),
    "no netCDF": (["-o", "a.csv"], "a.csv: a result is a netCDF file; its name must end in .nc"),
    "below a file": (["-o", "small.yaml/a.nc"], "small.yaml is a file, not a folder"),
    "folder that takes nothing": (["-o", "/proc/a.nc"], "/proc/a.nc: cannot be written: No such file or directory"),
    "a folder": (["-o", "old.nc"], "old.nc: is a folder, not a file"),
    "impossible correlation": (
        ["--set", "correlations=[{between: [a, b], rho: 0.9}, {between: [a, c], rho: 0.9}, {between: [b, c], rho: -1}]",
         "--set", "costs[c]={id: c, estimate: {min: 1, mode: 2, max: 4, shape: pert}}"],
        "cannot hold together",
    ),
    "infinite mean": (["--set", "costs[a].estimate={shape: pareto, b: 1}"], "shape pareto has no finite mean"),
    "negative cost": (["--set", "costs[a].estimate={mean: 1, sd: 2, shape: normal}"], "the cost can be negative"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_run__refuses_in_one_sentence_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    arguments, sentence = REFUSED[what]
    if what == "a folder":
        (folder / "old.nc").mkdir()
    output = [] if "-o" in arguments else ["-o", "new/folder/a.nc"]
    before = everything(folder)
    assert run("small.yaml", *(["-n", "8"] if "-n" not in arguments else []), *arguments, *output) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert sentence in err
    assert everything(folder) == before


@pytest.mark.parametrize("option", ["-n", "--seed", "--threads"])
def test_run__refuses_what_is_no_number(folder: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert run("small.yaml", option, "many", "-o", "a.nc") == 2
    assert "'many' is no whole number; write it as" in capsys.readouterr().err
    assert sorted(everything(folder)) == ["small.yaml"]


def test_run__an_existing_result_stays_when_the_next_one_fails(folder: Path) -> None:
    assert run("small.yaml", "-n", "8", "-q", "-o", "a.nc") == 0
    before = everything(folder)
    assert run("small.yaml", "-n", "0", "-o", "a.nc") == 2
    assert run("small.yaml", "-n", "8", "--set", "costs[a].estimate=-1", "-o", "a.nc") == 2
    assert everything(folder) == before
    assert run("small.yaml", "-n", "9", "-q", "-o", "a.nc") == 0
    assert read("a.nc").sizes["draw"] == 9


# --- in a process of its own ------------------------------------------------------------------------------------------

LIMITED = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({2**20}, {2**20}))
from aksonsim.cli import main
main(sys.argv[1:])
"""


def test_run__full_disk_is_a_sentence_and_leaves_the_old_result(folder: Path) -> None:
    """A limit on the size of files stands for the disk: 40 000 draws need 8 MB."""
    (folder / "a.nc").write_bytes(b"old")
    before = everything(folder)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "run", "small.yaml", "-n", "40000", "-q", "-o", "a.nc"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr == "error: a.nc: cannot be written: File too large\n"
    assert done.stdout == ""
    assert everything(folder) == before


SLOW = """
import sys
from aksonsim.engine import run
work = run.run_walk
def begin(*arguments):
    print("begun", flush=True)
    return work(*arguments)
run.run_walk = begin
from aksonsim.cli import main
main(sys.argv[1:])
"""


def heeding_interrupts() -> None:
    """What a shell starts in the background ignores interrupts, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_run__interrupted_ends_with_130_and_leaves_nothing(folder: Path) -> None:
    (folder / "a.nc").write_bytes(b"old")
    before = everything(folder)
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "run", str(AKSON), "-n", "2000000", "--keep", "totals", "-o", "a.nc"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding_interrupts,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"  # draws are being made
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.split() == ["interrupted"]
    assert out == ""
    assert everything(folder) == before


def test_run__as_a_module_and_from_another_folder(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aksonsim", "run", str(CONFIGS / "minimal.yaml"), "-n", "100", "-o", "m.nc"],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Two lines\n")
    assert "Traceback" not in done.stderr
    assert read("m.nc").sizes["draw"] == 100
