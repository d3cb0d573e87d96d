"""Logarithm and exponential in single precision against NumPy in double."""

from __future__ import annotations

import numpy as np
import pytest

from aksonsim.kernels.arrays import Array
from aksonsim.kernels.float32_math import exp32, log32
from aksonsim.sampling.jit import kernel

BOUND = 3e-7
"""Relative error that the module promises."""


@kernel
def log_all(x: Array) -> None:
    for i in range(x.shape[0]):
        x[i] = log32(x[i])


@kernel
def exp_all(x: Array) -> None:
    for i in range(x.shape[0]):
        x[i] = exp32(x[i])


def test_log__is_within_its_bound_of_numpy() -> None:
    mantissas = np.linspace(0.5, 1.0, 2003, dtype=np.float32)
    x = np.concatenate([mantissas * np.float32(2.0**e) for e in (-23, -10, -1, 0, 1, 30)])
    wanted = np.log(x.astype(np.float64))
    out = x.copy()
    log_all(out)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, wanted, rtol=BOUND, atol=2.0**-149)


def test_log__of_one_is_nought_and_of_the_uniforms_ends_is_finite() -> None:
    x = np.array([1.0, 2.0**-24, 1.0 - 2.0**-24], np.float32)
    log_all(x)
    assert x[0] == 0.0
    assert x[1] == pytest.approx(-24 * np.log(2.0), rel=BOUND)
    assert x[2] == pytest.approx(-(2.0**-24), rel=BOUND)


def test_log__rises() -> None:
    x = np.linspace(2.0**-23, 4.0, 5001, dtype=np.float32)
    log_all(x)
    assert (np.diff(x) >= 0).all()


def test_exp__is_within_its_bound_of_numpy() -> None:
    x = np.linspace(-80.0, 80.0, 5003, dtype=np.float32)
    wanted = np.exp(x.astype(np.float64))
    exp_all(x)
    np.testing.assert_allclose(x, wanted, rtol=BOUND)


def test_exp__clips_what_single_precision_cannot_hold() -> None:
    x = np.array([0.0, 1000.0, -1000.0], np.float32)
    exp_all(x)
    assert x[0] == 1.0
    assert np.isfinite(x[1])
    assert x[1] == pytest.approx(np.exp(87.0), rel=BOUND)
    assert x[2] == pytest.approx(np.exp(-87.0), rel=BOUND, abs=0.0)


@pytest.mark.parametrize("function", [log_all, exp_all])
def test_float32_math__place_in_an_array_does_not_matter(function) -> None:
    x = np.linspace(0.1, 3.0, 67, dtype=np.float32)
    whole = x.copy()
    function(whole)
    for start, stop in ((0, 1), (1, 9), (5, 67), (66, 67)):
        part = x[start:stop].copy()
        function(part)
        assert part.tobytes() == whole[start:stop].tobytes()
