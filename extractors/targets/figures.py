"""The figures of a sentence that are goals."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator
from typing import Final

from extractors.targets.context import SMALL_NUMBERS
from extractors.targets.decisions import is_counted, is_rank, is_share, may_be_made
from extractors.targets.patterns import compiled
from extractors.targets.phrases import phrase_of
from extractors.targets.sentences import Figure, Sentence

__all__ = ["figures"]

# Shapes that count, and the kind of figure that each gives; earlier ones win where two overlap.
_COUNTS: Final = (
    ("count", "count"),
    ("count_in_words", "count"),
    ("count_any", "any"),
    ("count_any_in_words", "any"),
    ("index", "index"),
)
_WORDED: Final = tuple(
    f"{least} {word}" for least in ("ít nhất", "tối thiểu") for word in SMALL_NUMBERS
)
_NEEDED: Final = {
    "count_in_words": _WORDED,
    "count_any_in_words": _WORDED,
    "rank": ("nhóm", "tốp", "top"),
    "percent": ("%", "‰"),
    "index": ("chỉ số", "hệ số", "điểm số", "tổng tỷ suất"),
}


def figures(sentence: Sentence, masked: str) -> list[Figure]:
    """The figures that are goals, in order: shares, then counts that overlap none."""
    span = (sentence.start, sentence.end)
    taken = [
        rank for rank in _all("rank", "rank", sentence.folded, span) if is_rank(sentence, rank)
    ]
    if compiled("digit").search(masked, *span) is None:
        return taken
    shares = list(_all("percent", "percent", masked, span))
    taken += [share for share in shares if is_share(sentence, share)]
    passed = [share for share in shares if share not in taken]
    covered = bytearray(sentence.end)
    for shape, kind in _COUNTS:
        for figure in [*taken, *passed]:
            _cover(covered, figure)
        for figure in _all(shape, kind, masked, span):
            if not any(covered[figure.match.start() : figure.match.end()]):
                (taken if is_counted(sentence, figure) else passed).append(figure)
    taken += _further(sentence, taken, passed)
    return sorted(taken, key=lambda figure: figure.match.start())


def _cover(covered: bytearray, figure: Figure) -> None:
    start, end = figure.match.span()
    covered[start:end] = bytes([1]) * (end - start)


def _all(shape: str, kind: str, text: str, span: tuple[int, int]) -> Iterator[Figure]:
    """The figures of a shape, none where a word that it needs is missing: that is quick to see."""
    needed = _NEEDED.get(shape)
    if needed and not any(text.find(word, *span) >= 0 for word in needed):
        return
    for match in compiled(shape).finditer(text, *span):
        yield Figure(kind, match)


def _further(sentence: Sentence, taken: list[Figure], passed: list[Figure]) -> Iterator[Figure]:
    """What one verb makes besides: "xây mới 02 trường mầm non, | 01 trạm y tế" """
    ends = sorted(phrase_of(sentence, figure, figure.match.start(), None)[1] for figure in taken)
    for figure in sorted(passed, key=lambda figure: figure.match.start()):
        at = figure.match.start()
        before = bisect_right(ends, at)
        if before == 0 or not compiled("and_also").fullmatch(sentence.folded, ends[before - 1], at):
            continue
        if may_be_made(sentence, figure):
            insort(ends, phrase_of(sentence, figure, at, None)[1])
            yield figure
