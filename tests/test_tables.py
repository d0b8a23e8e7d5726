"""Records ↔ Parquet: schemas as promised, every rule broken on purpose, all or nothing."""

from __future__ import annotations

import copy
import json
import os
import pickle
import random
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import __version__, ids, tables
from pipeline.model import SCHEMA_VERSION, IssueCode, Media, TextOrigin, UnitRole
from pipeline.swap import swap
from pipeline.tables import (
    SCHEMAS,
    ContractError,
    ContractWarning,
    TablesError,
    check,
    describe,
    files,
    read,
    schema_json,
    to_rows,
    to_tables,
    write,
)
from pipeline.tables.files import Writer

PAGE_1 = (
    "Số: 256-KH/TU\n## KẾ HOẠCH\nthực hiện Nghị quyết số 28-NQ/TW\n"
    "## II. NHIỆM VỤ\n### 1. Ban Tổ chức\n"
)
PAGE_2 = (
    "- Chủ trì, phối hợp **Văn phòng**\n  Thành ủy; hoàn thành trong năm 2023\n"
    "- Đạt từ 25% trở lên.\f"
)
TEXT = PAGE_1 + PAGE_2
OFFICE = "Văn phòng Thành ủy"
UNITS = ("ban-to-chuc", "van-phong", "thanh-uy")


def span(words: str, after: int = 0) -> dict[str, int]:
    start = TEXT.index(words, after)
    return {"char_start": start, "char_end": start + len(words)}


def _document(sha: str, source_path: str, part: int) -> dict[str, list[dict[str, Any]]]:
    doc = ids.doc_id(sha, part)
    work = ids.work_id("256-KH/TU", date(2023, 4, 20), "Thành ủy")
    top, sub = (ids.row_id(doc, "section", path) for path in ("II", "II/1"))
    first, second = (ids.task_id(doc, f"II/1/b{number}") for number in (1, 2))
    whole_pages = {"page_start": 2, "page_end": 2}
    cite = {"doc_id": doc, "location": "title", "cited_type": "Nghị quyết", "confidence": 1.0}
    cite |= {"resolution": "expanded", "raw": "Nghị quyết số 28-NQ/TW", "rule": "citation.numbered"}
    cite |= span("Nghị quyết số 28-NQ/TW")
    return {
        "documents": [
            {
                "doc_id": doc,
                "work_id": work,
                "source_path": source_path,
                "source_sha256": sha,
                "part": part,
                "media": Media.MARKDOWN,
                "text_origin": TextOrigin.NATIVE,
                "doc_type": "KH",
                "number": "256-KH/TU",
                "issuer_id": "thanh-uy",
                "issuer_level": "district",
                "issued_date": date(2023, 4, 20),
                "recipients": ["Như trên", "Lưu VT"],
                "n_pages": 2,
                "n_chars": len(TEXT),
                "schema_version": SCHEMA_VERSION,
                "pipeline_version": __version__,
            }
        ],
        "pages": [
            {
                "doc_id": doc,
                "page": number,
                "char_start": start,
                "char_end": start + len(text),
                "text": text,
                "text_origin": "native",
            }
            for number, start, text in ((1, 0, PAGE_1), (2, len(PAGE_1), PAGE_2))
        ],
        "sections": [
            {
                "section_id": section,
                "doc_id": doc,
                "parent_id": parent,
                "path": path,
                "label": label,
                "level": level,
                "ordinal": level,
                "heading": heading,
                "role": "task",
                "char_start": TEXT.index(label),
                "char_end": len(TEXT),
                "page_start": 1,
                "page_end": 2,
            }
            for section, parent, path, label, level, heading in (
                (top, None, "II", "II.", 1, "NHIỆM VỤ"),
                (sub, top, "II/1", "1.", 2, "Ban Tổ chức"),
            )
        ],
        "tasks": [
            {
                "task_id": task,
                "task_key": ids.task_key(work, path),
                "doc_id": doc,
                "section_id": sub,
                "path": path,
                "ordinal": ordinal,
                "text": words,
                "section_role": "task",
                "heading_path": ["NHIỆM VỤ", "Ban Tổ chức"],
                "due": due,
                "regions": [],
                "confidence": 0.9,
                "needs_review": False,
                **whole_pages,
                **span(words),
            }
            for task, path, ordinal, words, due in (
                (first, "II/1/b1", 1, "Chủ trì, phối hợp", date(2023, 12, 31)),
                (second, "II/1/b2", 2, "Đạt từ 25% trở lên.", None),
            )
        ],
        "responsibilities": [
            {
                "task_id": task,
                "doc_id": doc,
                "role": role,
                "unit": unit,
                "unit_id": unit_id,
                "unit_raw": raw,
                "source": "heading",
                "confidence": 1.0,
                "rule": "unit.heading",
                **span(there),
            }
            for task, role, unit, unit_id, raw, there in (
                (first, UnitRole.LEAD, "Ban Tổ chức", "ban-to-chuc", "Ban Tổ chức", "Ban Tổ chức"),
                (second, "lead", "Ban Tổ chức", "ban-to-chuc", "Ban Tổ chức", "Ban Tổ chức"),
                (first, "coordinate", OFFICE, None, OFFICE, "Văn phòng**\n  Thành ủy"),
            )
        ],
        "time_clauses": [
            {
                "task_id": first,
                "doc_id": doc,
                "raw": "hoàn thành trong năm 2023",
                "kind": "by",
                "start": date(2023, 1, 1),
                "end": date(2023, 12, 31),
                "rrule": "FREQ=YEARLY;BYMONTH=12",
                "confidence": 1,
                "rule": "time.year",
                **span("hoàn thành trong năm 2023"),
            }
        ],
        "citations": [
            {"citation_id": ids.row_id(doc, "citation", 1), "cited_number": "28-NQ/TW", **cite},
            {"citation_id": ids.row_id(doc, "citation", 2), "cited_number": "29-NQ/TW", **cite},
        ],
        "targets": [
            {
                "target_id": ids.row_id(doc, "target", 1),
                "doc_id": doc,
                "section_id": sub,
                "path": "II/1/b2",
                "raw": "từ 25% trở lên",
                "comparator": ">=",
                "value": 25,
                "unit": "%",
                **span("từ 25% trở lên"),
            }
        ],
        "issues": [
            {
                "issue_id": ids.row_id(doc, "issue", code, task),
                "doc_id": doc,
                "task_id": task,
                "severity": "warning",
                "code": code,
                "message": "x",
                **place,
            }
            for code, task, place in (
                (IssueCode.NO_HEADER, None, {}),
                (IssueCode.NO_TIME, second, {"page": 2, **span("Đạt từ")}),
            )
        ],
    }


@pytest.fixture
def rows() -> tables.Tables:
    """Three document parts, two of one file."""
    joined: tables.Tables = {table: [] for table in SCHEMAS}
    for sha, path, part in (("b" * 64, "b.md", 2), ("b" * 64, "b.md", 1), ("a" * 64, "a/ă.md", 1)):
        for table, added in _document(sha, path, part).items():
            joined[table] += added
    return joined


def shuffled(rows: tables.Tables, seed: int) -> tables.Tables:
    other = copy.deepcopy(rows)
    for added in other.values():
        random.Random(seed).shuffle(added)
    return other


# --- schemas --------------------------------------------------------------------------

# TABLES.md, the table's columns in order with their types; what is added after the stroke.
PROMISED = {
    "documents": "doc_id work_id source_path source_sha256 part:int32 media text_origin doc_type "
    "doc_type_name number issuer issuer_id issuer_level place issued_date:date32 title signer "
    "signer_role on_behalf_of recipients:strings n_pages:int32 n_chars:int32 "
    "ocr_confidence:float32 schema_version pipeline_version |",
    "pages": "doc_id page:int32 char_start:int32 char_end:int32 text text_origin width:float32 "
    "height:float32 rotation:int32 ocr_confidence:float32 decided |",
    "sections": "section_id doc_id parent_id path label level:int32 ordinal:int32 heading role "
    "char_start:int32 char_end:int32 page_start:int32 page_end:int32 |",
    "tasks": "task_id task_key doc_id section_id path label ordinal:int32 text section_role "
    "heading_path:strings due:date32 char_start:int32 char_end:int32 page_start:int32 "
    "page_end:int32 regions:regions confidence:float32 needs_review:bool | products:strings "
    "product_sources:strings product_rules:strings product_spans:spans refers_to:strings",
    "responsibilities": "task_id doc_id role unit unit_id unit_raw source char_start:int32 "
    "char_end:int32 confidence:float32 | rule needs_review:bool",
    "time_clauses": "task_id doc_id raw kind start:date32 end:date32 rrule condition "
    "char_start:int32 char_end:int32 scope_start:int32 scope_end:int32 confidence:float32 | rule "
    "needs_review:bool",
    "citations": "citation_id doc_id task_id section_id location raw cited_type cited_number "
    "cited_name cited_date:date32 cited_issuer cited_issuer_id cited_title cited_work_id "
    "cited_doc_id resolution char_start:int32 char_end:int32 | confidence:float32 rule "
    "cited_pinpoint cited_places:strings needs_review:bool",
    "targets": "target_id doc_id section_id path raw subject comparator value:float64 unit "
    "due:date32 char_start:int32 char_end:int32 | confidence:float32 rule needs_review:bool",
    "issues": "issue_id doc_id task_id severity code message page:int32 char_start:int32 "
    "char_end:int32 |",
}
ARROW = {
    "string": pa.string(),
    "int32": pa.int32(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "strings": pa.list_(pa.string()),
    "spans": pa.list_(pa.struct([("char_start", pa.int32()), ("char_end", pa.int32())])),
    "regions": pa.list_(
        pa.struct(
            [("page", pa.int32())] + [(side, pa.float32()) for side in ("x0", "y0", "x1", "y1")]
        )
    ),
}


def test_the_nine_tables_are_as_promised() -> None:
    assert list(SCHEMAS) == list(PROMISED)
    for table, promise in PROMISED.items():
        columns = [entry.partition(":") for entry in promise.replace("|", "").split()]
        assert SCHEMAS[table].names == [name for name, _, _ in columns]
        for name, _, kind in columns:
            assert SCHEMAS[table].field(name).type == ARROW[kind or "string"], (table, name)


def test_every_column_is_described() -> None:
    for schema in SCHEMAS.values():
        for field in schema:
            description = field.metadata[b"description"].decode()
            assert description and "\n" not in description


def test_ids_are_not_null() -> None:
    for table, schema in SCHEMAS.items():
        assert not schema.field("doc_id").nullable
        own = table.removesuffix("s") + "_id"
        if own in schema.names:
            assert not schema.field(own).nullable


# --- round trip and bytes -------------------------------------------------------------


def test_round_trip(rows: tables.Tables, tmp_path: Path) -> None:
    assert check(to_tables(rows), unit_ids=UNITS) == []
    paths = write(rows, tmp_path / "new" / "out", unit_ids=UNITS)
    assert list(paths) == list(SCHEMAS)
    assert sorted(path.name for path in paths["tasks"].parent.iterdir()) == sorted(
        f"{table}.parquet" for table in SCHEMAS
    )
    back = read(tmp_path / "new" / "out")
    expected = to_tables(rows)
    for table, content in back.items():
        assert content.equals(expected[table]), table
        assert content.schema.equals(SCHEMAS[table]), table
        assert content.schema.metadata[b"schema_version"] == SCHEMA_VERSION.encode()
        assert content.schema.metadata[b"pipeline_version"] == __version__.encode()
        assert b"pandas" not in content.schema.metadata
    assert check(back, unit_ids=UNITS) == []
    assert check(to_tables(to_rows(back))) == []


def test_the_same_rows_in_any_order_give_the_same_bytes(
    rows: tables.Tables, tmp_path: Path
) -> None:
    first = {name: path.read_bytes() for name, path in write(rows, tmp_path / "0").items()}
    for seed in range(1, 5):
        again = write(shuffled(rows, seed), tmp_path / str(seed))
        assert {name: path.read_bytes() for name, path in again.items()} == first
    again = write(to_rows(read(tmp_path / "0")), tmp_path / "0")
    assert {name: path.read_bytes() for name, path in again.items()} == first


def test_rows_are_sorted_by_document_then_by_place(rows: tables.Tables) -> None:
    made = to_rows(to_tables(rows))
    documents = [(row["source_path"], row["part"]) for row in made["documents"]]
    assert documents == [("a/ă.md", 1), ("b.md", 1), ("b.md", 2)]
    rank = {row["doc_id"]: number for number, row in enumerate(made["documents"])}
    for table in set(SCHEMAS) - {"documents"}:
        places = [(rank[row["doc_id"]], row["char_start"] or 0) for row in made[table]]
        if table != "issues":
            assert places == sorted(places)
    assert [row["code"] for row in made["issues"]][:2] == ["no_time", "no_header"]


def test_no_rows_give_nine_empty_tables(tmp_path: Path) -> None:
    write({}, tmp_path)
    assert {name: len(content) for name, content in read(tmp_path).items()} == dict.fromkeys(
        SCHEMAS, 0
    )


def test_pandas_and_plain_parquet_read_it(rows: tables.Tables, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    write(rows, tmp_path)
    tasks = pandas.read_parquet(tmp_path / "tasks.parquet")
    units = pandas.read_parquet(tmp_path / "responsibilities.parquet")
    assert len(tasks.merge(units, on=["task_id", "doc_id"])) == 9
    assert tasks["due"].notna().sum() == 3


def test_a_folder_named_like_a_partition_adds_no_column(
    rows: tables.Tables, tmp_path: Path
) -> None:
    write(rows, tmp_path / "year=2023")
    assert read(tmp_path / "year=2023")["tasks"].column_names == SCHEMAS["tasks"].names


# --- values that cannot be stored -----------------------------------------------------

BAD_VALUES: dict[str, tuple[str, str, Any]] = {
    "a word for a number": ("pages", "page", "1"),
    "a fraction for an integer": ("pages", "page", 1.5),
    "true for an integer": ("pages", "page", True),
    "a number too large": ("pages", "char_end", 2**31),
    "a number for a word": ("tasks", "path", 5),
    "bytes for a word": ("tasks", "path", b"V/5"),
    "half a character": ("tasks", "text", "\ud83d"),
    "a word for a list": ("tasks", "heading_path", "II"),
    "numbers in a list of words": ("documents", "recipients", [1]),
    "a time for a date": ("tasks", "due", datetime(2023, 12, 31)),
    "a word for a date": ("tasks", "due", "2023-12-31"),
    "a number for a truth": ("tasks", "needs_review", 1),
    "a word for a share": ("tasks", "confidence", "0.9"),
    "no region": ("tasks", "regions", [3]),
    "null where it is not allowed": ("tasks", "text", None),
    "a null id": ("citations", "citation_id", None),
}


@pytest.mark.parametrize(("table", "column", "value"), BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_bad_value_is_named(
    rows: tables.Tables, tmp_path: Path, table: str, column: str, value: Any
) -> None:
    rows[table][0][column] = value
    for make in (lambda: to_tables(rows), lambda: write(rows, tmp_path, strict=False)):
        with pytest.raises(ContractError) as caught:
            make()
        assert table in str(caught.value) and column in str(caught.value)
        str(caught.value).encode("utf-8")
    assert not list(tmp_path.iterdir())


def test_unknown_columns_and_tables_are_named(rows: tables.Tables) -> None:
    rows["tasks"][1]["deadline"] = None
    rows["task"] = []
    with pytest.raises(ContractError) as caught:
        to_tables(rows)
    assert caught.value.violations == ("unknown table 'task'", "tasks: unknown column 'deadline'")


# --- rules ----------------------------------------------------------------------------

Break = Callable[[tables.Tables], object]


def put(table: str, at: int = 0, /, **values: Any) -> Break:
    return lambda rows: rows[table][at].update(values)


def repeat(table: str, /, **values: Any) -> Break:
    return lambda rows: rows[table].append({**rows[table][0], **values})


def drop(table: str, at: int = 0) -> Break:
    return lambda rows: rows[table].pop(at)


# The first rows belong to part 2 of b.md. Each entry: what is broken, how, the line's words.
BROKEN: dict[str, tuple[Break, str]] = {
    "same id": (repeat("citations", cited_number="1-KH/TU"), "same citation_id"),
    "same document": (repeat("documents", source_path="c.md"), "same doc_id"),
    "same place in the run": (put("documents", 1, part=2), "same source_path, part"),
    "same page twice": (repeat("pages"), "same doc_id, page"),
    "same task path": (put("tasks", 1, path="II/1/b1"), "same doc_id, path"),
    "same section path": (put("sections", 1, path="II"), "same doc_id, path"),
    "same responsibility": (repeat("responsibilities", source="text"), "same task_id, role"),
    "same time clause": (repeat("time_clauses", rule="time.other"), "same task_id, char_start"),
    "same citation": (repeat("citations", citation_id="c_1"), "same doc_id, char_start"),
    "same target": (repeat("targets", target_id="g_1"), "same doc_id, char_start"),
    "same issue": (repeat("issues"), "same issue_id"),
    "no such document": (put("citations", doc_id="d_0"), "doc_id 'd_0' is not in documents"),
    "no such section": (put("tasks", section_id="s_0"), "section_id 's_0' is not in sections"),
    "no such parent": (put("sections", 1, parent_id="s_0"), "parent_id 's_0' is not in sections"),
    "no such task": (put("time_clauses", task_id="t_0"), "task_id 't_0' is not in tasks"),
    "no such task of a unit": (put("responsibilities", task_id="t_0"), "'t_0' is not in tasks"),
    "no such task of an issue": (put("issues", 1, task_id="t_0"), "'t_0' is not in tasks"),
    "no such cited document": (put("citations", cited_doc_id="d_0"), "cited_doc_id 'd_0'"),
    "a task of another document": (
        lambda rows: rows["citations"][0].update(task_id=rows["tasks"][-1]["task_id"]),
        "is of another document",
    ),
    "unit not in the registry": (
        put("responsibilities", unit_id="bo-noi-vu"),
        "unit_id 'bo-noi-vu' is not in the registry",
    ),
    "issuer not in the registry": (put("documents", issuer_id="x"), "issuer_id 'x'"),
    "cited issuer not in the registry": (put("citations", cited_issuer_id="x"), "cited_issuer_id"),
    "span past the end": (put("tasks", char_end=len(TEXT) + 1), "is not inside its document"),
    "span before the start": (put("issues", 1, char_start=-1), "is not inside its document"),
    "span backwards": (put("sections", char_end=0), "is not inside its document"),
    "scope outside": (put("time_clauses", scope_start=0, scope_end=9999), "scope_end 9999"),
    "half a scope": (put("time_clauses", scope_start=0), "only one of scope_start"),
    "half a place": (put("issues", 1, char_end=None), "only one of char_start"),
    "raw is not there": (put("citations", raw="Nghị quyết số 29-NQ/TW"), "stands there"),
    "raw in other letters": (put("targets", raw="TỪ 25% TRỞ LÊN"), "stands there"),
    "raw without a hyphen": (put("citations", raw="Nghị quyết số 28 NQ/TW"), "stands there"),
    "unit is not there": (put("responsibilities", unit_raw="Ban Tổ"), "unit_raw is 'Ban Tổ'"),
    "time is not there": (put("time_clauses", char_start=0), "stands there"),
    "start after end": (put("time_clauses", start=date(2024, 1, 1)), "start 2024-01-01 is after"),
    "no frequency": (put("time_clauses", rrule="BYMONTH=12"), "does not parse"),
    "unknown frequency": (put("time_clauses", rrule="FREQ=QUARTERLY"), "does not parse"),
    "empty rrule": (put("time_clauses", rrule=""), "does not parse"),
    "words for an rrule": (put("time_clauses", rrule="hằng năm"), "does not parse"),
    "due is not the last end": (put("tasks", due=date(2023, 6, 30)), "due is 2023-06-30"),
    "due is missing": (put("tasks", due=None), "due is None"),
    "due of nothing": (put("tasks", 1, due=date(2023, 6, 30)), "end of its time clauses is None"),
    "unknown media": (put("documents", media="doc"), "media 'doc' is none of"),
    "unknown origin": (put("pages", text_origin="x"), "text_origin 'x'"),
    "unknown level": (put("documents", issuer_level="city"), "issuer_level 'city'"),
    "unknown section role": (put("sections", role="tasks"), "role 'tasks'"),
    "task in a target section": (put("tasks", section_role="target"), "section_role 'target'"),
    "unknown unit role": (put("responsibilities", role="leads"), "role 'leads'"),
    "unknown source": (put("responsibilities", source="ocr"), "source 'ocr'"),
    "unknown kind": (put("time_clauses", kind="before"), "kind 'before'"),
    "unknown location": (put("citations", location="body"), "location 'body'"),
    "unknown resolution": (put("citations", resolution="x"), "resolution 'x'"),
    "unknown comparator": (put("targets", comparator="=>"), "comparator '=>'"),
    "unknown severity": (put("issues", severity="bad"), "severity 'bad'"),
    "unknown code": (put("issues", code="strange"), "code 'strange'"),
    "more than sure": (put("tasks", confidence=1.1), "confidence 1.1"),
    "not a number": (put("tasks", confidence=float("nan")), "confidence nan"),
    "no pages": (lambda rows: rows.update(pages=rows["pages"][2:]), "has no pages"),
    "first page missing": (drop("pages"), "is page 2 where page 1 should follow"),
    "gap between pages": (put("pages", 1, char_start=len(PAGE_1) + 1), "the page before ends at"),
    "page of another length": (put("pages", text="x"), "is not the length of its text, 1"),
    "page that is not there": (put("tasks", page_end=3), "pages 2 to 3 are not in its document"),
    "pages backwards": (put("sections", page_start=2, page_end=1), "pages 2 to 1"),
    "issue on page zero": (put("issues", 1, page=0), "pages 0 to 0"),
}


@pytest.mark.parametrize(("break_it", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_reported(
    rows: tables.Tables, tmp_path: Path, break_it: Break, words: str
) -> None:
    break_it(rows)
    violations = check(to_tables(rows), unit_ids=UNITS)
    assert any(words in line for line in violations), violations
    assert all("\n" not in line and line for line in violations)
    with pytest.raises(ContractError) as caught:
        write(rows, tmp_path / "out", unit_ids=UNITS)
    assert sorted(caught.value.violations) == sorted(violations)
    assert not (tmp_path / "out").exists()
    with pytest.warns(ContractWarning):
        write(rows, tmp_path / "out", unit_ids=UNITS, strict=False)
    assert sorted(check(read(tmp_path / "out"), unit_ids=UNITS)) == sorted(violations)


def test_rows_out_of_order_are_reported(rows: tables.Tables) -> None:
    made = to_tables(rows)
    for table in set(SCHEMAS) - {"issues"}:
        turned = {**made, table: made[table].take(list(reversed(range(len(made[table])))))}
        assert any(line.startswith(f"{table} row") and "order" in line for line in check(turned))


ALLOWED: dict[str, Break] = {
    "Markdown marks and spaces": put("citations", raw="  **Nghị  quyết**\nsố 28\\-NQ/TW"),
    "zero width": put("citations", raw="Nghị quyết số 28\u200b-NQ/TW\ufeff"),
    "NFD": put("citations", raw="Nghi\u0323 quye\u0302\u0301t s\u00f4\u0301 28-NQ/TW"),
    "an rrule until a day": put("time_clauses", rrule="FREQ=YEARLY;UNTIL=20251231"),
    "an rrule until a time": put("time_clauses", rrule="FREQ=YEARLY;UNTIL=20251231T000000Z"),
    "one day": put("time_clauses", start=date(2023, 12, 31)),
    "an open start": put("time_clauses", start=None),
    "no headings": put("tasks", section_id=None),
    "no number": put("documents", work_id=None, number=None),
    "a region": put("tasks", regions=[{"page": 2, "x0": 1, "y0": 2.5, "x1": 3.0, "y1": 4.0}]),
    "an empty span": put("issues", 1, char_start=5, char_end=5),
    "the cited document": lambda rows: rows["citations"][0].update(
        cited_doc_id=rows["documents"][-1]["doc_id"]
    ),
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_is_not_reported(rows: tables.Tables, change: Break) -> None:
    change(rows)
    assert check(to_tables(rows), unit_ids=UNITS) == []


def test_without_a_registry_ids_of_bodies_are_not_checked(rows: tables.Tables) -> None:
    rows["responsibilities"][0]["unit_id"] = "x"
    assert check(to_tables(rows)) == []
    assert len(check(to_tables(rows), unit_ids=UNITS)) == 1


def test_tables_that_are_not_whole_are_reported(rows: tables.Tables) -> None:
    made = to_tables(rows)
    del made["pages"]
    made["tasks"] = made["tasks"].drop_columns(["due"])
    assert check(made) == ["pages: the table is missing", "tasks: has no column due"]


def test_the_error_shows_the_first_lines_and_survives_a_worker(rows: tables.Tables) -> None:
    for row in rows["sections"]:
        row["role"] = "x"
        row["page_end"] = 9
        row["char_end"] = 9999
    with pytest.raises(ContractError) as caught:
        write(rows, Path("nowhere"))
    assert "18 violation(s)" in str(caught.value) and "and 8 more" in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.violations) == (str(caught.value), caught.value.violations)


# --- all or nothing -------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def changed(rows: tables.Tables) -> tables.Tables:
    other = copy.deepcopy(rows)
    for table in other.values():
        for row in table:
            if "rule" in row:
                row["rule"] = "other.rule"
    for row in other["tasks"]:
        row["text"] += " (mới)"
    return other


@pytest.mark.parametrize("calls", [0, 4, 8])
@pytest.mark.parametrize("had_files", [True, False])
def test_a_writer_that_fails_leaves_the_old_files(
    rows: tables.Tables,
    changed: tables.Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    calls: int,
    had_files: bool,
) -> None:
    if had_files:
        write(rows, tmp_path)
    before = contents(tmp_path)
    real, count = pq.ParquetWriter.write_table, iter(range(100))

    def fail(*args: Any, **kwargs: Any) -> None:
        if next(count) == calls:
            raise OSError(28, "No space left on device")
        real(*args, **kwargs)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    with pytest.raises(OSError, match="No space"):
        write(changed, tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("calls", [0, 4, 8])
@pytest.mark.parametrize("had_files", [True, False])
@pytest.mark.parametrize("has_links", [True, False])
def test_a_move_that_fails_puts_the_old_files_back(
    rows: tables.Tables,
    changed: tables.Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    calls: int,
    had_files: bool,
    has_links: bool,
) -> None:
    if had_files:
        write(rows, tmp_path)
    before = contents(tmp_path)
    real, count = os.replace, iter(range(100))

    def fail(*args: Any) -> None:
        if next(count) == calls:
            raise PermissionError(13, "The file is open elsewhere")
        real(*args)

    def no_links(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "replace", fail)
    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(PermissionError):
        write(changed, tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_in_the_way_changes_nothing(
    rows: tables.Tables, changed: tables.Tables, tmp_path: Path
) -> None:
    write(rows, tmp_path)
    (tmp_path / "tasks.parquet").unlink()
    (tmp_path / "tasks.parquet").mkdir()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(OSError):
        write(changed, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_writing_again_replaces_and_leaves_other_files_alone(
    rows: tables.Tables, changed: tables.Tables, tmp_path: Path
) -> None:
    write(rows, tmp_path)
    (tmp_path / "ghi chú.txt").write_text("x")
    write(changed, tmp_path)
    assert read(tmp_path)["tasks"]["text"][0].as_py().endswith("(mới)")
    assert len(contents(tmp_path)) == len(SCHEMAS) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="modes are for POSIX")
def test_files_get_the_usual_mode(rows: tables.Tables, tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        paths = write(rows, tmp_path)
    finally:
        os.umask(old)
    assert {path.stat().st_mode & 0o777 for path in paths.values()} == {0o644}


# --- reading what is not right --------------------------------------------------------


def rewrite(folder: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    path = folder / f"{table}.parquet"
    pq.write_table(change(pq.ParquetFile(path).read()), path)


def with_version(version: str | None) -> Callable[[pa.Table], pa.Table]:
    return lambda content: content.replace_schema_metadata(
        None if version is None else {"schema_version": version}
    )


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: (folder / "tasks.parquet").unlink(), "there is no such file"),
    "not Parquet": (lambda folder: (folder / "tasks.parquet").write_text("x"), "as Parquet"),
    "empty": (lambda folder: (folder / "tasks.parquet").write_bytes(b""), "as Parquet"),
    "cut": (
        lambda folder: os.truncate(folder / "tasks.parquet", 1000),
        "cannot be read as Parquet",
    ),
    "newer": (lambda folder: rewrite(folder, "tasks", with_version("99")), "schema_version 99"),
    "foreign": (lambda folder: rewrite(folder, "tasks", with_version(None)), "no schema_version"),
    "strange version": (lambda folder: rewrite(folder, "tasks", with_version("x")), "no schema_v"),
    "column missing": (
        lambda folder: rewrite(folder, "tasks", lambda content: content.drop_columns(["due"])),
        "has no column due",
    ),
    "column of another type": (
        lambda folder: rewrite(
            folder,
            "tasks",
            lambda content: content.set_column(
                6, pa.field("ordinal", pa.int64()), content["ordinal"].cast(pa.int64())
            ),
        ),
        "column ordinal is int64, not int32",
    ),
}


@pytest.mark.parametrize(("spoil", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_said(
    rows: tables.Tables, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    write(rows, tmp_path)
    spoil(tmp_path)
    with pytest.raises(TablesError, match=re.escape(words)) as caught:
        read(tmp_path)
    assert "tasks.parquet" in str(caught.value)


def test_columns_added_later_come_last_and_those_not_yet_written_are_null(
    rows: tables.Tables, tmp_path: Path
) -> None:
    write(rows, tmp_path)
    rewrite(
        tmp_path,
        "targets",
        lambda content: content.drop_columns(["rule", "confidence"]).add_column(
            0, "colour", pa.array(["x"] * len(content))
        ),
    )
    content = read(tmp_path)["targets"]
    assert content.column_names == [*SCHEMAS["targets"].names, "colour"]
    assert content["rule"].null_count == content["confidence"].null_count == len(content)
    assert "colour" not in to_rows(read(tmp_path))["targets"][0]


# --- for people, and ids --------------------------------------------------------------


def test_describe_names_everything() -> None:
    text = describe()
    assert f"schema_version {SCHEMA_VERSION}" in text
    data = json.loads(schema_json())
    assert data["schema_version"] == SCHEMA_VERSION
    assert list(data["tables"]) == list(SCHEMAS)
    for table, schema in SCHEMAS.items():
        assert f"\n{table}: " in text
        assert [column["name"] for column in data["tables"][table]["columns"]] == schema.names
        for column in data["tables"][table]["columns"]:
            assert re.search(
                rf"^  {column['name']} +\S.*{re.escape(column['description'])}", text, re.M
            )
            assert column["nullable"] == schema.field(column["name"]).nullable


def test_the_page_of_docs_names_every_table(project_root: Path) -> None:
    page = (project_root / "docs" / "tables.md").read_text(encoding="utf-8")
    assert all(f"`{table}`" in page for table in SCHEMAS)
    assert f"schema_version {SCHEMA_VERSION}" in page


SAME_WORK = [
    ("256-KH/TU", "Thành ủy Đà Lạt"),
    ("256 - KH / TU", "THÀNH ỦY ĐÀ LẠT"),
    ("256–KH/TU", "Thành uỷ Đà Lạt"),
    ("256\u2011kh/tu.", "Tha\u0300nh u\u0309y \u0110a\u0300 La\u0323t"),
    ("Số: 256-KH/TU", " Thành  ủy\nĐà Lạt "),
    ("Số 0256-KH/TU", "Thành ủy Ðà Lạt"),
    ("**256\\-KH/TU**", "Thành ủy - Đà Lạt"),
    ("256-\u200bKH/TU", "Thành ủy Đà\u00a0Lạt"),
]
OTHER_WORKS = [
    ("257-KH/TU", date(2023, 4, 20), "Thành ủy Đà Lạt"),
    ("256-KH/TU", date(2022, 4, 20), "Thành ủy Đà Lạt"),
    ("256-KH/TU", None, "Thành ủy Đà Lạt"),
    ("256-KH/TU", date(2023, 4, 20), "Thành ủy Bảo Lộc"),
    ("256-KH/TU", date(2023, 4, 20), None),
    ("256-KH/TU", None, None),
    ("256-KL/TU", date(2023, 4, 20), "Thành ủy Đà Lạt"),
    ("25-6KH/TU", date(2023, 4, 20), "Thành ủy Đà Lạt"),
]


def test_a_work_is_the_same_however_it_is_printed() -> None:
    same = {ids.work_id(number, date(2023, 4, 20), issuer) for number, issuer in SAME_WORK}
    assert len(same) == 1
    assert same == {ids.work_id("256-KH/TU", datetime(2023, 4, 20, 8, 30), SAME_WORK[0][1])}
    others = {ids.work_id(*work) for work in OTHER_WORKS}
    assert len(others | same) == len(OTHER_WORKS) + 1


@pytest.mark.parametrize("number", [None, "", "  ", "-KH/TU", "Số:     -KH/TU", "…"])
def test_no_work_without_a_number(number: str | None) -> None:
    assert ids.work_id(number, date(2023, 4, 20), "Thành ủy") is None
    assert ids.task_key(ids.work_id(number, None, None), "V/5") is None


def test_ids_are_fixed() -> None:
    """They are kept in other systems: a change here is a new schema_version."""
    work = ids.work_id("256-KH/TU", date(2023, 4, 20), "Thành ủy")
    assert {
        "doc": ids.doc_id("ab" * 32, 1),
        "work": work,
        "task": ids.task_id("d_0", "V/5/5.4"),
        "key": ids.task_key(work, "V/5/5.4"),
        "row": ids.row_id("d_0", "citation", 5, 9, None),
    } == {
        "doc": "d_3458e12737735783",
        "work": "w_2ee0290c70b1bdbb",
        "task": "t_e6ce9a855b47b4b4",
        "key": "k_cb786f3fd87961a2",
        "row": "c_d90e830e276cf94e",
    }


def test_ids_differ_where_they_should() -> None:
    assert ids.doc_id("ab" * 32, 1) != ids.doc_id("ab" * 32, 2) != ids.doc_id("ac" * 32, 2)
    assert ids.doc_id("AB" * 32, 1) == ids.doc_id("ab" * 32, 1)
    made = {
        ids.row_id("d_0", "citation", 1, 23),
        ids.row_id("d_0", "citation", 12, 3),
        ids.row_id("d_0", "citation", "1", 23),
        ids.row_id("d_0", "citation", 1, 23, None),
        ids.row_id("d_1", "citation", 1, 23),
        ids.row_id("d_0", "target", 1, 23),
    }
    assert len(made) == 6
    assert all(re.fullmatch(r"[a-z]+_[0-9a-f]{16}", name) for name in made)
    assert ids.row_id("d_0", "section", "\u0111") == ids.row_id("d_0", "section", "đ")
    assert ids.task_id("d_0", "V/ạ") == ids.task_id("d_0", "V/a\u0323")


def test_a_folder_of_parts_is_never_away_while_it_is_replaced(
    rows: tables.Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    if not swap(one, other):
        pytest.skip("this file system cannot let two folders change places")
    out = tmp_path / "out"
    with Writer(out) as writer:
        writer.add(to_tables(rows), "issue_year=2026/issue_level=commune")
        writer.finish()
    moved: list[str] = []
    rename, replace = os.rename, os.replace
    monkeypatch.setattr(os, "rename", lambda a, b: (moved.append(Path(a).name), rename(a, b)))
    monkeypatch.setattr(os, "replace", lambda a, b: (moved.append(Path(a).name), replace(a, b)))
    with Writer(out) as writer:
        writer.add(to_tables(rows), "issue_year=2027/issue_level=commune")
        writer.finish()
    assert [path.name for path in (out / "tasks.parquet").iterdir()] == ["issue_year=2027"]
    assert moved
    assert not [name for name in moved if name.endswith(".parquet")]


def test_where_nothing_can_be_swapped_a_folder_is_replaced_all_the_same(
    rows: tables.Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "swap", lambda one, other: False)
    for year in (2026, 2027):
        with Writer(tmp_path) as writer:
            writer.add(to_tables(rows), f"issue_year={year}/issue_level=commune")
            writer.finish()
    assert [path.name for path in (tmp_path / "tasks.parquet").iterdir()] == ["issue_year=2027"]
    assert len(read(tmp_path)["tasks"]) == len(to_tables(rows)["tasks"])
