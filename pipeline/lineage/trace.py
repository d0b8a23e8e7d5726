"""A trace: for each task of the superior document, which tasks of which documents take it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.lineage.cascade import NotFoundError, cascade, find
from pipeline.lineage.conflicts import Conflict, conflicts_of
from pipeline.lineage.documents import Document, Run, Task
from pipeline.lineage.match import scores, threshold

__all__ = ["Coverage", "Link", "Trace", "trace"]


@dataclass(frozen=True, slots=True)
class Link:
    """A local task that takes up a superior one."""

    superior: Task
    task: Task
    score: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """A document that carries the superior one out: its way there, and what it takes up.

    Attributes:
        links: by superior task in its order, then by score, the highest first.
        nearest: for each superior task that it does not take up, the likest of its tasks,
            if it has any.
    """

    document: Document
    way: tuple[Document, ...]
    links: tuple[Link, ...]
    nearest: tuple[Link, ...]

    @property
    def via(self) -> str:
        """The way as it is told: "187-KH/HU → 39-CTr/TU → 28-NQ/TW"."""
        return " → ".join(one.name for one in self.way)

    @property
    def taken(self) -> frozenset[str]:
        """The ids of the superior tasks that it takes up."""
        return frozenset(link.superior.task_id for link in self.links)


@dataclass(frozen=True, slots=True)
class Trace:
    """Who carries a document out, and how far.

    Attributes:
        mentions: documents that only mention it.
    """

    superior: Document
    documents: tuple[Coverage, ...]
    mentions: tuple[Document, ...]
    conflicts: tuple[Conflict, ...]

    def untaken(self) -> Iterator[tuple[Task, tuple[Coverage, ...]]]:
        """Superior tasks that some document does not take up, with these documents."""
        for task in self.superior.tasks:
            missing = tuple(one for one in self.documents if task.task_id not in one.taken)
            if missing or not self.documents:
                yield task, missing

    def nearest(self, task: Task) -> tuple[Coverage, Link] | None:
        """The likest task to one that nobody takes up, and the document that has it."""
        found = [
            (one, link)
            for one in self.documents
            for link in one.nearest
            if link.superior.task_id == task.task_id
        ]
        return max(found, key=lambda pair: pair[1].score, default=None)

    @property
    def nobody(self) -> tuple[Task, ...]:
        """Superior tasks that no document takes up."""
        return tuple(
            task for task, missing in self.untaken() if len(missing) == len(self.documents)
        )


def trace(folder: Path, name: str, day: date | None = None) -> Trace:
    """The trace of the document `name` through the run in `folder`.

    Args:
        name: its number, as "28-NQ/TW"; else its doc_id or its file in the run.
        day: when it was issued, where the run has several of that number.

    Raises:
        NotFoundError: the run has no such document, or no task was found in it.
        SeveralError: it has several.
        TablesError: the folder holds no tables.
    """
    run = Run(folder)
    found = cascade(run, find(run, name, day))
    (superior,) = run.with_tasks([found.superior])
    if not superior.tasks:
        raise NotFoundError(
            f"{superior.name} ({superior.source_path}): no task was found in it, so there is "
            "nothing to trace"
        )
    below = run.with_tasks([way[0] for way in found.ways])
    documents = tuple(
        _coverage(superior, document, way) for document, way in zip(below, found.ways, strict=True)
    )
    mentions = run.with_tasks(found.mentions)
    return Trace(superior, documents, mentions, tuple(_conflicts(documents)))


def _coverage(superior: Document, document: Document, way: tuple[Document, ...]) -> Coverage:
    matrix = scores(superior.tasks, document.tasks)
    least = threshold()
    links: list[Link] = []
    nearest: list[Link] = []
    for above, row in zip(superior.tasks, matrix, strict=True):
        ranked = sorted(range(len(row)), key=lambda at: -row[at])
        taking = [Link(above, document.tasks[at], float(row[at])) for at in ranked]
        links += [link for link in taking if link.score >= least]
        nearest += [link for link in taking[:1] if link.score < least]
    return Coverage(document, way, tuple(links), tuple(nearest))


def _conflicts(documents: tuple[Coverage, ...]) -> Iterator[Conflict]:
    for one in documents:
        by_superior: dict[str, list[Link]] = {}
        for link in one.links:
            by_superior.setdefault(link.superior.task_id, []).append(link)
        for links in by_superior.values():
            taking = [(link.task, link.score) for link in links]
            yield from conflicts_of(links[0].superior, one.document, taking)
