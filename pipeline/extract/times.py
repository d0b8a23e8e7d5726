"""Rows of `time_clauses`: when a task is to be done, by its text, its lines and its group's."""

from __future__ import annotations

from spacy.tokens import Doc

from extractors import time_clauses
from pipeline.aligned import Aligned
from pipeline.extract.facts import PartFacts, Row
from pipeline.extract.issues import Remark, is_doubtful
from pipeline.model import IssueCode, Severity, TimeMention
from pipeline.segment import Item

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
    rows = []
    for mention, aligned in found:
        rows.append(_row(facts, mention, aligned, task_id))
        issues += [(code, Severity.WARNING, message) for code, message in mention.issues]
        if is_doubtful(mention.confidence) and not mention.issues:
            message = f"the time is doubtful: {rows[-1]['raw']}"
            issues.append((IssueCode.TIME_UNPARSED, Severity.WARNING, message))
    return rows, issues


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
