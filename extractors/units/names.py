"""Reads names of bodies, syllable by syllable.

A name is a head ("Ban Tổ chức", "Sở", "các cơ quan") and what goes on with it: a field
of work, a place, a further body ("của Thành ủy"). Where it ends is decided by what may
follow, since its words are common ones ("Ban Tổ chức Thành ủy tổ chức …").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.units.around import (
    ALSO_PLACES,
    LONGEST_REST,
    MANY_FIELDS,
    NAMED_WHOLES,
    NEVER_IN_FIELDS,
)
from extractors.units.fields import Fields
from extractors.units.words import SEPARATORS, phrases

__all__ = ["Name", "Names"]

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
_ALL_ACT = frozenset({"liên quan", "địa phương", "thẩm quyền"})  # a verb behind these is one
_KNOWN_BY_WORK = frozenset({"cấp ủy", "tổ chức đảng"})  # "cấp ủy quản lý"
# Heads that stand for a body by themselves, too.
_STAFF_WORDS = 3  # of "ban tham mưu"
_NEED_NO_FIELD = frozenset({"bộ tư lệnh"})
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


class Names(Fields):
    """Reads one name from the tokens of a text, and what may stand between two."""

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
        if end > name.last and phrases("links").match(self.tokens, end):
            end = self._linked(end, generic=False)  # "… đảng ủy | trực thuộc Tỉnh ủy"
        return replace(name, last=end) if end > name.last else name

    def _up_to_anchor(self, name: Name) -> Name:
        """More of a name whose words no list knows, up to "chủ trì" and the like.

        "Ban Quản lý rừng phòng hộ | sông Đằng | chủ trì": between a body and what only a
        body does there is nothing but its name, unless a sign, a verb or an adverb begins.
        """
        tokens, end = self.tokens, name.last
        if not name.specific or name.position or not tokens[name.first].capital:
            return name
        if not any(end + 1 < at < end + LONGEST_REST for at in self._anchors):
            return name
        if self._verb_at(end) and name.head not in MANY_FIELDS:
            return name
        for at in range(end, min(end + LONGEST_REST, len(tokens))):
            if phrases("anchors").match(tokens, at):
                return replace(name, last=at, modified=True) if at > end + 1 else name
            if (
                not tokens[at].word.isalpha()
                or tokens[at].word in NEVER_IN_FIELDS - {"và"}
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
        if self._is_staff(at):
            generic = _STAFF_WORDS
        if generic and not self._is_verb(at, generic):
            if places := self._places_after_colon(at + generic):
                return Name(at, places, False, True)
            end = self._over_field(self._tails(at + generic, generic=True, head=""))
            if tokens[at].word == "trường" and (end > at + generic or generic > 2):
                end = self._tails(self._further(end, self._school), generic=True, head="")
            return Name(at, end, False, end > at + generic)
        return None

    def _is_staff(self, at: int) -> bool:
        """ "các ban tham mưu", "ban tham mưu của Đảng ủy"; "Ban | tham mưu Tỉnh ủy" does so"""
        said = [token.word for token in self.tokens[at : at + _STAFF_WORDS]]
        if said != ["ban", "tham", "mưu"] or self.tokens[at].capital:
            return False
        several = at > 0 and self._word_at(at - 1) == "các"
        return several or self._word_at(at + _STAFF_WORDS) in ("của", "thuộc")

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
        if words in NAMED_WHOLES:
            end = self._field(end)
        if words == "ban chỉ đạo" and self._reviewing(end):
            end += 2
        if words == "văn phòng thường trực" and self._opens_capital(end):
            inner = self.name_at(end)  # "… | Ban Chỉ huy phòng, chống thiên tai tỉnh"
            end = max(self._field(end, "văn phòng"), inner.last if inner else end)
        end = self._numbered(end)
        if words.startswith("cơ sở giáo dục"):  # "… đại học, cao đẳng sư phạm"
            end = self._further(end, self._school)
        tail = self._tails(end, generic=not self.tokens[at].capital, head=words)
        if words in NAMED_WHOLES:
            tail = self._about(tail)
        return Name(at, tail, True, tail > at + size)

    def _reviewing(self, at: int) -> bool:
        """Whether "tổng kết", "sơ kết" behind "Ban Chỉ đạo" is what that is for, not what it does:
        before another verb, a time or the end.
        """
        two = [token.word for token in self.tokens[at : at + 2]]
        if two not in (["tổng", "kết"], ["sơ", "kết"]):
            return False
        after = at + 2
        if after >= len(self.tokens) or not self.tokens[after].word.isalpha():
            return self._word_at(after) != ":"
        return self._verb_at(after) >= 2 or self.tokens[after].word in (
            "do",
            "trước",
            "theo",
            "của",
        )

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
        if field_end == end and self._word_at(end) == "các" and (area := self._area(end + 1)):
            # "Thư viện | các tỉnh, thành phố"
            return Name(at, self._further(end + 1 + area, self._area), True, True, head=words)
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

    def _compound(self, at: int, head: str) -> int:
        """ "- Kiểm tra" in "Ban Tổ chức - Kiểm tra", "- Công an tỉnh" behind one of its rooms"""
        begin = at + 1
        if begin >= len(self.tokens) or not self.tokens[begin].capital:
            return at
        field = phrases("dashed_fields").match(self.tokens, begin)
        if field and not self.tokens[begin + 1].capital:
            return begin + field
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
            head = [one.word for one in self.tokens[max(0, at - 3) : at - 1]]
            if len(head) == 2 and head == [
                one.word for one in self.tokens[following : following + 2]
            ]:
                return end  # "đảng ủy các xã, phường, | đảng ủy trực thuộc Tỉnh ủy"
            ahead = [one.word for one in self.tokens[following - 1 : following + 4]]
            if ahead in (["và", "đơn", "vị", "trực", "thuộc"], ["và", "cơ", "sở", "trực", "thuộc"]):
                return end  # "Hội LHPN các huyện, thành phố và | đơn vị trực thuộc"
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

    def _is_place(self, first: Name, at: int) -> bool:
        """ "Trường Giang" in "các tỉnh Lam Sơn, Trường Giang": a place, not a school."""
        end = at + 2
        return (
            phrases("areas").match(self.tokens, first.first) > 0
            and self.tokens[at].word in ALSO_PLACES
            and (end >= len(self.tokens) or self.tokens[end].word in (",", ";", ":", ".", "và"))
        )

    def _linked(self, at: int, generic: bool) -> int:
        """ "của Thành ủy", "thuộc tỉnh", "ở Trung ương", "tham gia vào quá trình …"."""
        tokens = self.tokens
        if tokens[at].word == "nơi" and generic:
            return self._where_they_are(at)
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
