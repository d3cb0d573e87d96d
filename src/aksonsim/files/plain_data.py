"""Values of Python as read data: the same rules hold as for a file, so that both are validated alike."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any, SupportsIndex

from aksonsim.arguments import LARGEST, kind
from aksonsim.errors import Problem, ScenarioError
from aksonsim.files.tree import Loc, Map, Place, Seq, dotted
from aksonsim.files.yaml import MAX_DEPTH, MAX_NODES
from aksonsim.model.base import Frozen


def as_read(value: Any, place: Place, path: str = "") -> Any:
    """Return a value of Python as the reader of files would return it, all of it standing at one place.

    Parameters
    ----------
    value
        Numbers (of NumPy too), texts, dates, ``None``, and lists and mappings of such; estimates and other parts of a
        `Scenario`; NumPy arrays and paths.
    place, path
        Where it stands, for messages.

    Raises
    ------
    ScenarioError
        For each value that no file can hold: another type, a number that is not finite or too large, half a character,
        a key that is no text; or too many values, nested too deep.
    """
    builder = _Builder(place, path)
    data = builder.value(value, ())
    if builder.problems:
        raise ScenarioError(builder.problems)
    return data


class _Builder:
    """Builds read data, and notes what no file can hold."""

    def __init__(self, place: Place, path: str) -> None:
        self.place, self.path = place, path
        self.problems: list[Problem] = []
        self.nodes = 0

    def complain(self, path: Loc, what: str, allowed: str = "") -> None:
        """Note a problem; the rest is built nevertheless."""
        where = dotted(path, None)
        joint = "." if self.path and where and not where.startswith("[") else ""
        self.problems.append(Problem(str(self.place), f"{self.path}{joint}{where}", what, allowed))

    def value(self, value: Any, path: Loc) -> Any:
        """Return a value as read data; 0 for what cannot be."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ScenarioError([Problem(str(self.place), self.path, f"more than {MAX_NODES} values")])
        if len(path) > MAX_DEPTH:
            raise ScenarioError([Problem(str(self.place), self.path, "nested too deep", f"at most {MAX_DEPTH} levels")])
        if isinstance(value, Frozen):
            value = value.model_dump(mode="json", by_alias=True, exclude_defaults=True, warnings=False)
        elif type(value).__module__ == "numpy" and hasattr(value, "tolist"):  # numpy itself takes long to import
            value = value.tolist()
        elif isinstance(value, PathLike):
            value = fspath(value)
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return self.mapping(value, path)
        if isinstance(value, list | tuple):
            seq = Seq(self.place)
            seq.extend(self.value(item, (*path, i)) for i, item in enumerate(value))
            seq.places.extend([self.place] * len(seq))
            return seq
        return self.scalar(value, path)

    def mapping(self, value: Mapping[Any, Any], path: Loc) -> Map:
        """Return a mapping; a whole number as key is the text that a file would have."""
        mapping = Map(self.place)
        for key, item in value.items():
            if isinstance(key, bool) or not isinstance(key, str | SupportsIndex):
                self.complain(path, f"a key must be text, not {kind(key)}")
            else:
                mapping[str(key)] = self.value(item, (*path, str(key)))
        mapping.places.update(dict.fromkeys(mapping, self.place))
        return mapping

    def scalar(self, value: Any, path: Loc) -> Any:
        """Return a single value."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            half = next((c for c in value if "\ud800" <= c <= "\udfff"), None)
            if half is None:
                return str(value)
            self.complain(path, f"\\u{ord(half):04x} is half a character", "write the character itself")
        elif not isinstance(value, int | float):
            self.complain(path, f"{kind(value)} cannot be stated", "numbers, texts, dates, lists and mappings")
        elif isinstance(value, float) and not math.isfinite(value):
            self.complain(path, f"must be a finite number, not {value}")
        elif not abs(value) <= LARGEST:
            self.complain(path, "the number is too large", f"numbers reach {LARGEST:g}")
        else:
            return value
        return 0
