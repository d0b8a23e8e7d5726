"""Pages that a browser printed: what it adds is no text, and breaks neither items nor tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_reading import lines_of, paragraphs_of, source_of
from typeset import BOTTOM, HEADER, LEFT, PITCH, RIGHT, Typesetter, grid, width_of

from pipeline.clean import clean
from pipeline.extract import extract
from pipeline.model import LineKind
from pipeline.segment import segment

TOP_LINE, BOTTOM_LINE = 22.0, 826.0
TITLE, ADDRESS = "Kế hoạch 12/KH-UBND 2024", "https://congbao.tinh.gov.vn/van-ban/12-kh-ubnd-2024"
# Above left and right, below left and right.
CHROME = ("11/29/26, 1:59 PM", TITLE, ADDRESS, "{}/3")
CHROME_VN = ("13:59 29/11/26", TITLE, "file:///C:/Users/VP/Kế%20hoạch.html", "{}/3")
FIREFOX = (TITLE, ADDRESS, "{} of 3", "29/11/2026, 13:59")
BROWSERS = pytest.mark.parametrize("edges", [CHROME, CHROME_VN, FIREFOX])


def new_page(setter: Typesetter, number: int, edges: tuple[str, ...]) -> None:
    setter.new_page()
    places = ((24, TOP_LINE), (330, TOP_LINE), (24, BOTTOM_LINE), (480, BOTTOM_LINE))
    for text, (x, y) in zip(edges, places, strict=True):
        setter.words(text.format(number), x, y, 8)


@BROWSERS
def test_what_a_browser_prints_is_furniture(edges: tuple[str, ...], tmp_path: Path) -> None:
    setter = Typesetter()
    for number in (1, 2, 3):
        new_page(setter, number, edges)
        setter.y = 200
        setter.paragraph(f"{number}. Sở Nội vụ rà soát quy chế làm việc của các cơ quan.")
        # Half of the next page's first line is drawn where this page is cut.
        setter.words("Ủ", 250, BOTTOM_LINE - 2, 12)
    source = source_of(setter, tmp_path)
    assert [text for text in paragraphs_of(source) if text[1:2] != "."] == []
    assert len(lines_of(source, LineKind.FURNITURE)) == 6


@BROWSERS
def test_an_item_goes_on_over_a_browsers_page(edges: tuple[str, ...], tmp_path: Path) -> None:
    setter = Typesetter()
    new_page(setter, 1, edges)
    for number in range(1, 5):
        setter.paragraph(f"{number}. {'Sở Nội vụ rà soát quy chế làm việc. ' * 6}")
    setter.y = BOTTOM - 4 * PITCH
    setter.paragraph("5. Sở Nội vụ " + "chủ trì rà soát các quy chế làm việc " * 6)
    new_page(setter, 2, edges)
    setter.words("và báo cáo kết quả.", LEFT, setter.y)
    assert any(
        text.startswith("5. Sở Nội vụ") and text.endswith("làm việc và báo cáo kết quả.")
        for text in paragraphs_of(source_of(setter, tmp_path))
    )


@BROWSERS
def test_a_table_goes_on_over_a_browsers_page(edges: tuple[str, ...], tmp_path: Path) -> None:
    setter = Typesetter()
    new_page(setter, 1, edges)
    grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 660, True)
    new_page(setter, 2, edges)
    grid(setter, [["2", "Bố trí kinh phí", "Sở Tài chính", "Quý III/2024"]] * 2, 60)
    [table] = source_of(setter, tmp_path).tables
    assert table.n_rows == 4


def test_an_address_in_the_text_stays(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("Gửi về https://dichvucong.gov.vn trước 10:30, 29/11/2026.", LEFT, 300)
    assert lines_of(source_of(setter, tmp_path), LineKind.FURNITURE) == []


def test_a_masthead_beside_the_line_of_a_signature_stays(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("ỦY BAN NHÂN DÂN", LEFT, 36)
    setter.words("Thời gian ký: 14.10.2025 16:22:05 +07:00", 340, 36, 8)
    setter.words("TỈNH HÀ NAM", LEFT, 54)
    setter.y = 100
    setter.paragraph("1. Sở Nội vụ rà soát quy chế làm việc của các cơ quan trong tỉnh.")
    assert lines_of(source_of(setter, tmp_path))[:2] == ["ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM"]


def flush(setter: Typesetter, *lines: str) -> None:
    """Lines at the left edge, as browsers set paragraphs; all but the last are full."""
    for line in lines[:-1]:
        free = RIGHT - LEFT - sum(map(width_of, line.split()))
        x, gap = LEFT, free / (len(line.split()) - 1)
        for word in line.split():
            setter.words(word, x, setter.y)
            x += width_of(word) + gap
        setter.y += PITCH
    setter.words(lines[-1], LEFT, setter.y)
    setter.y += PITCH


def test_a_full_last_line_swallows_no_labelled_item_below_it(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.words("II. TỔ CHỨC THỰC HIỆN", LEFT, setter.y)
    setter.y += PITCH
    full = "Sở Nội vụ theo dõi, đôn đốc việc thực hiện và báo cáo Ủy ban nhân"
    for number in range(1, 6):
        flush(setter, f"{number}. {full}", "dân tỉnh trước ngày 15/12/2024.")
    last = "dân tỉnh trước ngày 15/12/2024 và ngày 15/6/2025 của các năm sau."
    flush(setter, f"6. {full}", last, "7. Sở Tài chính bố trí kinh phí.")
    source = source_of(setter, tmp_path)
    cleaned = clean(source)
    found = extract(source, cleaned, segment(cleaned))
    assert [task["path"] for task in found["tasks"]] == [f"II/{n}" for n in range(1, 8)]


def test_a_note_in_brackets_that_ends_centred_is_one_paragraph(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.centred("PHỤ LỤC")
    flush(
        setter,
        "(Kèm theo Kế hoạch số 215/KH-UBND ngày 14/10/2025 của Ủy ban",
        "",
    )
    setter.y -= PITCH
    setter.centred("nhân dân tỉnh)")
    for number in range(1, 4):
        flush(
            setter, f"{number}. Sở Nội vụ rà soát quy chế làm việc của các cơ quan trong", "tỉnh."
        )
    assert (
        "(Kèm theo Kế hoạch số 215/KH-UBND ngày 14/10/2025 của Ủy ban nhân dân tỉnh)"
        in paragraphs_of(source_of(setter, tmp_path))
    )
