"""What every stated value has in common: frozen, strict about its keys, and able to say where it comes from."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, ValidationError

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=80)]
"""A name that other parts of the file refer to: letters, digits, ``_ . -``."""

Number = Annotated[float, Strict()]
"""A number: neither text that looks like one nor true or false."""

Whole = Annotated[int, Strict()]
"""A whole number, under the same rule."""

Flag = Annotated[bool, Strict()]
"""``true`` or ``false``: in YAML 1.2 ``no`` is a word."""

Share = Annotated[float, Strict(), Field(ge=0, le=1)]
"""A number from 0 to 1."""

Positive = Annotated[float, Strict(), Field(gt=0)]
NonNegative = Annotated[float, Strict(), Field(ge=0)]

Basis = Literal["documented", "derived", "elicited", "assumed"]
"""How a number came to be: printed in a source, computed from printed ones, asked of experts, or assumed."""

UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]")
"""Control signs but tab and new line, half characters (lone surrogates), and what Unicode keeps for no character."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(value: Any) -> Any:
    """Read an ISO date; pydantic itself would also take ``2022`` for seconds since 1970."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _in_reach(value)
    if not isinstance(value, str) or _ISO_DATE.fullmatch(value) is None:
        shown = f"text '{value}'" if isinstance(value, str) else f"{value}"
        raise ValueError(f"must be a date as year-month-day (2022-06-01), not {shown}")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not a day of the calendar") from None
    return _in_reach(day)


def _in_reach(day: dt.date) -> dt.date:
    """Refuse what cannot be meant: a calendar of months is laid out from the start to decades after the horizon."""
    if not 1900 <= day.year <= 2300:
        raise ValueError(f"{day} is too far away; years from 1900 to 2300")
    return day


Date = Annotated[dt.date, BeforeValidator(_date)]
"""A day, written ``2022-06-01``."""

T = TypeVar("T")


def _how_many(value: Any) -> str:
    return "many" if isinstance(value, (list, tuple)) else "one"


OneOrMany = Annotated[
    Annotated[T, Tag("one")] | Annotated[tuple[T, ...], Tag("many")],
    Discriminator(_how_many),
]
"""One value or a list of them; told apart first, so that only what was meant is complained about."""


def _hashable(value: Any) -> Any:
    """Return a value in which mappings and lists are sets of pairs and tuples."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(inner)) for key, inner in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


class Frozen(BaseModel):
    """A value that validates itself, refuses unknown keys and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False, populate_by_name=True)

    @field_validator("*", mode="before", check_fields=False)
    @classmethod
    def _printable(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse text that no result, picture or workbook can hold; line ends of Windows are line ends.

        A note is nobody's label: it is kept and given back as it is.
        """
        if info.field_name == "note":
            return value
        if isinstance(value, str) and "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        texts = (value,) if isinstance(value, str) else value if isinstance(value, dict | list | tuple) else ()
        for text in texts:
            strange = None if not isinstance(text, str) or text.isprintable() else UNPRINTABLE.search(text)
            if strange is not None:
                raise ValueError(f"control character U+{ord(strange[0]):04X} in a text; only printable text is read")
        return value

    def __hash__(self) -> int:
        """Return a number that equal values share, mappings inside included."""
        return hash((type(self), *(_hashable(getattr(self, name)) for name in type(self).model_fields)))


def citations_of(source: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return what a ``source`` says, always as a tuple."""
    if isinstance(source, str):
        return (source,) if source else ()
    return source


def names_cited(source: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the entries of ``sources`` that are cited; a comma after one says where in it (register, Costs!D7)."""
    return tuple(text.partition(",")[0].strip() for text in citations_of(source))


class Origin(Frozen):
    """Where the items of a section come from, unless they say it themselves."""

    source: OneOrMany[str] = ""
    basis: Basis | None = None


def as_number(key: str, value: Any) -> float:
    """Return the value of a key that a model gathers by itself.

    Raises ValidationError, as pydantic would, for what is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        wrong = InitErrorDetails(type="float_type", loc=(key,), input=value)
        raise ValidationError.from_exception_data("estimate", [wrong])
    return float(value)


class Stated(Frozen):
    """A value with a title and an origin. ``source`` names entries of ``sources``, each perhaps with a place in it."""

    title: str = ""
    title_nb: str = ""
    source: OneOrMany[str] = ""
    basis: Basis | None = None
    note: str = ""

    @property
    def citations(self) -> tuple[str, ...]:
        """What ``source`` says, always as a tuple."""
        return citations_of(self.source)

    @property
    def source_names(self) -> tuple[str, ...]:
        """The entries of ``sources`` this value cites."""
        return names_cited(self.source)
