"""The figures of a sentence that are goals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.targets.decisions import is_counted, is_rank, is_share, may_be_made
from extractors.targets.patterns import compiled
from extractors.targets.phrases import phrase_of
from extractors.targets.sentences import Figure, Sentence

__all__ = ["figures"]

# Shapes that count, and the kind of figure that each gives; earlier ones win where two overlap.
_COUNTS: Final = (("count", "count"), ("count_any", "any"), ("index", "index"))


def figures(sentence: Sentence, masked: str) -> list[Figure]:
    """The figures that are goals, in order: shares, then counts that overlap none."""
    span = (sentence.start, sentence.end)
    ranks = [Figure("rank", match) for match in compiled("rank").finditer(sentence.folded, *span)]
    taken = [rank for rank in ranks if is_rank(sentence, rank)]
    if compiled("digit").search(masked, *span) is None:
        return taken
    shares = [Figure("percent", match) for match in compiled("percent").finditer(masked, *span)]
    taken += [share for share in shares if is_share(sentence, share)]
    passed = [share for share in shares if share not in taken]
    for shape, kind in _COUNTS:
        for match in compiled(shape).finditer(masked, *span):
            figure = Figure(kind, match)
            if any(figure.overlaps(other) for other in (*taken, *passed)):
                continue
            (taken if is_counted(sentence, figure) else passed).append(figure)
    taken += _further(sentence, taken, passed)
    return sorted(taken, key=lambda figure: figure.match.start())


def _further(sentence: Sentence, taken: list[Figure], passed: list[Figure]) -> Iterator[Figure]:
    """What one verb makes besides: "xây mới 02 trường mầm non, | 01 trạm y tế" """
    ends = {phrase_of(sentence, figure, figure.match.start(), None)[1] for figure in taken}
    for figure in sorted(passed, key=lambda figure: figure.match.start()):
        if not may_be_made(sentence, figure):
            continue
        at = figure.match.start()
        if any(
            end <= at and compiled("and_also").fullmatch(sentence.folded, end, at) for end in ends
        ):
            ends.add(phrase_of(sentence, figure, at, None)[1])
            yield figure
