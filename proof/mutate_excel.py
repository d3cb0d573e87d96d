"""Break workbooks on purpose: cells, XML parts, the archive, the bytes."""

from __future__ import annotations

import io
import random
import re
import zipfile

from mutate_yaml import WEIRD, flip

CELLS = (
    '<v>1e400</v>', '<v></v>', '<v>nan</v>', '<v>' + "9" * 400 + "</v>", '<is><t>x</t></is>', "<f>A1</f>",
    "<f>1/0</f><v>#DIV/0!</v>",
    '<f t="shared" ref="A1:XFD1048576" si="0">A1</f>', '<f t="array" ref="A1:A9">B1</f>', "<v>-1</v>", "<v>1048577</v>",
    "<v>0.1</v>", "<v>TRUE</v>", "<v>45000</v>", "<v>-45000.5</v>", "<v>2958466</v>",
)  # fmt: skip
TYPES = ("s", "n", "b", "e", "str", "inlineStr", "d", "x", "")
PARTS = {
    "xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>", "../../../tmp/evil.txt": b"x",
    "/etc/evil": b"x", "xl/worksheets/sheet1.xml": b"<worksheet/>",
    "xl/sharedStrings.xml": b"<sst><si><t>x</t></si></sst>",
    "xl/styles.xml": b"<styleSheet/>", "docProps/core.xml": b"<!DOCTYPE a [<!ENTITY a 'b'>]><a>&a;</a>",
    "[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>",
}  # fmt: skip


def unpacked(raw: bytes) -> dict[str, bytes]:
    """Return the parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return the archive of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return out.getvalue()


def _replaced(xml: str, pattern: str, by: str, rng: random.Random) -> str:
    """Replace one of the matches of a pattern."""
    found = list(re.finditer(pattern, xml))
    if not found:
        return xml
    match = rng.choice(found)
    return xml[: match.start()] + by + xml[match.end() :]


def cells(raw: bytes, rng: random.Random) -> bytes:
    """Change what stands in cells, and what the sheets say of themselves."""
    parts = unpacked(raw)
    names = [name for name in parts if name.endswith(".xml")]
    sheets = [name for name in names if "worksheets/" in name] or names
    for _ in range(rng.choice((1, 1, 2, 5))):
        name = rng.choice(sheets if rng.random() < 0.85 else names)
        xml = parts[name].decode("utf-8", "replace")
        weird = str(rng.choice(WEIRD))[:2000].replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        kind = rng.randrange(9)
        if kind == 0:
            xml = _replaced(xml, r"<v>[^<]*</v>", rng.choice(CELLS), rng)
        elif kind == 1:
            xml = _replaced(xml, r"<t( [^>]*)?>[^<]*</t>", f"<t>{weird}</t>", rng)
        elif kind == 2:
            xml = _replaced(xml, r' t="[a-zA-Z]*"', f' t="{rng.choice(TYPES)}"', rng)
        elif kind == 3:
            far = rng.choice(("A1", "XFD1048576", "ZZZZ1", "A0", "1A", "", "B2:C3", "A" * 50 + "1", "c7"))
            xml = _replaced(xml, r' r="[A-Z]+[0-9]+"', f' r="{far}"', rng)
        elif kind == 4:
            xml = _replaced(
                xml, r' (s|min|max|count|ref|sqref|sheetId|customHeight)="[^"]*"', f' {"s"}="{weird[:40]}"', rng
            )
        elif kind == 5:
            xml = _replaced(xml, r"<(c|row|si|sheet|xf|numFmt|dataValidation) .*?(/>|</\1>)", "", rng)
        elif kind == 6:
            xml = _replaced(xml, r' [a-zA-Z:]+="[^"]*"', "", rng)
        elif kind == 7:
            xml = _replaced(xml, r'="[^"]*"', f'="{weird}"', rng)
        else:
            xml = _replaced(xml, r">[^<]+<", f">{weird}<", rng)
        parts[name] = xml.encode("utf-8", "replace")
    return packed(parts)


def archive(raw: bytes, rng: random.Random) -> bytes:
    """Take parts away, add some, exchange some, break one."""
    parts = unpacked(raw)
    name, other = rng.choice(list(parts)), rng.choice(list(parts))
    kind = rng.randrange(5)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        added = rng.choice(list(PARTS))
        parts[added] = PARTS[added]
    elif kind == 2:
        parts[name], parts[other] = parts[other], parts[name]
    elif kind == 3:
        parts[name] = flip(parts[name], rng)
    else:
        parts[name.upper() if rng.random() < 0.5 else name + "x"] = parts.pop(name)
    return packed(parts)


def crafted(raw: bytes) -> dict[str, bytes]:
    """Return the workbooks that somebody would make in order to harm."""
    parts = unpacked(raw)
    sheet = next(name for name in parts if "worksheets/" in name)
    start, end = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">', b"</worksheet>"

    def with_sheet(inner: bytes) -> bytes:
        return packed(parts | {sheet: start + inner + end})

    return {
        "zip bomb": packed(parts | {sheet: start + b" " * 400_000_000 + end}),
        "many rows": packed(parts | {sheet: start + b"<sheetData>" + b"<row/>" * 2_000_000 + b"</sheetData>" + end}),
        "deep": packed(parts | {sheet: start + b"<a>" * 100_000 + b"</a>" * 100_000 + end}),
        "entities": packed(parts | {sheet: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + start + end}),
        "external entity": packed(
            parts | {sheet: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'}
        ),
        "far cell": with_sheet(
            b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "wide merge": with_sheet(b'<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "wide dimension": packed(parts | {sheet: start + b'<dimension ref="A1:XFD1048576"/><sheetData/>' + end}),
        "many parts": packed(parts | {f"x/{i}.xml": b"<a/>" for i in range(3000)}),
        "empty": b"", "text": b"hello", "zip of nothing": packed({}),
        "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
        "cut": raw[: len(raw) // 2], "tail": raw[len(raw) // 2 :], "junk before": b"x" * 1000 + raw,
    }  # fmt: skip
