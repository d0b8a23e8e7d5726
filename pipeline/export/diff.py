"""What changed between two runs, or two versions of a plan: task by task, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from pipeline.export.database import open_run, rows_of
from pipeline.lexicon import fold

__all__ = ["FIELDS", "Change", "compare", "compare_runs"]

Task = dict[str, Any]  # a row of the view `tracker`

FIELDS = ("text", "leads", "coordinates", "due", "deadlines", "recurrences", "products", "cited")
_SAME_PLACE = 60  # of 100: texts at one path are one task that was written anew
_MOVED = 88  # texts at two paths are one task that was moved


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a task.

    Attributes:
        kind: `added`, `removed`, `moved` (another path), `changed` (another value of `field`).
        old_path, new_path: empty where the task is not there.
        field: empty for a task that came, went or was only moved.
    """

    kind: str
    document: str
    old_path: str
    new_path: str
    task: str
    field: str = ""
    old: str = ""
    new: str = ""


def compare_runs(old: Path, new: Path) -> list[Change]:
    """The changes from the run in `old` to the run in `new`.

    Raises:
        TablesError: a folder holds no tables.
    """
    return compare(_tasks(old), _tasks(new))


def _tasks(folder: Path) -> list[Task]:
    return rows_of(open_run(folder), "SELECT * FROM tracker")


def compare(old: Sequence[Task], new: Sequence[Task]) -> list[Change]:
    """The changes from one set of tasks to another, in reading order.

    A task is the same where its `task_key` is; else where a paired document has one at the
    same path with much of its text, or one elsewhere with nearly all of it. Documents are
    paired by work, else by file name, else by type and issuer where each side has just one.
    """
    changes: list[Change] = []
    for before, after in _paired(_by_document(old), _by_document(new)):
        changes += _of_document(before, after)
    return changes


Documents = dict[str, list[Task]]


def _by_document(tasks: Sequence[Task]) -> Documents:
    """The tasks of each document; one that a run holds in two forms counts once."""
    grouped: Documents = defaultdict(list)
    forms: dict[str, str] = {}
    for task in tasks:
        work = task["work_id"] or task["doc_id"]
        if forms.setdefault(work, task["doc_id"]) == task["doc_id"]:
            grouped[work].append(task)
    return grouped


def _paired(old: Documents, new: Documents) -> Iterator[tuple[list[Task], list[Task]]]:
    left, right = dict(old), dict(new)
    names = (
        lambda task: task["work_id"],
        lambda task: task["source_path"],
        lambda task: (task["document_type"], task["issuer"]),
    )
    for name_of in names:
        there: dict[Any, list[str]] = defaultdict(list)
        here: dict[Any, list[str]] = defaultdict(list)
        for documents, found in ((left, there), (right, here)):
            for key, tasks in documents.items():
                found[name_of(tasks[0])].append(key)
        for said, keys in there.items():
            if said and len(keys) == 1 and len(here[said]) == 1:
                yield left.pop(keys[0]), right.pop(here[said][0])
    for tasks in left.values():
        yield tasks, []
    for tasks in right.values():
        yield [], tasks


def _of_document(old: Sequence[Task], new: Sequence[Task]) -> Iterator[Change]:
    pairs = _same_tasks(old, new)
    gone = [task for task in old if task["task_id"] not in {a["task_id"] for a, _ in pairs}]
    by_new = {after["task_id"]: before for before, after in pairs}
    for after in new:
        before = by_new.get(after["task_id"])
        if before is None:
            yield _change("added", after, new_path=after["path"])
            continue
        if before["path"] != after["path"]:
            yield _change("moved", after, before["path"], after["path"])
        for field in FIELDS:
            was, is_ = _value(before[field]), _value(after[field])
            if " ".join(was.split()) != " ".join(is_.split()):
                yield _change("changed", after, before["path"], after["path"], field, was, is_)
    for before in gone:
        yield _change("removed", before, old_path=before["path"])


def _change(
    kind: str,
    task: Task,
    old_path: str = "",
    new_path: str = "",
    field: str = "",
    old: str = "",
    new: str = "",
) -> Change:
    document = task["document_number"] or task["source_path"]
    return Change(kind, document, old_path, new_path, task["text"], field, old, new)


def _value(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _same_tasks(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[Task, Task]]:
    """Each old task with the new one that it became; no task in two pairs.

    Text tells before place: a task that was put one place on has its neighbour's old path.
    """
    pairs: list[tuple[Task, Task]] = []
    left, right = list(old), list(new)

    def take(before: Task, after: Task) -> None:
        pairs.append((before, after))
        left.remove(before)
        right.remove(after)

    texts: dict[str, list[Task]] = defaultdict(list)
    for task in right:
        texts[fold(task["text"])].append(task)
    for before in list(left):
        same = texts.get(fold(before["text"]), [])
        if same:
            at_place = next((task for task in same if task["path"] == before["path"]), same[0])
            same.remove(at_place)
            take(before, at_place)
    for least, same_path in ((_SAME_PLACE, True), (_MOVED, False)):
        scored = sorted(
            (
                (-_alike(before, after), n, m)
                for n, before in enumerate(left)
                for m, after in enumerate(right)
                if not same_path or before["path"] == after["path"]
            )
        )
        chosen = [(left[n], right[m]) for score, n, m in scored if -score >= least]
        for before, after in chosen:
            if before in left and after in right:
                take(before, after)
    return pairs


def _alike(one: Task, other: Task) -> float:
    """How alike two texts are, 0 to 100: words in common, whatever their order (rapidfuzz)."""
    return fuzz.token_sort_ratio(fold(one["text"]), fold(other["text"]))
