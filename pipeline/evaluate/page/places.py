"""Where a finding stands: in the annotated text, in the text that the run read, or in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.finding import Finding
from pipeline.evaluate.page.excerpt import Span, Text
from pipeline.evaluate.places import cleaned

__all__ = ["Place", "Texts"]

# Of these the first that a record has is its words in the text.
_QUOTES = ("raw", "heading", "text", "value")
_ABSENT = "The annotated words do not stand so in the text that the program read."
_LOOKED_UP = "The annotated words were looked up in the text that the program read."


@dataclass(frozen=True, slots=True)
class Place:
    """An excerpt: which text ("gold", "found" or "both"), what of it, and the marks in it.

    All ranges are half open and in UTF-16 code units, as JavaScript counts.
    """

    text: str
    window: Span
    marks: Mapping[str, Span]


@dataclass(slots=True)
class Texts:
    """The two texts of a document; `gold` is None when it is the one that the run read."""

    found: Text | None
    gold: Text | None

    @classmethod
    def of(cls, found: str | None, gold: str | None) -> Texts:
        same = gold == found
        return cls(Text(found) if found else None, Text(gold) if gold and not same else None)

    @property
    def found_text(self) -> str | None:
        return self.found.text if self.found else None

    @property
    def gold_text(self) -> str | None:
        return self.gold.text if self.gold else None

    def words(self, finding: Finding) -> str | None:
        """The annotated words, in one line."""
        text = self.gold or self.found
        span = text.inside(finding.gold_span) if text else None
        return cleaned(text.text[slice(*span)]) if text and span else None

    def places(self, finding: Finding) -> tuple[list[Place], str | None]:
        """The excerpts to show, the annotated text first, and a remark on them if need be."""
        gold_text = self.gold or self.found
        gold = gold_text.inside(finding.gold_span) if gold_text else None
        found = self.found.inside(finding.found_span) if self.found else None
        if self.gold is None:
            one = _place("both", self.found, {"gold": gold, "found": found})
            return ([one] if one else []), None
        remark = None
        sought: Span | None = None
        if self.found and finding.found is None and (quote := _quote(finding.gold)):
            # Missed: does the program's text have the words at all?
            everywhere = self.found.find(quote)
            sought = everywhere[0] if len(everywhere) == 1 else None
            remark = _LOOKED_UP if sought else None if everywhere else _ABSENT
        places = (
            _place("gold", self.gold, {"gold": gold}),
            _place("found", self.found, {"found": found, "gold": sought}),
        )
        return [place for place in places if place], remark


def _place(name: str, text: Text | None, spans: Mapping[str, Span | None]) -> Place | None:
    marks = {side: span for side, span in spans.items() if span is not None}
    if text is None or not marks:
        return None
    shown = {side: text.utf16(span) for side, span in marks.items()}
    return Place(name, text.utf16(text.window(marks.values())), shown)


def _quote(record: Mapping[str, Any] | None) -> str | None:
    if record is None:
        return None
    if record.get("begin") and "path" in record:
        return str(record["begin"])
    return next((str(record[name]) for name in _QUOTES if record.get(name)), None)
