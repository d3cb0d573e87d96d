"""The manifest of a store, held to what `aksonsim.sweeps.manifest.manifest` writes before anything follows from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.access import read_bytes, refusal
from aksonsim.model.base import Frozen, Whole
from aksonsim.sweeps.layout import MANIFEST, fixed_files
from aksonsim.sweeps.manifest import LAYOUT
from aksonsim.sweeps.spec import MOST_POINTS, Manifest, Sweep

MAX_BYTES = 200_000_000
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Titles(Frozen):
    en: str
    nb: str


class _Figure(Frozen):
    title: _Titles
    quantity: str
    statistic: str
    condition: Literal["all", "passed"]
    units: str
    kind: str


class _Axis(Frozen):
    title: _Titles
    way: Literal["values", "range", "log_range", "estimate"]
    numeric: bool


class _Named(Frozen):
    name: str = "baseline"


class _Manifest(Frozen):
    layout: Literal[2]
    aksonsim_version: str
    spec: dict[str, Any]
    scenario: dict[str, Any]
    points: Annotated[Whole, Field(ge=1, le=MOST_POINTS)]
    title: _Titles
    currency: str
    price_year: int | None
    currency_per_inhabitant: str
    currency_scale: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    parameters: dict[str, _Axis]
    outputs: dict[str, _Figure]
    curves: dict[str, _Figure]
    digest: _Digest
    files: dict[str, _Digest]
    checksum: _Digest


def with_checksum(manifest: Manifest) -> Manifest:
    """Return a manifest that carries the SHA-256 of the rest of it."""
    return manifest | {"checksum": _checksum(manifest)}


def _checksum(manifest: Manifest) -> str:
    rest = {key: value for key, value in manifest.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a store.

    Raises ResultError where there is none, or it is of another layout, damaged, or not what a sweep writes.
    """
    place = path / MANIFEST
    if not place.exists() and not refusal(place):
        what = "is no sweep of aksonsim (it has no manifest.json)" if path.exists() else "there is no such store"
        raise ResultError(f"{path}: {what}")
    try:
        found = json.loads(read_bytes(place, MAX_BYTES).decode("utf-8"))
        if not isinstance(found, dict):
            raise ValueError
        if found.get("layout") == LAYOUT and found.get("checksum") != _checksum(found):
            raise ValueError
    except AksonsimError as error:
        raise ResultError(str(error)) from None
    except (ValueError, RecursionError):
        raise ResultError(f"{path}: its manifest.json is damaged; sweep into a new store") from None
    if found.get("layout") != LAYOUT:
        version, layout = (str(found.get(key, "?"))[:20] for key in ("aksonsim_version", "layout"))
        raise ResultError(
            f"{path}: was written by aksonsim {version} in layout {layout}; this version reads layout {LAYOUT}: "
            "read it with that version, or sweep again into a new store"
        )
    if wrong := _fault(found):
        raise ResultError(f"{path}: its manifest.json is not one that a sweep writes: {wrong}")
    return found


def _fault(found: Manifest) -> str:
    """Return the first thing that is not as in a manifest of a sweep; else nothing."""
    try:
        _Manifest.model_validate(found)
        _Named.model_validate({key: value for key, value in found["scenario"].items() if key == "name"})
        sweep = Sweep.model_validate({**found["spec"], "base": "base"})
        json.dumps(found, ensure_ascii=False).encode()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))[:80]}: {first['msg']}".removeprefix(": ")
    except UnicodeEncodeError:
        return "half a character in a text"
    except (RecursionError, TypeError):
        return "nested too deep"
    stated = (list(sweep.parameters), [output.name for output in sweep.outputs], list(sweep.curves))
    if stated != tuple(list(found[key]) for key in ("parameters", "outputs", "curves")):
        return "its parameters, outputs or curves are not those it was asked for"
    spec = found["spec"]
    whole = {"draws": sweep.draws, "seed": sweep.seed, "design": sweep.design.model_dump()}
    if {key: spec.get(key) for key in whole} != whole:
        return "spec: its draws, seed or design are not stated as they are"
    if set(found["files"]) != set(fixed_files(found)):
        return "files: not those of this layout"
    return ""
