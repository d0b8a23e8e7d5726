"""Dates of validity as an archivist writes them: a day, a month, a year, or nothing."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from pipeline.lexicon import LexiconError

__all__ = ["Validity", "validity"]

_ALWAYS = (date.min, date.max)


class Validity(NamedTuple):
    """The days on which a body exists, both inclusive; open ends are the first and last day."""

    first: date = date.min
    last: date = date.max

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def within(self, other: Validity) -> Validity:
        """The days of both; empty (`first` after `last`) where there are none."""
        return Validity(max(self.first, other.first), min(self.last, other.last))

    @property
    def first_text(self) -> str:
        return "" if self.first == date.min else self.first.isoformat()

    @property
    def last_text(self) -> str:
        return "" if self.last == date.max else self.last.isoformat()

    @property
    def is_empty(self) -> bool:
        return self.first > self.last


def validity(valid_from: str, valid_to: str) -> Validity:
    """The days that two cells of a table give; "2025-03" leaves the day open, "" the end.

    A month or year counts whole: a body that began or ended on some day of it is taken to
    exist on all of them, so that no doubt is told where there is none.

    Raises:
        LexiconError: a cell holds something else, or the body ends before it begins.

    >>> validity("2025-02", "").first.isoformat(), validity("", "2025-02").last.isoformat()
    ('2025-02-01', '2025-02-28')
    """
    days = Validity(_range(valid_from)[0], _range(valid_to)[1])
    if days.is_empty:
        raise LexiconError(f"ends before it begins: {valid_from} to {valid_to}")
    return days


def _range(cell: str) -> tuple[date, date]:
    """The first and last day that a cell may mean."""
    if not cell:
        return _ALWAYS
    try:
        year, *rest = (int(part) for part in cell.split("-"))
        if not rest:
            return date(year, 1, 1), date(year, 12, 31)
        if len(rest) == 1:
            last = calendar.monthrange(year, rest[0])[1]
            return date(year, rest[0], 1), date(year, rest[0], last)
        return (date(year, *rest),) * 2
    except (ValueError, TypeError, calendar.IllegalMonthError) as error:
        raise LexiconError(f"no date: {cell!r}; write 2025-07-01, 2025-07 or 2025") from error
