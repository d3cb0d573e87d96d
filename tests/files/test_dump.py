"""The canonical form that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksonsim.files.dump import WIDTH, dump
from aksonsim.files.load import load, load_all, scenario_names

FOLDER = Path(__file__).parents[2] / "configs"
CONFIGS = [file for file in sorted(FOLDER.glob("*.yaml")) if "\ncosts:" in file.read_text("utf-8")]


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_dump__of_every_config_and_scenario_loads_to_an_equal_object(file: Path, tmp_path: Path) -> None:
    written = tmp_path / "written.yaml"
    for scenario in (load(file), *load_all(file, scenario_names(file)[:3])):
        text = dump(scenario)
        written.write_text(text, encoding="utf-8")
        back = load(written)
        assert back == scenario
        assert dump(back) == text


def test_dump__is_short_ordered_and_says_ids_first() -> None:
    minimal = next(file for file in CONFIGS if file.stem == "minimal")
    assert dump(load(minimal)) == (
        "schema: 1\n"
        "title: Two lines\n"
        "price_year: 2019\n"
        "costs:\n"
        "  - id: a\n"
        "    estimate: {min: 1, mode: 2, max: 4, shape: triangular}\n"
        "  - id: b\n"
        "    estimate: {p10: 3, mode: 4, p90: 7, shape: pert}\n"
        "correlations:\n"
        "  - group: [a, b]\n"
        "    rho: 0.3\n"
    )


def test_dump__breaks_what_does_not_fit_on_a_line(tmp_path: Path) -> None:
    observations = ", ".join(str(number) for number in range(WIDTH))
    file = tmp_path / "long.yaml"
    file.write_text(
        f"schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{{id: a, estimate: {{observations: [{observations}]}}}}]\n"
    )
    text = dump(load(file))
    assert "        - 109\n" in text
    file.write_text(text)
    assert dump(load(file)) == text
