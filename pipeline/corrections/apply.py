"""A run's tables with people's corrections laid over; the tables themselves never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import tables
from pipeline.corrections.entries import OWN, Entry
from pipeline.corrections.keys import TABLES, code_of
from pipeline.corrections.layer import Layer, active
from pipeline.corrections.log import read_log
from pipeline.corrections.settle import relink, settle, tables_of
from pipeline.corrections.state import Document, documents_of
from pipeline.tables.rows import build, sort_rows

__all__ = [
    "EXTRA",
    "Corrected",
    "concerned",
    "corrected",
    "read_corrected",
]

# Columns that only corrected tables have: who corrected a row last (null: as it was read), who
# marked it as right, and, of records, their key (null where nothing of the document was
# corrected; `record_keys` has it in any case).
EXTRA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("checked_by",),
        "tasks": ("corrected_by", "checked_by"),
        **{table: ("corrected_by", "checked_by", "record_key") for table in TABLES.values()},
    }
)


# Names in the metadata of the schema of `tasks`.
_LAID = b"corrections"


@dataclass(frozen=True, slots=True)
class Corrected:
    """Tables with corrections laid over, and what became of each.

    Attributes:
        tables: true to the rules of `pipeline.tables`, with the columns of `EXTRA` last.
        own: by task_id, fields that no table has (`status`, `notes`).
        applied: entries that hold; also those that say what is read by now.
        waiting: entries that cannot hold: their target is not in the tables, or what they ask
            for cannot be in them. They are kept and hold again when they can.
        stale: entries that hold although something else is read by now than they were made
            on, and marks as right of what reads otherwise by now, which do not hold.
        torn: what is left of a last line that was never finished.
    """

    tables: dict[str, pa.Table]
    own: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    applied: tuple[Entry, ...] = ()
    waiting: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()
    torn: str = ""


def read_corrected(folder: Path) -> Corrected:
    """The tables of the run in `folder`, with the log kept beside them laid over.

    Raises:
        TablesError: the folder holds no tables.
        CorrectionsError: the log cannot be read.
        OSError: a file cannot be read.
    """
    log = read_log(folder)
    return replace(corrected(tables.read(folder), log.entries), torn=log.torn)


def corrected(content: Mapping[str, pa.Table], entries: Iterable[Entry]) -> Corrected:
    """`content` with `entries` laid over, in their order.

    Guarantees:
        1. Tables that keep the rules of `pipeline.tables` keep them, whatever the entries.
        2. `content` is not changed, and rows of documents that no entry is about are taken over.
        3. The tables know which entries are in them: the same entries change nothing more.

    Raises:
        ValueError: an entry that is in `content` was taken back; give the tables as read.
    """
    entries = tuple(entries)
    holding = active(entries)
    laid = _laid_before(content)
    if laid - {entry.id for entry in holding}:
        raise ValueError("corrections that were taken back are in these tables already")
    new = [entry for entry in holding if entry.id not in laid]
    documents = documents_of(content, concerned(content, new))
    layer = Layer(documents, entries)
    laid |= {entry.id for entry in new if layer.take(entry)}
    for document in documents:
        settle(document)
    relink(documents, content["documents"].to_pylist() if layer.renames else ())
    found = _replaced(content, documents)
    # status and notes are in no table, so they are laid over again
    kept = [entry.id for entry in holding if entry.id in laid and entry.field not in OWN]
    found["tasks"] = _marked(found["tasks"], kept)
    return Corrected(
        tables=found,
        own={task.row["task_id"]: task.own for d in documents for task in d.alive() if task.own},
        applied=tuple(entry for entry in holding if entry.id in laid),
        waiting=tuple(entry for entry in holding if entry.id not in laid),
        stale=tuple(entry for entry in holding if entry.id in layer.stale),
    )


def _laid_before(content: Mapping[str, pa.Table]) -> set[str]:
    """The ids of the entries that are in these tables."""
    return set((content["tasks"].schema.metadata or {}).get(_LAID, b"").decode().split())


def _marked(rows: pa.Table, laid: Sequence[str]) -> pa.Table:
    metadata = dict(rows.schema.metadata or {})
    metadata.pop(_LAID, None)
    return rows.replace_schema_metadata(
        metadata | ({_LAID: " ".join(laid).encode()} if laid else {})
    )


def concerned(content: Mapping[str, pa.Table], entries: Sequence[Entry]) -> set[str]:
    """The ids of the documents that entries are about."""
    codes = pa.array(sorted({code_of(entry.key) for entry in entries}), pa.string())
    found: set[str] = set()
    for table, names in (("documents", ("doc_id", "work_id")), ("tasks", ("task_id", "task_key"))):
        for name in names:
            rows = pc.is_in(content[table][name], value_set=codes)
            found.update(content[table]["doc_id"].filter(rows).to_pylist())
    return found


# --- tables ---------------------------------------------------------------------------


def _replaced(
    content: Mapping[str, pa.Table], documents: Sequence[Document]
) -> dict[str, pa.Table]:
    """The tables with the rows of some documents in place of those that were read."""
    whole = {name: _with_extra(name, rows) for name, rows in content.items()}
    if not documents:
        return whole
    rows, columns = tables_of(documents)
    ordered = sort_rows(rows)
    new = {
        name: _with_columns(name, made, [columns.get(id(row), {}) for row in ordered[name]])
        for name, made in build(ordered).items()
    }
    ids = pa.array([document.doc_id for document in documents], pa.string())
    rank = {doc_id: at for at, doc_id in enumerate(content["documents"]["doc_id"].to_pylist())}
    found = {}
    for name, old in whole.items():
        others = old.filter(pc.invert(pc.fill_null(pc.is_in(old["doc_id"], value_set=ids), False)))
        found[name] = _by_document(
            pa.concat_tables([others, new[name]], promote_options="default"), rank
        ).replace_schema_metadata(old.schema.metadata)
    return found


def _with_extra(name: str, rows: pa.Table) -> pa.Table:
    for column in EXTRA.get(name, ()):
        if column not in rows.column_names:
            rows = rows.append_column(column, pa.nulls(len(rows), pa.string()))
    return rows


def _with_columns(
    name: str, rows: pa.Table, values: Sequence[Mapping[str, str | None]]
) -> pa.Table:
    for column in EXTRA.get(name, ()):
        filled = pa.array([value[column] for value in values], pa.string())
        rows = rows.append_column(column, filled)
    return rows


def _by_document(rows: pa.Table, rank: Mapping[str, int]) -> pa.Table:
    """The rows in the order of their documents, otherwise as they stand."""
    ranks = pa.array([rank.get(doc_id, -1) for doc_id in rows["doc_id"].to_pylist()], pa.int32())
    return rows.take(pc.sort_indices(ranks))
