"""Keys that last: what a correction names its target by, however often a document is read.

A task has the key of its work and path (`task_key`), a document that of its work; where the
number of the document is unknown, the ids of the file. A record inside a task has the task's
and what it says, folded, with its number among those that say the same:

    k_12ab|unit|lead|1|phòng kinh tế
    k_12ab|time|1|trước ngày 30 6 2026
    k_12ab|citation|1|quyết định|06/qđ-ttg        (w_12ab|citation|… outside of tasks)

A record that a person added has `+` and the id of the entry that added it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.ids import folded_name, folded_number

__all__ = [
    "TABLES",
    "citation_key",
    "code_of",
    "document_code",
    "record_keys",
    "task_code",
    "time_key",
    "unit_key",
]

Row = Mapping[str, Any]

# The tables of records, by target.
TABLES = {"unit": "responsibilities", "time": "time_clauses", "citation": "citations"}
_SEP = "|"


def task_code(row: Row) -> str:
    """What a task is named by: its key, else its id. `row` is one of `tasks` or `tracker`."""
    return str(row["task_key"] or row["task_id"])


def document_code(row: Row) -> str:
    """What a document is named by: its work, else its id. `row` is one of `documents`."""
    return str(row["work_id"] or row["doc_id"])


def unit_key(code: str, row: Row, nth: int = 1) -> str:
    """The key of a row of `responsibilities` of the task `code`, the nth that says the same."""
    return _SEP.join((code, "unit", str(row["role"]), str(nth), folded_name(row["unit"]) or ""))


def time_key(code: str, row: Row, nth: int = 1) -> str:
    """The key of a row of `time_clauses` of the task `code`."""
    return _SEP.join((code, "time", str(nth), folded_name(row["raw"]) or ""))


def citation_key(code: str, row: Row, nth: int = 1) -> str:
    """The key of a row of `citations` of the task, or document, `code`."""
    number, name = row["cited_number"], row["cited_name"]
    said = folded_number(number) or folded_name(name) or folded_name(row["raw"]) or ""
    kind = folded_name(row["cited_type"]) or ""
    return _SEP.join((code, "citation", str(nth), kind, said))


_KEYS = {"unit": unit_key, "time": time_key, "citation": citation_key}


def record_keys(target: str, rows: Iterable[Row], codes: Mapping[str, str]) -> list[str]:
    """The keys of records of whole tasks or documents, given in the order of their table.

    Args:
        target: "unit", "time" or "citation".
        codes: the code of each task_id and, for citations outside of tasks, of each doc_id.
    """
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        key = row.get("record_key")
        if not key:
            code = codes[row["task_id"] or row["doc_id"]]
            first = _KEYS[target](code, row)
            seen[first] += 1
            key = _KEYS[target](code, row, seen[first])
        found.append(str(key))
    return found


def code_of(key: str) -> str:
    """The code of the task or document that a key belongs to."""
    return key.partition(_SEP)[0]


def tail_of(key: str) -> str:
    """What is behind that code; empty for a task or a document."""
    return key.partition(_SEP)[2]


def unit_tail(row: Row) -> str:
    """What the key of the first body of this name and role has behind the code."""
    return tail_of(unit_key("", row))


def other_tails(target: str, tail: str, changes: Sequence[Row]) -> list[str]:
    """The tails that a record has when it is read as people corrected it, likeliest first.

    Args:
        changes: the fields that people set, with their values, in order.
    """
    parts = tail.split(_SEP)
    if target == "unit" and len(parts) == 4:
        roles = [str(row["role"]) for row in changes if row.get("role")]
        names = [folded_name(row["unit"]) or "" for row in changes if row.get("unit")]
        return [
            _SEP.join(("unit", role, nth, name))
            for name in (*reversed(names), parts[3])
            for role in (*reversed(roles), parts[1])
            for nth in dict.fromkeys((parts[2], "1"))
            if (role, name) != (parts[1], parts[3])
        ]
    if target == "citation" and len(parts) >= 4:
        kinds = [folded_name(row["type"]) or "" for row in changes if row.get("type")]
        said = [
            folded_number(row.get("number")) or folded_name(row.get("name")) or ""
            for row in changes
            if row.get("number") or row.get("name")
        ]
        own = _SEP.join(parts[3:])
        return [
            _SEP.join(("citation", nth, kind, number))
            for number in (*reversed(said), own)
            for kind in (*reversed(kinds), parts[2])
            for nth in dict.fromkeys((parts[1], "1"))
            if (kind, number) != (parts[2], own)
        ]
    return []
