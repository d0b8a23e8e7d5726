"""What a browser prints around a page: date and time, title, address, "1/3"."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import regex

from pipeline.ingest.words import PageWords, Word

__all__ = ["without_browser_lines"]

_MARGIN = 0.06  # of the page's height: browsers print there, and hardly anything else is
_ITS_SIZE = 1.2  # times as large: letters of another line
# "https://thuvienphapluat.vn/van-ban/…", "file:///C:/…", "about:blank"
_ADDRESS = regex.compile(r"(?:https?|file|about|chrome|blob|data)\s?:\S+|www\.\S+")
# "11/29/26, 1:59 PM", "29/11/2026, 13:59", "13:59 29/11/2026", "13:59, 29-11-2026"
_DATE = r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:AM|PM|SA|CH))?"
_MOMENT = regex.compile(rf"(?:{_DATE},?\s{_TIME}|{_TIME},?\s{_DATE})(?!\S)")


def without_browser_lines(page: PageWords) -> tuple[list[Word], list[list[Word]]]:
    """The words of a page without those a browser printed in its margins, and these by line.

    A line there is the browser's where it holds an address, or a date with a time of day.
    What stands on its height in letters of its size is too: the page's title, "1/3"; and at
    the foot whatever does: half a line of the text that was cut off at the page's end. At the
    top larger letters may be a masthead beside the line of a digital signature.
    """
    top, bottom = _MARGIN * page.height, (1 - _MARGIN) * page.height
    margins = [word for word in page.words if word.y1 < top or word.y0 > bottom]
    lines: list[list[Word]] = []
    for row in _rows(margins):
        if not _is_browsers(row):
            continue
        first = row[0]
        largest = _ITS_SIZE * first.size if first.y1 < top else inf
        own = [word for word in page.words if _level(word, first) and word.size <= largest]
        lines.append(sorted(own, key=lambda word: word.x0))
    printed = {id(word) for line in lines for word in line}
    if not printed:
        return list(page.words), []
    return [word for word in page.words if id(word) not in printed], lines


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words of one height and size, from left to right."""
    rows: dict[tuple[int, float], list[Word]] = {}
    for word in words:
        rows.setdefault((round(word.baseline), word.size), []).append(word)
    return [sorted(row, key=lambda word: word.x0) for row in rows.values()]


def _is_browsers(row: Sequence[Word]) -> bool:
    text = " ".join([word.text for word in row])
    return _ADDRESS.search(text) is not None or _MOMENT.search(text) is not None


def _level(word: Word, other: Word) -> bool:
    overlap = min(word.y1, other.y1) - max(word.y0, other.y0)
    return overlap > 0.5 * (other.y1 - other.y0)
