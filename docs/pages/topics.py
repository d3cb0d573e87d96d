"""The documents that no page lists by name: a new one is in the tree without anybody listing it."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1]


def topics(_: str = "") -> str:
    """Return a toctree of the documents beside the index that it does not name."""
    named = re.findall(r"^(?:[^<\n]*<)?([\w/-]+)>?$", (DOCS / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
    rest = sorted(file.stem for file in DOCS.glob("*.md") if file.stem not in {*named, "index"})
    return "\n".join(["```{toctree}", ":caption: Topics", ":maxdepth: 1", "", *rest, "```"])
