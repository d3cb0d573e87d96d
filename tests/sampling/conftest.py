"""Lets the tests of this folder import their slow twins and their list of estimates."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
