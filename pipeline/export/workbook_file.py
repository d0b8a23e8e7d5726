"""A workbook on disk: the same content gives the same bytes, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.styles import Font

from pipeline.export.sheet import FONT

__all__ = ["new_book", "save"]

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell
_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def new_book(today: date, title: str) -> Workbook:
    """An empty write-only workbook in the office's type."""
    book = Workbook(write_only=True)
    # Widths of columns are counted in figures of this type.
    book._named_styles["Normal"].font = Font(name=FONT, size=11)
    book.properties.creator, book.properties.title = "nhiemvu", title
    book.properties.created = datetime(today.year, today.month, today.day)
    return book


def save(book: Workbook, target: Path, today: date) -> None:
    """Writes the workbook; the old file stays until the new one is whole.

    Raises:
        OSError: it cannot be written there.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "write-protected", str(target))
    with tempfile.TemporaryFile() as raw, _beside(target) as (new, file):
        book.save(raw)
        _repack(raw, file, today)
        file.close()
        os.replace(new, target)


@contextmanager
def _beside(target: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new file in the folder of `target`, gone afterwards unless it was moved."""
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as file:
            yield new, file
    finally:
        new.unlink(missing_ok=True)


def _repack(raw: IO[bytes], file: IO[bytes], today: date) -> None:
    """The parts of the workbook without the time at which they were written."""
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            info.create_system = 3  # or it would tell Windows from the rest
            info.file_size = old.getinfo(name).file_size
            with old.open(name) as source, new.open(info, "w") as sink:
                _copy(name, source, sink, today)


def _copy(name: str, source: IO[bytes], sink: IO[bytes], today: date) -> None:
    if name == _PROPERTIES:
        day = f"{today.isoformat()}T00:00:00Z".encode()
        sink.write(_MODIFIED.sub(rb"\g<1>" + day, source.read()))
    else:
        shutil.copyfileobj(source, sink)
