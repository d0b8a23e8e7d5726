"""Where a local task says otherwise than the superior one that it takes up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.registry.names import COMMITTEE, levels_of_type, readings
from extractors.units.normalise import level_of
from pipeline.lineage.documents import Document, Task

__all__ = ["Conflict", "conflicts_of"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A local task that ends `later`, or has another `owner`, than its superior says."""

    kind: Literal["later", "owner"]
    superior: Task
    document: Document
    task: Task
    score: float
    bodies: tuple[str, ...] = ()  # that the superior task names at the document's level


def conflicts_of(
    superior: Task, document: Document, taking: Sequence[tuple[Task, float]]
) -> Iterator[Conflict]:
    """The conflicts of the tasks of a document that take up one superior task.

    A deadline conflicts when it is later than the superior's own. An owner does when the
    superior names bodies of the document's level, other than its issuer, and of the tasks
    that take it up and name an owner none names one of these.
    """
    for task, score in taking:
        if superior.due and task.due and task.due > superior.due:
            yield Conflict("later", superior, document, task, score)
    named = _bodies_at_level(superior.leads, document)
    owned = [(task, score) for task, score in taking if task.leads]
    if not named or any(_keys(named) & _keys(task.leads) for task, _ in owned):
        return
    for task, score in owned:
        yield Conflict("owner", superior, document, task, score, named)


def _bodies_at_level(leads: Collection[str], document: Document) -> tuple[str, ...]:
    """Bodies of the document's own level; the issuer's own leadership is no other owner."""
    issuer = _keys([document.issuer or ""]) | {COMMITTEE}
    return tuple(
        name for name in leads if document.level in _levels(name) and not _keys([name]) & issuer
    )


def _levels(name: str) -> frozenset[str]:
    """The levels at which a body of that name may be."""
    types = {reading.places[0].type for reading in readings(name) if reading.places}
    levels = frozenset(level for kind in types if kind for level in levels_of_type(kind))
    said = level_of(name)
    return levels or frozenset({said} if said else ())


def _keys(names: Collection[str]) -> set[str]:
    """What the bodies are, whatever their place: "sở nội vụ", "ban tổ chức {ủy}"."""
    keys: set[str] = set()
    for name in names:
        found = [reading.key for reading in readings(name)]
        marked = [key for key in found if "{" in key]
        keys |= {" ".join(key.replace("các ", "").split()) for key in marked or found}
    return keys - {""}
