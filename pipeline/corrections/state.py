"""The rows of some documents while corrections are laid over them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.entries import FIELDS, OWN
from pipeline.corrections.keys import (
    TABLES,
    code_of,
    document_code,
    record_keys,
    tail_of,
    task_code,
)
from pipeline.ids import folded_name

__all__ = [
    "CITED",
    "Document",
    "Record",
    "Task",
    "changes_of",
    "documents_of",
    "said_of",
    "seen",
    "touch",
]

Row = dict[str, Any]

# Columns of a citation by the fields of its corrections.
CITED: Mapping[str, str] = {name: f"cited_{name}" for name in FIELDS["citation"]}
_ROLES = {"leads": "lead", "coordinates": "coordinate"}


@dataclass(slots=True)
class Record:
    """A unit, a time or a citation.

    Attributes:
        tails: what its keys have behind the code; several where people gave what is read, too.
        read: what its fields said before any correction; of one that was added, at first.
        touched: who set each field, the last at the end.
        by, checked: who corrected it last, who marked it as right.
    """

    target: str
    code: str
    tails: list[str]
    row: Row
    by: str | None = None
    checked: str | None = None
    gone: bool = False
    added: bool = False
    touched: dict[str, str] = field(default_factory=dict)
    read: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.read = {name: said_of(self, name) for name in FIELDS[self.target]}

    @property
    def key(self) -> str:
        return f"{self.code}|{self.tails[0]}"


@dataclass(slots=True)
class Task:
    """A task with its records. `own` are the fields that no table has: status and notes."""

    code: str
    row: Row
    records: list[Record] = field(default_factory=list)
    by: str | None = None
    checked: str | None = None
    gone: bool = False
    added: bool = False
    own: dict[str, str | None] = field(default_factory=dict)
    touched: dict[str, str] = field(default_factory=dict)
    read: Mapping[str, Any] = field(default_factory=dict)

    def keep(self) -> None:
        """Notes what it says as that which was read."""
        self.read = {name: said_of(self, name) for name in FIELDS["task"]}

    @property
    def span(self) -> tuple[int, int]:
        return self.row["char_start"], self.row["char_end"]

    def alive(self, target: str, role: str | None = None) -> list[Record]:
        """Its records of a kind that nobody took away; of units, those of a role."""
        return [
            record
            for record in self.records
            if record.target == target
            and not record.gone
            and (role is None or record.row["role"] == role)
        ]


@dataclass
class Document:
    """A document with its tasks; `loose` are citations that stand outside of tasks."""

    code: str
    row: Row
    pages: Sequence[Row]
    sections: Sequence[Row]
    tasks: list[Task]
    loose: list[Record]
    issues: list[Row]
    targets: Sequence[Row]
    unit_ids: Mapping[str | None, str]
    checked: str | None = None
    moved: bool = False  # whether tasks were added or have other bounds

    @property
    def doc_id(self) -> str:
        return str(self.row["doc_id"])

    @cached_property
    def text(self) -> str:
        return "".join(page["text"] for page in self.pages)

    def page(self, char: int) -> int:
        """The page on which a character stands, the last one behind the text."""
        for page in self.pages:
            if char < page["char_end"]:
                return int(page["page"])
        return int(self.pages[-1]["page"])

    def alive(self) -> Iterator[Task]:
        return (task for task in self.tasks if not task.gone)

    def records(self) -> Iterator[Record]:
        for task in self.tasks:
            yield from task.records
        yield from self.loose


def touch(thing: Task | Record, name: str, who: str) -> None:
    """Notes who set a field; `settle` names the last of those who changed something."""
    thing.touched.pop(name, None)
    thing.touched[name] = who


def changes_of(thing: Task | Record) -> list[str]:
    """The fields that say something else than was read, the last set at the end."""
    return [
        name
        for name in thing.touched
        if name not in thing.read or said_of(thing, name) != thing.read[name]
    ]


def said_of(thing: Task | Record, name: str) -> Any:
    """What a field says now, as JSON has it."""
    row = thing.row
    if isinstance(thing, Record):
        return _plain(row[CITED[name] if thing.target == "citation" else name])
    if name in _ROLES:
        return [record.row["unit"] for record in thing.alive("unit", _ROLES[name])]
    if name == "bounds":
        return {"char_start": row["char_start"], "char_end": row["char_end"]}
    if name in OWN:
        return thing.own.get(name)
    return list(row[name] or ()) if name == "products" else _plain(row[name])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# --- loading --------------------------------------------------------------------------


def documents_of(content: Mapping[str, pa.Table], doc_ids: Collection[str]) -> list[Document]:
    """The documents of these ids with all that belongs to them, in the tables' order."""
    wanted = pa.array(sorted(doc_ids), pa.string())
    rows: dict[str, dict[str, list[Row]]] = {}
    for table, whole in content.items():
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in whole.filter(pc.is_in(whole["doc_id"], value_set=wanted)).to_pylist():
            grouped[row["doc_id"]].append(row)
        rows[table] = grouped
    return [
        _document(row, {table: found[doc_id] for table, found in rows.items()})
        for doc_id, (row,) in rows["documents"].items()
    ]


def _document(row: Row, rows: Mapping[str, list[Row]]) -> Document:
    code = document_code(row)
    tasks = {
        task["task_id"]: Task(
            task_code(task), task, by=task.get("corrected_by"), checked=task.get("checked_by")
        )
        for task in rows["tasks"]
    }
    codes = {row["doc_id"]: code} | {task_id: task.code for task_id, task in tasks.items()}
    loose = []
    for target, table in TABLES.items():
        keys = record_keys(target, rows[table], codes)
        for found, key in zip(rows[table], keys, strict=True):
            record = _record(target, found, key)
            if found["task_id"] is None:
                loose.append(record)
            else:
                tasks[found["task_id"]].records.append(record)
    for task in tasks.values():
        task.keep()
    return Document(
        code=code,
        row=row,
        pages=rows["pages"],
        sections=rows["sections"],
        tasks=list(tasks.values()),
        loose=loose,
        issues=rows["issues"],
        targets=rows["targets"],
        unit_ids={
            folded_name(found["unit"]): found["unit_id"]
            for found in rows["responsibilities"]
            if found["unit_id"]
        },
        checked=row.get("checked_by"),
    )


def _record(target: str, row: Row, key: str) -> Record:
    return Record(
        target,
        code_of(key),
        [tail_of(key)],
        row,
        by=row.get("corrected_by"),
        checked=row.get("checked_by"),
    )


# --- what a person saw ----------------------------------------------------------------


def seen(thing: Document | Task | Record) -> str:
    """A digest of what a person who marks a thing as right has before the eyes."""
    told = json.dumps(_told(thing), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _told(thing: Document | Task | Record) -> Any:
    if isinstance(thing, Document):
        loose = [_told(record) for record in thing.loose if not record.gone]
        return [[_told(task) for task in thing.alive()], loose]
    if isinstance(thing, Task):
        records = [_told(record) for record in thing.records if not record.gone]
        words = " ".join(str(thing.row["text"]).split())
        return [words, sorted(records, key=json.dumps)]
    return [thing.target, *(said_of(thing, name) for name in FIELDS[thing.target])]
