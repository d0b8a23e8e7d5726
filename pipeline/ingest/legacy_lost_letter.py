"""TCVN3 pages that were printed without the letter ư, and its way back.

TCVN3 has ư where Unicode has the soft hyphen, U+00AD. Programs that do not know, such as
LibreOffice, take it for one and draw nothing: "Thñ t\u00adíng" is printed as "Thủ tớng". The
letter is not in the file, so that neither a layer nor a recognition has it. But most words
without it are no syllables, and one place alone makes them one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

import regex

from pipeline.ingest.letters import is_syllable
from pipeline.lexicon import load_yaml

__all__ = ["with_letter_u"]

_U = "ư"
_FEWEST_MENDED = 3  # different words that the letter makes syllables: a page has dozens
_AFTER_U = frozenset("aiuơớờởỡợ")  # what may follow the letter in a syllable's vowels
_WORD = regex.compile(r"[\p{L}\p{M}]+")
# "a)", "c." and "(b)" are labels, "12/KH-UBND" a code, "trung.uong@…" an address.
_LABEL = regex.compile(r"\(?\p{L}[).:/]\S*|\S*[\d@_]\S*|\S+[/\-]\S+")


def with_letter_u(texts: Sequence[str], known: bool = False) -> list[str] | None:
    """The words of a page with the letter ư where it was lost; None where none was.

    It was where three different words want it and fewer words have it than want it, or where
    it is `known` to be lost from another page of the document. At the end of a line it is
    drawn, as a hyphen; a word parted there is whole in its first piece, its second empty.

    >>> with_letter_u("Thủ tớng, các phờng, trờng học và ngời dân".split())
    ['Thủ', 'tướng,', 'các', 'phường,', 'trường', 'học', 'và', 'người', 'dân']
    """
    has = sum(_U in text.lower() for text in texts)
    wanting = [word for text in texts for word in _WORD.findall(text.lower()) if _wants(word)]
    proven = len(set(wanting)) >= _FEWEST_MENDED or known
    if not proven or has > len(wanting):
        return None
    whole = list(texts)
    for index, (one, two) in enumerate(pairwise(texts)):
        if one.lower().endswith(_U) and one.isalpha() and _parted(one, two):
            whole[index : index + 2] = [one + two, ""]
    return [text if _LABEL.fullmatch(text) else _WORD.sub(_mended, text) for text in whole]


def _parted(one: str, two: str) -> bool:
    """Whether the piece behind the letter goes on with its syllable ("lư|ới", not "tư|vấn")."""
    rest = _WORD.match(two)
    return rest is not None and is_syllable(one + rest.group()) and rest.group()[0] in _AFTER_U


def _mended(match: regex.Match[str]) -> str:
    word = match.group()
    small = word.lower()
    found = _wants(small) or _words().get(small)
    if found is None:
        return word
    if word.isupper() and len(word) > 1:
        return found.upper()
    return found[0].upper() + found[1:] if word[0].isupper() else found


@lru_cache(maxsize=10_000)
def _wants(word: str) -> str | None:
    """A word that is no syllable with the letter in the one place that makes it one."""
    if len(word) < 2 or is_syllable(word):
        return None
    tried = {word[:at] + _U + word[at:] for at in range(len(word) + 1)}
    found = [one for one in tried if is_syllable(one)]
    # Consonants alone are abbreviations as often ("nh", "th" are listed).
    return found[0] if len(found) == 1 and not _is_bare(word) else None


def _is_bare(word: str) -> bool:
    return not regex.search(r"[aeiouyơôâăêđ]|\P{ascii}", word)


@cache
def _words() -> dict[str, str]:
    data = load_yaml("pipeline.ingest", "legacy_lost_letter.yaml", frozenset({"words"}))
    return dict(data["words"])
