"""Words with their places on a page: what a text layer or a recognition gives.

Readers of paged formats make a `PageWords` of each page; `pipeline.ingest.assemble` puts
them in reading order and makes a Source of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model import Issue, TextOrigin

__all__ = ["PageTable", "PageWords", "Rule", "TableCell", "Word"]


class Word(NamedTuple):
    """A word of a page: letters without white space, box in points from the top left.

    `baseline` is the height on which its letters stand (y of a line of print; the lower
    edge of the box where it is not known). `size` is the size of its letters in points, 0
    when unknown; `raised` that it is a superscript (the call of a footnote), which then is
    a word of its own even where it touches the word before. `line` and `block` number the
    line and block in which its reader saw it (a text layer's own order of lines, or a
    recognition's). `confidence` is 0 to 1, None for text layers.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    raised: bool = False
    line: int = -1
    block: int = -1
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, in points from the top left: under a masthead, over the footnotes."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a page's table: place in the grid from 0, spans, box in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageTable:
    """A ruled table of a page. The words in a cell's box are its text."""

    x0: float
    y0: float
    x1: float
    y1: float
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page as words: `number` from 1, size in points as it stands upright.

    `rotation` is by how many degrees clockwise the page as it is shown was turned to be
    read; sizes and places are those after that turn.

    `words` come in any order. `skew` is by how many degrees its lines of print fall to the
    right (clockwise positive). `decided` says in a few words why its text layer was taken
    or the page recognised; `capitals_lost` that its text came from TCVN3, which has no
    toned capitals.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    origin: TextOrigin = TextOrigin.NATIVE
    rotation: int = 0
    skew: float = 0.0
    rules: tuple[Rule, ...] = ()
    tables: tuple[PageTable, ...] = ()
    confidence: float | None = None
    decided: str = ""
    capitals_lost: bool = False
    issues: tuple[Issue, ...] = ()
