"""Ruled tables of pages: words into cells, pieces on following pages told as going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.page_cells import cell_lines, padding_of
from pipeline.ingest.page_lines import PrintLine, print_lines
from pipeline.ingest.words import PageTable, PageWords, Word
from pipeline.lexicon import fold
from pipeline.model import LineKind

__all__ = ["GridCell", "GridTable", "grid_tables"]

_NUMBER_HEADERS = ("stt", "tt", "số tt", "số thứ tự")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell; `repeated` in the header that a later page shows again."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table's piece on one page: cells in reading order and the lines of each.

    `goes_on` says that it continues the table before it; `first_row` is its
    first row that counts then.
    """

    page: int
    y0: float
    n_columns: int
    cells: tuple[GridCell, ...]
    lines: tuple[list[PrintLine], ...]
    goes_on: bool = False
    first_row: int = 0


Found = tuple[PageTable, list[list[Word]]]


def grid_tables(
    pages: Sequence[PageWords],
    found: Sequence[Sequence[Found]],
    flows: Sequence[Sequence[PrintLine]],
) -> list[GridTable]:
    """The tables of all pages, in order."""
    tables: list[GridTable] = []
    first: GridTable | None = None  # of the pieces of the last table
    for number, (page, of_page) in enumerate(zip(pages, found, strict=True)):
        for table, words in sorted(of_page, key=lambda item: item[0].y0):
            grid = _grid(page, table, words)
            if first is not None and _goes_on(tables[-1], first, grid, number, flows):
                grid = _without_repeated_header(first, grid)
            else:
                first = grid
            tables.append(grid)
    return tables


def _grid(page: PageWords, table: PageTable, words: list[list[Word]]) -> GridTable:
    order = sorted(
        range(len(table.cells)), key=lambda n: (table.cells[n].row, table.cells[n].column)
    )
    padding = padding_of(table, words)
    cells: list[GridCell] = []
    lines: list[list[PrintLine]] = []
    for index in order:
        cell = table.cells[index]
        printed = [line for row in print_lines(words[index], page) for line in row]
        of_cell = cell_lines(printed, cell, padding)
        for line in of_cell:
            line.kind = LineKind.TABLE
        cells.append(GridCell(cell.row, cell.column, cell.row_span, cell.column_span))
        lines.append(of_cell)
    n_columns = max((cell.column + cell.column_span for cell in cells), default=0)
    header = _header_rows(cells, lines)
    marked = tuple(replace(cell, header=cell.row < header) for cell in cells)
    return GridTable(page.number, table.y0, n_columns, marked, tuple(lines))


def _header_rows(cells: Sequence[GridCell], lines: Sequence[list[PrintLine]]) -> int:
    """How many rows are headers.

    The first is one where its first cell counts rows ("STT"), or where all its words are
    bold and none of its cells spans the table; a second one stands under cells of the
    first that span columns.
    """
    first = [(cell, own) for cell, own in zip(cells, lines, strict=True) if cell.row == 0]
    if not first:
        return 0
    words = [line for _, own in first for line in own]
    named = bool(words) and fold(words[0].text) in _NUMBER_HEADERS
    if not named and (not words or len(first) < 2 or not all(line.bold for line in words)):
        return 0
    spanned = {
        column
        for cell, _ in first
        if cell.column_span > 1 and cell.row_span == 1
        for column in range(cell.column, cell.column + cell.column_span)
    }
    second = {cell.column for cell in cells if cell.row == 1}
    return 2 if spanned and second and second <= spanned else 1


def _goes_on(
    above: GridTable,
    first: GridTable,
    grid: GridTable,
    number: int,
    flows: Sequence[Sequence[PrintLine]],
) -> bool:
    """Whether nothing but furniture stands between a table and one on the next page.

    On the same page, where a page's end was when the table was written, the header tells that
    its `first` piece has.
    """
    if above.n_columns != grid.n_columns or (number == 0 and above.page != grid.page):
        return False
    here = [line for line in flows[number] if line.kind == LineKind.FLOW]
    if above.page == grid.page:
        again = first.cells[0].header and _row_texts(grid, 0) == _row_texts(first, 0)
        return again and not any(above.y0 < line.y0 < grid.y0 for line in here)
    before = [line for line in flows[number - 1] if line.kind == LineKind.FLOW]
    return (
        above.page == grid.page - 1
        and not any(line.y0 > above.y0 for line in before)
        and not any(line.y0 < grid.y0 for line in here)
    )


def _without_repeated_header(first: GridTable, grid: GridTable) -> GridTable:
    """The piece as one that goes on; the rows that show the header again are furniture."""
    repeated = 0
    for row in sorted({cell.row for cell in first.cells if cell.header}):
        if _row_texts(grid, row) != _row_texts(first, row):
            break
        repeated = row + 1
    for cell, lines in zip(grid.cells, grid.lines, strict=True):
        if cell.row < repeated:
            for line in lines:
                line.kind = LineKind.FURNITURE
    cells = tuple(
        replace(cell, repeated=cell.row < repeated, header=cell.row < repeated)
        for cell in grid.cells
    )
    return replace(grid, cells=cells, goes_on=True, first_row=repeated)


def _row_texts(table: GridTable, row: int) -> list[str]:
    return [
        fold(" ".join(line.text for line in lines))
        for cell, lines in zip(table.cells, table.lines, strict=True)
        if cell.row == row
    ]
