"""Recognition of page images: what is made ready, what is mended, what comes out."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from PIL import Image, ImageDraw, ImageFont
from typeset import font_data

from pipeline.clean import Cleaned, clean
from pipeline.ingest import Limits, OcrMode, Options, read
from pipeline.ingest.blob import Blob
from pipeline.ingest.image import dots_an_inch
from pipeline.model import IngestError, IssueCode, Media, Page, Source, TextOrigin
from pipeline.ocr import OcrUnavailable, Recogniser, missing
from pipeline.ocr.blanks import without_handwriting
from pipeline.ocr.engine import ReadWord
from pipeline.ocr.head_words import mend_head
from pipeline.ocr.junk import without_junk
from pipeline.ocr.marks import find_marks
from pipeline.ocr.mend import mended, unframed
from pipeline.ocr.models import find_model
from pipeline.ocr.prepare import grey_of, prepare, skew_of, turned
from pipeline.ocr.second_look import better, doubtful_lines
from pipeline.ocr.unread import unread_parts

CASES = yaml.safe_load((Path(__file__).parent / "cases/ocr_mend.yaml").read_text("utf-8"))
DPI = 150
needs_model = pytest.mark.skipif(bool(missing()), reason="; ".join(missing()) or "-")

LINES = [
    "I. NHIỆM VỤ",
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát quy chế",
    "làm việc của các cơ quan theo Nghị quyết số 28-NQ/TW.",
    "2. Thanh tra tỉnh kiểm tra việc thực hiện trước ngày 15/12/2024.",
]


def page_image(lines: list[str] = LINES, dpi: int = DPI) -> Image.Image:
    """A page of A4 with lines of 14 points."""
    image = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    font = ImageFont.truetype(BytesIO(font_data()), round(12 * dpi / 72))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((dpi, dpi + number * dpi * 0.32), line, fill=0, font=font)
    image.info["dpi"] = (dpi, dpi)
    return image


def saved(image: Image.Image, path: Path, **more: object) -> Path:
    image.save(path, dpi=image.info.get("dpi", (DPI, DPI)), **more)
    return path


# --- mending --------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["read"])
def test_sure_misreadings_are_undone(case: dict[str, str]) -> None:
    assert " ".join(mended(case["read"].split())) == case["is"]


@pytest.mark.parametrize("text", CASES["negative"])
def test_what_is_no_misreading_stays(text: str) -> None:
    assert " ".join(mended(text.split())) == text


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(CASES["negative"]) >= len(CASES["positive"])


# --- labels by their sequence ---------------------------------------------------------


def cleaned_page(*printed: str) -> Cleaned:

    text = "\n".join(f"{label} NHIỆM VỤ THỨ {n}\n1. Rà soát." for n, label in enumerate(printed))
    pages = (Page(1, 0, len(text), TextOrigin.OCR),)
    source = Source("a", "0" * 64, Media.PDF, text, pages, "utf-8", TextOrigin.OCR)
    return clean(source)


def labels_after(*printed: str) -> list[str]:
    lines = cleaned_page(*printed).lines
    return [line.label.printed for line in lines if line.capitals and line.label]


@pytest.mark.parametrize(
    ("read", "real"),
    [
        (["I.", "II.", "II.", "IV."], ["I.", "II.", "III.", "IV."]),
        (["I-", "I-", "III-"], ["I-", "II-", "III-"]),
        (["I.", "II.", "II."], ["I.", "II.", "III."]),
        (["I.", "III.", "II.", "IV."], ["I.", "II.", "III.", "IV."]),  # each as the other
        (["I.", "III.", "II.", "V."], ["I.", "III.", "II.", "V."]),  # there is no telling
        (["V.", "V.", "VI."], ["V.", "V.", "VI."]),  # the document's own
        (["I.", "II.", "II.", "III."], ["I.", "II.", "II.", "III."]),  # the document's own
        (["I.", "III.", "IV."], ["I.", "III.", "IV."]),  # a gap of the document's own
        (
            ["I.", "II.", "III.", "IV.", "V.", "V.", "VII."],
            ["I.", "II.", "III.", "IV.", "V.", "VI.", "VII."],
        ),
    ],
)
def test_roman_labels_follow_their_sequence(read: list[str], real: list[str]) -> None:
    assert labels_after(*read) == real


def test_a_mended_label_is_told_of() -> None:
    assert [issue.code for issue in cleaned_page("I.", "III.", "II.", "IV.").issues] == [
        IssueCode.VALUE_DOUBTFUL,
        IssueCode.VALUE_DOUBTFUL,
    ]
    assert not cleaned_page("I.", "II.", "III.").issues


# --- making ready ---------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.4, 2.5])
def test_skew_is_found_within_a_tenth_of_a_degree(degrees: float) -> None:
    image = page_image(LINES * 6).rotate(-degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert skew_of(np.asarray(image)) == pytest.approx(degrees, abs=0.11)


def test_an_empty_page_has_no_skew() -> None:
    assert skew_of(np.full((800, 600), 255, np.uint8)) == 0.0


@pytest.mark.parametrize("degrees", [0, 3, -2])
def test_boxes_come_back_to_where_they_stood(degrees: float) -> None:
    page = page_image(LINES * 6)
    ImageDraw.Draw(page).rectangle((700, 1400, 760, 1420), fill=0)
    image = page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    made = prepare(image)
    assert made.skew == pytest.approx(-degrees, abs=0.11)

    def block(grey: np.ndarray) -> tuple[float, float, float, float]:
        dark = cv2.erode((grey < 100).astype(np.uint8), np.ones((9, 9), np.uint8))
        down, across = np.nonzero(dark)
        return across.min(), down.min(), across.max(), down.max()

    there = made.boxes(np.array([block(made.image)], np.float64))[0]
    assert there == pytest.approx(block(np.asarray(image)), abs=3)


def test_empty_edges_are_cut_off_and_told_of() -> None:
    image = page_image(LINES)
    made = prepare(image)
    assert made.image.shape[0] < image.height / 2
    corner = made.boxes(np.array([[0.0, 0.0, 10.0, 10.0]]))[0]
    assert DPI / 2 < corner[0] < DPI and DPI / 2 < corner[1] < DPI
    assert prepare(Image.new("L", (400, 500), 255)).image.shape == (500, 400)


def test_red_ink_fades_and_black_ink_stays() -> None:
    image = Image.new("RGB", (400, 560), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((100, 100, 300, 300), outline=(200, 20, 30), width=20)
    draw.rectangle((50, 400, 350, 420), fill=(10, 10, 10))
    grey = grey_of(image)
    assert grey[410, 200] < 40
    assert grey[110, 200] > 180


def test_a_photograph_is_cut_to_its_page_and_a_scan_is_not() -> None:
    page = np.asarray(page_image(LINES * 6))
    height, width = page.shape
    ground = np.full((height + 300, width + 300), 70, np.uint8)
    corners = np.array(
        [[120, 90], [width + 60, 150], [width + 110, height + 190], [70, height + 120]], np.float32
    )
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(whole, corners)
    photo = cv2.warpPerspective(
        page, turn, ground.shape[::-1], dst=ground, borderMode=cv2.BORDER_TRANSPARENT
    )
    made = prepare(Image.fromarray(photo))
    assert made.photo
    assert not prepare(page_image(LINES * 6)).photo


# --- a second look --------------------------------------------------------------------


class W:
    def __init__(self, text: str, confidence: float) -> None:
        self.text, self.confidence = text, confidence


def test_only_doubtful_lines_are_read_again() -> None:
    sure = [W("Sở", 0.96), W("Nội", 0.95), W("vụ", 0.97)]
    weak = [W("Sớ", 0.5), W("Nộl", 0.4), W("vụ", 0.9)]
    assert doubtful_lines({0: sure, 1: weak}) == [1]
    assert doubtful_lines({0: sure}) == []


def test_the_better_reading_is_kept() -> None:
    first = [W("Nộl", 0.5), W("vụ", 0.6)]
    second = [W("Nội", 0.8), W("vụ", 0.9)]
    assert better(first, second) == second
    assert better(second, first) == second
    assert better(second, [W("Nội", 0.99)]) == second  # it left a word out


# --- what is no word ------------------------------------------------------------------


def words(*told: tuple[str, float], line: int = 0, x: int = 100) -> list[ReadWord]:
    """Words of a line, each 60 pixels wide and 10 apart."""
    return [
        ReadWord(text, (x + 70 * n, 100, x + 70 * n + 60, 130), confidence, line, 0, 30)
        for n, (text, confidence) in enumerate(told)
    ]


def texts(read: list[ReadWord]) -> list[str]:
    return [word.text for word in read]


CLEAR = words(*[("Sở", 0.96)] * 12, line=9)


def test_scraps_of_a_seal_beside_a_sure_line_are_left_out() -> None:
    line = words(("-", 0.93), ("Ban", 0.96), ("Bí", 0.96), ("thư,", 0.97))
    seal = words(("SN", 0.35), ("Ả", 0.5), x=900)
    assert texts(without_junk([*CLEAR, *line, *seal]))[12:] == ["-", "Ban", "Bí", "thư,"]


def test_doubtful_words_stay_beside_sure_ones_and_on_poor_pages() -> None:
    name = words(("Bùi", 0.38), ("Gia", 0.96), ("Huân", 0.97))
    assert texts(without_junk([*CLEAR, *name]))[12:] == ["Bùi", "Gia", "Huân"]
    label = words(("b)", 0.4), x=100) + words(("Sở", 0.9), ("Y", 0.9), x=400)
    assert texts(without_junk([*CLEAR, *label]))[12:] == ["b)", "Sở", "Y"]
    poor = words(("Ban", 0.5), ("Bí", 0.4), ("thư", 0.5))
    assert without_junk(poor) == poor


def test_signs_that_begin_no_line_are_dirt() -> None:
    for first in (",", "„", "’"):
        line = words((first, 0.95), ("với", 0.96), ("Ủy", 0.97))
        assert texts(without_junk([*CLEAR, *line]))[12:] == ["với", "Ủy"]
    assert texts(without_junk([*CLEAR, *words(("-", 0.9), ("®", 0.9), ("Rà", 0.9))]))[12:] == [
        "®",
        "Rà",
    ]
    for first in ("-", "+", "•", "“"):
        line = words((first, 0.95), ("với", 0.96), ("Ủy", 0.97))
        assert texts(without_junk([*CLEAR, *line]))[12:] == [first, "với", "Ủy"]


@pytest.mark.parametrize("alone", ["31/3/2026.", "02/2026;", "I/2026", "85%;", "2030.", "quý."])
def test_what_ends_a_sentence_alone_on_its_line_stays(alone: str) -> None:
    open_line = words(
        *[(word, 0.97) for word in ["hoàn", "thành", "xong", "trước", "ngày"]], line=1
    )
    last = [replace(word, box=(100, 140, 220, 170)) for word in words((alone, 0.52), line=2)]
    assert texts(without_junk([*CLEAR, *open_line, *last]))[-1] == alone


def test_what_a_seal_leaves_below_a_line_is_no_end_of_it() -> None:
    role = words(*[(word, 0.97) for word in ["KT.", "CHỦ", "TỊCH", "PHÓ", "CHỦ", "TỊCH"]], line=1)
    ended = words(*[(word, 0.97) for word in ["của", "tất", "cả", "các", "cấp."]], line=1)
    scraps = [replace(word, box=(100, 140, 220, 170)) for word in words(("Ả2", 0.5), line=2)]
    sealed = [replace(word, box=(100, 140, 220, 170)) for word in words(("ca", 0.5), line=2)]
    assert texts(without_junk([*CLEAR, *role, *scraps]))[-1] == "TỊCH"
    assert texts(without_junk([*CLEAR, *ended, *sealed]))[-1] == "cấp."


def test_the_frame_of_a_stamp_is_no_letter() -> None:
    assert unframed(["PThời"], [0], [0.3]) == ["Thời"]
    assert unframed(["PThời", "PThời"], [0, 0], [0.9, 0.3]) == ["PThời", "PThời"]
    assert unframed(["UBnd", "Thời", "KHTH"], [0, 1, 2], [0.3] * 3) == ["UBnd", "Thời", "KHTH"]


HEADS = [
    ("ỦY BAN NHÂN DÂN CỘNG HÒA / TĨNH LẠNG SƠN Độc lập", "TỈNH"),
    ("ỦY BAN NHÂN DÂN TĨNH / Số: 12", "TỈNH"),
    ("TM. ỦY BAN NHÂN DÂN / HUYÊN BẮC SƠN", "HUYỆN"),
    ("HỘI ĐỒNG NHÂN DÂN / THANH PHỐ HUẾ", "THÀNH PHỐ"),
    ("TĨNH ỦY HÀ TĨNH ĐẢNG CỘNG SẢN", "TỈNH"),
    ("ĐẢNG BỘ TĨNH BẮC NINH", "TỈNH"),
    ("KT. CHÚ TỊCH / PHÓ CHỦ TỊCH", "CHỦ TỊCH"),
    ("THỨ TRƯỜNG / Đoàn Quang Hiến", "THỨ TRƯỞNG"),
    ("PHÓ BÍ THƯ THƯỜNG TRỰỤC", "PHÓ BÍ THƯ THƯỜNG TRỰC"),
    ("II. NHIỆM VỤ, GIAI PHÁP CHỦ YÊU / 1. Rà soát", "GIẢI PHÁP"),
]


@pytest.mark.parametrize(("page", "level"), HEADS)
def test_levels_of_bodies_in_capitals_are_put_right(page: str, level: str) -> None:
    lines = [line.split() for line in page.split(" / ")]
    numbers = [number for number, line in enumerate(lines) for _ in line]
    found, (change, *_) = mend_head([word for line in lines for word in line], numbers)
    assert change.real == level
    assert " ".join(found[change.start : change.end]) == level
    assert mend_head(found, numbers) == (found, [])


@pytest.mark.parametrize(
    "page",
    [
        "TỈNH ỦY HÀ TĨNH",
        "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        "ỦY BAN NHÂN DÂN tĩnh lặng",
        "THỊ XÃ TĨNH GIA",
        "ĐẢNG BỘ QUÂN ĐỘI",
        "GIỮ BÌNH TĨNH",
        "Ủy ban nhân dân / TĨNH LẠNG SƠN",
        "THU TRƯỞNG",
        "CHÚ / TỊCH",
        "Chú Tịch",
        "BAN CHẤP THUẬN",
    ],
)
def test_words_in_capitals_that_are_no_level_stay(page: str) -> None:
    lines = [line.split() for line in page.split(" / ")]
    numbers = [number for number, line in enumerate(lines) for _ in line]
    words = [word for line in lines for word in line]
    assert mend_head(words, numbers) == (words, [])


@pytest.mark.parametrize(
    ("read", "left"),
    [
        ([("Số:", 0.97), ("2{", 0.9), ("-KH/TU", 0.9)], "Số: -KH/TU"),
        ([("Số:", 0.97), ("2", 0.93), ("ƒ", 0.93), ("ĐØKH-UBND", 0.09)], "Số: KH-UBND"),
        (
            [("ngày\\", 0.5), ("4", 0.95), ("tháng", 0.9), ("1", 0.6), ("năm", 0.9)],
            "ngày tháng năm",
        ),
        (
            [("ngày", 0.97), ("4", 0.86), ("tháng", 0.9), ("11", 0.96), ("năm", 0.9)],
            "ngày tháng 11 năm",
        ),
    ],
)
def test_what_a_hand_wrote_is_not_invented(read: list[tuple[str, float]], left: str) -> None:
    kept, places = without_handwriting(words(*read))
    assert " ".join(texts(kept)) == left
    assert places


@pytest.mark.parametrize(
    "read",
    [
        [("Số:", 0.97), ("-KH/TU", 0.9)],
        [("Số:", 0.97), ("215/KH-UBND", 0.4)],
        [("số", 0.97), ("ĐØKH-UBND", 0.9)],
        [("Số", 0.97), ("45", 0.96), ("-KH/TU", 0.9)],
        [("ngày", 0.97), ("05", 0.96), ("tháng", 0.97), ("6", 0.95), ("năm", 0.97)],
        [("ngày", 0.97), ("đầu", 0.9), ("tháng", 0.97)],
        [("hằng", 0.97), ("tháng,", 0.97), ("quý,", 0.97), ("năm", 0.97)],
        [("tháng", 0.97), ("cuối", 0.96), ("quý)", 0.96), ("và", 0.96), ("năm", 0.97)],
        [("ngày", 0.97), ("(cuối)", 0.85), ("tháng", 0.97)],
        [("tháng", 0.97), ("quý);", 0.95), ("6", 0.7), ("năm", 0.97)],
        [("số", 0.97), ("lượng", 0.5), ("cán", 0.5), ("bộ", 0.5)],
        [("ngày", 0.97), ("làm", 0.3), ("việc", 0.3), ("trong", 0.9)],
    ],
)
def test_what_is_printed_stays(read: list[tuple[str, float]]) -> None:
    assert without_handwriting(words(*read)) == (words(*read), [])


def test_a_figure_that_two_models_read_is_printed() -> None:
    line = words(("ngày", 0.97), ("15", 0.87), ("tháng", 0.97), ("12", 0.97), ("năm", 0.97))
    assert without_handwriting(line, lambda _: ["ngày", "15", "tháng"]) == (line, [])
    for other in ([], ["ngày", "16", "tháng"], ["15", "tháng"], ["ngày", "15"]):
        assert without_handwriting(line, lambda _, other=other: other)[1] == ["ngày … tháng"]
    scrawl = words(("ngày", 0.97), ("15", 0.5), ("tháng", 0.97))
    assert without_handwriting(scrawl, lambda _: ["ngày", "15", "tháng"])[1]


def test_handwriting_in_a_number_is_told_of_with_its_place() -> None:
    other = words(("-KH/TU", 0.9), line=1)
    assert without_handwriting([*words(("Số:", 0.9), ("Z", 0.2)), *other])[1] == []
    assert without_handwriting(words(("Số:", 0.9), ("Z", 0.2), ("-KH/TU", 0.9)))[1] == [
        "Số: … -KH/TU"
    ]


def test_ink_without_words_is_looked_at_again() -> None:
    page = page_image(LINES * 4)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(BytesIO(font_data()), 25)
    for number in range(3):
        draw.text((700, 1300 + 36 * number), "TRƯỞNG BAN", fill=0, font=font)
    grey = np.asarray(page)
    read = [(140.0, 140.0, 1240.0, 1000.0)]
    [(x0, y0, x1, y1)] = unread_parts(grey, read, 72 / DPI)
    assert x0 <= 705 and x1 >= 850 and y0 <= 1310 and y1 >= 1380
    assert unread_parts(grey, [*read, (690, 1290, 900, 1420)], 72 / DPI) == []


# --- rules and tables -----------------------------------------------------------------


def test_rules_and_the_net_of_a_table_are_found() -> None:
    page = page_image(LINES * 2)
    draw = ImageDraw.Draw(page)
    draw.line((300, 100, 600, 100), fill=0, width=2)
    columns, rows = (200, 300, 700, 1000), (800, 900, 1000, 1100)
    for x in columns:
        draw.line((x, rows[0], x, rows[-1]), fill=0, width=2)
    for y in rows:
        draw.line((columns[0], y, columns[-1], y), fill=0, width=2)
    made = prepare(page)
    marks = find_marks(made, 72 / DPI)
    points = 72 / DPI
    assert any(
        rule.y0 == pytest.approx(100 * points, abs=2) and rule.x0 == pytest.approx(144, abs=3)
        for rule in marks.rules
    )
    [table] = marks.tables
    assert len(table.cells) == 9
    assert table.cells[4].row == table.cells[4].column == 1
    assert table.cells[4].x0 == pytest.approx(300 * points, abs=3)
    assert table.cells[4].y1 == pytest.approx(1000 * points, abs=3)
    assert np.asarray(marks.image).shape == made.image.shape


def test_plain_text_has_no_table() -> None:
    marks = find_marks(prepare(page_image(LINES * 6)), 72 / DPI)
    assert marks.tables == () and marks.rules == ()


# --- dust -----------------------------------------------------------------------------


def ink(grey: np.ndarray) -> int:
    return int((grey < 128).sum())


@pytest.mark.parametrize("dpi", [200, 300])
def test_lone_dots_go_and_points_and_marks_stay(dpi: int) -> None:
    page = np.asarray(page_image(LINES * 10, dpi)).copy()
    assert ink(prepare(Image.fromarray(page)).image) == pytest.approx(ink(page), rel=0.02)
    dusty = page.copy()
    dots = np.random.default_rng(5).random(page.shape) < 0.001
    dusty[dots] = 0
    left = prepare(Image.fromarray(dusty)).image
    assert ink(dusty[: dpi // 12]) > 20  # above the first line
    assert ink(left[: dpi // 12]) == 0
    assert ink(left) == pytest.approx(ink(page), rel=0.05)


# --- the road -------------------------------------------------------------------------


@needs_model
def test_a_page_is_read_with_places_and_confidences() -> None:
    with Recogniser() as recogniser:
        page = recogniser.page(page_image(), 1, dpi=DPI, options=Options())
    assert page.origin == TextOrigin.OCR
    assert page.confidence is not None and page.confidence > 0.8
    [code] = [word for word in page.words if word.text == "28-NQ/TW."]
    assert code.y0 == pytest.approx(72 + 2 * 0.32 * 72, abs=8)
    assert all(0 <= word.x0 < word.x1 <= page.width for word in page.words)


@needs_model
@pytest.mark.parametrize("degrees", [0.0, 2.5, -3.0])
def test_words_stand_within_three_points_of_their_ink(degrees: float) -> None:
    plain = page_image(LINES * 3, 200)
    image = plain.rotate(-degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    with Recogniser() as recogniser:
        page = recogniser.page(image, 1, dpi=200, options=Options())
    [word, *_] = [word for word in page.words if word.text.startswith("28-NQ/TW")]
    dark = np.asarray(image) < 128
    x0, y0, x1, y1 = (round(value / 72 * 200) for value in (word.x0, word.y0, word.x1, word.y1))
    edge = round(3 / 72 * 200)
    inner = dark[y0 + edge : y1 - edge, x0 + edge : x1 - edge]
    assert inner.any()
    # ink begins and ends where the box does
    down, across = np.nonzero(dark[y0 - edge : y1 + edge, x0 - 2 : x1 + 2])
    assert across.min() <= edge + 2 and across.max() >= x1 - x0 - edge
    assert down.min() <= 2 * edge and down.max() >= y1 - y0


@needs_model
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_upright(degrees: int) -> None:
    image = turned(page_image(LINES * 5), degrees)
    with Recogniser() as recogniser:
        page = recogniser.page(image, 1, dpi=DPI, options=Options())
    assert page.rotation == (360 - degrees) % 360
    assert "Thanh" in [word.text for word in page.words]


@needs_model
def test_an_image_gives_tasks(tmp_path: Path) -> None:
    from pipeline.run.document import document_rows

    rows = document_rows(saved(page_image(), tmp_path / "trang.png"))
    [document] = rows["documents"]
    assert (document["media"], document["text_origin"]) == ("image", "ocr")
    assert document["ocr_confidence"] > 0.8
    assert [task["path"] for task in rows["tasks"]] == ["I/1", "I/2"]
    assert all(task["regions"] for task in rows["tasks"])
    assert [row["unit"] for row in rows["responsibilities"] if row["role"] == "lead"] == [
        "Sở Nội vụ",
        "Thanh tra tỉnh",
    ]


@needs_model
def test_every_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    second = page_image(["3. Công an tỉnh phối hợp."])
    path = tmp_path / "hai trang.tif"
    page_image().save(path, save_all=True, append_images=[second], dpi=(DPI, DPI))
    source = read(path)
    assert [page.number for page in source.pages] == [1, 2]
    assert "Công an tỉnh" in source.text[source.pages[1].char_start :]


@needs_model
def test_a_scanned_pdf_is_recognised_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    page_image().save(path, resolution=DPI)
    source = read(path)
    assert source.text_origin == TextOrigin.OCR
    assert source.pages[0].decided
    assert IssueCode.OCR_USED in [issue.code for issue in source.issues]
    assert "28-NQ/TW" in source.text


def test_a_scan_without_recognition_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    page_image().save(path, resolution=DPI)
    with pytest.raises(IngestError) as caught:
        read(path, options=Options(ocr=OcrMode.NEVER))
    assert "--ocr auto" in caught.value.what_to_do


@needs_model
def test_a_page_whose_time_is_over_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    page_image(LINES * 8, 300).save(path, resolution=300)
    with pytest.raises(IngestError) as caught:
        read(path, options=Options(Limits(page_seconds=0.001)))
    assert "took more than" in caught.value.problem


def test_an_image_with_too_many_pixels_is_refused(tmp_path: Path) -> None:
    path = saved(page_image(), tmp_path / "lớn.png")
    with pytest.raises(IngestError) as caught:
        read(path, options=Options(Limits(max_pixels=1000)))
    assert "pixels" in caught.value.problem


@needs_model
def test_a_blank_image_gives_no_text(tmp_path: Path) -> None:
    blank = Image.new("L", (1240, 1754), 255)
    with pytest.raises(IngestError) as caught:
        read(saved(blank, tmp_path / "trắng.png"))
    assert "no text was found" in caught.value.problem


def test_a_missing_model_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pipeline.ocr.models._FOLDERS", (str(tmp_path),))
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    assert find_model(("Vietnamese",)) is None
    with pytest.raises(OcrUnavailable, match="tesseract-ocr-script-viet"):
        Recogniser().page(page_image(), 1, dpi=DPI, options=Options())


def test_the_resolution_is_the_files_or_that_of_paper() -> None:
    image = page_image()
    assert dots_an_inch(image) == DPI
    image.info["dpi"] = (72, 72)
    assert dots_an_inch(image) == pytest.approx(DPI, rel=0.01)
    del image.info["dpi"]
    assert dots_an_inch(image) == pytest.approx(DPI, rel=0.01)


def test_a_blob_that_is_no_image_says_what_it_is() -> None:
    from pipeline.ingest.image import read_image

    with pytest.raises(IngestError) as caught:
        read_image(Blob("a.png", Media.IMAGE, b"%PDF-1.4\n", "0" * 64), Options())
    assert "PDF" in caught.value.problem
