"""The one transaction that brings a run into the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import URL

from pipeline.sync import address, schema
from pipeline.sync.changes import difference
from pipeline.sync.errors import SyncError
from pipeline.sync.rows import Run
from pipeline.sync.stored import stored_documents, stored_tasks
from pipeline.sync.writing import (
    counts,
    write_changes,
    write_documents,
    write_said,
    write_tasks,
)

__all__ = ["Synced", "sync"]

_WAIT = 60.0  # seconds for another sync to end
_LOCK = 0x6E6869656D7675  # of PostgreSQL's advisory locks; the letters of the program's name


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did.

    Attributes:
        tasks, documents: how many were added, changed, removed, returned; of documents also
            how many rows were written, be it for a change that is not told of.
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
        return bool(self.changes or self.refreshed or self.documents["written"])


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
    documents, kept = stored_documents(connection, run, complete=complete)
    tasks = stored_tasks(connection, list(documents))
    found = difference(documents, tasks, run.documents, run.tasks)
    if found:
        write_documents(connection, found, run, now)
        write_tasks(connection, found, run, tasks, now)
    said = write_said(connection, run)
    changes = found.changes + said
    if changes or found:
        write_changes(connection, changes, run, now)
    return Synced(
        tasks=counts(changes, of_tasks=True),
        documents=counts(changes, of_tasks=False) | {"written": len(found.documents)},
        changes=len(changes),
        refreshed=len(set(found.tasks) - found.told),
        said=len(said),
        kept=kept,
        was=was,
    )
