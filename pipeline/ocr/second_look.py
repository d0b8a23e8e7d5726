"""Which lines deserve a second reading, and which of two readings to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Protocol, TypeVar

from pipeline.ingest.letters import is_syllable

__all__ = ["better", "doubtful_lines"]

_DOUBTFUL_WORD = 0.6
_DOUBTFUL_LINE = 0.8
_MOST_SHARE = 0.05  # of a page's lines: the rest stays as read, for time
_CLEARLY = 0.04  # by so much a second reading must be better


class _Reading(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def confidence(self) -> float: ...


_R = TypeVar("_R", bound=_Reading)


def doubtful_lines(lines: Mapping[int, Sequence[_R]]) -> list[int]:
    """The lines to read again, the most doubtful first: few, for each costs time.

    A line is doubtful when its mean confidence is low, or a word of it is and is no
    syllable of Vietnamese either.
    """
    found = []
    for line, words in lines.items():
        real = [(w.text, w.confidence) for w in words if any(map(str.isalnum, w.text))]
        if not real:
            continue
        mean = fmean(value for _, value in real)
        strange = any(value < _DOUBTFUL_WORD and _worth(text) < 1 for text, value in real)
        if mean < _DOUBTFUL_LINE or strange:
            found.append((mean, line))
    most = max(1, round(_MOST_SHARE * len(lines)))
    return [line for _, line in sorted(found)[:most]]


def better(first: Sequence[_R], second: Sequence[_R]) -> list[_R]:
    """The reading of a line whose words are surer and more often Vietnamese.

    A second reading with fewer characters loses: it left something out.
    """
    if not second or _size(second) < 0.9 * _size(first):
        return list(first)
    return list(second) if _value(second) > _value(first) + _CLEARLY else list(first)


def _size(words: Sequence[_Reading]) -> int:
    return sum(len(word.text) for word in words)


def _value(words: Sequence[_Reading]) -> float:
    """Mean over characters of confidence and of being a word, the latter counting half."""
    total = sum(len(word.text) for word in words) or 1
    return (
        sum(len(word.text) * (word.confidence + 0.5 * _worth(word.text)) for word in words) / total
    )


def _worth(text: str) -> float:
    """1 for a syllable, a figure or a code; 0 for what is none of these."""
    bare = text.strip(".,;:()[]“”\"'…-–/")
    if not bare or any(map(str.isdigit, bare)) or bare.isupper():
        return 1.0
    return 1.0 if all(is_syllable(part) for part in bare.split("-") if part) else 0.0
