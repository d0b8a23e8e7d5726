"""What an entry does to the rows: fields set, records and tasks added and taken away.

Everything here is laid over rows that were read; what is given as it stands there already
changes nothing, and nobody is named for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline import ids
from pipeline.corrections.entries import OWN, Entry
from pipeline.corrections.keys import TABLES
from pipeline.corrections.places import Place, found_in, placed, reading_text
from pipeline.corrections.rows import (
    citation_row,
    day_of,
    is_inside,
    products_columns,
    span_columns,
    task_row,
    time_row,
    unit_id_of,
    unit_row,
)
from pipeline.corrections.state import CITED, Document, Record, Task, said_of, touch
from pipeline.model import Location, TimeKind, UnitRole
from pipeline.tables.rows import KEYS

__all__ = [
    "Skipped",
    "add_record",
    "add_task",
    "remove_task",
    "set_record",
    "set_task",
    "twin",
]

_ROLES = {"leads": UnitRole.LEAD.value, "coordinates": UnitRole.COORDINATE.value}
_OPEN_KINDS = frozenset({TimeKind.ONGOING.value, TimeKind.RECURRING.value, TimeKind.UPON.value})


class Skipped(Exception):
    """What an entry asks for cannot be in these tables; its code is that of the reason."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code)
        self.code, self.word = code, word


# --- tasks ----------------------------------------------------------------------------


def set_task(document: Document, task: Task, entry: Entry) -> None:
    """Gives a task what the entry says of its field."""
    name = entry.field or ""
    now: Any = entry.now
    if name in OWN:
        task.own[name] = now
        return
    if name == "text":
        task.row["text"] = now
    elif name in _ROLES:
        _set_bodies(document, task, _ROLES[name], list(dict.fromkeys(now)), entry)
    elif name == "due":
        _set_due(document, task, day_of(now), entry)
    elif name == "products":
        if now != said_of(task, name):
            task.row |= products_columns(task, now)
    else:
        _set_bounds(document, task, now)
    touch(task, name, entry.by)


def _set_bodies(
    document: Document, task: Task, role: str, names: Sequence[str], entry: Entry
) -> None:
    """Exactly these bodies act in a role; those that were read stay as they were read."""
    left = {_folded(name): name for name in names}
    for other in task.alive("unit", role):
        other.gone = _folded(other.row["unit"]) not in left
    last = task.span[0] - 1
    taken: set[int] = set()
    for number, (folded, name) in enumerate(left.items()):
        free = [r for r in task.records if r.target == "unit" and id(r) not in taken]
        record = _known_as(free, role, folded)
        if record is None:
            place = found_in(document.text, name, task.span)
            # of no width where the text has no such name; behind the one named before it
            at = min(last + 1, len(document.text))
            said = {"unit": name, "role": role}
            row = unit_row(document, task, said, place or Place(at, at, ""))
            tails = [f"unit|+{entry.id}.{number}"]
            record = Record("unit", task.code, tails, row, by=entry.by, added=True)
            task.records.append(record)
        taken.add(id(record))
        record.gone = False
        if record.row["unit"] != name:
            record.row["unit_id"] = unit_id_of(document, name)
        for column, value in (("unit", name), ("role", role)):
            if record.row[column] != value:
                record.row[column] = value
                touch(record, column, entry.by)
        last = record.row["char_start"]


def _known_as(records: Sequence[Record], role: str, folded: str) -> Record | None:
    """The record of a body: one that says so, else one that was read so and is of no use now."""
    for record in records:
        row = record.row
        if not record.gone and row["role"] == role and _folded(row["unit"]) == folded:
            return record
    for record in records:
        first = record.tails[0].split("|")
        if record.gone and first[1] == role and first[-1] == folded:
            return record
    return None


def _folded(name: str) -> str:
    return ids.folded_name(name) or name


def _set_due(document: Document, task: Task, due: date | None, entry: Entry) -> None:
    """The last end of its times is this day; what contradicts it goes."""
    ends = [record for record in task.alive("time") if record.row["end"] is not None]
    if due is None:
        for record in ends:
            if record.row["kind"] in _OPEN_KINDS:
                record.row["end"] = None
                touch(record, "end", entry.by)
            else:
                record.gone = True
        return
    if max((record.row["end"] for record in ends), default=None) == due:
        return
    if not ends:
        at = Place(task.span[0], task.span[0], "")
        row = time_row(document, task, {"kind": TimeKind.BY.value, "end": due.isoformat()}, at)
        tails = [f"time|+{entry.id}"]
        task.records.append(Record("time", task.code, tails, row, by=entry.by, added=True))
        return
    on_the_day = [record for record in ends if record.row["end"] == due]
    last = max(ends, key=lambda record: (record.row["end"], not record.row["rrule"]))
    for record in ends:
        if record.row["end"] > due and (record is not last or on_the_day):
            record.gone = True
    if on_the_day:
        return
    last.row["end"] = due
    if last.row["start"] and last.row["start"] > due:
        last.row["start"] = None
        touch(last, "start", entry.by)
    touch(last, "end", entry.by)


def _set_bounds(document: Document, task: Task, said: Mapping[str, Any]) -> None:
    """Other bounds bring their text; the bounds that were read leave the text as it was read."""
    place = placed(document.text, said, task.span)
    if place is None:
        raise Skipped("not_in_text")
    text = reading_text(place.raw)
    if not text:
        raise Skipped("empty", "text")
    if (place.start, place.end) == task.span:
        if "text" in task.touched:
            task.row["text"] = text
        return
    task.row |= span_columns(document, place) | {"text": text, "regions": []}
    document.moved = True
    _take_in(document, task)


def _take_in(document: Document, task: Task) -> None:
    """Citations that stand in a task and belong to none are the task's."""
    for record in list(document.loose):
        if not record.gone and is_inside(record.row, task.span):
            record.row |= {"task_id": task.row["task_id"], "location": Location.TASK.value}
            document.loose.remove(record)
            task.records.append(record)


def add_task(document: Document, entry: Entry) -> Task:
    """The task that the entry adds, or the one that is read at its path by now."""
    assert isinstance(entry.now, Mapping)
    same = [task for task in document.alive() if task.row["path"] == entry.now["path"]]
    if same:
        return same[0]
    end = len(document.text)
    place = placed(document.text, entry.now, (0, end))
    if place is None:
        raise Skipped("not_in_text")
    row = task_row(document, entry.now, place)
    if not row["text"]:
        raise Skipped("empty", "text")
    task = Task(str(row["task_key"] or row["task_id"]), row, by=entry.by, added=True)
    task.keep()
    document.tasks.append(task)
    document.moved = True
    _take_in(document, task)
    return task


def remove_task(document: Document, task: Task) -> None:
    """Takes a task away; documents that are cited in it are cited still."""
    task.gone = True
    for record in task.alive("citation"):
        record.row |= {"task_id": None, "location": Location.SECTION.value}
        task.records.remove(record)
        document.loose.append(record)


# --- records --------------------------------------------------------------------------


def set_record(document: Document, record: Record, entry: Entry) -> None:
    """Gives a record what the entry says of its fields; all of them, or none."""
    before = dict(record.row)
    for name, value in entry.fields.items():
        column = CITED[name] if record.target == "citation" else name
        record.row[column] = day_of(value) if name in ("start", "end", "date") else value
    row = record.row
    if record.target == "time" and row["start"] and row["end"] and row["start"] > row["end"]:
        record.row = before
        raise Skipped("end_before_start")
    if record.target == "citation" and not (row["cited_number"] or row["cited_name"]):
        record.row = before
        raise Skipped("empty", "number")
    if row != before and twin(document, record) is not None:
        record.row = before
        raise Skipped("there_already")
    if row.get("unit") != before.get("unit"):
        row["unit_id"] = unit_id_of(document, row["unit"])
    for name in entry.fields:
        touch(record, name, entry.by)


def add_record(document: Document, task: Task | None, entry: Entry) -> Record:
    """The record that the entry adds, or the one that says the same already."""
    assert isinstance(entry.now, Mapping)
    said: Mapping[str, Any] = entry.now
    start, end = day_of(said.get("start")), day_of(said.get("end"))
    if start and end and start > end:
        raise Skipped("end_before_start")
    near = task.span if task else (0, len(document.text))
    place = placed(document.text, said, near) or Place(near[0], near[0], "")
    if task is None and entry.target != "citation":
        raise Skipped("unknown_task")
    if task is None or entry.target == "citation":
        row = citation_row(document, task, said, place, entry.id)
    else:
        row = (unit_row if entry.target == "unit" else time_row)(document, task, said, place)
    code = task.code if task else document.code
    tail = f"{entry.target}|+{entry.id}"
    record = Record(entry.target, code, [tail], row, by=entry.by, added=True)
    same = _same(task.records if task else document.loose, record)
    if same is not None:
        same.tails.append(tail)
        return same
    (task.records if task else document.loose).append(record)
    return record


def _same(records: Sequence[Record], new: Record) -> Record | None:
    """A record that says what a new one does, whatever words it stands in."""
    for record in records:
        if record.target == new.target and not record.gone and _says(record) == _says(new):
            return record
    return None


def _says(record: Record) -> tuple[object, ...]:
    row = record.row
    if record.target == "unit":
        return row["role"], ids.folded_name(row["unit"])
    if record.target == "time":
        return tuple(row[name] for name in ("kind", "start", "end", "rrule", "condition"))
    return row["char_start"], row["char_end"], row["cited_number"], row["cited_name"]


def twin(document: Document, record: Record) -> Record | None:
    """Another record that the tables could not tell from this one."""
    names = KEYS[TABLES[record.target]][-1].split()
    key = [record.row[name] for name in names]
    for other in document.records():
        if (
            other is not record
            and other.target == record.target
            and not other.gone
            and [other.row[name] for name in names] == key
        ):
            return other
    return None
