"""Whether an entry can be taken as things stand, and if not, why; in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyarrow as pa

from pipeline.corrections.apply import concerned
from pipeline.corrections.effects import Skipped, add_record
from pipeline.corrections.entries import Entry, form_problem
from pipeline.corrections.keys import tail_of
from pipeline.corrections.layer import Layer, active
from pipeline.corrections.places import Place, placed
from pipeline.corrections.rows import free_path
from pipeline.corrections.state import Document, Record, Task, documents_of, said_of, seen
from pipeline.lexicon import load_yaml

__all__ = ["Problem", "filled", "validate"]

_CODES = frozenset(
    (
        *("unknown_action", "unknown_target", "no_key", "no_text", "unknown_field"),
        *("cannot_add", "cannot_remove", "empty", "no_bounds", "no_list"),
        *("unknown_role", "unknown_kind", "unknown_source", "unknown_status"),
        *("no_date", "no_rrule", "no_path", "unknown_task", "unknown_document"),
        *("unknown_record", "outside", "overlaps", "not_in_text", "end_before_start"),
        *("there_already", "unknown_entry", "undone_already"),
    )
)
_SHOWN = 80  # characters of what was given that a message shows

Content = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry cannot be taken; `str()` says it in English.

    >>> str(Problem("no_date", "31/6"))
    "'31/6' is no date; write 2026-06-30"
    """

    code: str
    word: str = ""

    def __str__(self) -> str:
        return self._said("en")

    @property
    def vietnamese(self) -> str:
        return self._said("vi")

    def _said(self, language: str) -> str:
        word = self.word if len(self.word) <= _SHOWN else f"{self.word[:_SHOWN]}…"
        return str(_words()[self.code][language]).replace("{word}", word)


@cache
def _words() -> Mapping[str, Any]:
    return load_yaml("pipeline.corrections", "problems.yaml", _CODES)


def validate(entry: Entry, content: Content, entries: Sequence[Entry] = ()) -> Problem | None:
    """Why an entry cannot be taken; None when it can.

    Args:
        content: the tables as the person sees them: `read_corrected(folder).tables`.
        entries: the log so far; only needed for an undo.
    """
    if form := form_problem(entry):
        return Problem(*form)
    if entry.action == "undo":
        return _undo_problem(entry, entries)
    found = list(_problems(entry, content))
    if not found:
        return Problem("unknown_document" if entry.target == "document" else "unknown_task")
    # of a document that is there as text and as scan, one is enough
    return None if None in found else found[0]


def filled(entry: Entry, content: Content) -> Entry:
    """The entry with what can be known without asking, so that it lasts.

    A `set` gets what stands there as its `old`, a range the words that stand in it, a task
    without a path one that is free, a mark as right a digest of what was seen.
    """
    documents = documents_of(content, concerned(content, [entry]))
    layer = Layer(documents, [])
    for document, task in layer.places(entry):
        thing = _thing(layer, document, task, entry)
        if entry.action == "checked" and thing is not None and entry.now is None:
            return replace(entry, now=seen(thing))
        if entry.action == "set" and isinstance(thing, Task | Record):
            now = entry.now
            if entry.field == "bounds" and isinstance(now, Mapping):
                now = _with_words(document, now)
            return replace(entry, now=now, was=_old(thing, entry))
        if entry.action == "add" and isinstance(entry.now, Mapping):
            now = _with_words(document, entry.now)
            if entry.target == "task" and not now.get("path"):
                now = {**now, "path": free_path(document, now.get("char_start") or 0)}
            return replace(entry, now=now)
    return entry


def _old(thing: Task | Record, entry: Entry) -> Any:
    if entry.was is not None:
        return entry.was
    try:
        if entry.field is not None:
            return said_of(thing, entry.field)
        return {name: said_of(thing, name) for name in entry.fields}
    except KeyError:  # no such field; `validate` says so
        return None


def _with_words(document: Document, said: Mapping[str, Any]) -> dict[str, Any]:
    start, end = said.get("char_start"), said.get("char_end")
    known = type(start) is int and type(end) is int and 0 <= start < end <= len(document.text)
    if said.get("raw") is None and known:
        return {**said, "raw": document.text[start:end]}
    return dict(said)


# --- one document ---------------------------------------------------------------------


def _problems(entry: Entry, content: Content) -> Iterator[Problem | None]:
    """What speaks against the entry in each document that it is about; None where nothing."""
    documents = documents_of(content, concerned(content, [entry]))
    layer = Layer(documents, [])
    for document, task in layer.places(entry):
        problem = _place_problem(document, task, entry) or _target_problem(
            layer, document, task, entry
        )
        if problem is None:
            try:
                taken = layer.laid(document, task, entry)
            except Skipped as skipped:
                problem = Problem(skipped.code, skipped.word)
            else:
                problem = None if taken else Problem("unknown_task")
        yield problem


def _undo_problem(entry: Entry, entries: Sequence[Entry]) -> Problem | None:
    if entry.key not in {other.id for other in entries}:
        return Problem("unknown_entry", entry.key)
    holding = active(entries, undos=True)
    undone = {other.key for other in holding if other.action == "undo"}
    return Problem("undone_already") if entry.key in undone else None


def _thing(
    layer: Layer, document: Document, task: Task | None, entry: Entry
) -> Document | Task | Record | None:
    """What an entry is about; None where there is none, or no more."""
    if tail_of(entry.key):
        record = layer.record(document, task, entry)
        return None if record is None or record.gone else record
    if task is not None and task.gone:
        return None
    return task if task is not None else document


def _target_problem(
    layer: Layer, document: Document, task: Task | None, entry: Entry
) -> Problem | None:
    """The target is not there, or what is to be added is."""
    thing = _thing(layer, document, task, entry)
    if thing is None:
        return Problem("unknown_record", entry.target) if tail_of(entry.key) else _NO_TASK
    if entry.action == "add":
        if isinstance(thing, Record):
            return Problem("cannot_add", entry.target)
        return _added_problem(document, task, entry)
    wanted = {"task": Task, "document": Document}.get(entry.target, Record)
    if not isinstance(thing, wanted):
        code = "unknown_record" if wanted is Record else f"unknown_{entry.target}"
        return Problem(code, entry.target)
    return None


_NO_TASK = Problem("unknown_task")


def _added_problem(document: Document, task: Task | None, entry: Entry) -> Problem | None:
    assert isinstance(entry.now, Mapping)
    if entry.target == "task":
        if task is not None:
            return Problem("unknown_document")
        taken = {other.row["path"] for other in document.alive()}
        return Problem("there_already") if entry.now["path"] in taken else None
    if task is None and entry.target != "citation":
        return _NO_TASK
    records = task.records if task else document.loose
    before = len(records)
    try:
        record = add_record(document, task, entry)
    except Skipped as skipped:
        return Problem(skipped.code, skipped.word)
    if len(records) == before:
        record.tails.pop()
        return Problem("there_already")
    records.remove(record)
    return None


def _place_problem(document: Document, task: Task | None, entry: Entry) -> Problem | None:
    """A range is not in the document, or a task's is another task's, too."""
    said: Any = entry.now if entry.action == "add" else entry.fields.get("bounds")
    if not isinstance(said, Mapping) or (said.get("char_end") is None and not said.get("raw")):
        return None
    size = len(document.text)
    if said.get("char_end") is not None and said["char_end"] > size and not said.get("raw"):
        return Problem("outside", str(size))
    of_task = entry.target == "task"
    place = placed(document.text, said, task.span if task else (0, size))
    if place is None:
        return Problem(
            "outside" if (said.get("char_end") or 0) > size else "not_in_text", str(size)
        )
    if of_task and (other := _overlapped(document, task, place)) is not None:
        return Problem("overlaps", str(other.row["path"]))
    return None


def _overlapped(document: Document, task: Task | None, place: Place) -> Task | None:
    """Another task that shares text with a place."""
    for other in document.alive():
        start, end = other.span
        if other is not task and start < place.end and place.start < end:
            return other
    return None
