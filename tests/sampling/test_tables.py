"""Quantile tables against the laws they stand for, and the cache they are kept in."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import naive_sampling as naive
import numpy as np
import pytest
from estimates import ROUGH, SMOOTH, estimate
from scipy.special import ndtr

from aksonsim.errors import LawError
from aksonsim.files.tablecache import DiskTableCache, default_folder
from aksonsim.sampling.distribution import quantile
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.sampling.tables import SCORE, SEARCH, TAIL, build, table_key, tables_for

JITTED = os.environ.get("NUMBA_DISABLE_JIT") != "1"
POINTS = 20_000 if JITTED else 400


def tails() -> np.ndarray:
    """Tail probabilities from 1e-12 to 1/2, half of them even in the logarithm, as multiples of 2**-53."""
    rng = np.random.default_rng(1)
    q = np.concatenate((10 ** rng.uniform(-12, np.log10(0.5), POINTS), rng.uniform(0, 0.5, POINTS)))
    q = np.floor(q * 2.0**53) * 2.0**-53
    return q[(q > 0) & (q < 0.5)]


def error(got: np.ndarray, true: np.ndarray, one) -> float:
    sd = one.sd if np.isfinite(one.sd) else float(one.isf(0.25) - one.ppf(0.25))
    return float((np.abs(got - true) / np.maximum(np.abs(true), sd)).max())


@pytest.mark.parametrize("name", SMOOTH)
def test_table__tail_error_below_1e_8(name):
    one = distribution_of(estimate(SMOOTH[name]))
    table = build(one)
    q = tails()
    assert table.layout == TAIL
    assert error(naive.read(table, q), one.ppf(q), one) < 1e-8
    assert error(naive.read(table, 1.0 - q), one.isf(q), one) < 1e-8


@pytest.mark.parametrize("name", SMOOTH)
def test_table__score_error_below_1e_8(name):
    one = distribution_of(estimate(SMOOTH[name]))
    table = build(one, score=True)
    z = np.random.default_rng(2).uniform(-6, 6, POINTS)
    true = np.where(z < 0, one.ppf(ndtr(np.minimum(z, 0))), one.isf(ndtr(-np.maximum(z, 0))))
    assert table.layout == SCORE
    # At z = 6, a chance of 1e-9, the infinite-variance Pareto rises tenfold a unit of z.
    assert error(naive.read(table, z), true, one) < (2e-8 if name == "pareto" else 1e-8)


@pytest.mark.parametrize("name", ROUGH)
def test_table__searched_error(name):
    """Values that are steps are exact; elsewhere 1e-8 down to a chance of 2**-30, where u itself is rounded."""
    one = distribution_of(estimate(ROUGH[name]))
    table = build(one)
    u = np.random.default_rng(3).uniform(2.0**-30, 1 - 2.0**-30, POINTS)
    assert table.layout == SEARCH
    assert error(naive.read(table, u), quantile(one, u), one) < (1e-15 if one.step else 1e-8)


@pytest.mark.parametrize("name", ["triangular", "pert", "metalog 3", "truncated triangular", "with a gap"])
def test_table__equals_twin(name):
    for score in (False, True):
        table = build(distribution_of(estimate({**SMOOTH, **ROUGH}[name])), score=score)
        rng = np.random.default_rng(4)
        at = rng.uniform(-8, 8, 200) if table.layout == SCORE else rng.uniform(0, 1, 200)
        twin = [naive.table_value(table, float(x)) for x in at]
        assert naive.read(table, at) == pytest.approx(twin, rel=1e-12)


def test_table__ends_of_the_uniform_and_the_score():
    one = distribution_of(estimate(SMOOTH["moments normal"]))
    table = build(one)
    ends = np.array([2.0**-53, 0.5 - 2.0**-54, 0.5, 0.5 + 2.0**-53, 1 - 2.0**-53])
    true = [one.lower, 10.0, 10.0, 10.0, one.upper]
    assert naive.read(table, ends) == pytest.approx(true, abs=1e-8)
    score = build(one, score=True)
    assert naive.read(score, np.array([-99.0, -8.5, 0.0, 8.5, 99.0])) == pytest.approx(
        [10 - 25.5, 10 - 25.5, 10, 10 + 25.5, 10 + 25.5], abs=1e-8
    )


@pytest.mark.parametrize("name", {**SMOOTH, **ROUGH})
def test_table__rises(name):
    """Non-decreasing to within twice the table's own error."""
    one = distribution_of(estimate({**SMOOTH, **ROUGH}[name]))
    u = np.sort(np.concatenate((tails(), 1 - tails())))
    x = naive.read(build(one), u)
    sd = one.sd if np.isfinite(one.sd) else float(one.isf(0.25) - one.ppf(0.25))
    assert (np.diff(x) >= -2e-8 * np.maximum(np.abs(x[1:]), sd)).all()


def test_figures__are_the_laws():
    for name in ("pert", "discrete", "metalog 3", "constant"):
        one = distribution_of(estimate({**SMOOTH, **ROUGH}[name]))
        figures = build(one).figures
        assert (figures.mean, figures.sd, figures.mode) == (one.mean, one.sd, one.mode)
        assert (figures.lower, figures.upper) == (one.lower, one.upper)


def test_tables_for__equal_estimates_share_a_table():
    a, b = estimate(SMOOTH["pert"]), estimate(SMOOTH["pert"])
    one, two = tables_for([a, b])
    assert one is two


def test_tables_for__refuses_as_the_law_does():
    with pytest.raises(LawError, match="no finite mean"):
        tables_for([estimate({"shape": "cauchy"})])


def test_table_key__tells_estimates_apart():
    keys = {table_key(estimate(raw), score=s) for raw in (*SMOOTH.values(), *ROUGH.values()) for s in (False, True)}
    assert len(keys) == 2 * (len(SMOOTH) + len(ROUGH))


# --- the cache ----------------------------------------------------------------------------------------------------


def equal(a, b) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) and a[k].shape == b[k].shape for k in a)


@pytest.mark.parametrize("name", ["triangular", "discrete", "pareto"])
def test_disk_cache__gives_back_every_bit(tmp_path, name):
    cache = DiskTableCache(tmp_path)
    arrays = build(distribution_of(estimate({**SMOOTH, **ROUGH}[name]))).to_arrays()
    assert cache.get("k") is None
    cache.put("k", arrays)
    assert equal(cache.get("k"), arrays)
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


@pytest.mark.parametrize("damage", [b"", b"not json\n", b"[]\n", b'{"crc": 0}\n', None])
def test_disk_cache__damaged_entry_is_a_miss(tmp_path, damage):
    cache = DiskTableCache(tmp_path)
    cache.put("k", {"a": np.arange(5.0)})
    whole = (tmp_path / "k").read_bytes()
    (tmp_path / "k").write_bytes(whole[:-3] + b"xyz" if damage is None else damage)
    assert cache.get("k") is None
    (tmp_path / "k").write_bytes(whole[:-8])
    assert cache.get("k") is None


def test_disk_cache__folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    cache = DiskTableCache(tmp_path / "file" / "tables")
    cache.put("k", {"a": np.arange(5.0)})
    assert cache.get("k") is None


def test_disk_cache__many_writers(tmp_path):
    """A reader sees a whole entry or none, while four threads replace it."""
    entries = [{"a": np.full(20_000, float(i))} for i in range(4)]
    writers = [
        threading.Thread(target=lambda e=e: [DiskTableCache(tmp_path).put("k", e) for _ in range(20)]) for e in entries
    ]
    for writer in writers:
        writer.start()
    seen = [DiskTableCache(tmp_path).get("k") for _ in range(100)]
    for writer in writers:
        writer.join()
    whole = [any(equal(found, entry) for entry in entries) for found in seen if found is not None]
    assert all(whole)
    assert any(equal(DiskTableCache(tmp_path).get("k"), entry) for entry in entries)


def test_default_folder__from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("AKSONSIM_CACHE", str(tmp_path / "a"))
    assert default_folder() == tmp_path / "a"
    monkeypatch.delenv("AKSONSIM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "b"))
    assert default_folder() == tmp_path / "b" / "aksonsim" / "tables"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "aksonsim" / "tables"


WARM = """
import sys
from pathlib import Path
from aksonsim.files.tablecache import DiskTableCache
from aksonsim.model.correlations import Correlation
from aksonsim.model.estimate import MinModeMax
from aksonsim.sampling.block import fill_inputs, prepare
import numpy as np
assert "scipy.stats" not in sys.modules, "imported with the package"
laws = [MinModeMax(min=1, mode=2, max=4, shape="pert"), MinModeMax(min=1, mode=2, max=4, shape="triangular"), None]
tie = [Correlation(group=("a", "b"), rho=0.3)]
cache = DiskTableCache(Path(sys.argv[1]))
for method in ("mc", "lhs", "sobol"):
    ready = prepare("abc", laws, seed=1, method=method, draws=8, correlations=tie, cache=cache)
    out = np.empty((3, 8))
    fill_inputs(ready.arrays, 0, out)
    print(ready.means.tolist(), ready.modes[:2].tolist(), out.tolist())
print(any(name.startswith("scipy.s") for name in sys.modules), file=sys.stderr)
"""


def test_warm_cache__imports_no_scipy_and_gives_the_same_bits(tmp_path):
    runs = [
        subprocess.run([sys.executable, "-c", WARM, str(tmp_path)], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [run.stderr.strip() for run in runs] == ["True", "False"]
    assert runs[0].stdout == runs[1].stdout
