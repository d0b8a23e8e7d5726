"""Rows as CSV that spreadsheets open right: lists in one cell, and no cell runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import IO, Any

__all__ = ["ENCODING", "flat", "write_csv"]

# Excel takes a CSV for UTF-8 only with this mark at its begin.
ENCODING = "utf-8-sig"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take a cell's begin for one


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[str]) -> None:
    """The rows under a head of `names`, RFC 4180."""
    writer = csv.writer(stream)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)


def flat(value: Any) -> str:
    """A value as text; of a list its values with semicolons, of nothing the empty text.

    >>> flat(["Sở Nội vụ", "Công an tỉnh"])
    'Sở Nội vụ; Công an tỉnh'
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(map(flat, value))
    return str(value)


def _cell(value: Any) -> str:
    said = flat(value)
    return f"'{said}" if said[:1] in _FORMULA and not _is_number(said) else said


def _is_number(said: str) -> bool:
    try:
        float(said)
    except ValueError:
        return False
    return True
