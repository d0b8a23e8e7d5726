"""What seals, signatures and specks leave among the words of a page, told from words.

A seal stands beside the recipients, and the engine takes what it sees of it into their
lines: so a line is judged by its pieces between wide gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Protocol, TypeVar

import regex

from pipeline.ingest.letters import is_syllable

__all__ = ["without_junk"]

_CLEAR = 0.85  # median confidence of a page that is clear
_SURE = 0.6  # of the best word of a piece that says something
_HALF = 0.5  # … of the mean of its words
_FAINT = 0.4  # … of one whose words are all Vietnamese
_GAP = 1.5  # times the height of the line
_FLAT = 0.3  # of the height of its line: lower than any letter
_SCRAPS = ("`", "´", "'", "\\", "~", "^", "|", "„", "‚")
_BEGINS_NONE = frozenset({",", ";", ":", "_", "’", "‘"})  # signs that begin no line
_DASHES = ("-", "–")
_BULLETS = ("-", "–", "+", "*", "•")
_LONG = 5  # words of a line that may go on below
# "31/3/2026.", "02/2026,", "I/2026", "85%;", "2030.": what a line may hold alone and cannot do
# without
_DATE = regex.compile(
    r"\(?(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|(?:\d{1,2}|[IVHl|]{1,4})[/-]\d{4})[).,;:]*"
)
_VALUE = regex.compile(r"\(?\d{1,3}(?:[.,]\d{1,3})*\s?%[).,;:]*|\(?\d{2,4}[).,;:]*")
_ENDS = regex.compile(r"[.;:!?…][”\"’')]*$")
# "].": what is left of "1.", which `line_marks` puts right
_STROKE_LABEL = regex.compile(r"[\]\[|!]\.")
_LABEL = regex.compile(r"[(]?(?:\d{1,3}|[ivxlIVXL]{1,5}|[a-zđ])[.)/:-]+")


class _Read(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def box(self) -> tuple[float, float, float, float]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def line(self) -> int: ...
    @property
    def block(self) -> int: ...
    @property
    def height(self) -> float: ...


_R = TypeVar("_R", bound=_Read)


def without_junk(read: Sequence[_R]) -> list[_R]:
    """The words without those that are none.

    On a page that is clear otherwise, a piece of a line without one sure word is left out,
    but for a label at the line's beginning, a date, and the last words or figures of a sentence
    that the line above began; everywhere a doubtful sign that is no letter. A doubtful word
    beside sure ones stays.
    """
    lines: dict[int, list[_R]] = {}
    for word in read:
        lines.setdefault(word.line, []).append(word)
    clear = median([word.confidence for word in read] or [0.0]) > _CLEAR
    kept: list[_R] = []
    above: list[_R] = []
    for words in lines.values():
        for number, piece in enumerate(_pieces(words)):
            first = number == 0 and (
                _LABEL.fullmatch(piece[0].text) is not None or _ends_sentence(piece, above)
            )
            if first or not clear or _says_something(piece):
                label = number == 0 and _STROKE_LABEL.fullmatch(piece[0].text) is not None
                kept += piece[:1] if label else []
                dirt = number == 0 and not label and _begins_with_dirt(piece)
                kept += [word for word in piece[label or dirt :] if not _is_scrap(word)]
        above = words
    return kept


def _pieces(words: Sequence[_R]) -> Iterator[list[_R]]:
    """The words of a line parted at wide gaps."""
    ordered = sorted(words, key=lambda word: word.box[0])
    piece = ordered[:1]
    for before, word in pairwise(ordered):
        height = word.height or word.box[3] - word.box[1]
        if word.box[0] - before.box[2] > _GAP * height:
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _begins_with_dirt(piece: Sequence[_Read]) -> bool:
    """Whether a line's first word is a sign that begins none, or a dash before "®" for "đ)"."""
    first, second = piece[0].text, piece[1].text if len(piece) > 1 else ""
    return bool(second) and (first in _BEGINS_NONE or (first in _DASHES and second[:1] == "®"))


def _says_something(piece: Sequence[_Read]) -> bool:
    sure = [word.confidence for word in piece if len(word.text) > 1 or len(piece) == 1]
    mean = sum(word.confidence for word in piece) / len(piece)
    if max(sure, default=0.0) >= _SURE and mean >= _HALF:
        return True
    if all(_DATE.fullmatch(word.text) for word in piece):
        return True
    letters = [word.text.strip(".,;:()") for word in piece]
    vietnamese = all(len(text) > 1 and is_syllable(text) for text in letters)
    return vietnamese and len("".join(letters)) > 4 and min(sure, default=0.0) >= _FAINT


def _ends_sentence(piece: Sequence[_Read], above: Sequence[_Read]) -> bool:
    """Whether a line holds the end of what a long line right above it left open.

    Its figures are a date or a number, its words Vietnamese. What a seal leaves stands beside
    the lines, not under their beginning.
    """
    if len(above) < _LONG or above[0].block != piece[0].block or _ENDS.search(above[-1].text):
        return False
    height = above[0].height or above[0].box[3] - above[0].box[1]
    set_in = piece[0].box[0] - above[0].box[0]
    below = piece[0].box[1] - above[0].box[1]
    near = -6 * height < set_in < height and 0 < below < 2.5 * height
    return near and all(map(_is_value_or_word, piece))


def _is_value_or_word(word: _Read) -> bool:
    if _DATE.fullmatch(word.text) or _VALUE.fullmatch(word.text):
        return True
    bare = word.text.strip(".,;:()")
    return len(bare) > 1 and is_syllable(bare) and word.confidence >= _FAINT


def _is_scrap(word: _Read) -> bool:
    """A doubtful sign that is neither a letter nor a figure, nor a bullet; a line for a letter."""
    if word.text in _BULLETS:
        return False
    if any(map(str.isalnum, word.text)):
        short = len(word.text) <= 2 and word.confidence < _CLEAR
        return short and word.box[3] - word.box[1] < _FLAT * word.height
    return word.confidence < _SURE or word.text in _SCRAPS
