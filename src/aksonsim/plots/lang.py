"""The languages of pictures."""

from __future__ import annotations

from typing import Literal

Lang = Literal["en", "nb"]
LANGS: tuple[Lang, ...] = ("en", "nb")
