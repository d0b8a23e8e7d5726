"""The best one-to-one assignment of two sides by weight.

The Hungarian method: Kuhn, "The Hungarian method for the assignment problem", Naval
Research Logistics Quarterly 2 (1955); Munkres, "Algorithms for the assignment and
transportation problems", Journal of the SIAM 5 (1957); here in the form with potentials
and shortest augmenting paths, O(n²m). Weights are whole numbers, so that no rounding
decides. As in CEAF (Luo, HLT 2005) the sum of similarities is what is made largest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

__all__ = ["assign"]

Pair = tuple[int, int]


def assign(weights: Mapping[Pair, int]) -> dict[int, int]:
    """Partners, left to right, such that the sum of their weights is the largest there is.

    Only pairs in `weights` with a weight above 0 become partners; everyone has one at
    most. Among equal sums the choice follows the order of the indices alone.

    >>> assign({(0, 0): 10, (0, 1): 9, (1, 0): 9})
    {0: 1, 1: 0}
    """
    partners: dict[int, int] = {}
    for component in _components(weights):
        lefts = sorted({left for left, _ in component})
        rights = sorted({right for _, right in component})
        if len(lefts) <= len(rights):
            chosen = _solve([[component.get((a, b), 0) for b in rights] for a in lefts])
            pairs = [(lefts[row], rights[column]) for row, column in chosen]
        else:
            chosen = _solve([[component.get((a, b), 0) for a in lefts] for b in rights])
            pairs = [(lefts[column], rights[row]) for row, column in chosen]
        partners |= {left: right for left, right in pairs if (left, right) in component}
    return dict(sorted(partners.items()))


def _components(weights: Mapping[Pair, int]) -> Iterator[dict[Pair, int]]:
    """The weights of each group that hangs together; groups do not touch each other."""
    of_left: dict[int, list[int]] = defaultdict(list)
    of_right: dict[int, list[int]] = defaultdict(list)
    for (left, right), weight in weights.items():
        if weight > 0:
            of_left[left].append(right)
            of_right[right].append(left)
    seen: set[int] = set()
    for first in sorted(of_left):
        if first in seen:
            continue
        seen.add(first)
        queue = [first]
        for left in queue:
            for right in of_left[left]:
                new = [other for other in of_right[right] if other not in seen]
                seen.update(new)
                queue.extend(new)
        yield {(left, right): weights[left, right] for left in queue for right in of_left[left]}


def _solve(weights: list[list[int]]) -> Iterator[Pair]:
    """Rows with their columns; there are at least as many columns as rows.

    A weight of 0 stands for "no pair": such a row is as well left alone.
    """
    height, width = len(weights), len(weights[0])
    of_row, of_column = [0] * (height + 1), [0] * (width + 1)  # potentials
    holder = [0] * (width + 1)  # the row at a column; both from 1, column 0 is the door
    for row in range(1, height + 1):
        holder[0] = row
        column, came_from = _free_column(weights, of_row, of_column, holder)
        while column:
            holder[column] = holder[came_from[column]]
            column = came_from[column]
    return ((row - 1, column - 1) for column, row in enumerate(holder) if row and column)


def _free_column(
    weights: list[list[int]], of_row: list[int], of_column: list[int], holder: list[int]
) -> tuple[int, list[int]]:
    """The free column that the row at the door reaches at least cost, and the way there.

    A search after Dijkstra over costs less potentials, which it brings up to date.
    """
    width = len(of_column) - 1
    came_from = [0] * (width + 1)
    least: list[int | None] = [None] * (width + 1)
    visited = [False] * (width + 1)
    column = 0
    while holder[column]:
        visited[column] = True
        row = holder[column]
        following, step = 0, None
        for other in range(1, width + 1):
            if visited[other]:
                continue
            cost = -weights[row - 1][other - 1] - of_row[row] - of_column[other]
            known = least[other]
            if known is None or cost < known:
                least[other] = known = cost
                came_from[other] = column
            if step is None or known < step:
                following, step = other, known
        assert step is not None  # there are as many columns as rows
        for other in range(width + 1):
            if visited[other]:
                of_row[holder[other]] += step
                of_column[other] -= step
            else:
                left = least[other]
                least[other] = None if left is None else left - step
        column = following
    return column, came_from
