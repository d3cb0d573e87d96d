"""Sections of a scenario file that stand in registers beside it: read when it is loaded, each value with its cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aksonsim.errors import AksonsimError, Problem, ScenarioError
from aksonsim.files.access import named, read_bytes
from aksonsim.files.plain import plain
from aksonsim.files.problems import faults, nearest
from aksonsim.files.tables import claims
from aksonsim.files.tree import Map, Place, Seq, copied, dotted, name_of, standing_at
from aksonsim.model.registers import SECTIONS, InRegister, InTable

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""What tells a register of correlations from the table of a matrix, where no map is named."""
CURRENCY = "MNOK"
"""Of a file that states none."""
SOURCE = "register"


@dataclass(frozen=True, slots=True)
class Reference:
    """``{file, map, with}`` in place of the items of a section, and where it stands."""

    section: str
    path: str
    item: Map

    def place(self, key: str = "file") -> Place:
        """Return where one of its keys stands."""
        return self.item.places.get(key, self.item.place)

    def wrong(self, what: str, allowed: str = "", key: str = "file") -> ScenarioError:
        """Return the error that names the reference."""
        return ScenarioError([Problem(str(self.place(key)), f"{self.path}.{key}", what, allowed)])


@dataclass(slots=True)
class Held:
    """What a register holds as the data of a scenario, and which sections take something of it."""

    file: Path
    root: Map
    first: Reference
    source: str
    taken: set[str] = field(default_factory=set)


def fill_in_registers(root: Map) -> None:
    """Put what registers and tables of claims hold in the place of what names them.

    Raises
    ------
    ScenarioError
        A file that may not be read or does not hold; a register that leaves something open, no longer fits its map,
        is in other money than the scenario file, or holds what no section takes.
    """
    found = [reference for section in (*SECTIONS, "claims") for reference in _references(root, section)]
    held: dict[tuple[Path, Path | None], Held] = {}
    for section in dict.fromkeys(reference.section for reference in found):
        items, places = _listed(root, section)
        out = Seq(root.places[section])
        for position, (item, place) in enumerate(zip(items, places, strict=True)):
            if _is_reference(section, item):
                reference = Reference(section, _path(root, section, position), item)
                new = _claims(reference, root) if section == "claims" else _items(reference, root, held)
                out.extend(new)
                out.places.extend(new.places)
            else:
                out.append(item)
                out.places.append(place)
        root[section] = out
    for register in held.values():
        _all_taken(register)


def sections_elsewhere(root: Map) -> dict[str, str]:
    """Return the sections of read data that name a register or table, and the first file that each names."""
    found = (reference for section in (*SECTIONS, "claims") for reference in _references(root, section))
    return {reference.section: str(reference.item["file"]) for reference in reversed([*found])}


def _listed(root: Map, section: str) -> tuple[Seq, list[Place]]:
    """Return the items of a section as a list; one reference may stand without one."""
    stated = root.get(section)
    if isinstance(stated, Seq):
        return stated, stated.places
    alone = Seq(root.place)
    if isinstance(stated, Map):
        alone.append(stated)
        alone.places.append(root.places[section])
    return alone, alone.places


def _path(root: Map, section: str, position: int) -> str:
    return f"{section}[{position}]" if isinstance(root[section], Seq) else section


def _references(root: Map, section: str) -> Iterator[Reference]:
    for position, item in enumerate(_listed(root, section)[0]):
        if _is_reference(section, item):
            yield Reference(section, _path(root, section, position), item)


def _is_reference(section: str, item: Any) -> bool:
    if not isinstance(item, Map) or "file" not in item or "id" in item:
        return False
    named_book = isinstance(item["file"], str) and item["file"].lower().endswith(BOOKS)
    return section != "correlations" or named_book or "map" in item or "with" in item


def _stated(reference: Reference, model: type[InTable]) -> Any:
    try:
        return model.model_validate(reference.item)
    except ValidationError as error:
        problems = []
        for one in faults(error, reference.item, model=model):
            path = dotted(one.path, reference.item)
            problems.append(
                Problem(str(one.place), f"{reference.path}.{path}".removesuffix("."), one.what, one.allowed)
            )
        raise ScenarioError(problems) from None


def _claims(reference: Reference, root: Map) -> Seq:
    file = named(_stated(reference, InTable).file, reference.place(), path=f"{reference.path}.file")
    origin = {"title": file.name, "file": reference.item["file"], "digest": _digest(file)}
    _add_source(root, "claims", origin, reference)
    return claims(file)


def _items(reference: Reference, root: Map, held: dict[tuple[Path, Path | None], Held]) -> Seq:
    """Return the items that a register holds for a section, with what ``with`` adds to them."""
    stated: InRegister = _stated(reference, InRegister)
    file = named(stated.file, reference.place(), path=f"{reference.path}.file")
    if file.is_dir():
        raise reference.wrong(f"{stated.file} is a folder", "a register is needed")
    map_path = _map_path(stated, file, reference)
    key = file.resolve(), map_path.resolve() if map_path is not None else None
    if key not in held:
        held[key] = _held(reference, root, file, map_path)
    register = held[key]
    new = register.root.get(reference.section)
    if not isinstance(new, Seq) or not new:
        holds = ", ".join(section for section in SECTIONS if register.root.get(section))
        raise reference.wrong(f"{file.name} holds no {reference.section}", f"it holds {holds}")
    register.taken.add(reference.section)
    _take_along(reference, register, root)
    items = _citing(copied(new), register.source)
    assert isinstance(items, Seq)
    _add_keys(reference, items)
    return items


def _map_path(stated: InRegister, file: Path, reference: Reference) -> Path | None:
    from aksonsim.files.registers.mapping import beside

    if stated.map is not None:
        return named(stated.map, reference.place("map"), path=f"{reference.path}.map")
    if not beside(file).is_file():
        return None
    return named(str(beside(Path(stated.file))), reference.place(), path=f"{reference.path}.file")


def _held(reference: Reference, root: Map, file: Path, map_path: Path | None) -> Held:
    """Read a register in the money of the scenario file, and note it among the sources."""
    from aksonsim.files.registers.applying import open_register
    from aksonsim.files.registers.decisions import Answers
    from aksonsim.files.registers.reading import read

    try:
        register = open_register(file, map_path)
        reading, answers = register.read(Answers())
        if reading.root is None:
            raise _open(reference, file, map_path, [(one.key, one.text, one.choices) for one in reading.asked])
        new = reading.root
        own = root.get("currency", CURRENCY)
        if reading.unit and isinstance(own, str) and own.strip() != reading.unit:
            _same_currency(reference, file, root, reading.unit, own)
            converted = read(register.book, answers, into=own).root
            assert converted is not None
            new = converted
    except ScenarioError:
        raise
    except AksonsimError as error:
        raise reference.wrong(*str(error).split("; ", 1)) from None
    _same_year(reference, file, root, new)
    origin = {"title": plain(file.name), "file": reference.item["file"], "digest": register.book.digest}
    if map_path is not None:
        origin["map_digest"] = _digest(map_path)
    return Held(file, new, reference, _add_source(root, SOURCE, origin, reference))


def _open(reference: Reference, file: Path, map_path: Path | None, asked: list[tuple[str, Any, Any]]) -> ScenarioError:
    from aksonsim.language.text import translate

    questions = "; ".join(f"{key}: {translate(text, 'en')} ({' | '.join(choices)})" for key, text, choices in asked)
    if map_path is not None:
        advice = f"add {asked[0][0]}: ... under answers in {map_path}"
    else:
        stem = file.stem if not file.with_suffix(".yaml").exists() else f"{file.stem}-register"
        out, own = file.with_name(f"{stem}.yaml"), f"{stem}.map.yaml"
        told = f" and map: {own} here" if stem != file.stem else ""
        typed = " ".join(f"--answer {key}=..." for key, _text, _choices in asked)
        advice = f"aksonsim import {file} {typed} -o {out} writes its map, {own}{told}"
    return reference.wrong(f"{file.name} leaves open {questions}", advice)


def _same_currency(reference: Reference, file: Path, root: Map, theirs: str, own: str) -> None:
    from aksonsim.files.registers.units import unit_of

    one, other = unit_of(theirs), unit_of(own)
    if one is None or other is None or one.currency != other.currency:
        default = "" if "currency" in root else " (by default)"
        what = f"amounts in {file.name} are in {theirs}, those of this file in {own}{default}"
        raise reference.wrong(what, f"currency: {theirs} if all are; one currency is not turned into another")


def _same_year(reference: Reference, file: Path, root: Map, new: Map) -> None:
    theirs, own = new.get("price_year"), root.get("price_year")
    if theirs is not None and theirs != own:
        stated = f"in those of {own}" if own is not None else "in those of no stated year"
        what = f"amounts in {file.name} are in prices of {theirs}, those of this file {stated}"
        raise reference.wrong(
            what, f"price_year: {theirs} if all are; prices of one year are not turned into another's"
        )


def _take_along(reference: Reference, register: Held, root: Map) -> None:
    """Put in what a register says beside its items: programmes, headings, what a day is, how drivers combine."""
    new = register.root
    for key in ("programmes", "groups") if reference.section == "costs" else ():
        if isinstance(new.get(key), Seq):
            _extend(root, key, _citing(copied(new[key]), register.source), reference.place())
    wanted = {"activities": ("work_week", "days of a week"), "drivers": ("drivers_combine", "how drivers combine")}
    if reference.section not in wanted:
        return
    key, words = wanted[reference.section]
    several = reference.section == "drivers" and len(new["drivers"]) > 1
    theirs = new.get(key, "product" if several else None)
    if theirs is None:
        return
    if key not in root:
        root[key], root.places[key] = theirs, reference.place()
    elif root[key] != theirs:
        raise reference.wrong(f"{words}: {theirs} in {register.file.name}, but {key}: {root[key]} in this file")


def _extend(root: Map, key: str, items: Seq, place: Place) -> None:
    """Add items to a list of the file; programmes that it states itself, with more keys, stay as they are."""
    own = root.get(key)
    if not isinstance(own, Seq):
        root[key] = own = Seq(place)
        root.places[key] = place
    stated = {name_of(item) for item in own} if key == "programmes" else set()
    for item in items:
        if name_of(item) not in stated:
            own.append(item)
            own.places.append(item.place)


def _add_keys(reference: Reference, items: Seq) -> None:
    """Give items the keys that stand under ``with``, the later of two patterns over the earlier."""
    added: set[tuple[str, str]] = set()
    for pattern, keys in (reference.item.get("with") or {}).items():
        place = reference.item["with"].places[pattern]
        names = {name_of(item) or "": item for item in items}
        meant = [name for name in names if fnmatchcase(name, pattern)]
        if not meant:
            path = f"{reference.path}.with[{pattern}]"
            what = f"{pattern} matches nothing in {reference.item['file']}"
            raise ScenarioError([Problem(str(place), path, what, nearest(pattern, names))])
        for name in meant:
            for key, value in keys.items():
                if key in names[name] and (name, key) not in added:
                    path = f"{reference.path}.with[{pattern}].{key}"
                    what = f"the register states {key} of {name}"
                    raise ScenarioError(
                        [Problem(str(keys.places[key]), path, what, "with adds what it does not state")]
                    )
                names[name][key], names[name].places[key] = copied(value), keys.places[key]
                added.add((name, key))


def _all_taken(register: Held) -> None:
    """Refuse a register that holds what no section takes: it would be left out in silence."""
    for section in SECTIONS:
        if register.root.get(section) and section not in register.taken:
            item = register.first.item
            text = ", ".join(f"{key}: {item[key]}" for key in ("file", "map") if key in item)
            raise register.first.wrong(
                f"{register.file.name} also holds {section} ({len(register.root[section])}), which no section takes",
                f"add {section}: {{{text}}}, or say in its map that their sheet is ignored",
            )


def _add_source(root: Map, name: str, origin: Mapping[str, str], reference: Reference) -> str:
    """Note a file among the sources under a name that none has yet; returns the name."""
    sources = root.get("sources")
    if sources is None:
        root["sources"] = sources = Map(reference.place())
        root.places["sources"] = reference.place()
    if not isinstance(sources, Map):
        return name
    free, number = name, 1
    while free in sources:
        number += 1
        free = f"{name}{number}"
    sources[free], sources.places[free] = standing_at(dict(origin), reference.place()), reference.place()
    return free


def _citing(value: Any, source: str) -> Any:
    """Return read data in which what cites the register cites it under another name; the data is changed."""
    if source == SOURCE:
        return value
    for key, item in enumerate(value) if isinstance(value, Seq) else [*value.items()]:
        if key == "source" and isinstance(item, str) and (item == SOURCE or item.startswith(f"{SOURCE},")):
            value[key] = source + item.removeprefix(SOURCE)
        elif isinstance(item, Map | Seq):
            _citing(item, source)
    return value


def _digest(file: Path) -> str:
    return hashlib.sha256(read_bytes(file)).hexdigest()
