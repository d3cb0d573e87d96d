"""Broken files give sentences: a few members of the campaigns of ``proof/fuzz.py``, and every fault these found."""

from __future__ import annotations

import random
from pathlib import Path

import h5py
import numpy as np
import pytest

from aksonsim.cli import main
from aksonsim.files.yaml import parse

ROOT = Path(__file__).parents[2]
EVERYTHING = ROOT / "proof" / "everything.yaml"


@pytest.fixture(autouse=True)
def _campaigns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Find the mutators, and work in a folder of its own."""
    monkeypatch.syspath_prepend(ROOT / "proof")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small result with every section."""
    out = tmp_path_factory.mktemp("fuzz") / "out.nc"
    assert command("run", str(EVERYTHING), "-n", "32", "-q", "--keep", "full", "-o", str(out)) == 0
    return out.read_bytes()


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    """Hold a command to its exit codes, and to a sentence where it refuses."""
    code = command(*arguments)
    shown = capsys.readouterr().err
    assert code in (0, 1, 2), arguments
    assert (code == 2) == ("rror: " in shown), shown


def test_scenario_files__broken_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    import mutate_yaml as mutate

    raw = EVERYTHING.read_bytes()
    tree = parse(raw.decode(), "base", places=False)
    for number in range(24):
        rng = random.Random(number)
        data = mutate.tree(tree, rng) if number % 3 else mutate.text(raw, rng)
        Path("a.yaml").write_bytes(data)
        judged(capsys, "validate", "a.yaml")
    assert [path.name for path in Path().iterdir()] == ["a.yaml"]


@pytest.mark.parametrize("name", ["laughs", "deep lists", "long integer", "surrogate", "big escape", "tag"])
def test_scenario_files__made_to_harm(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    import mutate_yaml as mutate

    Path("a.yaml").write_bytes(mutate.crafted()[name])
    assert command("validate", "a.yaml") == 2
    assert capsys.readouterr().err.startswith("error: a.yaml")


def test_results__broken_on_purpose(result: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    import mutate_netcdf as mutate

    for number in range(24):
        change = (mutate.attributes, mutate.variables, mutate.flip, mutate.elsewhere)[number % 4]
        Path("a.nc").write_bytes(change(result, random.Random(number)))
        judged(capsys, "summary", "a.nc", "--json")
    assert [path.name for path in Path().iterdir()] == ["a.nc"]


def edited(result: bytes, what: str) -> None:
    """Write a.nc: the result with one thing wrong."""
    Path("a.nc").write_bytes(result)
    with h5py.File("a.nc", "r+") as file:
        total = file["cost_total"]
        if what == "nan":
            total[0, 3] = np.nan
        elif what == "infinite":
            file["cost_payer"][0, 3, 0] = np.inf
        elif what == "unit":
            total.attrs["units"] = "NOK"
        elif what == "draws":
            file.attrs["draws"] = 10**12
        elif what == "titles":
            file.attrs["titles"] = '{"a": 1}'
        elif what == "scenarios":
            file.attrs["scenarios"] = "{}"
        elif what == "half a character":
            file.attrs["titles"] = '{"programme": {"total": {"en": "\\ud800"}}}'
        elif what == "control sign":
            file.attrs["titles"] = '{"programme": {"total": {"en": "a\\u0001b"}}}'
        elif what == "method":
            file.attrs["method"] = "~"
        elif what == "nobody":
            file["inhabitants"][0] = 0
        elif what == "link":
            del file["npv"]
            file["npv"] = h5py.ExternalLink("/etc/passwd", "/x")
        elif what == "group":
            file.create_group("more")
        elif what == "type":
            file["base_estimate"].attrs["_FillValue"] = ["a", "b"]
        elif what == "start":
            file.attrs["start"] = "yesterday"
        elif what == "units":
            file["cost_total"].attrs["units"] = h5py.Empty("S1")
        elif what == "outcome":
            file["gate_outcome"][0, 0] = 5


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nan", "it has costs that are no numbers"),
        ("infinite", "its cost_payer is infinite somewhere"),
        ("unit", "its cost_total is not in MNOK"),
        ("draws", "it holds 32 draws and says 1000000000000"),
        ("titles", "its scenarios or titles are damaged"),
        ("scenarios", "its scenarios are not those it says it ran"),
        ("half a character", "its scenarios or titles are damaged"),
        ("control sign", "its scenarios or titles are damaged"),
        ("method", "its seed or method is damaged"),
        ("nobody", "it has a municipality without inhabitants"),
        ("link", "npv is a link"),
        ("group", "more is no variable"),
        ("type", "base_estimate: its attribute _FillValue is neither text nor numbers"),
        ("start", "its attribute start is no date"),
        ("units", "cost_total: its attribute units is neither text nor numbers"),
        ("outcome", "its gate_outcome is not between -1 and 2"),
    ],
)
def test_results__a_fault_has_its_sentence(
    result: bytes, what: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(result, what)
    assert command("summary", "a.nc") == 2
    shown = capsys.readouterr().err
    assert shown.startswith("error: a.nc: ")
    assert sentence in shown


def test_stores__broken_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    mutate = pytest.importorskip("mutate_zarr", exc_type=ImportError)
    Path("two.yaml").write_text(mutate.BASE, encoding="utf-8")
    Path("sweep.yaml").write_text(mutate.SPECS["grid"], encoding="utf-8")
    sweep = ("sweep", "sweep.yaml", "-q", "--workers", "1", "-o")
    assert command(*sweep, "sound.zarr") == 0
    sound = mutate.files_of(Path("sound.zarr"))
    names = ("nested 200 000 deep", "manifest a pipe", "manifest without end", "points 1000000", "without digest")
    made = {name: mutate.crafted(sound)[name] for name in (*names, "half a character", "unit shape [1000000000, 3]")}
    for number in range(24):
        change = mutate.CHANGES[number % len(mutate.CHANGES)]
        made[f"{number}"] = change(sound, random.Random(f"store {number}"))
    for name, files in made.items():
        mutate.unpack(mutate.packed(files), Path(f"{name}.zarr"))
        capsys.readouterr()
        judged(capsys, "explore", f"{name}.zarr", "--json")
        judged(capsys, *sweep, f"{name}.zarr", "--resume")


def test_workbooks__broken_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("openpyxl")
    import mutate_excel as mutate

    assert command("export", str(ROOT / "src" / "aksonsim" / "data" / "starter.yaml"), "sound.xlsx") == 0
    sound = Path("sound.xlsx").read_bytes()
    for number in range(12):
        change = mutate.cells if number % 3 else mutate.archive
        Path("a.xlsx").write_bytes(change(sound, random.Random(number)))
        Path("a.yaml").unlink(missing_ok=True)
        capsys.readouterr()
        judged(capsys, "import", "a.xlsx", "-o", "a.yaml")
    assert {path.name for path in Path().iterdir()} <= {"a.xlsx", "a.yaml", "sound.xlsx"}
