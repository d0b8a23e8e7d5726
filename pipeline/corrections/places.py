"""Where words of a correction stand: in the text that it was made on, or in a new reading."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import regex

from pipeline.lexicon import fold

__all__ = ["Place", "found_in", "nearest", "placed", "reading_text", "same_words"]

_MARKS = regex.compile(r"[*#_\\\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_GAP = r"[\s*#_\\\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]*"


class Place(NamedTuple):
    """A half-open range of a document's source text, and what stands there."""

    start: int
    end: int
    raw: str


def reading_text(raw: str) -> str:
    """Source text as people read it: NFC, one space between words, no Markdown.

    >>> reading_text("**Rà soát**\\n  hồ sơ")
    'Rà soát hồ sơ'
    """
    return " ".join(unicodedata.normalize("NFC", _MARKS.sub("", raw)).split())


def same_words(first: str, second: str) -> bool:
    """Whether two pieces of text say the same, but for case, spaces and marks."""
    return _bare(first) == _bare(second)


def placed(text: str, said: Mapping[str, Any], near: tuple[int, int]) -> Place | None:
    """Where the words of a correction stand in `text`; None where they do not.

    The place that the correction names counts when its words stand there. Else, as in a new
    scan of the document, they are looked for in the range `near`, then nearest to it.

    Args:
        said: `char_start`, `char_end`, `raw`, as far as they are known.
    """
    start, end, raw = said.get("char_start"), said.get("char_end"), said.get("raw")
    if start is not None and end is not None and end <= len(text):
        there = text[start:end]
        if raw is None or same_words(raw, there):
            return Place(start, end, there)
    return nearest(text, raw, near) if raw else None


def nearest(text: str, words: str, near: tuple[int, int]) -> Place | None:
    """The mention of `words` inside `near`, else the nearest before or behind it."""
    inside = found_in(text, words, near)
    if inside is not None:
        return inside
    mentions = list(_mentions(text, words))
    return min(mentions, key=lambda place: abs(place.start - near[0]), default=None)


def found_in(text: str, words: str, within: tuple[int, int]) -> Place | None:
    """The first mention of `words` in a range, whatever its case, spaces and marks."""
    start, end = within
    first = next(iter(_mentions(text[start:end], words)), None)
    return None if first is None else Place(start + first.start, start + first.end, first.raw)


def _mentions(text: str, words: str) -> Sequence[Place]:
    parts = [regex.escape(part) for part in fold(reading_text(words)).split()]
    if not parts:
        return []
    # marks may stand inside the words of the source; `fold` keeps every offset
    pattern = regex.compile(rf"(?<![\p{{L}}\p{{N}}]){_GAP.join(parts)}(?![\p{{L}}\p{{N}}])")
    return [
        Place(match.start(), match.end(), text[match.start() : match.end()])
        for match in pattern.finditer(fold(text))
    ]


def _bare(text: str) -> str:
    return regex.sub(r"\s+", "", fold(unicodedata.normalize("NFC", _MARKS.sub("", text))))
