"""Roles given in a bracket: "(qua …)", "(Sở Y tế chủ trì, phối hợp với …)", "(Sở Y tế; quý II)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.units import patterns, sentence_patterns
from extractors.units.names import Name
from extractors.units.reading import Reading, acts
from extractors.units.roles import (
    advised,
    coordinates,
    reported,
    told_at,
    ways,
)
from extractors.units.sentences import (
    agents,
    assigned_at,
    heads_it,
    joining,
    later_subjects,
    leads_of,
    segments_of,
)
from extractors.units.words import phrases
from pipeline.model import UnitMention, UnitRole

__all__ = ["in_bracket", "settled"]


def settled(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    """Of two roles at the same place, the one found first."""
    kept: list[UnitMention] = []
    for mention in mentions:
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return kept


def in_bracket(text: str, start: int, end: int, inner: str) -> list[UnitMention]:
    """Roles given in a bracket: "(qua …)", "(Sở Y tế chủ trì, phối hợp với …)"."""
    piece = Reading(inner, begin=start + 1)
    piece.text = text[start + 1 : start + 1 + len(inner)]  # what `inner` hides, for the names
    folded = piece.folded
    via = patterns.VIA.match(folded)
    if via is None and sentence_patterns.VIA_LATER.match(folded):
        # "(trước ngày 15/12, qua Sở Nội vụ)"
        via = patterns.VIA.search(folded)
    if via:
        names = piece.list_from(via.end())[0] or told_at(piece, via.end())
        return [piece.mention(name, UnitRole.VIA, "unit.via") for name in ways(piece, names)]
    found: list[UnitMention] = []
    for begin, stop in segments_of(piece):
        offset = begin
        lead = sentence_patterns.BY_AGENT.match(folded, begin)
        if lead:
            offset = lead.end()
        names, after = piece.list_from(offset)
        joins = sentence_patterns.JOINS.match(folded, after) if names else None
        if joins:
            # "(Ban A phối hợp Trường B thực hiện)"
            leads = not any(one.role == UnitRole.LEAD for one in found)
            others = piece.list_from(joins.end())[0] if leads else []
            both = (
                leads
                and len(names) > 1
                and sentence_patterns.ACT_TOGETHER.match(folded, joins.end())
            )
            role = UnitRole.LEAD if others or both else UnitRole.COORDINATE
            found += [piece.mention(name, role, "unit.bracket_joins") for name in names]
            found += [
                piece.mention(name, UnitRole.COORDINATE, "unit.bracket_joins") for name in others
            ]
        elif found and begin and names and all(name.specific for name in names):
            # "(Sở A chuẩn bị nội dung; Văn phòng B thông báo kết luận)"
            index = piece.index_at(after)
            if index is not None and acts(piece, index):
                found += leads_of(piece, names, "unit.bracket_lead")
        elif names and (
            (
                sentence_patterns.AGENT_VERBS.match(folded, after)
                and not (lead and heads_it(piece, names, after))
            )
            or (begin == 0 and not text[end:].strip(" .;,") and _done_by(piece, names, after))
        ):
            found += leads_of(piece, names, "unit.bracket_lead")
            found += joining(piece, after, stop)
            index = piece.index_at(after)
            later = later_subjects(piece, index, stop) if index is not None else []
            found += [one for one in later if not any(one.start == had.start for had in found)]
        else:
            given, last = assigned_at(piece, begin)
            helps = given and sentence_patterns.JOINS.match(folded, last)  # "đề nghị Sở A phối hợp"
            role = UnitRole.COORDINATE if helps else UnitRole.LEAD
            found += [
                replace(mention, rule="unit.bracket_assigned", role=role) for mention in given
            ]
    if found or sentence_patterns.INLINE_LEAD.search(folded):
        found += [*coordinates(piece), *advised(piece), *reported(piece)]
        found += [mention for mention in agents(piece) if mention.rule == "unit.lead_line"]
    elif "phối hợp" in folded:
        found += coordinates(piece)
    elif patterns.ADVISE.match(folded):
        found += advised(piece)
    elif patterns.REPORT.match(folded):
        found += reported(piece)
    return settled(found)


def _done_by(piece: Reading, names: Sequence[Name], after: int) -> bool:
    """Whether bodies in an item's last bracket do its work: "… (Sở Y tế; quý II)."."""
    index = piece.index_at(after)
    if sentence_patterns.APPOSED.fullmatch(piece.folded):  # "(cơ quan thường trực của Ban Chỉ đạo)"
        return False
    if not all((name.specific and name.last > name.first + 1) or name.position for name in names):
        # "(các cơ quan, đơn vị chủ quản; xong trong tháng 9)"
        every = phrases("quantifiers").match(piece.tokens, 0) and names[0].first <= 2
        timed = piece.hidden[after : after + 1] == ";"
        # "(Thanh tra tỉnh, các sở, ngành; thường xuyên)"
        every = every or (names[0].specific and names[0].last > names[0].first + 1)
        return bool(every and timed and sentence_patterns.TIMED.match(piece.folded, after + 1))
    return index is None or piece.tokens[index].word in (",", ";") or acts(piece, index)
