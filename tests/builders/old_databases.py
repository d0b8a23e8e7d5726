"""Databases as older versions of `nhiemvu sync` left them, in SQL that no later change touches."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

# Version 1, where {moment}, {json} and {id} differ between SQLite and PostgreSQL.
_VERSION_1 = """
CREATE TABLE nhiemvu_schema (version INTEGER NOT NULL);
CREATE TABLE documents (
    document_key TEXT PRIMARY KEY, doc_id TEXT NOT NULL, work_id TEXT, type TEXT, number TEXT,
    issuer TEXT, issuer_level TEXT, issued_date DATE, title TEXT, source_path TEXT NOT NULL,
    part INTEGER NOT NULL, added_at {moment} NOT NULL, removed_at {moment});
CREATE INDEX ix_documents_doc_id ON documents (doc_id);
CREATE TABLE tasks (
    task_key TEXT PRIMARY KEY, document_key TEXT NOT NULL REFERENCES documents (document_key),
    task_id TEXT NOT NULL, path TEXT NOT NULL, heading_path {json} NOT NULL, text TEXT NOT NULL,
    due DATE, products {json} NOT NULL, page INTEGER, char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL, confidence DOUBLE PRECISION, needs_review BOOLEAN NOT NULL,
    reasons {json} NOT NULL, corrected {json} NOT NULL, added_at {moment} NOT NULL,
    changed_at {moment} NOT NULL, removed_at {moment});
CREATE INDEX ix_tasks_document_key ON tasks (document_key);
CREATE INDEX ix_tasks_due ON tasks (due);
CREATE TABLE task_units (
    task_key TEXT NOT NULL REFERENCES tasks (task_key), position INTEGER NOT NULL,
    role TEXT NOT NULL, unit TEXT NOT NULL, unit_id TEXT, PRIMARY KEY (task_key, position));
CREATE INDEX ix_task_units_unit_id ON task_units (unit_id);
CREATE TABLE task_times (
    task_key TEXT NOT NULL REFERENCES tasks (task_key), position INTEGER NOT NULL,
    kind TEXT NOT NULL, raw TEXT NOT NULL, "start" DATE, "end" DATE, rrule TEXT, condition TEXT,
    PRIMARY KEY (task_key, position));
CREATE TABLE task_citations (
    task_key TEXT NOT NULL REFERENCES tasks (task_key), position INTEGER NOT NULL,
    type TEXT, number TEXT, name TEXT, date DATE, work_id TEXT, PRIMARY KEY (task_key, position));
CREATE INDEX ix_task_citations_work_id ON task_citations (work_id);
CREATE TABLE follow_up (
    task_key TEXT PRIMARY KEY REFERENCES tasks (task_key), status TEXT, notes TEXT,
    updated_at {moment}, updated_by TEXT);
CREATE TABLE syncs (
    id {id}, synced_at {moment} NOT NULL, program_version TEXT NOT NULL,
    schema_version INTEGER NOT NULL, run TEXT, added INTEGER NOT NULL, changed INTEGER NOT NULL,
    removed INTEGER NOT NULL, returned INTEGER NOT NULL, changes INTEGER NOT NULL);
CREATE TABLE changes (
    id {id}, sync_id BIGINT NOT NULL REFERENCES syncs (id), changed_at {moment} NOT NULL,
    kind TEXT NOT NULL, task_key TEXT, field TEXT, old TEXT, new TEXT);
CREATE INDEX ix_changes_sync_id ON changes (sync_id);
CREATE INDEX ix_changes_task_key ON changes (task_key);
INSERT INTO nhiemvu_schema VALUES (1);
INSERT INTO documents (document_key, doc_id, source_path, part, added_at)
    VALUES ('w_old', 'd_old', 'a.txt', 1, '2026-02-01 00:00:00');
INSERT INTO syncs (synced_at, program_version, schema_version, added, changed, removed, returned,
    changes) VALUES ('2026-02-01 00:00:00', '0.0.9', 1, 2, 0, 0, 0, 1);
"""
_TASK = """
INSERT INTO tasks VALUES (:key, 'w_old', :key, 'I/1', '[]', 'Cũ', NULL, '[]', 1, 0, 2, 0.5,
    false, '[]', '[]', '2026-02-01 00:00:00', '2026-02-01 00:00:00', NULL);
INSERT INTO follow_up VALUES (:key, :status, :notes, '2026-02-02 00:00:00', :by);
"""
_CHANGE = """
INSERT INTO changes (sync_id, changed_at, kind, task_key)
    VALUES (1, '2026-02-01 00:00:00', 'added', :key)
"""


def make_version_1(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Tables of version 1 with two tasks: a status of the first, a note on the second."""
    lite = connection.dialect.name == "sqlite"
    kinds = {
        "moment": "TEXT" if lite else "TIMESTAMP WITH TIME ZONE",
        "json": "JSON" if lite else "JSONB",
        "id": "INTEGER PRIMARY KEY AUTOINCREMENT" if lite else "BIGSERIAL PRIMARY KEY",
    }
    for statement in _VERSION_1.format(**kinds).split(";\n"):
        if statement.strip():
            connection.execute(sa.text(statement))
    said = (("overdue", None, "Lan"), (None, "gọi lại", "Minh"))
    for key, (status, notes, by) in zip(keys, said, strict=True):
        for statement in _TASK.split(";\n"):
            if statement.strip():
                values = {"key": key, "status": status, "notes": notes, "by": by}
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(sa.text(statement), used)
    connection.execute(sa.text(_CHANGE), {"key": keys[0]})
