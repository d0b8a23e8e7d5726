"""Headings, lead-ins, lines and cells: places where bodies stand by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.units import line_patterns, patterns
from extractors.units.names import Name
from extractors.units.normalise import unit_name
from extractors.units.reading import Reading
from extractors.units.rules import Found, in_text, unique
from extractors.units.sentences import assigned_at
from extractors.units.words import BRACKET_MASK, phrases, tokens_of
from pipeline.lexicon import fold
from pipeline.model import UnitMention, UnitRole, UnitSource

__all__ = [
    "asked_in_opening",
    "body_list",
    "dash_in_name",
    "in_heading",
    "in_line",
    "lead_in_orders",
    "starts_with_verb",
]


def body_list(text: str) -> list[UnitMention]:
    """The bodies of a text that names nothing else, as leads of what stands below it; else []."""
    whole = Reading(text)
    stripped = whole.folded.rstrip(" .:;" + BRACKET_MASK)
    offset = 0
    before = line_patterns.HEADING_BEFORE.match(whole.folded)
    if before:
        offset = before.end()
    names: list[Name] = []
    while True:
        more, stop = whole.list_from(offset)
        names += more
        if not more:
            return _called_in_small(whole)
        if stop >= len(stripped):
            break
        if line_patterns.HEADING_AFTER.fullmatch(whole.folded, stop):
            break
        told = _told_of_last(whole, names[-1], len(stripped))
        if told is None:
            return []
        names[-1] = told
        break
    level = whole.tokens[names[0].first].word == "cấp" and not names[0].specific
    if (len(names) < 2 or level) and not _may_head(whole, names[0]):
        return []
    return [
        whole.mention(name, UnitRole.LEAD, "unit.heading", UnitSource.HEADING) for name in names
    ]


_SMALL_HEADS = frozenset({"tổ", "đội", "ban"})
_LONGEST_SMALL = 7  # words


def _called_in_small(whole: Reading) -> list[UnitMention]:
    """ "Tổ tư vấn tâm lý", "Ban nề nếp": an office's own small body, which no list has

    Its head opens a text that is nothing else, and no verb begins with it ("Ban hành …").
    """
    tokens = whole.tokens
    first = 1 if tokens and phrases("quantifiers").match(tokens, 0) == 1 else 0
    words = tokens[first:]
    if not 2 <= len(words) <= _LONGEST_SMALL or words[0].word not in _SMALL_HEADS:
        return []
    small = all(token.word.isalpha() and not token.capital for token in words[1:])
    no_body = phrases("verbs").match(tokens, first) or phrases("not_names").match(tokens, first)
    if not small or no_body or not (first or words[0].capital):
        return []
    name = Name(first, len(tokens), True, True, head=words[0].word)
    return [whole.mention(name, UnitRole.LEAD, "unit.heading", UnitSource.HEADING)]


_LONGEST_SAID = 4  # words: "có rừng", "còn hộ nghèo"
# … of those that are told apart by what they do: "doanh nghiệp được cấp phép khai thác cát, sỏi"
_MANY = frozenset(
    {
        "doanh nghiệp", "cơ sở", "tổ chức", "hộ kinh doanh", "hợp tác xã", "công ty", "cơ quan",
        "đơn vị", "địa phương", "trường",
    }
)  # fmt: skip
_LONGEST_SAID_OF_MANY = 12


def _told_of_last(whole: Reading, last: Name, end: int) -> Name | None:
    """The last body with what is said of it up to the end: "xã, phường | có rừng"; else None."""
    tokens = whole.tokens
    size = len([token for token in tokens if token.start < end])
    said = size - last.last
    kind_of_many = " ".join(token.word for token in tokens[last.first : last.last])
    longest = _LONGEST_SAID_OF_MANY if kind_of_many in _MANY else _LONGEST_SAID
    if last.position or not 2 <= said <= longest:
        return None
    begun = any(phrases("told_of").match(tokens, at) for at in range(last.first + 1, last.last))
    rest = tokens[last.last : size]
    small = all(token.word.isalpha() and not token.capital for token in rest)
    if begun and small and not last.specific and said <= _LONGEST_SAID:
        return replace(last, last=size)  # "đơn vị được giao chủ trì | đề án"
    kind = any(phrases("areas").match(tokens, last.last - count) == count for count in (1, 2))
    if last.specific and not kind:
        return None
    if not phrases("told_of").match(tokens, last.last):
        return None
    if not all(
        (token.word.isalpha() and not token.capital) or (token.word == "," and longest > said)
        for token in tokens[last.last : size]
    ):
        return None
    return replace(last, last=size, modified=True)


def _may_head(text: Reading, name: Name) -> bool:
    """Whether one body alone may be a heading; a level ("Cấp xã") or a bare noun may not."""
    word = text.tokens[name.first].word
    if word == "cấp" and not name.specific and name.first == 0:
        return False
    if name.specific or name.position or name.modified:
        return True
    bare = " ".join(token.word for token in text.tokens[name.first : name.last])
    quantified = name.first > 0 and text.tokens[name.first - 1].word in ("các", "những")
    return bare == "văn phòng" or (quantified and bare != "cấp")


def _asked(text: str) -> list[UnitMention] | None:
    """Who a lead-in asks ("UBND xã yêu cầu các phòng … sau:"); None where nobody asks.

    Who asks may stand behind what it is done for: "Để thi hành Luật …, Ban Thường vụ yêu cầu
    các cấp ủy … và đề nghị Mặt trận Tổ quốc … sau:".
    """
    whole = Reading(text)
    if not whole.folded.rstrip().endswith(":"):
        return None
    breaks = [0, *(match.end() for match in patterns.BREAK.finditer(whole.hidden.rstrip(" :")))]
    asked = _asked_from(whole, breaks[-1])
    if not asked and len(breaks) > 1:  # "…, yêu cầu Giám đốc các sở; Chủ tịch UBND các xã … sau:"
        before = _asked_from(whole, breaks[-2])
        over = before and before[-1].start - whole.begin >= breaks[-1]
        asked = before if over else asked
    if asked is None and len(breaks) > 1:  # "Hội nghị thống nhất …; yêu cầu các cấp ủy … sau:"
        given, _ = assigned_at(whole, breaks[-1])
        told = [replace(one, source=UnitSource.HEADING) for one in given]
        return [replace(one, rule="unit.lead_in_asked") for one in told] or None
    return asked


def _asked_from(whole: Reading, start: int) -> list[UnitMention] | None:
    """Who is asked in the sentence that begins at `start`; [] where nobody is told by name."""
    pauses = [match.end() for match in line_patterns.PAUSE.finditer(whole.folded, start)]
    asks = False
    for offset in (start, *pauses):
        names, stop = whole.list_from(offset)
        match = line_patterns.ASKS.match(whole.folded, stop) if names else None
        if names and line_patterns.AGREES.match(whole.folded, stop):
            match = line_patterns.GIVES_TOO.search(whole.folded, stop)
            if match is None and not line_patterns.GIVES.search(whole.folded, stop):
                return []
        asks = asks or match is not None
        found: list[Name] = []
        while match is not None:
            asked, stop = whole.list_from(match.end())
            found += asked
            match = line_patterns.ASKS_TOO.match(whole.folded, stop) if asked else None
        if found:
            return [
                whole.mention(name, UnitRole.LEAD, "unit.lead_in_asked", UnitSource.HEADING)
                for name in found
            ]
    return [] if asks else None


def asked_in_opening(text: str) -> list[UnitMention]:
    """Whom the paragraph before the items asks: "…, UBND tỉnh yêu cầu các sở, ngành … sau:"."""
    return _asked(text) or []


def in_heading(text: str, masked: Iterable[tuple[int, int]] = ()) -> list[UnitMention]:
    """What a heading or a lead-in says of who acts below it: leads and coordinates."""
    listed = body_list(text)
    if listed:
        return listed
    asked = _asked(text)
    if asked is not None:
        return asked
    if line_patterns.DECIDED_THUS.fullmatch(fold(text)):
        return []
    found = in_text(text, masked)
    leads = found.leads
    if not leads:
        return _unlisted_kind(text)
    coordinates = [mention for mention in found.others if mention.role == UnitRole.COORDINATE]
    return [
        replace(
            mention, source=UnitSource.HEADING, rule=mention.rule.replace("unit.", "unit.lead_in_")
        )
        for mention in unique([*leads, *coordinates])
    ]


def _unlisted_kind(text: str) -> list[UnitMention]:
    """ "Các đơn vị quản lý, khai thác đập, hồ chứa nước:": one kind of bodies, in no list"""
    kind = line_patterns.KIND_OF_BODIES.fullmatch(fold(text))
    if kind is None:
        return []
    start, end = kind.span("kind")
    raw = text[start:end]
    return [
        UnitMention(
            start,
            end,
            raw,
            unit_name(raw),
            UnitRole.LEAD,
            UnitSource.HEADING,
            "unit.lead_in_kind",
            confidence=_UNLISTED,
        )
    ]


_UNLISTED = 0.7
_LONGEST_FIELD = 12  # words
_LONG_ENOUGH = 60  # characters of a sentence that orders something before one that leads in


def in_line(text: str, role: UnitRole, source: UnitSource = UnitSource.TEXT) -> list[UnitMention]:
    """The bodies of a line or cell that gives nothing else ("Cơ quan phối hợp: …").

    A line that tells roles itself ("Ban A chủ trì, phối hợp với Sở B") is read as a text.
    """
    fields = _fields(text, role)
    if fields:
        return unique([mention for field in fields for mention in _shifted(text, *field, source)])
    whole = Reading(text)
    last = line_patterns.LAST_COORDINATE.fullmatch(whole.folded) is not None
    if line_patterns.TELLS_ROLES.search(whole.folded) and not last:
        told = in_text(text)
        if told.leads or (told.others and not whole.list_from(0)[0]):
            return [
                replace(mention, source=source) for mention in unique([*told.leads, *told.others])
            ]
    mentions: list[UnitMention] = []
    offset = 0
    current = role
    glued = False  # whether nothing parts what is read from a name before it
    while offset < len(text):
        if invited := line_patterns.INVITED.match(whole.folded, offset):
            offset = invited.end()
        label = patterns.INLINE_COORDINATE.match(whole.folded, offset)
        if label:
            current, offset = UnitRole.COORDINATE, label.end()
            continue
        if each := line_patterns.EACH_OF_THEM.match(whole.folded, offset):
            offset = each.end()
            continue
        names, stop = whole.list_from(offset)
        if names:
            names, stop = _whole_piece(whole, names, stop)
            if does := line_patterns.DOES_THERE.match(whole.folded, stop):
                stop = does.end()
        found = [whole.mention(name, current, "unit.line", source) for name in names]
        if last and patterns.ONLY_COORDINATES.fullmatch(whole.folded, stop):
            leads = 0 if mentions else 1
            found[leads:] = [replace(m, role=UnitRole.COORDINATE) for m in found[leads:]]
            stop = len(text)
        mentions += found
        if not names:
            piece_end = min(
                (at for sign in ",;" if (at := whole.hidden.find(sign, offset)) >= 0),
                default=len(text),
            )
            piece = whole.hidden[offset:piece_end].strip(" .")
            coordinate = patterns.COORDINATE.match(whole.folded, offset)
            if coordinate:
                current, stop = UnitRole.COORDINATE, coordinate.end()
            elif glued or line_patterns.NO_BODY.fullmatch(fold(piece)) or _goes_on(piece, mentions):
                stop = piece_end  # "UBND các xã | tham gia thí điểm", "Sở A theo dõi, | hướng dẫn"
            elif 0 < len(piece) <= 60 and not {"¤", BRACKET_MASK} & set(piece):
                begin = whole.hidden.index(piece, offset)
                mentions.append(_loose(piece, begin, current, source))
                stop = piece_end
            else:
                stop = piece_end
        at = stop
        while at < len(text) and whole.hidden[at] in " ,;.":
            at += 1
        glued = bool(names) and not whole.hidden[stop:at].strip()
        if whole.folded.startswith("và ", at):
            at += 3
        coordinate = patterns.COORDINATE.match(whole.folded, at)
        if coordinate:
            current, at = UnitRole.COORDINATE, coordinate.end()
        offset = max(at, offset + 1)
    if role == UnitRole.REPORT_TO:  # "Đoàn giám sát (qua Văn phòng)"
        through = [m for m in in_text(text).others if m.role == UnitRole.VIA]
        mentions += [replace(mention, source=source) for mention in through]
    return unique(mentions)


def in_item(text: str, masked: Iterable[tuple[int, int]] = ()) -> Found:
    """The bodies of an item, of whose sentences the last may be such a line."""
    label = line_patterns.LAST_LABEL.search(fold(text))
    if label is None:
        return in_text(text, masked)
    above = text[: label.start("label")]
    told = in_text(above, [one for one in masked if one[1] <= len(above)])
    mentions = _shifted(text, *label.span("content"), UnitRole.LEAD, UnitSource.TEXT)
    leads = tuple(mention for mention in mentions if mention.role == UnitRole.LEAD)
    others = tuple(mention for mention in mentions if mention.role != UnitRole.LEAD)
    return replace(told, subjects=(*told.subjects, *leads), others=(*told.others, *others))


def _fields(text: str, role: UnitRole) -> list[tuple[int, int, UnitRole]]:
    """The stretches of a cell with labels inside, each with its role; [] where it has none."""
    labels = list(line_patterns.CELL_LABEL.finditer(fold(text)))
    if not labels:
        return []
    found = [(0, labels[0].start(), role)]
    for label, end in zip(labels, [*(m.start() for m in labels[1:]), len(text)], strict=True):
        said = UnitRole.LEAD if label["lead"] else UnitRole.COORDINATE
        found.append((label.end(), end, said))
    return [(start, end, said) for start, end, said in found if text[start:end].strip(" ,.;-")]


def _shifted(
    text: str, start: int, end: int, role: UnitRole, source: UnitSource
) -> list[UnitMention]:
    """The bodies of a stretch of a cell, at their places in the whole cell."""
    return [
        replace(mention, start=mention.start + start, end=mention.end + start)
        for mention in in_line(text[start:end].rstrip(" ,.;-"), role, source)
    ]


def _whole_piece(whole: Reading, names: list[Name], stop: int) -> tuple[list[Name], int]:
    """The list with its last name taken up to where the piece of the line ends.

    Nothing but bodies stands in such a line, so that what goes on with a name is its field,
    be it in no list ("Cục Cảnh sát quản lý hành chính về trật tự xã hội").
    """
    tokens, last = whole.tokens, names[-1]
    end = last.last
    if last.person or last.position:
        return names, stop
    while end < len(tokens) and tokens[end].word[0].isalpha():
        joins = tokens[end].word == "và" and (
            whole.reader.name_at(end + 1) is not None
            or phrases("quantifiers").match(tokens, end + 1)
        )
        if joins or line_patterns.OTHER_ROLE.match(whole.folded, tokens[end].start):
            break
        end += 1
    if end == last.last or end - last.last > _LONGEST_FIELD:
        return names, stop
    return [*names[:-1], replace(last, last=end, modified=True)], tokens[end - 1].end


def _goes_on(piece: str, mentions: Sequence[UnitMention]) -> bool:
    """Whether a piece says what the body before it does: a verb in small letters, and no more"""
    tokens = tokens_of(piece)
    small = bool(tokens) and not tokens[0].capital
    return bool(mentions) and small and phrases("verbs").match(tokens, 0) == len(tokens)


def _loose(piece: str, begin: int, role: UnitRole, source: UnitSource) -> UnitMention:
    """A piece of a line that only gives bodies, taken as one though its head is unknown."""
    skip = 0
    for word in ("các đồng chí ", "đồng chí ", "các ", "những ", "mỗi ", "toàn thể "):
        if fold(piece).startswith(word):
            skip = len(word)
            break
    raw = piece[skip:]
    return UnitMention(
        begin + skip,
        begin + len(piece),
        raw,
        unit_name(raw),
        role,
        source,
        "unit.line_unknown",
        0.5,
    )


def starts_with_verb(text: str) -> bool:
    """Whether a text begins with what somebody is to do ("Tiếp tục rà soát …")."""
    folded = fold(text)
    adverbs = line_patterns.ADVERBS.match(folded)
    at = adverbs.end() if adverbs else 0
    tokens = tokens_of(text[at : at + 60])
    return bool(phrases("verbs").match(tokens, 0)) or adverbs is not None


def dash_in_name(above: str, below: str) -> int:
    """How many words of a line that begins with a dash go on with a name broken above it.

    `below` is what stands behind the dash.

    >>> dash_in_name("phối hợp với Phòng Văn hóa", "Xã hội mở chuyên mục")
    2
    """
    after = tokens_of(below[:60])
    before = tokens_of(above[-60:])
    if not (before and after and before[-1].capital | before[-2:][0].capital):
        return 0
    tokens = [*before, *tokens_of("-"), *after]
    dash = len(before)
    ends = [at + phrases("sectors").match(tokens, at) for at in range(max(0, dash - 4), dash)]
    return max(0, *(end - dash - 1 for end in ends)) if ends else 0


def lead_in_orders(text: str) -> bool:
    """Whether a paragraph that ends in a colon also orders something by itself.

    "… phải xây dựng kế hoạch thực hiện; … với các nhiệm vụ sau:" does, and so does "Các chi
    bộ xây dựng chương trình, trình Đảng ủy và thực hiện các nhiệm vụ dưới đây:"; "Ủy ban nhân
    dân xã yêu cầu thực hiện các nhiệm vụ sau:" does not.
    """
    folded = fold(text)
    if " phải " in folded and len(text) > 150:
        return True
    asks = line_patterns.ASKS_AND_MORE.match(folded)  # "Yêu cầu các sở …; phấn đấu …, với …:"
    if asks is not None and in_text(text[: asks.end()]).leads:
        return True
    before = text.rfind(". ")  # "Thủ trưởng các sở … trước ngày 24/5. | Phân công như sau:"
    if before > _LONG_ENOUGH and in_text(text[:before]).subjects:
        return True
    above = line_patterns.ABOVE_ALL.search(
        folded
    )  # "A, B thực hiện nghiêm …, | trong đó tập trung vào"
    if above is not None and in_text(text[: above.start()]).leads:
        return True
    leads_in = line_patterns.LEADS_IN.search(folded)
    if leads_in is None:
        return False
    whole = Reading(text[: leads_in.start()])
    names, stop = whole.list_from(0)
    if not names or line_patterns.ASKS.match(whole.folded, stop):
        return False
    return line_patterns.ORDERED.match(whole.folded, stop) is not None
