"""Tables of tasks: columns by their headers, rows as tasks and groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import clean
from pipeline.extract import extract
from pipeline.ingest.pipe_tables import find_pipe_tables
from pipeline.model import Media, Page, Source
from pipeline.segment import segment
from pipeline.task_tables import column_kind

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "cases/task_tables.yaml").read_text("utf-8")
)
HEAD = """ỦY BAN NHÂN DÂN TỈNH HÀ NAM
Số: 12/KH-UBND
KẾ HOẠCH
Công tác năm 2024
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. NHIỆM VỤ

{table}

II. TỔ CHỨC THỰC HIỆN
1. Văn phòng theo dõi việc thực hiện.
"""


def rows_of(table: str) -> dict[str, list[dict[str, Any]]]:
    text = HEAD.format(table=table.strip())
    pages = (Page(1, 0, len(text)),)
    tables = find_pipe_tables(text)
    source = Source("x.md", "0" * 64, Media.MARKDOWN, text, pages, "utf-8", tables=tables)
    cleaned = clean(source)
    return extract(source, cleaned, segment(cleaned))


def told(rows: dict[str, list[dict[str, Any]]], task: dict[str, Any]) -> list[str]:
    units = [row for row in rows["responsibilities"] if row["task_id"] == task["task_id"]]
    times = [row["raw"] for row in rows["time_clauses"] if row["task_id"] == task["task_id"]]
    by_role = (
        "; ".join(row["unit"] for row in units if row["role"] == role and row["source"] == "table")
        for role in ("lead", "coordinate")
    )
    return [task["path"], *by_role, "; ".join(times)]


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["name"])
def test_rows_are_tasks(case: dict[str, Any]) -> None:
    rows = rows_of(case["table"])
    tasks = [task for task in rows["tasks"] if not task["path"].startswith("II")]
    assert [told(rows, task) for task in tasks] == case["tasks"]
    groups = [row for row in rows["sections"] if row["path"].startswith("I/")]
    assert [f"{row['path']} {row['heading']}" for row in groups] == case.get("sections", [])


@pytest.mark.parametrize("case", CASES["negative"], ids=lambda case: case["name"])
def test_other_tables_give_none(case: dict[str, Any]) -> None:
    rows = rows_of(case["table"])
    assert [task["path"] for task in rows["tasks"]] == ["II/1"]


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(CASES["negative"]) >= len(CASES["positive"])


def test_a_table_that_was_not_read_is_told_of() -> None:
    documents, figures = (
        rows_of(next(case["table"] for case in CASES["negative"] if case["name"] == name))
        for name in ("documents and where they are kept", "figures")
    )
    assert "table_unread" in [row["code"] for row in documents["issues"]]
    assert "table_unread" not in [row["code"] for row in figures["issues"]]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("CƠ QUAN PHỐI HỢP", "coordinate"),
        ("Thời gian thực hiện (dự kiến)", "time"),
        ("Kết quả/Sản phẩm", "product"),
        ("Chủ trì, phối hợp thực hiện", "both"),
        ("Nội dung nhiệm vụ", "task"),
        ("Số thứ tự", "number"),
        ("Họ và tên", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_how_its_header_begins(header: str, kind: str | None) -> None:
    assert column_kind(header) == kind


def test_two_tables_under_one_heading_have_paths_of_their_own() -> None:
    table = """
| STT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |
|---|---|---|---|
| I | Công tác cán bộ | | |
| 1 | Rà soát quy chế | Sở Nội vụ | Quý II/2024 |
| | Lập danh sách | Sở Nội vụ | Quý III/2024 |
"""
    before, between = "1. Sở Tài chính bố trí kinh phí.", "Việc khác thực hiện theo quy định."
    rows = rows_of(f"{before}\n{table}\n{between}\n{table}")
    paths = [row["path"] for row in (*rows["sections"], *rows["tasks"])]
    assert len(paths) == len(set(paths))
    assert {"I/I", "I/I#2", "I/I/1", "I/I#2/1"} <= set(paths)
