"""Blocks → text: which lines stand beside each other, which make a table, where notes go."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.docx.columns import (
    GridKind,
    grid_kind,
    halves_of,
    header_rows,
    tabbed_block,
)
from pipeline.ingest.docx.lines import CUT, Block, Grid, GridCell, Paragraph, TextLine, flat
from pipeline.ingest.docx.writer import Look, TextWriter
from pipeline.model import Cell, LineKind

__all__ = ["write_blocks"]


def write_blocks(blocks: Sequence[Block], writer: TextWriter) -> None:
    """Writes blocks in reading order.

    Notes stand behind the paragraph, table or block of columns that calls them, so that
    they stay with their document where a file holds several.
    """
    sizes = [len(block.texts()) for block in blocks]
    whole, before, index = sum(sizes), 0, 0
    while index < len(blocks):
        block = blocks[index]
        end = index + 1
        if isinstance(block, Grid):
            _write_grid(block, before, whole - before - sizes[index], writer)
        elif (tabbed := tabbed_block(blocks, index)) > index:
            end = tabbed
            _write_tabbed(blocks[index:end], writer)
        else:
            _write_paragraph(block, writer)
        before += sum(sizes[index:end])
        index = end


# --- paragraphs -------------------------------------------------------------------------


def _write_paragraph(paragraph: Paragraph, writer: TextWriter) -> None:
    if paragraph.page_before:
        writer.end_page()
    if not paragraph.texts():
        for line in paragraph.lines:  # pages end in empty paragraphs too
            writer.add(line.text, Look())
        writer.blank()
    kind = LineKind.FURNITURE if paragraph.contents else LineKind.FLOW
    _write_lines(paragraph, writer, kind)
    _write_notes([paragraph], writer)
    write_blocks(paragraph.boxes, writer)
    if paragraph.page_after:
        writer.end_page()


def _write_lines(
    paragraph: Paragraph, writer: TextWriter, kind: LineKind, *, cuts: bool = True
) -> bool:
    """Writes the lines of a paragraph itself; tells whether a page ended in them."""
    begins: bool | None = True
    cut = False
    for line in paragraph.lines:
        text = line.text
        cut = cut or CUT in text
        if not cuts:
            text = text.replace(CUT, "").strip()
        look = Look(kind, begins, paragraph.heading, line.bold, paragraph.centred, size=line.size)
        writer.add(text, look)
        if text.replace(CUT, ""):
            begins = None
    return cut


def _write_notes(paragraphs: Sequence[Paragraph], writer: TextWriter) -> None:
    for paragraph in paragraphs:
        for note in paragraph.notes:
            writer.add(note, Look(LineKind.FOOTNOTE))


# --- columns ----------------------------------------------------------------------------


def _write_tabbed(blocks: Sequence[Block], writer: TextWriter) -> None:
    """Lines with a wide gap: all that is left of it, then all that is right."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    left: list[tuple[TextLine, Paragraph]] = []
    right: list[tuple[TextLine, Paragraph]] = []
    for paragraph in paragraphs:
        for line in paragraph.lines:
            one, two = halves_of(line)
            left.append((one, paragraph))
            right.append((two, paragraph))
    if any(paragraph.page_before for paragraph in paragraphs[:1]):
        writer.end_page()
    writer.blank()
    _write_column(left, 1, writer)
    _write_column(right, 2, writer)
    writer.blank()
    _write_notes(paragraphs, writer)
    for paragraph in paragraphs:
        write_blocks(paragraph.boxes, writer)
    if any(paragraph.page_after for paragraph in paragraphs):
        writer.end_page()


def _write_side_by_side(grid: Grid, writer: TextWriter) -> None:
    """A table without data: its left cells, then the others; cells of full width between."""
    left: list[tuple[TextLine, Paragraph]] = []
    right: list[tuple[TextLine, Paragraph]] = []
    first = min(cell.column for cell in grid.cells if cell.texts())
    writer.blank()
    for cell in grid.cells:
        lines = [(line, paragraph) for paragraph in flat(cell.blocks) for line in paragraph.lines]
        if cell.column_span >= grid.n_columns > 1:
            _write_column(left, 1, writer)
            _write_column(right, 2, writer)
            _write_column(lines, 0, writer)
            left, right = [], []
        elif cell.column <= first:
            left += lines
        else:
            right += lines
    _write_column(left, 1, writer)
    _write_column(right, 2, writer)
    writer.blank()
    _write_notes([paragraph for cell in grid.cells for paragraph in flat(cell.blocks)], writer)


def _write_column(
    lines: Sequence[tuple[TextLine, Paragraph]], column: int, writer: TextWriter
) -> None:
    begun: Paragraph | None = None
    for line, paragraph in lines:
        text = line.text.replace(CUT, "").strip()
        if not text:
            continue
        begins = None if paragraph is begun else True
        begun = paragraph
        look = Look(
            LineKind.FLOW,
            begins,
            bold=line.bold,
            centred=paragraph.centred,
            column=column,
            size=line.size,
        )
        writer.add(text, look)


# --- tables -----------------------------------------------------------------------------


def _write_grid(grid: Grid, before: int, after: int, writer: TextWriter) -> None:
    if not grid.texts():
        return
    kind = grid_kind(grid, before, after)
    if kind is GridKind.DATA:
        _write_table(grid, writer)
    elif kind is GridKind.COLUMNS:
        _write_side_by_side(grid, writer)
    else:
        for cell in grid.cells:
            write_blocks(cell.blocks, writer)


def _write_table(grid: Grid, writer: TextWriter) -> None:
    """A table of data: the lines of its cells in order, their ranges in the grid."""
    writer.blank()
    headers = header_rows(grid)
    start = writer.next_start
    cells: list[Cell] = []
    cut_row = -1
    for cell in grid.cells:
        begin, end, cut = _write_cell(cell, writer, cuts=cell.row != cut_row)
        if cut:
            cut_row = cell.row
        if begin == end:  # empty: at the end of what stands before it in the table
            begin = end = max(start, cells[-1].char_end if cells else start)
        cells.append(
            Cell(
                cell.row,
                cell.column,
                begin,
                end,
                cell.row_span,
                cell.column_span,
                cell.row < headers,
            )
        )
    writer.add_table(start, grid.n_rows, grid.n_columns, cells)
    _write_notes([paragraph for cell in grid.cells for paragraph in flat(cell.blocks)], writer)
    writer.blank()


def _write_cell(cell: GridCell, writer: TextWriter, *, cuts: bool) -> tuple[int, int, bool]:
    """Writes the lines of a cell; their range, empty where there are none, and whether a page
    ended in them. A row is cut once, though each of its cells says where."""
    begin, before = writer.next_start, writer.end
    cut = False
    for paragraph in flat(cell.blocks):
        cut = _write_lines(paragraph, writer, LineKind.TABLE, cuts=cuts and not cut) or cut
    return (begin, writer.end, cut) if writer.end > before else (begin, begin, cut)
