"""A document's text cut where marks begin and end, so that each piece has one set of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.serve.data import Document

__all__ = ["Page", "Piece", "marked_pages", "shown", "written_out"]

# Of marks over the same words, the page shows them in this order; each has its own line.
KINDS = ("unit", "time", "citation")
# Controls, marks that turn the direction of letters, halves of letters, letters without shape.
_HIDING = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}--\n\t]", regex.V1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand under the same marks.

    Attributes:
        start: where they begin in the document's source text.
        task: the id of the task they stand in.
        about: the id of the task that a mark belongs to, for a heading may give bodies to
            tasks below it.
        kinds: of KINDS.
    """

    start: int
    text: str
    task: str | None
    about: str | None
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    pieces: Sequence[Piece]


def marked_pages(document: Document) -> Iterator[Page]:
    """The document's pages with all that was read in them marked."""
    tasks = sorted(
        (task.row["char_start"], task.row["char_end"], task.id) for task in document.tasks
    )
    marks = sorted(set(_marks(document)))
    cuts = sorted({edge for start, end, *_ in (*tasks, *marks) for edge in (start, end)})
    for page in document.pages:
        begin, end = page["char_start"], page["char_end"]
        inside = cuts[bisect_left(cuts, begin + 1) : bisect_left(cuts, end)]
        edges = [begin, *inside, end]
        pieces = list(_pieces(edges, tasks, marks, page["text"], begin))
        yield Page(page["page"], pieces)


def _marks(document: Document) -> Iterator[tuple[int, int, str, str]]:
    for task in document.tasks:
        for kind, rows in (("unit", task.units), ("time", task.times)):
            for row in rows:
                if row["char_start"] is not None and row["char_end"] > row["char_start"]:
                    yield row["char_start"], row["char_end"], kind, task.id
    for row in document.citations:
        yield row["char_start"], row["char_end"], "citation", row["task_id"] or ""


def _pieces(
    edges: Sequence[int],
    tasks: Sequence[tuple[int, int, str]],
    marks: Sequence[tuple[int, int, str, str]],
    text: str,
    offset: int,
) -> Iterator[Piece]:
    """The pieces between edges; tasks and marks are taken up as the text comes to them."""
    task_at = mark_at = 0
    open_tasks: list[tuple[int, int, str]] = []
    open_marks: list[tuple[int, int, str, str]] = []
    for start, end in pairwise(edges):
        while task_at < len(tasks) and tasks[task_at][0] <= start:
            open_tasks.append(tasks[task_at])
            task_at += 1
        while mark_at < len(marks) and marks[mark_at][0] <= start:
            open_marks.append(marks[mark_at])
            mark_at += 1
        open_tasks = [one for one in open_tasks if one[1] > start]
        open_marks = [one for one in open_marks if one[1] > start]
        if start == end:
            continue
        task = open_tasks[-1][2] if open_tasks else None
        kinds = [kind for kind in KINDS if any(mark[2] == kind for mark in open_marks)]
        about = task or next((mark[3] for mark in open_marks if mark[3]), None)
        yield Piece(start, text[start - offset : end - offset], task, about, kinds)


def shown(text: str) -> str:
    """Text with a visible sign for each character that would reorder, hide or swallow others.

    As long as `text`, so that places in one are places in the other.
    """
    return _HIDING.sub("\N{SYMBOL FOR SUBSTITUTE FORM TWO}", text)


def written_out(json_text: str) -> str:
    """JSON in which such characters stand by their numbers; it means the same."""
    return _HIDING.sub(_by_number, json_text)


def _by_number(match: regex.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
