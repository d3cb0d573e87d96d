"""Texts that are written once, in English, and read in the language of whoever looks: made here, translated last.

A sentence stands in the code as ``_("Cost of {name}", name=...)``. It stays a `Text` until a renderer or a picture
calls `translate`; its fields may be texts, titles and numbers themselves, and are shown in the same language.
"""

from __future__ import annotations

import datetime as dt
import gettext as stdlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol, TypeAlias, runtime_checkable

from aksonsim.errors import AksonsimError
from aksonsim.language import numbers
from aksonsim.language.lang import Lang


@runtime_checkable
class Shown(Protocol):
    """What knows how it reads in a language: a figure with its error, for instance."""

    def shown(self, lang: Lang) -> str:
        """Return it as text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English; ``plural`` its form for any ``count`` but 1, ``context`` tells homonyms apart."""

    message: str
    fields: tuple[tuple[str, object], ...] = ()
    plural: str = ""
    count: int = 1
    context: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """What a file calls something: in English, and in Norwegian where it says so."""

    en: str
    nb: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Names, numbers and texts in a row, in a sentence."""

    items: tuple[object, ...]
    between: str = ", "

    def shown(self, lang: Lang) -> str:
        """Return it as text."""
        return self.between.join(show(item, lang) for item in self.items)


Words: TypeAlias = Text | Title | str
"""Anything that is read; plain ``str`` is the same in every language (an id, a path)."""


def _(message: str, **fields: object) -> Text:
    """Return a sentence to be translated when it is shown; ``{name}`` in it stands for a field."""
    return Text(message, tuple(fields.items()))


def ngettext(message: str, plural: str, count: int, **fields: object) -> Text:
    """Return a sentence with a number in it, ``{count}``, and its plural."""
    return Text(message, (("count", count), *fields.items()), plural, count)


def pgettext(context: str, message: str, **fields: object) -> Text:
    """Return a sentence whose translation depends on where it stands."""
    return Text(message, tuple(fields.items()), context=context)


def translate(words: Words, lang: Lang) -> str:
    """Return words as they read in a language."""
    if isinstance(words, str):
        return words
    if isinstance(words, Title):
        return (lang == "nb" and words.nb) or words.en
    message = _message(words, lang)
    return message.format(**{name: show(value, lang) for name, value in words.fields}) if words.fields else message


def as_title(words: Text) -> Title:
    """Return a sentence as something that has a title in each language."""
    return Title(translate(words, "en"), translate(words, "nb"))


def show(value: object, lang: Lang) -> str:
    """Return a field of a sentence as it reads in a language."""
    if isinstance(value, str | Text | Title):
        return translate(value, lang)
    if isinstance(value, Shown):
        return value.shown(lang)
    if isinstance(value, dt.date):
        return numbers.date(value.isoformat(), lang)
    if isinstance(value, int) and not isinstance(value, bool):
        return numbers.number(value, lang)
    raise TypeError(f"{type(value).__name__} is no text; a figure needs its digits stated")


def _message(text: Text, lang: Lang) -> str:
    if lang == "en":
        return text.message if text.count == 1 or not text.plural else text.plural
    catalogue = _catalogue(lang)
    if text.plural:
        return catalogue.ngettext(text.message, text.plural, text.count)
    if text.context:
        return catalogue.pgettext(text.context, text.message)
    return catalogue.gettext(text.message)


@lru_cache
def _catalogue(lang: str) -> stdlib.GNUTranslations:
    """Return the compiled catalogue of a language, which is made when the package is built."""
    try:
        with (files("aksonsim") / "locale" / lang / "LC_MESSAGES" / "aksonsim.mo").open("rb") as handle:
            return stdlib.GNUTranslations(handle)
    except FileNotFoundError:
        raise AksonsimError(f"the texts of language {lang} are not built; install the package again") from None
