"""What a sensitivity study asks: which output of which scenario, at which percentile, with how many draws."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from aksonsim import money
from aksonsim.api import plans
from aksonsim.arguments import MOST_DRAWS, SEEDS, kind, number, whole
from aksonsim.doors import door
from aksonsim.engine.dataset import canonical
from aksonsim.engine.parts import Parts
from aksonsim.engine.plan import Plan
from aksonsim.engine.variables import Keep
from aksonsim.engine.variants import Variants
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.files.derive import Original, valid
from aksonsim.language.text import Text, Title, _, translate
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import names, require_result, stated
from aksonsim.results.quantity import Output, Quantity, most_kept
from aksonsim.results.quantity import output as output_of
from aksonsim.results.result import About
from aksonsim.sampling.streams import stream_key

AT = 0.85
"""Percentile that is asked about."""
DRAWS = 10_000
"""Draws of each run: a study makes up to two hundred."""
FEWEST = 1_000


class UnfitError(AksonsimError):
    """A way of asking does not fit the output or the scenario; ``words`` say why in each language."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(translate(words, "en"))


@door
@dataclass(frozen=True)
class Question:
    """What is asked about.

    ``output`` as `aksonsim.results.quantity` names it; ``at`` the probability of the percentile; ``given_passed`` only
    draws that pass the gate; ``progress`` receives the draws done. Plain Monte Carlo throughout: pick-freeze and paired
    intervals take independent draws.

    Raises AksonsimError for a percentile, number of draws or output that makes no sense.
    """

    scenario: Scenario
    output: str = "cost_total"
    at: float = AT
    draws: int = DRAWS
    seed: int = 1
    given_passed: bool = True
    threads: int | None = None
    progress: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.scenario, Scenario):
            raise AksonsimError(f"a Scenario is needed, as load returns it, not {kind(self.scenario)}")
        taken = {
            "at": number(self.at, "the percentile"),
            "draws": whole(self.draws, "draws", 1, MOST_DRAWS),
            "seed": whole(self.seed, "seed", 0, SEEDS - 1),
            "threads": None if self.threads is None else whole(self.threads, "threads", 1),
        }
        for name, value in taken.items():
            object.__setattr__(self, name, value)  # NumPy's numbers as Python's
        if not 0 < self.at < 1:
            raise AksonsimError(f"the percentile must lie between 0 and 1, not {self.at}")
        if self.draws < FEWEST:
            raise AksonsimError(f"a study needs at least {FEWEST} draws, not {self.draws}")
        Quantity.parse(self.output)

    @cached_property
    def original(self) -> Original:
        """The scenario as what others are made of by changes."""
        return Original(valid(self.scenario))

    @cached_property
    def _parts(self) -> Parts:
        return Parts()

    def planned(self, scenario: Scenario) -> Plan:
        """Return a scenario that was made of the question's by changes as arrays, under the question's seed."""
        return plans([scenario], draws=self.draws, seed=self.seed, parts=self._parts)[0]

    @cached_property
    def plan(self) -> Plan:
        """The scenario as arrays, under the question's seed."""
        return self.planned(valid(self.scenario))

    @cached_property
    def other(self) -> Plan:
        """The scenario as arrays, under a second seed: a pure function of the first."""
        high, low = stream_key(self.seed, "sensitivity.second")
        return plans([self.scenario], draws=self.draws, seed=high << 32 | low)[0]

    @cached_property
    def _variants(self) -> Variants:
        return Variants(draws=self.draws, seed=self.seed, threads=self.threads, progress=self.progress)

    def run(self, plan: Plan, keep: Keep = "totals") -> xr.Dataset:
        """Simulate one plan, and keep at least what the output takes."""
        return next(self.runs([plan], keep))

    def runs(self, plans: Iterable[Plan], keep: Keep = "totals") -> Iterator[xr.Dataset]:
        """Simulate plans, some together; all runs of a question share what they have in common."""
        return self._variants.run(plans, most_kept((keep, Quantity.parse(self.output).keep)))

    def about(self, ds: xr.Dataset, output: Output) -> About:
        """Return what the figures of an answer rest on; ``ds``: a run of the scenario."""
        scenario = self.scenario
        return About(
            scenario=scenario.name,
            title=Title(scenario.title, scenario.title_nb),
            changed=tuple(scenario.changes_made),
            output=self.output,
            output_title=Quantity.parse(self.output).item(ds) or Title(""),
            units=output.units,
            draws=self.draws,
            seed=self.seed,
            condition=output.condition,
            aksonsim_version=str(ds.attrs["aksonsim_version"]),
            money=money.attributes(scenario.currency, scenario.price_year),
        )

    def read(self, ds: xr.Dataset) -> Output:
        """Return the output of a run under the question's condition."""
        return output_of(ds, self.scenario.name, self.output, given_passed=self.given_passed)

    def read_all(self, ds: xr.Dataset) -> Output:
        """Return the output of a run in every draw.

        Raises AksonsimError where some draw has none: given what a draw came to, its inputs are not independent, and
        shares of variance by independent inputs are not defined.
        """
        found = output_of(ds, self.scenario.name, self.output, given_passed=False)
        missing = found.values.size - found.draws
        if missing:
            of = {"output": self.output, "missing": str(missing), "draws": str(found.values.size)}
            raise UnfitError(_("{output} has no value in {missing} of {draws} draws; this needs all", **of))
        return found


def must_hold(ds: xr.Dataset, scenario: Scenario) -> None:
    """Raise ResultError unless a result was run with this very scenario: two of one name would be mixed."""
    require_result(ds)
    if stated(ds, scenario.name) != json.loads(canonical(scenario)):
        known = ", ".join(names(ds))
        raise ResultError(
            f"the result holds scenarios {known}, and none that is the scenario {scenario.name} that is asked about; "
            "run that one, or ask about the result's own"
        )
