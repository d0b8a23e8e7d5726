"""An .xlsx of unknown origin → what its cells say. Nothing in it is run or followed."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.export.cells import unescaped

__all__ = ["Cell", "Grid", "GridError", "read_grid"]

_LARGEST = 512 * 1024**2  # bytes of its parts, unpacked
_MOST_CELLS = 4_000_000
_MOST_MERGED = 200_000  # cells
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([^\"']*)")
_OLE = b"\xd0\xcf\x11\xe0"


class GridError(Exception):
    """A file that cannot be read as a workbook; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `trouble` where that is no plain content of its own."""

    value: object
    trouble: str = ""


class Grid:
    """The cells of one sheet that are there, by row and column, both from 1."""

    def __init__(self, name: str, cells: Mapping[tuple[int, int], Cell]) -> None:
        self.name = name
        self._cells = cells
        columns: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(cells):
            columns[row].append(column)
        self._columns = dict(columns)
        self.rows: Sequence[int] = list(self._columns)

    def cell(self, row: int, column: int) -> Cell:
        return self._cells.get((row, column), Cell(None))

    def value(self, row: int, column: int) -> object:
        return self.cell(row, column).value

    def columns_of(self, row: int) -> Sequence[int]:
        return self._columns.get(row, ())


def read_grid(file: Path) -> dict[str, Grid]:
    """The sheets of a workbook, by name.

    Raises:
        GridError: it is no .xlsx, is locked with a password, or is too large.
        OSError: the file cannot be read.
    """
    with file.open("rb") as opened:
        start = opened.read(4)
    if start == _OLE:
        raise GridError(
            f"{file}: an old .xls, or a workbook with a password. Save it as .xlsx without one."
        )
    if not zipfile.is_zipfile(file):
        raise GridError(f"{file}: no Excel workbook (.xlsx)")
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
            if size > _LARGEST:
                raise GridError(f"{file}: more than {_LARGEST // 1024**2} MB unpacked; too large")
            if any(map(_merges_too_much, _sheets(packed))):
                raise GridError(f"{file}: whole rows or columns are merged. Undo that and save it.")
        return _grids(file)
    except (GridError, OSError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a broken part made it stumble over
        raise GridError(f"{file}: cannot be read as an Excel workbook ({_first(error)})") from error


def _sheets(packed: zipfile.ZipFile) -> Iterator[bytes]:
    for name in packed.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            yield packed.read(name)


def _merges_too_much(sheet: bytes) -> bool:
    """Whether openpyxl, which makes an object of each merged cell, would fill the memory."""
    from openpyxl.utils.cell import range_boundaries

    count = 0
    for match in _MERGED.finditer(sheet):
        left, top, right, bottom = range_boundaries(match[1].decode("ascii", "replace"))
        count += (right - left + 1) * (bottom - top + 1)
    return count > _MOST_MERGED


def _first(error: Exception) -> str:
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:120]


def _grids(file: Path) -> dict[str, Grid]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():  # of parts that it cannot keep; nothing is written back
        warnings.simplefilter("ignore")
        book = load_workbook(file, data_only=False, keep_links=False)
    return {page.title: _grid(page, file) for page in book.worksheets}


def _grid(page: Any, file: Path) -> Grid:
    # The cells that are there: a sheet may claim a last row of a million.
    present = page._cells
    if len(present) > _MOST_CELLS:
        raise GridError(f"{file}: more than {_MOST_CELLS:,} cells in a sheet; too large")
    cells = {
        place: found for place, cell in present.items() if (found := _cell(cell)) != Cell(None)
    }
    return Grid(page.title, cells)


def _cell(cell: Any) -> Cell:
    from openpyxl.cell.cell import MergedCell

    if isinstance(cell, MergedCell):
        return Cell(None, "is merged with another cell")
    if cell.data_type == "f":
        return Cell(None, "holds a formula")
    if cell.data_type == "e":
        return Cell(None, f"holds an error ({cell.value})")
    if isinstance(cell.value, str):
        return Cell(unescaped(cell.value))
    return Cell(cell.value)
