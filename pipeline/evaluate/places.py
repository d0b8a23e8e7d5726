"""Quotes of gold records → where they stand in the source.

A quote is copied letter for letter, except that any run of white space and Markdown
marks counts as one space. It is looked for in reading order: sections and tasks one
after the other, what belongs to a task inside it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.evaluate.gold import GoldRecord

__all__ = ["Place", "SourceText", "cleaned", "resolve"]

_MARKS = frozenset("*#_\\")
_NOTHING = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open range of source characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source as quotes see it: NFC, one space for white space and marks, nothing invisible.

    `starts` and `ends` give the range of source characters of each character of `text`.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, source: str) -> SourceText:
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        index = 0
        while index < len(source):
            end = index + 1
            while end < len(source) and unicodedata.combining(source[end]):
                end += 1
            if source[index] in _NOTHING:
                index += 1
                continue
            blank = source[index].isspace() or source[index] in _MARKS
            letters = " " if blank else unicodedata.normalize("NFC", source[index:end])
            if blank and text and text[-1] == " ":
                ends[-1] = end
            else:
                text.append(letters)
                starts.extend([index] * len(letters))
                ends.extend([end] * len(letters))
            index = end
        return cls("".join(text), starts, ends)

    def place(self, start: int, end: int) -> Place:
        """Where `text[start:end]` stands in the source."""
        return Place(self.starts[start], self.ends[end - 1])


def cleaned(text: str) -> str:
    """`text` as it is compared: NFC, single spaces, no marks.

    >>> cleaned("**1.**  Mục\\n đích ")
    '1. Mục đích'
    """
    return SourceText.of(text).text.strip()


@dataclass(frozen=True, slots=True)
class _Span:
    """A half-open range of characters of `SourceText.text`."""

    start: int
    end: int


@dataclass(slots=True)
class _Resolver:
    """The places found so far, in characters of the cleaned source."""

    text: str
    low: int = 0
    high: int = 0
    spans: dict[int, _Span] = field(default_factory=dict)  # by index of the record
    paths: dict[str, _Span] = field(default_factory=dict)  # sections' headings and tasks
    tasks: set[str] = field(default_factory=set)
    bounds: list[int] = field(default_factory=list)  # where sections and tasks begin

    def find(self, quote: str, start: int, end: int | None = None) -> _Span | None:
        """The first whole-word occurrence in a range, or else the first of any kind."""
        limit = self.high if end is None else min(end, self.high)
        first = self.text.find(quote, start, limit)
        at = first
        while quote and at >= 0:
            before = self.text[at - 1 : at] if at else ""
            after = self.text[at + len(quote) : at + len(quote) + 1]
            if not (before.isalnum() and quote[0].isalnum()) and not (
                after.isalnum() and quote[-1].isalnum()
            ):
                return _Span(at, at + len(quote))
            at = self.text.find(quote, at + 1, limit)
        return _Span(first, first + len(quote)) if quote and first >= 0 else None

    def region_end(self, path: str) -> int:
        """Where the next section or task begins."""
        span = self.paths[path]
        index = bisect_left(self.bounds, span.start + 1)
        return self.bounds[index] if index < len(self.bounds) else self.high


def resolve(records: Sequence[GoldRecord], source: str) -> list[Place | None]:
    """For each record the place of its quote; None where the quote is not in the source.

    A task's place runs from `begin` to `end`. A document's is from its `begin` to its
    `end`, where it has them; other quotes are looked for between them only.
    """
    text = SourceText.of(source)
    resolver = _Resolver(text.text, high=len(text.text))
    _place_document(resolver, records)
    _place_sections_and_tasks(resolver, records)
    _place_mentions(resolver, records)
    spans = (resolver.spans.get(index) for index in range(len(records)))
    return [text.place(span.start, span.end) if span else None for span in spans]


def _place_document(resolver: _Resolver, records: Sequence[GoldRecord]) -> None:
    for index, record in enumerate(records):
        if record.kind != "document" or not record.data.get("begin"):
            continue
        begin = resolver.find(cleaned(record["begin"]), 0)
        if begin is None:
            continue
        end = resolver.find(cleaned(record.data.get("end") or ""), begin.end)
        resolver.low = begin.start
        resolver.high = end.end if end else resolver.high
        resolver.spans[index] = _Span(resolver.low, resolver.high)


def _place_sections_and_tasks(resolver: _Resolver, records: Sequence[GoldRecord]) -> None:
    cursor = resolver.low
    for index, record in enumerate(records):
        if record.kind not in ("section", "task"):
            continue
        quote = cleaned(record["heading" if record.kind == "section" else "begin"])
        found = _after_label(resolver, record["label"], quote, cursor)
        if found and record.kind == "task":
            found = _to_end(resolver, found, cleaned(record["end"]))
        if found is None:
            continue
        cursor = found.end
        resolver.spans[index] = resolver.paths[record["path"]] = found
        resolver.bounds.append(found.start)
        if record.kind == "task":
            resolver.tasks.add(record["path"])
    resolver.bounds.sort()


def _after_label(resolver: _Resolver, label: str | None, quote: str, start: int) -> _Span | None:
    """The quote after its printed label, or else the quote alone; from the start at last."""
    for low in (start, resolver.low):
        if label:
            labelled = resolver.find(f"{cleaned(label)} {quote}", low)
            if labelled:
                return _Span(labelled.end - len(quote), labelled.end)
        found = resolver.find(quote, low)
        if found:
            return found
    return None


def _to_end(resolver: _Resolver, begin: _Span, end: str) -> _Span | None:
    """From `begin` to the first `end` that does not close before it."""
    found = resolver.find(end, begin.start)
    while found and found.end < begin.end:
        found = resolver.find(end, found.start + 1)
    return _Span(begin.start, found.end) if found else None


def _place_mentions(resolver: _Resolver, records: Sequence[GoldRecord]) -> None:
    """Units, time clauses, citations and targets, each kind in reading order."""
    cursors: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], tuple[str, _Span]] = {}
    flow = resolver.low  # how far the records have come
    for index, record in enumerate(records):
        if record.kind in ("section", "task"):
            flow = resolver.spans[index].end if index in resolver.spans else flow
        if record.kind not in ("unit", "time", "cite", "target"):
            continue
        at = record["task"] if record.kind in ("unit", "time") else record["at"]
        # What the opening cites comes after what the title cites.
        key = (record.kind, "title" if at == "preamble" else at)
        quote = cleaned(record["raw"])
        above = last.get(key)
        if above and above[0] == quote and _shares_its_quote(records, index):
            resolver.spans[index] = above[1]
            continue
        found = _mention(resolver, record, at, quote, cursors.get(key), flow)
        if found is None:
            continue
        resolver.spans[index] = found
        last[key] = (quote, found)
        if record.data.get("where") != "heading":
            cursors[key] = found.start + 1 if record.kind == "target" else found.end


def _shares_its_quote(records: Sequence[GoldRecord], index: int) -> bool:
    """ "số 18, 19-NQ/TW": two records with the same raw and different numbers."""
    record, above = records[index], records[index - 1]
    return record.kind == above.kind == "cite" and record["number"] != above["number"]


def _mention(
    resolver: _Resolver, record: GoldRecord, at: str, quote: str, cursor: int | None, flow: int
) -> _Span | None:
    if record.data.get("where") == "heading":
        found = _in_heading(resolver, at, quote)
        if found:
            return found
    if at in resolver.paths:
        span, limit = resolver.paths[at], resolver.region_end(at)
        ranges = [(span.start, limit), (span.start, resolver.high), (resolver.low, resolver.high)]
        if at in resolver.tasks:
            ranges.insert(0, (span.start, span.end))
    else:
        first = flow if at in ("footnote", "closing") else resolver.low
        ranges = [(first, resolver.high), (resolver.low, resolver.high)]
    for start, end in ranges:
        found = resolver.find(quote, max(start, cursor or start), end)
        found = found or resolver.find(quote, start, end)
        if found:
            return found
    return None


def _in_heading(resolver: _Resolver, task: str, quote: str) -> _Span | None:
    """The nearest heading above the task that has the quote, or the last mention above it."""
    steps = task.split("/")
    for count in range(len(steps) - 1, 0, -1):
        span = resolver.paths.get("/".join(steps[:count]))
        found = resolver.find(quote, span.start, span.end) if span else None
        if found:
            return found
    if task not in resolver.paths:
        return None
    at = resolver.text.rfind(quote, resolver.low, resolver.paths[task].start)
    return _Span(at, at + len(quote)) if at >= 0 else None
