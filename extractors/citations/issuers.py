"""Reads the name of an issuing body to its right end.

Where such a name begins is plain: after "của". Where it ends is not ("của Ban Thường vụ
Thành ủy Hải Phòng về thực hiện …"). It is read phrase by phrase with the words of
issuers.yaml; capitals that no list knows are places and proper names.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from extractors.citations.patterns import PLENUM_LIST, TERM, YEARS
from extractors.citations.words import Phrases, Token, issuer_words, tokens

__all__ = ["Body", "read"]

_WINDOW = 260  # characters; no name comes near it
_ROMAN = regex.compile(r"[ivxlc]{1,8}")
# Bodies that are told apart by what they are for
_OF_A_PURPOSE = (
    "ban chỉ đạo",
    "ban chỉ huy",
    "ủy ban quốc gia",
    "tổ công tác",
    "văn phòng thường trực",
)
_PLACE_SYLLABLES = 5  # in text all in capitals: "BÀ RỊA - VŨNG TÀU"


@dataclass(slots=True)
class Body:
    """A name read so far: where it ends and what it holds."""

    end: int
    first: str = ""  # folded, the phrase it begins with
    numbered: bool = False  # an ordinal, a term or years of office
    place: bool = False  # a level ("tỉnh"), with or without its name
    sure: bool = True  # only listed words and places
    unknown: int = 0  # capitals in a row that are in no list
    closed: bool = False  # behind its term or years, where only years may follow
    last: str = field(default="", repr=False)
    kinds: frozenset[str] = field(default=frozenset(), repr=False)


def read(text: str, folded: str, start: int, *, joint: bool = False) -> Body | None:
    """The body whose name begins at `start`, or None when none does.

    `joint` lets ",", ";" and "và" join further bodies, as in a Thông tư liên tịch.

    >>> from pipeline.lexicon import fold
    >>> text = "Bộ Văn hóa, Thể thao và Du lịch về du lịch"
    >>> text[: read(text, fold(text), 0).end]
    'Bộ Văn hóa, Thể thao và Du lịch'
    """
    return _Reader(text, folded, start, joint).read(start)


class _Reader:
    """One pass over the tokens of one name."""

    def __init__(self, text: str, folded: str, start: int, joint: bool) -> None:
        self.text = text
        self.folded = folded
        self.joint = joint
        self.words: Phrases = issuer_words()
        self.tokens = tokens(folded, start, _WINDOW)

    def read(self, start: int) -> Body | None:
        at, body = self._first(start)
        if body is None:
            return None
        while at < len(self.tokens):
            step = self._tail(at, body)
            if not step and not body.closed:
                step = self._phrase(at, body) or self._joiner(at, body)
            if not step:
                break
            at += step
        return body

    def _first(self, start: int) -> tuple[int, Body | None]:
        found = self.words.longest(self.tokens, 0)
        if found:
            size, kinds = found
            if kinds & {"heads", "levels"} and (size > 1 or "levels" in kinds or self._capital(0)):
                body = Body(start)
                self._take(0, size, kinds, body)
                body.first = body.last
                return size, body
            if "stops" in kinds or not kinds & {"words"}:
                return 0, None
        if not self.tokens or not self._capital(0) or self._shouted(0):
            return 0, None
        body = Body(self.tokens[0].end, first=self.tokens[0].word, sure=False, unknown=1)
        body.last = body.first
        return 1, body

    def _take(self, at: int, size: int, kinds: frozenset[str], body: Body) -> None:
        body.end = self.tokens[at + size - 1].end
        body.last = " ".join(token.word for token in self.tokens[at : at + size])
        body.kinds = kinds
        body.unknown = 0
        body.place = body.place or "levels" in kinds

    def _tail(self, at: int, body: Body) -> int:
        """ "khóa XIII", "(khóa XIII)", ", nhiệm kỳ 2020-2025": how many tokens, or 0."""
        if self.tokens[at].word not in ("khóa", "(", ",", "nhiệm", "và"):
            return 0
        start = body.end
        plenum = body.first.startswith(("trung ương", "hội nghị", "tw"))
        between = PLENUM_LIST.match(self.folded, start) if plenum and body.numbered else None
        match = TERM.match(self.folded, between.end() if between else start)
        years = None if match else YEARS.match(self.folded, start)
        match = match or years
        if match is None:
            return 0
        body.end, body.numbered = match.end(), True
        body.last, body.kinds = "", frozenset()
        body.closed = bool(years) or not body.first.startswith("đại hội")
        return sum(1 for token in self.tokens[at:] if token.end <= match.end())

    def _phrase(self, at: int, body: Body) -> int:
        """A listed phrase, a figure or a proper name: how many tokens, or 0."""
        figure = self._figure(at, body)
        if figure:
            return figure
        found = self.words.longest(self.tokens, at)
        if found and "purposes" in found[1] and body.first.startswith(_OF_A_PURPOSE):
            self._take(at, *found, body)
            return found[0]
        if found and self._fits(at, *found):
            self._take(at, *found, body)
            return found[0]
        if found and found[1] & {"stops", "ordinals"} and not self._names_place(at, body):
            return 0
        return self._proper(at, body)

    def _names_place(self, at: int, body: Body) -> bool:
        """Whether a place stands here whose first syllable is a stop: "thành phố Cần Thơ"."""
        after = at + 1
        capitals = after < len(self.tokens) and self._capital(at) and self._capital(after)
        return "levels" in body.kinds and capitals and not self._shouted(at)

    def _fits(self, at: int, size: int, kinds: frozenset[str]) -> bool:
        if kinds & {"levels", "lower"}:
            return True
        if "heads" in kinds and size > 1 and "stops" not in kinds:
            return self._capital(at) or self.tokens[at].word not in ("hội", "đại", "trung", "đảng")
        return bool(kinds & {"heads", "words"}) and "stops" not in kinds and self._capital(at)

    def _figure(self, at: int, body: Body) -> int:
        """ "lần thứ sáu", "lần thứ XX", "XIII" after "Đại hội", "4" after "Trung ương"."""
        word = self.tokens[at].word
        if word == "lần" and at + 2 < len(self.tokens) and self.tokens[at + 1].word == "thứ":
            size = self._ordinal(at + 2)
            if size:
                body.end = self.tokens[at + 1 + size].end
                body.numbered, body.last, body.kinds = True, "", frozenset()
                return 2 + size
            return 0
        is_figure = word.isdecimal() and len(word) <= 2
        is_roman = bool(_ROMAN.fullmatch(word)) and self._capital(at)
        if not (is_figure or is_roman):
            return 0
        after_congress = body.first.startswith("đại hội") and not body.numbered and is_roman
        listed = body.last in self.words and "numbered" in body.kinds
        if not (listed or after_congress) or (is_figure and self._counts(at + 1)):
            return 0
        body.end, body.numbered, body.last, body.kinds = self.tokens[at].end, True, "", frozenset()
        return 1

    def _counts(self, at: int) -> bool:
        """Whether the figure before is part of a date or a measure."""
        return at < len(self.tokens) and self.tokens[at].word in ("/", "%", "năm", "tháng")

    def _ordinal(self, at: int) -> int:
        found = self.words.longest(self.tokens, at)
        if found and "ordinals" in found[1]:
            return found[0]
        word = self.tokens[at].word
        return int(bool(_ROMAN.fullmatch(word)) or (word.isdecimal() and len(word) <= 2))

    def _proper(self, at: int, body: Body) -> int:
        """A capital that no list knows: a place, or an unlisted word with its second syllable."""
        if not self._capital(at) or not self.tokens[at].word[0].isalpha():
            return 0
        if self._shouted(at) and not (body.place or "ủy" in body.last or body.unknown):
            return 0
        if body.unknown >= _PLACE_SYLLABLES or (body.numbered and not body.last):
            return 0
        body.end, body.last, body.kinds = self.tokens[at].end, self.tokens[at].word, frozenset()
        body.unknown += 1
        if body.place or not self._lone_syllable(at + 1):
            return 1
        body.end, body.sure = self.tokens[at + 1].end, False
        return 2

    def _lone_syllable(self, at: int) -> bool:
        """Whether a small syllable stands here that ends a word ("Bộ Xây|dựng về")."""
        if at >= len(self.tokens) or self._capital(at) or not self.tokens[at].word.isalpha():
            return False
        found = self.words.longest(self.tokens, at)
        if found and found[1] & {"stops", "levels", "lower"}:
            return False
        if at + 1 == len(self.tokens) or not self.tokens[at + 1].word[0].isalnum():
            return True
        after = self.words.longest(self.tokens, at + 1)
        return self._capital(at + 1) or bool(after and after[1] & {"stops", "levels"})

    def _joiner(self, at: int, body: Body) -> int:
        """ "và", "-", "của", ",", a bracketed short form, where the name goes on behind them."""
        word = self.tokens[at].word
        after = self.words.longest(self.tokens, at + 1)
        kinds = after[1] if after else frozenset()
        capital = at + 1 < len(self.tokens) and self._capital(at + 1)
        if word == "và" and "words" in kinds and not kinds & {"heads", "stops"}:
            return int(capital and "words" in body.kinds)
        if word == "-" and not kinds & {"stops", "heads"}:
            return int(capital and self.text[body.end - 1].isalpha())
        if word == "của" and body.first.startswith(("đại hội", "hội nghị", "ban chỉ đạo")):
            return int(bool(kinds & {"heads"}) and capital)
        if word == "," and body.first.startswith("hội nghị") and "heads" in kinds:
            return int(self.tokens[at + 1].word == "bch" or self._spells(at + 1, "ban chấp hành"))
        if word == "," and "levels" in kinds and body.unknown and body.place and after:
            named = at + 1 + after[0]  # "xã An Bình, huyện Cao Lãnh"
            return int(named < len(self.tokens) and self._capital(named))
        if self.joint and word in (",", ";", "và", "với", "-"):
            return int("heads" in kinds and capital)
        if word == "(" and at + 3 < len(self.tokens) and self.tokens[at + 2].word == ")":
            short = self._short_form(at + 1)
            follows = self.words.longest(self.tokens, at + 3)
            if short and follows and follows[1] & {"levels"}:
                body.last, body.kinds = "", frozenset()
                return 3
        return 0

    def _spells(self, at: int, phrase: str) -> bool:
        words = phrase.split()
        return [token.word for token in self.tokens[at : at + len(words)]] == words

    def _short_form(self, at: int) -> bool:
        token = self.tokens[at]
        return self.text[token.start : token.end].isupper()

    def _capital(self, at: int) -> bool:
        return self.text[self.tokens[at].start].isupper()

    def _shouted(self, at: int) -> bool:
        """Whether the text is all in capitals here, so that a capital says nothing."""
        token: Token = self.tokens[at]
        written = self.text[token.start : token.end]
        around = self.text[max(0, token.start - 12) : token.end + 12]
        return written.isupper() and len(written) > 1 and around.isupper()
