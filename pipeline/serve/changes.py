"""Takes in what somebody corrects: nothing is overwritten, nothing is half done.

A change that was made on a page older than another's change of the same task is refused with
what the other did. What is taken is on disk before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filelock import Timeout

from pipeline.corrections import (
    CorrectionsError,
    Entry,
    active,
    append,
    locked,
)
from pipeline.corrections.entries import form_problem
from pipeline.corrections.keys import code_of, tail_of
from pipeline.corrections.rows import free_path
from pipeline.corrections.state import documents_of, seen
from pipeline.serve.data import Document, Run, rooted
from pipeline.serve.problems import Problem
from pipeline.serve.source import RunSource
from pipeline.serve.told import told
from pipeline.serve.words import words

__all__ = ["Asked", "take"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as the page asks for it; `key` of an undo is the entry's id."""

    action: str
    target: str
    key: str
    field: str | None = None
    old: Any = None
    new: Any = None


def take(
    source: RunSource, doc_id: str, who: str, seen_before: int, asked: Sequence[Asked]
) -> tuple[Sequence[str], Run]:
    """Adds the changes to the log: all of them, or none; their ids, and the run with them.

    Args:
        seen_before: how many changes of the document the asker knew of.

    Raises:
        Problem: the document is not there (404), another changed the same since (409), or a
            change cannot be taken (422).
    """
    try:
        with locked(source.folder):
            run = source.now()
            document = run.documents.get(doc_id)
            if document is None:
                raise Problem(404, "not_found")
            entries = [_entry(source, run, document, who, one) for one in asked]
            _require_seen(run, document, seen_before, entries)
            _require_taken(source, run, entries)
            append(source.folder, entries)
            return [entry.id for entry in entries], source.now()
    except Timeout as error:
        raise Problem(503, "busy") from error
    except (CorrectionsError, OSError) as error:
        raise Problem(500, "failed", str(error)) from error


# --- entries --------------------------------------------------------------------------


def _entry(source: RunSource, run: Run, document: Document, who: str, one: Asked) -> Entry:
    if one.action == "undo":
        undone = next((entry for entry in run.entries if entry.id == one.key), None)
        if undone is None or undone not in document.entries:
            raise Problem(422, "refused", words()["changes"]["no_entry"])
        return Entry.new(action="undo", target=undone.target, key=undone.id, who=who)
    if one.action == "checked" and one.new is False:
        return _unchecked(document, who, one)
    new, key = one.new, one.key
    if one.action == "checked":
        new = _digest(source, run, document, one)
    elif one.action == "add" and isinstance(new, Mapping):
        new = dict(_with_place(document, new))
        if one.target == "task":
            key = document.code
            new.setdefault("path", _path(source, run, document, new))
    elif one.action == "set" and one.field == "bounds":
        new = dict(_with_place(document, _span(new)))
    return Entry.new(
        action=one.action,
        target=one.target,
        key=key or document.code,
        field=one.field,
        old=_span(one.old) if one.field == "bounds" else one.old,
        new=new,
        who=who,
    )


def _span(value: Any) -> dict[str, Any]:
    """[start, end] as the log has it."""
    start, end = value if isinstance(value, list) and len(value) == 2 else (None, None)
    return {"char_start": start, "char_end": end}


def _with_place(document: Document, new: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values with the words that stand at their place, by which it is found again."""
    start, end = new.get("char_start"), new.get("char_end")
    for name, value in new.items():
        if value is not None:
            yield name, value
    if type(start) is int and type(end) is int and 0 <= start < end <= len(document.text):
        yield "raw", document.text[start:end]
    elif start is not None or end is not None:
        raise Problem(422, "refused", words()["changes"]["outside"])


def _unchecked(document: Document, who: str, one: Asked) -> Entry:
    """What takes the last mark as right of a thing back."""
    for entry in reversed(active(document.entries)):
        if (entry.action, entry.target, entry.key) == ("checked", one.target, one.key):
            return Entry.new(action="undo", target=one.target, key=entry.id, who=who)
    raise Problem(422, "refused", words()["changes"]["no_entry"])


def _state(source: RunSource, run: Run, document: Document) -> Any:
    """The document as the log's application has it."""
    content = source.laid(document.id)
    return documents_of(content, {document.id})[0]


def _digest(source: RunSource, run: Run, document: Document, one: Asked) -> str | None:
    """What the person who marks a thing as right has before the eyes."""
    state = _state(source, run, document)
    if one.target == "document":
        return seen(state)
    for task in state.tasks:
        if one.target == "task" and one.key in (task.code, task.row["task_id"]):
            return seen(task)
    for record in state.records():
        if record.code == code_of(one.key) and tail_of(one.key) in record.tails:
            return seen(record)
    return None


def _path(source: RunSource, run: Run, document: Document, new: Mapping[str, Any]) -> str:
    return free_path(_state(source, run, document), int(new.get("char_start") or 0))


# --- what speaks against it -----------------------------------------------------------


def _require_seen(run: Run, document: Document, seen_before: int, entries: Sequence[Entry]) -> None:
    """Nobody changed the same tasks after the asker looked."""
    by_id = {entry.id: entry for entry in (*run.entries, *entries)}
    touched = {code_of(rooted(entry, by_id).key) for entry in entries}
    others = [
        entry
        for entry in document.entries[max(seen_before, 0) :]
        if code_of(rooted(entry, by_id).key) in touched
    ]
    if others:
        more = {"changes": [told(entry, run) for entry in others]}
        raise Problem(409, "conflict", more=more)


def _require_taken(source: RunSource, run: Run, entries: Sequence[Entry]) -> None:
    """Each entry is one, and holds when it is laid over the tables."""
    for entry in entries:
        if (problem := form_problem(entry)) is not None:
            raise Problem(422, "refused", _refusal(*problem))
    waiting = {entry.id for entry in source.trial((*run.entries, *entries)).waiting}
    if any(entry.id in waiting for entry in entries):
        raise Problem(422, "refused", words()["changes"]["cannot"])


def _refusal(code: str, word: str | None) -> str:
    said = words()["refusals"]
    field = words()["fields"].get(word, word)
    return str(said.get(code, said["other"]).format(word=word, field=field))
