"""Natural logarithm and exponential in single precision, by arithmetic alone.

Their bits depend neither on a mathematics library nor on the place of a number in a vector, and loops that call
them vectorise. Polynomials of the Cephes library (S. L. Moshier 1989, ``logf``, ``expf``); relative error below
3e-7, which is far below what a threshold or a price factor needs.
"""

from __future__ import annotations

import numpy as np

from aksonsim.kernels.arrays import Array
from aksonsim.sampling.jit import kernel

F32 = np.float32


@kernel
def log_all(x: Array) -> None:
    """Replace float32[n] > 0 by ln(x). In place: were ``out`` another array, overlap would forbid vectors."""
    bits = x.view(np.int32)
    for i in range(x.shape[0]):
        word = bits[i]
        exponent = np.int32((word >> np.int32(23)) - np.int32(126))
        mantissa = np.int32((word & np.int32(0x007FFFFF)) | np.int32(0x3F000000))
        bits[i] = mantissa
        half = x[i]
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
        x[i] = f + y + e * F32(0.693359375)


@kernel
def exp_all(x: Array) -> None:
    """Replace float32[n] by exp(x); values outside [-87, 87] are clipped."""
    bits = x.view(np.int32)
    for i in range(x.shape[0]):
        t = min(max(x[i], F32(-87.0)), F32(87.0))
        n = np.floor(t * F32(1.44269504) + F32(0.5))
        r = t - n * F32(0.693359375) + n * F32(2.12194440e-4)
        z = r * r
        y = F32(1.9875691500e-4) * r + F32(1.3981999507e-3)
        y = y * r + F32(8.3334519073e-3)
        y = y * r + F32(4.1665795894e-2)
        y = y * r + F32(1.6666665459e-1)
        y = y * r + F32(5.0000001201e-1)
        y = y * z + r + F32(1.0)
        bits[i] = np.int32((np.int32(n) + np.int32(127)) << np.int32(23))
        x[i] = x[i] * y
