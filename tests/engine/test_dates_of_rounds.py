"""A round on the very day of a deadline, of a legal duty, of what it must have before it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import aksonsim
from aksonsim.api import plans
from aksonsim.engine.calendar import deadline_month
from aksonsim.engine.plan_uptake import UptakePlan

FILE = Path(__file__).parents[2] / "proof" / "everything.yaml"


def uptake(changes: dict[str, object]) -> UptakePlan:
    (plan,) = plans([aksonsim.load(FILE).changed(changes)], draws=8, seed=1)
    assert plan.uptake is not None
    return plan.uptake


@pytest.mark.parametrize(
    ("duty", "first"),
    [
        ("2022-12-30", "2022-12-31"),
        ("2022-12-31", "2022-12-31"),
        ("2023-01-01", "2023-03-31"),
        ("2023-03-31", "2023-03-31"),
        ("2023-04-01", "2023-06-30"),
        ("2029-12-31", "2029-12-31"),
        ("2030-01-01", None),
    ],
)
def test_mandatory__binds_from_the_first_round_on_or_after_its_day(duty: str, first: str | None) -> None:
    """The round of 31 December 2022 stands at month 24, where 1 January 2023 does, and is a day before it."""
    found = uptake({"uptake.mandatory_from": duty})
    assert [*found.dates, None][found.council.mandatory] == first
    assert found.council.month[found.dates.index("2022-12-31")] == 24.0


def test_mandatory__nobody_is_bound_a_day_early_and_everyone_in_the_first_round() -> None:
    scenario = aksonsim.load(FILE).changed({"uptake.mandatory_from": "2023-01-01", "gate": None})
    ds = aksonsim.simulate(scenario, draws=200, seed=3)
    share = ds.commitment_share.sel(basis="inhabitants")[0]
    assert float(share.sel(quarter="2022-12-31").mean()) < 0.9
    assert (share.sel(quarter="2023-03-31") == 1).all()


@pytest.mark.parametrize(
    ("deadline", "last"),
    [
        ("2022-03-30", "2021-12-31"),
        ("2022-03-31", "2022-03-31"),
        ("2022-04-01", "2022-03-31"),
        ("2022-06-29", "2022-03-31"),
        ("2022-06-30", "2022-06-30"),
        ("2024-02-29", "2023-12-31"),
        ("2022-12-31", "2022-12-31"),
    ],
)
def test_deadline__a_round_of_its_very_day_is_in_time(deadline: str, last: str) -> None:
    found = uptake({"gate.deadline": deadline})
    in_time = np.flatnonzero(found.council.month <= found.gate.deadline + 1e-9)
    assert found.dates[in_time[-1]] == last


def test_deadline__the_gate_passes_in_a_round_of_its_very_day() -> None:
    """Where all are bound in the round of the deadline itself, the gate is passed on time in every draw."""
    stated = {"gate.deadline": "2022-09-30", "uptake.mandatory_from": "2022-09-30", "gate.share": 1}
    ds = aksonsim.simulate(aksonsim.load(FILE).changed(stated), draws=64, seed=3)
    assert (ds.gate_outcome == 0).all()
    assert (ds.gate_month == 21.0).all()
    early = stated | {"gate.deadline": "2022-09-29", "gate.extensions": None}
    assert (aksonsim.simulate(aksonsim.load(FILE).changed(early), draws=64, seed=3).gate_outcome == 2).all()


def test_deadline_month__is_that_of_the_day_but_at_the_end_of_a_month() -> None:
    import datetime as dt

    start = dt.date(2021, 1, 1)
    assert deadline_month(dt.date(2022, 6, 1), start) == 17.0
    assert deadline_month(dt.date(2022, 5, 31), start) == 17.0
    assert deadline_month(dt.date(2024, 2, 29), start) == 38.0
    assert deadline_month(dt.date(2024, 2, 28), start) == pytest.approx(37 + 27 / 29)
