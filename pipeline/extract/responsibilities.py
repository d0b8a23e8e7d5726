"""Rows of `responsibilities`: who acts in a task, by its text, its lines and its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Doc

from extractors import units
from pipeline import language
from pipeline.aligned import Aligned
from pipeline.extract.facts import PartFacts, Row
from pipeline.lexicon import fold
from pipeline.model import UnitMention, UnitRole, UnitSource
from pipeline.nodes import Meta
from pipeline.segment import Context, Item

__all__ = ["responsibility_rows"]

_Placed = tuple[UnitMention, Aligned]


def responsibility_rows(facts: PartFacts, item: Item, doc: Doc, task_id: str) -> list[Row]:
    """A row for each body and role; of two that say the same, the first."""
    rows: list[Row] = []
    seen: set[tuple[str, str]] = set()
    for mention, aligned in _chosen(item, doc.user_data[language.CONTEXT]["found_units"]):
        key = (mention.role.value, mention.name.casefold())
        if key in seen:
            continue
        seen.add(key)
        start, end = aligned.span(mention.start, mention.end)
        rows.append(
            {
                "task_id": task_id,
                "doc_id": facts.doc_id,
                "role": mention.role.value,
                "unit": mention.name,
                "unit_id": facts.unit_id(mention.name, aligned, mention.start, mention.end),
                "unit_raw": facts.raw(start, end),
                "source": mention.source.value,
                "char_start": start,
                "char_end": end,
                "confidence": mention.confidence,
                "rule": mention.rule,
            }
        )
    return rows


def _chosen(item: Item, found: units.Found) -> list[_Placed]:
    """What holds of what the text, the item's lines, the group's and the headings say.

    Lines and subjects of the item's own replace the leads of its group and heading.
    """
    own = _from_lines(item.metas, UnitSource.TEXT)
    group = _from_lines(item.group_metas, UnitSource.HEADING)
    heading = _from_contexts(item.contexts)
    own_leads = any(mention.role == UnitRole.LEAD for mention, _ in own)
    group_leads = any(mention.role == UnitRole.LEAD for mention, _ in group)
    chosen: list[_Placed] = []
    if own_leads or ((heading or group_leads) and found.subjects):
        named = _named_instead(heading, found) if heading and not own_leads else []
        chosen += [(mention, item.text) for mention in [*named, *found.subjects]]
        chosen += [pair for pair in group if pair[0].role != UnitRole.LEAD]
        chosen += [pair for pair in heading if pair[0].role == UnitRole.COORDINATE]
    elif group_leads:
        chosen += group
    elif heading and (named := _named_instead(heading, found)):
        chosen += [(mention, item.text) for mention in named] + group
    elif heading:
        chosen += group + heading
        chosen += [(mention, item.text) for mention in _asked_here(item, found)]
    else:
        chosen += [(mention, item.text) for mention in found.leads] + group
        chosen += [] if found.leads else _asked(item.contexts)
    chosen += own
    chosen += [(mention, item.text) for mention in found.others]
    return _without_own_leads(chosen, group)


def _without_own_leads(chosen: Sequence[_Placed], group: Sequence[_Placed]) -> list[_Placed]:
    """Of bodies that a line lets coordinate a whole group, the one that leads here leads alone."""
    leading = {mention.name.casefold() for mention, _ in chosen if mention.role == UnitRole.LEAD}
    beside = {
        id(pair)
        for pair in group
        if pair[0].role == UnitRole.COORDINATE and pair[0].name.casefold() in leading
    }
    return [pair for pair in chosen if id(pair) not in beside]


_NAMED = 0.9  # confidence of a body with a name
_OPENS_WITHIN = 20  # characters: "Đề nghị Ủy ban …" opens an item, what stands later does not


def _named_instead(heading: Sequence[_Placed], found: units.Found) -> list[UnitMention]:
    """The bodies with names that an item asks as it opens, below a heading of kinds of bodies.

    "13. Đề nghị Hội Nông dân Việt Nam …" below "NHIỆM VỤ CỦA CÁC BỘ, NGÀNH, ĐỊA PHƯƠNG".
    """
    first = heading[0][0]  # a list that begins with "các cấp ủy, chính quyền": of kinds
    if first.confidence >= _NAMED and not first.raw.islower():
        return []
    asked = [m for m in found.assigned if m.rule == "unit.assigned"]
    opens = bool(asked) and asked[0].start < _OPENS_WITHIN and asked[0].confidence >= _NAMED
    return asked if opens else []


def _asked_here(item: Item, found: units.Found) -> list[UnitMention]:
    """Who is asked as an item opens, below a heading that leads: "Đề nghị UBND tỉnh bổ sung …"."""
    asks = fold(item.text.text).startswith(("đề nghị ", "kiến nghị "))
    if not asks or not any(m.start < _OPENS_WITHIN for m in found.assigned):
        return []
    told = {(m.start, m.end) for m in found.others}
    return [
        replace(m, role=UnitRole.ADVISED, rule="unit.ask")
        for m in found.assigned
        if m.rule == "unit.assigned" and (m.start, m.end) not in told
    ]


def _from_lines(metas: Iterable[Meta], source: UnitSource) -> list[_Placed]:
    roles = {
        "lead": UnitRole.LEAD,
        "coordinate": UnitRole.COORDINATE,
        "advised": UnitRole.ADVISED,  # a column "Cấp trình"
        "report_to": UnitRole.REPORT_TO,  # a column "Nơi nhận"
    }
    found: list[_Placed] = []
    for meta in metas:
        if meta.kind in roles:
            where = UnitSource.TABLE if meta.table else source
            mentions = units.find_in_line(meta.aligned.text, roles[meta.kind], where)
        elif meta.kind == "sentence":
            mentions = list(_in_heading(meta.aligned.text))
            if meta.table:
                mentions = [replace(mention, source=UnitSource.TABLE) for mention in mentions]
        elif meta.kind == "time" and not meta.table:
            # "hằng quý báo cáo Sở Y tế", "trình UBND tỉnh trong quý II"
            told = units.find(meta.aligned.text).others
            mentions = [mention for mention in told if mention.role != UnitRole.COORDINATE]
        else:
            continue
        found += [(mention, meta.aligned) for mention in mentions]
    return found


@lru_cache(maxsize=2048)
def _in_heading(text: str) -> tuple[UnitMention, ...]:
    """Who acts below a heading: it is asked for each task that stands there."""
    return tuple(units.find_in_heading(text))


def _from_contexts(contexts: Iterable[Context]) -> list[_Placed]:
    """Leads and coordinates from the nearest heading or lead-in that names a lead.

    Who is only directed there ("Chỉ đạo các trường học:") leads where none above does.
    """
    directed: list[_Placed] = []
    for context in contexts:
        if context.kind == "opening":
            continue
        mentions = _in_heading(context.aligned.text)
        leads = [mention for mention in mentions if mention.role == UnitRole.LEAD]
        placed = [(mention, context.aligned) for mention in mentions]
        if any(not mention.rule.endswith("_weak") for mention in leads):
            return placed
        if leads and not directed:
            directed = placed
    return directed


def _asked(contexts: Iterable[Context]) -> list[_Placed]:
    """Whom the paragraph before all items asks; where an item names nobody, they lead it."""
    return [
        (mention, context.aligned)
        for context in contexts
        if context.kind == "opening"
        for mention in units.asked_in_opening(context.aligned.text)
    ]
