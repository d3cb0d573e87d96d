"""What a changed operator in the cost kernel showed to be untested: the lump that a stop costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import aksonsim

EVERYTHING = Path(__file__).parents[2] / "proof" / "everything.yaml"


def test_termination__is_paid_once_and_only_where_the_programme_stops() -> None:
    less, more = (
        aksonsim.simulate(aksonsim.load(EVERYTHING, sets=[f"gate.stop.termination={lump}"]), draws=400, seed=3)
        for lump in (50, 150)
    )
    stopped = less["gate_outcome"].values == 2
    assert 0 < stopped.sum() < stopped.size
    difference = more["cost_total"].values - less["cost_total"].values
    np.testing.assert_allclose(difference, np.where(stopped, 100.0, 0.0), atol=1e-9)
