"""Pages that are cut from a larger sheet, or whose text lies on its side."""

from __future__ import annotations

import ctypes
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from pdf_reading import cells_of, lines_of
from typeset import HEADER, HEIGHT, LEFT, WIDTH, Typesetter, grid

from pipeline.ingest import read
from pipeline.model import Source

ROWS = [
    HEADER,
    ["1", "Rà soát quy chế", "Sở Nội vụ", "Quý II"],
    ["2", "Kinh phí", "Sở Y tế", "30/9"],
]
LINES = ["I. NHIỆM VỤ", "Các cơ quan thực hiện những nhiệm vụ sau trong năm 2024:"]


@pytest.fixture
def document() -> pdfium.PdfDocument:
    setter = Typesetter()
    setter.new_page()
    for line in LINES:
        setter.words(line, LEFT, setter.y)
        setter.y += 20
    grid(setter, ROWS, setter.y, bold_first=True)
    return pdfium.PdfDocument(setter.data())


def source_of(document: pdfium.PdfDocument, folder: Path) -> Source:
    out = BytesIO()
    document.save(out)
    (folder / "a.pdf").write_bytes(out.getvalue())
    return read(folder / "a.pdf")


def first_word(source: Source) -> tuple[float, float]:
    assert source.words is not None
    [box] = [box for _, _, box, _ in source.words.within(0, 2)]
    return box.x0, box.y1


def assert_read(source: Source, left: float = 0.0, top: float = 0.0) -> None:
    assert lines_of(source) == LINES
    assert cells_of(source) == [text for row in ROWS for text in row]
    x, y = first_word(source)
    assert (x, y) == (pytest.approx(LEFT - left, abs=4), pytest.approx(60 - top, abs=4))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop", "left", "top"),
    [
        ((-100, -50, WIDTH + 60, HEIGHT + 20), (0, 0, WIDTH, HEIGHT), 0, 0),
        ((-100, -50, WIDTH + 60, HEIGHT + 20), (20, 30, WIDTH - 5, HEIGHT - 10), 20, 10),
        ((0, 0, WIDTH, HEIGHT), (-30, -40, WIDTH + 50, HEIGHT + 60), 0, 0),  # cut by the sheet
    ],
)
def test_tables_are_found_on_a_page_cut_from_a_sheet(
    document: pdfium.PdfDocument,
    media: tuple[float, ...],
    crop: tuple[float, ...],
    left: float,
    top: float,
    rotation: int,
    tmp_path: Path,
) -> None:
    page = document[0]
    page.set_mediabox(*media)
    page.set_cropbox(*crop)
    page.set_rotation(rotation)
    assert_read(source_of(document, tmp_path), left, top)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_shown_on_its_side_is_turned(
    document: pdfium.PdfDocument, rotation: int, tmp_path: Path
) -> None:
    document[0].set_rotation(rotation)
    source = source_of(document, tmp_path)
    assert_read(source)
    [page] = source.pages
    assert (page.rotation, page.width, page.height) == (360 - rotation, WIDTH, HEIGHT)


# Drawn on its side by the matrix, on a sheet of that shape.
DRAWN = {
    90: ((0, 1, -1, 0, HEIGHT, 0), (HEIGHT, WIDTH)),
    180: ((-1, 0, 0, -1, WIDTH, HEIGHT), (WIDTH, HEIGHT)),
    270: ((0, -1, 1, 0, 0, WIDTH), (HEIGHT, WIDTH)),
}


@pytest.mark.parametrize("turn", DRAWN)
def test_text_drawn_on_its_side_is_turned(
    document: pdfium.PdfDocument, turn: int, tmp_path: Path
) -> None:
    matrix, size = DRAWN[turn]
    page = document[0]
    changed = pdfium_c.FPDFPage_TransFormWithClip(
        page.raw, ctypes.byref(pdfium_c.FS_MATRIX(*matrix)), None
    )
    assert changed
    page.set_mediabox(0, 0, *size)
    source = source_of(document, tmp_path)
    assert_read(source)
    assert source.pages[0].rotation == turn


def test_a_page_drawn_and_shown_on_its_side_stands_upright(
    document: pdfium.PdfDocument, tmp_path: Path
) -> None:
    matrix, size = DRAWN[90]
    page = document[0]
    pdfium_c.FPDFPage_TransFormWithClip(page.raw, ctypes.byref(pdfium_c.FS_MATRIX(*matrix)), None)
    page.set_mediabox(0, 0, *size)
    page.set_rotation(90)
    source = source_of(document, tmp_path)
    assert_read(source)
    assert source.pages[0].rotation == 0


def ruled(rows: list[list[str]], folder: Path) -> Source:
    """A page with lines and, below them, a ruled table with as many columns as the rows have."""
    setter = Typesetter()
    setter.new_page()
    for line in LINES:
        setter.words(line, LEFT, setter.y)
        setter.y += 20
    top, width = setter.y, (WIDTH - 2 * LEFT) / len(rows[0])
    edges = [LEFT + width * n for n in range(len(rows[0]) + 1)]
    for number, row in enumerate([*rows, []]):
        setter.rule(edges[0], top + 22 * number, edges[-1], top + 22 * number)
        for x, text in zip(edges, row, strict=False):
            setter.words(text, x + 3, top + 22 * number + 15, 10)
    for x in edges:
        setter.rule(x, top, x, top + 22 * len(rows))
    return source_of(pdfium.PdfDocument(setter.data()), folder)


def test_a_signature_in_a_ruled_table_is_lines_in_columns(tmp_path: Path) -> None:
    rows = [["Nơi nhận:", "KT. CHỦ TỊCH"], ["- Như trên;", "PHÓ CHỦ TỊCH"]]
    source = ruled(rows, tmp_path)
    assert source.tables == ()
    assert lines_of(source)[-4:] == ["Nơi nhận:", "- Như trên;", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert [line.column for line in source.lines[-4:]] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "rows",
    [
        [["Báo cáo", "Thời hạn", "Nơi nhận"], ["Báo cáo quý", "30/9", "Sở Y tế"]],
        [["1", "Nơi nhận: Sở Y tế", "30/9", "x"], ["2", "Sở Nội vụ", "15/12", "y"]],
    ],
)
def test_a_table_that_names_who_receives_stays_one(rows: list[list[str]], tmp_path: Path) -> None:
    assert len(ruled(rows, tmp_path).tables) == 1
