"""A run in memory: documents, their tasks, and what was read and corrected of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pipeline.corrections import Entry, document_code, record_keys, task_code
from pipeline.corrections.keys import TABLES, code_of
from pipeline.lexicon import fold
from pipeline.serve.bare import bare, unit_code

__all__ = ["Document", "Run", "Task", "Unit", "by_document", "document_name", "rooted"]

Row = Mapping[str, Any]
_BY_TASK = ("responsibilities", "time_clauses", "citations", "issues")


@dataclass(frozen=True, slots=True)
class Task:
    """A task with all that was read of it, in the order of the text.

    Attributes:
        bare: its words as they are searched; see `bare`.
    """

    row: Row
    document: Document = field(repr=False)
    units: Sequence[Row]
    times: Sequence[Row]
    citations: Sequence[Row]
    issues: Sequence[Row]
    bare: str = field(repr=False)

    @property
    def id(self) -> str:
        return str(self.row["task_id"])

    @property
    def code(self) -> str:
        """What a tracking system keys on: it lasts when the document is read again."""
        return task_code(self.row)

    @property
    def corrected_by(self) -> str | None:
        """Who last changed it or something in it; None where it is as the program read it."""
        rows = (self.row, *self.units, *self.times, *self.citations)
        return next((row["corrected_by"] for row in rows if row.get("corrected_by")), None)

    @property
    def checked_by(self) -> str | None:
        """Who said that it is right."""
        return self.row.get("checked_by")

    @property
    def needs_review(self) -> bool:
        return bool(self.row["needs_review"]) or any(
            row["needs_review"] for rows in (self.units, self.times) for row in rows
        )

    def of_role(self, *roles: str) -> list[str]:
        """The bodies that act in such a role, each once."""
        return list(dict.fromkeys(row["unit"] for row in self.units if row["role"] in roles))


class Document:
    """A document, its pages and tasks."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], entries: Sequence[Entry] = ()) -> None:
        self.entries = entries
        self.row: Row = rows["documents"][0]
        self.pages: Sequence[Row] = rows.get("pages", ())
        self.sections: Sequence[Row] = rows.get("sections", ())
        self.citations: Sequence[Row] = rows.get("citations", ())
        self.issues: Sequence[Row] = rows.get("issues", ())
        self._rows = rows
        by_task: dict[str, dict[str, list[Row]]] = {table: defaultdict(list) for table in _BY_TASK}
        for table in _BY_TASK:
            for row in rows.get(table, ()):
                if row["task_id"]:
                    by_task[table][row["task_id"]].append(row)
        self.tasks: Sequence[Task] = [
            self._task(row, *(by_task[table].get(row["task_id"], []) for table in _BY_TASK))
            for row in rows.get("tasks", ())
        ]

    def _task(
        self, row: Row, units: list[Row], times: list[Row], cited: list[Row], issues: list[Row]
    ) -> Task:
        said = [row["text"], *(unit["unit"] for unit in units), *(time["raw"] for time in times)]
        said += [one["cited_number"] or one["cited_name"] or "" for one in cited]
        return Task(row, self, units, times, cited, issues, bare(" · ".join(said)))

    @property
    def id(self) -> str:
        return str(self.row["doc_id"])

    @property
    def code(self) -> str:
        """What the log names it by."""
        return document_code(self.row)

    def key(self, record: Row) -> str:
        """What the log names a body, a time or a citation by."""
        return self._keys[id(record)]

    @cached_property
    def _keys(self) -> Mapping[int, str]:
        return _keys(self._rows)

    @cached_property
    def cited_bare(self) -> Sequence[str]:
        """What each citation says, as it is searched."""
        names = ("raw", "cited_number", "cited_name")
        return [
            bare(" · ".join(row[name] for name in names if row[name])) for row in self.citations
        ]

    @property
    def checked_by(self) -> str | None:
        """Who said that all in it is right."""
        return self.row.get("checked_by")

    @property
    def seen(self) -> int:
        """How many corrections are about it; what a page has seen."""
        return len(self.entries)

    @property
    def name(self) -> str:
        return document_name(self.row)

    @cached_property
    def text(self) -> str:
        """The source text, in which places are counted."""
        return "".join(page["text"] for page in self.pages)

    @cached_property
    def bare(self) -> str:
        row = self.row
        said = (self.name, row["title"], row["issuer"], row["source_path"])
        return bare(" · ".join(filter(None, said)))

    @cached_property
    def said_at(self) -> Mapping[str, datetime]:
        """When people last said something of a task, by its code."""
        by_id = {entry.id: entry for entry in self.entries}
        found: dict[str, datetime] = {}
        for entry in self.entries:
            moment = _moment(entry.when)
            if moment is None:
                continue
            code = code_of(rooted(entry, by_id).key)
            found[code] = max(moment, found.get(code, moment))
        return found

    @cached_property
    def to_review(self) -> int:
        """How many of its tasks a person should look at."""
        return sum(task.needs_review for task in self.tasks)

    @cached_property
    def unit_roles(self) -> Counter[tuple[str, str, str]]:
        """In how many tasks each body acts, by its code, name and role."""
        return Counter(
            key
            for task in self.tasks
            for key in {(unit_code(unit), unit["unit"], unit["role"]) for unit in task.units}
        )


def _moment(when: str) -> datetime | None:
    """A moment of the log; None where somebody wrote none into it."""
    try:
        return datetime.fromisoformat(when).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rooted(entry: Entry, by_id: Mapping[str, Entry]) -> Entry:
    """The entry that an undo is about, through undos of undos; any other is about itself."""
    while entry.action == "undo" and entry.key in by_id:
        entry = by_id[entry.key]
    return entry


def _keys(rows: Mapping[str, Sequence[Row]]) -> dict[int, str]:
    """What the log names each record by, by the identity of its row."""
    document = rows["documents"][0]
    codes = {str(document["doc_id"]): document_code(document)}
    codes |= {task["task_id"]: task_code(task) for task in rows.get("tasks", ())}
    found: dict[int, str] = {}
    for target, table in TABLES.items():
        records = rows.get(table, ())
        keys = record_keys(target, records, codes)
        found |= {id(row): key for row, key in zip(records, keys, strict=True)}
    return found


def document_name(row: Row) -> str:
    """A document as people name it: its type and number, else its title, else its file."""
    name = " ".join(filter(None, (row["doc_type_name"], row["number"])))
    return name if row["number"] else row["title"] or name or row["source_path"]


@dataclass(frozen=True)
class Run:
    """All documents at one moment.

    Attributes:
        version: another one wherever anything is; the same tables and corrections have the
            same, also after the server was started again.
        entries: the whole log, oldest first.
        waiting, stale: ids of entries that do not hold, or on what reads otherwise by now.
        torn: what is left of a last line of the log that was never finished.
    """

    documents: Mapping[str, Document]
    version: str
    read_at: datetime
    entries: Sequence[Entry] = ()
    waiting: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    torn: str = ""
    memo: dict[str, Any] = field(default_factory=dict)  # what views worked out of it

    @cached_property
    def tasks(self) -> Sequence[Task]:
        return [task for document in self.documents.values() for task in document.tasks]

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        return {task.id: task for task in self.tasks}

    @cached_property
    def by_code(self) -> Mapping[str, Task]:
        return {task.code: task for task in self.tasks}

    @cached_property
    def document_by_code(self) -> Mapping[str, Document]:
        return {document.code: document for document in self.documents.values()}

    @cached_property
    def entry_by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        return _units(self.documents.values())

    def changed_at(self, task: Task) -> datetime:
        """When a task was read or last corrected."""
        said = task.document.said_at.get(task.code) or task.document.said_at.get(task.id)
        return max(self.read_at, said or self.read_at)

    def task(self, name: str) -> Task | None:
        """The task of an id or a code."""
        return self.by_id.get(name) or self.by_code.get(name)

    def document(self, name: str) -> Document | None:
        """The document of an id or a code."""
        return self.documents.get(name) or self.document_by_code.get(name)


@dataclass(frozen=True, slots=True)
class Unit:
    """A body: its most common name, and in how many tasks it acts, by role."""

    code: str
    name: str
    names: Sequence[str]
    roles: Mapping[str, int]
    bare: str

    @property
    def others(self) -> Sequence[str]:
        """Its other names, each once, whatever its case and where its tone marks stand."""
        by_fold = {fold(name): name for name in self.names}
        return [name for folded, name in by_fold.items() if folded != fold(self.name)]

    @property
    def many(self) -> int:
        return sum(self.roles.values())


def _units(documents: Iterable[Document]) -> dict[str, Unit]:
    names: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for (code, name, role), many in document.unit_roles.items():
            names[code][name] += many
            roles[code][role] += many
    found = [
        Unit(
            code,
            max(names[code], key=lambda name: (names[code][name], name)),
            sorted(names[code]),
            dict(roles[code]),
            bare(" · ".join(names[code])),
        )
        for code in names
    ]
    return {unit.code: unit for unit in sorted(found, key=lambda unit: (unit.bare, unit.code))}


def by_document(rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, list[Row]]]:
    """The rows of each document, by table, in the order of documents."""
    pieces: dict[str, dict[str, list[Row]]] = {}
    for row in rows["documents"]:
        pieces[row["doc_id"]] = {"documents": [row]}
    for table, content in rows.items():
        if table != "documents":
            for row in content:
                pieces[row["doc_id"]].setdefault(table, []).append(row)
    return pieces
