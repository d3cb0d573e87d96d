"""A short run with a known answer: does this installation compute what it should, bit for bit?"""

from __future__ import annotations

import hashlib
import time

import numpy as np
import xarray as xr

from aksonsim.api import simulate
from aksonsim.files.load import load
from aksonsim.files.reference import shipped
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Text, Words, _, ngettext
from aksonsim.machine import available_threads
from aksonsim.results.plain import frozen
from aksonsim.sampling.streams import fill_uniform, stream_key, uniform

DRAWS = 4_000
MEAN = 402.07335516870256
"""Mean of ``cost_total`` of the starter file in the first `DRAWS` draws of seed 1, MNOK."""
ROUNDING = 1e-9
"""Share by which it may differ on another machine or with another SciPy: far above rounding, far below a fault."""
DIGEST = "a5b67855cdbbee4b18ff73a45236e808"
"""Digest of that run on x86-64 with the versions of constraints.txt; another one alone is no fault."""


@frozen
class Trial:
    """One check: whether it holds, and what was found."""

    name: Text
    holds: bool
    found: Words


@frozen
class SelfTest:
    """What the checks found; ``reference``: the very bits of the reference machine (others alone are no fault).

    ``seconds``: s, the first time on a machine with compilation.
    """

    holds: bool
    checks: tuple[Trial, ...]
    digest: str
    reference: bool
    seconds: float


def selftest(threads: int | None = None) -> SelfTest:
    """Run the starter file twice and hold it to what is known.

    Parameters
    ----------
    threads : int, optional
        Of the second run; by default all cores.
    """
    began = time.perf_counter()
    with shipped("starter.yaml") as path:
        scenario = load(path)
    alone = simulate(scenario, draws=DRAWS, seed=1, threads=1, block=264)
    shared = simulate(scenario, draws=DRAWS, seed=1, threads=threads or available_threads())
    found, other = digest(alone), digest(shared)
    mean = float(alone["cost_total"].mean())
    off = abs(mean / MEAN - 1)
    same = _("the very bits of the reference") if found == DIGEST else _("bits of this kind of machine")
    one = found[:16] if found == other else f"{found[:16]}, {other[:16]}"
    means = _("{mean}, known {known}; {same}", mean=Digits(f"{mean:.9g}"), known=Digits(f"{MEAN:.9g}"), same=same)
    checks = (
        twin(),
        Trial(name=_("threads and blocks do not affect results"), holds=found == other, found=one),
        Trial(name=_("mean cost of the starter file"), holds=off <= ROUNDING, found=means),
    )
    return SelfTest(
        holds=all(check.holds for check in checks),
        checks=checks,
        digest=found,
        reference=found == DIGEST,
        seconds=time.perf_counter() - began,
    )


def twin() -> Trial:
    """Return whether compiled uniforms equal their NumPy twin in every bit, and in how many draws that was seen."""
    compiled = np.empty(1_000)
    fill_uniform(*stream_key(1, "selftest"), 0, 0, compiled)
    equal = bool(np.array_equal(compiled, uniform(1, "selftest", np.arange(compiled.size))))
    draws = ngettext("{count} draw", "{count} draws", compiled.size)
    return Trial(name=_("uniforms: compiled code equals plain NumPy"), holds=equal, found=draws)


def digest(ds: xr.Dataset) -> str:
    """Return a digest of all values of a result."""
    state = hashlib.blake2b(digest_size=16)
    for name in sorted(str(name) for name in ds.data_vars):
        state.update(name.encode() + np.ascontiguousarray(ds[name].values).tobytes())
    return state.hexdigest()
