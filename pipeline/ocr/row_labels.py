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

__all__ = ["Row", "headed", "mend_numbers", "numerals_of_groups", "table_rows"]

_SURE = 0.6
_HEADERS = ("tt", "stt", "số tt", "số thứ tự")
_NUMBER = regex.compile(r"(?P<number>\d{1,3})(?P<end>[.)]?)")
_AS_FIGURES = str.maketrans("lI|ÌÍ!]O", "11111110")
_ROMAN = regex.compile(r"[IVXHl1|]{1,5}[.)]?")
_LETTERED = regex.compile(r"(?=.*[IVXH])[IVXHl1|]{1,5}[.)]?")
_STROKES = regex.compile(r"[IHl1|]{1,4}[.)]?")
_HEADER = regex.compile(r"(?P<more>[S$5]?)(?:T[TIl1|]?|[Il1|]T)")
_LONGEST = 3  # characters of what may be a number


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell of a row: its box, the words in it by index, and how they read.

    `group` says that the row is a heading of those below it: one cell across the table, or
    one with words beside empty ones and no number.
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
        """Whether one short word stands here that was read as no number, or without certainty."""
        short = len(self.words) == 1 and len(self.text) <= _LONGEST
        return short and self.number is None and not self.header

    @property
    def header(self) -> bool:
        """Whether it heads the numbers."""
        return fold(self.text) in _HEADERS

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
    said = {cell.row for cell in cells if cell.column == 1 and _holds(cell, middles)}
    told = {cell.row for cell in cells if cell.column > 1 and _holds(cell, middles)}
    rows = []
    for cell in cells:
        if cell.column or cell.column_span > 1:
            continue
        box = (cell.x0, cell.y0, cell.x1, cell.y1)
        words = tuple(n for n, middle in enumerate(middles) if _inside(middle, box))
        group = cell.row in wide and n_columns > 2
        alone = cell.row in said - told and n_columns > 2
        if not words:
            rows.append(Row(box, group=group))
            continue
        text = " ".join(texts[n] for n in words)
        group = group or (alone and _NUMBER.fullmatch(text) is None)
        rows.append(Row(box, words, text, min(confidences[n] for n in words), group))
    return rows


def _holds(cell: TableCell, middles: Sequence[tuple[float, float]]) -> bool:
    box = (cell.x0, cell.y0, cell.x1, cell.y1)
    return any(_inside(middle, box) for middle in middles)


def headed(rows: Sequence[Row]) -> tuple[int, str] | None:
    """Which row heads the numbers with a letter lost ("T", "TI"), and what it must be."""
    if not rows or len(rows[0].words) != 1 or rows[0].header:
        return None
    match = _HEADER.fullmatch(rows[0].text)
    if match is None or not any(row.number is not None for row in rows):
        return None
    return 0, "STT" if match["more"] else "TT"


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

        1. A short word that is no number, or was read without certainty, is the one that the
           sure numbers above and below leave for it (8, d, 10), or that counting from 1 does;
           at an end of the table only where the figures in it or a further reading say so.
        2. A number that was read with certainty and breaks the sequence is the one that those
           above and below leave (8, 5, 10), but where it repeats one of them, as documents
           that miscount do (8, 8, 10), or is the last (12, 15): then only where a further
           reading of the cell says so too.

    Nothing is changed in a column that is not headed as one of numbers and where no two rows
    count on, nor is an empty cell filled.

    Args:
        rows: of one table, from top to bottom.
        again: further readings of a row's cell.
    """
    plain = [row for row in rows if not row.group]
    places = [at for at, row in enumerate(rows) if not row.group]
    known = [row.number for row in plain]
    if not (any(row.header for row in plain[:2]) or _counts(known)):
        return []
    end = next((m["end"] for row in plain if (m := _NUMBER.fullmatch(row.text))), "")
    found: dict[int, int | None] = {}
    for first, last in _gaps(known):
        while first < last and plain[first].header:
            first += 1
        gap = range(first, last)
        if not gap or not all(plain[n].open for n in gap):
            continue
        above = known[first - 1] if first else None
        below = known[last] if last < len(known) else None
        begins = above is None or rows[places[first] - 1].group
        if above is not None and below == above + len(gap) + 1:
            found.update((n, above + 1 + n - first) for n in gap)
        elif begins and below == len(gap) + 1:
            found.update((n, 1 + n - first) for n in gap)
        elif len(gap) == 1 and (above is None) != (below is None):
            next_one = above + 1 if above is not None else (below or 0) - 1
            if _reads([plain[first].text, *again(plain[first])], next_one):
                found[first] = next_one
    for n in range(len(known)):
        number, expected = known[n], _expected(known, n)
        if number is None or expected in (None, number) or len(plain[n].words) != 1:
            continue
        inside = n + 1 < len(known) and number not in (known[n - 1], known[n + 1])
        if inside or _reads(again(plain[n]), expected):
            known[n] = found[n] = expected
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
    return any(text.rstrip(".)").translate(_AS_FIGURES) == str(number) for text in readings)


def _inside(middle: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]
