"""A sentence of a text as the rules of targets look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from extractors.targets.patterns import compiled

__all__ = ["FAR", "Sentence", "clause_before", "mask"]

FAR: Final = 300  # characters around a figure that can still bear on it


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, folded, with what is known about it."""

    text: str
    folded: str
    start: int
    end: int
    in_target_section: bool


def mask(folded: str) -> str:
    """The text with numbers that count nothing blanked out, at the same length."""
    return compiled("elsewhere").sub(lambda match: "\0" * len(match.group()), folded)


def clause_before(sentence: Sentence, at: int) -> str:
    before = sentence.folded[max(sentence.start, at - FAR) : at]
    return before[max(before.rfind(";"), before.rfind("(")) + 1 :]
