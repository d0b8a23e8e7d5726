"""Takes in what somebody corrects: nothing is overwritten, nothing is half done.

A change that was made on a page older than another's change of the same task is refused with
what the other did. What is taken is on disk before it is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filelock import Timeout

from pipeline.corrections import (
    CorrectionsError,
    Entry,
    active,
    append,
    filled,
    locked,
    validate,
)
from pipeline.corrections.keys import code_of
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
            entries = _entries(source, run, document, who, asked)
            _require_seen(run, document, seen_before, entries)
            append(source.folder, entries)
            return [entry.id for entry in entries], source.now()
    except Timeout as error:
        raise Problem(503, "busy") from error
    except (CorrectionsError, OSError) as error:
        raise Problem(500, "failed", str(error)) from error


def _entries(
    source: RunSource, run: Run, document: Document, who: str, asked: Sequence[Asked]
) -> list[Entry]:
    """The changes as lines of the log, each checked against what those before it leave."""
    log = list(run.entries)
    found: list[Entry] = []
    for one in asked:
        content = source.laid(document, log)
        entry = filled(_entry(run, document, who, one), content)
        if (problem := validate(entry, content, log)) is not None:
            raise Problem(422, "refused", f"{problem.vietnamese}.".capitalize())
        log.append(entry)
        found.append(entry)
    return found


def _entry(run: Run, document: Document, who: str, one: Asked) -> Entry:
    if one.action == "undo":
        undone = next((entry for entry in document.entries if entry.id == one.key), None)
        target = undone.target if undone else one.target
        return Entry.new(action="undo", target=target, key=one.key, who=who)
    if one.action == "checked":
        if one.new is False:
            return _unchecked(document, who, one)
        return Entry.new(action="checked", target=one.target, key=one.key, who=who)
    key, old, new = one.key, one.old, one.new
    if one.action == "add" and (one.target == "task" or not key):
        key = document.code
    if one.action == "remove":
        new = None
    elif one.field == "bounds":
        old, new = _span(old), _span(new)
    return Entry.new(
        action=one.action,
        target=one.target,
        key=key,
        field=one.field,
        old=old,
        new=new,
        who=who,
    )


def _span(value: Any) -> dict[str, Any]:
    """[start, end] as the log has it."""
    start, end = value if isinstance(value, list) and len(value) == 2 else (None, None)
    return {"char_start": start, "char_end": end}


def _unchecked(document: Document, who: str, one: Asked) -> Entry:
    """What takes the last mark as right of a thing back."""
    for entry in reversed(active(document.entries)):
        if (entry.action, entry.target, entry.key) == ("checked", one.target, one.key):
            return Entry.new(action="undo", target=one.target, key=entry.id, who=who)
    raise Problem(422, "refused", words()["changes"]["no_entry"])


# --- another was quicker --------------------------------------------------------------


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
