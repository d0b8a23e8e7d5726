"""Records of a part → entries of each layer, from gold and from a run.

Rows of a run are first put into the words of the annotations; what makes an entry's key
is then said once for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from pipeline.evaluate.gold import GoldPart, GoldRecord
from pipeline.evaluate.layers import LAYERS, Entries
from pipeline.evaluate.match import Entry
from pipeline.evaluate.places import Place, cleaned
from pipeline.evaluate.values import label_key, name_key, number_key, rrule_key, tokens

__all__ = ["FoundPart", "entries_of_gold", "entries_of_run", "footnotes", "without_notes"]

_FIELDS = (  # of gold, of the documents table
    ("type", "doc_type_name"),
    ("number", "number"),
    ("title", "title"),
    ("issuer", "issuer"),
    ("place", "place"),
    ("date", "issued_date"),
    ("signer", "signer"),
    ("signer_role", "signer_role"),
    ("on_behalf_of", "on_behalf_of"),
)
_PDF_MEDIA = frozenset({"pdf", "image"})

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FoundPart:
    """The rows of a run that belong to one document part."""

    document: Row
    sections: Sequence[Row] = ()
    tasks: Sequence[Row] = ()
    responsibilities: Sequence[Row] = ()
    time_clauses: Sequence[Row] = ()
    citations: Sequence[Row] = ()
    targets: Sequence[Row] = ()

    @property
    def source_path(self) -> str:
        return str(self.document["source_path"])

    @property
    def typeset(self) -> bool:
        """Whether the file is a PDF or an image."""
        return self.document.get("media") in _PDF_MEDIA


# --- gold ------------------------------------------------------------------------------


def entries_of_gold(
    part: GoldPart,
    places: Sequence[Place | None],
    source: str | None,
    *,
    name: str = "annotated",
    typeset: bool = False,
) -> Entries:
    """The entries of an annotated part; places and texts come from `source`, its text.

    Without it a task is compared by its first and last words.

    Args:
        part: the records.
        places: where each stands in `source` (`pipeline.evaluate.places.resolve`).
        source: the annotated text, if it is at hand.
        name: what to call that text: spans are compared with those of the same text.
        typeset: whether the run read a PDF or image, which has the fields of the header
            that the annotated text lacks (`pipeline.evaluate.typeset`).
    """
    entries: Entries = {layer: [] for layer in LAYERS}
    fields = {**part.document.data, **(part.typeset if typeset else {})}
    entries["document"] = [
        _field(column, fields[column]) for column, _ in _FIELDS if fields[column] is not None
    ]
    notes = footnotes(part, places, source) if source is not None else []
    for record, place in zip(part.records, places, strict=True):
        if record.kind == "document":
            continue
        extra: dict[str, Any] = {"source": name}
        if place:
            extra |= {"start": place.start, "end": place.end}
        if record.kind == "task":
            extra |= _gold_words(record, place, source, notes)
        for layer, entry in _entries(record.kind, record.data, extra):
            entries[layer].append(entry)
    return entries


def _gold_words(
    task: GoldRecord, place: Place | None, source: str | None, notes: Sequence[Place]
) -> dict[str, Any]:
    if source is None or place is None:
        begin, end = (tuple(tokens(cleaned(task[side]))) for side in ("begin", "end"))
        return {"edges": (begin, end)}
    return {"tokens": tuple(tokens(cleaned(without_notes(notes, source, place))))}


def footnotes(part: GoldPart, places: Sequence[Place | None], source: str) -> list[Place]:
    """The paragraphs of the source that hold a citation annotated as a footnote's.

    A page's foot may stand in mid sentence; it is no part of the item around it.
    """
    notes: list[Place] = []
    for record, place in zip(part.records, places, strict=True):
        if record.kind != "cite" or record.data.get("at") != "footnote" or place is None:
            continue
        start = source.rfind("\n", 0, place.start) + 1
        while start > 0 and not _OPENS_NOTE.match(source, start):
            above = source.rfind("\n", 0, start - 1) + 1
            if not source[above:start].strip():
                break
            start = above
        blank = _BLANK_LINE.search(source, place.end)
        notes.append(Place(start, blank.start() if blank else len(source)))
    return notes


def without_notes(notes: Sequence[Place], source: str, place: Place) -> str:
    """The text at `place` without the notes that stand inside it."""
    kept: list[str] = []
    at = place.start
    for note in sorted(notes, key=lambda note: note.start):
        if at <= note.start and note.end <= place.end:
            kept.append(source[at : note.start])
            at = note.end
    return "".join((*kept, source[at : place.end]))


_OPENS_NOTE = regex.compile(r"\s*(?:<sup>|⁽|[⁰¹²³⁴⁵⁶⁷⁸⁹]|\[\^|\d{1,2}\s+\p{Lu})")
_BLANK_LINE = regex.compile(r"\f|\r?\n[^\S\n]*\r?\n|\n\d{1,3}\s*\n")


# --- run -------------------------------------------------------------------------------


def entries_of_run(part: FoundPart, *, name: str = "run") -> Entries:
    """The entries of a run's part.

    Args:
        part: the rows.
        name: what to call the text that the rows' spans count in.
    """
    entries: Entries = {layer: [] for layer in LAYERS}
    entries["document"] = [
        _field(field, part.document[column])
        for field, column in _FIELDS
        if part.document.get(column) is not None
    ]
    counted: Counter[str] = Counter()
    for kind, data, row in _records(part):
        counted[kind] += 1
        extra = {
            "row": counted[kind] - 1,
            "source": name,
            "start": row.get("char_start"),
            "end": row.get("char_end"),
            "rule": row.get("rule"),
        }
        if kind == "task":
            extra["tokens"] = tuple(tokens(cleaned(data["text"])))
        for layer, entry in _entries(kind, data, extra):
            entries[layer].append(entry)
    return entries


def _records(part: FoundPart) -> Iterator[tuple[str, Row, Row]]:
    """Each row with its kind and its values under the names that annotations use."""
    paths: dict[Any, str] = {row["task_id"]: row["path"] for row in part.tasks}
    sections: dict[Any, str] = {row["section_id"]: row["path"] for row in part.sections}
    for row in part.sections:
        names = ("path", "label", "heading", "role")
        yield "section", {name: row[name] for name in names}, row
    for row in part.tasks:
        task = {"path": row["path"], "label": row["label"], "text": row["text"] or ""}
        yield "task", task, row
    for row in part.responsibilities:
        raw = row["unit_raw"] or row["unit"]
        yield "unit", {"task": paths.get(row["task_id"]), "role": row["role"], "raw": raw}, row
    for row in part.time_clauses:
        values = {name: row[name] for name in ("raw", "kind", "start", "end", "rrule")}
        dates = {"start": _iso(row["start"]), "end": _iso(row["end"])}
        yield "time", {"task": paths.get(row["task_id"])} | values | dates, row
    for row in part.citations:
        yield (
            "cite",
            {
                "at": _at(row, paths, sections),
                "raw": row["raw"],
                "type": row["cited_type"],
                "number": row["cited_number"],
                "date": _iso(row["cited_date"]),
                "issuer": row["cited_issuer"],
            },
            row,
        )
    for row in part.targets:
        at = row["path"] or sections.get(row["section_id"])
        yield "target", {"at": at} | {name: row[name] for name in _TARGET_COLUMNS}, row


_TARGET_COLUMNS = ("raw", "comparator", "value", "unit")


def _at(row: Row, paths: Mapping[Any, str], sections: Mapping[Any, str]) -> str | None:
    """Where a citation stands, as gold says it: a path, or a place outside sections."""
    if row["location"] not in ("section", "task"):
        return str(row["location"])
    return paths.get(row["task_id"]) or sections.get(row["section_id"])


# --- records → keys --------------------------------------------------------------------

_HIDDEN = frozenset({"t", "where", "condition", "due", "char_start", "char_end"})


def _field(name: str, value: Any) -> Entry:
    """A field of header or signature that the document has."""
    shown = key = _iso(value) if name == "date" else value
    if name != "date":
        key = number_key(str(value)) if name == "number" else name_key(str(value))
    words = tuple(tokens(str(shown)))
    return Entry((name, key), (("field", name), ("value", shown)), words)


def _entries(kind: str, data: Row, extra: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """The entries that a record makes, each with its layer."""
    at = data.get("path") or data.get("task") or data.get("at")
    shown = tuple((name, value) for name, value in data.items() if name not in _HIDDEN)
    for layer, key, words in _keys(kind, data):
        given = {"tokens": tuple(words), **extra}
        yield layer, Entry(key, shown, at=at, place=at, **given)


_Key = tuple[str, tuple[Any, ...], list[str]]


def _keys(kind: str, data: Row) -> Iterator[_Key]:
    """Layer, key and words of a record, for each layer that it counts in."""
    if kind == "task":
        yield "task", (label_key(data["label"]),), []
        yield "task_path", (), []
        return
    if kind == "section":
        heading = name_key(data["heading"] or "")
        yield "section", (heading,), tokens(heading)
        yield "section_role", (str(data["role"]),), tokens(heading)
        return
    if kind == "cite":
        yield from _cite_keys(data)
        return
    words = tokens(cleaned(data["raw"]))
    if kind == "unit":
        name = name_key(data["raw"])
        yield "unit", (str(data["role"]), name), tokens(name)
        if data["role"] == "lead":
            yield "lead", (name,), tokens(name)
    elif kind == "time":
        yield "time", (str(data["kind"]), data["start"], data["end"]), words
        if data["rrule"]:
            yield "rrule", (rrule_key(data["rrule"]),), words
    elif kind == "target":
        unit = None if data["unit"] is None else name_key(data["unit"])
        yield "target", (str(data["comparator"]), float(data["value"]), unit), words


def _cite_keys(data: Row) -> Iterator[_Key]:
    kind = None if data["type"] is None else name_key(data["type"])
    words = tokens(cleaned(data["raw"]))
    if data["number"] is None:
        yield "named", (kind,), words
        return
    number = number_key(data["number"])
    yield "citation", (kind, number, data["date"]), words
    yield "citation_task", (kind, number, data["date"]), words
    if data["issuer"]:
        issuer = name_key(data["issuer"])
        yield "citation_issuer", (number, issuer), tokens(issuer)


def _iso(value: Any) -> str | None:
    return None if value is None else str(value)[:10]
