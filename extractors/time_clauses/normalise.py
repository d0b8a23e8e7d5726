"""From what is written to a value: periods to dates, reporting rhythms to RFC 5545."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import regex

from extractors.time_clauses.patterns import compiled
from pipeline.model import IssueCode

__all__ = [
    "Span",
    "finest_rule",
    "number",
    "read_months_days",
    "read_period",
    "weekday_code",
    "weekdays_between",
]

_WORDS: Final = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9, "mười": 10, "giêng": 1, "chạp": 12,
}  # fmt: skip
_HALF = 15  # days of the first half of a month
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_TERMS: Final = {"i": 1, "1": 1, "một": 1, "ii": 2, "2": 2, "hai": 2}
_WEEKDAYS: Final = {
    "hai": "MO", "2": "MO", "ba": "TU", "3": "TU", "tư": "WE", "4": "WE", "năm": "TH",
    "5": "TH", "sáu": "FR", "6": "FR", "bảy": "SA", "7": "SA", "nhật": "SU",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days and the place in the text it was read from.

    `first` and `last` are None where no year can be had (`yearless`) or where the date
    cannot be (`problem`). `is_day` marks a single date.
    """

    start: int
    end: int
    first: date | None = None
    last: date | None = None
    yearless: bool = False
    is_day: bool = False
    is_year: bool = False
    problem: tuple[IssueCode, str] | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    unit: str  # date, week, month, share, rest, quarter, months, term, year, bare
    year: int | None
    first_month: int = 0  # of a week and a term its number
    last_month: int = 0
    day: int = 0  # of a share of a month its days, below zero the last; of a rest those before


def number(text: str) -> int | None:
    """A small number in digits or words.

    >>> number("06"), number("sáu")
    (6, 6)
    """
    if text.isdigit():
        return int(text)
    return _WORDS.get(text)


def weekday_code(text: str) -> str:
    """RFC 5545's two letters for a folded "thứ sáu".

    >>> weekday_code("thứ sáu")
    'FR'
    """
    return _WEEKDAYS[text.split()[-1]]


def weekdays_between(first: str, last: str) -> list[str]:
    """The codes from one weekday to another of its week; none where that comes before it.

    >>> weekdays_between("MO", "WE")
    ['MO', 'TU', 'WE']
    """
    week = list(dict.fromkeys(_WEEKDAYS.values()))
    return week[week.index(first) : week.index(last) + 1]


def _quarter(text: str) -> int:
    """The number of a quarter; a scan's "ll" or "1I" is II. 9 where there is none such."""
    if text.isdigit() and set(text) != {"1"}:
        return int(text)
    return _ROMAN.get(text.replace("l", "i").replace("1", "i"), 0) or _WORDS.get(text, 9)


def _token(match: regex.Match[str]) -> _Token:
    got = match.groupdict()
    year = int(got["y"][-4:]) if got["y"] else None
    span = (match.start(), match.end())
    if got["d"]:
        month = int(got["dm"])
        return _Token(*span, "date", year, month, month, int(got["d"]))
    if got["term"]:
        return _Token(*span, "term", year, _TERMS[got["term"]])
    if got["m"]:
        month = number(got["m"]) or 0
        if got["share"]:
            share = got["share"]
            late = got["edge"] == "cuối"
            if share == "nửa" and late:
                return _Token(*span, "rest", year, month, month, _HALF)
            days = _HALF if share == "nửa" else int(share.split()[0])
            return _Token(*span, "share", year, month, month, -days if late else days)
        return _Token(*span, "month", year, month, month)
    if got["w"]:
        return _Token(*span, "week", year, int(got["w"]))
    if got["q"]:
        quarter = _quarter(got["q"])
        return _Token(*span, "quarter", year, quarter * 3 - 2, quarter * 3)
    if got["n"]:
        count = 6 if got["n"] == "nửa" else number(got["n"]) or 0
        late = got["edge"] == "cuối"
        return _Token(*span, "months", year, 13 - count if late else 1, 12 if late else count)
    if got["bare"]:
        digits = got["bare"].removeprefix("ngày").strip()
        return _Token(*span, "bare", year, _quarter(digits) if digits.isalpha() else int(digits))
    return _Token(*span, "year", year, 1, 12)


def _dress(tokens: list[_Token]) -> list[_Token]:
    """Bare numbers take the unit of a neighbour, missing years that of the next token."""
    dressed = list(tokens)
    for index in range(len(dressed) - 1, -1, -1):
        token = dressed[index]
        if token.unit != "bare":
            continue
        left = next((t for t in reversed(tokens[:index]) if t.unit != "bare"), None)
        right = next((t for t in dressed[index + 1 :] if t.unit != "bare"), None)
        model = left or right
        if model is None:
            continue
        value = token.first_month
        if model.unit == "date":
            dressed[index] = replace(
                token, unit="date", day=value, first_month=model.first_month,
                last_month=model.first_month,
            )  # fmt: skip
        elif model.unit == "quarter":
            dressed[index] = replace(
                token, unit="quarter", first_month=value * 3 - 2, last_month=value * 3
            )
        else:
            dressed[index] = replace(token, unit="month", last_month=value)
    for index in range(len(dressed) - 2, -1, -1):
        if dressed[index].year is None and dressed[index].unit != "bare":
            dressed[index] = replace(dressed[index], year=dressed[index + 1].year)
    return [token for token in dressed if token.unit != "bare"]


def _days(token: _Token, year: int) -> tuple[date, date]:
    """First and last day of a token in a year. Raises ValueError where there is no such day."""
    if token.unit == "date":
        day = date(year, token.first_month, token.day)
        return day, day
    if token.unit == "term":  # of the school year that begins in September of `year`
        if token.first_month == 1:
            return date(year, 9, 1), date(year + 1, 1, 31)
        return date(year + 1, 2, 1), date(year + 1, 5, 31)
    if token.unit == "week":
        monday = date.fromisocalendar(year, token.first_month, 1)
        return monday, monday + timedelta(days=6)
    last = calendar.monthrange(year, token.last_month)[1]
    if token.unit in ("share", "rest"):  # "10 ngày đầu tháng 4", "nửa cuối tháng 4"
        before = token.day if token.unit == "rest" else last + token.day if token.day < 0 else 0
        end = token.day if token.unit == "share" and token.day > 0 else last
        return date(year, token.last_month, before + 1), date(year, token.last_month, end)
    return date(year, token.first_month, 1), date(year, token.last_month, last)


def _span(token: _Token, reference: date | None) -> Span:
    """A token as days; without a year the next such period on or after `reference`."""
    blank = Span(
        token.start, token.end, yearless=token.year is None, is_day=token.unit == "date",
        is_year=token.unit == "year",
    )  # fmt: skip
    year = token.year
    try:
        if year is None:
            _days(token, 2024)  # a leap year: is there such a day at all?
            if reference is None:
                return blank
            year = reference.year
            if _days(token, year)[1] < reference:
                year += 1
        first, last = _days(token, year)
    except (ValueError, IndexError):
        return replace(blank, problem=(IssueCode.DATE_IMPOSSIBLE, "không có ngày này trong lịch"))
    return replace(blank, first=first, last=last)


def _between(left: Span, right: Span, left_year_given: bool) -> Span:
    """The stretch from one span to another; a start without a year may lie in the year before."""
    joined = replace(right, start=left.start, is_day=False, problem=left.problem or right.problem)
    if joined.problem is not None:
        return replace(joined, first=None, last=None)
    first, last = left.first, right.last
    if first is not None and last is not None and first > last:
        if left_year_given:
            return replace(
                joined, first=None, last=None,
                problem=(IssueCode.DATE_CONTRADICTORY, "ngày bắt đầu sau ngày kết thúc"),
            )  # fmt: skip
        if left.yearless and right.yearless:
            last = _in_year(last, last.year + 1)
        else:
            first = _in_year(first, first.year - 1)
    return replace(joined, first=first, last=last)


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def read_period(text: str, reference: date | None) -> list[Span]:
    """The stretches of days that a folded period names, in order; offsets count `text`.

    Neighbours in a list become one ("quý II và quý III năm 2024"); others stay apart
    ("trước ngày 15/6 và 15/12"). Ranges are one.

    >>> [(s.first, s.last) for s in read_period("quý ii/2023", None)]
    [(datetime.date(2023, 4, 1), datetime.date(2023, 6, 30))]
    """
    counted = compiled("so_many_years").match(text)  # "2 năm 2024 - 2025": not February 2024
    days = compiled("so_many_days").match(text)  # "hai ngày 17 và 18/5/2025": one stretch
    begin = counted.end() if counted else days.end() if days else 0
    found = [_token(match) for match in compiled("token").finditer(text, begin)]
    given = {token.start: token.year is not None for token in found}
    spans: list[Span] = []
    for token in _dress(found):
        span = _span(token, reference)
        gap = text[spans[-1].end : span.start] if spans else ""
        if spans and (days or compiled("is_range").search(gap)):
            spans[-1] = _between(spans[-1], span, given.get(spans[-1].start, True))
        elif spans and _touches(spans[-1], span):
            spans[-1] = replace(spans[-1], end=span.end, last=span.last, is_day=False)
        else:
            spans.append(span)
    return spans


def _touches(left: Span, right: Span) -> bool:
    if left.is_day or right.is_day or left.last is None or right.first is None:
        return False
    return left.last + timedelta(days=1) == right.first


def read_months_days(text: str) -> list[tuple[Span, str] | None]:
    """Yearly recurrences in a folded "ngày 15/6 và 15/12": span and RFC 5545 parts of each.

    None stands for a date that cannot be.

    >>> [found and found[1] for found in read_months_days("ngày 15/6")]
    ['BYMONTH=6;BYMONTHDAY=15']
    """
    tokens = _dress([_token(match) for match in compiled("token").finditer(text)])
    found: list[tuple[Span, str] | None] = []
    previous: _Token | None = None
    for token in tokens:
        gap = text[previous.end : token.start] if previous else ""
        span = _span(replace(token, year=None), None)
        if span.problem is not None:
            found.append(None)
        elif token.unit == "date":
            found.append((span, f"BYMONTH={token.first_month};BYMONTHDAY={token.day}"))
        elif previous and found and found[-1] and compiled("is_range").search(gap):
            months = range(previous.first_month, token.last_month + 1)
            found[-1] = (replace(span, start=previous.start), _by_month(months))
        else:
            found.append((span, _by_month(range(token.first_month, token.last_month + 1))))
        previous = token
    return found


def _by_month(months: range) -> str:
    return "BYMONTH=" + ",".join(str(month) for month in months)


_UNIT_DAYS: Final = {"giờ": 1 / 24, "ngày": 1, "tuần": 7, "tháng": 30, "quý": 90, "năm": 360}
_RULES: Final = {
    "giờ": "HOURLY", "ngày": "DAILY", "tuần": "WEEKLY", "tháng": "MONTHLY", "năm": "YEARLY",
}  # fmt: skip


def finest_rule(items: str) -> str | None:
    """The RRULE of the shortest rhythm among folded reporting periods, None where none is known.

    >>> finest_rule("hằng quý, 6 tháng, 9 tháng, năm 2023")
    'FREQ=MONTHLY;INTERVAL=3'
    """
    rhythms: list[tuple[float, int, str]] = []
    rest = items
    for match in compiled("times").finditer(items):
        before = items[: match.start()].split()
        whole = 1 if not before or not before[-1].isdigit() else int(before[-1])
        rhythms.append(_per(match["per"], whole))
        rest = rest.replace(match.group(), " ")
    for match in compiled("interval").finditer(rest):
        count = number(match["count"]) if match["count"] else 1
        if match["unit"] == "tháng" and count == 9:
            count = 12  # a nine-month report is one a year
        rhythms.append(((count or 1) * _UNIT_DAYS[match["unit"]], count or 1, match["unit"]))
    if not rhythms:
        return None
    _, count, unit = min(rhythms)
    if unit == "quý":
        count, unit = count * 3, "tháng"
    if unit == "tháng" and count % 12 == 0:
        count, unit = count // 12, "năm"
    return f"FREQ={_RULES[unit]}" + (f";INTERVAL={count}" if count > 1 else "")


def _per(per: str, whole: int) -> tuple[float, int, str]:
    """So often in a unit as the unit's rhythm: twice a year is no promise of every six months."""
    return _UNIT_DAYS[per] * whole, whole, per
