"""Tables inside text whose cells stand apart by tabs, as copying out of Word leaves them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.ingest.pipe_tables import header_rows, is_header_row, stands_beside
from pipeline.model import Cell, Table

__all__ = ["find_tab_tables"]

_LINE = regex.compile(r"[^\n\r\f\v]*")
_ORDINAL = regex.compile(r"\(?(?:\d{1,4}(?:\.\d{1,3})*|[IVXLC]+|\p{L})[.)]{0,2}|[-–+•]?")
_GROUP_LABEL = regex.compile(r"\s*(?P<label>(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,2})[.)/-])\s+(?=\p{L})")
_LONGEST_GROUP = 150  # characters
_FEWEST_COLUMNS = 3
_MOST_WRAPPED = 20  # lines of one row

_Span = tuple[int, int]


def find_tab_tables(text: str) -> tuple[Table, ...]:
    """The tables drawn with tabs inside `text`, in order; only such as have a header.

    Guarantees:
        1. A cell's range is its trimmed content in `text`.
        2. A row that a cell's line break cut is one row; rows that are too short (those that
           group others) are filled up with empty cells.
        3. A header that is repeated is in no cell.

    >>> table, = find_tab_tables("TT\\tNhiệm vụ\\tThời hạn\\n1\\tRà soát\\tQuý I\\n")
    >>> [(cell.row, cell.column, cell.header) for cell in table.cells][:4]
    [(0, 0, True), (0, 1, True), (0, 2, True), (1, 0, False)]
    """
    if "\t" not in text:
        return ()
    lines = [match.span() for match in _LINE.finditer(text) if match.group().strip()]
    found: list[Table] = []
    at = 0
    while at < len(lines):
        cells = _cells(text, lines[at])
        if len(cells) >= _FEWEST_COLUMNS and is_header_row(_texts(text, cells)):
            at = _read(text, lines, at, len(cells), found)
        else:
            at += 1
    return tuple(found)


def _read(text: str, lines: Sequence[_Span], first: int, width: int, found: list[Table]) -> int:
    """Reads the table whose header is on the line `first`; the line on which to go on."""
    rows: list[list[_Span]] = []
    at = first
    while at < len(lines):
        row, end = _row(text, lines, at, width)
        if row is None:
            break
        rows.append(row)
        at = end
    texts = [_texts(text, row) for row in rows]
    if len(rows) < 2 or any(stands_beside(row) for row in texts[:3]):
        return first + 1
    header = header_rows(texts, ruled=False)
    kept = [row for n, row in enumerate(rows) if n < header or texts[n] != texts[0]]
    cells = [
        Cell(n, column, *place, header=n < header)
        for n, row in enumerate(kept)
        for column, place in enumerate([*row, *[(row[-1][1],) * 2] * (width - len(row))])
    ]
    start, end = lines[first][0], max(cell.char_end for cell in cells)
    found.append(Table(start, end, len(kept), width, tuple(cells)))
    return at


def _row(text: str, lines: Sequence[_Span], at: int, width: int) -> tuple[list[_Span] | None, int]:
    """The cells of the row that begins on a line, and the line behind it; None for none."""
    cells = _cells(text, lines[at])
    if group := _group(text, lines, at):
        return group, at + 1
    if len(cells) < 2 or len(cells) > width:
        return None, at
    end = at + 1
    while len(cells) < width and end < len(lines) and end - at < _MOST_WRAPPED:
        more = _cells(text, lines[end])
        if _opens(text, more) or len(cells) + len(more) - 1 > width:
            break
        cells = [*cells[:-1], (cells[-1][0], more[0][1]), *more[1:]]
        end += 1
    if len(cells) < width and end > at + 1 and len(_cells(text, lines[at])) < width:
        short = _cells(text, lines[at])  # a row that groups those below it, not one cut short
        if _opens(text, short) and len(short) == 2:
            return short, at + 1
    while end < len(lines) and _goes_on(text, lines[end], cells[-1]):
        cells[-1] = (cells[-1][0], _cells(text, lines[end])[0][1])
        end += 1
    return cells, end


def _group(text: str, lines: Sequence[_Span], at: int) -> list[_Span] | None:
    """The label and the words of a line without tabs that groups the rows below it.

    "II. Lĩnh vực văn hóa - xã hội", right above "5<tab>Đề án …"; None for any other line.
    """
    start, end = lines[at]
    if "\t" in text[start:end] or at + 1 >= len(lines):
        return None
    label = _GROUP_LABEL.match(text, start, end)
    if (
        label is None
        or end - start > _LONGEST_GROUP
        or not _opens(text, _cells(text, lines[at + 1]))
    ):
        return None
    return [label.span("label"), (label.end(), label.end() + len(text[label.end() : end].rstrip()))]


def _opens(text: str, cells: Sequence[_Span]) -> bool:
    """Whether a line begins a row: more cells than one, the first a number or a sign."""
    return len(cells) > 1 and _ORDINAL.fullmatch(text[slice(*cells[0])]) is not None


def _goes_on(text: str, line: _Span, above: _Span) -> bool:
    """Whether a line without tabs goes on with the last cell above it."""
    cells = _cells(text, line)
    if len(cells) != 1:
        return False
    words, before = text[slice(*cells[0])], text[slice(*above)]
    return words[:1].islower() or before.endswith(",")


def _cells(text: str, line: _Span) -> list[_Span]:
    start, end = line
    cells: list[_Span] = []
    for piece in text[start:end].split("\t"):
        blank = len(piece) - len(piece.lstrip())
        left = start + blank
        cells.append((left, max(left, left + len(piece.strip()))))
        start += len(piece) + 1
    return cells


def _texts(text: str, cells: Sequence[_Span]) -> tuple[str, ...]:
    return tuple(" ".join(text[slice(*cell)].split()) for cell in cells)
