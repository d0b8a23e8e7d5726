"""Counts, precision, recall and F1 of layers, documents and splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.evaluate.layers import ALIKE, LAYERS, Entries
from pipeline.evaluate.match import Entry, match

__all__ = ["DocumentScore", "Miss", "Report", "Score", "score_entries", "total"]


@dataclass(frozen=True, slots=True)
class Score:
    """How many records gold has, how many were found, how many of these are right."""

    gold: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """Right of those found; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Right of those in gold; None when gold has none."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None when neither side has a record."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else None

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.found + other.found, self.right + other.right)


@dataclass(frozen=True, slots=True)
class Miss:
    """A record that is wrong: `missed` is in gold only, `spurious` in the run only."""

    layer: str
    side: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document part of a run against its gold; `missing` when the run has no such part."""

    source_path: str
    part: int
    split: str
    scores: Mapping[str, Score]
    misses: tuple[Miss, ...] = ()
    missing: bool = False

    @property
    def name(self) -> str:
        return f"{self.source_path} (part {self.part})"


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of a run: by document, in order of split, path and part.

    `not_scored` are documents of the run without gold.
    """

    documents: tuple[DocumentScore, ...] = ()
    not_scored: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Annotated parts that the run did not find in a file it read."""
        return tuple(document.name for document in self.documents if document.missing)

    @property
    def splits(self) -> dict[str, dict[str, Score]]:
        """Micro totals of each split; splits are never summed up."""
        names = sorted({document.split for document in self.documents})
        return {name: total(d.scores for d in self.documents if d.split == name) for name in names}


def total(scores: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
    """The sum of counts, layer by layer."""
    summed = {layer: Score() for layer in LAYERS}
    for one in scores:
        for layer in LAYERS:
            summed[layer] += one[layer]
    return summed


def score_entries(gold: Entries, found: Entries) -> tuple[dict[str, Score], tuple[Miss, ...]]:
    """Scores of all layers, and the records that are wrong in the order of layers."""
    scores: dict[str, Score] = {}
    misses: list[Miss] = []
    for layer in LAYERS:
        matching = match(gold[layer], found[layer], ALIKE.get(layer))
        scores[layer] = Score(len(gold[layer]), len(found[layer]), len(matching.pairs))
        misses += [Miss(layer, "missed", entry) for entry in matching.missed]
        misses += [Miss(layer, "spurious", entry) for entry in matching.spurious]
    return scores, tuple(misses)
