"""Values put into a text: whatever changes, the text says it afterwards, and the rest stays."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from aksonsim.errors import AksonsimError
from aksonsim.files.excel.merge import merge
from aksonsim.files.tree import Map, Place, Seq, copied
from aksonsim.files.yaml import parse

STARTER = Path(__file__).parents[2] / "src" / "aksonsim" / "data" / "starter.yaml"
PLACE = Place("new")
VALUES: tuple[Any, ...] = (
    1.5, True, "a: b", "a # b", ' "q"', "- x", "two\nlines", "åæø «»", "long " * 30 + "end", {"p10": 1, "p90": [2, 3]},
)  # fmt: skip


def mapping(values: dict[str, Any]) -> Map:
    out = Map(PLACE)
    out.update(values)
    out.places.update(dict.fromkeys(values, PLACE))
    return out


def inside(value: Any) -> list[Any]:
    """Return every mapping and list in a value, itself first."""
    if not isinstance(value, (Map, Seq)):
        return []
    children = value.values() if isinstance(value, Map) else value
    return [value, *(found for child in children for found in inside(child))]


def changed(root: Map, rng: random.Random) -> Map:
    """Return a copy with values set, added and removed at random places."""
    out = copied(root)
    for number in range(rng.randint(1, 8)):
        place = rng.choice([found for found in inside(out) if found])
        new = rng.choice(VALUES)
        new = mapping(new) if isinstance(new, dict) else new
        what = rng.choice(("set", "add", "remove"))
        if isinstance(place, Map):
            key = rng.choice([key for key in place if key not in ("id", "code")] or ["other"])
            if what == "remove" and len(place) > 1:
                place.pop(key, None)
            else:
                place[key if what == "set" else f"new{number}"] = new
        elif what == "remove" and len(place) > 1:
            del place[rng.randrange(len(place))]
        elif what == "add":
            named = isinstance(place[0], Map) and "id" in place[0]
            place.insert(rng.randint(0, len(place)), mapping({"id": f"new{number}", "value": new}) if named else new)
    return out


def by_id(value: Any) -> Any:
    """Return a value with lists of named items in the order of their names: a text keeps its own order."""
    if isinstance(value, dict):
        return {key: by_id(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [by_id(item) for item in value]
        named = bool(items) and all(isinstance(item, dict) and "id" in item for item in items)
        return sorted(items, key=lambda item: str(item["id"])) if named else items
    return value


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("seed", range(12))
def test_merge__says_what_it_was_told(seed: int, ends: str) -> None:
    text = STARTER.read_text(encoding="utf-8").replace("\n", ends)
    old = parse(text, "starter.yaml")
    new = changed(old, random.Random(seed))
    merged = merge(text, "starter.yaml", new)
    assert by_id(parse(merged.text, "starter.yaml")) == by_id(new)
    assert (merged.changes == ()) == (by_id(new) == by_id(old))
    assert merge(merged.text, "starter.yaml", new).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: 1  # one\nb: 2\n", {"a": 3, "b": 2}, "a: 3  # one\nb: 2\n"),
        ("a: 1\n# of b\nb: 2  # two\nc: 3\n", {"a": 1, "c": 3}, "a: 1\n# of b\nc: 3\n"),
        (
            "a: 1\nb:\n  c: 1  # c\n\n# end\n",
            {"a": 1, "b": {"c": 1, "d": 2}},
            "a: 1\nb:\n  c: 1  # c\n  d: 2\n\n# end\n",
        ),
        ("a: {x: 1,\n    y: 2}  # a\n", {"a": {"y": 2, "z": 3}}, "a: {y: 2, z: 3}  # a\n"),
        ("a: {x: 1, y: 2, z: 3}\n", {"a": {"x": 1, "w": 4}}, "a: {x: 1, w: 4}\n"),
        ("a: [1, 2, 3]\n", {"a": [1, 3, 4]}, "a: [1, 3, 4]\n"),
        ("a:\n  - 1  # one\n  - 2\n", {"a": [0, 1]}, "a:\n  - 0\n  - 1  # one\n"),
        (
            "a:\n- {id: x, v: 1}\n- {id: y}\n",
            {"a": [{"id": "m"}, {"id": "x", "v": 2}]},
            "a:\n- {id: m}\n- {id: x, v: 2}\n",
        ),
        ("a:\n  - id: x\n    v: 1\n", {"a": [{"id": "x", "w": 1}]}, "a:\n  - id: x\n    w: 1\n"),
        ("a: >-\n  some words\n  here\nb: 1\n", {"a": "other words", "b": 1}, "a: >-\n  other words\nb: 1\n"),
        ("a: 1", {"a": 1, "b": 2}, "a: 1\nb: 2\n"),
        ("a: 1.0\nb: 0.10\nc: 'x'\n", {"a": 1, "b": 0.1, "c": "x"}, "a: 1.0\nb: 0.10\nc: 'x'\n"),
        ("a:\nb: 1\n", {"a": 2, "b": 1}, "a: 2\nb: 1\n"),
    ],
)
def test_merge__touches_no_more_than_it_must(old: str, new: dict[str, Any], expected: str) -> None:
    def read(value: Any) -> Any:
        if isinstance(value, dict):
            return mapping({key: read(item) for key, item in value.items()})
        if isinstance(value, list):
            out = Seq(PLACE)
            out += [read(item) for item in value]
            return out
        return value

    assert merge(old, "old.yaml", read(new)).text == expected


def test_merge__refuses_what_would_change_another_place() -> None:
    text = "a: &x {v: 1}\nb: *x\n"
    with pytest.raises(AksonsimError, match=r"old.yaml: the changes cannot be written into this text at b"):
        merge(text, "old.yaml", mapping({"a": mapping({"v": 2}), "b": mapping({"v": 1})}))
    assert (
        merge(text, "old.yaml", mapping({"a": mapping({"v": 1}), "b": mapping({"v": 2})})).text
        == "a: &x {v: 1}\nb: {v: 2}\n"
    )
