"""What is written into the database: rows in bulk, and a line for each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipeline import __version__
from pipeline.sync import schema
from pipeline.sync.changes import Change, Difference
from pipeline.sync.rows import Run, Said
from pipeline.sync.stored import LISTS, Row, portions, rows_of

__all__ = ["counts", "write_changes", "write_documents", "write_said", "write_tasks"]

_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def write_documents(connection: sa.Connection, found: Difference, run: Run, now: datetime) -> None:
    rows = [run.documents[key] | {"added_at": now, "removed_at": None} for key in found.documents]
    _put(connection, schema.documents, rows)
    _mark_gone(connection, schema.documents.c.document_key, found.gone_documents, now)


def write_tasks(
    connection: sa.Connection,
    found: Difference,
    run: Run,
    stored: Mapping[str, Row],
    now: datetime,
) -> None:
    names = [column.name for column in schema.tasks.columns]
    rows = []
    for key in found.tasks:
        changed = now if key in found.told else stored[key]["changed_at"]
        row = run.tasks[key] | {"added_at": now, "changed_at": changed, "removed_at": None}
        rows.append({name: row[name] for name in names})
    _put(connection, schema.tasks, rows)
    for name, table in LISTS.items():
        _put_lists(connection, table, {key: run.tasks[key][name] for key in found.lists[name]})
    _mark_gone(connection, schema.tasks.c.task_key, found.gone_tasks, now)
    new = [{"task_key": key} for key in found.tasks if key not in stored]
    if new:
        insert = _INSERT[connection.dialect.name](schema.follow_up).on_conflict_do_nothing()
        connection.execute(insert, new)


def _put(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Rows in the place of those with their keys; when they were added stays."""
    if not rows:
        return
    insert = _INSERT[connection.dialect.name](table)
    keys = [column.name for column in table.primary_key]
    new = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in (*keys, "added_at")
    }
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=new), rows)


def _put_lists(
    connection: sa.Connection, table: sa.Table, lists: Mapping[str, Sequence[Row]]
) -> None:
    """The lists of tasks in the place of their old ones."""
    for some in portions(lists):
        connection.execute(sa.delete(table).where(table.c.task_key.in_(some)))
    rows = [
        row | {"task_key": key, "position": position}
        for key, items in lists.items()
        for position, row in enumerate(items, 1)
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def _mark_gone(
    connection: sa.Connection, column: sa.Column[str], keys: Iterable[str], now: datetime
) -> None:
    table = column.table
    assert isinstance(table, sa.Table)
    values: dict[str, Any] = {"removed_at": now}
    if "changed_at" in table.columns:
        values["changed_at"] = now
    for some in portions(keys):
        connection.execute(sa.update(table).where(column.in_(some)).values(values))


def write_said(connection: sa.Connection, run: Run) -> list[Change]:
    """The workbook's statuses and notes, where they are newer or the database has none."""
    table = schema.follow_up
    stored: dict[str, Row] = {}
    for some in portions(run.said):
        # Held until the end, so that what people write meanwhile comes after and stays.
        select = sa.select(table).where(table.c.task_key.in_(some)).with_for_update()
        stored |= {row["task_key"]: row for row in rows_of(connection, select)}
    changes: list[Change] = []
    rows: list[Row] = []
    for key, fields in run.said.items():
        row = stored.get(key) or dict.fromkeys(column.name for column in table.columns)
        taken = {name: said for name, said in fields.items() if _counts_more(said, row, name)}
        for name, said in taken.items():
            document = run.tasks[key]["document_key"]
            changes.append(Change("changed", document, key, name, row[name], said.value))
            row |= {name: said.value, f"{name}_at": said.when, f"{name}_by": said.by}
        if taken:
            rows.append(row | {"task_key": key})
    _put(connection, table, rows)
    return changes


def _counts_more(said: Said, row: Row, name: str) -> bool:
    """Whether the workbook's word is to stand: another one, newer or where there is none."""
    value: str | None = row[name]
    moment: datetime | None = row[f"{name}_at"]
    if said.value == value:
        return False
    if moment is None:
        return value is None
    return said.when > moment.replace(microsecond=0)


def write_changes(
    connection: sa.Connection, changes: Sequence[Change], run: Run, now: datetime
) -> None:
    """The changes, in one order with those of all syncs: the lock is held until they are seen."""
    head = {
        "synced_at": now,
        "program_version": __version__,
        "schema_version": schema.VERSION,
        "run": run.run_id,
        "changes": len(changes),
        **counts(changes, of_tasks=True),
    }
    made = connection.execute(sa.insert(schema.syncs).values(head)).inserted_primary_key
    assert made is not None
    rows = [asdict(change) | {"sync_id": made[0], "changed_at": now} for change in changes]
    if rows:
        connection.execute(sa.insert(schema.changes), rows)


def counts(changes: Iterable[Change], *, of_tasks: bool) -> dict[str, int]:
    """By kind: how many tasks, or documents, the changes are of."""
    met = {(one.kind, one.task_key or one.document_key, one.task_key is None) for one in changes}
    found = Counter(kind for kind, _, of_document in met if of_document is not of_tasks)
    return {kind: found[kind] for kind in ("added", "changed", "removed", "returned")}
