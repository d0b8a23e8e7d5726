"""A sentence of a text as the rules of targets look at it, and a figure in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from extractors.targets.patterns import compiled

__all__ = ["FAR", "Figure", "Sentence", "after", "clause_before", "mask"]

FAR: Final = 300  # characters around a figure that can still bear on it


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, folded, with what is known about it."""

    text: str
    folded: str
    start: int
    end: int
    in_target_section: bool
    is_product: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its comparing words and its unit: `percent`, `count`, `any`, `index`, `rank`.

    `any` counts a thing that is not listed; the match's unit is then its first word.
    """

    kind: str
    match: regex.Match[str]


def mask(folded: str) -> str:
    """The text with numbers that count nothing blanked out, at the same length."""
    return compiled("elsewhere").sub(lambda match: "\0" * len(match.group()), folded)


def clause_before(sentence: Sentence, at: int) -> str:
    """What stands before in the same clause: behind the last semicolon or bracket."""
    before = sentence.folded[max(sentence.start, at - FAR) : at]
    opened = before.rfind("(")
    if before.find(")", opened) >= 0:
        opened = -1
    return before[max(before.rfind(";"), opened) + 1 :]


def after(sentence: Sentence, at: int) -> str:
    """What stands behind, up to the end of the sentence."""
    return sentence.folded[at : min(sentence.end, at + FAR)]
