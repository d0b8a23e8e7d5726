"""Nodes of the tree of labelled lines, and the lines that say something of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from pipeline.aligned import Aligned
from pipeline.grids import Grid
from pipeline.layout import is_capitals
from pipeline.numbering import Label, LabelKind

__all__ = ["ENDS_SENTENCE", "Meta", "Node"]

ENDS_SENTENCE = regex.compile(r"[.;:!?…](?:/\.)?[\"”’)]*$")


@dataclass(frozen=True, slots=True)
class Meta:
    """A line that only gives units, time or product: its kind, its content, its label's text.

    Kinds are those of `line_label`, `sentence` for a whole sentence that does, and `note` for a
    cell that may cite or set a target only.
    `table` says that it is a cell of a table.
    """

    kind: str
    aligned: Aligned
    label: str
    in_bullet: bool
    table: bool = False


@dataclass(slots=True)
class Node:
    """A line with a label, an unlabelled heading or a plain paragraph, and what is below it.

    `label` is None for headings and paragraphs without one. `text` is without the label.
    `metas` are its own lines, `group_metas` those that say that they are for all below it.
    """

    label: Label | None
    text: Aligned
    start: int
    rank: float
    marked: bool = False  # Markdown heading or wholly bold
    style: tuple[int, bool, bool] = (0, False, False)  # Markdown level, bold, italic
    paragraph: bool = False
    table: bool = False
    grid: Grid | None = None
    entitled: bool = False  # its title stood on a line of its own
    label_end: int = 0  # of the label's place in the source
    joints: tuple[int, ...] = ()
    continued: list[Aligned] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    metas: list[Meta] = field(default_factory=list)
    group_metas: list[Meta] = field(default_factory=list)
    level_value: tuple[int, ...] = ()
    indent: int = 0

    @property
    def is_bullet(self) -> bool:
        return self.label is not None and self.label.kind.is_bullet

    @property
    def looks_like_heading(self) -> bool:
        """Whether the text reads as a heading: marked as one, or short and without a full stop."""
        text = self.text.text
        if self.paragraph or not text:
            return not self.paragraph
        if self.label is not None and self.label.kind <= LabelKind.ARTICLE:
            ends = ENDS_SENTENCE.search(text) is not None
            return self.label.kind != LabelKind.ARTICLE or (len(text) < 160 and not ends)
        if self.marked or is_capitals(text):
            return True
        if self.is_bullet:
            return False
        if ENDS_SENTENCE.search(text):
            return text.endswith(":") and len(text) <= 160
        return len(text) <= 260

    def last(self) -> Node:
        """The last descendant, or the node itself."""
        node = self
        while node.children:
            node = node.children[-1]
        return node

    def walk(self) -> Iterable[Node]:
        for child in self.children:
            yield child
            yield from child.walk()
