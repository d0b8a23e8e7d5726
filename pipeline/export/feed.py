"""A run's tasks as JSON Lines, for tracking systems: one object a task, by task.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.corrections import read_corrected
from pipeline.export.grouped import by_task

__all__ = ["SCHEMA_ID", "feed", "feed_lines", "feed_schema"]

Row = Mapping[str, Any]
SCHEMA_ID = "urn:nhiemvu:task:1"


@cache
def feed_schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    text = files("pipeline.export").joinpath("task.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def feed_lines(folder: Path) -> Iterator[str]:
    """The tasks of the run in `folder` as people corrected them, a line of JSON each.

    They come in reading order.

    Raises:
        TablesError: the folder holds no tables, or the corrections in it cannot be read.
    """
    for task in feed(tables.to_rows(read_corrected(folder).tables)):
        yield json.dumps(task, ensure_ascii=False)


def feed(rows: Mapping[str, Sequence[Row]]) -> Iterator[dict[str, Any]]:
    """The tasks of some tables as objects."""
    documents = {row["doc_id"]: _document(row) for row in rows["documents"]}
    units = by_task(rows["responsibilities"])
    times = by_task(rows["time_clauses"])
    cites = by_task(rows["citations"])
    issues = by_task([row for row in rows["issues"] if row["severity"] != "info"])
    for task in rows["tasks"]:
        key = task["task_id"]
        yield {
            "schema": SCHEMA_ID,
            "task_id": key,
            "task_key": task["task_key"],
            "document": documents[task["doc_id"]],
            "path": task["path"],
            "heading_path": task["heading_path"] or [],
            "text": task["text"],
            "units": [
                {name: row[name] for name in ("role", "unit", "unit_id")} for row in units[key]
            ],
            "times": [_time(row) for row in times[key]],
            "due": _day(task["due"]),
            "products": task["products"] or [],
            "cites": [_cited(row) for row in cites[key]],
            "place": {
                "page": task["page_start"],
                "char_start": task["char_start"],
                "char_end": task["char_end"],
            },
            "confidence": None if task["confidence"] is None else round(task["confidence"], 4),
            "needs_review": task["needs_review"],
            "reasons": [row["message"] for row in issues[key]],
        }


def _document(row: Row) -> dict[str, Any]:
    return {
        "doc_id": row["doc_id"],
        "work_id": row["work_id"],
        "type": row["doc_type_name"],
        "number": row["number"],
        "issuer": row["issuer"],
        "issuer_level": row["issuer_level"],
        "issued_date": _day(row["issued_date"]),
        "title": row["title"],
        "source_path": row["source_path"],
        "part": row["part"],
    }


def _time(row: Row) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "raw": row["raw"],
        "start": _day(row["start"]),
        "end": _day(row["end"]),
        "rrule": row["rrule"],
        "condition": row["condition"],
    }


def _cited(row: Row) -> dict[str, Any]:
    return {
        "type": row["cited_type"],
        "number": row["cited_number"],
        "name": row["cited_name"],
        "date": _day(row["cited_date"]),
        "work_id": row["cited_work_id"],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
