"""Annotations of documents that people marked as checked, from a run's corrected tables.

They say what people let stand or put right on the page: good to begin an annotation with, and
not independent of the program, so that the guidelines ask for a second look before they count
as gold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.annotate.files import UnreachableError, dump, save

__all__ = ["Annotated", "annotations_of"]

Row = Mapping[str, Any]
_QUOTED = 9  # words of a task's begin and of its end


@dataclass(frozen=True, slots=True)
class Annotated:
    """A file of annotations that was written, and how much of it has no place in the source.

    `placeless` counts bodies, times and citations that people gave without showing where they
    stand; the annotation leaves them out.
    """

    path: Path
    records: int
    placeless: int


def annotations_of(run: Path, folder: Path) -> list[Annotated]:
    """Writes `<stem>.<part>.jsonl` for each checked document of the run in `run`.

    Raises:
        UnreachableError: nothing is marked as checked, or a file is there already; nothing is
            written then.
        TablesError, CorrectionsError: `run` cannot be read.
        OSError: a file cannot be read or written.
    """
    from pipeline.corrections import read_corrected

    rows = {name: table.to_pylist() for name, table in read_corrected(run).tables.items()}
    checked = [row for row in rows["documents"] if row["checked_by"]]
    if not checked:
        raise UnreachableError(
            f"{run}: no document is marked as checked. Mark it on the page (nhiemvu serve)."
        )
    paths = [_path(folder, row) for row in checked]
    if there := next((path for path in paths if path.exists()), None):
        raise UnreachableError(
            f"{there}: is there already and is not written over; give another --out, or take it "
            "away first"
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, document in zip(paths, checked, strict=True):
        own = {
            name: [row for row in found if row["doc_id"] == document["doc_id"]]
            for name, found in rows.items()
        }
        records, placeless = _records(document, own)
        save(path, dump(records))
        written.append(Annotated(path, len(records), placeless))
    return written


def _path(folder: Path, document: Row) -> Path:
    stem = PurePosixPath(document["source_path"]).stem
    return folder / f"{stem}.{document['part']}.jsonl"


def _records(document: Row, rows: Mapping[str, Sequence[Row]]) -> tuple[list[dict[str, Any]], int]:
    text = "".join(page["text"] for page in rows["pages"])
    paths = {row["task_id"]: row["path"] for row in rows["tasks"]}
    sections = {row["section_id"]: row["path"] for row in rows["sections"]}
    # below which line a record stands: its task's or its section's, wherever it is printed
    owners = {row["path"]: (row["char_start"], 0) for row in rows["sections"]}
    owners |= {row["path"]: (row["char_start"], 1) for row in rows["tasks"]}
    placed: list[tuple[tuple[int, int, int, int], dict[str, Any]]] = []
    placeless = 0
    found = (
        *((0, row, _section(row)) for row in rows["sections"]),
        *((1, row, _task(row, text)) for row in rows["tasks"]),
        *((2, row, _unit(row, paths)) for row in rows["responsibilities"]),
        *((3, row, _time(row, paths)) for row in rows["time_clauses"]),
        *((4, row, _cite(row, paths, sections)) for row in rows["citations"]),
        *((5, row, _target(row)) for row in rows["targets"]),
    )
    for rank, row, record in found:
        if rank > 1 and not _stands(record["raw"], row, text):
            placeless += 1
            continue
        if rank:
            record |= {"char_start": row["char_start"], "char_end": row["char_end"]}
        start = row["char_start"]
        owner = owners.get(record.get("task") or record.get("at", ""), (start, min(rank, 1)))
        placed.append(((*owner, rank, start), record))
    placed.sort(key=lambda entry: entry[0])
    return [_document(document), *(record for _, record in placed)], placeless


def _stands(raw: str, row: Row, text: str) -> bool:
    """Whether the words of a record are what its place in the source holds."""
    return bool(raw) and bool(text[row["char_start"] : row["char_end"]].strip())


def _document(row: Row) -> dict[str, Any]:
    return {
        "t": "document",
        "file": PurePosixPath(row["source_path"]).name,
        "part": row["part"],
        "type": row["doc_type_name"],
        **{name: row[name] for name in ("number", "title", "issuer", "place")},
        "date": _day(row["issued_date"]),
        **{name: row[name] for name in ("signer", "signer_role", "on_behalf_of")},
        "sha256": row["source_sha256"],
    }


def _section(row: Row) -> dict[str, Any]:
    names = ("path", "label", "heading", "role")
    return {"t": "section", **{name: row[name] for name in names}}


def _task(row: Row, text: str) -> dict[str, Any]:
    words = text[row["char_start"] : row["char_end"]].split()
    return {
        "t": "task",
        "path": row["path"],
        "label": row["label"],
        "begin": " ".join(words[:_QUOTED]),
        "end": " ".join(words[-_QUOTED:]),
    }


def _unit(row: Row, paths: Mapping[str, str]) -> dict[str, Any]:
    return {
        "t": "unit",
        "task": paths[row["task_id"]],
        "role": row["role"],
        "raw": row["unit_raw"],
        "where": row["source"],
    }


def _time(row: Row, paths: Mapping[str, str]) -> dict[str, Any]:
    return {
        "t": "time",
        "task": paths[row["task_id"]],
        "raw": row["raw"],
        "kind": row["kind"],
        "start": _day(row["start"]),
        "end": _day(row["end"]),
        "rrule": row["rrule"],
        "condition": row["condition"],
    }


def _cite(row: Row, paths: Mapping[str, str], sections: Mapping[str, str]) -> dict[str, Any]:
    return {
        "t": "cite",
        "at": _at(row, paths, sections),
        "raw": row["raw"],
        "type": row["cited_type"],
        "number": row["cited_number"],
        "date": _day(row["cited_date"]),
        "issuer": row["cited_issuer"],
    }


def _at(row: Row, paths: Mapping[str, str], sections: Mapping[str, str]) -> str:
    if row["task_id"]:
        return paths[row["task_id"]]
    return str(sections.get(row["section_id"]) or row["location"])


def _target(row: Row) -> dict[str, Any]:
    names = ("raw", "comparator", "value", "unit")
    return {
        "t": "target",
        "at": row["path"],
        **{name: row[name] for name in names},
        "due": _day(row["due"]),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
