"""Boxes and leaves in words: "the gate fails when Threshold is above 0.58 and Peer effect is below 0.9"."""

from __future__ import annotations

import math
from collections.abc import Sequence

from aksonsim.sweep.cases import Axis


def limits(axis: Axis, low: float, high: float, lang: str = "en") -> str:
    """Return the limits of a parameter in words, ``low <= x <= high``; words of a parameter are listed."""
    title = axis.title[lang]
    if axis.event:
        occurs, never = ("inntreffer", "inntreffer ikke") if lang == "nb" else ("occurs", "does not occur")
        return f"«{title}» {occurs if low > 0 else never}"
    if axis.words:
        chosen = [word for i, word in enumerate(axis.words) if low <= i <= high]
        return f"{title} {'er' if lang == 'nb' else 'is'} {' / '.join(chosen)}"
    between, above, below = ("ligger mellom", "over", "under") if lang == "nb" else ("is between", "above", "below")
    joined = "og" if lang == "nb" else "and"
    verb = "er" if lang == "nb" else "is"
    if math.isfinite(low) and math.isfinite(high):
        return f"{title} {between} {_number(low, lang)} {joined} {_number(high, lang)}"
    if math.isfinite(low):
        return f"{title} {verb} {above} {_number(low, lang)}"
    return f"{title} {verb} {below} {_number(high, lang)}"


def told(axes: Sequence[Axis], bounds: Sequence[tuple[int, float, float]], lang: str = "en") -> str:
    """Return several limits as one sentence; ``bounds`` are (axis, low, high)."""
    word = " og " if lang == "nb" else " and "
    return word.join(limits(axes[i], low, high, lang) for i, low, high in bounds)


def _number(value: float, lang: str) -> str:
    text = f"{value:z.3g}" if abs(value) < 1000 else f"{value:z.0f}"
    return text.replace(".", ",") if lang == "nb" else text
