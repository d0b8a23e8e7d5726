"""What the lines of a scanned page tell: labels, calls of notes, strokes of numerals."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from typeset import font_data

from pipeline.ingest.words import Word
from pipeline.model import IssueCode, Severity
from pipeline.ocr.engine import ReadWord, _counted, _told, _with_calls
from pipeline.ocr.genre_words import Changed
from pipeline.ocr.line_marks import mend_line_marks, without_margin_dirt
from pipeline.ocr.note_calls import note_calls
from pipeline.ocr.prepare import Grey
from pipeline.ocr.strokes import numerals, recounted, stems

CASES = yaml.safe_load((Path(__file__).parent / "cases/ocr_lines.yaml").read_text("utf-8"))


def mend(page: str) -> str:
    lines = [line.split() for line in page.split(" / ")]
    numbers = [number for number, line in enumerate(lines) for _ in line]
    found = iter(mend_line_marks([word for line in lines for word in line], numbers))
    return " / ".join(" ".join(filter(None, [next(found) for _ in line])) for line in lines)


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["read"])
def test_marks_of_lines_are_put_right(case: dict[str, str]) -> None:
    assert mend(case["read"]) == case["is"]
    assert mend(case["is"]) == case["is"]


@pytest.mark.parametrize("page", CASES["negative"])
def test_what_may_be_so_stays(page: str) -> None:
    assert mend(page) == page


@pytest.mark.parametrize(
    ("left", "second"),
    [
        (81.0, "Ban"),  # out to the left of the lines around
        (85.0, "-Ban"),  # at the edge, as an item without a space
        (113.0, "-Ban"),  # set in, as items are
    ],
)
def test_specks_in_the_margin_are_no_dashes(left: float, second: str) -> None:
    words = ["tỉnh,", "-Ban", "Thường", "vụ", "các", "mưu"]
    lefts = [85.5, left, 110.0, 140.0, 85.0, 86.0]
    found = without_margin_dirt(words, [0, 1, 1, 1, 2, 3], lefts, 13.0)
    assert found[1] == second
    assert found[2:] == words[2:]


# --- strokes --------------------------------------------------------------------------


def picture(text: str, size: int = 40, blur: float = 0.6) -> Grey:
    font = ImageFont.truetype(BytesIO(font_data()), size)
    image = Image.new("L", (size * len(text) + 20, 2 * size), 255)
    ImageDraw.Draw(image).text((10, size // 3), text, fill=20, font=font)
    grey = np.asarray(image.filter(ImageFilter.GaussianBlur(blur)))
    rows, columns = np.nonzero(grey < 160)
    inside = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return np.pad(inside, 2, constant_values=255)


@pytest.mark.parametrize("size", [24, 40, 60])
@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("XIII", "XIH"),
        ("XIII", "XIN"),
        ("XIII,", "XI,"),
        ("XII", "XIH"),
        ("XII),", "XIH),"),
        ("XIII)", "XIÍI)"),
        ("II/2023.", "IH/⁄2023."),
        ("II/2023", "11/2023"),
        ("III/2024", "HI/2024"),
        ("I/2025", "H/2025"),
        ("III-", "HI-"),
        ("II.", "H."),
        ("VII", "VIl"),
        ("XIII;", "XIH;"),
    ],
)
def test_strokes_are_counted(printed: str, read: str, size: int) -> None:
    assert recounted(read, picture(printed, size)) == printed


@pytest.mark.parametrize("text", ["I", "II", "III", "XI", "XII", "XIII", "VI", "VII", "(XI)"])
def test_numerals_read_well_stay(text: str) -> None:
    assert recounted(text, picture(text)) == text


@pytest.mark.parametrize(
    ("printed", "read"), [("khóa", "Il"), ("2023", "III"), ("năm", "XI"), ("XIIII", "XIII")]
)
def test_what_is_no_numeral_is_not_counted(printed: str, read: str) -> None:
    assert recounted(read, picture(printed)) is None


@pytest.mark.parametrize("shape", [(0, 0), (3, 40), (40, 3), (30, 30)])
def test_strips_without_letters_count_nothing(shape: tuple[int, int]) -> None:
    assert stems(np.full(shape, 255, np.uint8), "II") is None
    assert stems(np.zeros(shape, np.uint8), "II") is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("khóa XIH về", ["XIH"]),
        ("Đại hội (XII) và", ["(XII)"]),
        ("trong Quý IH/2023", ["IH/2023"]),
        ("trong quý 11/2023", ["11/2023"]),
        ("HI- NHIỆM VỤ", ["HI-"]),
        ("HI- Về các đề xuất", ["HI-"]),
        ("NHI. CHỈ TIÊU", ["NHI."]),
        ("H- Về các đề xuất", []),
        ("theo HI- Về các đề xuất", []),
        ("trong quý 1/2023", []),  # as it may be printed
        ("lần thứ 11 của", []),
        ("khóa 11", []),
        ("khóa N.", []),
        ("1. UBND tỉnh", []),
        ("H. Bình Chánh", []),
        ("khóa IV", []),
        ("Hội Nhà báo", []),
        ("hội lần", []),
        ("năm 2023", []),
        ("theo HI- NHIỆM VỤ", []),
    ],
)
def test_numerals_are_told_by_their_place(line: str, found: list[str]) -> None:
    words = line.split()
    assert [words[index] for index in numerals(words, [0] * len(words))] == found


def test_words_of_a_page_are_counted_and_told_of() -> None:
    strip = picture("XIII")
    image = np.full((200, 400), 255, np.uint8)
    image[50 : 50 + strip.shape[0], 100 : 100 + strip.shape[1]] = strip
    box = (101.0, 51.0, 99.0 + strip.shape[1], 49.0 + strip.shape[0])
    read = [
        ReadWord("khóa", (10, 50, 90, 90), 0.95, 0, 0, 40),
        ReadWord("XII", box, 0.95, 0, 0, 40),
    ]
    words, changed = _counted(read, image)
    assert [word.text for word in words] == ["khóa", "XIII"]
    (issue,) = _told(changed, [], 3)
    assert (issue.code, issue.severity, issue.page) == (
        IssueCode.VALUE_DOUBTFUL,
        Severity.WARNING,
        3,
    )
    assert "“XII” is “XIII”" in issue.message


def test_a_numeral_that_was_none_is_not_told_of() -> None:
    assert not list(_told([Changed(1, 2, "XIH", "XIII")], [], 1))


def test_mended_words_are_told_of_once() -> None:
    changed = [Changed(n, n + 2, "Tố chức", "Tổ chức") for n in (1, 5)]
    (issue,) = _told([], changed, 2)
    assert (issue.code, issue.severity) == (IssueCode.WORDS_MENDED, Severity.INFO)
    assert issue.message.count("Tố chức") == 1


# --- calls of notes -------------------------------------------------------------------


def called(page: str) -> tuple[str, list[str]]:
    """A page's lines parted by " / ", those that begin with "_" in small letters."""
    lines = [line.removeprefix("_").split() for line in page.split(" / ")]
    heights = [20.0 if line.startswith("_") else 30.0 for line in page.split(" / ")]
    numbers = [number for number, line in enumerate(lines) for _ in line]
    words = [word for line in lines for word in line]
    found, calls = note_calls(words, numbers, [heights[number] for number in numbers])
    return " ".join(found), [f"{found[at]}{mark}" for at, mark in calls.items()]


BODY = "a) Sở chủ trì xây dựng bản đồ / hoàn thành trước ngày / "


@pytest.mark.parametrize(
    ("page", "calls"),
    [
        (BODY + "31/3/2026.' / _1 Bản đồ dịch tễ", ["31/3/2026.1"]),
        (BODY + "31/3/2026.! / _Í Bản đồ dịch tễ / _theo Công văn", ["31/3/2026.1"]),
        (BODY + "các xã biên giới.” / _2 Danh sách xã", ["giới.2"]),
        (BODY + "ngày 31.' và 32,! / _1 Bản đồ / _2 Danh sách", ["31.1", "32,2"]),
        (BODY + "của bộ1. và 32,! / _1 Bản đồ / _2 Danh sách", ["32,2"]),
        # nothing is taken
        (BODY + "31/3/2026.'", []),
        (BODY + "31/3/2026.' / 1 Bản đồ dịch tễ", []),
        (BODY + "gọi là “xã biên giới.” / _2 Danh sách xã", []),
        (BODY + "31.' và 32.' / _1 Bản đồ", []),
        (BODY + "31/3/2026.' / _1 bản đồ", []),
        (BODY + "31/3/2026.' / _1 Bản đồ / Nơi nhận: các sở và ban", []),
    ],
)
def test_calls_of_notes_behind_stops(page: str, calls: list[str]) -> None:
    text, found = called(page)
    assert found == calls
    if not calls and " / _" not in page:
        assert text == page.replace(" / ", " ")


def test_the_figure_of_a_note_that_is_a_stroke_is_one() -> None:
    text, _ = called(BODY + "tỉnh. / _Í Bản đồ dịch tễ")
    assert text.endswith("tỉnh. 1 Bản đồ dịch tễ")
    text, _ = called(BODY + "tỉnh. / _1 Bản đồ / _Í Danh sách")
    assert text.endswith("1 Bản đồ Í Danh sách")


def test_a_call_is_a_raised_word_behind_its_word() -> None:
    word = Word("31/3/2026.", 10, 20, 65, 32, baseline=32, size=12)
    first, second, other = _with_calls([word, word], {0: "1"})
    assert (first.text, second.text, other) == ("31/3/2026.", "1", word)
    assert second.raised and first.x1 == second.x0 == 60 and second.y1 == 26
