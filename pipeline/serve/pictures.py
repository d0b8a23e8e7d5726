"""Pages of PDF files and scans as pictures, made in a process of their own.

The file is the one that was read, by its bytes; it is looked for below the folders that the run
read and those that the server was given. A file that makes the picture's maker crash or hang
takes no page of the server with it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.export.picture import PictureError, find_source
from pipeline.serve.data import Document

__all__ = ["Pictures", "input_folders"]

_KEPT = 96  # pages
_SECONDS = 60
_AT_ONCE = 2
_SHOWN_MEDIA = ("pdf", "image")


class Pictures:
    """Makes and keeps pictures of pages; safe to be asked by many at once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._makers = threading.Semaphore(_AT_ONCE)
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._sources: dict[str, Path | None] = {}

    def can_show(self, document: Document) -> bool:
        """Whether the file of a document with pages to be seen is at hand."""
        return self._source(document) is not None

    def page(self, document: Document, number: int) -> bytes | None:
        """The page as PNG; None where there is no such page, or no picture can be made of it."""
        row = next((one for one in document.pages if one["page"] == number), None)
        source = self._source(document)
        if row is None or source is None:
            return None
        key = document.row["source_sha256"], number
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._makers:
            data = _made(source, document.row["media"], number, row["rotation"] or 0)
        if data is not None:
            with self._lock:
                self._kept[key] = data
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return data

    def _source(self, document: Document) -> Path | None:
        row = document.row
        if row["media"] not in _SHOWN_MEDIA or not all(page["width"] for page in document.pages):
            return None
        with self._lock:
            if row["source_sha256"] not in self._sources:
                self._sources[row["source_sha256"]] = self._found(document)
            return self._sources[row["source_sha256"]]

    def _found(self, document: Document) -> Path | None:
        """The file, in one of the folders and nowhere else."""
        shown = Path(document.row["source_path"])
        if shown.is_absolute() or ".." in shown.parts or not shown.name:
            return None
        for folder in self._folders:
            try:
                path = find_source(document.row, [folder]).resolve()
            except (PictureError, OSError, ValueError):
                continue
            if path.is_relative_to(folder.resolve()):
                return path
        return None


def _made(source: Path, media: str, number: int, rotation: int) -> bytes | None:
    """What the maker's process gives, within its time."""
    # -P: what lies in the folder it is started in is no program of ours.
    command = [sys.executable, "-P", "-m", "pipeline.serve.picture_maker"]
    try:
        done = subprocess.run(
            [*command, str(source), media, str(number), str(rotation)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def input_folders(folder: Path, given: Sequence[Path]) -> list[Path]:
    """Where a run's documents may lie: folders that were given, then what the run read.

    The run tells its inputs as they were typed: from the folder it was started in, which is
    mostly the one the server is started in, or one above the run's own.
    """
    return list(dict.fromkeys([*given, *_inputs(folder)]))


def _inputs(folder: Path) -> Iterator[Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        lists = pq.read_table(folder / "runs.parquet", columns=["inputs"])["inputs"].to_pylist()
    except (OSError, pa.ArrowException, KeyError):
        return
    starts = (Path(), *folder.resolve().parents[:3])
    for said in dict.fromkeys(one for inputs in reversed(lists) for one in inputs):
        if "://" in said:
            continue
        for start in starts:
            path = start / said
            if path.is_file():
                path = path.parent
            if path.is_dir():
                yield path.resolve()
                break
