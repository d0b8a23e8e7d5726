"""Records ↔ Parquet: the tables' schemas, their rules, and how they are written and read.

The only module that knows pyarrow schemas. Rows are plain dicts, one list a table; what
the columns mean is in docs/tables.md and in `describe()`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import regex

from pipeline import __version__
from pipeline.model import (
    SCHEMA_VERSION,
    IssueCode,
    Location,
    Media,
    OrgLevel,
    Resolution,
    SectionRole,
    Severity,
    TextOrigin,
    TimeKind,
    UnitRole,
    UnitSource,
)

__all__ = [
    "SCHEMAS",
    "ContractError",
    "ContractWarning",
    "Row",
    "Tables",
    "TablesError",
    "check",
    "describe",
    "read",
    "schema_json",
    "to_rows",
    "to_tables",
    "write",
]

Row = dict[str, Any]
Tables = dict[str, list[Row]]


class TablesError(Exception):
    """Tables cannot be read; the message says which and what to do."""


class ContractError(TablesError):
    """Rows break the tables' rules; `violations` has a readable line for each break."""

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__(_first_lines(violations))
        self.violations = tuple(violations)

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[str, ...]]]:
        return ContractError, (self.violations,)  # so that it comes out of a worker whole


class ContractWarning(UserWarning):
    """Rows that break the rules were written all the same."""


def _first_lines(violations: Sequence[str], most: int = 10) -> str:
    lines = [f"{len(violations)} violation(s) of the tables' rules:", *violations[:most]]
    if len(violations) > most:
        lines.append(f"and {len(violations) - most} more")
    return "\n  ".join(lines)


# --- schemas --------------------------------------------------------------------------

_REGIONS = "list<struct<page:int32, x0:float32, y0:float32, x1:float32, y1:float32>>"
_REGION = pa.struct(
    [("page", pa.int32()), *((side, pa.float32()) for side in ("x0", "y0", "x1", "y1"))]
)
_TYPES: dict[str, tuple[pa.DataType, type | tuple[type, ...]]] = {
    "string": (pa.string(), str),
    "int32": (pa.int32(), int),
    "float32": (pa.float32(), (int, float)),
    "float64": (pa.float64(), (int, float)),
    "bool": (pa.bool_(), bool),
    "date32": (pa.date32(), date),
    "list<string>": (pa.list_(pa.field("element", pa.string())), (list, tuple)),
    _REGIONS: (pa.list_(pa.field("element", _REGION)), (list, tuple)),
}


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    note: str
    required: bool = False
    values: frozenset[str] | None = None
    added: bool = False  # later than the first files of this schema_version: null in them

    @property
    def field(self) -> pa.Field:
        metadata = {"description": self.note}
        return pa.field(self.name, _TYPES[self.kind][0], not self.required, metadata)


def _column(kind: str) -> Callable[..., _Column]:
    def column(name: str, note: str, *flags: str, of: type[StrEnum] | str = "") -> _Column:
        values = frozenset(of.split() if isinstance(of, str) else [item.value for item in of])
        return _Column(
            name, kind, note, "required" in flags, values or None, added="added" in flags
        )

    return column


_text, _int, _date, _bool = _column("string"), _column("int32"), _column("date32"), _column("bool")
_float, _double = _column("float32"), _column("float64")
_texts, _regions = _column("list<string>"), _column(_REGIONS)

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
_CONFIDENCE = _float("confidence", "0 to 1")
_ADDED_CONFIDENCE = _float("confidence", "0 to 1", "added")
_RULE = _text("rule", "id of the rule that made the row, e.g. time.quarter", "added")

_COLUMNS: dict[str, tuple[_Column, ...]] = {
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
        _int("rotation", "degrees, clockwise"),
        _float("ocr_confidence", "mean over words, 0 to 1; null for native text"),
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
        _text("cited_work_id", "work_id of the cited document; null without a number"),
        _text("cited_doc_id", "the cited document, when the run holds it"),
        _text("resolution", "how it was made out", _NN, of=Resolution),
        *_SPAN,
        _ADDED_CONFIDENCE,
        _RULE,
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
        [column.field for column in _COLUMNS[table]],
        metadata={
            "table": table,
            "description": _ABOUT[table],
            "schema_version": SCHEMA_VERSION,
            "pipeline_version": __version__,
        },
    )


SCHEMAS: dict[str, pa.Schema] = {table: _schema(table) for table in _COLUMNS}


# --- rows → tables --------------------------------------------------------------------

# What no two rows of a table may share; each also breaks ties when rows are sorted.
_KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id", "source_path part"),
    "pages": ("doc_id page",),
    "sections": ("section_id", "doc_id path"),
    "tasks": ("task_id", "doc_id path"),
    "responsibilities": ("task_id role unit unit_raw char_start char_end",),
    "time_clauses": (
        "task_id char_start char_end scope_start scope_end kind start end rrule condition",
    ),
    # Numbers that share a tail ("số 18, 19-NQ/TW") share their span, too.
    "citations": (
        "citation_id",
        "doc_id char_start char_end task_id section_id cited_type cited_number cited_name",
    ),
    "targets": ("target_id", "doc_id char_start char_end subject comparator value unit"),
    "issues": ("issue_id",),
}
_PLACE: dict[str, tuple[str, ...]] = {
    "documents": ("source_path", "part"),
    "pages": ("page",),
    "sections": ("char_start", "ordinal"),
    "tasks": ("char_start", "ordinal"),
}
_PLACE_ELSEWHERE = ("char_start", "char_end")


def to_tables(rows: Mapping[str, Sequence[Row]]) -> dict[str, pa.Table]:
    """All nine tables, typed and sorted by document (source_path, part), then by place.

    The order of `rows` makes no difference to the result. A row may leave out a column
    that may be null; a table without rows may be left out.

    Raises:
        ContractError: an unknown table or column, a value that is not of its type, or
            null where that is not allowed.
    """
    return _build(_sorted(rows))


def to_rows(tables: Mapping[str, pa.Table]) -> Tables:
    """The rows of `tables`, as `to_tables` takes them; columns unknown here are left out."""
    return {
        table: tables[table].select([column.name for column in columns]).to_pylist()
        for table, columns in _COLUMNS.items()
        if table in tables
    }


def _build(rows: Tables) -> dict[str, pa.Table]:
    return {
        table: pa.Table.from_arrays(
            [_array(table, column, rows[table]) for column in columns], schema=SCHEMAS[table]
        )
        for table, columns in _COLUMNS.items()
    }


def _array(table: str, column: _Column, rows: Sequence[Row]) -> pa.Array:
    values = [row.get(column.name) for row in rows]
    try:
        return pa.array(values, _TYPES[column.kind][0])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        # A number too large, half a character, a region without its shape.
        raise ContractError([f"{table}: {column.name} cannot be stored: {error}"]) from error


def _sorted(rows: Mapping[str, Sequence[Row]]) -> Tables:
    """Rows of all tables with known columns of the right types, in the contract's order."""
    problems = [f"unknown table {table!r}" for table in rows if table not in _COLUMNS]
    for table in _COLUMNS:
        problems += _type_problems(table, rows.get(table, ()))
    if problems := problems or list(_nulls(rows)):
        raise ContractError(problems)
    documents = sorted(rows.get("documents", ()), key=_order("documents", {}, {}))
    documents_rank = _ranks(documents, "doc_id")
    tasks = sorted(rows.get("tasks", ()), key=_order("tasks", documents_rank, {}))
    tasks_rank = _ranks(tasks, "task_id")
    return {
        table: sorted(rows.get(table, ()), key=_order(table, documents_rank, tasks_rank))
        for table in _COLUMNS
    }


def _type_problems(table: str, rows: Sequence[Row]) -> Iterator[str]:
    """A line for each unknown column and each value of another type than its column's.

    Checked here because pyarrow takes 1.5 for the integer 1 and "ab" for a list of two.
    """
    known = {column.name for column in _COLUMNS[table]}
    for name in sorted({name for row in rows for name in row} - known):
        yield f"{table}: unknown column {name!r}"
    for column in _COLUMNS[table]:
        expected = _TYPES[column.kind][1]
        for number, row in enumerate(rows, start=1):
            value = row.get(column.name)
            if value is None:
                continue
            if (
                not isinstance(value, expected)
                or (isinstance(value, bool) and column.kind != "bool")
                or isinstance(value, datetime)
            ):
                yield f"{table} row {number}: {column.name} is {value!r}, not {column.kind}"


def _ranks(rows: Sequence[Row], key: str) -> dict[str, int]:
    return {row.get(key) or "": rank for rank, row in enumerate(rows)}


def _order(
    table: str, documents: Mapping[str, int], tasks: Mapping[str, int]
) -> Callable[[Row], tuple[Any, ...]]:
    """The sort key of a table's rows: document, place, task, then what tells them apart."""
    place = _PLACE.get(table, _PLACE_ELSEWHERE)
    rest = " ".join(reversed(_KEYS[table])).split()

    def key(row: Row) -> tuple[Any, ...]:
        return (
            documents.get(row.get("doc_id") or "", 0),
            *(_nulls_last(row.get(name)) for name in place),
            tasks.get(row.get("task_id") or "", 0),
            *(_nulls_last(row.get(name)) for name in rest),
        )

    return key


def _nulls_last(value: Any) -> tuple[bool, Any]:
    return value is None, 0 if value is None else value


# --- files ----------------------------------------------------------------------------


def write(
    rows: Mapping[str, Sequence[Row]],
    out_dir: Path,
    *,
    unit_ids: Collection[str] | None = None,
    strict: bool = True,
) -> dict[str, Path]:
    """One Parquet file a table in `out_dir`, which is made if need be; their paths.

    Guarantees:
        1. The same rows in any order give the same bytes (with the same pyarrow).
        2. All or nothing: the new files are complete on disk before the first old one
           is replaced, and if replacing fails the old ones are put back.
        3. A reader sees an old file or a new one, never a part of one.

    Args:
        rows: as for `to_tables`.
        out_dir: other files in it are left alone.
        unit_ids: the registry's ids, to check ids of bodies against.
        strict: False writes rows that break the rules, with a `ContractWarning`.

    Raises:
        ContractError: `to_tables` would raise it, or `strict` and a rule is broken.
            Nothing is written then.
        OSError: the disk is full, or `out_dir` cannot be written to.
    """
    ordered = _sorted(rows)
    tables = _build(ordered)
    if violations := list(_violations(ordered, unit_ids)):
        if strict:
            raise ContractError(violations)
        warnings.warn(_first_lines(violations), ContractWarning, stacklevel=2)
    out_dir = Path(out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".nhiemvu-", dir=out_dir))
    try:
        for table, content in tables.items():
            _write_file(content, stage / f"{table}.new")
        return _replace_all({table: out_dir / f"{table}.parquet" for table in tables}, stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write_file(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq  # slow to import, and not needed for schemas

    with path.open("wb") as sink:
        pq.write_table(table, sink, version="2.6", data_page_version="1.0", compression="zstd")
        sink.flush()
        os.fsync(sink.fileno())


def _replace_all(targets: dict[str, Path], stage: Path) -> dict[str, Path]:
    """Moves the staged files to their places; on failure all old files are back in theirs."""
    for table, target in targets.items():
        if target.exists():
            _keep(target, stage / f"{table}.old")
    done: list[str] = []
    try:
        for table, target in targets.items():
            os.replace(stage / f"{table}.new", target)
            done.append(table)
    except BaseException:
        for table in done:
            old = stage / f"{table}.old"
            if old.exists():
                os.replace(old, targets[table])
            else:
                targets[table].unlink()
        raise
    _sync_folder(stage.parent)
    return targets


def _keep(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy)
    except OSError:  # no hard links on this file system
        shutil.copy2(file, copy)


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):  # not on Windows
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(folder: Path) -> dict[str, pa.Table]:
    """The nine tables that `write` left in `folder`.

    Columns that later versions added come last; columns that this version added and an
    older one did not write are null.

    Raises:
        TablesError: a file is missing, is not such a table, or is of a newer
            schema_version.
    """
    return {table: _read_file(Path(folder) / f"{table}.parquet", table) for table in _COLUMNS}


def _read_file(path: Path, table: str) -> pa.Table:
    import pyarrow.parquet as pq

    if not path.is_file():
        raise TablesError(f"{path}: there is no such file. Run nhiemvu again to make all tables.")
    try:
        with pq.ParquetFile(path) as file:  # not read_table, which takes folder names for columns
            content = file.read()
    except (pa.ArrowException, OSError) as error:
        raise TablesError(
            f"{path}: cannot be read as Parquet ({error}). Run nhiemvu again to make it anew."
        ) from error
    version = (content.schema.metadata or {}).get(b"schema_version", b"").decode("utf-8", "replace")
    if not version.isdecimal():
        raise TablesError(f"{path}: says no schema_version. Only nhiemvu's own files can be read.")
    if int(version) > int(SCHEMA_VERSION):
        raise TablesError(
            f"{path}: has schema_version {version}; this program knows up to {SCHEMA_VERSION}. "
            "Update nhiemvu."
        )
    return _conformed(content, table, path)


def _conformed(content: pa.Table, table: str, path: Path) -> pa.Table:
    """`content` with its columns in the schema's order and later versions' columns last."""
    for column in _COLUMNS[table]:
        wanted = column.field
        if column.name not in content.column_names:
            if not column.added:
                raise TablesError(f"{path}: has no column {column.name}. Run nhiemvu again.")
            content = content.append_column(wanted, pa.nulls(len(content), wanted.type))
        found = content.schema.field(column.name).type
        if found != wanted.type:
            raise TablesError(
                f"{path}: column {column.name} is {found}, not {wanted.type}. Run nhiemvu again."
            )
    names = [column.name for column in _COLUMNS[table]]
    return content.select([*names, *(n for n in content.column_names if n not in set(names))])


# --- rules ----------------------------------------------------------------------------

_FOREIGN = (
    ("pages", "doc_id", "documents"),
    ("sections", "doc_id", "documents"),
    ("sections", "parent_id", "sections"),
    ("tasks", "doc_id", "documents"),
    ("tasks", "section_id", "sections"),
    ("responsibilities", "doc_id", "documents"),
    ("responsibilities", "task_id", "tasks"),
    ("time_clauses", "doc_id", "documents"),
    ("time_clauses", "task_id", "tasks"),
    ("citations", "doc_id", "documents"),
    ("citations", "task_id", "tasks"),
    ("citations", "section_id", "sections"),
    ("citations", "cited_doc_id", "documents"),
    ("targets", "doc_id", "documents"),
    ("targets", "section_id", "sections"),
    ("issues", "doc_id", "documents"),
    ("issues", "task_id", "tasks"),
)
_ID = {"documents": "doc_id", "sections": "section_id", "tasks": "task_id"}
_REGISTRY = (
    ("documents", "issuer_id"),
    ("responsibilities", "unit_id"),
    ("citations", "cited_issuer_id"),
)
_RAW = {"responsibilities": "unit_raw", "time_clauses": "raw", "citations": "raw", "targets": "raw"}
_SHARES = frozenset({"confidence", "ocr_confidence"})
# White space, Markdown marks, and characters of no width: `raw` may differ in these.
_IMMATERIAL = regex.compile(r"[\s*#_\\\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")


def check(tables: Mapping[str, pa.Table], *, unit_ids: Collection[str] | None = None) -> list[str]:
    """A readable line for each place where `tables` break the contract; none when good.

    Checks the rules of docs/tables.md: ids (unique, and there where they are pointed
    at), spans and what stands there, pages, dates, rrules, sets of values, order.
    `unit_ids` are the registry's ids; without them ids of bodies are not checked.
    """
    absent = [f"{table}: the table is missing" for table in _COLUMNS if table not in tables]
    absent += [
        f"{table}: has no column {column.name}"
        for table, content in tables.items()
        for column in _COLUMNS.get(table, ())
        if column.name not in content.column_names
    ]
    if absent:
        return absent
    rows = to_rows(tables)
    return list(_nulls(rows)) or list(_violations(rows, unit_ids))


@dataclass(frozen=True, slots=True)
class _Documents:
    """What the rules need to know of each document, by doc_id."""

    rank: dict[str, int]
    text: dict[str, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Tables) -> _Documents:
        texts: dict[str, list[str]] = {}
        for page in rows["pages"]:
            texts.setdefault(page["doc_id"], []).append(page["text"])
        return cls(
            _ranks(rows["documents"], "doc_id"),
            {name: "".join(pages) for name, pages in texts.items()},
            {name: len(pages) for name, pages in texts.items()},
        )


def _nulls(rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    for table, columns in _COLUMNS.items():
        for column in columns:
            if column.required:
                for number, row in enumerate(rows.get(table, ()), start=1):
                    if row.get(column.name) is None:
                        yield f"{_at(table, number, row)}: {column.name} is null"


def _violations(rows: Tables, unit_ids: Collection[str] | None) -> Iterator[str]:
    """All broken rules of rows that are typed right and null only where they may be."""
    documents = _Documents.of(rows)
    yield from _broken_keys(rows)
    yield from _broken_references(rows, unit_ids)
    yield from _broken_pages(rows)
    yield from _broken_values(rows)
    yield from _broken_spans(rows, documents)
    yield from _broken_times(rows)
    yield from _broken_order(rows, documents)


def _at(table: str, number: int, row: Row) -> str:
    """How a row is named in a message: its table, its number from 1, its id or task."""
    name = row.get(table.removesuffix("s") + "_id") or row.get("task_id") or row.get("doc_id")
    return f"{table} row {number} ({name})"


def _broken_keys(rows: Tables) -> Iterator[str]:
    for table, keys in _KEYS.items():
        for names in map(str.split, keys):
            first: dict[tuple[Any, ...], int] = {}
            for number, row in enumerate(rows[table], start=1):
                key = tuple(row.get(name) for name in names)
                if (earlier := first.setdefault(key, number)) != number:
                    yield (
                        f"{_at(table, number, row)}: has the same {', '.join(names)} "
                        f"as row {earlier}"
                    )


def _broken_references(rows: Tables, unit_ids: Collection[str] | None) -> Iterator[str]:
    homes = {
        table: {row.get(name): row.get("doc_id") for row in rows[table]}
        for table, name in _ID.items()
    }
    for table, name, target in _FOREIGN:
        for number, row in enumerate(rows[table], start=1):
            value = row.get(name)
            if value is None:
                continue
            if value not in homes[target]:
                yield f"{_at(table, number, row)}: {name} {value!r} is not in {target}"
            elif target != "documents" and homes[target][value] != row.get("doc_id"):
                yield f"{_at(table, number, row)}: {name} {value!r} is of another document"
    if unit_ids is None:
        return
    registry = frozenset(unit_ids)
    for table, name in _REGISTRY:
        for number, row in enumerate(rows[table], start=1):
            if row.get(name) is not None and row[name] not in registry:
                yield f"{_at(table, number, row)}: {name} {row[name]!r} is not in the registry"


def _broken_pages(rows: Tables) -> Iterator[str]:
    """Pages run from 1 and cover the text from 0 without a gap; every document has one."""
    expected: dict[str, tuple[int, int]] = {}  # the next page's number and start
    for number, row in enumerate(rows["pages"], start=1):
        at = _at("pages", number, row)
        page, start = expected.get(row["doc_id"], (1, 0))
        if row["page"] != page:
            yield f"{at}: is page {row['page']} where page {page} should follow"
        if row["char_start"] != start:
            yield f"{at}: starts at {row['char_start']}, but the page before ends at {start}"
        if row["char_end"] - row["char_start"] != len(row["text"]):
            yield (
                f"{at}: {row['char_start']} to {row['char_end']} is not the length "
                f"of its text, {len(row['text'])}"
            )
        expected[row["doc_id"]] = (row["page"] + 1, row["char_end"])
    for number, row in enumerate(rows["documents"], start=1):
        if row["doc_id"] not in expected:
            yield f"{_at('documents', number, row)}: has no pages"


def _broken_values(rows: Tables) -> Iterator[str]:
    for table, columns in _COLUMNS.items():
        for column in columns:
            if column.values is None and column.name not in _SHARES:
                continue
            for number, row in enumerate(rows[table], start=1):
                value = row.get(column.name)
                if value is None:
                    continue
                if column.values is None:
                    if not 0 <= value <= 1:
                        yield f"{_at(table, number, row)}: {column.name} {value:g} is not in 0 to 1"
                elif value not in column.values:
                    yield (
                        f"{_at(table, number, row)}: {column.name} {value!r} is none of "
                        f"{', '.join(sorted(column.values))}"
                    )


def _broken_spans(rows: Tables, documents: _Documents) -> Iterator[str]:
    for table in _COLUMNS:
        if table in ("documents", "pages"):
            continue
        for number, row in enumerate(rows[table], start=1):
            for problem in _span_problems(table, row, documents):
                yield f"{_at(table, number, row)}: {problem}"


def _span_problems(table: str, row: Row, documents: _Documents) -> Iterator[str]:
    text = documents.text.get(row["doc_id"], "")
    inside = False
    for first, last in (("char_start", "char_end"), ("scope_start", "scope_end")):
        start, end = row.get(first), row.get(last)
        if start is None or end is None:
            if start is not end:
                yield f"only one of {first} and {last} is given"
        elif not 0 <= start <= end <= len(text):
            yield f"{first} {start} to {last} {end} is not inside its document, 0 to {len(text)}"
        else:
            inside = inside or first == "char_start"
    if inside and table in _RAW:
        raw, there = row[_RAW[table]], text[row["char_start"] : row["char_end"]]
        if _material(raw) != _material(there):
            yield f"{_RAW[table]} is {_short(raw)}, but {_short(there)} stands there"
    pages = documents.pages.get(row["doc_id"], 0)
    first_page = row.get("page_start", row.get("page"))
    last_page = row.get("page_end", row.get("page"))
    if (
        first_page is not None
        and last_page is not None
        and not 1 <= first_page <= last_page <= pages
    ):
        yield f"pages {first_page} to {last_page} are not in its document, 1 to {pages}"


def _material(text: str) -> str:
    return unicodedata.normalize("NFC", _IMMATERIAL.sub("", text))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _broken_times(rows: Tables) -> Iterator[str]:
    """`start <= end`, rrules parse, and a task's `due` is the last end of its clauses."""
    last_end: dict[str, date] = {}
    for number, row in enumerate(rows["time_clauses"], start=1):
        at, start, end = _at("time_clauses", number, row), row.get("start"), row.get("end")
        if start and end and start > end:
            yield f"{at}: start {start} is after end {end}"
        if row.get("rrule") is not None and (problem := _rrule_problem(row["rrule"])):
            yield f"{at}: rrule {row['rrule']!r} does not parse: {problem}"
        if end:
            last_end[row["task_id"]] = max(end, last_end.get(row["task_id"], end))
    for number, row in enumerate(rows["tasks"], start=1):
        if row.get("due") != last_end.get(row["task_id"]):
            yield (
                f"{_at('tasks', number, row)}: due is {row.get('due')}, but the last end of "
                f"its time clauses is {last_end.get(row['task_id'])}"
            )


@lru_cache(maxsize=4096)
def _rrule_problem(rule: str) -> str | None:
    from dateutil.rrule import rrulestr

    # An UNTIL in UTC wants a start in UTC, one without a zone a start without.
    start = datetime(2000, 1, 1, tzinfo=UTC if "Z" in rule.upper().partition("UNTIL=")[2] else None)
    try:
        rrulestr(rule, dtstart=start)
    except Exception as error:  # dateutil lets ValueError, TypeError, KeyError and others out
        return str(error) or type(error).__name__
    return None


def _broken_order(rows: Tables, documents: _Documents) -> Iterator[str]:
    for table in _COLUMNS:
        place = _PLACE.get(table, _PLACE_ELSEWHERE[:1])
        rank = {} if table == "documents" else documents.rank
        previous: tuple[Any, ...] | None = None
        for number, row in enumerate(rows[table], start=1):
            here = (
                rank.get(row.get("doc_id") or "", 0),
                *(_nulls_last(row.get(name)) for name in place),
            )
            if previous is not None and here < previous:
                yield f"{_at(table, number, row)}: is out of order"
            previous = here


# --- for people -----------------------------------------------------------------------


def describe() -> str:
    """The tables, their columns, types and notes, as text for a terminal."""
    lines = [f"schema_version {SCHEMA_VERSION}; one file a table, <table>.parquet"]
    for table, columns in _COLUMNS.items():
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
        for table, columns in _COLUMNS.items()
    }
    content = {"schema_version": SCHEMA_VERSION, "tables": tables}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
