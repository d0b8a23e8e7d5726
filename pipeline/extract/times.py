"""Rows of `time_clauses`: when a task is to be done, by its text, its lines and its group's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import regex
from spacy.tokens import Doc

from extractors import time_clauses
from pipeline.aligned import Aligned
from pipeline.extract.facts import PartFacts, Row
from pipeline.extract.issues import Remark, is_doubtful
from pipeline.lexicon import fold
from pipeline.model import IssueCode, Severity, TimeKind, TimeMention
from pipeline.segment import Context, Item

__all__ = ["time_rows"]


def time_rows(
    facts: PartFacts, item: Item, doc: Doc, task_id: str
) -> tuple[list[Row], list[Remark]]:
    """A row for each clause, and what was not understood or is doubtful."""
    issues: list[Remark] = []
    reference = facts.header.issued_date
    found: list[tuple[TimeMention, Aligned]] = [
        (span._.nhiemvu, item.text) for span in doc.spans["time_clauses"]
    ]
    for meta in (*item.metas, *item.group_metas):
        text = meta.aligned.text
        if meta.kind == "sentence":
            clauses = time_clauses.find(text, reference=reference)
            found += [(mention, meta.aligned) for mention in clauses]
        if meta.kind != "time":
            continue
        mentions = time_clauses.parse_line(text, reference=reference, label=meta.label)
        found += [(mention, meta.aligned) for mention in mentions]
        if not mentions:
            message = f"time not understood: {meta.aligned.text}"
            issues.append((IssueCode.TIME_UNPARSED, Severity.WARNING, message))
    # "IV- QUÝ IV" / "1- Tháng 10: …", or a row with a time of its own, says more than its heading
    own = any(mention.start == 0 or aligned is not item.text for mention, aligned in found)
    if not own:
        found += _of_heading(item.contexts, reference)
        found += _of_lead_in(item.contexts, reference)
    rows = []
    for mention, aligned in found:
        rows.append(_row(facts, mention, aligned, task_id))
        issues += [(code, Severity.WARNING, message) for code, message in mention.issues]
        if is_doubtful(mention.confidence) and not mention.issues:
            message = f"the time is doubtful: {rows[-1]['raw']}"
            issues.append((IssueCode.TIME_UNPARSED, Severity.WARNING, message))
    return rows, issues


# "THÁNG 01", "QUÝ I/2024", "Tuần 33", "Tháng 8, tháng 9", "(năm 2025). Đánh giá ngoài"
_PERIOD_HEADING = regex.compile(
    r"\(?\s*(?P<period>(?:các\s+)?(?:tháng|quý|tuần|năm)\s+(?:\d{1,4}|[ivx]{1,4})(?:\s*[/.-]\s*\d{4}|\s+năm\s+\d{4})?"
    r"(?:\s*(?:,|và|-|đến)\s*(?:(?:tháng|quý|năm)\s+)?(?:\d{1,4}|[ivx]{1,4})(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?)*)"
    r"\s*(?:$|\)|:$|\([^()]{2,80}\)\s*:?$)"
)


# "Bước 2 - Triển khai (từ tháng 5/2023 đến tháng 9/2025)", "Đợt 1: từ ngày 01/3 đến ngày 30/4/2024"
_STAGE_HEADING = regex.compile(
    r"(?:bước|giai\s+đoạn|đợt|chặng|đợt\s+cao\s+điểm)\s+(?:thứ\s+)?[\p{L}\d]{1,5}(?!\p{L})[^()]{0,80}?"
    r"(?:\(\s*(?P<period>(?:từ|trong|tháng|quý|năm|đến|trước)\s[^()]{4,60})\)(?:\W*|\s*:\s.*)"
    r"|[:–-]\s*(?P<period>(?:từ|tháng|quý|năm)\s[^()]{4,60}))"
)


# "1.1. Hội nghị Ban Chấp hành (tuần đầu tháng 4)": when what a heading names is held
_HELD_HEADING = regex.compile(
    r"[^()]{5,120}\(\s*(?P<period>(?:tuần|trong|trước|ngày|tháng|quý|từ)\s[^()]*\d[^()]{0,30})\)\s*:?"
)


def _of_heading(
    contexts: Iterable[Context], reference: date | None
) -> Iterator[tuple[TimeMention, Aligned]]:
    """The period that the nearest heading of one gives to what stands below it.

    A heading that is nothing but a period, as programmes of work by month have them, or
    opens with one in brackets, or names a stage and its period; "NHIỆM VỤ NĂM 2024" names work
    and gives none.
    """
    for context in contexts:
        if context.kind != "heading":
            continue
        folded = fold(context.aligned.text)
        match = _STAGE_HEADING.fullmatch(folded) or _PERIOD_HEADING.match(folded)
        match = match or _HELD_HEADING.fullmatch(folded)
        if match is None:
            continue
        period = context.aligned[match.start("period") : match.end("period")].strip()
        for mention in time_clauses.parse_line(period.text, reference=reference):
            yield replace(mention, rule="time.heading"), period
        return


def _of_lead_in(
    contexts: Iterable[Context], reference: date | None
) -> Iterator[tuple[TimeMention, Aligned]]:
    """The rhythm that a lead-in opens with: "Hằng năm, trình Tỉnh ủy các nội dung sau:" """
    nearest = next(iter(contexts), None)
    if nearest is None or not nearest.aligned.text.rstrip().endswith(":"):
        return
    for mention in time_clauses.find(nearest.aligned.text, reference=reference):
        if mention.start == 0 and mention.kind == TimeKind.RECURRING:
            yield replace(mention, rule="time.heading"), nearest.aligned


def _row(facts: PartFacts, mention: TimeMention, aligned: Aligned, task_id: str) -> Row:
    start, end = aligned.span(mention.start, mention.end)
    scope = aligned.span(*mention.scope) if mention.scope else (None, None)
    return {
        "task_id": task_id,
        "doc_id": facts.doc_id,
        "raw": facts.raw(start, end),
        "kind": mention.kind.value,
        "start": mention.first,
        "end": mention.last,
        "rrule": mention.rrule,
        "condition": mention.condition,
        "char_start": start,
        "char_end": end,
        "scope_start": scope[0],
        "scope_end": scope[1],
        "confidence": mention.confidence,
        "rule": mention.rule,
    }
