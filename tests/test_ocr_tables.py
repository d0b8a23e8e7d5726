"""Ruled tables of scans: cells on pages that lie askew, numbers of rows, lines overlooked."""

from __future__ import annotations

from io import BytesIO
from math import cos, radians, sin

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from typeset import font_data

from pipeline.ingest.page_lines import page_lines
from pipeline.ingest.words import PageWords, TableCell, Word
from pipeline.model import IssueCode
from pipeline.ocr.engine import ReadWord, _unread_table, cell_by_cell
from pipeline.ocr.marks import Marks, find_marks
from pipeline.ocr.prepare import prepare
from pipeline.ocr.row_labels import Row, headed, mend_numbers, numerals_of_groups, table_rows
from pipeline.ocr.unread import unread_in_cells

DPI = 150
COLUMNS = (150, 220, 560, 760, 960, 1130)
ROWS = (400, 460, 500, 580, 660, 700, 780)
GROUPS = (1, 4)  # rows of which one cell goes across the table


def drawn(width: int = 2, broken: int = 0) -> tuple[Image.Image, dict[tuple[int, int], str]]:
    """A page with a table and its texts by row and column; `broken` pixels of each 40 of a
    rule are not there."""
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(BytesIO(font_data()), 22)
    for number in range(8):
        draw.text((150, 120 + 30 * number), "Căn cứ Luật Tổ chức chính quyền địa phương", 0, font)
    for y in ROWS:
        draw.line((COLUMNS[0], y, COLUMNS[-1], y), fill=0, width=width)
    for top, bottom, row in zip(ROWS, ROWS[1:], range(len(ROWS)), strict=False):
        for x in (*COLUMNS[:2], COLUMNS[-1]) if row in GROUPS else COLUMNS:
            draw.line((x, top, x, bottom), fill=0, width=width)
    pixels = np.asarray(page).copy()
    if broken:
        for at in range(0, 1240, 40):
            for y in ROWS:
                pixels[y - 3 : y + 4, at : at + broken] = 255
            for x in COLUMNS:
                down = pixels[at + 380 : at + 380 + broken]
                down[:, x - 3 : x + 4] = 255
    page = Image.fromarray(pixels)
    draw, texts = ImageDraw.Draw(page), {}
    for row, top in enumerate(ROWS[:-1]):
        for column, left in enumerate(COLUMNS[:2] if row in GROUPS else COLUMNS[:-1]):
            texts[row, column] = f"r{row}c{column}"
            draw.text((left + 8, top + 6), texts[row, column], 0, font)
    page.info["dpi"] = (DPI, DPI)
    return page, texts


def turned_point(x: float, y: float, degrees: float) -> tuple[float, float]:
    """Where a point of the page is once the page is turned anticlockwise."""
    a, dx, dy = radians(degrees), x - 620, y - 877
    return 620 + dx * cos(a) + dy * sin(a), 877 - dx * sin(a) + dy * cos(a)


@pytest.mark.parametrize("degrees", [0.0, 0.4, -0.9, 1.6, -1.6, 2.8])
def test_words_of_a_table_that_lies_askew_stand_in_their_cells(degrees: float) -> None:
    page, texts = drawn()
    askew = page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    prepared = prepare(askew)
    [table] = find_marks(prepared, 72 / DPI).tables
    words = []
    for (row, column), text in texts.items():
        # at the left and the right end of the cell, on its first line
        right = COLUMNS[-1] if row in GROUPS and column else COLUMNS[column + 1]
        for x in (COLUMNS[column] + 30, right - 30):
            left, top = turned_point(x, ROWS[row] + 18, degrees)
            box = (value * 72 / DPI for value in (left - 20, top - 10, left + 20, top + 10))
            words.append(Word(text, *box))
    pagewords = PageWords(1, 595, 842, tuple(words), skew=prepared.skew, tables=(table,))
    flow, [(_, inside)] = page_lines(pagewords)
    found = {
        (cell.row, cell.column): [word.text for word in own]
        for cell, own in zip(table.cells, inside, strict=True)
    }
    assert not flow
    assert found == {place: [text, text] for place, text in texts.items()}


@pytest.mark.parametrize("width", [2, 3])
@pytest.mark.parametrize("degrees", [0.0, 1.1])
def test_broken_rules_are_bridged(width: int, degrees: float) -> None:
    page, texts = drawn(width, broken=6)
    askew = page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    [table] = find_marks(prepare(askew), 72 / DPI).tables
    assert {(cell.row, cell.column) for cell in table.cells} == set(texts)


@pytest.mark.parametrize("broken", [0, 6])
@pytest.mark.parametrize("degrees", [0.0, 0.6])
def test_a_row_that_the_page_s_end_cut_is_a_row(degrees: float, broken: int) -> None:
    """Its upright lines end where the page does, with none across."""
    page, texts = drawn(3, broken=broken)
    pixels = np.asarray(page).copy()
    pixels[ROWS[-1] - 5 : ROWS[-1] + 6, :] = 255
    askew = Image.fromarray(pixels)
    askew.info["dpi"] = (DPI, DPI)
    askew = askew.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    [table] = find_marks(prepare(askew), 72 / DPI).tables
    assert {(cell.row, cell.column) for cell in table.cells} == set(texts)


def test_rules_that_are_too_broken_are_told_of() -> None:
    page, _ = drawn()
    pixels = np.asarray(page).copy()
    rng = np.random.default_rng(1)
    for y in ROWS:
        for x in range(COLUMNS[0], COLUMNS[-1], 30):
            if rng.random() < 0.4:
                pixels[y - 2 : y + 3, x : x + 14] = 255
    for x in COLUMNS:
        for y in range(ROWS[0], ROWS[-1], 30):
            if rng.random() < 0.4:
                pixels[y : y + 14, x - 2 : x + 3] = 255
    marks = find_marks(prepare(Image.fromarray(pixels)), 72 / DPI)
    assert marks.unread or marks.tables
    assert not find_marks(prepare(drawn()[0]), 72 / DPI).unread


def test_an_unread_table_gives_an_issue() -> None:
    (issue,) = _unread_table(Marks((), (), np.zeros((9, 9), np.uint8), unread=True), 4)
    assert (issue.code, issue.page) == (IssueCode.TABLE_UNREAD, 4)
    assert not list(_unread_table(Marks((), (), np.zeros((9, 9), np.uint8)), 4))


# --- numbers of rows ------------------------------------------------------------------


def rows(*told: str | tuple[str, float], groups: str = "I H 11 IV") -> list[Row]:
    made = []
    for n, item in enumerate(told):
        text, confidence = item if isinstance(item, tuple) else (item, 0.97)
        words = (n,) if text else ()
        made.append(Row((0, 0, 9, 9), words, text, confidence, text in groups.split()))
    return made


def mended(told: list[Row], *readings: str) -> list[str]:
    found = dict(mend_numbers(told, lambda _: readings))
    return [found.get(n, row.text) for n, row in enumerate(told)]


@pytest.mark.parametrize(
    ("read", "again", "real"),
    [
        (["7", "8", ("d", 0.0), "10"], [], "7 8 9 10"),
        (["TT", "I", "1", "2", "11", ("Ờ", 0.1), "4"], [], "TT I 1 2 11 3 4"),
        (["1.", "2.", ("2.", 0.12), ("„", 0.0), "5."], [], "1. 2. 3. 4. 5."),
        (["TT", "12", ("l5", 0.88)], ["15", "13"], "TT 12 13"),
        (["11", "12", "15"], ["13"], "11 12 13"),
        (["1", "2", "5", "4"], [], "1 2 3 4"),
        (["1", "2", "2", "4"], ["3"], "1 2 3 4"),
        (["8", "3", "10", "11"], [], "8 9 10 11"),
        (["5", ("G6", 0.61), "7", "8"], [], "5 6 7 8"),
        (["5", "6", "Z", "8"], [], "5 6 7 8"),
        (["TT", ("Ì", 0.64), "2", "3"], [], "TT 1 2 3"),
        (["10", ("1Ì", 0.66)], [], "10 1Ì"),
        (["9", "10", ("1Ì", 0.66)], [], "9 10 11"),
    ],
)
def test_numbers_of_rows_follow_those_around(
    read: list[str | tuple[str, float]], again: list[str], real: str
) -> None:
    told = rows(*read, groups="I 11" if "I" in read else "")
    assert " ".join(mended(told, *again)) == real


@pytest.mark.parametrize(
    ("read", "again"),
    [
        (["1", "2", "2", "4"], ["2"]),  # the document miscounts
        (["11", "12", "15"], ["15"]),
        (["1", "2", "", "4"], ["3"]),  # an empty cell stays empty
        (["1", "2", "1", "2"], ["2"]),  # counting begins anew
        (["1", "2", "a", "b", "3"], ["3"]),
        (["3", "a", "4"], ["4"]),
        (["x", "5", "6"], ["9"]),
        (["1", "2", ("a", 0.5), ("b", 0.5), "3"], ["3"]),
        (["Nội dung", ("x", 0.1), "30%"], ["1"]),  # no column of numbers
        (["4", "2", ("d", 0.1), "9"], ["3"]),
    ],
)
def test_numbers_of_rows_that_may_be_right_stay(
    read: list[str | tuple[str, float]], again: list[str]
) -> None:
    told = rows(*read, groups="")
    assert mended(told, *again) == [row.text for row in told]


def test_strokes_are_numerals_in_rows_that_group() -> None:
    assert numerals_of_groups(rows("I", "1", "H", "2", "11", "IV")) == [0, 2, 4]
    assert numerals_of_groups(rows("1", "2", "11", "12", groups="")) == []
    assert numerals_of_groups(rows("A", "11", "B", groups="A B 11")) == []


def test_rows_are_told_by_their_first_cells() -> None:
    cells = [
        *(TableCell(0, n, 1, 1, 10 * n, 0, 10 * n + 10, 10) for n in range(3)),
        TableCell(1, 0, 1, 1, 0, 10, 10, 20),
        TableCell(1, 1, 1, 2, 10, 10, 30, 20),
    ]
    first, second = table_rows(cells, [(5, 15), (15, 5), (5, 5)], ["I", "x", "1"], [0.9, 1, 0.8])
    assert (first.text, first.words, first.group) == ("1", (2,), False)
    assert (second.text, second.words, second.group) == ("I", (0,), True)


# --- lines overlooked -----------------------------------------------------------------


def test_the_second_line_of_a_cell_that_was_not_read_is_found() -> None:
    image = np.full((200, 300), 255, np.uint8)
    image[30:50, 20:90] = image[80:100, 20:90] = 0
    cell = (0, 0, 300, 200)
    [(x0, y0, x1, y1)] = unread_in_cells(image, [cell], [(18, 28, 92, 52)], 30)
    assert (x0, x1) == (0, 300)
    assert 50 < y0 <= 80 and 100 <= y1 < 115
    both = [(18, 28, 92, 52), (18, 78, 92, 102)]
    assert list(unread_in_cells(image, [cell], both, 30)) == []
    assert list(unread_in_cells(image, [cell], [], 30)) == [cell]
    assert list(unread_in_cells(np.full_like(image, 255), [cell], [], 30)) == []


def test_words_of_a_cell_come_together() -> None:
    def word(text: str, x: int, y: int, line: int) -> ReadWord:
        return ReadWord(text, (x, y, x + 30, y + 20), 0.9, line, 0, 20)

    read = [
        word("Quý", 10, 10, 1),
        word("Chứng", 110, 10, 1),
        word("chỉ", 150, 10, 1),
        word("bảng", 10, 300, 2),
        word("III/2026", 10, 40, 3),
    ]
    found = cell_by_cell(read, [(0, 0, 100, 80), (100, 0, 200, 80)])
    assert [word.text for word in found] == ["bảng", "Quý", "III/2026", "Chứng", "chỉ"]
    assert len({word.block for word in found}) == 3
    assert found[1].line != found[2].line and found[3].line == found[4].line
    assert cell_by_cell(read, []) == read


def test_a_header_with_a_letter_lost_is_put_right() -> None:
    assert headed(rows("T", "1", "2")) == (0, "TT")
    assert headed(rows("STI", "1", "2")) == (0, "STT")
    assert headed(rows("TT", "1", "2")) is None
    assert headed(rows("T", "a", "b")) is None
    assert headed(rows("I", "1", "2")) is None
