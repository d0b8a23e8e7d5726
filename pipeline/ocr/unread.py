"""Parts of a page that hold ink in which the engine saw no words.

A seal makes it take the role and the name of the signer for a picture; lone figures and short
second lines in the cells of tables it overlooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.ocr.prepare import Grey

__all__ = ["unread_in_cells", "unread_parts"]

_COARSE = 50.0  # dots an inch, enough to see where ink lies
_POINTS = 72.0
_WORD_GAP, _LINE_GAP = 14.0, 12.0  # points that ink may be apart and be one part
_LEAST = (60.0, 24.0)  # points: smaller parts are strokes and specks
_MOST_SHARE = 0.25  # of the page: larger ones are pictures
_INK = (0.04, 0.5)  # share of a part: less is a frame, more a picture
_MOST_PARTS = 2
_DARK = 110
_LEAST_INK = 12  # dark pixels of a cell that holds something
_RULED = 3  # pixels at a cell's edges, where its lines may have left ink
_LOW = 0.4  # of a line's height: lower ink is a mark or the foot of a letter that was read
_LEAST_SHARE = 0.1  # of a square as high as a line, in ink

Box = tuple[int, int, int, int]


def unread_parts(
    image: Grey, words: Iterable[tuple[float, float, float, float]], scale: float
) -> list[Box]:
    """Boxes of such parts in pixels, the largest first, few.

    Args:
        image: the page made ready, without the lines of its tables.
        words: boxes of the words that were read, in its pixels.
        scale: points a pixel.
    """
    times = max(1, int(_POINTS / scale / _COARSE + 0.05))
    size = (image.shape[1] // times, image.shape[0] // times)
    small = cv2.resize(
        image[: size[1] * times, : size[0] * times], size, interpolation=cv2.INTER_AREA
    )
    ink = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15
    )
    point = 1 / scale / times  # pixels here
    for x0, y0, x1, y1 in words:
        edge = 2 * point
        left, top = (max(0, int(value / times - edge)) for value in (x0, y0))
        ink[top : int(y1 / times + edge) + 1, left : int(x1 / times + edge) + 1] = 0
    joint = np.ones((round(_LINE_GAP * point), round(_WORD_GAP * point)), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, joint)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, w, h, _ in stats[1:].tolist():
        large = w >= _LEAST[0] * point and h >= _LEAST[1] * point
        if large and w * h <= _MOST_SHARE * small.size:
            share = float((ink[y : y + h, x : x + w] > 0).mean())
            if _INK[0] <= share <= _INK[1]:
                found.append((w * h, (x * times, y * times, (x + w) * times, (y + h) * times)))
    return [box for _, box in sorted(found, reverse=True)[:_MOST_PARTS]]


def unread_in_cells(
    image: Grey,
    cells: Sequence[Box],
    words: Sequence[tuple[float, float, float, float]],
    high: float,
) -> Iterator[Box]:
    """Cells with ink and no word in them, and the rest of cells of which a line was not read.

    Args:
        image: the page made ready, without the lines of its tables.
        cells: in its pixels.
        words: boxes of the words that were read.
        high: the usual height of a line.
    """
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in words]
    for cell in cells:
        x0, y0, x1, y1 = cell
        inside = [
            box
            for box, (x, y) in zip(words, middles, strict=True)
            if x0 <= x <= x1 and y0 <= y <= y1
        ]
        dark = image[y0 + _RULED : y1 - _RULED, x0 + _RULED : x1 - _RULED] < _DARK
        if int(dark.sum()) < _LEAST_INK:
            continue
        if not inside:
            yield cell
            continue
        rest = _unread_rows(dark, (x0 + _RULED, y0 + _RULED), inside, high)
        if rest is not None:
            yield x0, max(y0, y0 + rest[0]), x1, min(y1, y0 + rest[1])


def _unread_rows(
    dark: npt.NDArray[np.bool_],
    corner: tuple[int, int],
    words: Sequence[tuple[float, float, float, float]],
    high: float,
) -> tuple[int, int] | None:
    """From where to where a cell has ink outside its words; None where that is no line.

    Counted from its top edge, with room.
    """
    left = dark.copy()
    edge = 0.15 * high
    for a, b, c, d in words:
        columns = slice(max(0, int(a - edge) - corner[0]), max(0, int(c + edge) + 1 - corner[0]))
        rows = slice(max(0, int(b - edge) - corner[1]), max(0, int(d + edge) + 1 - corner[1]))
        left[rows, columns] = False
    if int(left.sum()) < max(_LEAST_INK, _LEAST_SHARE * high * high):
        return None
    rows_with = np.flatnonzero(left.any(axis=1))
    first, last = int(rows_with[0]), int(rows_with[-1]) + 1
    if last - first < _LOW * high:
        return None
    return first + _RULED - round(edge), last + _RULED + round(edge)
