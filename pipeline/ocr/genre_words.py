"""Words read with a wrong mark ("Tố chức"), told by the words that the genre is full of.

A recognition loses or mistakes the small marks above a letter with full confidence (0.97 for
"Đối mới"), and what comes out is spelt well, syllable by syllable. That two syllables make no
word together is what shows it. `genre_words.yaml` lists what they may have been.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import regex

from pipeline.lexicon import fold, load_yaml

__all__ = ["Changed", "bare_letters", "is_known", "mend_words"]

_KEYS = frozenset({"words", "alone", "even_so", "not_after"})
_TOKEN = regex.compile(r"^([(\[“\"'‘«]*)(\p{L}+)([.,;:!?)\]”\"'’»…]*)$")
_FEWEST_ENTRIES = 10_000  # of a dictionary that may be trusted to know every common word
_LONGEST = 6

# What the engine reads for a tone, counted letter by letter over the scans of 300 and 200 dpi
# of 3 released and 18 own files: a hook as an acute 192 times, none as a hook 134 or a grave
# 48, a grave as none 33 or a hook 12, an acute as a hook 17 or as none 9, a tilde as one of
# these 5. A breve or a hat was won 99 times, a horn 18, always where there is a tone.
_HOOK, _ACUTE, _GRAVE, _TILDE, _DOT, _LEVEL = "\u0309", "\u0301", "\u0300", "\u0303", "\u0323", ""
_TONES = frozenset({_HOOK, _ACUTE, _GRAVE, _TILDE, _DOT})
_READ_FOR = {
    _HOOK: frozenset({_ACUTE, _GRAVE, _LEVEL}),
    _LEVEL: frozenset({_HOOK, _GRAVE, _DOT}),
    _GRAVE: frozenset({_LEVEL, _HOOK}),
    _ACUTE: frozenset({_HOOK, _LEVEL}),
    _TILDE: frozenset({_LEVEL, _HOOK, _GRAVE}),
    _DOT: frozenset[str](),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """Words `start` to `end` of a page, as they were read and as they must have been."""

    start: int
    end: int
    read: str
    real: str


@dataclass(frozen=True, slots=True)
class _Syllable:
    """A word of a page without the signs around it; `plain` is as it is compared."""

    text: str
    plain: str
    opened: bool
    closed: bool

    @property
    def capitals(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() and not self.capitals


@dataclass(frozen=True, slots=True)
class _Page:
    """Words in reading order; None is a word that has more in it than letters."""

    syllables: list[_Syllable | None]
    joined: list[bool]  # whether a word and the next one may be of one phrase
    cut_off: list[bool]  # whether what stands before a word in its sentence is not known

    @classmethod
    def of(cls, words: Sequence[str], blocks: Sequence[int]) -> _Page:
        syllables = [_syllable(word) for word in words]
        begins = [
            n == 0 or (bool(blocks) and blocks[n] != blocks[n - 1]) for n in range(len(words))
        ]
        joined = [
            a is not None and b is not None and not (a.closed or b.opened or begins[n])
            for n, (a, b) in enumerate(pairwise(syllables), 1)
        ]
        cut_off = [
            begin and syllable is not None and syllable.text.islower()
            for begin, syllable in zip(begins, syllables, strict=True)
        ]
        return cls(syllables, joined, cut_off)

    def pair(self, at: int) -> str:
        """The words `at` and the next as one, "" where they are not of one phrase."""
        if not 0 <= at < len(self.joined) or not self.joined[at]:
            return ""
        return " ".join(syllable.plain for syllable in self.syllables[at : at + 2] if syllable)


@dataclass(frozen=True, slots=True)
class _Words:
    """The genre's words by their letters without marks; every known word; lone syllables."""

    by_letters: dict[tuple[str, ...], list[tuple[str, ...]]]
    known: frozenset[str]
    alone: frozenset[str]
    even_so: frozenset[tuple[str, ...]]
    not_after: frozenset[str]


def mend_words(words: Sequence[str], blocks: Sequence[int] = ()) -> tuple[list[str], list[Changed]]:
    """The words of a page in reading order, with misread marks put right, and what was changed.

    Syllables that stand together are changed when all of this holds:
        1. They are no word, and with other marks on one letter (two, in a word of four
           syllables; đ for d is a mark too) they are exactly one word of the genre.
        2. None makes a word with the syllable beside them ("yếu tố | chức năng").
        3. What is changed is no word by itself in the list `alone`, where it is one of two
           syllables only; or a sign behind the word shows that it ends there.
        4. They are no name: no capital inside, no two capitals before.
        5. A word of two syllables does not begin a block in small letters: what stands
           before it may be on another page.
    Figures, codes, and words across a comma or from one block to another are never changed,
    and nothing is where no dictionary is at hand. `blocks` numbers the block of each word.

    The dictionary of 74,000 words is Hồ Ngọc Đức's, as underthesea brings it; it is only
    asked whether a word exists.

    >>> mend_words(["2.7.", "Tố", "chức", "các", "yếu", "tố", "chức", "năng"])[0][1:3]
    ['Tổ', 'chức']
    """
    lists = _lists()
    found = list(words)
    changes: list[Changed] = []
    if lists is None:
        return found, changes
    page = _Page.of(words, blocks)
    at = 0
    while at < len(words):
        for length in range(_LONGEST, 1, -1):
            real = _real(page, at, length, lists)
            if real is None:
                continue
            for index, text in enumerate(real, at):
                before = page.syllables[index]
                assert before is not None
                found[index] = words[index].replace(before.text, text)
            read = " ".join(words[at : at + length])
            changes.append(Changed(at, at + length, read, " ".join(found[at : at + length])))
            at += length - 1
            break
        at += 1
    return found, changes


def is_known(words: str) -> bool:
    """Whether syllables, as `fold` gives them, are a word of the dictionary or the genre."""
    lists = _lists()
    return lists is not None and words in lists.known


def _real(page: _Page, at: int, length: int, lists: _Words) -> list[str] | None:
    """What `length` syllables from `at` on must have been; None where they may stay."""
    end = at + length
    if end > len(page.syllables) or not all(page.joined[at : end - 1]):
        return None
    read = [syllable for syllable in page.syllables[at:end] if syllable is not None]
    plain = tuple(syllable.plain for syllable in read)
    choices = lists.by_letters.get(tuple(map(bare_letters, plain)), ())
    if not choices or plain in choices or " ".join(plain) in lists.known:
        return None
    two = length >= 4 or not lists.alone.issuperset(plain)
    near = [
        word
        for word in choices
        if 0 < _misread_marks(plain, word) <= (2 if two and _sure(word, lists) else 1)
    ]
    if len(near) != 1:
        return None
    (word,) = near
    if _may_be_name(page, at, read) or lists.known & {page.pair(at - 1), page.pair(end - 1)}:
        return None
    wrong = [n for n in range(length) if plain[n] != word[n]]
    if length == 2 and (page.cut_off[at] or _may_stand_alone(page, at, wrong, word, lists)):
        return None
    return [
        _as_written(syllable, real) if n in wrong else syllable.text
        for n, (syllable, real) in enumerate(zip(read, word, strict=True))
    ]


def _sure(word: tuple[str, ...], lists: _Words) -> bool:
    return len(word) >= 4 or word in lists.even_so


def _may_stand_alone(
    page: _Page, at: int, wrong: Sequence[int], word: tuple[str, ...], lists: _Words
) -> bool:
    """Whether what would be changed of two syllables may be right as it was read."""
    first, second = page.syllables[at], page.syllables[at + 1]
    assert first and second
    if not any((first, second)[n].plain in lists.alone for n in wrong):
        return False
    if word in lists.even_so:
        before = page.syllables[at - 1] if at and page.joined[at - 1] else None
        return before is not None and before.plain in lists.not_after
    ends_there = wrong[0] == 0 and second.closed and second.plain not in lists.alone
    return not ends_there


def _may_be_name(page: _Page, at: int, read: Sequence[_Syllable]) -> bool:
    """Whether capitals inside or before speak for a person or a place."""
    if any(syllable.capital for syllable in read[1:]):
        return True
    if len({syllable.capitals for syllable in read if len(syllable.text) > 1}) > 1:
        return True
    before = page.syllables[max(0, at - 2) : at]
    return (
        read[0].capital
        and len(before) == 2
        and all(page.joined[at - 2 : at])
        and all(syllable is not None and syllable.capital for syllable in before)
    )


def _as_written(syllable: _Syllable, real: str) -> str:
    """The syllable with the marks of the real one, its case and its other letters kept."""
    if len(real) == len(syllable.text) and syllable.text.lower() == syllable.plain:
        real = "".join(
            written if read == letter else letter
            for written, read, letter in zip(syllable.text, syllable.plain, real, strict=True)
        )
    if syllable.capitals:
        return real.upper()
    return real[:1].upper() + real[1:] if syllable.text[:1].isupper() else real


def _syllable(word: str) -> _Syllable | None:
    match = _TOKEN.match(unicodedata.normalize("NFC", word))
    if match is None or match[2] not in word:
        return None
    return _Syllable(match[2], fold(match[2]), bool(match[1]), bool(match[3]))


@cache
def bare_letters(syllable: str) -> str:
    """A syllable without any mark: "to" for "tổ", "dung" for "đụng"."""
    apart = unicodedata.normalize("NFD", syllable.replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _misread_marks(read: Sequence[str], word: Sequence[str]) -> int:
    """How many letters have other marks than in `word`; 0 where one is no usual misreading."""
    pairs = [(a, b) for a, b in zip("".join(read), "".join(word), strict=True) if a != b]
    return len(pairs) if all(_usual(real, seen) for seen, real in pairs) else 0


@cache
def _usual(real: str, seen: str) -> bool:
    """Whether the engine is known to see one letter for the other.

    A breve, hat or horn is won where there is a tone ("á" as "ắ"), and lost to a tilde only.
    """
    (letter, tone), (seen_letter, seen_tone) = _apart(real), _apart(seen)
    if letter == seen_letter:
        if tone == _ACUTE and seen_tone == _LEVEL:  # "nắm" as "năm", never "khóa" as "khoa"
            return not letter.isascii()
        return seen_tone in _READ_FOR[tone]
    if letter.isascii():
        return tone != _LEVEL or (letter, seen_letter) == ("d", "đ")
    return seen_letter.isascii() and seen_tone == _TILDE


def _apart(char: str) -> tuple[str, str]:
    """A letter with its breve, hat or horn, and its tone."""
    apart = unicodedata.normalize("NFD", char)
    tone = next((mark for mark in apart if mark in _TONES), _LEVEL)
    return unicodedata.normalize("NFC", "".join(m for m in apart if m not in _TONES)), tone


@cache
def _lists() -> _Words | None:
    dictionary = frozenset(_dictionary())
    if len(dictionary) < _FEWEST_ENTRIES:
        return None
    data = load_yaml("pipeline.ocr", "genre_words.yaml", _KEYS)
    words = {tuple(fold(word).split()) for word in _entries(data["words"])}
    by_letters: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for word in sorted(words):
        by_letters.setdefault(tuple(map(bare_letters, word)), []).append(word)
    return _Words(
        by_letters,
        dictionary | {" ".join(word) for word in words},
        frozenset(map(fold, _entries(data["alone"]))),
        frozenset(tuple(fold(word).split()) for word in data["even_so"]),
        frozenset(map(fold, data["not_after"])),
    )


def _entries(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from (entry.strip() for entry in line.split(","))


def _dictionary() -> Iterator[str]:
    """The words of the dictionary that underthesea brings; it is not imported for that."""
    spec = find_spec("underthesea")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "corpus/data/Viet74K.txt"
        if path.is_file():
            text = unicodedata.normalize("NFC", path.read_text("utf-8"))
            # names are told by their capitals, and would be words here: "Quốc Việt"
            yield from (fold(line) for line in map(str.strip, text.splitlines()) if line.islower())
