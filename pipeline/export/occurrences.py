"""Recurring duties → the days on which they fall due.

What a document leaves open is filled as offices read it: "hằng quý" is due on the last day of
March, June, September and December, "6 tháng" at the end of June and December, "hằng năm" on
31 December, "hằng tháng" on the month's last day, "hằng tuần" on Friday. Offices of the State close
their periods on the 14th (Nghị định 09/2019/NĐ-CP): `closing_day` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

__all__ = ["Occurrence", "closed_rule", "occurrences"]

_MOST = 400  # days of one duty; a daily one over a year fits
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which something is due. `exact` is false where the document left the day open."""

    day: date
    exact: bool


def occurrences(
    rrule: str,
    *,
    after: date,
    before: date,
    start: date | None = None,
    end: date | None = None,
    closing_day: int | None = None,
) -> Iterator[Occurrence]:
    """The days of a rule from `after` to `before`, both included, within the duty's own bounds.

    Args:
        rrule: RFC 5545, as in `time_clauses`.
        start, end: the bounds that the document gives, None where it gives none.
        closing_day: the day of the month on which periods close; None: its last.

    >>> [str(one.day) for one in occurrences("FREQ=MONTHLY;INTERVAL=3",
    ...     after=date(2024, 1, 1), before=date(2024, 12, 31), closing_day=14)]
    ['2024-03-14', '2024-06-14', '2024-09-14', '2024-12-14']
    """
    first, last = max(after, start or after), min(before, end or before)
    if first > last:
        return
    closed, exact = closed_rule(rrule, closing_day)
    # Every rule is counted from the year's begin, so that quarters are those of the calendar.
    begin = datetime(min(first.year, (start or first).year), 1, 1)
    days = rrulestr(closed, dtstart=begin).between(
        datetime.combine(first, datetime.min.time()),
        datetime.combine(last, datetime.min.time()),
        inc=True,
    )
    for day in days[:_MOST]:
        yield Occurrence(day.date(), exact)


def closed_rule(rrule: str, closing_day: int | None = None) -> tuple[str, bool]:
    """A rule that names its days, and whether the document named them.

    >>> closed_rule("FREQ=MONTHLY;INTERVAL=6")
    ('FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1', False)
    >>> closed_rule("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15")
    ('FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15', True)
    """
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    day = str(closing_day or -1)
    named = "BYMONTHDAY" in parts or "BYDAY" in parts or "BYSETPOS" in parts
    interval = int(parts.get("INTERVAL", "1"))
    match parts.get("FREQ"):
        case "MONTHLY" if interval > 1 and _YEAR_MONTHS % interval == 0:
            months = range(interval, _YEAR_MONTHS + 1, interval)
            left = {k: v for k, v in parts.items() if k not in ("FREQ", "INTERVAL")}
            left = left if named else {"BYMONTHDAY": day}
            return _rule({"FREQ": "YEARLY", "BYMONTH": _numbers(months), **left}), named
        case "MONTHLY" if not named:
            return _rule({**parts, "BYMONTHDAY": day}), False
        case "YEARLY" if not named:
            months_ = parts.get("BYMONTH", "12")
            return _rule({**parts, "BYMONTH": months_, "BYMONTHDAY": day}), False
        case "YEARLY" if "BYMONTH" not in parts and "BYMONTHDAY" in parts:
            return _rule({**parts, "BYMONTH": "12"}), False
        case "WEEKLY" if "BYDAY" not in parts:
            return _rule({**parts, "BYDAY": "FR"}), False
    return rrule, True


def _rule(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _numbers(months: range) -> str:
    return ",".join(map(str, months))


def year_from(day: date) -> date:
    """A year later, less a day."""
    try:
        later = day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        later = day.replace(year=day.year + 1, day=28)
    return later - timedelta(days=1)
