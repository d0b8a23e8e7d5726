"""What the rows of one document need to know of it: ids, header, blocks, places."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import regex

from extractors import citations, header, registry, units
from pipeline import ids
from pipeline.aligned import Aligned
from pipeline.model import Header, Issue, IssueCode, Location, Severity, Source
from pipeline.segment import Block, Part

__all__ = ["PartFacts", "Row", "Rows"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_DEFINES_ALIAS = regex.compile(r"gọi|viết tắt|\(\p{Lu}")
_MARKS = regex.compile(r"[\s*#_\\]+")
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_HEADING_YEAR = regex.compile(r"(?:đến|năm)\s+(?:hết\s+)?(?:năm\s+)?(?P<year>20\d\d)(?!\s*[-–]|/)")


@dataclass
class PartFacts:
    """One document of a file, with what is known about it as a whole."""

    source: Source
    part: Part
    noted: list[Issue] = field(default_factory=list)  # what came up while rows were made
    _told_of: set[str] = field(default_factory=set)  # ids whose dates were looked at

    @cached_property
    def doc_id(self) -> str:
        return ids.doc_id(self.source.sha256, self.part.number)

    @cached_property
    def header(self) -> Header:
        return header.parse(
            [line.text for line in self.part.head],
            "\n".join(line.text for line in self.part.opening),
            [line.text for line in self.part.tail],
            self._last_words,
        )

    @property
    def _last_words(self) -> str:
        """The last paragraph above the signature; an office gives its full name there."""
        closing = [block for block in self.part.blocks if block.location == Location.CLOSING]
        return closing[-1].aligned.text if closing else ""

    @cached_property
    def work_id(self) -> str | None:
        return ids.work_id(
            self.header.number,
            self.header.issued_date,
            units.unit_id(self.header.issuer or "") or self.header.issuer,
        )

    @cached_property
    def scope(self) -> registry.Scope:
        """Whose document it is: what bare names of bodies in it ("UBND tỉnh") belong to."""
        found = self.header
        above = self.part.head[: found.title_lines[0]] if found.title_lines else self.part.head
        return registry.scope_of(
            found.issuer,
            [line.text for line in above],
            place=found.place,
            number=found.number,
            day=found.issued_date,
            further=(found.title or "", *(line.text for line in self.part.opening)),
            text=self.source.text[self.part.char_start : self.part.char_end],
        )

    def unit_id(self, name: str, aligned: Aligned, start: int, end: int) -> str | None:
        """The id of the body named in a stretch of `aligned`.

        The first time that it was not there at the document's date, that is noted.
        """
        many = registry.is_one_of_many(aligned.text, start)
        unit_id = registry.bind(name, self.scope, many=many)
        if unit_id is not None and unit_id not in self._told_of:
            self._told_of.add(unit_id)
            message = registry.out_of_force(unit_id, self.header.issued_date)
            if message is not None:
                place = aligned.span(start, end)
                self.noted.append(
                    Issue(IssueCode.UNIT_NOT_IN_FORCE, Severity.INFO, message, *place)
                )
        return unit_id

    @cached_property
    def all_blocks(self) -> tuple[Block, ...]:
        """The title, what else the head says, and the part's own blocks."""
        head = self.part.head
        first, last = self.header.title_lines or (0, 0)
        blocks = []
        if last > first:
            title = Aligned.join(line.aligned for line in head[first:last])
            blocks.append(Block(Location.TITLE, title))
        for line in head[last:]:
            blocks.append(Block(Location.PREAMBLE, line.aligned))
        return (*blocks, *self.part.blocks)

    @cached_property
    def aliases(self) -> tuple[citations.AliasDefinition, ...]:
        return tuple(
            alias
            for block in self.all_blocks
            if _DEFINES_ALIAS.search(block.aligned.text)
            for alias in citations.find_aliases(block.aligned.text)
            if alias.mention is not None
        )

    def section_id(self, path: str | None) -> str | None:
        return None if path is None else ids.row_id(self.doc_id, "section", path)

    def page(self, char: int) -> int:
        """The number of the page on which a character of the source stands."""
        return self.source.page_at(char)

    def raw(self, start: int, end: int) -> str:
        """What stands in the source there: one space for each run of blanks and marks."""
        text = unicodedata.normalize("NFC", self.source.text[start:end])
        return _MARKS.sub(" ", _INVISIBLE.sub("", text)).strip()

    def due_of_headings(self, path: str | None) -> date | None:
        """The end of the year that a heading above names for its goals."""
        for section in reversed(self.part.sections):
            if path is not None and (path == section.path or path.startswith(section.path + "/")):
                match = _HEADING_YEAR.search(section.heading.text)
                if match:
                    return date(int(match["year"]), 12, 31)
        return None
