"""Events and readiness: small cases computed by hand."""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.events import EventArrays, ReadinessArrays, occur, readiness


def test_occur__below_its_probability_and_only_with_its_condition() -> None:
    """Event 0 has none, 1 needs 0, 2 is the model's own, 3 is less likely without 1; the order is not the numbers'."""
    values = np.array([[0.1, 0.1, 0.6, 0.1], [9.0] * 4, [0.2, 0.9, 0.2, 0.2], [0.3, 0.3, 0.4, 0.8]])
    events = EventArrays(
        np.array([2, 0, 1, 3]), np.array([0, 2, -1, 3]), np.array([0.5, 0.5, 1.0, 0.5]), np.array([-1, 0, -1, 1]),
        np.array([1.0, 0.0, 1.0, 0.3125]),
    )  # fmt: skip
    occurred = np.full((4, 4), 7, np.uint8)
    occur(values, events, occurred)
    assert occurred.tolist() == [[1, 1, 0, 1], [1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 0, 0]]


def test_readiness__is_confidence_times_the_multipliers_of_what_occurs() -> None:
    values = np.array([[9.0, 9.0], [0.8, 0.5], [1.25, 2.0], [0.5, 0.5]])
    occurred = np.array([[1, 0], [0, 0], [1, 1]], np.uint8)
    arrays = ReadinessArrays(2, np.array([2, 0]), np.array([1, 3]))
    confidence = np.zeros(2)
    readiness(values, occurred, arrays, confidence)
    assert confidence.tolist() == [1.25 * 0.8 * 0.5, 2.0 * 0.5]
