"""Equations as MathML, which browsers set themselves: no script, no network, and readers hear them."""

from __future__ import annotations

from typing import Any

from docutils import nodes


def inline(self: Any, node: nodes.math) -> None:
    """Set an equation inside a line."""
    _set(self, node, "inline")


def block(self: Any, node: nodes.math_block) -> None:
    """Set an equation that stands by itself."""
    _set(self, node, "block")


def _set(self: Any, node: nodes.Element, display: str) -> None:
    from latex2mathml.converter import convert

    self.body.append(convert(node.astext(), display=display))
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of it."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
