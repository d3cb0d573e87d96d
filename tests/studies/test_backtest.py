"""The backtest: nothing is fitted to what is tested, and misfit is told."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aksonsim
from aksonsim.errors import AksonsimError
from aksonsim.files.municipalities import norway_2020, resolve
from aksonsim.files.reference import observed
from aksonsim.model.uptake import Uptake
from aksonsim.studies.backtest import backtest, work
from aksonsim.studies.backtest_uptake import COUNTY_DRAWS, scenarios

ROOT = Path(__file__).parents[2]
AKSON = aksonsim.load(ROOT / "configs" / "akson.yaml")
DRAWS = 2000


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return backtest(draws=DRAWS, seed=1).to_json()


def uptake_of(name: str) -> Uptake:
    uptake = scenarios(name)[0].uptake
    assert uptake is not None
    return uptake


def test_helseplattformen__has_the_hazards_of_the_reference_case() -> None:
    reference = AKSON.uptake
    assert reference is not None
    tested = uptake_of("helseplattformen")
    for name in ("scale", "size_exponent", "peer", "county_peer", "confidence_sd", "county_confidence_sd"):
        assert getattr(tested, name) == getattr(reference, name), name
    for status in ("pioneer", "signed", "unsigned"):
        assert getattr(tested.hazard, status) == getattr(reference.hazard, status)
        assert getattr(tested.refusal, status) == getattr(reference.refusal, status)
    assert tested.options is None  # argued from Helseplattformen itself
    assert tested.deadline_effect is None
    assert tested.affordability is None


def test_helseplattformen__is_central_norway_and_bindal() -> None:
    population = scenarios("helseplattformen")[0].population
    assert population is not None
    here = {m.code for m in resolve(population)}
    assert here == {m.code for m in norway_2020() if m.health_region == "Helse Midt-Norge" or m.code == "1811"}
    assert len(here) == 65
    total = uptake_of("helseplattformen").signed_total
    assert total is not None
    assert total.municipalities == round(186 / 291 * 63)
    people = {m.code: m.inhabitants for m in resolve(population)}
    others = 1 - (people["5001"] + people["5054"]) / sum(people.values())
    assert total.inhabitants == pytest.approx(0.6667 * others, abs=1e-4)


def test_signing_round__knows_nothing_of_who_signed() -> None:
    uptake = uptake_of("signing_round")
    assert uptake.signed == ()
    assert uptake.signed_total is None
    assert uptake.own == {}
    assert uptake.pioneers == ()
    hazards = uptake.hazard
    assert hazards.pioneer == hazards.signed == hazards.unsigned
    assert (uptake.refusal.pioneer, uptake.refusal.signed, uptake.refusal.unsigned) == (0, 0, 0)
    assert uptake.deadline_effect is None


def test_signing_round__its_scale_meets_the_band_that_was_printed_before_it() -> None:
    """Statuses and all that the round told off, the reference case misses its gate in 0.37 of draws."""
    uptake = uptake_of("signing_round")
    hazard = uptake.hazard.unsigned
    sets = [
        *("uptake.signed=[]", "uptake.signed_total=null", "uptake.own=null", "uptake.options=null"),
        *("uptake.deadline_effect=null", f"uptake.scale={uptake.scale}"),
        f"uptake.hazard={{pioneer: {hazard}, signed: {hazard}, unsigned: {hazard}}}",
        "uptake.refusal={pioneer: 0, signed: 0, unsigned: 0}",
    ]
    n = 10_000
    ds = aksonsim.simulate(aksonsim.load(ROOT / "configs" / "akson.yaml", sets=sets), draws=n, seed=2, keep="totals")
    missed = float((ds["gate_outcome"].values != 0).mean())
    assert missed == pytest.approx(0.37, abs=5 * math.sqrt(0.37 * 0.63 / n))


def test_gate__is_that_of_the_reference_case_draw_by_draw() -> None:
    short, whole = (aksonsim.simulate(scenario, draws=1000, seed=5) for scenario in (scenarios("gate")[0], AKSON))
    assert np.array_equal(short["gate_outcome"].values, whole["gate_outcome"].values)
    assert np.array_equal(short["gate_month"].values, whole["gate_month"].values, equal_nan=True)


def test_backtest__tests_every_figure_that_was_not_given(found: dict[str, Any]) -> None:
    seen = observed()
    figures = [s for s in seen.helseplattformen if not s.given]
    expected = len(figures) + sum(s.inhabitants is not None for s in figures)
    mixed = found["helseplattformen"]["mixed"]
    assert len(mixed["tests"]) == mixed["inside"][1] == expected
    later = found["helseplattformen"]["clock_from_2019"]
    assert later["inside"][1] == expected + 1  # there the end of 2020 is no starting point
    assert later["tests"][0]["place"] < 0.01


def test_backtest__misfit_is_told(found: dict[str, Any]) -> None:
    mixed = {(t["date"], t["basis"]): t for t in found["helseplattformen"]["mixed"]["tests"]}
    last = mixed["2024-01-03", "municipalities"]
    assert last["observed"] == pytest.approx(34 / 67)
    assert not last["inside"]
    assert last["p10"] > last["observed"]
    # a slower prior moves the model towards what happened
    low = {(t["date"], t["basis"]): t for t in found["helseplattformen"]["low_prior"]["tests"]}
    first = ("2021-05-26", "municipalities")
    assert low[first]["p50"] < mixed[first]["p50"]


def test_signing_round__expected_share_is_that_of_a_lognormal_hazard(found: dict[str, Any]) -> None:
    """Without size effect the share of one round has mean 1 - E exp(-h C Cc), C and Cc lognormal with mean 1."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    (scenario, *_) = scenarios("signing_round")
    assert scenario.uptake is not None
    hazard = scenario.uptake.scale * scenario.uptake.hazard.unsigned
    sd = math.hypot(scenario.uptake.confidence_sd, scenario.uptake.county_confidence_sd)
    expected = 1 - float(weights @ np.exp(-hazard * np.exp(sd * nodes - 0.5 * sd * sd)))
    flat = scenario.model_copy(update={"uptake": scenario.uptake.model_copy(update={"size_exponent": 0.0})})
    shares = aksonsim.simulate(flat, draws=DRAWS, seed=1)["commitment_share"].values[0, :, 1, -1].astype(float)
    assert shares.mean() == pytest.approx(expected, abs=5 * shares.std() / math.sqrt(DRAWS))
    assert found["signing_round"]["prior"]["hazard"] == pytest.approx(hazard)
    assert found["signing_round"]["prior"]["hazard_needed"] == pytest.approx(-math.log(105 / 291))


def test_county__is_signed_whole_as_seldom_as_it_should_be(found: dict[str, Any]) -> None:
    for block in found["signing_round"].values():
        assert block["county"]["of"] == 25
        assert block["county"]["draws"] == min(DRAWS, COUNTY_DRAWS)
        assert 0 <= block["county"]["chance"] < 0.02
        assert block["county"]["p90"] <= 25


def test_coverage__is_of_whole_projects(found: dict[str, Any]) -> None:
    by_id = {study["id"]: study for study in found["coverage"]}
    assert round(by_id["p50"]["share"], 3) == pytest.approx(0.525, abs=0.005)
    assert round(by_id["p85"]["share"], 2) == pytest.approx(0.23, abs=0.005)
    assert [study["overlaps"] for study in found["coverage"]] == [False, False, True, True]


def test_gate__what_happened_is_scored(found: dict[str, Any]) -> None:
    gate = found["gate"]
    chances = {name: chance["value"] for name, chance in gate["chances"].items()}
    assert sum(chances.values()) == pytest.approx(1)
    assert gate["outcome"] == "stopped"
    model = gate["scores"]["model"]
    assert model["log"] == pytest.approx(-math.log(chances["stopped"]))
    expected = chances["on_time"] ** 2 + chances["late"] ** 2 + (1 - chances["stopped"]) ** 2
    assert model["brier"] == pytest.approx(expected)
    assert gate["scores_in_time"]["even"]["brier"] == 0.5
    assert gate["basis"] == {
        "earliest": "2021-07-01",
        "latest": "2022-03-01",
        "not_before": "2022-11-01",
        "possible": False,
    }


def test_backtest__needs_draws_and_knows_how_many_it_makes() -> None:
    with pytest.raises(AksonsimError, match="at least 100 draws, not 10"):
        backtest(draws=10)
    told: list[int] = []
    backtest(draws=200, seed=3, progress=told.append)
    assert sum(told) == work(200)
