"""Records of a part → entries of each layer, from gold and from a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from pipeline.evaluate.compare import (
    TEXT_THRESHOLD,
    name_key,
    number_key,
    rrule_key,
    token_f1,
    tokens,
)
from pipeline.evaluate.gold import GoldPart
from pipeline.evaluate.match import Entry
from pipeline.evaluate.places import Place, cleaned

__all__ = ["ALIKE", "LAYERS", "Entries", "FoundPart", "entries_of_gold", "entries_of_run"]

# Layer by layer, what has to agree.
LAYERS: Mapping[str, str] = {
    "section": "path and heading",
    "section_role": "path and role",
    "task": "path, and text with token F1 of at least 0.95",
    "unit": "task, role and name",
    "lead": "task and name, role lead only",
    "time": "task, kind, start and end",
    "rrule": "task and rrule, where there is one",
    "citation": "type, number and date of mentions with a number",
    "citation_task": "the same, and where it stands",
    "citation_issuer": "number and issuer, where the mention names one",
    "named": "type of mentions without a number, and words with token F1 of at least 0.8",
    "target": "path, comparator, value and unit",
    "document": "fields of header and signature, one by one",
}

_NAMED_THRESHOLD = 0.8
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
# The typesetting put these on the PDFs where the text had lost them (corpus/README.md).
_NULL_IN_TEXT_ONLY = frozenset({"number", "place", "date"})
_PDF_MEDIA = frozenset({"pdf", "image"})

Entries = dict[str, list[Entry]]
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


def _alike_task(gold: Entry, found: Entry) -> bool:
    if gold.edges is None:
        return token_f1(gold.tokens, found.tokens) >= TEXT_THRESHOLD
    begin, end = gold.edges  # the source is not at hand: first and last words only
    first, last = found.tokens[: len(begin)], found.tokens[len(found.tokens) - len(end) :]
    return token_f1(begin + end, first + last) >= TEXT_THRESHOLD


def _alike_named(gold: Entry, found: Entry) -> bool:
    return token_f1(gold.tokens, found.tokens) >= _NAMED_THRESHOLD


# Layers that compare text besides the key.
ALIKE: Mapping[str, Callable[[Entry, Entry], bool]] = {
    "task": _alike_task,
    "named": _alike_named,
}


def _iso(value: Any) -> str | None:
    return None if value is None else str(value)[:10]


def _text(value: Any, key: Callable[[str], str]) -> str | None:
    return None if value is None else key(str(value))


# --- gold ------------------------------------------------------------------------------


def entries_of_gold(part: GoldPart, places: Sequence[Place | None], source: str | None) -> Entries:
    """The entries of an annotated part; places and texts come from `source`, its text.

    Without it a task is compared by its first and last words.
    """
    entries: Entries = {layer: [] for layer in LAYERS}
    entries["document"] = _gold_document(part.document.data)
    notes = footnotes(part, places, source) if source is not None else []
    for record, place in zip(part.records, places, strict=True):
        data = record.data
        start, end = (place.start, place.end) if place else (None, None)
        text = without_notes(notes, source, place) if source is not None and place else None
        for layer, key, extra in _gold_keys(record.kind, data, text):
            shown = tuple((name, value) for name, value in data.items() if name not in _HIDDEN)
            entries[layer].append(Entry(key, shown, start=start, end=end, **extra))
    return entries


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
_HIDDEN = frozenset({"t", "where", "condition", "due", "char_start", "char_end"})
_Key = tuple[str, tuple[Any, ...], dict[str, Any]]


def _gold_keys(kind: str, data: Row, text: str | None) -> list[_Key]:
    """Layer, key and what else an entry holds, for each layer the record counts in."""
    if kind == "section":
        return _section_keys(data["path"], data["heading"], data["role"])
    if kind == "task":
        extra: dict[str, Any] = {"tokens": tuple(tokens(cleaned(text)))} if text else {}
        if text is None:
            extra["edges"] = tuple(tuple(tokens(cleaned(data[side]))) for side in ("begin", "end"))
        return [("task", (data["path"],), extra)]
    if kind == "unit":
        return _unit_keys(data["task"], data["role"], data["raw"])
    if kind == "time":
        return _time_keys(data["task"], data["kind"], data["start"], data["end"], data["rrule"])
    if kind == "cite":
        return _cite_keys(
            data["at"], data["raw"], data["type"], data["number"], data["date"], data["issuer"]
        )
    if kind == "target":
        return _target_keys(data["at"], data["comparator"], data["value"], data["unit"])
    return []


def _gold_document(data: Row) -> list[Entry]:
    values = ((name, data[name]) for name, _ in _FIELDS)
    return [_field(name, value) for name, value in values if value is not None]


# --- run -------------------------------------------------------------------------------


def entries_of_run(part: FoundPart, gold: GoldPart) -> Entries:
    """The entries of a run's part. Of `gold` only the nulls that do not apply are looked at."""
    entries: Entries = {layer: [] for layer in LAYERS}
    entries["document"] = _found_document(part, gold.document.data)
    paths = {row["task_id"]: row["path"] for row in part.tasks}
    sections = {row["section_id"]: row["path"] for row in part.sections}
    for kind, rows in (
        ("section", part.sections),
        ("task", part.tasks),
        ("unit", part.responsibilities),
        ("time", part.time_clauses),
        ("cite", part.citations),
        ("target", part.targets),
    ):
        for row in rows:
            for layer, key, extra in _found_keys(kind, row, paths, sections):
                entries[layer].append(
                    Entry(
                        key,
                        _shown(kind, row, paths, sections),
                        start=row.get("char_start"),
                        end=row.get("char_end"),
                        rule=row.get("rule"),
                        **extra,
                    )
                )
    return entries


def _found_keys(
    kind: str, row: Row, paths: Mapping[str, str], sections: Mapping[str, str]
) -> list[_Key]:
    if kind == "section":
        return _section_keys(row["path"], row["heading"] or "", row["role"])
    if kind == "task":
        return [("task", (row["path"],), {"tokens": tuple(tokens(cleaned(row["text"] or "")))})]
    if kind == "unit":
        return _unit_keys(paths.get(row["task_id"]), row["role"], row["unit_raw"] or row["unit"])
    if kind == "time":
        path = paths.get(row["task_id"])
        return _time_keys(path, row["kind"], _iso(row["start"]), _iso(row["end"]), row["rrule"])
    if kind == "cite":
        return _cite_keys(
            _at(row, paths, sections),
            row["raw"],
            row["cited_type"],
            row["cited_number"],
            _iso(row["cited_date"]),
            row["cited_issuer"],
        )
    path = row["path"] or sections.get(row["section_id"])
    return _target_keys(path, row["comparator"], row["value"], row["unit"])


def _at(row: Row, paths: Mapping[str, str], sections: Mapping[str, str]) -> str | None:
    """Where a citation stands, as gold says it: a path, or a place outside sections."""
    if row["location"] not in ("section", "task"):
        return str(row["location"])
    return paths.get(row["task_id"]) or sections.get(row["section_id"])


def _shown(
    kind: str, row: Row, paths: Mapping[str, str], sections: Mapping[str, str]
) -> tuple[tuple[str, Any], ...]:
    """The values of a row under the names that gold has for them."""
    names = {
        "section": {"path": "path", "label": "label", "heading": "heading", "role": "role"},
        "task": {"path": "path", "text": "text"},
        "unit": {"role": "role", "raw": "unit_raw"},
        "time": {"raw": "raw", "kind": "kind", "start": "start", "end": "end", "rrule": "rrule"},
        "cite": {
            "raw": "raw",
            "type": "cited_type",
            "number": "cited_number",
            "date": "cited_date",
            "issuer": "cited_issuer",
        },
        "target": {
            "at": "path",
            "raw": "raw",
            "comparator": "comparator",
            "value": "value",
            "unit": "unit",
        },
    }[kind]
    first: list[tuple[str, Any]] = []
    if kind in ("unit", "time"):
        first.append(("task", paths.get(row["task_id"])))
    if kind == "cite":
        first.append(("at", _at(row, paths, sections)))
    return (*first, *((name, row[column]) for name, column in names.items()))


def _found_document(part: FoundPart, gold: Row) -> list[Entry]:
    entries = []
    for name, column in _FIELDS:
        value = part.document.get(column)
        lost = part.typeset and name in _NULL_IN_TEXT_ONLY and gold[name] is None
        if value is not None and not lost:
            entries.append(_field(name, value))
    return entries


# --- keys ------------------------------------------------------------------------------


def _field(name: str, value: Any) -> Entry:
    if name == "date":
        key = str(_iso(value))
    else:
        key = number_key(str(value)) if name == "number" else name_key(str(value))
    return Entry(
        (name, key), (("field", name), ("value", _iso(value) if name == "date" else value))
    )


def _section_keys(path: str, heading: str, role: str) -> list[_Key]:
    return [("section", (path, name_key(heading)), {}), ("section_role", (path, str(role)), {})]


def _unit_keys(task: str | None, role: str, raw: str) -> list[_Key]:
    name = name_key(raw)
    keys: list[_Key] = [("unit", (task, str(role), name), {})]
    if role == "lead":
        keys.append(("lead", (task, name), {}))
    return keys


def _time_keys(
    task: str | None, kind: str, start: str | None, end: str | None, rrule: str | None
) -> list[_Key]:
    keys: list[_Key] = [("time", (task, str(kind), start, end), {})]
    if rrule:
        keys.append(("rrule", (task, rrule_key(rrule)), {}))
    return keys


def _cite_keys(
    at: str | None,
    raw: str,
    kind: str | None,
    number: str | None,
    when: str | None,
    issuer: str | None,
) -> list[_Key]:
    name = _text(kind, name_key)
    if number is None:
        return [("named", (name,), {"tokens": tuple(tokens(cleaned(raw)))})]
    what = (name, number_key(number), when)
    keys: list[_Key] = [("citation", what, {}), ("citation_task", (*what, at), {})]
    if issuer:
        keys.append(("citation_issuer", (number_key(number), name_key(issuer)), {}))
    return keys


def _target_keys(path: str | None, comparator: str, value: float, unit: str | None) -> list[_Key]:
    return [("target", (path, str(comparator), float(value), _text(unit, name_key)), {})]
