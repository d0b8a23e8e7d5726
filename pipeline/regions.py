"""Where a text stands on its pages: the boxes of its words, joined page by page."""

from __future__ import annotations

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
    return words.joined(aligned.starts)
