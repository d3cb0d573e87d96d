"""The manifest of a store: what was asked of which scenario by which version, and what its labels mean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from aksonsim import money
from aksonsim.engine.dataset import canonical
from aksonsim.errors import ResultError
from aksonsim.model.scenario import Scenario
from aksonsim.sweeps.outputs import Output
from aksonsim.sweeps.points import Points, numeric
from aksonsim.sweeps.spec import WAYS, Manifest, Sweep

LAYOUT = 2
"""Number of the store's layout; raised whenever a reader of it would have to change."""
DECIDES = ("spec", "scenario", "aksonsim_version", "layout")
"""What the figures follow from: a digest of it, and a store goes on only where it is equal."""


def manifest(sweep: Sweep, base: Scenario, points: Points) -> Manifest:
    """Return the manifest of a sweep: plain JSON, without a time, so that equal sweeps have equal ones."""
    spec = sweep.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"base"})
    found: Manifest = {
        **money.attributes(base.currency, base.price_year),
        "layout": LAYOUT,
        "aksonsim_version": version("aksonsim"),
        # Where design and draws are defaults they decide nonetheless.
        "spec": {"schema": 1, **spec, "design": sweep.design.model_dump(), "draws": sweep.draws, "seed": sweep.seed},
        "scenario": json.loads(canonical(base)),
        "points": len(points),
        "title": {"en": sweep.title, "nb": sweep.title_nb or sweep.title},
        "parameters": {
            path: {
                "title": _titles(parameter.title, parameter.title_nb, path),
                "way": next(way for way in WAYS if getattr(parameter, way) is not None),
                "numeric": numeric([row[i] for row in points.values]),
            }
            for i, (path, parameter) in enumerate(sweep.parameters.items())
        },
        "outputs": {output.name: _output(output, base) for output in sweep.outputs},
        "curves": {name: _output(Output(name=name, quantity=name, statistic="p50"), base) for name in sweep.curves},
    }
    return found | {"digest": digest(found)}


def _output(output: Output, base: Scenario) -> dict[str, Any]:
    given = output.given or ("passed" if output.about.is_money else "all")
    return {
        "title": _titles(output.title, output.title_nb, output.name),
        "quantity": output.quantity,
        "statistic": output.statistic,
        "condition": given if base.gate is not None else "all",
        "units": output.units(money.attributes(base.currency, base.price_year)),
        "kind": output.about.name,
    }


def _titles(english: str, norwegian: str, otherwise: str) -> dict[str, str]:
    return {"en": english or otherwise, "nb": norwegian or english or otherwise}


def digest(found: Manifest) -> str:
    """Return the SHA-256 of what decides the figures."""
    text = json.dumps({key: found[key] for key in DECIDES}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def must_agree(there: Manifest, now: Manifest, place: str) -> None:
    """Raise ResultError with every difference, unless a store was begun with what is asked now."""
    if there.get("digest") == now["digest"]:
        return
    found = [line for key in DECIDES for line in differences(key, there.get(key), now[key])]
    shown = found[:10] + ([f"... and {len(found) - 10} more"] if len(found) > 10 else [])
    raise ResultError(
        f"{place}: was begun with another sweep (there -> now); write to another store, or take the changes back\n"
        + "\n".join(f"  {line}" for line in shown)
    )


def differences(path: str, old: Any, new: Any) -> Iterator[str]:
    """Yield every place at which two JSON trees differ, as ``path: old -> new``; items of a list go by id."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            name = f"[{key}]" if "." in key else f".{key}"
            yield from differences(path + name, old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (one, other) in enumerate(zip(old, new, strict=True)):
            item = one.get("id", i) if isinstance(one, dict) else i
            yield from differences(f"{path}[{item}]", one, other)
    elif old != new:
        yield f"{path}: {_shown(old)} -> {_shown(new)}"


def _shown(value: Any) -> str:
    if value is None:
        return "(not stated)"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
