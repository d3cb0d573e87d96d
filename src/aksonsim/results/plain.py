"""Results as plain data: what ``--json`` prints is the fields of a result by their names.

A `Statistic` in a field ``p85`` becomes ``p85`` and its interval ``p85_ci`` (none where it has no error); a mapping of
measures to statistics the same under the measures' keys; a `Title` in ``title``
becomes ``title`` and ``title_nb``; NaN and infinities become
null, which JSON has no word for, and -0 becomes 0. A field's metadata may change that (see `shaped`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, dataclass_transform

import numpy as np

from aksonsim.language.lang import LANGS
from aksonsim.language.text import Text, Title, translate
from aksonsim.results.statistic import Statistic

T = TypeVar("T")
Plain = Any
"""What JSON can say: objects, arrays, texts, numbers, flags, null."""


def shaped(
    key: str = "",
    *,
    spread: bool = False,
    hidden: bool = False,
    sparse: bool = False,
    or_empty: bool = False,
    half: bool = False,
    languages: bool = False,
    label: str | bool = False,
    interval: bool = False,
    nb: bool = False,
    **more: Any,
) -> Any:
    """Declare a field of a result that is not simply its name and value.

    Parameters
    ----------
    key
        Another name than the field's.
    spread
        The entries of the value (a result or mapping) stand beside the other fields, not inside an object.
    hidden
        It is not in the JSON.
    sparse
        It is left out where it is None or empty.
    or_empty
        None stands as an empty object, not as null.
    half
        Beside the figure stands half its interval, under the name and ``_half``; null where it has no error.
    languages
        A text, or each of several, stands as an object: ``en`` and ``nb``.
    label
        It says what the figures beside it are about: a column of `Result.to_frame`, a dimension of its Dataset, under
        its own name or this one; of a mapping its keys are.
    interval
        Its interval is always there: null where it has none, or the figure is None.
    nb
        It is a text, which is there in Norwegian too, under its name and ``_nb``.
    more
        As `dataclasses.field` takes them (``default``).
    """
    how = {"spread": spread, "hidden": hidden, "sparse": sparse, "or_empty": or_empty, "languages": languages}
    return field(metadata=how | {"key": key, "label": label, "half": half, "interval": interval, "nb": nb}, **more)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(shaped, field))
def frozen(cls: type[T]) -> type[T]:
    """Make a class a result or a part of one: a frozen dataclass whose fields are given by name."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def plain(value: Any) -> Plain:
    """Return a result, or a part of one, as plain data."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None
    if isinstance(value, Text | Title):
        return translate(value, "en")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Statistic):
        return {"value": plain(value.value), **({} if value.interval is None else {"ci": plain(value.interval)})}
    if isinstance(value, Mapping):
        return dict(entry for name, inner in value.items() for entry in _named(str(name), inner))
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if is_dataclass(value):
        told = getattr(value, "to_json", None)
        return told() if told is not None else _fields(value)
    return str(value)


def fields_of(value: Any) -> dict[str, Plain]:
    """Return the fields of a result as plain data, whatever its own ``to_json`` does with them."""
    return _fields(value)


def _fields(value: Any) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for one in fields(value):
        found |= _entries(one, getattr(value, one.name))
    return found


def _entries(one: Field[Any], value: Any) -> dict[str, Plain]:
    how = one.metadata
    if how.get("hidden") or (how.get("sparse") and (value is None or value in ((), {}, ""))):
        return {}
    if how.get("spread"):
        return {} if value is None else dict(plain(value))
    if how.get("or_empty") and value is None:
        value = {}
    name = how.get("key") or one.name
    if how.get("half") and isinstance(value, Statistic):
        return {name: plain(value.value), f"{name}_half": None if value.interval is None else plain(value.half)}
    if how.get("languages"):
        return {name: _in_languages(value)}
    if how.get("nb"):
        value = Title(translate(value, "en"), translate(value, "nb"))
    return ({name: None, f"{name}_ci": None} if how.get("interval") else {}) | dict(_named(name, value))


def _in_languages(value: Any) -> Plain:
    if isinstance(value, Mapping):
        return {str(name): _in_languages(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_in_languages(inner) for inner in value]
    return {lang: translate(value, lang) for lang in LANGS}


def _named(name: str, value: Any) -> list[tuple[str, Plain]]:
    """Return the entries that a value has under a name: a figure has its interval beside it."""
    if isinstance(value, Statistic):
        interval = [] if value.interval is None else [(f"{name}_ci", plain(value.interval))]
        return [(name, plain(value.value)), *interval]
    if isinstance(value, Title):
        return [(name, value.en), (f"{name}_nb", value.nb)]
    return [(name, plain(value))]


def by_column(rows: Sequence[Any]) -> dict[str, Plain]:
    """Return parts of a result as one list for each of their fields."""
    made = [_fields(row) for row in rows]
    return {key: [row[key] for row in made] for key in (made[0] if made else ())}
