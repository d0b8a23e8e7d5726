"""Gold annotations: read, checked against the guidelines, one file a document part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr

from pipeline.evaluate.typeset import FILE, Typeset, read_typeset
from pipeline.model import SectionRole, TimeKind, UnitRole, UnitSource

__all__ = ["GoldError", "GoldPart", "GoldRecord", "load", "load_all"]

# What `at` of a citation may say instead of a path.
OUTSIDE_SECTIONS = frozenset({"title", "preamble", "footnote", "closing"})

_PLACED = frozenset({"char_start", "char_end"})
_REQUIRED: Mapping[str, frozenset[str]] = {
    "document": frozenset({"file", "part", "type", "number", "title", "issuer", "place"})
    | {"date", "signer", "signer_role", "on_behalf_of"},
    "section": frozenset({"path", "label", "heading", "role"}),
    "task": frozenset({"path", "label", "begin", "end"}),
    "unit": frozenset({"task", "role", "raw", "where"}),
    "time": frozenset({"task", "raw", "kind", "start", "end", "rrule", "condition"}),
    "cite": frozenset({"at", "raw", "type", "number", "date", "issuer"}),
    "target": frozenset({"at", "raw", "comparator", "value", "unit", "due"}),
}
_OPTIONAL: Mapping[str, frozenset[str]] = {
    kind: frozenset({"begin", "end", "sha256"}) if kind == "document" else _PLACED
    for kind in _REQUIRED
}
_NEVER_EMPTY: Mapping[str, tuple[str, ...]] = {
    "document": ("file", "type"),
    "section": ("path", "heading", "role"),
    "task": ("path", "begin", "end"),
    "unit": ("task", "role", "raw", "where"),
    "time": ("task", "raw", "kind"),
    "cite": ("at", "raw"),
    "target": ("at", "raw", "comparator"),
}
_CHOICES: Mapping[tuple[str, str], frozenset[str]] = {
    ("section", "role"): frozenset(SectionRole),
    ("unit", "role"): frozenset(UnitRole),
    ("unit", "where"): frozenset(UnitSource),
    ("time", "kind"): frozenset(TimeKind),
    ("target", "comparator"): frozenset({"=", ">=", ">", "<=", "<"}),
}
_DATES: Mapping[str, tuple[str, ...]] = {
    "document": ("date",),
    "time": ("start", "end"),
    "cite": ("date",),
    "target": ("due",),
}


class GoldError(ValueError):
    """A gold file breaks the guidelines; `problems` names file and line of each break."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A line of a gold file: `kind` is its "t", `data` all of it."""

    kind: str
    line: int
    data: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]


@dataclass(frozen=True, slots=True)
class GoldPart:
    """The records of one document part, the `document` record first.

    `typeset` holds fields of the header that the annotated text lacks and its PDFs have.
    """

    stem: str
    part: int
    records: tuple[GoldRecord, ...]
    typeset: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> GoldRecord:
        return self.records[0]

    def of(self, kind: str) -> Iterator[GoldRecord]:
        """The records of one kind, in order."""
        return (record for record in self.records if record.kind == kind)


def load_all(folder: Path) -> list[GoldPart]:
    """All gold files of a folder, by name, with what `typeset.csv` there says of their PDFs.

    Raises:
        GoldError: some break the guidelines; all problems of all files are told.
    """
    parts: list[GoldPart] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            parts.append(load(path))
        except GoldError as error:
            problems.extend(error.problems)
    typeset, wrong = read_typeset(folder)
    problems += [f"{FILE}:{line}: {problem}" for line, problem in wrong]
    if not problems:
        problems += [f"{FILE}: {problem}" for problem in typeset_problems(typeset, parts)]
    if problems:
        raise GoldError(problems)
    return [replace(part, typeset=typeset.get((part.stem, part.part), {})) for part in parts]


def typeset_problems(typeset: Typeset, parts: Sequence[GoldPart]) -> Iterator[str]:
    """What `typeset.csv` says of parts that are not annotated, or of fields that are."""
    known = {(part.stem, part.part): part for part in parts}
    for key, fields in typeset.items():
        name = f"{key[0]}, part {key[1]}"
        if key not in known:
            yield f"{name}: there is no {key[0]}.{key[1]}.jsonl"
            continue
        for one in fields:
            if known[key].document[one] is not None:
                yield f"{name}: {one} is annotated already; leave the cell empty"


def load(path: Path) -> GoldPart:
    """The gold file `<stem>.<part>.jsonl`.

    A section with a label whose `heading` is null (an article "Điều 1.") has "" there.

    Raises:
        GoldError: with "file:line: what is wrong" for each break of the guidelines.
    """
    stem, _, part = path.stem.rpartition(".")
    if not stem or not part.isdigit():
        raise GoldError([f"{path.name}: the name should be <stem>.<part>.jsonl"])
    records: list[GoldRecord] = []
    checked: list[GoldRecord] = []
    problems: list[str] = []
    misshapen: list[str] = []
    for number, raw in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            line = raw.decode("utf-8")
            if not line.strip():
                continue
            data = json.loads(line)
        except UnicodeDecodeError as error:
            misshapen.append(f"{path.name}:{number}: not UTF-8 at byte {error.start + 1}")
            continue
        except json.JSONDecodeError as error:
            problems.append(f"{path.name}:{number}: not JSON: {error.msg}")
            continue
        kind = data.get("t") if isinstance(data, dict) else None
        if not isinstance(kind, str) or kind not in _REQUIRED:
            problems.append(f"{path.name}:{number}: t is {kind!r}, not {', '.join(_REQUIRED)}")
            continue
        misshapen += [
            f"{path.name}:{number}: {key} is {value!r}, should be one value"
            for key, value in data.items()
            if isinstance(value, list | dict)
        ]
        headless = kind == "section" and data.get("heading", "") is None and data.get("label")
        records.append(GoldRecord(kind, number, data | {"heading": ""} if headless else data))
        checked.append(GoldRecord(kind, number, data | {"heading": "-"} if headless else data))
    if misshapen:  # what the other checks cannot look at
        raise GoldError(problems + misshapen)
    found = GoldPart(stem, int(part), tuple(checked))
    problems.extend(f"{path.name}:{at}: {problem}" for at, problem in _problems(found))
    if problems:
        raise GoldError(problems)
    return GoldPart(stem, int(part), tuple(records))


def _problems(part: GoldPart) -> Iterator[tuple[int, str]]:
    for record in part.records:
        for problem in _record_problems(record):
            yield record.line, problem
    yield from _document_problems(part)
    yield from _path_problems(part)


def _record_problems(record: GoldRecord) -> Iterator[str]:
    data, kind = record.data, record.kind
    known = _REQUIRED[kind] | _OPTIONAL[kind] | {"t"}
    if unknown := sorted(set(data) - known):
        yield f"unknown keys of a {kind}: {', '.join(unknown)}"
    if missing := sorted(_REQUIRED[kind] - set(data)):
        yield f"missing keys of a {kind}: {', '.join(missing)}"
    for key in _NEVER_EMPTY[kind]:
        if key in data and not (isinstance(data[key], str) and data[key].strip()):
            yield f"{key} is {data[key]!r}, should be text"
    for (of, key), choices in _CHOICES.items():
        if of == kind and key in data and data[key] not in choices:
            yield f"{key} is {data[key]!r}, not one of {', '.join(sorted(choices))}"
    for key in _DATES.get(kind, ()):
        if not _is_date(data.get(key)):
            yield f"{key} is {data[key]!r}, not a date as 2026-03-31 or null"
    if kind == "time":
        yield from _time_problems(data)
    if kind == "target" and not _is_number(data.get("value")):
        yield f"value is {data.get('value')!r}, not a number"


def _is_date(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _time_problems(data: Mapping[str, Any]) -> Iterator[str]:
    start, end = data.get("start"), data.get("end")
    if start and end and _is_date(start) and _is_date(end) and start > end:
        yield f"start {start} is after end {end}"
    rrule = data.get("rrule")
    if rrule is None:
        return
    if data.get("kind") != TimeKind.RECURRING:
        yield f"rrule {rrule!r} on a clause that is {data.get('kind')}, not recurring"
    try:
        rrulestr(rrule)
    except (ValueError, TypeError, AttributeError) as error:
        yield f"rrule {rrule!r} does not parse: {error}"


def _document_problems(part: GoldPart) -> Iterator[tuple[int, str]]:
    documents = list(part.of("document"))
    if not part.records or part.records[0].kind != "document":
        yield 1, "the first record should be the document"
    for record in documents[1:]:
        yield record.line, "a second document record: one file holds one part"
    for record in documents[:1]:
        file, number = record.data.get("file"), record.data.get("part")
        if isinstance(file, str) and Path(file).stem != part.stem:
            yield record.line, f"file is {file!r}, the gold file is named for {part.stem!r}"
        if number != part.part:
            yield record.line, f"part is {number!r}, the gold file is named for {part.part}"


def _path_problems(part: GoldPart) -> Iterator[tuple[int, str]]:
    tasks: set[str] = set()
    sections: set[str] = set()
    for kind, paths in (("task", tasks), ("section", sections)):
        for record in part.of(kind):
            path = str(record.data.get("path"))
            if path in tasks or path in sections:
                yield record.line, f"path {path} is there already"
            paths.add(path)
    for record in part.records:
        task, at = record.data.get("task"), record.data.get("at")
        if record.kind in ("unit", "time") and task not in tasks:
            yield record.line, f"task {task} is no task of this file"
        if record.kind == "cite" and at not in tasks | sections | OUTSIDE_SECTIONS:
            yield record.line, f"at {at} is no task, no section and no place outside them"
        if record.kind == "target" and at not in tasks | sections:
            yield record.line, f"at {at} is no task and no section"
