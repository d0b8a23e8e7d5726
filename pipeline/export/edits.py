"""A workbook that comes back: which cells a person changed, and which rows cannot be placed.

Rows are known by their code, columns by their heads, in whatever order they stand. A cell
counts as changed when it says something else than it did when the workbook was made; so an
old copy takes nothing back that another copy or another run brought since. A row goes in as
a whole or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import regex

from pipeline.corrections import TASK_FIELDS as FIELDS
from pipeline.corrections import Entry, append, locked
from pipeline.export.cells import MOST_UNITS, compared, cut, lines_of, plain
from pipeline.export.grid import Cell, Grid, read_grid
from pipeline.export.office import FIXED, Task, office, shown
from pipeline.export.words import heads, said, sheets, status_codes, statuses
from pipeline.export.workbook import MARKS, MARKS_HEAD, mark
from pipeline.lexicon import fold

__all__ = ["Change", "Imported", "Refusal", "WorkbookError", "import_workbook", "pending"]

Value: TypeAlias = "str | list[str] | date | None"

_HEAD_ROWS = 50  # in which the head is looked for
_IN_ANY_ORDER = frozenset({"leads", "coordinates"})
_YEARS = range(1945, 2200)
# "30/6/2026", "30-06-2026", "30.6.2026"
_DAY_FIRST = regex.compile(
    r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})"
)
# "2026-06-30"
_YEAR_FIRST = regex.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")


class WorkbookError(Exception):
    """A file that is no workbook of ours; the message says what is missing in it."""


class _Refused(Exception):
    """A row that cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a task that a person changed."""

    task: Task
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was left out, and why."""

    sheet: str
    row: int
    why: str

    def __str__(self) -> str:
        return f"sheet '{self.sheet}', row {self.row}: {self.why}"


@dataclass(slots=True)
class Imported:
    """What came back in a workbook.

    `unchanged` counts rows in which nothing was changed; `missing` tasks of the run that
    have no row; `added` names columns that people added; `absent` heads that are gone, whose
    fields stay; `not_taken` counts changed cells of columns that cannot be corrected.
    `marked` is False when the workbook has lost what its cells said at first.
    """

    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unchanged: int = 0
    missing: int = 0
    added: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    not_taken: Counter[str] = field(default_factory=Counter)
    marked: bool = True


def import_workbook(file: Path, folder: Path, now: datetime, who: str = "") -> Imported:
    """Takes a person's changes in `file` into the corrections kept in `folder`.

    Args:
        who: the name of the person; the file stands for it where it is not known.

    Raises:
        WorkbookError: it is no workbook that `export` made; nothing is taken then.
        TablesError, CorrectionsError: `folder` cannot be read.
        OSError: a file cannot be read or written.
        filelock.Timeout: another import holds the folder for a minute.
    """
    grids = read_grid(file)
    table = _table(grids, file)
    if not (folder / "tasks.parquet").exists():
        office(folder)  # says what is missing; the lock would be a file in somebody's folder
    with locked(folder):
        imported = _Reader(table, office(folder).tasks, _marks(grids)).read()
        append(
            folder,
            [
                Entry.new(
                    action="set",
                    target="task",
                    key=change.task.code,
                    field=change.field,
                    old=_kept(change.old),
                    new=_kept(change.new),
                    who=who,
                    source=file.name,
                    when=now,
                )
                for change in imported.changes
            ],
        )
    return imported


def _kept(value: Value) -> str | list[str] | None:
    return value.isoformat() if isinstance(value, date) else value


def pending(file: Path, folder: Path) -> Imported:
    """What `import_workbook` would take in; nothing is written. Raises what that raises."""
    grids = read_grid(file)
    return _Reader(_table(grids, file), office(folder).tasks, _marks(grids)).read()


# --- what is where --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet with the tasks: where its head is, which column holds what."""

    grid: Grid
    head: int
    columns: Mapping[str, int]
    added: Sequence[str]


def _table(grids: Mapping[str, Grid], file: Path) -> _Table:
    """The first sheet by its name, else the only one that has a column of codes."""
    name, code = sheets()["tasks"], heads()["code"]
    with_head = {title: head for title, grid in grids.items() if (head := _head(grid))}
    if not with_head:
        raise WorkbookError(
            f"{file}: no sheet has a column '{code}'. Give a workbook that nhiemvu export made."
        )
    title = name if name in with_head else next(iter(with_head))
    if name not in with_head and len(with_head) > 1:
        raise WorkbookError(
            f"{file}: {len(with_head)} sheets have a column '{code}' and none is called "
            f"'{name}'. Give one of them that name."
        )
    grid, head = grids[title], with_head[title]
    fields = {fold(text): field for field, text in heads().items() if field in _ours()}
    columns: dict[str, int] = {}
    added = []
    for column in grid.columns_of(head):
        text = " ".join(compared(grid.value(head, column)).split())
        known = fields.get(fold(text))
        if known in columns:
            raise WorkbookError(
                f"{file}: sheet '{title}' has two columns '{text}'. Give one another head."
            )
        if known:
            columns[known] = column
        elif text:
            added.append(text)
    return _Table(grid, head, columns, added)


def _ours() -> frozenset[str]:
    return frozenset({*FIELDS, *FIXED, "number", "document", "place", "page", "code"})


def _head(grid: Grid) -> int | None:
    """The row that has the head of the codes."""
    code = fold(heads()["code"])
    for row in grid.rows:
        if row > _HEAD_ROWS:
            return None
        for column in grid.columns_of(row):
            if fold(" ".join(compared(grid.value(row, column)).split())) == code:
                return row
    return None


def _marks(grids: Mapping[str, Grid]) -> dict[str, dict[str, str]] | None:
    """What the cells said when the workbook was made, by code; None where that is gone."""
    grid = grids.get(MARKS)
    if grid is None or tuple(grid.value(1, column) for column in (1, 2)) != MARKS_HEAD:
        return None
    found = {}
    for row in grid.rows[1:]:
        pairs = (pair.partition("=") for pair in compared(grid.value(row, 2)).split())
        found[compared(grid.value(row, 1))] = {name: value for name, _, value in pairs}
    return found


# --- rows -----------------------------------------------------------------------------


class _Reader:
    """Goes through the rows of one sheet."""

    def __init__(
        self,
        table: _Table,
        tasks: Sequence[Task],
        marks: Mapping[str, Mapping[str, str]] | None,
    ) -> None:
        self._table = table
        self._tasks = {task.task_id: task for task in tasks} | {task.code: task for task in tasks}
        self._count = len(tasks)
        self._marks = marks

    def read(self) -> Imported:
        table = self._table
        found = Imported(added=list(table.added), marked=self._marks is not None)
        found.absent = [heads()[name] for name in FIELDS if name not in table.columns]
        rows = [row for row in table.grid.rows if row > table.head and self._is_used(row)]
        by_code = defaultdict(list)
        for row in rows:
            by_code[self._code(row)].append(row)
        seen = set()
        for row in rows:
            try:
                task = self._placed(row, by_code)
                seen.add(task.task_id)
                changes = list(self._changes(row, task, found))
            except _Refused as refused:
                found.refusals.append(Refusal(table.grid.name, row, str(refused)))
                continue
            found.changes += changes
            found.unchanged += not changes
        found.missing = self._count - len(seen)
        return found

    def _is_used(self, row: int) -> bool:
        return any(compared(self._cell(row, name).value) for name in ("code", *FIELDS))

    def _cell(self, row: int, name: str) -> Cell:
        column = self._table.columns.get(name)
        return self._table.grid.cell(row, column) if column else Cell(None)

    def _code(self, row: int) -> str:
        return compared(self._cell(row, "code").value)

    def _placed(self, row: int, by_code: Mapping[str, Sequence[int]]) -> Task:
        """The task that the row is of."""
        for name in ("code", *FIELDS):
            cell = self._cell(row, name)
            if cell.trouble:
                raise _Refused(f"'{heads()[name]}' {cell.trouble}")
        code = self._code(row)
        if not code:
            raise _Refused("it has no code; tasks cannot be added here")
        if len(by_code[code]) > 1:
            rows = ", ".join(str(other) for other in by_code[code])
            raise _Refused(f"the code {code} stands in several rows ({rows})")
        if code not in self._tasks:
            raise _Refused(f"no task of the run has the code {code}")
        return self._tasks[code]

    def _changes(self, row: int, task: Task, found: Imported) -> Iterator[Change]:
        for name in FIELDS:
            value = self._cell(row, name).value
            if name in self._table.columns and self._is_changed(task, name, value):
                change = Change(task, name, _now(task, name), _new(task, name, value))
                if not _is_same(change):
                    yield change
        for name in FIXED:
            value = self._cell(row, name).value
            if name in self._table.columns and self._is_changed(task, name, value):
                found.not_taken[heads()[name]] += 1

    def _is_changed(self, task: Task, name: str, value: object) -> bool:
        """Whether a cell says something else than at first, and than the task says now."""
        first = (self._marks or {}).get(self._marked_as(task), {}).get(name)
        now = shown(task, name)
        if compared(value) == compared(cut(now) if isinstance(now, str) else now):
            return False
        return mark(value) != first

    def _marked_as(self, task: Task) -> str:
        """The code under which the workbook knew the task."""
        return task.code if task.code in (self._marks or {}) else task.task_id


def _is_same(change: Change) -> bool:
    """Whether nothing is changed but the order of bodies, which stand as in the document."""
    old, new = change.old, change.new
    if change.field in _IN_ANY_ORDER and isinstance(old, list) and isinstance(new, list):
        return sorted(old) == sorted(new)
    return old == new


def _now(task: Task, name: str) -> Value:
    value: Any = getattr(task, name)
    return list(value) if isinstance(value, list | tuple) else value


def _new(task: Task, name: str, value: object) -> Value:
    """What a changed cell asks for.

    Raises:
        _Refused: it is nothing that the field can hold.
    """
    text = compared(value)
    if text.endswith(said("cut").strip()) and len(text) > MOST_UNITS // 2:
        raise _Refused(f"'{heads()[name]}' was cut for Excel and changed; its end would be lost")
    if name == "due":
        return _date(value) if text else None
    if name == "status":
        return _status(text) if text else None
    if name == "text":
        if not text:
            raise _Refused(f"'{heads()[name]}' is empty; a task is not taken away like this")
        return text
    if name == "notes":
        return text or None
    return lines_of(text, _names(task, name))


def _names(task: Task, name: str) -> Sequence[str]:
    found: Sequence[str] = getattr(task, name)
    return found


def _date(value: object) -> date:
    text = compared(value)
    if not isinstance(value, int | float):  # a bare number is no day, whatever Excel counts
        match = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
        if match:
            try:
                day = date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                day = date.min
            if day.year in _YEARS:
                return day
    raise _Refused(f"'{heads()['due']}' is no date: {plain(text)[:40]!r}; write dd/mm/yyyy")


def _status(text: str) -> str:
    code = status_codes().get(fold(" ".join(text.split())))
    if code is None:
        known = ", ".join(names[0] for names in statuses().values())
        written = plain(text)[:40]
        raise _Refused(
            f"'{heads()['status']}' is none of the list: {written!r}; write one of {known}"
        )
    return code
