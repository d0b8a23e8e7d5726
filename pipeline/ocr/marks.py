"""Ruled lines of a page image, and the tables that they make."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.ingest.grid_boxes import grid_cells
from pipeline.ingest.words import PageTable, Rule
from pipeline.ocr.prepare import Prepared

__all__ = ["ruled_lines", "ruled_tables"]

_MOST_SHARE = 1 / 45  # of the page's width: the shortest line
_TABLE_CELLS = 4


def ruled_lines(prepared: Prepared, scale: float) -> tuple[Rule, ...]:
    """Horizontal lines of an inch or more, in points of the original image."""
    across, _ = _strokes(prepared, least=0.08)
    count, _, stats, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    boxes = [
        (x, y + h / 2, x + w, y + h / 2)
        for x, y, w, h, _ in stats[1:count].tolist()
        if h < 0.012 * prepared.image.shape[0]
    ]
    mapped = prepared.boxes(np.array(boxes, dtype=np.float64).reshape(-1, 4)) * scale
    return tuple(Rule(*map(float, box)) for box in mapped)


def ruled_tables(prepared: Prepared, scale: float) -> tuple[PageTable, ...]:
    """Tables by their lines: the closed fields between lines across and upright ones."""
    across, upright = _strokes(prepared, least=0.03)
    lines = cv2.bitwise_or(across, upright)
    if not upright.any() or not across.any():
        return ()
    lines = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    height, width = lines.shape
    tables = []
    for index in range(1, count):
        x, y, w, h, _ = stats[index].tolist()
        if w < 0.3 * width or h < 0.03 * height:
            continue
        frame = (labels[y : y + h, x : x + w] == index).astype(np.uint8)
        table = _table(frame, x, y, prepared, scale)
        if table is not None:
            tables.append(table)
    return tuple(tables)


def _strokes(
    prepared: Prepared, least: float
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """What stays of the ink when only long strokes across, and upright ones, are kept."""
    grey = prepared.image
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    width = grey.shape[1]
    long = max(20, int(least * width))
    # lines that bend or fade by a pixel or two still count
    wide = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    across = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    high = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    tall = max(20, int(0.02 * width))
    upright = cv2.morphologyEx(high, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    return across.astype(np.uint8), upright.astype(np.uint8)


def _table(
    frame: npt.NDArray[np.uint8], left: int, top: int, prepared: Prepared, scale: float
) -> PageTable | None:
    """The table that a net of lines makes, its fields as cells; None when it has too few."""
    height, width = frame.shape
    fields = cv2.bitwise_not(frame * 255)
    count, _, stats, _ = cv2.connectedComponentsWithStats(fields, connectivity=4)
    boxes = [
        (x, y, x + w, y + h)
        for x, y, w, h, area in stats[1:count].tolist()
        if w > 0.015 * width
        and h > 12
        and area > 0.6 * w * h
        and not (w == width and h == height)
        and x > 0
        and y > 0
        and x + w < width
        and y + h < height
    ]
    if len(boxes) < _TABLE_CELLS:
        return None
    pixels = np.array(boxes, dtype=np.float64) + np.array([left, top, left, top])
    cells = grid_cells([tuple(box) for box in (pixels * scale).tolist()], edge=5.0)
    if len({cell.row for cell in cells}) < 2 or len({cell.column for cell in cells}) < 2:
        return None
    placed = prepared.boxes(pixels) * scale
    order = {
        (round(x0, 3), round(y0, 3)): box
        for (x0, y0, _, _), box in zip((pixels * scale).tolist(), placed.tolist(), strict=True)
    }
    moved = tuple(
        type(cell)(
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            *order[round(cell.x0, 3), round(cell.y0, 3)],
        )
        for cell in cells
    )
    return PageTable(
        min(cell.x0 for cell in moved),
        min(cell.y0 for cell in moved),
        max(cell.x1 for cell in moved),
        max(cell.y1 for cell in moved),
        moved,
    )
