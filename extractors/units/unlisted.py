"""Bodies that no list knows, told by where they stand."""

from __future__ import annotations

from dataclasses import replace

from extractors.units import patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts
from extractors.units.words import SEPARATORS, phrases

__all__ = ["bound", "stretched", "unlisted"]

_LONGEST_TOLD = 8  # tokens of what is said of a body in its name


def unlisted(text: Reading, offset: int, listed: bool) -> list[Name]:
    """ "phối hợp với | lực lượng thú y, trưởng bản Pác Cuông | tuần tra": bodies in no list

    Whoever stands there up to a verb or a sign takes part, unless it is people at large.
    Behind bodies that were read, only what stands behind a comma or "và".
    """
    tokens, at = text.tokens, text.index_at(offset)
    names: list[Name] = []
    while at is not None and at < len(tokens):
        if listed or names:
            if tokens[at].word not in SEPARATORS - {";"}:
                break
            at += 1
        begin = at + phrases("quantifiers").match(tokens, at)
        name = text.reader.name_at(begin) if names or listed else None
        if name is None or not name.specific:
            name = _unlisted_at(text, begin)
        if name is None:
            break
        names.append(name)
        at = name.last
    return names


def _unlisted_at(text: Reading, begin: int) -> Name | None:
    """One of those, from its noun up to a verb or a sign."""
    tokens = text.tokens
    size = phrases("unlisted").match(tokens, begin)
    if not size or phrases("not_bodies").match(tokens, begin):
        return None
    stop = begin + size
    # "đơn vị | cấp nước | giải quyết", "đơn vị | thu gom"
    verbal = phrases("generic").match(tokens, begin) == size and acts(text, stop)
    stop += verbal
    while stop < len(tokens) and stop - begin < 8 and tokens[stop].word.isalpha():
        if tokens[stop].word in SEPARATORS or (stop > begin + 1 and acts(text, stop)):
            break
        if phrases("no_predicate").match(tokens, stop) or phrases("adverbs").match(tokens, stop):
            break
        stop += 1
    whole = stop >= len(tokens) or acts(text, stop)
    closed = whole or (not tokens[stop].word.isalpha() and stop <= begin + size + 2)
    if stop - begin < 2 or (verbal and not closed):
        return None
    return Name(begin, stop, False, True)


_OWING = ("trách nhiệm", "phải", "không được")


def bound(text: Reading, start: int, end: int) -> list[Name]:
    """ "Hộ chăn nuôi, cơ sở giết mổ có trách nhiệm …": those with a duty, in no list of bodies"""
    if not any(word in text.hidden for word in _OWING):
        return []
    duty = patterns.HAS_DUTY.match(text.hidden, start, end)
    first = text.index_at(start)
    if duty is None or first is None or patterns.INTRODUCED.match(text.folded, start):
        return []
    begin = first + phrases("quantifiers").match(text.tokens, first)
    sure = text.tokens[first].capital and not duty["must"]
    if not sure and not patterns.CAN_OWE.match(text.folded, text.tokens[begin].start):
        return []  # "Hồ sơ phải …", "; mức thu phải …", "Quỹ đất phải …"
    names, at = list[Name](), first
    while at < len(text.tokens) and text.tokens[at].start < duty.end("who"):
        stop = at
        while (
            text.tokens[stop].start < duty.end("who") and text.tokens[stop].word not in SEPARATORS
        ):
            stop += 1
        begin = at + phrases("quantifiers").match(text.tokens, at)
        doing = acts(text, begin) and not _is_one_of(text, begin, stop)
        if doing or phrases("papers").match(text.tokens, begin) or not 2 <= stop - begin <= 9:
            return []
        told = len(names) == 1 and text.tokens[begin].word == "cá" and stop - begin > 3
        if told or not phrases("not_bodies").match(text.tokens, begin):
            names.append(Name(begin, stop, False, True))
        at = stop + 1
    return names


def _is_one_of(text: Reading, begin: int, stop: int) -> bool:
    """ "Tổ chức | , cá nhân được cấp phép phải …": a noun where it stands alone in a list"""
    return stop - begin == 2 and [one.word for one in text.tokens[begin:stop]] == ["tổ", "chức"]


def stretched(text: Reading, names: list[Name]) -> list[Name]:
    """ "UBND các xã | có khu du lịch | bố trí …": which ones, told between a name and its verb

    Of the last of `names`, up to the verb behind; as it was where no verb or no such words
    stand there.
    """
    if not names or names[-1].person:
        return names
    tokens, last = text.tokens, names[-1]
    at = last.last
    if at >= len(tokens) or acts(text, at):
        return names
    many = any(token.word == "các" for token in tokens[max(0, last.first - 1) : at])
    tells = phrases("which_ones").match(tokens, at) or (
        many and phrases("told_of").match(tokens, at)
    )
    if not tells or acts(text, at + 1):  # "UBND các xã có báo cáo gửi UBND huyện"
        return names
    for end in range(at + 2, min(at + _LONGEST_TOLD, len(tokens))):
        if not tokens[end].word.isalpha() or phrases("no_predicate").match(tokens, end):
            return names
        inside = phrases("compounds").match(tokens, end - 1) or text.reader.name_at(end)
        leads = [token.word for token in tokens[end : end + 2]] == ["lãnh", "đạo"]
        if (acts(text, end) and not inside) or (leads and acts(text, end + 2)):
            return [*names[:-1], replace(last, last=end, modified=True)]
    return names
