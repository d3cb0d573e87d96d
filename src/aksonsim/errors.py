"""The errors a user can cause, each one sentence with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cut = tuple[float | None, float | None]
"""The ends of a truncation; None for one that is not cut."""


class AksonsimError(Exception):
    """Any error that is the user's to mend; the command line prints it and exits with 2."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file.

    ``where`` is ``file:line:column`` (or just the file), ``path`` the dotted path inside it, ``what`` the
    sentence, ``allowed`` what would have been right (may be empty).
    """

    where: str
    path: str
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.where, self.path) if part)
        tail = f"; {self.allowed}" if self.allowed else ""
        return f"{place}: {self.what}{tail}" if place else f"{self.what}{tail}"


class ScenarioError(AksonsimError):
    """A scenario file that does not hold; carries every problem found, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class BeyondLimitsError(ScenarioError):
    """Estimates that reach beyond what is possible; ``cuts``: path -> the truncation that would mend it."""

    def __init__(self, problems: list[Problem], cuts: Mapping[str, Cut]) -> None:
        self.cuts = dict(cuts)
        super().__init__(problems)


class LawError(AksonsimError):
    """An estimate that no probability law can satisfy; the sentence says which and why."""


class ResultError(AksonsimError):
    """A result file that cannot be read or written."""


class NotSimulatedError(ResultError):
    """Something is asked of a result that its scenario does not simulate."""
