"""Steps from one version of the database's tables to the next.

A step is never changed once it is out, so it names what it needs in SQL of its own and not by
the tables of today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

__all__ = ["STEPS"]


def _to_2(connection: sa.Connection) -> None:
    """Status and notes have a time and a name each; a change names its document.

    In version 1 both shared `updated_at` and `updated_by`, so that a note written today made an
    older status look new.
    """
    moment = "TEXT" if connection.dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    for field in ("status", "notes"):
        connection.execute(sa.text(f"ALTER TABLE follow_up ADD COLUMN {field}_at {moment}"))
        connection.execute(sa.text(f"ALTER TABLE follow_up ADD COLUMN {field}_by TEXT"))
        connection.execute(
            sa.text(
                f"UPDATE follow_up SET {field}_at = updated_at, {field}_by = updated_by "
                f"WHERE {field} IS NOT NULL"
            )
        )
    for gone in ("updated_at", "updated_by"):
        connection.execute(sa.text(f"ALTER TABLE follow_up DROP COLUMN {gone}"))
    connection.execute(sa.text("ALTER TABLE changes ADD COLUMN document_key TEXT"))
    connection.execute(
        sa.text(
            "UPDATE changes SET document_key = (SELECT tasks.document_key FROM tasks "
            "WHERE tasks.task_key = changes.task_key)"
        )
    )
    connection.execute(sa.text("CREATE INDEX ix_changes_document_key ON changes (document_key)"))


STEPS: Mapping[int, Callable[[sa.Connection], None]] = {2: _to_2}
