"""What falls due in a month or on a day: deadlines, and recurring duties as days."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from pipeline.export.occurrences import Occurrence, occurrences
from pipeline.serve.data import Row, Run, Task

__all__ = ["DayDue", "due_days", "month_bounds", "neighbours", "weeks"]


class DayDue(NamedTuple):
    """A task that is due on a day.

    Attributes:
        time: the clause that says so.
        exact: whether the document names the day; else it is the end of the period.
    """

    day: date
    task: Task
    time: Row
    recurring: bool
    exact: bool


def due_days(
    run: Run,
    first: date,
    last: date,
    only: Callable[[Task], bool] | None = None,
    closing_day: int | None = None,
) -> Mapping[date, Sequence[DayDue]]:
    """By day, what is due from `first` to `last`, both included; as `pipeline.export.due`.

    A task that the run holds twice, as text and as scan of one document, is told of once.
    """
    found: dict[date, list[DayDue]] = defaultdict(list)
    seen: dict[tuple[str, str], set[date]] = {}
    for task in run.tasks:
        if task.times and (only is None or only(task)):
            issued = task.document.row["issued_date"]
            for time in task.times:
                days = _days(time, issued, first, last, closing_day)
                if not days:
                    continue
                key = task.code, " ".join(time["raw"].split())
                before = seen.get(key)
                for day, recurring, exact in days:
                    if before is None or day not in before:
                        found[day].append(DayDue(day, task, time, recurring, exact))
                seen.setdefault(key, set()).update(day for day, _, _ in days)
    return {day: found[day] for day in sorted(found)}


def _days(
    time: Row, issued: date | None, first: date, last: date, closing_day: int | None
) -> Sequence[tuple[date, bool, bool]]:
    if time["rrule"]:
        start = time["start"] or issued
        return [
            (one.day, True, one.exact)
            for one in _occurrences(time["rrule"], first, last, start, time["end"], closing_day)
        ]
    end = time["end"]
    if end is not None and time["kind"] != "ongoing" and first <= end <= last:
        return [(end, False, True)]
    return ()


@lru_cache(maxsize=65536)  # a few rhythms stand in thousands of tasks
def _occurrences(
    rrule: str,
    first: date,
    last: date,
    start: date | None,
    end: date | None,
    closing_day: int | None,
) -> tuple[Occurrence, ...]:
    if (end is not None and end < first) or (start is not None and start > last):
        return ()
    try:
        return tuple(
            occurrences(
                rrule, after=first, before=last, start=start, end=end, closing_day=closing_day
            )
        )
    except (ValueError, TypeError, KeyError, OverflowError):
        return ()  # a rule that nobody can read is shown with its task, on no day


def month_bounds(month: str, today: date) -> tuple[date, date]:
    """The first and the last day of "2026-11"; of this month where it is none."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        first = today.replace(day=1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def neighbours(first: date) -> tuple[str, str]:
    """The months before and after; empty where the calendar of dates ends."""
    before = first - timedelta(days=1) if first > date(1, 1, 1) else None
    last = calendar.monthrange(first.year, first.month)[1]
    after = None
    if (first.year, first.month) < (date.max.year, date.max.month):
        after = first.replace(day=last) + timedelta(days=1)
    return tuple(f"{day:%Y-%m}".zfill(7) if day else "" for day in (before, after))  # type: ignore[return-value]


def weeks(first: date) -> list[list[date | None]]:
    """The days of a month by weeks from Monday; None before its first and after its last.

    >>> weeks(date(2026, 11, 1))[0][5:]
    [None, datetime.date(2026, 11, 1)]
    """
    numbers = calendar.Calendar(firstweekday=0).monthdayscalendar(first.year, first.month)
    return [[first.replace(day=day) if day else None for day in week] for week in numbers]
