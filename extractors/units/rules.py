"""Who acts in a task: matches of the patterns → unit mentions.

GUIDELINES, Units: the subject of any sentence leads; "phối hợp với" coordinates;
"tham mưu", "giúp", "trình" advise; "báo cáo … về" reports; "(qua …)" is the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.units import patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts, acts_at
from extractors.units.turned import turned
from extractors.units.unlisted import bound, stretched, unlisted
from extractors.units.words import phrases, tokens_of
from pipeline.lexicon import fold
from pipeline.model import UnitMention, UnitRole

__all__ = ["Found", "in_text", "unique"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says of who acts.

    `subjects` are leads by the subject of a sentence or a bracket, `assigned` those named
    after "Giao", "Yêu cầu", which lead where nothing else names a lead.
    """

    subjects: tuple[UnitMention, ...]
    assigned: tuple[UnitMention, ...]
    others: tuple[UnitMention, ...]

    @property
    def leads(self) -> tuple[UnitMention, ...]:
        """The leads where no heading names any: each sentence gives its own."""
        weak = "unit.assigned_weak"
        return self.subjects + tuple(
            mention for mention in self.assigned if not (self.subjects and mention.rule == weak)
        )

    def mentions(self, heading_leads: bool) -> list[UnitMention]:
        """All mentions in reading order, given whether a heading already names leads."""
        leads = self.subjects if heading_leads else self.leads
        return unique(
            sorted((*leads, *self.others), key=lambda mention: (mention.start, mention.end))
        )


def in_text(text: str, masked: Iterable[tuple[int, int]] = ()) -> Found:
    """The bodies of an item's text with their roles; `masked` ranges are not looked into."""
    whole = Reading(text, masked)
    others: list[UnitMention] = []
    others += _coordinates(whole)
    others += _advised(whole)
    others += _reported(whole)
    doers, assigned = _subjects(whole)
    subjects = [
        mention
        for mention in doers
        if mention.role == UnitRole.LEAD and not _is_told(mention, others)
    ]
    assigned = [mention for mention in assigned if not _is_told(mention, others)]
    others += [mention for mention in doers if mention.role != UnitRole.LEAD]
    others = [
        one
        for one in others
        if not (one.rule == "unit.ask" and _overlaps(one, assigned) and _opens_with_ask(whole, one))
    ]
    for start, end, inner in whole.brackets:
        found = _bracket(text, start, end, inner)
        subjects += [mention for mention in found if mention.role == UnitRole.LEAD]
        others += [mention for mention in found if mention.role != UnitRole.LEAD]
    others += _via(whole)
    subjects += _narrower(whole, subjects)
    assigned += _narrower(whole, assigned)
    others += _narrower(whole, [one for one in others if one.role == UnitRole.REPORT_TO])
    return Found(tuple(subjects), tuple(assigned), tuple(_settled(others)))


def _opens_with_ask(text: Reading, asked: UnitMention) -> bool:
    """ "Kính đề nghị Bộ Chính trị …", "…; đồng thời, đề nghị Bộ A hướng dẫn": asked to do it;
    not "lựa chọn mô hình, đề nghị Ban Thường vụ biểu dương"."""
    before = asked.start - text.begin
    start = next((at for at, end in _segments(text) if at <= before < end), 0)
    asked_at = text.folded.rfind("đề nghị", start, before)
    said = [n for n, token in enumerate(text.tokens) if start <= token.start < asked_at]
    return not any(acts(text, n) for n in said[1:])  # "Năm 2026, | đề nghị"


def _narrower(text: Reading, mentions: Sequence[UnitMention]) -> list[UnitMention]:
    """ "Bộ Tài chính (Tổng cục Hải quan)": the part in a bracket behind a body has its role"""
    roles = {
        mention.end: mention.role
        for mention in mentions
        if not phrases("parts").match(tokens_of(mention.raw), 0)
    }
    found: list[UnitMention] = []
    for start, _, inner in text.brackets:
        role = roles.get(len(text.hidden[:start].rstrip()))
        opener = patterns.NARROWER.match(fold(inner))
        if role is None or opener is None:
            continue
        piece = Reading(inner, begin=start + 1)
        names, stop = piece.list_from(opener.end())
        parts = all(phrases("parts").match(piece.tokens, name.first) for name in names)
        if names and parts and stop == len(inner.rstrip()):
            found += [piece.mention(name, role, "unit.narrower") for name in names]
    return found


def _is_told(mention: UnitMention, others: Sequence[UnitMention]) -> bool:
    """ "báo cáo Sở A, | UBND tỉnh | theo quy định": who is told does not act there as well"""
    if mention.rule == "unit.behind_dash":  # "phối hợp với Phòng An ninh - | Công an tỉnh |"
        return any(other.start <= mention.start < other.end for other in others)
    later = mention.rule == "unit.later_subject"
    return (later or mention.rule == "unit.subject_after_clause") and any(
        (other.rule == "unit.report" or (later and other.rule == "unit.coordinate"))
        and other.start <= mention.start < other.end
        for other in others
    )


def _settled(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    """Of two roles at the same place, the one found first."""
    kept: list[UnitMention] = []
    for mention in mentions:
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return kept


def unique(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    seen: set[tuple[UnitRole, str]] = set()
    kept: list[UnitMention] = []
    for mention in mentions:
        key = (mention.role, fold(mention.name))
        if key not in seen:
            seen.add(key)
            kept.append(mention)
    return kept


# --- after a verb ---------------------------------------------------------------------


def _coordinates(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.COORDINATE.finditer(text.folded):
        names, end = text.list_from(match.end())
        between = (match["link"] or "").split() == ["giữa"]
        if between and patterns.RULES_OF_WORK.search(text.folded, 0, match.start()):
            continue
        if between:
            names = _other_side(text, names, end)
        elif match["link"]:
            names = stretched(text, names)
            names += unlisted(text, match.end() if not names else end, bool(names))
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate") for name in names]
    for match in patterns.LED_WITH.finditer(text.folded):
        names, _ = text.list_from(match.end())
        found += [text.mention(name, UnitRole.COORDINATE, "unit.led_with") for name in names]
    for match in patterns.TOGETHER.finditer(text.folded):
        names, _ = text.list_from(match.end())
        named = [name for name in names if name.specific]
        found += [text.mention(name, UnitRole.COORDINATE, "unit.together") for name in named]
    for match in patterns.WITH_THEM.finditer(text.folded):
        names, end = text.list_from(match.end())
        if names and text.hidden[end : end + 1] in (";", ".", ""):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.with_them") for name in names]
    for match in patterns.BESIDE.finditer(text.folded):
        names, end = text.list_from(match.end())
        index = text.index_at(end) if names else None
        if index is not None and index < len(text.tokens) and acts(text, index):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.beside") for name in names]
    for match in patterns.INVITES.finditer(text.folded):
        names, end = text.list_from(match.end())
        if names and patterns.TAKES_PART.match(text.folded, end):
            found += [text.mention(name, UnitRole.COORDINATE, "unit.invited") for name in names]
    for match in patterns.INLINE_COORDINATE.finditer(text.folded):
        names, _ = text.list_from(match.end())
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate_line") for name in names]
    return found


def _other_side(text: Reading, names: list[Name], end: int) -> list[Name]:
    """ "phối hợp giữa A với B": A is who acts, B coordinates."""
    index = text.index_at(end)
    if index is not None and text.tokens[index].word in ("với", "và"):
        return text.list_from(text.tokens[index].end)[0]
    return names[1:]


def _advised(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.ADVISE.finditer(text.folded):
        names = _told(text, match.end())
        if not names and match["verb"].split()[0] in ("đề", "kiến"):
            farther = patterns.PROPOSED_TO.match(text.folded, match.end())
            names = _told(text, farther.end()) if farther else []
        if match["verb"] == "giúp":  # "giúp | các xã biên giới | di dời": who is helped
            names = [name for name in names if name.specific or name.position]
        told = patterns.ADVISES_REPORT.fullmatch(match.group()) is not None
        role = UnitRole.REPORT_TO if told else UnitRole.ADVISED
        found += [text.mention(name, role, "unit.advise") for name in names]
    for match in patterns.ASK.finditer(text.folded):
        if patterns.ABOVE.match(text.folded, match.end()):
            names = _told(text, match.end())
            found += [text.mention(name, UnitRole.ADVISED, "unit.ask") for name in names]
    for match in patterns.ASK_TO_DECIDE.finditer(text.folded):
        names, stop = text.list_from(match.end(), chiefs=True)
        if names and patterns.DECIDES.match(text.folded, stop):
            asked = [name for name in names if text.may_be_told(name)]
            found += [text.mention(name, UnitRole.ADVISED, "unit.ask") for name in asked]
    return found


def _told(text: Reading, offset: int) -> list[Name]:
    """Who is advised or reported to at `offset`."""
    names, _ = text.list_from(offset, chiefs=True)
    if names:
        return [name for name in names if text.may_be_told(name)]
    index = text.index_at(offset)
    if index is None:
        return []
    if patterns.HIGHER.match(text.folded, text.tokens[index].start):
        return [Name(index, index + 2, True, False)]
    size = phrases("known").match(text.tokens, index)
    return [Name(index, index + size, True, False)] if size and _known(text, index, size) else []


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


def _reported(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.REPORT.finditer(text.folded):
        stop = _sentence_end(text, match.end())
        for offset in _report_places(text, match.end(), stop):
            names = _told(text, offset)
            if names:
                names += _or_told(text, names[-1].last)
                found += [text.mention(name, UnitRole.REPORT_TO, "unit.report") for name in names]
                break
    return found


def _or_told(text: Reading, index: int) -> list[Name]:
    """ "hoặc Sở Y tế" behind who is reported to, and a bracket of his"""
    index = text.reader.past_bracket(index)
    if index >= len(text.tokens) or text.tokens[index].word != "hoặc":
        return []
    return _told(text, text.tokens[index].end)


def _report_places(text: Reading, begin: int, stop: int) -> Iterator[int]:
    yield begin
    limit = min(stop, begin + 160)
    for match in patterns.REPORT_TO.finditer(text.folded, begin, limit):
        yield match.end()


def _sentence_end(text: Reading, begin: int) -> int:
    match = patterns.BREAK.search(text.hidden, begin)
    return match.start() if match else len(text.hidden)


def _via(text: Reading) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.VIA.finditer(text.folded):
        before = text.folded[max(0, match.start() - 160) : match.start() + 1]
        sentence = before.rsplit(".", 1)[-1]
        if not patterns.REPORT.search(sentence) and not patterns.SENT.search(sentence):
            continue
        names, _ = text.list_from(match.end())
        found += [
            text.mention(name, UnitRole.VIA, "unit.via") for name in names if text.may_be_told(name)
        ]
    return found


# --- subjects -------------------------------------------------------------------------


def _segments(text: Reading) -> Iterator[tuple[int, int]]:
    """Half-open ranges between sentence ends and half-stops, blanks at the front left out."""
    at = 0
    closes = patterns.CLOSES_WITH.match(text.folded)
    if closes is not None:  # "Trên đây là Kế hoạch …, | yêu cầu các đơn vị …"
        at = closes.end()
    for match in patterns.BREAK.finditer(text.hidden, at):
        yield at, match.start()
        at = match.end()
        while at < len(text.hidden) and text.hidden[at] == " ":
            at += 1
    yield at, len(text.hidden)


def _subjects(text: Reading) -> tuple[list[UnitMention], list[UnitMention]]:
    subjects: list[UnitMention] = []
    assigned: list[UnitMention] = []
    carried: list[Name] = []  # "A; B; C chủ trì": names that wait for their verb
    read = 0  # how far a list that ran over half-stops was read
    segments = list(_segments(text))
    for number, (start, end) in enumerate(segments):
        if start >= end or start < read or _is_label(text, start):
            continue
        names, stop = text.list_from(start)
        if names and stop > end:
            read = stop
            end = next((last for _, last in segments[number:] if last >= stop), end)
        if names and stop >= end and _speaks(text, end):
            subjects += _leads(text, [*carried, *names], "unit.subject_colon")
            carried = []
            continue
        if names and carried and _predicate(text, stop, end, names, whole_list=True):
            subjects += _doers(text, [*carried, *names], stop, end)
            carried = []
            continue
        if names and stop >= end and text.hidden[end : end + 1] == ";":
            carried += names
            continue
        carried = []
        contact = patterns.POINT_OF_CONTACT.match(text.folded, start)
        if contact is not None and not names:
            subjects += _leads(text, text.list_from(contact.end())[0], "unit.contact")
            continue
        found = names if names and _predicate(text, stop, end, names) else []
        found = found or _told_of(text, names, end)
        if found:
            found = stretched(text, found)
            subjects += _doers(text, found, stop, end)
            subjects += _later_subjects(text, found[-1].last + found[-1].person, end)
            continue
        given, stop = _assigned(text, start)
        if given:
            assigned += given
            behind = text.index_at(stop)
            if behind is not None and behind < len(text.tokens):
                assigned += _later_subjects(text, behind, end)
            continue
        leads, given = _after_clause(text, start, end)
        if not leads and not given:
            subjects += _leads(text, bound(text, start, end), "unit.bound")
        subjects += _in_company(text, leads, "unit.subject_after_clause")
        assigned += given
    subjects += _agents(text)
    others = turned(text, segments, [*subjects, *assigned])
    subjects += [one for one in others if not _overlaps(one, (*subjects, *assigned))]
    subjects += _behind_dash(text, alone=not subjects and not assigned)
    if not subjects and not assigned:
        subjects += _named_last(text, segments)
    if not assigned:
        assigned += _given_there(text)
    return subjects, assigned


def _overlaps(mention: UnitMention, others: Iterable[UnitMention]) -> bool:
    return any(mention.start < one.end and one.start < mention.end for one in others)


def _named_last(text: Reading, segments: Sequence[tuple[int, int]]) -> list[UnitMention]:
    """ "Hội nghị học tập: Ban Tuyên giáo Huyện ủy.": only bodies stand behind the last colon"""
    end = len(text.hidden.rstrip(" .;"))
    start = next((start for start, _ in reversed(segments) if start < end), 0)
    colon = text.hidden[:start].rstrip()
    if not colon.endswith(":") or patterns.NO_LEAD_BEFORE.search(text.folded[: len(colon) - 1]):
        return []
    names, stop = text.list_from(start)
    whole = names and stop >= end and all(name.specific for name in names)
    return _leads(text, names, "unit.named_last") if whole else []


_BEFORE_DASH = 8  # characters of what is to be done, at least


def _behind_dash(text: Reading, alone: bool) -> list[UnitMention]:
    """ "Tổng kết công tác năm 2024 – | các ban Đảng, Ủy ban Kiểm tra Tỉnh ủy": as programmes do

    A hyphen does so only where nobody else acts, and at the end.
    """
    found: list[UnitMention] = []
    for match in patterns.DASH.finditer(text.hidden):
        opens = match.start("before") < _BEFORE_DASH
        small = match["before"][0].islower()  # "Ea Kly - Vụ Bổn" is one place
        if opens or not (match["long"] or (alone and small)):
            continue
        names, stop = text.list_from(match.end())
        index = text.index_at(stop) if names else None
        if not names or not any(name.specific for name in names) or names[0].position:
            continue
        ends = patterns.ENDS_LIST.match(text.folded, stop)
        goes_on = index is not None and index < len(text.tokens) and acts(text, index)
        if ends or (goes_on and match["long"]):
            found += _leads(text, names, "unit.behind_dash")
    return found


def _given_there(text: Reading) -> list[UnitMention]:
    """ "Tổ chức lễ hội …, giao UBND xã làm đầu mối": who is given the work in mid sentence"""
    found: list[UnitMention] = []
    for match in patterns.GIVEN_THERE.finditer(text.folded):
        names, stop = text.list_from(match.end())
        named = [name for name in names if name.specific]
        index = text.index_at(stop) if named else None
        if index is not None and index < len(text.tokens) and acts(text, index):
            found += _leads(text, named, "unit.given_there")
    return found


def _told_of(text: Reading, names: Sequence[Name], end: int) -> list[Name]:
    """ "Các xã còn hồ sơ quá hạn phải giải trình": what is said of the last goes with its name"""
    tokens = text.tokens
    if not names or names[-1].specific or names[-1].position:
        return []
    if names[0].first == 0 and len(names) < 2:
        return []
    last = names[-1]
    if not phrases("told_of").match(tokens, last.last):
        return []
    if patterns.SO_MANY.match(text.folded, tokens[last.last].start):
        return []  # "mỗi xã | có ít nhất 01 điểm thu gom tập trung": what there is to be
    for at in range(last.last + 1, min(last.last + 18, len(tokens))):
        if tokens[at].start >= end:
            break
        if phrases("orders").match(tokens, at):
            stop = at - 1 if tokens[at - 1].word == "," else at
            return [*names[:-1], replace(last, last=stop, modified=True)]
        # "Cơ quan, đơn vị có cán bộ được quy hoạch | thông báo công khai …"
        before = tokens[at - 1].word
        begins = before.isalpha() and before not in _NO_VERB_BEHIND
        if begins and at > last.last + 2 and phrases("goes_on_to").match(tokens, at):
            return [*names[:-1], replace(last, last=at, modified=True)]
    return []


_NO_VERB_BEHIND = frozenset(
    {"được", "bị", "đã", "việc", "tác", "và", "để", "về", "chưa", "không", "các", "của", "kỳ", "sự"}
)


def _later_subjects(text: Reading, index: int, end: int) -> list[UnitMention]:
    """ "Sở A chuẩn bị, Sở B cử cán bộ dự": who acts behind a comma, once somebody acts

    Lists that something is done to ("hướng dẫn Sở A, Sở B …") are passed over whole.
    """
    tokens, found = text.tokens, list[UnitMention]()
    while index < len(tokens) and tokens[index].start < end:
        names, after = text.reader.list_at(index)
        if not names:
            index += 1
            continue
        if tokens[index - 1].word == "làm":  # "làm chủ đầu tư, | Sở A hướng dẫn"
            index = names[0].last
            continue
        opens = index > 0 and tokens[index - 1].word == ","
        stop = tokens[after - 1].end
        joins = patterns.JOINS.match(text.folded, stop)
        named = joins or all(
            name.position or (name.specific and (name.modified or tokens[name.first].capital))
            for name in names
        )
        if opens and named and after < len(tokens) and acts(text, after):
            given = patterns.CONSENTS.match(text.folded, stop)
            role = UnitRole.COORDINATE if joins else UnitRole.LEAD
            if not given:
                found += [text.mention(name, role, "unit.later_subject") for name in names]
        index = max(after, index + 1)
    return found


def _is_label(text: Reading, start: int) -> bool:
    """Whether a sentence opens as "Cơ quan phối hợp: …" does."""
    return bool(
        patterns.INLINE_LEAD.match(text.folded, start)
        or patterns.INLINE_COORDINATE.match(text.folded, start)
    )


def _speaks(text: Reading, colon: int) -> bool:
    """Whether work stands behind the colon of "Sở Nội vụ: Chủ trì …"."""
    if text.hidden[colon : colon + 1] != ":":
        return False
    index = text.index_at(colon + 1)
    if index is None or index >= len(text.tokens):
        return False
    # "Phòng Nghiệp vụ III: Ngoài các nhiệm vụ đã nêu, | tham mưu …"
    aside = patterns.BESIDES.match(text.folded, text.tokens[index].start)
    behind = text.index_at(aside.end()) if aside else None
    goes_on = behind is not None and behind < len(text.tokens) and acts(text, behind)
    return goes_on or acts(text, index)


def _leads(text: Reading, names: Sequence[Name], rule: str) -> list[UnitMention]:
    return [text.mention(name, UnitRole.LEAD, rule) for name in names]


def _in_company(text: Reading, names: Sequence[Name], rule: str) -> list[UnitMention]:
    """Of "Ban A | cùng | đảng ủy xã B rà soát": A leads, those behind "cùng" coordinate."""
    for at in range(1, len(names)):
        between = text.tokens[names[at - 1].last : names[at].first]
        if any(token.word == "cùng" for token in between):
            beside = [
                text.mention(name, UnitRole.COORDINATE, "unit.company") for name in names[at:]
            ]
            return [*_leads(text, names[:at], rule), *beside]
    return _leads(text, names, rule)


def _doers(text: Reading, names: Sequence[Name], stop: int, end: int) -> list[UnitMention]:
    """The subjects of a sentence; of "Sở A, Sở B phối hợp." and no more, who coordinates."""
    if patterns.ONLY_COORDINATES.fullmatch(text.folded, stop, end) is None:
        return _in_company(text, names, "unit.subject")
    return [text.mention(name, UnitRole.COORDINATE, "unit.subject_coordinates") for name in names]


def _predicate(
    text: Reading, stop: int, end: int, names: Sequence[Name], whole_list: bool = False
) -> bool:
    """Whether what follows a list of bodies says what they do."""
    index = text.index_at(stop)
    if index is None or stop >= end:
        return False
    tokens = text.tokens
    index = text.reader.past_bracket(index)
    if index >= len(tokens) or tokens[index].start >= end:
        return False
    if tokens[index].word == "," and index + 1 < len(tokens):
        aside = patterns.ASIDE.match(text.folded, tokens[index].start, end)
        each = patterns.EACH_BEFORE_VERB.match(text.folded, tokens[index].start, end)
        if any(said is not None and acts_at(text, said.end()) for said in (aside, each)):
            return True
        # "Đồng chí Lò Văn Inh, Phó Bí thư Đảng ủy, | phụ trách các bản …"
        if len(names) == 1 and names[0].person and acts(text, index + 1):
            return True
        return bool(phrases("firm").match(tokens, index + 1))
    aside = patterns.WITHIN_ITS_DUTIES.match(text.folded, tokens[index].start, end)
    if aside is not None and acts_at(text, aside.end()):
        return True
    if acts(text, index):
        return True
    if tokens[index].word == "¤":  # "Các tổ | “đi từng ngõ, gõ từng nhà”, | hướng dẫn …"
        while index < len(tokens) and tokens[index].word in ("¤", ","):
            index += 1
        return index < len(tokens) and acts(text, index)
    if tokens[index].capital or not tokens[index].word.isalpha():
        return False
    if patterns.WHEN_HE_MUST.match(text.folded, tokens[index].start, end):
        return True
    if referred := patterns.REFERRED_TO.match(text.folded, tokens[index].start, end):
        behind = text.index_at(referred.end())
        if behind is not None and behind < len(tokens) and acts(text, behind):
            return True
    if when := patterns.WHEN.match(text.folded, tokens[index].start, end):
        behind = text.index_at(when.end())
        if behind is not None and behind < len(tokens) and acts(text, behind):
            return True
    strong = tokens[names[0].first].capital and any(
        name.specific and (name.modified or name.last - name.first > 2) for name in names
    )
    return strong and not phrases("no_predicate").match(tokens, index)


def _assigned(text: Reading, start: int) -> tuple[list[UnitMention], int]:
    """Who is given the work that begins at `start` ("Giao …"), and where the list ends."""
    index = text.index_at(start)
    if index is None:
        return [], start
    size = phrases("assign").match(text.tokens, index) or _invites(text, index)
    if not size:
        return [], start
    names, stop = text.list_from(text.tokens[index + size - 1].end)
    names = stretched(text, names)
    weak = phrases("assign_weak").match(text.tokens, index)
    given = _leads(text, names, "unit.assigned_weak" if weak else "unit.assigned")
    return given, max([stop, *(mention.end - text.begin for mention in given)])


def _invites(text: Reading, index: int) -> int:
    """ "Mời | đồng chí Nguyễn Văn A truyền đạt Nghị quyết": a guest who is to do the work"""
    return int([token.word for token in text.tokens[index : index + 3]] == ["mời", "đồng", "chí"])


def _after_clause(text: Reading, start: int, end: int) -> tuple[list[Name], list[UnitMention]]:
    """The subject behind "Căn cứ …," or "Hằng năm, …"; or who is given the work there."""
    when = patterns.WHEN_FIRST.match(text.folded, start)
    introduced = patterns.INTRODUCED.match(text.folded, start)
    if when is None and introduced is None:
        return [], []
    about = patterns.ABOUT.match(text.folded, start)
    tokens = text.tokens
    index = text.index_at(start)
    while index is not None and index < len(tokens) and tokens[index].start < end:
        opens = introduced and index > 0 and tokens[index - 1].word in (",", "thì")
        if opens and (then := patterns.WHEN_FIRST.match(text.folded, tokens[index].start)):
            # "Căn cứ Thông tư số …, từ năm 2026 | Sở A hướng dẫn"
            index = text.index_at(then.end())
            opens = index is not None and index < len(tokens)
            if index is None or not opens:
                break
        if not opens and (when is None or tokens[index].start != when.end()):
            index += 1
            continue
        given, _ = _assigned(text, tokens[index].start)
        if given:
            return [], given
        names, after = text.reader.list_at(index)
        if not names:
            index += 1
            continue
        first = tokens[names[0].first]
        stop = tokens[after - 1].end
        told = first.capital or index < names[0].first or names[0].position
        # "Hằng năm, chi bộ phải …", "Từ năm 2027, doanh nghiệp vận tải chỉ đầu tư …"
        known = names[0].specific or names[0].modified or first.word == "chi"
        plain = known and acts(text, after)
        if (
            (told or plain)
            and _predicate(text, stop, end, names)
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


def _agents(text: Reading) -> list[UnitMention]:
    """ "do Sở Nội vụ chủ trì", "Đơn vị thực hiện: …" inside a paragraph."""
    found: list[UnitMention] = []
    for match in patterns.BY_AGENT.finditer(text.folded):
        names, stop = text.list_from(match.end(), chiefs=True)
        if names and patterns.AGENT_VERBS.match(text.folded, stop):
            found += _leads(text, names, "unit.agent")
            found += _joining(text, stop, _sentence_end(text, stop))
    for match in patterns.WORK_FIRST.finditer(text.folded):
        names, stop = text.list_from(match.end())
        index = text.index_at(stop) if names else None
        decides = patterns.CONSENTS.match(text.folded, stop) or patterns.AGENT_VERBS.match(
            text.folded, stop
        )
        if index is not None and index < len(text.tokens) and acts(text, index) and not decides:
            found += _leads(text, names, "unit.work_first")
    for match in patterns.INLINE_LEAD.finditer(text.folded):
        names, _ = text.list_from(match.end())
        found += _leads(text, names, "unit.lead_line")
    return found


def _bracket(text: str, start: int, end: int, inner: str) -> list[UnitMention]:
    """Roles given in a bracket: "(qua …)", "(Sở Y tế chủ trì, phối hợp với …)"."""
    piece = Reading(inner, begin=start + 1)
    piece.text = text[start + 1 : start + 1 + len(inner)]  # what `inner` hides, for the names
    folded = piece.folded
    via = patterns.VIA.match(folded)
    if via is None and patterns.VIA_LATER.match(folded):  # "(trước ngày 15/12, qua Sở Nội vụ)"
        via = patterns.VIA.search(folded)
    if via:
        names = piece.list_from(via.end())[0] or _told(piece, via.end())
        return [piece.mention(name, UnitRole.VIA, "unit.via") for name in names]
    found: list[UnitMention] = []
    for begin, stop in _segments(piece):
        offset = begin
        lead = patterns.BY_AGENT.match(folded, begin)
        if lead:
            offset = lead.end()
        names, after = piece.list_from(offset)
        joins = patterns.JOINS.match(folded, after) if names else None
        if joins:
            # "(Ban A phối hợp Trường B thực hiện)"
            leads = not any(one.role == UnitRole.LEAD for one in found)
            others = piece.list_from(joins.end())[0] if leads else []
            both = leads and len(names) > 1 and patterns.ACT_TOGETHER.match(folded, joins.end())
            role = UnitRole.LEAD if others or both else UnitRole.COORDINATE
            found += [piece.mention(name, role, "unit.bracket_joins") for name in names]
            found += [
                piece.mention(name, UnitRole.COORDINATE, "unit.bracket_joins") for name in others
            ]
        elif found and begin and names and all(name.specific for name in names):
            # "(Sở A chuẩn bị nội dung; Văn phòng B thông báo kết luận)"
            index = piece.index_at(after)
            if index is not None and acts(piece, index):
                found += _leads(piece, names, "unit.bracket_lead")
        elif names and (
            patterns.AGENT_VERBS.match(folded, after)
            or (begin == 0 and not text[end:].strip(" .;,") and _done_by(piece, names, after))
        ):
            found += _leads(piece, names, "unit.bracket_lead")
            found += _joining(piece, after, stop)
            index = piece.index_at(after)
            later = _later_subjects(piece, index, stop) if index is not None else []
            found += [one for one in later if not any(one.start == had.start for had in found)]
        else:
            given, last = _assigned(piece, begin)
            helps = given and patterns.JOINS.match(folded, last)  # "đề nghị Sở A phối hợp"
            role = UnitRole.COORDINATE if helps else UnitRole.LEAD
            found += [
                replace(mention, rule="unit.bracket_assigned", role=role) for mention in given
            ]
    if found or patterns.INLINE_LEAD.search(folded):
        found += [*_coordinates(piece), *_advised(piece), *_reported(piece)]
        found += [mention for mention in _agents(piece) if mention.rule == "unit.lead_line"]
    elif "phối hợp" in folded:
        found += _coordinates(piece)
    elif patterns.ADVISE.match(folded):
        found += _advised(piece)
    elif patterns.REPORT.match(folded):
        found += _reported(piece)
    return _settled(found)


def _joining(piece: Reading, offset: int, end: int) -> list[UnitMention]:
    """ "(Ban A chủ trì, thôn, tổ dân phố phối hợp)": bodies, of no name too, before their verb"""
    comma = piece.hidden.find(",", offset, end)
    if comma < 0:
        return []
    listed, stop = piece.list_from(comma + 1)
    if listed and patterns.JOINS.match(piece.folded, stop):
        return [piece.mention(one, UnitRole.COORDINATE, "unit.bracket_joins") for one in listed]
    names, index = list[Name](), piece.index_at(comma + 1)
    while index is not None and (name := piece.reader.name_at(index)) is not None:
        names.append(name)
        if patterns.JOINS.match(piece.folded, piece.tokens[name.last - 1].end):
            return [piece.mention(one, UnitRole.COORDINATE, "unit.bracket_joins") for one in names]
        index = name.last + 1 if name.last < len(piece.tokens) else None
        if index is not None and piece.tokens[name.last].word not in (",", "và"):
            return []
    return []


def _done_by(piece: Reading, names: Sequence[Name], after: int) -> bool:
    """Whether bodies in an item's last bracket do its work: "… (Sở Y tế; quý II)."."""
    index = piece.index_at(after)
    if patterns.APPOSED.fullmatch(piece.folded):  # "(cơ quan thường trực của Ban Chỉ đạo)"
        return False
    if not all((name.specific and name.last > name.first + 1) or name.position for name in names):
        # "(các cơ quan, đơn vị chủ quản; xong trong tháng 9)"
        every = phrases("quantifiers").match(piece.tokens, 0) and names[0].first <= 2
        timed = piece.hidden[after : after + 1] == ";"
        return bool(every and timed and patterns.TIMED.match(piece.folded, after + 1))
    return index is None or piece.tokens[index].word in (",", ";") or acts(piece, index)
