"""The keyed generator against its published answers and its slow twin."""

from __future__ import annotations

import hashlib
import math
import os

import naive_sampling as naive
import numpy as np
import pytest
from numba import njit

from aksonsim.sampling import jit
from aksonsim.sampling.streams import fill_uniform, fill_uniform32, stream_key, uniform

KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox__random123_known_answers(counter, key, words):
    assert naive.philox(counter, key) == words


def test_fill_uniform__carries_the_known_answer():
    """The first vector has the counter and key of draws 0 and 1 under key (0, 0)."""
    out = np.empty(2)
    fill_uniform(0, 0, 0, 0, out)
    a, b, c, d = KNOWN[0][2]
    assert out.tolist() == [((a << 20 | b >> 12) + 0.5) * 2.0**-52, ((c << 20 | d >> 12) + 0.5) * 2.0**-52]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 17, 40, 203])
@pytest.mark.parametrize("first", [0, 4, (1 << 33) - 64, 1 << 33, (1 << 34) - 148])
def test_fill_uniform__equals_twin(size, first):
    out, out32 = np.empty(size), np.empty(size, np.float32)
    fill_uniform(*stream_key(7, "costs[a]"), 3, first, out)
    fill_uniform32(*stream_key(7, "costs[a]"), 3, first, out32)
    assert out.tolist() == [naive.uniform(7, "costs[a]", first + j, 3) for j in range(size)]
    assert out32.tolist() == [naive.uniform32(7, "costs[a]", first + j, 3) for j in range(size)]
    assert out.tolist() == uniform(7, "costs[a]", first + np.arange(size), 3).tolist()


def test_uniform__equals_the_kernel_near_nought_too():
    """Of 4 096 draws about 64 lie below 1/64, where the half that is added to 52 bits is not rounded away."""
    out = np.empty(4096)
    fill_uniform(*stream_key(2, "y"), 0, 0, out)
    assert (out < 1 / 64).sum() > 30
    assert out.tolist() == uniform(2, "y", range(4096)).tolist()


def test_fill_uniform__any_block_gives_the_same_bits():
    key = stream_key(1, "x")
    whole, whole32 = np.empty(203), np.empty(203, np.float32)
    fill_uniform(*key, 0, 0, whole)
    fill_uniform32(*key, 0, 0, whole32)
    for first in (0, 4, 8, 100, 200):
        for size in (1, 2, 3, 203 - first):
            part, part32 = np.empty(size), np.empty(size, np.float32)
            fill_uniform(*key, 0, first, part)
            fill_uniform32(*key, 0, first, part32)
            assert part.tolist() == whole[first : first + size].tolist()
            assert part32.tolist() == whole32[first : first + size].tolist()


@pytest.mark.parametrize("word", [0, 0xFFFFFFFF])
def test_unit__extreme_words_stay_strictly_inside(word):
    from aksonsim.sampling import streams

    unit = njit(lambda a, b: streams._unit(a, b))
    unit32 = getattr(streams._unit32, "py_func", streams._unit32)
    x = unit(np.uint32(word), np.uint32(word))
    y = np.float32(unit32(np.uint32(word)))
    assert 0.0 < x < 1.0
    assert np.float32(0.0) < y < np.float32(1.0)
    assert min(x, 1.0 - x) == 2.0**-53  # symmetric, and 1 - u exact
    assert min(y, np.float32(1.0) - y) == np.float32(2.0**-24)


def test_fill_uniform__mean_and_variance_within_five_errors():
    n = 200_000 if os.environ.get("NUMBA_DISABLE_JIT") != "1" else 2_000
    out, out32 = np.empty(n), np.empty(n, np.float32)
    fill_uniform(*stream_key(11, "moments"), 0, 0, out)
    fill_uniform32(*stream_key(11, "moments"), 0, 0, out32)
    for u in (out, out32.astype(np.float64)):
        assert abs(u.mean() - 0.5) < 5 * math.sqrt(1 / 12 / n)
        # var((u - 1/2)^2) = 1/80 - 1/144
        assert abs(((u - 0.5) ** 2).mean() - 1 / 12) < 5 * math.sqrt((1 / 80 - 1 / 144) / n)
        lagged = (u[1:] - 0.5) * (u[:-1] - 0.5)
        assert abs(lagged.mean()) < 5 / 12 / math.sqrt(n - 1)
    joint = (out - 0.5) * (out32 - 0.5)
    assert abs(joint.mean()) < 5 / 12 / math.sqrt(n)


def test_stream_key__is_blake2b_of_seed_and_name():
    digest = hashlib.blake2b(bytes([5, 1, 0, 0, 0, 0, 0, 0]) + "å".encode(), digest_size=8).digest()
    assert stream_key(261, "å") == (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little"))
    # Written down: the mapping may never change.
    assert stream_key(1, "costs[a]") == (3171751856, 2310082639)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_stream_key__seed_out_of_range(seed):
    with pytest.raises(ValueError, match=f"seed {seed} must be a whole number from 0"):
        stream_key(seed, "a")


def test_jit__no_svml():
    jit.assert_reproducible()
    assert os.environ["NUMBA_DISABLE_INTEL_SVML"] == "1"


def test_jit__svml_is_refused(monkeypatch):
    monkeypatch.setattr(jit._CONFIG, "USING_SVML", True)
    with pytest.raises(RuntimeError, match="Intel SVML"):
        jit.assert_reproducible()


def test_kernel__compiles_where_no_cache_folder_can_be_written(monkeypatch):
    def refuse(*args, cache=False, **kwargs):
        if cache:
            raise RuntimeError("cannot cache function 'f': no locator available for file 'f.py'")
        return lambda function: function

    monkeypatch.setattr(jit.numba, "njit", refuse)
    assert jit.kernel(math.sqrt)(4.0) == 2.0


def test_bits__round_trip():
    bits_of = getattr(jit.bits_of, "py_func", jit.bits_of)
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        assert int(bits_of(1.5)) == 0x3FF8000000000000
        assert jit.float_of(bits_of(-0.1)) == -0.1
        assert jit.fma(2.0, 3.0, 4.0) == 10.0
    else:
        import numba

        @numba.njit
        def fused(a, b, c):
            return jit.fma(a, b, c), jit.float_of(jit.bits_of(a))

        # (1 + e)(1 - e) - 1 = -e^2, which rounding the product first would lose.
        assert fused(1 + 2.0**-30, 1 - 2.0**-30, -1.0) == (-(2.0**-60), 1 + 2.0**-30)
