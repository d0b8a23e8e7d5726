"""Who acts in a task: matches of the patterns → unit mentions.

GUIDELINES, Units: the subject of any sentence leads; "phối hợp với" coordinates;
"tham mưu", "giúp", "trình" advise; "báo cáo … về" reports; "(qua …)" is the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.units import patterns
from extractors.units.names import BRACKET_MASK, Name, Reader, phrases, tokens_of
from extractors.units.normalise import unit_name
from pipeline.lexicon import fold
from pipeline.model import UnitMention, UnitRole, UnitSource

__all__ = [
    "Found",
    "body_list",
    "in_heading",
    "in_line",
    "in_text",
    "lead_in_orders",
    "starts_with_verb",
]


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
        return _unique(
            sorted((*leads, *self.others), key=lambda mention: (mention.start, mention.end))
        )


class _Text:
    """A text with its tokens, its folded and masked forms."""

    def __init__(self, text: str, masked: Iterable[tuple[int, int]] = (), begin: int = 0) -> None:
        self.text = text
        self.begin = begin
        hidden = text
        for start, end in masked:
            hidden = hidden[:start] + "¤" * (end - start) + hidden[end:]
        for match in patterns.QUOTE.finditer(hidden):
            hidden = hidden[: match.start()] + "¤" * len(match.group()) + hidden[match.end() :]
        self.brackets = [
            (match.start(), match.end(), match["inner"] or match["square"] or "")
            for match in patterns.BRACKET.finditer(hidden)
        ]
        for start, end, _ in self.brackets:
            hidden = hidden[:start] + BRACKET_MASK * (end - start) + hidden[end:]
        self.hidden = hidden
        self.folded = fold(hidden)
        self.tokens = tokens_of(hidden)
        self.reader = Reader(self.tokens)
        self._starts = {token.start: index for index, token in enumerate(self.tokens)}

    def index_at(self, offset: int) -> int | None:
        """The token that begins at `offset`, or right after blanks there."""
        while offset < len(self.hidden) and self.hidden[offset] == " ":
            offset += 1
        return self._starts.get(offset)

    def list_from(self, offset: int, chiefs: bool = False) -> tuple[list[Name], int]:
        """The bodies listed from `offset`, and the offset where the list ends.

        `chiefs` says that "lãnh đạo" is the noun there ("báo cáo Lãnh đạo Sở").
        """
        index = self.index_at(offset)
        if index is None:
            return [], offset
        names, end = self.reader.list_at(index, chiefs)
        return names, self.tokens[end - 1].end if names else offset

    def may_be_told(self, name: Name) -> bool:
        """Only a body with a name or an office can be advised or reported to.

        "Bộ", "Sở" with a capital in mid sentence is the one that everybody there knows.
        """
        first = self.tokens[name.first]
        known = first.capital and name.first > 0 and self.tokens[name.first - 1].word not in ".;:"
        return name.specific or name.position or name.modified or known

    def mention(
        self, name: Name, role: UnitRole, rule: str, source: UnitSource = UnitSource.TEXT
    ) -> UnitMention:
        start, end = self.tokens[name.first].start, self.tokens[name.last - 1].end
        raw = self.text[start:end]
        return UnitMention(
            self.begin + start,
            self.begin + end,
            raw,
            unit_name(raw),
            role,
            source,
            rule,
            confidence=0.95 if name.specific else 0.85,
        )


def in_text(text: str, masked: Iterable[tuple[int, int]] = ()) -> Found:
    """The bodies of an item's text with their roles; `masked` ranges are not looked into."""
    whole = _Text(text, masked)
    others: list[UnitMention] = []
    others += _coordinates(whole)
    others += _advised(whole)
    others += _reported(whole)
    doers, assigned = _subjects(whole)
    subjects = [mention for mention in doers if mention.role == UnitRole.LEAD]
    others += [mention for mention in doers if mention.role != UnitRole.LEAD]
    for start, end, inner in whole.brackets:
        found = _bracket(text, start, end, inner)
        subjects += [mention for mention in found if mention.role == UnitRole.LEAD]
        others += [mention for mention in found if mention.role != UnitRole.LEAD]
    others += _via(whole)
    return Found(tuple(subjects), tuple(assigned), tuple(_settled(others)))


def _settled(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    """Of two roles at the same place, the one found first."""
    kept: list[UnitMention] = []
    for mention in mentions:
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return kept


def _unique(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    seen: set[tuple[UnitRole, str]] = set()
    kept: list[UnitMention] = []
    for mention in mentions:
        key = (mention.role, fold(mention.name))
        if key not in seen:
            seen.add(key)
            kept.append(mention)
    return kept


# --- after a verb ---------------------------------------------------------------------


def _coordinates(text: _Text) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.COORDINATE.finditer(text.folded):
        names, end = text.list_from(match.end())
        if (match["link"] or "").split() == ["giữa"]:
            names = _other_side(text, names, end)
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate") for name in names]
    for match in patterns.INLINE_COORDINATE.finditer(text.folded):
        names, _ = text.list_from(match.end())
        found += [text.mention(name, UnitRole.COORDINATE, "unit.coordinate_line") for name in names]
    return found


def _other_side(text: _Text, names: list[Name], end: int) -> list[Name]:
    """ "phối hợp giữa A với B": A is who acts, B coordinates."""
    index = text.index_at(end)
    if index is not None and text.tokens[index].word in ("với", "và"):
        return text.list_from(text.tokens[index].end)[0]
    return names[1:]


def _advised(text: _Text) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.ADVISE.finditer(text.folded):
        names = _told(text, match.end())
        if not names and match["verb"].split()[0] in ("đề", "kiến"):
            farther = patterns.PROPOSED_TO.match(text.folded, match.end())
            names = _told(text, farther.end()) if farther else []
        found += [text.mention(name, UnitRole.ADVISED, "unit.advise") for name in names]
    for match in patterns.ASK.finditer(text.folded):
        if patterns.ABOVE.match(text.folded, match.end()):
            names = _told(text, match.end())
            found += [text.mention(name, UnitRole.ADVISED, "unit.ask") for name in names]
    return found


def _told(text: _Text, offset: int) -> list[Name]:
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


def _known(text: _Text, index: int, size: int) -> bool:
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
    return word in _AFTER_KNOWN or not word[0].isalpha() or _acts(text, after)


_AFTER_KNOWN = frozenset({"để", "trước", "theo", "qua", "và", "khi", "sau", "xem", "cho", "trong"})


def _reported(text: _Text) -> list[UnitMention]:
    found: list[UnitMention] = []
    for match in patterns.REPORT.finditer(text.folded):
        stop = _sentence_end(text, match.end())
        for offset in _report_places(text, match.end(), stop):
            names = _told(text, offset)
            if names:
                found += [text.mention(name, UnitRole.REPORT_TO, "unit.report") for name in names]
                break
    return found


def _report_places(text: _Text, begin: int, stop: int) -> Iterator[int]:
    yield begin
    limit = min(stop, begin + 160)
    for match in patterns.REPORT_TO.finditer(text.folded, begin, limit):
        yield match.end()


def _sentence_end(text: _Text, begin: int) -> int:
    match = patterns.BREAK.search(text.hidden, begin)
    return match.start() if match else len(text.hidden)


def _via(text: _Text) -> list[UnitMention]:
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


def _segments(text: _Text) -> Iterator[tuple[int, int]]:
    """Half-open ranges between sentence ends and half-stops, blanks at the front left out."""
    at = 0
    for match in patterns.BREAK.finditer(text.hidden):
        yield at, match.start()
        at = match.end()
        while at < len(text.hidden) and text.hidden[at] == " ":
            at += 1
    yield at, len(text.hidden)


def _subjects(text: _Text) -> tuple[list[UnitMention], list[UnitMention]]:
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
        found = names if names and _predicate(text, stop, end, names) else []
        found = found or _told_of(text, names, end)
        if found:
            subjects += _doers(text, found, stop, end)
            subjects += _later_subjects(text, found[-1].last, end)
            continue
        given = _assigned(text, start)
        if given:
            assigned += given
            continue
        leads, given = _after_clause(text, start, end)
        subjects += _leads(text, leads, "unit.subject_after_clause")
        assigned += given
    subjects += _agents(text)
    return subjects, assigned


def _told_of(text: _Text, names: Sequence[Name], end: int) -> list[Name]:
    """ "Các xã còn hồ sơ quá hạn phải giải trình": what is said of the last goes with its name"""
    tokens = text.tokens
    if not names or names[-1].specific or names[-1].position or names[0].first == 0:
        return []
    last = names[-1]
    if not phrases("told_of").match(tokens, last.last):
        return []
    for at in range(last.last + 1, min(last.last + 18, len(tokens))):
        if tokens[at].start >= end:
            break
        if phrases("orders").match(tokens, at):
            stop = at - 1 if tokens[at - 1].word == "," else at
            return [*names[:-1], replace(last, last=stop, modified=True)]
    return []


def _later_subjects(text: _Text, index: int, end: int) -> list[UnitMention]:
    """ "Sở A chuẩn bị, Sở B cử cán bộ dự": who acts behind a comma, once somebody acts

    Lists that something is done to ("hướng dẫn Sở A, Sở B …") are passed over whole.
    """
    tokens, found = text.tokens, list[UnitMention]()
    while index < len(tokens) and tokens[index].start < end:
        names, after = text.reader.list_at(index)
        if not names:
            index += 1
            continue
        opens = index > 0 and tokens[index - 1].word == ","
        named = all(name.specific and name.modified for name in names)
        stop = tokens[after - 1].end
        if opens and named and after < len(tokens) and _acts(text, after):
            given = patterns.CONSENTS.match(text.folded, stop)
            joins = patterns.JOINS.match(text.folded, stop)
            role = UnitRole.COORDINATE if joins else UnitRole.LEAD
            if not given:
                found += [text.mention(name, role, "unit.later_subject") for name in names]
        index = max(after, index + 1)
    return found


def _is_label(text: _Text, start: int) -> bool:
    """Whether a sentence opens as "Cơ quan phối hợp: …" does."""
    return bool(
        patterns.INLINE_LEAD.match(text.folded, start)
        or patterns.INLINE_COORDINATE.match(text.folded, start)
    )


def _speaks(text: _Text, colon: int) -> bool:
    """Whether work stands behind the colon of "Sở Nội vụ: Chủ trì …"."""
    if text.hidden[colon : colon + 1] != ":":
        return False
    index = text.index_at(colon + 1)
    return index is not None and _acts(text, index)


def _leads(text: _Text, names: Sequence[Name], rule: str) -> list[UnitMention]:
    return [text.mention(name, UnitRole.LEAD, rule) for name in names]


def _doers(text: _Text, names: Sequence[Name], stop: int, end: int) -> list[UnitMention]:
    """The subjects of a sentence; of "Sở A, Sở B phối hợp." and no more, who coordinates."""
    if patterns.ONLY_COORDINATES.fullmatch(text.folded, stop, end) is None:
        return _leads(text, names, "unit.subject")
    return [text.mention(name, UnitRole.COORDINATE, "unit.subject_coordinates") for name in names]


def _predicate(
    text: _Text, stop: int, end: int, names: Sequence[Name], whole_list: bool = False
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
        return bool(phrases("firm").match(tokens, index + 1))
    if _acts(text, index):
        return True
    if tokens[index].capital or not tokens[index].word.isalpha():
        return False
    strong = (
        any(name.specific and name.modified for name in names) and tokens[names[0].first].capital
    )
    return strong and not phrases("no_predicate").match(tokens, index)


def _assigned(text: _Text, start: int) -> list[UnitMention]:
    index = text.index_at(start)
    if index is None:
        return []
    size = phrases("assign").match(text.tokens, index)
    if not size:
        return []
    names, _ = text.list_from(text.tokens[index + size - 1].end)
    weak = phrases("assign_weak").match(text.tokens, index)
    rule = "unit.assigned_weak" if weak else "unit.assigned"
    return _leads(text, names, rule)


def _after_clause(text: _Text, start: int, end: int) -> tuple[list[Name], list[UnitMention]]:
    """The subject behind "Căn cứ …," or "Hằng năm, …"; or who is given the work there."""
    if not patterns.INTRODUCED.match(text.folded, start):
        return [], []
    about = patterns.ABOUT.match(text.folded, start)
    tokens = text.tokens
    index = text.index_at(start)
    while index is not None and index < len(tokens) and tokens[index].start < end:
        if index == 0 or tokens[index - 1].word != ",":
            index += 1
            continue
        given = _assigned(text, tokens[index].start)
        if given:
            return [], given
        names, after = text.reader.list_at(index)
        if not names:
            index += 1
            continue
        first = tokens[names[0].first]
        stop = tokens[after - 1].end
        told = first.capital or index < names[0].first or names[0].position
        plain = names[0].specific and _acts(text, after)  # "Hằng năm, chi bộ phải …"
        if (
            (told or plain)
            and _predicate(text, stop, end, names)
            and (not about or phrases("firm").match(tokens, after))
        ):
            return names, []
        index = after
    return [], []


def _acts(text: _Text, index: int) -> bool:
    """Whether what a body does begins at a token."""
    verb = max(phrases(kind).match(text.tokens, index) for kind in ("verbs", "predicates"))
    noun = phrases("not_verbs").match(text.tokens, index) > verb
    return bool(phrases("modals").match(text.tokens, index) or (verb and not noun))


def _agents(text: _Text) -> list[UnitMention]:
    """ "do Sở Nội vụ chủ trì", "Đơn vị thực hiện: …" inside a paragraph."""
    found: list[UnitMention] = []
    for match in patterns.BY_AGENT.finditer(text.folded):
        names, stop = text.list_from(match.end())
        if names and patterns.AGENT_VERBS.match(text.folded, stop):
            found += _leads(text, names, "unit.agent")
    for match in patterns.INLINE_LEAD.finditer(text.folded):
        names, _ = text.list_from(match.end())
        found += _leads(text, names, "unit.lead_line")
    return found


def _bracket(text: str, start: int, end: int, inner: str) -> list[UnitMention]:
    """Roles given in a bracket: "(qua …)", "(Sở Y tế chủ trì, phối hợp với …)"."""
    piece = _Text(inner, begin=start + 1)
    folded = piece.folded
    via = patterns.VIA.match(folded)
    if via is None and patterns.VIA_LATER.match(folded):  # "(trước ngày 15/12, qua Sở Nội vụ)"
        via = patterns.VIA.search(folded)
    if via:
        names, _ = piece.list_from(via.end())
        return [piece.mention(name, UnitRole.VIA, "unit.via") for name in names]
    found: list[UnitMention] = []
    for begin, _ in _segments(piece):
        offset = begin
        lead = patterns.BY_AGENT.match(folded, begin)
        if lead:
            offset = lead.end()
        names, after = piece.list_from(offset)
        if names and (
            patterns.AGENT_VERBS.match(folded, after)
            or (begin == 0 and not text[end:].strip(" .;,") and _done_by(piece, names, after))
        ):
            found += _leads(piece, names, "unit.bracket_lead")
        else:
            found += [
                replace(mention, rule="unit.bracket_assigned")
                for mention in _assigned(piece, begin)
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


def _done_by(piece: _Text, names: Sequence[Name], after: int) -> bool:
    """Whether bodies in an item's last bracket do its work: "… (Sở Y tế; quý II)."."""
    if not all((name.specific and name.last > name.first + 1) or name.position for name in names):
        return False
    index = piece.index_at(after)
    return index is None or piece.tokens[index].word in (",", ";") or _acts(piece, index)


# --- headings, lead-ins and lines -----------------------------------------------------


def body_list(text: str) -> list[UnitMention]:
    """The bodies of a text that names nothing else, as leads of what stands below it; else []."""
    whole = _Text(text)
    stripped = whole.folded.rstrip(" .:;" + BRACKET_MASK)
    offset = 0
    before = patterns.HEADING_BEFORE.match(whole.folded)
    if before:
        offset = before.end()
    names: list[Name] = []
    while True:
        more, stop = whole.list_from(offset)
        names += more
        if not more:
            return []
        if stop >= len(stripped):
            break
        if patterns.HEADING_AFTER.fullmatch(whole.folded, stop):
            break
        return []
    if len(names) < 2 and not _may_head(whole, names[0]):
        return []
    return [
        whole.mention(name, UnitRole.LEAD, "unit.heading", UnitSource.HEADING) for name in names
    ]


def _may_head(text: _Text, name: Name) -> bool:
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
    """Who a lead-in asks ("UBND xã yêu cầu các phòng … sau:"); None where nobody asks."""
    whole = _Text(text)
    if not whole.folded.rstrip().endswith(":"):
        return None
    names, stop = whole.list_from(0)
    match = patterns.ASKS.match(whole.folded, stop) if names else None
    if match is None:
        return None
    asked, _ = whole.list_from(match.end())
    return [
        whole.mention(name, UnitRole.LEAD, "unit.lead_in_asked", UnitSource.HEADING)
        for name in asked
    ]


def in_heading(text: str, masked: Iterable[tuple[int, int]] = ()) -> list[UnitMention]:
    """What a heading or a lead-in says of who acts below it: leads and coordinates."""
    listed = body_list(text)
    if listed:
        return listed
    asked = _asked(text)
    if asked is not None:
        return asked
    found = in_text(text, masked)
    leads = found.leads
    if not leads:
        return []
    coordinates = [mention for mention in found.others if mention.role == UnitRole.COORDINATE]
    return [
        replace(
            mention, source=UnitSource.HEADING, rule=mention.rule.replace("unit.", "unit.lead_in_")
        )
        for mention in _unique([*leads, *coordinates])
    ]


_LONGEST_FIELD = 12  # words


def in_line(text: str, role: UnitRole, source: UnitSource = UnitSource.TEXT) -> list[UnitMention]:
    """The bodies of a line or cell that gives nothing else ("Cơ quan phối hợp: …").

    A line that tells roles itself ("Ban A chủ trì, phối hợp với Sở B") is read as a text.
    """
    whole = _Text(text)
    if patterns.TELLS_ROLES.search(whole.folded):
        told = in_text(text)
        if told.leads or (told.others and not whole.list_from(0)[0]):
            return [
                replace(mention, source=source) for mention in _unique([*told.leads, *told.others])
            ]
    mentions: list[UnitMention] = []
    offset = 0
    current = role
    while offset < len(text):
        label = patterns.INLINE_COORDINATE.match(whole.folded, offset)
        if label:
            current, offset = UnitRole.COORDINATE, label.end()
            continue
        names, stop = whole.list_from(offset)
        if names:
            names, stop = _whole_piece(whole, names, stop)
            if does := patterns.DOES_THERE.match(whole.folded, stop):
                stop = does.end()
        mentions += [whole.mention(name, current, "unit.line", source) for name in names]
        if not names:
            piece_end = min(
                (at for sign in ",;" if (at := whole.hidden.find(sign, offset)) >= 0),
                default=len(text),
            )
            piece = whole.hidden[offset:piece_end].strip(" .")
            coordinate = patterns.COORDINATE.match(whole.folded, offset)
            if coordinate:
                current, stop = UnitRole.COORDINATE, coordinate.end()
            elif patterns.NO_BODY.fullmatch(fold(piece)):
                stop = piece_end
            elif 0 < len(piece) <= 60 and not {"¤", BRACKET_MASK} & set(piece):
                begin = whole.hidden.index(piece, offset)
                mentions.append(_loose(piece, begin, current, source))
                stop = piece_end
            else:
                stop = piece_end
        at = stop
        while at < len(text) and whole.hidden[at] in " ,;.":
            at += 1
        if whole.folded.startswith("và ", at):
            at += 3
        coordinate = patterns.COORDINATE.match(whole.folded, at)
        if coordinate:
            current, at = UnitRole.COORDINATE, coordinate.end()
        offset = max(at, offset + 1)
    return _unique(mentions)


def _whole_piece(whole: _Text, names: list[Name], stop: int) -> tuple[list[Name], int]:
    """The list with its last name taken up to where the piece of the line ends.

    Nothing but bodies stands in such a line, so that what goes on with a name is its field,
    be it in no list ("Cục Cảnh sát quản lý hành chính về trật tự xã hội").
    """
    tokens, last = whole.tokens, names[-1]
    end = last.last
    if last.person or not last.specific or last.position:
        return names, stop
    while end < len(tokens) and tokens[end].word[0].isalpha():
        joins = tokens[end].word == "và" and (
            whole.reader.name_at(end + 1) is not None
            or phrases("quantifiers").match(tokens, end + 1)
        )
        if joins or patterns.OTHER_ROLE.match(whole.folded, tokens[end].start):
            break
        end += 1
    if end == last.last or end - last.last > _LONGEST_FIELD:
        return names, stop
    return [*names[:-1], replace(last, last=end, modified=True)], tokens[end - 1].end


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
    adverbs = patterns.ADVERBS.match(folded)
    at = adverbs.end() if adverbs else 0
    tokens = tokens_of(text[at : at + 60])
    return bool(phrases("verbs").match(tokens, 0)) or adverbs is not None


def lead_in_orders(text: str) -> bool:
    """Whether a paragraph that ends in a colon also orders something by itself.

    "… phải xây dựng kế hoạch thực hiện; … với các nhiệm vụ sau:" does; "Ủy ban nhân dân
    xã yêu cầu thực hiện các nhiệm vụ sau:" does not.
    """
    folded = fold(text)
    return " phải " in folded and len(text) > 150
