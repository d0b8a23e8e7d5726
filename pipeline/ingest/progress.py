"""Readers say which page they have done, the road which stage begins; who waits may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Listener", "StageListener", "listening", "page_done", "stage_begins"]

Listener = Callable[[int, int], None]

StageListener = Callable[[str], None]

_listeners: list[tuple[Listener, StageListener | None]] = []


def page_done(page: int, pages: int) -> None:
    """Tells that `page` of `pages` is done; 0 of them when the count becomes known.

    A reader of a paged format calls it once before its first page and after each. The
    time between two calls is what `Limits.page_seconds` bounds (see `guard`), so a page
    that is read twice is told of twice. Nothing happens where nobody listens.
    """
    if _listeners:
        _listeners[-1][0](page, pages)


def stage_begins(stage: str) -> None:
    """Tells that what comes after reading begins: `clean`, `segment`, `extract`, `check`."""
    if _listeners and _listeners[-1][1]:
        _listeners[-1][1](stage)


@contextmanager
def listening(listener: Listener, stages: StageListener | None = None) -> Iterator[None]:
    """Within this block `listener` hears of pages, `stages` of stages; the innermost counts."""
    _listeners.append((listener, stages))
    try:
        yield
    finally:
        _listeners.pop()
