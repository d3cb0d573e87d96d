"""The notebooks are stored without output, run from top to bottom, and say what their text says of it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

SAID = {
    "01_review_a_p50": [
        r"is a P9\d\.\d, not a P85",
        r"first four of \d+ inputs",
        r"all 51 events of the risk register together: 0\.\d%",
        r"rho:journal: none",
        r"driver:scope: 1\.1\d",
    ],
    "02_compare_scenarios": [r"Osterøy, 8098 inhabitants", r"The gate counts municipalities +\d+%.* 0%"],
    "03_parameter_sweep": [r"Readiness is below .*% of the points that fail", r"40 of 40 points are done; 0 are left"],
    "04_your_own_programme": [
        r"1750 is a P1\d\.\d, not a P50",
        r"did you mean costs\[bridge\.foundations\]",
        r"identical: True",
    ],
}
"""What each prints, as its text takes for granted."""


def stored(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_notebooks__all_four_are_there_and_told_of() -> None:
    assert [file.stem for file in NOTEBOOKS] == sorted(SAID)
    told = (FOLDER.parent / "docs" / "notebooks.md").read_text(encoding="utf-8")
    assert [name for name in SAID if f"`{name}`" not in told] == []


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks__are_stored_without_output(file: Path) -> None:
    notebook = stored(file)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) >= 5
    assert [cell["outputs"] for cell in code if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in code} == {None}
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="whole runs take minutes without jit")
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks__run_and_say_what_their_text_says(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("nbclient", "ipykernel"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed: pip install 'aksonsim[notebooks]'")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # its threads wait busily for each other where cores are shared
    outputs = executed(file)
    assert [text for kind, text in outputs if kind == "stderr"] == []
    assert sum(kind == "image/png" for kind, _ in outputs) >= 2
    printed = "\n".join(text for kind, text in outputs if kind != "image/png")
    assert [wanted for wanted in SAID[file.stem] if not re.search(wanted, printed)] == []


def executed(file: Path) -> list[tuple[str, str]]:
    """Run a notebook where it lies, and return its outputs: what kind each is, and its text."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(file, as_version=4)
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    found: list[tuple[str, str]] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                found.append((output.name, output.text))
            else:
                kind = "image/png" if "image/png" in output.data else "text/plain"
                found.append((kind, output.data[kind]))
    return found
