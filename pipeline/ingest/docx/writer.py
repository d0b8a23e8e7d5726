"""The text of a document as it grows, with what is known of its lines, pages and tables."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pipeline.ingest.docx.lines import CUT
from pipeline.model import Cell, LineKind, LineLayout, Page, Table

__all__ = ["Look", "TextWriter"]


@dataclass(frozen=True, slots=True)
class Look:
    """What a line is and looks like, but for its place."""

    kind: LineKind = LineKind.FLOW
    begins: bool | None = True
    heading: int = 0
    bold: bool = False
    centred: bool = False
    column: int = 0
    size: float = 0.0


@dataclass
class TextWriter:
    """Takes lines in reading order and gives text, lines, pages and tables.

    A `CUT` in a line ends a page there; pages without text are not counted.
    """

    tables: list[Table] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _lines: list[LineLayout] = field(default_factory=list)
    _length: int = 0
    _page_starts: list[int] = field(default_factory=lambda: [0])
    _page_waits: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self._texts)

    @property
    def next_start(self) -> int:
        """Where the next line will begin."""
        return self._length + 1 if self._texts else 0

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self._length

    def add(self, text: str, look: Look) -> None:
        """A line; one without text only ends the page where it says so."""
        start = self.next_start
        before, *others = text.split(CUT)
        if not "".join((before, *others)):
            self._page_waits = self._page_waits or bool(others)
            return
        if self._page_waits or (others and not before):
            self._begin_page(start)
        self._page_waits = False
        at = start + len(before)
        for part in others:
            if not before and at == start:
                pass  # that page has begun with the line
            elif at == start + len(text.replace(CUT, "")):
                self._page_waits = True
            else:
                self._begin_page(at)
            at += len(part)
        text = text.replace(CUT, "")
        self._texts.append(text)
        self._length = start + len(text)
        self._lines.append(
            LineLayout(
                start,
                self._length,
                len(self._page_starts),
                look.kind,
                look.begins,
                look.heading,
                look.bold,
                look.centred,
                look.column,
                look.size,
            )
        )

    def blank(self) -> None:
        """An empty line, unless there is one already or nothing above it."""
        if self._texts and self._texts[-1]:
            self._length = self.next_start
            self._texts.append("")

    def end_page(self) -> None:
        """What follows stands on a new page."""
        self._page_waits = True

    def add_table(self, start: int, n_rows: int, n_columns: int, cells: list[Cell]) -> None:
        """A table whose cells are lines that were added since `start`."""
        self.tables.append(Table(start, self.end, n_rows, n_columns, tuple(cells)))

    def lines(self) -> tuple[LineLayout, ...]:
        """The lines with the pages on which they begin."""
        return tuple(
            replace(line, page=bisect_right(self._page_starts, line.char_start))
            for line in self._lines
        )

    def pages(self) -> tuple[Page, ...]:
        """The pages; they cover the text without gap."""
        ends = [*self._page_starts[1:], len(self.text)]
        return tuple(
            Page(number, start, end)
            for number, (start, end) in enumerate(zip(self._page_starts, ends, strict=True), 1)
        )

    def _begin_page(self, start: int) -> None:
        if start > self._page_starts[-1]:
            self._page_starts.append(start)
