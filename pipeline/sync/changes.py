"""What differs between what the database holds and what a run says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["DOCUMENT_FIELDS", "FIELDS", "Change", "Difference", "difference", "words_of"]

Row = Mapping[str, Any]

# A change of one of these is told of. Where a task stands in its file, and how sure the program
# is of it, are kept up to date in silence: they shift with every form of a document.
FIELDS = ("heading_path", "text", "units", "times", "due", "products", "cites", "needs_review")
DOCUMENT_FIELDS = ("type", "number", "issuer", "issuer_level", "issued_date", "title")


@dataclass(frozen=True, slots=True)
class Change:
    """One row of `changes`; `task_key` is None for what befell a document as a whole."""

    kind: str
    document_key: str
    task_key: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(slots=True)
class Difference:
    """What is to be written.

    Attributes:
        changes: in the order in which they are told.
        documents, tasks: keys of rows to write anew.
        told: those of `tasks` with a change that is told of.
        lists: by the name of a list (`units`, `times`, `cites`), keys of tasks that have
            another one.
        gone_documents, gone_tasks: keys of rows that are there no more.
    """

    changes: list[Change] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    lists: dict[str, list[str]] = field(
        default_factory=lambda: {"units": [], "times": [], "cites": []}
    )
    gone_documents: list[str] = field(default_factory=list)
    gone_tasks: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.documents or self.tasks or self.gone_documents or self.gone_tasks)


def difference(
    stored_documents: Mapping[str, Row],
    stored_tasks: Mapping[str, Row],
    documents: Mapping[str, Row],
    tasks: Mapping[str, Row],
) -> Difference:
    """What has to change for the stored rows to say what the others do.

    Stored rows of which the others have nothing are gone: what is not to be judged is not to be
    among them.
    """
    found = Difference()
    for key, row in documents.items():
        before = stored_documents.get(key)
        changes = list(_of_row(before, row, DOCUMENT_FIELDS, key, None))
        found.changes += changes
        if changes or _differs(before, row):
            found.documents.append(key)
    for key, row in tasks.items():
        before = stored_tasks.get(key)
        changes = list(_of_row(before, row, FIELDS, row["document_key"], key))
        found.changes += changes
        if changes or _differs(before, row):
            found.tasks.append(key)
        if changes:
            found.told.add(key)
        for name, keys in found.lists.items():
            if row[name] if before is None else before[name] != row[name]:
                keys.append(key)
    for key, row in stored_tasks.items():
        if key not in tasks and row["removed_at"] is None:
            found.gone_tasks.append(key)
            found.changes.append(Change("removed", row["document_key"], key))
    for key, row in stored_documents.items():
        if key not in documents and row["removed_at"] is None:
            found.gone_documents.append(key)
            found.changes.append(Change("removed", key))
    return found


def _of_row(
    before: Row | None, row: Row, fields: tuple[str, ...], document_key: str, task_key: str | None
) -> Iterator[Change]:
    if before is None:
        yield Change("added", document_key, task_key)
        return
    if before["removed_at"] is not None:
        yield Change("returned", document_key, task_key)
    for name in fields:
        if before[name] != row[name]:
            old, new = words_of(before[name]), words_of(row[name])
            yield Change("changed", document_key, task_key, name, old, new)


def _differs(before: Row | None, row: Row) -> bool:
    return before is None or any(before[name] != value for name, value in row.items())


def words_of(value: Any) -> str | None:
    """A value as `old` and `new` have it: a text as it is, a day as ISO 8601, the rest as JSON.

    >>> words_of(date(2026, 6, 30)), words_of(["a"]), words_of(True)
    ('2026-06-30', '["a"]', 'true')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=date.isoformat)
