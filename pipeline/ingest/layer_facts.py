"""What a PDF page's objects say of its text layer, without recognising anything."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    import pypdfium2 as pdfium

__all__ = ["LINE_HYPHEN", "LayerFacts", "count_bad", "facts_of"]

# What pdfium writes for a hyphen at a line's end.
LINE_HYPHEN = "\ufffe"
_PRIVATE = regex.compile(r"[\ufffd\uffff\p{Co}\p{Cn}\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What can be known of a page without recognising it.

    `text` is the layer's, `fonts` the names its objects have. `image_share` is the share of
    the page that pictures cover (of all of them: scans come in strips), `invisible_share`
    that of the layer which is not drawn (render mode 3), by width. `n_bad` counts
    characters that have no Unicode. `drawn` is how many points the page's lines and curves
    have: letters drawn as curves make thousands.
    """

    text: str
    width: float = 595.0
    height: float = 842.0
    image_share: float = 0.0
    invisible_share: float = 0.0
    n_bad: int = 0
    fonts: tuple[str, ...] = ()
    drawn: int = 0

    @property
    def n_chars(self) -> int:
        """How many characters are not white space."""
        return sum(map(len, self.text.split()))


def count_bad(text: str) -> int:
    """How many characters of a layer are none: lost, private, control, or unassigned.

    U+FFFE, which pdfium writes for a hyphen at a line's end, is not counted.
    """
    return sum(1 for match in _PRIVATE.finditer(text) if match.group() != LINE_HYPHEN)


_MOST_OBJECTS = 20_000
_MOST_DEPTH = 4
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_INVISIBLE = 3  # FPDF_TEXTRENDERMODE_INVISIBLE
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def facts_of(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage | None = None) -> LayerFacts:
    """What a page says of its layer, in a millisecond or two.

    `textpage` saves the time to make one where the caller has it.
    """
    own = textpage is None
    reader = page.get_textpage() if textpage is None else textpage
    try:
        text = _raw_text(reader)
    finally:
        if own:
            reader.close()
    width, height = page.get_size()
    tour = _Tour(page)
    tour.walk()
    return LayerFacts(
        text=text,
        width=width,
        height=height,
        image_share=tour.image_share,
        invisible_share=tour.invisible_share(),
        n_bad=count_bad(text),
        fonts=tuple(sorted(tour.fonts)),
        drawn=tour.drawn,
    )


def _raw_text(textpage: pdfium.PdfTextPage) -> str:
    import pypdfium2.raw as pdfium_c

    count = pdfium_c.FPDFText_CountChars(textpage.raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage.raw, 0, count, buffer)
    data = bytes(buffer)[: 2 * max(0, written - 1)]
    return data.decode("utf-16-le", "replace")


class _Tour:
    """One walk over a page's objects, those in forms too."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        import pypdfium2.raw as pdfium_c

        from pipeline.ingest import pdfium_calls

        self._c: Any = pdfium_c
        self._calls = pdfium_calls
        self._page = page
        self._left = _MOST_OBJECTS
        self._edges: list[ctypes.c_float] = [ctypes.c_float() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._seen_fonts: set[int] = {0}  # no font
        left, bottom, right, top = page.get_bbox()
        self._box = (left, bottom, right, top)
        self._area: float = max(1.0, (right - left) * (top - bottom))
        self._pictures = 0.0
        self.fonts: set[str] = set()
        self._drawn_texts: list[int] = []
        self._hidden_texts: list[int] = []
        self.drawn = 0

    @property
    def image_share(self) -> float:
        return min(1.0, self._pictures / self._area)

    def invisible_share(self) -> float:
        """By width; only measured where there are both, for it takes time."""
        if not self._hidden_texts or not self._drawn_texts:
            return 1.0 if self._hidden_texts else 0.0
        hidden: float = sum(map(self._width, self._hidden_texts))
        written = hidden + sum(map(self._width, self._drawn_texts))
        return hidden / written if written else 0.0

    def _width(self, address: int) -> float:
        box = self._bounds(ctypes.cast(address, self._c.FPDF_PAGEOBJECT))
        return max(0.0, float(box[2] - box[0])) if box else 0.0

    def walk(self) -> None:
        count = self._c.FPDFPage_CountObjects(self._page.raw)
        page, get = self._calls.address(self._page.raw), self._calls.page_object
        self._visit((get(page, index) for index in range(count)), _SAME, 0)

    def _visit(self, handles: Iterator[int], matrix: _Matrix, depth: int) -> None:
        """Takes account of objects by their addresses."""
        c, kind_of = self._c, self._calls.object_type
        for address in handles:
            self._left -= 1
            if self._left < 0:
                return
            kind = kind_of(address)
            if kind == _TEXT:
                self._text(address)
                continue
            handle = ctypes.cast(address, c.FPDF_PAGEOBJECT)
            if kind == _IMAGE:
                self._picture(handle, matrix)
            elif kind == _PATH:
                self.drawn += max(0, c.FPDFPath_CountSegments(handle))
            elif kind == _FORM and depth < _MOST_DEPTH:
                inner = (
                    self._calls.address(c.FPDFFormObj_GetObject(handle, index))
                    for index in range(c.FPDFFormObj_CountObjects(handle))
                )
                self._visit(inner, self._inner(handle, matrix), depth + 1)

    def _bounds(self, handle: Any) -> tuple[float, float, float, float] | None:
        left, bottom, right, top = self._edges
        if not self._c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def _text(self, address: int) -> None:
        hidden = self._calls.text_mode(address) == _INVISIBLE
        (self._hidden_texts if hidden else self._drawn_texts).append(address)
        font = self._calls.text_font(address) or 0
        if font in self._seen_fonts:
            return
        self._seen_fonts.add(font)
        self._c.FPDFFont_GetBaseFontName(
            ctypes.cast(font, self._c.FPDF_FONT), self._name, len(self._name)
        )
        if name := self._name.value.decode("utf-8", "replace"):
            self.fonts.add(name)

    def _picture(self, handle: Any, matrix: _Matrix) -> None:
        box = self._bounds(handle)
        if box is None:
            return
        corners = [_moved(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = zip(*corners, strict=True)
        left, bottom, right, top = self._box
        wide = min(right, max(xs)) - max(left, min(xs))
        high = min(top, max(ys)) - max(bottom, min(ys))
        self._pictures += max(0.0, wide) * max(0.0, high)

    def _inner(self, handle: Any, matrix: _Matrix) -> _Matrix:
        """The way from a form's own coordinates to the page's."""
        if not self._c.FPDFPageObj_GetMatrix(handle, self._matrix):
            return matrix
        m = self._matrix
        a, b, c, d, e, f = matrix
        return (
            m.a * a + m.b * c,
            m.a * b + m.b * d,
            m.c * a + m.d * c,
            m.c * b + m.d * d,
            m.e * a + m.f * c + e,
            m.e * b + m.f * d + f,
        )


def _moved(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
