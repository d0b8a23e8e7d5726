"""Figures that programs write into pages, between two marks, so that none is typed by hand."""

from __future__ import annotations

from pathlib import Path

__all__ = ["Marks", "holds", "marks", "put_between"]

Marks = tuple[str, str]


def marks(what: str, writer: str) -> Marks:
    """The lines of a page between which `writer` puts `what` ("figures", "first contacts")."""
    return f"<!-- {what}: written by {writer} -->", f"<!-- /{what} -->"


def put_between(page: Path, table: str, marks: Marks) -> None:
    """Puts `table` in the place that `marks` enclose on `page`; the rest of it stays.

    Raises:
        SystemExit: The page has no such place.
    """
    page.write_text(_with(page, table, marks), encoding="utf-8")


def holds(page: Path, table: str, marks: Marks) -> bool:
    """Whether `page` has just this table there."""
    return _with(page, table, marks) == page.read_text(encoding="utf-8")


def _with(page: Path, table: str, marks: Marks) -> str:
    begin, end = marks
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{page}: has no place for figures, between {begin} and {end}")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"
