"""Cells of a head or a signature that a site's text parts with bars of their own.

Crawlers that take the text out of a legal site's page leave the layout table of its head as
cells one below the other, a "|" alone on the line after each, and break the lines inside where
the page's source did: "BỘ" / "NỘI VỤ" / "|" / "CỘNG" / "HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" / "|".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.header import is_header_line, is_role_line, is_signature_line
from pipeline.layout import is_capitals, join_lines
from pipeline.lines import PhysicalLine

__all__ = ["join_cells"]

_MOST_LINES = 6  # of a cell of a head


def join_cells(lines: Sequence[PhysicalLine], ends: Sequence[int]) -> list[PhysicalLine]:
    """The lines, with those joined that are one piece of a head or of a signature.

    Args:
        ends: before how many lines a bar stands alone, in order.
    """
    joined: list[PhysicalLine] = []
    start = 0
    for end in (*ends, len(lines)):
        cell = list(lines[start:end])
        if end == len(lines) and start in ends:
            joined += cell  # what stands behind the last bar is the text
            break
        if start == 0:  # the words of the site may stand above the first cell
            above = next((n for n in range(len(cell), 0, -1) if not _is_capital(cell[n - 1])), 0)
            joined += cell[:above]
            cell = cell[above:]
        joined += _pieces(cell) if len(cell) <= _MOST_LINES else cell
        start = end
    return joined


def _is_capital(line: PhysicalLine) -> bool:
    return not any(char.islower() for char in line.text)


def _pieces(cell: Sequence[PhysicalLine]) -> list[PhysicalLine]:
    """The lines of one cell, each run that only together is a head's field or an office joined."""
    found: list[PhysicalLine] = []
    at = 0
    while at < len(cell):
        size = next(
            (n for n in range(len(cell) - at, 1, -1) if _is_broken_field(cell[at : at + n])),
            1 + _is_broken_office(cell[at : at + 2]),
        )
        run = cell[at : at + size]
        found.append(run[0] if size == 1 else _whole(run))
        at += size
    return found


def _is_broken_field(run: Sequence[PhysicalLine]) -> bool:
    """Whether lines are a motto, a number, a place and date or a body."""
    return is_header_line(" ".join(line.text for line in run))


def _is_broken_office(run: Sequence[PhysicalLine]) -> bool:
    """Whether two lines are one office that signs: "KT. BỘ" / "TRƯỞNG"."""
    if len(run) < 2 or is_role_line(run[1].text) or is_signature_line(run[1].text):
        return False
    return is_capitals(run[1].text) and is_signature_line(f"{run[0].text} {run[1].text}")


def _whole(run: Sequence[PhysicalLine]) -> PhysicalLine:
    aligned, _ = join_lines([line.aligned for line in run])
    return replace(run[0], aligned=aligned)
