"""What stands side by side: heads and signatures told from tables of data.

Offices set both in tables without lines, or with tabs; only place and words tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from functools import cache

import regex

from pipeline.ingest.docx.lines import Block, Grid, Paragraph, TextLine
from pipeline.lexicon import alternation, fold, load_yaml

__all__ = [
    "GridKind",
    "grid_kind",
    "halves_of",
    "header_rows",
    "is_head_line",
    "is_number_line",
    "sides",
    "tabbed_block",
]

_KEYS = frozenset({"head", "tail", "authority", "addressed", "table_heads"})
_MOST_ROWS, _MOST_COLUMNS = 8, 3  # of a table that is a head or a signature block
_FEW_ROWS = 4  # of one that is known by its place alone
_EDGE = 3  # lines that may stand between such a table and the end of the text
_SHORT = 80  # characters, of lines in such blocks
_HEAD_PARAGRAPHS, _TAIL_PARAGRAPHS = 12, 40
_MOST_HEADER_ROWS = 3

# "Số: 57/KH-UBND", "Số 45-KH/TU", "Số:      /QĐ-UBND"
_NUMBER = regex.compile(r"số\s*:?\s*[\d.…_]*\s*[-/]\s*\p{L}")
# "Hà Nội, ngày 03 tháng 02 năm 2026", the figures perhaps still missing
_DATED = regex.compile(r"[\p{L}\s.-]{2,40},\s*ngày\W+(?:\d+\W+)?tháng\b")
_COUNTED = regex.compile(r"\(?(\d{1,2}|\p{L})\)?(?:\s*=.*)?")


class GridKind(Enum):
    """What a table is: data, blocks side by side, or a frame around flowing text."""

    DATA = auto()
    COLUMNS = auto()
    FLOW = auto()


def grid_kind(grid: Grid, before: int, after: int) -> GridKind:
    """What a table is; `before` and `after` count the lines of text above and below it."""
    columns = {cell.column for cell in grid.cells if cell.texts()}
    texts = grid.texts()
    if len(columns) <= 1:
        return GridKind.FLOW
    if len(columns) > _MOST_COLUMNS or grid.n_rows > _MOST_ROWS or _heads_in_row(grid, 0) >= 2:
        return GridKind.DATA
    if any(is_head_line(text) or _is_tail_line(text) for text in texts):
        return GridKind.COLUMNS
    if _starts(texts[0], "addressed"):
        return GridKind.FLOW
    if grid.bordered or grid.n_rows > _FEW_ROWS or any(len(text) > _SHORT for text in texts):
        return GridKind.DATA
    if grid.n_rows == 1:  # a row alone, without lines, only sets things side by side
        return GridKind.COLUMNS
    if before <= _EDGE and any(is_number_line(text) for text in texts):
        return GridKind.COLUMNS
    return GridKind.COLUMNS if before and after <= _EDGE else GridKind.DATA


def tabbed_block(blocks: Sequence[Block], start: int) -> int:
    """Where the block of lines with tabs ends that begins at `start`; `start` if none does."""
    found = sides(blocks[start])
    if found is None:
        return start
    in_tail = any(_is_tail_line(side) for side in found)
    if not in_tail and not any(is_head_line(side) for side in found):
        return start
    end = start + 1
    for index in range(end, start + (_TAIL_PARAGRAPHS if in_tail else _HEAD_PARAGRAPHS)):
        block = blocks[index] if index < len(blocks) else None
        if not isinstance(block, Paragraph) or block.heading or block.page_before or block.notes:
            break
        text = " ".join(block.texts())
        if sides(block) is not None or (in_tail and text.startswith(("-", "–", "+"))):
            end = index + 1
        elif len(text) > _SHORT or (text and (block.centred or block.labelled)):
            break
        if block.page_after:
            break
    return end


def sides(block: Block) -> tuple[str, str] | None:
    """The texts left and right of the wide gap of the first line that has one."""
    if not isinstance(block, Paragraph) or block.contents:
        return None
    for line in block.lines:
        halves = line.halves()
        if halves is not None:
            return halves[0].text, halves[1].text
    return None


def header_rows(grid: Grid) -> int:
    """How many rows at the top of a table of data are its header, 0 where none is.

    What the document marks counts; else the row that has the words of one, or is bold as
    the rest is not. A second level and a row of numbers "(1) (2) (3)" belong to it.
    """
    marked = max((cell.row + 1 for cell in grid.cells if cell.header), default=0)
    if 0 < marked < grid.n_rows:
        return marked
    if grid.n_rows < 2:
        return 0
    first = next(
        (row for row in range(min(2, grid.n_rows)) if len(_filled(grid, row)) > 1), grid.n_rows
    )
    if not (_heads_in_row(grid, first) >= 2 or (first == 0 and _is_bold_head(grid))):
        return 0
    tall = max((cell.row_span for cell in grid.cells if cell.row == first), default=1)
    rows = min(first + min(tall, _MOST_HEADER_ROWS), grid.n_rows - 1)
    if rows < grid.n_rows - 1 and _is_counted(grid, rows):
        rows += 1
    return rows


def is_head_line(text: str) -> bool:
    """Whether a line is one that stands in the head of every document."""
    return _head_pattern().search(fold(text)) is not None and len(text) <= _SHORT


def is_number_line(text: str) -> bool:
    """Whether a line holds a document's number, or its place and date."""
    folded = fold(text)
    return _NUMBER.match(folded) is not None or _DATED.match(folded) is not None


def halves_of(line: TextLine) -> tuple[TextLine, TextLine]:
    """A line of such a block as what is left and right; all left where there is no gap."""
    return line.halves() or (line, TextLine())


# --- words ------------------------------------------------------------------------------


@cache
def _words(kind: str) -> tuple[str, ...]:
    data = load_yaml(__package__ or "pipeline.ingest.docx", "columns.yaml", _KEYS)
    return tuple(fold(word) for word in data[kind])


@cache
def _head_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternation(_words('head'))})(?!\p{{L}})")


@cache
def _authority_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"(?i:{alternation(_words('authority'))})(?:\.\s*|\s+)(?=\p{{Lu}}{{2}})")


def _starts(text: str, kind: str) -> bool:
    return fold(text).startswith(_words(kind))


def _is_tail_line(text: str) -> bool:
    if len(text) > 2 * _SHORT:
        return False
    return _starts(text, "tail") or _authority_pattern().match(text) is not None


# --- rows -------------------------------------------------------------------------------


def _filled(grid: Grid, row: int) -> list[str]:
    """The texts of the cells that begin in a row and hold some."""
    return [
        text for cell in grid.cells if cell.row == row and (text := " ".join(cell.texts()).strip())
    ]


def _heads_in_row(grid: Grid, row: int) -> int:
    """How many cells of a row hold the words of a table's header."""
    words = _words("table_heads")
    count = 0
    for text in _filled(grid, row):
        folded = fold(text).strip(" .:*")
        short = len(folded) <= _SHORT
        count += folded in words or (short and folded.startswith(tuple(w + " " for w in words)))
    return count


def _is_bold_head(grid: Grid) -> bool:
    if grid.bold_first_row:
        return True
    lines = [
        (cell.row, line)
        for cell in grid.cells
        for paragraph in cell.paragraphs()
        for line in paragraph.lines
        if line.text
    ]
    first = [line.bold for row, line in lines if row == 0]
    return bool(first) and all(first) and not all(line.bold for _, line in lines)


def _is_counted(grid: Grid, row: int) -> bool:
    """Whether a row numbers the columns: "(1) (2) (3)", "A B 1 2", "1 2 3=1+2"."""
    found = [_COUNTED.fullmatch(text) for text in _filled(grid, row)]
    names = [match[1].upper() for match in found if match is not None]
    letters = [name for name in names if name.isalpha()]
    numbers = [name for name in names if name.isdigit()]
    expected = [chr(ord("A") + i) for i in range(len(letters))]
    expected += [str(1 + i) for i in range(len(numbers))]
    return len(found) >= 2 and None not in found and names == expected
