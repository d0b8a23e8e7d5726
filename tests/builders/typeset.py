"""Sets Vietnamese text as PDF pages, for tests: lines where they are told to stand."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 85.0, 539.0, 60.0, 780.0
INDENT, PITCH, SIZE = 36.0, 18.0, 12.0


def font_data(bold: bool = False, italic: bool = False) -> bytes:
    """A face with all Vietnamese letters; matplotlib ships it."""
    import matplotlib

    style = {(False, False): "", (True, False): "-Bold", (False, True): "-Italic"}.get(
        (bold, italic), "-BoldItalic"
    )
    folder = Path(matplotlib.get_data_path()) / "fonts/ttf"
    return (folder / f"DejaVuSerif{style}.ttf").read_bytes()


@cache
def _measure(bold: bool, size: float) -> object:
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(font_data(bold)), 1000)


def width_of(text: str, size: float = SIZE, bold: bool = False) -> float:
    return _measure(bold, size).getlength(text) * size / 1000  # type: ignore[attr-defined]


@dataclass
class Typesetter:
    """Pages with text and lines; heights are counted from the top, as people see them."""

    document: pdfium.PdfDocument = field(default_factory=pdfium.PdfDocument.new)
    fonts: dict[bool, object] = field(default_factory=dict)
    page: pdfium.PdfPage | None = None
    y: float = TOP

    def _font(self, bold: bool) -> object:
        if bold not in self.fonts:
            data = font_data(bold)
            buffer = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
            self.fonts[bold] = pdfium_c.FPDFText_LoadFont(
                self.document.raw, buffer, len(data), pdfium_c.FPDF_FONT_TRUETYPE, True
            )
        return self.fonts[bold]

    def new_page(self, number: int | None = None) -> None:
        """Ends the page, if there is one, and begins another; its number at its top."""
        if self.page is not None:
            self.page.gen_content()
        self.page = self.document.new_page(WIDTH, HEIGHT)
        self.y = TOP
        if number is not None:
            self.words(str(number), (WIDTH - width_of(str(number))) / 2, 40)

    def words(self, text: str, x: float, y: float, size: float = SIZE, bold: bool = False) -> None:
        """A run of text with its baseline at `y`."""
        item = pdfium_c.FPDFPageObj_CreateTextObj(self.document.raw, self._font(bold), size)
        encoded = (text + "\0").encode("utf-16-le")
        buffer = ctypes.create_string_buffer(encoded)
        pdfium_c.FPDFText_SetText(item, ctypes.cast(buffer, pdfium_c.FPDF_WIDESTRING))
        pdfium_c.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, HEIGHT - y)
        pdfium_c.FPDFPage_InsertObject(self.page.raw, item)  # type: ignore[union-attr]

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        item = pdfium_c.FPDFPageObj_CreateNewPath(x0, HEIGHT - y0)
        pdfium_c.FPDFPath_LineTo(item, x1, HEIGHT - y1)
        pdfium_c.FPDFPath_SetDrawMode(item, 0, True)
        pdfium_c.FPDFPageObj_SetStrokeWidth(item, 0.7)
        pdfium_c.FPDFPage_InsertObject(self.page.raw, item)  # type: ignore[union-attr]

    def centred(self, text: str, centre: float = (LEFT + RIGHT) / 2, bold: bool = False) -> None:
        self.words(text, centre - width_of(text, bold=bold) / 2, self.y, bold=bold)
        self.y += PITCH

    def paragraph(self, text: str, indent: float = INDENT, bold: bool = False) -> None:
        """A justified paragraph with its first line set in; goes on over pages."""
        words, line = text.split(), []
        x = LEFT + indent
        for word in words:
            if line and x + width_of(" ".join([*line, word]), bold=bold) > RIGHT:
                self._justified(line, x, bold)
                line, x = [], LEFT
            line.append(word)
        if line:
            self._room()
            self.words(" ".join(line), x, self.y, bold=bold)
            self.y += PITCH
        self.y += 6

    def _room(self) -> None:
        if self.y > BOTTOM:
            self.new_page(len(self.document) + 1)

    def _justified(self, line: list[str], x: float, bold: bool) -> None:
        self._room()
        free = RIGHT - x - sum(width_of(word, bold=bold) for word in line)
        gap = free / max(1, len(line) - 1)
        for word in line:
            self.words(word, x, self.y, bold=bold)
            x += width_of(word, bold=bold) + gap
        self.y += PITCH

    def data(self) -> bytes:
        """The PDF."""
        if self.page is not None:
            self.page.gen_content()
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()


HEADER = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
COLUMNS = (85.0, 120.0, 320.0, 430.0, 539.0)


def grid(setter: Typesetter, rows: list[list[str]], top: float, bold_first: bool = False) -> float:
    """A ruled table; one line of text a cell. Gives its lower edge."""
    y = top
    for number, row in enumerate(rows):
        setter.rule(COLUMNS[0], y, COLUMNS[-1], y)
        for x, text in zip(COLUMNS, row, strict=False):
            setter.words(text, x + 3, y + 15, 10, bold_first and number == 0)
        y += 22
    setter.rule(COLUMNS[0], y, COLUMNS[-1], y)
    for x in COLUMNS:
        setter.rule(x, top, x, y)
    return y
