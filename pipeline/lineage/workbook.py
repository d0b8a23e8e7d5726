"""A trace as a workbook: what is taken up where, what nobody takes up, what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.export.cells import capital, listed
from pipeline.export.sheet import Column, Sheet, Value, write_sheet
from pipeline.export.words import place
from pipeline.export.workbook_file import new_book, save
from pipeline.lineage.conflicts import Conflict
from pipeline.lineage.documents import Document, Task
from pipeline.lineage.trace import Coverage, Link, Trace
from pipeline.lineage.words import conflicts, heads, levels, relations, said, sheets, title

__all__ = ["write_workbook"]

_SHORT = 120  # letters of a task that is only near


@dataclass(frozen=True, slots=True)
class _Taken:
    coverage: Coverage
    link: Link


@dataclass(frozen=True, slots=True)
class _Untaken:
    task: Task
    missing: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class _Named:
    document: Document
    relation: str
    coverage: Coverage | None = None


def write_workbook(found: Trace, target: Path, today: date) -> None:
    """Makes the workbook of a trace.

    Guarantees:
        1. The same trace and day give the same bytes.
        2. No cell runs as a formula, whatever a document says.
        3. An older workbook is replaced as a whole, or stays.

    Raises:
        OSError: `target` cannot be written.
    """
    book = new_book(today, title())
    for page in _sheets(found):
        write_sheet(book, page)
    save(book, target, today)


def _sheets(found: Trace) -> list[Sheet[Any]]:
    names = sheets()
    lines = _lines(found)
    return [
        Sheet(
            names["links"],
            [title(), *lines],
            _link_columns(),
            _taken(found),
            frozen=1,
            group=lambda row: row.link.superior.task_id,
        ),
        Sheet(
            names["untaken"],
            [names["untaken"].upper(), *lines],
            _untaken_columns(),
            _untaken(found),
        ),
        Sheet(
            names["conflicts"],
            [names["conflicts"].upper(), *lines],
            _conflict_columns(),
            found.conflicts,
        ),
        Sheet(
            names["documents"],
            [names["documents"].upper(), *lines],
            _document_columns(),
            _named(found),
        ),
    ]


def _lines(found: Trace) -> list[str]:
    tasks = len(found.superior.tasks)
    counted = said(
        "counted", documents=len(found.documents), taken=tasks - len(found.nobody), tasks=tasks
    )
    return [said("of", name=_called(found.superior)), f"{counted} · {said('caution')}"]


def _called(document: Document) -> str:
    """ "Nghị quyết 28-NQ/TW ngày 17/11/2022", as far as it is known."""
    words = [document.type if document.number else "", document.name]
    if document.issued:
        words.append(f"({document.issued:%d/%m/%Y})")
    return " ".join(filter(None, words))


# --- rows -----------------------------------------------------------------------------


def _taken(found: Trace) -> list[_Taken]:
    """By superior task first, so that all who take it up stand together."""
    order = {task.task_id: at for at, task in enumerate(found.superior.tasks)}
    rows = [_Taken(one, link) for one in found.documents for link in one.links]
    return sorted(rows, key=lambda row: order[row.link.superior.task_id])


def _untaken(found: Trace) -> list[_Untaken]:
    """What nobody takes up first, then what some do not."""
    nobody = {task.task_id for task in found.nobody}
    rows = [
        _Untaken(
            task,
            said("nobody")
            if task.task_id in nobody
            else "\n".join(one.document.name for one in missing),
            _nearest(missing, task),
        )
        for task, missing in found.untaken()
    ]
    return sorted(rows, key=lambda row: row.task.task_id not in nobody)


def _nearest(missing: Sequence[Coverage], task: Task) -> str | None:
    """The likest task of each document that does not take one up, on a line each."""
    lines = [
        said(
            "nearest",
            document=one.document.name,
            place=place(link.task.path),
            score=f"{link.score:.0%}",
            text=_short(link.task.text),
        )
        for one in missing
        for link in one.nearest
        if link.superior.task_id == task.task_id
    ]
    return "\n".join(lines) or None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def _named(found: Trace) -> list[_Named]:
    return [
        _Named(found.superior, "superior"),
        *(_Named(one.document, "carries_out", one) for one in found.documents),
        *(_Named(one, "mentions") for one in found.mentions),
    ]


# --- columns --------------------------------------------------------------------------


def _column(field: str, width: float, value: Callable[[Any], Value], **looks: Any) -> Column[Any]:
    return Column(heads()[field], width, value, **looks)


def _leads(names: Sequence[str]) -> str | None:
    return listed([capital(name) for name in names]) or None


def _link_columns() -> list[Column[_Taken]]:
    return [
        _column("superior_place", 13, lambda row: place(row.link.superior.path)),
        _column("superior_text", 46, lambda row: row.link.superior.text),
        _column("document", 15, lambda row: row.coverage.document.name),
        _column("place", 12, lambda row: place(row.link.task.path)),
        _column("text", 46, lambda row: row.link.task.text, wide=True),
        _column("leads", 20, lambda row: _leads(row.link.task.leads)),
        _column("due", 12, lambda row: row.link.task.due, kind="date", centred=True),
        _column("score", 10, lambda row: round(row.link.score, 2), kind="share"),
    ]


def _untaken_columns() -> list[Column[_Untaken]]:
    return [
        _column("superior_place", 16, lambda row: place(row.task.path)),
        _column("superior_text", 60, lambda row: row.task.text, wide=True),
        _column("superior_leads", 20, lambda row: _leads(row.task.leads), optional=True),
        _column(
            "superior_due", 13, lambda row: row.task.due, kind="date", centred=True, optional=True
        ),
        _column("missing", 20, lambda row: row.missing),
        _column("nearest", 50, lambda row: row.nearest),
    ]


def _conflict_columns() -> list[Column[Conflict]]:
    return [
        _column("kind", 13, lambda row: conflicts()[row.kind]),
        _column("superior_place", 13, lambda row: place(row.superior.path)),
        _column("superior_text", 38, lambda row: row.superior.text),
        _column("superior_leads", 17, lambda row: _leads(row.superior.leads)),
        _column("superior_due", 12, lambda row: row.superior.due, kind="date", centred=True),
        _column("document", 15, lambda row: row.document.name),
        _column("place", 11, lambda row: place(row.task.path)),
        _column("text", 38, lambda row: row.task.text, wide=True),
        _column("leads", 17, lambda row: _leads(row.task.leads)),
        _column("due", 12, lambda row: row.task.due, kind="date", centred=True),
    ]


def _document_columns() -> list[Column[_Named]]:
    return [
        _column("name", 18, lambda row: row.document.name),
        _column("title", 56, lambda row: capital(row.document.title or "") or None, wide=True),
        _column("level", 12, lambda row: levels().get(row.document.level or ""), centred=True),
        _column("issued", 13, lambda row: row.document.issued, kind="date", centred=True),
        _column("relation", 14, lambda row: relations()[row.relation]),
        _column("via", 26, lambda row: row.coverage.via if row.coverage else None),
        _column("tasks", 10, lambda row: len(row.document.tasks), kind="number"),
        _column(
            "taken",
            14,
            lambda row: len(row.coverage.taken) if row.coverage else None,
            kind="number",
        ),
        _column("file", 22, lambda row: row.document.source_path),
    ]
