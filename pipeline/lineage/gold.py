"""How good a trace is: its scores against labelled pairs, beside a plain comparison of words.

The figures stand on superior tasks that were not looked at while the comparison was made:
of those in the labels, in their order, the even ones were for development, the odd ones are
reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.lineage.cascade import LineageError
from pipeline.lineage.documents import Document, Task
from pipeline.lineage.labels import Labels
from pipeline.lineage.match import scores, threshold
from pipeline.lineage.measures import ByRow, Figure, Matrix, Pooled, figure
from pipeline.lineage.trace import Trace

__all__ = ["GoldReport", "Half", "Share", "evaluate"]

Half = Literal["reported", "development"]


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

    half: Half
    superior_tasks: int
    pairs: int
    yes: int
    absent: int
    figures: tuple[Figure, ...]
    shares: tuple[Share, ...]
    threshold: float
    chosen: float


def evaluate(found: Trace, labels: Labels, half: Half = "reported") -> GoldReport:
    """Scores all tasks of the labelled documents and compares.

    Raises:
        LineageError: the trace has no document of the labels, or one half of the labels has
            no pair of either label.
    """
    pairs = _paired(found, labels)
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


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Matrices over superior tasks × tasks of the labelled documents, in the labels' order."""

    ours: Matrix
    plain: Matrix
    yes: Matrix
    listed: Matrix
    doubtful: Matrix
    document_of: Matrix  # the document of each column
    absent: int

    def rows(self, half: str) -> list[int]:
        """Even ones, counted from one, for development; odd ones to report."""
        return list(range(0 if half == "reported" else 1, len(self.yes), 2))


def _paired(found: Trace, labels: Labels) -> _Pairs:
    import numpy as np

    documents = {_stem(one.document): one.document for one in found.documents}
    held = [documents[name] for name in labels.documents if name in documents]
    if not held:
        raise LineageError(
            f"{labels.path}: none of its documents carries out {found.superior.name} in "
            f"this run: {', '.join(labels.documents)}"
        )
    local = [(_stem(one), task) for one in held for task in one.tasks]
    columns = {(name, task.path): at for at, (name, task) in enumerate(local)}
    rows = {path: at for at, path in enumerate(labels.superior_paths)}
    above = [task for task in found.superior.tasks if task.path in rows]
    lost = [
        key
        for key in labels.pairs
        if key[1:] not in columns or key[0] not in {task.path for task in above}
    ]
    # A labelled pair that the run does not have still counts: in a row or column of zeros.
    for key in lost:
        columns.setdefault(key[1:], len(columns))
    here = np.ix_([rows[task.path] for task in above], range(len(local)))
    ours, plain = (np.zeros((len(rows), len(columns))) for _ in range(2))
    ours[here] = np.hstack([_scores_of(found, above, one) for one in held])
    plain[here] = _plain([task.text for task in above], [task.text for _, task in local])
    yes, listed, doubtful = (np.zeros(ours.shape, dtype=bool) for _ in range(3))
    for (path, *column), label in labels.pairs.items():
        cell = rows[path], columns[column[0], column[1]]
        listed[cell], yes[cell], doubtful[cell] = True, label.is_yes, label.doubtful
    document_of = np.array([name for name, _ in columns])
    return _Pairs(ours, plain, yes, listed, doubtful, document_of, len(lost))


def _scores_of(found: Trace, above: Sequence[Task], document: Document) -> Matrix:
    places = {task.task_id: at for at, task in enumerate(found.superior.tasks)}
    every = scores(found.superior.tasks, document.tasks)
    return every[[places[task.task_id] for task in above]]


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
    again = "  the same without doubtful ones"
    wanted = (
        ("average precision, labelled pairs", Pooled, pairs.listed),
        (again, Pooled, pairs.listed & sure),
        ("mean average precision, superior tasks", ByRow, everything),
        (again, ByRow, sure),
    )
    both = pairs.ours, pairs.plain
    return [
        figure(name, measure, both, pairs.yes, counted, rows) for name, measure, counted in wanted
    ]


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
    wanted = [at for at in rows if pairs.yes[at].any()]
    first = sum(bool(pairs.yes[at, pairs.ours[at].argmax()]) for at in wanted)
    shares.append(Share("the likest, whatever its score", len(wanted), first, len(wanted)))
    names = dict.fromkeys(pairs.document_of)
    cells = [
        (taken[:, pairs.document_of == name].any(1), yes[:, pairs.document_of == name].any(1))
        for name in names
    ]
    for name, state in (("taken up by a document", True), ("not taken up by it", False)):
        found = sum(int((is_ == state).sum()) for is_, _ in cells)
        right = sum(int(((is_ == state) & (was == state)).sum()) for is_, was in cells)
        shares.append(Share(name, found, right, sum(int((w == state).sum()) for _, w in cells)))
    return shares


def _best_threshold(pairs: _Pairs, rows: Sequence[int]) -> float:
    """The score, in hundredths, with the best F1 over all pairs; the highest of equals."""
    ours, yes = pairs.ours[rows], pairs.yes[rows]

    def f1(least: float) -> float:
        taken = ours >= least
        return float(2 * (taken & yes).sum() / max(1, taken.sum() + yes.sum()))

    return max((at / 100 for at in range(1, 100)), key=lambda least: (round(f1(least), 9), least))
