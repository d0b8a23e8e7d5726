"""Everything that can be wrong with gold files, each problem in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.annotate.files import AnnotateError, GoldFile, Problem, Sources, read_gold
from pipeline.annotate.paths import check_paths
from pipeline.annotate.spots import check_spots
from pipeline.annotate.values import check_values
from pipeline.evaluate.gold import GoldError, GoldPart, load, typeset_problems
from pipeline.evaluate.typeset import FILE, read_typeset

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
    folders: dict[Path, list[Path]] = {}
    files = records = 0
    for path in paths:
        file = read_gold(path)
        files, records = files + 1, records + len(file.records)
        found, seen = check_file(file, sources)
        problems += found
        if not seen:
            without.append(path)
        folders.setdefault(path.parent, []).append(path)
    for folder, inside in folders.items():
        problems += _typeset(folder, inside)
    return Checked(files, records, tuple(problems), tuple(without))


def _typeset(folder: Path, checked: Iterable[Path]) -> Iterator[Problem]:
    """Problems of what `typeset.csv` says of the files that were checked, or of no file."""
    name = str(folder / FILE)
    typeset, wrong = read_typeset(folder)
    for line, text in wrong:
        yield Problem(name, line, text)
    asked = {path.name for path in checked}
    parts: list[GoldPart] = []
    told = {}
    for (stem, part), fields in typeset.items():
        file = f"{stem}.{part}.jsonl"
        if file in asked or not (folder / file).is_file():
            told[stem, part] = fields
            with suppress(GoldError, OSError):  # told with the file's own problems
                parts.append(load(folder / file))
    broken = asked - {f"{one.stem}.{one.part}.jsonl" for one in parts}
    told = {key: told[key] for key in told if f"{key[0]}.{key[1]}.jsonl" not in broken}
    for text in typeset_problems(told, parts):
        yield Problem(name, 1, text)


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
