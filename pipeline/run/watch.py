"""A folder that is looked at again and again: what is new in it goes into the tables."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.run.batch import Outcome, run
from pipeline.run.engines import Engine
from pipeline.run.inputs import Input, find_inputs

__all__ = ["watch"]

_State = dict[str, tuple[int, int]]


def watch(
    patterns: Sequence[str],
    out_dir: Path,
    *,
    every: float = 10.0,
    engine: Engine | None = None,
    rounds: int | None = None,
) -> Iterator[Outcome]:
    """The outcome of a run at the start, and of one whenever documents came, changed or went.

    A file counts when it has been the same for one look, so that none is read while it is
    copied there. Folders are looked at, not listened to, which also works over a network.

    Args:
        every: seconds between two looks.
        rounds: how many looks; None: without end.

    Raises:
        FolderTaken, OSError: as `run`.
    """
    seen: _State | None = None
    before: _State | None = None
    looks = 0
    while rounds is None or looks < rounds:
        looks += 1
        now = _state(find_inputs(patterns)[0])
        if seen is None or (now != seen and now == before):
            seen = now
            if now:
                yield run(patterns, out_dir, engine=engine)
        before = now
        time.sleep(every)


def _state(inputs: Sequence[Input]) -> _State:
    """What tells that a file has changed: its size and when it was written."""
    found: _State = {}
    for item in inputs:
        try:
            state = Path(item.path).stat()
        except OSError:  # gone again
            continue
        found[str(item.path)] = state.st_size, state.st_mtime_ns
    return found
