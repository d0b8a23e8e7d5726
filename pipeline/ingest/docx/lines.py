"""What a story is read into: paragraphs of lines, tables of cells."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

__all__ = [
    "CUT",
    "TAB",
    "Block",
    "Grid",
    "GridCell",
    "Paragraph",
    "Piece",
    "TextLine",
    "flat",
    "squeeze",
]

# Stands where a page ends inside a line, until the line has its place in the text. No
# text can hold it: it is no character.
CUT = "\ufdd0"
TAB = "\t"

_DROPPED = regex.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANK = regex.compile(r"[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_CUT_IN_BLANK = regex.compile(rf"\s*{CUT}\s*")
# What parts two columns on a line: tabs, or spaces that somebody counted.
_GAP = regex.compile(r"[ \u00a0]*\t[ \u00a0\t]*|[ \u00a0]{4,}")
_BULLET = regex.compile(
    r"[-–—+*•●▪◦·➢]|\(?[\p{L}\d]{1,4}(?:\.\d{1,2}){0,3}[.)/]|\p{L}+ \d{1,3}[.:]"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one look."""

    text: str
    bold: bool = False
    size: float = 0.0


@dataclass(slots=True)
class TextLine:
    """A line of a paragraph: the whole of it, or what stands between two line breaks."""

    pieces: list[Piece] = field(default_factory=list)
    begins: bool = True

    @property
    def text(self) -> str:
        """The text as it is read: NFC, single spaces, `CUT` where a page ends in it."""
        return squeeze("".join(piece.text for piece in self.pieces))

    @property
    def bold(self) -> bool:
        letters = [piece for piece in self.pieces if any(map(str.isalpha, piece.text))]
        return bool(letters) and all(piece.bold for piece in letters)

    @property
    def size(self) -> float:
        """The size of most letters, 0 when unknown."""
        sizes: Counter[float] = Counter()
        for piece in self.pieces:
            sizes[piece.size] += len(piece.text.strip())
        return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0

    def halves(self) -> tuple[TextLine, TextLine] | None:
        """What stands left and right of the one wide gap of the line, None without one.

        The left is empty where the line begins with a tab; a label is no column.
        """
        whole = "".join(piece.text for piece in self.pieces).replace(CUT, "").rstrip()
        gaps = [gap for gap in _GAP.finditer(whole) if gap.end() < len(whole)]
        if not gaps:
            return None
        gap = gaps[0]
        left = whole[: gap.start()].strip()
        if not left and len(gaps) > 1:
            gap = gaps[1]  # indented by a tab before the left column
            left = whole[: gap.start()].strip()
        elif not left and TAB not in gap.group():
            return None  # indented by spaces
        if _BULLET.fullmatch(left) or _GAP.search(whole[gap.end() :].strip()):
            return None
        return self._slice(0, gap.start()), self._slice(gap.end(), len(whole))

    def _slice(self, start: int, end: int) -> TextLine:
        pieces: list[Piece] = []
        at = 0
        for piece in self.pieces:
            text = piece.text.replace(CUT, "")
            part = text[max(start - at, 0) : max(end - at, 0)]
            if part:
                pieces.append(Piece(part, piece.bold, piece.size))
            at += len(text)
        return TextLine(pieces)


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its lines, and the notes that they call, as text with their marks.

    `boxes` are what text boxes hold that hang on it.
    """

    lines: list[TextLine] = field(default_factory=list)
    heading: int = 0
    centred: bool = False
    labelled: bool = False
    contents: bool = False
    page_before: bool = False
    page_after: bool = False
    notes: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)

    def texts(self) -> list[str]:
        """The texts of its lines that hold something, with those of its boxes."""
        own = [text for line in self.lines if (text := line.text.replace(CUT, "").strip())]
        return own + [text for box in self.boxes for text in box.texts()]


@dataclass(slots=True)
class GridCell:
    """A cell of a table at its place in the grid."""

    row: int
    column: int
    column_span: int = 1
    row_span: int = 1
    header: bool = False
    blocks: list[Block] = field(default_factory=list)

    def paragraphs(self) -> list[Paragraph]:
        """Its paragraphs, those of tables and boxes in it included."""
        return list(flat(self.blocks))

    def texts(self) -> list[str]:
        return [text for block in self.blocks for text in block.texts()]


@dataclass(slots=True)
class Grid:
    """A table as its cells, row by row; no two cover one place."""

    n_rows: int
    n_columns: int
    cells: list[GridCell]
    bordered: bool = False
    bold_first_row: bool = False

    def texts(self) -> list[str]:
        return [text for cell in self.cells for text in cell.texts()]


Block = Paragraph | Grid


def flat(blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs of blocks in reading order, boxes behind what they hang on."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
            found.extend(flat(block.boxes))
        else:
            found.extend(paragraph for cell in block.cells for paragraph in flat(cell.blocks))
    return found


def squeeze(text: str) -> str:
    """Text in NFC with single spaces, none at its ends, without what does not show."""
    text = _BLANK.sub(" ", _DROPPED.sub("", text))
    if CUT in text:
        text = _CUT_IN_BLANK.sub(lambda cut: (" " if len(cut[0]) > 1 else "") + CUT, text)
        inner = text.strip(" " + CUT)
        cut_first = text.lstrip().startswith(CUT)
        cut_last = not cut_first and text.rstrip().endswith(CUT)
        text = (CUT if cut_first else "") + inner + (CUT if cut_last else "")
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)
