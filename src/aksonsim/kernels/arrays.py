"""What kernels take and write: plain arrays; each docstring says the shape."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
