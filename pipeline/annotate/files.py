"""Gold files as they lie on disk: read without refusing, written with keys in order.

`pipeline.evaluate.load` refuses a file at its first broken rule. The tools here have to
look at unfinished and broken files, so they read what can be read and collect the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.evaluate import GoldError, GoldRecord, load
from pipeline.model import IngestError, Source

__all__ = [
    "KEYS",
    "OUTSIDE",
    "QUOTES",
    "AnnotateError",
    "GoldFile",
    "Problem",
    "Sources",
    "UnreachableError",
    "at_of",
    "dump",
    "gold_files",
    "in_order",
    "is_sound",
    "read_gold",
    "save",
]

# The keys of each kind of record in the order in which they are written. The places, the
# fingerprint and the bounds of a document stand only where they have been filled in.
KEYS: Mapping[str, tuple[str, ...]] = {
    "document": (
        *("t", "file", "part", "type", "number", "title", "issuer", "place", "date"),
        *("signer", "signer_role", "on_behalf_of", "begin", "end", "sha256"),
    ),
    "section": ("t", "path", "label", "heading", "role", "char_start", "char_end"),
    "task": ("t", "path", "label", "begin", "end", "char_start", "char_end"),
    "unit": ("t", "task", "role", "raw", "where", "char_start", "char_end"),
    "time": (
        *("t", "task", "raw", "kind", "start", "end", "rrule", "condition"),
        *("char_start", "char_end"),
    ),
    "cite": ("t", "at", "raw", "type", "number", "date", "issuer", "char_start", "char_end"),
    "target": ("t", "at", "raw", "comparator", "value", "unit", "due", "char_start", "char_end"),
}
# The keys that hold words of the source.
QUOTES: Mapping[str, tuple[str, ...]] = {
    "document": ("begin", "end"),
    "section": ("heading",),
    "task": ("begin", "end"),
    "unit": ("raw",),
    "time": ("raw",),
    "cite": ("raw",),
    "target": ("raw",),
}
# What `at` of a citation may say instead of a path, in reading order.
OUTSIDE = ("title", "preamble", "footnote", "closing")

_TEXT_KEYS: Mapping[str, tuple[str, ...]] = {
    "document": ("file",),
    "section": ("path", "heading", "role"),
    "task": ("path", "begin", "end"),
    "unit": ("task", "role", "raw", "where"),
    "time": ("task", "kind", "raw"),
    "cite": ("at", "raw"),
    "target": ("at", "raw"),
}


class AnnotateError(Exception):
    """Something a person has to put right first; the message says what and how."""


class UnreachableError(AnnotateError):
    """A file or folder is not there, cannot be read, or must not be written over."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing in a gold file that needs a look; a `note` may well be right as it is."""

    file: str
    line: int
    text: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'note: ' if self.note else ''}{self.text}"


@dataclass(frozen=True, slots=True)
class GoldFile:
    """What could be read of a gold file, and what `evaluate` would refuse in it.

    The first record is the document, where the file has one. `records` holds only what
    is a JSON object of a known kind; look at `is_sound` before trusting its values.
    """

    path: Path
    records: tuple[GoldRecord, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def document(self) -> GoldRecord | None:
        first = self.records[0] if self.records else None
        return first if first is not None and first.kind == "document" else None

    @property
    def source_name(self) -> str | None:
        name = self.document["file"] if self.document and is_sound(self.document) else None
        return name if isinstance(name, str) else None

    def problem(self, record: GoldRecord, text: str, *, note: bool = False) -> Problem:
        return Problem(str(self.path), record.line, text, note)


def is_sound(record: GoldRecord) -> bool:
    """Whether the values that places and paths are checked by are texts that are not empty.

    A section with a label may have no heading ("Điều 1." before running text), as
    `evaluate` reads it too.
    """
    headless = record.kind == "section" and record.data.get("heading") == ""
    return all(
        (headless and key == "heading" and record.data.get("label"))
        or (isinstance(value := record.data.get(key), str) and value.strip())
        for key in _TEXT_KEYS[record.kind]
    ) and isinstance(record.data.get("label"), (str, type(None)))


def at_of(record: GoldRecord) -> str:
    """Where a mention belongs: the path of its task or section, or a place outside them."""
    return str(record["task"] if record.kind in ("unit", "time") else record["at"])


# --- reading --------------------------------------------------------------------------


def gold_files(paths: Iterable[Path]) -> list[Path]:
    """The gold files that are named, those of a folder by name.

    Raises:
        UnreachableError: a path is not there, or a folder holds no gold file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.jsonl"))
            if not inside:
                raise UnreachableError(f"{path}: no gold file (*.jsonl) in this folder")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise UnreachableError(f"{path}: no such file or folder")
    return list(dict.fromkeys(found))


def read_gold(path: Path) -> GoldFile:
    """The gold file at `path`, however broken.

    Raises:
        OSError: the file cannot be read.
    """
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return GoldFile(path, (), (Problem(name, 1, "not UTF-8: save it again as UTF-8"),))
    records: list[GoldRecord] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        data, trouble = _object(line)
        problems += [Problem(name, number, words) for words in trouble]
        kind = data.get("t")
        if isinstance(kind, str) and kind in KEYS:
            headless = kind == "section" and data.get("heading", "") is None and data.get("label")
            records.append(GoldRecord(kind, number, data | {"heading": ""} if headless else data))
    if not problems:
        problems = _refused(path)
    return GoldFile(path, tuple(records), tuple(problems))


def _object(line: str) -> tuple[dict[str, Any], list[str]]:
    """A line as an object, and what `load` could not tell of it or would stumble over."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        twice.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return dict(items)

    try:
        data = json.loads(line, object_pairs_hook=pairs)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return {}, [f"not JSON{where}: look for a missing quote, comma or bracket"]
    if not isinstance(data, dict):
        return {}, ["not a record: a line is {…} with keys and values"]
    trouble = [f"the key {key} stands twice: keep one" for key in twice]
    for key, value in data.items():
        if isinstance(value, (list, dict)):
            trouble.append(
                f"{key} holds a list or record: it takes one value; write a line for each"
            )
    return data, trouble


def _refused(path: Path) -> list[Problem]:
    """What `evaluate` finds in the file, with the path as it was given."""
    try:
        load(path)
    except GoldError as error:
        return [_problem(path, words) for words in error.problems]
    return []


def _problem(path: Path, words: str) -> Problem:
    """ "name:line: what" → a Problem; a file name that is wrong has no line."""
    rest = words.removeprefix(f"{path.name}:")
    number, _, text = rest.partition(": ")
    text = text.replace(" is None, should be text", " is null: fill it in")
    if number.strip().isdigit():
        return Problem(str(path), int(number), text)
    return Problem(str(path), 1, rest.strip())


# --- writing --------------------------------------------------------------------------


def in_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its keys in the order of `KEYS`; unknown ones at the end.

    A heading that is not there is null in the file.
    """
    if data.get("t") == "section" and data.get("heading") == "":
        data = {**data, "heading": None}
    known = [key for key in KEYS.get(data.get("t", ""), ()) if key in data]
    return {key: data[key] for key in (*known, *(key for key in data if key not in known))}


def dump(records: Iterable[Mapping[str, Any]]) -> str:
    """The records as JSON Lines, the way the released files are written."""
    return "".join(json.dumps(in_order(data), ensure_ascii=False) + "\n" for data in records)


def save(path: Path, text: str) -> None:
    """Writes a file whole or not at all, with line ends as they are in `text`."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)


# --- sources --------------------------------------------------------------------------


@dataclass(slots=True)
class Sources:
    """The folders in which annotated documents are looked for, in turn."""

    folders: Sequence[Path]
    _read: dict[str, Source | None] = field(default_factory=dict)

    def get(self, name: str) -> Source | None:
        """The document of that file name, or None where no folder has it.

        Raises:
            UnreachableError: it is there but cannot be read.
        """
        if name not in self._read:
            self._read[name] = self._find(name)
        return self._read[name]

    def _find(self, name: str) -> Source | None:
        from pipeline.ingest import read

        if Path(name).name != name:
            return None
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                try:
                    return read(path)
                except IngestError as error:
                    raise UnreachableError(str(error)) from error
        return None
