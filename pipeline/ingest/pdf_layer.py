"""The text layer of a PDF page → words with places, sizes and faces.

pdfium gives its characters in the order in which the page draws them, with spaces and line
breaks put in where the gaps call for them. Its line breaks are kept as `Word.line`: where
two words stand side by side but on different lines of the layer, they were drawn as
different columns or cells.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import degrees

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import regex

from pipeline.ingest.legacy import Encoding, convert_run, draws_capitals
from pipeline.ingest.pdfium_calls import address, char_angle, font_info, font_size, loose_box
from pipeline.ingest.torn_words import has_torn_pieces, joined
from pipeline.ingest.words import Word

__all__ = ["Frame", "layer_text", "layer_words", "lies_by"]

_TOKEN = regex.compile(r"[^\s\u00a0\u2000-\u200a\u202f\u3000]+|[\r\n]+")
# What pdfium writes for a hyphen at a line's end, and for what has no Unicode.
_LINE_HYPHEN = "\ufffe"
_DIGITS_AT_END = regex.compile(
    r"(?<=\D)\d{1,2}$|(?<=\d{4})\d{1,2}$|^\d{1,2}$|\d{1,2}(?=[.,;:)”\"]+$)"
)
# Letters that are asked for their direction, and the share of one direction that is a page's.
# Blanks that pdfium puts in itself have none.
_SAMPLED_LETTERS, _LYING = 24, 0.7
_SUPERSCRIPT = 0.8  # of the size of the letters beside it
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\0\x02"))


# What is invisible, or half of a character outside the basic plane.
_ODD = regex.compile(r"[\0\x02\u00ad\u200b-\u200d\u2060\ufeff\ud800-\udfff]")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become points from the top left as it is seen.

    `inset` is how far the page as it is seen begins right of and below the sheet, which its
    crop box may be cut from; both as seen.
    """

    left: float
    bottom: float
    width: float  # as seen
    height: float
    rotation: int
    inset: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        left, bottom, right, top = page.get_bbox()  # the crop box as far as it is on the sheet
        x0, y0, x1, y1 = page.get_mediabox()
        x0, y0, x1, y1 = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        rotation = page.get_rotation()
        inset = {
            0: (left - x0, y1 - top),
            90: (bottom - y0, left - x0),
            180: (x1 - right, bottom - y0),
            270: (y1 - top, x1 - right),
        }[rotation]
        width, height = page.get_size()
        return cls(left, bottom, width, height, rotation, inset)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the page's coordinates (origin bottom left) as seen (origin top left)."""
        if not self.rotation:
            top, left = self.height + self.bottom, self.left
            return x0 - left, top - y1, x1 - left, top - y0
        ax, ay = self._point(x0, y0)
        bx, by = self._point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 90:
            return y, x
        if self.rotation == 180:
            return self.width - x, y
        return self.width - y, self.height - x


def lies_by(textpage: pdfium.PdfTextPage, rotation: int) -> int:
    """By how many degrees clockwise a page must be turned for its letters to stand upright.

    `rotation` is the page's own. 0 where most letters stand as they are seen, or where they
    stand every way.
    """
    handle = address(textpage.raw)
    count = pdfium_c.FPDFText_CountChars(textpage.raw)
    step = max(1, count // _SAMPLED_LETTERS)
    angles = [char_angle(handle, index) for index in range(step // 2, count, step)]
    turns = Counter(-round(degrees(angle) / 90) * 90 - rotation for angle in angles)
    turn, times = turns.most_common(1)[0] if turns else (0, 0)
    return turn % 360 if times >= _LYING * len(angles) else 0


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
        one = chars.box(start)
        two = chars.box(end - 1) if end - start > 1 else one
        if one[1] > two[3] or two[1] > one[3]:  # a line ended inside it
            for number, (first, last) in enumerate(_by_height(start, end, chars)):
                line += number > 0
                words += chars.words(text, first, last, line)
        elif two[0] < one[0]:  # letters of a substitute font, drawn behind the others
            for first, last in _by_place(start, end, chars):
                words += chars.words(text, first, last, line)
        elif text[end - 1].isalpha() or end - start == 1:
            words += chars.word(text[start:end], start, line, one, two)
        else:
            words += chars.words(text, start, end, line)
    words = joined(words, has_torn_pieces(text))
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


def _by_place(start: int, end: int, chars: _Chars) -> list[tuple[int, int]]:
    """A token's pieces, cut where the next letter stands left of the one before."""
    lefts = [chars.box(index)[0] for index in range(start, end)]
    cuts = [start + n for n, (one, two) in enumerate(pairwise(lefts), 1) if two < one]
    return list(pairwise([start, *cuts, end]))


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
            return word._replace(raised=True)
    return word


class _Chars:
    """The characters of a text page: boxes, sizes, faces. One buffer serves all calls."""

    def __init__(self, handle: object, frame: Frame, encoding: Encoding | None) -> None:
        self._encoding = encoding
        self._textpage = handle
        self._handle = address(handle)
        self._frame = frame
        self._upright = not frame.rotation
        self._left, self._top = frame.left, frame.height + frame.bottom
        self._rect = pdfium_c.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._rect_at, self._name_at, self._flags_at = map(
            ctypes.addressof, (self._rect, self._name, self._flags)
        )
        self._faces: dict[bytes, tuple[bool, bool]] = {}

    def box(self, index: int) -> Box:
        """A character's box from its face's lowest to its highest letter, as seen."""
        rect = self._rect
        if not loose_box(self._handle, index, self._rect_at):
            return 0.0, 0.0, 0.0, 0.0
        if self._upright:
            left, top = self._left, self._top
            return rect.left - left, top - rect.top, rect.right - left, top - rect.bottom
        return self._frame.box(rect.left, rect.bottom, rect.right, rect.top)

    def height(self, index: int) -> float:
        box = self.box(index)
        return box[3] - box[1]

    def words(self, text: str, start: int, end: int, line: int) -> list[Word]:
        """A token on one line as words: one, or more where a footnote's call touches it."""
        found: list[Word] = []
        for first, last in _apart(text, start, end, self):
            found += self.word(text[first:last], first, line, self.box(first), self.box(last - 1))
        return found

    def word(self, text: str, first: int, line: int, one: Box, two: Box) -> list[Word]:
        """The word that begins at `first`, by the boxes of its first and last letter.

        None where nothing of it can be seen.
        """
        # U+00AD is no soft hyphen in TCVN3 but its ư: what is invisible goes after conversion.
        letters = text
        if _ODD.search(text):
            if self._encoding is None:
                letters = text.translate(_INVISIBLE)
            letters = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            letters = letters.strip("\0\x02")
            if not letters:
                return []
        font_info(self._handle, first, self._name_at, 128, self._flags_at)
        face = self._name.value
        if self._encoding is not None:
            letters = self._converted(letters, first, face).translate(_INVISIBLE)
        bold, italic = self._faces.get(face) or self._look(face, first)
        x0, y0, x1, y1 = one
        if two is not one:
            left, top, right, bottom = two
            x0, y0 = left if left < x0 else x0, top if top < y0 else y0
            x1, y1 = right if right > x1 else x1, bottom if bottom > y1 else y1
        size: float = font_size(self._handle, first)
        if size < 4:  # the layer scales letters by a matrix instead
            size = 0.9 * (one[3] - one[1])
        return [Word(letters, x0, y0, x1, y1, one[3], round(size, 1), bold, italic, False, line)]

    def _converted(self, letters: str, first: int, face: bytes) -> str:
        """A word in an old encoding, made Unicode.

        Its capitals may be of a font of their own, which draws them for small letters.
        """
        end = len(letters)
        if end > 1 and draws_capitals(face.decode("utf-8", "replace")):
            end = next((n for n in range(1, end) if self._face(first + n) != face), end)
        pieces = [(letters[:end], face)]
        if end < len(letters):
            pieces.append((letters[end:], self._face(first + end)))
        return "".join(
            convert_run(piece, name.decode("utf-8", "replace"), self._encoding) or piece
            for piece, name in pieces
        )

    def _face(self, index: int) -> bytes:
        font_info(self._handle, index, self._name_at, 128, self._flags_at)
        return self._name.value

    def _look(self, face: bytes, index: int) -> tuple[bool, bool]:
        """Whether a face is bold and whether it is italic."""
        weight = pdfium_c.FPDFText_GetFontWeight(self._textpage, index)
        name = face.lower()
        bold = b"bold" in name or b"black" in name or weight >= 650
        self._faces[face] = bold, b"italic" in name or b"oblique" in name
        return self._faces[face]
