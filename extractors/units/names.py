"""Reads names of bodies and lists of them, syllable by syllable.

A name is a head ("Ban Tổ chức", "Sở", "các cơ quan") and what goes on with it: a field
of work, a place, a further body ("của Thành ủy"). Where it ends is decided by what may
follow, since its words are common ones ("Ban Tổ chức Thành ủy tổ chức …").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from pipeline.lexicon import fold, load_yaml

__all__ = ["BRACKET_MASK", "Name", "Reader", "Token", "phrases", "tokens_of"]

_PACKAGE = "extractors.units"
_BODY_KEYS = frozenset(
    {
        "whole",
        "heads",
        "plain_heads",
        "generic",
        "positions",
        "quantifiers",
        "sectors",
        "modifiers",
        "generic_modifiers",
        "links",
        "linked_places",
        "areas",
        "not_bodies",
        "not_acronyms",
        "surnames",
        "not_names",
        "papers",
        "committees",
        "compounds",
        "told_of",
        "orders",
        "known",
    }
)
_VERB_KEYS = frozenset(
    {
        "modals",
        "firm",
        "verbs",
        "predicates",
        "assign",
        "assign_weak",
        "no_predicate",
        "not_verbs",
    }
)
_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}\d&]*|\d+|[^\s\p{L}\d]")
_ACRONYM = regex.compile(r"[A-ZĐ&]{3,14}")  # real words in capitals mostly bear a tone
_ROMAN = regex.compile(r"[IVXL]+|\d{1,3}")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, a number or a sign, with its place; `word` is folded."""

    start: int
    end: int
    word: str
    capital: bool
    acronym: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name as a half-open range of tokens.

    `specific` is false for bodies of no name ("cơ quan", "đơn vị liên quan");
    `modified` says that something goes on with the head.
    """

    first: int
    last: int
    specific: bool
    modified: bool
    position: bool = False
    head: str = ""
    person: int = 0  # tokens of a person's name right behind an office


def tokens_of(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order."""
    folded = fold(text)
    mixed = any(char.islower() for char in text)  # in a heading all in capitals none stands out
    return [
        Token(
            match.start(),
            match.end(),
            folded[match.start() : match.end()],
            match.group()[0].isupper(),
            mixed and _ACRONYM.fullmatch(match.group()) is not None,
        )
        for match in _TOKEN.finditer(text)
    ]


class Phrases:
    """Phrases of tokens, longest match first."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for entry in set(map(fold, entries)):
            words = tuple(match.group() for match in _TOKEN.finditer(entry))
            self._by_first.setdefault(words[0], []).append(words)
        for group in self._by_first.values():
            group.sort(key=len, reverse=True)

    def match(self, tokens: Sequence[Token], at: int) -> int:
        """How many tokens from `at` on the longest phrase covers; 0 for none."""
        if at >= len(tokens):
            return 0
        for words in self._by_first.get(tokens[at].word, ()):
            size = len(words)
            if at + size <= len(tokens) and all(
                tokens[at + offset].word == word for offset, word in enumerate(words)
            ):
                return size
        return 0


@cache
def phrases(kind: str) -> Phrases:
    """The phrases of one list of the data files."""
    if kind in _VERB_KEYS:
        return Phrases(_verbs()[kind])
    return Phrases(_bodies()[kind])


def _bodies() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "bodies.yaml", _BODY_KEYS)


def _verbs() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "verbs.yaml", _VERB_KEYS)


# Wholes that a name of their own may follow ("Ban Chỉ đạo 35", "Tổ công tác Nội chính và …").
_NAMED_WHOLES = frozenset(
    {"ban chỉ đạo", "tổ công tác", "tiểu ban", "đoàn kiểm tra", "tổ giúp việc"}
)
_SEPARATORS = frozenset({",", ";", "và", "&", "/"})
BRACKET_MASK = "¦"  # stands for each sign of a bracket, which a list may run across
# Bodies that are often named for two fields; of others "và" opens the next body.
_TWO_FIELDS = frozenset({"viện", "trung tâm", "trường", "học viện", "vụ", "cục", "ban"})
# Bodies with long names: their field in small letters, their own name behind it.
_LONG_NAMED = frozenset({"công ty", "tổng công ty", "xí nghiệp", "ban", "trung tâm", "chi nhánh"})
# Words for people in charge that are verbs as well: "lãnh đạo các phòng, ban" in a list of
# bodies, "Lãnh đạo các cơ quan …" as an order.
_ALSO_VERBS = frozenset({"lãnh đạo"})
# Heads that many names of places begin with.
_ALSO_PLACES = frozenset({"trường", "hội", "đội", "đoàn", "tổ", "viện"})
_ABSORBING = frozenset({"các", "từng", "mỗi", "hai", "những"})


class Reader:
    """Reads names from the tokens of one text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    # --- lists ---

    def list_at(self, at: int, chiefs: bool = False) -> tuple[list[Name], int]:
        """The bodies listed from token `at` on, and the token after the list.

        Quantifiers before a name are passed over, people at large are passed by. An
        empty list means that no body stands there.
        """
        names: list[Name] = []
        position = at
        while True:
            begin, quantified = self._quantifiers(position)
            begin = self._past_person(begin) if quantified else begin
            people = phrases("not_bodies").match(self.tokens, begin)
            name = None
            if not people or self._longer_than(begin, people):
                name = self.name_at(begin)
            if name is not None and names and self._opens_label(name):
                name = None
            if name is not None and self._stands(name, quantified, bool(names), chiefs):
                names.append(name)
                end = name.last + name.person
            elif people and (names or quantified):
                end = begin + people
            else:
                listed = self._bare_sector(begin, names) or self._unknown(begin, names)
                if listed is None:
                    break
                if listed.first < begin:  # "UBND xã Quảng Phú, Quảng Tâm": one name
                    names.pop()
                names.append(listed)
                end = listed.last
            following = self._after_separator(end)
            if following is None:
                return names, end
            position = following
        # what stood after the last separator is no body: the list ends before that separator
        return names, (names[-1].last + names[-1].person if names else at)

    def _past_person(self, at: int) -> int:
        """ "Nguyễn Văn A," in "Đồng chí Nguyễn Văn A, Phó Chủ tịch …" tells no body."""
        tokens, end = self.tokens, at
        if not phrases("surnames").match(tokens, at) or not tokens[at].capital:
            return at
        while end < len(tokens) and end - at < 5 and tokens[end].capital:
            end += 1
        named = end - at >= 2 and end + 1 < len(tokens) and tokens[end].word in (",", "-", "–")
        return end + 1 if named and phrases("positions").match(tokens, end + 1) else at

    def _longer_than(self, at: int, size: int) -> bool:
        return (
            max(
                phrases("whole").match(self.tokens, at), phrases("positions").match(self.tokens, at)
            )
            > size
        )

    def _quantifiers(self, at: int) -> tuple[int, bool]:
        found = False
        while size := phrases("quantifiers").match(self.tokens, at):
            at += size
            found = True
            if at < len(self.tokens) and self.tokens[at].word == ":":
                at += 1
        if at + 1 < len(self.tokens) and self.tokens[at].word.isdigit() and not found:
            word = self.tokens[at + 1].word
            if (
                len(self.tokens[at].word) <= 2
                and phrases("generic").match(self.tokens, at + 1)
                and word != "ngày"
            ):
                return at + 1, True
        return at, found

    def _after_separator(self, at: int) -> int | None:
        """The token after a separator, or None when none stands at `at`."""
        tokens = self.tokens
        at = self.past_bracket(at)
        if at >= len(tokens):
            return None
        if tokens[at].word == "-" and self._stands_free(at) and self.name_start(at + 1):
            return at + 1
        if tokens[at].word in _SEPARATORS:
            step = at + 1
            if step < len(tokens) and tokens[step].word == "và":
                step += 1
            return step
        if tokens[at].word == "cùng" and at + 1 < len(tokens):
            return at + 2 if tokens[at + 1].word == "với" else at + 1
        return None

    def past_bracket(self, at: int) -> int:
        """The token behind a masked bracket that opens at `at`; `at` if none does."""
        while at < len(self.tokens) and self.tokens[at].word == BRACKET_MASK:
            at += 1
        return at

    def _stands_free(self, at: int) -> bool:
        """Whether a sign has a blank on either side."""
        tokens = self.tokens
        return (
            0 < at < len(tokens) - 1
            and tokens[at - 1].end < tokens[at].start
            and tokens[at].end < tokens[at + 1].start
        )

    def _stands(self, name: Name, quantified: bool, listed: bool, chiefs: bool) -> bool:
        """Whether a body of no name may stand where it does."""
        if name.head in _ALSO_VERBS:
            direct = not phrases("quantifiers").match(self.tokens, name.first + 2)
            if name.modified and direct and self._opens_sentence(name):
                chiefs = chiefs or self._speaks_of_chiefs(name.last)
            return quantified or listed or (chiefs and name.modified and direct)
        if name.specific or name.position:
            return True
        if quantified or listed or name.modified:
            return True
        # "Văn phòng và các Ban của Thành ủy": a bare head that opens a list
        following = self._after_separator(name.last)
        if self._is_own_office(name):
            return True
        if self._follows_with(name) and following is not None and self._generic_at(following):
            return True
        return (
            self.tokens[name.first].capital
            and following is not None
            and (
                bool(phrases("quantifiers").match(self.tokens, following))
                or self.name_start(following)
                or self._bare_list(name, following)
            )
        )

    def _speaks_of_chiefs(self, at: int) -> bool:
        """ "Lãnh đạo UBND xã trực tiếp …": people act here, the word is no order."""
        words = [token.word for token in self.tokens[at : at + 2]]
        return phrases("firm").match(self.tokens, at) > 0 or words in (
            ["trực", "tiếp"],
            ["tiếp", "công"],
        )

    def _bare_list(self, name: Name, following: int) -> bool:
        """ "Bộ, ngành, địa phương": bodies of no name, the first at a sentence's head."""
        place = phrases("areas").match(self.tokens, name.first)
        return self._opens_sentence(name) and not place and self._generic_at(following)

    def _opens_sentence(self, name: Name) -> bool:
        return name.first == 0 or self.tokens[name.first - 1].word == "."

    def _follows_with(self, name: Name) -> bool:
        return name.first > 0 and self.tokens[name.first - 1].word == "với"

    def _generic_at(self, at: int) -> bool:
        size = phrases("generic").match(self.tokens, at)
        return size > 0 and not self._is_verb(at, size)

    def _is_own_office(self, name: Name) -> bool:
        """ "Văn phòng" alone or before what it does: each house has just one."""
        words = [token.word for token in self.tokens[name.first : name.last]]
        if words != ["văn", "phòng"] or not self._opens_sentence(name):
            return False
        return (
            name.last >= len(self.tokens)
            or self.tokens[name.last].word in (".", ":")
            or phrases("modals").match(self.tokens, name.last) > 0
        )

    def _opens_label(self, name: Name) -> bool:
        """Whether a body of no name begins "cơ quan phối hợp: …"."""
        words = [token.word for token in self.tokens[name.last : name.last + 5]]
        return not name.specific and words[:1] in (["phối"], ["chủ"]) and ":" in words

    def _bare_sector(self, at: int, names: Sequence[Name]) -> Name | None:
        """ "Tài chính" in "Sở Nội vụ, Tài chính": a field of work after a name of its kind."""
        if (
            not names
            or not names[-1].head
            or names[-1].position
            or at >= len(self.tokens)
            or not self.tokens[at].capital
        ):
            return None
        size = phrases("sectors").match(self.tokens, at)
        if not size:
            return None
        end = self._tails(at + size, generic=False, head=names[-1].head)
        return Name(at, end, True, True, head=names[-1].head)

    def _unknown(self, at: int, names: Sequence[Name]) -> Name | None:
        """A name in capitals that is in no list, between bodies and what they do.

        "Sở Công Thương và Viettel Bắc Giang bố trí …". Behind a place it is one more place,
        and the name before goes on: "UBND xã Quảng Phú, Quảng Tâm".
        """
        tokens = self.tokens
        if not names or not names[-1].specific or names[-1].person:
            return None
        end = self._proper(at)
        acts = phrases("modals").match(tokens, end) or self._verb_at(end)
        if not 2 <= end - at <= 7 or end >= len(tokens) or not acts:
            return None
        last = names[-1]
        run = last.last
        while run > last.first and tokens[run - 1].capital:
            run -= 1
        placed = run < last.last and run > last.first and self._is_area(run)
        return Name(last.first if placed else at, end, True, True, last.position, last.head)

    def _is_area(self, at: int) -> bool:
        """Whether a kind of place ends right before a token: "xã | Quảng Phú"."""
        return any(
            at >= size and phrases("areas").match(self.tokens, at - size) == size for size in (1, 2)
        )

    # --- names ---

    def name_at(self, at: int) -> Name | None:
        """The name that begins at token `at`, or None."""
        tokens = self.tokens
        if at >= len(tokens):
            return None
        if phrases("not_names").match(tokens, at):
            return None
        position = phrases("positions").match(tokens, at)
        if position and not phrases("whole").match(tokens, at) > position:
            return self._position(at, position)
        whole = phrases("whole").match(tokens, at)
        if whole:
            return self._whole(at, whole)
        if tokens[at].word == "trung" and tokens[at].capital and at + 2 < len(tokens):
            # "Trung ương Hội Nông dân Việt Nam"
            inner = phrases("whole").match(tokens, at + 2)
            if tokens[at + 1].word == "ương" and inner and tokens[at + 2].capital:
                return self._whole(at, inner + 2)
        if self._acronym(at):
            end = self._tails(at + 1, generic=False, head="")
            return Name(at, end, True, end > at + 1)
        head = phrases("heads").match(tokens, at)
        if head:
            name = self._headed(at, head)
            if name is not None:
                return name
        generic = phrases("generic").match(tokens, at)
        if generic and not self._is_verb(at, generic):
            end = self._tails(at + generic, generic=True, head="")
            return Name(at, end, False, end > at + generic)
        return None

    def _acronym(self, at: int) -> bool:
        """Whether a word in capitals is the short form of a body: "TTPVHCC", "VKSND"."""
        token = self.tokens[at]
        return (
            token.acronym
            and token.end - token.start >= 3
            and not phrases("not_acronyms").match(self.tokens, at)
        )

    def _is_verb(self, at: int, size: int) -> bool:
        """Whether the words are rather a verb: "ban hành", "tổ chức thực hiện"."""
        verb = phrases("verbs").match(self.tokens, at)
        if verb > size:
            return True
        if verb < size:
            return False
        after = at + size
        if after >= len(self.tokens) or self.tokens[after].word in _SEPARATORS:
            return False
        if phrases("links").match(self.tokens, after):
            return False
        goes_on = (
            phrases("modifiers").match(self.tokens, after)
            or phrases("generic_modifiers").match(self.tokens, after)
            or self.tokens[after].word in (".", ")", ":")
            or (not self._verb_at(after) and self.tokens[after].word == "trong")
        )
        return not goes_on or bool(self._verb_at(after))

    def _verb_at(self, at: int, nouns: bool = True) -> int:
        """How many tokens a verb there covers; `nouns` takes in those that are nouns as well."""
        size = phrases("verbs").match(self.tokens, at)
        size = max(size, phrases("predicates").match(self.tokens, at) if nouns else 0)
        return 0 if size and phrases("not_verbs").match(self.tokens, at) > size else size

    def _position(self, at: int, size: int) -> Name:
        end = at + size
        word = " ".join(token.word for token in self.tokens[at:end])
        headed = phrases("whole").match(self.tokens, end - 1) if size > 1 else 0
        office = self._whole(end - 1, headed) if headed > 1 else None
        if office is not None:  # "trưởng ban công tác mặt trận"
            return Name(at, self._before_person(office), True, True, True, word)
        following = phrases("quantifiers").match(self.tokens, end)
        if following:
            absorbed = self._absorb(end + following)
            if absorbed > end + following:
                return Name(at, absorbed, True, True, True, word)
        inner = self.name_at(end)
        if inner is not None:
            end = self._before_person(inner)
            lower = not self.tokens[inner.first].capital
            while lower:
                following_at = self._after_separator(end)
                if following_at is None or self.tokens[following_at].capital:
                    break
                more = self.name_at(following_at)
                if more is None or more.position:
                    break
                end = more.last
            return Name(at, end, True, True, True, word, max(0, inner.last - end))
        end = self._tails(end, generic=False, head="")
        return Name(at, end, True, end > at + size, True, word)

    def _before_person(self, name: Name) -> int:
        """The end of a body's name without the person's name that follows an office."""
        run = name.last
        while run > name.first and self.tokens[run - 1].capital:
            run -= 1
        for begin in range(run, name.last - 2):
            known = phrases("surnames").match(self.tokens, begin)
            if known and self.tokens[begin : begin + 3][-1].word != "minh":
                return begin
        return name.last

    def _whole(self, at: int, size: int) -> Name | None:
        words = " ".join(token.word for token in self.tokens[at : at + size])
        if not self.tokens[at].capital and self._verb_at(at) >= size:
            return None
        end = at + size
        if words in _NAMED_WHOLES:
            end = self._field(end)
        end = self._numbered(end)
        tail = self._tails(end, generic=not self.tokens[at].capital, head=words)
        return Name(at, tail, True, tail > at + size)

    def _headed(self, at: int, size: int) -> Name | None:
        tokens = self.tokens
        end = at + size
        words = " ".join(token.word for token in tokens[at:end])
        if (
            end < len(tokens)
            and tokens[end].word == ":"
            and end + 1 < len(tokens)
            and tokens[end + 1].capital
        ):
            field = phrases("sectors").match(tokens, end + 1)
            if not field:
                return None
            return Name(
                at, self._tails(end + 1 + field, generic=False, head=words), True, True, head=words
            )
        field_end = self._field(end, words)
        if field_end == end:
            field_end = self._plain_field(at, end, words)
        if field_end == end:
            return None
        if self._verb_at(at) > size:
            return None
        return Name(at, self._tails(field_end, generic=False, head=words), True, True, head=words)

    def _plain_field(self, first: int, at: int, head: str) -> int:
        """A field in small letters: "bệnh viện đa khoa tỉnh", "Tổ công nghệ số cộng đồng".

        Only behind heads that are hardly anything else, and only up to a place where a
        name may end.
        """
        if not phrases("plain_heads").match(self.tokens, first):
            return at
        end = at
        while end < len(self.tokens) and end - at < 7 and self.tokens[end].word.isalpha():
            if self.tokens[end].capital or self._ends_field(end):
                break
            end += 1
        if end >= len(self.tokens) or end == at:
            return end
        closes = self._verb_at(end) or phrases("modals").match(self.tokens, end)
        goes_on = phrases("modifiers").match(self.tokens, end) or phrases("links").match(
            self.tokens, end
        )
        return (
            end
            if closes
            or goes_on
            or not self.tokens[end].word.isalpha()
            or self.tokens[end].word == "và"
            else at
        )

    def _field(self, at: int, head: str = "") -> int:
        """The field of work or own name after a head: "Nội vụ", "Khuyến công và Xúc tiến …"."""
        tokens = self.tokens
        if at >= len(tokens):
            return at
        sector = phrases("sectors").match(tokens, at)
        if sector and (tokens[at].capital or self._verb_at(at) < sector):
            return self._second_field(at + sector, head)
        end, lower = at, 0
        while end < len(tokens):
            token = tokens[end]
            if token.capital or (_ROMAN.fullmatch(token.word.upper()) and token.word.isdigit()):
                if end > at and self.name_start(end) and tokens[end - 1].word != "-":
                    break
                lower = 0
                end += 1
            elif end > at and token.word in ("và", "-", ",") and end + 1 < len(tokens):
                glued = tokens[end + 1].capital and not self.name_start(end + 1)
                if not glued or (token.word == "," and not self._closes_with_and(end + 1)):
                    break
                end += 1
            elif (
                end > at
                and (lower < 3 or self._goes_on(end, head))
                and token.word.isalpha()
                and not self._ends_field(end)
                and not self._follows_place(at, end)
            ):
                lower += 1
                end += 1
            else:
                break
        return end

    def _goes_on(self, at: int, head: str) -> bool:
        """ "công ty … khai thác công trình | thủy lợi Bắc Sông Thương": more of a long name"""
        if head not in _LONG_NAMED:
            return False
        for step in range(at, min(at + 4, len(self.tokens))):
            if self.tokens[step].capital:
                return not self.name_start(step)
            if not self.tokens[step].word.isalpha() or self._ends_field(step):
                return False
        return False

    def _follows_place(self, first: int, at: int) -> bool:
        """Whether two capitals in a row stand before: "Bắc Ninh | tuyển sinh" goes no further."""
        before = self.tokens[max(first, at - 2) : at]
        if phrases("heads").match(self.tokens, at - 2):  # "Ban Chỉ | đạo"
            return False
        return len(before) == 2 and all(token.capital and not token.acronym for token in before)

    def _second_field(self, at: int, head: str) -> int:
        """ "và Quy hoạch thủy sản" in "Viện Kinh tế và Quy hoạch thủy sản"."""
        tokens = self.tokens
        joined = at + 1 < len(tokens) and tokens[at].word == "và" and tokens[at + 1].capital
        if head not in _TWO_FIELDS or not joined or self.name_start(at + 1):
            return at
        return self._field(at + 1)

    def _closes_with_and(self, at: int) -> bool:
        """Whether a comma inside a field is followed by "và": "Văn hóa, Thể thao và Du lịch"."""
        for token in self.tokens[at : at + 6]:
            if token.word == "và":
                return True
            if token.word in ",;.:":
                return False
        return False

    def _ends_field(self, at: int) -> bool:
        if at and phrases("compounds").match(self.tokens, at - 1):
            return False
        return bool(
            phrases("modals").match(self.tokens, at)
            or (self._verb_at(at) and self._verb_at(at - 1) < 2)  # "Đào tạo" is one word
            or phrases("modifiers").match(self.tokens, at)
            or phrases("links").match(self.tokens, at)
            or phrases("quantifiers").match(self.tokens, at)
            or self.tokens[at].word
            in {"và", "với", "về", "cho", "để", "theo", "nhằm", "từ", "đến", "được", "đã"}
        )

    def name_start(self, at: int) -> bool:
        """Whether a specific name could begin at token `at`."""
        return bool(
            phrases("whole").match(self.tokens, at)
            or phrases("positions").match(self.tokens, at)
            or (
                phrases("heads").match(self.tokens, at)
                and self.tokens[at].capital
                and at + 1 < len(self.tokens)
                and self.tokens[at + 1].capital
            )
        )

    # --- what goes on with a name ---

    def _tails(self, at: int, generic: bool, head: str) -> int:
        tokens = self.tokens
        while at < len(tokens):
            step = self._tail(at, generic, head)
            if step == at:
                return at
            at = step
        return at

    def _tail(self, at: int, generic: bool, head: str) -> int:
        tokens = self.tokens
        token = tokens[at]
        if token.word in ("số", "vùng") and head and self._is_number(at + 1):
            return at + 2
        if token.word in _ABSORBING:
            each = phrases("modifiers").match(tokens, at)
            return at + each if each else max(at, self._absorb_after(at + 1, at))
        size = phrases("modifiers").match(tokens, at)
        kind = phrases("areas").match(tokens, at)
        if size and size == kind and phrases("whole").match(tokens, at) <= size:
            return self._areas(at + size)
        if generic:
            size = max(size, phrases("generic_modifiers").match(tokens, at))
        sector = phrases("sectors").match(tokens, at) if token.capital else 0
        if generic and sector > max(size, self._verb_at(at)):
            return at + sector
        committee = phrases("committees").match(tokens, at)
        if committee > size and head and not generic and not token.capital:
            return at + committee
        if size and self._verb_at(at) <= size and phrases("whole").match(tokens, at) <= size:
            return self._numbered(at + size)
        if token.word == "-" and head:
            return self._compound(at)
        if token.capital:
            if self.name_start(at):
                inner = self.name_at(at)
                return inner.last if inner is not None and not inner.position else at
            return at + sector if sector > self._verb_at(at) else self._proper(at)
        if generic and phrases("whole").match(tokens, at) and not self._verb_at(at):
            inner = self.name_at(at)
            return inner.last if inner is not None else at
        return self._linked(at, generic)

    def _is_number(self, at: int) -> bool:
        """Whether a number of one or two figures or in Roman letters stands there."""
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        small = token.word.isdigit() and len(token.word) <= 2
        return small or (token.capital and _ROMAN.fullmatch(token.word.upper()) is not None)

    def _numbered(self, at: int) -> int:
        """Takes in the number of "khu vực 2", "Thuế cơ sở 3" and the full stop of "TP."."""
        tokens = self.tokens
        before = " ".join(token.word for token in tokens[max(0, at - 2) : at])
        if at < len(tokens) and (
            (before in ("khu vực", "cơ sở") and self._is_number(at))
            or (tokens[at - 1].word == "tp" and tokens[at].word == "." and at + 1 < len(tokens))
        ):
            return at + 1
        return at

    def _areas(self, at: int) -> int:
        """ "xã, phường, thị trấn" behind "Ủy ban nhân dân": kinds of places under one head noun."""
        while True:
            following = self._after_separator(at)
            if following is None or following >= len(self.tokens) or self.tokens[following].capital:
                return at
            size = phrases("areas").match(self.tokens, following)
            if not size or phrases("whole").match(self.tokens, following) > size:
                return at
            at = following + size

    def _compound(self, at: int) -> int:
        """ "- Kiểm tra" in "Ban Tổ chức - Kiểm tra": a second field behind a dash."""
        begin = at + 1
        if begin >= len(self.tokens) or not self.tokens[begin].capital or self.name_start(begin):
            return at
        sector = phrases("sectors").match(self.tokens, begin)
        if sector:
            return begin + sector
        after = begin + 1
        if (
            after < len(self.tokens)
            and not self.tokens[after].capital
            and not self._ends_field(after)
        ):
            after += 1
        return after

    def _absorb_after(self, at: int, otherwise: int) -> int:
        end = self._absorb(at)
        return end if end > at else otherwise

    def _absorb(self, at: int) -> int:
        """A list under one head noun: "(Đảng ủy các) xã, thị trấn, cơ quan, đơn vị"."""
        first = self.name_at(at)
        if first is None or first.position:
            return at
        end = self._proper(first.last)
        while True:
            following = self._after_separator(end)
            if following is None or following >= len(self.tokens):
                return end
            if phrases("quantifiers").match(self.tokens, following):
                return end
            token = self.tokens[following]
            if token.capital:
                place = self._is_place(first, following)
                proper = following + 2 if place else self._proper(following)
                if (
                    (self.name_start(following) and not place)
                    or proper == following
                    or not self.tokens[end - 1].capital
                ):
                    return end
                end = proper
                continue
            more = self.name_at(following)
            if (
                more is None
                or more.position
                or (more.specific and not first.specific and self.tokens[more.first].capital)
            ):
                return end
            end = self._proper(more.last)

    def _is_place(self, first: Name, at: int) -> bool:
        """ "Trường Giang" in "các tỉnh Lam Sơn, Trường Giang": a place, not a school."""
        end = at + 2
        return (
            phrases("areas").match(self.tokens, first.first) > 0
            and self.tokens[at].word in _ALSO_PLACES
            and (end >= len(self.tokens) or self.tokens[end].word in (",", ";", ":", ".", "và"))
        )

    def _linked(self, at: int, generic: bool) -> int:
        """ "của Thành ủy", "thuộc tỉnh", "ở Trung ương", "tham gia vào quá trình …"."""
        tokens = self.tokens
        link = phrases("links").match(tokens, at)
        if not link:
            return at
        word = tokens[at].word
        begin = at + link
        if begin >= len(tokens):
            return at
        if word == "tham":
            return self._clause(begin, at) if generic else at
        if word == "từ":
            return self._reach(begin, at)
        begin, _ = self._quantifiers(begin)
        inner = self.name_at(begin)
        if inner is not None and not inner.position:
            return inner.last
        size = phrases("modifiers").match(tokens, begin)
        if size:
            return begin + size
        place = phrases("linked_places").match(tokens, begin)
        return begin + place if place else at

    def _reach(self, begin: int, otherwise: int) -> int:
        """ "từ thị xã đến cơ sở", "từ tỉnh đến cơ sở"."""
        size = phrases("areas").match(self.tokens, begin) or phrases("modifiers").match(
            self.tokens, begin
        )
        to = begin + size
        if not size or to >= len(self.tokens) or self.tokens[to].word not in ("đến", "tới"):
            return otherwise
        more = phrases("modifiers").match(self.tokens, to + 1)
        return to + 1 + more if more else otherwise

    def _clause(self, begin: int, otherwise: int) -> int:
        """A short relative clause that runs to the end of its phrase."""
        end = begin
        while end < len(self.tokens) and end - begin < 9:
            token = self.tokens[end]
            if not token.word[0].isalpha() or token.word in ("để", "nhằm", "theo", "thực"):
                break
            end += 1
        return end if end > begin else otherwise

    def _proper(self, at: int) -> int:
        """Capitalised words that are no name of another body: "Hải Phòng", "Thanh Giang"."""
        tokens = self.tokens
        while at < len(tokens) and (
            (tokens[at].capital and not self._breaks_proper(at))
            or (
                tokens[at].word == "-"
                and at + 1 < len(tokens)
                and tokens[at + 1].capital
                and tokens[at].start == tokens[at - 1].end
            )
        ):
            at += 1
        return at

    def _breaks_proper(self, at: int) -> bool:
        return bool(
            self.name_start(at)
            or self._verb_at(at, nouns=False) >= 2
            or phrases("papers").match(self.tokens, at)
        )
