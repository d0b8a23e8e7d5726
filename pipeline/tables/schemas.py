"""The tables' columns and schemas, and how people and programs are told of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from pipeline import __version__
from pipeline.model import (
    SCHEMA_VERSION,
    IssueCode,
    Location,
    Media,
    OrgLevel,
    ProductSource,
    Resolution,
    SectionRole,
    Severity,
    TextOrigin,
    TimeKind,
    UnitRole,
    UnitSource,
)

_REGIONS = "list<struct<page:int32, x0:float32, y0:float32, x1:float32, y1:float32>>"
_REGION = pa.struct(
    [("page", pa.int32()), *((side, pa.float32()) for side in ("x0", "y0", "x1", "y1"))]
)
_SPANS = "list<struct<char_start:int32, char_end:int32>>"
_PLACE = pa.struct([("char_start", pa.int32()), ("char_end", pa.int32())])
TYPES: dict[str, tuple[pa.DataType, type | tuple[type, ...]]] = {
    "string": (pa.string(), str),
    "int32": (pa.int32(), int),
    "float32": (pa.float32(), (int, float)),
    "float64": (pa.float64(), (int, float)),
    "bool": (pa.bool_(), bool),
    "date32": (pa.date32(), date),
    "list<string>": (pa.list_(pa.field("element", pa.string())), (list, tuple)),
    _REGIONS: (pa.list_(pa.field("element", _REGION)), (list, tuple)),
    _SPANS: (pa.list_(pa.field("element", _PLACE)), (list, tuple)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its key in TYPES, what it means and what it may hold."""

    name: str
    kind: str
    note: str
    required: bool = False
    values: frozenset[str] | None = None
    added: bool = False  # later than the first files of this schema_version: null in them

    @property
    def field(self) -> pa.Field:
        metadata = {"description": self.note}
        return pa.field(self.name, TYPES[self.kind][0], not self.required, metadata)


def _column(kind: str) -> Callable[..., Column]:
    def column(name: str, note: str, *flags: str, of: type[StrEnum] | str = "") -> Column:
        values = frozenset(of.split() if isinstance(of, str) else [item.value for item in of])
        return Column(name, kind, note, "required" in flags, values or None, added="added" in flags)

    return column


_text, _int, _date, _bool = _column("string"), _column("int32"), _column("date32"), _column("bool")
_float, _double = _column("float32"), _column("float64")
_texts, _regions, _spans = _column("list<string>"), _column(_REGIONS), _column(_SPANS)

_NN = "required"
_DOC = _text("doc_id", "the document part", _NN)
_SPAN = (
    _int("char_start", "first character in the document's source text", _NN),
    _int("char_end", "after the last character", _NN),
)
_PAGES = (
    _int("page_start", "page of the first character, from 1", _NN),
    _int("page_end", "page of the last character", _NN),
)
_CONFIDENCE = _float("confidence", "how likely the row is right in all its values, 0 to 1")
_ADDED_CONFIDENCE = _float(
    "confidence", "how likely the row is right in all its values, 0 to 1", "added"
)
_ADDED_REVIEW = _bool("needs_review", "true when the row is doubtful; see issues", "added")
_RULE = _text("rule", "id of the rule that made the row, e.g. time.quarter", "added")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "documents": (
        _text("doc_id", "made from the file's SHA-256 and the part's index", _NN),
        _text("work_id", "made from number, date and issuer; null without a number"),
        _text("source_path", "relative to the run's input root", _NN),
        _text("source_sha256", "of the file's bytes", _NN),
        _int("part", "1 for the first document in a file, 2 for one attached after it", _NN),
        _text("media", "what kind of file", _NN, of=Media),
        _text("text_origin", "where the letters come from", _NN, of=TextOrigin),
        _text("doc_type", "code: KH CTr NQ CT QĐ …"),
        _text("doc_type_name", "Kế hoạch"),
        _text("number", "256-KH/TU"),
        _text("issuer", "as named"),
        _text("issuer_id", "of the registry"),
        _text("issuer_level", "level of the issuer", of=OrgLevel),
        _text("place", "where it was signed, as printed"),
        _date("issued_date", "date of issue"),
        _text("title", "trích yếu, without the type"),
        _text("signer", "name"),
        _text("signer_role", "BÍ THƯ"),
        _text("on_behalf_of", "T/M …"),
        _texts("recipients", "nơi nhận"),
        _int("n_pages", "pages of the source", _NN),
        _int("n_chars", "characters of the source text", _NN),
        _float("ocr_confidence", "mean over words, 0 to 1; null for native text"),
        _text("schema_version", "of these tables", _NN),
        _text("pipeline_version", "of the program", _NN),
    ),
    "pages": (
        _DOC,
        _int("page", "from 1", _NN),
        *_SPAN,
        _text("text", "source text of the page, as decoded", _NN),
        _text("text_origin", "where the letters come from", _NN, of=TextOrigin),
        _float("width", "points; null for text files"),
        _float("height", "points; null for text files"),
        _int("rotation", "degrees clockwise that the page was turned to be read; places are after"),
        _float("ocr_confidence", "mean over words, 0 to 1; null for native text"),
        _text("decided", "why the text is from the layer or recognised; null where nothing was"),
    ),
    "sections": (
        _text("section_id", "made from doc_id and path", _NN),
        _DOC,
        _text("parent_id", "the section above; null at the top"),
        _text("path", "printed labels from the top: V/5", _NN),
        _text("label", "as printed; null for an unlabelled heading"),
        _int("level", "from 1", _NN),
        _int("ordinal", "reading order", _NN),
        _text("heading", "its words"),
        _text("role", "what the section is for", _NN, of=SectionRole),
        *_SPAN,
        *_PAGES,
    ),
    "tasks": (
        _text("task_id", "made from doc_id and path", _NN),
        _text("task_key", "made from work_id and path; what a tracking system keys on"),
        _DOC,
        _text("section_id", "null where the document has no headings"),
        _text("path", "printed labels from the top: V/5/5.4", _NN),
        _text("label", "as printed; null for a bullet"),
        _int("ordinal", "reading order in the document", _NN),
        _text("text", "the item without label, time line and unit line", _NN),
        _text("section_role", "role of the section it stands in", _NN, of="task implementation"),
        _texts("heading_path", "headings from the top"),
        _date("due", "the last end of its time clauses; null when none has one"),
        *_SPAN,
        *_PAGES,
        _regions("regions", "boxes on the pages, points from the top left; empty for text files"),
        _CONFIDENCE,
        _bool("needs_review", "true when any part of the row is doubtful; see issues", _NN),
        _texts("products", "what it must deliver, as printed, in order of place", "added"),
        _texts(
            "product_sources",
            "of each: by which it is known; inferred from the text, or stated by the rest",
            "added",
            of=ProductSource,
        ),
        _texts("product_rules", "of each: the rule that found it", "added"),
        _spans("product_spans", "of each: its place in the document's source text", "added"),
        _texts("refers_to", "paths of this document's sections and tasks it points at", "added"),
    ),
    "responsibilities": (
        _text("task_id", "the task", _NN),
        _DOC,
        _text("role", "what the body has to do with the task", _NN, of=UnitRole),
        _text("unit", "the normalised name", _NN),
        _text("unit_id", "of the registry; null when unknown"),
        _text("unit_raw", "as printed", _NN),
        _text("source", "where the name stands", _NN, of=UnitSource),
        *_SPAN,
        _CONFIDENCE,
        _RULE,
        _ADDED_REVIEW,
    ),
    "time_clauses": (
        _text("task_id", "the task", _NN),
        _DOC,
        _text("raw", "as printed", _NN),
        _text("kind", "how the task is bound to time", _NN, of=TimeKind),
        _date("start", "inclusive; null when open"),
        _date("end", "inclusive; null when open"),
        _text("rrule", "RFC 5545, e.g. FREQ=YEARLY;BYMONTH=12; null when it does not recur"),
        _text("condition", "the words from khi, sau khi, theo on; null without one"),
        *_SPAN,
        _int("scope_start", "first character it governs; null when it governs the whole task"),
        _int("scope_end", "after the last character it governs"),
        _CONFIDENCE,
        _RULE,
        _ADDED_REVIEW,
    ),
    "citations": (
        _text("citation_id", "of this mention", _NN),
        _DOC,
        _text("task_id", "null where it stands outside any"),
        _text("section_id", "null where it stands outside any"),
        _text("location", "where it stands", _NN, of=Location),
        _text("raw", "as printed", _NN),
        _text("cited_type", "Nghị quyết"),
        _text("cited_number", "28-NQ/TW; null for laws and documents named without one"),
        _text("cited_name", "Luật Thực hiện dân chủ ở cơ sở; null for numbered documents"),
        _date("cited_date", "as the mention says"),
        _text("cited_issuer", "as the mention says"),
        _text("cited_issuer_id", "of the registry"),
        _text("cited_title", "trích yếu where the mention gives it"),
        _text("cited_work_id", "work_id of the cited document; null when its number is unknown"),
        _text("cited_doc_id", "the cited document, when the run holds it"),
        _text("resolution", "how it was made out", _NN, of=Resolution),
        *_SPAN,
        _ADDED_CONFIDENCE,
        _RULE,
        _text("cited_pinpoint", "the part it points at, as printed: khoản 1, 2 Điều 5", "added"),
        _texts("cited_places", "each place in it: Điều 5/khoản 1; none: empty", "added"),
        _ADDED_REVIEW,
    ),
    "targets": (
        _text("target_id", "of this target", _NN),
        _DOC,
        _text("section_id", "the section it stands in"),
        _text("path", "of the item it stands in"),
        _text("raw", "as printed", _NN),
        _text("subject", "what is counted"),
        _text("comparator", "how value bounds it", _NN, of="= >= > <= <"),
        _double("value", "the number", _NN),
        _text("unit", "of the value"),
        _date("due", "by when; null when not said"),
        *_SPAN,
        _ADDED_CONFIDENCE,
        _RULE,
        _ADDED_REVIEW,
    ),
    "issues": (
        _text("issue_id", "of this issue", _NN),
        _DOC,
        _text("task_id", "null when it is about no one task"),
        _text("severity", "how bad", _NN, of=Severity),
        _text("code", "what is the matter", _NN, of=IssueCode),
        _text("message", "for the person who looks at it", _NN),
        _int("page", "from 1; null for the whole document"),
        _int("char_start", "null for the whole document"),
        _int("char_end", "null for the whole document"),
    ),
}
_ABOUT = {
    "documents": "one row for each document part",
    "pages": "one row for each page; their texts joined are the document's source text",
    "sections": "every heading that has something below it",
    "tasks": "one row for each lowest-level item of a task or implementation section",
    "responsibilities": "one row for each body that acts in a task",
    "time_clauses": "when a task is to be done or reported",
    "citations": "mentions of other documents",
    "targets": "measurable goals",
    "issues": "what a person should look at",
}


def _schema(table: str) -> pa.Schema:
    return pa.schema(
        [column.field for column in COLUMNS[table]],
        metadata={
            "table": table,
            "description": _ABOUT[table],
            "schema_version": SCHEMA_VERSION,
            "pipeline_version": __version__,
        },
    )


SCHEMAS: dict[str, pa.Schema] = {table: _schema(table) for table in COLUMNS}


def describe() -> str:
    """The tables, their columns, types and notes, as text for a terminal."""
    lines = [f"schema_version {SCHEMA_VERSION}; one file a table, <table>.parquet"]
    for table, columns in COLUMNS.items():
        lines += ["", f"{table}: {_ABOUT[table]}"]
        for column in columns:
            null = "not null" if column.required else ""
            values = f" ({' '.join(sorted(column.values))})" if column.values else ""
            lines.append(f"  {column.name:16}  {column.kind:12}  {null:8}  {column.note}{values}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def schema_json() -> str:
    """The same as `describe`, as JSON for programs."""
    tables = {
        table: {
            "description": _ABOUT[table],
            "columns": [
                {
                    "name": column.name,
                    "type": column.kind,
                    "nullable": not column.required,
                    "description": column.note,
                    "values": sorted(column.values) if column.values else None,
                }
                for column in columns
            ],
        }
        for table, columns in COLUMNS.items()
    }
    content = {"schema_version": SCHEMA_VERSION, "tables": tables}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
