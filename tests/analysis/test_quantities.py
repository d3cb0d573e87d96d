"""One grammar of quantities: every spelling of it, and one reader for all who ask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from aksonsim.api import simulate
from aksonsim.engine.variables import BY_NAME
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.language.text import translate
from aksonsim.model.quantities import ALIASES, QUANTITIES, QuantityName, split
from aksonsim.results.quantity import Condition, Quantity, output

AKSON = Path(__file__).parents[2] / "configs" / "akson.yaml"


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return simulate([load(AKSON)], draws=200, seed=3, keep="full", threads=1)


@pytest.mark.parametrize(
    ("spellings", "canonical"),
    [
        (("cost_total", " cost_total "), "cost_total"),
        (("cost_programme[a+b]", "cost_programme[a + b]", "cost_programme.a+b"), "cost_programme[a + b]"),
        (
            ("adoption[gps, 2033]", "adoption_share[gps][2033]", "adoption.gps.2033", "gp_adoption_share[2033]"),
            "adoption_share[gps, 2033]",
        ),
        (("commitment_share.inhabitants.2022-06-01",), "commitment[inhabitants, 2022-06-01]"),
        (("event.A.C1", "event_occurred[A.C1]"), "event[A.C1]"),
        (("milestone_month[build]", "milestone.build"), "milestone[build]"),
        (("cost_year.journal.x.2030", "cost_year[journal.x, 2030]"), "cost_year[journal.x, 2030]"),
    ],
)
def test_quantity__every_spelling_is_one(spellings: tuple[str, ...], canonical: str) -> None:
    assert {str(QuantityName.parse(text)) for text in spellings} == {canonical}
    assert QuantityName.parse(canonical) == QuantityName.parse(spellings[0])
    if canonical != "event[A.C1]":
        assert {split(f"{text.strip()}.p97.5") for text in spellings} == {(QuantityName.parse(canonical), "p97.5")}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cost", "unknown quantity cost; known: cost_total, cost_programme"),
        ("adoptoin[gps, 2033]", "did you mean adoption?"),
        ("cost_total.p85", "quantity cost_total.p85 is written cost_total"),
        ("cost_total[x].p85", "names a statistic"),
        ("gp_adoption_share", "is written gp_adoption_share[year]"),
        ("cost_payer[stat]", "unknown payer stat; known: state, municipal"),
    ],
)
def test_quantity__says_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(AksonsimError) as error:
        Quantity.parse(text)
    assert sentence in str(error.value)


def test_quantities__are_all_the_variables_with_one_value_a_draw() -> None:
    per_draw = {variable.name for variable in BY_NAME.values() if variable.per_draw} - {"input"}
    made = {"gate", "signatories", "cost_group"}  # not read from a variable of their own name
    assert {ALIASES.get(name, (name,))[0] for name in per_draw - {"gate_outcome"}} | made == set(QUANTITIES)


def test_quantity__is_read_as_the_variable_it_stands_for(ds: xr.Dataset) -> None:
    def read(text: str) -> np.ndarray:
        return output(ds, "baseline", text, given_passed=False).values

    one = ds.isel(scenario=0)
    assert np.array_equal(read("adoption.gps.2033"), one.gp_adoption_share.sel(year=2033).astype(float))
    assert np.array_equal(read("gate.on_time"), one.gate_outcome == 0)
    assert np.array_equal(read("gate.passed"), one.gate_outcome < 2)
    first, second, *_ = (str(end) for end in ds.quarter.values)
    before = (np.datetime64(second) - 1).astype(str)
    assert np.array_equal(
        read(f"commitment[inhabitants, {before}]"),
        one.commitment_share.sel(basis="inhabitants", quarter=first).astype(float),
    )
    assert np.array_equal(
        read("cost_programme[journal+step1]"), one.cost_programme.sel(programme=["journal", "step1"]).sum("programme")
    )
    passed = Quantity.parse("event.A.C1").read(ds, "baseline", Condition.PASSED)
    assert (passed.units, passed.draws) == ("1", int(np.count_nonzero(one.gate_outcome < 2)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cost_programme[journal+jurnal]", "no programme is called jurnal; there are: journal"),
        ("commitment[inhabitants, 1999-01-01]", "no council round ends by 1999-01-01; they end on: 20"),
        ("signatories", "does not simulate signatories"),
    ],
)
def test_quantity__what_a_result_lacks_is_refused(ds: xr.Dataset, text: str, sentence: str) -> None:
    with pytest.raises(AksonsimError, match=sentence.replace("[", r"\[")):
        output(ds, "baseline", text)


def test_quantity__has_one_unit_and_one_title(ds: xr.Dataset) -> None:
    def told(text: str) -> tuple[str, str, str]:
        quantity = Quantity.parse(text)
        title = quantity.title(ds)
        return quantity.units(ds.attrs), translate(title, "en"), translate(title, "nb")

    assert told("cost_total") == ("MNOK", "total cost", "samlet kostnad")
    assert told("gate.on_time") == ("1", "Gate passed on time", "Oppslutningskravet nådd i tide")
    assert told("price_per_inhabitant")[0] == "NOK"
    assert told("milestone[contract]")[0] == "months"
    assert told("signatories")[0] == "1"
