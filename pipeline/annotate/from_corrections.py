"""Annotations of the documents that people marked as right, from corrected tables.

What a person read, corrected and marked as right is an annotation. Only what stands in the
document goes into it, as the guidelines ask: a body or a time that a person gave without
words in the text is left out and told.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import regex

from pipeline.annotate.check import check
from pipeline.annotate.files import OUTSIDE, Problem, Sources, dump, save
from pipeline.corrections.places import found_in, same_words
from pipeline.evaluate import cleaned
from pipeline.evaluate.values import name_key
from pipeline.model import Media, Page, Source, TextOrigin, TimeKind

__all__ = ["Annotated", "annotations_of", "problems_of"]

Row = Mapping[str, Any]
Record = dict[str, Any]

_QUOTED = 8  # words of a begin and an end
_TABLES = (
    *("sections", "tasks", "responsibilities", "time_clauses"),
    *("citations", "targets"),
)
# "b12", "4.1#2": steps that count what stands before them
_STEP = regex.compile(r"(?P<letter>[hbpr])(?P<number>\d+)(?:#\d+)?|(?P<label>.+?)(?:#\d+)?")


@dataclass(frozen=True, slots=True)
class Annotated:
    """The annotation of one document part.

    `left_out` are lines for people: what the tables have and the document does not.
    """

    name: str
    source_path: str
    text: str
    sha256: str
    records: Sequence[Record]
    left_out: Sequence[str] = ()


def annotations_of(content: Mapping[str, pa.Table]) -> tuple[list[Annotated], list[str]]:
    """The annotations of documents that are marked as right, and why others have none.

    A file name stands once: of a text and a scan of one name the first counts. Files that
    hold several documents are left out, for the tables do not say where each begins.
    """
    documents = content["documents"].to_pylist()
    parts: dict[str, int] = defaultdict(int)
    for row in documents:
        parts[row["source_path"]] += 1
    checked = [row for row in documents if row["checked_by"] is not None]
    wanted = {row["doc_id"] for row in checked}
    rows = {table: _by_document(content[table], wanted) for table in (*_TABLES, "pages")}
    found: list[Annotated] = []
    why: list[str] = []
    names: set[str] = set()
    for row in checked:
        path, name = row["source_path"], f"{Path(row['source_path']).stem}.{row['part']}.jsonl"
        if parts[path] > 1:
            why.append(f"{path}: holds several documents; begin with `nhiemvu gold new --parts`")
        elif name in names:
            why.append(f"{path}: another document has the file name {name} already")
        else:
            names.add(name)
            mine = {table: grouped.get(row["doc_id"], []) for table, grouped in rows.items()}
            found.append(_Writer(row, mine).annotated(name))
    return found, list(dict.fromkeys(why))


def problems_of(annotated: Annotated) -> list[Problem]:
    """What `gold check` finds wrong in an annotation, on the text that the tables have."""
    source = Source(
        annotated.source_path,
        annotated.sha256,
        Media.TEXT,
        annotated.text,
        (Page(1, 0, len(annotated.text), TextOrigin.NATIVE),),
        "utf-8",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / annotated.name
        save(path, dump(annotated.records))
        file = annotated.records[0]["file"]
        checked = check([path], Sources((), {file: source}))
    return [replace(problem, file=annotated.name) for problem in checked.errors]


def _by_document(table: pa.Table, wanted: set[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        if row["doc_id"] in wanted:
            found[row["doc_id"]].append(row)
    return found


@dataclass(slots=True)
class _Writer:
    """Writes the records of one document, in reading order."""

    document: Row
    rows: Mapping[str, Sequence[Row]]
    text: str = ""
    left_out: list[str] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)

    def annotated(self, name: str) -> Annotated:
        self.text = "".join(page["text"] for page in self.rows["pages"])
        items = [("section", row) for row in self.rows["sections"]]
        items += [("task", row) for row in self.rows["tasks"]]
        items.sort(key=lambda item: (item[1]["char_start"], item[0] != "section"))
        self.paths = _counted([row["path"] for _, row in items])
        records = [self._document(), *self._cites_at(("title", "preamble"))]
        for kind, row in items:
            if kind == "section":
                records.append(self._section(row))
                records += self._cites(section=row["section_id"])
                records += self._targets(row["path"])
            else:
                records.append(self._task(row))
                records += self._of_task(row)
        records += self._cites_at(("footnote", "closing"))
        document = self.document
        return Annotated(
            name,
            document["source_path"],
            self.text,
            document["source_sha256"],
            records,
            self.left_out,
        )

    def _document(self) -> Record:
        row = self.document
        return {
            "t": "document",
            "file": Path(row["source_path"]).name,
            "part": row["part"],
            "type": row["doc_type_name"],
            "number": row["number"],
            "title": row["title"],
            "issuer": row["issuer"],
            "place": row["place"],
            "date": _day(row["issued_date"]),
            "signer": row["signer"],
            "signer_role": row["signer_role"],
            "on_behalf_of": row["on_behalf_of"],
            "sha256": row["source_sha256"],
        }

    def _section(self, row: Row) -> Record:
        label, heading = row["label"], row["heading"]
        place = (
            found_in(self.text, heading, (row["char_start"], row["char_end"])) if heading else None
        )
        record = {
            "t": "section",
            "path": self.paths[row["path"]],
            "label": label,
            "heading": cleaned(place.raw) if place else heading,
            "role": row["role"],
        }
        return record | ({"char_start": place.start, "char_end": place.end} if place else {})

    def _task(self, row: Row) -> Record:
        words = cleaned(self.text[row["char_start"] : row["char_end"]]).split()
        return {
            "t": "task",
            "path": self.paths[row["path"]],
            "label": row["label"],
            "begin": " ".join(words[:_QUOTED]),
            "end": " ".join(words[-_QUOTED:]),
            "char_start": row["char_start"],
            "char_end": row["char_end"],
        }

    def _of_task(self, task: Row) -> Iterator[Record]:
        path, task_id = self.paths[task["path"]], task["task_id"]
        for row in self.rows["responsibilities"]:
            if row["task_id"] == task_id and (quote := self._unit_quote(row, task)):
                said = {"t": "unit", "task": path, "role": row["role"], "raw": quote[0]}
                yield {**said, "where": row["source"], "char_start": quote[1], "char_end": quote[2]}
        for row in self.rows["time_clauses"]:
            if row["task_id"] == task_id and self._stands(row, row["raw"], task):
                yield self._time(row, path)
        yield from self._cites(task=task_id)
        yield from self._targets(task["path"])

    def _unit_quote(self, row: Row, task: Row) -> tuple[str, int, int] | None:
        """The words of a body; of one that a person named, those of that name if it is there."""
        if row["corrected_by"] is not None and not same_words(row["unit"], row["unit_raw"]):
            place = found_in(self.text, row["unit"], (task["char_start"], task["char_end"]))
            if place is not None:
                return cleaned(place.raw), place.start, place.end
        if not self._stands(row, row["unit_raw"], task, row["unit"]):
            return None
        return cleaned(row["unit_raw"]), row["char_start"], row["char_end"]

    def _stands(self, row: Row, raw: str, task: Row, name: str = "") -> bool:
        """Whether a row has words in the document; if not, it is told."""
        if raw.strip():
            return True
        what = name or row.get("kind") or row.get("cited_number") or row.get("cited_name")
        where = f"{self.document['source_path']}, {task['path']}"
        self.left_out.append(f"{where}: left out, for the text has no words for it: {what}")
        return False

    def _time(self, row: Row, path: str) -> Record:
        raw, condition = cleaned(row["raw"]), cleaned(row["condition"] or "")
        recurs = row["kind"] == TimeKind.RECURRING.value
        return {
            "t": "time",
            "task": path,
            "raw": raw,
            "kind": row["kind"],
            "start": _day(row["start"]),
            "end": _day(row["end"]),
            "rrule": row["rrule"] if recurs else None,
            "condition": condition if condition and condition in raw else None,
            "char_start": row["char_start"],
            "char_end": row["char_end"],
        }

    # --- citations and targets

    def _cites_at(self, locations: Iterable[str]) -> Iterator[Record]:
        for location in locations:
            for row in self.rows["citations"]:
                if _at(row) == location:
                    yield from self._cite(row, location)

    def _cites(self, task: str | None = None, section: str | None = None) -> Iterator[Record]:
        for row in self.rows["citations"]:
            if _at(row) is not None:
                continue
            if task is not None and row["task_id"] == task:
                yield from self._cite(row, self._path("tasks", "task_id", task))
            elif task is None and row["task_id"] is None and row["section_id"] == section:
                yield from self._cite(row, self._path("sections", "section_id", section))

    def _path(self, table: str, name: str, value: str | None) -> str:
        return next(self.paths[row["path"]] for row in self.rows[table] if row[name] == value)

    def _cite(self, row: Row, at: str) -> Iterator[Record]:
        """A mention with what it says itself: what is known from elsewhere is no annotation."""
        if not self._stands(row, row["raw"], {"path": at}):
            return
        raw = cleaned(row["raw"])
        day = _day(row["cited_date"])
        yield {
            "t": "cite",
            "at": at,
            "raw": raw,
            "type": _if_said(row["cited_type"], raw),
            "number": row["cited_number"],
            "date": day if day and day[:4] in raw else None,
            "issuer": _if_said(row["cited_issuer"], raw),
            "char_start": row["char_start"],
            "char_end": row["char_end"],
        }

    def _targets(self, path: str) -> Iterator[Record]:
        for row in self.rows["targets"]:
            if row["path"] == path:
                value = row["value"]
                yield {
                    "t": "target",
                    "at": self.paths[path],
                    "raw": cleaned(row["raw"]),
                    "comparator": row["comparator"],
                    "value": int(value) if value == int(value) else value,
                    "unit": row["unit"],
                    "due": _day(row["due"]),
                    "char_start": row["char_start"],
                    "char_end": row["char_end"],
                }


def _at(row: Row) -> str | None:
    """Where a mention outside of tasks and sections stands."""
    if row["location"] in OUTSIDE:
        return str(row["location"])
    return None if row["task_id"] or row["section_id"] else "preamble"


def _if_said(value: str | None, raw: str) -> str | None:
    return value if value and name_key(value) in name_key(raw) else None


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _counted(paths: Sequence[str]) -> dict[str, str]:
    """Each path with its steps counted without a gap, where tasks were added or removed.

    >>> _counted(["I", "I/b2", "I/b3", "I/2#3"])
    {'I': 'I', 'I/b2': 'I/b1', 'I/b3': 'I/b2', 'I/2#3': 'I/2'}
    """
    new: dict[str, str] = {"": ""}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for path in paths:
        above = ""
        for step in path.split("/"):
            here = f"{above}/{step}" if above else step
            if here not in new:
                match = _STEP.fullmatch(step)
                parent = new[above]
                name = step
                if match and match["letter"]:
                    counts[parent, match["letter"]] += 1
                    name = f"{match['letter']}{counts[parent, match['letter']]}"
                elif match:
                    label = match["label"]
                    counts[parent, label] += 1
                    use = counts[parent, label]
                    name = label if use == 1 else f"{label}#{use}"
                new[here] = f"{parent}/{name}" if parent else name
            above = here
    del new[""]
    return new
