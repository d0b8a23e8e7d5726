"""Ruled lines of a PDF page, and its tables where there are enough of them.

pdfium tells of the lines at little cost; only a page whose lines make a grid is given to
pdfplumber, which is much slower and reads ruled tables right.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.ingest.grid_boxes import grid_cells
from pipeline.ingest.pdf_layer import Frame
from pipeline.ingest.words import PageTable, Rule

__all__ = ["TableFinder", "makes_grid", "page_rules"]

_THIN = 3.0  # points: a line, not a box
_SHORT = 8.0
_MOST_OBJECTS = 20_000
_SAME_EDGE = 3.0


def page_rules(page: pdfium.PdfPage, frame: Frame) -> tuple[Rule, ...]:
    """The ruled lines of a page, horizontal and vertical; boxes give their four sides."""
    rules: list[Rule] = []
    for item in _paths(page):
        x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
        if pdfium_c.FPDFPageObj_GetBounds(item, x0, y0, x1, y1):
            rules += _sides(*frame.box(x0.value, y0.value, x1.value, y1.value))
    return tuple(rules)


def _paths(page: pdfium.PdfPage) -> Iterator[Any]:
    """The drawn lines of a page; those inside forms by pdfium's own helper."""
    handle, forms = page.raw, False
    for index in range(min(pdfium_c.FPDFPage_CountObjects(handle), _MOST_OBJECTS)):
        item = pdfium_c.FPDFPage_GetObject(handle, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield item
        forms = forms or kind == pdfium_c.FPDF_PAGEOBJ_FORM
    if forms:
        inside = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,), max_depth=3)
        for number, item in enumerate(inside):
            if number >= _MOST_OBJECTS:
                return
            if item.level > 0:
                yield item.raw


def _sides(x0: float, y0: float, x1: float, y1: float) -> Iterable[Rule]:
    wide, high = x1 - x0, y1 - y0
    if high <= _THIN and wide >= _SHORT:
        return (Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2),)
    if wide <= _THIN and high >= _SHORT:
        return (Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1),)
    if wide > _SHORT and high > _SHORT:
        return (
            Rule(x0, y0, x1, y0),
            Rule(x0, y1, x1, y1),
            Rule(x0, y0, x0, y1),
            Rule(x1, y0, x1, y1),
        )
    return ()


def makes_grid(rules: Sequence[Rule]) -> bool:
    """Whether there are lines enough for a table of two rows and two columns.

    Or for one row of three columns: the last of a table that began on the page before, whose
    upper end may have no line across.
    """
    heights = [rule.y0 for rule in rules if rule.y0 == rule.y1] + _open_ends(rules)
    across = {round(height / _SAME_EDGE) for height in heights}
    down = {round(rule.x0 / _SAME_EDGE) for rule in rules if rule.x0 == rule.x1}
    return _counts(len(across) - 1, len(down) - 1)


def _counts(rows: int, columns: int) -> bool:
    """Whether so many rows and columns are a table; a lone row of two cells may be a frame."""
    return columns >= 2 and (rows >= 2 or (rows == 1 and columns >= 3))


class TableFinder:
    """The tables of a PDF's pages, by pdfplumber, opened when the first is asked for."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data = data
        self._password = password
        self._open: Any = None

    def tables(self, index: int, rules: Sequence[Rule], frame: Frame) -> tuple[PageTable, ...]:
        """The ruled tables of page `index` (from 0); none where pdfplumber fails on it.

        pdfplumber measures from the sheet's corner, from which the frame is inset. Its page
        is turned as the frame is.

        Rows that a page's end cut are closed there: `rules` tell how far their sides go.
        """
        import pdfplumber

        try:
            if self._open is None:
                self._open = pdfplumber.open(BytesIO(self._data), password=self._password or "")
            page = _turned(self._open.pages[index], frame.rotation)
            left, top = page.bbox[0] + frame.inset[0], page.bbox[1] + frame.inset[1]
            ends = [y + top for y in _open_ends(rules)]
            found = [
                _table(table.cells, left, top)
                for table in page.find_tables({"explicit_horizontal_lines": ends})
            ]
            page.close()
        except Exception:  # pdfminer raises of many kinds on damaged files
            return ()
        return tuple(table for table in found if table is not None)

    def close(self) -> None:
        if self._open is not None:
            self._open.close()


def _turned(page: Any, rotation: int) -> Any:
    """pdfplumber's page as it is after another rotation than its own."""
    if page.rotation == rotation:
        return page
    page.page_obj.rotate = rotation
    page.page_obj.attrs = {**page.page_obj.attrs, "Rotate": rotation}
    return type(page)(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def _open_ends(rules: Sequence[Rule]) -> list[float]:
    """The heights at which a table has an edge, whether a line is drawn there or not.

    Where two upright lines or more begin or end, at the top and the bottom: a line across
    closes the cells that a page's end cut, and lies on the one that is there where none was.
    And where every upright line ends and another begins below it, with no line across: so
    a header is drawn above a row that goes on from the page before.
    """
    upright = [rule for rule in rules if rule.x0 == rule.x1]
    tops, bottoms = [rule.y0 for rule in upright], [rule.y1 for rule in upright]
    ends = [(min(tops, default=0.0), tops), (max(bottoms, default=0.0), bottoms)]
    return [
        y for y, all_ends in ends if sum(abs(y - e) <= _SAME_EDGE for e in all_ends) >= 2
    ] + _seams(rules, upright)


def _seams(rules: Sequence[Rule], upright: Sequence[Rule]) -> list[float]:
    """The heights inside a table at which all its upright lines are parted and none lies across."""
    across = [rule.y0 for rule in rules if rule.y0 == rule.y1]
    starts = Counter(round(rule.y0, 1) for rule in upright)
    seams = []
    for y, times in starts.items():
        if times < 3 or any(abs(y - other) <= _SAME_EDGE for other in across):
            continue
        ended = sum(abs(rule.y1 - y) <= _SAME_EDGE for rule in upright)
        crossing = any(rule.y0 < y - _SAME_EDGE and rule.y1 > y + _SAME_EDGE for rule in upright)
        if ended >= 3 and not crossing:
            seams.append(y)
    return seams


def _table(
    places: Sequence[tuple[float, float, float, float]], left: float, top: float
) -> PageTable | None:
    boxes = [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in places]
    cells = grid_cells(boxes)
    rows = {cell.row for cell in cells}
    columns = {cell.column for cell in cells}
    if not _counts(len(rows), len(columns)):
        return None
    return PageTable(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        cells,
    )
