"""The text layer of a PDF page → words with places, sizes and faces.

pdfium gives its characters in the order in which the page draws them, with spaces and line
breaks put in where the gaps call for them. Its line breaks are kept as `Word.line`: where
two words stand side by side but on different lines of the layer, they were drawn as
different columns or cells.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import regex

from pipeline.ingest.legacy import Encoding, convert_run
from pipeline.ingest.words import Word

__all__ = ["Frame", "layer_text", "layer_words"]

_TOKEN = regex.compile(r"[^\s\u00a0\u2000-\u200a\u202f\u3000]+|[\r\n]+")
# What pdfium writes for a hyphen at a line's end, and for what has no Unicode.
_LINE_HYPHEN = "\ufffe"
_DIGITS_AT_END = regex.compile(
    r"(?<=\D)\d{1,2}$|(?<=\d{4})\d{1,2}$|^\d{1,2}$|\d{1,2}(?=[.,;:)”\"]+$)"
)
_SUPERSCRIPT = 0.8  # of the size of the letters beside it
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\0\x02"))


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become points from the top left as it is seen."""

    left: float
    bottom: float
    width: float  # as seen
    height: float
    rotation: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        left, bottom, _, _ = page.get_cropbox()
        width, height = page.get_size()
        return cls(left, bottom, width, height, page.get_rotation())

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box of the page's coordinates (origin bottom left) as seen (origin top left)."""
        ax, ay = self._point(x0, y0)
        bx, by = self._point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, x
        if self.rotation == 180:
            return self.width - x, y
        if self.rotation == 270:
            return self.width - y, self.height - x
        return x, self.height - y


def layer_text(textpage: pdfium.PdfTextPage) -> str:
    """The layer's characters, one for each of pdfium's, so that indices agree.

    A character outside the basic plane is two of pdfium's; it stands as its two surrogates.
    """
    handle = textpage.raw
    count = pdfium_c.FPDFText_CountChars(handle)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium_c.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    return text.replace(_LINE_HYPHEN, "-").replace("\uffff", "\ufffd")


def layer_words(
    textpage: pdfium.PdfTextPage, frame: Frame, encoding: Encoding | None = None
) -> list[Word]:
    """The words of a text layer, in its own order; none where it has none.

    `encoding` is what the layer's letters stand for when they are not Unicode; the fonts
    of single words may tell another.
    """
    text = layer_text(textpage)
    chars = _Chars(textpage.raw, frame, encoding)
    words: list[Word] = []
    line = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if text[start] in "\r\n":
            line += 1
            continue
        for number, piece in enumerate(_by_height(start, end, chars)):
            line += number > 0
            for first, last in _apart(text, *piece, chars):
                word = chars.word(text[first:last], first, last, line)
                if word is not None:
                    words.append(word)
    return [_raised(words, index) for index in range(len(words))]


def _by_height(start: int, end: int, chars: _Chars) -> list[tuple[int, int]]:
    """A token, or its pieces where a line ended inside it ("35/" and "2023/NQ-…")."""
    first, last = chars.box(start), chars.box(end - 1)
    if first[1] <= last[3] and last[1] <= first[3]:
        return [(start, end)]
    low, high = start, end - 1  # the first is level with the start, the second is not
    while high - low > 1:
        middle = (low + high) // 2
        box = chars.box(middle)
        if first[1] <= box[3] and box[1] <= first[3]:
            low = middle
        else:
            high = middle
    return [(start, high), *_by_height(high, end, chars)]


def _apart(text: str, start: int, end: int, chars: _Chars) -> list[tuple[int, int]]:
    """A token, or its pieces where a smaller figure, the call of a footnote, touches it."""
    call = _DIGITS_AT_END.search(text, start, end) if end - start > 1 else None
    if call is None or call.start() == start:
        return [(start, end)]
    if chars.height(call.start()) > _SUPERSCRIPT * chars.height(start):
        return [(start, end)]
    pieces = [(start, call.start()), call.span()]
    return [*pieces, (call.end(), end)] if call.end() < end else pieces


def _raised(words: list[Word], index: int) -> Word:
    """The word, marked as raised where it is a small figure above the line of its neighbours."""
    word = words[index]
    if not (word.text.isdigit() and len(word.text) <= 2):
        return word
    for other in words[max(0, index - 1) : index + 2]:
        beside = other is not word and other.line == word.line
        if (
            beside
            and word.size < _SUPERSCRIPT * other.size
            and word.y1 < other.y1 - 0.1 * other.size
        ):
            return replace(word, raised=True)
    return word


class _Chars:
    """The characters of a text page: boxes, sizes, faces. One buffer serves all calls."""

    def __init__(self, handle: object, frame: Frame, encoding: Encoding | None) -> None:
        self._encoding = encoding
        self._handle = handle
        self._frame = frame
        self._rect = pdfium_c.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def box(self, index: int) -> tuple[float, float, float, float]:
        """A character's box from its face's lowest to its highest letter, as seen."""
        rect = self._rect
        if not pdfium_c.FPDFText_GetLooseCharBox(self._handle, index, rect):
            return 0.0, 0.0, 0.0, 0.0
        return self._frame.box(rect.left, rect.bottom, rect.right, rect.top)

    def height(self, index: int) -> float:
        box = self.box(index)
        return box[3] - box[1]

    def word(self, text: str, first: int, last: int, line: int) -> Word | None:
        # U+00AD is no soft hyphen in TCVN3 but its ư: what is invisible goes after conversion.
        as_it_stands = text.isascii() or self._encoding is not None
        letters = text if as_it_stands else text.translate(_INVISIBLE)
        if "\ud800" <= max(letters, default="") <= "\udfff":
            letters = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        letters = letters.strip("\0\x02")
        if not letters:
            return None
        one = self.box(first)
        two = self.box(last - 1) if last - first > 1 else one
        weight = pdfium_c.FPDFText_GetFontWeight(self._handle, first)
        pdfium_c.FPDFText_GetFontInfo(self._handle, first, self._name, 128, self._flags)
        if self._encoding is not None:
            name = self._name.value.decode("utf-8", "replace")
            letters = (convert_run(letters, name, self._encoding) or letters).translate(_INVISIBLE)
        face = self._name.value.lower()
        return Word(
            letters,
            min(one[0], two[0]),
            min(one[1], two[1]),
            max(one[2], two[2]),
            max(one[3], two[3]),
            baseline=one[3],
            size=self._size(first, one[3] - one[1]),
            bold=b"bold" in face or b"black" in face or weight >= 650,
            italic=b"italic" in face or b"oblique" in face,
            line=line,
        )

    def _size(self, index: int, height: float) -> float:
        """The em size; from the box where the layer scales letters by a matrix instead."""
        size = pdfium_c.FPDFText_GetFontSize(self._handle, index)
        return round(size, 1) if size >= 4 else round(0.9 * height, 1)
