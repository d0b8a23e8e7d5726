"""When two values count as the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import regex

from pipeline.evaluate.places import cleaned
from pipeline.lexicon import fold

__all__ = [
    "contained",
    "frequency",
    "label_key",
    "name_key",
    "number_key",
    "overlap",
    "rrule_key",
    "step_of",
    "token_f1",
    "tokens",
]

Span = tuple[int, int]

_QUOTES = regex.compile(r"[\"'«»]")
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_BRACKETED = regex.compile(r"\([^()]+\)[.:]?")
_CLOSING_MARKS = regex.compile(r"[\s.,:;)\-–—/]+$")


def name_key(name: str) -> str:
    """A name without regard to case, tone placement, leading "các", quotes and spaces.

    >>> name_key("Các  Tỉnh uỷ,") == name_key("tỉnh ủy")
    True
    """
    words = _QUOTES.sub(" ", fold(name)).split()
    if words[:1] == ["các"]:
        words = words[1:]
    return " ".join(words).strip(" ,;.:")


def step_of(label: str) -> str:
    """The step that a printed label gives a path: the label without punctuation.

    >>> step_of("5.4."), step_of("V-"), step_of("(3)"), step_of("a)")
    ('5.4', 'V', '(3)', 'a')
    """
    label = cleaned(label)
    if _BRACKETED.fullmatch(label):
        return label.rstrip(".:")
    return _CLOSING_MARKS.sub("", label)


def label_key(label: str | None) -> str | None:
    """A printed label without regard to case, spaces and closing punctuation; None for none.

    >>> label_key("5.4.") == label_key(" 5.4 "), label_key("(3)") == label_key("3)")
    (True, False)
    """
    return None if label is None else "".join(fold(step_of(label)).split()) or None


def number_key(number: str) -> str:
    """A document number without regard to case, dashes and spaces.

    >>> number_key("28 – NQ/TW") == number_key("28-NQ/TW")
    True
    """
    return "".join(fold(number).split())


def rrule_key(rrule: str) -> str:
    """An RFC 5545 rule with its parts in order; INTERVAL=1 goes without saying.

    >>> rrule_key("BYMONTH=6;FREQ=YEARLY;INTERVAL=1")
    'BYMONTH=6;FREQ=YEARLY'
    """
    parts = {part.strip().upper() for part in rrule.removeprefix("RRULE:").split(";")}
    return ";".join(sorted(part for part in parts if part and part != "INTERVAL=1"))


def tokens(text: str) -> list[str]:
    """Words and numbers, folded.

    >>> tokens("Nghị quyết số 28-NQ/TW.")
    ['nghị', 'quyết', 'số', '28', 'nq', 'tw']
    """
    return _TOKEN.findall(fold(text))


def frequency(rrule: str) -> str:
    """What an RFC 5545 rule says of how often: its FREQ.

    >>> frequency("BYMONTH=6;FREQ=YEARLY")
    'FREQ=YEARLY'
    """
    parts = rrule_key(rrule).split(";")
    return next((part for part in parts if part.startswith("FREQ=")), "")


def token_f1(first: Sequence[str], second: Sequence[str], least: float = 0.0) -> float:
    """F1 of two lists of tokens as bags, 0 to 1; two empty ones agree.

    Args:
        first: one list.
        second: the other.
        least: a lower value counts as 0, and is not worked out where lengths tell it.

    >>> token_f1(["a", "b", "b"], ["b", "b", "c"])
    0.6666666666666666
    """
    if not first and not second:
        return 1.0
    both = len(first) + len(second)
    if 2 * min(len(first), len(second)) < least * both:
        return 0.0
    value = 2 * _common(tuple(first), tuple(second)) / both
    return value if value >= least else 0.0


def contained(first: Sequence[str], second: Sequence[str]) -> float:
    """How much of the shorter list the longer one has, 0 to 1.

    >>> contained(["ban", "tổ", "chức", "huyện", "ủy"], ["ban", "tổ", "chức"])
    1.0
    """
    shorter = min(len(first), len(second))
    return _common(tuple(first), tuple(second)) / shorter if shorter else 0.0


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    return sum((_bag(first) & _bag(second)).values())


@lru_cache(maxsize=4096)
def _bag(words: tuple[str, ...]) -> Counter[str]:
    return Counter(words)


def overlap(first: Span | None, second: Span | None) -> float:
    """Dice's coefficient of two spans of one text, 0 to 1; 0 where one is not known.

    >>> overlap((0, 10), (5, 15))
    0.5
    """
    if first is None or second is None:
        return 0.0
    shared = min(first[1], second[1]) - max(first[0], second[0])
    length = first[1] - first[0] + second[1] - second[0]
    return max(0.0, 2 * shared / length) if length else 0.0
