"""What `aksonsim import` says of files, maps and answers that are none: one sentence, exit 2, and nothing written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.command_line import run
from tests.files.workbooks import repacked

CSV = "Code;Element;Min (MNOK);Most likely (MNOK);Max (MNOK)\na;Pier;5;7;9\nb;Deck;15;17;29\n"
HEADER = tuple(CSV.split("\n", 1)[0].split(";"))
ROWS: tuple[tuple[Any, ...], ...] = (HEADER, ("a", "Pier", 5, 7, 9), ("b", "Deck", 15, 17, 29))
ANSWERS = ("shape=pert", "bounds=limits")
MAP = "import: 1\nanswers: {shape: pert, bounds: limits}\n"
FORMULA = "=VLOOKUP(A1,B1:C3,2)"
BARE = "a formula without a stored value, which is not computed here; open the workbook in a spreadsheet and save it"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOISE = bytes(range(256)) * 8


def book(rows: Sequence[Sequence[Any]] = ROWS, edit: Callable[[Any], object] = lambda made: None) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Costs"
    for row in rows:
        made.active.append(row)
    edit(made)
    made.save(out := io.BytesIO())
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in ({"[Content_Types].xml": b"<a/>"} | parts).items():
            archive.writestr(name, inner)
    return out.getvalue()


def imported(folder: Path, name: str, raw: bytes | str, *options: str) -> int:
    """Import a file with -o, and see that nothing is written where nothing is read."""
    file = folder / name
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    before = sorted(folder.rglob("*"))
    code = run("import", "-o", str(folder / "out.yaml"), *options, "--", str(file))
    assert code in (0, 2, 3)
    assert (sorted(folder.rglob("*")) == before) == (code != 0)
    return code


def refused(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, raw: bytes | str, *options: str, lines: int = 1
) -> str:
    assert imported(folder, name, raw, *options) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == lines
    return printed.err.replace(f"{folder}/", "")


def answers(*said: str) -> list[str]:
    return [word for one in said for word in ("--answer", one)]


def _far(made: Any) -> None:
    made.active["XFD2"] = "remark"


def _sheets(made: Any) -> None:
    for number in range(300):
        for row in ROWS:
            (made.create_sheet() if row is HEADER else made[made.sheetnames[-1]]).append(row)
        made[made.sheetnames[-1]].title = f"S{number}"


FILES: dict[str, tuple[str, bytes | str, str]] = {
    "picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + NOISE, "is a picture; aksonsim import takes a register"),
    "photograph": ("a.csv", b"\xff\xd8\xff\xe0" + NOISE, "is a picture"),
    "pdf": ("a.xls", b"%PDF-1.4\n" + NOISE, "is a PDF"),
    "letter": ("a.xlsx", packed(**{"word/document.xml": b"<a/>"}), "is a document of a word processor"),
    "program": ("a.csv", b"MZ" + NOISE, "is no text: byte 0x00 in line 1"),
    "zeros": ("a.csv", bytes(99), "is no text: byte 0x00 in line 1"),
    "json": (
        "a.csv",
        '[\n  {"id": "a", "p10": 1, "p90": 3},\n  {"id": "b", "p10": 1, "p90": 3}]',
        "is JSON, and no table",
    ),
    "scenario": ("a.csv", "schema: 1\ntitle: x\ncosts: []\n", "is a scenario file; aksonsim import takes a register"),
    "prose": ("a.csv", "Dear sir,\nI write to you.\n", "no table of costs, risks, drivers or activities is found"),
    "password": ("a.xlsx", OLE + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "is encrypted; save it without"),
    "empty": ("a.csv", "", "is empty; a table of estimates or risks is needed"),
    "blanks": ("a.csv", " \n\t\n;;;\n", "holds no word and no number"),
    "mark of order": ("a.csv", b"\xef\xbb\xbf", "holds no word and no number"),
    "blank cells": ("a.xlsx", book([(" ", "  ")]), "no table of costs, risks, drivers or activities is found"),
    "cut off": ("a.xlsx", book()[:3000], "is no workbook, or is cut off"),
    "bomb": ("a.xlsx", packed(**{"xl/workbook.xml": bytes(60_000_000)}), "unpacks to 60 MB; at most 48 MB are read"),
    "far away": ("a.xlsx", book(edit=_far), "has a cell XFD2; cells reach 1000 columns and 1048576 rows"),
    "long text": ("a.csv", CSV.replace("Pier", "P" * 1_000_000), "line 2: a cell has more than 131072 characters"),
    "open quotation": ("a.csv", CSV.replace("Pier", '"Pier'), "line 3: cannot be parted into cells"),
    "zero byte": ("a.csv", CSV.replace("Pier", "Pi\0er"), "is no text: byte 0x00 in line 2"),
    "matrix of 10 000": (
        "a.csv",
        ";" + ";".join(map(str, range(10_000))) + ("\n" + ";0" * 10_000) * 1_200,
        "has 24 MB; at",
    ),
    "matrix of 700": (
        "a.csv",
        ";" + ";".join(map(str, range(700))) + ("\nx" + ";0" * 700) * 700,
        "more than 400000 cells",
    ),
    "no such number": ("a.csv", CSV.replace("5;7;9", "1e400;7;9"), "C2: '1e400' is no number; an amount, or nothing"),
    "long number": ("a.csv", CSV.replace("5;7;9", f"5;7;{'9' * 5000}"), f"E2: '{'9' * 40}...' is no number"),
    "text": ("a.csv", CSV.replace("5;7;9", "5;7;nine"), "E2: 'nine' is no number; an amount, or nothing"),
    "not rising": ("a.csv", CSV.replace("5;7;9", "50;7;9"), "C2:E2: 50 | 7 | 9 do not rise; low <= middle <= high"),
    "error of a formula": ("a.xlsx", book((*ROWS, ("c", "Rail", "#REF!", 3, 4))), "Costs!C4: '#REF!' is no number"),
    "formula alone": ("a.xlsx", book((HEADER, *ROWS[1:], ("c", "Rail", FORMULA, 3, 4))), f"Costs!C4: {BARE}"),
}


@pytest.mark.parametrize("kind", FILES)
def test_files__that_are_none(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, raw, sentence = FILES[kind]
    told = refused(tmp_path, capsys, name, raw, *answers(*ANSWERS))
    assert told.startswith(f"error: {name}: ")
    assert sentence in told


def test_files__styles_without_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plain.xlsx").write_bytes(book())
    huge = repacked(tmp_path / "plain.xlsx", tmp_path / "huge.xlsx", {"xl/styles.xml": b" " * 40_000_000}).read_bytes()
    assert "unpacks to 40 MB" in refused(tmp_path, capsys, "huge.xlsx", huge)


def test_files__folder_and_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place, sentence in ((tmp_path, "is a folder"), (tmp_path / "none.csv", "no such file")):
        assert run("import", str(place)) == 2
        assert sentence in capsys.readouterr().err


SILENT: dict[str, tuple[Sequence[Sequence[Any]], str]] = {
    "both ends are errors": ((*ROWS, ("c", "Rail", "#REF!", 3, "#DIV/0!")), "Costs!C4: '#REF!' is no number"),
    "both ends are words": ((*ROWS, ("c", "Rail", "tbd", 3, "five")), "Costs!E4: 'five' is no number"),
    "both ends are formulas": ((*ROWS, ("c", "Rail", FORMULA, 3, FORMULA)), f"Costs!E4: {BARE}"),
    "all are formulas": ((*ROWS, ("c", "Rail", FORMULA, FORMULA, FORMULA)), f"Costs!C4: {BARE}"),
    "both ends are no numbers": (
        (*ROWS, ("c", "Rail", True, 3, dt.date(2025, 1, 2))),
        "Costs!E4: the date 2025-01-02 is",
    ),
    "all are dates": ((*ROWS, ("c", "Rail", *[dt.date(2025, 1, 2)] * 3)), "Costs!C4: the date 2025-01-02 is no number"),
    "a cost": ((("Element", "Cost (MNOK)"), ("Pier", 5), ("Deck", FORMULA)), f"Costs!B3: {BARE}"),
    "a probability": ((("Risk", "Probability", "Cost (MNOK)"), ("A", 0.1, 5), ("B", FORMULA, 7)), f"Costs!B3: {BARE}"),
    "a consequence": (
        (("Risk", "Probability", "Cost (MNOK)"), ("A", 0.1, 5), ("B", 0.2, FORMULA)),
        f"Costs!C3: {BARE}",
    ),
    "a whole risk": (
        (("Risk", "Probability", "Cost (MNOK)"), ("A", 0.1, 5), ("B", FORMULA, FORMULA)),
        f"Costs!C3: {BARE}",
    ),
}


@pytest.mark.parametrize("what", SILENT)
def test_cells__that_are_no_figures_are_not_passed_over(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, sentence = SILENT[what]
    shape = answers("shape=pert") if rows[0] is HEADER else []
    lines = 2 if what.startswith(("both", "a whole")) else 1
    told = refused(tmp_path, capsys, "a.xlsx", book(rows), *shape, lines=lines)
    assert sentence in told


@pytest.mark.parametrize("dash", ["-", "–", "n/a", "fixed", ""])
def test_cells__a_dash_beside_a_middle_states_no_range(dash: str, tmp_path: Path) -> None:
    text = CSV + f"c;Rail;{dash};3;{dash}\n"
    assert imported(tmp_path, "a.csv", text, *answers(*ANSWERS)) == 0
    assert "title: Rail, estimate: 3," in (tmp_path / "out.yaml").read_text("utf-8")


NAMES = [
    'we ird; $(rm) "x".csv',
    "nl\nname.csv",
    "-dash.csv",
    "æøå 表.csv",
    "\u202egnp.csv",
    "esc\x1b[31m.csv",
    "%s {0}.csv",
    "[red].csv",
    ".csv",
    "x" * 240 + ".csv",
    "a.map.yaml.csv",
    "half\udcff.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_names__of_any_signs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(tmp_path, name, CSV, *answers(*ANSWERS)) == 0
    capsys.readouterr()
    assert run("validate", str(tmp_path / "out.yaml")) == 0
    assert run("import", "--map", str(tmp_path / "out.map.yaml"), "--", str(tmp_path / name)) == 0
    printed = capsys.readouterr().out
    assert all(sign.isprintable() for sign in printed.replace("\n", ""))


MAPS: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "m.yaml: the file is empty; a mapping file begins with import: 1"),
    "not YAML": ("{a: [1,", "m.yaml:1:8: not valid YAML"),
    "picture": (b"\x89PNG\r\n\x1a\n" + NOISE, "m.yaml: is a picture; YAML is needed"),
    "scenario": ("schema: 1\n", "m.yaml: is no mapping file; it begins with import: 1"),
    "of the future": (MAP.replace("1", "2", 1), "m.yaml:1:1: import: must be 1, not 2"),
    "of another file": (
        MAP + "expect: {sheets: [A], headers: {A: [B]}}\n",
        "m.yaml: is the map of another file: a.csv has",
    ),
    "of another kind": (
        MAP + "file: {name: z.xlsx, kind: xlsx}\n",
        "file.kind: is for a file of kind xlsx (z.xlsx), not csv",
    ),
    "unknown key": (MAP + "anwsers: {}\n", "m.yaml:3:1: anwsers: unknown key anwsers; did you mean answers?"),
    "unknown key inside": (
        MAP + "sheets: {table: {is: elements, heder: 3}}\n",
        "m.yaml:3:32: sheets.table.heder: unknown key",
    ),
    "unknown meaning": (
        MAP + "sheets: {table: {is: elements, columns: {mod: x}}}\n",
        "mod: no meaning of a column; did you mean mode",
    ),
    "unknown column": (
        MAP + "sheets: {table: {is: elements, columns: {mode: x}}}\n",
        "has no column x (mode); columns: Code,",
    ),
    "no such sheet": (
        MAP + "sheets: {Foo: {is: elements}}\n",
        "is the map of another file: a.csv has none of its sheets (Foo)",
    ),
    "no such row": (
        MAP + "rows: {99: total}\n",
        "answer row 99=total: there is nothing in that row; rows 1 to 3 hold something",
    ),
    "no such header": (
        MAP + "sheets: {table: {is: elements, header: 99}}\n",
        "header[]=99: there is nothing in that row",
    ),
    "no kind of row": (
        MAP + "rows: {2: tottal}\n",
        "rows[2]: must be one of total, heading, note, count, leave out, not text",
    ),
    "wrong answer": (
        MAP.replace("pert", "prt"),
        "answer shape=prt: cannot be used; allowed: triangular, pert, gamma, lognormal",
    ),
    "key twice": (MAP.replace("}", ", shape: gamma}"), "m.yaml:2:40: answers.shape: this key stands twice"),
    "two answers": (
        MAP.replace("}", ", fordeling: gamma}"),
        "answer fordeling: said twice, pert and gamma; say it once",
    ),
    "no answers": ("import: 1\nanswers: [shape]\n", "m.yaml:2:1: answers: must be a mapping, not a list"),
    "bomb": (
        "import: 1\na: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{b}: &{b} [{','.join(f'*{a}' for _ in range(10))}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
        ),
        "more than 200000 values, aliases written out",
    ),
}


@pytest.mark.parametrize("kind", MAPS)
def test_maps__that_are_none(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, sentence = MAPS[kind]
    (tmp_path / "m.yaml").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    assert sentence in refused(tmp_path, capsys, "a.csv", CSV, "--map", str(tmp_path / "m.yaml"))


def test_maps__missing_or_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "none.yaml: no such file" in refused(tmp_path, capsys, "a.csv", CSV, "--map", str(tmp_path / "none.yaml"))
    assert "is a folder; a file is needed" in refused(tmp_path, capsys, "a.csv", CSV, "--map", str(tmp_path))


TYPED = {
    "two": (("shape=pert", "shape=gamma"), "answer shape: said twice, pert and gamma; say it once"),
    "two by other words": (
        ("shape=pert", "fordeling=gamma"),
        "answer fordeling: said twice, pert and gamma; say it once",
    ),
    "to no question": ((*ANSWERS, "week=5"), "answer week=5: nothing in this file asks for it; known: "),
    "unknown": ((*ANSWERS, "foo=5"), "answer foo=5: nothing in this file asks for it; known: "),
    "wrong": (("shape=round",), "answer shape=round: cannot be used; allowed: triangular, pert, gamma, lognormal"),
    "long": ((f"shape={'x' * 5000}",), f"answer shape={'x' * 40}...: cannot be used; allowed: triangular"),
    "no value": (("shape",), "--answer shape: must be KEY=VALUE, such as shape=triangular"),
    "nothing": (("shape=",), "--answer shape=: must be KEY=VALUE, such as shape=triangular"),
    "no row": (
        (*ANSWERS, "row 99=total"),
        "answer row 99=total: there is nothing in that row; rows 1 to 3 hold something",
    ),
    "no sheet": ((*ANSWERS, "Foo!3=total"), "answer Foo!3=total: there is no such sheet"),
    "two of a row": (
        (*ANSWERS, "row 2=total", "row 2=count"),
        "answer row 2: said twice, total and count; say it once",
    ),
}


@pytest.mark.parametrize("kind", TYPED)
def test_answers__that_are_none(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, sentence = TYPED[kind]
    assert sentence in refused(tmp_path, capsys, "a.csv", CSV, *answers(*said))


def test_answers__of_a_row_name_its_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(tmp_path, capsys, "a.xlsx", book(), *answers(*ANSWERS, "row 3=total"))
    assert "answer row 3=total: there is no such sheet; with its sheet: Costs!3" in told


def test_questions__are_printed_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(tmp_path, "a.csv", CSV) == 3
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "ask    the shape of the triples: --answer shape=triangular | --answer shape=pert" in printed.out


def test_sheets__three_hundred_are_asked_about_on_one_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(tmp_path, "a.xlsx", book(edit=_sheets)) == 3
    printed = capsys.readouterr().out
    assert "which sheet is the estimate? 301 sheets hold one: --answer sheet=Costs | --answer sheet=S0 | " in printed
    assert "--answer sheet=S10 | 290 more" in printed
    assert len(printed) < 2000


def test_headers__far_down_are_found(tmp_path: Path) -> None:
    made = book([*([()] * 4999), *ROWS])
    assert imported(tmp_path, "a.xlsx", made, *answers(*ANSWERS)) == 0
    assert "register, Costs!C5001:E5001" in (tmp_path / "out.yaml").read_text("utf-8")


def test_headers__a_heading_right_below_is_no_half_of_them(tmp_path: Path) -> None:
    text = CSV.replace("a;Pier", "A;Grunnarbeid;;;\nA1;Pier").replace("b;Deck", "A2;Deck")
    assert imported(tmp_path, "a.csv", text, *answers(*ANSWERS)) == 0
    assert (tmp_path / "out.yaml").read_text("utf-8").count("under: A") == 2
