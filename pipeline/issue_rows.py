"""Issues → rows of `issues`, whichever step found them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline import ids
from pipeline.model import Issue

__all__ = ["issue_row", "page_at"]

Row = dict[str, Any]


def issue_row(
    doc_id: str | None,
    issue: Issue,
    task_id: str | None,
    *,
    told: Sequence[str | int | None],
    whose: str | None = None,
) -> Row:
    """The row of an issue of a document, or of a file in which none was found.

    Args:
        told: what tells it from others of its code and place; its id is made of these.
        whose: stands for `doc_id` in the id where there is none.
    """
    place = (issue.char_start, issue.char_end)
    return {
        "issue_id": ids.row_id(doc_id or whose or "", "issue", issue.code.value, *place, *told),
        "doc_id": doc_id,
        "task_id": task_id,
        "severity": issue.severity.value,
        "code": issue.code.value,
        "message": issue.message,
        "page": issue.page,
        "char_start": issue.char_start,
        "char_end": issue.char_end,
    }


def page_at(pages: Iterable[Mapping[str, Any]], char: int | None) -> int | None:
    """The number of the page, of a document's rows in order, on which a character stands."""
    if char is None:
        return None
    return next((page["page"] for page in pages if char < page["char_end"]), None)
