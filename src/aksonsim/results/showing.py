"""How a result becomes HTML: set by the package, since what shows results stands above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aksonsim.language.lang import Lang

page: Callable[[Any], str] | None = None
figure: Callable[[Any, str, Lang], Any] | None = None
