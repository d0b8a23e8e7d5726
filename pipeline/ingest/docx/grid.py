"""Tables: rows and cells of WordprocessingML as a grid with spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.ingest.docx.lines import Grid, GridCell
from pipeline.ingest.docx.names import MC, Element, W, child, children, flag, integer, value

if TYPE_CHECKING:
    from pipeline.ingest.docx.story import Story

__all__ = ["read_grid"]

_WRAPPERS = frozenset(
    {*(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")), MC + "Choice"}
)
_WIDEST = 200  # cells that one may span; Word's limit is 63


def read_grid(table: Element, story: Story) -> Grid | None:
    """The cells of a table at their places; None for a table without any.

    Rows that are deleted or hidden are left out. A cell that goes on from the one above
    lengthens it; where none of its width stands above, it is a cell of its own.
    """
    cells: list[GridCell] = []
    open_cells: dict[tuple[int, int], GridCell] = {}  # by column and width, in the row above
    header_rows = row_number = columns = 0
    for row in _below(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None or flag(properties, "hidden"):
            continue
        column = _bounded(integer(properties, "gridBefore"), 0)
        open_now: dict[tuple[int, int], GridCell] = {}
        for element, span in _cells(row):
            merge = child(element, "tcPr", "vMerge")
            above = open_cells.get((column, span))
            if merge is not None and merge.get(W + "val") != "restart" and above is not None:
                above.row_span += 1
                above.blocks.extend(story.blocks(element))
                open_now[column, span] = above
            else:
                cell = GridCell(row_number, column, span, blocks=story.blocks(element))
                cells.append(cell)
                if merge is not None:
                    open_now[column, span] = cell
            column += span
        open_cells = open_now
        columns = max(columns, column)
        if flag(properties, "tblHeader") and header_rows == row_number:
            header_rows += 1
        row_number += 1
    if not cells:
        return None
    for cell in cells:
        cell.header = cell.row < header_rows
    style = value(table, "tblPr", "tblStyle")
    return Grid(
        row_number,
        columns,
        cells,
        bordered=_is_bordered(table) or story.styles.has_borders(style),
        bold_first_row=story.styles.bold_first_row(style),
    )


def _cells(row: Element) -> Iterator[tuple[Element, int]]:
    """The cells of a row with the columns they take; those merged into their left one add to it."""
    waiting: tuple[Element, int] | None = None
    for element in _below(row, "tc"):
        properties = child(element, "tcPr")
        span = _bounded(integer(properties, "gridSpan"), 1)
        beside = child(properties, "hMerge")
        if waiting is not None and beside is not None and beside.get(W + "val") != "restart":
            waiting = (waiting[0], waiting[1] + span)
            continue
        if waiting is not None:
            yield waiting
        waiting = (element, span)
    if waiting is not None:
        yield waiting


def _below(parent: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also those in content controls."""
    for element in parent:
        if element.tag == W + name:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _below(element, name)


def _bounded(number: int | None, least: int) -> int:
    return min(max(least, number or 0), _WIDEST)


def _is_bordered(table: Element) -> bool:
    """Whether the table itself draws lines, around it or around one of its first cells."""
    borders = [child(table, "tblPr", "tblBorders")]
    for row in children(table, "tr")[:3]:
        borders += [child(cell, "tcPr", "tcBorders") for cell in children(row, "tc")[:6]]
    return any(
        side.get(W + "val") not in (None, "none", "nil")
        for found in borders
        if found is not None
        for side in found
    )
