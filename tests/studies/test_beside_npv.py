"""Effects beside the net present value: their place on the scale, what they follow, and that no money holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner

import aksonsim
from aksonsim.analysis.beside_npv import effects
from aksonsim.cli import group
from aksonsim.errors import ScenarioError
from aksonsim.files.dump import dump
from aksonsim.model.benefits import SCALE
from aksonsim.results.measure import MEAN, P10, P90

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"
EFFECTS = [
    {"id": "time", "title": "Time", "title_nb": "Tid", "items": ["b"]},
    {"id": "trust", "title": "Trust", "title_nb": "Tillit", "place": "+++", "by": "inhabitants", "source": "s, p. 4",
     "basis": "assumed", "affects": "residents", "affects_nb": "innbyggere"},
    {"id": "noise", "title": "Noise", "place": "-"},
]  # fmt: skip
LATE: dict[str, Any] = {
    "schema": 1,
    "title": "Late",
    "price_year": 2019,
    "start": "2021-01-01",
    "horizon": 2030,
    "sources": {"s": {"title": "A source"}},
    "costs": [{"id": "a", "estimate": {"min": 1, "mode": 2, "max": 4, "shape": "pert"}}],
    "activities": [
        {"id": "build", "duration": {"min": 6, "mode": 18, "max": 60, "shape": "pert"}},
        {"id": "use", "after": ["build"], "duration": 12},
    ],
    "participation": {"inhabitants": 0.8, "gps": 0.4},
    "benefits": {
        "discount_to": 2019,
        "last_year": 2025,
        "reference": {"curve": [{"year": 2023, "share": 0.5}, {"year": 2026, "share": 1}], "activity": "use"},
        "items": [{"id": "b", "value": 20, "by": "inhabitants"}, {"id": "c", "value": -3, "by": "gps"}],
    },
}


def late(told: list[dict[str, Any]] | None) -> aksonsim.Scenario:
    """Return the scenario whose operation starts late, with effects or without."""
    return aksonsim.Scenario.from_dict(LATE | {"benefits": LATE["benefits"] | ({"effects": told} if told else {})})


def test_effects__change_no_bit_of_any_result() -> None:
    found, bare = (aksonsim.simulate(late(told), draws=200, seed=1) for told in (EFFECTS, None))
    assert found.equals(bare)
    every = (aksonsim.economics(late(told), draws=200).to_json() for told in (EFFECTS, None))
    told, nothing = every
    assert "effects" not in nothing
    assert {key: value for key, value in told.items() if key != "effects"} == nothing


def test_effects__a_share_that_is_late_is_that_of_the_moved_curve_at_the_last_year_that_counts() -> None:
    """By hand: inhabitants at the end of 2025 on the line through (2022, 0), (2023, 0.5), (2026, 1), times 0.8."""
    ds = aksonsim.simulate(late(EFFECTS), draws=400, seed=1)
    months = ds["milestone_month"].sel(milestone="use.start").values[0].astype(float)
    shares = 0.8 * np.interp(2025 - (months - 18) / 12, [2022, 2023, 2026], [0, 0.5, 1])
    found = effects(ds, "baseline")["trust"]
    assert found.live is not None
    assert np.ptp(shares) > 0.3
    assert (found.year, found.place, found.by) == (2025, "+++", "inhabitants")
    assert found.live[MEAN].value == pytest.approx(shares.mean(), rel=1e-6)
    assert found.live[P10].value == pytest.approx(np.quantile(shares, 0.1), rel=1e-6)
    assert found.live[P90].value == pytest.approx(np.quantile(shares, 0.9), rel=1e-6)
    assert effects(ds, "baseline")["noise"].live is None


def test_effects__of_akson_are_the_five_that_the_programme_would_follow_up() -> None:
    """Two are priced by their items; three follow the share live in 2040 of the draws that pass, counted by hand."""
    scenario = aksonsim.load(AKSON).changed({"benefits.effects[security].by": "gps"})
    ds = aksonsim.simulate(scenario, draws=300, seed=1)
    passed = np.isin(ds["gate_outcome"].values[0], (0, 1))
    assert 0 < passed.sum() < 300
    found = effects(ds, scenario.name, passed)
    assert list(found) == ["freed-time", "fewer-adverse-events", "experience", "security", "information"]
    items = ds["benefit_value"][0].to_pandas()[passed]
    for name, parts in {
        "freed-time": ["time-municipal", "time-gps"],
        "fewer-adverse-events": ["adverse-events-cost", "adverse-events-value"],
    }.items():
        priced = found[name].priced
        assert priced is not None
        assert priced.mean.value == pytest.approx(items[parts].sum(axis=1).mean(), rel=1e-12)
        assert found[name].place is None
    inhabitants = ds["adoption_share"].sel(basis="inhabitants", year=2040).values[0][passed].astype(float)
    gps = ds["gp_adoption_share"].sel(year=2040).values[0][passed].astype(float)
    for name, shares in {"experience": inhabitants, "security": gps, "information": inhabitants}.items():
        live = found[name].live
        assert live is not None
        assert live[MEAN].value == pytest.approx(shares.mean(), rel=1e-6)
        assert live[P90].value == pytest.approx(np.quantile(shares, 0.9), rel=1e-6)
        assert found[name].place in SCALE
        assert found[name].priced is None
        assert found[name].basis == "assumed"
    assert all("ks-momenter, c" in effect.source for effect in found.values())


@pytest.mark.parametrize("place", [*SCALE, 0])
def test_place__on_the_scale_is_read_and_written_back(place: str | int, tmp_path: Path) -> None:
    scenario = late([{"id": "e", "place": place}])
    assert scenario.benefits is not None
    assert scenario.benefits.effects[0].place == str(place)
    file = tmp_path / "written.yaml"
    file.write_text(dump(scenario), encoding="utf-8")
    assert aksonsim.load(file) == scenario


@pytest.mark.parametrize("place", ["+++++", "+-", "", "good", 1, -1, 0.0, True, ["+"], {"a": 1}, "−−"])
def test_place__off_the_scale_is_one_sentence(place: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        late([{"id": "e", "place": place}])
    (problem,) = caught.value.problems
    assert problem.path == "benefits.effects[e].place"
    assert problem.what.startswith("a place on the scale is one of ----, ---, --, -, 0, ")


def test_effects__are_told_in_every_medium_and_language(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(group, [*words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    file, result, book, page = (str(tmp_path / f"late.{ending}") for ending in ("yaml", "nc", "xlsx", "html"))
    Path(file).write_text(dump(late(EFFECTS)), encoding="utf-8")
    asked = ("economics", file, "-n", "300", "--seed", "1")
    known = json.loads(run(*asked, "--json"))["scenarios"]["baseline"]["effects"]
    assert known["trust"]["place"] == "+++"
    assert known["time"]["priced"]["base"] == pytest.approx(20 * 0.8, rel=1e-12)
    english, norwegian = run(*asked), run(*asked, "--lang", "nb")
    assert "Effects with a price and without, over all draws" in english
    assert "Prissatte og ikke-prissatte virkninger, over alle trekninger" in norwegian
    row = next(line for line in norwegian.splitlines() if line.startswith("Tillit"))
    assert row.split()[1:3] == ["+++", "innbyggere"]
    run(*asked, "-o", book)
    told = openpyxl.load_workbook(book)
    cells = {line[1]: line for line in told["effects"].iter_rows(values_only=True)}
    assert "+++" in cells["Trust"]
    assert cells["Trust"][6] == pytest.approx(known["trust"]["live"]["mean"], abs=cells["Trust"][7])
    assert ("baseline", "Trust", "residents", "s, p. 4", "assumed") in [*told["effects_origin"].values]
    run("run", file, "-n", "300", "-o", result)
    run("report", result, "--no-rerun", "--lang", "nb", "-o", page)
    text = Path(page).read_text("utf-8")
    assert text.index("Netto nåverdi, ") < text.index("Prissatte og ikke-prissatte virkninger")
    Path(file).write_text(dump(late(None)), encoding="utf-8")
    assert "No effects without a price are stated" in run(*asked)
