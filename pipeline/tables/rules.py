"""The tables' contract (docs/tables.md): a readable line for each place where it is broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
import regex

from pipeline.tables.errors import ContractError
from pipeline.tables.products import broken_products
from pipeline.tables.rows import (
    KEYS,
    PLACE,
    PLACE_ELSEWHERE,
    Row,
    Tables,
    build,
    forbidden_nulls,
    nulls_last,
    ranks,
    row_name,
    sort_rows,
    to_rows,
)
from pipeline.tables.schemas import COLUMNS

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
    absent = [f"{table}: the table is missing" for table in COLUMNS if table not in tables]
    absent += [
        f"{table}: has no column {column.name}"
        for table, content in tables.items()
        for column in COLUMNS.get(table, ())
        if column.name not in content.column_names
    ]
    if absent:
        return absent
    rows = to_rows(tables)
    return list(forbidden_nulls(rows)) or list(broken_rules(rows, unit_ids))


def checked(
    rows: Mapping[str, Sequence[Row]], *, unit_ids: Collection[str] | None = None
) -> dict[str, pa.Table]:
    """All nine tables of some documents, typed, sorted, and true to every rule.

    What holds for each of many documents holds for all of them together.

    Raises:
        ContractError: they are not.
    """
    ordered = sort_rows(rows)
    content = build(ordered)
    if violations := list(broken_rules(ordered, unit_ids)):
        raise ContractError(violations)
    return content


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
            ranks(rows["documents"], "doc_id"),
            {name: "".join(pages) for name, pages in texts.items()},
            {name: len(pages) for name, pages in texts.items()},
        )


def broken_rules(rows: Tables, unit_ids: Collection[str] | None) -> Iterator[str]:
    """All broken rules of rows that are typed right and null only where they may be."""
    documents = _Documents.of(rows)
    yield from _broken_keys(rows)
    yield from _broken_references(rows, unit_ids)
    yield from _broken_pages(rows)
    yield from _broken_values(rows)
    yield from broken_products(rows["tasks"], documents.text)
    yield from _broken_spans(rows, documents)
    yield from _broken_times(rows)
    yield from _broken_order(rows, documents)


def _broken_keys(rows: Tables) -> Iterator[str]:
    for table, keys in KEYS.items():
        for names in map(str.split, keys):
            first: dict[tuple[Any, ...], int] = {}
            for number, row in enumerate(rows[table], start=1):
                key = tuple(row.get(name) for name in names)
                if (earlier := first.setdefault(key, number)) != number:
                    yield (
                        f"{row_name(table, number, row)}: has the same {', '.join(names)} "
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
                yield f"{row_name(table, number, row)}: {name} {value!r} is not in {target}"
            elif target != "documents" and homes[target][value] != row.get("doc_id"):
                yield f"{row_name(table, number, row)}: {name} {value!r} is of another document"
    if unit_ids is None:
        return
    for table, name in _REGISTRY:
        for number, row in enumerate(rows[table], start=1):
            if row.get(name) is not None and row[name] not in unit_ids:
                yield f"{row_name(table, number, row)}: {name} {row[name]!r} is not in the registry"


def _broken_pages(rows: Tables) -> Iterator[str]:
    """Pages run from 1 and cover the text from 0 without a gap; every document has one."""
    expected: dict[str, tuple[int, int]] = {}  # the next page's number and start
    for number, row in enumerate(rows["pages"], start=1):
        at = row_name("pages", number, row)
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
            yield f"{row_name('documents', number, row)}: has no pages"


def _broken_values(rows: Tables) -> Iterator[str]:
    for table, columns in COLUMNS.items():
        for column in columns:
            if column.values is None and column.name not in _SHARES:
                continue
            for number, row in enumerate(rows[table], start=1):
                value = row.get(column.name)
                if value is None:
                    continue
                if column.values is None:
                    if not 0 <= value <= 1:
                        at = row_name(table, number, row)
                        yield f"{at}: {column.name} {value:g} is not in 0 to 1"
                elif not isinstance(value, list) and value not in column.values:
                    yield (
                        f"{row_name(table, number, row)}: {column.name} {value!r} is none of "
                        f"{', '.join(sorted(column.values))}"
                    )


def _broken_spans(rows: Tables, documents: _Documents) -> Iterator[str]:
    for table in COLUMNS:
        if table in ("documents", "pages"):
            continue
        for number, row in enumerate(rows[table], start=1):
            for problem in _span_problems(table, row, documents):
                yield f"{row_name(table, number, row)}: {problem}"


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
        at, start, end = row_name("time_clauses", number, row), row.get("start"), row.get("end")
        if start and end and start > end:
            yield f"{at}: start {start} is after end {end}"
        if row.get("rrule") is not None and (problem := rrule_problem(row["rrule"])):
            yield f"{at}: rrule {row['rrule']!r} does not parse: {problem}"
        if end:
            last_end[row["task_id"]] = max(end, last_end.get(row["task_id"], end))
    for number, row in enumerate(rows["tasks"], start=1):
        if row.get("due") != last_end.get(row["task_id"]):
            yield (
                f"{row_name('tasks', number, row)}: due is {row.get('due')}, but the last end of "
                f"its time clauses is {last_end.get(row['task_id'])}"
            )


@lru_cache(maxsize=4096)
def rrule_problem(rule: str) -> str | None:
    """Why dateutil cannot read a rule; None when it can."""
    from dateutil.rrule import rrulestr

    # An UNTIL in UTC wants a start in UTC, one without a zone a start without.
    start = datetime(2000, 1, 1, tzinfo=UTC if "Z" in rule.upper().partition("UNTIL=")[2] else None)
    try:
        rrulestr(rule, dtstart=start)
    except Exception as error:  # dateutil lets ValueError, TypeError, KeyError and others out
        return str(error) or type(error).__name__
    return None


def _broken_order(rows: Tables, documents: _Documents) -> Iterator[str]:
    for table in COLUMNS:
        place = PLACE.get(table, PLACE_ELSEWHERE[:1])
        rank = {} if table == "documents" else documents.rank
        previous: tuple[Any, ...] | None = None
        for number, row in enumerate(rows[table], start=1):
            here = (
                rank.get(row.get("doc_id") or "", 0),
                *(nulls_last(row.get(name)) for name in place),
            )
            if previous is not None and here < previous:
                yield f"{row_name(table, number, row)}: is out of order"
            previous = here
