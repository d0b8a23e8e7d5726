"""A page image made ready: one channel, upright, straight, and the way back to the original.

Thresholding is left to the engine (Sauvola inside Tesseract); nothing is made black and
white here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["Prepared", "grey_of", "prepare", "skew_of", "turned"]

Grey = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]
Dots = npt.NDArray[np.float32]

_REDUCED = 900  # pixels across, for measuring
_LEAST_SKEW = 0.1  # degrees
_MOST_SKEW = 6.0
_MOST_DOTS = 60_000
_ROOM = 0.025  # of the page's width: paper kept around its ink
_COLOURED = 0.0005  # share of a page's area from which on it counts as coloured
_COLOUR = 12  # mean distance of channels in coloured pixels
_SPECKLED = 0.00035  # share of a page that lone dots cover, from which on it is speckled
_SPECK = 1.4  # pixels of a dot at some 100 dots an inch
_DARK, _WHITE = 120, 254
_PAPER = 0.7  # share of pure white in the middle of a page in black and white


@dataclass(frozen=True)
class Prepared:
    """The image to recognise. `back` maps its pixels to those of the original (3 by 3).

    `skew` is by how many degrees lines fell to the right before; `photo` says that the
    page was cut out of a photograph.
    """

    image: Grey
    back: Matrix
    skew: float = 0.0
    photo: bool = False

    def boxes(self, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Boxes (n by 4: x0, y0, x1, y1) of this image as boxes of the original."""
        if not len(boxes):
            return boxes
        x0, y0, x1, y1 = boxes.T
        corners = np.stack(
            [np.stack([x0, y0]), np.stack([x1, y0]), np.stack([x1, y1]), np.stack([x0, y1])]
        )
        points = corners.transpose(2, 0, 1).reshape(-1, 1, 2)
        mapped = cv2.perspectiveTransform(points, self.back).reshape(-1, 4, 2)
        return np.concatenate([mapped.min(axis=1), mapped.max(axis=1)], axis=1)


def grey_of(image: Image.Image) -> Grey:
    """One channel of an image: the red one where it has colours, so that seals fade."""
    if image.mode == "L":
        return np.asarray(image)
    if image.mode in ("1", "I;16"):
        return np.asarray(image.convert("L"))
    pixels = np.asarray(image if image.mode == "RGB" else image.convert("RGB"))
    some = np.ascontiguousarray(pixels[::3, ::3])
    small = cv2.resize(some, (200, 280), interpolation=cv2.INTER_AREA).astype(np.int16)
    spread = small.max(axis=2) - small.min(axis=2)
    if (spread > _COLOUR).mean() < _COLOURED:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.asarray(cv2.extractChannel(pixels, 0), np.uint8)


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """The image turned clockwise by a multiple of 90 degrees."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180}
    ways[270] = Image.Transpose.ROTATE_90
    return image.transpose(ways[degrees]) if degrees % 360 else image


def prepare(image: Image.Image) -> Prepared:
    """The page of an image, straight, in one channel and without its empty edges."""
    grey = grey_of(image)
    small = _reduced(grey)
    back: Matrix = np.eye(3)
    page = _page_outline(small, small.shape[1] / grey.shape[1])
    if page is not None:
        grey, back = _cut_out(grey, page)
        small = _reduced(grey)
    skew = skew_of(small)
    grey = _without_specks(grey, max(1, round(image.width / _REDUCED)))
    if abs(skew) >= _LEAST_SKEW:
        grey, unturn = _rotated(grey, skew)
        small, _ = _rotated(small, skew)
        back = back @ unturn
    grey, move = _trimmed(grey, small)
    back = back @ move
    if page is not None:
        grey = _even(grey)
    return Prepared(grey, back, skew if abs(skew) >= _LEAST_SKEW else 0.0, page is not None)


def _rotated(grey: Grey, degrees: float) -> tuple[Grey, Matrix]:
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    border = int(np.percentile(grey[:: max(1, height // 50), :: max(1, width // 50)], 80))
    image = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=border)
    return np.asarray(image, np.uint8), np.vstack([cv2.invertAffineTransform(turn), [0, 0, 1]])


def _trimmed(grey: Grey, small: Grey) -> tuple[Grey, Matrix]:
    """The part of a page that has ink, with room around it: the engine's thresholding takes
    its time by the pixel, and a third of a page is margin."""
    ink = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 10
    )
    down, across = np.nonzero(cv2.erode(ink, np.ones((2, 2), np.uint8)))
    if not down.size:
        return grey, np.eye(3)
    height, width = grey.shape
    scale, room = width / small.shape[1], round(_ROOM * width)
    left, top = (max(0, int(values.min() * scale) - room) for values in (across, down))
    right, bottom = (int((values.max() + 1) * scale) + room for values in (across, down))
    trimmed = np.ascontiguousarray(grey[top : min(bottom, height), left : min(right, width)])
    return trimmed, np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])


def skew_of(grey: Grey) -> float:
    """By how many degrees lines fall to the right, within 0.05; 0 for an empty page.

    The angle at which the rows of ink are parted most sharply (projection profile).
    """
    ink = cv2.adaptiveThreshold(
        _reduced(grey), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15
    )
    down, across = np.nonzero(ink)
    if down.size < 0.001 * ink.size:
        return 0.0
    if down.size > _MOST_DOTS:  # a dark picture: every so many dots tell the same
        step = -(-down.size // _MOST_DOTS)
        down, across = down[::step], across[::step]
    dots = down.astype(np.float32), across.astype(np.float32) - ink.shape[1] / 2
    best = 0.0
    for pace, reach in ((0.5, _MOST_SKEW), (0.1, 0.5), (0.02, 0.1)):
        around = np.arange(best - reach, best + reach + pace / 2, pace)
        best = max(around.tolist(), key=lambda angle: _sharpness(*dots, angle))
    return best


def _reduced(grey: Grey) -> Grey:
    """The image some times smaller: by a whole number, which is the quickest."""
    times = round(grey.shape[1] / _REDUCED)
    if times <= 1:
        return grey
    size = (grey.shape[1] // times, max(1, grey.shape[0] // times))
    even = grey[: size[1] * times, : size[0] * times]
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sharpness(down: Dots, across: Dots, degrees: float) -> float:
    """How sharply the rows of ink are parted once they are turned back by an angle."""
    slope = np.tan(np.radians(degrees))
    rows = np.bincount((down - slope * across + abs(slope) * np.abs(across).max()).astype(np.int32))
    return float(np.square(np.diff(rows)).sum())


def _without_specks(grey: Grey, times: int) -> Grey:
    """The page without the dots that dust and faxes leave, where there are many lone ones.

    `times` is by how much the page is finer than the reduced one. Fine images bear a median,
    which smooths the edges of letters as well; in coarse ones strokes are two or three pixels
    wide, and the dots alone are painted over.
    """
    height, width = grey.shape
    middle = grey[height // 3 : height // 3 + 600, width // 4 : width // 4 + 800]
    small, labels = _small_spots(middle, times)
    # what lies near something larger may be a tone mark
    reach = 4 * times + 1
    large = ((labels > 0) & ~small[labels]).astype(np.uint8)
    near = cv2.dilate(large, np.ones((reach, reach), np.uint8)) > 0
    lone = small.copy()
    lone[labels[near]] = False
    # in grey, the noise of a coarse scan looks like dots
    plain = times >= 3 or float((middle >= _WHITE).mean()) > _PAPER
    if lone[labels].mean() < (_SPECKLED if plain else 3 * _SPECKLED):
        return grey
    if times >= 3:
        return np.asarray(cv2.medianBlur(grey, 5), np.uint8)
    small, labels = _small_spots(grey, times)
    dots = cv2.dilate(small[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    clean = grey.copy()
    clean[dots] = cv2.medianBlur(grey, 9)[dots]
    return clean


def _small_spots(grey: Grey, times: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """Which spots of ink are smaller than any point, by their labels, and the labels."""
    dark = (grey < _DARK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= _SPECK * times * times
    small[0] = False
    return small, np.asarray(labels, np.int32)


# --- photographs ----------------------------------------------------------------------


def _page_outline(reduced: Grey, shrunk: float) -> npt.NDArray[np.float32] | None:
    """The four corners of a bright page on a darker ground, from the top left clockwise.

    None unless it is plain: a convex quadrangle of 35 to 96 % of the picture, brighter than
    what lies around it.
    """
    scale = min(1.0, 600 / max(reduced.shape))
    small = cv2.resize(reduced, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (7, 7), 0).astype(np.uint8)
    scale *= shrunk
    border = np.concatenate(
        [small[:4].ravel(), small[-4:].ravel(), small[:, :4].ravel(), small[:, -4:].ravel()]
    )
    if np.median(border) > 0.8 * np.percentile(small, 90):
        return None  # the paper reaches the edges: a scan
    _, bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    share = cv2.contourArea(outline) / small.size
    if not 0.35 < share < 0.96:
        return None
    hull = cv2.convexHull(outline)
    for tolerance in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * cv2.arcLength(hull, True), True)
        if len(corners) == 4:
            return _ordered(corners.reshape(4, 2).astype(np.float32) / scale)
    return None


def _ordered(corners: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    total, apart = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    order = [total.argmin(), apart.argmin(), total.argmax(), apart.argmax()]
    return corners[order]


def _cut_out(grey: Grey, corners: npt.NDArray[np.float32]) -> tuple[Grey, Matrix]:
    """The quadrangle as an upright page, and the way back."""
    top, right, bottom, left = (
        float(np.linalg.norm(corners[a] - corners[b])) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    forth = cv2.getPerspectiveTransform(corners, target)
    image = cv2.warpPerspective(grey, forth, (width, height), borderValue=255).astype(np.uint8)
    return image, np.linalg.inv(forth).astype(np.float64)


def _even(grey: Grey) -> Grey:
    """The page with its uneven light taken out: divided by its own background."""
    size = max(31, (min(grey.shape) // 20) | 1)
    ground = cv2.medianBlur(
        cv2.dilate(grey, np.ones((9, 9), np.uint8)).astype(np.uint8), min(size, 255)
    )
    return cv2.divide(grey, ground, scale=255).astype(np.uint8)
