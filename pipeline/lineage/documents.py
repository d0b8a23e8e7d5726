"""The documents of a run with their tasks; one that the run holds in several forms is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.export.database import open_run, rows_of
from pipeline.ids import folded_number
from pipeline.lexicon import fold

__all__ = ["LEVELS", "Citation", "Document", "Run", "Task", "read_run"]

LEVELS = ("central", "province", "district", "commune", "grassroots")
_SAME_TEXTS = 0.9  # share of tasks with the same words, by which two files are one document

_TASKS = "SELECT tracker.*, tasks.section_role FROM tracker JOIN tasks USING (task_id)"
_CITED = """
SELECT doc_id, location, cited_type, cited_number, cited_date, cited_issuer_id, cited_work_id,
    cited_doc_id
FROM citations
WHERE cited_number IS NOT NULL
ORDER BY doc_id, char_start, citation_id
"""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is compared: its words, its headings from the top, who leads and by when."""

    task_id: str
    task_key: str | None
    path: str
    text: str
    headings: tuple[str, ...]
    role: str
    leads: tuple[str, ...]
    due: date | None


@dataclass(frozen=True, slots=True)
class Citation:
    """A mention of a document by its number."""

    location: str
    type: str | None
    number: str
    day: date | None
    issuer_id: str | None
    work_id: str | None
    doc_id: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document: the form that says most, and the ids of all its forms."""

    doc_id: str
    doc_ids: frozenset[str]
    work_ids: frozenset[str]
    number: str | None
    type: str | None
    title: str | None
    issuer: str | None
    issuer_id: str | None
    level: str | None
    issued: date | None
    source_path: str
    part: int
    tasks: tuple[Task, ...]
    citations: tuple[Citation, ...]

    @property
    def name(self) -> str:
        """Its number, else its type and file."""
        return self.number or f"{self.type or ''} ({Path(self.source_path).name})".strip()

    @property
    def rank(self) -> int:
        """How far from the top its issuer is; unknown levels are last."""
        return LEVELS.index(self.level) if self.level in LEVELS else len(LEVELS)


@dataclass(frozen=True, slots=True)
class Run:
    """All documents of a run, in the order of its tables."""

    documents: tuple[Document, ...]


def read_run(folder: Path) -> Run:
    """The documents of the run in `folder`.

    Raises:
        TablesError: the folder holds no tables.
    """
    connection = open_run(folder)
    rows = rows_of(connection, "SELECT * FROM documents ORDER BY source_path, part")
    tasks: dict[str, list[Task]] = defaultdict(list)
    for row in rows_of(connection, _TASKS + " ORDER BY source_path, part, tracker.ordinal"):
        tasks[row["doc_id"]].append(_task(row))
    citations: dict[str, list[Citation]] = defaultdict(list)
    for row in rows_of(connection, _CITED):
        citations[row.pop("doc_id")].append(Citation(*row.values()))
    groups = _forms(rows, tasks)
    return Run(tuple(_document(group, tasks, citations) for group in groups))


def _task(row: dict[str, Any]) -> Task:
    return Task(
        row["task_id"],
        row["task_key"],
        row["path"],
        row["text"],
        tuple(row["heading_path"] or ()),
        row["section_role"],
        tuple(row["leads"]),
        row["due"],
    )


Rows = list[dict[str, Any]]


def _forms(rows: Rows, tasks: dict[str, list[Task]]) -> list[Rows]:
    """Rows of `documents`, those of one document together.

    Forms have one work_id, or nothing that tells them apart and nearly the same tasks.
    """
    groups: list[Rows] = []
    for row in rows:
        for group in groups:
            if any(_is_same(row, other, tasks) for other in group):
                group.append(row)
                break
        else:
            groups.append([row])
    return groups


def _is_same(one: dict[str, Any], other: dict[str, Any], tasks: dict[str, list[Task]]) -> bool:
    if one["work_id"] and one["work_id"] == other["work_id"]:
        return True
    if one["doc_type"] != other["doc_type"] or not one["title"] or not other["title"]:
        return False
    if fold(one["title"]) != fold(other["title"]):
        return False
    for field, plain in (("number", folded_number), ("issued_date", str), ("issuer_id", str)):
        said = [plain(row[field]) for row in (one, other) if row[field] is not None]
        if len(set(said)) > 1:
            return False
    return _share_of_same(tasks[one["doc_id"]], tasks[other["doc_id"]]) >= _SAME_TEXTS


def _share_of_same(one: Sequence[Task], other: Sequence[Task]) -> float:
    texts, others = ({fold(task.text) for task in side} for side in (one, other))
    return len(texts & others) / max(len(texts), len(others), 1)


def _document(
    group: Rows, tasks: dict[str, list[Task]], citations: dict[str, list[Citation]]
) -> Document:
    best = min(group, key=_says_less)  # the first of those that say as much

    def first(field: str) -> Any:
        return next((row[field] for row in (best, *group) if row[field] is not None), None)

    return Document(
        doc_id=best["doc_id"],
        doc_ids=frozenset(row["doc_id"] for row in group),
        work_ids=frozenset(row["work_id"] for row in group if row["work_id"]),
        number=first("number"),
        type=first("doc_type_name"),
        title=first("title"),
        issuer=first("issuer"),
        issuer_id=first("issuer_id"),
        level=best["issuer_level"] or first("issuer_level"),
        issued=first("issued_date"),
        source_path=best["source_path"],
        part=best["part"],
        tasks=tuple(tasks[best["doc_id"]]),
        citations=tuple(cited for row in group for cited in citations[row["doc_id"]]),
    )


def _says_less(row: dict[str, Any]) -> tuple[bool, ...]:
    fields = ("work_id", "issued_date", "issuer_id", "number")
    return (*(row[field] is None for field in fields), row["text_origin"] != "native")
