"""What the reader of PDFs makes of typeset pages, for tests."""

from __future__ import annotations

from pathlib import Path

from typeset import Typesetter

from pipeline.clean import clean, merge
from pipeline.ingest import read
from pipeline.model import LineKind, Source


def source_of(setter: Typesetter, folder: Path, name: str = "kế hoạch.pdf") -> Source:
    (folder / name).write_bytes(setter.data())
    return read(folder / name)


def lines_of(source: Source, kind: LineKind = LineKind.FLOW) -> list[str]:
    return [source.text[x.char_start : x.char_end] for x in source.lines if x.kind == kind]


def paragraphs_of(source: Source) -> list[str]:
    return [line.text for line in merge(clean(source).lines)]


def cells_of(source: Source) -> list[str]:
    """The texts of all tables' cells."""
    return [source.text[c.char_start : c.char_end] for t in source.tables for c in t.cells]
