"""Where the cells of a table stand once spans have pushed them aside, as browsers do it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Cell

__all__ = ["Grid", "clipped"]

# A plan's table has a dozen columns; what says more wants to exhaust memory.
_MOST_COLUMNS = 256
_MOST_COLUMN_SPAN = 100
_MOST_ROW_SPAN = 1_000
_TO_THE_END = 1_000_000  # rowspan="0"; `clipped` cuts it to the rows that there are


class Grid:
    """Gives each cell its place, row by row; no two cells share one.

    >>> grid = Grid()
    >>> grid.next_row(), grid.place(row_span=2), grid.place()
    (None, (0, 0, 2, 1), (0, 1, 1, 1))
    >>> grid.next_row(), grid.place()
    (None, (1, 1, 1, 1))
    """

    def __init__(self) -> None:
        self.row = -1
        self._column = 0
        # by the first column of a cell that spans rows: the row below it, the column after it
        self._busy: dict[int, tuple[int, int]] = {}

    def next_row(self) -> None:
        """Begins a row."""
        self.row += 1
        self._column = 0

    def place(self, row_span: int = 1, column_span: int = 1) -> tuple[int, int, int, int]:
        """Row, column, row span and column span of the next cell of the row."""
        column = self._free(self._column)
        if column >= _MOST_COLUMNS:
            row_span = column_span = 1
        rows = _TO_THE_END if row_span == 0 else max(1, min(row_span, _MOST_ROW_SPAN))
        columns = max(1, min(column_span, _MOST_COLUMN_SPAN))
        for later in range(column + 1, column + columns):  # where a cell from above stands
            if self._taken(later):
                columns = later - column
                break
        if rows > 1:
            self._busy[column] = (self.row + rows, column + columns)
        self._column = column + columns
        return self.row, column, rows, columns

    def _taken(self, column: int) -> bool:
        return column in self._busy and self._busy[column][0] > self.row

    def _free(self, column: int) -> int:
        while self._taken(column):
            column = self._busy[column][1]
        return column


def clipped(cells: list[Cell], n_rows: int) -> list[Cell]:
    """The cells with no row span going beyond the last row."""
    return [
        cell
        if cell.row + cell.row_span <= n_rows
        else replace(cell, row_span=max(1, n_rows - cell.row))
        for cell in cells
    ]
