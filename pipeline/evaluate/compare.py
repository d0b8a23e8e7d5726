"""When two values count as the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from pipeline.lexicon import fold

__all__ = ["TEXT_THRESHOLD", "name_key", "number_key", "rrule_key", "token_f1", "tokens"]

# A task's text is found when its tokens agree so far.
TEXT_THRESHOLD = 0.95

_QUOTES = regex.compile(r"[\"'«»]")
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def name_key(name: str) -> str:
    """A name without regard to case, tone placement, leading "các", quotes and spaces.

    >>> name_key("Các  Tỉnh uỷ,") == name_key("tỉnh ủy")
    True
    """
    words = _QUOTES.sub(" ", fold(name)).split()
    if words[:1] == ["các"]:
        words = words[1:]
    return " ".join(words).strip(" ,;.:")


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


def token_f1(first: Sequence[str], second: Sequence[str]) -> float:
    """F1 of two lists of tokens as bags, 0 to 1; two empty ones agree.

    >>> token_f1(["a", "b", "b"], ["b", "b", "c"])
    0.6666666666666666
    """
    if not first and not second:
        return 1.0
    common = sum((Counter(first) & Counter(second)).values())
    return 2 * common / (len(first) + len(second))
