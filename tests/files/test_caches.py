"""Caches: an entry that is damaged, cut, foreign, older or no file at all is noticed and made again, never used."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from aksonsim.files import tablecache
from aksonsim.files.tablecache import DiskTableCache
from aksonsim.model.estimate import MinModeMax
from aksonsim.sampling import jit, tables
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.tables import table_key, tables_for

FLIPS = 400
Damage = Callable[[bytes], bytes]


def damages(whole: bytes, count: int = FLIPS) -> Iterator[bytes]:
    """Yield a file with one bit flipped, at both ends and at random; cut; longer; empty; of other content."""
    rng = random.Random(1)
    ends = [*range(8 * min(len(whole), 120)), *range(8 * len(whole) - 64, 8 * len(whole))]
    for bit in [*ends, *(rng.randrange(8 * len(whole)) for _ in range(count))]:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        yield bytes(flipped)
    for length in [0, 1, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(count // 10))]:
        yield whole[:length]
    yield whole + b"\0"
    yield whole + whole
    yield b"null"
    yield b"[]\n" + whole


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AKSONSIM_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(tablecache, "remember", lambda *_: None)  # the disk is what is tested
    return tmp_path / "cache"


ONE, TWO = (MinModeMax(min=1, mode=2, max=high, shape="pert") for high in (4, 5))


def test_table__every_damage_is_noticed(folder: Path) -> None:
    cache = DiskTableCache()
    cache.put("k", {"head": np.arange(6.0), "rows": np.arange(24.0).reshape(6, 4), "kinks": np.zeros((0, 3))})
    whole = (folder / "k").read_bytes()
    assert cache.get("k") is not None
    for damaged in damages(whole):
        (folder / "k").write_bytes(damaged)
        assert cache.get("k") is None
    (folder / "k").write_bytes(whole.replace(b"[6, 4]", b"[4, 6]"))
    assert cache.get("k") is None
    (folder / "k").write_bytes(whole)
    assert cache.get("k") is not None


def test_table__of_another_law_or_code_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tables_for([ONE, TWO], DiskTableCache())
    shutil.copy(folder / table_key(TWO, score=False), folder / table_key(ONE, score=False))
    (again,) = tables_for([ONE], DiskTableCache())
    assert np.array_equal(again.rows, first.rows)
    assert not np.array_equal(again.rows, second.rows)
    before = table_key(ONE, score=False)
    for name, other in (("digest", lambda *_: "other code"), ("scipy_version", lambda: "0.1")):
        with monkeypatch.context() as patch:
            patch.setattr(tables, name, other)
            assert table_key(ONE, score=False) != before
    assert table_key(ONE, score=False) == before


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nowhere", "device", "unreadable", "cache is a file"])
def test_entry__that_is_no_file_costs_time_only(folder: Path, kind: str) -> None:
    (table,) = tables_for([ONE], DiskTableCache())
    for entry in list(folder.iterdir()):
        if kind == "unreadable":
            entry.chmod(0)
            continue
        entry.unlink()
        if kind == "folder":
            entry.mkdir()
        elif kind == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(entry)
        elif kind == "link to nowhere":
            entry.symlink_to("nowhere")
        elif kind == "device":
            entry.symlink_to("/dev/zero")
    if kind == "cache is a file":
        folder.rmdir()
        folder.write_text("")
    (again,) = tables_for([ONE], DiskTableCache())
    assert np.array_equal(again.rows, table.rows)
    assert float(distribution_of(ONE).ppf(0.5)) > 1.0


def tripled(x: int) -> int:
    return 3 * x


def halved(x: int) -> int:
    return x // 2


@pytest.fixture
def kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))  # numba reads its variables anew when they have changed
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def called(function: Any) -> tuple[int, int]:
    """Return what a kernel made anew says of 10, and how often it had to be compiled."""
    compiled: Any = jit.kernel(function)
    return compiled(10), len(compiled.stats.cache_misses)


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_kernel__that_is_damaged_on_disk_is_compiled_anew(kernels: Path, suffix: str) -> None:
    assert [called(tripled), called(tripled)] == [(30, 1), (30, 0)]
    (file,) = kernels.rglob(f"*{suffix}")
    whole = file.read_bytes()
    some = list(damages(whole, 20))
    for damaged in (*some[:: len(some) // 25], *some[-4:]):
        file.write_bytes(damaged)
        assert called(tripled) == (30, 1)
        assert called(tripled) == (30, 0)
    for other in (file.unlink, file.mkdir):
        other()
        assert called(tripled)[0] == 30 if file.exists() else called(tripled) == (30, 1)
        if not file.is_dir():
            file.unlink()


def test_kernel__of_another_function_signature_or_source_is_not_run(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (called(tripled), called(halved)) == ((30, 1), (5, 1))
    one, two = (next(kernels.rglob(f"*{name}*.nbc")) for name in ("tripled", "halved"))
    shutil.copy(two, one)
    assert [called(tripled), called(tripled)] == [(30, 1), (30, 0)]
    compiled: Any = jit.kernel(tripled)
    assert (compiled(10), compiled(1.5)) == (30, 4.5)
    first, second = sorted(kernels.rglob("*tripled*.nbc"))
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    assert called(tripled) == (30, 1)
    first.write_bytes(held)
    assert called(tripled) == (30, 0)
    monkeypatch.setattr(jit, "_sources", lambda: "as if a helper in another file had been edited")
    assert called(tripled) == (30, 1)
