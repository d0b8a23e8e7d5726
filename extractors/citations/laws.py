"""Reads the names of laws, codes, ordinances, the Constitution and the Party's statutes."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.citations.patterns import (
    BOUNDARY,
    LAW_COLON,
    LAW_EDITION,
    LAW_JOINT,
    LAW_MANY,
    LAW_NEXT,
)
from extractors.citations.words import Token, issuer_words, law_words, tokens

__all__ = ["Law", "read", "read_list"]

_WINDOW = 160
_MOST_SYLLABLES = 14
_LIST_OF = {
    "luật": "laws",
    "bộ luật": "codes",
    "pháp lệnh": "ordinances",
    "hiến pháp": "constitution",
    "điều lệ": "statutes",
}


@dataclass(frozen=True, slots=True)
class Law:
    """A law's name: where it ends, and whether a list knows it."""

    end: int
    rule: str
    listed: bool


def read(text: str, folded: str, start: int, end: int) -> Law | None:
    """The law whose type word is `text[start:end]`, or None for other uses of the word.

    >>> from pipeline.lexicon import fold
    >>> text = "Luật Tổ chức chính quyền địa phương và các văn bản"
    >>> law = read(text, fold(text), 0, 4)
    >>> text[: law.end]
    'Luật Tổ chức chính quyền địa phương'
    """
    word = " ".join(folded[start:end].split())
    if word == "hiến pháp":
        return _constitution(text, folded, start, end)
    if _compound(folded, start):
        return None
    if word == "luật" and text[start].isupper():
        many = _amending(text, folded, end)
        if many is not None:
            return Law(_editions(folded, many), "citation.law_amending", True)
    name = _name(text, folded, start, end, _LIST_OF[word])
    if name is None:
        return None
    stop, listed = name
    if word == "điều lệ":
        return Law(stop, "citation.statutes", True) if listed else None
    rule = "citation.law" if listed else "citation.law_unlisted"
    if not _titled(text, start, end):
        rule = "citation.law_small"
    return Law(_editions(folded, stop), rule, listed)


def read_list(text: str, folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names of the laws that one word "luật" stands before, each with its span.

    Two or more names that laws.yaml lists: behind a colon ("các luật: Đất đai, Nhà ở"), or
    with capitals and none that may be a body's too ("Luật Đất đai, Nhà ở"). Else none.

    >>> from pipeline.lexicon import fold
    >>> text = "các luật: Đất đai, Nhà ở có hiệu lực"
    >>> [text[a:b] for a, b in read_list(text, fold(text), 4, 8)]
    ['Đất đai', 'Nhà ở']
    """
    kind = _LIST_OF[" ".join(folded[start:end].split())]
    if kind not in ("laws", "codes") or _compound(folded, start):
        return []
    colon = LAW_COLON.match(folded, end)
    joint: regex.Match[str] | None = colon
    at = colon.end() if colon else end
    found: list[tuple[int, int]] = []
    while True:
        name = _listed(text, folded, at, kind)
        if name is None or (found and not colon and not _alone(folded, *name)):
            break
        found.append((name[0], _editions(folded, name[1])))
        joint = LAW_JOINT.match(folded, found[-1][1])
        if joint is None or (not colon and ";" in joint.group()):
            break
        at = joint.end()
    return found if len(found) > 1 else []


def _listed(text: str, folded: str, at: int, kind: str) -> tuple[int, int] | None:
    """A listed name with a capital that begins at `at`."""
    found = tokens(folded, at, _WINDOW)
    if not found or not text[found[0].start].isupper():
        return None
    phrase = law_words().longest(found, 0)
    if not phrase or kind not in phrase[1]:
        return None
    return found[0].start, found[phrase[0] - 1].end


def _alone(folded: str, start: int, end: int) -> bool:
    """Whether a name is a law's and not that of a body ("Thanh tra tỉnh") or a verb's.

    Names of one or two syllables must end here.
    """
    found = tokens(folded, start, _WINDOW)
    head = issuer_words().longest(found, 0)
    if head and "heads" in head[1]:
        return False
    return len(folded[start:end].split()) > 2 or _ends(folded, _editions(folded, end))


def _ends(folded: str, end: int) -> bool:
    """Whether a name may end here: before a mark or a word of `ends`."""
    if BOUNDARY.match(folded, end):
        return True
    ahead = tokens(folded, end, _WINDOW)
    phrase = law_words().longest(ahead, 0)
    return bool(phrase and "ends" in phrase[1]) or (bool(ahead) and ahead[0].word == "năm")


def _titled(text: str, start: int, end: int) -> bool:
    """Whether the law's word or its name has a capital."""
    name = text[end:].lstrip()
    return text[start].isupper() or name[:1].isupper()


def _constitution(text: str, folded: str, start: int, end: int) -> Law | None:
    found = tokens(folded, end, _WINDOW)
    phrase = law_words().longest(found, 0)
    stop = found[phrase[0] - 1].end if phrase and "constitution" in phrase[1] else end
    stop = _editions(folded, stop)
    if text[start].isupper() or stop > end:
        return Law(stop, "citation.constitution", True)
    return None


def _compound(folded: str, start: int) -> bool:
    """Whether the word before makes this no law: "kỷ luật", "Đại học Luật"."""
    before = folded[max(0, start - 20) : start].split()
    if not before or not folded[start - 1].isspace():
        return False
    phrases = law_words()
    for size in (1, 2):
        found = [Token(word, 0, 0) for word in before[-size:]]
        phrase = phrases.longest(found, 0)
        if phrase and phrase[0] == len(found) and "not_after" in phrase[1]:
            return True
    return False


def _name(text: str, folded: str, start: int, end: int, kind: str) -> tuple[int, bool] | None:
    """Where the name after the type word ends, and whether it is listed."""
    found = tokens(folded, end, _WINDOW)
    if not found or not folded[end : found[0].start].isspace():
        return None
    capital = text[found[0].start].isupper()
    phrase = law_words().longest(found, 0)
    if not (capital or text[start].isupper()):
        return _small_name(folded, found, phrase, kind)
    if phrase and kind in phrase[1]:
        return found[phrase[0] - 1].end, True
    if (phrase and phrase[1] & {"not_laws", "ends"}) or not capital or kind == "statutes":
        return None
    if text[start:end].isupper():
        return None  # all in capitals: where an unlisted name ends cannot be told
    size = _unlisted(text, found)
    return (found[size - 1].end, False) if size else None


def _small_name(
    folded: str, found: list[Token], phrase: tuple[int, frozenset[str]] | None, kind: str
) -> tuple[int, bool] | None:
    """ "luật đất đai": a listed name of two syllables or more that goes no further."""
    if not phrase or kind not in phrase[1] or phrase[0] == 1 or kind == "statutes":
        return None
    stop = found[phrase[0] - 1].end
    return (stop, True) if _ends(folded, stop) else None


def _unlisted(text: str, found: list[Token]) -> int:
    """How many tokens an unlisted name has: up to a mark or a word that goes on without it."""
    laws, bodies = law_words(), issuer_words()
    size = 0
    while size < min(len(found), _MOST_SYLLABLES):
        token = found[size]
        if token.word == "," and size and found[size - 1].word == "phòng":
            size += 1
            continue
        joins = token.word == "và" and size > 1 and size + 1 < len(found)
        if joins and text[found[size + 1].start].islower():
            after = laws.longest(found, size + 1), bodies.longest(found, size + 1)
            if not any(phrase and phrase[1] & {"ends", "stops"} for phrase in after):
                size += 2
                continue
        phrase = laws.longest(found, size)
        figure_next = size + 1 < len(found) and found[size + 1].word[0].isdigit()
        if token.word in ("số", "năm") and figure_next:
            break
        if not token.word[0].isalnum() or (phrase and "ends" in phrase[1]) or token.word == "và":
            break
        size += 1
    return size


def _amending(text: str, folded: str, end: int) -> int | None:
    """The end of "(Luật) sửa đổi, bổ sung một số điều của Luật A và Luật B", or None."""
    match = LAW_MANY.match(folded, end)
    if match is None:
        return None
    stop = match.end()
    following = LAW_NEXT.match(folded, stop)
    read_any = bool(match["count"])
    while following:
        kind = _LIST_OF[" ".join(following["law"].split())]
        name = _name(text, folded, following.start("law"), following.end("law"), kind)
        if name is None:
            break
        stop, read_any = name[0], True
        following = LAW_NEXT.match(folded, stop)
    return stop if read_any else None


def _editions(folded: str, end: int) -> int:
    """Past "năm 2013", "(sửa đổi)" and the like."""
    match = LAW_EDITION.match(folded, end)
    while match:
        end = match.end()
        match = LAW_EDITION.match(folded, end)
    return end
