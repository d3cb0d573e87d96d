"""Whatever becomes of stdout, stderr and matplotlib's settings, the result is written and the picture drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFIGS = Path(__file__).parents[2] / "configs"
MINIMAL = CONFIGS / "minimal.yaml"
AKSON = CONFIGS / "akson.yaml"
COMMAND = f"{sys.executable} -m aksonsim"
RUN = f"{COMMAND} run {MINIMAL} -n 200 -o a.nc --plots pictures"

full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell and return what it left on the streams that the line itself does not lead elsewhere."""
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


def written(folder: Path) -> tuple[bool, bool]:
    """Return whether the result and its pictures are there."""
    return (folder / "a.nc").is_file(), (folder / "pictures" / "minimal-s-curve.png").is_file()


@pytest.mark.parametrize(
    ("streams", "code", "said"),
    [
        (">&-", 0, "wrote a.nc"),
        ("2>&-", 0, ""),
        (">&- 2>&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        pytest.param(">/dev/full", 2, "error: stdout: No space left on device", marks=full),
        pytest.param("2>/dev/full", 0, "", marks=full),
        pytest.param(">/dev/full 2>/dev/full", 2, "", marks=full),
        ("| true; exit ${PIPESTATUS[0]}", 0, "wrote a.nc"),
        ("| head -1; exit ${PIPESTATUS[0]}", 0, "wrote a.nc"),
        ("2>&1 | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("> /dev/stderr < /dev/null", 0, "wrote a.nc"),
        ("1</dev/null", 2, "error: stdout: Bad file descriptor"),
    ],
)
def test_streams__the_result_is_written_and_drawn(streams: str, code: int, said: str, tmp_path: Path) -> None:
    done = shell(f"{RUN} {streams}", tmp_path)
    assert (done.returncode, written(tmp_path)) == (code, (True, True)), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_streams__a_closed_stdout_is_not_written_into_the_result(tmp_path: Path) -> None:
    for name, more in (("a", ""), ("b", ">&- 2>&- <&-")):
        shell(f"{COMMAND} run {MINIMAL} -n 200 -o {name}.nc {more}", tmp_path)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "completion bash",
        f"show {AKSON}",
        f"ledger {MINIMAL} -n 100",
        f"ledger {MINIMAL} -n 100 --json",
    ],
)
def test_streams__no_command_ends_with_one_because_nobody_reads(words: str, tmp_path: Path) -> None:
    for streams, code in (("| true", 0), (">&-", 0), (">/dev/full", 2), ("2>&- | true", 0)):
        done = shell(f"{COMMAND} {words} {streams}; exit ${{PIPESTATUS[0]}}", tmp_path)
        assert done.returncode == code, (streams, done.stderr)
        assert "Traceback" not in done.stderr, streams
        assert "Exception" not in done.stderr, streams


def test_streams__a_check_that_does_not_hold_says_so_whoever_reads(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{id: a, estimate: 5}]\nsources: {s: {title: x}}\n"
        "claims: [{id: c, quantity: cost_total, statistic: p50, value: 9, source: s, must_hold: true}]\n",
        encoding="utf-8",
    )
    assert shell(f"{COMMAND} check a.yaml -n 100", tmp_path).returncode == 1
    assert shell(f"{COMMAND} check a.yaml -n 100 | true; exit ${{PIPESTATUS[0]}}", tmp_path).returncode == 1


@pytest.mark.slow
def test_pictures__are_ours_whatever_matplotlib_is_told(tmp_path: Path) -> None:
    assert shell(f"{COMMAND} run {MINIMAL} -n 200 -o a.nc", tmp_path).returncode == 0
    plot = f"{COMMAND} plot s-curve ../a.nc -o p.png"
    (tmp_path / "plain").mkdir()
    assert shell(plot, tmp_path / "plain").returncode == 0
    wanted = (tmp_path / "plain" / "p.png").read_bytes()
    settings = "text.usetex: True\nbackend: TkAgg\nfont.size: 40\naxes.facecolor: red\nsavefig.format: svg\n"
    nowhere = tmp_path / "no-folder"
    nowhere.write_text("")
    cases: dict[str, tuple[str, dict[str, str]]] = {
        "jupyter": ("", {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}),
        "garbage": ("", {"MPLBACKEND": "garbage"}),
        "screen": ("", {"MPLBACKEND": "TkAgg", "DISPLAY": ""}),
        "settings": (settings, {}),
        "by-variable": ("", {"MATPLOTLIBRC": str(tmp_path / "settings" / "matplotlibrc")}),
        "no-config": ("", {"MPLCONFIGDIR": str(nowhere / "inside")}),
        "no-home": ("", {"HOME": "/nonexistent", "MPLCONFIGDIR": "", "XDG_CONFIG_HOME": "/nonexistent"}),
    }
    for name, (text, environment) in cases.items():
        folder = tmp_path / name
        folder.mkdir()
        if text:
            (folder / "matplotlibrc").write_text(text, encoding="utf-8")
        done = shell(plot, folder, **environment)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (name, done.stderr)
        assert (folder / "p.png").read_bytes() == wanted, name


def test_pictures__settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"font.size: \xff\xfe\n")
    assert shell(f"{COMMAND} run {MINIMAL} -n 200 -o a.nc", tmp_path).returncode == 0
    done = shell(f"{COMMAND} plot s-curve a.nc -o p.png", tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: matplotlib does not start")
    assert not (tmp_path / "p.png").exists()
