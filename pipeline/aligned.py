"""Text that knows where each of its characters came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Aligned"]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A string with, for each character, the half-open range of source characters it stands for.

    Guarantees:
        1. `len(text) == len(starts) == len(ends)`.
        2. Starts and ends never fall from one character to the next.
        3. A character put in by cleaning (the space that joins two lines) has an empty
           or blank source range between its neighbours.
    """

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, text: str, offset: int = 0) -> Aligned:
        """The identity alignment of `text`, which stands at `offset` in its source."""
        size = len(text)
        return cls(
            text,
            array("i", range(offset, offset + size)),
            array("i", range(offset + 1, offset + size + 1)),
        )

    @classmethod
    def empty(cls) -> Aligned:
        return cls("", array("i"), array("i"))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Aligned:
        return Aligned(self.text[part], self.starts[part], self.ends[part])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the source, half open. Empty spans are allowed."""
        if start >= end:
            at = (
                self.starts[start]
                if start < len(self.text)
                else (self.ends[-1] if self.ends else 0)
            )
            return at, at
        return self.starts[start], self.ends[end - 1]

    @property
    def whole(self) -> tuple[int, int]:
        """The source range of all of it."""
        return self.span(0, len(self.text))

    def strip(self) -> Aligned:
        """Without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip())
        return self[left : max(left, right)]

    def keep(self, kept: Sequence[tuple[int, int]]) -> Aligned:
        """Only the given ranges of characters, in order."""
        starts, ends = array("i"), array("i")
        for begin, end in kept:
            starts.extend(self.starts[begin:end])
            ends.extend(self.ends[begin:end])
        return Aligned("".join(self.text[begin:end] for begin, end in kept), starts, ends)

    @classmethod
    def gap(cls, text: str, before: Aligned, after: Aligned) -> Aligned:
        """`text` put between two pieces; it stands for whatever lies between them."""
        start, end = before.ends[-1], max(before.ends[-1], after.starts[0])
        return cls(text, array("i", [start] * len(text)), array("i", [end] * len(text)))

    @classmethod
    def concat(cls, parts: Iterable[Aligned]) -> Aligned:
        """The parts in order with nothing between."""
        texts: list[str] = []
        starts, ends = array("i"), array("i")
        for part in parts:
            texts.append(part.text)
            starts.extend(part.starts)
            ends.extend(part.ends)
        return cls("".join(texts), starts, ends)

    @classmethod
    def join(cls, parts: Iterable[Aligned], separator: str = " ") -> Aligned:
        """The parts in order with `separator` between; empty parts are passed over."""
        pieces: list[Aligned] = []
        for part in parts:
            if part.text:
                if pieces and separator:
                    pieces.append(cls.gap(separator, pieces[-1], part))
                pieces.append(part)
        return cls.concat(pieces)
