"""Tables inside text whose cells stand apart by tabs, and what is no table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.tab_tables import find_tab_tables
from pipeline.model import Table
from pipeline.run.document import document_rows

HEAD = "TT\tNội dung công việc\tĐơn vị chủ trì\tThời gian\n"


def grid(text: str, table: Table) -> list[list[str]]:
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = text[cell.char_start : cell.char_end]
    return rows


def one(text: str) -> list[list[str]]:
    (table,) = find_tab_tables(text)
    assert len(table.cells) == table.n_rows * table.n_columns
    return grid(text, table)


def test_rows_and_the_header() -> None:
    text = f"PHỤ LỤC\n{HEAD}1\tRà soát\tPC07\tQuý I\n2\tLập bản đồ\tPC08\t\n\nNơi nhận:\n"
    (table,) = find_tab_tables(text)
    assert grid(text, table) == [
        ["TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời gian"],
        ["1", "Rà soát", "PC07", "Quý I"],
        ["2", "Lập bản đồ", "PC08", ""],
    ]
    assert {cell.row for cell in table.cells if cell.header} == {0}
    assert text[table.char_end :].lstrip().startswith("Nơi nhận")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # a line break inside a cell, in the middle and in the last one
        (
            "1\tRà soát,\nbổ sung\tPC07\nPC08\tQuý I\n",
            ["1", "Rà soát,\nbổ sung", "PC07\nPC08", "Quý I"],
        ),
        ("1\tRà soát\tPC07\tQuý I,\nquý II\n", ["1", "Rà soát", "PC07", "Quý I,\nquý II"]),
        # a row that groups those below it
        ("I\tTHỂ CHẾ\n1\tRà soát\tPC07\tQuý I\n", ["I", "THỂ CHẾ", "", ""]),
        # the same without a tab, its label a mark of numbering
        ("II. Thể chế\n1\tRà soát\tPC07\tQuý I\n", ["II.", "Thể chế", "", ""]),
        # blanks around the content
        ("1\t Rà soát \t PC07\tQuý I \n", ["1", "Rà soát", "PC07", "Quý I"]),
    ],
)
def test_rows_that_are_cut_or_short(rows: str, expected: list[str]) -> None:
    assert one(HEAD + rows)[1] == expected


def test_a_repeated_header_is_in_no_cell() -> None:
    rows = one(f"{HEAD}1\ta\tb\tc\n{HEAD}2\td\te\tf\n")
    assert [row[0] for row in rows] == ["TT", "1", "2"]


def test_a_line_without_tabs_and_rows_below_it_ends_the_table() -> None:
    rows = one(f"{HEAD}1\tRà soát\tPC07\tQuý I\nII. TỔ CHỨC THỰC HIỆN\nGiao PC07 theo dõi.\n")
    assert [row[0] for row in rows] == ["TT", "1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Số: 12\tHà Nội, ngày 5 tháng 3\tnăm 2024\n",
        "\tCăn cứ Luật\tTổ chức\tchính quyền\n",
        HEAD,  # a header alone
        "TT\tNội dung\n1\tRà soát\n",  # two columns are as likely a list set in by tabs
        "1\ta\tb\tc\n2\td\te\tf\n",  # no header
        "Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\t\n- Lưu\tCHỦ TỊCH\t\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert find_tab_tables(text) == ()


@given(st.lists(st.sampled_from(["TT", "Nội dung", "Thời gian", "1", "a", "\t", "\n", " ", ","])))
def test_cells_are_in_order_and_apart(pieces: list[str]) -> None:
    text = "".join(pieces)
    at = 0
    for table in find_tab_tables(text):
        assert table.char_start >= at
        for cell in table.cells:
            assert at <= cell.char_start <= cell.char_end <= table.char_end
            at = cell.char_end
            content = text[cell.char_start : cell.char_end]
            assert content == content.strip()


def test_its_rows_are_tasks(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(
        "UBND TỈNH HÀ NAM\nSố: 5/KH-UBND\n\nKẾ HOẠCH\nPhòng cháy năm 2025\n\n"
        "I. MỤC ĐÍCH\n1. Nâng cao nhận thức của người dân.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n"
        f"Trần Văn Bình\n\nPHỤ LỤC\nNHIỆM VỤ TRỌNG TÂM\n{HEAD}"
        "1\tRà soát cơ sở có nguy cơ cháy\tPC07\t20/8/2025\n"
        "2\tLập bản đồ\tSở Xây dựng\tQuý IV/2025\n",
        encoding="utf-8",
    )
    rows = document_rows(path)
    assert [task["path"] for task in rows["tasks"]] == ["PHỤ LỤC/1", "PHỤ LỤC/2"]
    assert [unit["unit"] for unit in rows["responsibilities"]] == ["PC07", "Sở Xây dựng"]
    assert [str(time["end"]) for time in rows["time_clauses"]] == ["2025-08-20", "2025-12-31"]
