"""Rows ↔ pyarrow tables: values of the right types, in the contract's order.

Rows are plain dicts, one list a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipeline.tables.errors import ContractError
from pipeline.tables.schemas import COLUMNS, SCHEMAS, TYPES, Column

Row = dict[str, Any]
Tables = dict[str, list[Row]]


# What no two rows of a table may share; each also breaks ties when rows are sorted.
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id", "source_path part"),
    "pages": ("doc_id page",),
    "sections": ("section_id", "doc_id path"),
    "tasks": ("task_id", "doc_id path"),
    "responsibilities": ("task_id role unit unit_raw char_start char_end",),
    "time_clauses": (
        "task_id char_start char_end scope_start scope_end kind start end rrule condition",
    ),
    # Numbers that share a tail ("số 18, 19-NQ/TW") share their span, too.
    "citations": (
        "citation_id",
        "doc_id char_start char_end task_id section_id cited_type cited_number cited_name",
    ),
    "targets": ("target_id", "doc_id char_start char_end subject comparator value unit"),
    "issues": ("issue_id",),
}
PLACE: dict[str, tuple[str, ...]] = {
    "documents": ("source_path", "part"),
    "pages": ("page",),
    "sections": ("char_start", "ordinal"),
    "tasks": ("char_start", "ordinal"),
}
PLACE_ELSEWHERE = ("char_start", "char_end")


def to_tables(rows: Mapping[str, Sequence[Row]]) -> dict[str, pa.Table]:
    """All nine tables, typed and sorted by document (source_path, part), then by place.

    The order of `rows` makes no difference to the result. A row may leave out a column
    that may be null; a table without rows may be left out.

    Raises:
        ContractError: an unknown table or column, a value that is not of its type, or
            null where that is not allowed.
    """
    return build(sort_rows(rows))


def to_rows(tables: Mapping[str, pa.Table]) -> Tables:
    """The rows of `tables`, as `to_tables` takes them; columns unknown here are left out."""
    return {
        table: tables[table].select([column.name for column in columns]).to_pylist()
        for table, columns in COLUMNS.items()
        if table in tables
    }


def build(rows: Tables) -> dict[str, pa.Table]:
    """All tables, from rows as `sort_rows` gives them."""
    return {
        table: pa.Table.from_arrays(
            [_array(table, column, rows[table]) for column in columns], schema=SCHEMAS[table]
        )
        for table, columns in COLUMNS.items()
    }


def _array(table: str, column: Column, rows: Sequence[Row]) -> pa.Array:
    values = [row.get(column.name) for row in rows]
    try:
        return pa.array(values, TYPES[column.kind][0])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        # A number too large, half a character, a region without its shape.
        raise ContractError([f"{table}: {column.name} cannot be stored: {error}"]) from error


def sort_rows(rows: Mapping[str, Sequence[Row]]) -> Tables:
    """Rows of all tables with known columns of the right types, in the contract's order."""
    problems = [f"unknown table {table!r}" for table in rows if table not in COLUMNS]
    for table in COLUMNS:
        problems += _type_problems(table, rows.get(table, ()))
    if problems := problems or list(forbidden_nulls(rows)):
        raise ContractError(problems)
    documents = sorted(rows.get("documents", ()), key=_order("documents", {}, {}))
    documents_rank = ranks(documents, "doc_id")
    tasks = sorted(rows.get("tasks", ()), key=_order("tasks", documents_rank, {}))
    tasks_rank = ranks(tasks, "task_id")
    return {
        table: sorted(rows.get(table, ()), key=_order(table, documents_rank, tasks_rank))
        for table in COLUMNS
    }


def _type_problems(table: str, rows: Sequence[Row]) -> Iterator[str]:
    """A line for each unknown column and each value of another type than its column's.

    Checked here because pyarrow takes 1.5 for the integer 1 and "ab" for a list of two.
    """
    known = {column.name for column in COLUMNS[table]}
    for name in sorted({name for row in rows for name in row} - known):
        yield f"{table}: unknown column {name!r}"
    for column in COLUMNS[table]:
        expected = TYPES[column.kind][1]
        for number, row in enumerate(rows, start=1):
            value = row.get(column.name)
            if value is None:
                continue
            if (
                not isinstance(value, expected)
                or (isinstance(value, bool) and column.kind != "bool")
                or isinstance(value, datetime)
            ):
                yield f"{table} row {number}: {column.name} is {value!r}, not {column.kind}"


def forbidden_nulls(rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """A line for each null in a column that may hold none."""
    for table, columns in COLUMNS.items():
        for column in columns:
            if column.required:
                for number, row in enumerate(rows.get(table, ()), start=1):
                    if row.get(column.name) is None:
                        yield f"{row_name(table, number, row)}: {column.name} is null"


def row_name(table: str, number: int, row: Row) -> str:
    """How a row is named in a message: its table, its number from 1, its id or task."""
    name = row.get(table.removesuffix("s") + "_id") or row.get("task_id") or row.get("doc_id")
    return f"{table} row {number} ({name})"


def ranks(rows: Sequence[Row], key: str) -> dict[str, int]:
    """Where each row stands among `rows`, by its `key`."""
    return {row.get(key) or "": rank for rank, row in enumerate(rows)}


def _order(
    table: str, documents: Mapping[str, int], tasks: Mapping[str, int]
) -> Callable[[Row], tuple[Any, ...]]:
    """The sort key of a table's rows: document, place, task, then what tells them apart."""
    place = PLACE.get(table, PLACE_ELSEWHERE)
    rest = " ".join(reversed(KEYS[table])).split()

    def key(row: Row) -> tuple[Any, ...]:
        return (
            documents.get(row.get("doc_id") or "", 0),
            *(nulls_last(row.get(name)) for name in place),
            tasks.get(row.get("task_id") or "", 0),
            *(nulls_last(row.get(name)) for name in rest),
        )

    return key


def nulls_last(value: Any) -> tuple[bool, Any]:
    """A sort key for values of which some are null."""
    return value is None, 0 if value is None else value
