"""Rows of `tasks`, and with each its responsibilities, its time and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from spacy.tokens import Doc

from pipeline import ids
from pipeline.extract.facts import PartFacts, Row, Rows
from pipeline.extract.issues import Remark, is_doubtful, noted
from pipeline.extract.products import product_columns
from pipeline.extract.references import refers_to
from pipeline.extract.responsibilities import responsibility_rows
from pipeline.extract.times import time_rows
from pipeline.model import Issue, IssueCode, Severity, UnitRole
from pipeline.regions import regions_of
from pipeline.segment import Item

__all__ = ["write_task"]


def write_task(facts: PartFacts, item: Item, doc: Doc, ordinal: int, rows: Rows) -> None:
    """Adds the rows of a task; `doc` is its text as the extractors have read it."""
    task_id = ids.task_id(facts.doc_id, item.path)
    start, end = item.text.whole
    responsibilities = responsibility_rows(facts, item, doc, task_id)
    clauses, remarks = time_rows(facts, item, doc, task_id)
    remarks += _remarks(responsibilities, clauses)
    ends = [row["end"] for row in clauses if row["end"] is not None]
    regions = regions_of(facts.source.words, item.text)
    rows["tasks"].append(
        {
            "task_id": task_id,
            "task_key": ids.task_key(facts.work_id, item.path),
            "doc_id": facts.doc_id,
            "section_id": facts.section_id(item.section_path),
            "path": item.path,
            "label": item.label,
            "ordinal": ordinal,
            "text": item.text.text,
            "section_role": item.role.value,
            "heading_path": list(item.heading_path),
            "due": max(ends) if ends else None,
            "char_start": start,
            "char_end": end,
            "page_start": facts.page(start),
            "page_end": facts.page(end - 1),
            "regions": [asdict(region) for region in regions],
            "confidence": _confidence((*responsibilities, *clauses)),
            # The columns' promise: whatever makes a task doubtful stands in `issues`.
            "needs_review": any(severity != Severity.INFO for _, severity, _ in remarks),
            **product_columns(item, doc),
            "refers_to": refers_to(facts.part, item, doc),
        }
    )
    rows["responsibilities"] += responsibilities
    rows["time_clauses"] += clauses
    for code, severity, message in remarks:
        issue = Issue(code, severity, message, start, end)
        rows["issues"].append(noted(facts.doc_id, issue, facts.source, task_id))


def _remarks(responsibilities: Sequence[Row], clauses: Sequence[Row]) -> Iterator[Remark]:
    for row in responsibilities:
        if is_doubtful(row["confidence"]):
            message = f"the body is doubtful: {row['unit_raw']}"
            yield IssueCode.UNIT_UNKNOWN, Severity.WARNING, message
    if all(row["role"] != UnitRole.LEAD.value for row in responsibilities):
        message = "no body is named that leads this task"
        yield IssueCode.NO_LEAD, Severity.INFO, message
    if not clauses:
        yield IssueCode.NO_TIME, Severity.INFO, "no time is given for this task"


def _confidence(parts: Iterable[Row]) -> float:
    """That of the least sure of its parts."""
    confidences: list[float] = [row["confidence"] for row in parts]
    return min([1.0, *confidences])
