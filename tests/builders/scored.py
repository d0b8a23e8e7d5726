"""A small document with its annotation, and the tables of a run that found just that."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.evaluate import GoldPart, Report, Score, resolve
from pipeline.evaluate.entries import footnotes, without_notes
from pipeline.evaluate.places import cleaned

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


def only(report: Report) -> dict[str, Score]:
    assert len(report.documents) == 1
    return dict(report.documents[0].scores)


def flawless(scores: dict[str, Score]) -> bool:
    return all(score.f1 in (1.0, None) for score in scores.values())


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
