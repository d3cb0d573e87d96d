"""Bias, error and coverage of contributions to a percentile (`aksonsim.analysis.attribution.euler`).

    python proof/euler.py --draws 1000 10000 --repeats 400
    python proof/euler.py --reach 0.1 0.2 0.4
    python proof/euler.py --truth 600

Two sums: of three normal parts, two of them correlated, whose contributions have a closed form; and a skewed one of two
lines times a common driver, an event of 30 %, a rare one of 3 % that P95 stands at the brink of, and a triangular line.
What is true of that was read from 600 million draws within 0.2 % of probability (``--truth``, in millions, does it
anew), with a standard error of at most 0.04.
"""

from __future__ import annotations

import argparse
import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from aksonsim.analysis.attribution import REACH, euler

Array = npt.NDArray[np.float64]

AT = (0.5, 0.8, 0.85, 0.95)
TRUE = {
    0.5: (103.867, 63.711, 13.730, 0.0, 40.591),
    0.8: (117.994, 76.463, 38.784, 0.0, 41.980),
    0.85: (122.352, 80.520, 44.385, 0.006, 42.355),
    0.95: (135.237, 94.449, 53.248, 23.635, 42.616),
}
"""Of the skewed sum."""


def normal(n: int, seed: int) -> Array:
    """Return parts of means 100, 60, 40 and SD 20, 15, 5, the first two with a correlation of 0.5."""
    z = np.random.default_rng(seed).standard_normal((n, 3))
    z[:, 1] = 0.5 * z[:, 0] + math.sqrt(0.75) * z[:, 1]
    return np.array([100.0, 60.0, 40.0]) + z * np.array([20.0, 15.0, 5.0])


def of_normal(p: float) -> Array:
    """Return the contributions in closed form: mean and the part's covariance with the total over its SD."""
    with_total = np.array([400.0 + 150.0, 150.0 + 225.0, 25.0])
    return np.array([100.0, 60.0, 40.0]) + with_total / math.sqrt(with_total.sum()) * NormalDist().inv_cdf(p)


def skewed(n: int, seed: int) -> Array:
    """Return the parts of the skewed sum."""
    rng = np.random.default_rng(seed)
    common = np.exp(0.2 * rng.standard_normal(n))
    lines = [size * common * np.exp(sd * rng.standard_normal(n)) for size, sd in ((100, 0.15), (60, 0.3))]
    event = (rng.random(n) < 0.3) * 60 * np.exp(0.3 * rng.standard_normal(n))
    rare = (rng.random(n) < 0.03) * 200.0
    return np.stack([*lines, event, rare, rng.triangular(20, 30, 70, n)], axis=1)


def measure(draws: int, repeats: int, reach: float) -> None:
    """Print bias, SD and coverage of each part in so many runs."""
    for name, make in (("normal", normal), ("skewed", skewed)):
        errors: dict[float, list[Array]] = {p: [] for p in AT}
        inside: dict[float, list[npt.NDArray[np.bool_]]] = {p: [] for p in AT}
        for seed in range(repeats):
            parts = make(draws, 10_000 + seed)
            for p in AT:
                found = euler(parts, p, reach=reach)
                assert abs(found.part.sum() - found.value) < 1e-9 * found.value
                errors[p].append(found.part - (of_normal(p) if name == "normal" else TRUE[p]))
                inside[p].append(np.abs(errors[p][-1]) <= found.half)
        for p in AT:
            off, within = np.array(errors[p]), np.array(inside[p])
            rmse = math.sqrt((off**2).sum(axis=1).mean())
            columns = zip(off.mean(axis=0), off.std(axis=0), within.mean(axis=0), strict=True)
            told = " ".join(f"{bias:+.2f} (sd {sd:.2f}, {held:.0%})" for bias, sd, held in columns)
            print(f"{name} {draws} draws, reach {reach}, P{100 * p:g}: rmse {rmse:.2f}; bias {told}", flush=True)


def truth(millions: int) -> None:
    """Print the contributions of the skewed sum, each read from a line through its draws near the percentile."""
    size = 2_000_000
    first = np.sort(np.concatenate([skewed(size, 1_000 + k).sum(axis=1) for k in range(20)]))
    for p in AT:
        low, value, high = (first[int(first.size * q)] for q in (p - 0.002, p, p + 0.002))
        kept = []
        for k in range(millions // 2):
            parts = skewed(size, 5_000 + k)
            kept.append(parts[(parts.sum(axis=1) >= low) & (parts.sum(axis=1) <= high)])
        rows = np.concatenate(kept)
        line = np.linalg.lstsq(np.stack([np.ones(len(rows)), rows.sum(axis=1) - value]).T, rows, rcond=None)[0]
        print(p, line[0].round(3).tolist(), "+-", (rows.std(axis=0) / math.sqrt(len(rows))).round(3).tolist())


def main() -> None:
    """Measure for each number of draws and each reach."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--repeats", type=int, default=400)
    parser.add_argument("--reach", type=float, nargs="*", default=[REACH])
    parser.add_argument("--truth", type=int, metavar="MILLIONS", help="of draws, instead")
    options = parser.parse_args()
    if options.truth:
        return truth(options.truth)
    for draws in options.draws:
        for reach in options.reach:
            measure(draws, options.repeats, reach)
    return None


if __name__ == "__main__":
    main()
