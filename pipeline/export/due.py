"""What falls due: deadlines of tasks, and recurring duties as the days on which they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from pipeline.export.database import rows_of
from pipeline.export.occurrences import occurrences
from pipeline.lexicon import fold

__all__ = ["Due", "dated_clauses", "due_between", "first_day"]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on a day.

    Attributes:
        raw: the clause that says so, as printed.
        recurring: whether it comes again.
        exact: whether the document names the day; else it is the end of the period.
    """

    day: date
    task: dict[str, Any]  # the task's row of the view `tracker`
    raw: str
    recurring: bool
    exact: bool


_CLAUSES = """
SELECT task_id, raw, kind, "start", "end", rrule FROM time_clauses
WHERE rrule IS NOT NULL OR "end" IS NOT NULL
ORDER BY task_id, char_start
"""

_FIRST = """
SELECT min(day) AS day
FROM (SELECT issued_date AS day FROM documents UNION ALL SELECT "end" FROM time_clauses)
"""


def first_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The first day of which the run speaks: a document was issued, or a time ends."""
    (row,) = rows_of(connection, _FIRST)
    day: date | None = row["day"]
    return day


def due_between(
    connection: duckdb.DuckDBPyConnection,
    after: date,
    before: date,
    *,
    unit: str | None = None,
    closing_day: int | None = None,
) -> list[Due]:
    """What is due from `after` to `before`, both included, the nearest first.

    A recurring duty begins with its document's date where nothing else is said. A task that the
    run holds twice, as text and as scan of one document, is told of once.

    Args:
        connection: of `open_run`.
        unit: only tasks in which a body acts whose name holds this, without regard to case.
        closing_day: see `occurrences`.
    """
    found: dict[tuple[Any, ...], Due] = {}
    for task, clause in dated_clauses(connection, unit):
        for one in _due(clause, task, after, before, closing_day):
            key = (task["task_key"] or task["task_id"], one.day, " ".join(one.raw.split()))
            found.setdefault(key, one)
    return sorted(found.values(), key=lambda one: one.day)  # those of a day as they stand


def dated_clauses(
    connection: duckdb.DuckDBPyConnection, unit: str | None = None
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each time clause with an end or a rhythm, behind its task's row of `tracker`, in order.

    `unit` leaves only tasks in which a body acts whose name holds it, without regard to case.
    """
    tasks = {row["task_id"]: row for row in rows_of(connection, "SELECT * FROM tracker")}
    order = {task_id: at for at, task_id in enumerate(tasks)}
    wanted = fold(unit) if unit else None
    clauses = rows_of(connection, _CLAUSES)
    for clause in sorted(clauses, key=lambda row: order[row["task_id"]]):
        task = tasks[clause["task_id"]]
        if wanted is None or _acts(task, wanted):
            yield task, clause


def _acts(task: dict[str, Any], wanted: str) -> bool:
    return any(wanted in fold(name) for name in (*task["leads"], *task["coordinates"]))


def _due(
    clause: dict[str, Any],
    task: dict[str, Any],
    after: date,
    before: date,
    closing_day: int | None,
) -> Iterator[Due]:
    if clause["rrule"]:
        for one in occurrences(
            clause["rrule"],
            after=after,
            before=before,
            start=clause["start"] or task["issued_date"],
            end=clause["end"],
            closing_day=closing_day,
        ):
            yield Due(one.day, task, clause["raw"], True, one.exact)
    elif clause["kind"] != "ongoing" and after <= clause["end"] <= before:
        yield Due(clause["end"], task, clause["raw"], False, True)
