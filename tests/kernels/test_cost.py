"""What an element costs in a draw: small cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels.cost import ALWAYS, AT_STOP, FIRST_YEAR, CostArrays, elements

LANES = 3
OCCURRED = np.array([[1, 0, 1], [0, 1, 1]], np.uint8)
PARTICIPATION = np.array([[[0.5, 1.0, 0.8], [0.2, 1.0, 0.6]], [[0.4, 0.9, 0.7], [0.1, 0.5, 0.3]]])
NEVER = np.full(LANES, np.inf)


def cost_of(*, stop=NEVER, run=1.0, activity=FIRST_YEAR, goes_on=0, milestones=None, **more) -> list[float]:
    """Return the cost of one element that is 100 but for what is stated; rows of inputs 1 to 3 are 1.5, 20 and 7."""
    none, zeros = np.zeros(0, np.int64), np.zeros(2, np.int64)
    fields = {
        "row": np.zeros(1, np.int64), "quantity_row": np.array([-1]), "rate_row": np.array([-1]),
        "sign": np.ones(1), "unspecified": np.zeros(1), "varies": np.zeros((1, 2)),
        "basis": np.zeros(1, np.int64), "activity": np.array([activity]), "time_share": np.zeros(1),
        "reference": np.ones(1), "goes_on": np.array([goes_on], np.uint8), "driver_first": zeros, "driver": none,
        "exposure": np.zeros(0), "multiply_first": zeros, "multiply_event": none, "multiply_row": none,
        "lump_first": zeros, "lump_event": none, "lump_row": none, "lump_share": np.zeros(0),
        "group": np.zeros(1, np.int64), "tag": np.zeros(1), "driver_row": none,
        "drivers_add_up": 0,
    }  # fmt: skip
    fields |= {name: value if name == "drivers_add_up" else np.array(value) for name, value in more.items()}
    values = np.array([100.0, 1.5, 20.0, 7.0])[:, None] * np.ones(LANES)
    dates = np.zeros((4, LANES)) if milestones is None else np.array(milestones)
    out = np.full((1, LANES), np.nan)
    carried_out = np.ones((3, LANES)) * np.array([[0.5], [run], [0.25]])
    elements(values, OCCURRED, dates, PARTICIPATION, np.array(stop), carried_out, CostArrays(**fields), out)
    return out[0].tolist()


def test_elements__vary_with_the_participation_that_they_follow() -> None:
    stated = {"unspecified": [0.1], "varies": [[0.5, 0.2]], "activity": 0}
    assert cost_of(**stated) == pytest.approx([110 * (0.3 + 0.5 * p + 0.2 * g) for p, g in PARTICIPATION[0].T])
    assert cost_of(**stated, basis=[1]) == pytest.approx(
        [110 * (0.3 + 0.5 * p + 0.2 * g) for p, g in PARTICIPATION[1].T]
    )


def test_elements__time_share_follows_the_length_of_the_activity() -> None:
    """40 % of 100 over a reference of 20 months; from month 4 it lasts 20, 30 and 10 months."""
    dates = [[0.0] * 3, [9.0] * 3, [4.0] * 3, [24.0, 34.0, 14.0]]
    assert cost_of(time_share=[0.4], reference=[20.0], activity=0, milestones=dates) == pytest.approx([100, 120, 80])
    little = cost_of(time_share=[0.005], reference=[20.0], activity=0, milestones=dates)
    assert little == pytest.approx([100, 100.25, 99.75], rel=1e-12)
    assert cost_of(activity=0, milestones=dates) == [100, 100, 100]


def test_elements__drivers_act_in_the_part_that_is_exposed() -> None:
    """Two drivers, of 1.5 and 7, with 0.4 and 0.5 of the element exposed."""
    found = cost_of(activity=0, driver_first=[0, 2], driver=[1, 0], exposure=[0.4, 0.5], driver_row=[3, 1])
    assert found == pytest.approx([100 * 1.2 * 4.0] * 3)


def test_elements__drivers_that_add_up_add_what_each_does_and_never_go_below_nothing() -> None:
    both = {"driver_first": [0, 2], "driver": [1, 0], "driver_row": [3, 1], "drivers_add_up": 1}
    assert cost_of(activity=0, exposure=[0.4, 0.5], **both) == pytest.approx([100 * (1 + 0.2 + 3.0)] * 3)
    assert cost_of(activity=0, exposure=[-1.0, -1.0], **both) == [0.0] * 3


def test_elements__events_multiply_and_add_where_they_occur() -> None:
    """Event 0 multiplies by 1.5, event 1 by 7; event 1 adds half of 20, and a measure always a tenth of 20."""
    multiplied = cost_of(activity=0, multiply_first=[0, 2], multiply_event=[0, 1], multiply_row=[1, 3])
    assert multiplied == [150, 700, 1050]
    lumps = {"lump_first": [0, 2], "lump_event": [1, ALWAYS], "lump_row": [2, 2], "lump_share": [0.5, 0.1]}
    assert cost_of(activity=0, **lumps) == [102, 112, 112]
    first = lumps | {"lump_event": [ALWAYS, 0]}
    assert cost_of(activity=0, **first) == pytest.approx([112, 110, 112])


def test_elements__a_stop_leaves_the_part_carried_out_of_what_does_not_go_on() -> None:
    lumps = {"lump_first": [0, 1], "lump_event": [ALWAYS], "lump_row": [2], "lump_share": [1.0]}
    assert cost_of(activity=0, run=0.75, **lumps) == [90, 90, 90]
    assert cost_of(activity=1, **lumps) == [30, 30, 30]
    assert cost_of(activity=FIRST_YEAR, **lumps) == [60, 60, 60]
    assert cost_of(activity=0, run=0.75, goes_on=1, **lumps) == [120, 120, 120]


def test_elements__what_falls_due_at_a_stop_costs_nothing_without() -> None:
    assert cost_of(activity=AT_STOP, stop=[np.inf, 17.0, 0.0]) == [0, 100, 100]
