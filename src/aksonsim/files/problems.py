"""From a validator's findings to sentences with a place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.counts import whole
from aksonsim.files.tree import Loc, Map, Place, dotted, locate
from aksonsim.model.base import Frozen
from aksonsim.model.estimate import FORMS
from aksonsim.model.fields import keys, model_at, needed
from aksonsim.model.scenario import Scenario

T = TypeVar("T", bound=Frozen)

NEAR = 0.66
"""Names at least this similar (difflib's ratio) are suggested."""
LISTED = 24
"""Known names that a message lists at most."""


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A `Problem` that still knows its place and path as values, for sorting and for finding the change to blame."""

    place: Place
    path: Loc
    what: str
    allowed: str = ""


def faults(error: ValidationError, root: Map, under: Loc = (), model: type[Frozen] = Scenario) -> list[PlacedProblem]:
    """Return every fault once, in the order of the validator.

    ``under`` is where in the file it looked, ``model`` what the whole file is.
    """
    details = error.errors(include_url=False)
    for detail in details:
        detail["loc"] = (*under, *detail["loc"])
    strangers = [detail for detail in details if detail["type"] == "extra_forbidden"]
    unknown = {(d["loc"][:-1], near) for d in strangers for near in _nearest_key(d, model)}
    missing: dict[Loc, list[str]] = {}
    out: list[PlacedProblem] = []
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # long enough as written: the validator counts the valid entries only
        if detail["type"] != "missing":
            path, place = locate(loc, root)
            out.append(PlacedProblem(place, path, *_sentence(detail, model)))
        elif (loc[:-1], loc[-1]) not in unknown:
            missing.setdefault(loc[:-1], []).append(str(loc[-1]))
    for loc, names in missing.items():
        out.append(_missing(loc, names, root, model))
    return list(dict.fromkeys(out))


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name is meant, or which there are."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
    if near:
        return f"did you mean {near[0]}?"
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"known: {', '.join(known[:LISTED]) or 'none'}{more}"


def shown(value: Any) -> str:
    """Name a wrong value in plain words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return f"text '{value if len(value) <= 40 else value[:37] + '...'}'"
    return "a mapping" if isinstance(value, dict) else "a list"


def _nearest_key(detail: ErrorDetails, root: type[Frozen]) -> list[str]:
    model = model_at(root, detail["loc"][:-1])
    return difflib.get_close_matches(str(detail["loc"][-1]), keys(model), n=1, cutoff=NEAR) if model else []


def _missing(loc: Loc, names: list[str], root: Map, whole: type[Frozen]) -> PlacedProblem:
    """Say which keys are missing, at the mapping, or where a change removed one."""
    path, place = locate(loc, root)
    _, removed = locate((*loc, names[0]), root)
    model = model_at(whole, loc)
    plural = "s" if len(names) > 1 else ""
    allowed = f"needed: {', '.join(needed(model))}" if model else ""
    return PlacedProblem(
        removed if removed != place else place, path, f"missing key{plural} {', '.join(names)}", allowed
    )


_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "string": "text",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
    "less_than": ("lt", "less than"),
}


def _sentence(detail: ErrorDetails, root: type[Frozen]) -> tuple[str, str]:
    """Return what is wrong and what is allowed."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "value_error":
        return _halves(str(context["error"]))
    if kind == "reference":
        return _halves(detail["msg"])
    if kind == "extra_forbidden":
        return _unknown_key(detail, root)
    if kind == "estimate_form":
        got = f"a mapping with {', '.join(map(str, value)) or 'no keys'}" if isinstance(value, dict) else shown(value)
        return f"must be an estimate, not {got}", FORMS
    if kind == "literal_error":
        return _choice(value, str(context["expected"]))
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"must be {words} {context[name]:g}, not {shown(value)}", ""
    if kind in ("too_short", "too_long"):
        some = context.get("min_length", context.get("max_length"))
        entries = "entry" if some == 1 else "entries"
        return f"must have at {'least' if kind == 'too_short' else 'most'} {some} {entries}, not {len(value)}", ""
    return _wrong_type(kind, value, context)


def _wrong_type(kind: str, value: Any, context: dict[str, Any]) -> tuple[str, str]:
    if kind == "string_pattern_mismatch":
        marks = " _ . -" if "_" in str(context["pattern"]) else ""
        return f"must be a name of letters, digits{marks}, not {shown(value)}", ""
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters", ""
    if kind == "finite_number":
        return f"must be a finite number, not {shown(value)}", ""
    wanted = next((words for start, words in _WORDS.items() if kind.startswith(start)), None)
    if wanted is None:
        return f"does not fit here: {shown(value)}", ""
    if wanted == "text" and isinstance(value, (int, float)):
        return f"must be {wanted}, not {shown(value)}", "write it in quotes"
    if wanted == "a whole number" and isinstance(value, float) and value.is_integer():
        return f"must be {wanted} in digits alone, without point or exponent", f"write {value:.0f}"
    advice = {"a number": _as_number, "a whole number": _as_whole}.get(wanted, lambda _: "")(value)
    return f"must be {wanted}, not {shown(value)}", advice


def _as_whole(value: Any) -> str:
    """Say how ``100k`` or ``20 000`` is written."""
    try:
        return f"write {whole(value)}" if isinstance(value, str) else ""
    except ValueError:
        return ""


def _as_number(value: Any) -> str:
    """Say how a number with a decimal comma or a percent sign is written."""
    match = re.fullmatch(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(%?)\s*", value) if isinstance(value, str) else None
    if match is None:
        return ""
    number = float(match[1].replace(",", "."))
    return f"write {number / 100 if match[2] else number:.10g}"


def _unknown_key(detail: ErrorDetails, root: type[Frozen]) -> tuple[str, str]:
    model = model_at(root, detail["loc"][:-1])
    if str(detail["loc"][-1]).isdigit():  # {p10: 40,5} is read as p10: 40 and a key 5
        return f"unknown key {detail['loc'][-1]}", "a decimal comma? write the number with a point, such as 40.5"
    near = _nearest_key(detail, root)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"unknown key {detail['loc'][-1]}", f"{hint}allowed: {', '.join(keys(model) if model else ())}"


def _choice(value: Any, expected: str) -> tuple[str, str]:
    words = re.findall(r"'([^']*)'", expected) or [expected]
    many = "one of " if len(words) > 1 else ""
    near = difflib.get_close_matches(value, words, n=1, cutoff=NEAR) if isinstance(value, str) else []
    return f"must be {many}{', '.join(words)}, not {shown(value)}", f"did you mean {near[0]}?" if near else ""


def _halves(sentence: str) -> tuple[str, str]:
    """Split a sentence of ours into what is wrong and what is allowed."""
    what, _, allowed = sentence.partition("; ")
    return what, allowed


def in_order(found: Iterable[PlacedProblem], files: list[str]) -> Iterator[PlacedProblem]:
    """Yield faults in the order of the files, lines and columns they stand on."""
    rank = {file: index for index, file in enumerate(files)}
    yield from sorted(found, key=lambda f: (rank.get(f.place.file, len(rank)), f.place.line, f.place.column))


def error_of(found: Iterable[PlacedProblem], root: Map) -> ScenarioError:
    """Return faults as one error, in file order."""
    placed = in_order(found, [root.place.file])
    return ScenarioError([Problem(str(f.place), dotted(f.path, root), f.what, f.allowed) for f in placed])


def validated(model: type[T], root: Map) -> T:
    """Return read data as a value of the model; raise ScenarioError with every fault in its place."""
    try:
        return model.model_validate(root)
    except ValidationError as error:
        raise error_of(faults(error, root, model=model), root) from None
