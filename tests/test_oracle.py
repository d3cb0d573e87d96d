"""The independent oracle of benchmarks/oracle.py, on a few draws; and that the oracle itself is right."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from pydantic import TypeAdapter

from aksonsim.model.estimate import Estimate
from aksonsim.sampling.from_estimate import distribution_of

DRAWS = 20_000


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The oracle's module, found where it is run."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    import oracle

    return oracle


def test_oracle__openturns_agrees(oracle: ModuleType) -> None:
    pytest.importorskip("openturns")
    for name in oracle.cases():
        far = [found for found in oracle.compare(name, DRAWS) if not abs(found[3]) < oracle.LIMIT]
        assert not far, name


def test_oracle__sees_a_wrong_correlation(oracle: ModuleType) -> None:
    first, other = (oracle.copula_ours(name, DRAWS) for name in ("one factor", "one factor by ranks"))
    (a, ea), (b, eb) = (oracle.rank_correlation(x["a"], x["b"]) for x in (first, other))
    assert abs(a - b) > oracle.LIMIT * math.hypot(ea, eb)
    # a Gaussian copula's rank correlation is 6 / pi asin(rho / 2)
    assert abs(a - 6 / math.pi * math.asin(0.3)) < oracle.LIMIT * ea


def test_oracle__its_laws_are_ours(oracle: ModuleType) -> None:
    case_b, laws = oracle.case_b, oracle.laws
    adapter: TypeAdapter[Estimate] = TypeAdapter(Estimate)
    p = np.array([1e-4, 0.05, 0.1, 0.5, 0.9, 0.95, 0.9999])
    lumps = [lump for _, lump in case_b.EVENTS.values()]
    for estimate in [*case_b.ELEMENTS.values(), *case_b.DRIVERS.values(), *lumps, *oracle.MARGINALS.values()]:
        values = laws.of_scipy(laws.stated(estimate)).ppf(p)
        # both solve their equations to about 1e-12 of a probability; quantiles far out see more of it
        assert values == pytest.approx(
            distribution_of(adapter.validate_python(estimate)).ppf(p), abs=1e-9 * np.ptp(values)
        )


def test_rank_correlation__error_of_independent_draws_is_known(oracle: ModuleType) -> None:
    x, y = np.random.default_rng(3).random((2, DRAWS))
    value, error = oracle.rank_correlation(x, y)
    # Spearman's correlation of n independent pairs has variance 1 / (n - 1); the influence's own standard deviation is
    # known to about 1 / sqrt(n)
    assert error * math.sqrt(DRAWS - 1) == pytest.approx(1.0, abs=5 / math.sqrt(DRAWS))
    assert abs(value) < 5 * error


def test_moments__errors_of_a_normal_sample_are_known(oracle: ModuleType) -> None:
    x = np.random.default_rng(4).standard_normal(200_000)
    errors = {name: error * math.sqrt(x.size) for name, _, error in oracle.moments(x)}
    assert errors["mean"] == pytest.approx(1.0, rel=0.02)
    assert errors["sd"] == pytest.approx(math.sqrt(0.5), rel=0.02)
    # sqrt(p (1 - p)) / density; the density is counted within 0.2 % of draws on each side: 800 draws, 3.5 %
    assert errors["P50"] == pytest.approx(0.5 * math.sqrt(2 * math.pi), rel=5 * 0.036)
    assert errors["P95"] == pytest.approx(math.sqrt(0.0475) / 0.10314, rel=5 * 0.036)
