"""What is paid and done at the status date, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aksonsim.analysis.status import Status
from aksonsim.language.numbers import Digits
from aksonsim.language.rounding import exact
from aksonsim.language.text import _
from aksonsim.views.document import Note


def notes(status: Status | None, money: Mapping[str, Any]) -> Iterator[Note]:
    """Yield what is paid and done at the status date, and each actual that is more than was thought possible."""
    if status is None:
        return
    yield Note(
        _(
            "Status at {date}: {paid} {currency} paid, {done} of {all} cost lines done, {finished} of {number} "
            "activities finished; the rest is simulated from there.",
            date=status.date,
            paid=Digits(exact(status.paid)),
            currency=str(money["currency"]),
            done=status.costs[0],
            all=status.costs[1],
            finished=status.activities[0],
            number=status.activities[1],
        )
    )
    for one in status.beyond:
        yield Note(
            _(
                "note: {path}: {actual} is more than the estimate can be, at most {most}; nothing is left of it",
                path=one.path,
                actual=Digits(exact(one.actual)),
                most=Digits(exact(one.most)),
            )
        )
