"""The page's words, all of words.yaml, and values as an office writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from pipeline.lexicon import load_yaml

__all__ = ["day", "moment", "number", "recurrence", "words"]

_NAMES = (
    *("title", "nav", "common", "documents", "document", "tasks", "units", "calendar", "cascade"),
    *("changes", "kinds", "levels", "media", "roles", "edit", "shortcuts", "refused"),
    *("problems", "rrules", "live", "site", "locations", "fields", "actions", "targets"),
)


def words() -> Mapping[str, Any]:
    """All words, by what they are for."""
    return load_yaml("pipeline.serve", "words.yaml", frozenset(_NAMES))


def day(value: date | None) -> str:
    """A day as it is written: 30/06/2024; nothing where there is none."""
    return f"{value:%d/%m/%Y}" if value else ""


def moment(value: datetime | str | None) -> str:
    """A day and time on this machine's clock."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value).astimezone()
        except (ValueError, OverflowError):
            return str(value)
    return f"{value.astimezone():%H:%M %d/%m/%Y}" if value else ""


def number(value: int) -> str:
    """Thousands apart, as Vietnamese writes them.

    >>> number(50000)
    '50.000'
    """
    return f"{value:,}".replace(",", ".")


_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


@cache
def recurrence(rrule: str) -> str:
    """How often, in words; the rule itself where there are no words for it.

    >>> recurrence("FREQ=MONTHLY;INTERVAL=3")
    'hằng quý'
    """
    said = words()["rrules"]
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    every = f"{parts.pop('FREQ', '')}/{parts.pop('INTERVAL', '1')}"
    if every not in said["every"]:
        return rrule
    found = [said["every"][every]]
    months, days = parts.pop("BYMONTH", None), parts.pop("BYMONTHDAY", None)
    week = parts.pop("BYDAY", None)
    if parts or (week and any(name not in _DAYS for name in week.split(","))):
        return rrule
    if days:
        last = days == "-1"
        found.append(said["last_day"] if last else said["day"].format(days=days.replace(",", ", ")))
    if months:
        found.append(said["month"].format(months=months.replace(",", ", ")))
    if week:
        found.append(", ".join(said["weekdays"][_DAYS[name]] for name in week.split(",")))
    return ", ".join(found)
