"""Reads what goes on with the head of a name: a field of work, an own name, a number.

"Khuyến công và Xúc tiến thương mại", "Bắc Ninh", "số 1, số 2". No field holds another body's
name, so nothing here reads one; that is for `names`.
"""

from __future__ import annotations

from extractors.units.around import (
    ALSO_PLACES,
    LONGEST_REST,
    MANY_FIELDS,
    NEVER_IN_FIELDS,
    ROMAN,
    Around,
)
from extractors.units.words import phrases

__all__ = ["Fields"]

# Bodies that are often named for two fields; of others "và" opens the next body.
_TWO_FIELDS = frozenset(
    {
        "viện", "trung tâm", "trường", "học viện", "vụ", "cục", "chi cục", "ban", "ủy ban", "quỹ",
        "hội đồng", "hiệp hội", "tạp chí", "báo",
    }
)  # fmt: skip
# Bodies with long names: their field in small letters, their own name behind it.
_LONG_NAMED = frozenset({"công ty", "tổng công ty", "xí nghiệp", "ban", "trung tâm", "chi nhánh"})
_LONGEST_PURPOSE = 12  # syllables and signs of what a committee is for
_LONGEST_FIELD_OVER = 8  # tokens behind "quản lý nhà nước về"


class Fields(Around):
    """Where fields and own names end; each method gives the token behind, or the one it got."""

    def _over_field(self, at: int) -> int:
        """ "về đập" behind "cơ quan quản lý nhà nước": what is governed, up to where a name ends"""
        tokens = self.tokens
        if [token.word for token in tokens[at - 4 : at + 1]] != ["quản", "lý", "nhà", "nước", "về"]:
            return at
        for end in range(at + 2, min(at + _LONGEST_FIELD_OVER, len(tokens)) + 1):
            if end == len(tokens) or not tokens[end].word.isalpha() or self._verb_at(end) >= 2:
                return end
        return at

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
            ends = ends or tokens[after].word in NEVER_IN_FIELDS - {"và", "có"}
            if area and ends:
                return after
            word = tokens[end].word
            if word in NEVER_IN_FIELDS - {"và"} or word in (";", ".", ":", "tại", "trên"):
                return at
        return at

    def _behind_form(self, at: int, head: str) -> int:
        """Behind what kind a company is, where its field begins there: "Công ty CP | Môi …"."""
        end = at
        while form := phrases("company_forms").match(self.tokens, end):
            end += form
        return end if self._field(end, head) > self._field(at, head) else at

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
            elif token.capital or (ROMAN.fullmatch(token.word.upper()) and token.word.isdigit()):
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
        if tokens[at].word not in ALSO_PLACES or phrases("schools").match(tokens, at + 1):
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
        if head not in MANY_FIELDS:
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

    def _closes_with_and(self, at: int) -> bool:
        """Whether a comma inside a field is followed by "và": "Văn hóa, Thể thao và Du lịch"."""
        for token in self.tokens[at : at + 6]:
            if token.word == "và":
                return True
            if token.word in ",;.:":
                return False
        return False

    def _ends_field(self, at: int) -> bool:
        if [token.word for token in self.tokens[at : at + 2]] == ["tiến", "độ"]:
            return True  # "báo cáo Ban Chỉ đạo Thành phố | tiến độ thực hiện"
        if at and phrases("compounds").match(self.tokens, at - 1):
            return False
        return bool(
            phrases("modals").match(self.tokens, at)
            or (self._verb_at(at) and self._verb_at(at - 1) < 2)  # "Đào tạo" is one word
            or phrases("modifiers").match(self.tokens, at)
            or phrases("links").match(self.tokens, at)
            or phrases("quantifiers").match(self.tokens, at)
            or self.tokens[at].word in NEVER_IN_FIELDS
        )

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
        for stop in range(end, min(end + LONGEST_REST, len(tokens))):
            modal = phrases("modals").match(tokens, stop)
            acts = modal or self._verb_at(stop) >= 2
            firm = phrases("firm").match(tokens, stop)  # "vận chuyển rác | phải …"
            if acts and (stop > end + 1 or firm or (stop == end and modal)):
                return stop
            if not tokens[stop].word.isalpha() or tokens[stop].word in NEVER_IN_FIELDS:
                return at
        return at

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

    def _where_they_are(self, at: int) -> int:
        """The end of "nơi cán bộ luân chuyển đến", "nơi đảng viên công tác"; `at` for others"""
        for end in range(at + 2, min(at + 8, len(self.tokens))):
            word = self.tokens[end].word
            two = [token.word for token in self.tokens[end : end + 2]]
            if word in ("đến", "đi") and self._verb_at(end + 1):
                return end + 1
            if two in (["công", "tác"], ["cư", "trú"], ["sinh", "hoạt"]) and self._verb_at(end + 2):
                return end + 2
            if not word.isalpha():
                break
        return at

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
