"""Tables of goals: each row's figure as a target, with its name and unit."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.targets import FIGURE_IN_CELL, of_row
from pipeline.lexicon import fold
from tests.test_task_tables import rows_of

GOALS = """
| STT | Chỉ tiêu | ĐVT | Thực hiện năm 2023 | Năm 2024 | Phụ trách |
|---|---|---|---|---|---|
| I | Kinh tế | | | | |
| 1 | Hộ nghèo được hỗ trợ | Hộ | 210 | 1.260 | Ban Kinh tế |
| 2 | Tỷ lệ xã đạt chuẩn | % | 60 | từ 85 trở lên | Văn phòng |
| 3 | Người được dạy nghề | Người | 90 | ≥ 180 | |
| 4 | Xếp loại | | Khá | Tốt | |
"""
SERIES = """
| TT | Nội dung chỉ tiêu | Đơn vị tính | Năm 2024 | Đến năm 2025 |
|---|---|---|---|---|
| 1 | Trường đạt chuẩn | trường | 12 | 15 |
| 2 | Bụi trung bình | % | dưới 7,5 | 5 |
"""
WITHOUT_UNIT = """
| STT | Chỉ tiêu chủ yếu | Kế hoạch năm 2024 |
|---|---|---|
| 1 | Tỷ lệ che phủ rừng | 42,5% |
| 2 | Tốc độ tăng trưởng | 7,5 - 8% |
"""
PARTED = """
| STT | Chỉ tiêu | ĐVT | Kết quả | | Mục tiêu | |
|---|---|---|---|---|---|---|
| | | | 2021 | 2022 | Năm 2025 | Đến năm 2030 |
| (1) | (2) | (3) | (4) | (5) | (6) | (7) |
| 1 | Xã đạt chuẩn | xã | 12 | 14 | 20 | 25 |
| 2 | Giảm nghèo | % | 2 | 1,5 | giảm 1 - 1,5%/năm | tối thiểu 1 |
"""
AMONG_WORDS = """
| STT | Chỉ tiêu | Đơn vị | Chỉ tiêu năm 2024 |
|---|---|---|---|
| 1 | Hồ sơ trực tuyến | % | ≥ 80, phấn đấu 85 |
| 2 | Tin, bài | tin | 120 (mỗi quý 30) |
| 3 | Diện tích rừng | ha | phấn đấu đạt 1.250,5 |
"""
RESULTS = """
| STT | Chỉ tiêu | ĐVT | Thực hiện năm 2022 | Ước thực hiện 2023 |
|---|---|---|---|---|
| 1 | Hộ nghèo được hỗ trợ | Hộ | 210 | 260 |
"""
STAFF = """
| STT | Đơn vị | Số biên chế | Năm 2024 |
|---|---|---|---|
| 1 | Phòng Nội vụ | 12 | 11 |
"""


def _goals(table: str) -> list[tuple[Any, ...]]:
    return [
        (row["subject"], row["comparator"], row["value"], row["unit"], str(row["due"] or ""))
        for row in rows_of(table)["targets"]
        if row["rule"] == "target.row"
    ]


def test_a_row_is_a_goal() -> None:
    assert _goals(GOALS) == [
        ("Hộ nghèo được hỗ trợ", "=", 1260.0, "Hộ", "2024-12-31"),
        ("Tỷ lệ xã đạt chuẩn", ">=", 85.0, "%", "2024-12-31"),
        ("Người được dạy nghề", ">=", 180.0, "Người", "2024-12-31"),
    ]


def test_nothing_else_of_such_a_table_is_a_goal() -> None:
    rows = rows_of(GOALS)["targets"]
    assert len(rows) == 3
    assert rows[0]["raw"] == "Hộ nghèo được hỗ trợ | Hộ | 210 | 1.260"


def test_each_year_has_its_goal() -> None:
    assert _goals(SERIES) == [
        ("Trường đạt chuẩn", "=", 12.0, "trường", "2024-12-31"),
        ("Trường đạt chuẩn", "=", 15.0, "trường", "2025-12-31"),
        ("Bụi trung bình", "<", 7.5, "%", "2024-12-31"),
        ("Bụi trung bình", "=", 5.0, "%", "2025-12-31"),
    ]


def test_the_unit_may_stand_with_the_figure() -> None:
    assert _goals(WITHOUT_UNIT) == [
        ("Tỷ lệ che phủ rừng", "=", 42.5, "%", "2024-12-31"),
        ("Tốc độ tăng trưởng", ">=", 7.5, "%", "2024-12-31"),
    ]


def test_a_header_may_be_parted_by_years() -> None:
    assert _goals(PARTED) == [
        ("Xã đạt chuẩn", "=", 20.0, "xã", "2025-12-31"),
        ("Xã đạt chuẩn", "=", 25.0, "xã", "2030-12-31"),
        ("Giảm nghèo", ">=", 1.0, "%", "2025-12-31"),
        ("Giảm nghèo", ">=", 1.0, "%", "2030-12-31"),
    ]


def test_words_may_stand_around_a_figure() -> None:
    assert _goals(AMONG_WORDS) == [
        ("Hồ sơ trực tuyến", ">=", 80.0, "%", "2024-12-31"),
        ("Hồ sơ trực tuyến", "=", 85.0, "%", "2024-12-31"),
        ("Tin, bài", "=", 120.0, "tin", "2024-12-31"),
        ("Diện tích rừng", "=", 1250.5, "ha", "2024-12-31"),
    ]


@pytest.mark.parametrize("table", [RESULTS, STAFF])
def test_what_was_reached_or_counts_no_goals_is_none(table: str) -> None:
    assert _goals(table) == []


@pytest.mark.parametrize("cell", ["Tốt", "", "x", "Quý II/2024", "12/KH-UBND", "theo quy định"])
def test_a_cell_without_a_figure_alone_is_none(cell: str) -> None:
    assert FIGURE_IN_CELL.fullmatch(fold(cell)) is None
    assert of_row(f"Xếp loại {cell}", 8, 9, None, None) is None
