"""The columns of `tasks` for products: where they come from, and which give way to which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from product_gold import MARKS, score

from extractors import units
from pipeline import tables
from pipeline.clean import clean
from pipeline.extract import Rows, extract
from pipeline.ingest import read
from pipeline.segment import segment
from pipeline.tables.products import PRODUCT_COLUMNS

HEAD = "KẾ HOẠCH\nVề cải cách hành chính năm 2026\n\nI. NHIỆM VỤ\n"


@pytest.fixture
def rows_of(tmp_path: Path) -> Any:
    def rows(body: str, name: str = "a.txt") -> Rows:
        file = tmp_path / name
        head = HEAD.replace("\n", "<p>") if name.endswith("html") else HEAD
        file.write_text(head + body, encoding="utf-8")
        source = read(file)
        cleaned = clean(source)
        return extract(source, cleaned, segment(cleaned))

    return rows


def said(rows: Rows) -> dict[str, list[str]]:
    return {
        task["path"]: [
            f"{source}: {product}"
            for source, product in zip(task["product_sources"], task["products"], strict=True)
        ]
        for task in rows["tasks"]
    }


def test_a_line_below_an_item_states_its_products(rows_of: Any) -> None:
    rows = rows_of(
        "1. Khảo sát hạ tầng số.\n- Cơ quan chủ trì: Phòng Kinh tế.\n"
        "- Sản phẩm hoàn thành: Báo cáo khảo sát; bộ dữ liệu.\n2. Tuyên truyền.\n"
    )
    assert said(rows) == {"I/1": ["line: Báo cáo khảo sát", "line: bộ dữ liệu"], "I/2": []}


def test_a_line_with_several_labels(rows_of: Any) -> None:
    rows = rows_of(
        "1. Khảo sát.\nChủ trì: Phòng Kinh tế; sản phẩm: Báo cáo; thời gian: quý I/2026.\n"
    )
    assert said(rows) == {"I/1": ["line: Báo cáo"]}


def test_lines_that_hold_for_a_group(rows_of: Any) -> None:
    rows = rows_of(
        "1. Cải cách hành chính\na) Rà soát thủ tục.\nb) Niêm yết thủ tục.\n"
        "Cơ quan chủ trì: Phòng Nội vụ.\nSản phẩm: Danh mục theo Quyết định số 12/QĐ-UBND.\n"
        "2. Chuyển đổi số\na) Số hóa.\nb) Tập huấn.\nSản phẩm: Kho dữ liệu.\n"
    )
    listed = ["group: Danh mục theo Quyết định số 12/QĐ-UBND"]
    assert said(rows) == {
        "I/1/a": listed,
        "I/1/b": listed,
        "I/2/a": [],
        "I/2/b": ["line: Kho dữ liệu"],
    }
    assert [row["cited_number"] for row in rows["citations"]] == ["12/QĐ-UBND"]


def test_a_column_of_a_table_states_them_also_in_a_cell_that_spans_rows(rows_of: Any) -> None:
    rows = rows_of(
        "<table><tr><th>STT</th><th>Nhiệm vụ</th><th>Chủ trì</th><th>Dự kiến sản phẩm</th></tr>"
        "<tr><td>1</td><td>Rà soát thủ tục</td><td>Phòng A</td>"
        '<td rowspan="2">Quyết định, Kế hoạch của UBND xã</td></tr>'
        "<tr><td>2</td><td>Niêm yết thủ tục</td><td>Phòng A</td></tr>"
        "<tr><td>3</td><td>Trực tiếp dân</td><td>Phòng B</td><td>Thường xuyên</td></tr></table>",
        "a.html",
    )
    both = ["table: Quyết định", "table: Kế hoạch của UBND xã"]
    assert [products for path, products in said(rows).items() if path[-1] in "123"] == [
        both,
        both,
        [],
    ]


def test_of_a_kind_that_is_stated_none_is_inferred(rows_of: Any) -> None:
    rows = rows_of(
        "1. Xây dựng Kế hoạch kiểm tra năm 2026; thành lập Tổ công tác liên ngành.\n"
        "- Sản phẩm: Kế hoạch.\n"
    )
    assert said(rows) == {"I/1": ["inferred: Tổ công tác liên ngành", "line: Kế hoạch"]}


def test_what_is_said_twice_counts_once_and_the_fuller_name_stays(rows_of: Any) -> None:
    rows = rows_of(
        "1. Ban hành Kế hoạch kiểm tra công vụ; hằng năm ban hành Kế hoạch; rà soát, sửa đổi "
        "Quy chế làm việc, công khai; sửa đổi Quy chế làm việc.\n"
    )
    assert said(rows) == {
        "I/1": ["inferred: Kế hoạch kiểm tra công vụ", "inferred: Quy chế làm việc"]
    }


def test_products_are_for_reading_and_their_places_lead_back(rows_of: Any) -> None:
    rows = rows_of("1. Xây dựng **Đề án** phát\ntriển  kinh tế số.\n", "a.md")
    task = rows["tasks"][0]
    assert task["products"] == ["Đề án phát triển kinh tế số"]
    assert task["product_rules"] == ["product.drafted"]
    place = task["product_spans"][0]
    text = "".join(page["text"] for page in rows["pages"])
    assert text[place["char_start"] : place["char_end"]] == "Đề án** phát\ntriển  kinh tế số"


def test_the_contract_sees_lists_that_do_not_go_together(rows_of: Any) -> None:
    rows = rows_of("1. Ban hành Kế hoạch kiểm tra.\n")
    good = tables.to_tables(rows)
    assert tables.check(good, unit_ids=units.registry_ids()) == []
    for name, value, said_so in (
        ("product_rules", [], "differ in length"),
        ("products", None, "differ in length"),
        ("products", [""], "holds an empty one"),
        ("product_sources", ["guessed"], "'guessed' is none of"),
        ("product_spans", [{"char_start": 3, "char_end": 99_999}], "is not inside its document"),
        ("product_spans", [{"char_start": None, "char_end": 4}], "is not inside its document"),
    ):
        task = {**rows["tasks"][0], name: value}
        broken = tables.check(tables.to_tables({**rows, "tasks": [task]}))
        assert len(broken) == 1 and said_so in broken[0], name


def test_tasks_of_older_files_have_none_of_these_columns(rows_of: Any) -> None:
    rows = rows_of("1. Ban hành Kế hoạch kiểm tra.\n")
    for task in rows["tasks"]:
        for name in PRODUCT_COLUMNS:
            del task[name]
    assert tables.check(tables.to_tables(rows)) == []


@pytest.mark.parametrize("marks", [MARKS, MARKS.with_name("products_documents_2.yaml")])
def test_documents_that_a_reader_has_marked(marks: Path) -> None:
    found, _ = score(marks, strict=True)
    assert found.precision >= 0.93, found.extra
    assert found.recall >= 0.90, found.missed
