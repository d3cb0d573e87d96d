"""The languages that anything is shown in."""

from __future__ import annotations

from typing import Literal

Lang = Literal["en", "nb"]
LANGS: tuple[Lang, ...] = ("en", "nb")
