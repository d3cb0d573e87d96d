"""The catalogues of texts: gathered from the source, updated and compiled, by hand (`make words`) and at every build.

English stands in the code as ``_("...")``; a language has ``src/aksonsim/locale/<language>/LC_MESSAGES/aksonsim.po``.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent / "src" / "aksonsim"
KEYWORDS: dict[str, Any] = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def catalogues() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted(SOURCE.glob("locale/*/LC_MESSAGES/aksonsim.po"))


def gathered(source: Path = SOURCE) -> Catalog:
    """Return all texts of the source, without where they stand: lines that move are no change of a text."""
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(source, [("**.py", "python")], keywords=KEYWORDS):
        found.add(message, context=context)
    return found


def read(path: Path) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as programs read it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def compile_stale() -> None:
    """Compile the catalogues that are newer than what was compiled of them; whole files replace one another."""
    for path in catalogues():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            half = target.with_suffix(f".{os.getpid()}")
            half.write_bytes(compiled(read(path)))
            half.replace(target)


def update(path: Path, texts: Catalog) -> None:
    """Write a catalogue anew: with the texts of the source, sorted, each in one line; translations of others go."""
    catalogue = read(path)
    catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        message.flags &= {"fuzzy"} if message.id else set()
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)


def faults(catalogue: Catalog, texts: Catalog) -> Iterator[str]:
    """Say what is wrong with a catalogue: texts missing, unused, unsure, or with other fields than in English."""
    for message in texts:
        if message.id and catalogue.get(_first(message), message.context) is None:
            yield f"missing: {_first(message)}"
    yield from (f"unused: {_first(message)}" for message in catalogue.obsolete.values())
    for message in catalogue:
        if not message.id:
            continue
        name, forms = _first(message), _forms(message.string)
        if texts.get(name, message.context) is None:
            yield f"unused: {name}"
        if message.fuzzy:
            yield f"fuzzy: {name}"
        if len(forms) != (catalogue.num_plurals if message.pluralizable else 1) or not all(forms):
            yield f"untranslated: {name}"
        elif any(_fields(form) != _fields(name) for form in (*_forms(message.id), *forms)):
            yield f"other fields: {name}"


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _first(message: Message) -> str:
    return _forms(message.id)[0]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def get_build_hook() -> type:
    """Return what hatchling calls before a wheel or an editable install: compiled catalogues are part of either."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class Catalogues(BuildHookInterface[Any]):
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            compile_stale()
            build_data["artifacts"].append("src/aksonsim/locale/**/*.mo")

    return Catalogues


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        for each in catalogues():
            update(each, gathered())
            for fault in faults(read(each), gathered()):
                print(f"{each.parents[1].name}: {fault}", file=sys.stderr)
    compile_stale()
