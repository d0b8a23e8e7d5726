"""A document's text: quotes found in it, and how much of it to show around a mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from pipeline.evaluate.places import SourceText, cleaned

__all__ = ["AROUND", "Span", "Text"]

# Characters of context on either side; an item that ends within WHOLE of a mark is shown whole.
AROUND = 200
WHOLE = 400
Span = tuple[int, int]

_BLANK_LINES = regex.compile(r"\n[^\S\n]*\n\s*|\f\s*")


@dataclass(slots=True)
class Text:
    """The source text of a document: finds quotes, cuts excerpts, counts as browsers do."""

    text: str
    _astral: list[int] = field(init=False)
    _starts: list[int] = field(init=False)  # of the items between blank lines
    _ends: list[int] = field(init=False)
    _cleaned: SourceText | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._astral = [at for at, char in enumerate(self.text) if ord(char) > 0xFFFF]
        gaps = [match.span() for match in _BLANK_LINES.finditer(self.text)]
        self._starts = [0, *(end for _, end in gaps)]
        self._ends = [*(start for start, _ in gaps), len(self.text)]

    def utf16(self, span: Span) -> Span:
        """The same range in UTF-16 code units, which is what JavaScript counts."""
        return (
            span[0] + bisect_left(self._astral, span[0]),
            span[1] + bisect_left(self._astral, span[1]),
        )

    def inside(self, span: Span | None) -> Span | None:
        """The span cut to the text; None where nothing is left."""
        if span is None:
            return None
        start, end = max(0, span[0]), min(len(self.text), span[1])
        return (start, end) if start < end else None

    def find(self, quote: str) -> list[Span]:
        """All places of the quote, white space and Markdown marks aside."""
        wanted = cleaned(quote)
        if self._cleaned is None:
            self._cleaned = SourceText.of(self.text)
        source, places = self._cleaned, []
        at = source.text.find(wanted) if wanted else -1
        while at >= 0:
            place = source.place(at, at + len(wanted))
            places.append((place.start, place.end))
            at = source.text.find(wanted, at + 1)
        return places

    def window(self, marks: Iterable[Span]) -> Span:
        """What to show around the marks: `AROUND` characters, or a bit more to an item's edge.

        Does not cut words, unless they are longer than any word is.
        """
        marks = list(marks)
        first, last = min(mark[0] for mark in marks), max(mark[1] for mark in marks)
        low = self._starts[max(0, bisect_right(self._starts, first - AROUND) - 1)]
        high = self._ends[min(bisect_left(self._ends, last + AROUND), len(self._ends) - 1)]
        near_low, near_high = first - low <= WHOLE, high - last <= WHOLE
        return (
            low if near_low else self._word_start(first - AROUND, first - WHOLE),
            high if near_high else self._word_end(last + AROUND, last + WHOLE),
        )

    def _word_start(self, at: int, lowest: int) -> int:
        while at > max(0, lowest) and not self.text[at - 1].isspace():
            at -= 1
        return at

    def _word_end(self, at: int, highest: int) -> int:
        while at < min(len(self.text), highest) and not self.text[at].isspace():
            at += 1
        return at
