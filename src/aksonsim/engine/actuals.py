"""A scenario as it stands at its status date: what is paid and done is certain, the rest given that it is not less.

The distribution of what is left follows by conditioning: X - paid, given X >= paid, where an estimate says X of a
whole cost line; a duration given that it is at least the time so far. What is past cannot be changed by anything drawn.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from aksonsim.engine.calendar import month_of, months_in
from aksonsim.errors import Problem, ScenarioError
from aksonsim.model.actuals import Actuals, Drawn, Given, Paid, Progress
from aksonsim.model.cost import CostElement
from aksonsim.model.estimate import Constant, Estimate
from aksonsim.model.events import Event
from aksonsim.model.quantity_price import QuantityPrice
from aksonsim.model.scenario import Scenario
from aksonsim.model.schedule import Activity
from aksonsim.sampling.from_estimate import distribution_of

NOTHING = Constant(value=0.0)


def as_of(scenario: Scenario) -> Scenario:
    """Return what is still uncertain at the status date, as a scenario; the same where none is stated.

    What is paid of a line is no part of it: `engine.lines.lines` enters it as a part of its own. Events that are no
    longer open are certain or impossible, and have no consequences any more; what has not begun begins after the date.

    Raises ScenarioError where what is left of a line does not follow from what is stated.
    """
    known = scenario.actuals
    if known is None:
        return scenario
    closed = {name for name, done in known.activities.items() if done.finish is not None}
    return scenario.model_copy(
        update={
            "costs": tuple(_left(e, known.costs[e.id]) if e.id in known.costs else e for e in scenario.costs),
            "activities": tuple(_from_now(a, scenario, known) for a in scenario.activities),
            "events": tuple(_settled(e, known.events.get(e.id), closed) for e in scenario.events),
        }
    )


def _left(element: CostElement, paid: Paid) -> CostElement:
    """Return what is left of a line; its base too is less what is paid."""
    base = None if element.base is None else max(element.base - paid.paid, 0.0)
    if paid.done:
        return element.model_copy(update={"estimate": NOTHING, "base": None if base is None else 0.0})
    if paid.remaining is not None:
        return element.model_copy(update={"estimate": paid.remaining, "base": None, "currency": None})
    stated = element.estimate
    if element.currency is not None or (isinstance(stated, QuantityPrice) and stated.factor is None):
        several = "another currency" if element.currency is not None else "an uncertain quantity and price"
        what = f"what is left of {element.id}, which has {several}, does not follow from what is paid"
        raise ScenarioError([Problem("", f"actuals.costs.{element.id}", what, "state remaining, or done: true")])
    if not isinstance(stated, QuantityPrice):
        return element.model_copy(update={"estimate": given(stated, paid.paid, paid.paid), "base": base})
    name = "quantity" if stated.drawn is stated.quantity else "price"
    spent = paid.paid / stated.factor if stated.factor else 0.0
    product = stated.model_copy(update={name: given(stated.drawn, spent, spent)})
    return element.model_copy(update={"estimate": product, "base": base})


def given(estimate: Estimate, at_least: float, less: float = 0.0) -> Drawn:
    """Return what is known of an estimate that is at least so much, less an amount.

    A certain number that is less than that, and an estimate that ends before it, are what is known.
    """
    if isinstance(estimate, Constant):
        return Constant(value=max(estimate.value, at_least) - less)
    if at_least >= distribution_of(estimate).support[1]:
        return Constant(value=at_least - less)
    return Given(of=estimate, at_least=at_least, less=less)


def _from_now(activity: Activity, scenario: Scenario, known: Actuals) -> Activity:
    """Return an activity that has its actual dates, or at least does not begin in the past."""
    if activity.duration is None:
        return activity
    done = known.activities.get(activity.id)
    if done is None:
        return activity.model_copy(update={"not_before": max(activity.not_before or known.date, known.date)})
    so_far = time_so_far(activity, done, known, scenario)
    duration = Constant(value=so_far) if done.finish is not None else given(activity.duration, so_far)
    return activity.model_copy(
        update={"duration": duration, "not_before": done.start, "after": (), "align": "none"},
    )


def time_so_far(activity: Activity, done: Progress, known: Actuals, scenario: Scenario) -> float:
    """Return how long an activity took, or has taken by the status date, in the unit of its duration."""
    months = months_so_far(done, known, scenario.start)
    return months / months_in(activity.unit or "months", scenario.work_week)


def months_so_far(done: Progress, known: Actuals, start: dt.date) -> float:
    """Return the months that an activity took, or has taken by the status date; ``start`` of the file."""
    return month_of(done.finish or known.date, start) - month_of(done.start, start)


def _settled(event: Event, fate: str | None, closed: set[str]) -> Event:
    """Return an event that is certain or impossible if it is no longer open, and delays nothing that has finished."""
    delays = tuple(delay for delay in event.delays if delay.activity not in closed)
    if fate is None:
        return event if len(delays) == len(event.delays) else event.model_copy(update={"delay": delays})
    gone = dict.fromkeys(("frequency", "years", "cost", "multiplier", "delay", "given", "otherwise", "mitigation"))
    return event.model_copy(update={**gone, "probability": 1.0 if fate == "occurred" else 0.0})


def beyond(scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield (path, actual, largest value of the estimate) where an estimate of what is not done has nothing left."""
    known = scenario.actuals
    if known is None:
        return
    for element in scenario.costs:
        paid, stated = known.costs.get(element.id), element.estimate
        factor = stated.factor if isinstance(stated, QuantityPrice) else 1.0
        if paid is None or paid.done or paid.remaining is not None or factor is None:
            continue
        most = factor * distribution_of(element.drawn).support[1]
        if paid.paid > most:
            yield f"actuals.costs.{element.id}", paid.paid, most
    for activity in scenario.activities:
        done = known.activities.get(activity.id)
        if done is not None and done.finish is None and activity.duration is not None:
            so_far, most = time_so_far(activity, done, known, scenario), distribution_of(activity.duration).support[1]
            if so_far > most and not math.isclose(so_far, most):
                yield f"actuals.activities.{activity.id}", so_far, most
