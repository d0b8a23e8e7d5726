"""How good a trace is: its scores against labelled pairs, beside a plain comparison of words.

The figures stand on superior tasks that were not looked at while the comparison was made:
of those in the labels, in their order, the even ones were for development, the odd ones are
reported.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.lineage.cascade import LineageError
from pipeline.lineage.documents import Document
from pipeline.lineage.match import scores, threshold
from pipeline.lineage.trace import Trace

__all__ = [
    "Figure",
    "GoldReport",
    "Labels",
    "Share",
    "average_precision",
    "evaluate",
    "read_labels",
]

Matrix = Any  # numpy.ndarray: a row for each superior task, a column for each local one

_COLUMNS = {"superior_path", "document", "path", "label", "note"}
_DRAWS = 1000
_SEED = 28
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Label:
    is_yes: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled pairs: (superior path, document, local path) → label; see gold/lineage."""

    path: Path
    pairs: Mapping[tuple[str, str, str], Label]

    @property
    def superior_paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key[0] for key in self.pairs))

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key[1] for key in self.pairs))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the comparison and of the plain one, with 95 % intervals."""

    name: str
    ours: float
    ours_between: tuple[float, float]
    plain: float
    plain_between: tuple[float, float]
    gain_between: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Share:
    """What counts as taken up at the threshold, against the labels."""

    name: str
    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0


@dataclass(frozen=True, slots=True)
class GoldReport:
    """The figures of one half of the superior tasks.

    Attributes:
        absent: labelled pairs whose task the run does not have; they count with score 0.
        chosen: the threshold that the development half would choose, best by F1.
    """

    half: Literal["reported", "development"]
    superior_tasks: int
    pairs: int
    yes: int
    absent: int
    figures: tuple[Figure, ...]
    shares: tuple[Share, ...]
    threshold: float
    chosen: float


def read_labels(path: Path) -> Labels:
    """The labelled pairs in a CSV file.

    Raises:
        LineageError: it is no such file.
        OSError: it cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            if missing := _COLUMNS - set(reader.fieldnames or ()):
                raise LineageError(f"{path}: has no column {', '.join(sorted(missing))}")
            pairs: dict[tuple[str, str, str], Label] = {}
            for row in reader:
                key = (row["superior_path"], row["document"], row["path"])
                if row["label"] not in ("yes", "no"):
                    raise LineageError(
                        f"{path}, line {reader.line_num}: the label is yes or no, "
                        f"not {row['label']!r}"
                    )
                if key in pairs:
                    raise LineageError(
                        f"{path}, line {reader.line_num}: this pair stands above already"
                    )
                doubtful = (row["note"] or "").startswith("doubtful")
                pairs[key] = Label(row["label"] == "yes", doubtful)
        except (UnicodeDecodeError, csv.Error) as error:
            raise LineageError(f"{path}: is no CSV file in UTF-8 ({error})") from error
    if not pairs:
        raise LineageError(f"{path}: holds no labelled pair")
    return Labels(path, pairs)


def evaluate(
    found: Trace, labels: Labels, half: Literal["reported", "development"] = "reported"
) -> GoldReport:
    """Scores all tasks of the labelled documents and compares.

    Raises:
        LineageError: the trace has no document of the labels, or one half of the labels has
            no pair of either label.
    """
    pairs = _Pairs(found, labels)
    rows = pairs.rows(half)
    yes, listed = pairs.yes[rows], pairs.listed[rows]
    if not yes.any() or (listed & ~yes).sum() == 0:
        raise LineageError(f"{labels.path}: too few labels to report on half of them")
    return GoldReport(
        half=half,
        superior_tasks=len(rows),
        pairs=int(listed.sum()),
        yes=int(yes.sum()),
        absent=pairs.absent,
        figures=tuple(_figures(pairs, rows)),
        shares=tuple(_shares(pairs, rows)),
        threshold=threshold(),
        chosen=_best_threshold(pairs, pairs.rows("development")),
    )


class _Pairs:
    """Matrices over superior tasks × tasks of the labelled documents."""

    def __init__(self, found: Trace, labels: Labels) -> None:
        import numpy as np

        documents = {_stem(one.document): one.document for one in found.documents}
        held = [documents[name] for name in labels.documents if name in documents]
        if not held:
            raise LineageError(
                f"{labels.path}: none of its documents carries out {found.superior.name} in "
                f"this run: {', '.join(labels.documents)}"
            )
        above = {task.path: at for at, task in enumerate(found.superior.tasks)}
        self.order = [path for path in labels.superior_paths if path in above]
        tasks = [(_stem(one), task) for one in held for task in one.tasks]
        # A labelled pair that the run does not have still counts: as a row or column of zeros.
        columns = {(name, task.path): at for at, (name, task) in enumerate(tasks)}
        lost = [key for key in labels.pairs if key[1:] not in columns or key[0] not in above]
        self.absent = len(lost)
        for key in lost:
            columns.setdefault(key[1:], len(columns))
        rows = {path: at for at, path in enumerate(labels.superior_paths)}
        shape = (len(rows), len(columns))
        self.ours, self.plain = np.zeros(shape), np.zeros(shape)
        self.yes, self.listed, self.doubtful = (np.zeros(shape, dtype=bool) for _ in range(3))
        here = [rows[path] for path in self.order]
        places = [above[path] for path in self.order]
        at = 0
        for one in held:
            width = len(one.tasks)
            self.ours[here, at : at + width] = scores(found.superior.tasks, one.tasks)[places]
            at += width
        texts = [found.superior.tasks[place].text for place in places]
        self.plain[here, :at] = _plain(texts, [task.text for _, task in tasks])
        for (path, name, local), label in labels.pairs.items():
            cell = rows[path], columns[name, local]
            self.listed[cell], self.yes[cell] = True, label.is_yes
            self.doubtful[cell] = label.doubtful
        self.document_of = np.array([name for name, _ in columns])

    def rows(self, half: str) -> list[int]:
        """Even ones, counted from one, for development; odd ones to report."""
        odd = 0 if half == "reported" else 1
        return list(range(odd, len(self.yes), 2))


def _stem(document: Document) -> str:
    """A document as annotations name it: "kh-256-tu.1"."""
    return f"{Path(document.source_path).stem}.{document.part}"


def _plain(above: Sequence[str], below: Sequence[str]) -> Matrix:
    """The plain comparison: cosines of tf-idf over syllables, all as scikit-learn has it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer().fit([*above, *below])
    return (vectors.transform(above) @ vectors.transform(below).T).toarray()


# --- figures --------------------------------------------------------------------------


def _figures(pairs: _Pairs, rows: Sequence[int]) -> list[Figure]:
    import numpy as np

    everything = np.ones_like(pairs.listed)
    sure = ~pairs.doubtful
    pooled, by_row = "average precision, labelled pairs", "mean average precision, superior tasks"
    again = "  the same without doubtful ones"
    return [
        _figure(pooled, _Pooled, pairs, rows, pairs.listed),
        _figure(again, _Pooled, pairs, rows, pairs.listed & sure),
        _figure(by_row, _ByRow, pairs, rows, everything),
        _figure(again, _ByRow, pairs, rows, sure),
    ]


class _Pooled:
    """Average precision over all pairs of some superior tasks together."""

    def __init__(self, found: Matrix, yes: Matrix, counted: Matrix) -> None:
        self._of_rows = [(f[c], y[c]) for f, y, c in zip(found, yes, counted, strict=True)]

    def over(self, rows: Sequence[int]) -> float:
        import numpy as np

        found, yes = (np.concatenate(side) for side in zip(*map(self._row, rows), strict=True))
        return average_precision(found, yes)

    def _row(self, at: int) -> tuple[Matrix, Matrix]:
        return self._of_rows[at]


class _ByRow:
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


def _figure(
    name: str,
    measure: type[_Pooled] | type[_ByRow],
    pairs: _Pairs,
    rows: Sequence[int],
    counted: Matrix,
) -> Figure:
    """A figure, and its intervals when superior tasks are drawn anew."""
    import numpy as np

    draw = np.random.default_rng(_SEED)
    ours, plain = (measure(found, pairs.yes, counted) for found in (pairs.ours, pairs.plain))
    chosen = [draw.choice(rows, len(rows)) for _ in range(_DRAWS)]
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


# --- at the threshold -----------------------------------------------------------------


def _shares(pairs: _Pairs, rows: Sequence[int]) -> list[Share]:
    taken, yes = pairs.ours[rows] >= threshold(), pairs.yes[rows]
    sure = ~pairs.doubtful[rows]
    shares = [
        Share("pairs", int(taken.sum()), int((taken & yes).sum()), int(yes.sum())),
        Share(
            "  the same without doubtful ones",
            int((taken & sure).sum()),
            int((taken & yes & sure).sum()),
            int((yes & sure).sum()),
        ),
    ]
    names = dict.fromkeys(pairs.document_of)
    cells = [
        (taken[:, pairs.document_of == name].any(1), yes[:, pairs.document_of == name].any(1))
        for name in names
    ]
    for name, wanted in (("taken up by a document", True), ("not taken up by it", False)):
        found = sum(int((is_ == wanted).sum()) for is_, _ in cells)
        right = sum(int(((is_ == wanted) & (was == wanted)).sum()) for is_, was in cells)
        shares.append(Share(name, found, right, sum(int((w == wanted).sum()) for _, w in cells)))
    return shares


def _best_threshold(pairs: _Pairs, rows: Sequence[int]) -> float:
    """The score, in hundredths, with the best F1 over all pairs; the highest of equals."""
    ours, yes = pairs.ours[rows], pairs.yes[rows]

    def f1(least: float) -> float:
        taken = ours >= least
        return float(2 * (taken & yes).sum() / max(1, taken.sum() + yes.sum()))

    return max((at / 100 for at in range(1, 100)), key=lambda least: (round(f1(least), 9), least))
