"""A document with everything that is hard to count in, its right annotation, `nhiemvu gold`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import cli_gold
from pipeline.annotate import dump

Record = dict[str, Any]
Spoil = Callable[[list[Record]], object]

# Letters of two UTF-16 units (📌, 𝐊), CR LF, runs of white space, Markdown, a quote over a
# line end, a name in NFD.
SOURCE = (
    "**HUYỆN ỦY  ĐÔNG KHÊ** 📌\r\nSố 45-KH/HU\r\n\r\n# 𝐊Ế HOẠCH\r\n"
    "thực hiện Nghị quyết số 12-NQ/TU\r\n\r\n"
    "Thực hiện Nghị quyết số 12-NQ/TU, ngày 02/01/2024 của Tỉnh ủy, Huyện ủy xây dựng kế hoạch"
    " như sau:\r\n\r\n"
    "## I- MỤC TIÊU\r\n1. Trên 50% chi bộ; 100% đảng viên.\r\n"
    "## II- NHIỆM VỤ\r\n### 1. Ban Tổ chức Huyện ủy\r\n"
    "- 📌 Chủ trì, phối hợp với Văn phòng\r\n   Huyện ủy rà soát quy chế, đề án 𝐊 theo Điều lệ"
    " Đảng (hoàn thành năm 2024).\r\n"
    "- Báo cáo Huyện u\u0309y và Ban Thường vụ Tỉnh ủy theo Quyết định số 18, 19-QĐ/HU"
    " định kỳ hằng quý.\r\n"
    "### 2. Văn phòng Huyện ủy\r\n\r\n"
    "Theo dõi việc thực hiện Luật Thực hiện dân chủ ở cơ sở khi có yêu cầu.\r\n\r\n"
    "T/M HUYỆN ỦY\r\nBÍ THƯ\r\n"
)


def cite(at: str, raw: str, kind: str, number: str | None = None, **more: Any) -> Record:
    values = {"type": kind, "number": number, "date": None, "issuer": None}
    return {"t": "cite", "at": at, "raw": raw} | values | more


def unit(task: str, role: str, raw: str, where: str = "text") -> Record:
    return {"t": "unit", "task": task, "role": role, "raw": raw, "where": where}


def time(task: str, raw: str, kind: str, **more: Any) -> Record:
    values = {"start": None, "end": None, "rrule": None, "condition": None}
    return {"t": "time", "task": task, "raw": raw, "kind": kind} | values | more


def section(path: str, label: str | None, heading: str, role: str) -> Record:
    return {"t": "section", "path": path, "label": label, "heading": heading, "role": role}


def task(path: str, begin: str, end: str, label: str | None = None) -> Record:
    return {"t": "task", "path": path, "label": label, "begin": begin, "end": end}


def target(at: str, raw: str, comparator: str, value: float) -> Record:
    head = {"t": "target", "at": at, "raw": raw}
    return head | {"comparator": comparator, "value": value, "unit": "%", "due": None}


def records() -> list[Record]:
    """A right annotation of SOURCE."""
    document: Record = {"t": "document", "file": "kh-mau.md", "part": 1, "type": "Kế hoạch"}
    document |= {"number": "45-KH/HU", "title": "thực hiện Nghị quyết số 12-NQ/TU"}
    document |= {"issuer": "HUYỆN ỦY ĐÔNG KHÊ", "place": None, "date": None, "signer": None}
    document |= {"signer_role": "BÍ THƯ", "on_behalf_of": "HUYỆN ỦY"}
    dated = {"date": "2024-01-02", "issuer": "Tỉnh ủy"}
    one, two = "Quyết định số 18, 19-QĐ/HU", "Nghị quyết số 12-NQ/TU"
    year = {"start": "2024-01-01", "end": "2024-12-31"}
    return [
        document,
        cite("title", two, "Nghị quyết", "12-NQ/TU"),
        cite("preamble", f"{two}, ngày 02/01/2024 của Tỉnh ủy", "Nghị quyết", "12-NQ/TU", **dated),
        section("I", "I-", "MỤC TIÊU", "target"),
        target("I", "Trên 50% chi bộ", ">", 50),
        target("I", "100% đảng viên", "=", 100.0),
        section("II", "II-", "NHIỆM VỤ", "task"),
        section("II/1", "1.", "Ban Tổ chức Huyện ủy", "task"),
        task(
            "II/1/b1", "📌 Chủ trì, phối hợp với Văn phòng", "Điều lệ Đảng (hoàn thành năm 2024)."
        ),
        unit("II/1/b1", "lead", "Ban Tổ chức Huyện ủy", "heading"),
        unit("II/1/b1", "coordinate", "Văn phòng Huyện ủy"),
        cite("II/1/b1", "Điều lệ Đảng", "Điều lệ"),
        time("II/1/b1", "hoàn thành năm 2024", "by", **year),
        task("II/1/b2", "Báo cáo Huyện ủy và Ban Thường", "19-QĐ/HU định kỳ hằng quý."),
        unit("II/1/b2", "lead", "Ban Tổ chức Huyện ủy", "heading"),
        unit("II/1/b2", "report_to", "Huyện ủy"),
        unit("II/1/b2", "report_to", "Ban Thường vụ Tỉnh ủy"),
        cite("II/1/b2", one, "Quyết định", "18-QĐ/HU"),
        cite("II/1/b2", one, "Quyết định", "19-QĐ/HU"),
        time("II/1/b2", "định kỳ hằng quý", "recurring", rrule="FREQ=MONTHLY;INTERVAL=3"),
        section("II/2", "2.", "Văn phòng Huyện ủy", "task"),
        task("II/2/p1", "Theo dõi việc thực hiện Luật", "ở cơ sở khi có yêu cầu."),
        unit("II/2/p1", "lead", "Văn phòng Huyện ủy", "heading"),
        cite("II/2/p1", "Luật Thực hiện dân chủ ở cơ sở", "Luật"),
        time("II/2/p1", "khi có yêu cầu", "upon", condition="khi có yêu cầu"),
    ]


def gold_of(folder: Path) -> Path:
    return folder / "kh-mau.1.jsonl"


def run_gold(*words: object) -> int:
    """The exit code of `nhiemvu gold …`."""
    parser = argparse.ArgumentParser(prog="nhiemvu")
    cli_gold.add(parser.add_subparsers(required=True))
    try:
        parsed = parser.parse_args(["gold", *map(str, words)])
    except SystemExit as stop:
        assert isinstance(stop.code, int)
        return stop.code
    command: Callable[[argparse.Namespace], int] = parsed.command
    return command(parsed)


def find(rows: list[Record], **values: Any) -> Record:
    """The first record with these values."""
    return next(row for row in rows if values.items() <= row.items())


B1, B2 = {"t": "task", "path": "II/1/b1"}, {"t": "task", "path": "II/1/b2"}


def index_of(rows: list[Record], **values: Any) -> int:
    return rows.index(find(rows, **values))


def written(folder: Path, rows: list[Record], *, raw: bool = True) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    gold_of(folder).write_text("".join(lines) if raw else dump(rows), encoding="utf-8")
    return gold_of(folder)
