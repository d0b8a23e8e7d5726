"""Tables of a source with their cells cleaned as lines are: what stands in which cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from extractors.units import dash_in_name
from pipeline.aligned import Aligned
from pipeline.layout import goes_on_with_figure, join_lines
from pipeline.lines import clean_piece, is_bold
from pipeline.model import Cell, LineLayout, Source, Table, TextOrigin
from pipeline.numbering import parse_label

__all__ = ["Grid", "GridCell", "grids_of"]

_BREAK = regex.compile(r"<br\s*/?>|\r\n|[\n\r\f\v]", regex.IGNORECASE)

_DASH = regex.compile(r"[\s|*]*[-–—]+[\s|*]*")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its place in the grid and its paragraphs, each traceable.

    `dashed` says that it holds a dash for "none", which is no text; `page` is the one it
    begins on, 0 where the reader tells none or it is empty.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    paragraphs: tuple[Aligned, ...]
    bold: bool = False
    dashed: bool = False
    page: int = 0

    @property
    def aligned(self) -> Aligned:
        return Aligned.join(self.paragraphs)

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.paragraphs)

    def covers(self, row: int, column: int) -> bool:
        return (
            self.row <= row < self.row + self.row_span
            and self.column <= column < self.column + self.column_span
        )


@dataclass(frozen=True)
class Grid:
    """A table as people see it; rows and columns count from 0.

    `recognised` says that it was a picture.
    """

    char_start: int
    char_end: int
    n_rows: int
    n_columns: int
    cells: tuple[GridCell, ...]
    recognised: bool = False

    @cached_property
    def _at(self) -> Mapping[tuple[int, int], GridCell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell that covers a place, None where the row has none there."""
        return self._at.get((row, column))

    def row(self, row: int) -> list[GridCell]:
        """The cells that cover a row, each once, from left to right."""
        found: list[GridCell] = []
        for column in range(self.n_columns):
            cell = self.at(row, column)
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return found

    @cached_property
    def aligned(self) -> Aligned:
        """All of it in reading order."""
        return Aligned.join(piece for cell in self.cells for piece in cell.paragraphs)


def grids_of(source: Source) -> list[Grid]:
    """The tables of a source, in order; those without a word are left out."""
    starts = [line.char_start for line in source.lines]
    grids = [_grid(source, table, starts) for table in source.tables]
    return [grid for grid in grids if grid.aligned.text]


def _grid(source: Source, table: Table, starts: Sequence[int]) -> Grid:
    """A table's grid; `starts` are those of the source's lines, in order."""
    laid = _within(table, starts)
    cells = tuple(_cell(source, cell, starts, bool(laid)) for cell in table.cells)
    recognised = any(
        page.text_origin == TextOrigin.OCR
        for page in source.pages
        if page.char_start <= table.char_start < page.char_end
    )
    return Grid(table.char_start, table.char_end, table.n_rows, table.n_columns, cells, recognised)


def _within(place: Table | Cell, starts: Sequence[int]) -> range:
    """The indices of the lines that begin in a place."""
    return range(bisect_left(starts, place.char_start), bisect_left(starts, place.char_end))


def _cell(source: Source, cell: Cell, starts: Sequence[int], laid: bool) -> GridCell:
    """A cell's paragraphs; `laid` says that the reader told of the lines of its table."""
    inside = [source.lines[index] for index in _within(cell, starts)]
    pieces = list(_laid(source, inside) if laid else _written(source.text, cell))
    bold = bool(inside) and all(line.bold for line in inside)
    if not laid:
        bold = is_bold(source.text[cell.char_start : cell.char_end])
    paragraphs: list[list[Aligned]] = []
    for begins, aligned in pieces:
        if paragraphs and not begins:
            paragraphs[-1].append(aligned)
        else:
            paragraphs.append([aligned])
    return GridCell(
        cell.row,
        cell.column,
        cell.row_span,
        cell.column_span,
        cell.header,
        tuple(join_lines(lines)[0] for lines in paragraphs),
        bold=bold,
        dashed=_DASH.fullmatch(source.text, cell.char_start, cell.char_end) is not None,
        page=inside[0].page if inside else 0,
    )


def _laid(source: Source, lines: list[LineLayout]) -> Iterator[tuple[bool, Aligned]]:
    above = ""
    for line in lines:
        aligned = clean_piece(source.text[line.char_start : line.char_end], line.char_start)
        if aligned.text:
            yield line.begins is not False and _opens(line.begins, aligned.text, above), aligned
            above = aligned.text


def _opens(begins: bool | None, text: str, above: str = "") -> bool:
    """Whether a line of a cell opens a paragraph: told so, or with a label that is one.

    "Vụ Kế hoạch" / "- Tài chính" and "tháng 7/2020" / "- tháng 3/2021" have no bullet.
    """
    label = None if begins else parse_label(text)
    if label is None:
        return bool(begins)
    rest = text[label.end :]
    goes_on = goes_on_with_figure(above, rest) or dash_in_name(above, rest) > 0
    return not (label.kind.is_bullet and goes_on)


def _written(text: str, cell: Cell) -> Iterator[tuple[bool, Aligned]]:
    """The lines of a cell in text; where they were broken by hand, a label begins one."""
    start = cell.char_start
    raw = text[start : cell.char_end]
    at, tagged = 0, True
    for match in (*_BREAK.finditer(raw), None):
        end = match.start() if match else len(raw)
        aligned = clean_piece(raw[at:end], start + at)
        if aligned.text:
            # A line that a tag broke is one of its own; one that was only wrapped goes on.
            yield (tagged and not aligned.text[0].islower()) or _opens(None, aligned.text), aligned
        tagged = match is not None and match.group().startswith("<")
        at = match.end() if match else end
