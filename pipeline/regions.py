"""Where a text stands on its pages: the boxes of its words, joined page by page."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.aligned import Aligned
from pipeline.model import Region, WordBoxes

__all__ = ["regions_of"]


def regions_of(words: WordBoxes | None, aligned: Aligned) -> list[Region]:
    """The rectangles that hold the words of `aligned`, one a page, in order of the pages.

    A page number or a footnote that stands inside the range, but not in the text, is not
    in them. Empty for sources without places.
    """
    if words is None or not aligned.text:
        return []
    boxes: dict[int, list[float]] = {}
    for start, end, region, _ in words.within(*aligned.whole):
        at = bisect_left(aligned.starts, start)
        if at == len(aligned.starts) or aligned.starts[at] >= end:
            continue
        box = boxes.setdefault(region.page, [region.x0, region.y0, region.x1, region.y1])
        box[0], box[1] = min(box[0], region.x0), min(box[1], region.y0)
        box[2], box[3] = max(box[2], region.x1), max(box[3], region.y1)
    return [Region(page, *boxes[page]) for page in sorted(boxes)]
