"""Bold print told from pictures: by line, by the first words of one, beside what is usual."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from typeset import font_data

from pipeline.ingest import Options
from pipeline.ocr import Recogniser, missing
from pipeline.ocr.prepare import Grey
from pipeline.ocr.weight import bold_words

needs_model = pytest.mark.skipif(bool(missing()), reason="; ".join(missing()) or "-")

BODY = [
    "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát quy chế",
    "làm việc của các cơ quan, đơn vị theo Nghị quyết của Tỉnh ủy",
    "và báo cáo kết quả thực hiện với Ủy ban nhân dân tỉnh.",
]
HEADING = "Nhiệm vụ và giải pháp"


class Drawn(NamedTuple):
    """A page with its words, as a recognition would give them."""

    image: Grey
    boxes: list[tuple[float, float, float, float]]
    heights: list[float]
    texts: list[str]
    lines: list[int]

    def bold_lines(self) -> list[str]:
        """What is bold, line by line."""
        told: dict[int, list[str]] = {}
        for text, line, bold in zip(self.texts, self.lines, bold_words(*self), strict=True):
            if bold:
                told.setdefault(line, []).append(text)
        return [" ".join(words) for words in told.values()]


def drawn(lines: list[list[tuple[str, bool]]], dpi: int = 200, size: float = 13) -> Drawn:
    """Each line is pieces of text, each in bold or not."""
    page = Drawn(np.zeros((0, 0), np.uint8), [], [], [], [])
    image = Image.new("L", (round(8.27 * dpi), round((len(lines) + 2) * 0.4 * dpi)), 255)
    draw = ImageDraw.Draw(image)
    fonts = {
        bold: ImageFont.truetype(BytesIO(font_data(bold)), round(size * dpi / 72))
        for bold in (False, True)
    }
    for number, pieces in enumerate(lines):
        x, y = dpi / 2, (number + 1) * 0.4 * dpi
        for text, bold in pieces:
            for word in text.split():
                box = draw.textbbox((x, y), word, font=fonts[bold])
                draw.text((x, y), word, fill=20, font=fonts[bold])
                page.boxes.append(tuple(map(float, box)))
                page.heights.append(size * dpi / 72)
                page.texts.append(word)
                page.lines.append(number)
                x = box[2] + 0.3 * size * dpi / 72
    return page._replace(image=np.asarray(image))


def regular(lines: list[str]) -> list[list[tuple[str, bool]]]:
    return [[(line, False)] for line in lines]


PAGE = [[("I. NHIỆM VỤ", True)], [(HEADING, True)], *regular(BODY * 2)]


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_bold_lines_are_told_apart(dpi: int) -> None:
    assert drawn(PAGE, dpi).bold_lines() == ["I. NHIỆM VỤ", HEADING]


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_page_without_bold_has_none(dpi: int) -> None:
    page = drawn([[("I. NHIỆM VỤ", False)], [(HEADING, False)], *regular(BODY * 2)], dpi)
    assert page.bold_lines() == []


def test_soft_edges_and_noise_of_a_scanner_change_nothing() -> None:
    page = drawn(PAGE)
    soft = cv2.GaussianBlur(page.image, (0, 0), 1.1).astype(np.float32)
    noise = np.random.default_rng(5).normal(0, 6, soft.shape)
    scanned = page._replace(image=np.clip(soft + noise, 0, 255).astype(np.uint8))
    assert scanned.bold_lines() == ["I. NHIỆM VỤ", HEADING]


def test_black_and_white_is_told_as_well() -> None:
    page = drawn(PAGE)
    flat = page._replace(image=np.where(page.image < 128, 0, 255).astype(np.uint8))
    assert flat.bold_lines() == ["I. NHIỆM VỤ", HEADING]


@pytest.mark.parametrize(
    ("heavy", "rest"),
    [
        ("1. Công tác cán bộ.", "Rà soát quy hoạch, bổ sung nhân sự."),
        ("9. Ban Tuyên giáo và Dân vận Tỉnh ủy", "hướng dẫn tuyên truyền,"),
    ],
)
def test_a_bold_opening_ends_where_it_does(heavy: str, rest: str) -> None:
    page = drawn([[(heavy, True), (rest, False)], *regular(BODY * 2)])
    assert page.bold_lines() == [heavy]


def test_a_bold_word_inside_a_sentence_is_not_told() -> None:
    line = [("Rà soát", False), ("quy hoạch", True), ("và bổ sung nhân sự các đơn vị.", False)]
    assert drawn([line, *regular(BODY * 2)]).bold_lines() == []


@pytest.mark.parametrize(("heavy", "told"), [(True, ["hậu"]), (False, [])])
def test_the_last_word_of_a_heading_is_bold_below_it(heavy: bool, told: list[str]) -> None:
    heading = "1. Chủ động thích ứng với biến đổi khí"
    page = drawn([[(heading, True)], [("hậu", heavy)], *regular(BODY * 2)])
    assert page.bold_lines() == [heading, *told]


def test_a_short_word_alone_is_not_bold() -> None:
    assert drawn([*regular(BODY * 2), [("hậu", True)]]).bold_lines() == []


def test_a_few_words_tell_no_usual_width() -> None:
    assert drawn([[(HEADING, True)], *regular(BODY[:1])]).bold_lines() == []


def test_small_print_is_not_bold_for_its_blur() -> None:
    page = drawn(regular(BODY * 2))
    note = drawn(regular(["Ghi chú: số liệu tính đến cuối năm"]), size=8)
    soft = cv2.GaussianBlur(note.image, (0, 0), 1.5)
    top = page.image.shape[0]
    both = Drawn(
        np.vstack([page.image, soft]),
        [*page.boxes, *((a, b + top, c, d + top) for a, b, c, d in note.boxes)],
        [*page.heights, *note.heights],
        [*page.texts, *note.texts],
        [*page.lines, *(line + 100 for line in note.lines)],
    )
    assert both.bold_lines() == []


def test_pale_print_has_no_weight() -> None:
    page = drawn(PAGE)
    pale = page._replace(image=(page.image // 8 + 220).astype(np.uint8))
    assert pale.bold_lines() == []


def test_no_words_have_no_weight() -> None:
    assert bold_words(np.full((40, 40), 255, np.uint8), [], [], [], []) == []


@needs_model
def test_a_recognised_page_tells_its_bold_lines() -> None:
    image = Image.fromarray(np.pad(drawn(PAGE).image, ((0, 900), (0, 0)), constant_values=255))
    with Recogniser() as recogniser:
        page = recogniser.page(image, 1, dpi=200, options=Options())
    bold = " ".join(word.text for word in page.words if word.bold)
    assert bold == f"I. NHIỆM VỤ {HEADING}"
