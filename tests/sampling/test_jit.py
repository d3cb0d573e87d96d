"""Kernels that are kept, cannot be kept, or are kept no longer."""

from __future__ import annotations

import errno
import os

import numba
import numpy as np
import pytest

from aksonsim.sampling import jit


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_kernel__on_a_full_disk_is_not_kept_but_runs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path
) -> None:
    tried = []

    def save(self, key, data) -> None:
        tried.append(key)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def doubled(x: int) -> int:
        return 2 * x

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", save)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    jit._not_kept.cache_clear()
    compiled = jit.kernel(doubled)
    assert (compiled(3), compiled(1.5)) == (6, 3.0)
    assert len(tried) == 2
    (told,) = caplog.messages  # once, whatever the number of kernels
    assert "not kept (No space left on device)" in told
    assert list(compiled.stats.cache_misses.values()) == [1, 1]


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_kernel__is_compiled_anew_when_any_source_has_changed(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    def tripled(x: int) -> int:
        return 3 * x

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def misses() -> list[int]:
        compiled = jit.kernel(tripled)
        assert compiled(2) == 6
        return list(compiled.stats.cache_misses.values())

    assert misses() == [1]
    assert misses() == []  # kept, and found again
    monkeypatch.setattr(jit, "_sources", lambda: "as if a helper in another file had been edited")
    assert misses() == [1]


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_bound__compiles_once_for_arguments_of_one_kind(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    def last(x: np.ndarray, k: int) -> float:
        return x[-k]

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    compiled = jit.kernel(last)
    row = np.arange(4.0)
    call = jit.bound(compiled, (row, 1))
    assert call is jit.bound(compiled, (np.zeros(9), 3))
    assert [call(row, 1), call(row, 2)] == [3.0, 2.0]
    for other in (row[::2], row.astype(np.float32), np.broadcast_to(row, 4)):  # strided; narrower; read only
        assert jit.bound(compiled, (other, 1)) is not call
        assert jit.bound(compiled, (other, 1))(other, 1) == other[-1]
    assert len(compiled.signatures) == 4
    assert jit.bound(last, (row, 1)) is last  # a plain function is what it is
