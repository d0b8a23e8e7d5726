"""The run itself: files in, tables out, and what goes wrong on the way."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import tables
from pipeline.ingest import Options
from pipeline.run.assemble import Piece, Written, assemble
from pipeline.run.engines import Engine, Here, Job
from pipeline.run.entries import BrokenEntry, unpack
from pipeline.run.failures import Failure
from pipeline.run.inputs import Input, find_inputs
from pipeline.run.records import failures_table, tell_run, write_details
from pipeline.run.store import Store, file_sha256, program_version

__all__ = ["WORK", "Event", "Listener", "Outcome", "run"]

WORK = ".nhiemvu"  # the working folder, in the folder of the tables
_HASHED_AT_MOST = 4 * 1024**3  # bytes; larger files are read without looking for a result


@dataclass(frozen=True, slots=True)
class Event:
    """What a run tells while it goes on.

    Attributes:
        kind: `found` (how many files there are), `kept` (a result of before is used),
            `page`, `read`, `failed`, `writing`.
        path: the file that it is about.
        done: files that are through, whatever came of them.
        failed: those of them that gave nothing.
        page, pages: of the file, where its reader tells.
    """

    kind: str
    total: int
    done: int = 0
    failed: int = 0
    path: str = ""
    page: int = 0
    pages: int = 0


Listener = Callable[[Event], None]


@dataclass
class Outcome:
    """What a run gave: rows a table, files, failures and remarks in order."""

    out_dir: Path
    files: int = 0  # whose rows are in the tables
    read: int = 0  # of them in this run
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(tables.SCHEMAS, 0))
    failures: list[Failure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    seconds: float = 0.0
    unchanged: bool = False  # the tables were made from just this before


def run(
    patterns: Sequence[str],
    out_dir: Path,
    *,
    options: Options | None = None,
    listener: Listener | None = None,
    engine: Engine | None = None,
    work: Path | None = None,
    retry_failed: bool = False,
    partition: bool | None = None,
) -> Outcome:
    """Reads every file, writes the tables to `out_dir`, and tells what went wrong.

    What a file gave is kept in the working folder under its bytes, the settings and the
    program's version, so that a run that was stopped goes on where it was, and one over
    more files reads only what is new. The same files give the same bytes, whatever the
    engine and however often it was stopped. Tables are written at the end, all or none;
    none when no file could be read.

    Args:
        engine: who reads; this process when None.
        work: the working folder; `.nhiemvu` in `out_dir` when None.
        retry_failed: also reads files that gave nothing in an earlier run.
        partition: see `assemble`.

    Raises:
        FolderTaken: another run writes to the folder.
        OSError: the folder cannot be written.
    """
    return _Run(
        list(patterns),
        Path(out_dir),
        options or Options(),
        engine or Here(),
        Store(work or Path(out_dir) / WORK, options or Options()),
        listener or (lambda event: None),
        retry_failed,
        partition,
    ).go()


@dataclass(frozen=True, slots=True)
class _Result:
    """Where what a file gave is kept, and the SHA-256 of the bytes that gave it."""

    key: str
    sha256: str


@dataclass
class _Run:
    patterns: list[str]
    out_dir: Path
    options: Options
    engine: Engine
    store: Store
    listener: Listener
    retry_failed: bool
    partition: bool | None
    total: int = 0
    found: dict[Input, _Result] = field(default_factory=dict)
    failed: dict[Input, Failure] = field(default_factory=dict)

    def go(self) -> Outcome:
        started, clock = datetime.now(UTC), time.monotonic()
        inputs, failures, remarks = find_inputs(self.patterns)
        outcome = Outcome(self.out_dir, remarks=remarks)
        self.total = len(inputs)
        if inputs:
            self.store.take()
        try:
            todo = inputs
            while True:  # once more for results that turn out broken
                outcome.read += self._read(todo)
                outcome.failures = [
                    *failures,
                    *(self.failed[i] for i in inputs if i in self.failed),
                ]
                chosen = _each_once(
                    [(i, self.found[i]) for i in inputs if i in self.found], remarks
                )
                outcome.files = len(chosen)
                try:
                    self._write(chosen, outcome)
                    break
                except _Broken as broken:
                    todo = [item for item, result in self.found.items() if result.key == broken.key]
                    self.store.forget(broken.key)
            outcome.seconds = time.monotonic() - clock
            if chosen:
                self._tell(outcome, started)
        finally:
            if inputs:
                self.store.release()
        return outcome

    # --- reading ---

    def _read(self, inputs: Sequence[Input]) -> int:
        """Sees to it that each file has a result or a failure; how many were read for that."""
        jobs: dict[str, tuple[Input, list[Input]]] = {}  # with further files of the same bytes
        todo: dict[str, Job] = {}  # by what the result will be kept under
        self._told("found")
        for item in inputs:
            self.found.pop(item, None)
            self.failed.pop(item, None)
            sha256 = _sha256(item)
            key = self.store.key(sha256, item.suffix) if sha256 else str(item.path)
            if sha256 and self._kept(item, _Result(key, sha256)):
                self._told("kept", str(item.path))
            elif key in todo:
                jobs[todo[key].path][1].append(item)
            else:
                todo[key] = _job(item, sha256 or "")
                jobs[todo[key].path] = item, []
        running = self.engine.run([*todo.values()], self.options, self._page)
        with closing(running):
            for job, result in running:
                item, copies = jobs[job.path]
                if isinstance(result, Failure):
                    self._failed(item, job, result)
                else:
                    self._keep(item, result)
                for copy in copies:
                    self._like(copy, item)
                self._told("failed" if item in self.failed else "read", job.path)
        return sum(item in self.found for item, _ in jobs.values())

    def _kept(self, item: Input, result: _Result) -> bool:
        """Whether an earlier run tells what a file gives."""
        if self.store.has(result.key):
            self.found[item] = result
            return True
        before = None if self.retry_failed else self.store.failure(result.key)
        if before is not None:
            self.failed[item] = replace(before, path=str(item.path), name=item.name)
        return before is not None

    def _keep(self, item: Input, entry: bytes) -> None:
        """Keeps what a file gave under the bytes that were read, which may be newer ones."""
        sha256 = unpack(entry, ()).sha256
        result = _Result(self.store.key(sha256, item.suffix), sha256)
        self.store.keep(result.key, entry)
        self.found[item] = result

    def _failed(self, item: Input, job: Job, failure: Failure) -> None:
        self.failed[item] = replace(failure, sha256=job.sha256)
        # A file that was replaced meanwhile is another one.
        if job.sha256 and not failure.passing and _sha256(item) == job.sha256:
            self.store.keep_failure(self.store.key(job.sha256, item.suffix), self.failed[item])

    def _like(self, copy: Input, item: Input) -> None:
        """A file has the same bytes as another: what that gave, or why it gave nothing."""
        if item in self.found:
            self.found[copy] = self.found[item]
        else:
            self.failed[copy] = replace(self.failed[item], path=str(copy.path), name=copy.name)

    def _told(self, kind: str, path: str = "", page: int = 0, pages: int = 0) -> None:
        failed = len(self.failed)
        done = len(self.found) + failed
        self.listener(Event(kind, self.total, done, failed, path, page, pages))

    def _page(self, job: Job, page: int, pages: int) -> None:
        self._told("page", job.path, page, pages)

    # --- writing ---

    def _write(self, chosen: Mapping[Input, _Result], outcome: Outcome) -> None:
        """Writes the tables, unless those that are there were made from just this.

        Raises:
            _Broken: a result is not what was kept.
        """
        if not chosen:
            return
        made_from = self._made_from(chosen, outcome)
        last = self.store.last
        if last.get("made_from") == made_from and last.get("files") == self._files():
            outcome.counts = last["counts"]
            outcome.unchanged = True
            return
        self._told("writing")
        pieces = [
            Piece(item.name, partial(self._load, result.key)) for item, result in chosen.items()
        ]
        write_details(outcome.failures, self.out_dir)
        written: Written = assemble(
            pieces,
            self.out_dir,
            partition=self.partition,
            others={"failures": failures_table(outcome.failures)},
        )
        outcome.counts = written.counts
        self.store.wrote({"made_from": made_from, "files": self._files(), "counts": outcome.counts})

    def _load(self, key: str, wanted: Sequence[str]) -> dict[str, pa.Table]:
        try:
            return unpack(self.store.entry(key), wanted).tables
        except (BrokenEntry, FileNotFoundError) as error:
            raise _Broken(key) from error

    def _made_from(self, chosen: Mapping[Input, _Result], outcome: Outcome) -> str:
        told = {
            "program": program_version(),
            "partition": self.partition,
            "files": [[result.key, item.name] for item, result in chosen.items()],
            "failures": [asdict(failure) for failure in outcome.failures],
        }
        said = json.dumps(told, sort_keys=True).encode("utf-8", "backslashreplace")
        return hashlib.sha256(said).hexdigest()

    def _files(self) -> list[list[Any]]:
        """The tables as they lie there: names, sizes, times."""
        found = []
        for table in (*tables.SCHEMAS, "failures"):
            path = self.out_dir / f"{table}.parquet"
            files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
            for file in files:
                if file.is_file():
                    state = file.stat()
                    name = file.relative_to(self.out_dir).as_posix()
                    found.append([name, state.st_size, state.st_mtime_ns])
        return found

    def _tell(self, outcome: Outcome, started: datetime) -> None:
        settings = {**asdict(self.options), "passwords": len(self.options.passwords)}
        told = {
            "seconds": outcome.seconds,
            "inputs": [p.encode("utf-8", "backslashreplace").decode() for p in self.patterns],
            "settings": json.dumps(settings, default=str),
            "engine": self.engine.name,
            "workers": self.engine.workers,
            "files": self.total,
            "files_read": outcome.read,
            "files_kept": outcome.files - outcome.read,
            "files_failed": len(outcome.failures),
            **{f"n_{table}": count for table, count in outcome.counts.items()},
        }
        tell_run(self.out_dir / "runs.parquet", told, started=started)


class _Broken(Exception):
    """A kept result is gone or not what was kept."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _job(item: Input, sha256: str) -> Job:
    if isinstance(item.path, Path):
        try:
            size = os.stat(item.path).st_size
        except (OSError, ValueError):
            size = 0
        return Job(str(item.path), str(item.root), item.name, size, sha256)
    return Job(item.path, str(item.root), item.name, 0, sha256, address=True)


def _sha256(item: Input) -> str | None:
    """The SHA-256 of a file's bytes; None where they cannot be read here."""
    try:
        if isinstance(item.path, Path):
            if not item.path.is_file() or item.path.stat().st_size > _HASHED_AT_MOST:
                return None
            return file_sha256(item.path)
        from fsspec.core import url_to_fs

        system, there = url_to_fs(item.path)
        with system.open(there, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except Exception:  # the reader says what is wrong
        return None


def _each_once(found: Sequence[tuple[Input, _Result]], remarks: list[str]) -> dict[Input, _Result]:
    """Files of the same bytes once; copies are told of and left out."""
    chosen: dict[Input, _Result] = {}
    first: dict[str, Input] = {}
    for item, result in found:
        if result.sha256 in first:
            remark = f"{item.path}: the same bytes as {first[result.sha256].path}, read once"
            if remark not in remarks:
                remarks.append(remark)
        else:
            chosen[item] = result
            first[result.sha256] = item
    return chosen
