"""Numbers and dates that a hand filled in: what the engine makes of them is left out.

The number and the day of a document are often written with a pen into "Số:    -KH/TU" and
"ngày    tháng    năm 2024". Pen strokes read as figures there would be an invention: the
place stays empty, and a person is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from pipeline.ingest.letters import is_syllable

if TYPE_CHECKING:
    from pipeline.ocr.engine import ReadWord

__all__ = ["without_handwriting"]

# Printed figures in these places read at 0.93 and more, on bad faxes too; strokes of a pen
# were seen to reach 0.91.
_SURE_FIGURE = 0.92
_HALF_SURE = 0.6
_SURE_WORD = 0.8
_SURE_PROSE = 0.9  # one word alone
_FIGURE = regex.compile(r"\d{1,5}\p{Ll}?")
_NUMBER = regex.compile(r"(?P<word>Số|SỐ|số)\s*(?P<more>:?)")
_TAIL = regex.compile(r"[-–/]\p{Lu}[\p{L}\d]*(?:[-–/]\p{Lu}[\p{L}\d]*)?[.,;]?")
# "ĐØKH-UBND": the printed end of a number, with strokes of the pen that touch it
_SPOILT = regex.compile(
    r"(?!\d{1,5}\p{Ll}?[-–/])(?P<strokes>.+?)"
    r"(?P<tail>(?:NQ|QĐ|CT|KL|KH|CTr|TB|HD|BC|QC|TTr|ĐA|QyĐ|CV|TT|CĐ|GM|PA)[-–/]\p{Lu}{2,8})[.,;]?"
)
_SPOILT_SURE = 0.6
_BEFORE_DAY = regex.compile(r"(?P<word>[Nn]gày|[Tt]háng)(?P<strokes>[^\p{L}\d]*)")
_AFTER_DAY = {"ngày": "tháng", "tháng": "năm"}
_EVERY = frozenset({"hằng", "hàng", "mỗi"})  # "hằng tháng, quý, năm" is no date
_MOST = 3  # words in one place


def without_handwriting(
    read: Sequence[ReadWord], again: Callable[[Sequence[ReadWord]], Sequence[str]] = lambda _: ()
) -> tuple[list[ReadWord], list[str]]:
    """The words without what a pen left in the places of a number or a date, and the places.

    Only where both printed sides of a place are on one line. What was read there stays when
    all of it is sure: figures, or words ("ngày đầu tháng"); and where any word is well read,
    for a pen fills in figures ("tháng cuối quý) và năm" is prose). Strokes that touch the
    printed end of a number are taken off it ("ĐØKH-UBND"). One figure that is half
    sure stays where a further reading of the place, from one printed side to the other, has
    the same: of strokes of a pen two models make two things.

    Args:
        read: the words of a page.
        again: how another model reads a run of words.
    """
    dropped: set[int] = set()
    cleaned: dict[int, ReadWord] = {}
    places: list[str] = []
    for begin, end, word, after, strokes in _places(read):
        between = read[begin + 1 : end]
        if not strokes and all(map(_is_sure, between)):
            continue
        if any(_is_word(word) and word.confidence >= _SURE_PROSE for word in between):
            continue
        if not strokes and _is_half_sure(between) and _same(read[begin : end + 1], again):
            continue
        dropped.update(range(begin + 1, end))
        cleaned[begin] = replace(read[begin], text=word)
        number = None if _TAIL.fullmatch(after) else _SPOILT.fullmatch(read[end].text)
        if number is not None:
            cleaned[end] = replace(read[end], text=number["tail"])
        places.append(f"{word} … {after}")
    kept = [cleaned.get(n, word) for n, word in enumerate(read) if n not in dropped]
    return kept, places


def _places(read: Sequence[ReadWord]) -> Iterator[tuple[int, int, str, str, bool]]:
    """Where two words stand around a place to fill in: their indices, both as printed,
    and whether strokes touch the first."""
    for begin, before in enumerate(read):
        if begin and read[begin - 1].text.casefold() in _EVERY:
            continue
        number, day = _NUMBER.fullmatch(before.text), _BEFORE_DAY.fullmatch(before.text)
        if number is None and day is None:
            continue
        for end in range(begin + 1, min(begin + _MOST + 2, len(read))):
            after = read[end]
            if after.line != before.line:
                break
            spoilt = _SPOILT.fullmatch(after.text) if after.confidence < _SPOILT_SURE else None
            if number is not None and _TAIL.fullmatch(after.text):
                yield begin, end, before.text, after.text, False
            elif number is not None and spoilt is not None:
                yield begin, end, before.text, spoilt["tail"], True
            elif day is not None:
                # the next word may have strokes on it as well
                bare = regex.sub(r"[^\p{L}]+$", "", after.text).casefold()
                if bare != _AFTER_DAY[day["word"].casefold()]:
                    continue
                yield begin, end, day["word"], bare, bool(day["strokes"])
            else:
                continue
            break


def _is_sure(word: ReadWord) -> bool:
    if _FIGURE.fullmatch(word.text):
        return word.confidence >= _SURE_FIGURE
    return word.confidence >= _SURE_WORD and _is_word(word)


def _is_half_sure(between: Sequence[ReadWord]) -> bool:
    figures = [word for word in between if _FIGURE.fullmatch(word.text)]
    return len(between) == len(figures) == 1 and figures[0].confidence >= _HALF_SURE


def _same(place: Sequence[ReadWord], again: Callable[[Sequence[ReadWord]], Sequence[str]]) -> bool:
    """Whether another reading of a place has its first word, its figure, and more behind."""
    other = list(again(place))
    return other[:2] == [word.text for word in place[:2]] and len(other) > 2


def _is_word(word: ReadWord) -> bool:
    bare = word.text.strip('()[],;:.“”"')
    return len(bare) > 1 and is_syllable(bare)
