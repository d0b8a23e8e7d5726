"""The database's tables, their version, and how a database comes to have them.

Names of columns are those of `task.schema.json`. docs/sync.md tells what they mean.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from pipeline.sync.errors import SyncError
from pipeline.sync.upgrades import STEPS

__all__ = [
    "VERSION",
    "changes",
    "documents",
    "follow_up",
    "prepare",
    "syncs",
    "task_citations",
    "task_times",
    "task_units",
    "tasks",
]

VERSION = 2


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment, to the second: `timestamptz` in PostgreSQL, "2026-03-02 01:00:00" (UTC) in SQLite.

    So SQLite's own `datetime('now')` may be written beside it. A moment that people wrote in
    another way and that cannot be read is None.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.Text())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return f"{moment:%Y-%m-%d %H:%M:%S}" if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return None
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = sa.MetaData()
_LIST = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, *, null: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _moment(name: str, *, null: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, Moment(), nullable=null)


def _task() -> sa.Column[str]:
    return sa.Column(
        "task_key", sa.Text(), sa.ForeignKey("tasks.task_key"), primary_key=True, nullable=False
    )


def _position() -> sa.Column[int]:
    return sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False)


version = sa.Table("nhiemvu_schema", METADATA, sa.Column("version", sa.Integer(), nullable=False))

documents = sa.Table(
    "documents",
    METADATA,
    sa.Column("document_key", sa.Text(), primary_key=True),
    sa.Column("doc_id", sa.Text(), nullable=False, index=True),
    *map(_text, ("work_id", "type", "number", "issuer", "issuer_level")),
    sa.Column("issued_date", sa.Date()),
    _text("title"),
    _text("source_path", null=False),
    sa.Column("part", sa.Integer(), nullable=False),
    _moment("added_at", null=False),
    _moment("removed_at"),
)

tasks = sa.Table(
    "tasks",
    METADATA,
    sa.Column("task_key", sa.Text(), primary_key=True),
    sa.Column(
        "document_key",
        sa.Text(),
        sa.ForeignKey("documents.document_key"),
        nullable=False,
        index=True,
    ),
    _text("task_id", null=False),
    _text("path", null=False),
    sa.Column("heading_path", _LIST, nullable=False),
    _text("text", null=False),
    sa.Column("due", sa.Date(), index=True),
    sa.Column("products", _LIST, nullable=False),
    sa.Column("page", sa.Integer()),
    sa.Column("char_start", sa.Integer(), nullable=False),
    sa.Column("char_end", sa.Integer(), nullable=False),
    sa.Column("confidence", sa.Double()),
    sa.Column("needs_review", sa.Boolean(), nullable=False),
    sa.Column("reasons", _LIST, nullable=False),
    sa.Column("corrected", _LIST, nullable=False),
    _moment("added_at", null=False),
    _moment("changed_at", null=False),
    _moment("removed_at"),
)

task_units = sa.Table(
    "task_units",
    METADATA,
    _task(),
    _position(),
    _text("role", null=False),
    _text("unit", null=False),
    sa.Column("unit_id", sa.Text(), index=True),
)

task_times = sa.Table(
    "task_times",
    METADATA,
    _task(),
    _position(),
    _text("kind", null=False),
    _text("raw", null=False),
    sa.Column("start", sa.Date()),
    sa.Column("end", sa.Date()),
    _text("rrule"),
    _text("condition"),
)

task_citations = sa.Table(
    "task_citations",
    METADATA,
    _task(),
    _position(),
    *map(_text, ("type", "number", "name")),
    sa.Column("date", sa.Date()),
    sa.Column("work_id", sa.Text(), index=True),
)

# People's own: a row a task, which nothing but the office's workbook writes over.
follow_up = sa.Table(
    "follow_up",
    METADATA,
    _task(),
    _text("status"),
    _text("notes"),
    _moment("status_at"),
    _text("status_by"),
    _moment("notes_at"),
    _text("notes_by"),
)

syncs = sa.Table(
    "syncs",
    METADATA,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    _moment("synced_at", null=False),
    _text("program_version", null=False),
    sa.Column("schema_version", sa.Integer(), nullable=False),
    _text("run"),
    *(
        sa.Column(name, sa.Integer(), nullable=False)
        for name in ("added", "changed", "removed", "returned", "changes")
    ),
    sqlite_autoincrement=True,
)

changes = sa.Table(
    "changes",
    METADATA,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("sync_id", _NUMBER, sa.ForeignKey("syncs.id"), nullable=False, index=True),
    _moment("changed_at", null=False),
    _text("kind", null=False),
    sa.Column("document_key", sa.Text(), index=True),
    sa.Column("task_key", sa.Text(), index=True),
    _text("field"),
    _text("old"),
    _text("new"),
    sqlite_autoincrement=True,
)


def prepare(connection: sa.Connection) -> int | None:
    """Makes the tables, or brings those of an older program up to date.

    To be called with the lock held, in the transaction that goes on to write.

    Returns:
        The version that the tables had; None where there were none.

    Raises:
        SyncError: the tables are a newer program's, or somebody else's.
    """
    there = {name for names in _names(connection) for name in names}
    if version.name not in there:
        if taken := sorted(there & set(METADATA.tables)):
            raise SyncError(
                f"has other tables of these names: {', '.join(taken)}. Give a database or a "
                "schema of its own"
            )
        # Unchecked: tables of these names further down PostgreSQL's search path are not ours.
        METADATA.create_all(connection, checkfirst=False)
        connection.execute(sa.insert(version).values(version=VERSION))
        return None
    found = connection.execute(sa.select(version.c.version)).scalars().all()
    if len(found) != 1:
        raise SyncError(f"is damaged: {version.name} has {len(found)} rows. Put back a copy")
    if found[0] > VERSION:
        raise SyncError(
            f"was made by a newer program (its tables have version {found[0]}, this program "
            f"knows {VERSION}). Update nhiemvu"
        )
    for step in range(found[0] + 1, VERSION + 1):
        STEPS[step](connection)
    if found[0] < VERSION:
        connection.execute(sa.update(version).values(version=VERSION))
    _check(connection)
    return int(found[0])


def _check(connection: sa.Connection) -> None:
    """That every column is there, whatever people did to the tables."""
    inspector, where = sa.inspect(connection), connection.dialect.default_schema_name
    there = set(_names(connection)[0])
    for name, table in METADATA.tables.items():
        found = inspector.get_columns(name, where) if name in there else []
        missing = {column.name for column in table.columns} - {row["name"] for row in found}
        if missing:
            raise SyncError(
                f"is damaged: {name} lacks {', '.join(sorted(missing))}. Put back a copy"
            )


def _names(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """The tables and views of the schema in which ours are made, and of no other in sight."""
    inspector, where = sa.inspect(connection), connection.dialect.default_schema_name
    return inspector.get_table_names(where), inspector.get_view_names(where)
