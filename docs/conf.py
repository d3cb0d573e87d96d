"""How Sphinx builds these documents: `make docs`. Needs no network; warnings are errors."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import pages  # noqa: E402

project = "aksonsim"
author = "the maintainers"
extensions = ["myst_parser", "pages.mathml"]
html_math_renderer = "mathml"
exclude_patterns = ["pages/**"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
html_theme = "alabaster"
html_static_path = ["_static"]
html_css_files = ["math.css"]
html_theme_options = {
    "description": "Cost, commitment and adoption of a public programme in one coupled draw",
    "fixed_sidebar": False,
    "page_width": "1100px",
    "sidebar_width": "250px",
    "code_font_size": "0.8em",
    "font_family": "Georgia, 'Times New Roman', serif",
}
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
pygments_style = "default"
smartquotes = False

GENERATED = re.compile(r"^<!-- generated: ([\w-]+) ?(\S*) -->$", re.MULTILINE)
"""A line that stands for text made from the code: `pages/__init__.py` has a function for each name."""


def insert(_app: Any, _name: str, source: list[str]) -> None:
    """Put generated text where a page asks for it."""
    source[0] = GENERATED.sub(lambda found: pages.PAGES[found[1]](found[2]), source[0])


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of the above."""
    app.connect("source-read", insert)
    return {"parallel_read_safe": True}
