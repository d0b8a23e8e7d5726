"""Work on files that misbehaves as their first word says; `Processes(work="bad_work:entry")`.

A file that begins with none of the words is read as always.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from pipeline.ingest import Options
from pipeline.ingest.progress import stage_begins
from pipeline.run import document


def entry(path: Path, *, root: Path | None = None, options: Options) -> bytes:
    """What `document.entry` gives, unless the file says otherwise."""
    order = path.read_text("utf-8").split()[:1]
    match order:
        case ["CRASH"]:
            stage_begins("segment")
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["HANG"]:
            stage_begins("extract")
            time.sleep(600)
        case ["GROW"]:
            held = []
            while True:
                held.append(bytearray(50 * 1024 * 1024))
        case ["RAISE"]:
            stage_begins("clean")
            raise ZeroDivisionError("zero")
        case ["SLOW"]:
            time.sleep(0.5)
    return document.entry(path, root=root, options=options)
