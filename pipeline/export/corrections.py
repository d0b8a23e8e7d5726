"""What people corrected in a run's tasks: kept beside the tables, laid over what was read.

`corrections.jsonl` has a line for each corrected field, in the order in which they came:
when, task_key, field, old, new, file. The last line of a field counts. The tables are never
changed, so that a document can be read again: what a person said of a task holds as long as
there is a task of that key.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock

from pipeline.export.words import statuses

__all__ = [
    "FIELDS",
    "NAME",
    "Correction",
    "CorrectionsError",
    "Value",
    "append",
    "latest",
    "locked",
    "read_corrections",
]

Value: TypeAlias = "str | list[str] | date | None"

NAME = "corrections.jsonl"
FIELDS = ("text", "leads", "coordinates", "due", "products", "status", "notes")
_LISTS = frozenset({"leads", "coordinates", "products"})


class CorrectionsError(Exception):
    """The file of corrections cannot be read; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one task as a person wants it.

    `task_key` is the task's id where it has no key. `old` is what stood there before, of
    the tables or of an earlier correction.
    """

    when: str
    task_key: str
    field: str
    old: Value
    new: Value
    file: str


def locked(folder: Path) -> FileLock:
    """Held by who reads the corrections to add to them."""
    return FileLock(folder / f".{NAME}.lock", timeout=60)


def read_corrections(folder: Path) -> list[Correction]:
    """The corrections kept in `folder`, in the order in which they came.

    Raises:
        CorrectionsError: a line is none; nothing is left out in silence.
        OSError: the file cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CorrectionsError(f"{path}: is not UTF-8. Put back a copy of it.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_from_line(line))
        except (ValueError, TypeError) as error:
            raise CorrectionsError(
                f"{path}, line {number}: is no correction ({error}). Mend or delete the line."
            ) from error
    return found


def append(folder: Path, corrections: Sequence[Correction]) -> None:
    """Adds lines to those kept in `folder`: all of them, or none.

    Raises:
        OSError: the folder cannot be written to.
    """
    if not corrections:
        return
    path, new = folder / NAME, folder / f".{NAME}.new"
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    try:
        with new.open("wb") as file:
            file.write(before + "".join(map(_to_line, corrections)).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def latest(
    corrections: Iterable[Correction], ids: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Value]]:
    """By task, by field: what was last said.

    Args:
        ids: the tasks that a key or an id stands for.
    """
    found: dict[str, dict[str, Value]] = {}
    for correction in corrections:
        for task_id in ids.get(correction.task_key, ()):
            found.setdefault(task_id, {})[correction.field] = correction.new
    return found


def _to_line(correction: Correction) -> str:
    row = asdict(correction)
    for side in ("old", "new"):
        if isinstance(row[side], date):
            row[side] = row[side].isoformat()
    return json.dumps(row, ensure_ascii=False) + "\n"


def _from_line(line: str) -> Correction:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("not an object")
    names = ("when", "task_key", "field", "file")
    if missing := {*names, "old", "new"} - set(row):
        raise ValueError(f"without {', '.join(sorted(missing))}")
    if not all(isinstance(row[name], str) for name in names):
        raise ValueError(f"{', '.join(names)} are to be texts")
    when, task_key, field, file = (row[name] for name in names)
    if field not in FIELDS:
        raise ValueError(f"no field has the name {field!r}")
    return Correction(when, task_key, field, _value(field, row["old"]), _checked(field, row), file)


def _checked(field: str, row: Mapping[str, object]) -> Value:
    new = _value(field, row["new"])
    if field == "status" and new is not None and new not in statuses():
        raise ValueError(f"no status has the code {new!r}")
    if field == "text" and not new:
        raise ValueError("a task without text")
    return new


def _value(field: str, kept: object) -> Value:
    """A value of JSON as what the field holds."""
    if field in _LISTS:
        if not isinstance(kept, list) or not all(isinstance(name, str) for name in kept):
            raise ValueError(f"{field} is a list of names")
        return kept
    if kept is not None and not isinstance(kept, str):
        raise ValueError(f"{field} is a text or null")
    if field == "due" and kept is not None:
        return date.fromisoformat(kept)
    return kept
