"""What commands that simulate a file share: FILE, scenario, changes on top, draws, seed, threads."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aksonsim.api import DRAWS
from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers
from aksonsim.cli.counts import COUNT

if TYPE_CHECKING:
    from aksonsim.files.changes import Override
    from aksonsim.model.scenario import Scenario
    from aksonsim.results.result import Result
    from aksonsim.studies.question import Question


@dataclass(frozen=True, slots=True)
class Study:
    """The file that is asked about and how it is simulated."""

    file: Path
    name: str | None
    overlays: tuple[str, ...]
    sets: tuple[str, ...]
    draws: int
    seed: int
    threads: int | None
    quiet: bool

    def scenario(self) -> Scenario:
        """Load the scenario, overlays and settings on top."""
        from aksonsim.files.load import load

        return load(self.file, self.name, overlays=self.overlays, sets=self.sets)

    def stated(self) -> tuple[Scenario, tuple[Override, ...]]:
        """Load the scenario as the file has it, and beside it what overlays and settings would change."""
        from aksonsim.files.load import load, stacked

        return load(self.file, self.name), stacked(self.overlays, self.sets)

    def question(self, scenario: Scenario, of: str, all_draws: bool, **more: Any) -> Question:
        """Return what is asked of a quantity of the scenario."""
        from aksonsim.studies.question import Question

        common: dict[str, Any] = {"draws": self.draws, "seed": self.seed, "threads": self.threads}
        return Question(scenario, output=of, given_passed=not all_draws, **common, **more)

    @contextmanager
    def progress(self, draws: int) -> Iterator[Callable[[int], None] | None]:
        """Show so many draws as a bar; errors inside are placed in the file."""
        from aksonsim.cli.progress import progress
        from aksonsim.files.load import placing

        with placing(self.file), progress(draws, self.quiet) as advance:
            yield advance


def study(function: Callable[..., Result | Answer], *, draws: int = DRAWS) -> Callable[..., None]:
    """Make a command of a function that takes a `Study` first and returns a result: its own options after ``-s``."""

    @functools.wraps(function)
    def command(
        file: Path,
        name: str | None,
        overlays: tuple[str, ...],
        sets: tuple[str, ...],
        draws: int,
        seed: int,
        threads: int | None,
        quiet: bool,
        **own: Any,
    ) -> Result | Answer:
        return function(Study(file, name, overlays, sets, draws, seed, threads, quiet), **own)

    # click lists options last to first while they are put on.
    own = command.__dict__.pop("__click_params__", [])
    made = options.on_top(options.threaded(options.seeded(answers(command))))
    made = click.option("-n", "--draws", type=COUNT, default=draws, show_default=True, help="Draws of each run.")(made)
    made.__dict__["__click_params__"] += own
    made = click.option("-s", "--scenario", "name", metavar="NAME", help="Scenario; the file itself by default.")(made)
    return click.argument("file", type=click.Path(path_type=Path))(made)
