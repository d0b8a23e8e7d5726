"""How a run tells of itself while it goes on: a bar in a terminal, or lines of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.console import visible

if TYPE_CHECKING:
    from pipeline.run import Event, Listener

__all__ = ["told"]

_SHOWN = 50  # characters of a file's name


@contextmanager
def told(quiet: bool, as_json: bool) -> Iterator[Listener | None]:
    """A listener for `run`: lines of JSON on stderr, a bar where that is a terminal, or none."""
    if as_json:
        yield _Lines()
    elif quiet or not sys.stderr.isatty():
        yield None
    else:
        with _bar() as bar:
            yield bar


class _Lines:
    """Each event as a line of JSON, with seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, event: Event) -> None:
        seconds = round(time.monotonic() - self._began, 3)
        line = json.dumps({"seconds": seconds, **asdict(event)}, ensure_ascii=False)
        sys.stderr.write(visible(line) + "\n")
        sys.stderr.flush()


@contextmanager
def _bar() -> Iterator[Listener]:
    """Files done, files a minute, time left, failures so far, and what is read now."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns: tuple[Any, ...] = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]}", style="red"),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking for files", total=None, rate="", failed="")
        began = time.monotonic()
        read = 0

        def listen(event: Event) -> None:
            nonlocal read
            read += event.kind in ("read", "failed")
            minutes = (time.monotonic() - began) / 60
            name = visible(event.path)[-_SHOWN:]
            if event.kind == "page":
                name = f"{name}: page {event.page} of {event.pages}"
            elif event.kind == "writing":
                name = "writing the tables"
            bar.update(
                task,
                total=event.total,
                completed=event.done,
                description=name,
                rate=f"{read / minutes:.0f} files a minute" if read else "",
                failed=f"{event.failed} failed" if event.failed else "",
            )

        yield listen
