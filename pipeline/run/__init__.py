"""Many files → one set of tables. A file in trouble is told of and left out; the others go on.

`inputs` finds the files, an engine of `engines` reads them (`document` is what it does with
one), `store` keeps what each gave, `assemble` makes the tables of that, `records` tells of
the run itself, and `batch` has them work together.
"""

from __future__ import annotations

from pipeline.run.batch import WORK, Event, Listener, Outcome, run
from pipeline.run.engines import DaskEngine, Engine, Here, Processes, default_workers
from pipeline.run.failures import Failure
from pipeline.run.inputs import find_inputs
from pipeline.run.store import FolderTaken

__all__ = [
    "WORK",
    "DaskEngine",
    "Engine",
    "Event",
    "Failure",
    "FolderTaken",
    "Here",
    "Listener",
    "Outcome",
    "Processes",
    "default_workers",
    "find_inputs",
    "run",
]
