"""Fields: which of their results are text, and which are only page numbers or contents."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fields", "is_silent"]

# Their results stand in the flow only because Word needs a place for them.
_SILENT = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PRINTDATE", "FILENAME"})
_CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
_DEEPEST = 64


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def keyword(self) -> str:
        return _keyword(self.instruction)


class Fields:
    """The fields that are open where a story is being read; they may span paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def change(self, kind: str | None) -> None:
        """A `w:fldChar`: begin, separate or end. What does not fit is passed over."""
        if kind == "begin" and len(self._open) < _DEEPEST:
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            self._open.pop()

    def instruct(self, text: str) -> None:
        """A `w:instrText`."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction += text[:1000]

    def end_paragraph(self) -> None:
        """Forgets fields whose instruction does not end, which else would hide all that follows."""
        while self._open and not self._open[-1].in_result:
            self._open.pop()

    @property
    def shows(self) -> bool:
        """Whether text that stands here is seen and belongs to the document."""
        return all(field.in_result and field.keyword not in _SILENT for field in self._open)

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is open."""
        return any(field.keyword in _CONTENTS for field in self._open)


def is_silent(instruction: str) -> bool:
    """Whether a field's result is no text of the document.

    >>> is_silent(" PAGE  \\\\* MERGEFORMAT "), is_silent("REF muc1 \\\\h")
    (True, False)
    """
    return _keyword(instruction) in _SILENT


def _keyword(instruction: str) -> str:
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""
