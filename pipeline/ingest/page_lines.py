"""Words of a page → lines of print in reading order.

Lines that stand side by side (the two halves of a masthead, recipients and signature) are
read left block first, as people do. Places are compared as they are when the page is turned
upright by its skew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import radians, tan
from statistics import median
from typing import NamedTuple

from pipeline.ingest.browser_prints import without_browser_lines
from pipeline.ingest.pipe_tables import stands_beside
from pipeline.ingest.words import PageTable, PageWords, Word
from pipeline.model import LineKind
from pipeline.numbering import LabelKind, parse_label

__all__ = ["PrintLine", "lengthened", "page_lines", "print_lines", "shortened"]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LINE_HEIGHT = 12.0  # of a page without letters
# Gaps that part columns, in heights of a line: between words that the reader saw on
# different lines, and on the same one.
_GAP_BETWEEN, _GAP_WITHIN = 0.8, 2.2
_TAB = 6.0  # the same, of a tab between a label and its text: an inch at most
_LONGEST_LABEL = 3  # words: "Nhiệm vụ 1."
_LIST_SIGNS = frozenset("o§Øüv")  # bullets of Word's own lists, as fonts of signs encode them


@dataclass(slots=True)
class PrintLine:
    """A line of print: its words from left to right and its box on the upright page.

    `column` is 1 or 2 in blocks that stand side by side; `row` and `column` of a table are
    not told here.
    """

    words: list[Word]
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    column: int = 0
    kind: LineKind = LineKind.FLOW
    begins: bool | None = None
    centred: bool = False
    text: str = ""
    places: tuple[int, ...] = ()  # where each word begins in `text`
    size: float = field(init=False)  # of its letters, points; 0 where the reader tells none
    bold: bool = field(init=False)
    italic: bool = field(init=False)

    def __post_init__(self) -> None:
        self.size = _median([word.size for word in self.words if word.size and not word.raised])
        lettered = [word for word in self.words if any(map(str.isalpha, word.text))]
        lettered = lettered or self.words  # "2030", the end of a title
        self.bold = bool(lettered) and all([word.bold for word in lettered])
        self.italic = bool(lettered) and all([word.italic for word in lettered])

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


class _Placed(NamedTuple):
    """A word with its box on the upright page."""

    word: Word
    x0: float
    y0: float
    x1: float
    y1: float


def _median(values: list[float]) -> float:
    """The median, 0 of none."""
    return median(values) if values else 0.0


def page_lines(page: PageWords) -> tuple[list[PrintLine], list[tuple[PageTable, list[list[Word]]]]]:
    """The lines of a page outside its tables, in reading order, and its tables' words by cell.

    What a browser printed around the page is furniture already. A head or a signature block that
    was set in a ruled table is none: its words are lines in columns.
    """
    words, printed = without_browser_lines(page)
    inside: list[list[list[Word]]] = [[[] for _ in table.cells] for table in page.tables]
    flow: list[Word] = []
    for word in words:
        cell = _cell_of(word, page.tables)
        if cell is None:
            flow.append(word)
        else:
            inside[cell[0]][cell[1]].append(word)
    tables: list[tuple[PageTable, list[list[Word]]]] = []
    for table, in_cells in zip(page.tables, inside, strict=True):
        if _sets_beside(table, in_cells):
            flow += [word for of_cell in in_cells for word in of_cell]
        else:
            tables.append((table, in_cells))
    lines = _in_reading_order(print_lines(flow, page))
    for of_line in printed:
        line = _line(_upright(of_line, page.skew), page.number)
        line.kind = LineKind.FURNITURE
        lines.insert(0 if line.y0 < page.height / 2 else len(lines), line)
    return lines, tables


_MOST_COLUMNS = 3  # of a head or a signature block
_TOP_ROWS = 2


def _sets_beside(table: PageTable, in_cells: Sequence[Sequence[Word]]) -> bool:
    """Whether a table only sets a head's or a signature's blocks side by side."""
    if max((cell.column + cell.column_span for cell in table.cells), default=0) > _MOST_COLUMNS:
        return False
    top = [
        " ".join(word.text for word in sorted(words, key=lambda word: (round(word.y0), word.x0)))
        for cell, words in zip(table.cells, in_cells, strict=True)
        if cell.row < _TOP_ROWS
    ]
    return stands_beside(top)


def print_lines(words: Iterable[Word], page: PageWords) -> list[list[PrintLine]]:
    """Rows of lines from top to bottom; the lines of a row from left to right."""
    placed = _upright(words, page.skew)
    groups: dict[tuple[int, int], list[_Placed]] = {}
    for item in placed:
        groups.setdefault((item.word.block, item.word.line), []).append(item)
    pieces = [piece for group in groups.values() for piece in _by_height(group)]
    rows = _rows(pieces)
    return [_row_lines(row, page.number) for row in rows]


def _cell_of(word: Word, tables: Sequence[PageTable]) -> tuple[int, int] | None:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    for number, table in enumerate(tables):
        if table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1:
            for index, cell in enumerate(table.cells):
                if cell.x0 <= x <= cell.x1 and cell.y0 <= y <= cell.y1:
                    return number, index
    return None


def _upright(words: Iterable[Word], skew: float) -> list[_Placed]:
    slope = tan(radians(skew))
    if not slope:
        return [_Placed(word, word.x0, word.y0, word.x1, word.y1) for word in words]
    placed = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        across, down = (word.x1 - word.x0) / 2, (word.y1 - word.y0) / 2
        down = max(down - across * abs(slope), 0.3 * down)
        x, y = x + y * slope, y - x * slope
        placed.append(_Placed(word, x - across, y - down, x + across, y + down))
    return placed


def _by_height(group: list[_Placed]) -> list[list[_Placed]]:
    """A reader's line, cut where it jumps to another height (columns drawn in one go)."""
    pieces: list[list[_Placed]] = []
    for item in group:
        if pieces and not _beside(pieces[-1][-1], item) and not item.word.raised:
            pieces.append([])
        if not pieces:
            pieces.append([])
        pieces[-1].append(item)
    return pieces


def _beside(one: _Placed, two: _Placed) -> bool:
    overlap = min(one.y1, two.y1) - max(one.y0, two.y0)
    return overlap > 0.2 * min(one.y1 - one.y0, two.y1 - two.y0)


def _rows(pieces: list[list[_Placed]]) -> list[list[list[_Placed]]]:
    """Pieces of one height together, from top to bottom."""
    rows: list[list[list[_Placed]]] = []
    bands: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=_middle):
        top, bottom = _band(piece)
        for index in range(len(rows) - 1, max(-1, len(rows) - 6), -1):
            low, high = bands[index]
            overlap = min(bottom, high) - max(top, low)
            fits = overlap > 0.5 * min(bottom - top, high - low)
            if fits and not any(_collide(piece, other) for other in rows[index]):
                rows[index].append(piece)
                bands[index] = (min(top, low), max(bottom, high))
                break
        else:
            rows.append([piece])
            bands.append((top, bottom))
    return rows


def _band(piece: list[_Placed]) -> tuple[float, float]:
    return _median([item.y0 for item in piece]), _median([item.y1 for item in piece])


def _middle(piece: list[_Placed]) -> float:
    top, bottom = _band(piece)
    return (top + bottom) / 2


def _collide(one: list[_Placed], two: list[_Placed]) -> bool:
    """Whether two pieces overlap from left to right by more than a letter."""
    left = max(min(item.x0 for item in one), min(item.x0 for item in two))
    right = min(max(item.x1 for item in one), max(item.x1 for item in two))
    if right - left <= 4:
        return False
    return any(min(a.x1, b.x1) - max(a.x0, b.x0) > 4 and _beside(a, b) for a in one for b in two)


def _row_lines(row: list[list[_Placed]], page: int) -> list[PrintLine]:
    """A row as lines: one, or several with gaps between them that part columns."""
    if len(row) == 1 and len(row[0]) > 1:
        items = sorted(row[0], key=_left)
        height = items[0].y1 - items[0].y0 or _LINE_HEIGHT
        most = _GAP_WITHIN * height
        if all(after.x0 - before.x1 <= most for before, after in pairwise(items)):
            return [_line(items, page)]
    source = {id(item): number for number, piece in enumerate(row) for item in piece}
    items = sorted((item for piece in row for item in piece), key=_left)
    height = _median([item.y1 - item.y0 for item in items]) or _LINE_HEIGHT
    gaps = [after.x0 - before.x1 for before, after in pairwise(items)]
    usual = _median(gaps)
    lines: list[list[_Placed]] = [[items[0]]]
    for (before, after), gap in zip(pairwise(items), gaps, strict=True):
        apart = source[id(before)] != source[id(after)]
        wide = gap > _GAP_BETWEEN * height if apart else gap > _GAP_WITHIN * height
        tab = gap < _TAB * height and _is_label(lines[-1], after)
        if wide and not tab and (apart or gap > 2.5 * usual or len(gaps) < 3):
            lines.append([])
        lines[-1].append(after)
    return [_line(line, page) for line in lines]


def _is_label(line: list[_Placed], after: _Placed) -> bool:
    """Whether a line so far is the label of what stands behind it, with a tab between.

    Word sets every list so; the label is no column of its own. An annex's name may stand
    in a column, as "PHỤ LỤC I" does beside what it is issued with.
    """
    if len(line) > _LONGEST_LABEL:
        return False
    text = " ".join([item.word.text for item in line])
    if text in _LIST_SIGNS:
        return True
    label = parse_label(f"{text} {after.word.text}")
    return label is not None and label.kind != LabelKind.APPENDIX and label.printed == text


def _left(item: _Placed) -> float:
    return item.x0


def _line(items: list[_Placed], page: int) -> PrintLine:
    top, bottom = _band([item for item in items if not item.word.raised] or items)
    words = [item.word for item in items]
    text, places = _text(words)
    return PrintLine(
        words,
        page,
        items[0].x0,
        top,
        max(item.x1 for item in items),
        bottom,
        text=text,
        places=places,
    )


def _text(words: Sequence[Word]) -> tuple[str, tuple[int, ...]]:
    """The words with spaces, and where each begins.

    A raised figure stands as superscript digits, without a space before it.
    """
    if not any(word.raised for word in words):
        places, at = [], 0
        for word in words:
            places.append(at)
            at += len(word.text) + 1
        return " ".join([word.text for word in words]), tuple(places)
    text, places = "", []
    for index, word in enumerate(words):
        letters = word.text.translate(_RAISED) if word.raised else word.text
        before = words[index - 1] if index else None
        glued = before is not None and word.x0 - before.x1 < 0.12 * max(word.size, before.size)
        if text and not (word.raised or (before and before.raised and glued)):
            text += " "
        places.append(len(text))
        text += letters
    return text, tuple(places)


def lengthened(
    line: PrintLine, words: Sequence[Word], places: Sequence[int], text: str
) -> PrintLine:
    """A line that goes on with words from the one below: their text and places in it.

    A space is added where `text` begins with one.
    """
    start = len(line.text) + text.startswith(" ")
    return PrintLine(
        [*line.words, *words],
        line.page,
        min(line.x0, *(word.x0 for word in words)),
        line.y0,
        max(line.x1, *(word.x1 for word in words)),
        line.y1,
        line.column,
        line.kind,
        line.begins,
        line.centred,
        line.text + text,
        (*line.places, *(start + place for place in places)),
    )


def shortened(line: PrintLine) -> PrintLine | None:
    """A line without its first word; None where it has no other."""
    words = line.words[1:]
    if not words:
        return None
    at = line.places[1]
    places = tuple(place - at for place in line.places[1:])
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    return PrintLine(words, line.page, x0, line.y0, x1, line.y1, text=line.text[at:], places=places)


# --- reading order --------------------------------------------------------------------


def _in_reading_order(rows: list[list[PrintLine]]) -> list[PrintLine]:
    ordered: list[PrintLine] = []
    index = 0
    every = [line for row in rows for line in row]
    centre = (min(line.x0 for line in every) + max(line.x1 for line in every)) / 2 if every else 0.0
    while index < len(rows):
        zone = _zone(rows, index, centre)
        if zone is None:
            ordered += rows[index]
            index += 1
            continue
        first, last, cut = zone
        ordered, back = ordered[: len(ordered) - (index - first)], rows[first:last]
        for column in (1, 2):
            for line in (line for row in back for line in row):
                if (line.x1 + line.x0 < 2 * cut) == (column == 1):
                    line.column = column
                    ordered.append(line)
        index = last
    return ordered


def _zone(rows: list[list[PrintLine]], index: int, centre: float) -> tuple[int, int, float] | None:
    """The rows around `index` that stand in two columns, and where these part.

    A zone grows from a row of two lines, up over lines of the right column and down over
    lines that lie wholly on one side of the gap, until a line crosses it or stands in the
    middle of the page (`centre`), as a title does.
    """
    if len(rows[index]) != 2:
        return None
    left, right = rows[index][0].x1, rows[index][1].x0
    middles = [(line.x0 + line.x1) / 2 for line in rows[index]]
    first, last = index, index + 1
    while last < len(rows):
        step = _sides(rows[last], left, right)
        far = rows[last][0].y0 - rows[last - 1][-1].y1 > 6 * rows[last][0].height
        alone = len(rows[last]) == 1
        if step is None or (alone and (far or _in_the_middle(rows[last][0], middles, centre))):
            break
        left, right = step
        last += 1
    while first > 0 and all(_stands_right(line, left) for line in rows[first - 1]):
        right = min(right, *(line.x0 for line in rows[first - 1]))
        first -= 1
    return first, last, (left + right) / 2


def _in_the_middle(line: PrintLine, columns: list[float], centre: float) -> bool:
    """Whether a line is centred on the page rather than on one of two columns."""
    middle = (line.x0 + line.x1) / 2
    away = abs(middle - centre)
    return away < 20 and all(away < abs(middle - column) for column in columns)


def _stands_right(line: PrintLine, left: float) -> bool:
    """Whether a line above a zone is the beginning of its right column (no page number)."""
    return line.x0 >= left and not line.column and not line.text.isdigit()


def _sides(row: list[PrintLine], left: float, right: float) -> tuple[float, float] | None:
    """The gap after a row was fitted into it; None where a line of it crosses."""
    for line in row:
        if line.x1 < right - 4 and line.x0 + line.x1 < left + right:
            left = max(left, line.x1)
        elif line.x0 > left + 4:
            right = min(right, line.x0)
        elif len(row) == 1 and line.x1 < right + 24 and line.x0 + line.x1 < left + right:
            continue  # the left column may reach under the widest line of the right one
        else:
            return None
    return (left, right) if right - left > 4 else None
