"""Targets: measurable goals, what is counted, how much and by when."""

from __future__ import annotations

from datetime import date

from extractors.targets.cells import FIGURE_IN_CELL, of_row
from extractors.targets.rules import read
from pipeline.model import TargetMention

__all__ = ["FIGURE_IN_CELL", "find", "of_row"]


def find(
    text: str,
    *,
    due_hint: date | None = None,
    in_target_section: bool = False,
    is_product: bool = False,
) -> list[TargetMention]:
    """The measurable goals of a paragraph, in reading order.

    Takes cleaned text (NFC, single spaces). Guarantees:
        1. Every mention's raw is `text[start:end]` and holds its figure.
        2. `comparator` is one of `=`, `>=`, `>`, `<=`, `<`; a range gives its low end.
        3. Nothing raises, whatever the text.

    Goals that share what they count overlap: "tối thiểu 80%, phấn đấu 90% thủ tục".

    Args:
        text: A paragraph, without its label.
        due_hint: The date that holds where the sentence names none (of a heading, say).
        in_target_section: Whether the section is for targets: there every number of things
            is one; in the text of a task only shares, what is striven for and what is made.
        is_product: Whether it says what a task is to give: there the number it begins with is one.

    >>> [(m.raw, m.value, m.due) for m in find("Đến năm 2030, có 50% xã đạt chuẩn.")]
    [('có 50% xã', 50.0, datetime.date(2030, 12, 31))]
    """
    return read(text, due_hint, in_target_section, is_product)
