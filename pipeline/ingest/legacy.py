"""Vietnamese written in the encodings of before Unicode → Unicode.

The fonts of TCVN3 ("ABC", ".VnTime"), VNI ("VNI-Times") and VISCII draw Vietnamese letters
for the codes of others. A reader that does not know gives those others: "Cộng hòa" stands
as "Céng hßa", "Coäng hoøa", "Cµng hòa". Which encoding it was is told by what a conversion
makes of the words: the right one turns words that are no Vietnamese syllables into
syllables, the others do not, and no other language does so under any of them. Text that is
Unicode already holds letters that no such encoding has, and stays as it is.

VPS shares its codes with VISCII and is converted only where a font names it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import regex

from pipeline.ingest.capitals import raise_heads, restore_capitals
from pipeline.ingest.legacy_tables import (
    C1_OF_1252,
    LETTER_U,
    READ_TWICE,
    SURELY_TWICE,
    WINDOWS_1252,
    Encoding,
    convert,
    read_again,
)
from pipeline.ingest.letters import is_syllable
from pipeline.lexicon import load_yaml

__all__ = [
    "Conversion",
    "Encoding",
    "convert",
    "convert_bytes",
    "convert_run",
    "convert_text",
    "draws_capitals",
    "encoding_of_font",
    "recognise",
    "restore_capitals",
]


@dataclass(frozen=True, slots=True)
class Conversion:
    """Text made Unicode. `spans` are what was converted, as ranges of `text`, in order.

    `encodings` are those met, the commonest first; `whole` is whether no line held letters
    outside ASCII and stayed; `sample` is a few words as they stood before.
    """

    text: str
    encodings: tuple[Encoding, ...]
    spans: tuple[tuple[int, int], ...]
    whole: bool
    sample: str


# --- recognition ----------------------------------------------------------------------

_BY_TABLE = (Encoding.TCVN3, Encoding.VNI, Encoding.VISCII)
_FEWEST_MENDED = 3  # different words that become syllables, in a text
_FEWEST_TWICE = 2  # different words of Vietnamese letters that UTF-8 spells
_MENDED_SHARE = 0.45  # of the words that a conversion changes: the others were so by chance
_GOOD_AFTER = 0.9  # of them
_FEWEST_MARKS = 3  # different letters outside ASCII in those words
_VIETNAMESE_AFTER = 0.75  # of all words: what is left over is another language's

_LINE = regex.compile(r"[^\r\n\f\v\u2028\u2029]+")
# Letters that Vietnamese has and none of these encodings: the text is Unicode.
_UNICODE = regex.compile(
    r"[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]|[A-Za-zÂÊÔâêôĂăƠơƯư][\u0300\u0301\u0303\u0309\u0323]"
)
# Letters and signs that Vietnamese has not: without a few of them nothing is looked at.
_SUSPECT = regex.compile(
    r"[\x80-\x9f¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöø÷ûüþÿ−∙μŠŒŽšœžŸƒˆ˜€‚„†‡‰‹›™]"
    r"|[aeAE][âêáàåãäéèúüëùøûõïÂÊÁÀÅÃÄÉÈÚÜËÙØÛÕÏ]"
)
_FEWEST_SUSPECTS = 2
_SYMBOLS = "¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷"
_TOKEN = regex.compile(rf"[\p{{L}}\p{{M}}{regex.escape(_SYMBOLS)}−∙]+")
_TOKEN_VISCII = regex.compile(
    rf"[\p{{L}}\p{{M}}\x02\x05\x06\x14\x19\x1e\x80-\x9f{regex.escape(_SYMBOLS)}"
    rf"\xa0{''.join(regex.escape(chr(char)) for char in C1_OF_1252)}]+"
)
_ABBREVIATION = regex.compile(r"[^AEIOUYaeiouy]+|[IVXLC]+|.")


@dataclass(slots=True)
class _Tally:
    """Words of some lines under one encoding: changed, thereby mended, still or newly bad."""

    changed: int = 0
    mended: int = 0
    broken: int = 0
    bad: int = 0
    plain: int = 0
    plain_bad: int = 0

    @property
    def score(self) -> int:
        return self.mended - 2 * self.broken - (self.bad - self.broken)

    @property
    def vietnamese(self) -> float:
        """The share of syllables among all words."""
        words = self.changed + self.plain
        return 1 - (self.bad + self.plain_bad) / words if words else 0.0

    def add(self, other: _Tally) -> None:
        self.changed += other.changed
        self.mended += other.mended
        self.broken += other.broken
        self.bad += other.bad
        self.plain += other.plain
        self.plain_bad += other.plain_bad


def recognise(text: str) -> Encoding | None:
    """The encoding of before Unicode that most of `text` is in, None where none is proven.

    Three different words that become syllables prove it, when hardly any does not.

    >>> recognise("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")
    <Encoding.VNI: 'vni'>
    """
    decided = _decide(text)
    counts = Counter(encoding for *_, encoding in decided if encoding is not None)
    return counts.most_common(1)[0][0] if counts else None


def convert_text(text: str) -> Conversion | None:
    """`text` with the lines that were in an old encoding made Unicode; None where none was.

    Each line is judged by its own words; one that does not tell goes with the line before
    it. Capitals with tones, which TCVN3 has not, are restored (see `restore_capitals`).
    """
    decided = [line for line in _decide(text) if line[2] is not None]
    if not decided:
        return None
    hyphens = LETTER_U not in text
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    counts: Counter[Encoding] = Counter()
    at = length = 0
    sample = ""
    for start, end, encoding in decided:
        assert encoding is not None
        before = text[start:end]
        after = convert(before, encoding, hyphens=hyphens)
        if encoding is Encoding.TCVN3:
            after = restore_capitals(after)
        if after == before:
            continue
        sample = sample or _begin(before)
        pieces += [text[at:start], after]
        length += start - at
        # Lines that follow each other, with blanks or plain lines between, are one place.
        if spans and text[at:start].isascii():
            spans[-1] = (spans[-1][0], length + len(after))
        else:
            spans.append((length, length + len(after)))
        length += len(after)
        at = end
        counts[encoding] += end - start
    if not spans:
        return None
    pieces.append(text[at:])
    whole = "".join(pieces)
    if Encoding.TCVN3 in counts:
        whole = raise_heads(whole)
    left = "".join(pieces[0::2])
    return Conversion(
        text=whole,
        encodings=tuple(encoding for encoding, _ in counts.most_common()),
        spans=tuple(spans),
        whole=_UNICODE.search(left) is None,
        sample=sample,
    )


def convert_bytes(data: bytes) -> Conversion | None:
    """Bytes of a TCVN3, VNI or VISCII file as Unicode; None where they prove no such encoding.

    Lines without Vietnamese letters are read as Windows-1252, as the programs of that time
    wrote their quotes and dashes, or as VISCII.
    """
    found = convert_text(data.decode("latin-1"))
    if found is None or Encoding.UTF8_AS_1252 in found.encodings:
        return None
    if found.encodings[0] is Encoding.VISCII:
        return found
    return replace(found, text=found.text.translate(WINDOWS_1252), whole=True)


def _begin(line: str) -> str:
    """A few words around the first letter outside ASCII."""
    at = next((index for index, char in enumerate(line) if ord(char) > 127), 0)
    return " ".join(line[max(0, at - 10) : at + 30].split())


def _decide(text: str) -> list[tuple[int, int, Encoding | None]]:
    """Each line with something outside ASCII, and its encoding; None for Unicode."""
    hits = _SUSPECT.finditer(text)
    if sum(1 for _ in zip(hits, range(_FEWEST_SUSPECTS), strict=False)) < _FEWEST_SUSPECTS:
        return []
    lines = [match.span() for match in _LINE.finditer(text)]
    proven = set(_proven(text[a:b] for a, b in lines if _SUSPECT.search(text, a, b)))
    if not proven:
        return []
    plain_too = Encoding.TCVN3 in proven and LETTER_U not in text  # for its hyphens
    judged = [
        (start, end, *_judge(text[start:end], proven))
        for start, end in lines
        if not text[start:end].isascii() or (plain_too and "-" in text[start:end])
    ]
    decided: list[tuple[int, int, Encoding | None]] = []
    last = next((encoding for *_, told, encoding in judged if told), None)
    for start, end, told, encoding in judged:
        if told:
            last = encoding
        elif last is not None and _harmless(text[start:end], last):
            encoding = last
        decided.append((start, end, encoding))
    return decided


def _harmless(line: str, encoding: Encoding) -> bool:
    if encoding is Encoding.UTF8_AS_1252:
        return True
    tally = _tally(line, encoding)
    return tally.broken == 0


def _judge(line: str, among: Iterable[Encoding]) -> tuple[bool, Encoding | None]:
    """Whether a line tells its encoding, and which; None for Unicode."""
    among = set(among)
    if Encoding.UTF8_AS_1252 in among and _twice(line):
        return True, Encoding.UTF8_AS_1252
    if _UNICODE.search(line):
        return True, None
    tallies = {encoding: _tally(line, encoding) for encoding in _BY_TABLE if encoding in among}
    ranked = sorted(tallies.items(), key=lambda item: item[1].score, reverse=True)
    if not ranked:
        return False, None
    encoding, best = ranked[0]
    if best.score > 0 and (len(ranked) == 1 or best.score > ranked[1][1].score):
        return True, encoding
    if best.broken:
        return True, None
    return False, None


def _proven(lines: Iterable[str]) -> Iterator[Encoding]:
    """The encodings that the lines prove between them, each by those that are its own."""
    pools: dict[Encoding, _Tally] = defaultdict(_Tally)
    words: dict[Encoding, set[str]] = defaultdict(set)
    for line in lines:
        told, encoding = _judge(line, (*_BY_TABLE, Encoding.UTF8_AS_1252))
        if not told or encoding is None:
            continue
        if encoding is Encoding.UTF8_AS_1252:
            words[encoding].update(_twice(line))
            continue
        tally = _tally(line, encoding)
        if tally.vietnamese < _VIETNAMESE_AFTER:
            continue
        pools[encoding].add(tally)
        words[encoding].update(_mended_words(line, encoding))
    twice = words[Encoding.UTF8_AS_1252]
    if len(twice) >= _FEWEST_TWICE and any(_UNICODE.search(read_again(word)) for word in twice):
        yield Encoding.UTF8_AS_1252
    for encoding, pool in pools.items():
        if (
            len(words[encoding]) >= _FEWEST_MENDED
            and sum(char > "\x7f" for char in set("".join(words[encoding]))) >= _FEWEST_MARKS
            and pool.mended >= _MENDED_SHARE * pool.changed
            and pool.bad <= (1 - _GOOD_AFTER) * pool.changed
        ):
            yield encoding


def _twice(line: str) -> list[str]:
    """The words of a line that hold Vietnamese letters as UTF-8 read as Windows-1252.

    A line that has Vietnamese letters as they should be must hold one that is nothing else:
    the end of “THỊ XÃ” looks like another.
    """
    if not READ_TWICE.search(line) or (_UNICODE.search(line) and not SURELY_TWICE.search(line)):
        return []
    found = []
    for word in line.split():
        after = read_again(word)
        if after == word or _UNICODE.search(word):
            continue
        bare = _TOKEN.findall(after)
        if _UNICODE.search(after) or (bare and all(map(is_syllable, bare))):
            found.append(word)
    return found


def _tokens(line: str, encoding: Encoding) -> list[str]:
    pattern = _TOKEN_VISCII if encoding is Encoding.VISCII else _TOKEN
    return list(pattern.findall(line))


def _tally(line: str, encoding: Encoding) -> _Tally:
    total = _Tally()
    for token in _tokens(line, encoding):
        total.add(_weigh(token, encoding))
    return total


def _mended_words(line: str, encoding: Encoding) -> set[str]:
    return {token for token in _tokens(line, encoding) if _weigh(token, encoding).mended}


@lru_cache(maxsize=100_000)
def _weigh(token: str, encoding: Encoding) -> _Tally:
    """One word under one encoding. Its edges may be signs that are none of its letters."""
    after = convert(token, encoding)
    bare = token.strip(_SYMBOLS)
    if after == token:
        if _ABBREVIATION.fullmatch(token) or not bare:
            return _Tally()
        return _Tally(plain=1, plain_bad=not is_syllable(unicodedata.normalize("NFC", bare)))
    if not bare and len(token) < 2:
        return _Tally()
    was = bool(bare) and is_syllable(bare)
    good = is_syllable(after)
    if not good and _ABBREVIATION.fullmatch(after) and not was:
        return _Tally()  # "Q§" → "QĐ"
    return _Tally(changed=1, mended=good and not was, broken=was and not good, bad=not good)


# --- fonts ----------------------------------------------------------------------------

_SUBSET = regex.compile(r"^[A-Z]{6}\+")
_STYLE = regex.compile(r"(?i)[\s,\-]*(?:bold|italic|oblique|regular|mt)*$")


@cache
def _font_patterns() -> tuple[tuple[Encoding, regex.Pattern[str]], ...]:
    data = load_yaml("pipeline.ingest", "legacy_fonts.yaml", frozenset({"fonts", "capitals"}))
    return tuple(
        (Encoding(name), regex.compile(pattern))
        for name, patterns in data["fonts"].items()
        for pattern in patterns
    )


@lru_cache(maxsize=1_000)
def encoding_of_font(font: str | None) -> Encoding | None:
    """The encoding that a font's name announces; a PDF's subset mark is passed over.

    >>> encoding_of_font("ABCDEF+.VnTimeH"), encoding_of_font("Times New Roman")
    (<Encoding.TCVN3: 'tcvn3'>, None)
    """
    name = _SUBSET.sub("", (font or "").strip())
    for encoding, pattern in _font_patterns():
        if pattern.match(name):
            return encoding
    return None


@lru_cache(maxsize=1_000)
def draws_capitals(font: str | None) -> bool:
    """Whether a font draws capitals for small letters, as TCVN3's with an H at the end do."""
    if encoding_of_font(font) is not Encoding.TCVN3:
        return False
    name = _STYLE.sub("", _SUBSET.sub("", (font or "").strip()))
    data = load_yaml("pipeline.ingest", "legacy_fonts.yaml", frozenset({"fonts", "capitals"}))
    return any(regex.search(pattern, name) for pattern in data["capitals"])


def convert_run(text: str, font: str | None, default: Encoding | None = None) -> str | None:
    """A run of text set in one font, made Unicode; None where it is Unicode already.

    The font's name is believed unless the text speaks against it, for many documents were
    converted long ago and kept their fonts' names: letters that the encoding has not, or
    words that are syllables and would be none. `default` is for runs whose font does not
    tell, in a document known to be in that encoding. Runs that follow each other in fonts of
    one encoding should be joined first: VNI writes a letter as two, which a change of
    style may part. The more text, the surer.

    >>> convert_run("kÕ ho¹ch", ".VnTimeH"), convert_run("kế hoạch", ".VnTime")
    ('KẾ HOẠCH', None)
    """
    encoding = encoding_of_font(font) or default
    if encoding is None or not text or _UNICODE.search(text):
        return None
    after = convert(text, encoding)
    if encoding is not Encoding.UTF8_AS_1252 and after != text:
        tally = _tally(text, encoding)
        if tally.broken > tally.mended:
            return None
    if draws_capitals(font):
        after = after.upper()
    return after if after != text else None
