"""Many files → one set of tables. A file in trouble is told of and left out; the others go on."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from extractors import units
from pipeline import tables
from pipeline.clean import clean
from pipeline.confidence import assess
from pipeline.extract import Rows, extract
from pipeline.ingest import SUPPORTED_SUFFIXES, Options, read
from pipeline.ingest.guard import Guard
from pipeline.ingest.progress import Listener
from pipeline.link import link_documents, link_mentions
from pipeline.model import IngestError, Source
from pipeline.segment import segment

__all__ = ["Failure", "Outcome", "document_rows", "find_inputs", "run"]

DEFAULTS = Options()


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
Reading = Callable[..., Source]  # with the signature of `pipeline.ingest.read`


def find_inputs(patterns: Sequence[str]) -> tuple[list[Input], list[Failure], list[str]]:
    """The files that `patterns` name (files, folders, globs), each once, in a fixed order.

    A file that several patterns name belongs to the outermost folder among theirs, in
    whatever order they come. Files of other formats in a folder are passed over with a
    remark, as are links to folders; named by themselves they are failures, as is a
    pattern that matches nothing and a folder that may not be opened.
    """
    found: list[Input] = []
    failures: list[Failure] = []
    remarks: list[str] = []
    for pattern in patterns:
        if not pattern:
            failures.append(Failure("''", "an empty name", "Write . for the current folder."))
        elif os.path.isdir(pattern):
            folder = Path(pattern)
            files = _in_folder(folder, failures, remarks)
            if not files and not any(failure.path == str(folder) for failure in failures):
                advice = _suffix_advice("Put documents there")
                failures.append(Failure(pattern, "no document in this folder", advice))
            found += files
        else:
            for match in _matches(pattern, failures):
                if os.path.isdir(match):  # which takes any name
                    found += _in_folder(match, failures, remarks)
                else:
                    found.append(Input(match, match.parent))
    inputs = sorted(_once(found), key=lambda item: str(item.path))
    return inputs, list(dict.fromkeys(failures)), list(dict.fromkeys(remarks))


def _in_folder(folder: Path, failures: list[Failure], remarks: list[str]) -> list[Input]:
    """The documents below `folder`, and broken links named like one; what else is there is told."""
    files: list[Input] = []
    others = 0

    def unreadable(error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        what_to_do = "Ask for permission to read it, or leave it out."
        failures.append(
            Failure(str(error.filename), f"the folder cannot be opened ({reason})", what_to_do)
        )

    for name, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(name)
        for linked in sorted(path for path in map(here.joinpath, folders) if path.is_symlink()):
            remarks.append(f"{linked}: a link to a folder, passed over")
        for path in map(here.joinpath, names):
            if path.name.startswith("."):
                continue
            if path.suffix.lower() in SUPPORTED_SUFFIXES:
                files.append(Input(path, folder))
            else:
                others += 1
    if others:
        remarks.append(f"{folder}: {others} files of other formats were passed over")
    return files


def _matches(pattern: str, failures: list[Failure]) -> list[Path]:
    if os.path.lexists(pattern) or not glob.has_magic(pattern):
        return [Path(pattern)]
    matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]
    if not matches:
        failures.append(Failure(pattern, "no file matches", "Check the path and its spelling."))
    return matches


def _once(found: Iterable[Input]) -> Iterable[Input]:
    """Each file once, under the outermost of its folders."""
    chosen: dict[str, Input] = {}
    for item in sorted(found, key=lambda item: (_depth(item.root), str(item.path))):
        chosen.setdefault(os.path.realpath(item.path), item)
    return chosen.values()


def _depth(folder: Path) -> int:
    return len(Path(os.path.realpath(folder)).parts)


def _suffix_advice(opening: str) -> str:
    return f"{opening} ({', '.join(sorted(SUPPORTED_SUFFIXES))})."


def document_rows(
    path: Path,
    root: Path | None = None,
    options: Options | None = None,
    *,
    reading: Reading = read,
) -> Rows:
    """The rows of one file's documents: the whole road, from bytes to rows.

    Args:
        reading: how the file is read; `run` gives that of a `Guard`, which survives what
            a file does to its reader.

    Raises:
        IngestError: the file cannot be taken in.
    """
    source = reading(path, root=root, options=options or DEFAULTS)
    cleaned = clean(source)
    rows = extract(source, cleaned, segment(cleaned))
    link_mentions(rows)
    assess(rows)
    return rows


def run(
    patterns: Sequence[str],
    out_dir: Path,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Reads every file, writes the tables to `out_dir`, and tells what went wrong.

    Writes nothing when no file could be read. The same files give the same bytes. A file
    that raises, crashes its reader, goes over the limits, or whose rows break the tables'
    rules, is a failure; the others go on. `progress` hears of each file and, where its
    reader tells, of each page ("plan.pdf: page 3 of 12").

    Raises:
        OSError: the folder cannot be written.
    """
    inputs, failures, remarks = find_inputs(patterns)
    outcome = Outcome(out_dir, failures=failures, remarks=remarks)
    rows: Rows = {table: [] for table in tables.SCHEMAS}
    seen: dict[str, str] = {}
    unit_ids = units.registry_ids()
    with Guard() as guard:
        for done, item in enumerate(inputs):
            pages = None
            if progress:
                progress(done, len(inputs), str(item.path))
                pages = _page_by_page(progress, done, len(inputs), item)
            reading = partial(guard.read, progress=pages)
            found = _one(item, options, unit_ids, outcome, reading)
            if found is not None and _is_new(found, item, seen, outcome):
                outcome.files += 1
                for table in tables.SCHEMAS:
                    rows[table] += found[table]
    if progress:
        progress(len(inputs), len(inputs), "")
    if outcome.files:
        link_documents(rows)
        _unique_paths(rows)
        tables.write(rows, out_dir, unit_ids=unit_ids)
    outcome.counts = {table: len(rows[table]) for table in tables.SCHEMAS}
    return outcome


def _page_by_page(progress: Progress, done: int, total: int, item: Input) -> Listener:
    return lambda page, pages: progress(done, total, f"{item.path}: page {page} of {pages}")


def _one(
    item: Input,
    options: Options | None,
    unit_ids: Collection[str],
    outcome: Outcome,
    reading: Reading,
) -> Rows | None:
    """The rows of one file, or None and a failure; only a stop of the program gets through."""
    path, report = str(item.path), "Please report this file."
    try:
        rows = document_rows(item.path, item.root, options, reading=reading)
        broken = tables.check_rows(rows, unit_ids=unit_ids)
    except IngestError as error:
        outcome.failures.append(Failure(path, error.problem, error.what_to_do))
        return None
    except Exception as error:  # a defect of ours, which says what to report
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        outcome.failures.append(Failure(path, f"could not be understood ({what})", report))
        return None
    if broken:
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        problem = f"gives rows that break the tables' rules ({broken[0]}{more})"
        outcome.failures.append(Failure(path, problem, report))
        return None
    return rows


def _is_new(found: Rows, item: Input, seen: dict[str, str], outcome: Outcome) -> bool:
    """Whether these bytes come for the first time; a copy is told of and left out."""
    sha256 = found["documents"][0]["source_sha256"] if found["documents"] else ""
    if sha256 in seen:
        outcome.remarks.append(f"{item.path}: the same bytes as {seen[sha256]}, read once")
        return False
    seen[sha256] = str(item.path)
    return True


def _unique_paths(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Different files of one relative path (from two input folders) get marks before it.

    The mark is the first 8 hex digits of the file's SHA-256: unlike the folders' names it
    does not change with where the folders lie or how they are given.
    """
    by_path: dict[str, set[str]] = {}
    for row in rows["documents"]:
        by_path.setdefault(row["source_path"], set()).add(row["source_sha256"])
    for row in rows["documents"]:
        if len(by_path[row["source_path"]]) > 1:
            row["source_path"] = f"{row['source_sha256'][:8]}/{row['source_path']}"
