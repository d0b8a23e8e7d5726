"""A run's tables and the gold files: which belongs to which, and to which split."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import tables
from pipeline.evaluate.entries import FoundPart

__all__ = ["Manifest", "ManifestError", "Run", "read_manifest", "read_run", "split_names"]

_RECORD_TABLES = (
    "sections",
    "tasks",
    "responsibilities",
    "time_clauses",
    "citations",
    "targets",
)
_MANIFEST_COLUMNS = frozenset({"file", "split"})


class ManifestError(ValueError):
    """The manifest lacks a column that scoring needs."""


@dataclass(frozen=True, slots=True)
class Run:
    """The parts of a run, in order of path and part, and the text of each source file."""

    parts: tuple[FoundPart, ...]
    texts: Mapping[str, str]  # by source_path

    def of(self, source_path: str) -> list[FoundPart]:
        return [part for part in self.parts if part.source_path == source_path]


def read_run(folder: Path) -> Run:
    """The tables in `folder`, taken apart by document.

    Raises:
        pipeline.tables.TablesError: a table is missing or cannot be read.
    """
    return run_of_rows(tables.to_rows(tables.read(folder)))


def run_of_rows(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Run:
    """The same of rows that are at hand. Their order makes no difference."""
    by_document: dict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(
        lambda: {table: [] for table in _RECORD_TABLES}
    )
    for table in _RECORD_TABLES:
        for row in rows.get(table, ()):
            by_document[row["doc_id"]][table].append(row)
    parts = [
        FoundPart(document, **by_document[document["doc_id"]])
        for document in rows.get("documents", ())
    ]
    parts.sort(key=lambda part: (part.source_path, part.document["part"]))
    return Run(tuple(parts), _texts(parts, rows.get("pages", ())))


def _texts(parts: Iterable[FoundPart], pages: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The source text of each file: its first part's pages, joined."""
    first: dict[str, str] = {}
    for part in parts:
        first.setdefault(part.source_path, part.document["doc_id"])
    texts: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for page in pages:
        texts[page["doc_id"]].append(page)
    return {
        path: "".join(
            page["text"] or "" for page in sorted(texts[doc_id], key=lambda page: page["page"])
        )
        for path, doc_id in first.items()
    }


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which split each file of a corpus is in; `folder` is what its paths start from."""

    folder: Path
    rows: tuple[Mapping[str, str], ...]

    def split(self, source_path: str, sha256: str | None) -> str | None:
        """The split of a file: by its bytes, or else by the longest end of its path.

        None when the file is not listed, or as likely one file as another.
        """
        same = {row["split"] for row in self.rows if sha256 and row.get("sha256") == sha256}
        if len(same) == 1:
            return same.pop()
        parts = PurePosixPath(source_path).parts
        shared = {
            row["file"]: _shared_end(PurePosixPath(row["file"]).parts, parts) for row in self.rows
        }
        most = max(shared.values(), default=0)
        likely = {row["split"] for row in self.rows if most and shared[row["file"]] == most}
        return likely.pop() if len(likely) == 1 else None

    def source(self, file_name: str) -> Path | None:
        """Where a file of that name lies, if it is here."""
        for row in self.rows:
            path = self.folder / row["file"]
            if path.name == file_name and path.is_file():
                return path
        return None


def _shared_end(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for one, other in zip(reversed(first), reversed(second), strict=False):
        if one != other:
            break
        count += 1
    return count


def read_manifest(path: Path) -> Manifest:
    """The manifest of a corpus: a CSV file with columns `file`, `split` and others.

    Raises:
        ManifestError: a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := sorted(_MANIFEST_COLUMNS - set(reader.fieldnames or ())):
            raise ManifestError(f"{path}: has no column {', '.join(missing)}")
        return Manifest(path.parent, tuple(reader))


def split_names(run: Run, manifest: Manifest | None) -> dict[str, str]:
    """The split of each file of a run.

    As the manifest says; else "own" below a folder of that name, else "other". Two files
    of one stem never share a split: their folder is added to its name.
    """
    names: dict[str, str] = {}
    for part in run.parts:
        path = part.source_path
        listed = manifest.split(path, part.document.get("source_sha256")) if manifest else None
        inside_own = "own" in PurePosixPath(path).parts[:-1]
        names[path] = listed or ("own" if inside_own else "other")
    stems: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, name in names.items():
        stems[name, PurePosixPath(path).stem].append(path)
    for (name, _), paths in stems.items():
        if len(paths) > 1:
            names |= {
                path: f"{name}: {PurePosixPath(path).parent / _suffix(path)}" for path in paths
            }
    return names


def _suffix(path: str) -> str:
    return f"*{PurePosixPath(path).suffix}"
