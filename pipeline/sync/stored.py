"""What the database holds of what a run speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from pipeline.sync import schema
from pipeline.sync.rows import Run

__all__ = ["LISTS", "Row", "portions", "rows_of", "stored_documents", "stored_tasks"]

Row = dict[str, Any]

# The table of each list of a task.
LISTS: Mapping[str, sa.Table] = {
    "units": schema.task_units,
    "times": schema.task_times,
    "cites": schema.task_citations,
}
_KEYS = 1000  # in one statement; databases take no list of any length


def stored_documents(
    connection: sa.Connection, run: Run, *, complete: bool
) -> tuple[dict[str, Row], int]:
    """The stored documents that the run speaks of, and how many more stay unread.

    Those are the works that it holds, and files that it holds under another work than before.
    """
    table = schema.documents
    if complete:
        found = list(rows_of(connection, sa.select(table)))
        judged = {row["document_key"]: row for row in found if not _is_unread(row, run)}
        unread = [row for row in found if row["document_key"] not in judged]
        return judged, sum(row["removed_at"] is None for row in unread)
    stored: dict[str, Row] = {}
    for column, keys in ((table.c.document_key, run.documents), (table.c.doc_id, run.doc_ids)):
        for some in portions(keys):
            for row in rows_of(connection, sa.select(table).where(column.in_(some))):
                stored[row["document_key"]] = row
    return stored, 0


def _is_unread(document: Row, run: Run) -> bool:
    """Whether a document's file is there, and just could not be read this time."""
    held = document["document_key"] in run.documents or document["doc_id"] in run.doc_ids
    return not held and document["source_path"] in run.failed


def stored_tasks(connection: sa.Connection, documents: Sequence[str]) -> dict[str, Row]:
    """The stored tasks of documents, with their lists."""
    table = schema.tasks
    stored: dict[str, Row] = {}
    for some in portions(documents):
        of_these = table.c.document_key.in_(some)
        tasks = sa.select(table).where(of_these).order_by(table.c.document_key, table.c.char_start)
        for row in rows_of(connection, tasks):
            stored[row["task_key"]] = row | {name: [] for name in LISTS}
        keys = sa.select(table.c.task_key).where(of_these)
        for name, part in LISTS.items():
            parts = sa.select(part).where(part.c.task_key.in_(keys)).order_by(part.c.position)
            for row in rows_of(connection, parts):
                key = row.pop("task_key")
                del row["position"]
                stored[key][name].append(row)
    return stored


def rows_of(connection: sa.Connection, select: sa.Select[Any]) -> Iterator[Row]:
    for row in connection.execute(select).mappings():
        yield dict(row)


def portions(keys: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    for first in range(0, len(ordered), _KEYS):
        yield ordered[first : first + _KEYS]
