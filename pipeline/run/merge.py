"""Tables of several runs → one set: each file once, documents linked with each other anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import tables
from pipeline.run.assemble import Piece, Written, assemble
from pipeline.run.records import FAILURES

__all__ = ["merge"]


def merge(folders: Sequence[Path], out_dir: Path, *, partition: bool | None = None) -> Written:
    """Writes the tables of all `folders`, each written by `run` or `merge`, to `out_dir`.

    A file that several of them hold (by its bytes) is taken from the last that is named.
    Failures come along, but those of files that another run could read.

    Raises:
        TablesError: a folder's tables cannot be read.
        OSError: `out_dir` cannot be written; it is as it was then.
    """
    pieces: dict[str, Piece] = {}
    failures: list[pa.Table] = []
    for folder in folders:
        for path, sha256, content in _files(tables.read(folder)):
            name = path.removeprefix(f"{sha256[:8]}/")
            pieces[sha256] = Piece(name, partial(_chosen, content))
        failures += _failures(Path(folder))
    ordered = [pieces[sha256] for sha256 in sorted(pieces, key=lambda key: (pieces[key].name, key))]
    return assemble(
        ordered, out_dir, partition=partition, others={"failures": _left(failures, pieces)}
    )


def _chosen(content: Mapping[str, pa.Table], wanted: Sequence[str]) -> Mapping[str, pa.Table]:
    return {table: content[table] for table in wanted}


def _failures(folder: Path) -> list[pa.Table]:
    path = folder / "failures.parquet"
    return [pq.read_table(path).select(FAILURES.names).cast(FAILURES)] if path.is_file() else []


def _left(failures: Sequence[pa.Table], read: Mapping[str, Piece]) -> pa.Table:
    """The failures of files that no run could read, each once."""
    rows = {
        (row["source_path"], row["source_sha256"], row["error"]): row
        for table in failures
        for row in table.to_pylist()
        if row["source_sha256"] not in read
    }
    left = [{**rows[key], "detail": None} for key in sorted(rows, key=str)]
    return pa.Table.from_pylist(left, schema=FAILURES)


def _files(content: Mapping[str, pa.Table]) -> Iterator[tuple[str, str, Mapping[str, pa.Table]]]:
    """The files of a run: path, SHA-256, and the rows of their documents."""
    known = {
        table: rows.select(tables.SCHEMAS[table].names).cast(tables.SCHEMAS[table])
        for table, rows in content.items()
    }
    ranges = {table: _ranges(rows["doc_id"].to_pylist()) for table, rows in known.items()}
    documents = known["documents"].select(["doc_id", "source_path", "source_sha256"]).to_pylist()
    of_file: dict[str, list[str]] = {}
    paths: dict[str, str] = {}
    for document in documents:
        of_file.setdefault(document["source_sha256"], []).append(document["doc_id"])
        paths[document["source_sha256"]] = document["source_path"]
    for sha256, doc_ids in of_file.items():
        own = {table: _slices(known[table], ranges[table], doc_ids) for table in known}
        yield paths[sha256], sha256, own


def _ranges(doc_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each document's rows stand, half open; a table has them in one stretch."""
    found: dict[str, tuple[int, int]] = {}
    start = 0
    for at in range(1, len(doc_ids) + 1):
        if at == len(doc_ids) or doc_ids[at] != doc_ids[start]:
            found[doc_ids[start]] = (start, at)
            start = at
    return found


def _slices(
    table: pa.Table, ranges: Mapping[str, tuple[int, int]], doc_ids: Sequence[str]
) -> pa.Table:
    places = [ranges[doc_id] for doc_id in doc_ids if doc_id in ranges]
    pieces = [table.slice(start, end - start) for start, end in places]
    return pa.concat_tables(pieces) if pieces else table.slice(0, 0)
