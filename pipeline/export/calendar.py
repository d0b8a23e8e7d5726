"""Deadlines and recurring duties as an iCalendar file (RFC 5545) that calendar programs open."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from pipeline import __version__
from pipeline.export.due import dated_clauses
from pipeline.export.occurrences import closed_rule

__all__ = ["calendar"]

_SUMMARY = 90  # characters of a task that an entry shows


def calendar(
    connection: duckdb.DuckDBPyConnection,
    *,
    unit: str | None = None,
    closing_day: int | None = None,
) -> bytes:
    """Every deadline as a day's entry, every recurring duty as one that comes again.

    The same tables give the same bytes, and a task the same UIDs however often its document is
    read, so that a calendar takes changes in and doubles nothing.

    Args:
        connection: of `open_run`.
        unit: only tasks in which a body acts whose name holds this, without regard to case.
        closing_day: see `occurrences`.
    """
    book = Calendar()
    book.add("prodid", f"-//nhiemvu//{__version__}//VI")
    book.add("version", "2.0")
    book.add("x-wr-calname", f"Nhiệm vụ: {unit}" if unit else "Nhiệm vụ")
    seen: set[str] = set()
    for task, clause in dated_clauses(connection, unit):
        if clause["kind"] == "ongoing":
            continue
        entry = _entry(task, clause, closing_day)
        if entry is not None and str(entry["uid"]) not in seen:
            seen.add(str(entry["uid"]))
            book.add_component(entry)
    data: bytes = book.to_ical()
    return data


def _entry(task: dict[str, Any], clause: dict[str, Any], closing_day: int | None) -> Event | None:
    entry = Event()
    entry.add("uid", _uid(task, clause))
    entry.add("dtstamp", _stamp(task["issued_date"]))
    leads = "; ".join(task["leads"])
    entry.add("summary", f"{leads}: {_short(task['text'])}" if leads else _short(task["text"]))
    entry.add("description", _description(task, clause))
    entry.add("transp", "TRANSPARENT")  # nobody is busy all day for a deadline
    day: date | None = clause["end"]
    if clause["rrule"]:
        rule, _ = closed_rule(clause["rrule"], closing_day)
        day = _first(rule, clause["start"] or task["issued_date"])
        if day is None:
            return None
        recurs = vRecur.from_ical(rule)
        if clause["end"] is not None:
            if clause["end"] < day:
                return None
            recurs["UNTIL"] = [clause["end"]]
        entry.add("rrule", recurs)
    assert day is not None
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    return entry


def _first(rule: str, start: date | None) -> date | None:
    """The first day of a rule from `start` on; without one it cannot be placed."""
    if start is None:
        return None
    begin = datetime(start.year, 1, 1)
    found = rrulestr(rule, dtstart=begin).after(
        datetime.combine(start, datetime.min.time()), inc=True
    )
    return found.date() if found else None


def _uid(task: dict[str, Any], clause: dict[str, Any]) -> str:
    own = task["task_key"] or task["task_id"]
    said = "|".join(str(clause[name]) for name in ("kind", "start", "end", "rrule"))
    return f"{own}-{hashlib.sha256(said.encode()).hexdigest()[:12]}@nhiemvu"


def _stamp(issued: date | None) -> datetime:
    day = issued or date(2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY else f"{text[: _SUMMARY - 1]}…"


def _description(task: dict[str, Any], clause: dict[str, Any]) -> str:
    number = task["document_number"] or task["source_path"]
    lines = [
        task["text"],
        f"Thời hạn ghi: {clause['raw']}",
        f"Phối hợp: {'; '.join(task['coordinates'])}" if task["coordinates"] else "",
        f"Văn bản: {number}, mục {task['path']}",
    ]
    return "\n".join(filter(None, lines))
