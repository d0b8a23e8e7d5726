"""Letter statistics: does decoded text read as Vietnamese, and if not, what went wrong?

Text typed with the fonts of before Unicode (TCVN3, "ABC"; VNI) decodes without an
error into other letters: "Cộng hòa" stands as "Céng hßa" or "Coäng hoøa". So does UTF-8
that was once read as Windows-1252: "Cá»™ng hÃ²a".
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

__all__ = ["Misreading", "is_syllable", "looks_vietnamese", "misreading"]


@dataclass(frozen=True, slots=True)
class Misreading:
    """What text was written in, when it was not Unicode, with words as they stand now."""

    written_in: str
    sample: str


# Shares of words, set on the released documents and their conversions (tests/test_ingest.py):
# of words with letters outside ASCII 0.99 are syllables in Unicode text, 0.4 at most in
# TCVN3 and VNI, 0.6 in UTF-8 read as Windows-1252, which falls into halves.
_VALID_ENOUGH = 0.75
_INVALID_ENOUGH = 0.6
_HALVES_VALID = 0.8
_STRANGE_SHARE = 0.4  # of words; in European languages fewer have letters outside ASCII
_FEWEST_WORDS = 8
_FEWEST_MARKS = 4  # of different kinds
_SAMPLED = 60_000  # characters, at the start and in the middle

# A syllable without its tone: an initial, and a rime as the spelling allows it.
_SYLLABLE = r"""
    (?: ngh | ng | nh | ch | gh | gi | kh | ph | qu | th | tr | [bcdđghklmnprstvx] )?
    (?: (?: a | oa ) (?: ch | nh | ng | [cmnpt] )?
      | (?: ă | â | oă | uâ | iê | yê | ươ | uô ) (?: ng | [cmnpt] )
      | (?: e | o | ô | u | oe | oo ) (?: ng | [cmnpt] )?
      | (?: ê | i | y | uê | uy ) (?: ch | nh | [mnpt] )?
      | ơ [mnpt]? | ư (?: ng | [cmnt] )? | uyê [nt] | uơ
      | i[au] | y[au] | u[aio] | ư[aiu] | uya | uyu
      | a[iouy] | â[uy] | eo | êu | oi | ôi | ơi
      | oai | oay | oao | oeo | uây | uôi | ươi | ươu | iêu | yêu )
"""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Before a stop at the end stand the tones sắc and nặng only ("bật", never "bẫt"). Without a
# tone no word with other marks ends so; one of plain letters may be Vietnamese without marks.
_STOPPED = r"(?:ch|[cpt])$"
_STOPPED_TONES = "\u0301\u0323"

# What else than letters stands in TCVN3 and VNI words once they are read as Latin-1.
_WORD = r"[\p{L}\p{M}¨©ª¬\xad®µ¶·¸¹¼½¾×÷]+"
_TCVN3 = r"[¨©¬®µ¶·¸¹¼½¾ÆÇÈËÎÏÑÖ×ØÜÞßäåæçëîïñöø÷ûüþ]"
_VNI = r"(?i:a[âäåãáàêëéèúüùøûõï] | e[ùøûõïâäåãáà] | o[ùøûõïâäå] | u[ùøûõï] | [ñöï])"
_TWICE_UTF8 = r"á»[^\s\p{L}]|á»\p{L}|áº.|Æ[°¡]|Ä[‘\x91ƒ\x83\x90]|Ã[\xa0-\xbf]"


@cache
def _pattern(text: str) -> regex.Pattern[str]:
    return regex.compile(text, regex.VERBOSE)


def looks_vietnamese(text: str) -> bool:
    """Whether nearly all words are Vietnamese syllables, some of them with their marks.

    >>> looks_vietnamese("Cộng hòa xã hội chủ nghĩa"), looks_vietnamese("Céng hßa x· héi")
    (True, False)
    """
    words = _words(_sample(text))
    valid = [word for word in words if is_syllable(word)]
    marked = sum(not word.isascii() for word in valid)
    return bool(words) and len(valid) >= _VALID_ENOUGH * len(words) and marked >= 0.1 * len(words)


def misreading(text: str) -> Misreading | None:
    """What `text` was written in when its letters stand for others; None for good text.

    Looks at the words with letters outside ASCII: most must be no Vietnamese syllables
    and hold the marks of one kind of misreading. Text in another language is not
    reported, short text hardly.
    """
    sample = _sample(text)
    all_words = _words(sample)
    words = [word for word in all_words if not word.isascii()]
    twice = _pattern(_TWICE_UTF8).findall(sample)
    if len(twice) >= _FEWEST_WORDS and len(set(twice)) >= _FEWEST_MARKS:
        if sum(map(is_syllable, words)) <= _HALVES_VALID * len(words):
            return Misreading("UTF-8 that was read as Windows-1252", _begin(sample))
        return None
    strange = [word for word in words if not is_syllable(word)]
    if len(words) < max(_FEWEST_WORDS, _STRANGE_SHARE * len(all_words)):
        return None
    if len(strange) < _INVALID_ENOUGH * len(words):
        return None
    found = {
        name: [mark for word in strange if (mark := _pattern(marks).search(word))]
        for name, marks in (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI))
    }
    name, hits = max(found.items(), key=lambda item: len(item[1]))
    if len(hits) < 0.5 * len(strange) or len({hit.group() for hit in hits}) < _FEWEST_MARKS:
        return None
    return Misreading(f"the {name} encoding", _begin(sample))


def _begin(sample: str) -> str:
    """A few words around the first letter outside ASCII."""
    at = next((index for index, char in enumerate(sample) if ord(char) > 127), 0)
    return " ".join(sample[max(0, at - 10) : at + 30].split())


def _sample(text: str) -> str:
    middle = len(text) // 2
    if len(text) <= 2 * _SAMPLED:
        return text
    return text[:_SAMPLED] + " " + text[middle : middle + _SAMPLED]


def _words(text: str) -> list[str]:
    return _pattern(_WORD).findall(unicodedata.normalize("NFC", text))


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether an NFC word is spelt as a Vietnamese syllable, with at most one tone.

    >>> is_syllable("nghiệp"), is_syllable("nghièp"), is_syllable("strategy")
    (True, False, False)
    """
    apart = unicodedata.normalize("NFD", word.lower())
    bare = "".join(char for char in apart if char not in _TONES)
    if len(apart) - len(bare) > 1:
        return False
    bare = unicodedata.normalize("NFC", bare)
    if _pattern(_SYLLABLE).fullmatch(bare) is None:
        return False
    if word.isascii() or _pattern(_STOPPED).search(bare) is None:
        return True
    return any(tone in apart for tone in _STOPPED_TONES)
