"""Reads names of bodies, syllable by syllable.

A name is a head ("Ban Tổ chức", "Sở", "các cơ quan") and what goes on with it: a field
of work, a place, a further body ("của Thành ủy"). Where it ends is decided by what may
follow, since its words are common ones ("Ban Tổ chức Thành ủy tổ chức …").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from extractors.units.words import BRACKET_MASK, SEPARATORS, SMALL_WORDS, Token, phrases

__all__ = ["Name", "Names"]

_ROMAN = regex.compile(r"[IVXL]+|\d{1,4}")
# Wholes that a name of their own may follow ("Ban Chỉ đạo 35", "Tổ công tác Nội chính và …").
_NAMED_WHOLES = frozenset(
    {
        "ban chỉ đạo", "tổ công tác", "tiểu ban", "đoàn kiểm tra", "đoàn kiểm tra liên ngành",
        "tổ kiểm tra", "đoàn giám sát", "tổ giám sát", "tổ giúp việc", "ban chỉ huy",
    }
)  # fmt: skip
# Bodies that are often named for two fields; of others "và" opens the next body.
_TWO_FIELDS = frozenset(
    {
        "viện", "trung tâm", "trường", "học viện", "vụ", "cục", "chi cục", "ban", "ủy ban", "quỹ",
        "hội đồng", "hiệp hội", "tạp chí", "báo",
    }
)  # fmt: skip
# Bodies whose fields are too many for any list.
_MANY_FIELDS = frozenset(
    {
        "viện", "trung tâm", "trường", "học viện", "vụ", "cục", "chi cục", "tổng cục", "quỹ",
        "hiệp hội", "nhà xuất bản", "tổng công ty", "công ty", "liên đoàn", "khoa", "bộ môn",
    }
)  # fmt: skip
# Bodies with long names: their field in small letters, their own name behind it.
_LONG_NAMED = frozenset({"công ty", "tổng công ty", "xí nghiệp", "ban", "trung tâm", "chi nhánh"})
# Bodies whose names hold words in quotation marks.
_QUOTED = frozenset(
    {"quỹ", "ban vận động", "ban vận động quỹ", "câu lạc bộ", "đội", "tổ", "ban chỉ đạo"}
)
# Parts of a body, which may be named before it ("Phòng Hậu cần - Công an tỉnh").
_INNER = frozenset({"phòng", "đội", "khoa", "bộ phận", "vụ"})
# Bodies that are told apart by where they are ("Thương vụ Việt Nam tại Hoa Kỳ").
_ABROAD = frozenset(
    {
        "thương vụ việt nam", "tổng lãnh sự quán việt nam", "đại sứ quán việt nam", "tòa phúc thẩm",
        "tòa phúc thẩm tòa án nhân dân tối cao", "viện công tố và kiểm sát xét xử phúc thẩm",
        "văn phòng đại diện", "chi nhánh", "phân hiệu",
    }
)  # fmt: skip
# Heads that many names of places begin with.
_ALL_ACT = frozenset({"liên quan", "địa phương", "thẩm quyền"})  # a verb behind these is one
_KNOWN_BY_WORK = frozenset({"cấp ủy", "tổ chức đảng"})  # "cấp ủy quản lý"
_ALSO_PLACES = frozenset({"trường", "hội", "đội", "đoàn", "tổ", "viện"})
# Heads that stand for a body by themselves, too.
_NEED_NO_FIELD = frozenset({"bộ tư lệnh"})
# Words that no field of work goes on with.
_NEVER_IN_FIELDS = frozenset(
    {
        "và", "với", "về", "cho", "để", "theo", "nhằm", "từ", "đến", "được", "đã", "trước", "sau",
        "khi", "vào", "hằng", "hàng", "chậm", "nếu", "hoặc", "cùng", "ít", "trong", "ngay", "kết",
        "có",
    }
)  # fmt: skip
_LONGEST_PURPOSE = 12  # syllables and signs of what a committee is for
_LONGEST_FIELD_OVER = 8  # tokens behind "quản lý nhà nước về"
_LONGEST_REST = 10  # tokens of a name that no list knows
_ABSORBING = frozenset({"các", "từng", "mỗi", "hai", "những"})


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
    person: int = 0  # tokens of the offices behind a person's own name; 0 for other names


class Names:
    """Reads one name from the tokens of a text, and what may stand between two."""

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

    # --- names ---

    def name_at(self, at: int) -> Name | None:
        """The name that begins at token `at`, or None."""
        name = self._name_at(at)
        name = name and self._up_to_anchor(self._of_committees(name))
        return self._listed(at, name) or name

    def _listed(self, at: int, name: Name | None) -> Name | None:
        """The name in the gazetteer of real bodies, where it is longer than what the rules read."""
        if at >= len(self.tokens) or not self.tokens[at].capital:
            return None
        end = at + phrases("gazetteer").match(self.tokens, at)
        if end <= (name.last if name else at):
            return None
        head = self.tokens[at].word
        return Name(at, self._tails(end, generic=False, head=head), True, True, head=head)

    def _of_committees(self, name: Name) -> Name:
        """ "ban tổ chức huyện ủy, | thị ủy, thành ủy": one kind of organ, of several committees"""
        first = name.last - 2
        if first <= name.first or not self._committee(first):
            return name
        end = self._further(name.last, self._committee)
        return replace(name, last=end) if end > name.last else name

    def _up_to_anchor(self, name: Name) -> Name:
        """More of a name whose words no list knows, up to "chủ trì" and the like.

        "Ban Quản lý rừng phòng hộ | sông Đằng | chủ trì": between a body and what only a
        body does there is nothing but its name, unless a sign, a verb or an adverb begins.
        """
        tokens, end = self.tokens, name.last
        if not name.specific or name.position or not tokens[name.first].capital:
            return name
        if not any(end + 1 < at < end + _LONGEST_REST for at in self._anchors):
            return name
        if self._verb_at(end) and name.head not in _MANY_FIELDS:
            return name
        for at in range(end, min(end + _LONGEST_REST, len(tokens))):
            if phrases("anchors").match(tokens, at):
                return replace(name, last=at, modified=True) if at > end + 1 else name
            if (
                not tokens[at].word.isalpha()
                or tokens[at].word in _NEVER_IN_FIELDS - {"và"}
                or self.name_start(at)
                or any(
                    phrases(kind).match(tokens, at)
                    for kind in ("modals", "quantifiers", "orders", "adverbs", "links", "told_of")
                )
            ):
                return name
        return name

    def _name_at(self, at: int) -> Name | None:
        tokens = self.tokens
        if at >= len(tokens):
            return None
        if phrases("not_names").match(tokens, at):
            return None
        if self._room_that_arranges(at):
            return Name(at, at + 1, False, False)
        position = phrases("positions").match(tokens, at)
        if position and not phrases("whole").match(tokens, at) > position:
            return self._position(at, position)
        if tokens[at].word == "trung" and tokens[at].capital and at + 2 < len(tokens):
            # "Trung ương Hội Nông dân Việt Nam"
            inner = phrases("whole").match(tokens, at + 2)
            if tokens[at + 1].word == "ương" and inner and tokens[at + 2].capital:
                return self._whole(at, inner + 2)
        whole = phrases("whole").match(tokens, at) or self._placed(at)
        named = whole > 1 and at + whole < len(tokens) and tokens[at + whole].capital
        if named and tokens[at + whole - 1].word == "ngành":
            whole -= 1  # "công đoàn | ngành Giáo dục"
        if whole:
            return self._whole(at, whole)
        if self._acronym(at):
            end = self._tails(at + 1, generic=False, head="")
            if tokens[at].word[-1].isdigit():
                end = self._of_ministry(end)
            return Name(at, end, True, end > at + 1)
        head = phrases("heads").match(tokens, at)
        if head:
            name = self._headed(at, head)
            if name is not None:
                return name
        generic = phrases("generic").match(tokens, at)
        if generic and not self._is_verb(at, generic):
            if places := self._places_after_colon(at + generic):
                return Name(at, places, False, True)
            end = self._over_field(self._tails(at + generic, generic=True, head=""))
            if tokens[at].word == "trường" and end > at + generic:
                end = self._tails(self._further(end, self._school), generic=True, head="")
            return Name(at, end, False, end > at + generic)
        return None

    def _over_field(self, at: int) -> int:
        """ "về đập" behind "cơ quan quản lý nhà nước": what is governed, up to where a name ends"""
        tokens = self.tokens
        if [token.word for token in tokens[at - 4 : at + 1]] != ["quản", "lý", "nhà", "nước", "về"]:
            return at
        for end in range(at + 2, min(at + _LONGEST_FIELD_OVER, len(tokens)) + 1):
            if end == len(tokens) or not tokens[end].word.isalpha() or self._verb_at(end) >= 2:
                return end
        return at

    def _room_that_arranges(self, at: int) -> bool:
        """Whether "ban" and "tổ chức" are two words: "các phòng, ban | tổ chức hội nghị"."""
        tokens = self.tokens
        if at < 2 or tokens[at].capital or tokens[at].word != "ban":
            return False
        after = at + 3
        return (
            [token.word for token in tokens[at + 1 : after]] == ["tổ", "chức"]
            and tokens[at - 1].word in SEPARATORS
            and tokens[at - 2].word in ("phòng", "sở", "khoa", "ngành")
            and after < len(tokens)
            and tokens[after].word.isalpha()
            and not phrases("committees").match(tokens, after)
            and not phrases("modifiers").match(tokens, after)
            and not self._verb_at(after)
        )

    def _of_ministry(self, at: int) -> int:
        """ "- Bộ Công an" behind a code: "C06 - Bộ Công an" """
        if at >= len(self.tokens) or self.tokens[at].word != "-" or not self._stands_free(at):
            return at
        inner = self.name_at(at + 1) if self.name_start(at + 1) else None
        return inner.last if inner is not None else at

    def _placed(self, at: int) -> int:
        """ "BHXH" before "tỉnh", "các huyện": a body only where a place follows"""
        size = phrases("placed").match(self.tokens, at)
        after = at + size
        if not size or after >= len(self.tokens):
            return 0
        places = self.tokens[after].word == "các" or phrases("modifiers").match(self.tokens, after)
        return size if places else 0

    def _places_after_colon(self, at: int) -> int:
        """The end of ": Bồ Đề, Long Biên" behind a kind of place; 0 where none stand there."""
        tokens = self.tokens
        if not (at + 1 < len(tokens) and tokens[at].word == ":" and self._is_area(at)):
            return 0
        following: int | None = at + 1
        end = 0
        while following is not None and following < len(tokens) and tokens[following].capital:
            proper = self._proper(following)
            if proper == following or not 2 <= proper - following <= 4:
                break
            end = proper
            following = self._after_separator(end)
        return end

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
        """An office with its body, and what its holders are charged with."""
        name = self._office(at, size)
        last = phrases("charged").match(self.tokens, name.last - 3) and name.last - 3
        if last and last > name.first:  # "Huyện ủy viên | được phân công phụ trách địa bàn"
            return replace(name, last=last)
        charge = self._charge(name.last, bare=name.last == at + size)
        return replace(name, last=charge, modified=True) if charge > name.last else name

    def _charge(self, at: int, bare: bool) -> int:
        """ "phụ trách xã", "phụ trách lĩnh vực nông nghiệp", behind an office

        One that names no body is told apart by it: "Huyện ủy viên | phụ trách địa bàn".
        """
        tokens = self.tokens
        if [token.word for token in tokens[at : at + 2]] != ["phụ", "trách"]:
            return at
        begin = at + 2
        kind = phrases("charges").match(tokens, begin)
        field = phrases("sectors").match(tokens, begin + kind)
        if area := self._area(begin):
            return self._further(begin + area, self._area)
        if bare and kind == 2 and tokens[begin].word == "địa":
            area = self._area(begin + 2)
            return self._proper(begin + 2 + area) if area else begin + 2
        end = begin + kind + field
        # "Phó Giám đốc phụ trách đất đai | trực tiếp chỉ đạo"
        acts = bare and (self._verb_at(end) or phrases("adverbs").match(tokens, end))
        return end if field and (kind or acts) else at

    def _office(self, at: int, size: int) -> Name:
        end = at + size
        word = " ".join(token.word for token in self.tokens[at:end])
        headed = phrases("whole").match(self.tokens, end - 1) if size > 1 else 0
        office = self._whole(end - 1, headed) if headed > 1 else None
        if office is not None:  # "trưởng ban công tác mặt trận"
            return Name(at, office.last, True, True, True, word)
        following = phrases("quantifiers").match(self.tokens, end)
        if word.startswith("trưởng ") and phrases("areas").match(self.tokens, end - 1):
            end = self._further(end, self._area)  # "trưởng thôn, bản"
        if word == "trưởng các":  # "trưởng các thôn, buôn"
            absorbed = self._absorb(end)
            return Name(at, max(end, absorbed), True, True, True, word)
        if following:
            absorbed = self._absorb(end + following)
            if absorbed > end + following:
                return Name(at, absorbed, True, True, True, word)
        inner = self.name_at(end)
        bare = phrases("heads").match(self.tokens, end)
        if (
            bare
            and self.tokens[end].capital
            and (
                (word == "lãnh đạo" and self._organises(end + bare))
                or (self._ends_at(end + bare) and (inner is None or inner.last < end + bare))
            )
        ):
            return Name(at, end + bare, True, True, True, word)  # "Phó Chủ tịch Ủy ban,"
        if inner is not None:
            end = self._before_person(inner)
            lower = not self.tokens[inner.first].capital
            while lower:
                following_at = self._after_separator(end)
                if (
                    following_at is None
                    or following_at >= len(self.tokens)
                    or self.tokens[following_at].capital
                ):
                    break
                more = self.name_at(following_at)
                if more is None or more.position:
                    break
                if self.tokens[following_at - 1].word == "và" and more.specific != inner.specific:
                    break
                end = more.last
            return Name(at, max(end, inner.last), True, True, True, word)
        end = self._tails(end, generic=False, head="")
        return Name(at, end, True, end > at + size, True, word)

    def _organises(self, at: int) -> bool:
        """Whether "tổ chức" behind "Lãnh đạo Ban" is what they do, not whose board it is."""
        tokens = self.tokens
        if [token.word for token in tokens[at : at + 2]] != ["tổ", "chức"] or tokens[at].capital:
            return False
        behind = at + 2
        if behind >= len(tokens) or tokens[behind].capital:
            return False
        return not (phrases("committees").match(tokens, behind) or self._area(behind))

    def _before_person(self, name: Name) -> int:
        """The end of a body's name without the person's name that follows an office."""
        if self._shouted and len(self.tokens) > 4:
            return name.last
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
            owned = at + size < len(self.tokens) and self.tokens[at + size].word == "thuộc"
            if not owned:  # "thanh tra thuộc Bộ"
                return None
        end = at + size
        if words in _NAMED_WHOLES:
            end = self._field(end)
        if words == "văn phòng thường trực" and self._opens_capital(end):
            inner = self.name_at(end)  # "… | Ban Chỉ huy phòng, chống thiên tai tỉnh"
            end = max(self._field(end, "văn phòng"), inner.last if inner else end)
        end = self._numbered(end)
        if words.startswith("cơ sở giáo dục"):  # "… đại học, cao đẳng sư phạm"
            end = self._further(end, self._school)
        tail = self._tails(end, generic=not self.tokens[at].capital, head=words)
        if words in _NAMED_WHOLES:
            tail = self._about(tail)
        return Name(at, tail, True, tail > at + size)

    def _about(self, at: int) -> int:
        """What a committee is for: "về phòng, chống thiên tai", "phát triển kinh tế tập thể tỉnh".

        Without "về" it must run, in small letters, to a place and what ends a name there.
        """
        tokens = self.tokens
        if at < len(tokens) and tokens[at].word == "về":
            field = phrases("sectors").match(tokens, at + 1)
            return at + 1 + field if field else at
        if not phrases("purposes").match(tokens, at):
            return at
        for end in range(at + 2, min(at + _LONGEST_PURPOSE, len(tokens))):
            area = phrases("areas").match(tokens, end) or self._all_levels(end)
            after = end + area
            ends = after >= len(tokens) or not tokens[after].word.isalpha() or self._verb_at(after)
            if area and ends:
                return after
            word = tokens[end].word
            if word in _NEVER_IN_FIELDS - {"và"} or word in (";", ".", ":", "tại", "trên"):
                return at
        return at

    def _all_levels(self, at: int) -> int:
        """ "các cấp": how many tokens, or 0"""
        return 2 * ([token.word for token in self.tokens[at : at + 2]] == ["các", "cấp"])

    def _behind_form(self, at: int, head: str) -> int:
        """Behind what kind a company is, where its field begins there: "Công ty CP | Môi …"."""
        end = at
        while form := phrases("company_forms").match(self.tokens, end):
            end += form
        return end if self._field(end, head) > self._field(at, head) else at

    def _headed(self, at: int, size: int) -> Name | None:
        tokens = self.tokens
        end = at + size
        words = " ".join(token.word for token in tokens[at:end])
        end = self._behind_form(end, words)
        if self._word_at(end) == ":" and self._opens_capital(end + 1):
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
            return Name(at, end, True, False) if words in _NEED_NO_FIELD else None
        if self._verb_at(at) > size:
            return None
        if words == "trường":
            field_end = self._further(field_end, self._school)
        if words in ("phòng", "đội", "tổ", "trạm"):
            field_end = self._counted(field_end)
        if words == "ban" and (both := self._second_zone(field_end)):
            field_end = both
        return Name(at, self._tails(field_end, generic=False, head=words), True, True, head=words)

    def _second_zone(self, at: int) -> int:
        """ "Ban Quản lý Khu kinh tế Dung Quất | và các Khu công nghiệp |": the end, or 0"""
        tokens = self.tokens
        if at >= len(tokens) or not tokens[at].capital:
            return 0
        proper = self._proper(at)
        ahead = [token.word for token in tokens[proper : proper + 5]]
        return proper + 5 if ahead == ["và", "các", "khu", "công", "nghiệp"] else 0

    def _counted(self, at: int) -> int:
        """ "số 1, số 2" in "Phòng Kiểm tra thuế số 1, số 2": which of several"""
        words = [token.word for token in self.tokens[at : at + 2]]
        if words[:1] != ["số"] or not self._is_number(at + 1):
            return at
        following = self._after_separator(at + 2)
        further = following is not None and self._counted(following)
        return further if following is not None and further > following else at + 2

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

    def _plain_field(self, first: int, at: int, head: str) -> int:
        """A field in small letters: "bệnh viện đa khoa tỉnh", "Tổ công nghệ số cộng đồng".

        Only behind heads that are hardly anything else, and only up to a place where a
        name may end.
        """
        if not phrases("plain_heads").match(self.tokens, first):
            return at
        end = at
        while end < len(self.tokens) and end - at < 7 and self.tokens[end].word.isalpha():
            named = phrases("papers").match(self.tokens, end)  # "Giám đốc Bệnh viện | phương án"
            if self.tokens[end].capital or self._ends_field(end) or named:
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
            or self._before_clause(end)
            or not self.tokens[end].word.isalpha()
            or self.tokens[end].word == "và"
            else at
        )

    def _before_clause(self, at: int) -> bool:
        """Whether "trước khi", "sau khi" stands there: "công ty thủy điện | trước khi xả lũ"."""
        two = [token.word for token in self.tokens[at : at + 2]]
        return two in (["trước", "khi"], ["sau", "khi"])

    def _field(self, at: int, head: str = "") -> int:
        """The field of work or own name after a head: "Nội vụ", "Khuyến công và Xúc tiến …"."""
        tokens = self.tokens
        if at >= len(tokens):
            return at
        sector = phrases("sectors").match(tokens, at)
        if sector and (tokens[at].capital or self._verb_at(at) < sector):
            end = at + sector
            while tokens[at].capital and (more := self._field_goes_on(end)):
                end += more  # "Trung tâm Văn hóa Thông tin Thể thao huyện"
            return self._second_field(end, head)
        end, lower = at, 0
        while end < len(tokens):
            token = tokens[end]
            if self._ends_central(end) and end > at:
                end += 1
            elif token.capital or (_ROMAN.fullmatch(token.word.upper()) and token.word.isdigit()):
                opens = self.name_start(end) and not self._called_as_body(end)
                if end > at and opens and tokens[end - 1].word != "-":
                    break
                if phrases("role_labels").match(tokens, end):  # "Cục CNTT | Phối hợp: …"
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
        return self._more_field(end, head) if lower >= 3 else end

    def _field_goes_on(self, at: int) -> int:
        """How many tokens of a further field stand right behind one, all in capitals."""
        size = phrases("sectors").match(self.tokens, at)
        named = size and self.tokens[at].capital and not self.name_start(at)
        return size if named else 0

    def _goes_on(self, at: int, head: str) -> bool:
        """ "công ty … khai thác công trình | thủy lợi Bắc Sông Thương": more of a long name"""
        if head not in _LONG_NAMED:
            return False
        for step in range(at, min(at + 4, len(self.tokens))):
            if self.tokens[step].capital:
                return not self.name_start(step) or self._called_as_body(step)
            if not self.tokens[step].word.isalpha() or self._ends_field(step):
                return False
        return False

    def _called_as_body(self, at: int) -> bool:
        """Whether a place begins that is called like a body: "thủy lợi | Trường Sơn | bố trí"."""
        tokens = self.tokens
        if tokens[at].word not in _ALSO_PLACES or phrases("schools").match(tokens, at + 1):
            return False
        two = at + 1 < len(tokens) and tokens[at + 1].capital
        return two and self._ends_at(at + 2) and not phrases("sectors").match(tokens, at + 1)

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
        if not joined or tokens[at + 1].acronym or self.name_start(at + 1):
            return self._more_field(at, head)
        known = head in _TWO_FIELDS or phrases("sectors").match(tokens, at + 1)
        return self._field(at + 1) if known and head else self._more_field(at, head)

    def _more_field(self, at: int, head: str) -> int:
        """Small words behind a field that a list knows: "Phát triển thị trường | nước ngoài".

        Only of bodies with many fields, and only up to where a name surely ends.
        """
        if head not in _MANY_FIELDS:
            return at
        for end in range(at, min(at + 8, len(self.tokens) + 1)):
            if end == len(self.tokens) or self.tokens[end].word in (".", ";", ":"):
                return end if end > at + 1 else at
            if self.tokens[end].word == "," and self._opens_name(end + 1):
                return end if end > at + 1 else at
            token = self.tokens[end]
            acts = phrases("modals").match(self.tokens, end) or self._verb_at(end) >= 2
            if acts or phrases("modifiers").match(self.tokens, end):
                return end if end > at else at
            if token.capital or not token.word.isalpha() or self._ends_field(end):
                return at
        return at

    def _opens_capital(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital

    def _opens_name(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital and self.name_start(at)

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
            or self.tokens[at].word in _NEVER_IN_FIELDS
        )

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

    # --- what goes on with a name ---

    def _called_doan(self, at: int) -> bool:
        """Whether a person of that name begins: "UBND tỉnh | Đoàn Thị Lệ" is no "Tỉnh Đoàn"."""
        name = self.tokens[at : at + 2]
        return len(name) == 2 and name[0].word == "đoàn" and all(token.capital for token in name)

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
        if token.word.isdigit() and head and not generic:
            if self._area(at + 1):
                return at + 1  # "UBND | 12 phường"
            joined = self._word_at(at + 1) == "và"
            if len(token.word) <= 3 and (joined or self._ends_at(at + 1)):
                return at + 1  # "Phòng Nghiệp vụ 1", "Đoàn Kinh tế - Quốc phòng 337"
        if token.word == "¤" and head in _QUOTED:  # "Quỹ “Vì người nghèo” huyện"
            while at < len(tokens) and tokens[at].word == "¤":
                at += 1
            return at
        if token.word == "ngành" and head:  # "Công đoàn ngành Y tế"
            trade = phrases("sectors").match(tokens, at + 1)
            return at + 1 + trade if trade and tokens[at + 1].capital else at
        if token.word == "mỗi" and head and not phrases("areas").match(tokens, at + 1):
            return at  # "Hội Nông dân, Huyện đoàn | mỗi đơn vị đảm nhận …"
        if token.word in _ABSORBING:
            each = phrases("modifiers").match(tokens, at)
            end = at + each if each else max(at, self._absorb_after(at + 1, at))
            if end == at and head and not generic and (area := self._area(at + 1)):
                return self._further(at + 1 + area, self._area)  # "tổ công nghệ số | các bản"
            return end
        size = phrases("modifiers").match(tokens, at)
        kind = phrases("areas").match(tokens, at)
        if kind and not token.capital and self._called_doan(at + 1):
            return at + 1
        if phrases("not_names").match(tokens, at) > size:  # "chi bộ | bản kiểm điểm"
            return at
        if size and size == kind and phrases("whole").match(tokens, at) <= size:
            return self._further(at + size, self._area)
        if generic and (trade := self._trade(at)) > at:
            return trade
        if head and not generic and phrases("waters").match(tokens, at) and not token.capital:
            named = self._proper(at + 1)  # "Ban Quản lý rừng phòng hộ | sông Đằng"
            return named if named > at + 1 else at
        before = " ".join(token.word for token in tokens[max(0, at - 2) : at])
        # "các ngành liên quan | thanh tra việc …", "các địa phương | thanh tra việc …"
        place = before in _ALL_ACT or self._is_area(at)
        plain = head and head not in _KNOWN_BY_WORK  # "trạm y tế | quản lý hộ khẩu"
        if generic and not ((place or plain) and self._verb_at(at)):
            size = max(size, phrases("generic_modifiers").match(tokens, at))
        sector = phrases("sectors").match(tokens, at) if token.capital else 0
        if generic and sector > max(size, self._verb_at(at)):
            return at + sector
        committee = phrases("committees").match(tokens, at)
        if committee > size and head and not generic and not token.capital:
            return at + committee  # and `_of_committees` takes in further ones
        if size and self._verb_at(at) <= size and phrases("whole").match(tokens, at) <= size:
            return self._numbered(at + size)
        if token.word == "-" and head:
            return self._compound(at, head)
        house = phrases("own_houses").match(tokens, at) if token.capital and head else 0
        named = at + house < len(tokens) and tokens[at + house].capital  # "Thanh tra | Sở Xây dựng"
        if house and not named and self._ends_at(at + house):
            return at + house
        if token.capital:
            if self.name_start(at):
                inner = self.name_at(at)
                return inner.last if inner is not None and not inner.position else at
            return at + sector if sector > self._verb_at(at) else self._proper(at)
        acts = self._verb_at(at) or token.word in ("thanh", "thống")  # "thanh tra", "thống kê"
        if generic and phrases("whole").match(tokens, at) and not acts:
            inner = self.name_at(at)
            return inner.last if inner is not None else at
        if head in _ABROAD and token.word in ("tại", "ở"):
            placed = self._proper(at + 1)
            return placed if placed > at + 1 else at
        return self._linked(at, generic)

    def _trade(self, at: int) -> int:
        """The end of "sản xuất, nhập khẩu thuốc thú y" behind "doanh nghiệp", before its verb."""
        tokens = self.tokens
        before = " ".join(token.word for token in tokens[max(0, at - 2) : at])
        if before not in ("doanh nghiệp", "cơ sở", "công ty", "hợp tác xã"):
            return at
        of_party = at > 2 and tokens[at - 3].word in ("bộ", "đảng", "đoàn", "hội", "ủy")
        if before == "cơ sở" and of_party:  # "chi, đảng bộ cơ sở | xây dựng kế hoạch"
            return at
        end = at
        while size := phrases("trades").match(tokens, end):
            end += size
            following = self._after_separator(end)
            if following is None or not phrases("trades").match(tokens, following):
                break
            end = following
        if end == at:
            return at
        for stop in range(end, min(end + _LONGEST_REST, len(tokens))):
            modal = phrases("modals").match(tokens, stop)
            acts = modal or self._verb_at(stop) >= 2
            firm = phrases("firm").match(tokens, stop)  # "vận chuyển rác | phải …"
            if acts and (stop > end + 1 or firm or (stop == end and modal)):
                return stop
            if not tokens[stop].word.isalpha() or tokens[stop].word in _NEVER_IN_FIELDS:
                return at
        return at

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

    def _area(self, at: int) -> int:
        """ "phường" in "Ủy ban nhân dân xã, phường": a further kind of place"""
        if at >= len(self.tokens) or self.tokens[at].capital:
            return 0
        size = phrases("areas").match(self.tokens, at)
        return 0 if phrases("whole").match(self.tokens, at) > size else size

    def _committee(self, at: int) -> int:
        """ "thành ủy" in "ủy ban kiểm tra huyện ủy, thành ủy": a further committee"""
        if at >= len(self.tokens) or self.tokens[at].capital:
            return 0
        size = phrases("committees").match(self.tokens, at)
        return 0 if self._verb_at(at) > size else size

    def _compound(self, at: int, head: str) -> int:
        """ "- Kiểm tra" in "Ban Tổ chức - Kiểm tra", "- Công an tỉnh" behind one of its rooms"""
        begin = at + 1
        if begin >= len(self.tokens) or not self.tokens[begin].capital:
            return at
        if self.name_start(begin):
            inner = self.name_at(begin) if head in _INNER and self._stands_free(at) else None
            return inner.last if inner is not None and inner.head not in _INNER else at
        sector = phrases("sectors").match(self.tokens, begin)
        if sector:
            return begin + sector
        after = begin + 1
        if (
            after < len(self.tokens)
            and not self.tokens[after].capital
            and self.tokens[after].word.isalpha()
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
        end = self._numbers(self._proper(first.last))
        while True:
            following = self._after_separator(end)
            if following is None or following >= len(self.tokens):
                return end
            if self.tokens[following - 1].word == ";":  # "Đảng ủy các xã, phường; | chi bộ"
                return end
            if phrases("quantifiers").match(self.tokens, following):
                return end
            token = self.tokens[following]
            # "các Sở: Nội vụ, | Tài chính": a further field of the same kind of body
            field = phrases("sectors").match(self.tokens, following) if token.capital else 0
            if first.head and field:
                end = following + field
                continue
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
            of_place = phrases("areas").match(self.tokens, first.first)
            if of_place and phrases("unions").match(self.tokens, following):
                return end  # "LĐLĐ các huyện, thành phố, | công đoàn ngành"
            apart = self.tokens[following - 1].word == "và" and more is not None and more.modified
            if (
                more is None
                or more.position
                or (apart and more.specific and phrases("areas").match(self.tokens, first.first))
                or (more.specific and not first.specific and self.tokens[more.first].capital)
            ):
                return end
            end = self._proper(more.last)

    def _numbers(self, at: int) -> int:
        """ "1, 2, 5" in "các thôn 1, 2, 5" """
        if not self._is_number(at) or not self._is_area(at):
            return at
        at += 1
        while True:
            following = self._after_separator(at)
            if following is None or not self._is_number(following):
                return at
            at = following + 1

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
        if phrases("not_names").match(tokens, begin):
            return at  # "Ban Xây dựng Đảng | tại hội nghị giao ban"
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
        between = self._proper(begin)
        if between > begin and self._word_at(between) in ("đến", "tới"):
            end = self._proper(between + 1)  # "các tỉnh ven biển | từ Quảng Ninh đến Nghệ An"
            return end if end > between + 1 else otherwise
        to = begin + size
        if not size or to >= len(self.tokens) or self.tokens[to].word not in ("đến", "tới"):
            return otherwise
        more = phrases("modifiers").match(self.tokens, to + 1)
        return to + 1 + more if more else otherwise

    def _word_at(self, at: int) -> str:
        return self.tokens[at].word if at < len(self.tokens) else ""

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
            or self._between_capitals(at)
            or self._ends_central(at)
            or (
                tokens[at].word == "-"
                and at + 1 < len(tokens)
                and tokens[at + 1].capital
                and tokens[at].start == tokens[at - 1].end
            )
        ):
            at += 1
        return self._past_number(at)

    def _past_number(self, at: int) -> int:
        """ "3" of "xã Đạ Tẻh 3", "phường Bảo Lộc 2": new communes are numbered"""
        tokens = self.tokens
        run = at
        while run > 0 and tokens[run - 1].capital:
            run -= 1
        numbered = at < len(tokens) and tokens[at].word.isdigit() and len(tokens[at].word) == 1
        if not (numbered and 2 <= at - run <= 4):
            return at
        free = self._ends_at(at + 1) or tokens[at + 1].word == "và"
        return at + 1 if free and tokens[at].start == tokens[at - 1].end + 1 else at

    def _ends_central(self, at: int) -> bool:
        """ "ương" of "Bệnh viện Nhi Trung ương" """
        tokens = self.tokens
        before = tokens[at - 1] if at else None
        return tokens[at].word == "ương" and before is not None and before.word == "trung"

    def _between_capitals(self, at: int) -> bool:
        """ "đô" in "Cố đô Hoa Lư": one small syllable inside a place's name"""
        tokens = self.tokens
        if not (0 < at < len(tokens) - 2 and tokens[at].word.isalpha()):
            return False
        after = tokens[at + 1 : at + 3]
        return (
            tokens[at - 1].capital
            and (at < 2 or not tokens[at - 2].capital)
            and all(token.capital for token in after)
            and not self.name_start(at + 1)
            and not self._ends_field(at)
        )

    def _breaks_proper(self, at: int) -> bool:
        return bool(
            self.name_start(at)
            or self._verb_at(at, nouns=False) >= 2
            or phrases("papers").match(self.tokens, at)
        )

    # --- what stands around it ---

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
                    in _NAMED_WHOLES
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
