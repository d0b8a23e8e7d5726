"""Everything that can be wrong with gold files, each problem in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.annotate.files import AnnotateError, GoldFile, Problem, Sources, read_gold
from pipeline.annotate.paths import check_paths
from pipeline.annotate.spots import check_spots
from pipeline.annotate.values import check_values

__all__ = ["Checked", "check", "check_file"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; `without_text` are files whose source is not at hand."""

    files: int
    records: int
    problems: tuple[Problem, ...]
    without_text: tuple[Path, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.note)

    @property
    def notes(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.note)


def check(paths: Iterable[Path], sources: Sources) -> Checked:
    """Checks gold files against the guidelines and, where it is at hand, the source.

    Raises:
        OSError: a gold file cannot be read.
    """
    problems: list[Problem] = []
    without: list[Path] = []
    files = records = 0
    for path in paths:
        file = read_gold(path)
        files, records = files + 1, records + len(file.records)
        found, seen = check_file(file, sources)
        problems += found
        if not seen:
            without.append(path)
    return Checked(files, records, tuple(problems), tuple(without))


def check_file(file: GoldFile, sources: Sources) -> tuple[list[Problem], bool]:
    """The problems of one file by line, and whether its source was at hand."""
    problems = list(_without_source(file))
    name = file.source_name
    try:
        source = sources.get(name) if name else None
    except AnnotateError as error:
        problems.append(Problem(str(file.path), 1, f"its source cannot be read: {error}"))
        source = None
    if source is not None:
        problems += check_spots(file, source)
    return sorted(set(problems)), source is not None


def _without_source(file: GoldFile) -> Iterator[Problem]:
    yield from file.problems
    yield from check_values(file)
    yield from check_paths(file)
