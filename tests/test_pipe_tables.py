"""Tables inside text: pipes and HTML tags, over line and page ends, and what is no table."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.pipe_tables import find_pipe_tables, is_header_row, stands_beside
from pipeline.model import Table

HEAD = "| STT | Nội dung nhiệm vụ | Đơn vị chủ trì |\n|---|:---|:--:|\n"
NESTED = "<table><tr><td>STT</td><td>Nội dung</td></tr><tr><td>1</td><td>{}</td></tr></table>"


def grid(text: str, table: Table) -> list[list[str]]:
    """The cells' text by rows; places that a span covers hold the cell's text again."""
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                rows[row][column] = text[cell.char_start : cell.char_end]
    return rows


def one(text: str) -> list[list[str]]:
    (table,) = find_pipe_tables(text)
    check(text, table)
    return grid(text, table)


def headers(text: str) -> set[int]:
    (table,) = find_pipe_tables(text)
    rows = {cell.row for cell in table.cells if cell.header}
    assert rows.isdisjoint({cell.row for cell in table.cells if not cell.header})
    return rows


def check(text: str, table: Table) -> None:
    """What `Table` guarantees, and that ranges are trimmed."""
    places = set()
    at = table.char_start
    for cell in table.cells:
        assert at <= cell.char_start <= cell.char_end <= table.char_end
        at = cell.char_end
        content = text[cell.char_start : cell.char_end]
        assert content == content.strip()
        assert cell.row_span >= 1 and cell.column_span >= 1
        assert cell.row + cell.row_span <= table.n_rows
        assert cell.column + cell.column_span <= table.n_columns
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert (row, column) not in places
                places.add((row, column))
    order = [(cell.row, cell.column) for cell in table.cells]
    assert order == sorted(order)


# --- how rows are written -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "| 1 | Rà soát quy chế | Sở Nội vụ |",
        "STT | Nội dung nhiệm vụ | Đơn vị chủ trì\n-- | -- | --\n1 | Rà soát quy chế | Sở Nội vụ",
        "|STT|Nội dung nhiệm vụ|Đơn vị chủ trì|\r\n|-|:-:|-:|\r\n|1|Rà soát quy chế|Sở Nội vụ|\r\n",
        "STT | Nội dung nhiệm vụ | Đơn vị chủ trì |\n---|---|---|\n"
        "1 | Rà soát quy chế | Sở Nội vụ |",
        "| STT | Nội dung nhiệm vụ | Đơn vị chủ trì\n|---|---|---\n"
        "| 1 | Rà soát quy chế | Sở Nội vụ",
        "> | STT | Nội dung nhiệm vụ | Đơn vị chủ trì |\n> |---|---|---|\n"
        "> | 1 | Rà soát quy chế | Sở Nội vụ |",
        "| STT | Nội dung nhiệm vụ | Đơn vị chủ trì |\n| 1 | Rà soát quy chế | Sở Nội vụ |",
        "STT | Nội dung nhiệm vụ | Đơn vị chủ trì\n1 | Rà soát quy chế | Sở Nội vụ",
        "| STT | Nội dung nhiệm vụ | Đơn vị chủ trì |\n\n| 1 | Rà soát quy chế | Sở Nội vụ |",
        "<table><tr><td>STT</td><td>Nội dung nhiệm vụ</td><td>Đơn vị chủ trì</td></tr>"
        "<tr><td>1</td><td>Rà soát quy chế</td><td>Sở Nội vụ</td></tr></table>",
        "<TABLE border='1'>\n<tr><th> STT<th>Nội dung nhiệm vụ &nbsp;<th>Đơn vị chủ trì<br/>\n"
        "<tr><td>1<td>Rà soát quy chế<td>Sở Nội vụ",
    ],
)
def test_every_way_to_write_a_table(text: str) -> None:
    around = f"I. NHIỆM VỤ\n\n{text}\n\nII. TỔ CHỨC THỰC HIỆN"
    assert one(around) == [
        ["STT", "Nội dung nhiệm vụ", "Đơn vị chủ trì"],
        ["1", "Rà soát quy chế", "Sở Nội vụ"],
    ]
    assert headers(around) == {0}


def test_marks_stay_inside_the_cell_and_blanks_do_not() -> None:
    text = HEAD + "| **1** | a \\| b<br>c <br> | &nbsp; |\n| 2 |  | <br> |"
    assert one(text)[1:] == [["**1**", "a \\| b<br>c", ""], ["2", "", ""]]


def test_column_numbers_stay_a_row() -> None:
    text = HEAD + "| (1) | (2) | (3) |\n| 1 | Rà soát | Sở Nội vụ |"
    assert one(text)[1] == ["(1)", "(2)", "(3)"]
    assert headers(text) == {0}


def test_rows_shorter_and_longer_than_the_header_lose_nothing() -> None:
    text = HEAD + "| I. Nhóm chung |\n| 1 | Rà soát | Sở A | Sở B |\n| 2 | Lập đề án |"
    assert one(text)[1:] == [
        ["I. Nhóm chung", "", "", ""],
        ["1", "Rà soát", "Sở A", "Sở B"],
        ["2", "Lập đề án", "", ""],
    ]


def test_an_empty_first_cell_without_outer_bars() -> None:
    text = "TT | Nhiệm vụ | Đơn vị\n--|--|--\n1 | Rà soát | Sở A\n | tiếp theo | Sở B"
    assert one(text)[2] == ["", "tiếp theo", "Sở B"]


@pytest.mark.parametrize(
    ("wrapped", "row"),
    [
        (
            "| 1 | Rà soát, sửa đổi,\nbổ sung quy chế | Sở Nội vụ |",
            ["1", "Rà soát, sửa đổi,\nbổ sung quy chế", "Sở Nội vụ"],
        ),
        ("| 1 | Rà soát | Sở Nội vụ,\nSở Y tế |", ["1", "Rà soát", "Sở Nội vụ,\nSở Y tế"]),
        ("| 1 | Rà soát\n| Sở Nội vụ |", ["1", "Rà soát", "Sở Nội vụ"]),
        ("| 1 | Rà soát |\nSở Nội vụ |", ["1", "Rà soát", "Sở Nội vụ"]),
        ("| 1\n| Rà soát\ncả năm | Sở\nNội vụ |", ["1", "Rà soát\ncả năm", "Sở\nNội vụ"]),
    ],
)
def test_a_row_goes_on_until_it_has_its_cells(wrapped: str, row: list[str]) -> None:
    text = f"{HEAD}{wrapped}\n| 2 | Lập đề án | Sở Công Thương |\nĐoạn văn sau bảng."
    assert one(text)[1:] == [row, ["2", "Lập đề án", "Sở Công Thương"]]


def test_a_row_without_outer_bars_goes_on_below() -> None:
    text = (
        "TT | Nhiệm vụ | Đơn vị\n--|--|--\n1 | Rà soát | Sở Nội vụ, Sở\nTài chính\n"
        "2 | Lập đề án | Sở Y tế,\ncông an\n\nĐoạn văn sau bảng."
    )
    assert one(text)[1:] == [
        ["1", "Rà soát", "Sở Nội vụ, Sở\nTài chính"],
        ["2", "Lập đề án", "Sở Y tế,\ncông an"],
    ]


GROUPED = "TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian"


@pytest.mark.parametrize("label", ["I", "II.", "A", "1", "(2)"])
def test_a_group_row_of_two_cells_in_a_table_without_any_bars_at_its_edges(label: str) -> None:
    text = (
        f"{GROUPED}\n{label} | Về quản lý rừng\n1 | Rà soát quy hoạch | Sở A | Năm 2027\n"
        "II | Về thủy lợi\n1 | Lập đề án | Sở B | Quý III"
    )
    assert one(text)[1:] == [
        [label, "Về quản lý rừng", "", ""],
        ["1", "Rà soát quy hoạch", "Sở A", "Năm 2027"],
        ["II", "Về thủy lợi", "", ""],
        ["1", "Lập đề án", "Sở B", "Quý III"],
    ]


@pytest.mark.parametrize(
    "below",
    [
        "II | Về thủy lợi",  # no row of the table follows
        "II | Về thủy lợi\nĐoạn văn sau bảng.",
        "Điện thoại | 0123456\n1 | Lập đề án | Sở B | Quý III",  # no label
    ],
)
def test_a_line_of_two_cells_that_heads_no_row_ends_the_table(below: str) -> None:
    text = f"{GROUPED}\n1 | Rà soát quy hoạch | Sở A | Năm 2027\n{below}"
    (table,) = find_pipe_tables(text)
    assert text[table.char_end :] == f"\n{below}"


def test_text_under_a_table_is_not_drawn_in() -> None:
    for below in ("Đoạn văn sau bảng.", "Số điện thoại | Hộp thư"):
        text = f"{HEAD}| 1 | Rà soát | Sở A |\n{below}"
        (table,) = find_pipe_tables(text)
        assert text[table.char_end :] == f"\n{below}"


# --- headers --------------------------------------------------------------------------


def test_a_row_above_dashes_is_a_header_whatever_its_words() -> None:
    assert headers("| Alpha | Beta |\n|---|---|\n| 1 | 2 |") == {0}


def test_a_header_of_two_rows() -> None:
    text = (
        "| TT | Nhiệm vụ | Đơn vị thực hiện | |\n|---|---|---|---|\n"
        "| | | Chủ trì | Phối hợp |\n| 1 | Rà soát | Sở A | Sở B |"
    )
    assert headers(text) == {0, 1}


def test_a_header_below_the_empty_one_that_converters_write() -> None:
    text = "| | | |\n|---|---|---|\n| STT | Nội dung | Thời gian |\n| 1 | Rà soát | Quý II |"
    assert headers(text) == {0, 1}


def test_rows_of_data_are_no_header() -> None:
    assert headers("| 1 | Rà soát | Sở A |\n| 2 | Lập đề án | Sở B |") == set()


def test_header_words() -> None:
    assert is_header_row(["**STT**".strip("*"), "NHIỆM VỤ TRỌNG TÂM", "Thời hạn hoàn thành"])
    assert is_header_row(["TT", "", "Cơ quan chủ trì tham mưu"])
    assert not is_header_row(["1", "Nhiệm vụ"])
    assert not is_header_row(["Nhiệm vụ"])
    assert not is_header_row([])


# --- page ends ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        "\n\f\n",
        "\n- 3 -\n\n",
        "\n<!-- page 2 -->\n",
        "\nTrang 2/5\n\n---\n",
        "\n\n{4}-----\n",
    ],
)
@pytest.mark.parametrize(
    "again", [HEAD, HEAD.replace("Nội dung nhiệm vụ", "**Nội dung nhiệm vụ**")]
)
def test_a_table_goes_on_over_a_page_end(between: str, again: str) -> None:
    text = f"{HEAD}| 1 | Rà soát | Sở A |\n{between}{again}| 2 | Lập đề án | Sở B |\n"
    assert one(text)[1:] == [["1", "Rà soát", "Sở A"], ["2", "Lập đề án", "Sở B"]]
    assert headers(text) == {0}


def test_a_table_goes_on_without_its_header() -> None:
    rows = "| 1 | Rà soát | Sở A |\n", "| 2 | Lập đề án | Sở B |\n"
    assert len(one(f"{HEAD}{rows[0]}\n\f{rows[1]}")) == 3
    # a converter that makes a header of each page's first row
    made = f"{HEAD}{rows[0]}\n\f{rows[1]}|---|---|---|\n| 3 | Tổng kết | Sở A |"
    assert [row[0] for row in one(made)] == ["STT", "1", "2", "3"]
    assert headers(made) == {0}


def test_a_repeated_header_inside_is_in_no_cell() -> None:
    text = f"{HEAD}| 1 | Rà soát | Sở A |\n{HEAD}| 2 | Lập đề án | Sở B |"
    assert [row[0] for row in one(text)] == ["STT", "1", "2"]


def test_html_tables_are_joined_too() -> None:
    second = NESTED.format("Lập đề án").replace("<td>1<", "<td>2<")
    text = f"{NESTED.format('Rà soát')}\n\nBảng 1 (tiếp theo)\n{second}"
    assert one(text) == [["STT", "Nội dung"], ["1", "Rà soát"], ["2", "Lập đề án"]]


@pytest.mark.parametrize(
    "second",
    [
        "II. Nhóm hai\n\n" + HEAD + "| 1 | Tổng kết | Sở B |",  # text between
        "| TT | Sản phẩm | Thời gian |\n|---|---|---|\n| 1 | Báo cáo | Quý I |",  # another header
        "| 1 | Tổng kết |\n| 2 | Báo cáo |",  # fewer columns
        NESTED.format("Tổng kết"),  # another kind
    ],
)
def test_another_table_is_not_joined(second: str) -> None:
    text = f"{HEAD}| 1 | Rà soát | Sở A |\n\n{second}"
    tables = find_pipe_tables(text)
    assert len(tables) == 2
    assert tables[0].char_end <= tables[1].char_start
    for table in tables:
        check(text, table)


# --- HTML -----------------------------------------------------------------------------


def test_spans_of_html_tables() -> None:
    text = (
        "<table><thead><tr><th rowspan=2>TT</th><th colspan='2'>Đơn vị</th></tr>"
        "<tr><th>Chủ trì</th><th>Phối hợp</th></tr></thead>"
        '<tbody><tr><td rowspan="9">1</td><td>Sở A</td><td></td></tr>'
        "<tr><td colspan=2><b>Sở C</b></td></tr></tbody></table>"
    )
    assert one(text) == [
        ["TT", "Đơn vị", "Đơn vị"],
        ["TT", "Chủ trì", "Phối hợp"],
        ["1", "Sở A", ""],
        ["1", "<b>Sở C</b>", "<b>Sở C</b>"],
    ]
    assert headers(text) == {0, 1}


def test_a_row_span_beside_a_column_span_does_not_overlap() -> None:
    text = (
        "<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td colspan=3>c</td></tr>"
        "<tr><td rowspan=0>d</td></tr></table>"
    )
    (table,) = find_pipe_tables(text)
    check(text, table)


def test_a_table_inside_a_cell_is_its_content() -> None:
    text = NESTED.format(NESTED.format("trong"))
    assert one(text)[1][1] == NESTED.format("trong")


def test_pipes_inside_an_html_table_are_text() -> None:
    assert one(NESTED.format("\n| a | b |\n|---|---|\n| c | d |\n"))[1][1].startswith("| a | b |")


# --- what is no table -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "||",
        "| |\n| |",
        "Điện thoại: 024 1234 | Fax: 024 5678",
        "Sở Nội vụ | Sở Y tế chạy trong câu\nvà còn | nữa",
        "Kết quả A | B đạt 95 %.\n\nKết quả C | D đạt 90 %.",
        "| một hàng đứng riêng | không phải bảng |",
        "+---+---+\n| a | b |\n| c | d |\n+---+---+",
        "|-----|-----|",
        "----------\n==========\n__________",
        "| khung |\n| chữ |",
        "a || b\nc || d",
        "| ỦY BAN NHÂN DÂN | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n|---|---|\n| Số: 5/KH | a |",
        "| **Nơi nhận:**<br>- Như trên; | TM. ỦY BAN NHÂN DÂN |\n|---|---|\n| - Lưu: VT. | b |",
        "<table><tr><td>Nơi nhận:</td><td>CHỦ TỊCH</td></tr></table>",
        "<table></table>",
        "<table><tr><td>một ô</td></tr></table>",
        "</td></table><tr>",
        "số \\| 5 \\| 6\nsố \\| 7 \\| 8",
    ],
)
def test_no_table(text: str) -> None:
    assert find_pipe_tables(text) == ()


def test_beside() -> None:
    assert stands_beside(["Đảng Cộng sản Việt Nam"])
    assert not stands_beside(["x " * 60 + "Đảng Cộng sản Việt Nam", "1"])
    assert not stands_beside([])


# --- properties -----------------------------------------------------------------------

_CELL = st.text("aĐố1.- *;", max_size=12).map(str.strip).filter(lambda t: set(t) - set("-.* ;"))


@given(st.data(), st.integers(2, 5), st.integers(1, 6), st.booleans(), st.booleans())
def test_what_is_written_is_read(
    data: st.DataObject, width: int, height: int, outer: bool, wide: bool
) -> None:
    rows = [[data.draw(_CELL) for _ in range(width)] for _ in range(height)]
    around = "| {} |" if outer else "{}"
    gap = "  |  " if wide else "|"
    lines = [["đầu"] * width, ["---"] * width, *rows]
    text = "Đoạn đầu.\n\n" + "\n".join(around.format(gap.join(line)) for line in lines) + "\n"
    assert one(text) == [["đầu"] * width, *rows]


_PIECES = (
    "| | \n \n --- a Đ 1 \\ \n\n \f \r\n > +--+ , ** &nbsp; <br> STT Nội;dung -;2;- ; <table> "
    "</table> <tr> <td> <td;rowspan=3> <th;colspan=2> </td>"
)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([p.replace(";", " ") for p in _PIECES.split(" ")]), max_size=60).map(
        "".join
    )
)
def test_any_text_gives_sound_tables(text: str) -> None:
    tables = find_pipe_tables(text)
    for table in tables:
        assert table.cells and any(cell.char_start < cell.char_end for cell in table.cells)
        check(text, table)
    for before, after in itertools.pairwise(tables):
        assert before.char_end <= after.char_start


@given(st.text(max_size=200))
def test_any_unicode_is_borne(text: str) -> None:
    for table in find_pipe_tables(text + "|a\n" + text):
        check(text + "|a\n" + text, table)


def test_hostile_sizes_end() -> None:
    for text in (
        "|" * 100_000,
        "a|b\na|b|c\n" * 8_000,
        "|a\n" * 20_000,
        "<table>" * 50_000,
        "<table><tr><td rowspan=99999 colspan=99999>" + "<td>" * 50_000,
        "<table>" + "<tr><td rowspan=1000>" * 5_000,
        "|a|b|\n" + "#" * 100_000 + "\n|c|d|",
    ):
        for table in find_pipe_tables(text):
            check(text, table)
