"""The keys of a scenario file, from its JSON Schema."""

from __future__ import annotations

from typing import Any

from aksonsim.model.jsonschema import schema

Json = dict[str, Any]
ESTIMATES = ("Constant", "MinModeMax", "PercentilesAndMode")
"""Forms that mark a key as taking any estimate."""


def keys(which: str) -> str:
    """Return the sections of a file (``sections``), or every kind of entry with its keys (``entries``)."""
    found = schema()
    if which == "sections":
        return table(found)
    return "\n\n".join(entry(name, told) for name, told in sorted(found["$defs"].items()))


def entry(name: str, told: Json) -> str:
    """Return one kind of entry: what it is, and its keys."""
    lines = [f"### {name}", "", told.get("description", "").replace("``", "`")]
    if told.get("properties"):
        lines += ["", table(told)]
    elif "patternProperties" not in told:
        lines += ["", f"Written as {kind(told)}."]
    return "\n".join(lines)


def table(told: Json) -> str:
    """Return the table of an object's keys."""
    needed = told.get("required", [])
    rows = ["| key | takes | by default |", "|---|---|---|"]
    for key, value in told["properties"].items():
        fallback = "**needed**" if key in needed else default(value)
        rows.append(f"| `{key}` | {kind(value)} | {fallback} |")
    return "\n".join(rows)


def default(value: Json) -> str:
    """Return what holds where a key is absent."""
    stated = value.get("default")
    if stated is None or stated in ("", [], {}):
        return "absent"
    if isinstance(stated, dict):
        return "with its own defaults"
    return f"`{str(stated).lower() if isinstance(stated, bool) else stated}`"


def kind(value: Json) -> str:
    """Return in words what a key takes."""
    if "$ref" in value:
        return linked(value["$ref"])
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join(f"`{one}`" for one in value["enum"])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in value:
            return alternatives(value[several])
    if value.get("type") == "array":
        items = value.get("items") or next(iter(value.get("prefixItems", [])), {})
        return f"list of {kind(items)}" if items else "list"
    if value.get("type") == "object":
        inner = value.get("additionalProperties")
        return f"mapping to {kind(inner)}" if isinstance(inner, dict) and inner else "mapping"
    return plain(value)


def alternatives(options: list[Json]) -> str:
    """Return the words for one of several; the forms of estimate are one thing."""
    options = [one for one in options if one.get("type") != "null"]
    names = [one["$ref"].rpartition("/")[2] for one in options if "$ref" in one]
    if set(ESTIMATES) <= set(names):
        others = [one for one in options if "$ref" not in one]
        return " or ".join(["an [estimate](#estimates)", *map(kind, others)])
    return " or ".join(dict.fromkeys(map(kind, options)))


def linked(reference: str) -> str:
    """Return a link to a kind of entry of this page."""
    name = reference.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def plain(value: Json) -> str:
    """Return the words for a number, text or flag, with its bounds."""
    words = {"number": "number", "integer": "whole number", "string": "text", "boolean": "`true` or `false`"}
    if isinstance(value.get("type"), list):
        known = [plain(value | {"type": one}) for one in value["type"] if one != "null"]
        return " or ".join([*known, *(["`null`"] if "null" in value["type"] else [])])
    name = "date" if value.get("format") == "date" else words.get(value.get("type", ""), "anything")
    if value.get("pattern", "").startswith("^[A-Za-z0-9]"):
        name = "id"
    bounds = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}
    limits = [f"{sign} {value[key]:g}" for key, sign in bounds.items() if key in value]
    return f"{name} {', '.join(limits)}".strip()
