"""Lines that many documents share: which scenario, over which draws, in which unit, and what makes it repeatable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import Digits, measured
from aksonsim.language.text import Words, _, ngettext, pgettext
from aksonsim.language.units import priced
from aksonsim.money import attributes_of
from aksonsim.results.percentiles import Interval
from aksonsim.results.plain import fields_of
from aksonsim.results.quantity import Condition
from aksonsim.results.result import About, Result
from aksonsim.views.document import Column

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NO_MONEY = ("", "1", "months")
"""Units that no price year belongs to."""


def prices(about: Mapping[Any, Any], units: str | None = None) -> Words:
    """Return a unit of money with its price year, by default that of amounts; another unit as it is.

    ``about`` holds `aksonsim.money.attributes`.
    """
    known = attributes_of(about)
    unit = str(known["currency"] if units is None else units)
    if unit in NO_MONEY:
        return "" if unit == "1" else _("months") if unit else ""
    by_year = unit.endswith(" year-1")
    money = _("{currency} a year", currency=unit.removesuffix(" year-1")) if by_year else unit
    return priced(money, known["price_year"])


def a_year(frequency: float, years: float | None = None) -> Words:
    """Return how often something happens a year, and over how many years where they are given."""
    often = Digits(f"{frequency:g}")
    if years is None:
        return _("{frequency} a year", frequency=often)
    if years == 1:
        return _("{frequency} a year over 1 year", frequency=often)
    return _("{frequency} a year over {years} years", frequency=often, years=Digits(f"{years:g}"))


def per_inhabitant(about: Mapping[Any, Any]) -> Words:
    """Return the unit of amounts per inhabitant with its price year."""
    return prices(about, attributes_of(about)["currency_per_inhabitant"])


def scope(about: About, draws: int) -> Words:
    """Return the line that says of which scenario, over which draws, and in which unit figures are."""
    counted = ngettext("{count} draw", "{count} draws", draws)
    if about.condition is Condition.PASSED:
        said = _("Scenario {name}, given that the gate is passed, {draws}", name=about.scenario, draws=counted)
    else:
        said = _("Scenario {name}, {draws}", name=about.scenario, draws=counted)
    unit = prices(about.money, about.units)
    return _("{scope}, {unit}", scope=said, unit=unit) if unit else said


def heading(about: About) -> Words:
    """Return the title of a study's document: the scenario's, and the quantity asked about."""
    return _("{title}: {output}", title=about.title, output=about.output)


def provenance(about: About) -> Words:
    """Return the line that makes the figures of a study repeatable, and what their intervals mean."""
    return _(
        "seed {seed}, {draws}, aksonsim {version}. ±: half the 95 % interval of the Monte Carlo error.",
        seed=str(about.seed),
        draws=ngettext("{count} draw a run", "{count} draws a run", about.draws),
        version=about.aksonsim_version,
    )


def rests_on(about: About | Result) -> tuple[tuple[str, str | int | float], ...]:
    """Return what stands on the first sheet of a workbook."""
    known = fields_of(about)
    return tuple((key, value) for key, value in known.items() if isinstance(value, str | int | float))


def drawn(module: str, result: Any, by: str = "draw") -> Callable[[Lang], Figure]:
    """Return what draws a picture of `aksonsim.plots`, whose library is imported only then."""
    return lambda lang: getattr(import_module(f"aksonsim.plots.{module}"), by)(result, lang)


LABEL = Column("item", "", "text")
"""The column of rows' labels where it needs no title."""
FIGURES = (Column("mean", _("expected")), Column("p50", "P50"), Column("p85", "P85"))
"""Columns of changes and differences."""
SPREAD = (*FIGURES[:2], Column("p80", "P80"), FIGURES[2])
"""Columns of amounts."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A figure inside a sentence in the digits that an interval supports, without the error."""

    value: float
    interval: Interval | None

    def shown(self, lang: Lang) -> str:
        """Return it as text."""
        return measured(self.value, self.interval, lang, error=False)


PAYERS: dict[str, Words] = {"state": pgettext("payer", "state"), "municipal": pgettext("payer", "municipal")}


def payer(name: str) -> Words:
    """Return what readers call a payer; another name is as the file has it."""
    return PAYERS.get(name, name)
