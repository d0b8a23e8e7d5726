"""Scores against gold: hand-computed examples, perfect and spoilt runs."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import tables
from pipeline.cli import main
from pipeline.evaluate import (
    LAYERS,
    FindingClass,
    GoldError,
    GoldPart,
    Mode,
    Report,
    Score,
    evaluate,
    evaluate_run,
    format_errors,
    format_rules,
    format_text,
    load,
    resolve,
    to_json,
    to_plots,
)
from pipeline.evaluate.entries import footnotes, without_notes
from pipeline.evaluate.match import Criterion, Entry, match
from pipeline.evaluate.pairing import ManifestError, read_manifest, run_of_rows
from pipeline.evaluate.places import SourceText, cleaned
from pipeline.evaluate.values import name_key, number_key, rrule_key, token_f1, tokens

Rows = dict[str, list[dict[str, Any]]]

SOURCE = """**HUYỆN ỦY ĐÔNG KHÊ**
Số 45-KH/HU

# KẾ HOẠCH
thực hiện Nghị quyết số 12-NQ/TU

Thực hiện Nghị quyết số 12-NQ/TU, ngày 02/01/2024 của Tỉnh ủy, Huyện ủy xây dựng kế hoạch như sau:

## I- MỤC TIÊU
1. Trên 50% chi bộ; 100% đảng viên.
## II- NHIỆM VỤ
### 1. Ban Tổ chức Huyện ủy
- Chủ trì, phối hợp với Văn phòng
Huyện ủy rà soát quy chế theo Điều lệ Đảng (hoàn thành năm 2024).
- Báo cáo Huyện ủy theo Quyết định số 18, 19-QĐ/HU định kỳ hằng quý.
### 2. Văn phòng Huyện ủy
Theo dõi việc thực hiện Luật Thực hiện dân chủ ở cơ sở.

T/M HUYỆN ỦY
BÍ THƯ
"""

RECORDS: list[dict[str, Any]] = [
    {
        "t": "document",
        "file": "kh-mau.md",
        "part": 1,
        "type": "Kế hoạch",
        "number": "45-KH/HU",
        "title": "thực hiện Nghị quyết số 12-NQ/TU",
        "issuer": "HUYỆN ỦY ĐÔNG KHÊ",
        "place": None,
        "date": None,
        "signer": None,
        "signer_role": "BÍ THƯ",
        "on_behalf_of": "HUYỆN ỦY",
    },
    {"t": "cite", "at": "title", "raw": "Nghị quyết số 12-NQ/TU", "type": "Nghị quyết",
     "number": "12-NQ/TU", "date": None, "issuer": None},
    {"t": "cite", "at": "preamble", "raw": "Nghị quyết số 12-NQ/TU, ngày 02/01/2024 của Tỉnh ủy",
     "type": "Nghị quyết", "number": "12-NQ/TU", "date": "2024-01-02", "issuer": "Tỉnh ủy"},
    {"t": "section", "path": "I", "label": "I-", "heading": "MỤC TIÊU", "role": "target"},
    {"t": "target", "at": "I", "raw": "Trên 50% chi bộ", "comparator": ">", "value": 50,
     "unit": "%", "due": None},
    {"t": "target", "at": "I", "raw": "100% đảng viên", "comparator": "=", "value": 100,
     "unit": "%", "due": None},
    {"t": "section", "path": "II", "label": "II-", "heading": "NHIỆM VỤ", "role": "task"},
    {"t": "section", "path": "II/1", "label": "1.", "heading": "Ban Tổ chức Huyện ủy",
     "role": "task"},
    {"t": "task", "path": "II/1/b1", "label": None, "begin": "Chủ trì, phối hợp với Văn phòng",
     "end": "(hoàn thành năm 2024)."},
    {"t": "unit", "task": "II/1/b1", "role": "lead", "raw": "Ban Tổ chức Huyện ủy",
     "where": "heading"},
    {"t": "unit", "task": "II/1/b1", "role": "coordinate", "raw": "Văn phòng Huyện ủy",
     "where": "text"},
    {"t": "cite", "at": "II/1/b1", "raw": "Điều lệ Đảng", "type": "Điều lệ", "number": None,
     "date": None, "issuer": None},
    {"t": "time", "task": "II/1/b1", "raw": "hoàn thành năm 2024", "kind": "by",
     "start": "2024-01-01", "end": "2024-12-31", "rrule": None, "condition": None},
    {"t": "task", "path": "II/1/b2", "label": None, "begin": "Báo cáo Huyện ủy theo Quyết định",
     "end": "định kỳ hằng quý."},
    {"t": "unit", "task": "II/1/b2", "role": "lead", "raw": "Ban Tổ chức Huyện ủy",
     "where": "heading"},
    {"t": "unit", "task": "II/1/b2", "role": "report_to", "raw": "Huyện ủy", "where": "text"},
    {"t": "cite", "at": "II/1/b2", "raw": "Quyết định số 18, 19-QĐ/HU", "type": "Quyết định",
     "number": "18-QĐ/HU", "date": None, "issuer": None},
    {"t": "cite", "at": "II/1/b2", "raw": "Quyết định số 18, 19-QĐ/HU", "type": "Quyết định",
     "number": "19-QĐ/HU", "date": None, "issuer": None},
    {"t": "time", "task": "II/1/b2", "raw": "định kỳ hằng quý", "kind": "recurring", "start": None,
     "end": None, "rrule": "FREQ=MONTHLY;INTERVAL=3", "condition": None},
    {"t": "section", "path": "II/2", "label": "2.", "heading": "Văn phòng Huyện ủy",
     "role": "task"},
    {"t": "task", "path": "II/2/p1", "label": None, "begin": "Theo dõi việc thực hiện Luật",
     "end": "dân chủ ở cơ sở."},
    {"t": "unit", "task": "II/2/p1", "role": "lead", "raw": "Văn phòng Huyện ủy",
     "where": "heading"},
    {"t": "cite", "at": "II/2/p1", "raw": "Luật Thực hiện dân chủ ở cơ sở", "type": "Luật",
     "number": None, "date": None, "issuer": None},
]  # fmt: skip


def write_gold(folder: Path, records: list[dict[str, Any]] = RECORDS, part: int = 1) -> Path:
    stem = Path(records[0]["file"]).stem
    path = folder / f"{stem}.{part}.jsonl"
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> GoldPart:
    return load(write_gold(tmp_path))


# --- a perfect run ---------------------------------------------------------------------


def perfect_rows(gold: GoldPart, source: str, source_path: str, doc_id: str = "d1") -> Rows:
    """The tables of a run that found just what gold says."""
    data = gold.document.data
    document = {
        "doc_id": doc_id, "work_id": None, "source_path": source_path,
        "source_sha256": f"sha-{source_path}", "part": gold.part,
        "media": "markdown", "text_origin": "native", "doc_type": None,
        "doc_type_name": data["type"], "number": data["number"], "issuer": data["issuer"],
        "place": data["place"], "issued_date": as_date(data["date"]), "title": data["title"],
        "signer": data["signer"], "signer_role": data["signer_role"],
        "on_behalf_of": data["on_behalf_of"], "recipients": [], "n_pages": 1,
        "n_chars": len(source), "schema_version": "1", "pipeline_version": "0",
    }  # fmt: skip
    page = {
        "doc_id": doc_id, "page": 1, "char_start": 0, "char_end": len(source), "text": source,
        "text_origin": "native", "rotation": 0,
    }  # fmt: skip
    rows: Rows = {"documents": [document], "pages": [page]}
    for table in ("sections", "tasks", "responsibilities", "time_clauses", "citations", "targets"):
        rows[table] = []
    places = resolve(gold.records, source)
    notes = footnotes(gold, places, source)
    for index, (record, place) in enumerate(zip(gold.records, places, strict=True)):
        if record.kind == "document":
            continue
        assert place is not None, record
        base = {"doc_id": doc_id, "char_start": place.start, "char_end": place.end}
        text = without_notes(notes, source, place)
        table, row = row_of(record.kind, record.data, index, text, gold)
        rows[table].append(base | row)
    return rows


def as_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def row_of(
    kind: str, data: Any, index: int, text: str, gold: GoldPart
) -> tuple[str, dict[str, Any]]:
    tasks = {record["path"] for record in gold.of("task")}
    sections = {record["path"] for record in gold.of("section")}
    rule = {"rule": f"test.{kind}", "confidence": 1.0}
    pages = {"page_start": 1, "page_end": 1}
    if kind == "section":
        return "sections", pages | {
            "section_id": data["path"], "parent_id": None, "path": data["path"],
            "label": data["label"], "level": 1, "ordinal": index, "heading": data["heading"],
            "role": data["role"],
        }  # fmt: skip
    if kind == "task":
        return "tasks", pages | {
            "task_id": data["path"], "task_key": None, "section_id": None, "path": data["path"],
            "label": data["label"], "ordinal": index, "text": cleaned(text),
            "section_role": "task", "heading_path": [], "due": None, "regions": [],
            "confidence": 1.0, "needs_review": False,
        }  # fmt: skip
    if kind == "unit":
        return "responsibilities", rule | {
            "task_id": data["task"], "role": data["role"], "unit": data["raw"], "unit_id": None,
            "unit_raw": data["raw"], "source": data["where"],
        }  # fmt: skip
    if kind == "time":
        return "time_clauses", rule | {
            "task_id": data["task"], "raw": data["raw"], "kind": data["kind"],
            "start": as_date(data["start"]), "end": as_date(data["end"]), "rrule": data["rrule"],
            "condition": data["condition"],
        }  # fmt: skip
    if kind == "cite":
        at = data["at"]
        location = "task" if at in tasks else "section" if at in sections else at
        return "citations", rule | {
            "citation_id": f"c{index}", "task_id": at if at in tasks else None,
            "section_id": at if at in sections else None, "location": location,
            "raw": data["raw"], "cited_type": data["type"], "cited_number": data["number"],
            "cited_date": as_date(data["date"]), "cited_issuer": data["issuer"],
            "resolution": "explicit",
        }  # fmt: skip
    return "targets", rule | {
        "target_id": f"t{index}", "section_id": None, "path": data["at"], "raw": data["raw"],
        "comparator": data["comparator"], "value": float(data["value"]), "unit": data["unit"],
    }  # fmt: skip


@pytest.fixture
def rows(gold: GoldPart) -> Rows:
    return perfect_rows(gold, SOURCE, "kh-mau.md")


def only(report: Report) -> dict[str, Score]:
    assert len(report.documents) == 1
    return dict(report.documents[0].scores)


def flawless(scores: dict[str, Score]) -> bool:
    return all(score.f1 in (1.0, None) for score in scores.values())


def test_a_perfect_run_scores_full_on_all_layers(gold: GoldPart, rows: Rows) -> None:
    scores = only(evaluate_run(run_of_rows(rows), [gold]))
    assert {layer: (score.gold, score.f1) for layer, score in scores.items()} == {
        "section": (4, 1.0),
        "section_role": (4, 1.0),
        "task": (3, 1.0),
        "task_path": (3, 1.0),
        "unit": (5, 1.0),
        "lead": (3, 1.0),
        "time": (2, 1.0),
        "rrule": (1, 1.0),
        "citation": (4, 1.0),
        "citation_task": (4, 1.0),
        "citation_issuer": (1, 1.0),
        "named": (2, 1.0),
        "target": (2, 1.0),
        "document": (6, 1.0),
    }


def edit(table: str, which: Callable[[dict[str, Any]], bool], **values: Any) -> Callable[..., None]:
    def apply(rows: Rows) -> None:
        next(row for row in rows[table] if which(row)).update(values)

    return apply


def drop(table: str, which: Callable[[dict[str, Any]], bool]) -> Callable[..., None]:
    def apply(rows: Rows) -> None:
        rows[table].remove(next(row for row in rows[table] if which(row)))

    return apply


def any_row(row: dict[str, Any]) -> bool:
    return True


VALUE, ROLE = FindingClass.WRONG_VALUE, FindingClass.WRONG_ROLE
BOUNDARY, PLACE = FindingClass.WRONG_BOUNDARY, FindingClass.WRONG_PLACE
MISSED, SPURIOUS = FindingClass.MISSED, FindingClass.SPURIOUS
CORRECT = FindingClass.CORRECT
Hit = dict[str, FindingClass | set[FindingClass]]

# What is done to a perfect run; the layers it lowers strictly, with the class of the error
# in each; and the layers that it lowers relaxed.
MUTATIONS: dict[str, tuple[Callable[..., None], Hit, set[str]]] = {
    "heading": (edit("sections", any_row, heading="KHÁC"), {"section": VALUE}, {"section"}),
    "part of a heading": (
        edit("sections", lambda row: row["path"] == "II/1", heading="Ban Tổ chức Huyện"),
        {"section": BOUNDARY},
        set(),
    ),
    "section role": (
        edit("sections", any_row, role="viewpoint"),
        {"section_role": ROLE},
        {"section_role"},
    ),
    "section gone": (
        drop("sections", any_row),
        {"section": MISSED, "section_role": MISSED},
        {"section", "section_role"},
    ),
    "path of a section": (
        edit("sections", lambda row: row["path"] == "II/2", path="II/3"),
        {"section": PLACE, "section_role": PLACE},
        set(),
    ),
    "task text": (
        edit("tasks", any_row, text="Chủ trì, phối hợp"),
        {"task": BOUNDARY, "task_path": BOUNDARY},
        {"task", "task_path"},
    ),
    "most of a task's text": (
        edit("tasks", any_row, text="Chủ trì, phối hợp với Văn phòng Huyện ủy rà soát quy chế"),
        {"task": BOUNDARY, "task_path": BOUNDARY},
        set(),
    ),
    "unit role": (
        edit("responsibilities", lambda row: row["role"] == "report_to", role="via"),
        {"unit": ROLE},
        {"unit"},
    ),
    "lead's name": (
        edit("responsibilities", lambda row: row["role"] == "lead", unit_raw="Ban Tổ chức"),
        {"unit": BOUNDARY, "lead": BOUNDARY},
        set(),
    ),
    "a letter of a name": (
        edit("responsibilities", lambda row: row["role"] == "coordinate",
             unit_raw="Văn phòng Huyên ủy"),
        {"unit": VALUE},
        set(),
    ),
    "unit gone": (
        drop("responsibilities", lambda row: row["role"] == "coordinate"),
        {"unit": MISSED},
        {"unit"},
    ),
    "unit at another task": (
        edit("responsibilities", lambda row: row["role"] == "coordinate", task_id="II/1/b2"),
        {"unit": PLACE},
        {"unit"},
    ),
    "time kind": (edit("time_clauses", any_row, kind="within"), {"time": VALUE}, set()),
    "time end": (edit("time_clauses", any_row, end=None), {"time": VALUE}, set()),
    "time from fewer words": (
        edit("time_clauses", any_row, raw="năm 2024", kind="within",
             char_start=SOURCE.index("năm 2024"), char_end=SOURCE.index("năm 2024") + 8),
        {"time": BOUNDARY},
        set(),
    ),
    "time elsewhere": (
        edit("time_clauses", any_row, raw="năm 2023", kind="within", start=None,
             char_start=0, char_end=8),
        {"time": {MISSED, SPURIOUS}},
        {"time"},
    ),
    "rrule": (
        edit("time_clauses", lambda row: row["rrule"], rrule="FREQ=MONTHLY;INTERVAL=6"),
        {"rrule": VALUE},
        set(),
    ),
    "frequency": (
        edit("time_clauses", lambda row: row["rrule"], rrule="FREQ=YEARLY"),
        {"rrule": VALUE},
        {"rrule"},
    ),
    "date of a citation": (
        edit("citations", lambda row: row["cited_date"], cited_date=as_date("2024-01-03")),
        {"citation": VALUE, "citation_task": VALUE},
        set(),
    ),
    "number of a citation": (
        edit("citations", lambda row: row["cited_issuer"], cited_number="13-NQ/TU"),
        {"citation": VALUE, "citation_task": VALUE, "citation_issuer": VALUE},
        {"citation", "citation_task", "citation_issuer"},
    ),
    "issuer of a citation": (
        edit("citations", lambda row: row["cited_issuer"], cited_issuer="Huyện ủy"),
        {"citation_issuer": VALUE},
        {"citation_issuer"},
    ),
    "place of a citation": (
        edit("citations", lambda row: row["cited_number"] == "18-QĐ/HU", task_id="II/2/p1"),
        {"citation_task": PLACE},
        {"citation_task"},
    ),
    "a document without number": (
        edit("citations", lambda row: row["raw"] == "Điều lệ Đảng", raw="Điều lệ Đoàn khóa mới"),
        {"named": VALUE},
        {"named"},
    ),
    "type of a document without number": (
        edit("citations", lambda row: row["raw"] == "Điều lệ Đảng", cited_type="Luật"),
        {"named": VALUE},
        set(),
    ),
    "target": (edit("targets", any_row, comparator=">="), {"target": VALUE}, set()),
    "signer": (edit("documents", any_row, signer="Lê Văn Thử"), {"document": SPURIOUS},
               {"document"}),
    "part of the issuer": (
        edit("documents", any_row, issuer="HUYỆN ỦY ĐÔNG"), {"document": BOUNDARY}, set()),
    "number gone": (edit("documents", any_row, number=None), {"document": MISSED}, {"document"}),
}  # fmt: skip


@pytest.mark.parametrize(("mutation", "hit", "relaxed"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_lowers_its_own_layers_only(
    gold: GoldPart, rows: Rows, mutation: Callable[..., None], hit: Hit, relaxed: set[str]
) -> None:
    mutation(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert lowered(report, Mode.STRICT) == set(hit)
    assert lowered(report, Mode.RELAXED) == relaxed
    at_tasks = report.totals("other", Mode.GIVEN_TASKS)
    assert lowered(report, Mode.GIVEN_TASKS) == set(hit) & set(at_tasks)
    wrong = sorted((one.layer, one.kind) for one in report.findings if one.kind is not CORRECT)
    assert wrong == sorted(
        (layer, kind)
        for layer, kinds in hit.items()
        for kind in (kinds if isinstance(kinds, set) else {kinds})
    )
    counts(report)


def lowered(report: Report, mode: Mode) -> set[str]:
    totals = report.totals("other", mode)
    return {layer for layer, score in totals.items() if score.f1 not in (1.0, None)}


def counts(report: Report) -> None:
    """Every record is in one class: the sums are those of the score."""
    for document in report.documents:
        for layer, classes in document.classes.items():
            pairs = sum(classes.values()) - classes[MISSED] - classes[SPURIOUS]
            score = document.scores[layer]
            assert pairs + classes[MISSED] == score.gold
            assert pairs + classes[SPURIOUS] == score.found
            assert classes[CORRECT] == score.right


def test_a_task_split_in_two_is_one_error_given_gold_tasks(gold: GoldPart, rows: Rows) -> None:
    """What is found at the tasks after it has another path, but no other task."""
    first = next(row for row in rows["tasks"] if row["path"] == "II/1/b1")
    edit("tasks", lambda row: row["path"] == "II/1/b2", path="II/1/b3")(rows)
    second = {"path": "II/1/b2", "text": "theo Điều lệ Đảng (hoàn thành năm 2024)."}
    rows["tasks"].append(first | second | {"task_id": "new"})
    first["text"] = "Chủ trì, phối hợp với Văn phòng Huyện ủy rà soát quy chế"
    edit("time_clauses", lambda row: row["kind"] == "by", task_id="new")(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    strict, given = (report.totals("other", mode) for mode in (Mode.STRICT, Mode.GIVEN_TASKS))
    right = {name: (strict[name].right, given[name].right, given[name].gold) for name in given}
    assert right == {
        "unit": (3, 5, 5),  # those of the task after it
        "lead": (2, 3, 3),
        "time": (0, 1, 2),  # the first half keeps the task, and the second has the time
        "rrule": (0, 1, 1),
        "citation_task": (2, 4, 4),
        "target": (2, 2, 2),
    }  # fmt: skip
    assert strict["task"] == Score(gold=3, found=4, right=2)
    assert strict["task_path"] == Score(gold=3, found=4, right=1)
    assert report.totals("other", Mode.RELAXED)["task"].right == 3
    classes = report.documents[0].classes
    assert (classes["unit"][PLACE], classes["time"][PLACE]) == (2, 2)
    assert (classes["task"][PLACE], classes["task_path"][PLACE]) == (0, 1)
    assert (classes["task"][BOUNDARY], classes["task"][SPURIOUS]) == (1, 1)
    counts(report)


def test_a_run_over_another_text_is_scored_by_values_and_words(gold: GoldPart, rows: Rows) -> None:
    """Nothing but what is said counts: every place is another one in a PDF."""
    edit("documents", any_row, source_path="digital/kh-mau.pdf", media="pdf")(rows)
    rows["pages"][0]["text"] = "Một dòng đầu trang\n" + SOURCE
    for table in ("sections", "tasks", "responsibilities", "time_clauses", "citations", "targets"):
        for index, row in enumerate(rows[table]):
            row.update(char_start=index, char_end=index + 1)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert all(flawless(dict(report.totals("other", mode))) for mode in Mode)
    assert report.texts == {"digital/kh-mau.pdf": rows["pages"][0]["text"]}
    edit("time_clauses", any_row, raw="năm 2024", kind="within")(rows)
    edit("responsibilities", lambda row: row["role"] == "coordinate", unit_raw="Văn phòng Huyên ủy",
         task_id="II/1/b2")(rows)  # fmt: skip
    report = evaluate_run(run_of_rows(rows), [gold])
    wrong = [finding for finding in report.findings if finding.kind is not CORRECT]
    assert [(finding.layer, finding.kind) for finding in wrong] == [
        ("unit", MISSED),
        ("unit", SPURIOUS),
        ("time", BOUNDARY),
    ]
    assert lowered(report, Mode.RELAXED) == {"unit"}


def test_findings_hold_what_a_page_shows(gold: GoldPart, rows: Rows) -> None:
    edit("time_clauses", any_row, kind="within", end=as_date("2025-12-31"))(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    (finding,) = (one for one in report.findings if one.kind is VALUE)
    assert (finding.split, finding.document, finding.part) == ("other", "kh-mau.md", 1)
    assert (finding.layer, finding.task, finding.rule) == ("time", "II/1/b1", "test.time")
    assert finding.gold and finding.found
    assert (finding.gold["kind"], finding.found["kind"]) == ("by", "within")
    assert finding.found["end"] == "2025-12-31"
    assert finding.notes == ("kind", "end")
    start = SOURCE.index("hoàn thành năm 2024")
    assert finding.gold_span == finding.found_span == (start, start + 19)
    assert report.texts == report.gold_texts == {"kh-mau.md": SOURCE}
    assert finding.gold_key == "II/1/b1 | by | 2024-01-01 | 2024-12-31"
    assert sum(one.kind is CORRECT for one in report.findings) == 43


def test_variants_of_spelling_are_no_errors(gold: GoldPart, rows: Rows) -> None:
    edit("responsibilities", any_row, unit_raw="các  ban Tổ chức Huyện uỷ")(rows)
    edit("sections", any_row, heading="Mục tiêu")(rows)
    edit("time_clauses", lambda row: row["rrule"], rrule="INTERVAL=3;FREQ=MONTHLY")(rows)
    edit("documents", any_row, issuer="Huyện uỷ Đông Khê", number="45 – KH/HU")(rows)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))


def test_a_hand_computed_score(gold: GoldPart, rows: Rows) -> None:
    rows["responsibilities"] = [
        row | {"unit_raw": raw}
        for row, raw in zip(
            rows["responsibilities"],
            ["Ban Tổ chức Huyện ủy", "Văn phòng", "Ban Tổ chức Huyện ủy", "Huyện ủy", "Sở Nội vụ"],
            strict=True,
        )
    ]
    rows["responsibilities"].append(rows["responsibilities"][0])  # found twice
    score = only(evaluate_run(run_of_rows(rows), [gold]))["unit"]
    assert (score.gold, score.found, score.right) == (5, 6, 3)
    assert score.precision == 3 / 6
    assert score.recall == 3 / 5
    assert score.f1 == 6 / 11


def test_an_empty_layer_has_no_score() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert (Score(gold=2).recall, Score(gold=2).precision, Score(gold=2).f1) == (0, None, 0)


def test_the_order_of_records_does_not_matter(gold: GoldPart, rows: Rows) -> None:
    drop("citations", any_row)(rows)
    rows["tasks"].append(rows["tasks"][0] | {"text": "khác"})
    before = evaluate_run(run_of_rows(rows), [gold])
    shuffler = random.Random(4)
    for table in rows.values():
        shuffler.shuffle(table)
    after = evaluate_run(run_of_rows(rows), [gold])
    assert to_json(after) == to_json(before)
    assert after.findings == before.findings
    counts(after)


def test_records_may_overlap(gold: GoldPart, rows: Rows) -> None:
    """Spans are not looked at: everything may stand at one place."""
    for table in ("responsibilities", "citations", "targets", "tasks"):
        for row in rows[table]:
            row.update(char_start=0, char_end=100)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))


def test_nothing_found(gold: GoldPart, rows: Rows) -> None:
    empty = {"documents": rows["documents"], "pages": rows["pages"]}
    scores = only(evaluate_run(run_of_rows(empty), [gold]))
    assert scores["unit"] == Score(gold=5)
    assert scores["document"].f1 == 1.0


# --- documents, parts, splits ----------------------------------------------------------


def test_a_pdf_is_scored_by_the_fields_printed_on_it(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, place="Đông Khê", issued_date=as_date("2024-03-05"))(rows)
    as_text = only(evaluate_run(run_of_rows(rows), [gold]))["document"]
    edit("documents", any_row, media="pdf")(rows)
    printed = replace(gold, typeset={"place": "Đông Khê", "date": "2024-03-06"})
    as_pdf = only(evaluate_run(run_of_rows(rows), [printed]))["document"]
    assert (as_text.gold, as_text.found, as_text.right) == (6, 8, 6)
    assert (as_pdf.gold, as_pdf.found, as_pdf.right) == (8, 8, 7)  # the date is another


def second_file(gold: GoldPart, rows: Rows, path: str) -> Rows:
    other = perfect_rows(gold, SOURCE, path, "d2")
    other["pages"] = []  # no text of its own: gold's comes from the other file
    return {table: rows[table] + other[table] for table in rows}


def test_text_and_pdf_of_one_stem_are_separate_splits(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, source_path="text/kh-mau.md")(rows)
    both = second_file(gold, rows, "digital/kh-mau.pdf")
    report = evaluate_run(run_of_rows(both), [gold])
    assert list(report.splits) == ["other: digital/*.pdf", "other: text/*.md"]
    assert all(scores["unit"].gold == 5 for scores in report.splits.values())
    assert all(flawless(dict(document.scores)) for document in report.documents)


def test_splits_come_from_the_manifest(tmp_path: Path, gold: GoldPart, rows: Rows) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "stem,file,sha256,split\n"
        "kh-mau,real/text/kh-mau.md,x,released-text\n"
        "kh-mau,real/digital/kh-mau.pdf,sha-anders.pdf,released-digital\n",
        encoding="utf-8",
    )
    edit("documents", any_row, source_path="text/kh-mau.md")(rows)
    both = second_file(gold, rows, "kh-mau.pdf")
    both["documents"][1]["source_sha256"] = "sha-anders.pdf"  # told by its bytes
    report = evaluate_run(run_of_rows(both), [gold], read_manifest(manifest))
    assert list(report.splits) == ["released-digital", "released-text"]
    assert report.not_run == ()


def test_annotated_files_that_a_split_lacks_are_told(
    tmp_path: Path, gold: GoldPart, rows: Rows
) -> None:
    """A file that could not be read must not make its split look better."""
    manifest = tmp_path / "manifest.csv"
    lines = ["file,split", "own/kh-mau.md,own", "own/kh-hai.md,own", "own/khong.md,own"]
    manifest.write_text("\n".join([*lines, "scan/kh-mau.pdf,scan"]) + "\n", encoding="utf-8")
    second = GoldPart("kh-hai", 1, gold.records)
    report = evaluate_run(run_of_rows(rows), [gold, second], read_manifest(manifest))
    assert report.not_run == ("own: own/kh-hai.md",)
    assert "not in this run" in format_text(report)
    assert to_json(report)["not_run"] == ["own: own/kh-hai.md"]


def test_a_manifest_needs_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("stem,file\n", encoding="utf-8")
    with pytest.raises(ManifestError, match="split"):
        read_manifest(path)


def test_own_documents_are_a_split_of_their_own(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, source_path="corpus/own/kh-mau.md")(rows)
    assert list(evaluate_run(run_of_rows(rows), [gold]).splits) == ["own"]


def test_a_document_without_gold_is_not_scored(gold: GoldPart, rows: Rows) -> None:
    both = second_file(gold, rows, "khac.md")
    report = evaluate_run(run_of_rows(both), [gold])
    assert report.not_scored == ("khac.md (part 1)",)
    assert "Not scored" in format_text(report)
    assert evaluate_run(run_of_rows({}), [gold]) == Report()


def test_a_part_that_the_run_lacks_counts_as_missed(gold: GoldPart, rows: Rows) -> None:
    second = GoldPart(gold.stem, 2, gold.records)
    report = evaluate_run(run_of_rows(rows), [gold, second])
    assert report.missing == ("kh-mau.md (part 2)",)
    assert report.splits["other"]["unit"] == Score(gold=10, found=5, right=5)
    elsewhere = GoldPart("khac", 1, gold.records)
    assert evaluate_run(run_of_rows(rows), [gold, elsewhere]).missing == ()


def test_tasks_are_compared_by_first_and_last_words_without_the_source(
    gold: GoldPart, rows: Rows
) -> None:
    edit("documents", any_row, source_path="scan/kh-mau.pdf", media="pdf")(rows)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))
    edit("tasks", any_row, text="Chủ trì, phối hợp với Văn phòng rồi thôi")(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert only(report)["task"].right == 2
    assert report.documents[0].classes["task"][BOUNDARY] == 1


# --- files, report ---------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_from_files_to_report(tmp_path: Path, gold: GoldPart, rows: Rows) -> None:
    edit("targets", any_row, value=51.0)(rows)
    tables.write(rows, tmp_path / "run", strict=False)
    report = evaluate(tmp_path / "run", tmp_path)
    text = format_text(report)
    assert "SPLIT other: 1 document in 1 file; too few documents for intervals" in text
    row = "  target            50.0   50.0   50.0 < too few           50.0   50.0      2      2"
    assert row in text
    assert "two readers agreed at 98 to 100" in text
    assert "kh-mau.md#1" not in text
    assert "  kh-mau.md#1  100  100  100" in format_text(report, documents=True)
    assert all(len(line) <= 100 for line in format_text(report, documents=True).splitlines())
    figures = to_json(report)
    layer = figures["splits"]["other"]["layers"]["target"]
    assert layer["strict"] == {
        "precision": 0.5, "recall": 0.5, "f1": 0.5, "low": None, "high": None,
        "gold": 2, "found": 2, "right": 1,
    }  # fmt: skip
    assert layer["classes"] == {
        "correct": 1, "wrong_value": 1, "wrong_role": 0, "wrong_boundary": 0, "wrong_place": 0,
        "missed": 0, "spurious": 0,
    }  # fmt: skip
    assert list(figures["splits"]["other"]["layers"]) == list(LAYERS)
    assert figures["documents"]["other"]["kh-mau.md (part 1)"]["target"]["right"] == 1
    assert figures["rules"]["test.target"] == {
        "layer": "target", "fired": 2, "right": 1, "splits": {"other": {"fired": 2, "right": 1}},
    }  # fmt: skip
    assert figures["rules"]["test.cite"]["layer"] == "citation, named"
    assert "given_tasks" not in figures["splits"]["other"]["layers"]["section"]
    assert ("other", "target", "given_tasks", 0.5, 0.5, 0.5, 2) in to_plots(report)
    assert "  test.target  target               2      1      1       50.0" in format_rules(report)
    assert json.dumps(figures) == json.dumps(to_json(evaluate(tmp_path / "run", tmp_path)))


def test_errors_are_listed_with_place_and_rule(gold: GoldPart, rows: Rows) -> None:
    edit("targets", any_row, value=51.0)(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    start = SOURCE.index("Trên 50%")
    listed = format_errors(report, "target")
    assert listed.startswith("target - other: 1 wrong value\n wrong value\n  kh-mau.md (part 1)\n")
    assert f"+ at=I, raw=Trên 50% chi bộ, comparator=>, value=51.0, unit=%  @{start}-" in listed
    assert "[test.target]" in listed
    assert format_errors(report, "unit") == "No errors.\n"
    assert format_errors(report) == listed
    with pytest.raises(ValueError, match="no layer 'task_text'"):
        format_errors(report, "task_text")


@pytest.fixture
def two_runs(tmp_path: Path, gold: GoldPart, rows: Rows) -> tuple[Path, Path]:
    """A perfect run, and one that lost a date, has another time and a target too many."""
    tables.write(rows, tmp_path / "good", strict=False)
    edit("citations", lambda row: row["cited_date"], cited_date=None)(rows)
    edit("time_clauses", any_row, kind="within")(rows)
    rows["targets"].append(rows["targets"][0] | {"target_id": "t99", "value": 7.0})
    tables.write(rows, tmp_path / "worse", strict=False)
    return tmp_path / "good", tmp_path / "worse"


def run_command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["evaluate", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_tells_what_changed_between_two_runs(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, worse = two_runs
    code, out, _ = run_command(capsys, worse, "--gold", tmp_path, "--against", good)
    assert code == 0
    told = out[out.index("SPLIT other: from the other run to this one") :]
    assert told.splitlines()[2].split() == ["time", "100.0", "50.0", "0", "1", "1", "0"]
    assert told.index("target") < told.index("time - other")  # counts first
    assert (
        "time - other\n"
        "  - kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=by, start=2024-01-01, "
        "end=2024-12-31  [test.time]\n"
        "  ! kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=within, start=2024-01-01, "
        "end=2024-12-31  [test.time]\n"
    ) in told
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--against", worse)
    assert "  + kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=by" in out
    assert "  ~ kh-mau.md#1 I: raw=Trên 50% chi bộ, comparator=>, value=7.0" in out
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--against", good)
    assert "No record gained or lost." in out


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_fails_below_a_baseline(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, worse = two_runs
    kept = tmp_path / "kept" / "baseline.json"
    for run, before in ((good, kept), (good, tmp_path / "again.json")):
        assert run_command(capsys, run, "--gold", tmp_path, "--write-baseline", before)[0] == 0
    assert kept.read_bytes() == (tmp_path / "again.json").read_bytes()
    assert '\n"II/1/b1 | by | 2024-01-01 | 2024-12-31"' in kept.read_text(encoding="utf-8")
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--baseline", kept)
    assert (code, "No layer fell below the baseline." in out) == (0, True)
    code, out, _ = run_command(capsys, worse, "--gold", tmp_path, "--baseline", kept)
    assert code == 1
    assert "Fell: time - other: strict F1 100.00 -> 50.00, 1 lost, 0 gained, 1 newly wrong\n" in out
    assert "  - kh-mau.md#1: II/1/b1 | by | 2024-01-01 | 2024-12-31\n" in out
    assert "Fell: target - other: strict F1 100.00 -> 80.00, 0 lost, 0 gained, 1 newly wrong" in out
    assert "  ! kh-mau.md#1 I: raw=Trên 50% chi bộ, comparator=>, value=7.0" in out
    assert run_command(capsys, worse, "--gold", tmp_path, "--write-baseline", kept)[0] == 0
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--baseline", kept)
    assert code == 0
    assert "Changed: time - other: strict F1 50.00 -> 100.00, 0 lost, 1 gained" in out


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_says_what_it_cannot_read(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, _ = two_runs
    broken = tmp_path / "broken.json"
    broken.write_text('{"splits": {"own": []}}', encoding="utf-8")
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--baseline", broken)
    assert (code, "no baseline" in err) == (4, True)
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--baseline", tmp_path / "none")
    assert (code, "none" in err) == (4, True)
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--against", tmp_path / "none")
    assert code == 4
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--errors", "tasks")
    assert (code, "no layer 'tasks'" in err) == (2, True)
    for option in ("--json", "--csv", "--write-baseline"):
        code, _, err = run_command(capsys, good, "--gold", tmp_path, option, broken / "x.out")
        assert (code, "x.out: cannot be written" in err) == (4, True)
    (tmp_path / "kaputt.1.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = run_command(capsys, good, "--gold", tmp_path)
    assert (code, "kaputt.1.jsonl:1: t is None" in err) == (4, True)


# --- gold files ------------------------------------------------------------------------

BROKEN: dict[str, tuple[int, dict[str, Any], str]] = {
    "unknown kind": (3, {"t": "sektion"}, "t is 'sektion'"),
    "unknown key": (3, {"colour": "red"}, "unknown keys of a section: colour"),
    "unknown section role": (3, {"role": "duty"}, "role is 'duty', not one of"),
    "unknown unit role": (9, {"role": "boss"}, "role is 'boss', not one of"),
    "unknown time kind": (12, {"kind": "soon"}, "kind is 'soon', not one of"),
    "unknown comparator": (4, {"comparator": "~"}, "comparator is '~', not one of"),
    "value is no number": (4, {"value": "50"}, "value is '50', not a number"),
    "bad date": (12, {"end": "31/12/2024"}, "end is '31/12/2024', not a date"),
    "no such day": (2, {"date": "2024-02-30"}, "date is '2024-02-30', not a date"),
    "ends before it starts": (12, {"start": "2025-01-01"}, "start 2025-01-01 is after end"),
    "rrule of a deadline": (12, {"rrule": "FREQ=YEARLY"}, "is by, not recurring"),
    "rrule does not parse": (18, {"rrule": "EVERY=3"}, "'EVERY=3' does not parse"),
    "unit of no task": (9, {"task": "II/1"}, "task II/1 is no task"),
    "time of no task": (12, {"task": "II/9"}, "task II/9 is no task"),
    "citation nowhere": (11, {"at": "II/9"}, "at II/9 is no task, no section"),
    "target nowhere": (4, {"at": "closing"}, "at closing is no task and no section"),
    "path twice": (7, {"path": "II"}, "path II is there already"),
    "empty raw": (9, {"raw": " "}, "raw is ' ', should be text"),
    "other file": (0, {"file": "khac.md"}, "the gold file is named for 'kh-mau'"),
    "other part": (0, {"part": 2}, "the gold file is named for 1"),
}


@pytest.mark.parametrize(("line", "change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_record_is_told_with_file_and_line(
    tmp_path: Path, line: int, change: dict[str, Any], said: str
) -> None:
    records = copy.deepcopy(RECORDS)
    records[line].update(change)
    path = tmp_path / "kh-mau.1.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load(path)
    assert any(
        problem.startswith(f"kh-mau.1.jsonl:{line + 1}:") and said in problem
        for problem in error.value.problems
    ), error.value.problems


def test_missing_keys_bad_json_and_bad_names(tmp_path: Path) -> None:
    path = tmp_path / "kh-mau.1.jsonl"
    path.write_text('{"t": "document"\n{"t": "unit", "task": "I"}\n', encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load(path)
    told = str(error.value)
    assert "kh-mau.1.jsonl:1: not JSON" in told
    assert "kh-mau.1.jsonl:2: missing keys of a unit: raw, role, where" in told
    assert "the first record should be the document" in told
    (tmp_path / "kh-mau.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(GoldError, match=r"should be <stem>\.<part>\.jsonl"):
        load(tmp_path / "kh-mau.jsonl")
    with pytest.raises(GoldError, match="the first record should be the document"):
        (tmp_path / "trong.1.jsonl").write_text("", encoding="utf-8")
        load(tmp_path / "trong.1.jsonl")


# --- places ----------------------------------------------------------------------------


def test_quotes_run_across_lines_and_marks() -> None:
    assert cleaned("**Kế**\n\n\\* hoạch\u200b  _số_") == "Kế hoạch số"
    assert cleaned("Kê\u0301 hoa\u0323ch") == "Kế hoạch"  # decomposed
    text = SourceText.of("a **\n b")
    assert (text.text, text.place(1, 2).start, text.place(1, 2).end) == ("a b", 1, 6)


def test_places_point_at_what_is_quoted(gold: GoldPart) -> None:
    for record, place in zip(gold.records, resolve(gold.records, SOURCE), strict=True):
        if record.kind == "document":
            continue
        assert place is not None
        there = cleaned(SOURCE[place.start : place.end])
        if record.kind == "task":
            assert there.startswith(record["begin"])
            assert there.endswith(record["end"])
        else:
            assert there == record["heading" if record.kind == "section" else "raw"]


def test_places_are_in_reading_order(gold: GoldPart) -> None:
    places = dict(zip((r.line for r in gold.records), resolve(gold.records, SOURCE), strict=True))
    title, preamble = places[2], places[3]
    assert title and preamble and title.end < preamble.start
    heading, second = places[8], places[20]
    assert heading and SOURCE[: heading.start].endswith("1. ")
    assert second and SOURCE[: second.start].endswith("2. ")
    assert places[17] == places[18]  # "số 18, 19-QĐ/HU"


def test_a_quote_that_is_not_there_has_no_place(gold: GoldPart) -> None:
    assert not any(resolve(gold.records, "Một văn bản khác"))


@given(st.text(alphabet="aăâ \n*#_\\\u200b\u0301Kế.", max_size=40))
def test_source_text_leads_back(source: str) -> None:
    text = SourceText.of(source)
    assert len(text.text) == len(text.starts) == len(text.ends)
    for index, char in enumerate(text.text):
        piece = source[text.starts[index] : text.ends[index]]
        assert piece and (char == " " or char.strip())
    assert list(text.starts) == sorted(text.starts)


def released_gold(project_root: Path, files: Path) -> Iterator[tuple[GoldPart, str]]:
    for path in sorted((project_root / "gold").glob("*.jsonl")):
        part = load(path)
        source = files / part.document["file"]
        if source.is_file():
            yield part, source.read_bytes().decode("utf-8")


def test_a_footnote_inside_an_item_is_no_part_of_its_text(project_root: Path) -> None:
    path = project_root / "gold" / "ct-ubnd-tinh-thanh-giang.1.jsonl"
    part = load(path)
    source = (project_root / "corpus" / "own" / part.document["file"]).read_text(encoding="utf-8")
    places = resolve(part.records, source)
    item = next(
        place
        for record, place in zip(part.records, places, strict=True)
        if record.kind == "task" and record.data["path"] == "2/b3"
    )
    assert item is not None
    whole = source[item.start : item.end]
    text = without_notes(footnotes(part, places, source), source, item)
    assert "412/STC-QLCS" in whole and "412/STC-QLCS" not in text
    assert "không để phát sinh" in text and "nợ đọng mới" in text


def check_perfect(part: GoldPart, source: str) -> None:
    rows = perfect_rows(part, source, part.document["file"])
    report = evaluate_run(run_of_rows(rows), [part])
    assert flawless(only(report)), format_errors(report)


def test_own_gold_is_found_in_its_sources(project_root: Path) -> None:
    for part, source in released_gold(project_root, project_root / "corpus" / "own"):
        check_perfect(part, source)


def test_released_gold_is_found_where_it_says(project_root: Path, released_text: Path) -> None:
    """All but names that repeat, which the released places may mistake for each other."""
    count = elsewhere = 0
    for part, source in released_gold(project_root, released_text):
        check_perfect(part, source)
        for record, place in zip(part.records, resolve(part.records, source), strict=True):
            if "char_start" not in record.data:
                continue
            assert place is not None
            count += 1
            if (place.start, place.end) != (record["char_start"], record["char_end"]):
                elsewhere += 1
                quoted = source[record["char_start"] : record["char_end"]]
                assert cleaned(quoted) == cleaned(source[place.start : place.end])
    assert count > 1000
    assert elsewhere <= 10


# --- comparing and matching ------------------------------------------------------------


def test_names_numbers_and_rules_compare_by_what_they_mean() -> None:
    assert name_key("Các  Tỉnh uỷ") == name_key("“tỉnh ủy”,")
    assert name_key("các cấp") == "cấp"
    assert name_key("Sở Nội vụ") != name_key("Sở Y tế")
    assert number_key("28 – NQ/ TW") == number_key("28-NQ/TW") != number_key("28-NQ/TU")
    assert rrule_key("RRULE:BYMONTH=6;FREQ=YEARLY") == rrule_key("FREQ=YEARLY;BYMONTH=6;INTERVAL=1")
    assert token_f1(tokens("a b b"), tokens("b, B; c")) == pytest.approx(2 / 3)
    assert token_f1([], []) == 1.0
    assert token_f1(["a"], []) == 0.0


def test_alike_entries_are_matched_best() -> None:
    """Taking the first that is alike would leave one out."""
    gold = [Entry(("x",), tokens=("a", "b")), Entry(("x",), tokens=("a",))]
    found = [Entry(("x",), tokens=("a",)), Entry(("x",), tokens=("b",))]
    alike = Criterion(
        lambda entry: entry.key, lambda one, other: bool(set(one.tokens) & set(other.tokens))
    )
    matching = match(gold, found, alike)
    assert len(matching.pairs) == 2
    assert not matching.missed and not matching.spurious


def best(wanted: list[set[int]], free: frozenset[int]) -> int:
    """The size of the largest matching, by trying all."""
    if not wanted:
        return 0
    first, rest = wanted[0], wanted[1:]
    return max([best(rest, free), *(1 + best(rest, free - {seat}) for seat in first & free)])


@given(st.lists(st.sets(st.integers(0, 4)), max_size=5), st.integers(0, 5))
def test_matchings_are_the_largest_there_are(wanted: list[set[int]], size: int) -> None:
    gold = [Entry((), tokens=tuple(map(str, sorted(choices)))) for choices in wanted]
    found = [Entry((), tokens=(str(index),)) for index in range(size)]
    seated = Criterion(lambda entry: None, lambda one, other: other.tokens[0] in one.tokens)
    matching = match(gold, found, seated)
    assert len(matching.pairs) == best(wanted, frozenset(range(size)))
    assert len(matching.pairs) + len(matching.missed) == len(gold)
    assert len(matching.pairs) + len(matching.spurious) == len(found)
    assert all(other.tokens[0] in one.tokens for one, other in matching.pairs)
