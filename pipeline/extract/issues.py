"""Rows of `issues`: what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline import ids
from pipeline.extract.facts import PartFacts, Row
from pipeline.issue_rows import issue_row
from pipeline.model import Issue, IssueCode, Severity, Source

__all__ = ["Remark", "is_doubtful", "noted", "remarks", "tell_apart"]

_DOUBTFUL = 0.6  # below this confidence a person should look

# What is the matter with a task, before it is a row.
Remark = tuple[IssueCode, Severity, str]


def is_doubtful(confidence: float) -> bool:
    """Whether a person should look at what was found with this confidence."""
    return confidence < _DOUBTFUL


def noted(doc_id: str | None, issue: Issue, source: Source, task_id: str | None = None) -> Row:
    """The row of an issue, with the page of its place where it tells none."""
    if issue.page is None and issue.char_start is not None:
        issue = replace(issue, page=source.page_at(issue.char_start))
    told = (issue.message, task_id)
    return issue_row(doc_id, issue, task_id, told=told, whose=source.sha256)


def remarks(facts: PartFacts) -> Iterator[Row]:
    """What is the matter with a document as a whole."""
    for issue in facts.noted:
        yield noted(facts.doc_id, issue, facts.source)
    whole = (facts.part.char_start, facts.part.char_end)
    if not facts.part.items:
        message = "no task was found: is this a plan, a directive, a resolution or a conclusion?"
        issue = Issue(IssueCode.NO_TASKS, Severity.WARNING, message, *whole)
        yield noted(facts.doc_id, issue, facts.source)
    if facts.header.doc_type_name is None and facts.header.number is None:
        message = "neither a document type nor a number was found"
        issue = Issue(IssueCode.NO_HEADER, Severity.INFO, message, *whole)
        yield noted(facts.doc_id, issue, facts.source)


def tell_apart(issues: Iterable[Row]) -> None:
    """Issues that say the same of the same place get ids of their own, from the second on."""
    seen: Counter[str] = Counter()
    for row in issues:
        issue_id = row["issue_id"]
        seen[issue_id] += 1
        if seen[issue_id] > 1:
            row["issue_id"] = ids.row_id(row["doc_id"] or "", "issue", issue_id, seen[issue_id])
