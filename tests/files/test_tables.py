"""CSV tables that a scenario file names, and the municipalities."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files.dump import dump
from aksonsim.files.load import load
from aksonsim.files.municipalities import norway_2020, resolve
from aksonsim.model.uptake import Exclude, Population

HEAD = "schema: 1\ntitle: t\nprice_year: 2019\n"
PEOPLE = HEAD + "costs: [{id: a, estimate: 1}]\npopulation: {data: people.csv}\n"
COLUMNS = "code,name,county,inhabitants\n"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_norway__has_356_municipalities_by_code() -> None:
    table = norway_2020()
    assert len(table) == 356
    assert [m.code for m in table] == sorted({m.code for m in table})
    assert table[0].name == "Oslo"
    assert norway_2020() is table


def test_population__outside_central_norway() -> None:
    """Facts of the programme: 291 municipalities, 4 632 214 inhabitants, 55 % of them 2 547 718."""
    excluded = Exclude(health_regions=("Helse Midt-Norge",), codes=("1811",))
    left = resolve(Population(table="norway-2020", exclude=excluded))
    inhabitants = sum(m.inhabitants for m in left)
    assert (len(left), inhabitants, round(0.55 * inhabitants)) == (291, 4_632_214, 2_547_718)
    assert [m.code for m in left] == sorted(m.code for m in left)


def test_population__unknown_exclusions_are_errors() -> None:
    with pytest.raises(AksonsimError, match=r"unknown municipality 9999"):
        resolve(Population(table="norway-2020", exclude=Exclude(codes=("9999",))))
    with pytest.raises(
        AksonsimError, match=r"unknown health region Nord-Norge RHF; known: Helse Midt-Norge, Helse Nord"
    ):
        resolve(Population(table="norway-2020", exclude=Exclude(health_regions=("Nord-Norge RHF",))))
    regions = tuple(sorted({m.health_region for m in norway_2020()}))
    with pytest.raises(AksonsimError, match="no municipality is left"):
        resolve(Population(table="norway-2020", exclude=Exclude(health_regions=regions)))


def test_population__from_a_file_beside_the_scenario(tmp_path: Path) -> None:
    written(
        tmp_path / "study" / "people.csv",
        "inhabitants;code;name;county;centrality\n200;1002;Bø;A;3\n100;0301;Ås;B;1\n",
    )
    file = written(
        tmp_path / "study" / "s.yaml", HEAD + "costs: [{id: a, estimate: 1}]\npopulation: {data: people.csv}\n"
    )
    scenario = load(file)
    assert scenario.population is not None
    people = resolve(scenario.population)
    assert [(m.code, m.name, m.inhabitants) for m in people] == [("0301", "Ås", 100), ("1002", "Bø", 200)]
    # What is written out is complete: it loads elsewhere, without the table.
    assert load(written(tmp_path / "elsewhere.yaml", dump(scenario))) == scenario


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ": the file is empty; a header line names the columns"),
        (
            "code,name,county\n",
            ":1:1: missing column inhabitants; needed: code, name, county, health_region, inhabitants",
        ),
        (COLUMNS + "1,a,b\n", ":2:1: has 3 columns; the header has 4"),
        (COLUMNS + "1,a,b,many\n", ":2:1: inhabitants: must be a whole number, not text 'many'"),
        (
            COLUMNS + "1,a,b,0\n",
            ":2:1: population.municipalities[1].inhabitants: must be more than 0, not 0",
        ),
    ],
)
def test_population__faults_of_a_file_have_its_lines(tmp_path: Path, text: str, sentence: str) -> None:
    table = written(tmp_path / "people.csv", text)
    file = written(tmp_path / "s.yaml", PEOPLE)
    with pytest.raises(ScenarioError) as error:
        load(file)
    assert str(error.value) == f"{table}{sentence}"


def test_observations__are_read_in_and_written_out(tmp_path: Path) -> None:
    written(tmp_path / "cases.csv", "case,overrun\nx,1.1\ny,0.9\nz,1e0\n")
    estimate = "{data: cases.csv, column: overrun, truncate: [0, 3]}"
    file = written(
        tmp_path / "s.yaml", HEAD + f"costs:\n  - {{id: a, estimate: {estimate}}}\n  - {{id: b, estimate: 2}}\n"
    )
    scenario = load(file)
    assert scenario.costs[0].estimate.observations == (1.1, 0.9, 1.0)  # type: ignore[union-attr]
    assert load(written(tmp_path / "new" / "s.yaml", dump(scenario))) == scenario


def test_observations__follow_a_change_of_the_table(tmp_path: Path) -> None:
    written(tmp_path / "one.csv", "x\n1\n2\n")
    written(tmp_path / "two.csv", "x\n3\n4\n")
    file = written(tmp_path / "s.yaml", HEAD + "costs: [{id: a, estimate: {data: one.csv}}]\n")
    shown = written(tmp_path / "shown.yaml", dump(load(file)))
    overlay = written(tmp_path / "over.yaml", "costs[a].estimate.data: two.csv\n")
    for start in (file, shown):
        estimate = load(start, overlays=[overlay]).costs[0].estimate
        assert estimate.observations == (3.0, 4.0)  # type: ignore[union-attr]
