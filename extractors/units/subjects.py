"""Who acts: the subjects of the sentences of an item, and those who are given the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.units import patterns, sentence_patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts
from extractors.units.sentences import (
    agents,
    assigned_at,
    has_predicate,
    in_company,
    later_subjects,
    leads_of,
    segments_of,
    speaks,
)
from extractors.units.turned import turned
from extractors.units.unlisted import bound, stretched
from extractors.units.words import phrases
from pipeline.model import UnitMention, UnitRole

__all__ = ["acting", "overlaps"]


def acting(text: Reading) -> tuple[list[UnitMention], list[UnitMention]]:
    subjects: list[UnitMention] = []
    assigned: list[UnitMention] = []
    carried: list[Name] = []  # "A; B; C chủ trì": names that wait for their verb
    read = 0  # how far a list that ran over half-stops was read
    segments = list(segments_of(text))
    for number, (start, end) in enumerate(segments):
        if start >= end or start < read or _is_label(text, start):
            continue
        names, stop = text.list_from(start)
        if names and stop > end:
            read = stop
            end = next((last for _, last in segments[number:] if last >= stop), end)
        level = (
            len(names) == 1 and not names[0].specific and text.tokens[names[0].first].word == "cấp"
        )
        if level and stop >= end and text.hidden[end : end + 1] == ":":
            continue  # "Cấp cơ sở: tổ chức học tập …": where, not who
        if names and stop >= end and (speaks(text, end) or _told_at_head(text, names, end)):
            subjects += leads_of(text, [*carried, *names], "unit.subject_colon")
            carried = []
            continue
        if names and carried and has_predicate(text, stop, end, names):
            subjects += _doers(text, [*carried, *names], stop, end)
            carried = []
            continue
        if names and stop >= end and text.hidden[end : end + 1] == ";":
            carried += names
            continue
        carried = []
        contact = sentence_patterns.POINT_OF_CONTACT.match(text.folded, start)
        if contact is not None and not names:
            subjects += leads_of(text, text.list_from(contact.end())[0], "unit.contact")
            continue
        found = _given_work(text, names, end)
        found = found or (names if names and has_predicate(text, stop, end, names) else [])
        found = found or _told_of(text, names, end)
        if found:
            found = stretched(text, found)
            subjects += _doers(text, found, stop, end)
            subjects += later_subjects(text, found[-1].last + found[-1].person, end)
            continue
        given, stop = assigned_at(text, start)
        if given:
            assigned += given
            behind = text.index_at(stop)
            if behind is not None and behind < len(text.tokens):
                assigned += later_subjects(text, behind, end)
            continue
        leads, given = _after_clause(text, start, end)
        if leads:  # "Khi có vướng mắc, Sở A tổng hợp, | Sở B thẩm định …"
            subjects += later_subjects(text, leads[-1].last + leads[-1].person, end)
        if not leads and not given:
            subjects += leads_of(text, bound(text, start, end), "unit.bound")
        subjects += in_company(text, leads, "unit.subject_after_clause")
        assigned += given
    subjects += agents(text)
    others = turned(text, segments, [*subjects, *assigned])
    subjects += [one for one in others if not overlaps(one, (*subjects, *assigned))]
    subjects += _behind_dash(text, alone=not subjects and not assigned)
    if not subjects and not assigned:
        subjects += _named_last(text, segments)
    if not assigned:
        assigned += _given_there(text, alone=not subjects)
    return subjects, assigned


def overlaps(mention: UnitMention, others: Iterable[UnitMention]) -> bool:
    return any(mention.start < one.end and one.start < mention.end for one in others)


def _told_at_head(text: Reading, names: Sequence[Name], colon: int) -> bool:
    """ "Sở Y tế: | Ngoại kiểm chất lượng nước …": a sentence behind the bodies that head an item,
    be its verb in no list"""
    index = text.index_at(colon + 1)
    if text.hidden[colon : colon + 1] != ":" or index is None or index >= len(text.tokens):
        return False
    opens = names[0].first <= 1 and all(name.specific and not name.position for name in names)
    word = text.tokens[index]
    return opens and word.capital and word.word.isalpha() and not text.list_from(word.start)[0]


def _named_last(text: Reading, segments: Sequence[tuple[int, int]]) -> list[UnitMention]:
    """ "Hội nghị học tập: Ban Tuyên giáo Huyện ủy.": only bodies stand behind the last colon"""
    end = len(text.hidden.rstrip(" .;"))
    start = next((start for start, _ in reversed(segments) if start < end), 0)
    colon = text.hidden[:start].rstrip()
    if not colon.endswith(":") or sentence_patterns.NO_LEAD_BEFORE.search(
        text.folded[: len(colon) - 1]
    ):
        return []
    names, stop = text.list_from(start)
    whole = names and stop >= end and all(name.specific for name in names)
    return leads_of(text, names, "unit.named_last") if whole else []


_BEFORE_DASH = 8  # characters of what is to be done, at least


def _behind_dash(text: Reading, alone: bool) -> list[UnitMention]:
    """ "Tổng kết công tác năm 2024 – | các ban Đảng, Ủy ban Kiểm tra Tỉnh ủy": as programmes do

    A hyphen does so only where nobody else acts, and at the end.
    """
    found: list[UnitMention] = []
    for match in sentence_patterns.DASH.finditer(text.hidden):
        opens = match.start("before") < _BEFORE_DASH
        small = match["before"][0].islower()  # "Ea Kly - Vụ Bổn" is one place
        if opens or not (match["long"] or (alone and small)):
            continue
        names, stop = text.list_from(match.end())
        index = text.index_at(stop) if names else None
        if not names or not any(name.specific for name in names) or names[0].position:
            continue
        ends = sentence_patterns.ENDS_LIST.match(text.folded, stop)
        goes_on = index is not None and index < len(text.tokens) and acts(text, index)
        if ends or (goes_on and match["long"]):
            found += leads_of(text, names, "unit.behind_dash")
    return found


def _given_there(text: Reading, alone: bool) -> list[UnitMention]:
    """ "Tổ chức lễ hội …, giao UBND xã làm đầu mối": who is given the work in mid sentence

    Beside a subject, "phân công cấp ủy viên phụ trách" is what that does.
    """
    found: list[UnitMention] = []
    for match in text.matches(sentence_patterns.GIVEN_THERE, "giao ", "phân công "):
        if not alone and "phân công" in match.group():
            continue
        names, stop = text.list_from(match.end())
        named = [name for name in names if name.specific]
        index = text.index_at(stop) if named else None
        if index is not None and index < len(text.tokens) and acts(text, index):
            found += leads_of(text, named, "unit.given_there")
    return found


def _told_of(text: Reading, names: Sequence[Name], end: int) -> list[Name]:
    """ "Các xã còn hồ sơ quá hạn phải giải trình": what is said of the last goes with its name"""
    tokens = text.tokens
    if len(names) == 1 and not names[0].modified and names[0].first == 0:
        return _that_has(text, names[0], end)
    if not names or names[-1].position:
        return []
    if names[-1].specific and (tokens[names[-1].first].capital or names[0].first == 0):
        return []  # but of "các chủ đầu tư", as of any body of no name
    if names[0].first == 0 and len(names) < 2:
        return []
    last = names[-1]
    if not phrases("told_of").match(tokens, last.last):
        return []
    if sentence_patterns.SO_MANY.match(text.folded, tokens[last.last].start):
        return []  # "mỗi xã | có ít nhất 01 điểm thu gom tập trung": what there is to be
    for at in range(last.last + 1, min(last.last + 18, len(tokens))):
        if tokens[at].start >= end:
            break
        if phrases("orders").match(tokens, at):
            return _as_far_as(text, names, at)
        # "Cơ quan, đơn vị có cán bộ được quy hoạch | thông báo công khai …"
        before = tokens[at - 1].word
        begins = (before.isalpha() or before.endswith("%")) and before not in _NO_VERB_BEHIND
        if begins and at > last.last + 2 and phrases("goes_on_to").match(tokens, at):
            return _as_far_as(text, names, at)
    return []


def _as_far_as(text: Reading, names: Sequence[Name], at: int) -> list[Name]:
    """The names, of which the last goes on to what is said of it, before a verb at a token."""
    stop = at - 1 if text.tokens[at - 1].word == "," else at
    return [*names[:-1], replace(names[-1], last=stop, modified=True)]


def _given_work(text: Reading, names: Sequence[Name], end: int) -> list[Name]:
    """ "Các đơn vị được giao nhiệm vụ tại mục III | xây dựng …": whom the plan gives work"""
    if not names or names[-1].person or names[-1].position:
        return []
    tokens, last = text.tokens, names[-1]
    name_end = tokens[last.last - 1].end
    given = sentence_patterns.GIVEN_TO.search(text.folded, tokens[last.first].start, end)
    if given is None or given.start() > name_end + 1 or given.end() <= name_end:
        return []
    at = text.index_at(given.end())
    if at is None or at >= len(tokens):
        return []
    if not (acts(text, at) or phrases("orders").match(tokens, at)):
        return []
    return _as_far_as(text, names, at)


_THAT_HAS = 12  # words between a body and what it does, at most


def _that_has(text: Reading, name: Name, end: int) -> list[Name]:
    """ "Chi bộ | có đảng viên thuộc hộ nghèo | xây dựng …": which one, then what it does"""
    tokens = text.tokens
    kind = sentence_patterns.OF_SOME_KIND.match(text.folded, tokens[name.first].start)
    if kind is None:
        return []
    for at in range(name.last + 2, min(name.last + _THAT_HAS, len(tokens))):
        if tokens[at].start >= end or not tokens[at].word.isalpha():
            break
        if tokens[at - 1].word in _NO_VERB_BEHIND:
            continue
        if phrases("orders").match(tokens, at) or phrases("goes_on_to").match(tokens, at):
            return [name]
    return []


_NO_VERB_BEHIND = frozenset(
    {"được", "bị", "đã", "việc", "tác", "và", "để", "về", "chưa", "không", "các", "của", "kỳ", "sự"}
)


def _is_label(text: Reading, start: int) -> bool:
    """Whether a sentence opens as "Cơ quan phối hợp: …" does."""
    return bool(
        sentence_patterns.INLINE_LEAD.match(text.folded, start)
        or patterns.INLINE_COORDINATE.match(text.folded, start)
    )


_NEAR = 100  # characters before a list in which "chủ trì;" may stand


def _doers(text: Reading, names: Sequence[Name], stop: int, end: int) -> list[UnitMention]:
    """The subjects of a sentence; of "Sở A, Sở B phối hợp." and no more, who coordinates.

    So do those of "Sở A chủ trì; | Sở B, Sở C | phối hợp tổ chức …".
    """
    first = text.tokens[names[0].first].start
    beside = sentence_patterns.LEADS_BEFORE.search(text.folded, max(0, first - _NEAR), first)
    beside = beside and sentence_patterns.JOINS.match(text.folded, stop)
    if not beside and patterns.ONLY_COORDINATES.fullmatch(text.folded, stop, end) is None:
        return in_company(text, names, "unit.subject")
    return [text.mention(name, UnitRole.COORDINATE, "unit.subject_coordinates") for name in names]


def _behind_places(text: Reading, names: list[Name]) -> list[Name]:
    """ "Đối với rừng tại xã A, xã B, | Hạt Kiểm lâm | quản lý": without the places before bodies"""
    tokens = text.tokens
    capital = next((n for n, name in enumerate(names) if tokens[name.first].capital), 0)
    places = all(phrases("areas").match(tokens, name.first) for name in names[:capital])
    return names[capital:] if places else names


def _after_clause(text: Reading, start: int, end: int) -> tuple[list[Name], list[UnitMention]]:
    """The subject behind "Căn cứ …," or "Hằng năm, …"; or who is given the work there."""
    when = sentence_patterns.WHEN_FIRST.match(text.folded, start)
    introduced = patterns.INTRODUCED.match(text.folded, start)
    if when is None and introduced is None:
        return [], []
    about = sentence_patterns.ABOUT.match(text.folded, start)
    tokens = text.tokens
    index = text.index_at(start)
    while index is not None and index < len(tokens) and tokens[index].start < end:
        opens = introduced and index > 0 and tokens[index - 1].word in (",", "thì")
        if opens and (then := sentence_patterns.WHEN_FIRST.match(text.folded, tokens[index].start)):
            # "Căn cứ Thông tư số …, từ năm 2026 | Sở A hướng dẫn"
            index = text.index_at(then.end())
            opens = index is not None and index < len(tokens)
            if index is None or not opens:
                break
        if not opens and (when is None or tokens[index].start != when.end()):
            index += 1
            continue
        given, _ = assigned_at(text, tokens[index].start)
        if given:
            return [], given
        names, after = text.reader.list_at(index)
        names = _behind_places(text, names) if about else names
        if not names:
            index += 1
            continue
        first = tokens[names[0].first]
        stop = tokens[after - 1].end
        if sentence_patterns.EACH_HAS.match(text.folded, tokens[index].start):
            index = after  # "Đến năm 2015, mỗi trung tâm dạy nghề có ít nhất 01 giáo viên"
            continue
        if tokens[names[-1].last - 1].word == "mình":
            index = after  # "…, chỉ đạo tổng kết ở địa phương, đơn vị mình bảo đảm tiến độ"
            continue
        told = first.capital or index < names[0].first or names[0].position
        # "Hằng năm, chi bộ phải …", "Từ năm 2027, doanh nghiệp vận tải chỉ đầu tư …"
        known = names[0].specific or names[0].modified or first.word == "chi"
        plain = known and acts(text, after)
        if (
            (told or plain)
            and has_predicate(text, stop, end, names)
            and (
                not about
                or phrases("firm").match(tokens, after)
                or (acts(text, after) and index < names[0].first)
                or (plain and (first.capital or names[0].specific))
            )
        ):
            return names, []
        index = after
    return [], []
