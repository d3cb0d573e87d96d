"""Dates as months since the start of the file, and back."""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aksonsim.model.schedule import TimeUnit

DAYS_IN_MONTH = 365.25 / 12
"""Calendar days of the mean month, by which days and weeks become months. Dates count months of the calendar."""


def dated(stated: Mapping[str, Any]) -> bool:
    """Return whether anything in a scenario, as JSON, has a date; if not, its first month is no month of a calendar."""
    return (
        any(stated.get(key) is not None for key in ("start", "horizon", "uptake", "gate", "benefits", "actuals"))
        or any("not_before" in one or "align" in one for one in stated.get("activities") or ())
        or any(cut.get("last_date") for cut in stated.get("cuts") or ())
        or bool((stated.get("financing") or {}).get("state_ends"))
    )


def months_in(unit: TimeUnit, work_week: int | None) -> float:
    """Return the months of one day, week or month. A week is 7 calendar days; ``work_week`` of the days make one."""
    if unit == "months":
        return 1.0
    week = 7.0 / DAYS_IN_MONTH
    if unit == "weeks":
        return week
    if work_week is None:
        raise ValueError("a day has no length before a week has a number of days")
    return week / work_week


def time_unit(stated: Mapping[str, Any]) -> tuple[TimeUnit, int | None]:
    """Return what a scenario, as JSON, counts time in, and the days of its week where these are days.

    Days where it says how many a week has; else weeks where anything is in weeks; else months.
    """
    if (work_week := stated.get("work_week")) is not None:
        return "days", int(work_week)
    activities = stated.get("activities") or ()
    links = [link for one in activities for link in one.get("after") or () if isinstance(link, Mapping)]
    delays: list[Any] = []
    for event in stated.get("events") or ():
        delay = event.get("delay") or ()
        delays += [delay] if isinstance(delay, Mapping) else delay
    weekly = any(one.get("unit") == "weeks" for one in (*activities, *links))
    weekly = weekly or any(delay.get("weeks") is not None for delay in delays)
    return ("weeks" if weekly else "months"), None


def month_of(date: dt.date, start: dt.date) -> float:
    """Return the months from ``start`` to ``date``; days count as their part of the month."""

    def count(day: dt.date) -> float:
        return 12 * day.year + day.month + (day.day - 1) / _calendar.monthrange(day.year, day.month)[1]

    return count(date) - count(start)


def deadline_month(date: dt.date, start: dt.date) -> float:
    """Return the month of a deadline; the last day of a month counts to its end, as the round of that day does."""
    last = date == end_of_month(date.year, date.month)
    return month_of(date + dt.timedelta(days=1) if last else date, start)


def end_of_month(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, _calendar.monthrange(year, month)[1])


def round_dates(months: tuple[int, ...], start: dt.date, until: dt.date) -> list[dt.date]:
    """Return the ends of these months of every year, after ``start`` and up to ``until``."""
    dates = [end_of_month(year, month) for year in range(start.year, until.year + 1) for month in sorted(set(months))]
    return [date for date in dates if start < date <= until]
