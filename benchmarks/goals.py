"""The goals, and whether the figures of a run meet them."""

from __future__ import annotations

from dataclasses import dataclass

Figures = dict[str, float]
"""What a run measured, by name."""


@dataclass(frozen=True)
class Goal:
    """A limit for one figure by its name ``key``: at least it where ``least``, else at most; ``stretch`` goes on."""

    key: str
    text: str
    limit: float
    stretch: float | None = None
    least: bool = False

    def row(self, figures: Figures) -> str:
        """Return the goal's line in the table."""
        sign = "≥" if self.least else "≤"
        goal = f"{sign} {self.limit:g}" + (f" ({sign} {self.stretch:g})" if self.stretch else "")
        if self.key not in figures:
            return f"| {self.text} | | {goal} | not measured |"
        figure = figures[self.key]
        return f"| {self.text} | {figure:.3g} | {goal} | {self.verdict(figure)} |"

    def verdict(self, figure: float) -> str:
        """Return ``met``, ``met, stretch too`` or ``missed``."""
        if not self._holds(figure, self.limit):
            return "**missed**"
        return "met, stretch too" if self.stretch and self._holds(figure, self.stretch) else "met"

    def _holds(self, figure: float, limit: float) -> bool:
        return figure >= limit if self.least else figure <= limit


GOALS = (
    Goal("a openturns", "(a) time of OpenTURNS over ours", 20, stretch=30, least=True),
    Goal("a SciPy", "(a) time of SciPy over ours", 20, least=True),
    Goal("c twin", "(c) NumPy twin over engine", 20, stretch=30, least=True),
    Goal("d twin", "(d) NumPy twin over engine", 20, stretch=30, least=True),
    Goal("d floor", "(d) engine over floor", 12, stretch=8),
    Goal("d kernels", "(d) µs a draw in the kernels", 2),
    Goal("run", "(d) 100 000 draws end to end, s", 2),
    Goal("b peak", "(b) 1e7 draws, totals kept: peak memory, MB", 1500),
    Goal("b linear", "(b) the same: µs a draw over that at 1e6", 1.2),
    Goal("d peak", "(d) 1e7 draws, totals kept: peak memory, MB", 1500),
    Goal("d linear", "(d) the same: µs a draw over that at 1e6", 1.2),
    Goal("help", "`aksonsim --help`, s", 0.2),
    Goal("first", "first run, every cache empty, s", 12),
)


def table(figures: Figures) -> list[str]:
    """Return the lines of the table."""
    return ["| two threads | figure | goal (stretch) | |", "|---|---|---|---|", *(g.row(figures) for g in GOALS)]
