"""Bytes → Source: one reader a format, one line a format in the registry below.

A reader is a function `(blob, options) -> Source` in a module of this package. It is
imported when the first file of its format is read, so that heavy libraries load late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from pipeline.ingest.blob import (
    Blob,
    Limits,
    OcrMode,
    Options,
    load,
    require_file,
    shown_path,
)
from pipeline.model import IngestError, Media, Source

__all__ = ["SUPPORTED_SUFFIXES", "Blob", "Limits", "OcrMode", "Options", "Reader", "read"]

Reader = Callable[[Blob, Options], Source]


@dataclass(frozen=True, slots=True)
class _Format:
    suffixes: tuple[str, ...]
    media: Media
    reader: str  # "module:function"

    def load_reader(self) -> Reader:
        module, function = self.reader.split(":")
        return cast(Reader, getattr(import_module(module), function))


_FORMATS = (
    _Format((".txt", ".text"), Media.TEXT, "pipeline.ingest.text:read_text"),
    _Format((".md", ".markdown"), Media.MARKDOWN, "pipeline.ingest.text:read_text"),
    _Format((".pdf",), Media.PDF, "pipeline.ingest.pdf:read_pdf"),
    _Format(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
        Media.IMAGE,
        "pipeline.ingest.image:read_image",
    ),
    _Format((".docx", ".docm", ".dotx"), Media.DOCX, "pipeline.ingest.docx:read_docx"),
    _Format((".doc", ".rtf", ".odt"), Media.DOCX, "pipeline.ingest.office:read_office"),
    _Format(
        (".html", ".htm", ".xhtml", ".mht", ".mhtml"), Media.HTML, "pipeline.ingest.html:read_html"
    ),
)
SUPPORTED_SUFFIXES = frozenset(suffix for entry in _FORMATS for suffix in entry.suffixes)

_DEFAULTS = Options()


def read(path: Path, *, root: Path | None = None, options: Options = _DEFAULTS) -> Source:
    """The file at `path` as text with its pages.

    Guarantees:
        1. The bytes are read once: `sha256` is of the very bytes that were decoded.
        2. `text` is as decoded: line ends, Unicode form and stray characters are kept;
           only a byte order mark at the start is left out.
        3. The pages cover `text` in order; there is at least one.

    Args:
        path: a file; its suffix, in any case, says its format.
        root: `Source.path` is relative to it, with forward slashes; the file's own
            folder when None.
        options: limits, recognition, passwords.

    Raises:
        IngestError: the file cannot be taken in. Nothing else is raised for what a
            file holds or where it lies.
    """
    path = Path(path)
    name = shown_path(path, root)
    require_file(path, name)
    chosen = _format_of(path, name)
    return chosen.load_reader()(load(path, name, chosen.media, options.limits), options)


def _format_of(path: Path, name: str) -> _Format:
    suffix = path.suffix.lower()
    for entry in _FORMATS:
        if suffix in entry.suffixes:
            return entry
    known = " or ".join(sorted(SUPPORTED_SUFFIXES))
    problem = f"{suffix} files are not supported" if suffix else "its name has no suffix"
    raise IngestError(name, problem, f"Save its text as UTF-8, under a name that ends in {known}.")
