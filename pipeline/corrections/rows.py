"""Rows of what people added: of a task, a unit, a time, a citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import regex

from pipeline import ids
from pipeline.corrections.places import Place, reading_text
from pipeline.corrections.state import CITED, Document, Row, Task
from pipeline.model import Location, ProductSource, Resolution, SectionRole, UnitSource
from pipeline.tables import SCHEMAS

__all__ = [
    "citation_row",
    "day_of",
    "free_path",
    "is_inside",
    "products_columns",
    "section_at",
    "task_row",
    "time_row",
    "unit_id_of",
    "unit_row",
]

_PRODUCT_RULE = "product.given"
# The last word of a line before a task: "5.4.", "a)", "- "
_LABEL = regex.compile(r"(?P<label>[^\s|]{1,12})[\s*_\\|]*$")
_NOT_IN_STEP = regex.compile(r"[^\p{L}\p{N}.()]+")


def task_row(document: Document, said: Mapping[str, Any], place: Place) -> Row:
    """The row of a task that a person added, in the section that its path names."""
    path = said["path"]
    section = _section_of(document, path) or section_at(document, place.start)
    role = section["role"] if section else SectionRole.TASK.value
    working = (SectionRole.TASK.value, SectionRole.IMPLEMENTATION.value)
    return _empty("tasks") | {
        "task_id": ids.task_id(document.doc_id, path),
        "task_key": ids.task_key(document.row["work_id"], path),
        "doc_id": document.doc_id,
        "section_id": section["section_id"] if section else None,
        "path": path,
        "label": _label(document.text, place.start, path),
        "ordinal": 0,  # `settle` counts anew
        "text": said.get("text") or reading_text(place.raw),
        "section_role": role if role in working else SectionRole.TASK.value,
        "heading_path": _headings(document, section),
        **span_columns(document, place),
        "regions": [],
        "confidence": 1.0,
        "needs_review": False,
        "products": [],
        "product_sources": [],
        "product_rules": [],
        "product_spans": [],
        "refers_to": [],
    }


def span_columns(document: Document, place: Place) -> Row:
    """Where a task stands, and on which pages."""
    return {
        "char_start": place.start,
        "char_end": place.end,
        "page_start": document.page(place.start),
        "page_end": document.page(max(place.start, place.end - 1)),
    }


def unit_row(document: Document, task: Task, said: Mapping[str, Any], place: Place) -> Row:
    """The row of a body that a person named."""
    return _empty("responsibilities") | {
        "task_id": task.row["task_id"],
        "doc_id": document.doc_id,
        "role": said["role"],
        "unit": said["unit"],
        "unit_id": unit_id_of(document, said["unit"]),
        "unit_raw": place.raw,
        "source": said.get("source") or UnitSource.TEXT.value,
        "char_start": place.start,
        "char_end": place.end,
        "confidence": 1.0,
        "needs_review": False,
    }


def time_row(document: Document, task: Task, said: Mapping[str, Any], place: Place) -> Row:
    """The row of a time that a person gave."""
    return _empty("time_clauses") | {
        "task_id": task.row["task_id"],
        "doc_id": document.doc_id,
        "raw": place.raw,
        "kind": said["kind"],
        "start": day_of(said.get("start")),
        "end": day_of(said.get("end")),
        "rrule": said.get("rrule"),
        "condition": said.get("condition"),
        "char_start": place.start,
        "char_end": place.end,
        "confidence": 1.0,
        "needs_review": False,
    }


def citation_row(
    document: Document, task: Task | None, said: Mapping[str, Any], place: Place, entry_id: str
) -> Row:
    """The row of a cited document that a person named; `relink` finds its work."""
    section = None if task else section_at(document, place.start)
    location = Location.TASK if task else Location.SECTION if section else Location.PREAMBLE
    values = {
        column: day_of(said.get(name)) if name == "date" else said.get(name)
        for name, column in CITED.items()
    }
    return _empty("citations") | {
        "citation_id": ids.row_id(document.doc_id, "citation", place.start, place.end, entry_id),
        "doc_id": document.doc_id,
        "task_id": task.row["task_id"] if task else None,
        "section_id": task.row["section_id"] if task else section and section["section_id"],
        "location": location.value,
        "raw": place.raw,
        **values,
        "cited_places": [],
        "resolution": Resolution.EXPLICIT.value,
        "char_start": place.start,
        "char_end": place.end,
        "confidence": 1.0,
        "needs_review": False,
    }


def products_columns(task: Task, names: Sequence[str]) -> Row:
    """The columns of products with these names: what was read of a name stays with it."""
    row = task.row
    lists = [row[name] or () for name in ("product_sources", "product_rules", "product_spans")]
    known = dict(zip(row["products"] or (), zip(*lists, strict=True), strict=False))
    whole = {"char_start": row["char_start"], "char_end": row["char_end"]}
    found = [known.get(name, (ProductSource.LINE.value, _PRODUCT_RULE, whole)) for name in names]
    return {
        "products": list(names),
        "product_sources": [source for source, _, _ in found],
        "product_rules": [rule for _, rule, _ in found],
        "product_spans": [span for _, _, span in found],
    }


def unit_id_of(document: Document, name: str) -> str | None:
    """The registry's id of a body: that of its name elsewhere in the document, or a central one."""
    from extractors import units

    return document.unit_ids.get(ids.folded_name(name)) or units.unit_id(name)


def free_path(document: Document, start: int) -> str:
    """A path that no task has, beside the task that stands before a character."""
    before = [task for task in document.alive() if task.row["char_start"] < start]
    section = section_at(document, start)
    parent = section["path"] if section else ""
    if before:
        last = max(before, key=lambda task: int(task.row["char_start"]))
        if not section or last.row["char_start"] >= section["char_start"]:
            parent = last.row["path"].rpartition("/")[0]
    taken = {task.row["path"] for task in document.tasks}
    taken |= {section["path"] for section in document.sections}
    number = 1
    while (path := f"{parent}/p{number}".removeprefix("/")) in taken:
        number += 1
    return path


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def is_inside(row: Mapping[str, Any], span: tuple[int, int]) -> bool:
    """Whether a row stands in a range of the text."""
    return bool(span[0] <= row["char_start"] and row["char_end"] <= span[1])


def section_at(document: Document, char: int) -> Row | None:
    """The section in which a character stands: the last that begins before it."""
    before = [section for section in document.sections if section["char_start"] <= char]
    return max(before, key=lambda row: (row["char_start"], row["level"]), default=None)


def _empty(table: str) -> Row:
    return dict.fromkeys(SCHEMAS[table].names)


def _section_of(document: Document, path: str) -> Row | None:
    """The lowest section whose path begins the path of a task."""
    above = [row for row in document.sections if path.startswith(f"{row['path']}/")]
    return max(above, key=lambda row: len(row["path"]), default=None)


def _headings(document: Document, section: Row | None) -> list[str]:
    if section is None:
        return []
    by_id = {row["section_id"]: row for row in document.sections}
    found: list[str] = []
    above: Row | None = section
    while above is not None and len(found) <= len(by_id):
        if above["heading"]:
            found.append(above["heading"])
        above = by_id.get(above["parent_id"])
    return found[::-1]


def _label(text: str, start: int, path: str) -> str | None:
    """What is printed right before a task, if its path says the same."""
    line = text[max(0, start - 40) : start].rpartition("\n")[2]
    match = _LABEL.search(line)
    step = path.rpartition("/")[2].partition("#")[0]
    if match and _NOT_IN_STEP.sub("", match["label"]).rstrip(".)") == step.rstrip(".)"):
        return match["label"]
    return None
