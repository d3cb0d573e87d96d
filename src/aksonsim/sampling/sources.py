"""Which code made what is kept between runs: part of every key, so that an update never meets what older code made."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path


@cache
def digest(*rooms: str) -> str:
    """Return the digest of every source file of these rooms of the package."""
    package = Path(__file__).parents[1]
    files = sorted(file for room in rooms for file in (package / room).glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
