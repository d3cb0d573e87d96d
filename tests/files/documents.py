"""Documents of OpenDocument made for tests, from their XML."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAMES = "office table text style"
_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES.split())
_SPACES += ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'


def content(sheets: str, styles: str = "", before: str = "") -> str:
    """Return the content of a spreadsheet."""
    inner = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inner += f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    return f"<?xml version='1.0'?>{before}<office:document-content {_SPACES}>{inner}</office:document-content>"


def ods(path: Path, sheets: str, styles: str = "", **parts: bytes) -> Path:
    """Write a spreadsheet; other parts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made = {"content.xml": content(sheets, styles).encode(), **parts}
        for name, part in made.items():
            archive.writestr(name, part)
    return path
