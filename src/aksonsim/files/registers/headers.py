"""What a header means: its words looked up, with percentiles, units, per cent and before or after measures."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from aksonsim.files.registers.column_words import AFTER, ALONE, AMBIGUOUS, BEFORE, WORDS
from aksonsim.files.registers.meanings import Meaning
from aksonsim.files.registers.units import unit_of

_NAMED = "p|q|fraktil|perzentil|persentil|percentil|percentile|centile|kvantil|quantil"
_NUMBER = r"(0?[.,]\d{1,3}|\d{1,2}(?:[.,]\d)?)"
_PERCENTILE = re.compile(
    rf"(?:^|[^a-z0-9])(?:(?:{_NAMED})[\s.\-_]?{_NUMBER}"
    rf"|{_NUMBER}[\s.\-]*(?:%|th|e|\.)?[\s.\-]*(?:fraktil|persentil|percentil|perzentil|kvantil|quantil|centile)\w*)"
    r"(?:\s?%)?(?![a-z0-9])"
)
_NUMBERED = re.compile(r"[a-z]{3}-?(?:nr|nummer|number|kode|code|id)\.?$")
"""The end of a word that names a column of numbers or codes: Vorgangsnr, risikonummer."""
_PARAMETER = re.compile(r"^(?:par|param|parameter|parametre|parametro)\.?\s*([1-5a-e])$")
_MEDIAN = re.compile(r"\b(?:median|mediane|mediana|zentralwert|mediaan|mediaani)\b")
_SHARE = re.compile(r"(\d{1,2}(?:[.,]\d)?) ?%")
_SIGNED = re.compile(r"([-+\u2212\u2013]) ?%")
"""``-%`` and ``+%``: a change down and up."""
_BRACKETS = re.compile(r"[(\[].*?[)\]]")


def folded(text: str) -> str:
    """Return a text in lower case without accents, with single blanks.

    >>> folded("Høy \\n (P90)")
    'hoy (p90)'
    """
    text = (
        text.replace("ø", "o")
        .replace("Ø", "O")
        .replace("æ", "ae")
        .replace("Æ", "Ae")
        .replace("ß", "ss")
        .replace("ð", "d")
    )
    text = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in text if not unicodedata.combining(sign)).casefold().split())


def _table(words: str) -> tuple[str, ...]:
    return tuple(word.replace("+", " ") if word != "+/-" else word for word in words.split())


_KIND_OF: dict[str, str] = {word: kind for kind, words in reversed(WORDS.items()) for word in _table(words)}
_AFTER = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in _table(AFTER)) + r")\b")
_BEFORE = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in _table(BEFORE)) + r")\b")
_MEASURES = re.compile(r"\b(?:tiltak|mitigation|measures|massnahmen|atgard|mesures)\b")
_LONGEST = max(len(word.split()) for word in _KIND_OF)
_ORDER = (
    *(
        "measure_cost",
        "correlation",
        "first",
        "second",
        "predecessors",
        "frequency",
        "probability",
        "delay",
        "applies_to",
    ),
    *("mode", "sd", "min", "max", "low", "high", "expected", "mean", "base", "range", "quantity", "shape", "score"),
    *("price", "impact", "duration", "value", "status", "unit", "name", "id", "group"),
    *("programme", "payable", "note", "other"),
)
"""Of several known words in one header the first of these says what the column is."""
_THINGS = {"price": "price", "impact": "impact", "duration": "duration", "delay": "delay", "quantity": "quantity"}
_ESTIMATES = frozenset(("min", "max", "low", "high", "mode"))
"""What may stand in brackets behind what it is an estimate of."""
_STATING = frozenset(("min", "max", "low", "high", "mode", "base", "expected", "mean", "sd", "range", "value"))


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning | None:
    """Return what a header means; None where it holds no known word.

    The two rows of a header come as ``upper | lower``: the kind is that of the lower row, what it is of and the unit
    may stand in either.
    """
    upper, _bar, lower = header.rpartition("|")
    own = _single(lower)
    if not upper:
        return own
    above = _single(upper)
    if own is None:
        unit, percent = unit_of(lower), "%" in lower
        return above and replace(above, unit=above.unit or unit, percent=above.percent or percent)
    of = own.of or (above.of if above is not None else "") or _of_kind(above)
    state = own.state or (above.state if above is not None else "") or _state(folded(upper))
    unit = own.unit or unit_of(upper)
    percent = own.percent or "%" in upper
    return Meaning(own.kind, of, state, own.percentile, percent, unit, own.sure)


def _of_kind(above: Meaning | None) -> str:
    return _THINGS.get(above.kind, "") if above is not None else ""


def _single(header: str) -> Meaning | None:
    text = folded(header)
    if not text:
        return None
    unit = unit_of(header)
    percent = "%" in text or "prosent" in text or "percent" in text.replace("percentile", "") or "prozent" in text
    state = _state(text)
    if match := _PERCENTILE.search(text):
        written = (match[1] or match[2]).replace(",", ".")
        value = float(written) * (100 if written.startswith((".", "0.")) else 1)
        if 0 < value < 100:
            marked = text[: match.start()] + text[match.end() :]
            return Meaning("percentile", _thing(_kinds(marked)), state, value, "%" in marked, unit)
    if match := _SIGNED.fullmatch(text):
        return Meaning("high" if match[1] == "+" else "low", percent=True, sure=False)
    if match := _SHARE.fullmatch(text):
        return Meaning("percentile", percentile=float(match[1].replace(",", ".")), sure=False)
    if match := _MEDIAN.search(text):
        marked = text[: match.start()] + text[match.end() :]
        return Meaning("percentile", _thing(_kinds(marked)), state, 50.0, percent, unit)
    bare = _BRACKETS.sub(" ", text).strip() or text
    if match := _PARAMETER.match(bare):
        return Meaning(
            "parameter", percentile=float("_abcde".find(match[1])) if match[1].isalpha() else float(match[1])
        )
    letter = " ".join(_MEASURES.sub(" ", _BEFORE.sub(" ", _AFTER.sub(" ", bare))).split())
    if letter in AMBIGUOUS:
        kind = AMBIGUOUS[letter]
        return (
            Meaning("value", "impact", state, None, percent, unit, sure=False)
            if kind == "impact"
            else Meaning("probability", "", state, None, percent, unit, sure=False)
        )
    kinds = _kinds(bare) or _kinds(text)
    if not kinds:
        return None
    if kinds <= {"price", "impact", "duration", "value", "quantity"}:
        kinds |= _kinds(text) & _ESTIMATES
    kind = next(kind for kind in _ORDER if kind in kinds)
    of = _thing(kinds)
    if kind in ("price", "impact", "duration"):
        kind = "value"
    elif kind == "delay":
        of = "delay"
    elif kind not in _STATING and kind not in ("frequency", "probability"):
        of = ""
    if kind in ("name", "id") and kinds & {"value"} and unit is not None:
        kind = "value"
    return Meaning(kind, of, state, None, percent, unit, kind not in ("low", "high", "base", "value", "group", "other"))


def _thing(kinds: set[str]) -> str:
    return next((thing for kind, thing in _THINGS.items() if kind in kinds), "")


def _kinds(text: str) -> set[str]:
    """Return the meanings of the words in a text, the longest words first."""
    words = re.findall(
        r"[+]/-|±|#|n°|[a-z]\*[a-z]|[a-z]/[a-z]\b|[a-z]+/yr|[a-z]+/year|[a-z0-9][a-z0-9.\-]*|%|[μσρ]", text
    )
    words = [word.rstrip(".") if word.rstrip(".") in _KIND_OF else word for word in words]
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if phrase in ALONE and len(words) > 1:
                continue
            kind = _KIND_OF.get(phrase) or _KIND_OF.get(phrase.rstrip("."))
            if kind is None and length == 1 and "-" in phrase:
                kind = _KIND_OF.get(phrase.replace("-", " "))
            if kind is None and length == 1 and _NUMBERED.search(phrase):
                kind = "id"
            if kind is not None:
                found.add(kind)
                at += length
                break
        else:
            at += 1
    return found


def _state(text: str) -> str:
    return "after" if _AFTER.search(text) else "before" if _BEFORE.search(text) else ""
