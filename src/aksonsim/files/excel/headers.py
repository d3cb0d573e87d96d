"""What the columns of other people's sheets are called, and names made into ids."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "kode", "nr", "nummer", "pns", "wbs"),
    "name": ("navn", "name", "element", "kostnadselement", "kostnadspost", "post", "driver", "usikkerhetsdriver",
             "usikkerhetsfaktor", "usikkerhet"),
    "p10": ("p10",),
    "mode": ("mest sannsynlig", "mest sanns", "mest sannsynlig verdi", "mode", "most likely"),
    "p50": ("p50", "median"),
    "p90": ("p90",),
    "programme": ("program", "programme", "prosjekt"),
    "shape": ("fordeling", "shape"),
    "payable": ("betalbar", "payable"),
    "source": ("kilde",),
    "note": ("merknad", "kommentar", "note", "beskrivelse"),
}  # fmt: skip
"""Headers by what they mean, in small letters, without a unit in brackets."""

NOT_A_PERCENTILE = ("min", "minimum", "minst", "maks", "max", "maksimum", "lav", "lavt", "høy", "høyt", "low", "high")
FACTORS = ("faktor", "factor", "multiplikator", "multiplier", "x")
_UNIT = re.compile(r"[\(\[,]\s*([^\)\]]+?)\s*[\)\]]?$")


def meaning(cell: Any) -> tuple[str, str]:
    """Return what a header means, and its unit; empty for neither."""
    text = " ".join(str(cell.value).split())
    match = _UNIT.search(text)
    bare = (text[: match.start()] if match else text).strip().lower().rstrip(".")
    return next((key for key, words in COLUMNS.items() if bare in words), ""), match[1] if match else ""


def slug(name: str) -> str:
    """Return a name as an id: ``Opplæring, de ansattes tid`` -> ``opplaering-de-ansattes-tid``."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:80] or "element"
