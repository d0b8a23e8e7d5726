"""Many files → one set of tables. A file in trouble is told of and left out; the others go on."""

from __future__ import annotations

import glob
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors import units
from pipeline import tables
from pipeline.clean import clean
from pipeline.extract import TABLES, Rows, extract
from pipeline.ingest import SUPPORTED_SUFFIXES, Limits, read
from pipeline.link import link_documents, link_mentions
from pipeline.model import IngestError
from pipeline.segment import segment

__all__ = ["Failure", "Outcome", "document_rows", "find_inputs", "run"]

# A plan has some ten thousand characters; a file of many megabytes is something else.
MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no tables: what is wrong and what to do."""

    path: str
    problem: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. {self.what_to_do}"


@dataclass
class Outcome:
    """What a run gave: rows a table, files read, failures and remarks in order."""

    out_dir: Path
    files: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read and the folder that its shown path is relative to."""

    path: Path
    root: Path


Progress = Callable[[int, int, str], None]


def find_inputs(patterns: Sequence[str]) -> tuple[list[Input], list[Failure], list[str]]:
    """The files that `patterns` name (files, folders, globs), each once, in a fixed order.

    Files of other formats in a folder are passed over with a remark; named by themselves
    they are failures, as is a pattern that matches nothing.
    """
    found: dict[Path, Input] = {}
    failures: list[Failure] = []
    remarks: list[str] = []
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            files, skipped = _in_folder(path)
            for file in files:
                found.setdefault(file.resolve(), Input(file, path))
            if skipped:
                remarks.append(f"{pattern}: {skipped} files of other formats were passed over")
            if not files:
                failures.append(
                    Failure(
                        pattern, "no document in this folder", _suffix_advice("Put documents there")
                    )
                )
            continue
        matches = [path] if path.exists() or not glob.has_magic(pattern) else _globbed(pattern)
        if not matches:
            failures.append(Failure(pattern, "no file matches", "Check the path and its spelling."))
        for match in matches:
            if match.is_dir():
                for file in _in_folder(match)[0]:
                    found.setdefault(file.resolve(), Input(file, match))
            else:
                found.setdefault(match.resolve(), Input(match, match.parent))
    return sorted(found.values(), key=lambda item: str(item.path)), failures, remarks


def _in_folder(folder: Path) -> tuple[list[Path], int]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != "."]
    documents = [path for path in files if path.suffix.lower() in SUPPORTED_SUFFIXES]
    return documents, len(files) - len(documents)


def _globbed(pattern: str) -> list[Path]:
    return [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]


def _suffix_advice(opening: str) -> str:
    return f"{opening} ({', '.join(sorted(SUPPORTED_SUFFIXES))})."


def document_rows(path: Path, root: Path | None = None, limits: Limits | None = None) -> Rows:
    """The rows of one file's documents: the whole road, from bytes to rows.

    Raises:
        IngestError: the file cannot be taken in.
    """
    source = read(path, root=root, limits=limits or Limits(max_bytes=MAX_BYTES))
    cleaned = clean(source)
    rows = extract(source, cleaned, segment(cleaned))
    link_mentions(rows)
    return rows


def run(
    patterns: Sequence[str],
    out_dir: Path,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Reads every file, writes the tables to `out_dir`, and tells what went wrong.

    Writes nothing when no file could be read. The same files give the same bytes.

    Raises:
        OSError: the folder cannot be written.
    """
    inputs, failures, remarks = find_inputs(patterns)
    outcome = Outcome(out_dir, failures=failures, remarks=remarks)
    rows: Rows = {table: [] for table in TABLES}
    seen: dict[str, str] = {}
    for done, item in enumerate(inputs):
        if progress:
            progress(done, len(inputs), str(item.path))
        found = _one(item, limits, outcome)
        if found is not None and _is_new(found, item, seen, outcome):
            outcome.files += 1
            for table in TABLES:
                rows[table] += found[table]
    if progress:
        progress(len(inputs), len(inputs), "")
    if outcome.files:
        link_documents(rows)
        _unique_paths(rows)
        tables.write(rows, out_dir, unit_ids=units.registry_ids())
    outcome.counts = {table: len(rows[table]) for table in TABLES}
    return outcome


def _one(item: Input, limits: Limits | None, outcome: Outcome) -> Rows | None:
    try:
        return document_rows(item.path, item.root, limits)
    except IngestError as error:
        outcome.failures.append(Failure(str(item.path), error.problem, error.what_to_do))
    except (ValueError, KeyError, IndexError, AssertionError, RecursionError, MemoryError) as error:
        # A defect of ours: the other files go on all the same, and the line says what to report.
        what = f"{type(error).__name__}: {error}"
        outcome.failures.append(
            Failure(str(item.path), f"could not be understood ({what})", "Please report this file.")
        )
    return None


def _is_new(found: Rows, item: Input, seen: dict[str, str], outcome: Outcome) -> bool:
    """Whether these bytes come for the first time; a copy is told of and left out."""
    sha256 = found["documents"][0]["source_sha256"] if found["documents"] else ""
    if sha256 in seen:
        outcome.remarks.append(f"{item.path}: the same bytes as {seen[sha256]}, read once")
        return False
    seen[sha256] = str(item.path)
    return True


def _unique_paths(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Different files of one relative path (from two input folders) get their folder's name."""
    by_path: dict[str, set[str]] = {}
    for row in rows["documents"]:
        by_path.setdefault(row["source_path"], set()).add(row["source_sha256"])
    for row in rows["documents"]:
        if len(by_path[row["source_path"]]) > 1:
            row["source_path"] = f"{row['source_sha256'][:8]}/{row['source_path']}"
