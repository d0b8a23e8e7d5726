"""Words that a layer tears apart at letters of another font, put together by their boxes.

A font without all Vietnamese letters makes programs take the others from a substitute. The
page then draws "S Nông nghi p" and, behind the line or at the page's end, "ở" and "ệ".
Reading them in the order of drawing gives words of no language; their boxes tell where
they belong: letters of one word touch, and words stand a space apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean

from pipeline.ingest.letters import is_syllable
from pipeline.ingest.words import Word

__all__ = ["has_torn_pieces", "is_torn", "joined"]

# What stands before and behind a syllable's vowels, in small letters. Not "g", "h", "m", "v",
# "đ", "tr" and "x", which are units behind figures, or tick cells.
_PIECES = frozenset(
    ("b", "c", "ch", "d", "gh", "k", "kh", "l", "n", "ng", "ngh", "nh")
) | frozenset(("p", "ph", "q", "r", "s", "t", "th"))
_FEWEST_PIECES = 3
_TORN = 0.05  # of the words are pieces: hardly a page is whole that has more
_TOUCH = 0.1  # of the letters' size; a space is a fifth at least
_SAME_SIZE = 0.05  # the call of a footnote touches its word too, and is smaller
_EDGES = ".,;:!?()[]“”\"'/-–"


def has_torn_pieces(text: str) -> bool:
    """Whether a layer's text holds pieces of syllables, so that its boxes are worth asking."""
    words = text.split()
    return not _PIECES.isdisjoint(words) and _count(words) >= _FEWEST_PIECES


def is_torn(text: str) -> bool:
    """Whether so many of a layer's words are pieces that it cannot be taken.

    >>> is_torn("S ở Nông nghi ệ p và Môi tr ườ ng, Ch ủ t ị ch")
    True
    """
    return has_torn_pieces(text) and _count(words := text.split()) >= _TORN * len(words)


def _count(words: Iterable[str]) -> int:
    return sum(word in _PIECES for word in words)


def joined(words: Sequence[Word], torn: bool) -> list[Word]:
    """The words, with those that touch made one; in the order of lines where any was.

    `torn` says that pieces are known to be there. Without it only a line whose words touch,
    or go back, makes the page be looked at.
    """
    if not torn and not any(
        after.x0 - before.x1 < _TOUCH * after.size and after.line == before.line
        for before, after in pairwise(words)
    ):
        return list(words)
    return [word for row in _rows(words) for word in _joined_row(row)]


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words of one height together; a line of print may be several rows, never two one."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda word: word.y0 + word.y1):
        middle, high = (word.y0 + word.y1) / 2, word.y1 - word.y0
        if rows and middle - middles[-1] < 0.4 * high:
            rows[-1].append(word)
            middles[-1] = fmean((middles[-1], middle))
        else:
            rows.append([word])
            middles.append(middle)
    return rows


def _joined_row(row: Sequence[Word]) -> list[Word]:
    ordered = sorted(row, key=lambda word: word.x0)
    runs = [ordered[:1]]
    for before, after in pairwise(ordered):
        if not _one_word(before, after):
            runs.append([])
        runs[-1].append(after)
    return [_whole(run) if len(run) > 1 else run[0] for run in runs]


def _one_word(before: Word, after: Word) -> bool:
    size = max(before.size, after.size)
    near = abs(after.x0 - before.x1) < _TOUCH * size
    alike = abs(after.size - before.size) <= _SAME_SIZE * size
    return near and alike and not _two_words(before.text.strip(_EDGES), after.text.strip(_EDGES))


def _two_words(before: str, after: str) -> bool:
    """Whether two texts are words each, and none together: words set too close."""
    return _is_word(before) and _is_word(after) and not is_syllable(before + after)


def _is_word(text: str) -> bool:
    return len(text) > 1 and (is_syllable(text) or not text.isalpha())


def _whole(run: Sequence[Word]) -> Word:
    first = run[0]
    return first._replace(
        text="".join([word.text for word in run]),
        y0=min(word.y0 for word in run),
        x1=run[-1].x1,
        y1=max(word.y1 for word in run),
        bold=all(word.bold for word in run),
        italic=all(word.italic for word in run),
        line=min(word.line for word in run),
    )
