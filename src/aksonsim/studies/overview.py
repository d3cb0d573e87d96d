"""What a run says: its summary, and where they are asked for its ladders and what uncertainty and the gate add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aksonsim.analysis.ladder import Ladder
from aksonsim.analysis.summary import Summary
from aksonsim.results.plain import Plain, frozen
from aksonsim.results.result import Result

if TYPE_CHECKING:
    from aksonsim.studies.effects import Effects  # what simulates takes a second to import


@frozen
class Overview(Result):
    """A summary with the ladders and effects of its scenarios."""

    summary: Summary
    ladders: Mapping[str, Ladder]
    effects: Mapping[str, Effects]

    def to_json(self) -> dict[str, Plain]:
        """Return the summary, each scenario with its ``ladder`` and ``effects``."""
        found = self.summary.to_json()
        for key, answers in (("ladder", self.ladders), ("effects", self.effects)):
            for name, answer in answers.items():
                found["scenarios"][name][key] = answer.to_json()
        return found
