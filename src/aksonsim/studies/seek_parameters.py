"""What may change to reach a figure: a number of the file, a driver, an uncertain input, a correlation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from aksonsim.doors import door
from aksonsim.engine.plan import Plan
from aksonsim.errors import AksonsimError
from aksonsim.files.changes import Override, from_option
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Place, split
from aksonsim.language.text import Words, _, ngettext
from aksonsim.model.correlations import Correlation
from aksonsim.model.scenario import Scenario
from aksonsim.results.plain import frozen, shaped
from aksonsim.sampling.distribution import Distribution
from aksonsim.sampling.from_estimate import distribution_of
from aksonsim.studies import plan_variants, scenario_parameters
from aksonsim.studies.question import Question
from aksonsim.studies.scenario_parameters import Span

RHOS: Span = (0.0, 0.95)
TAILS: Span = (0.001, 0.999)
"""Percentiles between which an uncertain input is sought."""
KINDS = "driver:NAME, element:NAME, input:NAME, rho:NAME, or the path of a number in the file"


@frozen
class Plausibility:
    """How plausible a value is under what the file states; all None where the file has nothing to hold it against.

    ``percentile``: the probability of a smaller value under its distribution, whose P10 and P90 are ``band``; for a
    driver that of the ``median`` that the factor makes. ``stated_band``: the range that the file states, and whether
    the value lies ``inside``. ``times_stated``: the value as a multiple of the number in the file.
    """

    median: float | None = shaped(sparse=True, default=None)
    percentile: float | None = shaped(sparse=True, default=None)
    band: Span | None = shaped(sparse=True, default=None)
    stated_band: Span | None = shaped(sparse=True, default=None)
    inside: bool | None = shaped(sparse=True, default=None)
    times_stated: float | None = shaped(sparse=True, default=None)


@dataclass(frozen=True)
class Parameter:
    """Something that may change.

    ``by`` as it was named; ``kind`` is ``path``, ``driver``, ``input`` or ``rho``; ``what`` says what its value is;
    ``plan`` gives the scenario with a value; ``span`` the values to try; ``stated`` the value that the file states,
    None for an input that has a distribution; ``plausibility`` of a value.
    """

    by: str
    kind: str
    what: Words
    plan: Callable[[float], Plan]
    span: Span
    stated: float | None
    plausibility: Callable[[float], Plausibility]


@door
def parameter(question: Question, by: str, between: Span | None = None) -> Parameter:
    """Return the parameter that a text names.

    Parameters
    ----------
    question
        Of the scenario in which something may change.
    by
        ``driver:NAME`` a factor on the driver's multiplier or addition; ``element:NAME`` or ``input:NAME`` the value of
        an uncertain input, held fixed; ``rho:NAME`` the common correlation of a group or of a programme's elements;
        else the path of a number.
    between
        Values to try; by default what suits the kind (`scenario_parameters.FACTORS`, `TAILS`, `RHOS`).

    Raises
    ------
    AksonsimError
        Where nothing has the name or what has it is no number; ScenarioError where an end of ``between`` is not valid.
    """
    if between is not None and not between[0] < between[1]:
        raise AksonsimError(f"--between {between[0]:g} {between[1]:g} must rise")
    kind, colon, name = by.partition(":")
    if colon and kind in ("driver", "element", "input", "rho"):
        if kind == "driver":
            return _driver(question, by, name, between)
        if kind == "rho":
            return _rho(question, by, name, between)
        return _input(question, by, f"costs[{name}]" if kind == "element" else name, between)
    if split(by) is None or (colon and kind.isidentifier()):
        raise AksonsimError(f"--by {by} names nothing that can be sought; allowed: {KINDS}")
    return _path(question, by, by, between)


def _changed(question: Question, *overrides: Override) -> Plan:
    """Return the question's scenario with some changes, as arrays."""
    return question.planned(question.original.changed(overrides)[0])


def _driver(question: Question, by: str, name: str, between: Span | None) -> Parameter:
    scenario, plan = question.scenario, question.plan
    known = [driver.id for driver in scenario.drivers]
    if name not in known:
        raise AksonsimError(f"no driver is called {name}; {nearest(name, known)}")
    driver, row = scenario.drivers[known.index(name)], plan.inputs.row(f"drivers[{name}]")
    of = _Scaled(distribution_of(driver.estimate), *plan.inputs.lines[row])

    def plausibility(factor: float) -> Plausibility:
        return replace(of.place(factor * of.at(0.5)), median=factor * of.at(0.5))

    span = between or scenario_parameters.FACTORS
    if span[0] < 0:
        raise AksonsimError(f"a factor cannot be negative; --between begins at {span[0]:g}")
    what = (
        _("factor on the multiplier of driver {name}", name=name)
        if driver.multiplier is not None
        else _("factor on the addition of driver {name}", name=name)
    )
    return Parameter(by, "driver", what, lambda f: plan_variants.scaled(plan, [row], f), span, 1.0, plausibility)


def _input(question: Question, by: str, name: str, between: Span | None) -> Parameter:
    plan = question.plan
    row = plan.inputs.row(name)
    if row < 0:
        raise AksonsimError(f"no input is called {name}; {nearest(name, plan.inputs.names)}")
    estimate = plan.inputs.estimates[row]
    if estimate is None:
        event = next(event for event in question.scenario.events if name == f"events[{event.id}].occurs")
        key = "probability" if event.frequency is None else "frequency"
        path = name.replace(".occurs", f".{key}")
        raise AksonsimError(f"{name} is drawn against a {key} and has no value of its own; seek --by '{path}'")
    of = _Scaled(distribution_of(estimate), *plan.inputs.lines[row])
    span = between or (
        (of.at(TAILS[0]), of.at(TAILS[1])) if not of.certain else scenario_parameters.around(of.at(0.5), name)
    )
    if span[0] < 0 <= of.at(TAILS[0]):
        raise AksonsimError(f"{name} is never negative in the file; --between begins at {span[0]:g}")
    known = question.scenario.actuals
    left = known is not None and any(name.startswith(f"costs[{line}]") for line in known.costs)
    what = _("what is left of {name} at the status date, held fixed", name=name)
    return Parameter(
        by,
        "input",
        what if left else _("value of {name}, held fixed", name=name),
        lambda x: plan_variants.held(plan, [row], x),
        span,
        of.at(0.5) if of.certain else None,
        of.place,
    )


@dataclass(frozen=True)
class _Scaled:
    """The distribution of an input: that of ``shift + factor X``, factor not negative."""

    distribution: Distribution
    shift: float
    factor: float

    @property
    def certain(self) -> bool:
        """Whether it has one value only."""
        low, high = self.distribution.support
        return self.factor == 0 or low == high

    def at(self, p: float) -> float:
        """Return the percentile at a probability."""
        return self.shift + self.factor * float(self.distribution.ppf(np.array([p]))[0])

    def place(self, x: float) -> Plausibility:
        """Return where a value lies; nothing if certain."""
        if self.certain:
            return Plausibility()
        below = float(self.distribution.cdf(np.array([(x - self.shift) / self.factor]))[0])
        return Plausibility(percentile=below, band=(self.at(0.1), self.at(0.9)))


def _path(question: Question, by: str, path: str, between: Span | None) -> Parameter:
    """Return the parameter of a number (or of all that a pattern matches, set to one value)."""
    stated = scenario_parameters.stated(question.scenario, path)
    if not stated:
        _changed(question, Override(path, 1.0, Place(f"--by {by}")))  # says which path is meant
    found: list[float] = []
    band: Span | None = None
    for value in stated:
        if isinstance(value, dict) and value.keys() == {"low", "high"}:
            band = value["low"], value["high"]
            value = 0.5 * (value["low"] + value["high"])
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise AksonsimError(scenario_parameters.no_number(path, value))
        found.append(float(value))
    only = found[0] if found and len(set(found)) == 1 else None

    def plan(x: float) -> Plan:
        return _changed(question, Override(path, x, Place(f"--by {by}")))

    def plausibility(x: float) -> Plausibility:
        if band is not None and len(found) == 1:
            return Plausibility(stated_band=band, inside=band[0] <= x <= band[1])
        return Plausibility(times_stated=x / only if only else None)

    if between is None:
        between = (
            RHOS if re.fullmatch(r"correlations\[[^\]]*\]\.rho", path) else scenario_parameters.valid(plan, path, only)
        )
    else:
        for end in between:
            plan(end)
    return Parameter(by, "path", path, plan, between, only, plausibility)


def _rho(question: Question, by: str, name: str, between: Span | None) -> Parameter:
    """Return the parameter of a stated correlation, or of a common one among a programme's elements in place of any."""
    scenario = question.scenario
    known = {correlation.id: correlation for correlation in scenario.correlations if correlation.id}
    if name in known:
        found = _path(question, by, f"correlations[{name}].rho", between or RHOS)
        return _as_rho(found, _("rho of correlation {name}", name=name))
    programmes = [programme.id for programme in scenario.programmes]
    if name not in programmes:
        raise AksonsimError(f"no correlation or programme is called {name}; {nearest(name, [*known, *programmes])}")
    mine = set(scenario.match(name))
    within = [(i, c) for i, c in enumerate(scenario.correlations) if _members(scenario, c) <= mine]
    what = _("common rho among the elements of programme {name}", name=name)
    if len(within) == 1 and _members(scenario, within[0][1]) == mine and within[0][1].group is not None:
        at, stated = within[0]
        return _as_rho(_path(question, by, f"correlations[{stated.id or at}].rho", between or RHOS), what)
    # From the end, so that the positions of the others hold.
    gone = [from_option(f"correlations[{c.id or i}]=null") for i, c in reversed(within)]

    def plan(rho: float) -> Plan:
        group = f"correlations[all-of-{name}]={{group: [{name}], rho: {rho:.12f}}}"
        return _changed(question, *gone, from_option(group))

    plan(RHOS[0])
    if within:
        what = ngettext(
            "{what}, in place of {count} correlation of the file",
            "{what}, in place of {count} correlations of the file",
            len(within),
            what=what,
        )
    return Parameter(by, "rho", what, plan, between or RHOS, None if within else 0.0, lambda rho: Plausibility())


def _as_rho(found: Parameter, what: Words) -> Parameter:
    return replace(found, kind="rho", what=what, plausibility=lambda rho: Plausibility())


def _members(scenario: Scenario, correlation: Correlation) -> set[str]:
    """Return the elements that a correlation ties; what is no element stands for itself."""
    names = correlation.members
    return {element for name in names for element in scenario.match(name) or (f"other {name}",)}
