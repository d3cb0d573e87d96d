"""Which combinations of parameters targets determine: against algebra."""

from __future__ import annotations

import numpy as np

from aksonsim.analysis.calibration import Frame, identify


def test_identify__response_undoes_the_slopes() -> None:
    rng = np.random.default_rng(1)
    one, two = np.ones(2), np.array([2.0, 5.0])
    frame = Frame(0 * one, -9 * one, 9 * one, np.array([0.5, 3.0]), one, np.array([0.1, 0.2]), two)
    slopes = rng.normal(size=(2, 2)) + 3 * np.eye(2)
    found = identify(frame, slopes, np.zeros((2, 2)))
    np.testing.assert_allclose(found.response @ slopes, np.eye(2), atol=1e-12)
    assert not found.open.any()


def test_identify__two_parameters_of_one_sum_are_open() -> None:
    one = np.ones(2)
    frame = Frame(0 * one, -9 * one, 9 * one, one, one[:1], one[:1], one[:1])
    found = identify(frame, np.array([[1.0, 1.0]]), np.zeros((1, 2)))
    # the least move that follows the target shares it evenly
    np.testing.assert_allclose(found.response, [[0.5], [0.5]], atol=1e-12)
    assert found.open.all()
