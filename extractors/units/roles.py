"""Roles that stand behind a verb: with whom, whom advised, told to whom, by way of whom.

"phối hợp với" coordinates; "tham mưu", "giúp", "trình" advise; "báo cáo … về" reports; "(qua …)"
is the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractors.units import patterns, role_patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts
from extractors.units.sentences import sentence_end
from extractors.units.unlisted import stretched, unlisted
from extractors.units.words import phrases
from pipeline.model import UnitMention, UnitRole

__all__ = ["advised", "coordinates", "reported", "told_at", "vias", "ways"]


_ADVISING = ("tham mưu", "giúp", "trình", "đề xuất", "kiến nghị")
_REPORTING = (
    "báo", "gửi", "tổng hợp", "phản ánh", "nộp", "dữ liệu", "số liệu", "giải trình", "thông tin",
    "đăng ký",
)  # fmt: skip


def coordinates(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in text.matches(patterns.COORDINATE, "phối hợp", "hiệp đồng"):
        names, end = text.list_from(match.end())
        names = _before_next(text, names) if names else names
        between = (match["link"] or "").split() == ["giữa"]
        if between and role_patterns.RULES_OF_WORK.search(text.folded, 0, match.start()):
            continue
        if between:
            names = _other_side(text, names, end)
        elif match["link"]:
            names = stretched(text, names)
            names += unlisted(text, match.end() if not names else end, bool(names))
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate") for name in names]
    for match in text.matches(role_patterns.LED_WITH, "cùng"):
        names, _ = text.list_from(match.end())
        found += [text.mention(name, UnitRole.COORDINATE, "unit.led_with") for name in names]
    for match in text.matches(role_patterns.TOGETHER, "cùng"):
        names, _ = text.list_from(match.end())
        named = [name for name in names if name.specific]
        found += [text.mention(name, UnitRole.COORDINATE, "unit.together") for name in named]
    for match in text.matches(role_patterns.WITH_PART_OF, "sự tham gia"):
        names, _ = text.list_from(match.end())
        named = [name for name in names if name.specific]
        found += [text.mention(name, UnitRole.COORDINATE, "unit.part_of") for name in named]
    for match in text.matches(role_patterns.WITH_THEM, "cùng"):
        names, end = text.list_from(match.end())
        if names and text.hidden[end : end + 1] in (";", ".", ""):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.with_them") for name in names]
    for match in text.matches(role_patterns.BESIDE, "cùng"):
        names, end = text.list_from(match.end())
        index = text.index_at(end) if names else None
        if index is not None and index < len(text.tokens) and acts(text, index):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.beside") for name in names]
    for match in text.matches(role_patterns.INVITES, "mời"):
        names, end = text.list_from(match.end())
        if names and role_patterns.TAKES_PART.match(text.folded, end):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.invited") for name in names]
    for match in text.matches(patterns.INLINE_COORDINATE, "phối hợp"):
        names, _ = text.list_from(match.end())
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate_line") for name in names]
    return found


def _other_side(text: Reading, names: list[Name], end: int) -> list[Name]:
    """ "phối hợp giữa A với B": A is who acts, B coordinates."""
    index = text.index_at(end)
    if index is not None and text.tokens[index].word in ("với", "và"):
        return text.list_from(text.tokens[index].end)[0]
    return names[1:]


def advised(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in text.matches(patterns.ADVISE, *_ADVISING):
        names = told_at(text, match.end())
        if not names and match["verb"].split()[0] in ("đề", "kiến"):
            farther = role_patterns.PROPOSED_TO.match(text.folded, match.end())
            names = told_at(text, farther.end()) if farther else []
        if match["verb"] == "giúp":  # "giúp | các xã biên giới | di dời": who is helped
            names = [name for name in names if name.specific or name.position]
        told = role_patterns.ADVISES_REPORT.fullmatch(match.group()) is not None
        role = UnitRole.REPORT_TO if told else UnitRole.ADVISED
        found += [text.mention(name, role, "unit.advise") for name in names]
    for match in text.matches(role_patterns.ASK, "đề nghị"):
        if role_patterns.ABOVE.match(text.folded, match.end()):
            names = told_at(text, match.end())
            found += [text.mention(name, UnitRole.ADVISED, "unit.ask") for name in names]
    for match in text.matches(role_patterns.ASK_TO_DECIDE, "đề nghị"):
        names, stop = text.list_from(match.end(), chiefs=True)
        if names and role_patterns.DECIDES.match(text.folded, stop):
            asked = [name for name in names if text.may_be_told(name)]
            found += [text.mention(name, UnitRole.ADVISED, "unit.ask") for name in asked]
    return found


def told_at(text: Reading, offset: int) -> list[Name]:
    """Who is advised or reported to at `offset`."""
    names, _ = text.list_from(offset, chiefs=True)
    if names:
        told = _those_told(text, _before_next(text, names))
        return [*told, *_higher_too(text, told)]
    index = text.index_at(offset)
    if index is None:
        return []
    higher = _higher_at(text, index)
    if higher:
        behind = _joined(text, index + 2)
        others = text.list_from(behind, chiefs=True)[0] if behind is not None else []
        return [*higher, *_those_told(text, _before_next(text, others) if others else [])]
    size = phrases("known").match(text.tokens, index)
    return [Name(index, index + size, True, False)] if size and _known(text, index, size) else []


def _joined(text: Reading, index: int) -> int | None:
    """Where what a comma or "và" joins at a token begins; None where nothing is joined."""
    following = text.tokens[index : index + 1]
    return following[0].end if following and following[0].word in (",", "và") else None


def _higher_too(text: Reading, told: Sequence[Name]) -> list[Name]:
    """ "đề xuất Tỉnh ủy, | Trung ương | cho thí điểm" """
    behind = _joined(text, told[-1].last) if told else None
    index = None if behind is None else text.index_at(behind)
    return [] if index is None or index >= len(text.tokens) else _higher_at(text, index)


def _higher_at(text: Reading, index: int) -> list[Name]:
    """ "Trung ương", "cấp trên" at a token"""
    higher = role_patterns.HIGHER.match(text.folded, text.tokens[index].start)
    return [Name(index, index + 2, True, False)] if higher else []


def _those_told(text: Reading, names: Sequence[Name]) -> list[Name]:
    """Those of a list who may be told; "bộ" of "các bộ, ngành Trung ương" shares what follows."""
    told: list[Name] = []
    shared = False
    for name in reversed(names):
        shared = text.may_be_told(name) or (shared and not name.specific)
        if shared:
            told.append(name)
        shared = shared and not (name.specific or name.position)
    told = told[::-1]
    behind = names[names.index(told[-1]) + 1 :] if told else []
    of_state = all(
        [token.word for token in text.tokens[one.first : one.last]] in _OF_STATE for one in behind
    )  # "kiến nghị Chính phủ và các bộ, ngành"
    return [*told, *behind] if of_state else told


_OF_STATE = (["bộ"], ["ngành"])


def _before_next(text: Reading, names: list[Name]) -> list[Name]:
    """A list without those behind a semicolon who act: "gửi Sở A; | Sở B | cử cán bộ theo dõi" """
    stop = names[-1].last + names[-1].person
    if stop >= len(text.tokens) or not acts(text, stop):
        return names
    for at in range(1, len(names)):
        behind = text.reader.past_bracket(names[at - 1].last)
        if text.tokens[behind].word == ";":
            return names[:at]
    return names


def _known(text: Reading, index: int, size: int) -> bool:
    """ "về Bộ (qua …)", "đề nghị thành phố bổ sung": the one that everybody there knows"""
    first, after = text.tokens[index], index + size
    area = phrases("areas").match(text.tokens, index) == size
    if not area and not first.capital:
        return False
    if after >= len(text.tokens):
        return True
    following = text.tokens[after]
    if following.capital:
        return False
    word = following.word
    if not area and not phrases("not_names").match(text.tokens, index):
        return True
    return word in _AFTER_KNOWN or not word[0].isalpha() or acts(text, after)


_AFTER_KNOWN = frozenset({"để", "trước", "theo", "qua", "và", "khi", "sau", "xem", "cho", "trong"})


def reported(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in text.matches(patterns.REPORT, *_REPORTING):
        if _is_newspaper(text, match):
            continue
        stop = sentence_end(text, match.end())
        for offset in _report_places(text, match.end(), stop):
            names = told_at(text, offset)
            if match["verb"] == "thông tin":  # not to people of no name
                names = [name for name in names if text.tokens[name.first].capital]
            if names:
                names += _or_told(text, names[-1].last)
                found += [text.mention(name, UnitRole.REPORT_TO, "unit.report") for name in names]
                break
    return found


def _is_newspaper(text: Reading, match: regex.Match[str]) -> bool:
    """ ", | Báo | Hà Giang tăng cường tuyên truyền": a name in a list, no verb"""
    before = text.hidden[: match.start()].rstrip()
    listed = before.endswith((",", "và"))
    return match["verb"] == "báo" and listed and text.hidden[match.start()].isupper()


def _or_told(text: Reading, index: int) -> list[Name]:
    """ "hoặc Sở Y tế" behind who is reported to or by the way of whom, and a bracket of his"""
    index = text.reader.past_bracket(index)
    if index >= len(text.tokens) or text.tokens[index].word != "hoặc":
        return []
    return told_at(text, text.tokens[index].end)


def _report_places(text: Reading, begin: int, stop: int) -> Iterator[int]:
    yield begin
    limit = min(stop, begin + 160)
    for match in role_patterns.REPORT_TO.finditer(text.folded, begin, limit):
        yield match.end()


def vias(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in text.matches(patterns.VIA, "qua"):
        before = text.folded[max(0, match.start() - 160) : match.start() + 1]
        sentence = before.rsplit(".", 1)[-1]
        if not patterns.REPORT.search(sentence) and not role_patterns.SENT.search(sentence):
            continue
        names, _ = text.list_from(match.end())
        found += [
            text.mention(name, UnitRole.VIA, "unit.via")
            for name in ways(text, names)
            if text.may_be_told(name)
        ]
    return found


def ways(text: Reading, names: list[Name]) -> list[Name]:
    """By the way of whom: a list behind "qua", with whom "hoặc" adds."""
    names = _room_of_house(text, names)
    return [*names, *_or_told(text, names[-1].last)] if names else []


def _room_of_house(text: Reading, names: list[Name]) -> list[Name]:
    """ "qua Phòng Tham mưu, | Bộ CHQS tỉnh": a room and the house it is in are one way"""
    if len(names) != 2 or text.tokens[names[0].last].word != ",":
        return names
    room, house = names
    parts = [bool(phrases("parts").match(text.tokens, name.first)) for name in names]
    if parts != [True, False] or room.last + 1 != house.first or room.position or house.position:
        return names
    return [replace(room, last=house.last)]
