"""Rows that are known to be right or wrong → what each rule and each signal is worth.

For each table, in two steps:

1. **Rules.** Of `n` rows that a rule made `right` were right; its share is drawn towards
   the table's, the more the fewer rows there are: the mean of a Beta posterior whose prior
   has the table's mean and the weight of `PRIOR` rows (empirical Bayes after Efron and
   Morris, "Data analysis using Stein's estimator and its generalizations", JASA 70, 1975;
   for shares: Casella, "An introduction to empirical Bayes data analysis", The American
   Statistician 39, 1985). A rule that was never seen gets what one wrong row would have
   left of the prior.
2. **Signals.** Weights in log odds on top of the rule's, with one constant, by logistic
   regression with a quadratic penalty (le Cessie and van Houwelingen, "Ridge estimators in
   logistic regression", Applied Statistics 41, 1992), found by Newton's method. A signal
   speaks against a row or not at all: weights above 0 are set to 0 (Lawson and Hanson's
   non-negative fitting, here by active set). Rows of one document err together: a signal of
   fewer than `LEAST_DOCUMENTS` documents has the weight `THIN`, which is a guess.
   Each set of documents met together has a constant of its own, drawn towards 0; the last
   `RECENT` sets of `LARGE` documents or more stand for the next one, since the rules have been
   mended in between.

Rows of documents that the rules were written on say little about rules, which were mended
until they were right there; of them only the signals of recognition are counted, with a
constant of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.confidence.calibration import (
    OF_PARTS,
    Calibration,
    RuleShare,
    SignalWeight,
    TableCalibration,
    log_odds,
)
from pipeline.confidence.signals import JUDGED, SIGNALS

__all__ = [
    "KNOWN",
    "LEAST_DOCUMENTS",
    "PENALTY",
    "PRIOR",
    "THIN",
    "Observation",
    "fit",
    "left_out",
    "of_contact",
    "of_document",
    "with_parts",
]

PRIOR = 20.0  # rows that the table's mean counts for, beside a rule's own
PENALTY = 2.0  # of a weight's square, as many half log likelihoods
LEAST_DOCUMENTS = 3
RECENT = 3  # of the sets; the next document is read by code that is nearest to theirs
LARGE = 4  # documents; smaller sets say too little by themselves
THIN = -1.5  # in log odds: 0.86 becomes 0.58; what is rare costs few needless looks
_OF_RECOGNITION = frozenset({"recognised", "words_unsure"})
KNOWN = "known"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observation:
    """A row with its rule ("" for tasks, which no single rule makes) and signals.

    `contact` names the set of documents that were met together, so that the names sort by
    time ("2026-11-29-d"); it is `KNOWN` where the rules had been written on the document
    when they read it.
    """

    document: str
    table: str
    rule: str
    signals: frozenset[str]
    right: bool
    contact: str = ""
    parts: tuple[int, ...] = ()  # of a task: which observations are its bodies and times

    @property
    def known(self) -> bool:
        return self.contact == KNOWN


def fit(observations: Sequence[Observation]) -> Calibration:
    """What the observations say of every table; tasks after their parts.

    Raises:
        ValueError: a table, or a signal of one, that does not exist.
    """
    for one in observations:
        unknown = one.signals - SIGNALS.get(one.table, {}).keys()
        if one.table not in SIGNALS or unknown:
            raise ValueError(f"no signals {sorted(unknown)} of table {one.table!r}")
    fitted: dict[str, TableCalibration] = {}
    for table in JUDGED:
        if table != "tasks":
            fitted[table] = _fit_table([one for one in observations if one.table == table])
    parts = Calibration(fitted)
    tasks = [
        replace(one, signals=with_parts(parts, one, observations))
        for one in observations
        if one.table == "tasks"
    ]
    return Calibration({"tasks": _fit_table(tasks), **fitted})


def with_parts(
    calibration: Calibration, one: Observation, observations: Sequence[Observation]
) -> frozenset[str]:
    """The signals of a row; of a task also what the confidences of its parts say."""
    if one.table != "tasks":
        return one.signals
    parts = (observations[index] for index in one.parts)
    return one.signals | calibration.of_parts(
        calibration.confidence(part.table, part.rule, part.signals) for part in parts
    )


def of_document(one: Observation) -> str:
    """The document of a row: what `left_out` leaves out at a time."""
    return one.document


def of_contact(one: Observation) -> str:
    """The set of documents that a row's was met with."""
    return one.contact


def left_out(
    observations: Sequence[Observation], unit: Callable[[Observation], str] = of_document
) -> list[float]:
    """The confidence of each row by what all documents but its own say.

    Cross-validation that leaves out one document, or one `unit` of documents, at a time
    (Stone, "Cross-validatory choice and assessment of statistical predictions", JRSS B 36,
    1974). Documents of one set are alike, so that leaving out whole sets says more of the
    next one.
    """
    confidences = [0.0] * len(observations)
    for document in sorted({unit(one) for one in observations}):
        rest: list[Observation] = []
        places: dict[int, int] = {}
        for index, one in enumerate(observations):
            if unit(one) != document:
                places[index] = len(rest)
                rest.append(one)
        rest = [
            replace(one, parts=tuple(places[part] for part in one.parts)) if one.parts else one
            for one in rest
        ]
        calibration = fit(rest)
        for index, one in enumerate(observations):
            if unit(one) == document:
                signals = with_parts(calibration, one, observations)
                confidences[index] = calibration.confidence(one.table, one.rule, signals)
    return confidences


# --- one table -------------------------------------------------------------------------


def _fit_table(rows: Sequence[Observation]) -> TableCalibration:
    fresh = [one for one in rows if not one.known]
    right = sum(one.right for one in fresh)
    mean = (right + 1) / (len(fresh) + 2)
    rules = _rules(fresh, mean)
    table = TableCalibration(
        rows=len(fresh),
        right=right,
        rules=rules,
        unseen=PRIOR * mean / (PRIOR + 1),
    )
    if not fresh:
        return table
    return _with_signals(table, rows)


def _rules(rows: Iterable[Observation], mean: float) -> dict[str, RuleShare]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in rows:
        counts[one.rule][0] += 1
        counts[one.rule][1] += one.right
    return {
        rule: RuleShare(n, right, (right + PRIOR * mean) / (n + PRIOR))
        for rule, (n, right) in sorted(counts.items())
    }


def _with_signals(table: TableCalibration, rows: Sequence[Observation]) -> TableCalibration:
    documents: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in rows:
        for signal in _counted(one):
            documents[signal].add(one.document)
            counts[signal][0] += 1
            counts[signal][1] += one.right
    names = sorted(signal for signal, where in documents.items() if len(where) >= LEAST_DOCUMENTS)
    # A constant for all and one for each set, drawn towards 0: some sets are harder.
    others = sorted({one.contact for one in rows})
    # Rows that are alike in all that the regression sees are one row with counts.
    alike: dict[tuple[str, str, frozenset[str]], list[int]] = defaultdict(lambda: [0, 0])
    for one in rows:
        kind = alike[one.contact, one.rule, _counted(one)]
        kind[0] += 1
        kind[1] += one.right
    matrix = np.array(
        [
            [1, *(contact == other for other in others), *(name in signals for name in names)]
            for contact, _, signals in alike
        ],
        dtype=float,
    )
    offsets = np.array([log_odds(table.of_rule(rule)) for _, rule, _ in alike])
    many, right = np.array(list(alike.values()), dtype=float).T
    free = 1 + len(others)
    weights = _regression(matrix, offsets, many, right, free=free)
    told = {
        name: SignalWeight(counts[name][0], counts[name][1], float(weight))
        for name, weight in zip(names, weights[free:], strict=True)
    }
    for name in SIGNALS[rows[0].table].keys() - set(names) - OF_PARTS:
        told[name] = SignalWeight(counts[name][0], counts[name][1], THIN)
    met: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        met[one.contact].add(one.document)
    large = [at for at, o in enumerate(others, 1) if o != KNOWN and len(met[o]) >= LARGE]
    newest = large[-RECENT:]
    constant = float(weights[0] + weights[newest].sum() / max(1, len(newest)))
    return replace(table, constant=constant, signals=dict(sorted(told.items())))


def _counted(one: Observation) -> frozenset[str]:
    return one.signals & _OF_RECOGNITION if one.known else one.signals


def _regression(
    matrix: Floats, offsets: Floats, many: Floats, right: Floats, *, free: int
) -> Floats:
    """Weights of the columns, shape (columns,): the first `free` of any sign, the rest ≤ 0.

    `matrix` has shape (kinds, columns); `offsets`, `many` and `right` (kinds,): how many rows
    are of a kind, and how many of those are right.
    """
    columns = matrix.shape[1]
    weights = np.zeros(columns)
    active = np.ones(columns, dtype=bool)
    for _ in range(columns + 1):
        weights = np.zeros(columns)
        weights[active] = _newton(matrix[:, active], offsets, many, right)
        above = active & (weights > 0) & (np.arange(columns) >= free)
        if not above.any():
            return weights
        active &= ~above
    return weights


def _newton(
    matrix: Floats, offsets: Floats, many: Floats, right: Floats, steps: int = 50
) -> Floats:
    weights = np.zeros(matrix.shape[1])
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[0] = 1e-3  # the constant is as good as free
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(offsets + matrix @ weights, -30, 30)))
        slope = matrix.T @ (right - many * chance) - penalty * weights
        curve = (matrix * (many * chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return weights
