"""Work of `worker.py`: whole processes of this interpreter."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from turns import caches

RUN = ("-m", "aksonsim", "run", "configs/akson.yaml", "--quiet")


def python(arguments: Sequence[str], environment: dict[str, str] | None = None) -> Callable[[], str]:
    """Return ``python ARGUMENTS``; its answer is a digest of what it prints."""

    def work() -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=os.environ | (environment or {}),
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return hashlib.sha256(done.stdout).hexdigest()

    return work


def run(*options: str) -> Callable[[], str]:
    """Return ``aksonsim run configs/akson.yaml OPTIONS``, whose result is thrown away."""

    def work() -> str:
        with tempfile.TemporaryDirectory() as folder:
            return python([*RUN, *options, "-o", str(Path(folder) / "result.nc")])()

    return work


def first(*options: str) -> Callable[[], str]:
    """Return the same where nothing is kept from an earlier run: no kernels, no tables, no files read."""

    def work() -> str:
        with tempfile.TemporaryDirectory() as folder:
            output = str(Path(folder) / "result.nc")
            return python([*RUN, *options, "-o", output], caches(Path(folder) / "caches"))()

    return work
