"""Levels in the names of bodies in capitals, "TỈNH" read as "TĨNH": told by their place.

The issuer is what a document's identity hangs on, and no pair of syllables shows the error:
what follows the level is a name. Offices and chapters in capitals ("CHÚ TỊCH") are told by all
their syllables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.lexicon import fold, load_yaml
from pipeline.ocr.genre_words import Changed, bare_letters

__all__ = ["mend_head"]

_KEYS = frozenset({"levels", "bodies", "committee", "phrases"})
_TWICE = regex.compile(r"(.)\1+")
_MARKS = ".,;:()[]“”\"'"


@dataclass(frozen=True, slots=True)
class _Head:
    """Levels and phrases by their letters without marks, as they are spelt; bodies so only."""

    levels: dict[tuple[str, ...], tuple[str, ...]]
    bodies: tuple[tuple[str, ...], ...]
    committee: str
    phrases: dict[tuple[str, ...], list[tuple[str, ...]]]
    sizes: tuple[int, ...]  # of phrases, the longest first


def mend_head(words: Sequence[str], lines: Sequence[int]) -> tuple[list[str], list[Changed]]:
    """The words of a page with the levels of bodies in capitals as they must have been.

    A level has other marks than it must, where all of this holds:
        1. It is in capitals, and so is the word behind it, if there is one on its line.
        2. A body's name in capitals stands right before it, or begins the line above the one
           that it begins; or "ỦY" stands behind it at the line's beginning.

    So have words that are an office, a kind of document or a chapter in capitals but for their
    marks, or a letter seen twice.

    `lines` numbers the line of print of each word.

    >>> mend_head("KT. CHÚ TỊCH".split(), [0, 0, 0])[0]
    ['KT.', 'CHỦ', 'TỊCH']
    >>> mend_head("ỦY BAN NHÂN DÂN TĨNH HÀ TĨNH".split(), [0, 0, 0, 0, 1, 1, 1])[0][4:]
    ['TỈNH', 'HÀ', 'TĨNH']
    """
    found, changes = list(words), []
    starts = [n for n in range(len(words)) if n == 0 or lines[n] != lines[n - 1]]
    above = dict(zip(starts[1:], starts, strict=False))
    for at in range(len(words)):
        real = _level(words, lines, at, above.get(at)) or _phrase(words, lines, at)
        for index, syllable in enumerate(real, at):
            bare = words[index].strip(_MARKS)
            found[index] = words[index].replace(bare, syllable.upper())
        if real:
            end = at + len(real)
            read = " ".join(words[at:end])
            changes.append(Changed(at, end, read, " ".join(found[at:end])))
    return found, changes


def _level(
    words: Sequence[str], lines: Sequence[int], at: int, above: int | None
) -> tuple[str, ...]:
    """The level that begins at a word, where it was read with other marks; else nothing."""
    head = _head()
    for length in (2, 1):
        end = at + length
        read = words[at:end]
        if len(read) < length or lines[end - 1] != lines[at] or not all(map(_is_capitals, read)):
            continue
        level = head.levels.get(tuple(_letters(word) for word in read), ())
        if not level or level == tuple(fold(word.strip(_MARKS)) for word in read):
            continue
        behind = words[end] if end < len(words) and lines[end] == lines[at] else ""
        if behind and not _is_capitals(behind):
            continue
        begins = at == 0 or lines[at - 1] != lines[at]
        if any(_body_ends(words, lines, at)) or (above is not None and _begins_body(words, above)):
            return level
        if begins and behind and _letters(behind) == head.committee:
            return level
    return ()


def _phrase(words: Sequence[str], lines: Sequence[int], at: int) -> tuple[str, ...]:
    """The phrase in capitals that begins at a word, where it was read with other marks."""
    head = _head()
    capitals = list[str]()
    for index in range(at, min(at + head.sizes[0], len(words))):
        if lines[index] != lines[at] or not _is_capitals(words[index]):
            break
        capitals.append(words[index])
    letters = tuple(map(_once, capitals))
    size = next((n for n in head.sizes if n <= len(letters) and letters[:n] in head.phrases), 0)
    if not size:
        return ()
    read = [fold(word.strip(_MARKS)) for word in capitals[:size]]
    apart = sorted((_differ(read, one), one) for one in head.phrases[letters[:size]])
    sure = len(apart) == 1 or apart[0][0] < apart[1][0]
    return apart[0][1] if sure and apart[0][0] else ()


def _differ(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _once(word: str) -> str:
    """The letters of a word without marks, one that stands twice once."""
    return _TWICE.sub(r"\1", _letters(word))


def _body_ends(words: Sequence[str], lines: Sequence[int], at: int) -> Iterator[bool]:
    """For each body whether its name stands right before a word, on its line."""
    for body in _head().bodies:
        first = at - len(body)
        yield first >= 0 and lines[first] == lines[at] and _stands(words, first, body)


def _begins_body(words: Sequence[str], at: int) -> bool:
    """Whether a line begins with a body's name, or with one word before it ("TM.")."""
    return any(_stands(words, at + skipped, body) for body in _head().bodies for skipped in (0, 1))


def _stands(words: Sequence[str], at: int, body: Sequence[str]) -> bool:
    there = words[at : at + len(body)]
    return all(map(_is_capitals, there)) and tuple(map(_letters, there)) == tuple(body)


def _is_capitals(word: str) -> bool:
    bare = word.strip(_MARKS)
    return bare.isalpha() and bare.isupper()


def _letters(word: str) -> str:
    return bare_letters(fold(word.strip(_MARKS)))


@cache
def _head() -> _Head:
    data = load_yaml("pipeline.ocr", "head_words.yaml", _KEYS)
    levels = [tuple(fold(level).split()) for level in data["levels"]]
    bodies = [entry.strip() for line in data["bodies"] for entry in line.split(",")]
    phrases: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for phrase in (tuple(fold(e).split()) for line in data["phrases"] for e in line.split(",")):
        phrases.setdefault(tuple(map(_once, phrase)), []).append(phrase)
    return _Head(
        {tuple(map(bare_letters, level)): level for level in levels},
        tuple(tuple(map(_letters, body.split())) for body in bodies),
        bare_letters(fold(data["committee"])),
        phrases,
        tuple(sorted({len(phrase) for phrase in phrases}, reverse=True)),
    )
