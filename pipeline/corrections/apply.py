"""A run's tables with people's corrections laid over; the tables themselves never change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import tables
from pipeline.corrections.effects import (
    Skipped,
    add_record,
    add_task,
    remove_task,
    set_record,
    set_task,
)
from pipeline.corrections.entries import Entry, form_problem
from pipeline.corrections.keys import TABLES, code_of, other_tails, tail_of
from pipeline.corrections.log import read_log
from pipeline.corrections.places import reading_text
from pipeline.corrections.settle import relink, settle, tables_of
from pipeline.corrections.state import Document, Record, Task, documents_of, seen, touch
from pipeline.ids import folded_name
from pipeline.tables.rows import build, sort_rows

__all__ = [
    "EXTRA",
    "Corrected",
    "Layer",
    "active",
    "concerned",
    "corrected",
    "read_corrected",
]

# Columns that only corrected tables have: who corrected a row last (null: as it was read), who
# marked it as right, and, of records, their key (null where nothing of the document was
# corrected; `record_keys` has it in any case).
EXTRA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("checked_by",),
        "tasks": ("corrected_by", "checked_by"),
        **{table: ("corrected_by", "checked_by", "record_key") for table in TABLES.values()},
    }
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """Tables with corrections laid over, and what became of each.

    Attributes:
        tables: true to the rules of `pipeline.tables`, with the columns of `EXTRA` last.
        own: by task_id, fields that no table has (`status`, `notes`).
        applied: entries that hold; also those that say what is read by now.
        waiting: entries that cannot hold: their target is not in the tables, or what they ask
            for cannot be in them. They are kept and hold again when they can.
        stale: entries that hold although something else is read by now than they were made
            on, and marks as right of what reads otherwise by now, which do not hold.
        torn: what is left of a last line that was never finished.
    """

    tables: dict[str, pa.Table]
    own: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    applied: tuple[Entry, ...] = ()
    waiting: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()
    torn: str = ""


def read_corrected(folder: Path) -> Corrected:
    """The tables of the run in `folder`, with the log kept beside them laid over.

    Raises:
        TablesError: the folder holds no tables.
        CorrectionsError: the log cannot be read.
        OSError: a file cannot be read.
    """
    log = read_log(folder)
    found = corrected(tables.read(folder), log.entries)
    return Corrected(found.tables, found.own, found.applied, found.waiting, found.stale, log.torn)


def corrected(content: Mapping[str, pa.Table], entries: Iterable[Entry]) -> Corrected:
    """`content` with `entries` laid over, in their order.

    Guarantees:
        1. Tables that keep the rules of `pipeline.tables` keep them, whatever the entries.
        2. `content` is not changed, and rows of documents that no entry is about are taken over.
        3. Laid over once more, the same entries change nothing.
    """
    entries = tuple(entries)
    holding = active(entries)
    documents = documents_of(content, concerned(content, holding))
    layer = Layer(documents, entries)
    outcomes = [layer.take(entry) for entry in holding]
    for document in documents:
        settle(document)
    relink(documents, content["documents"].to_pylist() if layer.renames else ())
    return Corrected(
        tables=_replaced(content, documents),
        own={task.row["task_id"]: task.own for d in documents for task in d.alive() if task.own},
        applied=tuple(e for e, done in zip(holding, outcomes, strict=True) if done),
        waiting=tuple(e for e, done in zip(holding, outcomes, strict=True) if not done),
        stale=tuple(entry for entry in holding if entry.id in layer.stale),
    )


def active(entries: Sequence[Entry], *, undos: bool = False) -> list[Entry]:
    """The entries that nobody took back; those that take back others only with `undos`."""
    undone: set[str] = set()
    found = []
    for entry in reversed(entries):
        if entry.id in undone:
            continue
        if entry.action == "undo":
            undone.add(entry.key)
        if undos or entry.action != "undo":
            found.append(entry)
    return found[::-1]


def concerned(content: Mapping[str, pa.Table], entries: Sequence[Entry]) -> set[str]:
    """The ids of the documents that entries are about."""
    codes = pa.array(sorted({code_of(entry.key) for entry in entries}), pa.string())
    found: set[str] = set()
    for table, names in (("documents", ("doc_id", "work_id")), ("tasks", ("task_id", "task_key"))):
        for name in names:
            rows = pc.is_in(content[table][name], value_set=codes)
            found.update(content[table]["doc_id"].filter(rows).to_pylist())
    return found


# --- laying over ----------------------------------------------------------------------


class Layer:
    """Documents over which entries are laid one after the other."""

    def __init__(self, documents: Sequence[Document], entries: Sequence[Entry]) -> None:
        self._documents = documents
        self.stale: set[str] = set()
        self.renames = any(entry.target == "citation" for entry in entries)
        self._changes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self._said: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self._last: dict[tuple[str, str], str] = {}
        holding = {entry.id for entry in active(entries)}
        for entry in entries:
            if entry.action != "set" or form_problem(entry):
                continue
            old = entry.was if entry.field is None else {entry.field: entry.was}
            for name, value in entry.fields.items():
                was = old.get(name) if isinstance(old, Mapping) else None
                self._said[entry.key, name] += [_compared(was), _compared(value)]
                if entry.id in holding:
                    self._last[entry.key, name] = entry.id
            if entry.id in holding:
                self._changes[entry.key].append(entry.fields)

    def take(self, entry: Entry) -> bool:
        """Whether the entry holds anywhere."""
        if form_problem(entry):
            return False
        held = False
        for document, task in list(self.places(entry)):
            try:
                held |= self.laid(document, task, entry)
            except Skipped:
                continue
        return held

    def places(self, entry: Entry) -> Iterator[tuple[Document, Task | None]]:
        """The documents, or tasks in them, that the code of a key stands for."""
        code = code_of(entry.key)
        for document in self._documents:
            if code in (document.code, document.doc_id):
                yield document, None
            found = [task for task in document.tasks if code in (task.code, task.row["task_id"])]
            if found:
                yield document, min(found, key=lambda task: task.gone)

    def laid(self, document: Document, task: Task | None, entry: Entry) -> bool:
        """Lays an entry over one document; False where its target is not in it.

        Raises:
            Skipped: what it asks for cannot be.
        """
        of_record = entry.target in TABLES and entry.action != "add"
        if of_record != bool(tail_of(entry.key)):
            return False
        return _TAKING[entry.action](self, document, task, entry)

    def set_(self, document: Document, task: Task | None, entry: Entry) -> bool:
        if tail_of(entry.key):
            record = self.record(document, task, entry)
            if record is None or record.gone or (task is not None and task.gone):
                return False
            set_record(document, record, entry)
            self._compare(record, entry)
            return True
        if task is None or task.gone:
            return False
        set_task(document, task, entry)
        self._compare(task, entry)
        return True

    def add(self, document: Document, task: Task | None, entry: Entry) -> bool:
        if entry.target == "task":
            if task is not None:
                return False
            add_task(document, entry)
            return True
        if task is not None and task.gone:
            return False
        tail = f"{entry.target}|+{entry.id}"
        code = task.code if task else document.code
        there = [r for r in document.records() if tail in r.tails and r.code == code]
        for record in there:
            record.gone = False
        if not there:
            add_record(document, task, entry)
        return True

    def remove(self, document: Document, task: Task | None, entry: Entry) -> bool:
        if not tail_of(entry.key):
            if task is None:
                return False
            if not task.gone:
                remove_task(document, task)
            return True
        record = self.record(document, task, entry)
        if record is not None and not record.gone:
            record.gone = True
            if task is not None:
                touch(task, "records", entry.by)
            return True
        # what is not read any more is away as it should be
        return record is not None or "+" not in tail_of(entry.key)

    def checked(self, document: Document, task: Task | None, entry: Entry) -> bool:
        thing: Document | Task | Record | None = task if task is not None else document
        if tail_of(entry.key):
            thing = self.record(document, task, entry)
        elif (entry.target == "task") != (task is not None):
            return False
        if thing is None or (isinstance(thing, Task | Record) and thing.gone):
            return False
        if entry.now is not None and entry.now != seen(thing) and thing.checked is None:
            self.stale.add(entry.id)
            return True
        thing.checked = entry.by
        return True

    def record(self, document: Document, task: Task | None, entry: Entry) -> Record | None:
        """The record that a key names, also when it is read by now as people corrected it."""
        code = task.code if task is not None else document.code
        tail = tail_of(entry.key)
        own = [r for r in document.records() if r.target == entry.target and r.code == code]
        for record in own:
            if tail in record.tails:
                return record
        changes = self._changes[entry.key]
        for other in other_tails(entry.target, tail, changes) if changes else ():
            for record in own:
                if other == record.tails[0] and not record.gone:
                    record.tails.append(tail)
                    return record
        return None

    def _compare(self, thing: Task | Record, entry: Entry) -> None:
        """Notes an entry whose field is read otherwise than when it was made."""
        for name in entry.fields:
            if name not in thing.read or name in ("status", "notes", "bounds"):
                continue
            is_last = self._last.get((entry.key, name)) == entry.id and not thing.added
            if is_last and _compared(thing.read[name]) not in self._said[entry.key, name]:
                self.stale.add(entry.id)


_TAKING: Mapping[str, Callable[[Layer, Document, Task | None, Entry], bool]] = {
    "set": Layer.set_,
    "add": Layer.add,
    "remove": Layer.remove,
    "checked": Layer.checked,
}


def _compared(value: Any) -> Any:
    """A value as it is compared with what is read: the order of names makes no difference."""
    if isinstance(value, list | tuple):
        return sorted(folded_name(str(name)) or str(name) for name in value)
    return reading_text(value) if isinstance(value, str) else value


# --- tables ---------------------------------------------------------------------------


def _replaced(
    content: Mapping[str, pa.Table], documents: Sequence[Document]
) -> dict[str, pa.Table]:
    """The tables with the rows of some documents in place of those that were read."""
    whole = {name: _with_extra(name, rows) for name, rows in content.items()}
    if not documents:
        return whole
    rows, columns = tables_of(documents)
    ordered = sort_rows(rows)
    new = {
        name: _with_columns(name, made, [columns.get(id(row), {}) for row in ordered[name]])
        for name, made in build(ordered).items()
    }
    ids = pa.array([document.doc_id for document in documents], pa.string())
    rank = {doc_id: at for at, doc_id in enumerate(content["documents"]["doc_id"].to_pylist())}
    found = {}
    for name, old in whole.items():
        others = old.filter(pc.invert(pc.fill_null(pc.is_in(old["doc_id"], value_set=ids), False)))
        found[name] = _by_document(
            pa.concat_tables([others, new[name]], promote_options="default"), rank
        ).replace_schema_metadata(old.schema.metadata)
    return found


def _with_extra(name: str, rows: pa.Table) -> pa.Table:
    for column in EXTRA.get(name, ()):
        if column not in rows.column_names:
            rows = rows.append_column(column, pa.nulls(len(rows), pa.string()))
    return rows


def _with_columns(
    name: str, rows: pa.Table, values: Sequence[Mapping[str, str | None]]
) -> pa.Table:
    for column in EXTRA.get(name, ()):
        filled = pa.array([value[column] for value in values], pa.string())
        rows = rows.append_column(column, filled)
    return rows


def _by_document(rows: pa.Table, rank: Mapping[str, int]) -> pa.Table:
    """The rows in the order of their documents, otherwise as they stand."""
    ranks = pa.array([rank.get(doc_id, -1) for doc_id in rows["doc_id"].to_pylist()], pa.int32())
    return rows.take(pc.sort_indices(ranks))
