"""The one transaction that brings a run into the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from pipeline import __version__
from pipeline.sync import address, schema
from pipeline.sync.changes import Change, Difference, difference
from pipeline.sync.errors import SyncError
from pipeline.sync.rows import Run, Said

__all__ = ["Synced", "sync"]

Row = dict[str, Any]

_WAIT = 60.0  # seconds for another sync to end
_LOCK = 0x6E6869656D7675  # of PostgreSQL's advisory locks; the letters of the program's name
_KEYS = 1000  # in one statement; databases take no list of any length
_LISTS = {
    "units": schema.task_units,
    "times": schema.task_times,
    "cites": schema.task_citations,
}
_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did.

    Attributes:
        tasks, documents: how many were added, changed, removed, returned.
        changes: rows written into `changes`.
        refreshed: tasks of which only what is not told of was brought up to date.
        said: statuses and notes of the workbook that went in.
        kept: documents that stay because their file could not be read.
        was: the version that the database's tables had; None where there were none.
    """

    tasks: Mapping[str, int]
    documents: Mapping[str, int]
    changes: int
    refreshed: int
    said: int
    kept: int
    was: int | None

    @property
    def wrote(self) -> bool:
        """Whether any row was written."""
        return bool(self.changes or self.refreshed or self.documents["refreshed"])


def sync(run: Run, url: URL, *, complete: bool = False, wait: float = _WAIT) -> Synced:
    """Makes the database say what the run says; all of it or, after an error, nothing.

    Args:
        complete: the run holds all documents that there are, so that others are gone.
        wait: seconds to wait for another sync.

    Raises:
        SyncError: the database cannot be used; it is as it was.
    """
    engine = address.engine_of(url, wait)
    where = address.shown(url)
    try:
        connection = engine.connect()
    except (sa.exc.DBAPIError, OSError) as error:
        raise SyncError(f"{where}: cannot be opened ({_why(error, url)})") from error
    try:
        with connection, connection.begin():
            _lock(connection, wait)
            return _bring_in(connection, run, complete=complete)
    except SyncError as error:
        raise SyncError(f"{where}: {error}. Nothing was written.") from error
    except sa.exc.DBAPIError as error:
        raise SyncError(f"{where}: {_trouble(error, url, wait)}") from error
    finally:
        engine.dispose()


def _lock(connection: sa.Connection, wait: float) -> None:
    """Until the transaction ends, no other sync; SQLite's has begun with that already."""
    if connection.dialect.name == "postgresql":
        milliseconds = max(1, int(wait * 1000))
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _trouble(error: sa.exc.DBAPIError, url: URL, wait: float) -> str:
    said = _why(error, url)
    state = getattr(error.orig, "sqlstate", None)
    if state == "55P03" or "database is locked" in said:
        return (
            f"another program writes to it and did not end in {wait:g} seconds. Nothing was "
            "written; try again later."
        )
    if error.connection_invalidated or state in ("57P01", "57P02", "57P03"):
        return (
            f"the connection was lost ({said}). Sync again: what is in already is not written "
            "twice, and nothing is half in."
        )
    return f"{said}. Nothing was written."


def _why(error: Exception, url: URL) -> str:
    """The first line of what the database's library says."""
    said = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).strip()
    first = said.splitlines()[0] if said else type(error).__name__
    return address.without_secrets(first, url).rstrip(".")


def _bring_in(connection: sa.Connection, run: Run, *, complete: bool) -> Synced:
    was = schema.prepare(connection)
    now = datetime.now(UTC).replace(microsecond=0)
    documents, kept = _stored_documents(connection, run, complete=complete)
    tasks = _stored_tasks(connection, list(documents))
    found = difference(documents, tasks, run.documents, run.tasks)
    if found:
        _write_documents(connection, found, run, now)
        _write_tasks(connection, found, run, tasks, now)
    said = _write_said(connection, run)
    changes = found.changes + said
    if changes or found:
        _write_changes(connection, changes, run, now)
    counts = _counts(changes)
    return Synced(
        tasks=counts[True],
        documents=counts[False] | {"refreshed": len(found.documents)},
        changes=len(changes),
        refreshed=len(set(found.tasks) - found.told),
        said=len(said),
        kept=kept,
        was=was,
    )


def _counts(changes: Iterable[Change]) -> dict[bool, dict[str, int]]:
    """By whether it is a task, by kind: how many tasks, how many documents."""
    met = {(one.kind, one.document_key, one.task_key) for one in changes}
    found = Counter((task is not None, kind) for kind, _, task in met)
    kinds = ("added", "changed", "removed", "returned")
    return {of: {kind: found[of, kind] for kind in kinds} for of in (True, False)}


# --- what is there ----------------------------------------------------------------------


def _stored_documents(
    connection: sa.Connection, run: Run, *, complete: bool
) -> tuple[dict[str, Row], int]:
    """The stored documents that the run speaks of, and how many more stay unread.

    Those are the works that it holds, and files that it holds under another work than before.
    """
    table = schema.documents
    if complete:
        found = list(_rows(connection, sa.select(table)))
        stays = [
            row
            for row in found
            if row["document_key"] not in run.documents
            and row["doc_id"] not in run.doc_ids
            and row["source_path"] in run.failed
            and row["removed_at"] is None
        ]
        left = {row["document_key"] for row in stays}
        return {row["document_key"]: row for row in found if row["document_key"] not in left}, len(
            left
        )
    stored: dict[str, Row] = {}
    for column, keys in ((table.c.document_key, run.documents), (table.c.doc_id, run.doc_ids)):
        for some in _portions(keys):
            for row in _rows(connection, sa.select(table).where(column.in_(some))):
                stored[row["document_key"]] = row
    return stored, 0


def _stored_tasks(connection: sa.Connection, documents: Sequence[str]) -> dict[str, Row]:
    """The stored tasks of documents, with their lists."""
    table = schema.tasks
    stored: dict[str, Row] = {}
    for some in _portions(documents):
        of_these = table.c.document_key.in_(some)
        tasks = sa.select(table).where(of_these).order_by(table.c.document_key, table.c.char_start)
        for row in _rows(connection, tasks):
            stored[row["task_key"]] = row | {name: [] for name in _LISTS}
        keys = sa.select(table.c.task_key).where(of_these)
        for name, part in _LISTS.items():
            parts = sa.select(part).where(part.c.task_key.in_(keys)).order_by(part.c.position)
            for row in _rows(connection, parts):
                key = row.pop("task_key")
                del row["position"]
                stored[key][name].append(row)
    return stored


def _rows(connection: sa.Connection, select: sa.Select[Any]) -> Iterator[Row]:
    for row in connection.execute(select).mappings():
        yield dict(row)


def _portions(keys: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    for first in range(0, len(ordered), _KEYS):
        yield ordered[first : first + _KEYS]


# --- what is written --------------------------------------------------------------------


def _write_documents(connection: sa.Connection, found: Difference, run: Run, now: datetime) -> None:
    rows = [run.documents[key] | {"added_at": now, "removed_at": None} for key in found.documents]
    _put(connection, schema.documents, rows)
    _mark_gone(connection, schema.documents.c.document_key, found.gone_documents, now)


def _write_tasks(
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
    for name, table in _LISTS.items():
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
    for some in _portions(lists):
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
    for some in _portions(keys):
        connection.execute(sa.update(table).where(column.in_(some)).values(values))


def _write_said(connection: sa.Connection, run: Run) -> list[Change]:
    """The workbook's statuses and notes, where they are newer or the database has none."""
    table = schema.follow_up
    stored: dict[str, Row] = {}
    for some in _portions(run.said):
        # Held until the end, so that what people write meanwhile comes after and stays.
        select = sa.select(table).where(table.c.task_key.in_(some)).with_for_update()
        stored |= {row["task_key"]: row for row in _rows(connection, select)}
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


def _write_changes(
    connection: sa.Connection, changes: Sequence[Change], run: Run, now: datetime
) -> None:
    """The changes, in one order with those of all syncs: the lock is held until they are seen."""
    counts = _counts(changes)[True]
    head = {
        "synced_at": now,
        "program_version": __version__,
        "schema_version": schema.VERSION,
        "run": run.run_id,
        "changes": len(changes),
        **counts,
    }
    made = connection.execute(sa.insert(schema.syncs).values(head)).inserted_primary_key
    assert made is not None
    rows = [asdict(change) | {"sync_id": made[0], "changed_at": now} for change in changes]
    if rows:
        connection.execute(sa.insert(schema.changes), rows)
