"""Where a local task says otherwise than the superior one that it takes up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from extractors.registry.data import kinds_by_key
from extractors.registry.names import levels_of_type, readings
from pipeline.lexicon import fold
from pipeline.lineage.documents import LEVELS, Document, Task

__all__ = ["Conflict", "conflicts_of"]

_COMMITTEE = "party.uy"  # acts by its own organs, which are no other owner
_MANY = regex.compile(r"\b(?:các|những)\s+")


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
    superior names bodies of the document's level, other than its issuer, and the tasks that
    take it up name bodies that the registry knows, too, but none of these.
    """
    for task, score in taking:
        if superior.due and task.due and task.due > superior.due:
            yield Conflict("later", superior, document, task, score)
    level = document.level or ""
    own = _kinds(document.issuer or "", level) | {_COMMITTEE}
    named = {name: kinds for name in superior.leads if (kinds := _kinds(name, level) - own)}
    wanted = frozenset().union(*named.values())
    owners = [frozenset().union(*(_kinds(lead, level) for lead in t.leads)) for t, _ in taking]
    if not wanted or any(wanted & kinds for kinds in owners):
        return
    for (task, score), kinds in zip(taking, owners, strict=True):
        if kinds:
            yield Conflict("owner", superior, document, task, score, tuple(named))


@lru_cache(maxsize=4096)
def _kinds(name: str, level: str) -> frozenset[str]:
    """The kinds of bodies of that level that a name may mean, whatever their place.

    >>> _kinds("Ban Tổ chức Tỉnh ủy", "province"), _kinds("các Sở Nội vụ", "province")
    (frozenset({'party.btc'}), frozenset({'state.snv'}))
    """
    one = _MANY.sub("", fold(name))
    return frozenset(
        kind.kind_id
        for reading in readings(one)
        if all(place.type or not place.name for place in reading.places)
        for kind in kinds_by_key().get(reading.key, ())
        if level in kind.levels and all(level in _levels(place.type) for place in reading.places)
    )


def _levels(place_type: str | None) -> frozenset[str]:
    return levels_of_type(place_type) if place_type else frozenset(LEVELS)
