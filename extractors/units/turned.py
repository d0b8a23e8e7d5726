"""Sentences that name the work first and who does it behind.

"Số liệu do Sở Tài chính cập nhật", "Chịu trách nhiệm chính là Ban Quản lý dự án", "hồ sơ quá hạn
thì Giám đốc Sở phải xin lỗi", "Phân công như sau: Sở A (hậu cần), Sở B (nhân sự)".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractors.units import turned_patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts, acts_at
from extractors.units.sentences import leads_of
from extractors.units.words import phrases
from pipeline.model import UnitMention, UnitRole

__all__ = ["turned"]


def turned(
    text: Reading, segments: Sequence[tuple[int, int]], known: Sequence[UnitMention]
) -> list[UnitMention]:
    """Who acts in sentences of that kind; `known` are those who act by other rules."""
    found: list[UnitMention] = []
    for start, end in segments:
        if not any(text.begin + start <= one.start < text.begin + end for one in known):
            found += _done_by(text, start, end)
        found += _behind(text, turned_patterns.THEN, "unit.then", start, end)
        found += _behind(text, turned_patterns.AND_THOSE, "unit.and_those", start, end)
        found += _charged_last(text, start, end)
        if not any(text.begin + start <= one.start < text.begin + end for one in [*known, *found]):
            found += _topic(text, start, end)
    found += _named(text, turned_patterns.IS_WHO, "unit.is_who")
    found += _named(text, turned_patterns.LIES_WITH, "unit.lies_with")
    found += _allotted(text)
    found += _by_bracket(text)
    return found


def _opens_with_work(text: Reading, start: int) -> bool:
    """Whether what is to be done, or on, stands first: neither a verb nor a body."""
    first = text.index_at(start)
    return first is not None and not acts(text, first) and not text.list_from(start)[0]


def _certain(text: Reading, name: Name) -> bool:
    return name.specific or name.position or name.modified


def _done_by(text: Reading, start: int, end: int) -> Iterator[UnitMention]:
    """ "Biên bản | do | công chức địa chính xã lập"; what an order tells of ("dự hội nghị do Sở A
    tổ chức") is no work of its own."""
    if not _opens_with_work(text, start):
        return
    for match in turned_patterns.DONE_BY.finditer(text.folded, start, end):
        names, stop = text.list_from(match.end(), chiefs=True)
        if not names or not acts_at(text, stop):
            continue
        passive = match["by"] == "được"
        told = turned_patterns.GIVEN_BY_ABOVE.match(text.folded, stop)
        told = told or turned_patterns.GOES_ON_TOLD.search(text.folded, stop, end)
        if told or (passive and not turned_patterns.HELD_BY.match(text.folded, stop)):
            continue
        if all(_certain(text, name) for name in names):
            yield from leads_of(text, names, "unit.done_by")


def _behind(
    text: Reading, opener: regex.Pattern[str], rule: str, start: int, end: int
) -> Iterator[UnitMention]:
    """Who acts right behind a word that opens a clause inside a sentence."""
    for match in opener.finditer(text.folded, start, end):
        names, stop = text.list_from(match.end())
        index = text.index_at(stop) if names else None
        if index is None or not acts(text, index):
            continue
        ordered = phrases("firm").match(text.tokens, index) or turned_patterns.MUST_NOT.match(
            text.folded, stop
        )
        if ordered or all(_certain(text, name) for name in names):
            yield from leads_of(text, names, rule)


def _charged_last(text: Reading, start: int, end: int) -> Iterator[UnitMention]:
    """ "Bàn giao xong trước ngày 31/8, | UBND các xã | chịu trách nhiệm về danh sách" """
    charged = [match.start() for match in turned_patterns.CHARGED.finditer(text.folded, start, end)]
    commas = turned_patterns.COMMA.finditer(text.folded, start, charged[-1]) if charged else ()
    for match in commas:
        names, stop = text.list_from(match.end())
        if names and any(not text.folded[stop:at].strip() for at in charged if at >= stop):
            yield from leads_of(
                text, [name for name in names if _certain(text, name)], "unit.charged_last"
            )


def _topic(text: Reading, start: int, end: int) -> list[UnitMention]:
    """ "Các kiến nghị còn lại, | Sở A | giải quyết": what it is about, then who does it"""
    if not _opens_with_work(text, start):
        return []
    comma = turned_patterns.COMMA.search(text.folded, start, end)
    if comma is None or turned_patterns.CLAUSE_OF_ITS_OWN.search(text.folded, start, comma.start()):
        return []
    names, stop = text.list_from(comma.end())
    if not names or not acts_at(text, stop):
        return []
    if turned_patterns.GIVEN_BY_ABOVE.match(text.folded, stop):
        return []
    named = all(name.specific and text.tokens[name.first].capital for name in names)
    return leads_of(text, names, "unit.topic") if named else []


def _named(text: Reading, opener: regex.Pattern[str], rule: str) -> Iterator[UnitMention]:
    """The bodies that a duty is said to be of."""
    for match in opener.finditer(text.folded):
        names, _ = text.list_from(match.end())
        yield from leads_of(text, [name for name in names if _certain(text, name)], rule)


def _allotted(text: Reading) -> Iterator[UnitMention]:
    """ "Phân công như sau: | Sở A | (hậu cần), | Sở B | - các xã phía Nam; …" """
    for match in text.matches(turned_patterns.ALLOTS, "phân công"):
        at = match.end()
        while True:
            names, stop = text.list_from(at)
            rest = turned_patterns.ALLOTTED.match(text.hidden, stop) if names else None
            if rest is None:
                break
            yield from leads_of(text, names, "unit.allotted")
            at = rest.end()


def _by_bracket(text: Reading) -> Iterator[UnitMention]:
    """ "Công an tỉnh (chủ trì), Sở A, Sở B (phối hợp)": roles in brackets behind the bodies"""
    roles = [
        (start, turned_patterns.BRACKET_ROLE.fullmatch(inner.lower()))
        for start, _, inner in text.brackets
    ]
    said = [(start, match) for start, match in roles if match is not None]
    if not said:
        return
    opening = max(text.hidden.rfind(mark, 0, said[0][0]) for mark in ".;:")
    names, _ = text.list_from(opening + 1)
    for name in names:
        end = text.tokens[name.last - 1].end
        role = next((match for start, match in said if start >= end), None)
        if role is not None:
            kind = UnitRole.LEAD if role["lead"] else UnitRole.COORDINATE
            yield text.mention(name, kind, "unit.bracket_role")
