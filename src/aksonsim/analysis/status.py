"""The status date of a scenario: what is paid and done, and where it is more than was thought possible."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from aksonsim.results.plain import frozen, shaped

if TYPE_CHECKING:
    from aksonsim.model.scenario import Scenario


@frozen
class Beyond:
    """An actual amount or time that is more than its estimate can be, ``most``; the estimate has nothing left."""

    path: str = shaped(label=True)
    actual: float
    most: float


@frozen
class Status:
    """What is known at the status date, counted and summed: ``paid`` in the currency, incomes less.

    ``costs`` and ``activities``: how many of how many are done; ``beyond``: those that are more than was thought
    possible.
    """

    date: dt.date
    paid: float
    costs: tuple[int, int]
    activities: tuple[int, int]
    events: int
    beyond: tuple[Beyond, ...] = shaped(sparse=True)


def status(scenario: Scenario) -> Status | None:
    """Return what is known at the status date; None where the scenario has none."""
    known = scenario.actuals
    if known is None:
        return None
    from aksonsim.engine.actuals import beyond  # what makes distributions takes a second to import

    sign = {element.id: element.sign for element in scenario.costs}
    return Status(
        date=known.date,
        paid=math.fsum(sign[name] * one.paid for name, one in known.costs.items()),
        costs=(sum(one.done for one in known.costs.values()), len(scenario.costs)),
        activities=(
            sum(one.finish is not None for one in known.activities.values()),
            sum(activity.hammock is None for activity in scenario.activities),
        ),
        events=len(known.events),
        beyond=tuple(Beyond(path=path, actual=actual, most=most) for path, actual, most in beyond(scenario)),
    )
