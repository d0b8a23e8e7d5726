"""A run as the office sees it: corrected tasks, with their status and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.corrections import read_corrected
from pipeline.export.cells import capital, listed, plain
from pipeline.export.database import open_run, opened, rows_of
from pipeline.export.due import due_between
from pipeline.export.occurrences import year_from
from pipeline.export.words import closed, place, reasons, roles, said, statuses
from pipeline.lexicon import fold

__all__ = ["FIXED", "Coming", "Duty", "Office", "Task", "coming", "office", "shown"]

Row = Mapping[str, Any]

# Fields of a task that a person may change in the workbook without effect.
FIXED = ("recurrences", "conditions", "cited")


@dataclass(frozen=True, slots=True)
class Task:
    """A task with what was corrected in it.

    `code` is what the workbook knows it by: its key, or its id where it has none or where
    the run holds the key twice (a document that came as text and as a scan).
    """

    code: str
    number: int
    task_id: str
    document: str
    place: str
    page: int | None
    text: str
    leads: Sequence[str]
    coordinates: Sequence[str]
    due: date | None
    due_words: str
    deadlines: Sequence[str]
    recurrences: Sequence[str]
    conditions: Sequence[str]
    products: Sequence[str]
    cited: Sequence[str]
    status: str | None
    notes: str | None
    needs_review: bool
    reasons: Sequence[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Duty:
    """A body that acts in a task."""

    body: str
    role: str
    task: Task


@dataclass(frozen=True, slots=True)
class Coming:
    """A day on which a task falls due; `rhythm` is what says that it comes again, as printed."""

    day: date
    task: Task
    rhythm: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """What the workbook is made of.

    `waiting` counts corrections of tasks that the tables do not hold (their document was
    not in the run); they are kept and hold again when it is.
    """

    documents: Sequence[str]
    tasks: Sequence[Task]
    duties: Sequence[Duty]
    cited: Sequence[Row]
    waiting: int


def office(folder: Path) -> Office:
    """What the run in `folder` says, and what people said of it.

    Raises:
        TablesError: the folder holds no tables.
        CorrectionsError: the corrections in it cannot be read.
        OSError: a file cannot be read.
    """
    found = read_corrected(folder)
    with opened(found.tables) as connection:
        rows = rows_of(connection, "SELECT * FROM tracker")
        given = {row["task_id"] for row in rows_of(connection, _GIVEN_TIMES)}
        ids = _ids(rows)
        tasks = [
            _task(number, row, _code(row, ids), found.own.get(row["task_id"], {}), given)
            for number, row in enumerate(rows, 1)
        ]
        duties = list(_duties(connection, tasks))
        cited = rows_of(connection, "SELECT * FROM cited")
    documents = list(dict.fromkeys(_document_line(row) for row in rows))
    waiting = {(entry.key, entry.target, entry.field) for entry in found.waiting}
    return Office(documents, tasks, duties, cited, len(waiting))


# Tasks of which a person gave a time: words of the document do not explain that.
_GIVEN_TIMES = "SELECT DISTINCT task_id FROM time_clauses WHERE corrected_by IS NOT NULL"


def coming(folder: Path, tasks: Sequence[Task], today: date) -> list[Coming]:
    """What falls due from `today` on, the nearest first, with each recurring duty's next day.

    Tasks that are done, cancelled or put off are left out.

    Raises:
        as `office`.
    """
    open_tasks = {task.task_id: task for task in tasks if task.status not in closed()}
    found = [
        Coming(task.due, task) for task in open_tasks.values() if task.due and task.due >= today
    ]
    told: set[tuple[str, str]] = set()
    with open_run(folder) as connection:
        for one in due_between(connection, today, year_from(today)):
            task, words = open_tasks.get(one.task["task_id"]), plain(one.raw)
            if one.recurring and task is not None and (task.task_id, words) not in told:
                told.add((task.task_id, words))
                found.append(Coming(one.day, task, words))
    return sorted(found, key=lambda one: (one.day, one.task.number))


def shown(task: Task, field: str) -> str | date | None:
    """What the cell of a field shows; one way for writing it and for seeing what changed."""
    if field == "due":
        return task.due or plain(task.due_words) or None
    if field == "status":
        return statuses()[task.status][0] if task.status else None
    value: str | Sequence[str] | None = getattr(task, field)
    if value is None or isinstance(value, str):
        return plain(value or "") or None
    return listed(value) or None


def _ids(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The tasks of each key, and each task of its id."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["task_id"]].append(row["task_id"])
        if row["task_key"]:
            found[row["task_key"]].append(row["task_id"])
    return dict(found)


def _code(row: Row, ids: Mapping[str, Sequence[str]]) -> str:
    key = row["task_key"]
    return str(key if key and len(ids[key]) == 1 else row["task_id"])


def _task(
    number: int, row: Row, code: str, own: Mapping[str, str | None], given: Collection[str]
) -> Task:
    deadlines = () if row["task_id"] in given else tuple(dict.fromkeys(row["deadlines"]))
    return Task(
        code=code,
        number=number,
        task_id=row["task_id"],
        document=_document_name(row),
        place=place(row["path"]),
        page=row["page"],
        text=row["text"],
        leads=row["leads"],
        coordinates=row["coordinates"],
        due=row["due"],
        due_words="" if row["due"] else _due_words(deadlines, row["conditions"]),
        deadlines=deadlines,
        recurrences=tuple(dict.fromkeys(row["recurrences"])),
        conditions=tuple(dict.fromkeys(row["conditions"])),
        products=row["products"],
        cited=row["cited"],
        status=own.get("status"),
        notes=own.get("notes"),
        needs_review=row["needs_review"],
        reasons=reasons(row["reasons"], row["path"]),
        confidence=row["confidence"],
    )


def _due_words(deadlines: Sequence[str], conditions: Sequence[str]) -> str:
    """Deadlines as the document says them; a mere condition has a column of its own."""
    mere = {fold(condition) for condition in conditions}
    return listed(words for words in deadlines if fold(words) not in mere)


def _document_name(row: Row) -> str:
    name = " ".join(filter(None, (row["document_type"], row["document_number"])))
    return name or row["document_title"] or row["source_path"]


def _document_line(row: Row) -> str:
    """The document as a sentence names it, with what is known of day and issuer."""
    name, day, issuer = _document_name(row), row["issued_date"], row["issuer"]
    if day and issuer:
        return said("document", name=name, day=f"{day:%d/%m/%Y}", issuer=issuer)
    return ", ".join(filter(None, (name, f"{day:%d/%m/%Y}" if day else "", issuer)))


# --- bodies ---------------------------------------------------------------------------


def _duties(
    connection: duckdb.DuckDBPyConnection,
    tasks: Sequence[Task],
) -> Iterator[Duty]:
    """Bodies in the order of the Vietnamese letters, each with its tasks by date."""
    by_id = {task.task_id: task for task in tasks}
    found = [
        (capital(plain(row["unit"])), row["role"], row["task_id"])
        for row in rows_of(connection, "SELECT unit, role, task_id FROM by_unit")
    ]
    order = _order_of_names(connection, {body for body, _, _ in found})
    by_role = list(roles())
    found = list(dict.fromkeys(found))
    found.sort(
        key=lambda duty: (
            order[duty[0]],
            by_id[duty[2]].due or date.max,
            by_id[duty[2]].number,
            by_role.index(duty[1]),
        )
    )
    for body, role, task_id in found:
        yield Duty(body, roles()[role], by_id[task_id])


def _order_of_names(connection: duckdb.DuckDBPyConnection, names: set[str]) -> dict[str, int]:
    connection.register("names", pa.table({"name": pa.array(sorted(names), pa.string())}))
    ordered = connection.sql("SELECT name FROM names ORDER BY name COLLATE vi, name").fetchall()
    return {name: position for position, (name,) in enumerate(ordered)}
