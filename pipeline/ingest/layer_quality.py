"""Whether a PDF page's text layer is to be taken, converted, or the page recognised.

By the quality of the layer, not by its presence. A scan may carry a layer of a signing
program's line, or one that a bad recognition left; a born-digital page may have one whose
characters are those of another table. A page may also have little text because it is the
last one. What tells: how many of the words are Vietnamese syllables, how many of the
letters Vietnamese has alone, how many characters have no Unicode, the fonts' names, and how
much of the page is a picture.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, lru_cache

import regex

from pipeline.ingest.layer_facts import LINE_HYPHEN, LayerFacts, count_bad, facts_of
from pipeline.ingest.legacy import Encoding, convert, convert_text, encoding_of_font
from pipeline.ingest.letters import is_syllable
from pipeline.ingest.torn_words import is_torn
from pipeline.lexicon import load_yaml

__all__ = ["Action", "LayerFacts", "Verdict", "count_bad", "facts_of", "judge"]


class Action(StrEnum):
    TAKE = "take"
    CONVERT = "convert"
    RECOGNISE = "recognise"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a layer and, in a short sentence, why. `encoding` is what to convert."""

    action: Action
    reason: str
    encoding: Encoding | None = None


# --- thresholds -----------------------------------------------------------------------
# Syllables among words: 0.99 and more on the 55 released digital pages; two of them scanned
# and recognised at ever lower resolution: 0.998 at 1 % wrong characters, 0.98 at 11 to 15 %,
# 0.84 to 0.96 at 24 to 45 % (a recogniser of Vietnamese writes syllables even then). Where
# the character map is broken or the encoding old it is 0.5 at most.
_SYLLABLES_DIGITAL = 0.75  # a born-digital page is worse off recognised unless it is garbage
_SYLLABLES_SCAN = 0.98
# Letters of Vietnamese alone among letters: 0.27 to 0.32 on true pages; without marks 0.
_MARKED = 0.08
_BAD_CHARACTERS = 0.1
_SCAN = 0.5  # of the page are pictures: it may be a scan
_FULL_SCAN = 0.8
_FEW_WORDS = 20
_STAMP_WORDS = 80  # what is printed over a scan: signature, stamp, page number
_CURVES = 400
_CURVED_PAGE = 8_000  # some hundred letters
_WORD_LIKE = 0.8
_FOREIGN = 0.12

# --- text -----------------------------------------------------------------------------

_EDGES = " \t.,;:!?()[]{}<>“”\"'‘’«»…–—-*/|•+=_"
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_NUMBER = regex.compile(r"[\p{Sc}]?\d[\d.,/:%\-–]*(?:\p{L}{1,4}\d?|%)?")
_CODE = regex.compile(
    r"[\p{Lu}\d][\p{L}\d]*(?:[\-–/.&_][\p{L}\d]+)+[/.\-]?|[\p{Lu}]+\d+|\d+[.)]?\p{L}{1,3}"
)
_ADDRESS = regex.compile(r"\S+@\S+|(?:https?:|www\.)\S+|\S+\.(?:vn|com|org|net)\S*")
_COMPOUND = regex.compile(r"\p{L}+(?:[\-–/&'’.,;:]\p{L}+)+")
_LATIN = regex.compile(r"\p{Latin}")
_ABBREVIATION = regex.compile(r"[^AEIOUY\W]{1,8}|[IVXLC]+")
_VOWEL = regex.compile(r"[aeiouyàâäéèêëîïôöùûüAEIOUY]")
_LEADER = regex.compile(r"[.…_\-–—*=]+|\p{S}+")
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")


class _Kind(IntEnum):
    """What a token of a layer is."""

    SYLLABLE = 0
    FOREIGN = 1  # shaped like a word of another language
    JUNK = 2
    NUMBER = 3  # or a code, an address
    NEUTRAL = 4  # abbreviations, leaders, dashes
    OTHER_SCRIPT = 5


@dataclass(frozen=True, slots=True)
class _Words:
    """What a layer's tokens are: how many of each kind, how many letters, how many marked."""

    counts: tuple[int, ...]
    letters: int
    marked: int

    @property
    def syllables(self) -> int:
        return self.counts[_Kind.SYLLABLE]

    @property
    def junk(self) -> int:
        return self.counts[_Kind.JUNK]

    @property
    def numbers(self) -> int:
        return self.counts[_Kind.NUMBER]

    @property
    def word_like(self) -> int:
        return self.counts[_Kind.SYLLABLE] + self.counts[_Kind.FOREIGN]

    @property
    def count(self) -> int:
        return self.word_like + self.junk

    @property
    def share(self) -> float:
        """Syllables among words."""
        return self.syllables / self.count if self.count else 0.0

    @property
    def density(self) -> float:
        """Letters that Vietnamese has alone among letters."""
        return self.marked / self.letters if self.letters else 0.0


def _weigh(text: str) -> _Words:
    counts = [0] * len(_Kind)
    letters = marked = 0
    text = unicodedata.normalize("NFC", text.replace(LINE_HYPHEN, "-"))
    for token, times in Counter(text.split()).items():
        kinds, some, with_marks = _classify(token)
        for kind in kinds:
            counts[kind] += times
        letters += some * times
        marked += with_marks * times
    return _Words(tuple(counts), letters, marked)


_Token = tuple[tuple[_Kind, ...], int, int]


@lru_cache(maxsize=50_000)
def _classify(token: str) -> _Token:
    """The kinds of a token's words, how many letters they have, how many of them marked."""
    core = token.strip(_EDGES)
    if not core or _LEADER.fullmatch(token):
        return (_Kind.NEUTRAL,), 0, 0
    if _WORD.fullmatch(core):
        return _classified([core])
    if _NUMBER.fullmatch(core) or _ADDRESS.fullmatch(core) or _CODE.fullmatch(core):
        return (_Kind.NUMBER,), 0, 0
    if _COMPOUND.fullmatch(core):
        return _classified(_WORD.findall(core))
    if any(char.isalpha() for char in core):
        return (_Kind.JUNK,), len(core), 0
    return ((_Kind.JUNK if len(core) > 1 else _Kind.NEUTRAL),), 0, 0


def _classified(words: list[str]) -> _Token:
    latin = [word for word in words if _LATIN.match(word)]
    return (
        tuple(map(_kind_of_word, words)),
        sum(map(len, latin)),
        sum(_is_marked(char) for word in latin for char in word if not char.isascii()),
    )


def _kind_of_word(word: str) -> _Kind:
    if not _LATIN.match(word):
        return _Kind.OTHER_SCRIPT
    if is_syllable(word):
        return _Kind.SYLLABLE
    if len(word) == 1 or (word.isupper() and _ABBREVIATION.fullmatch(word)):
        return _Kind.NEUTRAL
    return _Kind.FOREIGN if _is_word_like(word) else _Kind.JUNK


def _is_word_like(word: str) -> bool:
    """Cased as words are, with a vowel, of letters that European languages have."""
    cased = word.islower() or word.isupper() or word.istitle()
    return cased and _VOWEL.search(word) is not None and max(map(ord, word)) < 0x180


@cache
def _is_marked(char: str) -> bool:
    """Whether a letter has a mark or tone of Vietnamese."""
    apart = unicodedata.normalize("NFD", char.lower())
    return apart[0] == "đ" or (apart[0] in "aeiouy" and not _MARKS.isdisjoint(apart[1:]))


@cache
def _stamps() -> regex.Pattern[str]:
    data = load_yaml("pipeline.ingest", "layer_quality.yaml", frozenset({"stamps", "foreign"}))
    words = "|".join(regex.escape(word) for word in sorted(data["stamps"], key=len, reverse=True))
    return regex.compile(rf"(?i)[\s\W]*(?:{words})(?!\p{{L}})")


@cache
def _foreign_words() -> tuple[frozenset[str], ...]:
    data = load_yaml("pipeline.ingest", "layer_quality.yaml", frozenset({"stamps", "foreign"}))
    return tuple(frozenset(words) for words in data["foreign"].values())


def _without_stamps(text: str) -> str:
    """The layer without lines of signatures, stamps and bare page numbers."""
    lines = regex.split(r"[\r\n]+", unicodedata.normalize("NFC", text))
    return "\n".join(
        line for line in lines if not _stamps().match(line) and not _NUMBER.fullmatch(line.strip())
    )


def _is_foreign(text: str) -> bool:
    """Whether it reads as English, French, German or Spanish."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEW_WORDS:
        return False
    return any(
        sum(word in common for word in words) >= _FOREIGN * len(words)
        for common in _foreign_words()
    )


# --- judgement ------------------------------------------------------------------------


def judge(layer: LayerFacts) -> Verdict:
    """What to do with a page's text layer.

    Guarantees:
        1. A page without pictures and curves is recognised only when its layer is garbage:
           a short last page, one of figures, one in another language are taken.
        2. A page that is a picture is recognised unless its layer reads as well as a good
           recognition would.
    """
    n_chars = layer.n_chars
    if n_chars == 0:
        return _without_layer(layer)
    if layer.n_bad > max(2, _BAD_CHARACTERS * n_chars):
        share = f"{layer.n_bad / n_chars:.0%} of the characters have no Unicode"
        return _recognise(f"broken character map: {share}")
    old = _old_encoding(layer)
    if old is not None:
        return old
    if is_torn(layer.text):
        return _recognise("the words of the text layer are torn apart")
    scanned = layer.image_share >= _SCAN
    words = _weigh(layer.text)
    if scanned:
        return _over_a_picture(layer, words)
    return _born_digital(layer, words)


def _take(reason: str) -> Verdict:
    return Verdict(Action.TAKE, reason)


def _recognise(reason: str) -> Verdict:
    return Verdict(Action.RECOGNISE, reason)


def _without_layer(layer: LayerFacts) -> Verdict:
    if layer.image_share >= 0.02:
        return _recognise(f"no text layer; pictures cover {layer.image_share:.0%} of the page")
    if layer.drawn >= _CURVES:
        return _recognise("no text layer; the letters are drawn as curves")
    return _take("blank page")


def _old_encoding(layer: LayerFacts) -> Verdict | None:
    """A conversion, where fonts or letters say so and what comes out is Vietnamese."""
    named = [encoding for font in layer.fonts if (encoding := encoding_of_font(font)) is not None]
    found = convert_text(layer.text)
    encoding = found.encodings[0] if found else named[0] if named else None
    if encoding is None:
        return None
    after = found.text if found else convert(layer.text, encoding)
    words, before = _weigh(after), _weigh(layer.text)
    better = words.syllables > before.syllables or before.count == 0
    if not better or (words.count and words.share < _SYLLABLES_DIGITAL):
        return None  # the fonts kept their names when the text was converted, or it is garbage
    return Verdict(Action.CONVERT, f"text layer in {encoding.said}, converted", encoding)


def _over_a_picture(layer: LayerFacts, words: _Words) -> Verdict:
    """A layer on a page that is mostly picture: a scan, or a page with a large figure."""
    picture = f"pictures cover {layer.image_share:.0%} of the page"
    left = _weigh(_without_stamps(layer.text))
    hidden = layer.invisible_share >= 0.5
    if (
        not hidden
        and layer.image_share >= _FULL_SCAN
        and words.count + words.numbers < _STAMP_WORDS
    ):
        return _recognise(f"the text layer holds only a stamp or signature; {picture}")
    if left.count + left.numbers < _FEW_WORDS and not (
        hidden and left.count and left.share >= _SYLLABLES_SCAN
    ):
        return _recognise(f"the text layer holds only a stamp, signature or few words; {picture}")
    share = f"{words.share:.0%} of its words are Vietnamese"
    if words.share >= _SYLLABLES_SCAN and words.density >= _MARKED:
        return _take(f"good {'hidden ' if hidden else ''}text layer over a picture: {share}")
    if _is_foreign(layer.text) and words.junk <= 0.1 * words.count:
        return _take("text layer over a picture, in another language")
    if words.numbers > words.count and words.junk <= 0.1 * (words.count + words.numbers):
        return _take("text layer over a picture, mostly figures")
    if words.share >= _SYLLABLES_DIGITAL and words.density < _MARKED:
        return _recognise(f"the text layer has lost its marks; {picture}")
    return _recognise(f"bad text layer over a picture: {share}")


def _born_digital(layer: LayerFacts, words: _Words) -> Verdict:
    if layer.drawn >= _CURVED_PAGE:
        left = _weigh(_without_stamps(layer.text))
        if left.count + left.numbers < _FEW_WORDS:
            return _recognise("the text layer holds few words; the letters are drawn as curves")
    if words.counts[_Kind.OTHER_SCRIPT] > words.count:
        return _take("text layer in another script")
    if words.count == 0:
        return _take("text layer of figures or codes" if words.numbers else "few characters")
    share = f"{words.share:.0%} of its words are Vietnamese"
    if words.share >= _SYLLABLES_DIGITAL:
        marks = "" if words.density >= _MARKED else ", without marks"
        return _take(f"good text layer: {share}{marks}")
    if words.word_like >= _WORD_LIKE * words.count:
        if words.density >= _MARKED:
            return _take(f"text layer with foreign words: {share}")
        return _take("text layer in another language")
    if words.junk < 3 or words.numbers > 4 * words.count:
        return _take(f"short text layer: {share}")
    return _recognise(f"broken character map: {share}")
