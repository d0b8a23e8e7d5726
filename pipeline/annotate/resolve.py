"""Fills in where each quote of a gold file stands in its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.annotate.files import (
    GoldFile,
    Problem,
    Sources,
    UnreachableError,
    dump,
    is_sound,
    read_gold,
    save,
)
from pipeline.annotate.spots import check_spots, place_of
from pipeline.evaluate import resolve
from pipeline.model import Source

__all__ = ["Resolved", "resolve_file", "resolved_records"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of a gold file; with problems, it was left as it was."""

    path: Path
    placed: int = 0
    changed: bool = False
    problems: tuple[Problem, ...] = ()


def resolve_file(path: Path, sources: Sources, *, renew: bool = False) -> Resolved:
    """Writes `char_start`, `char_end` and the source's `sha256` into a gold file.

    Guarantees:
        1. Values are untouched; keys are put in their order; a second call changes
           nothing.
        2. A place that is given and exact stays, though the name may stand elsewhere too.
        3. A file with a quote that is not in the source is not written.

    Args:
        path: the gold file.
        sources: where its document is looked for.
        renew: whether to find all places anew and take the source's present fingerprint.

    Raises:
        UnreachableError: the source is not at hand, or cannot be read.
        OSError: the file cannot be read or written.
    """
    file = read_gold(path)
    if file.problems:
        return Resolved(path, problems=file.problems)
    source = source_of(file, sources)
    problems = tuple(
        problem
        for problem in check_spots(_without_places(file) if renew else file, source)
        if not problem.note and "run `nhiemvu gold resolve`" not in problem.text
    )
    if problems:
        return Resolved(path, problems=problems)
    records = resolved_records(_without_places(file) if renew else file, source)
    text = dump(records)
    changed = path.read_bytes() != text.encode("utf-8")
    if changed:
        save(path, text)
    return Resolved(path, sum("char_start" in record for record in records), changed)


def source_of(file: GoldFile, sources: Sources) -> Source:
    """The document of a gold file.

    Raises:
        UnreachableError: the file does not name it, it is not at hand, or cannot be read.
    """
    name = file.source_name
    if name is None:
        raise UnreachableError(
            f"{file.path}:1: the first record should be the document, with its file"
        )
    source = sources.get(name)
    if source is None:
        folders = ", ".join(map(str, sources.folders)) or "no folder"
        raise UnreachableError(
            f"{file.path}:1: {name} is not in {folders}; say where it is with --sources"
        )
    return source


def resolved_records(file: GoldFile, source: Source) -> list[dict[str, Any]]:
    """The records of a sound file with their places and the source's fingerprint."""
    places = resolve(file.records, source.text)
    records: list[dict[str, Any]] = []
    for record, found in zip(file.records, places, strict=True):
        data = dict(record.data)
        if record.kind == "document":
            data["sha256"] = data.get("sha256") or source.sha256
        elif is_sound(record) and (place := place_of(record, found, source.text)):
            data |= {"char_start": place.start, "char_end": place.end}
        records.append(data)
    return records


def _without_places(file: GoldFile) -> GoldFile:
    """The same file as if it had never been resolved."""
    records = tuple(
        type(record)(record.kind, record.line, _bare(record.data)) for record in file.records
    )
    return GoldFile(file.path, records, file.problems)


def _bare(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k not in ("char_start", "char_end", "sha256")}
