"""Counts, precision, recall and F1 of layers, documents and splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pipeline.evaluate.classes import Outcome, classify
from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.layers import LAYERS, SPECS, Entries, Mode, criteria
from pipeline.evaluate.match import Entry, Matching, match
from pipeline.evaluate.row_outcomes import RowOutcome

__all__ = [
    "MODES",
    "DocumentScore",
    "Modes",
    "Report",
    "Score",
    "Scored",
    "findings_of",
    "score_entries",
    "total",
]


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


Scores = Mapping[str, Score]
Modes = Mapping[Mode, Scores]

# The layers that have scores in each mode.
MODES: Mapping[Mode, tuple[str, ...]] = {
    Mode.STRICT: tuple(LAYERS),
    Mode.RELAXED: tuple(LAYERS),
    Mode.GIVEN_TASKS: tuple(layer for layer, spec in SPECS.items() if spec.at_task),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of two sides by mode and layer, and what became of every record of theirs.

    In each layer the outcomes hold every record of either side once.
    """

    modes: Modes
    outcomes: tuple[Outcome, ...]

    @property
    def scores(self) -> Scores:
        """The strict scores."""
        return self.modes[Mode.STRICT]


def score_entries(gold: Entries, found: Entries) -> Scored:
    """Scores of all layers in all modes, with the classes of what is wrong.

    The two sides may be gold and a run, or two annotators. Their order does not matter.
    """
    found = _placed(gold, found)
    modes: dict[Mode, Scores] = {}
    outcomes: list[Outcome] = []
    for mode, layers in MODES.items():
        matchings = {
            layer: match(gold[layer], found[layer], *criteria(layer, mode)) for layer in layers
        }
        modes[mode] = {
            layer: Score(len(gold[layer]), len(found[layer]), len(matching.pairs))
            for layer, matching in matchings.items()
        }
        if mode is Mode.STRICT:
            for layer, matching in matchings.items():
                outcomes += _outcomes(layer, matching)
    return Scored(modes, tuple(outcomes))


def _outcomes(layer: str, matching: Matching) -> Iterator[Outcome]:
    for gold, found in matching.pairs:
        yield Outcome(layer, FindingClass.CORRECT, gold, found)
    yield from classify(layer, matching.missed, matching.spurious)


def _placed(gold: Entries, found: Entries) -> Entries:
    """The found entries, each with the path in gold that its own path stands for.

    Tasks are mapped by the best assignment of their texts, sections by that of their
    headings. A path whose record has no partner, or that is none of a record
    ("preamble"), stands for itself, unless gold's of that path has found another partner.
    """
    stands_for: dict[str | None, str | None] = {}
    taken: set[str | None] = set()
    for layer in ("task", "section"):
        matching = match(gold[layer], found[layer], *criteria(layer, Mode.RELAXED))
        for one, other in matching.pairs:
            stands_for.setdefault(other.at, one.at)
            taken.add(one.at)

    def placed(entry: Entry) -> Entry:
        own = None if entry.at in taken else entry.at
        return replace(entry, place=stands_for.get(entry.at, own))

    return {layer: [placed(entry) for entry in entries] for layer, entries in found.items()}


# --- documents and splits --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document part of a run against its gold; `missing` when the run has no such part."""

    source_path: str
    part: int
    split: str
    modes: Modes
    findings: tuple[Finding, ...] = ()
    missing: bool = False
    rows: tuple[RowOutcome, ...] = ()  # whether each row of the run is right

    @property
    def scores(self) -> Scores:
        """The strict scores."""
        return self.modes[Mode.STRICT]

    @property
    def name(self) -> str:
        return f"{self.source_path} (part {self.part})"

    @property
    def short_name(self) -> str:
        """The file's name without its folders, and the part: the same in another run."""
        return f"{PurePosixPath(self.source_path).name}#{self.part}"

    @property
    def classes(self) -> dict[str, Counter[FindingClass]]:
        """How many findings of each class, by layer."""
        counts: dict[str, Counter[FindingClass]] = {layer: Counter() for layer in LAYERS}
        for finding in self.findings:
            counts[finding.layer][finding.kind] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of a run: by document, in order of split, path and part.

    `not_scored` are documents of the run without gold, `not_run` annotated files that the
    run lacks though it has others of their split: they count nowhere. `texts` holds the
    text that the run read and `gold_texts` the one that was annotated, both by the
    document's source path and only where they are at hand; for a text file they are one.
    """

    documents: tuple[DocumentScore, ...] = ()
    not_scored: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    gold_texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """Annotated parts that the run did not find in a file it read."""
        return tuple(document.name for document in self.documents if document.missing)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What became of every record, in all documents and layers, right ones included."""
        return tuple(finding for document in self.documents for finding in document.findings)

    @property
    def split_names(self) -> tuple[str, ...]:
        return tuple(sorted({document.split for document in self.documents}))

    @property
    def splits(self) -> dict[str, dict[str, Score]]:
        """Strict micro totals of each split; splits are never summed up."""
        return {name: self.totals(name, Mode.STRICT) for name in self.split_names}

    def of(self, split: str) -> tuple[DocumentScore, ...]:
        """The documents of a split."""
        return tuple(document for document in self.documents if document.split == split)

    def totals(self, split: str, mode: Mode) -> dict[str, Score]:
        """The micro totals of a split in a mode."""
        return total((document.modes[mode] for document in self.of(split)), MODES[mode])


def total(scores: Iterable[Scores], layers: Sequence[str] = tuple(LAYERS)) -> dict[str, Score]:
    """The sum of counts, layer by layer."""
    summed = {layer: Score() for layer in layers}
    for one in scores:
        for layer in layers:
            summed[layer] += one[layer]
    return summed


def findings_of(scored: Scored, split: str, document: str, part: int) -> tuple[Finding, ...]:
    """The outcomes as findings of a document part, in the order of layers."""
    return tuple(
        Finding(
            split=split,
            document=document,
            part=part,
            layer=outcome.layer,
            kind=outcome.kind,
            gold=dict(outcome.gold.values) if outcome.gold else None,
            found=dict(outcome.found.values) if outcome.found else None,
            gold_span=outcome.gold.span if outcome.gold else None,
            found_span=outcome.found.span if outcome.found else None,
            rule=outcome.found.rule if outcome.found else None,
            task=(outcome.gold or outcome.found or Entry(())).at,
            notes=outcome.differing,
            gold_key=_named(outcome.layer, outcome.gold),
            found_key=_named(outcome.layer, outcome.found),
        )
        for outcome in scored.outcomes
    )


def _named(layer: str, entry: Entry | None) -> str | None:
    """What tells a record again in another run: its path and all that the layer compares."""
    if entry is None:
        return None
    parts = [*entry.key] if entry.at is None else [entry.at, *entry.key]
    if layer == "named":
        parts.append(" ".join(entry.tokens))
    return " | ".join("-" if part is None else str(part) for part in parts)
