"""Numbers of a table's rows that were misread ("d" for "9"), told by the rows around them.

A lone figure in a narrow cell is what the engine reads worst: it has no line to stand on. But
a column of numbers counts, and the rows around leave one number for the row between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.ingest.words import TableCell
from pipeline.lexicon import fold

__all__ = ["Row", "mend_numbers", "numerals_of_groups", "table_rows"]

_SURE, _CLEAR = 0.6, 0.8  # of a figure; of what is none and may be a label of its own
_HEADERS = ("tt", "stt", "số tt", "số thứ tự")
_NUMBER = regex.compile(r"(?P<number>\d{1,3})(?P<end>[.)]?)")
# "l5", "1O": figures of which one was read as a letter
_FIGURES = regex.compile(r"(?=.*\d)[\dlIO|]{2,3}[.)]?")
_ROMAN = regex.compile(r"[IVXHl1|]{1,5}[.)]?")
_LETTERED = regex.compile(r"(?=.*[IVXH])[IVXHl1|]{1,5}[.)]?")
_STROKES = regex.compile(r"[IHl1|]{1,4}[.)]?")
_LONGEST = 3  # characters of what may be a number


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell of a row: its box, the words in it by index, and how they read.

    `group` says that the row is a heading of those below it: one cell across the table.
    """

    box: tuple[float, float, float, float]
    words: tuple[int, ...] = ()
    text: str = ""
    confidence: float = 1.0
    group: bool = False

    @property
    def number(self) -> int | None:
        """The number that was read with certainty."""
        match = _NUMBER.fullmatch(self.text)
        return int(match["number"]) if match and self.confidence >= _SURE else None

    @property
    def open(self) -> bool:
        """Whether one word stands here of which the engine was not sure, or that is none."""
        if len(self.words) != 1 or len(self.text) > _LONGEST:
            return False
        if self.number is not None:
            return False
        return self.confidence < _CLEAR or _FIGURES.fullmatch(self.text) is not None

    @property
    def strokes(self) -> bool:
        """Whether it may be a Roman numeral of strokes, "11" for II, in a row that groups."""
        return self.group and len(self.words) == 1 and _STROKES.fullmatch(self.text) is not None


def table_rows(
    cells: Sequence[TableCell],
    middles: Sequence[tuple[float, float]],
    texts: Sequence[str],
    confidences: Sequence[float],
) -> list[Row]:
    """The first cells of a table's rows from top to bottom, with the words in them.

    Args:
        cells: of the table, in the unit of `middles`.
        middles: of the words of the page.
        texts: of the same words.
        confidences: of the same words.
    """
    n_columns = max((cell.column + cell.column_span for cell in cells), default=0)
    wide = {cell.row for cell in cells if cell.column == 1 and cell.column_span == n_columns - 1}
    rows = []
    for cell in cells:
        if cell.column or cell.column_span > 1:
            continue
        box = (cell.x0, cell.y0, cell.x1, cell.y1)
        words = tuple(n for n, middle in enumerate(middles) if _inside(middle, box))
        group = cell.row in wide and n_columns > 2
        if not words:
            rows.append(Row(box, group=group))
            continue
        text = " ".join(texts[n] for n in words)
        rows.append(Row(box, words, text, min(confidences[n] for n in words), group))
    return rows


def numerals_of_groups(rows: Sequence[Row]) -> list[int]:
    """Which rows that group others have strokes for a label, where the labels are Roman."""
    labels = [row for row in rows if row.group and row.text]
    lettered = [row for row in labels if _LETTERED.fullmatch(row.text)]
    if len(lettered) < 2 or not all(_ROMAN.fullmatch(row.text) for row in labels):
        return []
    return [at for at, row in enumerate(rows) if row.strokes]


def mend_numbers(
    rows: Sequence[Row], again: Callable[[Row], Iterable[str]]
) -> list[tuple[int, str]]:
    """Which rows have another number than was read, and which it must be.

        1. A word that was read without certainty, or is no number, is the one that the sure
           numbers above and below leave for it (8, d, 10).
        2. A number that was read with certainty and breaks the sequence (12, 15 and the end;
           8, 5, 10) is the one that goes on with it, where a further reading of the cell says
           so too; else it stays, for a document may miscount.

    Nothing is changed in a column that is not headed as one of numbers and where no two rows
    count on, nor is an empty cell filled.

    Args:
        rows: of one table, from top to bottom.
        again: further readings of a row's cell.
    """
    plain = [row for row in rows if not row.group]
    places = [at for at, row in enumerate(rows) if not row.group]
    known = [row.number for row in plain]
    if not (any(fold(row.text) in _HEADERS for row in plain[:2]) or _counts(known)):
        return []
    end = next((m["end"] for row in plain if (m := _NUMBER.fullmatch(row.text))), "")
    found: dict[int, int] = {}
    for first, last in _gaps(known):
        above = known[first - 1] if first else None
        below = known[last] if last < len(known) else None
        gap = range(first, last)
        if not all(plain[n].open for n in gap):
            continue
        if above is not None and below == above + len(gap) + 1:
            found.update((n, above + 1 + n - first) for n in gap)
        elif above is not None and below is None and len(gap) == 1:
            found |= {first: above + 1} if _reads(again(plain[first]), above + 1) else {}
    for n, number in enumerate(known):
        expected = _expected(known, n)
        breaks = number is not None and expected not in (None, number)
        if breaks and len(plain[n].words) == 1 and _reads(again(plain[n]), expected):
            found[n] = expected or 0
    return [(places[n], f"{number}{end}") for n, number in sorted(found.items())]


def _counts(known: Sequence[int | None]) -> bool:
    return any(a is not None and b == a + 1 for a, b in pairwise(known))


def _gaps(known: Sequence[int | None]) -> Iterable[tuple[int, int]]:
    """The runs of rows without a sure number: the first and the one after the last."""
    first = None
    for n, number in enumerate([*known, 0]):
        if number is None and first is None:
            first = n
        elif number is not None and first is not None:
            yield first, n
            first = None


def _expected(known: Sequence[int | None], at: int) -> int | None:
    """The number that the rows around leave for one; None where they leave it open."""
    above = known[at - 1] if at else None
    below = known[at + 1] if at + 1 < len(known) else None
    if above is not None and below == above + 2:
        return above + 1
    if above is not None and at + 1 == len(known):
        return above + 1
    return None


def _reads(readings: Iterable[str], number: int | None) -> bool:
    return any(text.rstrip(".)") == str(number) for text in readings)


def _inside(middle: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]
