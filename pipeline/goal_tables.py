"""Tables of goals: what is counted, in which unit, how much and by when, one to a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import regex

from extractors.targets import FIGURE_IN_CELL
from pipeline.aligned import Aligned
from pipeline.grids import Grid, GridCell
from pipeline.lexicon import fold

__all__ = ["Measure", "read_goal_table"]

_NAME = regex.compile(r"(?:tên |nội dung |danh mục |các |hệ thống )?(?:mục tiêu[,/]? ?)?chỉ tiêu")
_UNIT = regex.compile(r"(?:đvt|đơn vị(?: tính)?)[ .]*(?:\(.*\))?")
_PAST = regex.compile(r"thực hiện|ước|kết quả|hiện trạng|đã đạt|tăng|giảm|so sánh|lũy kế|cơ sở")
_VALUE = regex.compile(
    r"(?:(?:chỉ tiêu|mục tiêu|kế hoạch|phấn đấu|dự kiến)\W*)?(?:đến |hết )*(?:năm )?\d{4}"
    r"|(?:chỉ tiêu|kế hoạch|mục tiêu|giá trị|mức phấn đấu|số lượng|chỉ tiêu giao|mức đạt|mức)"
    r"(?: giao| được giao| phấn đấu)?(?: đến| hết)?(?: năm)?(?: \d{4})?"
)
# Cells of a second row of the header: "2025", "Đến năm 2030", "Thực hiện 2023", "(3)"
_PART = regex.compile(r"(?:[\p{L}, ]*\b)?(?:năm )?\d{4}|\(\d{1,2}\)|kế hoạch|thực hiện|mục tiêu")
_MORE = regex.compile(r"[,;(] ?(?P<more>phấn đấu(?: đạt)? [≥>\d])")
_WORD = regex.compile(r"\p{L}")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Measure:
    """A goal of a row: its cells from the name to the figure, as one text.

    The name ends at `name_end` of it, the figure begins at `figure_start`.
    """

    aligned: Aligned
    name_end: int
    figure_start: int
    unit: str | None
    due: date | None


def read_goal_table(grid: Grid) -> list[Measure]:
    """The goals of a table in order; none where its header names no goals and figures."""
    rows = _header_rows(grid)
    header = {column: _header(grid, column, rows) for column in range(grid.n_columns)}
    name = next((column for column, key in header.items() if _NAME.match(key)), None)
    unit = next((column for column, key in header.items() if _UNIT.fullmatch(key)), None)
    values = [
        column
        for column, key in header.items()
        if column not in (name, unit) and _VALUE.fullmatch(key) and not _PAST.search(key)
    ]
    if name is None or not values:
        return []
    found: list[Measure] = []
    for row in range(rows, grid.n_rows):
        for column in values:
            cells = (grid.at(row, name), grid.at(row, unit) if unit is not None else None)
            found += _measures(*cells, grid.at(row, column), header[column])
    return found


def _header_rows(grid: Grid) -> int:
    """The rows of the header: under the first, those that part a column of it by years."""
    rows = 1
    while rows < grid.n_rows:
        below = [cell for cell in grid.row(rows) if cell.row == rows and cell.text.strip()]
        if not below or not all(_PART.fullmatch(_key(cell)) for cell in below):
            break
        rows += 1
    return rows


def _header(grid: Grid, column: int, rows: int) -> str:
    """The words above a column, from the top down.

    In a table of text a cell over several columns is filled in the first of them only.
    """
    said = [_key(grid.at(row, column)) for row in range(rows)]
    top = column
    while rows > 1 and said[-1] and not said[0] and top:
        top -= 1
        said[0] = _key(grid.at(0, top))
    return " ".join(dict.fromkeys(key for key in said if _WORD.search(key) or key.isdigit()))


def _key(cell: GridCell | None) -> str:
    return " ".join(fold(cell.text).split()) if cell is not None else ""


def _measures(
    name: GridCell | None, unit: GridCell | None, figure: GridCell | None, header: str
) -> Iterator[Measure]:
    if name is None or figure is None or name is figure or not _WORD.search(name.text):
        return
    said = fold(figure.aligned.text)
    starts = [0, *(match.start("more") for match in _MORE.finditer(said))]
    if FIGURE_IN_CELL.fullmatch(said) is None:
        return
    between = [unit.aligned] if unit is not None and unit.column > name.column else []
    lead = Aligned.join((name.aligned, *(piece for piece in between if piece.text)))
    year = _YEAR.search(header)
    for start in starts:
        yield Measure(
            Aligned.join((lead, figure.aligned)),
            len(name.aligned.text),
            len(lead.text) + 1 + start,
            unit.text.strip() or None if unit is not None else None,
            date(int(year[0]), 12, 31) if year else None,
        )
