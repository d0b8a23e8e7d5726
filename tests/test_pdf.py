"""PDF with a text layer: what is read, in which order, and where it stands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pdf_reading import lines_of, paragraphs_of, source_of
from typeset import COLUMNS, HEADER, HEIGHT, LEFT, PITCH, RIGHT, SIZE, Typesetter, grid, width_of

from pipeline.clean import clean
from pipeline.extract import extract
from pipeline.ingest.pdf import _no_paper
from pipeline.ingest.pdf_layer import Frame
from pipeline.model import IssueCode, LineKind, TextOrigin
from pipeline.segment import segment

LONG = (
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát, sắp xếp tổ chức bộ máy của các cơ "
    "quan chuyên môn thuộc Ủy ban nhân dân tỉnh theo Nghị quyết số 35/2023/UBTVQH15 và các văn "
    "bản hướng dẫn của Chính phủ, hoàn thành trong quý II năm 2024."
)


def masthead(setter: Typesetter) -> None:
    """A State document's head in two columns, and its title."""
    setter.new_page()
    setter.words("ỦY BAN NHÂN DÂN", 100, 60)
    setter.words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 60, 11, True)
    setter.words("TỈNH HÀ NAM", 110, 78, bold=True)
    setter.words("Độc lập - Tự do - Hạnh phúc", 330, 78)
    setter.words("Số: 57/KH-UBND", 105, 98)
    setter.words("Hà Nam, ngày 05 tháng 3 năm 2024", 320, 98)
    setter.y = 130
    setter.centred("KẾ HOẠCH", bold=True)
    setter.centred("Sắp xếp tổ chức bộ máy năm 2024", bold=True)
    setter.y += 10


@pytest.fixture
def plan() -> Typesetter:
    setter = Typesetter()
    masthead(setter)
    setter.paragraph(
        "Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương, Ủy ban "
        "nhân dân tỉnh ban hành Kế hoạch như sau:"
    )
    setter.paragraph("I. NHIỆM VỤ", bold=True)
    for number in range(1, 13):
        setter.paragraph(LONG.replace("1.", f"{number}.", 1))
    setter.paragraph("II. TỔ CHỨC THỰC HIỆN", bold=True)
    setter.paragraph("1. Sở Nội vụ theo dõi việc thực hiện, báo cáo trước ngày 15/12/2024.")
    setter.y += 10
    setter.words("Nơi nhận:", LEFT, setter.y, 11)
    setter.words("TM. ỦY BAN NHÂN DÂN", 340, setter.y, bold=True)
    setter.words("- Chính phủ;", LEFT, setter.y + 16, 10)
    setter.words("CHỦ TỊCH", 385, setter.y + 18, bold=True)
    setter.words("- Lưu: VT.", LEFT, setter.y + 30, 10)
    setter.words("Trần Văn Bình", 370, setter.y + 90, bold=True)
    return setter


def test_columns_are_read_left_before_right_and_the_title_after_them(
    plan: Typesetter, tmp_path: Path
) -> None:
    lines = lines_of(source_of(plan, tmp_path))
    assert lines[:8] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH HÀ NAM",
        "Số: 57/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nam, ngày 05 tháng 3 năm 2024",
        "KẾ HOẠCH",
        "Sắp xếp tổ chức bộ máy năm 2024",
    ]
    assert lines[-6:] == [
        "Nơi nhận:",
        "- Chính phủ;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Bình",
    ]


def test_lines_are_joined_to_paragraphs_over_lines_and_pages(
    plan: Typesetter, tmp_path: Path
) -> None:
    source = source_of(plan, tmp_path)
    assert len(source.pages) > 1
    paragraphs = paragraphs_of(source)
    for number in range(1, 13):
        assert LONG.replace("1.", f"{number}.", 1) in paragraphs
    assert lines_of(source, LineKind.FURNITURE) == [
        str(page.number) for page in source.pages if page.number > 1
    ]


def test_the_road_ends_in_tasks_with_their_places(plan: Typesetter, tmp_path: Path) -> None:
    source = source_of(plan, tmp_path)
    cleaned = clean(source)
    rows = extract(source, cleaned, segment(cleaned))
    [document] = rows["documents"]
    assert (document["number"], document["place"]) == ("57/KH-UBND", "Hà Nam")
    assert document["signer"] == "Trần Văn Bình"
    assert [task["path"] for task in rows["tasks"]] == [*(f"I/{n}" for n in range(1, 13)), "II/1"]
    for task in rows["tasks"]:
        assert task["regions"], task["path"]
        for region in task["regions"]:
            assert LEFT - 3 <= region["x0"] < region["x1"] <= RIGHT + 3
            assert 0 < region["y0"] < region["y1"] < HEIGHT
    first = rows["tasks"][0]["regions"][0]
    # "1." stands before the item; its words begin behind it and fill its lines to the right.
    assert first["x0"] == pytest.approx(LEFT, abs=3)
    assert first["x1"] == pytest.approx(RIGHT, abs=3)


def test_every_word_stands_where_it_was_set(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("Quyết", 100, 200)
    setter.words("định", 300, 400, 14)
    source = source_of(setter, tmp_path)
    assert source.words is not None
    boxes = {
        source.text[start:end]: box
        for start, end, box, _ in source.words.within(0, len(source.text))
    }
    assert boxes["Quyết"].x0 == pytest.approx(100, abs=3)
    assert boxes["Quyết"].x1 == pytest.approx(100 + width_of("Quyết"), abs=3)
    assert boxes["Quyết"].y1 == pytest.approx(200 + 0.24 * SIZE, abs=3)  # the face's descent
    assert boxes["định"].x0 == pytest.approx(300, abs=3)


def test_a_turned_page_is_measured_as_it_is_seen() -> None:
    frame = Frame(left=10, bottom=20, width=842, height=595, rotation=90)
    assert frame.box(10, 20, 30, 50) == (0, 0, 30, 20)
    upright = Frame(left=10, bottom=20, width=595, height=842, rotation=0)
    assert upright.box(10, 20, 30, 50) == (0, 812, 20, 842)
    over = Frame(left=0, bottom=0, width=595, height=842, rotation=180)
    assert over.box(0, 0, 20, 30) == (575, 0, 595, 30)


def test_a_number_broken_at_the_end_of_a_line_is_whole_again(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("I. NHIỆM VỤ", LEFT, 100, bold=True)
    setter.words(
        "1. Thực hiện việc sắp xếp theo Kết luận của Bộ Chính trị; Nghị quyết số 35/", LEFT, 120
    )
    setter.words("2023/UBTVQH15 và Kế hoạch số 48-", LEFT, 138)
    setter.words("KL/TW của Ban Bí thư.", LEFT, 156)
    [item] = [text for text in paragraphs_of(source_of(setter, tmp_path)) if text.startswith("1.")]
    assert "số 35/2023/UBTVQH15" in item
    assert "số 48-KL/TW" in item


def test_footnotes_leave_the_flow_and_keep_their_call(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("I. NHIỆM VỤ", LEFT, 100, bold=True)
    start = "1. Sở Nội vụ rà soát quy chế làm việc"
    setter.words(start, LEFT, 120)
    setter.words("1", LEFT + width_of(start) + 0.5, 115, 7)
    setter.words(" của các cơ quan trong tỉnh.", LEFT + width_of(start) + 6, 120)
    setter.words("2. Sở Tài chính bố trí kinh phí thực hiện.", LEFT, 138)
    setter.words("3. Thanh tra tỉnh kiểm tra.", LEFT, 156)
    setter.rule(LEFT, 730, LEFT + 140, 730)
    setter.words("1", LEFT, 741, 6)
    setter.words("Quy chế số 05-QC/TU ngày 12/3/2021 của Tỉnh ủy.", LEFT + 6, 745, 9.5)
    source = source_of(setter, tmp_path)
    assert "quy chế làm việc¹ của" in source.text
    cleaned = clean(source)
    [note] = cleaned.footnotes
    assert note.aligned.text == "Quy chế số 05-QC/TU ngày 12/3/2021 của Tỉnh ủy."
    assert note.call is not None
    assert "1. Sở Nội vụ rà soát quy chế làm việc của các cơ quan trong tỉnh." in [
        line.text for line in cleaned.lines
    ]


def test_running_heads_are_furniture_where_they_return(tmp_path: Path) -> None:
    setter = Typesetter()
    for page in range(1, 4):
        setter.new_page(page if page > 1 else None)
        setter.words("Kế hoạch công tác năm 2024 của Sở Nội vụ", LEFT, 24, 9)
        for number in range(4):
            setter.paragraph(f"{number + 4 * page}. {LONG[3:]}")
    source = source_of(setter, tmp_path)
    furniture = lines_of(source, LineKind.FURNITURE)
    assert furniture.count("Kế hoạch công tác năm 2024 của Sở Nội vụ") == 3
    assert not any("Kế hoạch công tác" in text for text in paragraphs_of(source))


def test_a_figure_inside_the_text_is_no_page_number(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("Tổng số cán bộ của các cơ quan trong tỉnh là", LEFT, 300)
    setter.words("12", LEFT, 318)
    setter.words("người, theo báo cáo của Sở Nội vụ.", LEFT, 336)
    assert lines_of(source_of(setter, tmp_path), LineKind.FURNITURE) == []


# --- tables ---------------------------------------------------------------------------


def test_a_table_is_cells_and_its_rows_are_tasks(tmp_path: Path) -> None:
    setter = Typesetter()
    masthead(setter)
    setter.paragraph("I. NHIỆM VỤ", bold=True)
    rows = [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]]
    rows += [["2", "Bố trí kinh phí", "Sở Tài chính", "30/9/2024"]]
    setter.y = grid(setter, rows, setter.y, bold_first=True) + 20
    setter.paragraph("II. TỔ CHỨC THỰC HIỆN", bold=True)
    setter.paragraph("1. Sở Nội vụ theo dõi.")
    source = source_of(setter, tmp_path)
    [table] = source.tables
    assert (table.n_rows, table.n_columns) == (3, 4)
    texts = [source.text[cell.char_start : cell.char_end] for cell in table.cells]
    assert texts == [text for row in rows for text in row]
    assert [cell.header for cell in table.cells] == [True] * 4 + [False] * 8
    cleaned = clean(source)
    found = extract(source, cleaned, segment(cleaned))
    assert [task["path"] for task in found["tasks"]] == ["I/1", "I/2", "II/1"]
    assert [(row["unit"], row["source"]) for row in found["responsibilities"]][:2] == [
        ("Sở Nội vụ", "table"),
        ("Sở Tài chính", "table"),
    ]


def test_a_table_over_two_pages_is_one_and_its_header_counts_once(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("I. NHIỆM VỤ", LEFT, 80, bold=True)
    grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 660, True)
    setter.new_page(2)
    grid(setter, [HEADER, ["2", "Bố trí kinh phí", "Sở Tài chính", "Quý III/2024"]], 60, True)
    source = source_of(setter, tmp_path)
    [table] = source.tables
    assert table.n_rows == 3
    assert [source.text[c.char_start : c.char_end] for c in table.cells if c.column == 0] == [
        "STT",
        "1",
        "2",
    ]


def test_a_header_shown_again_over_a_row_that_goes_on_is_a_row_without_a_rule(
    tmp_path: Path,
) -> None:
    """Only the upright lines, which end there and begin anew, part the two."""
    setter = Typesetter()
    setter.new_page()
    grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 660, True)
    setter.new_page(2)
    last = ["2", "Bố trí kinh phí", "Sở Tài chính", "Quý III/2024"]
    for row, top in ((HEADER, 60), (["", "làm việc", "", ""], 82), (last, 104)):
        for x, text in zip(COLUMNS, row, strict=False):
            setter.words(text, x + 3, top + 15, 10)
        for x in COLUMNS:
            setter.rule(x, top, x, top + 22.5)
    for y in (60, 104, 126):
        setter.rule(COLUMNS[0], y, COLUMNS[-1], y)
    source = source_of(setter, tmp_path)
    [table] = source.tables
    assert [source.text[c.char_start : c.char_end] for c in table.cells if c.column == 1] == [
        "Nhiệm vụ",
        "Rà soát quy chế",
        "làm việc",
        "Bố trí kinh phí",
    ]


def test_text_between_two_tables_keeps_them_apart(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 600, True)
    setter.words("Biểu 2. Nhiệm vụ của các huyện trong năm 2024", LEFT, 700)
    setter.new_page(2)
    grid(setter, [HEADER, ["2", "Bố trí kinh phí", "Sở Tài chính", "Quý III/2024"]], 60, True)
    assert len(source_of(setter, tmp_path).tables) == 2


# --- what is told of pages ------------------------------------------------------------


def test_pages_tell_their_size_and_why_their_text_is_taken(
    plan: Typesetter, tmp_path: Path
) -> None:
    source = source_of(plan, tmp_path)
    assert source.text_origin == TextOrigin.NATIVE
    for page in source.pages:
        assert (page.width, page.height) == (595.0, 842.0)
        assert page.decided
    for one, two in pairwise(source.pages):
        assert one.char_end == two.char_start
    assert source.pages[0].char_start == 0
    assert source.pages[-1].char_end == len(source.text)


def test_what_is_told_of_pages_that_no_sheet_has() -> None:
    large, nothing = Frame(0, 0, 30_000, 30_000, 0), Frame(0, 0, 0, 500, 0)
    assert _no_paper(large) == "the page is 10.6 m by 10.6 m, larger than any paper"
    assert _no_paper(nothing).startswith("the page is cropped to nothing")


def test_a_page_larger_than_any_paper_is_told_of_and_the_others_are_read(
    plan: Typesetter, tmp_path: Path
) -> None:
    plan.new_page()
    plan.document.new_page(30_000, 30_000)
    source = source_of(plan, tmp_path)
    [issue] = [issue for issue in source.issues if issue.code == IssueCode.PAGE_UNREADABLE]
    assert issue.page == len(source.pages)
    assert "larger than any paper" in issue.message
    assert "KẾ HOẠCH" in source.text


def test_gaps_of_justified_text_part_no_columns(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    x = LEFT
    for word in ["Thực", "hiện", "nghiêm", "túc", "các", "nhiệm", "vụ"]:  # stretched by hand
        setter.words(word, x, 200)
        x += width_of(word) + 24
    setter.words(
        "được giao trong năm 2024 của cơ quan, đơn vị và báo cáo kết quả.", LEFT, 200 + PITCH
    )
    assert lines_of(source_of(setter, tmp_path))[0] == "Thực hiện nghiêm túc các nhiệm vụ"


@pytest.mark.parametrize("shift", [0, 28])
def test_a_closing_paragraph_at_the_top_of_a_page_is_one_of_its_own(
    shift: float, tmp_path: Path
) -> None:
    """The page has too few lines to tell its margins; even pages may have others (`shift`)."""
    setter = Typesetter()
    closing = ("Trong quá trình thực hiện, nếu có vướng mắc, các cơ", "quan phản ánh về Sở Nội vụ.")
    last = "thực hiện Kế hoạch và vận động đoàn viên tham gia giám sát"
    for page in range(1, 5):
        setter.new_page(page)
        setter.words("UBND tỉnh Hà Nam", 420, 62, 9)
        left = LEFT + shift * (page % 2 == 0)
        setter.y = 90
        if page == 4:
            break
        for number in range(1, 12):
            setter.words(f"{number}. Đề nghị Mặt trận Tổ quốc Việt Nam tỉnh", left + 36, setter.y)
            setter.words(last, left, setter.y + PITCH)
            setter.words("của tỉnh", left + width_of(last + " "), setter.y + PITCH)
            setter.y += 2 * PITCH
    setter.words(closing[0], left + 36, 90)
    setter.words(closing[1], left, 90 + PITCH)
    assert " ".join(closing) in paragraphs_of(source_of(setter, tmp_path))
