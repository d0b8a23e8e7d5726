"""Reads the names of laws, codes, ordinances, the Constitution and the Party's statutes."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.citations.patterns import LAW_EDITION, LAW_MANY, LAW_NEXT
from extractors.citations.words import Token, issuer_words, law_words, tokens

__all__ = ["Law", "read"]

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
    return Law(_editions(folded, stop), rule, listed)


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
    if not (capital or text[start].isupper()):
        return None
    phrase = law_words().longest(found, 0)
    if phrase and kind in phrase[1]:
        return found[phrase[0] - 1].end, True
    if (phrase and phrase[1] & {"not_laws", "ends"}) or not capital or kind == "statutes":
        return None
    if text[start:end].isupper():
        return None  # all in capitals: where an unlisted name ends cannot be told
    size = _unlisted(text, found)
    return (found[size - 1].end, False) if size else None


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
