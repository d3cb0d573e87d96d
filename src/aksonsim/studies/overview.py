"""What a run says: its summary, and where they are asked for its ladders and what uncertainty and the gate add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aksonsim.analysis.elements import Elements
from aksonsim.analysis.ladder import Ladder
from aksonsim.analysis.percentile_table import Percentiles
from aksonsim.analysis.summary import Summary
from aksonsim.results.plain import Plain, frozen, shaped
from aksonsim.results.result import Result

if TYPE_CHECKING:
    from aksonsim.studies.effects import Effects  # what simulates takes a second to import


@frozen
class Overview(Result):
    """A summary with the ladders, effects and elements of its scenarios, and the percentiles that were asked for."""

    summary: Summary
    ladders: Mapping[str, Ladder]
    effects: Mapping[str, Effects]
    percentiles: Percentiles | None = None
    elements: Mapping[str, Elements] = shaped(default_factory=dict)

    def to_json(self) -> dict[str, Plain]:
        """Return the summary, each scenario with what was asked for of it, and ``percentiles`` beside the scenarios."""
        found = self.summary.to_json()
        for key, answers in (("ladder", self.ladders), ("effects", self.effects), ("elements", self.elements)):
            for name, answer in answers.items():
                found["scenarios"][name][key] = answer.to_json()
        return found if self.percentiles is None else found | {"percentiles": self.percentiles.to_json()}
