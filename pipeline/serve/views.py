"""What each view shows, worked out of the run: the same for the server and for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from pipeline.corrections import active
from pipeline.serve.bare import parts
from pipeline.serve.cascade import cascade
from pipeline.serve.choose import Wanted, acting, choose, documents_of, units_of
from pipeline.serve.data import Document, Run, Task
from pipeline.serve.marks import marked_pages
from pipeline.serve.months import due_days, month_bounds, neighbours, weeks
from pipeline.serve.told import told

__all__ = [
    "Slice",
    "calendar_view",
    "cascade_view",
    "changes_view",
    "day_view",
    "document_view",
    "documents_view",
    "tasks_view",
    "units_view",
]

One = TypeVar("One")
View = dict[str, Any]
_PER_PAGE, _TASKS_PER_PAGE, _PER_DAY = 100, 50, 4
_NAMES_OFFERED = 150


@dataclass(frozen=True, slots=True)
class Slice(Generic[One]):
    """A page of a long list."""

    rows: Sequence[One]
    page: int
    pages: int
    many: int

    @classmethod
    def of(cls, rows: Sequence[One], page: int, size: int | None) -> Slice[One]:
        """`page` counts from 1; one that is not there is the nearest that is."""
        if size is None:
            return cls(rows, 1, 1, len(rows))
        pages = max(1, -(-len(rows) // size))
        page = min(max(page, 1), pages)
        return cls(rows[(page - 1) * size : page * size], page, pages, len(rows))


def documents_view(
    run: Run, *, q: str = "", review: bool = False, page: int = 1, whole: bool = False
) -> View:
    found = documents_of(run, q, review or None)
    return {
        "slice": Slice.of(found, page, None if whole else _PER_PAGE),
        "q": q,
        "review": review,
        "totals": {
            "documents": len(run.documents),
            "tasks": len(run.tasks),
            "review": sum(document.to_review for document in run.documents.values()),
        },
    }


def document_view(document: Document, *, pictures: bool, no_source: str = "") -> View:
    """A document beside its tasks; `pictures` where its pages can be seen."""
    return {
        "document": document,
        "pages": list(marked_pages(document)),
        "boxes": _boxes(document) if pictures else {},
        "pictures": pictures,
        "no_source": no_source,
        "other_citations": [row for row in document.citations if not row["task_id"]],
    }


def _boxes(document: Document) -> Mapping[int, Sequence[tuple[Mapping[str, Any], Task]]]:
    """By page, the place of each task on it."""
    found: dict[int, list[tuple[Mapping[str, Any], Task]]] = {}
    for task in document.tasks:
        for region in task.row["regions"] or ():
            found.setdefault(region["page"], []).append((region, task))
    return found


def tasks_view(run: Run, wanted: Wanted, page: int, due: str, today: date) -> View:
    """A page of the tasks that are asked for; `due` is a preset of the form."""
    wanted = _preset(wanted, due, today)
    found = choose(run, wanted)
    return {
        "slice": Slice.of(found, page, _TASKS_PER_PAGE),
        "wanted": wanted,
        "due": due,
        "body": run.units.get(wanted.body),
        "unit_names": common_units(run),
        "document": run.documents.get(wanted.document),
        "today": today,
    }


def common_units(run: Run) -> list[str]:
    """Names of the bodies that act most, to choose from."""
    most = sorted(run.units.values(), key=lambda unit: (-unit.many, unit.bare))[:_NAMES_OFFERED]
    return [unit.name for unit in sorted(most, key=lambda unit: unit.bare)]


def _preset(wanted: Wanted, due: str, today: date) -> Wanted:
    if due == "none":
        return replace(wanted, no_due=True, due_from=None, due_to=None)
    spans = {
        "late": (None, today - timedelta(days=1)),
        "week": (today, today + timedelta(days=7)),
        "month": month_bounds("", today),
        "quarter": _quarter(today),
    }
    if due in spans:
        first, last = spans[due]
        return replace(wanted, due_from=first, due_to=last)
    return wanted


def _quarter(today: date) -> tuple[date, date]:
    month = 3 * ((today.month - 1) // 3) + 1
    return (
        today.replace(month=month, day=1),
        month_bounds(f"{today.year:04}-{month + 2:02}", today)[1],
    )


def units_view(run: Run, *, q: str = "", page: int = 1, whole: bool = False) -> View:
    found = units_of(run, q)
    if not parts(q):
        found.sort(key=lambda unit: (-unit.many, unit.bare))
    return {
        "slice": Slice.of(found, page, None if whole else _PER_PAGE),
        "q": q,
        "many": len(run.units),
    }


def calendar_view(
    run: Run, month: str, today: date, *, unit: str = "", per_day: int = _PER_DAY
) -> View:
    first, last = month_bounds(month, today)
    by_day = due_days(run, first, last, acting(run, unit))
    before, after = neighbours(first)
    return {
        "first": first,
        "weeks": weeks(first),
        "by_day": by_day,
        "many": sum(map(len, by_day.values())),
        "before": before,
        "after": after,
        "today": today,
        "unit": unit,
        "unit_names": common_units(run),
        "per_day": per_day,
    }


def day_view(run: Run, day: date, page: int, *, unit: str = "") -> View:
    found = due_days(run, day, day, acting(run, unit)).get(day, ())
    return {"day": day, "slice": Slice.of(found, page, _TASKS_PER_PAGE), "unit": unit}


def cascade_view(run: Run, around: str) -> View:
    return {
        "graph": cascade(run, around),
        "around": run.documents.get(around),
        "documents": list(run.documents.values()),
    }


def changes_view(run: Run, page: int) -> View:
    """The log, the newest first, with what became of each entry."""
    holding = {entry.id for entry in active(run.entries, undos=True)}
    some = Slice.of(run.entries[::-1], page, _PER_PAGE)
    rows = [
        {
            **told(entry, run),
            "undone": entry.id not in holding,
            "undo": entry.action == "undo",
            "waiting": entry.id in run.waiting,
            "stale": entry.id in run.stale,
        }
        for entry in some.rows
    ]
    seen = {row["doc_id"]: run.documents[row["doc_id"]].seen for row in rows if row["doc_id"]}
    return {"slice": some, "rows": rows, "seen": seen, "run": run}
