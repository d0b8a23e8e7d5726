"""The documents of a run with their tasks; one that the run holds in several forms is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.export.database import open_run, rows_of
from pipeline.ids import folded_name, folded_number
from pipeline.lexicon import fold

__all__ = ["LEVELS", "Citation", "Document", "Run", "Task"]

Rows = list[dict[str, Any]]

LEVELS = ("central", "province", "district", "commune", "grassroots")
_SAME_TEXTS = 0.9  # share of tasks with the same words, by which two files are one document

_TASKS = """
SELECT doc_id, task_id, task_key, path, text, due, heading_path, leads
FROM tracker
WHERE doc_id IN (SELECT unnest(?))
ORDER BY doc_id, ordinal
"""
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
    due: date | None
    headings: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


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
    """A document: the form that says most, the ids of all its forms, and its tasks once asked."""

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
    citations: tuple[Citation, ...]
    tasks: tuple[Task, ...] = ()

    @property
    def name(self) -> str:
        """Its number, else its type and file."""
        return self.number or f"{self.type or ''} ({Path(self.source_path).name})".strip()

    @property
    def rank(self) -> int:
        """How far from the top its issuer is; unknown levels are last."""
        return LEVELS.index(self.level) if self.level in LEVELS else len(LEVELS)


class Run:
    """All documents of a run, in the order of its tables; their tasks come when asked for.

    Raises:
        TablesError: the folder holds no tables.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = open_run(folder)
        rows = rows_of(self._connection, "SELECT * FROM documents ORDER BY source_path, part")
        citations: dict[str, list[Citation]] = defaultdict(list)
        for row in rows_of(self._connection, _CITED):
            citations[row.pop("doc_id")].append(Citation(*row.values()))
        self.documents = tuple(_document(group, citations) for group in self._forms(rows))

    def with_tasks(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """The documents with their tasks, in reading order."""
        tasks = self._tasks([one.doc_id for one in documents])
        return tuple(replace(one, tasks=tasks[one.doc_id]) for one in documents)

    def _tasks(self, doc_ids: Sequence[str]) -> dict[str, tuple[Task, ...]]:
        found: dict[str, list[Task]] = {doc_id: [] for doc_id in doc_ids}
        relation = self._connection.execute(_TASKS, [list(doc_ids)])
        for doc_id, task_id, key, path, text, due, headings, leads in relation.fetchall():
            task = Task(task_id, key, path, text, due, tuple(headings or ()), tuple(leads))
            found[doc_id].append(task)
        return {doc_id: tuple(tasks) for doc_id, tasks in found.items()}

    def _forms(self, rows: Rows) -> list[Rows]:
        """Rows of `documents`, those of one document together.

        Forms have one work_id, or nothing that tells them apart and nearly the same tasks.
        """
        titled: dict[tuple[str, str], Rows] = defaultdict(list)
        for row in rows:
            if row["title"]:
                titled[row["doc_type"], fold(row["title"])].append(row)
        alike = [row["doc_id"] for same in titled.values() if same[1:] for row in same]
        texts = {
            doc_id: frozenset(fold(task.text) for task in tasks)
            for doc_id, tasks in self._tasks(alike).items()
        }
        groups: dict[str, Rows] = {}  # by the work_id or doc_id of each form
        for row in rows:
            own = row["work_id"] or row["doc_id"]
            like = titled.get((row["doc_type"], fold(row["title"] or "")), [])
            group = groups.get(own) or next(
                (
                    groups[other["doc_id"]]
                    for other in like
                    if other["doc_id"] in groups and _is_same(row, other, texts)
                ),
                [],
            )
            group.append(row)
            groups[own] = groups[row["doc_id"]] = group
        return list({id(group): group for group in groups.values()}.values())


def _is_same(one: dict[str, Any], other: dict[str, Any], texts: dict[str, frozenset[str]]) -> bool:
    """Whether nothing tells two files of one title apart, and their tasks are the same."""
    for field, plain in (("number", folded_number), ("issued_date", str), ("issuer_id", str)):
        said = [plain(row[field]) for row in (one, other) if row[field] is not None]
        if len(set(said)) > 1:
            return False
    issuers = [folded_name(row["issuer"]) or "" for row in (one, other)]
    if not any(shorter in longer for shorter, longer in (issuers, issuers[::-1])):
        return False
    mine, theirs = texts[one["doc_id"]], texts[other["doc_id"]]
    return len(mine & theirs) >= _SAME_TEXTS * max(len(mine), len(theirs), 1)


def _document(group: Rows, citations: dict[str, list[Citation]]) -> Document:
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
        citations=tuple(cited for row in group for cited in citations[row["doc_id"]]),
    )


def _says_less(row: dict[str, Any]) -> tuple[bool, ...]:
    fields = ("work_id", "issued_date", "issuer_id", "number")
    return (*(row[field] is None for field in fields), row["text_origin"] != "native")
