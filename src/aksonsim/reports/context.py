"""What every section is written from: the result, its summary, the language, and what was run again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from aksonsim import money
from aksonsim.analysis import fans
from aksonsim.analysis.cash import TailParts
from aksonsim.analysis.ladder import Ladder, ladder
from aksonsim.analysis.summary import Block, ScenarioSummary, Summary
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import Words, _, translate
from aksonsim.language.units import priced, unit
from aksonsim.plots.names import condition
from aksonsim.render import cells
from aksonsim.reports.document import Text
from aksonsim.reports.numbers import fixed, number, percent
from aksonsim.results import access as stated
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.views.document import Form

if TYPE_CHECKING:
    from aksonsim.studies.report import ReportInputs

HEADINGS: dict[str, Words] = {
    "summary": _("Summary"),
    "ladder": _("From base cost to cost frame"),
    "s-curve": _("How sure is the cost?"),
    "gate": _("The gate: do enough commit in time?"),
    "adoption": _("Adoption"),
    "schedule": _("When does it end?"),
    "money": _("When is the money needed?"),
    "payers": _("Who pays"),
    "worth": _("Is it worth it?"),
    "municipalities": _("Each municipality"),
    "tornado": _("What drives P85"),
    "percentiles": _("Percentiles"),
    "outside": _("Beside finished projects"),
    "comparison": _("The scenarios side by side"),
    "claims": _("Published figures tested against the model"),
    "ledger": _("Basis of the figures"),
    "method": _("Method"),
    "provenance": _("Where the figures come from"),
}
"""What the sections are called."""


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Context:
    """A result whose scenarios are those of the report, the main one first; ``summary`` what it says."""

    ds: xr.Dataset
    lang: Lang
    summary: Summary
    inputs: ReportInputs

    @cached_property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return stated.names(self.ds)

    def found(self, name: str) -> ScenarioSummary:
        """Return the summary of a scenario."""
        return self.summary.scenarios[name]

    def told(self, name: str) -> Block:
        """Return the summary given that the gate is passed; of all draws where there is no gate."""
        return self.found(name).main

    def gated(self, name: str) -> bool:
        """Return whether a scenario has a gate."""
        return self.found(name).gate is not None

    def passes(self, name: str) -> bool:
        """Return whether any draw counts: passes the gate, where there is one."""
        return self.told(name).draws > 0

    def costly(self, name: str) -> bool:
        """Return whether a scenario has costs at all: a schedule alone has none."""
        return stated.values(self.ds, "cost_total", name) is not None

    def text(self, words: Words) -> str:
        """Return words in the language of the report; no line breaks inside a number."""
        return fixed(translate(words, self.lang))

    def note(self, words: Words) -> Text:
        """Return a paragraph in small print."""
        return Text((self.text(words),), "note")

    def title(self, kind: str, name: str) -> str:
        """Return the title of something the file names."""
        if kind == "programme" and name == "total":
            return self.text(_("Total"))
        return fixed(stated.title(self.ds, kind, name, self.lang))

    def scenario(self, name: str) -> str:
        """Return a scenario's own title, without that of its file, capitalised."""
        whole = stated.title(self.ds, "scenario", name, self.lang)
        own = whole.partition(": ")[2] or whole
        return fixed(capital(own))

    @property
    def money(self) -> dict[str, Any]:
        """Return what the result says of its money."""
        return money.attributes_of(self.ds.attrs)

    @property
    def currency(self) -> str:
        """Return what amounts are counted in."""
        return self.text(unit(self.money["currency"]))

    @property
    def single(self) -> str:
        """Return what amounts per inhabitant are counted in."""
        return self.text(unit(self.money["currency_per_inhabitant"]))

    @property
    def unit(self) -> str:
        """Return currency and price year."""
        return self.text(priced(self.currency, self.money["price_year"]))

    def condition(self, name: str) -> str:
        """Return which draws are told of, in words."""
        which = Condition.PASSED if self.gated(name) else Condition.ALL
        return capital(self.text(condition(which, self.told(name).draws)))

    def figure(self, found: Statistic | None, form: Form = "amount", *, signed: bool = False) -> str:
        """Return a figure with its error, and its sign where that is asked for; empty where there is none."""
        return "" if found is None else fixed(cells.figure(found, form, self.lang, signed))

    def percent(self, chance: Statistic) -> str:
        """Return a fraction as per cent with its error, as a bound where no draw shows it or all do."""
        return percent(chance, self.lang)

    def amount(self, value: float) -> str:
        """Return a number on an axis: whole, or with the decimals it needs."""
        decimals = next((d for d in range(4) if abs(value * 10**d - round(value * 10**d)) < 1e-6 * 10**d), 3)
        return number(value, self.lang, decimals)

    def percents(self, value: float) -> str:
        """Return a share on an axis."""
        return fixed(f"{number(100 * value, self.lang)} %")

    def ladder(self, name: str) -> Ladder | None:
        """Return the ladder of a scenario; None where it has none."""
        if name not in self._ladders:
            try:
                self._ladders[name] = ladder(self.ds, name)
            except ResultError:
                self._ladders[name] = None
        return self._ladders[name]

    @cached_property
    def _ladders(self) -> dict[str, Ladder | None]:
        return {}

    def tail(self, name: str) -> TailParts | None:
        """Return who bears the cost above P85; None where that is not known."""
        found = self.ladder(name)
        return found.tail.parts if found and found.tail else None

    def given(self, name: str) -> fans.Given:
        """Return the draws that are told of."""
        return fans.given_passed(self.ds, name)

    def parts(self, name: str) -> list[tuple[str, np.ndarray[Any, Any]]]:
        """Return (name, draws told of) of the total and of each programme, unless one is all."""
        given = self.given(name)
        found = [("total", given.rows(fans.need(self.ds, name, "cost_total", "total cost")))]
        by_programme = stated.values(self.ds, "cost_programme", name)
        if by_programme is None or by_programme.shape[1] == 1:
            return found
        programmes = enumerate(stated.labels(self.ds, "programme"))
        return found + [(programme, given.rows(by_programme[:, i])) for i, programme in programmes]
