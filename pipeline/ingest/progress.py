"""Readers say which page they have done; whoever waits for them may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Listener", "listening", "page_done"]

Listener = Callable[[int, int], None]

_listeners: list[Listener] = []


def page_done(page: int, pages: int) -> None:
    """Tells that `page` of `pages` is done; 0 of them when the count becomes known.

    A reader of a paged format calls it once before its first page and after each. The
    time between two calls is what `Limits.page_seconds` bounds (see `guard`), so a page
    that is read twice is told of twice. Nothing happens where nobody listens.
    """
    if _listeners:
        _listeners[-1](page, pages)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within this block `listener` hears of the pages; the innermost block counts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.pop()
