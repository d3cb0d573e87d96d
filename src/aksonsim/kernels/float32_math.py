"""Natural logarithm and exponential in single precision, by arithmetic alone.

Their bits depend neither on a mathematics library nor on the place of a number in a vector, and loops that fold them
in vectorise. Polynomials of the Cephes library (S. L. Moshier 1989, ``logf``, ``expf``); relative error below
3e-7, which is far below what a threshold or a price factor needs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from aksonsim.sampling.jit import bits32_of, float32_of, inline

F32 = np.float32


@inline
def log32(x: Any) -> Any:
    """Return ln(x) of a float32 > 0."""
    word = bits32_of(x)
    exponent = np.int32(np.int32(word >> np.uint32(23)) - np.int32(126))
    half = float32_of(np.uint32((word & np.uint32(0x007FFFFF)) | np.uint32(0x3F000000)))
    small = half < F32(0.70710678)
    e = F32(exponent) - (F32(1.0) if small else F32(0.0))
    f = (half + half if small else half) - F32(1.0)
    z = f * f
    y = F32(7.0376836292e-2) * f - F32(1.1514610310e-1)
    y = y * f + F32(1.1676998740e-1)
    y = y * f - F32(1.2420140846e-1)
    y = y * f + F32(1.4249322787e-1)
    y = y * f - F32(1.6668057665e-1)
    y = y * f + F32(2.0000714765e-1)
    y = y * f - F32(2.4999993993e-1)
    y = y * f + F32(3.3333331174e-1)
    y = y * f * z
    y = y + e * F32(-2.12194440e-4)
    y = y - F32(0.5) * z
    return f + y + e * F32(0.693359375)


@inline
def exp32(x: Any) -> Any:
    """Return exp(x) of a float32; beyond -87 and 87 it stays as it is there."""
    most, least = F32(87.0), F32(-87.0)
    t = x if x > least else least
    t = t if t < most else most
    n = np.floor(t * F32(1.44269504) + F32(0.5))
    r = t - n * F32(0.693359375) + n * F32(2.12194440e-4)
    z = r * r
    y = F32(1.9875691500e-4) * r + F32(1.3981999507e-3)
    y = y * r + F32(8.3334519073e-3)
    y = y * r + F32(4.1665795894e-2)
    y = y * r + F32(1.6666665459e-1)
    y = y * r + F32(5.0000001201e-1)
    y = y * z + r + F32(1.0)
    return float32_of(np.uint32(np.int32((np.int32(n) + np.int32(127)) << np.int32(23)))) * y
