"""What a user types after ``--answer``, as answers: keys and values in the words that people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from aksonsim.errors import AksonsimError
from aksonsim.files.registers.decisions import Answers, one_of, plain
from aksonsim.model.mapping import RowKind

KEYS: dict[str, tuple[str, ...]] = {
    "shape": ("distribution", "fordeling", "fordelingsform"),
    "bounds": ("low and high", "min and max", "range", "limits", "lav og høy", "grenser"),
    "relative": ("per cent", "percent", "prosent"),
    "base": ("middle", "grunnverdi"),
    "currency": ("valuta",),
    "unit": ("units", "enhet"),
    "sheet": ("sheets", "ark"),
    "thousands": ("thousand", "thousands separator", "tusenskille"),
    "decimal": ("decimals", "decimal sign", "desimaltegn"),
    "hidden_rows": ("hidden", "skjulte rader"),
    "struck_rows": ("struck", "strikethrough", "overstrøkne rader"),
    "week": ("a week", "days a week", "uke"),
    "years": ("horizon", "horizon in years", "år"),
    "state": ("measures state", "before or after", "tilstand"),
    "measures": ("cost of measures", "measure cost", "tiltakskostnad"),
    "closed": ("closed risks", "lukkede"),
    "band": ("probability band", "probability class", "s", "p"),
    "consequence": ("impact", "impact class", "k", "konsekvens"),
    "severity": ("size", "alvorlighet"),
    "drivers": ("drivere",),
    "rho": ("correlation", "correlations", "korrelasjon"),
    "hidden_columns": ("skjulte kolonner",),
    "column": ("which column", "kolonne"),
    "other_columns": ("columns", "kolonner"),
    "part_row": ("of which", "herav"),
    "opportunities": ("opportunity", "muligheter"),
    "probability_values": ("per cent or fractions",),
    "status": ("tilstand",),
    "below_total": ("below the total", "under summen"),
    "sum_row": ("sum by place", "sumrad"),
    "no_amount": ("tbc", "tbd", "no amounts", "without amount", "uten beløp"),
    "duplicates": ("duplicate", "twice", "dubletter"),
    "price_year": ("prices", "price level", "prisår", "kroneår", "prisnivå"),
    "class_ends": ("class end", "upper end", "ends", "klassegrense"),
    "law": ("percentile law",),
    "driver_values": ("driver value", "driver unit", "driververdier"),
    "time_unit": ("duration unit", "tidsenhet"),
    "occurred": ("occurred risks", "inntrufne"),
}
"""Key of a decision -> what else people call it; in lower case, single blanks."""

ROWS: tuple[str, ...] = get_args(RowKind)
"""What a row can be said to be."""

_NAMES = {plain(word): key for key, others in KEYS.items() for word in (key, *others)}
_CLASS = re.compile(r"([^=\[\]]+=\s*\d+)\s*=(.*)", re.DOTALL)
"""An answer about one class of a score: ``K=5=[40, 100]``."""
_CLASS_KEY = re.compile(r"([^=\[\]]+?)\s*=\s*(\d+)")
_PAIR = re.compile(r"\[\s*([^,\[\]]+?)\s*,\s*([^,\[\]]+?)\s*\]")
_ROW = re.compile(r"(?:'?(.+?)'?!\$?[A-Za-z]{0,3}\$?|row )(\d+)", re.IGNORECASE)
_PART = re.compile(r"(.+?)\s*\[(.+)\]")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


def typed(texts: Iterable[str]) -> Answers:
    """Return the answers that options ``KEY=VALUE`` state.

    A key is one of `KEYS` in any of its words, of one sheet or thing in brackets (``bounds[Costs]``), a row
    (``Costs!8=count``), a header (``header[Costs]=5``), a class (``K=5=40 to 100``), or a name from the file itself
    (``R-04=two``).

    Raises
    ------
    AksonsimError
        A text that is no answer, and two answers to one key.
    """
    pairs: list[tuple[str, str]] = []
    for text in texts:
        found = _CLASS.fullmatch(text) or re.fullmatch(r"([^=]+)=(.*)", text, re.DOTALL)
        if found is None or not found[1].strip() or not found[2].strip():
            raise AksonsimError(f"--answer {text}: must be KEY=VALUE, such as shape=triangular")
        pairs.append((found[1].strip(), found[2].strip()))
    return sorted_out(pairs)


def said(values: Mapping[str, object]) -> Answers:
    """Return the answers of a mapping in Python or in a file; a list of two is a span: ``[40, 100]``.

    Raises
    ------
    AksonsimError
        As `typed` does.
    """
    for key, value in values.items():
        if not isinstance(key, str) or value is None or not _text(value).strip():
            raise AksonsimError(
                f"answers must map keys to values, such as shape to triangular, not {key!r} to {value!r}"
            )
    return sorted_out((key, _text(value)) for key, value in values.items())


def sorted_out(pairs: Iterable[tuple[str, str]]) -> Answers:
    """Return pairs of key and value as answers, each where it belongs."""
    values: dict[str, str] = {}
    sheets: dict[str, str] = {}
    headers: dict[str, int] = {}
    rows: dict[str, str] = {}
    seen: dict[str, str] = {}
    for written, value in pairs:
        key = canonical(written)
        if plain(key) in seen:
            raise AksonsimError(f"answer {written}: said twice, {seen[plain(key)]} and {value}; say it once")
        seen[plain(key)] = value
        part = _PART.fullmatch(key)
        if row := _ROW.fullmatch(key):
            rows[f"{row[1]}!{row[2]}" if row[1] else row[2]] = _row_kind(written, value)
        elif part and plain(part[1]) == "header":
            if not value.isdigit() or not int(value):
                raise AksonsimError(f"answer {written}={value}: must be the number of a row")
            headers[part[2]] = int(value)
        elif part and part[1] == "sheet":
            sheets[part[2]] = value
        else:
            values[key] = tidy(value)
    return Answers(values, sheets, headers, {}, rows)


def canonical(key: str) -> str:
    """Return the key that is meant by what a user typed; a name that is none of `KEYS` as it stands.

    >>> canonical("Hidden rows"), canonical("TBC"), canonical("K = 5"), canonical("bounds[Costs]"), canonical("R-04")
    ('hidden_rows', 'no_amount', 'class_ends[K=5]', 'bounds[Costs]', 'R-04')
    """
    key = " ".join(key.split())
    if match := _CLASS_KEY.fullmatch(key):
        return f"class_ends[{match[1]}={match[2]}]"
    part = _PART.fullmatch(key)
    if part and plain(part[1]) in _NAMES:
        return f"{_NAMES[plain(part[1])]}[{part[2]}]"
    return _NAMES.get(plain(key), key)


def tidy(value: str) -> str:
    """Return an answer without what people add to explain it.

    >>> tidy("[40, 100]"), tidy("middle of the class (> 70 %: 70 to 100)")
    ('40 to 100', 'middle of the class')
    """
    if pair := _PAIR.fullmatch(value):
        return f"{pair[1]} to {pair[2]}"
    return _ASIDE.sub("", value) or value


def joined(first: Answers, then: Answers) -> Answers:
    """Return answers with others on top, which win where both answer one thing."""
    spoken = {plain(key) for key in then.values}
    return Answers(
        {key: value for key, value in first.values.items() if plain(key) not in spoken} | dict(then.values),
        {**first.sheets, **then.sheets},
        {**first.headers, **then.headers},
        {
            sheet: {**first.columns.get(sheet, {}), **then.columns.get(sheet, {})}
            for sheet in (*first.columns, *then.columns)
        },
        {**first.rows, **then.rows},
    )


def _row_kind(written: str, value: str) -> str:
    try:
        return one_of(*ROWS)(value)
    except ValueError:
        raise AksonsimError(f"answer {written}={value}: must be one of {', '.join(ROWS)}") from None


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
