"""Puts imported records in the order of lines: as exported, new ones where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.annotate.files import OUTSIDE

__all__ = ["Placed", "arranged"]

_BRANCHES = ("section", "task")


@dataclass(frozen=True, slots=True)
class Placed:
    """A record, where it stands and what it belongs to.

    `below` is the region of its task or section, or a place outside them; `kept` says
    that it was exported and neither moved nor given to another task.
    """

    data: dict[str, Any]
    start: int = -1
    below: str | None = None
    name: str = ""
    kept: bool = True

    @property
    def branch(self) -> bool:
        return self.data["t"] in _BRANCHES


def arranged(records: Sequence[Placed]) -> list[dict[str, Any]]:
    """The records, the document first, those that were kept in the order they had."""
    lines = sorted((one for one in records if one.kept), key=lambda one: one.name)
    new = sorted(
        (one for one in records if not one.kept), key=lambda one: (not one.branch, one.start)
    )
    for one in new:
        lines.insert(_spot(lines, one), one)
    return [one.data for one in lines]


def _spot(lines: Sequence[Placed], new: Placed) -> int:
    """The index at which a new record goes."""
    if new.branch or new.below == "footnote":
        return _before_branch(lines, new.start)
    if new.below == "closing":
        return len(lines)
    if new.below in OUTSIDE:
        first, last = 1, next((i for i, one in enumerate(lines) if one.branch), len(lines))
    else:
        first = 1 + next(
            (i for i, one in enumerate(lines) if one.name == new.below), len(lines) - 1
        )
        last = next((i for i in range(first, len(lines)) if lines[i].branch), len(lines))
    block = range(first, last)
    same = [i for i in block if lines[i].data["t"] == new.data["t"]]
    before = [i for i in same if _goes_before(lines[i], new)]
    if before:
        return before[-1] + 1
    if same:
        return same[0]
    return 1 + max((i for i in block if lines[i].start <= new.start), default=first - 1)


def _goes_before(one: Placed, new: Placed) -> bool:
    """Whether a record of the same kind comes first: title before preamble, then by place."""
    if one.below in OUTSIDE and new.below in OUTSIDE and one.below != new.below:
        return OUTSIDE.index(one.below) < OUTSIDE.index(new.below)
    return one.start <= new.start


def _before_branch(lines: Sequence[Placed], start: int) -> int:
    """Before the first section or task that stands further down, or before the closing."""
    for index, one in enumerate(lines):
        if (one.branch and one.start > start) or one.below == "closing":
            return index
    return len(lines)
