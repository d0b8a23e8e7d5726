"""Reads lists of names: "Sở Nội vụ, Tài chính và các đơn vị liên quan"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.units.names import Name, Names
from extractors.units.words import phrases

__all__ = ["Reader"]

# Words for people in charge that are verbs as well: "lãnh đạo các phòng, ban" in a list of
# bodies, "Lãnh đạo các cơ quan …" as an order.
_ALSO_VERBS = frozenset({"lãnh đạo"})

# With whom somebody may work though one is not told from another
_WORK_ALONE = frozenset({"địa phương", "doanh nghiệp", "người sử dụng lao động"})
_OWN_BODIES = frozenset({"sở", "ban", "bộ", "cục", "vụ", "phòng", "viện", "trường", "huyện", "xã"})

# Kinds of bodies that a sentence may be about without "các"
_KINDS = frozenset(
    {
        "địa phương", "doanh nghiệp", "người sử dụng lao động", "đơn vị", "nhà trường",
        "hợp tác xã", "cơ quan báo chí",
        "cơ quan báo chí , truyền thông", "cơ quan thông tấn , báo chí",
    }
)  # fmt: skip


class Reader(Names):
    """Reads names and lists of them from the tokens of one text."""

    def list_at(self, at: int, chiefs: bool = False) -> tuple[list[Name], int]:
        """The bodies listed from token `at` on, and the token after the list.

        Quantifiers before a name are passed over, people at large are passed by. An
        empty list means that no body stands there.
        """
        names: list[Name] = []
        position = at
        while True:
            if names and position < len(self.tokens) and self.tokens[position].word == "mỗi":
                break  # "Phòng A, Phòng B, mỗi phòng …": those that are listed already
            begin, quantified = self._quantifiers(position)
            person = self._person(begin) if quantified else None
            if person is not None:
                names.append(person)
                following = self._after_separator(person.last + person.person)
                if following is None:
                    return names, person.last + person.person
                position = following
                continue
            people = phrases("not_bodies").match(self.tokens, begin)
            name = None
            if not people or self._longer_than(begin, people):
                name = self.name_at(begin)
            if name is not None and names and self._opens_label(name):
                name = None
            if name is not None and self._stands(name, quantified, bool(names), chiefs):
                if names and not quantified and self._same_person(names[-1], name):
                    name = replace(name, first=names.pop().first)
                names.append(name)
                end = name.last + name.person
            elif people and (names or quantified or self._before_bodies(begin, people)):
                end = begin + people
            else:
                listed = self._bare_sector(begin, names) or self._unknown(begin, names)
                listed = listed or self._authority(begin, names)
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

    def _same_person(self, first: Name, second: Name) -> bool:
        """ "Phó Thủ tướng Chính phủ, | Trưởng Ban Chỉ đạo": two offices of one holder"""
        if not (first.position and second.position) or first.last + 1 != second.first:
            return False
        if self.tokens[first.last].word != ",":
            return False
        high = phrases("leaders").match(self.tokens, first.first)
        leads = phrases("chairs").match(self.tokens, second.first)
        return bool(high and leads) or self._is_one_comrade(first)

    def _is_one_comrade(self, name: Name) -> bool:
        """ "Đồng chí | Phó Bí thư Đảng ủy |, Tổng Giám đốc": one, whose office names its body"""
        before = [token.word for token in self.tokens[max(0, name.first - 3) : name.first]]
        one = before[-2:] == ["đồng", "chí"] and before[:-2] in ([], ["."], [":"], [";"])
        office = phrases("positions").match(self.tokens, name.first)
        beside = self.tokens[name.first].word in ("phó", "ủy")  # "Bí thư, Chủ tịch" are two
        return one and beside and name.last - name.first > office

    def _person(self, at: int) -> Name | None:
        """ "Nguyễn Văn A" of "Đồng chí Nguyễn Văn A, Phó Chủ tịch …", whose offices stand behind.

        The name alone is the unit; its offices are passed over.
        """
        tokens, end = self.tokens, at
        titled = at > 0 and tokens[at - 1].word in ("chí", "đ/c", "ông", "bà")
        if not titled and not phrases("surnames").match(tokens, at):
            return None
        if phrases("positions").match(tokens, at):
            return None
        while end < len(tokens) and end - at < 5 and tokens[end].capital:
            end += 1
        if end - at < 2 or end >= len(tokens) or tokens[end].word not in (",", "-", "–"):
            return None
        past = end
        while past < len(tokens) and tokens[past].word in (",", "-", "–"):
            office = self.name_at(past + 1)
            if office is None or not office.position:
                break
            past = office.last
        if past == end:
            return None
        return Name(at, end, True, True, position=True, person=past - end)

    def _longer_than(self, at: int, size: int) -> bool:
        """Whether words for people begin a body's or an office's name ("Công chức Tư pháp")."""
        office = phrases("positions").match(self.tokens, at)
        if max(phrases("whole").match(self.tokens, at), office) > size:
            return True
        field, after = phrases("sectors").match(self.tokens, at + size), at + size
        return office == size and field > 0 and self.tokens[after].capital

    def _before_bodies(self, at: int, size: int) -> bool:
        """ "phối hợp với gia đình, nhà trường": people first, bodies behind them"""
        told = at > 0 and self.tokens[at - 1].word == "với"
        following = self._after_separator(at + size) if told else None
        return following is not None and self.name_at(following) is not None

    def _stands(self, name: Name, quantified: bool, listed: bool, chiefs: bool) -> bool:
        """Whether a body of no name may stand where it does."""
        if name.head in _ALSO_VERBS:
            many = phrases("quantifiers").match(self.tokens, name.first + 2)
            # "lãnh đạo | hai ngành": those two are one name
            direct = phrases("generic").match(self.tokens, name.first + 2) > many or not many
            if name.modified and direct and self._opens_sentence(name):
                chiefs = chiefs or self._speaks_of_chiefs(name.last) or self._of_own(name)
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
        if self._works_alone(name) or self._opens_and_acts(name):
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

    def _of_own(self, name: Name) -> bool:
        """ "Lãnh đạo Sở kiểm tra …", "Lãnh đạo hai ngành họp …": one's own, in a word or two"""
        body = self.tokens[name.first + 2 : name.last]
        bare = len(body) == 1 and body[0].capital and body[0].word in _OWN_BODIES
        both = len(body) == 2 and body[0].word in ("hai", "ba") and body[1].word == "ngành"
        listed = self._word_at(name.last) in (",", "và")
        return (bare or both) and (listed or self._verb_at(name.last) > 0)

    def _bare_list(self, name: Name, following: int) -> bool:
        """ "Bộ, ngành, địa phương": bodies of no name, the first at a sentence's head."""
        place = phrases("areas").match(self.tokens, name.first)
        return self._opens_sentence(name) and not place and self._generic_at(following)

    def _opens_sentence(self, name: Name) -> bool:
        return name.first == 0 or self.tokens[name.first - 1].word in (".", ":")

    def _opens_and_acts(self, name: Name) -> bool:
        """ "Địa phương xác định …", "Doanh nghiệp chủ động …": one kind as a sentence's subject"""
        tokens = self.tokens
        if not tokens[name.first].capital or not self._opens_sentence(name):
            return False
        if " ".join(token.word for token in tokens[name.first : name.last]) not in _KINDS:
            return False
        return self._verb_at(name.last, nouns=False) >= 2 or bool(
            phrases("modals").match(tokens, name.last)
        )

    def _works_alone(self, name: Name) -> bool:
        """ "phối hợp với địa phương xử lý": with whom, then what is done or the end.

        A verb behind any other noun may tell which one: "trung tâm điều phối", "doanh nghiệp
        khai thác".
        """
        words = [token.word for token in self.tokens[max(0, name.first - 3) : name.last]]
        kind = " ".join(words[3:])
        if words[:3] != ["phối", "hợp", "với"] or kind not in _WORK_ALONE:
            return False
        at = name.last
        if kind == "doanh nghiệp" and phrases("trades").match(self.tokens, at):
            return False
        at += phrases("adverbs").match(self.tokens, at)  # "tự kiểm tra"
        ends = at >= len(self.tokens) or self.tokens[at].word in (".", ";")
        return ends or (self._verb_at(at) > 0 and not self._generic_at(at))

    def _follows_with(self, name: Name) -> bool:
        return name.first > 0 and self.tokens[name.first - 1].word == "với"

    def _generic_at(self, at: int) -> bool:
        size = phrases("generic").match(self.tokens, at)
        return size > 0 and not self._is_verb(at, size)

    def _is_own_office(self, name: Name) -> bool:
        """ "Văn phòng" alone or before what it does: each house has just one."""
        words = [token.word for token in self.tokens[name.first : name.last]]
        if words != ["văn", "phòng"]:
            return False
        later = name.first > 0 and self.tokens[name.first - 1].word == ";"
        if later and not self.tokens[name.first].capital:
            return False
        if not later and not self._opens_sentence(name):  # "giao Văn phòng chuẩn bị"
            given = self.tokens[name.first - 1].word in ("giao", "cho", "với")
            return given and self.tokens[name.first].capital
        return (
            name.last >= len(self.tokens)
            or self.tokens[name.last].word in (".", ":")
            or phrases("modals").match(self.tokens, name.last) > 0
            or self._verb_at(name.last, nouns=False) > 0
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

    def _authority(self, at: int, names: Sequence[Name]) -> Name | None:
        """ "thanh tra", "tòa án" in a list of such behind "phối hợp với": what else is a verb"""
        size = phrases("authorities").match(self.tokens, at)
        if not size or self.tokens[at].capital:
            return None
        first = at > 1 and self.tokens[at - 1].word == "với"
        following = self._after_separator(at + size)
        more = following is not None and phrases("authorities").match(self.tokens, following)
        if (names and not names[-1].specific) or (first and more):
            return Name(at, at + size, False, False)
        return None

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
