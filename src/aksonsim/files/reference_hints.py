"""References that do not hold are found beside other faults, so that all of a file is reported at once.

The validator looks at references only once every value is right. So wrong values are replaced in a copy by harmless
ones, where that cannot itself break a reference, and the copy is validated for its references alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from aksonsim.files.problems import PlacedProblem, faults
from aksonsim.files.tree import Loc, Map, Seq, copied
from aksonsim.model.estimate import Constant
from aksonsim.model.fields import field_at, inside, is_model, keys
from aksonsim.model.scenario import Scenario

_STOCK: dict[str, Any] = {"schema": 1, "title": "x", "price_year": 2000}
"""What a scenario must say of itself, and no reference depends on."""

ROUNDS = 4
"""Leaving out one wrong key can show the next (the key it stood for is missing)."""


def references(root: Map, found: Sequence[PlacedProblem]) -> list[PlacedProblem]:
    """Return the references that do not hold beside the faults already found; none where that cannot be known."""
    twin = copied(root)
    # An item that was mended may lack what a reference in it needs; it is judged when it is right.
    mended = {fault.path[:2] for fault in found}
    wrong = found
    for _ in range(ROUNDS):
        if not all(_mend(twin, fault.path) for fault in wrong):
            return []
        for key, value in _STOCK.items():
            twin.setdefault(key, value)
        try:
            Scenario.model_validate(twin)
        except ValidationError as error:
            wrong = faults(error, twin)
            if all(detail["type"] == "reference" for detail in error.errors()):
                return [fault for fault in wrong if fault.path[:2] not in mended]
        else:
            return []
    return []


def _mend(root: Map, path: Loc) -> bool:
    """Replace or leave out the innermost value on a path that allows it; return whether one did."""
    for length in range(len(path), 0, -1):
        at, kinds = _walk(root, path[: length - 1])
        key = path[length - 1]
        if not isinstance(at, Map) or not isinstance(key, str):
            continue
        if any(kind in (Constant, float) for outer in kinds for kind in inside(outer, key)):
            at[key] = 0.5
            return True
        models = [kind for kind in kinds if is_model(kind)]
        if length == 1 and key in keys(Scenario):
            at[key] = _STOCK.get(key, at.get(key))
            return key in _STOCK
        field = field_at(models[0], key) if len(models) == 1 else None
        if models and (field is None or not field.is_required()):
            at.pop(key, None)
            return True
    return False


def _walk(root: Map, path: Loc) -> tuple[Any, tuple[Any, ...]]:
    """Return what stands at a path, and what the model allows there."""
    at: Any = root
    kinds: tuple[Any, ...] = (Scenario,)
    for step in path:
        if isinstance(at, Seq) and isinstance(step, int):
            at = at[step]
        else:
            at = at.get(str(step)) if isinstance(at, Map) else None
        kinds = tuple(inner for kind in kinds for inner in inside(kind, step))
    return at, kinds
