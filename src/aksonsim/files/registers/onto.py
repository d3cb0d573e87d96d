"""A new reading of a register put onto a scenario file that people have gone on writing in."""

from __future__ import annotations

import re
from typing import Any

from aksonsim.files.tables import list_correlations
from aksonsim.files.tree import Map, Place, Seq, copied, name_of

SOURCE = "register"
"""The name of the register among the sources of a scenario; what cites it came from there."""
LISTS = ("programmes", "groups", "costs", "drivers", "events", "activities")
"""Lists that a register can fill, whose items have ids."""
STATED = ("currency", "price_year")
"""What a register says of the file as a whole; title and all else are the file's own."""
FORMS = ("estimate", "multiplier", "addition", "cost", "delay", "duration", "probability", "exposure", "frequency")
"""Keys whose value is stated as a whole: an estimate in another form is no change of some of its numbers."""
BY_HAND = ("truncate", "source", "basis", "note")
"""Keys that people add inside such a value."""

_DIGEST = re.compile(r"sha256 [0-9a-f]{64}")
"""The note that the register has among the sources, unless somebody wrote another."""


def onto(mine: Map, new: Map) -> Map:
    """Return the data of a scenario file with what a new reading states; all that it does not state is kept.

    An item of the register is known by its id. New ones are added where they stand in the register; one that is gone
    is removed, if it cites the register: what was added by hand stays.
    """
    out: Map = copied(mine)
    for key in STATED:
        if key in new:
            _put(out, key, new[key], new.places[key])
    for key in LISTS:
        if key in new or key in mine:
            items = _items(mine.get(key), new.get(key), mine.place)
            if items or key in mine:
                _put(out, key, items, new.places.get(key, mine.place))
    if "correlations" in new:
        list_correlations(out)
        _put(out, "correlations", _correlations(out.get("correlations"), new["correlations"]), mine.place)
    sources = out.get("sources")
    if isinstance(new.get("sources"), Map):
        known = sources if isinstance(sources, Map) else Map(mine.place)
        for name, source in new["sources"].items():
            before = known.get(name)
            _put(known, name, _item(before, source) if isinstance(before, Map) else source, new.place)
        _put(out, "sources", known, mine.place)
    return out


def _items(mine: Any, new: Any, place: Place) -> Seq:
    """Return a list: the items of mine in their order, as the register states them now, and its new ones."""
    mine = mine if isinstance(mine, Seq) else Seq(place)
    new = new if isinstance(new, Seq) else Seq(place)
    known = {name_of(item): item for item in mine}
    now = {name_of(item): item for item in new}
    out = Seq(mine.place)

    def add(item: Any, at: Place) -> None:
        out.append(item)
        out.places.append(at)

    pending = [*zip(new, new.places, strict=True)]
    while pending and name_of(pending[0][0]) not in known:
        add(*pending.pop(0))
    following: dict[str | None, list[tuple[Any, Place]]] = {}
    last: str | None = None
    for item, at in pending:
        if name_of(item) in known:
            last = name_of(item)
        else:
            following.setdefault(last, []).append((item, at))
    for item, at in zip(mine, mine.places, strict=True):
        name = name_of(item)
        if name in now:
            add(_item(item, now[name]), at)
        elif not _cites(item):
            add(item, at)
        for fresh in following.get(name, ()):
            add(*fresh)
    return out


def _item(before: Any, now: Any) -> Any:
    """Return an item with the keys that the register states; keys that it does not state stay."""
    if not isinstance(before, Map) or not isinstance(now, Map):
        return now
    out: Map = copied(before)
    for key, value in now.items():
        known = before.get(key)
        if key == "note" and isinstance(known, str):
            value = _note(known, value)
        elif isinstance(value, Map) and isinstance(known, Map):
            value = _stated(known, value) if key in FORMS else _item(known, value)
        _put(out, key, value, now.places[key])
    return out


def _stated(before: Map, now: Map) -> Map:
    """Return a value as it is stated now, with what was added to it by hand."""
    out: Map = copied(now)
    for key in BY_HAND:
        if key in before and key not in now:
            _put(out, key, before[key], before.places[key])
    return out


def _note(before: str, now: str) -> str:
    """Return a note whose parts ``Header: text`` say what the register says now; all else in it stays.

    >>> _note("Status: open; seen with the supplier", "Status: closed; Owner: Kari")
    'Status: closed; seen with the supplier'
    """
    if _DIGEST.fullmatch(before):
        return now
    parts = {part.partition(": ")[0]: part for part in now.split("; ")}
    return "; ".join(parts.get(part.partition(": ")[0], part) for part in before.split("; "))


def _cites(item: Any) -> bool:
    """Whether an item says that it came from the register."""
    source = item.get("source") if isinstance(item, Map) else None
    names = source if isinstance(source, Seq) else [source]
    return any(isinstance(name, str) and (name == SOURCE or name.startswith(f"{SOURCE},")) for name in names)


def _correlations(mine: Any, new: Seq) -> Seq:
    """Return the correlations of a file: its own, and those of the register in place of those that it stated before."""
    now = [pair for item in new if (pair := _pair(item))]
    places = mine.places if isinstance(mine, Seq) else ()
    known = zip(mine or (), places, strict=True)
    own = [(item, at) for item, at in known if not _cites(item) and _pair(item) not in now]
    out = Seq(new.place)
    for item, at in (*own, *zip(new, new.places, strict=True)):
        out.append(item)
        out.places.append(at)
    return out


def _pair(item: Any) -> frozenset[Any] | None:
    """Return what is correlated by a pair or a matrix."""
    if not isinstance(item, Map):
        return None
    matrix = item.get("matrix")
    members = matrix.get("members") if isinstance(matrix, Map) else item.get("between")
    return frozenset(members) if isinstance(members, Seq) else None


def _put(at: Map, key: str, value: Any, place: Place) -> None:
    at[key], at.places[key] = value, place
