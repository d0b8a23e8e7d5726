"""Tables that hold data, and tables that only set blocks side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from pipeline.ingest.grid import Grid
from pipeline.ingest.html.style import genre_words
from pipeline.ingest.pipe_tables import header_rows, is_header_row, stands_beside
from pipeline.lexicon import alternation, fold
from pipeline.model import LineKind

if TYPE_CHECKING:
    from pipeline.ingest.html.lines import Box, WebLine

__all__ = ["DataTable", "PlacedCell", "TableDraft", "is_head_or_signature", "settle"]

_MOST_BESIDE = 90  # lines of a head or a signature block with all its recipients
_MOST_IN_CELL = 40
_PROSE = 80  # characters: a subject beside a number may have one such line, a body has more
_ARTICLE = regex.compile(r"(?:Điều|ĐIỀU|Chương|CHƯƠNG)\s+[\dIVX]+|[IVX]{1,5}[.-]\s*\p{Lu}{3}")


@dataclass(slots=True)
class PlacedCell:
    """A cell in its grid and its half-open range of lines."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    first: int
    after: int


@dataclass(slots=True)
class DataTable:
    """A table of data; its cells are in reading order."""

    cells: list[PlacedCell]
    n_rows: int
    n_columns: int


@dataclass(slots=True)
class TableDraft:
    """A table that is being read."""

    grid: Grid
    first: int
    tables_before: int
    bordered: bool = False
    presentation: bool = False
    caption: bool = False
    head: Box | None = None
    cells: list[PlacedCell] = field(default_factory=list)
    open: bool = False

    def open_cell(self, row_span: int, column_span: int, header: bool, line: int) -> None:
        self.close_cell(line)
        if self.grid.row < 0:
            self.grid.next_row()
        row, column, rows, columns = self.grid.place(row_span, column_span)
        self.cells.append(PlacedCell(row, column, rows, columns, header, line, line))
        self.open = True

    def close_cell(self, line: int) -> None:
        if self.open:
            self.cells[-1].after = line
            self.open = False


@cache
def _signs() -> regex.Pattern[str]:
    words = genre_words()
    starts = "|".join(regex.escape(word) for word in words["signature"])
    posts = "|".join(regex.escape(word) for word in words["posts"])
    return regex.compile(rf"(?m)^(?:(?:{starts})\s*\p{{Lu}}|(?:{posts})\s*$)")


def is_head_or_signature(texts: Sequence[str]) -> bool:
    """Whether two blocks side by side are a document's head or its signature."""
    if any(_ARTICLE.match(line) for text in texts for line in text.split("\n")):
        return False
    if any(_holds_document(text) for text in texts):
        return False
    return stands_beside(texts) or any(_signs().search(text) for text in texts)


def _holds_document(text: str) -> bool:
    """Whether one cell has more than a head or a signature: the table is the site's."""
    lines = text.split("\n")
    prose = sum(len(line) >= _PROSE and line[0].isupper() and not line.isupper() for line in lines)
    if prose >= 2:
        return True
    folded = [fold(line) for line in lines]
    if stands_beside([text.replace("\n", " ")[:80], *folded]) and any(
        _starts("opening").match(line) for line in folded
    ):
        return True
    motto = next((i for i, line in enumerate(folded) if _starts("motto").search(line)), None)
    return motto is not None and (
        any(_starts("recipients").match(line) for line in folded[motto + 1 :])
        or _signs().search(text) is not None
    )


@cache
def _starts(kind: str) -> regex.Pattern[str]:
    return regex.compile(alternation(genre_words()[kind]))


def settle(draft: TableDraft, lines: list[WebLine], holds_tables: bool) -> DataTable | None:
    """The table as data; None for one that is for looks, whose lines are put in order."""
    cells = [cell for cell in draft.cells if cell.first < cell.after]
    texts = ["\n".join(_texts(cell, lines)) for cell in cells]
    if not cells:
        return None
    width = max(cell.column + cell.column_span for cell in draft.cells)
    columns = {cell.column for cell in cells}
    size = cells[-1].after - cells[0].first
    may_be_beside = size <= _MOST_BESIDE and 2 <= len(columns) <= 4 and width <= 6
    if (
        may_be_beside
        and not holds_tables
        and not _is_header(draft, lines)
        and is_head_or_signature(texts)
    ):
        _set_beside(cells, width, lines)
        return None
    if not _holds_data(draft, cells, width, lines, holds_tables):
        return None
    n_rows = draft.grid.row + 1
    for cell, following in pairwise(draft.cells):
        cell.after = following.first  # what stands between cells is the first one's
    for cell in draft.cells:
        cell.row_span = max(1, min(cell.row_span, n_rows - cell.row))
        for line in lines[cell.first : cell.after]:
            line.kind = LineKind.TABLE
    _mark_headers(draft.cells, lines, n_rows)
    return DataTable(draft.cells, n_rows, width)


def _row_texts(draft_cells: Sequence[PlacedCell], lines: list[WebLine], row: int) -> list[str]:
    return [
        " ".join(line.text for line in lines[c.first : c.after])
        for c in draft_cells
        if c.row == row
    ]


def _is_header(draft: TableDraft, lines: list[WebLine]) -> bool:
    filled = [cell.row for cell in draft.cells if cell.first < cell.after]
    return is_header_row(_row_texts(draft.cells, lines, filled[0]))


def _holds_data(
    draft: TableDraft,
    cells: Sequence[PlacedCell],
    width: int,
    lines: list[WebLine],
    holds_tables: bool,
) -> bool:
    rows = {cell.row for cell in cells}
    if draft.presentation or holds_tables or width < 2 or len(rows) < 2:
        return False
    if any(cell.header for cell in cells) or _is_header(draft, lines):
        return True
    if max(cell.after - cell.first for cell in cells) > _MOST_IN_CELL:
        return False
    if any(_ARTICLE.match(lines[cell.first].text) for cell in cells):
        return draft.bordered and width > 2
    counts: dict[int, int] = defaultdict(int)
    for cell in draft.cells:
        counts[cell.row] += cell.column_span
    even = sum(count == width for count in counts.values()) >= 0.7 * len(counts)
    if draft.bordered:
        return True
    if any(_holds_document("\n".join(_texts(cell, lines))) for cell in cells):
        return False  # a site's own table, with a document in one of its columns
    return even and width >= 3 and len(rows) >= 3


def _texts(cell: PlacedCell, lines: list[WebLine]) -> list[str]:
    return [line.text for line in lines[cell.first : cell.after]]


def _mark_headers(cells: Sequence[PlacedCell], lines: list[WebLine], n_rows: int) -> None:
    """Headers as tags say; by their words where no tag does. A mixed row is data."""
    by_row: dict[int, list[PlacedCell]] = defaultdict(list)
    for cell in cells:
        by_row[cell.row].append(cell)
    marked = [row for row, of_row in by_row.items() if all(cell.header for cell in of_row)]
    if not marked:
        texts = [_row_texts(cells, lines, row) for row in range(min(n_rows, 5))]
        marked = list(range(header_rows(texts, ruled=False)))
    for cell in cells:
        cell.header = cell.row in marked


def _set_beside(cells: Sequence[PlacedCell], width: int, lines: list[WebLine]) -> None:
    """Puts the lines of two columns in order: all on the left, then all on the right.

    A row over the whole width ends the columns above it.
    """
    both = [cell for cell in cells if cell.column_span < width]
    split = _split_column(both)
    start = cells[0].first
    ordered: list[WebLine] = []
    left: list[WebLine] = []
    right: list[WebLine] = []
    for cell in cells:
        of_cell = lines[cell.first : cell.after]
        if split and cell.column_span < width:
            column = 1 if cell.column < split else 2
            for line in of_cell:
                line.column = column
            (left if column == 1 else right).extend(of_cell)
        else:
            ordered += [*left, *right, *of_cell]
            left, right = [], []
    ordered += [*left, *right]
    lines[start : start + len(ordered)] = ordered


def _split_column(cells: Sequence[PlacedCell]) -> int:
    """The first column of the right side; 0 where only one side holds text."""
    columns = sorted({cell.column for cell in cells})
    return columns[1] if len(columns) > 1 else 0
