"""Lines of a ruled cell: which begin a paragraph, and words that were broken to fit it.

A cell is narrow, and what wraps in it is not set off by anything else than what the line
above still had room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from pipeline.ingest.letters import is_syllable
from pipeline.ingest.page_lines import PrintLine, lengthened, shortened
from pipeline.ingest.words import PageTable, TableCell, Word
from pipeline.lexicon import fold, load_yaml

__all__ = ["cell_lines", "padding_of"]

_PADDING = 4.0  # points between a cell's words and its edge, at least
_MOST_PADDING = 8.0
_JUST_ROOM = 2.0  # points: less more than a word needs is no room, places being rounded
_FILLED = 0.75  # of the letters' size: room that no letter would have had

# A date or a month that is whole, and the beginning of one.
_WHOLE = regex.compile(r"(?:\d{1,2}([/.\-]))?(?:\d{1,2}|[IVX]{1,4})[/.\-](?:19|20)\d\d[.,;)]?")
_BEGUN = regex.compile(r"\(?(?:\d{1,2}[/.\-]){1,2}\d{0,3}|\(?[IVX]{1,4}/\d{0,3}|\d")
_PART = regex.compile(r"[;,]")


def padding_of(table: PageTable, words: Sequence[Sequence[Word]]) -> float:
    """How far from its cells' edges a table sets its words: the least on the left."""
    found = [
        min(word.x0 for word in own) - cell.x0
        for cell, own in zip(table.cells, words, strict=True)
        if own
    ]
    return min(max(_PADDING, min(found, default=_PADDING)), _MOST_PADDING)


def cell_lines(lines: Sequence[PrintLine], cell: TableCell, padding: float) -> list[PrintLine]:
    """A cell's lines with broken words made whole, and told which begin a paragraph."""
    right = cell.x1 - padding
    whole: list[PrintLine] = []
    for line in lines:
        rest: PrintLine | None = line
        if whole and _breaks_word(whole[-1], line, right):
            first = line.words[0]
            whole[-1] = lengthened(whole[-1], [first], [0], first.text)
            rest = shortened(line)
        if rest is not None:
            rest.begins = not whole or _begins(whole[-1], rest, right)
            whole.append(rest)
    return whole


def _begins(above: PrintLine, line: PrintLine, right: float) -> bool | None:
    """Whether a line of a cell begins a paragraph: its first word had room on the one above."""
    first = line.words[0]
    room = right - above.x1 - 0.3 * above.height
    if room < first.x1 - first.x0 + _JUST_ROOM or not line.text[:1].isupper():
        return None
    return None if above.centred or _ends_open(above.text) else True


@cache
def _words(kind: str) -> frozenset[str]:
    data = load_yaml("pipeline.ingest", "page_cells.yaml", frozenset({"open_ends", "heads"}))
    return frozenset(map(fold, data[kind]))


def _ends_open(text: str) -> bool:
    """Whether a line stops in mid name: at "và", or at a lone "Sở"."""
    last = _PART.split(fold(text))[-1].strip(" -+")
    return last in _words("heads") or last.rpartition(" ")[2] in _words("open_ends")


def _breaks_word(above: PrintLine, line: PrintLine, right: float) -> bool:
    """Whether a cell was too narrow for a word, whose end begins the line below.

    Programs put such a word on a line of its own, fill the line and go on below. That the
    two pieces are one is seen by what they make: a date, or a syllable.
    """
    if len(above.words) > 1 or right - above.x1 > _FILLED * (above.size or above.height):
        return False
    begun, rest = above.words[0].text, line.words[0].text
    if (begun[-1].isdigit() and rest[0].isdigit()) or begun[-1] in "/.-":
        whole = _WHOLE.fullmatch(begun + rest) is not None
        return whole and _BEGUN.fullmatch(begun) is not None and not _WHOLE.fullmatch(begun)
    if not (begun.isalpha() and rest[0].islower()):
        return False
    bare = rest.rstrip(".,;:)")
    return not (is_syllable(begun) and is_syllable(bare)) and is_syllable(begun + bare)
