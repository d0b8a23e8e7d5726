"""The run in a folder as it stands now: its tables with people's corrections laid over.

Read once. What a person corrects lays anew only the documents that it is about; tables that
another run wrote are read anew as a whole.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import tables
from pipeline.corrections import NAME, Corrected, Entry, Log, corrected, read_log
from pipeline.corrections.keys import code_of
from pipeline.serve.data import Document, Row, Run, by_document, rooted

__all__ = ["RunSource"]


class RunSource:
    """Gives the run; safe to be asked by many at once."""

    def __init__(self, folder: Path) -> None:
        """Reads the tables and the log.

        Raises:
            TablesError: the folder holds no tables, or the log cannot be read.
        """
        self.folder = folder
        self.lock = threading.RLock()
        self._stamp: tuple[object, ...] = ()
        self._log_stamp: tuple[object, ...] = ()
        self._content: Mapping[str, pa.Table] = {}
        self._codes: dict[str, set[str]] = {}
        self._run: Run | None = None
        self.now()

    def now(self) -> Run:
        """The run, read anew where its files are other ones than before."""
        with self.lock:
            stamp, log_stamp = _stamp(self.folder, tables.SCHEMAS), _log_stamp(self.folder)
            if self._run is None or (stamp, log_stamp) != (self._stamp, self._log_stamp):
                try:
                    self._read(stamp, log_stamp)
                except (tables.TablesError, OSError):
                    if self._run is None:
                        raise  # else another run puts its tables into place just now
            assert self._run is not None
            return self._run

    def _read(self, stamp: tuple[object, ...], log_stamp: tuple[object, ...]) -> None:
        log = read_log(self.folder)
        documents: dict[str, Document]
        content: Mapping[str, pa.Table]
        if self._run is None or stamp != self._stamp:
            content = tables.read(self.folder)
            pieces = by_document(_rows(content))
            documents = {doc_id: Document(piece) for doc_id, piece in pieces.items()}
            codes = _codes(documents.values())
            known: Sequence[Entry] = ()
        else:
            content, codes = self._content, self._codes
            documents = dict(self._run.documents)
            known = self._run.entries
        outcome = _lay(content, documents, codes, log, known, self._run)
        version = _version(stamp, len(log), log[-1].id if len(log) else "")
        read_at = datetime.fromtimestamp((self.folder / "documents.parquet").stat().st_mtime, UTC)
        waiting, stale = outcome
        self._run = Run(documents, version, read_at, log.entries, waiting, stale, log.torn)
        self._content, self._codes = content, codes
        self._stamp, self._log_stamp = stamp, log_stamp

    def laid(self, document: Document, entries: Sequence[Entry]) -> Mapping[str, pa.Table]:
        """The tables of a document, and of the same work in other files, with a log laid over."""
        with self.lock:
            doc_ids = self._codes[document.code] | {document.id}
            about = _about(entries, doc_ids, self._codes)
            return _corrected(self._content, doc_ids, about).tables


def _rows(content: Mapping[str, pa.Table]) -> dict[str, list[Row]]:
    return {name: table.to_pylist() for name, table in content.items()}


def _codes(documents: Iterable[Document]) -> dict[str, set[str]]:
    """The documents of every code that an entry may name."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        _note(document, found)
    return found


def _note(document: Document, codes: dict[str, set[str]]) -> None:
    for code in (document.id, document.code):
        codes[code].add(document.id)
    for task in document.tasks:
        for code in (task.id, task.code):
            codes[code].add(document.id)


def _concerned(
    entries: Iterable[Entry], by_id: Mapping[str, Entry], codes: Mapping[str, set[str]]
) -> set[str]:
    found: set[str] = set()
    for entry in entries:
        found |= codes.get(code_of(rooted(entry, by_id).key), set())
    return found


def _about(
    entries: Sequence[Entry], doc_ids: set[str], codes: Mapping[str, set[str]]
) -> list[Entry]:
    """The entries that are about some documents, in order."""
    by_id = {entry.id: entry for entry in entries}
    return [entry for entry in entries if _concerned([entry], by_id, codes) & doc_ids]


def _lay(
    content: Mapping[str, pa.Table],
    documents: dict[str, Document],
    codes: dict[str, set[str]],
    log: Log,
    known: Sequence[Entry],
    before: Run | None,
) -> tuple[frozenset[str], frozenset[str]]:
    """Puts the documents anew that entries besides the known ones are about.

    Gives the ids of entries that wait, and of those that are stale.
    """
    entries = log.entries
    grown = bool(known) and entries[: len(known)] == tuple(known)
    by_id = {entry.id: entry for entry in (*known, *entries)}
    new = entries[len(known) :] if grown else (*known, *entries)
    doc_ids = _concerned(new, by_id, codes)
    about = _about(entries, doc_ids, codes)
    outcome = _corrected(content, doc_ids, about)
    rows = _rows(outcome.tables)
    rows["documents"] = [row for row in rows["documents"] if row["doc_id"] in doc_ids]
    for doc_id, piece in by_document(rows).items():
        own = [entry for entry in about if doc_id in _concerned([entry], by_id, codes)]
        documents[doc_id] = Document(piece, own)
        _note(documents[doc_id], codes)
    told = {entry.id for entry in about}
    nowhere = {
        entry.id
        for entry in entries
        if not _concerned([entry], by_id, codes) and entry.action != "undo"
    }
    waiting = {entry.id for entry in outcome.waiting} | nowhere
    stale = {entry.id for entry in outcome.stale}
    if grown and before is not None:
        waiting |= before.waiting - told
        stale |= before.stale - told
    return frozenset(waiting), frozenset(stale)


def _corrected(
    content: Mapping[str, pa.Table], doc_ids: set[str], entries: Sequence[Entry]
) -> Corrected:
    """Some documents with entries laid over; all documents are there to be cited."""
    wanted = pa.array(sorted(doc_ids), pa.string())
    some = {
        name: table
        if name == "documents"
        else table.filter(pc.is_in(table["doc_id"], value_set=wanted))
        for name, table in content.items()
    }
    return corrected(some, entries)


def _stamp(folder: Path, names: Iterable[str]) -> tuple[object, ...]:
    """What tells whether tables are others: size and time of each file."""
    found: list[object] = []
    for name in names:
        path = folder / f"{name}.parquet"
        found.append(_state(path))
    return tuple(found)


def _log_stamp(folder: Path) -> tuple[object, ...]:
    return _state(folder / NAME)


def _state(path: Path) -> tuple[object, ...]:
    try:
        state = path.stat()
    except OSError:
        return (path.name,)
    return path.name, state.st_size, state.st_mtime_ns, state.st_ino


def _version(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
