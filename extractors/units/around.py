"""What stands at and around a token: where a name may begin, where one surely ends.

The lowest of three layers: `fields` reads the fields of work and the own names behind a head
with it, `names` whole names with both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import regex

from extractors.units.words import BRACKET_MASK, SEPARATORS, SMALL_WORDS, Token, phrases

__all__ = [
    "ALSO_PLACES",
    "LONGEST_REST",
    "MANY_FIELDS",
    "NAMED_WHOLES",
    "NEVER_IN_FIELDS",
    "ROMAN",
    "Around",
]

ROMAN = regex.compile(r"[IVXL]+|\d{1,4}")
# Wholes that a name of their own may follow ("Ban Chỉ đạo 35", "Tổ công tác Nội chính và …").
NAMED_WHOLES = frozenset(
    {
        "ban chỉ đạo", "tổ công tác", "tiểu ban", "đoàn kiểm tra", "đoàn kiểm tra liên ngành",
        "tổ kiểm tra", "đoàn giám sát", "tổ giám sát", "tổ giúp việc", "ban chỉ huy",
    }
)  # fmt: skip
# Bodies whose fields are too many for any list.
MANY_FIELDS = frozenset(
    {
        "viện", "trung tâm", "trường", "học viện", "vụ", "cục", "chi cục", "tổng cục", "quỹ",
        "hiệp hội", "nhà xuất bản", "tổng công ty", "công ty", "liên đoàn", "khoa", "bộ môn",
    }
)  # fmt: skip
# Heads that many names of places begin with.
ALSO_PLACES = frozenset({"trường", "hội", "đội", "đoàn", "tổ", "viện"})
# Words that no field of work goes on with.
NEVER_IN_FIELDS = frozenset(
    {
        "và", "với", "về", "cho", "để", "theo", "nhằm", "từ", "đến", "được", "đã", "trước", "sau",
        "khi", "vào", "hằng", "hàng", "chậm", "nếu", "hoặc", "cùng", "ít", "trong", "ngay", "kết",
        "có",
    }
)  # fmt: skip
LONGEST_REST = 10  # tokens of a name that no list knows


class Around:
    """Tokens, and what can be told of a place among them without reading a name."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        # In a heading all in capitals a person's name is not told from a field of work.
        self._shouted = all(
            token.capital or token.word in SMALL_WORDS for token in tokens if token.word.isalpha()
        )

    @cached_property
    def _anchors(self) -> list[int]:
        """The tokens where "chủ trì" and the like begin."""
        anchors = phrases("anchors")
        return [at for at in range(len(self.tokens)) if anchors.match(self.tokens, at)]

    def _placed(self, at: int) -> int:
        """ "BHXH" before "tỉnh", "các huyện": a body only where a place follows"""
        size = phrases("placed").match(self.tokens, at)
        after = at + size
        if not size or after >= len(self.tokens):
            return 0
        places = self.tokens[after].word == "các" or phrases("modifiers").match(self.tokens, after)
        return size if places else 0

    def _is_one_of_bodies(self, at: int, after: int) -> bool:
        """ "tổ chức" in "các cơ quan, tổ chức | chịu trách nhiệm"; not "…, tổ chức thực hiện" """
        said = [token.word for token in self.tokens[at - 3 : after + 2]] if at > 2 else []
        bodies = said[:5] == ["cơ", "quan", ",", "tổ", "chức"]
        return bodies and said[5:] not in (["thực", "hiện"], ["triển", "khai"])

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
        if after >= len(self.tokens) or self.tokens[after].word in SEPARATORS:
            return False
        if self._is_one_of_bodies(at, after):
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

    def _organises(self, at: int) -> bool:
        """Whether "tổ chức" behind "Lãnh đạo Ban" is what they do, not whose board it is."""
        tokens = self.tokens
        if [token.word for token in tokens[at : at + 2]] != ["tổ", "chức"] or tokens[at].capital:
            return False
        behind = at + 2
        if behind >= len(tokens) or tokens[behind].capital:
            return False
        return not (phrases("committees").match(tokens, behind) or self._area(behind))

    def _all_levels(self, at: int) -> int:
        """ "các cấp": how many tokens, or 0"""
        return 2 * ([token.word for token in self.tokens[at : at + 2]] == ["các", "cấp"])

    def _further(self, at: int, size_of: Callable[[int], int]) -> int:
        """Takes in what stands behind separators under one head noun, while it has a size."""
        while True:
            following = self._after_separator(at)
            size = 0 if following is None else size_of(following)
            if following is None or not size:
                return at
            at = following + size

    def _school(self, at: int) -> int:
        """ "Tiểu học" in "Trường THPT, Tiểu học": a further kind of school"""
        return phrases("schools").match(self.tokens, at)

    def _before_clause(self, at: int) -> bool:
        """Whether "trước khi", "sau khi" stands there: "công ty thủy điện | trước khi xả lũ"."""
        two = [token.word for token in self.tokens[at : at + 2]]
        return two in (["trước", "khi"], ["sau", "khi"])

    def _opens_capital(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital

    def _opens_name(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital and self.name_start(at)

    def name_start(self, at: int) -> bool:
        """Whether a specific name could begin at token `at`."""
        head = phrases("heads").match(self.tokens, at)
        return bool(
            phrases("whole").match(self.tokens, at)
            or phrases("positions").match(self.tokens, at)
            or (
                head
                and self.tokens[at].capital
                and at + head < len(self.tokens)
                and self.tokens[at + head].capital
            )
        )

    def _called_doan(self, at: int) -> bool:
        """Whether a person of that name begins: "UBND tỉnh | Đoàn Thị Lệ" is no "Tỉnh Đoàn"."""
        name = self.tokens[at : at + 2]
        return len(name) == 2 and name[0].word == "đoàn" and all(token.capital for token in name)

    def _ends_at(self, at: int) -> bool:
        """Whether a name may end before a token: at a verb, a sign or the text's end."""
        if at >= len(self.tokens):
            return True
        word = self.tokens[at].word
        if not word.isalpha():
            return word in (",", ";", ".", ":", ")", BRACKET_MASK)
        modal = phrases("modals").match(self.tokens, at) or phrases("anchors").match(
            self.tokens, at
        )
        return bool(modal or self._verb_at(at) >= 2)

    def _is_number(self, at: int) -> bool:
        """Whether a number of one or two figures or in Roman letters stands there."""
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        small = token.word.isdigit() and len(token.word) <= 2
        return small or (token.capital and ROMAN.fullmatch(token.word.upper()) is not None)

    def _area(self, at: int) -> int:
        """ "phường" in "Ủy ban nhân dân xã, phường": a further kind of place"""
        if at >= len(self.tokens) or self.tokens[at].capital:
            return 0
        size = phrases("areas").match(self.tokens, at)
        longer = max(phrases(kind).match(self.tokens, at) for kind in ("whole", "positions"))
        return 0 if longer > size else size

    def _committee(self, at: int) -> int:
        """ "thành ủy" in "ủy ban kiểm tra huyện ủy, thành ủy": a further committee"""
        if at >= len(self.tokens) or self.tokens[at].capital:
            return 0
        size = phrases("committees").match(self.tokens, at)
        return 0 if self._verb_at(at) > size else size

    def _word_at(self, at: int) -> str:
        return self.tokens[at].word if at < len(self.tokens) else ""

    def _quantifiers(self, at: int) -> tuple[int, bool]:
        found = False
        while size := phrases("quantifiers").match(self.tokens, at):
            if phrases("generic").match(self.tokens, at) > size:
                return at, True  # "hai ngành": all of it is the name
            at += size
            found = True
            if at < len(self.tokens) and self.tokens[at].word == ":":
                at += 1
        if at + 1 < len(self.tokens) and self.tokens[at].word.isdigit() and not found:
            word = self.tokens[at + 1].word
            if (
                len(self.tokens[at].word) <= 2
                and (
                    phrases("generic").match(self.tokens, at + 1)
                    or " ".join([word, *(t.word for t in self.tokens[at + 2 : at + 4])])
                    in NAMED_WHOLES
                )
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
        if tokens[at].word in SEPARATORS:
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

    def _is_area(self, at: int) -> bool:
        """Whether a kind of place ends right before a token: "xã | Quảng Phú"."""
        return any(
            at >= size and phrases("areas").match(self.tokens, at - size) == size for size in (1, 2)
        )
