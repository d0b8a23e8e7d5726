"""Bold print told from the picture: strokes that are wide for the height of their letters.

A stroke's width is the ink of a word by the edges that a row of pixels crosses in it; both are
sums over grey values, so that a soft edge counts as a sharp one. What width is usual depends on
face, printer and scanner: a line is bold beside the other words of its page. What this was
measured on stands in docs/ocr.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
import numpy.typing as npt

__all__ = ["bold_words"]

_LETTERS = 6  # of a line, at least
_WORDS = 25  # in small letters, to know what is usual on a page
_ALIKE = 0.15  # by how much heights of one size of print differ
_BOLD = 1.19  # times what is usual
_BOLD_CAPITALS = 1.14
_OPENS_BOLD = 1.22  # the first words of a line, behind which …
_GOES_ON = 1.12  # … the rest is no more than that,
_LONE = 1.05  # and a last word less
_CONTRAST = 60  # grey values between paper and ink
_PAPER = 0.2  # share of that from which on a pixel is ink

Box = tuple[float, float, float, float]


def bold_words(
    image: npt.NDArray[np.uint8],
    boxes: Sequence[Box],
    heights: Sequence[float],
    texts: Sequence[str],
    lines: Sequence[int],
) -> list[bool]:
    """Which words are in bold: whole lines, and the first words of a line.

    Args:
        image: the page in grey, dark on light.
        boxes: of the words in its pixels (x0, y0, x1, y1).
        heights: of the letters of each word's line, in pixels.
        texts: of the words, as they were read.
        lines: the number of each word's line.
    """
    widths = [
        _stroke(image, box) / height if height and _letters(text) > 1 else 0.0
        for box, height, text in zip(boxes, heights, texts, strict=True)
    ]
    usual = _usual(widths, heights, texts)
    weights = [width / known if known else 0.0 for width, known in zip(widths, usual, strict=True)]
    of_line: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        of_line.setdefault(line, []).append(index)
    bold = [False] * len(texts)
    below_bold = False
    for words in of_line.values():
        count = _bold_to(words, weights, texts, below_bold)
        below_bold = count == len(words)
        for index in words[:count]:
            bold[index] = True
    return bold


def _stroke(image: npt.NDArray[np.uint8], box: Box) -> float:
    """The mean width of a word's strokes along rows of pixels; 0 where it is too pale."""
    x0, y0, x1, y1 = map(round, box)
    strip = image[max(0, y0 - 1) : y1 + 2, max(0, x0 - 2) : x1 + 2]
    if min(strip.shape) < 4:
        return 0.0
    dark = 255 - strip.astype(np.float32)
    paper, ink = np.percentile(dark, (20, 98))
    if ink - paper < _CONTRAST:
        return 0.0
    share = np.clip((dark - paper) / (ink - paper), 0, 1)
    share[share < _PAPER] = 0
    edges = np.abs(np.diff(share, axis=1)).sum()
    return float(share.sum() / edges) if edges else 0.0


def _usual(
    widths: Sequence[float], heights: Sequence[float], texts: Sequence[str]
) -> list[float | None]:
    """For each word the usual width, by height, of print of its size; None where not known.

    Blur makes strokes of small print wide, so that it is known by print of its own size alone;
    large print by that of the page where it has few words.
    """
    known = [
        (height, width)
        for width, height, text in zip(widths, heights, texts, strict=True)
        if width and not text.isupper()
    ]
    if len(known) < _WORDS:
        return [None] * len(texts)
    page = median(width for _, width in known)
    body = median(height for height, _ in known)
    by_height: dict[float, float | None] = {}
    for height in set(heights):
        alike = [width for other, width in known if abs(other - height) <= _ALIKE * height]
        small = height < (1 - _ALIKE) * body
        of_size = median(alike) if len(alike) >= _WORDS else None
        by_height[height] = of_size if of_size or small else page
    return [by_height[height] for height in heights]


def _bold_to(
    words: Sequence[int], weights: Sequence[float], texts: Sequence[str], below_bold: bool
) -> int:
    """How many words from a line's first are bold.

    A line of a few letters is so only below one that is, as the last of a heading.
    """
    told = [index for index in words if weights[index]]
    letters = _count(told, texts)
    if letters < _LETTERS and not (letters and below_bold):
        return 0
    parted = _parted(words, weights, texts)
    if parted is not None:
        return parted
    capitals = all(texts[index].isupper() for index in told)
    usual = _BOLD_CAPITALS if capitals else _BOLD
    return len(words) if _mean(told, weights, texts) >= usual else 0


def _parted(words: Sequence[int], weights: Sequence[float], texts: Sequence[str]) -> int | None:
    """How many words of "1. Sở Nội vụ | chủ trì, phối hợp với …" are bold: where those before
    and those behind differ most. None where the rest is too short or as heavy."""
    best, most = None, 0.0
    for count in range(2, len(words)):
        first = [index for index in words[:count] if weights[index]]
        rest = [index for index in words[count:] if weights[index]]
        if _count(first, texts) < _LETTERS or not rest:
            continue
        heavy, light = _mean(first, weights, texts), _mean(rest, weights, texts)
        goes_on = _GOES_ON if _count(rest, texts) >= _LETTERS else _LONE
        alike = all(weights[index] > _LONE for index in first if _letters(texts[index]) > 2)
        if alike and heavy >= _OPENS_BOLD and light <= goes_on and heavy - light > most:
            best, most = count, heavy - light
    return best


def _count(words: Sequence[int], texts: Sequence[str]) -> int:
    return sum(_letters(texts[index]) for index in words)


def _mean(words: Sequence[int], weights: Sequence[float], texts: Sequence[str]) -> float:
    """The mean weight of words, by their letters."""
    letters = [_letters(texts[index]) for index in words]
    return float(np.average([weights[index] for index in words], weights=letters))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
