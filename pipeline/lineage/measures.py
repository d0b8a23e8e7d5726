"""Average precision of scored pairs, with intervals over superior tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["ByRow", "Figure", "Matrix", "Pooled", "average_precision", "figure"]

Matrix = Any  # numpy.ndarray: a row for each superior task, a column for each local one

_DRAWS = 1000
_SEED = 28
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the comparison and of the plain one, with 95 % intervals."""

    name: str
    ours: float
    ours_between: tuple[float, float]
    plain: float
    plain_between: tuple[float, float]
    gain_between: tuple[float, float]


class Pooled:
    """Average precision over all pairs of some superior tasks together."""

    def __init__(self, found: Matrix, yes: Matrix, counted: Matrix) -> None:
        self._of_rows = [(f[c], y[c]) for f, y, c in zip(found, yes, counted, strict=True)]

    def over(self, rows: Sequence[int]) -> float:
        import numpy as np

        found, yes = (np.concatenate(side) for side in zip(*map(self._row, rows), strict=True))
        return average_precision(found, yes)

    def _row(self, at: int) -> tuple[Matrix, Matrix]:
        return self._of_rows[at]


class ByRow:
    """Mean of the average precision of each superior task that has a yes."""

    def __init__(self, found: Matrix, yes: Matrix, counted: Matrix) -> None:
        import numpy as np

        rows = zip(found, yes, counted, strict=True)
        self._of_rows = np.array([average_precision(f[c], y[c]) for f, y, c in rows])

    def over(self, rows: Sequence[int]) -> float:
        import numpy as np

        values = self._of_rows[list(rows)]
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) else float("nan")


def figure(
    name: str,
    measure: type[Pooled] | type[ByRow],
    both: tuple[Matrix, Matrix],
    yes: Matrix,
    counted: Matrix,
    rows: Sequence[int],
) -> Figure:
    """A figure over `rows`, and its intervals when these superior tasks are drawn anew.

    Args:
        both: the scores of the comparison and of the plain one.
        yes: the labels.
        counted: which pairs go into it.
    """
    import numpy as np

    draw = np.random.default_rng(_SEED)
    ours, plain = (measure(found, yes, counted) for found in both)
    chosen = [draw.choice(rows, len(rows)).tolist() for _ in range(_DRAWS)]
    drawn = np.array([(ours.over(some), plain.over(some)) for some in chosen])

    def between(values: Matrix) -> tuple[float, float]:
        low, high = np.nanpercentile(values, _INTERVAL)
        return float(low), float(high)

    return Figure(
        name,
        ours.over(rows),
        between(drawn[:, 0]),
        plain.over(rows),
        between(drawn[:, 1]),
        between(drawn[:, 0] - drawn[:, 1]),
    )


def average_precision(found: Matrix, yes: Matrix) -> float:
    """Average precision as scikit-learn has it, quick enough to be drawn thousands of times.

    Pairs of one score are taken together; not a number where there is no yes.
    """
    import numpy as np

    if not yes.any():
        return float("nan")
    order = np.argsort(-found, kind="stable")
    score, right = found[order], np.cumsum(yes[order])
    last = np.append(np.diff(score) != 0, True)  # of the pairs of one score
    precision = right[last] / (np.flatnonzero(last) + 1)
    gained = np.diff(right[last], prepend=0) / right[-1]
    return float((precision * gained).sum())
