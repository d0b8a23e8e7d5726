"""Entries of many files → one set of tables, file by file: memory does not grow with their texts.

What documents say of each other needs no more than their heads, their citations and the
lengths of their pages; the rest passes through, one file at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import tables
from pipeline.link import link_documents
from pipeline.link_conflicts import CODES

__all__ = ["PARTITIONED_ABOVE", "Piece", "Written", "assemble"]

Row = dict[str, Any]
# Documents from which on a table is a folder of files by year and level of issue.
PARTITIONED_ABOVE = 5_000

_DOCUMENTS = (
    "doc_id",
    "work_id",
    "source_path",
    "source_sha256",
    "part",
    "doc_type_name",
    "number",
    "issuer",
    "issuer_level",
    "issued_date",
    "title",
)
_CITATIONS = (
    "citation_id",
    "doc_id",
    "task_id",
    "raw",
    "cited_type",
    "cited_number",
    "cited_name",
    "cited_date",
    "cited_issuer",
    "cited_title",
    "cited_work_id",
    "resolution",
    "char_start",
    "char_end",
)
_PAGES = ("doc_id", "page", "char_end")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file's documents: the path that tables show, and its tables when they are asked for."""

    name: str
    load: Callable[[Sequence[str]], Mapping[str, pa.Table]]


@dataclass
class Written:
    """What was written: rows a table, and whether tables are folders."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(tables.SCHEMAS, 0))
    partitioned: bool = False


@dataclass
class _Linked:
    """What the files say of each other."""

    paths: dict[str, str]  # by SHA-256
    years: dict[str, str]  # the partition, by SHA-256
    cited: dict[str, str]  # doc_id by citation_id
    issues: dict[str, list[Row]]  # by doc_id
    doubtful: set[str]  # task_ids


def assemble(
    pieces: Sequence[Piece],
    out_dir: Path,
    *,
    partition: bool | None = None,
    others: Mapping[str, pa.Table] | None = None,
) -> Written:
    """Writes the tables of `pieces`, linked with each other, to `out_dir`.

    Args:
        pieces: no two of the same bytes; their order decides only which of two files of one
            work is the one that is cited.
        partition: whether tables become folders by year and level; None: when large.
        others: further tables to write with them.

    Raises:
        OSError: the folder cannot be written; it is as it was then.
    """
    order, linked, n_documents = _link(pieces)
    written = Written(
        partitioned=n_documents > PARTITIONED_ABOVE if partition is None else partition
    )
    if written.partitioned:
        order.sort(key=lambda at: linked.years[at[1]])
    with tables.Writer(out_dir) as writer:
        for piece, sha256 in order:
            content = _final(piece.load(tuple(tables.SCHEMAS)), linked, linked.paths[sha256])
            writer.add(content, linked.years[sha256] if written.partitioned else "")
            for table, rows in content.items():
                written.counts[table] += len(rows)
        writer.finish(others)
    return written


def _link(pieces: Sequence[Piece]) -> tuple[list[tuple[Piece, str]], _Linked, int]:
    """The pieces in the order of the tables, with what links them."""
    rows: dict[str, list[Row]] = {"documents": [], "citations": [], "pages": []}
    of_piece: list[tuple[Piece, str]] = []
    words: dict[str, str] = {}

    def shared(row: Row) -> Row:
        """The row with each text kept once: a law is cited in a thousand documents."""
        return {
            name: words.setdefault(value, value) if isinstance(value, str) else value
            for name, value in row.items()
        }

    for piece in pieces:
        content = piece.load(("documents", "citations", "pages"))
        documents = content["documents"].select(_DOCUMENTS).to_pylist()
        if not documents:
            continue
        for document in documents:
            document["source_path"] = piece.name
        rows["documents"] += documents
        cited = content["citations"].select(_CITATIONS)
        # What has neither a number nor a work can be told of no document.
        known = pc.or_(pc.is_valid(cited["cited_number"]), pc.is_valid(cited["cited_work_id"]))
        rows["citations"] += [shared(row) for row in cited.filter(known).to_pylist()]
        rows["pages"] += content["pages"].select(_PAGES).to_pylist()
        of_piece.append((piece, documents[0]["source_sha256"]))
    issues: dict[str, list[Row]] = defaultdict(list)
    doubtful: set[str] = set()
    for issue in link_documents(rows):
        issues[issue["doc_id"]].append(issue)
        doubtful.add(issue["task_id"] or "")
    cited = {
        row["citation_id"]: row["cited_doc_id"] for row in rows["citations"] if row["cited_doc_id"]
    }
    paths = _unique_paths(rows["documents"])
    years = {
        row["source_sha256"]: _partition(row) for row in reversed(rows["documents"])
    }  # of the file's first part
    of_piece.sort(key=lambda at: paths[at[1]])
    linked = _Linked(paths, years, cited, dict(issues), doubtful - {""})
    return of_piece, linked, len(rows["documents"])


def _unique_paths(documents: Sequence[Row]) -> dict[str, str]:
    """The path of each file, by its SHA-256.

    Different files of one relative path (from two input folders) get marks before it: the
    first 8 hex digits of the file's SHA-256, which unlike the folders' names do not change
    with where the folders lie or how they are given.
    """
    by_path: dict[str, set[str]] = defaultdict(set)
    for row in documents:
        by_path[row["source_path"]].add(row["source_sha256"])
    return {
        sha256: path if len(shared) == 1 else f"{sha256[:8]}/{path}"
        for path, shared in by_path.items()
        for sha256 in shared
    }


def _partition(document: Row) -> str:
    issued = document["issued_date"]
    year = f"{issued.year:04}" if issued else "unknown"
    return f"issue_year={year}/issue_level={document['issuer_level'] or 'unknown'}"


def _final(content: Mapping[str, pa.Table], linked: _Linked, path: str) -> dict[str, pa.Table]:
    """A file's tables with what the other files tell of it."""
    final = dict(content)
    documents = final["documents"]
    final["documents"] = _with(documents, "source_path", [path] * len(documents))
    citations = final["citations"]
    ids = citations["citation_id"].to_pylist()
    final["citations"] = _with(citations, "cited_doc_id", [linked.cited.get(key) for key in ids])
    told = [
        issue
        for doc_id in documents["doc_id"].to_pylist()
        for issue in linked.issues.get(doc_id, ())
    ]
    stale = pc.is_in(final["issues"]["code"], pa.array(sorted(CODES)))
    if told or pc.any(stale).as_py():
        kept = [row for row in final["issues"].to_pylist() if row["code"] not in CODES]
        final["issues"] = _sorted_issues(final, [*kept, *told])
    task_ids = final["tasks"]["task_id"].to_pylist()
    if not linked.doubtful.isdisjoint(task_ids):
        review = final["tasks"]["needs_review"].to_pylist()
        told_of = [was or key in linked.doubtful for key, was in zip(task_ids, review, strict=True)]
        final["tasks"] = _with(final["tasks"], "needs_review", told_of)
    return final


def _with(table: pa.Table, column: str, values: Sequence[Any]) -> pa.Table:
    at = table.schema.get_field_index(column)
    field_ = table.schema.field(at)
    return table.set_column(at, field_, pa.array(values, field_.type))


def _sorted_issues(content: Mapping[str, pa.Table], issues: Sequence[Row]) -> pa.Table:
    """Issues of a file in the contract's order, typed."""
    rows = {
        "documents": content["documents"].to_pylist(),
        "tasks": content["tasks"].to_pylist(),
        "issues": list(issues),
    }
    return tables.to_tables(rows)["issues"]
