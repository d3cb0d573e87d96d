"""What a check says first: what the total comes to, when the last activity ends, and what agrees least."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import xarray as xr

from aksonsim.analysis.describe import Amounts, Milestone
from aksonsim.analysis.summary import summarise
from aksonsim.language.text import Text, Title
from aksonsim.results.access import date_after, stated, title
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition

if TYPE_CHECKING:
    from aksonsim.studies.check import Remark, ScenarioClaims


@frozen
class Finish:
    """The activity that ends last by its P50, and when; dates only where the file has a start."""

    activity: str
    title: Title
    months: Milestone
    planned: dt.date | None = shaped(sparse=True)
    p50_date: dt.date | None = shaped(sparse=True)
    p85_date: dt.date | None = shaped(sparse=True)


@frozen
class First:
    """What matters most, of the first scenario, and of the claims and findings of all that were tested.

    ``total`` and its ``cv`` = SD / mean, None without costs or where the mean is 0; ``finish`` None without a schedule,
    or where no draw counts. ``differ``: the claims of those ``compared`` that some scenario does not agree with,
    furthest off first (relative to the model's figure), of which ``verdict`` says what it is. ``remark``: what the
    first of the ``warnings`` about the register is about; without any, what its numbers rest on.
    """

    scenario: str
    condition: Condition
    draws: int
    total: Amounts | None = shaped(sparse=True)
    cv: float | None = shaped(sparse=True)
    finish: Finish | None = shaped(sparse=True)
    compared: int
    differ: tuple[str, ...]
    verdict: Text | None = shaped(sparse=True, nb=True)
    warnings: int
    remark: Text | None = shaped(sparse=True, nb=True)


def first(ds: xr.Dataset, name: str, tested: Mapping[str, ScenarioClaims], findings: Sequence[Remark]) -> First:
    """Return what matters most of a check; ``ds`` holds the scenario ``name``, ``tested`` the claims by scenario."""
    told = summarise(ds.sel(scenario=[name]))
    main = told.scenarios[name].main
    total = main.costs.get("total") if main.draws else None
    rows = [row for block in tested.values() for row in block.claims]
    wrong = [row for row in rows if not row.found.agrees]
    wrong.sort(key=lambda row: -abs(row.found.difference) / (abs(row.found.model.value) or 1e-300))
    warnings = [one for one in findings if one.severity == "warning"]
    rests = [one for one in findings if one.check.message == "rests on assumptions"]
    return First(
        scenario=name,
        condition=Condition.ALL if told.scenarios[name].gate is None else Condition.PASSED,
        draws=main.draws,
        total=total,
        cv=total.sd / abs(total.mean.value) if total is not None and total.mean.value else None,
        finish=_finish(ds, name, main.milestones, told.start),
        compared=len({row.id for row in rows}),
        differ=tuple(dict.fromkeys(row.id for row in wrong)),
        verdict=wrong[0].verdict if wrong else None,
        warnings=len(warnings),
        remark=next(iter((*(one.check for one in warnings), *(one.sentence for one in rests))), None),
    )


def _finish(ds: xr.Dataset, scenario: str, milestones: Mapping[str, Milestone], start: dt.date | None) -> Finish | None:
    ends = {key: one for key, one in milestones.items() if not math.isnan(one.p50)}
    if not ends:
        return None
    # Of several at one moment the last in the file, and no hammock: what the others lead to.
    hammocks = {one["id"] for one in stated(ds, scenario).get("activities") or () if "hammock" in one}
    last = max(enumerate(ends), key=lambda at: (round(ends[at[1]].p50, 6), at[1] not in hammocks, at[0]))[1]

    def day(months: float | None) -> dt.date | None:
        return None if start is None or months is None else date_after(start, months)

    return Finish(
        activity=last,
        title=Title(title(ds, "activity", last), title(ds, "activity", last, "nb")),
        months=ends[last],
        planned=day(ends[last].reference),
        p50_date=day(ends[last].p50),
        p85_date=day(ends[last].p85),
    )
