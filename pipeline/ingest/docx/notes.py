"""Footnotes and endnotes: each with the figure that calls it."""

from __future__ import annotations

from collections.abc import Callable

import regex

from pipeline.ingest.docx.names import Element, W, children, within

__all__ = ["Notes"]

_BARE_BRACKETS = regex.compile(r"^[(⁽]\s*[)⁾]\s*")
_TIDY = regex.compile(r"^[(\[]?(\d{1,3})[)\]]?$")
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Notes:
    """The notes of a document, numbered as they are called.

    Footnotes count from 1. Marks that are no figures ("*") and endnotes take the figures
    behind them, so that every note of a document has a figure of its own.
    """

    def __init__(
        self,
        main: Element,
        footnotes: Element | None,
        endnotes: Element | None,
        read: Callable[[Element], str],
    ) -> None:
        self._read = read
        self._notes: dict[tuple[str, str], Element] = {}
        for kind, root in (("footnote", footnotes), ("endnote", endnotes)):
            for note in children(root, kind):
                if note.get(W + "type") not in _SEPARATORS:
                    self._notes[kind, note.get(W + "id") or ""] = note
        self._next = {
            "footnote": 1,
            "other": 1 + sum(1 for _ in main.iter(W + "footnoteReference")),
        }
        self._marks: dict[tuple[str, str], str] = {}
        self._reading = False

    def call(self, kind: str, note_id: str, written: str | None) -> tuple[str, str] | None:
        """The figure of a note and its text; None where there is no such note.

        `written` is the mark where the author wrote one. A note called again gives its
        figure and no text twice.
        """
        note = self._notes.pop((kind, note_id), None)
        if note is None or self._reading:
            return None
        mark = self._mark(kind, written)
        self._reading = True
        try:
            text = self._read(note)
        finally:
            self._reading = False
        if written and not within(note, "footnoteRef", "endnoteRef"):
            text = text.removeprefix(written).lstrip()
        return mark, _BARE_BRACKETS.sub("", text)

    def _mark(self, kind: str, written: str | None) -> str:
        tidy = _TIDY.fullmatch(written) if written else None
        if tidy is not None:
            return tidy[1]
        counter = "footnote" if kind == "footnote" and not written else "other"
        number = self._next[counter]
        self._next[counter] += 1
        return str(number)
