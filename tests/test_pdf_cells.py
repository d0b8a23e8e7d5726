"""What wraps in a narrow place, a cell or a head's column, and how it comes together again."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_reading import cells_of, lines_of, paragraphs_of, source_of
from typeset import LEFT, SIZE, Typesetter, width_of

from pipeline.ingest.page_cells import cell_lines
from pipeline.ingest.page_lines import PrintLine
from pipeline.ingest.words import TableCell, Word

PADDING, RIGHT_EDGE, STEP = 5.4, 100.0, 16.0


def of_cell(*texts: str, x: float = PADDING) -> list[PrintLine]:
    """Lines of a cell, set as its program would set them, the words with their true widths."""
    lines = []
    for number, text in enumerate(texts):
        y, at, left, words, places = STEP * number, 0, x, [], []
        for part in text.split():
            right = left + width_of(part)
            words.append(Word(part, left, y, right, y + SIZE, y + SIZE, SIZE))
            places.append(at)
            left, at = right + width_of(" "), at + len(part) + 1
        lines.append(
            PrintLine(words, 1, x, y, words[-1].x1, y + SIZE, text=text, places=tuple(places))
        )
    return lines


def read(lines: list[PrintLine], right: float = RIGHT_EDGE) -> list[tuple[str, bool | None]]:
    cell = TableCell(0, 0, 1, 1, 0, 0, right, 200)
    return [(line.text, line.begins) for line in cell_lines(lines, cell, PADDING)]


def filled(text: str) -> float:
    """The right edge of a cell that a text fills."""
    return width_of(text) + 2 * PADDING + 2


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("30/4/202", "6"), "30/4/2026"),
        (("30/11/20", "26"), "30/11/2026"),
        (("15/9/", "2026"), "15/9/2026"),
        (("III/20", "26"), "III/2026"),
        (("12/20", "26;"), "12/2026;"),
        (("nghiệ", "p"), "nghiệp"),
        (("Trườn", "g"), "Trường"),
    ],
)
def test_a_word_that_a_cell_was_too_narrow_for_is_one(broken: tuple[str, str], whole: str) -> None:
    right = filled(broken[0])
    assert read(of_cell(*broken), right) == [(whole, True)]
    above, below = of_cell(broken[0], broken[1] + " cuối cùng")
    [first, rest] = cell_lines([above, below], TableCell(0, 0, 1, 1, 0, 0, right, 200), PADDING)
    assert (first.text, rest.text, rest.places) == (whole, "cuối cùng", (0, 5))
    # Each piece keeps its place on the page.
    assert [word.text for word in first.words] == list(broken)
    assert first.places == (0, len(broken[0]))


@pytest.mark.parametrize(
    "texts",
    [
        ("30/4/2026", "15/9/2026"),  # two dates
        ("30/4/2026", "6"),
        ("12/2026", "20"),
        ("Sở", "tài chính"),
        ("các", "xã"),
        ("1", "2"),
        ("quý", "I/2026"),
    ],
)
def test_whole_words_below_each_other_stay_two(texts: tuple[str, str]) -> None:
    assert [text for text, _ in read(of_cell(*texts), filled(texts[0]))] == list(texts)


def test_a_word_that_had_room_was_not_broken() -> None:
    assert [text for text, _ in read(of_cell("30/4/202", "6"), 200)] == ["30/4/202", "6"]


@pytest.mark.parametrize(
    ("texts", "begins"),
    [
        (("Sở Nội vụ", "Sở Tài chính"), True),
        (("Công an tỉnh; Sở", "Công Thương"), None),  # a lone head word
        (("Sở", "Công Thương"), None),
        (("Khoa học và", "Công nghệ"), None),
        (("Lãnh đạo Sở", "Văn phòng"), True),  # a whole name
        (("Hằng năm", "Theo yêu cầu"), True),
    ],
)
def test_what_goes_on_in_a_cell_with_room(texts: tuple[str, str], begins: bool | None) -> None:
    assert read(of_cell(*texts), 400)[1][1] is begins


def test_a_word_that_just_fits_by_rounding_did_not_fit() -> None:
    above, below = "học cấp", "II"
    right = width_of(f"{above} {below}") + 2 * PADDING + 1
    assert read(of_cell(above, below), right)[1][1] is None
    assert read(of_cell(above, below), right + 20)[1][1] is True


def test_broken_dates_in_a_table_of_a_page(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    columns = (LEFT, LEFT + 60, LEFT + 60 + filled("30/4/202"))
    rows = [("1", "30/4/202", "6"), ("2", "30/9/202", "6")]
    for number, (label, *date) in enumerate(rows):
        top = 100 + 40 * number
        setter.rule(columns[0], top, columns[-1], top)
        setter.words(label, columns[0] + PADDING, top + 15)
        for line, text in enumerate(date):
            setter.words(text, columns[1] + PADDING, top + 15 + 15 * line)
    setter.rule(columns[0], 180, columns[-1], 180)
    for x in columns:
        setter.rule(x, 100, x, 180)
    assert cells_of(source_of(setter, tmp_path)) == ["1", "30/4/2026", "2", "30/9/2026"]


# --- heads ----------------------------------------------------------------------------


def masthead(setter: Typesetter, right: tuple[str, ...], centre: float = 425) -> None:
    setter.new_page()
    for number, text in enumerate(("ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "Số: 57/KH-UBND")):
        setter.words(text, 100, 60 + 18 * number)
    for number, text in enumerate(right):
        setter.words(text, centre - width_of(text) / 2, 60 + 18 * number)
    setter.y = 90 + 18 * len(right)
    setter.centred("KẾ HOẠCH", bold=True)
    setter.centred("Sắp xếp tổ chức bộ máy năm 2024", bold=True)
    setter.paragraph("1. Sở Nội vụ rà soát quy chế làm việc của các cơ quan trong tỉnh.")


NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
DATE = "Hà Nam, ngày 05 tháng 3 năm 2024"


@pytest.mark.parametrize(
    "right",
    [
        (NATION[:-4], "NAM", MOTTO, DATE),
        ("CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA", "VIỆT NAM", MOTTO, DATE),
        (
            NATION[:-4],
            "NAM",
            "Độc lập - Tự do",
            "- Hạnh phúc",
            "Hà Nam, ngày 05 tháng 3",
            "năm 2024",
        ),
    ],
)
def test_the_lines_of_a_head_are_whole_in_a_narrow_column(
    right: tuple[str, ...], tmp_path: Path
) -> None:
    setter = Typesetter()
    masthead(setter, right)
    lines = lines_of(source_of(setter, tmp_path))
    assert lines[3:8] == [NATION, MOTTO, DATE, "KẾ HOẠCH", "Sắp xếp tổ chức bộ máy năm 2024"]


def test_the_year_below_a_head_nearer_to_the_middle_belongs_to_its_date(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for number, text in enumerate(("ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "Số: 57/KH-UBND")):
        setter.words(text, LEFT, 60 + 18 * number)
    for number, text in enumerate(("CỘNG HÒA XÃ HỘI CHỦ", "NGHĨA VIỆT NAM", MOTTO, DATE[:-5])):
        setter.words(text, 300, 60 + 18 * number)
    setter.words("2024", 300, 60 + 18 * 4)
    setter.y = 170
    setter.centred("KẾ HOẠCH", bold=True)
    setter.paragraph("1. Sở Nội vụ rà soát quy chế làm việc của các cơ quan trong tỉnh.")
    assert DATE in lines_of(source_of(setter, tmp_path))


def test_a_title_in_capitals_below_a_head_is_not_drawn_into_it(tmp_path: Path) -> None:
    setter = Typesetter()
    masthead(setter, (NATION, MOTTO, DATE))
    assert paragraphs_of(source_of(setter, tmp_path))[5:7] == [DATE, "KẾ HOẠCH"]
