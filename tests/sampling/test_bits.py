"""The same bits whatever the thread and whatever vector instructions the processor has."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from test_block import METHODS, MIXED, TIES, drawn, ready

from aksonsim.sampling.block import fill_inputs

DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_block import METHODS, MIXED, TIES, drawn, ready
digest = hashlib.sha256()
for method in METHODS:
    for ties in ((), TIES):
        digest.update(drawn(ready(MIXED, draws=1003, method=method, correlations=ties), 1003).tobytes())
print(digest.hexdigest())
"""


@pytest.mark.parametrize("method", METHODS)
def test_fill_inputs__threads_do_not_matter(method):
    one = ready(MIXED, draws=640, method=method, correlations=TIES)
    whole = drawn(one, 640)

    def part(first: int) -> np.ndarray:
        out = np.empty((len(MIXED), 64))
        fill_inputs(one.arrays, first, out)
        return out

    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(part, range(0, 640, 64)))
    assert np.array_equal(np.hstack(parts), whole)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
def test_fill_inputs__processor_does_not_matter(tmp_path):
    """Compiled for this processor and for one without wide vectors or fused multiply-add."""
    found = set()
    for target in ({}, {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(tmp_path)}):
        run = subprocess.run(
            [sys.executable, "-c", DIGEST, str(Path(__file__).parent)],
            env=os.environ | target,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout.strip())
    assert len(found) == 1
