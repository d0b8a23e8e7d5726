"""Files that gave no tables: what is wrong with each, where on the road, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import IngestError

__all__ = ["Failure", "failure_of"]

REPORT = "Please report this file."


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no tables.

    Attributes:
        path: as the user named it.
        stage: `find`, `read`, or a later part of the road: `clean`, `segment`, `extract`,
            `check`.
        detail: what the reader said last, a stack of calls; empty where nothing is known.
        name: the path relative to the input's root.
        sha256: of the file's bytes; empty where they could not be read.
        passing: true for trouble of the machine, which the next run tries again by itself.
    """

    path: str
    problem: str
    what_to_do: str
    stage: str = "find"
    detail: str = field(default="", compare=False)
    name: str = ""
    sha256: str = ""
    passing: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. {self.what_to_do}"


def failure_of(error: IngestError, path: str, name: str) -> Failure:
    """What an error of a reader says of a file."""
    notes: Sequence[str] = getattr(error, "__notes__", ())
    return Failure(
        path,
        error.problem,
        error.what_to_do,
        error.stage,
        "\n".join(notes),
        name,
        passing=error.passing,
    )
