"""Where lines stand on a page: in the middle, set in, at its end; and what tables do there."""

from __future__ import annotations

from pathlib import Path

from pdf_reading import cells_of, lines_of, paragraphs_of, source_of
from typeset import COLUMNS, HEADER, LEFT, RIGHT, Typesetter, grid, width_of

from pipeline.model import LineKind

MIDDLE = (LEFT + RIGHT) / 2
BODY = (
    "Thực hiện Nghị quyết số 72-NQ/TW ngày 09/9/2025 của Bộ Chính trị, Ủy ban nhân dân tỉnh ban "
    "hành Kế hoạch với những nội dung chủ yếu như sau đây:"
)


def wide(text: str, width: float) -> str:
    """Words from the beginning of a text that are nearly as wide as told, in bold."""
    words = text.split()
    while width_of(" ".join(words), bold=True) > width:
        words.pop()
    return " ".join(words)


def ragged(setter: Typesetter, text: str, indent: float, width: float) -> None:
    """A paragraph that is not justified, its first line set in."""
    line: list[str] = []
    x = LEFT + indent
    for word in text.split():
        if line and x + width_of(" ".join([*line, word])) > LEFT + width:
            setter.words(" ".join(line), x, setter.y)
            setter.y += 18
            line, x = [], LEFT
        line.append(word)
    setter.words(" ".join(line), x, setter.y)
    setter.y += 22


# --- in the middle --------------------------------------------------------------------


def test_a_title_of_lines_that_nearly_fill_the_width_is_one(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.centred("CHƯƠNG TRÌNH HÀNH ĐỘNG", bold=True)
    whole = "thực hiện Nghị quyết số 72-NQ/TW ngày 09/9/2025 của Ban Chấp hành Trung ương Đảng"
    first = wide(whole, 452)
    last = wide(
        "về một số giải pháp đột phá tăng cường bảo vệ chăm sóc sức khỏe nhân dân tỉnh", 440
    )
    for text in (first, whole[len(first) :].strip(), last):
        setter.centred(text, bold=True)
    setter.y += 12
    for _ in range(6):
        setter.paragraph(BODY)
    title = paragraphs_of(source_of(setter, tmp_path))[1]
    assert title == f"{whole} {last}"


def test_a_year_alone_ends_a_title(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    setter.centred("KẾ HOẠCH", bold=True)
    first = "xây dựng xã văn minh, xanh, sạch, đẹp trong giai đoạn 2025 -"
    setter.centred(first, bold=True)
    setter.centred("2030", bold=True)
    setter.y += 12
    for _ in range(6):
        setter.paragraph(BODY)
    assert paragraphs_of(source_of(setter, tmp_path))[1] == f"{first} 2030"


def test_a_first_line_that_ends_as_far_from_the_edge_as_it_is_set_in_is_not_in_the_middle(
    tmp_path: Path,
) -> None:
    setter = Typesetter()
    setter.new_page()
    for number in range(1, 7):
        words = "Rà soát, bổ sung quy định của đơn vị " + "rất " * number + "kịp thời, đúng hạn."
        ragged(setter, f"{number}. {words} {BODY}", 24, 440)
    text = next(
        text
        for text in (f"1.1. Rà soát {'kỹ ' * n}hồ sơ dự án Pháp lệnh Pháp điển" for n in range(40))
        if 388 < width_of(text.removesuffix(" Pháp điển")) < 396
    )
    ragged(setter, f"{text} hệ thống quy phạm.", 24, 440)
    assert f"{text} hệ thống quy phạm." in paragraphs_of(source_of(setter, tmp_path))


def test_a_bold_heading_that_fills_its_line_goes_on_below(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for _ in range(3):
        setter.paragraph(BODY)
    first = wide("5. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức liên", 418)
    setter.words(first, LEFT + 36, setter.y, bold=True)
    setter.words("đoàn thể:", LEFT, setter.y + 18, bold=True)
    rest = LEFT + width_of("đoàn thể:", bold=True) + width_of(" ")
    setter.words("giám sát việc bốc thăm di dời.", rest, setter.y + 18)
    setter.y += 42
    for _ in range(3):
        setter.paragraph(BODY)
    assert f"{first} đoàn thể: giám sát việc bốc thăm di dời." in paragraphs_of(
        source_of(setter, tmp_path)
    )


# --- at a page's end ------------------------------------------------------------------


def test_tips_of_letters_of_the_next_page_are_no_text(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for _ in range(4):
        setter.paragraph(BODY)
    at = LEFT + 36 + width_of("- ")
    setter.words("Ủ", at, 800)
    setter.new_page(2)
    setter.words("- Ủy ban nhân dân tỉnh chủ trì.", LEFT + 36, 60)
    source = source_of(setter, tmp_path)
    assert "Ủ" in lines_of(source, LineKind.FURNITURE)
    assert "- Ủy ban nhân dân tỉnh chủ trì." in paragraphs_of(source)


def test_a_letter_that_the_next_page_does_not_have_there_stays(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for _ in range(4):
        setter.paragraph(BODY)
    setter.words("Ủ", LEFT + 200, 800)
    setter.new_page(2)
    setter.words("- Ủy ban nhân dân tỉnh chủ trì.", LEFT + 36, 60)
    assert "Ủ" in lines_of(source_of(setter, tmp_path))


def test_items_at_the_edges_of_pages_are_no_running_heads(tmp_path: Path) -> None:
    setter = Typesetter()
    for number, text in enumerate(("3- Trung tâm Chính trị huyện", "- Trung tâm Chính trị huyện,")):
        setter.new_page(number + 1)
        for _ in range(3):
            setter.paragraph(BODY)
        setter.words(text, LEFT + 36, 770)
    found = lines_of(source_of(setter, tmp_path))
    assert {"3- Trung tâm Chính trị huyện", "- Trung tâm Chính trị huyện,"} <= set(found)


# --- tables ---------------------------------------------------------------------------


def test_the_last_row_of_a_table_on_a_page_of_its_own_is_of_the_table(tmp_path: Path) -> None:
    """Its upper side is not drawn where a page's end cut the row above."""
    setter = Typesetter()
    setter.new_page()
    grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 660, True)
    setter.new_page(2)
    for x, text in zip(COLUMNS, ["2", "Bố trí kinh phí", "Sở Tài chính", "2025"], strict=False):
        setter.words(text, x + 3, 75, 10)
    for x in COLUMNS:
        setter.rule(x, 60, x, 82)
    setter.rule(COLUMNS[0], 82, COLUMNS[-1], 82)
    source = source_of(setter, tmp_path)
    [table] = source.tables
    assert table.n_rows == 3
    assert "Bố trí kinh phí" in cells_of(source)


def test_a_frame_around_two_words_is_no_table(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for _ in range(3):
        setter.paragraph(BODY)
    for x in (100, 200, 300):
        setter.rule(x, 400, x, 430)
    for y in (400, 430):
        setter.rule(100, y, 300, y)
    setter.words("MẬT", 120, 420)
    setter.words("KHẨN", 220, 420)
    assert source_of(setter, tmp_path).tables == ()


def test_a_header_again_on_the_same_page_goes_on_with_the_table(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    low = grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 100, True)
    grid(setter, [HEADER, ["2", "Bố trí kinh phí", "Sở Tài chính", "2025"]], low + 12, True)
    source = source_of(setter, tmp_path)
    [table] = source.tables
    assert table.n_rows == 3


def test_another_header_on_the_same_page_is_another_table(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    low = grid(setter, [HEADER, ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II/2024"]], 100, True)
    other = ["STT", "Dự án", "Chủ đầu tư", "Vốn"]
    grid(setter, [other, ["1", "Cầu Bến Đá", "Sở Xây dựng", "20 tỷ"]], low + 12, True)
    assert len(source_of(setter, tmp_path).tables) == 2
