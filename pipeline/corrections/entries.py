"""What a person said of something that was read: one line of the log, checked by its form.

An entry says something of a target that a key names (see `keys`). It is never changed; what
takes it back is another entry, `undo`, whose key is its id.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

import regex

from pipeline.model import TimeKind, UnitRole, UnitSource
from pipeline.tables import rrule_problem

__all__ = [
    "ACTIONS",
    "ADDED",
    "FIELDS",
    "OWN",
    "STATUSES",
    "TARGETS",
    "TASK_FIELDS",
    "Entry",
    "Value",
    "form_problem",
    "from_line",
    "to_line",
]

Value: TypeAlias = "str | Sequence[str] | Mapping[str, Any] | None"

ACTIONS = ("set", "add", "remove", "checked", "undo")
TARGETS = ("task", "unit", "time", "citation", "document")
# The fields of a task that the workbook knows, in its order.
TASK_FIELDS = ("text", "leads", "coordinates", "due", "products", "status", "notes")
OWN = ("status", "notes")  # those that no table has
# What may be set, by target; several fields of a record at once with a mapping.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "task": (*TASK_FIELDS, "bounds"),
        "unit": ("unit", "role"),
        "time": ("kind", "start", "end", "rrule", "condition"),
        "citation": ("type", "number", "name", "date", "issuer"),
        "document": (),
    }
)
_PLACE = ("char_start", "char_end", "raw")
# What an added record may say.
ADDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "task": (*_PLACE, "text", "path"),
        "unit": (*_PLACE, "unit", "role", "source"),
        "time": (*_PLACE, *FIELDS["time"]),
        "citation": (*_PLACE, *FIELDS["citation"]),
    }
)
STATUSES = frozenset(
    (
        *("not_started", "on_track", "due_soon", "overdue"),
        *("done_on_time", "done_late", "cancelled", "continuing"),
    )
)
_LISTS = frozenset({"leads", "coordinates", "products"})
_DATES = frozenset({"due", "start", "end", "date"})
_CHOICES: Mapping[str, frozenset[str]] = {
    "role": frozenset(role.value for role in UnitRole),
    "kind": frozenset(kind.value for kind in TimeKind),
    "source": frozenset(source.value for source in UnitSource),
    "status": STATUSES,
}
_NEEDED = frozenset({"text", "unit", "role", "kind", "path"})  # that cannot be empty
_MOST = 100_000  # characters of a text
# "FREQ=YEARLY;BYMONTH=12": no line ends and nothing quicker than a day.
_RRULE = regex.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(?:;(?:INTERVAL|COUNT|UNTIL|WKST|BYSETPOS|BYMONTH|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYDAY)"
    r"=[A-Z0-9,+-]+)*"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a person said; `was` and `now` stand in the file as `old` and `new`.

    Attributes:
        id: its own; what an undo names.
        when: ISO 8601, with the zone.
        who: the name that the person gave; empty where nobody asked.
        source: the file that it came in by, or "page".
        was: what stood there when the person looked.
    """

    id: str
    when: str
    who: str
    source: str
    action: str
    target: str
    key: str
    field: str | None
    was: Value
    now: Value

    @staticmethod
    def new(
        *,
        action: str,
        target: str,
        key: str,
        field: str | None = None,
        old: Value = None,
        new: Value = None,
        who: str = "",
        source: str = "page",
        when: datetime | None = None,
    ) -> Entry:
        """An entry with an id of its own, of this moment unless told otherwise."""
        moment = (when or datetime.now(UTC)).isoformat(timespec="seconds")
        own = f"e_{secrets.token_hex(8)}"
        return Entry(own, moment, who, source, action, target, key, field, old, new)

    @property
    def by(self) -> str:
        """Whom to name: the person, or what the entry came in by."""
        return self.who or self.source

    @property
    def fields(self) -> Mapping[str, Any]:
        """What a `set` asks for, by field."""
        if self.field is not None:
            return {self.field: self.now}
        return self.now if isinstance(self.now, Mapping) else {}


# --- form -----------------------------------------------------------------------------


def form_problem(entry: Entry) -> tuple[str, str] | None:
    """The code and the word of what is wrong with an entry by itself; None when nothing is."""
    if entry.action not in ACTIONS:
        return "unknown_action", entry.action
    if entry.target not in TARGETS:
        return "unknown_target", entry.target
    if not entry.key:
        return "no_key", entry.target
    if not _is_text(entry.who) or not _is_text(entry.source) or not _is_text(entry.key):
        return "no_text", "who"
    return _FORMS[entry.action](entry)


def _set_form(entry: Entry) -> tuple[str, str] | None:
    known = FIELDS[entry.target]
    several = entry.target != "task" and isinstance(entry.now, Mapping) and entry.now
    if entry.field is None and not several:
        return "unknown_field", ""
    for name, value in entry.fields.items():
        if name not in known:
            return "unknown_field", str(name)
        if problem := _value_problem(name, value):
            return problem
    return None


def _add_form(entry: Entry) -> tuple[str, str] | None:
    known = ADDED.get(entry.target)
    if known is None or not isinstance(entry.now, Mapping):
        return "cannot_add", entry.target
    for name, value in entry.now.items():
        if name not in known:
            return "unknown_field", str(name)
        if name not in _PLACE and (problem := _value_problem(name, value)):
            return problem
    needed = {"unit": ("unit", "role"), "time": ("kind",), "task": ("path",)}.get(entry.target, ())
    for name in needed:
        if not entry.now.get(name):
            return "empty", name
    if entry.target == "citation" and not (entry.now.get("number") or entry.now.get("name")):
        return "empty", "number"
    if entry.target == "task" and not (_has_span(entry.now) or entry.now.get("raw")):
        return "no_bounds", "bounds"
    return _place_problem(entry.now)


def _bare_form(entry: Entry) -> tuple[str, str] | None:
    if entry.action == "remove" and entry.target == "document":
        return "cannot_remove", entry.target
    return ("unknown_field", entry.field) if entry.field is not None else None


_FORMS: Mapping[str, Callable[[Entry], tuple[str, str] | None]] = {
    "set": _set_form,
    "add": _add_form,
    "remove": _bare_form,
    "checked": _bare_form,
    "undo": _bare_form,
}


def _value_problem(name: str, value: Any) -> tuple[str, str] | None:
    if name == "bounds":
        if not isinstance(value, Mapping) or not _has_span(value):
            return "no_bounds", name
        return _place_problem(value)
    if name in _LISTS:
        if not isinstance(value, list | tuple) or not all(map(_is_text, value)):
            return "no_list", name
        return ("empty", name) if any(not part.strip() for part in value) else None
    if value is None:
        return ("empty", name) if name in _NEEDED else None
    if not _is_text(value):
        return "no_text", name
    if name in _NEEDED and not value.strip():
        return "empty", name
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"unknown_{name}", value
    if name in _DATES and not is_day(value):
        return "no_date", value
    if name == "rrule" and (not _RRULE.fullmatch(value) or rrule_problem(value)):
        return "no_rrule", value
    if name == "path" and (value != value.strip() or "" in value.split("/")):
        return "no_path", value
    return None


def _place_problem(value: Mapping[str, Any]) -> tuple[str, str] | None:
    given = [value.get(name) for name in _PLACE[:2]]
    raw = value.get("raw")
    if raw is not None and not _is_text(raw):
        return "no_text", "raw"
    if given == [None, None]:
        return None
    return None if _has_span(value) else ("no_bounds", "bounds")


def _has_span(value: Mapping[str, Any]) -> bool:
    start, end = value.get("char_start"), value.get("char_end")
    return type(start) is int and type(end) is int and 0 <= start < end < 2**31


def _is_text(value: object) -> bool:
    """A text that UTF-8 can hold: JSON may carry half a letter."""
    if not isinstance(value, str) or len(value) > _MOST:
        return False
    return not any("\ud800" <= char <= "\udfff" for char in value)


def is_day(text: str) -> bool:
    """Whether it is a day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# --- lines ----------------------------------------------------------------------------


def to_line(entry: Entry) -> str:
    """The entry as a line of JSON."""
    row = {
        "id": entry.id,
        "when": entry.when,
        "who": entry.who,
        "source": entry.source,
        "action": entry.action,
        "target": entry.target,
        "key": entry.key,
        "field": entry.field,
        "old": entry.was,
        "new": entry.now,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def from_line(line: str, number: int) -> Entry | None:
    """The entry of a line; None for the remains of one that was torn.

    A line of the first form (when, task_key, field, old, new, file) is an entry, too; its id
    is made from the line and where it stands, for nothing is ever put before it.

    Raises:
        ValueError: it is no entry; the message says why.
    """
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("not an object")
    if set(row) == {"torn"}:
        return None
    if "task_key" in row:
        row = _of_first_form(row, line, number)
    names = ("id", "when", "who", "source", "action", "target", "key")
    if missing := {*names, "field", "old", "new"} - set(row):
        raise ValueError(f"without {', '.join(sorted(missing))}")
    if not all(isinstance(row[name], str) for name in names):
        raise ValueError(f"{', '.join(names)} are to be texts")
    if not isinstance(row["field"], str | None):
        raise ValueError("field is a text or null")
    said = {name: row[name] for name in (*names, "field")}
    entry = Entry(**said, was=row["old"], now=row["new"])
    if problem := form_problem(entry):
        raise ValueError(" ".join(problem).replace("_", " "))
    return entry


def _of_first_form(row: Mapping[str, Any], line: str, number: int) -> dict[str, Any]:
    if missing := {"when", "task_key", "field", "old", "new", "file"} - set(row):
        raise ValueError(f"without {', '.join(sorted(missing))}")
    digest = hashlib.sha256(f"{number}:{line.strip()}".encode("utf-8", "replace")).hexdigest()
    return {
        "id": f"e_{digest[:16]}",
        "when": row["when"],
        "who": "",
        "source": row["file"],
        "action": "set",
        "target": "task",
        "key": row["task_key"],
        "field": row["field"],
        "old": row["old"],
        "new": row["new"],
    }
