"""An entry of the log as people are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.corrections import Entry
from pipeline.corrections.keys import code_of
from pipeline.export.words import place, statuses
from pipeline.serve.data import Document, Run, Task, rooted
from pipeline.serve.words import day, recurrence, words

__all__ = ["told"]

_SHOWN = 160  # characters of a value


def told(entry: Entry, run: Run) -> dict[str, Any]:
    """Who did what, when and where; `what` continues "Lan vừa …"."""
    by_id = run.entry_by_id
    root = rooted(entry, by_id)
    code = code_of(root.key)
    task = run.task(code)
    document = task.document if task else run.document(code)
    fields = root.fields if root.action == "set" else {}
    old, new = _differing(_said(root, root.was, document), _said(root, root.now, document))
    return {
        "id": entry.id,
        "when": entry.when,
        "who": entry.who or entry.source,
        "action": entry.action,
        "target": root.target,
        "key": entry.key,
        "what": _what(entry, root, task),
        "field": ", ".join(words()["fields"].get(name, name) for name in fields),
        "old": old,
        "new": new,
        "task_id": task.id if task else None,
        "place": place(task.row["path"]) if task else "",
        "doc_id": document.id if document else None,
        "document": document.name if document else "",
    }


def _what(entry: Entry, root: Entry, task: Task | None) -> str:
    said = words()
    parts = [said["actions"][root.action]]
    if root.action == "set" and root.target == "task" and root.fields:
        parts.append(", ".join(said["fields"].get(name, name) for name in root.fields))
    else:
        parts.append(said["targets"][root.target])
    if task is not None:
        parts.append(said["changes"]["at"].format(place=place(task.row["path"])))
    what = " ".join(parts)
    undos = entry is not root
    return f"{said['actions']['undo']} “{what}”" if undos else what


def _said(root: Entry, value: Any, document: Document | None) -> str:
    """A value as people read it; of a range of the text, the words that stand there."""
    if root.action == "checked":
        return ""
    if root.field == "bounds" and isinstance(value, Mapping):
        start, end = value.get("char_start"), value.get("char_end")
        known = document is not None and isinstance(start, int) and isinstance(end, int)
        if known and document is not None:
            return _line(document.text[start:end])
        return _line(str(value.get("raw") or ""))
    return _value(root.field, value)


def _value(field: str | None, value: Any) -> str:
    said = words()
    if isinstance(value, Mapping):
        shown = [_value(name, one) for name, one in value.items() if _is_told(name, one)]
        return _line(" · ".join(filter(None, shown)))
    if isinstance(value, list | tuple):
        return _line("; ".join(str(one) for one in value))
    if value is None or isinstance(value, bool):
        return ""
    text = str(value)
    if field in ("start", "end", "due", "date"):
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return _line(text)
    named = {"role": said["roles"], "kind": said["kinds"]}.get(field or "", {})
    if field == "status" and text in statuses():
        return statuses()[text][0]
    if field == "rrule":
        return recurrence(text)
    return _line(str(named.get(text, text)))


def _is_told(name: str, value: Any) -> bool:
    return value is not None and name not in ("char_start", "char_end", "raw", "bounds", "path")


def _line(text: str) -> str:
    return " ".join(text.split())


def _differing(old: str, new: str) -> tuple[str, str]:
    """Both short enough to be shown, from a little before the words in which they differ.

    >>> _differing("a " * 200 + "đến", "a " * 200 + "hết")[1][-10:]
    ' a a a hết'
    """
    pairs = enumerate(zip(old, new, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
    begin = 0 if same <= _SHOWN // 2 else old.rfind(" ", 0, same - _SHOWN // 4) + 1
    return _cut(old, begin), _cut(new, begin)


def _cut(text: str, begin: int) -> str:
    shown = f"… {text[begin:]}" if begin else text
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
