"""Parts of a page that hold ink in which the engine saw no words: a seal makes it take the
role and the name of the signer for a picture."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from pipeline.ocr.prepare import Grey

__all__ = ["unread_parts"]

_COARSE = 50.0  # dots an inch, enough to see where ink lies
_POINTS = 72.0
_WORD_GAP, _LINE_GAP = 14.0, 12.0  # points that ink may be apart and be one part
_LEAST = (60.0, 24.0)  # points: smaller parts are strokes and specks
_MOST_SHARE = 0.25  # of the page: larger ones are pictures
_INK = (0.04, 0.5)  # share of a part: less is a frame, more a picture
_MOST_PARTS = 2

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
