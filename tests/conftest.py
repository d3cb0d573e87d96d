"""Shared set-up: un-jitted runs are chosen by NUMBA_DISABLE_JIT=1 outside, the law count by AKSONSIM_LAWS."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("default", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("AKSONSIM_LAWS", "default"))
