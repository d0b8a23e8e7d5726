"""One-to-one matching of gold and found entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Entry", "Matching", "match"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as one layer sees it.

    `key` is what must be equal; `tokens` what must be alike, where the layer compares
    text, or the first and last of them in `edges` where no more is known. `values` is
    for people to read; `start` and `end` count characters of the source that was
    annotated, or was run; `rule` made the record.
    """

    key: tuple[Any, ...]
    values: tuple[tuple[str, Any], ...] = ()
    tokens: tuple[str, ...] = ()
    edges: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    start: int | None = None
    end: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs, and what was left over on either side, in the order given."""

    pairs: list[tuple[Entry, Entry]] = field(default_factory=list)
    missed: list[Entry] = field(default_factory=list)
    spurious: list[Entry] = field(default_factory=list)


def match(
    gold: Sequence[Entry],
    found: Sequence[Entry],
    alike: Callable[[Entry, Entry], bool] | None = None,
) -> Matching:
    """The largest one-to-one matching of entries with equal keys that are `alike`.

    Without `alike` this is the intersection of two multisets. The number of pairs does
    not depend on the order of the entries.
    """
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for index, entry in enumerate(found):
        groups[entry.key].append(index)
    options = [
        [i for i in groups.get(entry.key, ()) if alike is None or alike(entry, found[i])]
        for entry in gold
    ]
    partner = _assign(options) if alike else _take_in_turn(options)
    taken = set(partner.values())
    return Matching(
        [(gold[g], found[f]) for g, f in sorted(partner.items())],
        [entry for index, entry in enumerate(gold) if index not in partner],
        [entry for index, entry in enumerate(found) if index not in taken],
    )


def _take_in_turn(options: Sequence[Sequence[int]]) -> dict[int, int]:
    """For equal keys any choice is as good: the first that is free."""
    taken: set[int] = set()
    partner: dict[int, int] = {}
    for index, choices in enumerate(options):
        free = next((choice for choice in choices if choice not in taken), None)
        if free is not None:
            partner[index] = free
            taken.add(free)
    return partner


def _assign(options: Sequence[Sequence[int]]) -> dict[int, int]:
    """A maximum bipartite matching by augmenting paths (Kuhn 1955)."""
    holder: dict[int, int] = {}  # found → gold

    def seat(start: int) -> None:
        came_from: dict[int, int] = {}  # found → gold that asked for it
        queue = [start]
        for asking in queue:
            for choice in options[asking]:
                if choice in came_from:
                    continue
                came_from[choice] = asking
                if choice in holder:
                    queue.append(holder[choice])
                    continue
                _pass_on(choice, came_from, holder, start)
                return

    for index in range(len(options)):
        seat(index)
    return {gold: found for found, gold in holder.items()}


def _pass_on(free: int, came_from: dict[int, int], holder: dict[int, int], start: int) -> None:
    """Gives the free seat at the end of a path to its asker, whose seat goes on, and so on."""
    held = {gold: found for found, gold in holder.items()}
    seat = free
    while True:
        asking = came_from[seat]
        previous = held.get(asking)
        holder[seat] = asking
        if asking == start or previous is None:
            return
        seat = previous
