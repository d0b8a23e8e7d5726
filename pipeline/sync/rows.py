"""What a run says, as the database is to have it: works, tasks, and people's words on top.

A document that came in several forms, as text and as a scan, is one row: its best form counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.corrections import (
    NAME,
    CorrectionsError,
    Entry,
    active,
    corrected,
    document_code,
    read_log,
    task_code,
)
from pipeline.corrections.keys import code_of
from pipeline.export.feed import feed

__all__ = ["Run", "Said", "read_run"]

Row = dict[str, Any]
_PEOPLES = ("status", "notes")  # what only people say of a task
# What of a task a correction is about, as the database names it.
_ABOUT = {"unit": "units", "time": "times", "citation": "cites", "bounds": "text"} | {
    name: "units" for name in ("leads", "coordinates")
}
_ORIGINS = ("native", "mixed", "ocr")  # the surest letters first


@dataclass(frozen=True, slots=True)
class Said:
    """A status or a note that a person gave: who did, or by what file it came in, and when."""

    value: str | None
    when: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Run:
    """The works and tasks of a run, in reading order.

    Attributes:
        run_id: None where the tables are of no run.
        documents, tasks: by the keys they have in the database.
        said: by task, by field.
        doc_ids: of all forms of all documents.
        forms: how many documents are further forms of one that counts.
        failed: paths of files that gave no tables.
    """

    run_id: str | None
    documents: Mapping[str, Row]
    tasks: Mapping[str, Row]
    said: Mapping[str, Mapping[str, Said]]
    doc_ids: frozenset[str]
    forms: int
    failed: frozenset[str]


def read_run(folder: Path) -> Run:
    """What the run in `folder` says, with people's corrections.

    Raises:
        TablesError: the folder holds no tables.
        CorrectionsError: the corrections in it cannot be read.
        OSError: a file cannot be read.
    """
    content = tables.read(folder)
    entries = _of_works(read_log(folder), content["tasks"].to_pylist())
    laid = corrected(content, entries)
    rows = tables.to_rows(laid.tables)
    chosen = _chosen(rows["documents"])
    works = {row["doc_id"]: document_code(row) for row in rows["documents"]}
    documents: dict[str, Row] = {}
    for row in rows["documents"]:
        if row["doc_id"] in chosen and document_code(row) not in documents:
            documents[document_code(row)] = _document(row)
    found: dict[str, Row] = {}
    for task in feed(rows):
        if task["document"]["doc_id"] not in chosen:
            continue
        key = task_code(task)
        # Two parts of one file that bear one number: both have their tasks.
        key = task["task_id"] if key in found else key
        found[key] = _task(key, works[task["document"]["doc_id"]], task)
    codes = _codes(rows["tasks"], found)
    for entry in laid.applied:
        if entry.action != "checked" and entry.field not in _PEOPLES:
            for key in codes.get(code_of(entry.key), ()):
                name = _ABOUT.get(entry.field or entry.target, entry.field or entry.target)
                found[key]["corrected"] = sorted({*found[key]["corrected"], name})
    said = _said(codes, active(entries), folder)
    return Run(
        run_id=_run_id(folder),
        documents=documents,
        tasks=found,
        said=said,
        doc_ids=frozenset(works),
        forms=len(works) - len(chosen),
        failed=frozenset(_column(folder, "failures", "source_path")),
    )


def _chosen(documents: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The documents that count: of each work, those of the file whose letters are surest."""
    forms: dict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in documents:
        forms[document_code(row)][row["source_sha256"]].append(row)
    best = (min(files.values(), key=lambda parts: _rank(parts[0])) for files in forms.values())
    return frozenset(row["doc_id"] for parts in best for row in parts)


def _rank(document: Mapping[str, Any]) -> tuple[int, float, str]:
    sure = document["ocr_confidence"]
    origin = _ORIGINS.index(document["text_origin"])
    return origin, 0.0 if sure is None else -sure, document["source_sha256"]


def _document(row: Mapping[str, Any]) -> Row:
    return {
        "document_key": document_code(row),
        "type": _clean(row["doc_type_name"]),
        **{
            name: _clean(row[name])
            for name in (
                *("doc_id", "work_id", "number", "issuer", "issuer_level", "issued_date", "title"),
                *("source_path", "part"),
            )
        },
    }


def _task(key: str, document_key: str, task: Mapping[str, Any]) -> Row:
    copied = ("task_id", "path", "heading_path", "text", "units", "products", "cites")
    times = [
        {**time, "start": _day(time["start"]), "end": _day(time["end"])} for time in task["times"]
    ]
    row: Row = _clean(
        {
            "task_key": key,
            "document_key": document_key,
            **{name: task[name] for name in copied},
            "times": times,
            "due": _day(task["due"]),
            **task["place"],
            **{name: task[name] for name in ("confidence", "needs_review", "reasons")},
            "corrected": [],
        }
    )
    row["cites"] = [{**cite, "date": _day(cite["date"])} for cite in row["cites"]]
    return row


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _clean(value: Any) -> Any:
    """A value without the character U+0000, which PostgreSQL holds in no text."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return value


# --- what people said -------------------------------------------------------------------


def _codes(
    all_tasks: Iterable[Mapping[str, Any]], found: Mapping[str, Row]
) -> dict[str, dict[str, None]]:
    """The tasks that a code of the workbook stands for: a key, or the id of any form's task.

    The workbook shows each form of a document, and knows the tasks of such by their ids; what
    was said of one form is said of the work.
    """
    codes: dict[str, dict[str, None]] = defaultdict(dict)
    by_id = {row["task_id"]: key for key, row in found.items()}
    for task in all_tasks:
        key = by_id.get(task["task_id"], task["task_key"])
        if key in found:
            codes[task["task_id"]][key] = None
            if task["task_key"]:
                codes[task["task_key"]][key] = None
    return codes


def _of_works(
    entries: Iterable[Entry], all_tasks: Iterable[Mapping[str, Any]]
) -> tuple[Entry, ...]:
    """The entries with what was said of one form's task said of the work's."""
    keys = {task["task_id"]: task["task_key"] for task in all_tasks if task["task_key"]}
    found = []
    for entry in entries:
        code = code_of(entry.key)
        key = f"{keys[code]}{entry.key[len(code) :]}" if code in keys else entry.key
        found.append(replace(entry, key=key))
    return tuple(found)


def _said(
    codes: Mapping[str, Iterable[str]], entries: Iterable[Entry], folder: Path
) -> dict[str, dict[str, Said]]:
    """What people said of status and notes, by task, by field."""
    said: dict[str, dict[str, Said]] = defaultdict(dict)
    for entry in entries:
        if entry.target != "task" or entry.field not in _PEOPLES:
            continue
        assert entry.now is None or isinstance(entry.now, str)
        for key in codes.get(code_of(entry.key), ()):
            said[key][entry.field] = Said(_clean(entry.now), _when(entry, folder), entry.by)
    return dict(said)


def _when(entry: Entry, folder: Path) -> datetime:
    try:
        return datetime.fromisoformat(entry.when).astimezone(UTC)
    except ValueError:
        raise CorrectionsError(
            f"{folder / NAME}: {entry.when!r} is no time. Mend or delete the line."
        ) from None


# --- the run itself ---------------------------------------------------------------------


def _run_id(folder: Path) -> str | None:
    """The id of the last run that wrote the tables."""
    ids = _column(folder, "runs", "run_id")
    return max(ids, default=None)


def _column(folder: Path, table: str, column: str) -> list[str]:
    """A column of a table that a run leaves beside the nine; empty where it did not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{table}.parquet"
    if not path.is_file():
        return []
    try:
        found: list[str] = pq.read_table(path, columns=[column])[column].to_pylist()
    except (pa.ArrowException, KeyError) as error:
        raise tables.TablesError(f"{path}: cannot be read. Run the documents again.") from error
    return found
