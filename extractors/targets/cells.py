"""Goals of table rows, whose name, unit and figure stand in cells of their own."""

from __future__ import annotations

from datetime import date
from typing import Final

import regex

from extractors.targets.normalise import number
from pipeline.lexicon import fold
from pipeline.model import TargetMention

__all__ = ["FIGURE_IN_CELL", "of_row"]

# A cell that holds a figure and nothing else, folded: "≥ 180", "từ 85 trở lên", "100%", "70 - 80"
FIGURE_IN_CELL: Final = regex.compile(
    r"""
    (?: (?P<at_least> ≥ | >= | ít\ nhất | tối\ thiểu )
      | (?P<at_most> ≤ | <= | không\ quá | tối\ đa )
      | (?P<more> > | trên | hơn ) | (?P<less> < | dưới ) | (?P<since> từ ) | đạt )? \s*
    (?P<value> \d+(?:\.\d{3})*(?:,\d+)? | \d+\.\d+ )
    (?: \s*[-–]\s* (?P<high> \d+(?:[.,]\d+)* ) )?
    \s* (?P<unit> % | ‰ | [\p{L}/]+(?:\ [\p{L}/]+){0,3}? )?
    (?P<upward> \s trở\ lên )? (?P<downward> \s trở\ xuống )? \s*
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
    got = match.groupdict()
    if got["at_most"] or got["less"]:
        compares = "<=" if got["at_most"] else "<"
    elif got["downward"]:
        compares = "<="
    elif got["more"]:
        compares = ">"
    else:
        low = got["at_least"] or got["upward"] or got["since"] or got["high"]
        compares = ">=" if low else "="
    return TargetMention(
        0,
        len(text),
        text,
        text[:name_end].strip(),
        compares,
        number(match["value"]),
        unit or (match["unit"] or "").strip() or None,
        due=due,
        rule="target.row",
        confidence=0.9,
    )
