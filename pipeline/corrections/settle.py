"""Brings rows in line with each other after corrections: due days, doubts, order, citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.corrections.effects import twin
from pipeline.corrections.keys import TABLES
from pipeline.corrections.state import Document, Record, Row, Task, changes_of
from pipeline.model import IssueCode, Severity
from pipeline.tables import SCHEMAS

__all__ = ["Columns", "relink", "settle", "tables_of"]

# What a row is known by and who corrected or checked it; beside the rows, by their `id()`.
Columns = dict[int, Mapping[str, str | None]]

_DOUBTS = {
    "unit": frozenset({IssueCode.UNIT_DOUBTFUL.value, IssueCode.UNIT_UNKNOWN.value}),
    "time": frozenset({IssueCode.TIME_DOUBTFUL.value}),
    "citation": frozenset(
        {
            IssueCode.CITATION_DOUBTFUL.value,
            IssueCode.CITATION_DATE_CONFLICT.value,
            IssueCode.CITATION_ISSUER_CONFLICT.value,
            IssueCode.CITATION_NUMBER_CONFLICT.value,
        }
    ),
}


def settle(document: Document) -> None:
    """Makes what follows from other rows follow from them again.

    A row that a person gave, changed or marked as right is sure and needs no review; the
    issues that asked for it go. A task needs review as long as an issue is left that asks
    for it. `due` is the last end of the times.
    """
    for record in document.records():
        record.by = _last(record)
        if not record.gone and twin(document, record) is not None:
            record.gone = True
    for task in document.tasks:
        _settle_task(task)
    _settle_issues(document)
    if document.moved:
        in_order = sorted(document.alive(), key=lambda t: (t.span[0], t.row["ordinal"]))
        for ordinal, task in enumerate(in_order, 1):
            task.row["ordinal"] = ordinal


def _last(thing: Task | Record) -> str | None:
    """Who changed it last; where all is as it was read, who did so by what was read."""
    changed = changes_of(thing)
    return thing.touched[changed[-1]] if changed else thing.by


def _settle_task(task: Task) -> None:
    ends = [record.row["end"] for record in task.alive("time") if record.row["end"]]
    task.row["due"] = max(ends, default=None)
    task.by = _last(task)


# --- doubts ---------------------------------------------------------------------------


def _settle_issues(document: Document) -> None:
    by_id = {task.row["task_id"]: task for task in document.tasks}
    closed: set[int] = set()
    for task in document.tasks:
        closed |= set(map(id, _answered(document, task)))
    closed |= set(map(id, _answered_records(document, document.loose, None)))
    if document.checked is not None:
        closed |= {id(issue) for issue in document.issues if _asks(issue)}
    asked = {issue["task_id"] for issue in document.issues if id(issue) in closed}
    document.issues = [issue for issue in document.issues if id(issue) not in closed]
    left = {issue["task_id"] for issue in document.issues if _asks(issue)}
    for task_id in asked - left - {None}:
        by_id[task_id].row["needs_review"] = False
    for record in document.records():
        home = by_id.get(record.row["task_id"])
        if _is_sure(record) or _is_checked(document, home):
            record.row |= {"confidence": 1.0, "needs_review": False}
    for task in document.tasks:
        if _is_checked(document, task):
            task.row |= {"confidence": 1.0, "needs_review": False}


def _answered(document: Document, task: Task) -> Iterator[Row]:
    """The issues of a task that a person answered."""
    task_id = task.row["task_id"]
    own = [issue for issue in document.issues if issue["task_id"] == task_id]
    if task.gone:
        yield from own
        return
    if _is_checked(document, task):
        yield from filter(_asks, own)
    for code, there in (
        (IssueCode.NO_LEAD, task.alive("unit", "lead")),
        (IssueCode.NO_TIME, task.alive("time")),
    ):
        if there:
            yield from (issue for issue in own if issue["code"] == code.value)
    yield from _answered_records(document, task.records, task_id)


def _answered_records(
    document: Document, records: Sequence[Record], task_id: str | None
) -> Iterator[Row]:
    """The issues of records that a person corrected, checked or took away."""
    for target, codes in _DOUBTS.items():
        of_kind = [record for record in records if record.target == target]
        sure = {_span(record.row) for record in of_kind if record.gone or _is_sure(record)}
        sure -= {_span(r.row) for r in of_kind if not r.gone and not _is_sure(r)}
        words = {r.row.get("unit_raw") for r in of_kind if _span(r.row) in sure}
        for issue in document.issues:
            if issue["task_id"] != task_id or issue["code"] not in codes:
                continue
            quoted = issue["message"].partition(": ")[2]
            if _span(issue) in sure or (
                issue["code"] == IssueCode.UNIT_UNKNOWN.value and quoted in words
            ):
                yield issue


def _span(row: Mapping[str, object]) -> tuple[object, object]:
    return row["char_start"], row["char_end"]


def _asks(issue: Mapping[str, object]) -> bool:
    return issue["severity"] != Severity.INFO.value


def _is_sure(record: Record) -> bool:
    return record.by is not None or record.checked is not None


def _is_checked(document: Document, task: Task | None) -> bool:
    return document.checked is not None or (task is not None and task.checked is not None)


# --- citations ------------------------------------------------------------------------


def relink(documents: Iterable[Document], every: Sequence[Row]) -> None:
    """Finds anew which work a citation is of, where a person changed or added it.

    Args:
        every: the rows of `documents` of the whole run.
    """
    from pipeline.link import link_documents, link_mentions

    for document in documents:
        records = [r for r in document.records() if r.target == "citation" and not r.gone]
        renamed = [record for record in records if record.added or changes_of(record)]
        if not renamed:
            continue
        copies = {id(record): dict(record.row) for record in records}
        rows: dict[str, list[Row]] = {"citations": list(copies.values())}
        rows |= {"documents": [], "pages": list(document.pages), "tasks": [], "issues": []}
        for copy in rows["citations"]:
            copy["cited_work_id"] = None
        link_mentions(rows)
        link_documents(rows | {"documents": list(every)})
        for record in renamed:
            copy = copies[id(record)]
            for name in ("cited_work_id", "cited_doc_id", "resolution"):
                record.row[name] = copy[name]


# --- rows again -----------------------------------------------------------------------


def tables_of(documents: Iterable[Document]) -> tuple[dict[str, list[Row]], Columns]:
    """The rows of all tables without the columns that only corrected tables have, and these."""
    rows: dict[str, list[Row]] = {table: [] for table in SCHEMAS}
    columns: Columns = {}
    for document in documents:
        for table, found in (
            ("pages", document.pages),
            ("sections", document.sections),
            ("targets", document.targets),
            ("issues", document.issues),
        ):
            rows[table] += (_known(table, row) for row in found)
        _add(rows, columns, "documents", document.row, None, document.checked, None)
        for task in document.alive():
            _add(rows, columns, "tasks", task.row, task.by, task.checked, None)
        gone = {task.row["task_id"] for task in document.tasks if task.gone}
        for record in document.records():
            if not record.gone and record.row["task_id"] not in gone:
                table = TABLES[record.target]
                _add(rows, columns, table, record.row, record.by, record.checked, record.key)
    return rows, columns


def _add(
    rows: dict[str, list[Row]],
    columns: Columns,
    table: str,
    row: Row,
    by: str | None,
    checked: str | None,
    key: str | None,
) -> None:
    plain = _known(table, row)
    rows[table].append(plain)
    columns[id(plain)] = {"corrected_by": by, "checked_by": checked, "record_key": key}


def _known(table: str, row: Row) -> Row:
    """The columns that this version knows."""
    return {name: row[name] for name in SCHEMAS[table].names}
