"""Put hostile texts into every field that takes text, and pass them through every command.

    python proof/texts.py                    # all texts
    python proof/texts.py --only markup      # one of them
    python proof/texts.py --commands summary # commands whose line begins so

One file holds a text in all its fields (titles in both languages, notes, sources, municipalities). Where the file is
refused, that must be a sentence with its line. Where it is taken, every command must do with it what it does with a
plain text: the same exit code, no traceback, no warning, no control character on a terminal, no markup in a page, no
formula in a workbook or CSV, and where the text is shown it stands there as it was written.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import fuzz  # noqa: E402

fuzz.SECONDS, fuzz.PATIENCE, fuzz.BYTES = 90, 240, 4 * 10**9

TEXTS = {
    "plain": "Works and more",
    "markup": "Works [closed] [/] [bold red]x[/bold red] [link=http://a.b]y[/link] :smile:",
    "maths": r"Cost $x^{2}$ and $ alone, \alpha_1 {} % & # ~",
    "page": "<script>alert(1)</script><b>\"'&amp;",
    "template": "{{ 7*7 }} {% raw %} ${x} %(a)s {0} %s",
    "formula": '=HYPERLINK("http://a.b","x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "newline": "one\ntwo\n\nthree",
    "return": "one\rtwo",
    "escape": "red \x1b[31m and \x1b]0;title\x07 bell",
    "c1": "c1 \x9b31m \x85 next",
    "nul": "a\x00b",
    "bidi": "abc \u202egnp.exe \u2066x\u2069",
    "invisible": "zero\u200bwidth\u2060joined\ufeff",
    "combining": "Z" + "\u0301\u0327" * 20 + "algo",
    "emoji": "👩‍👩‍👧 risk 🏗️",
    "arabic": "تكلفة المشروع",
    "wide": "费用总额 プロジェクト",
    "escaped": "_x000D_ _x0041_ _x005F_",
    "underscore": "_hidden legend",
    "percent": "100 % of %d and %n",
    "long": "long " * 400,
    "word": "x" * 600,
    "spaces": "  a  b  ",
    "quotes": '\'; DROP TABLE x; -- ""',
    "separator": "line\u2028para\u2029end",
    "path": "..\\..\\C:\\x /etc/passwd",
    "number": "1e5",
    "null": "null",
}
KEYS = {"title", "title_nb", "note", "publisher", "trust", "county", "name"}
"""Keys whose values are free text (``name`` in the table of municipalities alone)."""

OF_FILE = (
    "validate FILE", "show FILE", "show FILE --defaults", "export FILE OUT.xlsx",
    "check FILE -n 4000", "check FILE -n 4000 --json",
    "sensitivity FILE -n 4000 --method shares", "sensitivity FILE -n 4000 --method leave-one-out --xlsx OUT.xlsx",
    "sensitivity FILE -n 4000 --method bins --json", "economics FILE -n 500", "economics FILE -n 500 --json",
    "economics FILE -n 500 --municipalities OUT.csv", "information FILE -n 4000 -o OUT.png",
    "waterfall FILE -n 4000 --set unspecified=0.1 --lang nb -o OUT.png",
    "seek FILE -n 4000 --by element:journal.build --target 6000",
    "calibrate FILE -n 4000 --fit unspecified=0..0.2 --target cost_total.p50=6000+-100",
    "outside FILE -n 500 -o OUT.png --lang nb", "ledger FILE -n 500", "ledger FILE -n 500 -o OUT.csv",
    "ledger FILE -n 500 -o OUT.md", "compare FILE --all -n 500", "compare FILE --all -n 500 --json --lang nb -o OUT",
)  # fmt: skip
OF_RESULT = (
    "summary FILE", "summary FILE --json", "summary FILE --ladder --effects", "summary FILE --ladder --xlsx OUT.xlsx",
    "verify FILE", "report FILE --lang nb -o OUT.html", "report FILE -o OUT.html", "report FILE -o OUT.pdf",
    "explore FILE --of cost_total -o OUT", "compare FILE", "ledger FILE", *(
        f"plot {kind} FILE --lang {lang} -o OUT.{suffix}"
        for kind, lang, suffix in (
            ("s-curve", "en", "svg"), ("s-curve", "nb", "png"), ("ladder", "nb", "png"), ("uptake", "en", "png"),
            ("adoption", "en", "png"), ("cash-flow", "nb", "png"), ("payers", "en", "png"),
            ("municipalities", "nb", "png"),
            ("npv", "en", "pdf"), ("convergence", "nb", "png"), ("tornado", "en", "png"), ("input-output", "nb", "png"),
        )
    ),
)  # fmt: skip


def with_text(node: Any, text: str, key: str = "", of: str = "") -> Any:
    """Return a tree in which every free text is this one; what has an id gets a title in both languages, and a note."""
    if isinstance(node, dict):
        filled = {k: with_text(v, text, k, key or of) for k, v in node.items()}
        return filled | ({"title": text, "title_nb": text, "note": text} if "id" in node else {})
    if isinstance(node, list):
        return [with_text(item, text, "", key) for item in node]
    free = key in KEYS and (key not in ("name", "county") or of == "municipalities")
    return text if free and isinstance(node, str) else node


def scenario(text: str) -> bytes:
    """Return the file with every section, its texts replaced."""
    from ruamel.yaml import YAML

    tree = YAML(typ="safe", pure=True).load((HERE / "everything.yaml").read_text("utf-8"))
    whole = with_text(tree, text) | {"title": text, "title_nb": text}
    pairs = any(ord(char) > 0xFFFF for char in text)  # which JSON escapes by halves, and YAML does not know
    return json.dumps(whole, indent=1, default=str, ensure_ascii=not pairs).encode()  # JSON is YAML


class _Page(HTMLParser):
    """What a browser would see of a page: its text, its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.text = 0, ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.scripts += tag == "script"

    def handle_data(self, data: str) -> None:
        self.text += data


def folded(text: str) -> str:
    """Return a text without white space, which tables and pages may break."""
    return re.sub(r"\s+", "", text)


def faults(line: str, text: str, printed: str, written: list[Path]) -> Iterator[str]:
    """Yield what a command did wrong with a text that it took."""
    control = {c for c in printed if unicodedata.category(c) == "Cc" and c not in "\n\t"}
    control |= {c for c in printed if c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"}
    if control:
        yield f"control characters printed: {sorted(map(ascii, control))}"
    shows = line.startswith(("summary FILE", "validate")) and "json" not in line and "xlsx" not in line
    if shows and text.isprintable() and line == "summary FILE" and folded(text) not in folded(printed):
        yield "the title is not shown as it was written"
    for file in written:
        if file.suffix == ".html":
            page = _Page()
            page.feed(file.read_text("utf-8"))
            if "alert(1)" in text and "<script>alert(1)" in file.read_text("utf-8"):
                yield "a script of the text is in the page"
            if text.isprintable() and folded(text) not in folded(page.text):
                yield "the title is not in the page"
        if file.suffix == ".csv":
            rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(keepends=True)))
            bad = [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell and not _number(cell)]
            if bad:
                yield f"a formula in the CSV: {bad[0]!r}"
        if file.suffix == ".xlsx":
            from openpyxl import load_workbook

            for sheet in load_workbook(file).worksheets:
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.data_type == "f" and "HYPERLINK" in str(cell.value):
                            yield f"a formula in the workbook: {sheet.title} {cell.coordinate}"


def _number(cell: str) -> bool:
    try:
        float(cell.replace("\u2212", "-"))
    except ValueError:
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=TEXTS, nargs="+", help="these texts")
    parser.add_argument("--commands", default="", help="commands whose line begins so")
    options = parser.parse_args()
    tried = refused = failed = 0
    codes: dict[tuple[str, str], int] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fuzz.bases(folder)
        for name in dict.fromkeys(("plain", *(options.only or TEXTS))):
            text = TEXTS[name]
            data = scenario(text)
            run = ("run", "FILE", "--all", "-n", "4000", "--keep", "inputs", "-o", "OUT")
            verdict = fuzz.attempt(fuzz.Case(name, ".yaml", data, run, "out.nc"), folder)
            tried += 1
            result = folder / "work" / "out.nc"
            raw = result.read_bytes() if result.exists() else None
            wrong = [verdict.wrong] if verdict.wrong else list(faults("run", text, verdict.printed, []))
            if verdict.code == 2:
                refused += 1
                wrong += [] if re.search(r"\.yaml:\d+", verdict.printed) else ["refused without a line"]
                print(f"{name}: refused: {verdict.printed.splitlines()[0][:140]!a}")
            elif raw is None:
                wrong += [f"no result, exit {verdict.code}"]
            failed += bool(wrong)
            for what in wrong:
                print(f"FAILED {name}: run: {what}\n{verdict.printed[-600:]}")
            lines = [] if raw is None else [(line, ".yaml", data) for line in OF_FILE]
            lines += [] if raw is None else [(line, ".nc", raw) for line in OF_RESULT]
            for line, suffix, content in lines:
                if not line.startswith(options.commands):
                    continue
                out = next((word.replace("OUT", "out") for word in line.split() if word.startswith("OUT")), "")
                words = tuple("OUT" if word.startswith("OUT") else word for word in line.split())
                verdict = fuzz.attempt(fuzz.Case(f"{name} {line}", suffix, content, words, out), folder)
                tried += 1
                written = [path for path in (folder / "work").rglob("*") if path.is_file() and path.stem != "case"]
                key = (line, suffix)
                expected = codes.setdefault(key, verdict.code) if name == "plain" else codes.get(key, 0)
                many = out and "." not in out and verdict.wrong.startswith("left ")  # a folder of pictures
                own = verdict.wrong == "warning" and "Warning: " not in verdict.printed  # a word of a table
                wrong = [verdict.wrong] if verdict.wrong and not many and not own else []
                wrong += [] if verdict.code == expected else [f"exit {verdict.code}, with a plain text {expected}"]
                wrong += faults(line, text, verdict.printed, written)
                failed += bool(wrong)
                for what in wrong:
                    print(f"FAILED {name}: {line}: {what}\n    {verdict.printed.strip()[-300:]}")
    print(
        f"{len({'plain', *(options.only or TEXTS)})} texts, {tried} commands, {refused} texts refused, {failed} failed"
    )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
