"""Drawing small pictures as SVG: shapes with a class each, whose looks are in the style sheet, and axes.

A shape may carry a tip, which browsers show while the pointer is on it, with no script. All texts are escaped.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

WIDTH = 720.0
"""Width of a picture in user units; on A4 a unit is a little less than a CSS pixel."""
CHARACTER = 7.2
"""Width of a character in a wide sans-serif at 12 units, for leaving room."""
TRIANGLE = ((-3.8, 3.2), (3.8, 3.2), (0.0, -3.8))
SQUARE = ((-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0))
DIAMOND = ((-4.0, 0.0), (0.0, -4.0), (4.0, 0.0), (0.0, 4.0))
"""Corners of marks about their point."""
Format = Callable[[float], str]
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map of values ``low..high`` to places ``start..end``; where nothing varies, to the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        if self.high <= self.low:
            return 0.5 * (self.start + self.end)
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Return round values from low to high, so many at most; the value itself where nothing varies."""
    if high <= low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * s for s in (1, 2, 2.5, 5, 10) if power * s >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [(first + i) * step for i in range(math.floor(high / step + 1e-9) - first + 1)]


@dataclass
class Drawing:
    """A picture under construction."""

    height: float
    width: float = WIDTH
    items: list[Markup] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, look: str, tip: str = "") -> None:
        """Add a rectangle; a negative width grows to the left."""
        x, width = (x + width, -width) if width < 0 else (x, width)
        self._shape("rect", look, tip, x=x, y=y, width=width, height=height)

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> None:
        """Add a straight line."""
        self._shape("line", look, "", x1=x1, y1=y1, x2=x2, y2=y2)

    def path(self, points: Points, look: str, *, closed: bool = False) -> None:
        """Add a line through points, or the area inside them."""
        steps = "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
        self.items.append(Markup('<path class="{}" d="M{}{}"/>').format(look, steps, "Z" if closed else ""))

    def dot(self, x: float, y: float, radius: float, look: str, tip: str = "", key: str = "") -> None:
        """Add a circle; ``key`` is what scripts find it by."""
        self._shape("circle", look, tip, key, cx=x, cy=y, r=radius)

    def mark(self, x: float, y: float, shape: str, look: str) -> None:
        """Add a small mark about a point: circle, triangle, square or diamond, filled in the look of a line."""
        look = f"mark {look.split()[0]}"
        if shape == "circle":
            self.dot(x, y, 3.2, look)
            return
        corners = {"triangle": TRIANGLE, "square": SQUARE, "diamond": DIAMOND}[shape]
        self.path([(x + across, y + down) for across, down in corners], look, closed=True)

    def text(self, x: float, y: float, text: str, anchor: str = "start", look: str = "") -> None:
        """Add a text; ``anchor`` is start, middle or end."""
        self.items.append(
            Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                f"t {look}".strip(), _short(x), _short(y), anchor, text
            )
        )

    def label(self, x: float, y: float, text: str, characters: int) -> None:
        """Add a text that ends at x, in two lines at most."""
        lines = textwrap.wrap(text, characters) or [""]
        if len(lines) > 2:
            lines = [lines[0], f"{lines[1][: characters - 1]}…"]
        top = y - 6.5 * (len(lines) - 1)
        for place, line in enumerate(lines):
            self.text(x, top + 13 * place + 4, line, "end")

    def horizontal(self, scale: Scale, top: float, bottom: float, form: Format, most: int = 7) -> None:
        """Add an axis of values below, with lines up through the picture."""
        for value in ticks(scale.low, scale.high, most):
            self.line(scale(value), top, scale(value), bottom, "grid")
            self.text(scale(value), bottom + 16, form(value), "middle", "axis")

    def vertical(self, scale: Scale, left: float, right: float, form: Format, most: int = 5) -> None:
        """Add an axis of values to the left, with lines across the picture."""
        for value in ticks(scale.low, scale.high, most):
            self.line(left, scale(value), right, scale(value), "grid")
            self.text(left - 6, scale(value) + 4, form(value), "end", "axis")

    def legend(self, y: float, entries: Sequence[tuple[str, str, str]], left: float = 8.0) -> float:
        """Add a legend, each entry a shape (``box``, ``line``, ``line circle``, ``dot``), a look and a text.

        Returns where it ends.
        """
        x = left
        for shape, look, whole in entries:
            text = textwrap.shorten(whole, int((self.width - left - 38) / CHARACTER), placeholder="…")
            wide = 34 if shape.startswith("line") else 22
            needed = wide + 4 + CHARACTER * len(text)
            if x > left and x + needed > self.width:
                x, y = left, y + 19
            if shape == "box":
                self.rect(x, y - 10, 16, 11, look)
            elif shape.startswith("line"):
                self.line(x, y - 4, x + 30, y - 4, look)
                if marker := shape.removeprefix("line").strip():
                    self.mark(x + 15, y - 4, marker, look.removeprefix("line").strip())
            else:
                self.dot(x + 8, y - 4, 5, look)
            self.text(x + wide, y, text)
            x += needed + 12
        return y

    def svg(self, label: str) -> Markup:
        """Return the picture with a text that stands for it where it is not seen."""
        head = Markup('<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">').format(
            _short(self.width), _short(self.height), _short(self.width), _short(self.height), label
        )
        return head + Markup("").join(self.items) + Markup("</svg>")

    def _shape(self, name: str, look: str, tip: str, key: str = "", **places: float) -> None:
        found = Markup(" ").join(Markup('{}="{}"').format(k, _short(v)) for k, v in places.items())
        named = Markup(' data-key="{}"').format(key) if key else Markup("")
        inside = Markup("<title>{}</title>").format(tip) if tip else Markup("")
        self.items.append(
            Markup('<{} class="{}"{} {}>{}</{}>').format(Markup(name), look, named, found, inside, Markup(name))
        )


def _short(value: float) -> str:
    """Return a coordinate to a tenth of a unit; -0 is 0."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
