"""Ruled lines of a page image, and the tables that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
_PIECE, _BREAK = 5.0, 4.0  # points: a piece of a broken line, a gap in it
_BRIDGED = (30.0, 20.0)  # points that it must have across and upright, once it is bridged
_ENDS = (8.0, 5.0)  # … by which its ends are drawn out, where a piece and a gap are missing
_BROKEN = 1.3  # times the ink of lines, once they are bridged
_RULED = 3  # lines each way of what may be a table
_OF_WIDTH, _OF_HEIGHT = 0.25, 0.15  # … and of the page that the pieces of each have together
_UNEVEN = 0.012  # of a net's width: how far apart its lines may end
_LOWEST = 6.5  # points of a cell's height
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
    unread: bool = False  # lines hang together as those of a table, and have no cells


def find_marks(prepared: Prepared, scale: float) -> Marks:
    """What is ruled on a page. Lines of tables are read as letters ("|", "[") if they stay.

    Args:
        prepared: the page made ready.
        scale: points a pixel.
    """
    small, times = _reduced(prepared.image, scale)
    inked = _inked(small)
    across, upright = _strokes(inked, scale * times)
    rules = _rules(across, prepared, times, scale)
    if not upright.any():
        return Marks(rules, (), prepared.image)
    bridged = _bridged(inked, scale * times)
    ruled = _looks_ruled(*bridged)
    # on text without lines, letters that stand in line are bridged as well
    broken = ruled and _ink(*bridged) > _BROKEN * _ink(across, upright)
    if not _makes_net(*(bridged if broken else (across, upright))):
        return Marks(rules, (), prepared.image, unread=ruled)
    across, upright = (_bridged if broken else _strokes)(_inked(prepared.image), scale)
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
        if broken:  # without the ends that were drawn out beyond the table's edges
            core = _core(labels == index, across, upright, round(_ENDS[1] / scale))
            if core is None:
                continue
            x, y, w, h = core
        frame = (labels[y : y + h, x : x + w] == index).astype(np.uint8)
        boxes = [(a + x, b + y, c + x, d + y) for a, b, c, d in _fields(frame, _LOWEST / scale)]
        cells = _cells(boxes, scale)
        if cells:
            tables.append(_table(cells, prepared, scale))
            fields += boxes
            grids.append(cells)
            image = image.copy() if image is prepared.image else image
            image[y : y + h, x : x + w][cv2.dilate(frame, np.ones((3, 3), np.uint8)) > 0] = 255
    return Marks(
        rules, tuple(tables), image, tuple(fields), tuple(grids), unread=ruled and not tables
    )


def _core(
    table: npt.NDArray[np.bool_], across: Grey, upright: Grey, drawn: int
) -> tuple[int, int, int, int] | None:
    """From the first line across to the last, and from the first upright one to the last; None
    where there are not both.

    Ends are `drawn` out by so many pixels. Upright lines that go on beyond that have rows that
    the page's end cut.
    """
    standing = table & (upright > 0)
    down = np.flatnonzero((table & (across > 0)).any(axis=1))
    over, tall = (np.flatnonzero(standing.any(axis=axis)) for axis in (0, 1))
    if not down.size or not over.size:
        return None
    x, top, bottom = int(over[0]), int(down[0]), int(down[-1])
    if top - int(tall[0]) > 3 * drawn:
        top = int(tall[0]) + drawn
    if int(tall[-1]) - bottom > 3 * drawn:
        bottom = int(tall[-1]) - drawn
    return x, top, int(over[-1]) + 1 - x, bottom + 1 - top


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
    lines = cv2.dilate(cv2.bitwise_or(across, upright), np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    height, width = lines.shape
    wide = stats[1:, cv2.CC_STAT_WIDTH] >= _NET[0] * width
    return bool((wide & (stats[1:, cv2.CC_STAT_HEIGHT] >= _NET[1] * height)).any())


def _looks_ruled(across: Grey, upright: Grey) -> bool:
    """Whether pieces of lines stand as those of a table do: some across at each of several
    heights, and upright ones below each other at several places."""
    height, width = across.shape
    _, _, lying, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    _, _, standing, _ = cv2.connectedComponentsWithStats(upright, connectivity=8)
    top, left = cv2.CC_STAT_TOP, cv2.CC_STAT_LEFT
    rows = _in_line(lying[1:, [top, cv2.CC_STAT_WIDTH]].tolist(), 0.01 * height)
    columns = _in_line(standing[1:, [left, cv2.CC_STAT_HEIGHT]].tolist(), 0.01 * width)
    long = [length for length in rows if length > _OF_WIDTH * width]
    tall = [length for length in columns if length > _OF_HEIGHT * height]
    return len(long) >= _RULED and len(tall) >= _RULED


def _in_line(pieces: Iterable[Sequence[int]], near: float) -> list[int]:
    """How long the pieces of each line are together; the pieces by where they stand."""
    found: list[int] = []
    last = 0
    for place, length in sorted(map(tuple, pieces)):
        if not found or place - last > near:
            found.append(0)
        found[-1] += length
        last = place
    return found


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


def _strokes(inked: tuple[Grey, Grey], scale: float) -> tuple[Grey, Grey]:
    """What stays of the ink when only long strokes across, and upright ones, are kept."""
    long, tall = max(20, int(_ACROSS / scale)), max(20, int(_UPRIGHT / scale))
    return _opened(inked[0], (1, long)), _opened(inked[1], (tall, 1))


def _bridged(inked: tuple[Grey, Grey], scale: float) -> tuple[Grey, Grey]:
    """The long strokes of lines that are broken, as faxes and skewed bitonal scans break them.

    Pieces are shorter than letters are high, so that only what is longer than a line of print
    once the gaps are bridged counts. Corners are broken as well: ends are drawn out.
    """
    piece, gap = (max(2, round(points / scale)) for points in (_PIECE, _BREAK))
    found = []
    ways = ((0, 1), (1, 0))
    for ink, points, drawn, (down, over) in zip(inked, _BRIDGED, _ENDS, ways, strict=True):
        pieces = _opened(ink, (1 + down * piece, 1 + over * piece))
        closing = np.ones((1 + down * gap, 1 + over * gap), np.uint8)
        closed = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, closing).astype(np.uint8)
        long = max(20, round(points / scale))
        lines = _opened(closed, (1 + down * long, 1 + over * long))
        end = round(drawn / scale)
        ends = np.ones((1 + 2 * down * end, 1 + 2 * over * end), np.uint8)
        found.append(cv2.dilate(lines, ends).astype(np.uint8))
    return found[0], found[1]


def _opened(ink: Grey, size: tuple[int, int]) -> Grey:
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size, np.uint8)).astype(np.uint8)


def _inked(grey: Grey) -> tuple[Grey, Grey]:
    """The ink, thicker upwards and sideways: lines that bend or fade by a pixel still count."""
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    wide = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    high = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    return wide.astype(np.uint8), high.astype(np.uint8)


def _ink(across: Grey, upright: Grey) -> int:
    return int(cv2.countNonZero(across) + cv2.countNonZero(upright))


def _fields(frame: Grey, least: float) -> list[tuple[int, int, int, int]]:
    """The closed fields between the lines of a net, as boxes in its own pixels; those that
    are lower than `least` hold no line of print."""
    width = frame.shape[1]
    closed = cv2.copyMakeBorder(frame, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=1)
    top, bottom = _ends(frame)
    closed[2 : top + 5], closed[bottom - 1 : -2] = 1, 1  # what a page's end left open
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.bitwise_not(closed * 255), connectivity=4
    )
    return [
        (x - 2, y - 2, x - 2 + w, y - 2 + h)
        for x, y, w, h, area in stats[1:count].tolist()
        if w > 0.015 * width and h > max(12.0, least) and area > 0.6 * w * h
    ]


def _ends(frame: Grey) -> tuple[int, int]:
    """Where all the lines that reach a net's upper edge have begun, and those at the lower have
    not ended yet: upright lines that a page's end cut end at heights that differ by pixels."""
    height, width = frame.shape
    inked = frame.any(axis=0)
    first = frame.argmax(axis=0)[inked]
    last = height - 1 - frame[::-1].argmax(axis=0)[inked]
    near = max(3, round(_UNEVEN * width))
    top = first[first <= near].max(initial=0)
    return int(top), int(last[last >= height - 1 - near].min(initial=height - 1))


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
