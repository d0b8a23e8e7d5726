"""Where a finding stands in its document, and how much of the text to show around it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.evaluate.compare import tokens
from pipeline.evaluate.places import SourceText, cleaned

__all__ = ["AROUND", "Span", "Text", "window"]

# Characters of context on either side; an item that ends within WHOLE of a mark is shown whole.
AROUND = 200
WHOLE = 400
# So many of a quote's words have to stand at its place for the place to be believed.
_AGREEMENT = 0.6

Span = tuple[int, int]


@dataclass(slots=True)
class Text:
    """The source text of a document; finds quotes in it, and counts as browsers do."""

    text: str
    _astral: list[int] = field(init=False)
    _cleaned: SourceText | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._astral = [at for at, char in enumerate(self.text) if ord(char) > 0xFFFF]

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

    def agrees(self, span: Span, quote: str) -> bool:
        """Whether most of the quote's words stand in the span."""
        wanted = Counter(tokens(cleaned(quote)))
        here = Counter(tokens(cleaned(self.text[span[0] : span[1]])))
        return (wanted & here).total() >= _AGREEMENT * wanted.total()

    def find(self, quote: str, near: int | None) -> Span | None:
        """The quote's place nearest to `near`; without that its only place, or else None."""
        wanted = cleaned(quote)
        if not wanted:
            return None
        if self._cleaned is None:
            self._cleaned = SourceText.of(self.text)
        source, places = self._cleaned, []
        at = source.text.find(wanted)
        while at >= 0:
            place = source.place(at, at + len(wanted))
            places.append((place.start, place.end))
            at = source.text.find(wanted, at + 1)
        if near is not None and places:
            return min(places, key=lambda place: (abs(place[0] - near), place))
        return places[0] if len(places) == 1 else None


def window(text: str, marks: Iterable[Span]) -> Span:
    """What to show of `text` around the marks: `AROUND` characters, or to the item's edge.

    Does not cut words, nor a letter from its combining marks.
    """
    marks = list(marks)
    start, end = min(mark[0] for mark in marks), max(mark[1] for mark in marks)
    return _low(text, start), _high(text, end)


def _low(text: str, start: int) -> int:
    blank = text.rfind("\n\n", 0, max(0, start - AROUND))
    if start - (blank + 2) <= WHOLE and (blank >= 0 or start <= WHOLE):
        return blank + 2 if blank >= 0 else 0
    low = max(0, start - AROUND)
    while low > 0 and start - low < WHOLE and not text[low - 1].isspace():
        low -= 1
    return low


def _high(text: str, end: int) -> int:
    blank = text.find("\n\n", end + AROUND)
    limit = blank if blank >= 0 else len(text)
    if limit - end <= WHOLE:
        return limit
    high = min(len(text), end + AROUND)
    while high < len(text) and high - end < WHOLE and not text[high].isspace():
        high += 1
    return high
