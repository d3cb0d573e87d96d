"""What every command prints, as it stands in ``expected/``: JSON and tables, files for people, and bits of results.

``AKSONSIM_GOLDEN=renew pytest tests/golden`` writes the expected files anew; look at the difference before it is
committed. JSON is compared key by key, in order, with floats to the last bits; long lists are stored by their ends and
sums. Texts are compared as they are but for version and time.

``digests-*.json`` hold the SHA-256 of each variable of the results of three files. Bits are promised for one version on
one machine type, whatever its processor (``tests/engine/test_contract.py``); on another type than the one noted there
the digests are not compared.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.golden.cases import AFTERWARDS, CASES, JSON
from tests.golden.pinned import EXPECTED, SOURCES, Folder, as_file, differences, neutral, normal, reduced, shape, sums

from aksonsim.api import plans
from aksonsim.engine.run import simulate_plans
from aksonsim.files.load import load_all

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
RENEW = os.environ.get("AKSONSIM_GOLDEN") == "renew"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("golden"))


def kept(name: str, text: str) -> str:
    """Return the expected text of a name; write it first where that was asked for."""
    file = EXPECTED / name
    if RENEW:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.exists(), f"no expected/{name}: AKSONSIM_GOLDEN=renew pytest tests/golden"
    return file.read_text("utf-8")


def same_text(name: str, text: str) -> None:
    found, expected = normal(text), kept(name, normal(text))
    told = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=0)
    assert found == expected, f"{name}\n" + "\n".join([*told][:40])


@pytest.mark.parametrize("name", [name for name in CASES if name != "doctor"])
def test_golden__printed(folder: Folder, name: str) -> None:
    same_text(f"{name}.txt", f"$ aksonsim {CASES[name]}\n{folder.run(name)}")


def installation(value: Any) -> Any:
    """Return the keys of what `doctor` says, whatever is installed beside the package and which variables are set."""
    extras = {name: one | {"packages": {}} for name, one in value["extras"].items()}
    return shape(value | {"variables": [], "packages": {}, "extras": extras})


@pytest.mark.parametrize("name", JSON)
def test_golden__json(folder: Folder, name: str) -> None:
    text = folder.run(name, as_json=True)
    if text.startswith("error: "):
        same_text(f"{name}.json.txt", text)
        return
    value = json.loads(neutral(text))
    value = installation(value) if name == "doctor" else reduced(value)
    found = [*differences(value, json.loads(kept(f"{name}.json", as_file(value))), name)]
    assert found == [], f"{name}.json, {len(found)} differences:\n" + "\n".join(found[:20])


@pytest.mark.parametrize("name", AFTERWARDS)
def test_golden__written(folder: Folder, name: str) -> None:
    same_text(f"{name}.file.txt", folder.written(name))


def digests(file: Path) -> dict[str, Any]:
    """Return the SHA-256 of every variable and coordinate of all scenarios of a file: dtype, shape and bytes.

    Values that pass through NumPy's matrix product have other last bits with another BLAS: of these it is sums.
    """
    ds = simulate_plans(plans(load_all(file, None), draws=200, seed=1), draws=200, seed=1, keep="full", threads=1)
    out: dict[str, Any] = {}
    for name in sorted(map(str, ds.variables)):
        data = ds[name].values
        raw = "\n".join(map(str, data.flat)).encode() if data.dtype == object else np.ascontiguousarray(data).tobytes()
        whole = hashlib.sha256(f"{data.dtype} {data.shape}\n".encode() + raw).hexdigest()
        out[name] = sums(data.ravel().tolist()) if re.match("npv|benefit_|investment_", name) else whole
    return out


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_golden__bits(source: Path) -> None:
    name = f"digests-{source.stem}.json"
    value = {"machine": platform.machine(), "digests": digests(source)}
    expected = json.loads(kept(name, as_file(value)))
    if expected["machine"] != value["machine"]:
        pytest.skip(f"bits are promised for one machine type: {expected['machine']}, not {value['machine']}")
    assert [*differences(value, expected, name)] == []


def test_golden__every_expected_file_is_used() -> None:
    names = {f"{name}.txt" for name in CASES if name != "doctor"} | {f"{name}.file.txt" for name in AFTERWARDS}
    names |= {f"digests-{source.stem}.json" for source in SOURCES}
    found = {file.name for file in EXPECTED.iterdir()}
    assert names <= found
    rest = found - names
    assert {name.removesuffix(".txt") for name in rest} == {f"{name}.json" for name in JSON}
    assert len(rest) == len(JSON)
