"""How far a split's F1 might be otherwise with other documents of the kind: intervals.

The percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", Annals
of Statistics 7, 1979) over whole files: the parts of one file share typist and habits, and
so do the records of one part. Files are drawn with replacement, as many as there are, and
micro F1 is worked out for each draw.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.evaluate.layers import Mode
from pipeline.evaluate.score import DocumentScore, Report, Score

__all__ = ["FEWEST", "Figure", "figures_of", "interval"]

# Fewer files than this say nothing of how files differ.
FEWEST = 3
_RESAMPLES = 1_000
_SEED = 1979
_TAIL = 0.025

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A score with its 95 % interval; None where too few files have such records."""

    score: Score
    files: int
    interval: Interval | None


def interval(scores: Sequence[Score], resamples: int = _RESAMPLES) -> Interval | None:
    """The 95 % percentile interval of micro F1 over files, or None.

    Args:
        scores: the counts of each file. Files without a record of either side are passed
            over; with fewer than three others there is no interval.
        resamples: how many times files are drawn. The draws are the same each time.
    """
    counts = sorted((2 * one.right, one.gold + one.found) for one in scores if one.gold + one.found)
    if len(counts) < FEWEST:
        return None
    values = []
    for draw in _draws(len(counts), resamples):
        right = sum(counts[index][0] for index in draw)
        values.append(right / sum(counts[index][1] for index in draw))
    values.sort()
    return _quantile(values, _TAIL), _quantile(values, 1 - _TAIL)


@cache
def _draws(size: int, resamples: int) -> tuple[tuple[int, ...], ...]:
    chance = random.Random(_SEED)
    return tuple(tuple(chance.randrange(size) for _ in range(size)) for _ in range(resamples))


def _quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of sorted values lies, between neighbours if need be."""
    position = share * (len(values) - 1)
    low = int(position)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (position - low)


def figures_of(report: Report, split: str, mode: Mode) -> Mapping[str, Figure]:
    """The figures of a split in a mode, layer by layer."""
    by_file = _by_file(report.of(split), mode)
    figures = {}
    for layer, score in report.totals(split, mode).items():
        scores = [one[layer] for one in by_file.values()]
        files = sum(1 for one in scores if one.gold + one.found)
        figures[layer] = Figure(score, files, interval(scores))
    return figures


def _by_file(documents: Sequence[DocumentScore], mode: Mode) -> dict[str, dict[str, Score]]:
    """The counts of each file, its parts summed up."""
    files: dict[str, dict[str, Score]] = {}
    for document in documents:
        known = files.setdefault(document.source_path, {})
        for layer, score in document.modes[mode].items():
            known[layer] = known.get(layer, Score()) + score
    return files
