"""A run's tasks as the workbook that an office keeps: read, filtered, printed, filled in.

What people write into its first sheet comes back with `pipeline.export.edits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from pipeline.corrections import TASK_FIELDS as FIELDS
from pipeline.export.cells import capital, compared, cut, listed, plain
from pipeline.export.office import FIXED, Coming, Duty, Office, Task, coming, office, shown
from pipeline.export.sheet import Column, Sheet, Value, write_sheet
from pipeline.export.words import heads, said, sheets, statuses, title
from pipeline.export.workbook_file import new_book, save

__all__ = ["MARKS", "MARKS_HEAD", "Written", "mark", "marks_of", "write_workbook"]

# A sheet that nobody sees: for each task what its cells said when the workbook was made, so
# that what a person changed is told from what another run reads otherwise.
MARKS = "_nhiemvu"
MARKS_HEAD = ("code", "marks")
_TITLE_LENGTH = 150  # characters that stand above the head of a landscape page


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows by sheet, and what could not be.

    `left_out` counts, by sheet, rows beyond those that Excel holds; `waiting` corrections
    of tasks that the run does not have.
    """

    path: Path
    rows: Mapping[str, int]
    left_out: Mapping[str, int]
    waiting: int


def write_workbook(folder: Path, target: Path, today: date) -> Written:
    """Makes the workbook of the run in `folder`, with what people corrected.

    Guarantees:
        1. The same tables, corrections and day give the same bytes.
        2. No cell runs as a formula, whatever a document says.
        3. An older workbook is replaced as a whole, or stays.

    Args:
        today: the day from which on deadlines are to come.

    Raises:
        TablesError: the folder holds no tables.
        CorrectionsError: the corrections in it cannot be read.
        OSError: `target` cannot be written; PermissionError also when it is open in Excel.
    """
    content = office(folder)
    book = new_book(today, title())
    pages = _sheets(content, coming(folder, content.tasks, today), today)
    for page in pages:
        write_sheet(book, page)
    _write_marks(book, pages[0].held)
    save(book, target, today)
    return Written(
        path=target,
        rows={page.name: len(page.held) for page in pages},
        left_out={page.name: page.left_out for page in pages if page.left_out},
        waiting=content.waiting,
    )


# --- marks ----------------------------------------------------------------------------


def mark(value: object) -> str:
    """A cell's content in 12 hex digits."""
    return hashlib.blake2b(compared(value).encode("utf-8"), digest_size=6).hexdigest()


def marks_of(task: Task) -> str:
    """The marks of a task's cells: "text=12ab… leads=…"."""
    return " ".join(f"{field}={mark(_cell(task, field))}" for field in (*FIELDS, *FIXED))


def _cell(task: Task, field: str) -> object:
    value = shown(task, field)
    return cut(value) if isinstance(value, str) else value


def _write_marks(book: Any, tasks: Iterable[Task]) -> None:
    page = book.create_sheet(MARKS)
    page.sheet_state = "veryHidden"
    page.append(MARKS_HEAD)
    for task in tasks:
        page.append((task.code, marks_of(task)))
    page.close()


# --- sheets ---------------------------------------------------------------------------


def _sheets(content: Office, upcoming: Sequence[Coming], today: date) -> list[Sheet[Any]]:
    names = sheets()
    titles = _titles(content, today)
    doubtful = [task for task in content.tasks if task.needs_review]
    return [
        Sheet(names["tasks"], [title(), *titles], _task_columns(), content.tasks, frozen=2),
        Sheet(
            names["bodies"],
            [names["bodies"].upper(), *titles],
            _body_columns(),
            content.duties,
            frozen=1,
            group=lambda duty: duty.body,
        ),
        Sheet(
            names["upcoming"],
            [names["upcoming"].upper(), *titles],
            _upcoming_columns(today),
            upcoming,
        ),
        Sheet(
            names["cited"],
            [names["cited"].upper(), *titles],
            _cited_columns(),
            list(enumerate(content.cited, 1)),
        ),
        Sheet(names["review"], [names["review"].upper(), *titles], _review_columns(), doubtful),
    ]


def _titles(content: Office, today: date) -> list[str]:
    """The documents, and when the workbook was made of how much."""
    documents = _named([plain(name).replace("\n", " ") for name in content.documents])
    counted = [said("made", day=f"{today:%d/%m/%Y}"), said("tasks", count=len(content.tasks))]
    if doubtful := sum(task.needs_review for task in content.tasks):
        counted.append(said("review", count=doubtful))
    return [documents, " · ".join(counted)]


def _named(documents: Sequence[str]) -> str:
    """As many documents as the line holds, at least one, and how many there are beside."""
    named: list[str] = []
    length = 0
    for name in documents:
        length += len(name)
        if named and length > _TITLE_LENGTH:
            break
        named.append(name if len(name) <= _TITLE_LENGTH else f"{name[:_TITLE_LENGTH]} …")
    if more := len(documents) - len(named):
        named.append(said("more_documents", count=more))
    return "; ".join(named)


def _column(
    field: str, width: float, value: Callable[[Any], Value] | None = None, **looks: Any
) -> Column[Any]:
    """A column of a field of a task, or of what `value` makes of the row."""
    return Column(heads()[field], width, value or _of_task(field), **looks)


def _of_task(field: str) -> Callable[[Task], Value]:
    return lambda task: shown(task, field)


def _task_columns() -> list[Column[Task]]:
    return [
        _column("number", 5, lambda task: task.number, kind="number"),
        _column("text", 44, wide=True),
        _column("leads", 17),
        _column("coordinates", 17),
        _column("due", 13, kind="date", centred=True, note=_all_deadlines),
        _column("recurrences", 12, optional=True),
        _column("conditions", 12, optional=True),
        _column("products", 15),
        _column("cited", 13, optional=True),
        _column("document", 16.5, lambda task: task.document),
        _column("place", 10, lambda task: task.place),
        _column("page", 6.5, lambda task: task.page, kind="number", optional=True),
        _column("status", 14, choices=[names[0] for names in statuses().values()]),
        _column("notes", 15),
        _column("code", 5, lambda task: task.code, code=True),
    ]


def _all_deadlines(task: Task) -> str | None:
    """What the document says, where the cell shows the last of several deadlines."""
    words = [word for word in task.deadlines if word not in task.conditions]
    return said("times", words="; ".join(words)) if task.due and len(words) > 1 else None


def _body_columns() -> list[Column[Duty]]:
    return [
        _column("body", 30, lambda duty: duty.body),
        _column("role", 14, lambda duty: duty.role),
        _column("text", 80, lambda duty: shown(duty.task, "text"), wide=True),
        _column("due", 14, lambda duty: shown(duty.task, "due"), kind="date", centred=True),
        _column("recurrences", 16, lambda duty: shown(duty.task, "recurrences"), optional=True),
        _column("document", 19, lambda duty: duty.task.document),
        _column("place", 12, lambda duty: duty.task.place),
        _column("task_number", 10, lambda duty: duty.task.number, kind="number"),
    ]


def _upcoming_columns(today: date) -> list[Column[Coming]]:
    def of(field: str) -> Callable[[Coming], Value]:
        value = _of_task(field)
        return lambda one: value(one.task)

    return [
        _column("due", 12, lambda one: one.day, kind="date", centred=True),
        _column("days_left", 9, lambda one: (one.day - today).days, kind="number"),
        _column("text", 60, of("text"), wide=True),
        _column("leads", 22, of("leads")),
        _column("coordinates", 22, of("coordinates")),
        _column("due_words", 18, lambda one: one.rhythm or listed(one.task.deadlines) or None),
        _column("status", 15, of("status"), optional=True),
        _column("document", 18, lambda one: one.task.document),
        _column("place", 12, lambda one: one.task.place),
        _column("task_number", 10, lambda one: one.task.number, kind="number"),
    ]


def _cited_columns() -> list[Column[tuple[int, Mapping[str, Any]]]]:
    def of(name: str) -> Callable[[tuple[int, Mapping[str, Any]]], Value]:
        return lambda row: cast(Value, row[1][name])

    return [
        _column("number", 6, lambda row: row[0], kind="number"),
        _column("cited_type", 18, of("cited_type")),
        _column("cited_name", 32, of("cited")),
        _column("cited_date", 13, of("cited_date"), kind="date", centred=True),
        _column("cited_issuer", 28, of("cited_issuer")),
        _column(
            "cited_title",
            56,
            lambda row: capital(row[1]["cited_title"] or "") or None,
            wide=True,
            optional=True,
        ),
        _column("mentions", 11, of("mentions"), kind="number"),
        _column("cited_in", 11, of("documents"), kind="number"),
        _column("cited_by", 11, of("tasks"), kind="number"),
        _column(
            "at_hand",
            10,
            lambda row: said("held") if row[1]["cited_doc_id"] else None,
            centred=True,
            optional=True,
        ),
    ]


def _review_columns() -> list[Column[Task]]:
    return [
        _column("task_number", 10, lambda task: task.number, kind="number"),
        _column("text", 58, wide=True),
        _column("reasons", 50, lambda task: _reasons(task.reasons)),
        _column("confidence", 9, lambda task: round(task.confidence, 2), kind="share"),
        _column("leads", 20),
        _column("due", 12, kind="date", centred=True),
        _column("document", 18, lambda task: task.document),
        _column("place", 12, lambda task: task.place),
        _column("page", 7, lambda task: task.page, kind="number", optional=True),
    ]


def _reasons(reasons: Sequence[str]) -> str | None:
    return "\n".join(f"• {capital(reason)}" for reason in reasons) or None
