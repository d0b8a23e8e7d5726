"""Words that a recognition misread, put right by the words around them.

Offices keep texts that some recognition wrote long ago, and nothing says that they are such.
Their words show it: one in forty is no Vietnamese syllable ("chíuh", "eông"), each time another,
where a typed text has a handful. Only there is anything changed; pages that we recognise are mended
more carefully (`pipeline.ocr.genre_words`). What a word must have been is told by the words
beside it: what the same document writes elsewhere, and which syllables make a word together.

The method is that of a noisy channel (Kernighan, Church and Gale, 1990): candidates are what
differs by one confusion or two that recognition is known for, and the context chooses; where
it does not, the word stays.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import regex

from pipeline.ingest.letters import is_syllable
from pipeline.lexicon import fold
from pipeline.model import Issue, IssueCode, Severity, Source
from pipeline.ocr.genre_words import is_known

__all__ = ["looks_misread", "respelt"]

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_PLAIN_WORD = regex.compile(r"(?<![\p{L}\p{M}\d/\-.])[\p{Ll}\p{M}]{2,}(?![\p{L}\d/\-])")
_BETWEEN = regex.compile(r"[ \n]{1,3}|\*{0,2} \*{0,2}")  # words of one phrase

# Different words in small letters that are no syllables, as a share of all such words: 0.4 %
# at most in 51 documents as typed ("video", "br" of a table), 1.0 % and more in each of them
# with 1 % of its letters misread.
_MISREAD_SHARE = 0.007
_FEWEST_MISREAD = 8

# Letters taken for one another: those that differ by their marks, and these pairs.
_MARKED = (
    "aàảãáạăằẳẵắặâầẩẫấậ",
    "eèẻẽéẹêềểễếệ",
    "oòỏõóọôồổỗốộơờởỡớợ",
    "uùủũúụưừửữứự",
    "iìỉĩíị",
    "yỳỷỹýỵ",
    "dđ",
)
_ALIKE = (("u", "n"), ("e", "c"), ("o", "c"), ("rn", "m"), ("l", "i"))
_MARKS_OF = {letter: group.replace(letter, "") for group in _MARKED for letter in group}
_PAIRS = (*_ALIKE, *((real, read) for read, real in _ALIKE))

_FEWEST_POINTS = 5.0  # for a syllable to give way to another; a word of two earns 3
_OUTWEIGHS = 4  # times what speaks for it: the same misreading may stand there twice
_PAD = "\u200b"  # cleaning drops it: a shorter word fills the place of the longer


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    plain: str


def _nfc(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def looks_misread(text: str) -> bool:
    """Whether so many words are no syllables that a recognition must have written the text.

    >>> looks_misread("Thường trực Thành ủy chỉ đạo các cấp ủy trực thuộc thực hiện")
    False
    """
    words = _PLAIN_WORD.findall(text)
    wrong = sum(not is_syllable(_nfc(word)) for word in set(words))
    return wrong >= _FEWEST_MISREAD and wrong >= _MISREAD_SHARE * len(words)


def respelt(source: Source) -> tuple[Source, list[Issue]]:
    """The source with misread words put right, and what was changed, one issue a page.

    Guarantees:
        1. The text keeps its length, and what was not changed its place, so that offsets into
           one are offsets into the other; what a word lacks in length is zero-width spaces.
        2. Nothing changes in a text that does not look misread, nor in figures, codes and
           words in capitals.
    """
    if not looks_misread(source.text):
        return source, []
    words = [
        _Word(match.start(), match.end(), match[0], fold(_nfc(match[0])))
        for match in _WORD.finditer(source.text)
    ]
    changes = _changes(words, source.text)
    if not changes:
        return source, []
    pieces: list[str] = []
    at = 0
    for word, real in changes:
        pieces += [source.text[at : word.start], _as_written(word, real)]
        at = word.end
    text = "".join([*pieces, source.text[at:]])
    return replace(source, text=text), list(_told(source, changes))


def _changes(words: Sequence[_Word], text: str) -> list[tuple[_Word, str]]:
    """The words that must have been others, in order, with what they were."""
    joined = [
        _BETWEEN.fullmatch(text, one.end, other.start) is not None for one, other in pairwise(words)
    ]
    read = [word.plain for word in words]
    single = Counter(read)
    pairs = Counter(pair for pair, same in zip(pairwise(read), joined, strict=True) if same)
    changes: list[tuple[_Word, str]] = []
    for index, word in enumerate(words):
        if len(word.text) < 2 or word.text.isupper():
            continue
        before = read[index - 1] if index and joined[index - 1] else ""
        after = read[index + 1] if index < len(joined) and joined[index] else ""
        context = _Context(before, after, single, pairs)
        real = context.real(word.plain)
        if real and len(real) <= len(word.text):  # offsets stay
            changes.append((word, real))
            read[index] = real
    return changes


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands beside a word, and how often words and pairs stand in the document."""

    before: str
    after: str
    single: Counter[str]
    pairs: Counter[tuple[str, str]]

    def real(self, read: str) -> str | None:
        """What `read` must have been; None where it may stay or nothing decides."""
        if is_syllable(read):
            least = max(_FEWEST_POINTS, _OUTWEIGHS * self._points(read, as_read=True))
            found = [(self._points(word), word) for word in _within(read, 1)]
            return _best([choice for choice in found if choice[0] >= least])
        near, far = _within(read, 1), _within(read, 2)
        found = [(self._points(word) + 0.3 * min(self.single[word], 3), word) for word in near]
        found += [
            (0.5 * self._points(word) + 0.06 * min(self.single[word], 3), word)
            for word in far - near
        ]
        return _best([choice for choice in found if choice[0] > 0.5])

    def _points(self, word: str, *, as_read: bool = False) -> float:
        """What speaks for `word` here; a word as it was read does not speak for itself."""
        total = 0.0
        for pair in ((self.before, word), (word, self.after)):
            if all(pair):
                count = self.pairs[pair] - as_read
                total += 2 * min(count, 5) + 3 * is_known(" ".join(pair))
        return total


def _best(found: Iterable[tuple[float, str]]) -> str | None:
    """The one choice with the most points; None where two have as many."""
    best = sorted(found, reverse=True)[:2]
    if not best or (len(best) == 2 and best[0][0] == best[1][0]):
        return None
    return best[0][1]


@lru_cache(maxsize=50_000)
def _within(read: str, confusions: int) -> frozenset[str]:
    """The syllables that `read` may have been by so many confusions or fewer."""
    reach = {read}
    for _ in range(confusions):
        reach |= {other for word in reach for other in _confused(word)}
    return frozenset(word for word in reach - {read} if is_syllable(word))


def _confused(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for other in _MARKS_OF.get(letter, ""):
            yield word[:at] + other + word[at + 1 :]
        for read, real in _PAIRS:
            if word.startswith(read, at):
                yield word[:at] + real + word[at + len(read) :]


def _as_written(word: _Word, real: str) -> str:
    """The real word in the case of the one that was read, filled up to its length."""
    if word.text[0].isupper():
        real = real[0].upper() + real[1:]
    return real + _PAD * (len(word.text) - len(real))


def _told(source: Source, changes: Sequence[tuple[_Word, str]]) -> Iterator[Issue]:
    for page in source.pages:
        here = [
            (word, real) for word, real in changes if page.char_start <= word.start < page.char_end
        ]
        if here:
            what = ", ".join(f"{word.text} → {real}" for word, real in here)
            message = f"misread words put right by the words around them: {what}"
            yield Issue(
                IssueCode.WORDS_MENDED,
                Severity.INFO,
                message,
                here[0][0].start,
                here[-1][0].end,
                page.number,
            )
