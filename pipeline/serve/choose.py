"""Which tasks, documents and bodies a list shows, the same for the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.serve.bare import bare, holds, parts, unit_code
from pipeline.serve.data import Document, Run, Task, Unit

__all__ = ["Wanted", "acting", "choose", "documents_of", "units_of"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; what is None or empty asks for nothing.

    Attributes:
        q: words of the task, its bodies, times and citations; see `holds`.
        unit: words of the name of a body that acts in it.
        body: the code of such a body.
        role: the role of that body, or of any.
        kind: a kind of time clause.
        due_from, due_to: the day by which it is due lies there, both included.
        no_due: it has no such day.
        document: a `doc_id`, else words of its name, number or path.
        review: whether it needs a person's look.
        corrected: whether a person corrected it.
        changed_since: read or corrected later than that.
    """

    q: str = ""
    unit: str = ""
    body: str = ""
    role: str = ""
    kind: str = ""
    due_from: date | None = None
    due_to: date | None = None
    no_due: bool = False
    document: str = ""
    review: bool | None = None
    corrected: bool | None = None
    changed_since: datetime | None = None


def choose(run: Run, wanted: Wanted) -> list[Task]:
    """The tasks that are asked for, in the order of documents and places."""
    tests = list(_tests(run, wanted))
    if wanted.document in run.documents:
        tasks = run.documents[wanted.document].tasks
    else:
        tasks = run.tasks
        if wanted.document:
            tests.append(_of_document(run, wanted.document))
    return [task for task in tasks if all(test(task) for test in tests)]


def _tests(run: Run, wanted: Wanted) -> Iterator[Callable[[Task], bool]]:
    """Cheap ones first."""
    if wanted.no_due:
        yield lambda task: task.row["due"] is None
    if wanted.due_from or wanted.due_to:
        first, last = wanted.due_from or date.min, wanted.due_to or date.max
        yield lambda task: task.row["due"] is not None and first <= task.row["due"] <= last
    if wanted.kind:
        yield lambda task: any(time["kind"] == wanted.kind for time in task.times)
    if wanted.body or wanted.unit or wanted.role:
        yield _acts(run, wanted)
    if wanted.q:
        asked = parts(wanted.q)
        yield lambda task: holds(task.bare, asked)
    if wanted.review is not None:
        yield lambda task: task.needs_review == wanted.review
    if wanted.corrected is not None:
        yield lambda task: (task.corrected_by is not None) == wanted.corrected
    if wanted.changed_since is not None:
        since = wanted.changed_since
        yield lambda task: run.changed_at(task) > since


def _acts(run: Run, wanted: Wanted) -> Callable[[Task], bool]:
    """Whether such a body acts in a task in such a role."""
    codes: set[str] | None = None
    if wanted.body:
        codes = {wanted.body}
    elif wanted.unit:
        asked = bare(wanted.unit).rstrip()
        codes = {code for code, unit in run.units.items() if asked in unit.bare}
    return lambda task: any(
        (not wanted.role or unit["role"] == wanted.role)
        and (codes is None or unit_code(unit) in codes)
        for unit in task.units
    )


def _of_document(run: Run, words: str) -> Callable[[Task], bool]:
    found = {document.id for document in documents_of(run, words)}
    return lambda task: task.document.id in found


def acting(run: Run, unit: str) -> Callable[[Task], bool] | None:
    """Whether a body of such a name acts in a task; None where no name is given."""
    if not unit.strip():
        return None
    ids = {task.id for task in choose(run, Wanted(unit=unit))}
    return lambda task: task.id in ids


def documents_of(run: Run, q: str, review: bool | None = None) -> list[Document]:
    """The documents whose name, title, issuer or file has these words, in the run's order.

    Args:
        review: whether tasks of it need a person's look.
    """
    asked = parts(q)
    return [
        document
        for document in run.documents.values()
        if holds(document.bare, asked) and (review is None or bool(document.to_review) == review)
    ]


def units_of(run: Run, q: str) -> list[Unit]:
    """The bodies whose names have these words, in the order of their names."""
    asked = parts(q)
    return [unit for unit in run.units.values() if holds(unit.bare, asked)]
