"""Rows of a file → their confidences, what needs review, and the issues that say why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.confidence.calibration import Calibration, load
from pipeline.confidence.signals import (
    JUDGED,
    PARTS,
    SIGNALS,
    DocumentRows,
    documents_of,
    signals_of,
)
from pipeline.issue_rows import issue_row, page_at
from pipeline.model import Issue, IssueCode, Severity

__all__ = ["assess"]

Row = dict[str, Any]

_CODES = {
    "tasks": IssueCode.TASK_DOUBTFUL,
    "responsibilities": IssueCode.UNIT_DOUBTFUL,
    "time_clauses": IssueCode.TIME_DOUBTFUL,
    "citations": IssueCode.CITATION_DOUBTFUL,
    "targets": IssueCode.TARGET_DOUBTFUL,
}
_OWN = frozenset(code.value for code in _CODES.values())
_SHOWN = 120  # characters of a row that a message shows


def assess(rows: dict[str, list[Row]], calibration: Calibration | None = None) -> None:
    """Gives every row its confidence and its `needs_review`, in place.

    A row needs review when its confidence is below what its table asks; a task also when
    one of its bodies, times or citations does, or something in it could not be read. For each row
    that needs review a warning in `issues` says what speaks against it. Values are not
    touched. What an earlier call wrote is replaced.

    Args:
        rows: the tables of one file or of several.
        calibration: what rules and signals are worth; by default that of the package.
    """
    known = load() if calibration is None else calibration
    issues = [row for row in rows.get("issues", []) if row["code"] not in _OWN]
    rows["issues"] = issues
    told: list[Row] = []
    for document in documents_of(rows):
        told += _assess_document(document, known)
    issues += told


def _assess_document(document: DocumentRows, known: Calibration) -> Iterator[Row]:
    signals = signals_of(document)
    parts: dict[str, list[float]] = defaultdict(list)
    doubtful: set[str] = set(document.warned)
    for table in (*(name for name in JUDGED if name != "tasks"), "tasks"):
        review = known.tables[table].review_below
        for row, found in zip(document.tables[table], signals[table], strict=True):
            if table == "tasks":
                found = found | known.of_parts(parts[row["task_id"]])
            row = _mutable(row)
            confidence = known.confidence(table, row.get("rule") or "", found)
            row["confidence"] = confidence
            needs = confidence < review
            if table in PARTS:
                parts[row["task_id"]].append(confidence)
            if needs and row.get("task_id"):
                doubtful.add(row["task_id"])
            if needs:
                yield _issue(document, table, row, known.reasons(table, found))
            row["needs_review"] = needs or (table == "tasks" and row["task_id"] in doubtful)


def _mutable(row: Mapping[str, Any]) -> Row:
    assert isinstance(row, dict)
    return row


def _issue(document: DocumentRows, table: str, row: Row, reasons: Sequence[str]) -> Row:
    """The warning of a row that needs review."""
    what = row.get("unit_raw") or row.get("raw") or row.get("path")
    why = "; ".join(SIGNALS[table][signal] for signal in reasons)
    message = f"likely right to {row['confidence']:.0%}: {str(what)[:_SHOWN]}"
    if row.get("rule"):
        why = "; ".join(filter(None, (why, f"found by rule {row['rule']}")))
    message += f" ({why})" if why else ""
    start, end = row["char_start"], row["char_end"]
    page = page_at(document.pages, start)
    issue = Issue(_CODES[table], Severity.WARNING, message, start, end, page)
    task_id = row.get("task_id")
    own = row.get("citation_id") or row.get("target_id") or row.get("role") or row.get("kind")
    return issue_row(row["doc_id"], issue, task_id, told=(message, task_id, own))
