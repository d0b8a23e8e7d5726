"""Pages of words → a Source: one text in reading order, and the way back to every word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from pipeline.ingest.blob import Blob
from pipeline.ingest.capitals import raise_heads, restore_capitals
from pipeline.ingest.furniture import mark_furniture
from pipeline.ingest.page_heads import whole_heads
from pipeline.ingest.page_lines import PrintLine, page_lines
from pipeline.ingest.page_tables import GridTable, grid_tables
from pipeline.ingest.paragraphs import mark_paragraphs
from pipeline.ingest.words import PageWords
from pipeline.model import (
    Cell,
    Issue,
    LineLayout,
    Page,
    Source,
    Table,
    TextOrigin,
    WordBoxes,
)

__all__ = ["assemble"]


def assemble(blob: Blob, pages: Sequence[PageWords], encoding: str = "utf-8") -> Source:
    """The Source of a paged file.

    Guarantees:
        1. Every word of every page is in `text`, once, a line of print a line of text;
           what a narrow cell or a head's column broke stands on one.
        2. `lines` tells of each of them; furniture and footnotes are marked, not dropped.
        3. `words` has the place of each word on its page, in points from the top left.
        4. A table that goes on over pages is one `Table`.
    """
    of_pages = [page_lines(page) for page in pages]
    lines = [whole_heads(lines) for lines, _ in of_pages]
    mark_furniture(pages, lines)
    mark_paragraphs(lines)
    tables = grid_tables(pages, [tables for _, tables in of_pages], lines)
    writer = _Writer()
    for page, flow in zip(pages, lines, strict=True):
        writer.page(page, flow, [table for table in tables if table.page == page.number])
    return Source(
        path=blob.name,
        sha256=blob.sha256,
        media=blob.media,
        text=writer.text(),
        pages=tuple(writer.pages),
        encoding=encoding,
        text_origin=_origin(pages),
        issues=tuple(writer.issues),
        lines=tuple(writer.lines),
        tables=writer.joined_tables(),
        words=writer.boxes,
    )


def _origin(pages: Sequence[PageWords]) -> TextOrigin:
    origins = {page.origin for page in pages if page.words}
    if len(origins) == 1:
        return origins.pop()
    return TextOrigin.MIXED if origins else TextOrigin.NATIVE


@dataclass
class _Writer:
    """The text as it grows, and what is told of it."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    capitals_lost: bool = False
    pages: list[Page] = field(default_factory=list)
    lines: list[LineLayout] = field(default_factory=list)
    boxes: WordBoxes = field(default_factory=WordBoxes)
    issues: list[Issue] = field(default_factory=list)
    written: list[tuple[GridTable, int, int, list[tuple[int, int]]]] = field(default_factory=list)

    def text(self) -> str:
        whole = "".join(self.pieces)
        return raise_heads(restore_capitals(whole)) if self.capitals_lost else whole

    def page(self, page: PageWords, flow: Sequence[PrintLine], tables: list[GridTable]) -> None:
        start = self.size
        self.capitals_lost |= page.capitals_lost
        waiting = sorted(tables, key=lambda table: table.y0)
        for line in flow:
            while waiting and not line.column and waiting[0].y0 < line.middle:
                self._table(waiting.pop(0))
            self._line(line)
        for table in waiting:
            self._table(table)
        self.pages.append(
            Page(
                page.number,
                start,
                self.size,
                page.origin,
                page.width,
                page.height,
                page.rotation,
                page.confidence if page.confidence is not None else _confidence(page),
                page.decided,
            )
        )
        self.issues += page.issues

    def _line(self, line: PrintLine) -> tuple[int, int]:
        start, size = self.size, len(line.text)
        add = self.boxes.add
        for word, place in zip(line.words, line.places, strict=True):
            first = start + min(place, size)
            last = min(first + len(word.text), start + size)
            add(first, last, line.page, word[1:5], word.confidence)
        self.pieces.append(line.text + "\n")
        self.size += size + 1
        end = start + size
        self.lines.append(
            LineLayout(
                start,
                end,
                line.page,
                line.kind,
                line.begins,
                bold=line.bold,
                centred=line.centred,
                column=line.column,
                size=line.size,
                italic=line.italic,
            )
        )
        return start, end

    def _table(self, table: GridTable) -> None:
        start = self.size
        spans: list[tuple[int, int]] = []
        for lines in table.lines:
            first = last = self.size
            for number, line in enumerate(lines):
                begin, end = self._line(line)
                first = begin if number == 0 else first
                last = end
            spans.append((first, last))
        end = max((span[1] for span in spans), default=start)
        self.written.append((table, start, max(start, end), spans))

    def joined_tables(self) -> tuple[Table, ...]:
        """The tables, each with the pieces on the pages after it that go on with it."""
        tables: list[Table] = []
        for table, start, end, spans in self.written:
            cells = [
                Cell(cell.row, cell.column, *span, cell.row_span, cell.column_span, cell.header)
                for cell, span in zip(table.cells, spans, strict=True)
                if not cell.repeated
            ]
            if table.goes_on and tables:
                tables[-1] = _joined(tables[-1], cells, end, table.first_row)
                continue
            n_rows = max((cell.row + cell.row_span for cell in cells), default=0)
            tables.append(Table(start, end, n_rows, table.n_columns, tuple(cells)))
        return tuple(tables)


def _joined(table: Table, cells: Sequence[Cell], end: int, first_row: int) -> Table:
    """A table with its piece on the next page; a cell that spans rows spans them there too."""
    shift = table.n_rows - first_row
    moved = [replace(cell, row=cell.row + shift) for cell in cells]
    own = list(table.cells)
    for cell in [cell for cell in moved if cell.row == table.n_rows]:
        if cell.char_start != cell.char_end or cell.column == 0:
            continue
        for index, above in enumerate(own):
            last = above.row + above.row_span == table.n_rows
            spans = above.row_span > 1 or cell.row_span > 1
            same = (above.column, above.column_span) == (cell.column, cell.column_span)
            if last and spans and same:
                own[index] = replace(above, row_span=above.row_span + cell.row_span)
                moved.remove(cell)
    n_rows = max((cell.row + cell.row_span for cell in (*own, *moved)), default=table.n_rows)
    return Table(table.char_start, end, n_rows, table.n_columns, (*own, *moved))


def _confidence(page: PageWords) -> float | None:
    known = [word.confidence for word in page.words if word.confidence is not None]
    return fmean(known) if known else None
