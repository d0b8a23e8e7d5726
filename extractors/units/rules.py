"""Who acts in a task: matches of the patterns → unit mentions.

GUIDELINES, Units: the subject of any sentence leads; "phối hợp với" coordinates;
"tham mưu", "giúp", "trình" advise; "báo cáo … về" reports; "(qua …)" is the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.units import patterns
from extractors.units.brackets import in_bracket, settled
from extractors.units.reading import Reading, acts
from extractors.units.roles import advised, coordinates, reported, vias
from extractors.units.sentences import segments_of
from extractors.units.subjects import acting, overlaps
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
        first = min((one.start for one in self.assigned if one.rule != weak), default=None)
        return self.subjects + tuple(
            mention
            for mention in self.assigned
            if mention.rule != weak
            or not (self.subjects or (first is not None and first < mention.start))
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
    others += coordinates(whole)
    others += advised(whole)
    others += reported(whole)
    doers, assigned = acting(whole)
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
        if not (one.rule == "unit.ask" and overlaps(one, assigned) and _opens_with_ask(whole, one))
    ]
    for start, end, inner in whole.brackets:
        found = in_bracket(text, start, end, inner)
        subjects += [mention for mention in found if mention.role == UnitRole.LEAD]
        others += [mention for mention in found if mention.role != UnitRole.LEAD]
    others += vias(whole)
    subjects += _narrower(whole, subjects)
    assigned += _narrower(whole, assigned)
    others += _narrower(whole, [one for one in others if one.role == UnitRole.REPORT_TO])
    return Found(tuple(subjects), tuple(assigned), tuple(settled(others)))


def _opens_with_ask(text: Reading, asked: UnitMention) -> bool:
    """ "Kính đề nghị Bộ Chính trị …", "…; đồng thời, đề nghị Bộ A hướng dẫn": asked to do it;
    not "lựa chọn mô hình, đề nghị Ban Thường vụ biểu dương"."""
    before = asked.start - text.begin
    start = next((at for at, end in segments_of(text) if at <= before < end), 0)
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
    listed = ("unit.later_subject", "unit.subject_after_clause", "unit.topic")
    if mention.rule == "unit.subject_after_clause":  # "kiến nghị Chính phủ, | Thủ tướng Chính phủ"
        asked = [other for other in others if other.rule == "unit.advise"]
        if len(asked) > 1 and any(other.start == mention.start for other in asked[1:]):
            return True
    return mention.rule in listed and any(
        other.rule in ("unit.report", "unit.coordinate")
        and other.start <= mention.start < other.end
        for other in others
    )


def unique(mentions: Sequence[UnitMention]) -> list[UnitMention]:
    seen: set[tuple[UnitRole, str]] = set()
    kept: list[UnitMention] = []
    for mention in mentions:
        key = (mention.role, fold(mention.name))
        if key not in seen:
            seen.add(key)
            kept.append(mention)
    return kept
