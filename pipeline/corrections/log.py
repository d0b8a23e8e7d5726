"""`corrections.jsonl`: what people said of a run, beside its tables; lines are only added."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from pipeline.corrections.entries import Entry, from_line, to_line
from pipeline.tables import TablesError, sync_folder

__all__ = ["NAME", "CorrectionsError", "Log", "append", "locked", "read_log"]

NAME = "corrections.jsonl"


class CorrectionsError(TablesError):
    """The log cannot be read; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Log:
    """The entries in the order in which they came.

    `torn` is what stands of a last line that was never finished, as after a power cut; it
    says nothing, and people are to be told of it.
    """

    entries: tuple[Entry, ...] = ()
    torn: str = ""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, position: int) -> Entry:
        return self.entries[position]


def locked(folder: Path) -> FileLock:
    """Held by who reads the log to add to it."""
    return FileLock(folder / f".{NAME}.lock", timeout=60)


def read_log(folder: Path) -> Log:
    """The log kept in `folder`; an empty one where there is none.

    Raises:
        CorrectionsError: a line is no entry; nothing is left out in silence. Only the last
            line may be torn: it has no line end and is no JSON.
        OSError: the file cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        return Log()
    *lines, last = path.read_bytes().split(b"\n")
    found = [_entry(path, number, line) for number, line in enumerate(lines, 1)]
    torn = ""
    if last.strip():
        if _is_whole(last):
            found.append(_entry(path, len(lines) + 1, last))
        else:
            torn = last.decode("utf-8", "replace").replace("\0", "")
            torn = torn or "(only zero bytes)"
    entries = tuple(entry for entry in found if entry is not None)
    if len({entry.id for entry in entries}) < len(entries):
        raise CorrectionsError(f"{path}: two lines have one id. Delete the one that was copied.")
    return Log(entries, torn)


def append(folder: Path, entries: Sequence[Entry]) -> None:
    """Adds lines to the log in `folder`: all of them, or none; on disk when it returns.

    Hold `locked` while reading and adding. A torn last line stays as a remark that no
    reader takes for an entry.

    Raises:
        ValueError: an entry is none by its form; nothing is added.
        OSError: the folder cannot be written to.
    """
    if not entries:
        return
    path, new = folder / NAME, folder / f".{NAME}.new"
    kept = path.read_bytes() if path.exists() else b""
    added = "".join(map(to_line, entries))
    for line in added.split("\n")[:-1]:
        from_line(line, 0)
    try:
        with new.open("wb") as file:
            file.write(_whole(kept) + added.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
        sync_folder(folder)
    finally:
        new.unlink(missing_ok=True)


def _entry(path: Path, number: int, line: bytes) -> Entry | None:
    try:
        text = line.decode("utf-8")
        return from_line(text, number) if text.strip() else None
    except UnicodeDecodeError as error:
        raise CorrectionsError(
            f"{path}, line {number}: is not UTF-8. Put back a copy of the file."
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise CorrectionsError(
            f"{path}, line {number}: is no correction ({error}). Mend or delete the line."
        ) from error


def _is_whole(line: bytes) -> bool:
    """Whether a line without an end is JSON all the same."""
    try:
        json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _whole(kept: bytes) -> bytes:
    """What is kept, ending in a line end, a torn line made harmless."""
    before, _, last = kept.rpartition(b"\n")
    if not last:
        return kept
    if not last.strip() or _is_whole(last):
        return kept + b"\n"
    remark = json.dumps({"torn": last.decode("utf-8", "replace")}, ensure_ascii=False)
    return (before + b"\n" if before or kept.startswith(b"\n") else b"") + remark.encode() + b"\n"
