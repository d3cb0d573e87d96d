"""Texts of others on a terminal and in CSV: shown as they are, steering nothing; figures are never torn."""

from __future__ import annotations

import ast
import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from aksonsim.cli import main
from aksonsim.cli.streams import readable
from aksonsim.files.dump import block
from aksonsim.files.plain import csv_text, plain
from aksonsim.files.yaml import read
from aksonsim.render.terminal import console_for, show, table_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "aksonsim"
AKSON = ROOT / "configs" / "akson.yaml"
MARKUP = "[closed][/][b]:smile:[link=http://x.no]"
CONTROLS = "a\x1b[31mb\x07c\x9b5md\x7fe\u202ef\u200bg\rh\x08i\u2066j\U000e0041k"
TEXTS = ("title", "title_nb", "note", "publisher", "url")
"""Keys under which a file holds texts that somebody wrote."""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def acting(text: str) -> set[str]:
    """Return the characters of a text that act and are not shown."""
    return {char for char in text if not char.isprintable() and char != "\n"}


def _with(value: Any, more: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {str(k): _with(inner, more, str(k)) for k, inner in value.items()}
    if isinstance(value, list):
        return [_with(item, more, key) for item in value]
    return f"{more} {value}" if key in TEXTS and isinstance(value, str) else value


def hostile(folder: Path, more: str) -> Path:
    """Write the reference case with so much before every text in it, as a file that quotes what it must."""
    out = folder / "hostile.yaml"
    out.write_text(block(_with(read(AKSON), more)), encoding="utf-8")
    return out


COMMANDS = {
    "show": (),
    "validate": (),
    "check": ("-n", "100"),
    "economics": ("-n", "100"),
    "information": ("-n", "500"),
    "ledger": ("-n", "100"),
    "sensitivity": ("-n", "1000", "--method", "shares", "--method", "euler", "--method", "leave-one-out"),
    "compare": ("-n", "100", "-s", "baseline", "-s", "oslo_outside", "--mitigations"),
    "waterfall": ("-n", "1000", "--set", "gate.share=0.5"),
    "seek": ("-n", "1000", "--target", "9000", "--by", "events[E.G1].probability", "-s", "official_basis"),
    "outside": ("-n", "100"),
}
SHOWN_BY = ("check", "ledger", "sensitivity", "compare", "waterfall", "seek")
"""Commands that print titles of the file."""


@pytest.mark.slow
def test_markup__is_text_in_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = hostile(tmp_path, MARKUP)
    shown = {}
    for name, more in COMMANDS.items():
        assert run(name, str(file), *more) in (0, 1), name
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        shown[name] = "".join(out.split())
    result = str(tmp_path / "a.nc")
    assert run("run", str(file), "-n", "100", "-o", result) == 0
    shown["run"] = "".join(capsys.readouterr().out.split())
    assert run("summary", result, "--ladder", "--effects") == 0
    shown["summary"] = "".join(capsys.readouterr().out.split())
    for name, text in shown.items():
        if name not in ("sensitivity", "information"):  # which cut long titles
            assert text.count("[closed]") == text.count(MARKUP), name
    for name in (*SHOWN_BY, "run", "summary"):
        assert MARKUP in shown[name], name


@pytest.mark.slow
def test_control_characters__never_leave_a_command_raw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = hostile(tmp_path, CONTROLS)
    result = str(tmp_path / "a.nc")
    tried = [(name, str(file), *more) for name, more in COMMANDS.items()]
    tried += [(name, str(file), *more, "--json") for name, more in COMMANDS.items() if name not in ("show", "validate")]
    tried += [("run", str(file), "-n", "100", "-o", result, "-v"), ("summary", result, "--ladder")]
    tried += [("show", str(file), "--set", "gate.share=0.5", "--changes"), ("report", result, "-o", f"{result}.html")]
    for words in tried:
        code = run(*words)
        out, err = capsys.readouterr()
        # Done, or refused for what the text holds; a result with such texts need not be readable.
        assert code in (0, 1) or "\\x1b" in err or "U+001B" in err or words[0] in ("summary", "report"), words
        assert acting(out + err) == set(), words
        assert "Traceback" not in err or "-v" in words, words
        if "--json" in words and out:
            json.loads(out)


@pytest.mark.parametrize(
    "char", ["\x1b[2J", "\x07", "\r", "\x9b2J", "\u202e", "\u200b", "\x7f", "\udc80", "\n\n", "\t"]
)
def test_control_characters__in_names_of_files_and_options_are_escaped(
    char: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ("run", f"no{char}such.yaml"),
        ("summary", f"no{char}such.nc"),
        ("check", str(AKSON), "-s", f"no{char}such"),
        ("show", str(AKSON), "--set", f"no{char}such=1"),
        ("run", str(AKSON), "-n", f"x{char}"),
        (f"no{char}such",),
        ("run", f"--no{char}such"),
        ("plot", f"no{char}such", "x.nc", "-o", "x.png"),
        ("economics", str(AKSON), "--municipalities", f"no{char}such"),
    ):
        assert run(*words) == 2, words
        out, err = capsys.readouterr()
        assert out == ""
        assert acting(err) == set(), words
        assert "Traceback" not in err


def test_plain__is_one_line_that_keeps_what_is_seen() -> None:
    assert plain("A title\n") == "A title"
    assert plain("two\r\nlines\tand a tab") == "two lines and a tab"
    assert plain("Ørland − 5 % ±\xa0☃ 漢字") == "Ørland − 5 % ±\xa0☃ 漢字"
    assert acting(plain("".join(map(chr, range(0x3000))))) <= set("\xa0\u1680\u202f\u205f") | set(
        map(chr, range(0x2000, 0x200B))
    )


# --- nobody goes past the door ----------------------------------------------------------------------------------------

DOORS = {"cli/streams.py", "render/terminal.py", "files/plain.py"}
BARRED = {"print", "echo", "secho", "Console", "DictWriter", "writer", "to_csv"}


def past_the_door(source: str) -> list[str]:
    """Return what a module does to write on a terminal, or CSV, otherwise than by the functions made for it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            last = name.rpartition(".")[2]
            if (last in BARRED and not name.startswith("console.")) or re.match(r"sys\.std(out|err)\.write", name):
                found.append(name)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("rich.text", "rich.markup")):
            found.append(str(node.module))
    return found


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE)))
def test_door__no_module_writes_past_it(file: Path) -> None:
    if str(file.relative_to(SOURCE)) not in DOORS:
        assert past_the_door(file.read_text("utf-8")) == []


def test_door__what_goes_past_it_is_seen() -> None:
    wrong = [
        "print(x)",
        "click.echo(x)",
        "Console()",
        "csv.writer(f)",
        "sys.stderr.write(x)",
        "from rich.text import Text",
    ]
    assert all(past_the_door(code) for code in wrong)
    assert past_the_door("console.print(x)") == []


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("x")', "＝1", "-", "+47 22"],
)
def test_csv__no_text_begins_like_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(csv_text(("a", "b"), [{"a": text, "b": 1.5}])))
    assert row["a"].startswith("'")
    assert acting(row["a"]) == set()
    assert row["b"] == "1.5"


def test_csv__numbers_stay_numbers_and_other_texts_stay_themselves() -> None:
    values: list[Any] = [-5, -0.25, "-0.25", "+3", "-1e-3", "1 + 1", "a-b", "Ørland", ""]
    columns = [str(place) for place in range(len(values))]
    (row,) = csv.DictReader(io.StringIO(csv_text(columns, [dict(zip(columns, values, strict=True))])))
    assert list(row.values()) == [str(value) for value in values]


def test_csv__a_semicolon_begins_no_formula_where_spreadsheets_part_cells_by_it() -> None:
    text = csv_text(("a",), [{"a": "note; =cmd|' /C calc'!A0"}])
    for cell in text.splitlines()[1].split(";"):
        assert not cell.strip(' "').startswith(("=", "+", "-", "@"))


def test_csv__of_municipalities_guards_their_names() -> None:
    from aksonsim.analysis.municipalities import Municipality
    from aksonsim.cli.municipalities_csv import municipalities_csv
    from aksonsim.results.statistic import Statistic

    amounts: dict[str, Any] = dict.fromkeys(
        ("p50", "p85", "per_inhabitant_p50", "per_inhabitant_p85"), Statistic(-3.0, (-4.0, -2.0))
    )
    one = Municipality(
        code="0301",
        name="=1+1",
        county="@x\x1b",
        inhabitants=10,
        takes_part=1.0,
        **amounts,
        tariff_p50=None,
        tariff_p85=None,
    )
    money = {"currency": "MNOK", "currency_per_inhabitant": "NOK"}
    (got,) = csv.DictReader(io.StringIO(municipalities_csv({"-base": {"0301": one}}, money)))
    assert (got["scenario"], got["name"], got["county"]) == ("'-base", "'=1+1", "'@x\\x1b")
    assert (got["p50_MNOK"], got["p50_MNOK_half"], got["code"]) == ("-3", "1", "0301")
    assert (got["tariff_p50_NOK_a_year"], got["tariff_p50_NOK_a_year_half"]) == ("", "")


def test_csv__ledger_guards_sources_and_notes(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "schema: 1\ntitle: t\nprice_year: 2019\nsources: {s: {title: x}}\n"
        "costs:\n  - {id: a, estimate: 5, source: s, note: '=1+1'}\n  - {id: b, estimate: 2, note: \"\\r@x\"}\n",
        encoding="utf-8",
    )
    out = tmp_path / "a.csv"
    assert run("ledger", str(file), "-n", "10", "-o", str(out)) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert {row["note"] for row in rows} >= {"'=1+1", "'\\r@x"}


# --- figures are not torn ---------------------------------------------------------------------------------------------

FIGURE = re.compile(r"[-+]?[0-9]+(?: [0-9]{3})*(?:\.[0-9]+)?(?: ± [0-9]+(?: [0-9]{3})*(?:\.[0-9]+)?)?(?: %| pp)?")


def on_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """Return what a command prints on a terminal of so many columns, without styles."""
    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    told = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")} | {"TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "aksonsim", *arguments],
        stdout=below,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=told | environment,
    ) as process:
        os.close(below)
        parts = []
        while True:
            try:
                part = os.read(above, 65536)
            except OSError:  # Linux, when the other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(above)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode()).replace("\r\n", "\n")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("results") / "a.nc"
    assert run("run", str(AKSON), "-n", "300", "-q", "-o", str(out)) == 0
    return out


@pytest.mark.slow
@pytest.mark.parametrize("columns", [100, 80, 60])
def test_figures__are_whole_on_narrow_terminals(columns: int, result: Path) -> None:
    wanted = ("summary", str(result), "--ladder")
    wide, narrow = on_terminal(400, *wanted), on_terminal(columns, *wanted)
    assert max(map(cell_len, narrow.splitlines())) <= columns
    missing = Counter(FIGURE.findall(wide)) - Counter(FIGURE.findall(narrow))
    assert missing == Counter()
    assert acting(narrow) == set()


@pytest.mark.parametrize("columns", [120, 80, 60, 40])
def test_table__that_does_not_fit_comes_in_parts_with_its_labels(columns: int) -> None:
    out = io.StringIO()
    console = console_for(out)
    console.width = columns
    heads = [f"column {n}" for n in range(7)]
    table = table_of("", heads)
    table.add_row("the first of the rows", *(f"{n} 234 567 ± 1 000" for n in range(7)))
    table.add_row("the second", *("-12.5 ± 0.3 %" for _ in range(7)))
    show(console, "Amounts of 1 234 567 MNOK and 82.0 %, 1 / 280 in a title that goes on and on", table)
    lines = out.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= columns
    text = out.getvalue()
    for n in range(7):
        assert text.count(f"{n} 234 567 ± 1 000") == 1
    assert text.count("-12.5 ± 0.3 %") == 7
    assert "1 234 567 MNOK" in text
    parts = text.count("second")
    assert (parts == 1) == (columns == 120 and parts == 1) or parts > 1


def test_table__that_fits_is_printed_as_it_is() -> None:
    out = io.StringIO()
    table = table_of("", ["P50", "P85"])
    table.add_row("journal", "4 755 ± 12", "5 915 ± 20")
    show(console_for(out), "Cost", table)
    assert [line.rstrip() for line in out.getvalue().splitlines()] == [
        "", "Cost", "                P50         P85", "journal  4 755 ± 12  5 915 ± 20",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "cp850", "koi8-r"])
def test_readable__every_encoding_carries_what_is_said(encoding: str) -> None:
    said = readable("Ørland æå ± − – … ≥ × · ’ « » € ☃ \udc80", encoding)
    said.encode(encoding)
    assert "?" not in said
    assert readable("plain", encoding) == "plain"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_encoding__of_an_old_console_ends_nothing(encoding: str, result: Path) -> None:
    for words in (("summary", str(result), "--ladder"), ("sensitivity", "--help"), ("summary", str(result), "--json")):
        done = subprocess.run(
            [sys.executable, "-m", "aksonsim", *words],
            capture_output=True,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        )
        assert (done.returncode, done.stderr) == (0, b""), done.stderr
        text = done.stdout.decode(encoding)
        if "--json" in words:
            json.loads(text)
        elif words[0] == "summary":
            plus = "+/-" if encoding == "ascii" else "±"
            heads = next(line for line in text.splitlines() if "expected" in line and "P85" in line)
            first = text.splitlines()[text.splitlines().index(heads) + 1]
            assert plus in first
            assert len(first.rstrip()) <= len(heads) + 1  # laid out with the characters that are printed
