"""What the rules for subjects and for brackets ask of a sentence: its bounds, its verb, who is
given its work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.units import patterns, sentence_patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts, acts_at
from extractors.units.unlisted import stretched
from extractors.units.words import phrases
from pipeline.model import UnitMention, UnitRole

__all__ = [
    "agents",
    "assigned_at",
    "has_predicate",
    "heads_it",
    "in_company",
    "joining",
    "later_subjects",
    "leads_of",
    "segments_of",
    "sentence_end",
    "speaks",
]


def segments_of(text: Reading) -> Iterator[tuple[int, int]]:
    """Half-open ranges between sentence ends and half-stops, blanks at the front left out."""
    at = 0
    closes = sentence_patterns.CLOSES_WITH.match(text.folded)
    if closes is not None:  # "Trên đây là Kế hoạch …, | yêu cầu các đơn vị …"
        at = closes.end()
    for match in patterns.BREAK.finditer(text.hidden, at):
        yield at, match.start()
        at = match.end()
        while at < len(text.hidden) and text.hidden[at] == " ":
            at += 1
    yield at, len(text.hidden)


def sentence_end(text: Reading, begin: int) -> int:
    match = patterns.BREAK.search(text.hidden, begin)
    return match.start() if match else len(text.hidden)


def has_predicate(text: Reading, stop: int, end: int, names: Sequence[Name]) -> bool:
    """Whether what follows a list of bodies says what they do."""
    index = text.index_at(stop)
    if index is None or stop >= end:
        return False
    tokens = text.tokens
    index = text.reader.past_bracket(index)
    if index >= len(tokens) or tokens[index].start >= end:
        return False
    if tokens[index].word == "," and index + 1 < len(tokens):
        aside = sentence_patterns.ASIDE.match(text.folded, tokens[index].start, end)
        each = sentence_patterns.EACH_BEFORE_VERB.match(text.folded, tokens[index].start, end)
        if any(said is not None and acts_at(text, said.end()) for said in (aside, each)):
            return True
        if _past_examples(text, tokens[index].start, end):
            return True
        # "Đồng chí Lò Văn Inh, Phó Bí thư Đảng ủy, | phụ trách các bản …"
        if len(names) == 1 and names[0].person and acts(text, index + 1):
            return True
        return bool(phrases("firm").match(tokens, index + 1))
    if sentence_patterns.SO_MANY_PEOPLE.match(text.folded, tokens[index].start):
        return False
    aside = sentence_patterns.WITHIN_ITS_DUTIES.match(text.folded, tokens[index].start, end)
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
    if sentence_patterns.WHEN_HE_MUST.match(text.folded, tokens[index].start, end):
        return True
    for clause in (sentence_patterns.REFERRED_TO, sentence_patterns.WHEN):
        said = clause.match(text.folded, tokens[index].start, end)
        if said is not None and acts_at(text, said.end()):
            return True
    strong = tokens[names[0].first].capital and any(
        name.specific and (name.modified or name.last - name.first > 2) for name in names
    )
    # "Huyện Lương Đàm | dọn sạch …"; "| còn nhiều rác", "| là nơi có …" say how things are
    place = names[-1].modified and tokens[names[-1].last - 1].capital
    strong = strong or (
        tokens[names[0].first].capital
        and place
        and tokens[index].word != "là"
        and not phrases("told_of").match(tokens, index)
    )
    return strong and not phrases("no_predicate").match(tokens, index)


def _past_examples(text: Reading, comma: int, end: int) -> bool:
    """ "UBND các tỉnh, trước hết là Hà Nội, Đà Nẵng, | xây dựng …": whether they act behind it"""
    opens = sentence_patterns.SUCH_AS.match(text.folded, comma, end)
    at = opens.end() if opens else -1
    while opens and (at := text.hidden.find(",", at, end)) >= 0:
        at += 1
        if acts_at(text, at):
            return True
    return False


def leads_of(text: Reading, names: Sequence[Name], rule: str) -> list[UnitMention]:
    return [text.mention(name, UnitRole.LEAD, rule) for name in names]


def in_company(text: Reading, names: Sequence[Name], rule: str) -> list[UnitMention]:
    """Of "Ban A | cùng | đảng ủy xã B rà soát": A leads, those behind "cùng" coordinate."""
    for at in range(1, len(names)):
        between = text.tokens[names[at - 1].last : names[at].first]
        if any(token.word == "cùng" for token in between):
            beside = [
                text.mention(name, UnitRole.COORDINATE, "unit.company") for name in names[at:]
            ]
            return [*leads_of(text, names[:at], rule), *beside]
    return leads_of(text, names, rule)


def assigned_at(text: Reading, start: int) -> tuple[list[UnitMention], int]:
    """Who is given the work that begins at `start` ("Giao …"), and where the list ends."""
    index = text.index_at(start)
    if index is None:
        return [], start
    size = phrases("assign").match(text.tokens, index) or _invites(text, index)
    if not size:
        return [], start
    names, stop = text.list_from(text.tokens[index + size - 1].end)
    while names and (too := sentence_patterns.ASKS_TOO.match(text.folded, stop)):
        asked, end = text.list_from(too.end())  # "Đề nghị Mặt trận …, yêu cầu các sở …"
        if not asked:
            break
        names, stop = [*names, *asked], end
    names = stretched(text, names)
    weak = phrases("assign_weak").match(text.tokens, index)
    given = leads_of(text, names, "unit.assigned_weak" if weak else "unit.assigned")
    return given, max([stop, *(mention.end - text.begin for mention in given)])


def _invites(text: Reading, index: int) -> int:
    """ "Mời | đồng chí Nguyễn Văn A truyền đạt Nghị quyết": a guest who is to do the work"""
    return int([token.word for token in text.tokens[index : index + 3]] == ["mời", "đồng", "chí"])


_NEAR = 100  # characters before a comma in which who leads those before it is told


def later_subjects(text: Reading, index: int, end: int) -> list[UnitMention]:
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
        comma = tokens[index - 1].start
        if opens and sentence_patterns.LED_BEFORE.search(text.folded, max(0, comma - _NEAR), comma):
            index = max(after, index + 1)  # "chỉ đạo lực lượng cảnh sát môi trường, công an xã …"
            continue
        stop = tokens[after - 1].end
        joins = sentence_patterns.JOINS.match(text.folded, stop)
        named = joins or all(
            name.position or (name.specific and (name.modified or tokens[name.first].capital))
            for name in names
        )
        if opens and named and after < len(tokens) and acts(text, after):
            given = sentence_patterns.CONSENTS.match(text.folded, stop)
            role = UnitRole.COORDINATE if joins else UnitRole.LEAD
            if not given:
                found += [text.mention(name, role, "unit.later_subject") for name in names]
        index = max(after, index + 1)
    return found


def speaks(text: Reading, colon: int) -> bool:
    """Whether work stands behind the colon of "Sở Nội vụ: Chủ trì …"."""
    if text.hidden[colon : colon + 1] != ":":
        return False
    index = text.index_at(colon + 1)
    if index is None or index >= len(text.tokens):
        return False
    # "Phòng Nghiệp vụ III: Ngoài các nhiệm vụ đã nêu, | tham mưu …"
    aside = sentence_patterns.BESIDES.match(text.folded, text.tokens[index].start)
    behind = text.index_at(aside.end()) if aside else None
    goes_on = behind is not None and behind < len(text.tokens) and acts(text, behind)
    when = sentence_patterns.WHEN_BEHIND.match(text.folded, text.tokens[index].start)
    return goes_on or acts(text, index) or (when is not None and acts_at(text, when.end()))


def joining(piece: Reading, offset: int, end: int) -> list[UnitMention]:
    """ "(Ban A chủ trì, thôn, tổ dân phố phối hợp)": bodies, of no name too, before their verb"""
    comma = piece.hidden.find(",", offset, end)
    if comma < 0:
        return []
    listed, stop = piece.list_from(comma + 1)
    if listed and (place := sentence_patterns.WHERE_IT_LIES.match(piece.folded, stop)):
        stop = place.end()
    if listed and sentence_patterns.JOINS.match(piece.folded, stop):
        return [piece.mention(one, UnitRole.COORDINATE, "unit.bracket_joins") for one in listed]
    names, index = list[Name](), piece.index_at(comma + 1)
    while index is not None and (name := piece.reader.name_at(index)) is not None:
        names.append(name)
        if sentence_patterns.JOINS.match(piece.folded, piece.tokens[name.last - 1].end):
            return [piece.mention(one, UnitRole.COORDINATE, "unit.bracket_joins") for one in names]
        index = name.last + 1 if name.last < len(piece.tokens) else None
        if index is not None and piece.tokens[name.last].word not in (",", "và"):
            return []
    return []


def heads_it(text: Reading, names: Sequence[Name], stop: int) -> bool:
    """ "do đồng chí Phó Chủ tịch … | làm Trưởng ban": told of a committee, no work"""
    heads = sentence_patterns.HEADS_IT.match(text.folded, stop)
    if heads is None and names and sentence_patterns.LOOKS_AFTER.match(text.folded, stop):
        first = text.tokens[names[0].first].start
        heads = sentence_patterns.IS_FORMED.search(text.folded, max(0, first - 160), first)
    return heads is not None and any(name.position for name in names)


def _uses_it(text: Reading, offset: int) -> bool:
    """ "Ứng dụng phần mềm | do Ủy ban Kiểm tra Tỉnh ủy triển khai": whose it is, not who acts"""
    start = max((end.end() for end in patterns.BREAK.finditer(text.hidden, 0, offset)), default=0)
    return sentence_patterns.USES.match(text.folded, start, offset) is not None


def agents(text: Reading) -> list[UnitMention]:
    """ "do Sở Nội vụ chủ trì", "Đơn vị thực hiện: …" inside a paragraph."""
    found: list[UnitMention] = []
    for match in text.matches(sentence_patterns.BY_AGENT, "do "):
        names, stop = text.list_from(match.end(), chiefs=True)
        if heads_it(text, names, stop) or _uses_it(text, match.start()):
            continue
        if names and sentence_patterns.AGENT_VERBS.match(text.folded, stop):
            found += leads_of(text, names, "unit.agent")
            found += joining(text, stop, sentence_end(text, stop))
    for match in text.matches(sentence_patterns.WORK_FIRST, "việc "):
        names, stop = text.list_from(match.end())
        index = text.index_at(stop) if names else None
        decides = sentence_patterns.CONSENTS.match(
            text.folded, stop
        ) or sentence_patterns.AGENT_VERBS.match(text.folded, stop)
        if index is not None and index < len(text.tokens) and acts(text, index) and not decides:
            found += leads_of(text, names, "unit.work_first")
    for match in text.matches(sentence_patterns.INLINE_LEAD, ":"):
        names, _ = text.list_from(match.end())
        found += leads_of(text, names, "unit.lead_line")
    return found
