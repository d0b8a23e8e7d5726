"""Entries laid over documents one after the other: which hold, and which are stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.corrections.effects import (
    Skipped,
    add_record,
    add_task,
    remove_task,
    set_record,
    set_task,
)
from pipeline.corrections.entries import OWN, Entry, form_problem
from pipeline.corrections.keys import TABLES, code_of, other_tails, tail_of, unit_tail
from pipeline.corrections.places import reading_text
from pipeline.corrections.state import Document, Record, Task, seen, touch
from pipeline.ids import folded_name

__all__ = ["Layer", "active"]


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
        others = other_tails(entry.target, tail, changes) if changes else []
        found = next((r for t in others for r in own if r.tails[0] == t and not r.gone), None)
        if found is None and entry.target == "unit":
            # one that a person gave in a list, where it is not read any more
            found = next((r for r in own if unit_tail(r.row) == tail and not r.gone), None)
        if found is not None:
            found.tails.append(tail)
        return found

    def _compare(self, thing: Task | Record, entry: Entry) -> None:
        """Notes an entry whose field is read otherwise than when it was made."""
        for name in entry.fields:
            if name not in thing.read or name in (*OWN, "bounds"):
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
