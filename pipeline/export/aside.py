"""An older workbook is not written over while there is something in it that is nowhere else."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path

from pipeline.export.edits import WorkbookError, pending
from pipeline.export.grid import GridError
from pipeline.export.words import said

__all__ = ["keep_aside"]

_TIME = re.compile(rb"<dcterms:(?:created|modified)[^>]*>([^<]*)")


def keep_aside(target: Path, folder: Path) -> Path | None:
    """Copies the workbook at `target`, if somebody's work in it would be lost; where to.

    Lost would be changes that were not imported, rows that were refused, columns that people
    added, and whatever is no workbook of the run in `folder`.

    Raises:
        OSError: it cannot be read or copied.
    """
    if not target.is_file() or _is_untouched(target):
        return None
    try:
        found = pending(target, folder)
    except (WorkbookError, GridError):
        pass  # not ours: all of it would be lost
    else:
        if not (found.changes or found.refusals or found.added or found.not_taken):
            return None
    copy = next(path for n in range(1, 10_000) if not (path := _numbered(target, n)).exists())
    shutil.copy2(target, copy)
    return copy


def _numbered(target: Path, number: int) -> Path:
    return target.with_stem(f"{target.stem}-{said('aside')}-{number}")


def _is_untouched(target: Path) -> bool:
    """Whether it is as `export` left it: every program that saves it changes the time in it."""
    try:
        with zipfile.ZipFile(target) as packed:
            times = _TIME.findall(packed.read("docProps/core.xml"))
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, RuntimeError, ValueError):
        return False
    return len(times) == 2 and times[0] == times[1]
