"""Parts of pages that are made from the code when the documents are built, so that they cannot grow old."""

from __future__ import annotations

from collections.abc import Callable

from pages.commands import help_of
from pages.keys import keys
from pages.rooms import public_names, room
from pages.variables import variables

PAGES: dict[str, Callable[[str], str]] = {
    "help": help_of,
    "keys": keys,
    "public-names": public_names,
    "room": room,
    "variables": variables,
}
"""What a page may ask for, as a line ``<!-- generated: NAME ARGUMENT -->``; each returns MyST Markdown."""
