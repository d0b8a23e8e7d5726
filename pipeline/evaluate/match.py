"""One-to-one matching of gold and found entries.

The matching is the one with the largest sum of similarities (`pipeline.evaluate.assign`).
It does not depend on the order in which the entries come, and entries may overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.assign import assign
from pipeline.evaluate.values import overlap, token_f1

__all__ = ["EQUAL", "Criterion", "Entry", "Matching", "match", "span_overlap", "text_f1"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as one layer sees it: of gold, or of a run, or of another annotator.

    `key` is what must be equal, `at` the path of the task or section it stands at (the
    path itself for tasks and sections). `place` is the path in gold that `at` stands for
    once found tasks are mapped to gold's; it is `at` unless they differ, and None where
    gold has no such place.

    `tokens` are the words of the record; a task whose text is not at hand has its first
    and last ones in `edges` instead. `values` is for people to read. `start` and `end`
    count characters of the text called `source`: spans are compared in one text only.
    `rule` made the record, which is number `row` of its table in the part.
    """

    key: tuple[Any, ...]
    values: tuple[tuple[str, Any], ...] = ()
    tokens: tuple[str, ...] = ()
    edges: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    at: str | None = None
    place: str | None = None
    start: int | None = None
    end: int | None = None
    source: str | None = None
    rule: str | None = None
    row: int | None = field(default=None, repr=False, compare=False)

    @property
    def span(self) -> tuple[int, int] | None:
        return None if self.start is None or self.end is None else (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Criterion:
    """When two entries may be a pair, and how good a pair they are.

    Only entries with the same `block` are looked at; `similarity` is 0 (no pair) to 1.
    """

    block: Callable[[Entry], Hashable]
    similarity: Callable[[Entry, Entry], float] = lambda gold, found: 1.0


EQUAL = Criterion(lambda entry: entry.key)


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs, and what was left over on either side, in an order that their values give."""

    pairs: list[tuple[Entry, Entry]] = field(default_factory=list)
    missed: list[Entry] = field(default_factory=list)
    spurious: list[Entry] = field(default_factory=list)


def match(gold: Sequence[Entry], found: Sequence[Entry], *criteria: Criterion) -> Matching:
    """The one-to-one matching with the largest sum of similarities.

    A pair is as similar as the most generous criterion says; without any, equal keys make
    a pair and the result is the intersection of two multisets. Between pairs that are
    equally similar the nearer one wins: the same span, the same path, like words.
    """
    gold, found = sorted(gold, key=_order), sorted(found, key=_order)
    weights: dict[tuple[int, int], int] = {}
    for criterion in criteria or (EQUAL,):
        blocks: dict[Hashable, list[int]] = defaultdict(list)
        for index, entry in enumerate(found):
            blocks[criterion.block(entry)].append(index)
        for left, one in enumerate(gold):
            for right in blocks.get(criterion.block(one), ()):
                similarity = criterion.similarity(one, found[right])
                if similarity > 0:
                    weight = _weight(similarity, one, found[right])
                    weights[left, right] = max(weight, weights.get((left, right), 0))
    partner = assign(weights)
    taken = set(partner.values())
    return Matching(
        [(gold[left], found[right]) for left, right in partner.items()],
        [entry for index, entry in enumerate(gold) if index not in partner],
        [entry for index, entry in enumerate(found) if index not in taken],
    )


# A similarity in millionths; below that, nearness, too small in sum to outweigh one.
_MILLION = 1_000_000


def _weight(similarity: float, gold: Entry, found: Entry) -> int:
    near = 4 * span_overlap(gold, found) + 2 * (gold.at == found.at) + text_f1(gold, found)
    return round(similarity * _MILLION) * _MILLION + round(near * 10)


def _order(entry: Entry) -> tuple[Any, ...]:
    """Reading order, and among records at one spot the order of all they hold."""
    start = -1 if entry.start is None else entry.start
    return (start, entry.end or -1, repr((entry.at, entry.key, entry.values, entry.tokens, entry)))


def span_overlap(gold: Entry, found: Entry) -> float:
    """How far two entries overlap, 0 to 1; 0 where they stand in different texts."""
    one_text = gold.source is not None and gold.source == found.source
    return overlap(gold.span, found.span) if one_text else 0.0


def text_f1(gold: Entry, found: Entry, least: float = 0.0) -> float:
    """Token F1 of the words of two entries, of the known ones where a text is not at hand."""
    first, second = gold, found
    if second.edges is not None:
        first, second = second, first
    if first.edges is None:
        return token_f1(first.tokens, second.tokens, least)
    begin, end = first.edges
    if second.edges is not None:
        other = second.edges[0] + second.edges[1]
    else:
        other = second.tokens[: len(begin)] + second.tokens[len(second.tokens) - len(end) :]
    return token_f1(begin + end, other, least)
