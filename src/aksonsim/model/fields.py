"""What the model allows at a place: keys, alternatives and choices, read off the annotations of its classes."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from aksonsim.model.base import Frozen, Stated
from aksonsim.model.estimate import Empirical, Form, Percentiles, PercentilesAndMode

_WRITTEN: dict[type[Frozen], tuple[str, ...]] = {
    Percentiles: ("pNN", "shape", "truncate"),
    PercentilesAndMode: ("pNN", "mode", "shape", "truncate"),
    Empirical: ("data", "column", "truncate"),
}
"""Forms whose keys in a file are not the fields they are held in."""


@cache
def kinds(annotation: Any) -> tuple[Any, ...]:
    """Return the alternatives of an annotation: models, tuples, dicts, choices and plain types, never None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) for kind in kinds(part))
    return () if annotation is NoneType else (annotation,)


def inside(kind: Any, step: str | int) -> tuple[Any, ...]:
    """Return the alternatives that a key or list position inside this one may hold; none when it is not allowed."""
    if is_model(kind):
        field = field_at(kind, step)
        annotation: Any = field.annotation if field is not None else NoneType
        return kinds(annotation)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is dict and isinstance(step, str):
        return kinds(parts[1])
    if origin is tuple and isinstance(step, int):
        return kinds(parts[0] if parts[-1] is Ellipsis else parts[min(step, len(parts) - 1)])
    return ()


def field_at(model: type[Frozen], key: str | int) -> FieldInfo | None:
    """Return the field that a key of a file fills; None for a key the model does not know."""
    return next((field for name, field in model.model_fields.items() if key == (field.alias or name)), None)


def model_at(root: type[Frozen], path: tuple[str | int, ...]) -> type[Frozen] | None:
    """Return the model whose keys stand at a path of pydantic's, where the name of an alternative is a step too."""
    at: tuple[Any, ...] = (root,)
    for step in path:
        further = tuple(kind for alternative in at for kind in inside(alternative, step))
        chosen = tuple(kind for kind in at if getattr(kind, "__name__", None) == step)
        at = further or chosen or at
    return next((kind for kind in at if is_model(kind)), None)


def is_model(kind: Any) -> bool:
    """Whether an alternative is a mapping with fixed keys."""
    return isinstance(kind, type) and issubclass(kind, Frozen)


def keys(model: type[Frozen]) -> tuple[str, ...]:
    """Return the keys a file may write, the model's own before those that every stated value has."""
    if model in _WRITTEN:
        return _WRITTEN[model]
    names = [field.alias or name for name, field in model.model_fields.items()]
    common = set(Stated.model_fields if issubclass(model, Stated) else Form.model_fields)
    return tuple(sorted(names, key=lambda name: name in common))


def needed(model: type[Frozen]) -> tuple[str, ...]:
    """Return the keys without which the model does not hold, with the choices of those that are a choice of words."""
    out = []
    for name, field in model.model_fields.items():
        if field.is_required():
            annotation: Any = field.annotation
            words = [str(word) for kind in kinds(annotation) for word in choices(kind)]
            out.append((field.alias or name) + (f": {'|'.join(words)}" if words else ""))
    return tuple(out)


def choices(kind: Any) -> tuple[Any, ...]:
    """Return the words of a choice; none for anything else."""
    return get_args(kind) if get_origin(kind) is Literal else ()
