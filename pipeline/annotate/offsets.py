"""How Label Studio counts, and the way back to the source.

Label Studio's `start` and `end` of a text region count code points of the text it shows,
as Python does: its editor turns JavaScript's UTF-16 lengths into code points before it
saves (label-studio-frontend pull request 308, label-studio issues 1008 and 1347; its own
test "Should calculate offsets by code points in text"). Releases before that
(of 2021) count UTF-16 code units: each letter outside the basic plane counts twice.

It counts carriage return and line feed as two and shows an empty line between (page
"Text" of its documentation, "How to read my text files in python?"). It is therefore given
the text with plain line feeds, and `Shown` knows the way back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

__all__ = ["Shown", "from_utf16", "same_words", "to_utf16"]

_WIDE = "\uffff"  # letters after it take two code units
# A region's own text comes with white space trimmed or collapsed (issue 3078), line ends
# written out as \n, and letters outside the basic plane torn in two (issue 6057).
_LOOSE = regex.compile(r"\\n|\s+|[\ud800-\udfff\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A source as Label Studio shows it: each CR LF is one LF.

    `returns` are the offsets in `text` of the line feeds that were CR LF. All else,
    single carriage returns included, stays as it is.

    >>> shown = Shown.of("Kế hoạch\\r\\nSố 1")
    >>> shown.text, shown.returns, shown.to_shown(10), shown.to_source(9)
    ('Kế hoạch\\nSố 1', (8,), 9, 10)
    """

    text: str
    returns: tuple[int, ...] = ()

    @classmethod
    def of(cls, source: str) -> Shown:
        pieces = source.split("\r\n")
        returns: list[int] = []
        length = -1
        for piece in pieces[:-1]:
            length += len(piece) + 1
            returns.append(length)
        return cls("\n".join(pieces), tuple(returns))

    @property
    def source(self) -> str:
        """The text as it was, letter for letter.

        Raises:
            ValueError: `returns` names a place that is no line feed.
        """
        pieces: list[str] = []
        at = 0
        for place in self.returns:
            if not at <= place < len(self.text) or self.text[place] != "\n":
                raise ValueError(f"no line end at {place}")
            pieces.append(self.text[at:place])
            at = place + 1
        return "\r\n".join((*pieces, self.text[at:]))

    def to_shown(self, offset: int) -> int:
        """From the source to what is shown; between CR and LF counts as before both."""
        low = bisect_left(range(len(self.returns)), offset, key=lambda i: self.returns[i] + i + 1)
        inside = low < len(self.returns) and self.returns[low] + low + 1 == offset
        return offset - low - (1 if inside else 0)

    def to_source(self, offset: int) -> int:
        """From what is shown to the source; the inverse of `to_shown`."""
        return offset + bisect_left(self.returns, offset)


def to_utf16(text: str, offset: int) -> int:
    """Code points before a place → UTF-16 code units before it."""
    return offset + sum(letter > _WIDE for letter in text[:offset])


def from_utf16(text: str, offsets: Iterable[int]) -> list[int]:
    """UTF-16 code units → code points, for offsets in any order.

    Raises:
        ValueError: an offset lies outside the text or splits a letter in two.
    """
    units: Sequence[int] = _units(text)
    points: list[int] = []
    for offset in offsets:
        at = bisect_left(units, offset)
        if at == len(units) or units[at] != offset:
            raise ValueError(f"offset {offset} lies outside the text or inside a letter")
        points.append(at)
    return points


def _units(text: str) -> list[int]:
    """The code units before each letter, and before the end."""
    units = [0]
    for letter in text:
        units.append(units[-1] + (2 if letter > _WIDE else 1))
    return units


def same_words(first: str, second: str) -> bool:
    """Whether two pieces of text agree in all that Label Studio keeps.

    >>> same_words("Tỉnh  ủy\\n", "Tỉnh ủy\\\\n")
    True
    """
    return _LOOSE.sub("", first) == _LOOSE.sub("", second)
