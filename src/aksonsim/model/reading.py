"""What makes scenarios of plain data. The package names it when it is imported: the model itself reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

reader: Callable[[], Any]
"""Returns the module with ``changed`` and ``from_dict``."""
