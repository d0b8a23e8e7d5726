"""Whether processes still run."""

from __future__ import annotations

import time
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def await_end(*pids: int) -> None:
    """Waits for processes to end, half a minute at most."""
    limit = time.monotonic() + 30
    while any(map(alive, pids)):
        assert time.monotonic() < limit, f"still alive: {[pid for pid in pids if alive(pid)]}"
        time.sleep(0.02)
