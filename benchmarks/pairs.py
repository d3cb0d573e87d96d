"""The project before and now, on the same tasks: what both sides took, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from turns import Ratio, Task, Timed, Worker, in_turn, middle, times

Figures = dict[str, float | Ratio]


class Section(NamedTuple):
    """Lines of the report, figures by the names that goals have, and whether those who were compared agree."""

    lines: list[str]
    figures: Figures
    agrees: bool = True


@dataclass(frozen=True)
class Pair:
    """What both sides took, round by round; ``before`` is empty where there is no baseline."""

    now: Sequence[Timed]
    before: Sequence[Timed] = field(default=())

    def gain(self, what: str = "seconds") -> Ratio | None:
        """Return how many times as long it took before."""
        return times(self.before, self.now, what) if self.before else None

    def same(self) -> bool:
        """Return whether both sides give the same answers, to the last bit."""
        return not self.before or [one.answer for one in self.before] == [one.answer for one in self.now]

    def row(self, name: str, unit: float = 1.0) -> str:
        """Return the line of the table that `head` begins, times as so many of a unit (in seconds)."""
        here = f"{middle(self.now) / unit:.3g} | {middle(self.now, 'processor') / unit:.3g}"
        if not self.before:
            return f"| {name} | | {here} | | | |"
        gains = f"{self.gain()} | {self.gain('processor')} | {'yes' if self.same() else '**no**'}"
        return f"| {name} | {middle(self.before) / unit:.3g} | {here} | {gains} |"


def head(unit: str) -> list[str]:
    """Return the head of a table of pairs."""
    return [
        f"| {unit} | before | now | now, processor | gain | gain, processor | same answer |",
        "|---|---|---|---|---|---|---|",
    ]


@dataclass(frozen=True)
class Bench:
    """How a run measures; ``before``: folder and environment of the baseline, where there is one."""

    quick: bool = False
    before: tuple[Path, Mapping[str, str]] | None = None

    def few(self, full: int, quick: int) -> int:
        """Return the first, or in a quick run the second: draws, rounds, points."""
        return quick if self.quick else full

    @contextmanager
    def sides(self) -> Iterator[dict[str, Worker]]:
        """Start a process of each side, the baseline first."""
        with ExitStack() as stack:
            found = {} if self.before is None else {"before": stack.enter_context(Worker(*self.before))}
            yield found | {"now": stack.enter_context(Worker())}

    def against(self, tasks: Mapping[str, Task], rounds: int, warm: Task | bool = True) -> dict[str, Pair]:
        """Time each task on both sides in turn; ``warm`` as of `in_turn`."""
        with self.sides() as sides:
            subjects = {(name, side): (worker, task) for name, task in tasks.items() for side, worker in sides.items()}
            taken = in_turn(subjects, rounds, warm)
        return {name: Pair(taken[name, "now"], taken.get((name, "before"), ())) for name in tasks}

    def compared(self, name: str, key: str, task: Task, rounds: int, warm: Task | bool = True) -> Section:
        """Return the section of one task, whose gain is the figure ``key``."""
        pair = self.against({name: task}, rounds, warm)[name]
        gain = pair.gain()
        return Section([*head("seconds"), pair.row(name)], {} if gain is None else {key: gain})
