"""From what is written to a value: numbers, comparators, the date a goal is due."""

from __future__ import annotations

from datetime import date

import regex

from extractors.targets.patterns import compiled
from extractors.time_clauses.normalise import number as in_words
from extractors.time_clauses.normalise import read_period

__all__ = ["comparator", "due_dates", "number", "value_of"]


def number(text: str) -> float:
    """A figure as written here: comma for decimals, dots between thousands.

    >>> number("1.900"), number("7,5"), number("2.5"), number("01")
    (1900.0, 7.5, 2.5, 1.0)
    """
    if (small := in_words(text)) is not None:
        return float(small)
    if regex.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def value_of(match: regex.Match[str]) -> float:
    """The figure of a match: of a range the low end, of "1/3 số hộ" the fraction.

    "07/09 trường học" are seven of the nine there are: 7.
    """
    got = match.groupdict()
    written, whole = got["low"] or got["value"], got.get("whole")
    value = number(written)
    if whole and written.isdecimal() and not written.startswith("0"):
        of = int(whole)
        if value < of <= _LARGEST_PART:
            return round(value / of, 4)
    return value


_LARGEST_PART = 5  # "4/5"; more are counted, not parted


def comparator(match: regex.Match[str]) -> str:
    """`=`, `>=`, `>`, `<=` or `<`, from the words around a figure.

    A range counts from its low end up, as "từ 60 - 65%" is met by 60.
    """
    got = match.groupdict()
    if got["upward"] or got["at_least"]:
        return ">="
    if got["downward"] or got["at_most"]:
        return "<="
    if got["more"]:
        return ">"
    if got["less"]:
        return "<"
    return ">=" if got["low"] or got["since"] else "="


def due_dates(sentence: str) -> list[tuple[int, date, bool]]:
    """The dates in a folded sentence by which things are to be met, and their places.

    The last says that the date has no preposition: "năm 2025 đạt 89,4 điểm" may be a result.

    >>> due_dates("đến năm 2025, tối thiểu 80%")
    [(0, datetime.date(2025, 12, 31), False)]
    """
    found = []
    for match in compiled("due").finditer(sentence):
        spans = read_period(match["when"], None)
        last = spans[0].last if spans else None
        if last is None or _names(sentence, match):
            continue
        if compiled("moves_on").match(match["when"][spans[0].end :]):
            continue
        found.append((match.start(), last, match.start() == match.start("when")))
    return found


def _names(sentence: str, match: regex.Match[str]) -> bool:
    """A period without a preposition counts where a sentence or a result begins with it."""
    if match.start() != match.start("when"):
        return False
    before = sentence[: match.start()].rstrip()
    after = sentence[match.start("when") :]
    if not before or before[-1] in ".;:,(-%" or before.endswith("phấn đấu"):
        return False
    return compiled("dated_result").match(after) is None
