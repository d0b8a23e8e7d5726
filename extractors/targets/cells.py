"""Goals of table rows, whose name, unit and figure stand in cells of their own."""

from __future__ import annotations

from datetime import date
from typing import Final

import regex

from extractors.targets.normalise import comparator, value_of
from pipeline.lexicon import fold
from pipeline.model import TargetMention

__all__ = ["FIGURE_IN_CELL", "of_row"]

# A cell that holds a figure, folded, with what is said of it at most behind it: "≥ 180",
# "từ 85 trở lên", "70 - 80", "giảm 1 - 1,5%/năm", "tối thiểu 80%, phấn đấu 85%"
FIGURE_IN_CELL: Final = regex.compile(
    r"""
    (?: (?: phấn\ đấu | đạt | tăng | giảm | còn | giữ\ vững | duy\ trì ) \s* ){0,3}
    (?: (?P<at_least> ≥ | >= | ít\ nhất | tối\ thiểu )
      | (?P<at_most> ≤ | <= | không\ quá | tối\ đa )
      | (?P<more> > | trên | hơn ) | (?P<less> < | dưới ) | (?P<since> từ ) )? \s*
    (?: (?P<low> (?&figure) ) \s?%?\s*[-–]\s* )? (?P<value> (?&figure) )
    \s* (?P<unit> [%‰](?:/\p{L}+)? | [\p{L}/]+(?:\ [\p{L}/]+){0,3}? )?
    (?P<upward> \s trở\ lên )? (?P<downward> \s trở\ xuống )? \s*
    (?: (?: [,;] \s+ \p{L} | \( ) .* )?
    (?(DEFINE) (?P<figure> \d+(?:\.\d{3})*(?:,\d+)? | \d+\.\d+ ) )
    """,
    regex.VERBOSE,
)


def of_row(
    text: str, name_end: int, figure_start: int, unit: str | None, due: date | None
) -> TargetMention | None:
    """The goal of a row whose cells stand in `text` one behind the other.

    The name ends at `name_end`, the figure begins at `figure_start`; None where that is none.

    >>> of_row("Xã đạt chuẩn | % | từ 85 trở lên".replace(" |", ""), 12, 15, "%", None).comparator
    '>='
    """
    match = FIGURE_IN_CELL.fullmatch(fold(text), figure_start)
    if match is None:
        return None
    return TargetMention(
        0,
        len(text),
        text,
        text[:name_end].strip(),
        comparator(match),
        value_of(match),
        unit or (match["unit"] or "").strip() or None,
        due=due,
        rule="target.row",
        confidence=0.9,
    )
