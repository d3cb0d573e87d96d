"""Texts on streams that have few characters: what stands for the signs they lack."""

from __future__ import annotations

import unicodedata

SPELT = {
    "±": "+/-", "−": "-", "–": "-", "—": "-", "…": "...", "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "×": "x",
    "·": "-", "→": "->", "←": "<-", "‘": "'", "’": "'", "“": '"', "”": '"', "«": "<<", "»": ">>", "€": "EUR",
    "£": "GBP", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "µ": "u", "μ": "u", "σ": "sigma", "ρ": "rho", "τ": "tau", "λ": "lambda",
    "°": " degrees", "²": "^2", "³": "^3", "§": "section ", "\xa0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip
"""What stands for a character on a stream that cannot carry it; others lose their accent, or are escaped."""


def readable(text: str, encoding: str) -> str:
    """Return a text in characters that an encoding has.

    Examples
    --------
    >>> readable("Ørland: 4,2 ± 0,1 − ≥ é ☃", "ascii")
    'Orland: 4,2 +/- 0,1 - >= e \\\\u2603'
    """
    if encodes(text, encoding):
        return text
    return "".join(char if encodes(char, encoding) else _spelt(char, encoding) for char in text)


def _spelt(char: str, encoding: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    for said in (SPELT.get(char, ""), bare):
        if said and encodes(said, encoding):
            return said
    return char.encode("unicode_escape").decode("ascii")


def encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
