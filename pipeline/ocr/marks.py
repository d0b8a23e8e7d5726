"""Ruled lines of a page image, and the tables that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.ingest.grid_boxes import grid_cells
from pipeline.ingest.words import PageTable, Rule, TableCell
from pipeline.ocr.prepare import Grey, Prepared

__all__ = ["Marks", "find_marks"]

Pixels = npt.NDArray[np.float64]

_TABLE_CELLS = 4
_EDGE = 5.0  # points: edges of cells that are nearer are one
_NET = (0.3, 0.03)  # of the page's width and height: the smallest table
_COARSE = 100.0  # dots an inch at which a page is looked over
_ACROSS, _UPRIGHT = 18.0, 12.0  # points: shorter strokes belong to letters
_POINTS = 72.0
_RULE = 0.08  # of the page's width: the shortest line that stands alone


@dataclass(frozen=True)
class Marks:
    """The ruled lines and tables of a page, in points of the original image, and the image
    to recognise: the prepared one with the lines of its tables painted over."""

    rules: tuple[Rule, ...]
    tables: tuple[PageTable, ...]
    image: Grey
    fields: tuple[tuple[int, int, int, int], ...] = ()  # cells in pixels of that image
    grids: tuple[tuple[TableCell, ...], ...] = ()  # the same of each table, with their places


def find_marks(prepared: Prepared, scale: float) -> Marks:
    """What is ruled on a page. Lines of tables are read as letters ("|", "[") if they stay.

    Args:
        prepared: the page made ready.
        scale: points a pixel.
    """
    small, times = _reduced(prepared.image, scale)
    across, upright = _strokes(small, scale * times)
    rules = _rules(across, prepared, times, scale)
    if not _makes_net(across, upright):
        return Marks(rules, (), prepared.image)
    across, upright = _strokes(prepared.image, scale)
    lines = cv2.dilate(cv2.bitwise_or(across, upright), np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    height, width = lines.shape
    tables: list[PageTable] = []
    fields: list[tuple[int, int, int, int]] = []
    grids: list[tuple[TableCell, ...]] = []
    image = prepared.image
    for index in range(1, count):
        x, y, w, h, _ = stats[index].tolist()
        if w < _NET[0] * width or h < _NET[1] * height:
            continue
        frame = (labels[y : y + h, x : x + w] == index).astype(np.uint8)
        boxes = [(a + x, b + y, c + x, d + y) for a, b, c, d in _fields(frame)]
        cells = _cells(boxes, scale)
        if cells:
            tables.append(_table(cells, prepared, scale))
            fields += boxes
            grids.append(cells)
            image = image.copy() if image is prepared.image else image
            image[y : y + h, x : x + w][cv2.dilate(frame, np.ones((3, 3), np.uint8)) > 0] = 255
    return Marks(rules, tuple(tables), image, tuple(fields), tuple(grids))


def _reduced(grey: Grey, scale: float) -> tuple[Grey, int]:
    """The image at some 100 dots an inch, to look it over, and by what it is smaller."""
    times = max(1, int(_POINTS / scale / _COARSE + 0.05))
    if times == 1:
        return grey, 1
    size = (grey.shape[1] // times, grey.shape[0] // times)
    even = grey[: size[1] * times, : size[0] * times]  # a whole number of times is quick
    return cv2.resize(even, size, interpolation=cv2.INTER_AREA).astype(np.uint8), times


def _makes_net(across: Grey, upright: Grey) -> bool:
    """Whether lines both ways hang together in something as large as a table."""
    if not upright.any() or not across.any():
        return False
    lines = cv2.dilate(cv2.bitwise_or(across, upright), np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    height, width = lines.shape
    wide = stats[1:, cv2.CC_STAT_WIDTH] >= _NET[0] * width
    return bool((wide & (stats[1:, cv2.CC_STAT_HEIGHT] >= _NET[1] * height)).any())


def _rules(across: Grey, prepared: Prepared, times: int, scale: float) -> tuple[Rule, ...]:
    """Horizontal lines of some length, found on an image so many `times` smaller."""
    height, width = across.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    boxes = [
        (x, y + h / 2, x + w, y + h / 2)
        for x, y, w, h, _ in stats[1:count].tolist()
        if w > _RULE * width and h < 0.012 * height
    ]
    mapped = prepared.boxes(times * np.array(boxes, dtype=np.float64).reshape(-1, 4)) * scale
    return tuple(Rule(*map(float, box)) for box in mapped)


def _strokes(grey: Grey, scale: float) -> tuple[Grey, Grey]:
    """What stays of the ink when only long strokes across, and upright ones, are kept."""
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    long = max(20, int(_ACROSS / scale))
    # lines that bend or fade by a pixel or two still count
    wide = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    across = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    high = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    tall = max(20, int(_UPRIGHT / scale))
    upright = cv2.morphologyEx(high, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    return across.astype(np.uint8), upright.astype(np.uint8)


def _fields(frame: Grey) -> list[tuple[int, int, int, int]]:
    """The closed fields between the lines of a net, as boxes in its own pixels."""
    width = frame.shape[1]
    closed = cv2.copyMakeBorder(frame, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=1)
    closed[2:5], closed[-5:-2] = 1, 1  # what a page's end left open is closed there
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.bitwise_not(closed * 255), connectivity=4
    )
    return [
        (x - 2, y - 2, x - 2 + w, y - 2 + h)
        for x, y, w, h, area in stats[1:count].tolist()
        if w > 0.015 * width and h > 12 and area > 0.6 * w * h
    ]


def _upright_boxes(cells: Sequence[TableCell], prepared: Prepared) -> Pixels:
    """Boxes of cells on the original, each as large as it is here around its own middle.

    The box around a cell that lies askew reaches into the rows above and below: a cell across
    a page, at one degree and a half, by a whole line of print. Across several columns it has
    to reach there, or it loses the ends of its line; but not into another such row.
    """
    pixels = np.array([(c.x0, c.y0, c.x1, c.y1) for c in cells], dtype=np.float64)
    turned = prepared.boxes(pixels)
    if not prepared.skew:
        return turned
    middles = (turned[:, :2] + turned[:, 2:]) / 2
    halves = (pixels[:, 2:] - pixels[:, :2]) / 2
    straight = np.concatenate([middles - halves, middles + halves], axis=1)
    wide = {cell.row for cell in cells if cell.column_span > 1}
    for box, around, cell in zip(straight, turned, cells, strict=True):
        if cell.column_span > 1 and cell.row - 1 not in wide:
            box[1] = around[1]
        if cell.column_span > 1 and cell.row + cell.row_span not in wide:
            box[3] = around[3]
    return straight


def _cells(boxes: list[tuple[int, int, int, int]], scale: float) -> tuple[TableCell, ...]:
    """These fields as cells of a table, in their own pixels; none where they are too few."""
    if len(boxes) < _TABLE_CELLS:
        return ()
    cells = grid_cells(boxes, edge=_EDGE / scale)
    if len({cell.row for cell in cells}) < 2 or len({cell.column for cell in cells}) < 2:
        return ()
    return cells


def _table(cells: Sequence[TableCell], prepared: Prepared, scale: float) -> PageTable:
    """The table that these cells are, in points of the original.

    Narrow cells come first: a word is in the first that has it, and their places are exact.
    """
    placed = (_upright_boxes(cells, prepared) * scale).tolist()
    moved = sorted(
        (
            replace(cell, x0=x0, y0=y0, x1=x1, y1=y1)
            for cell, (x0, y0, x1, y1) in zip(cells, placed, strict=True)
        ),
        key=lambda cell: cell.column_span,
    )
    return PageTable(
        min(cell.x0 for cell in moved),
        min(cell.y0 for cell in moved),
        max(cell.x1 for cell in moved),
        max(cell.y1 for cell in moved),
        tuple(moved),
    )
