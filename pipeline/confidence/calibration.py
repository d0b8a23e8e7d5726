"""What rules and signals are worth, as two data files say: loading, checking, asking.

`rules.csv` and `signals.csv` are written by `scripts/calibrate.py`; nothing here or in the
extractors reads an annotation. The confidence of a row is the share of its rule, in log
odds, and on top of it the table's constant and the weights of the row's signals.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, isfinite, log

from pipeline.confidence.signals import JUDGED, SIGNALS
from pipeline.lexicon import LexiconError, load_csv

__all__ = [
    "OF_PARTS",
    "Calibration",
    "RuleShare",
    "SignalWeight",
    "TableCalibration",
    "check_rules",
    "from_rows",
    "load",
    "log_odds",
    "to_csv",
]

RULE_COLUMNS = ("table", "rule", "n", "right", "confidence")
SIGNAL_COLUMNS = ("table", "signal", "n", "right", "weight")
# Lines of rules.csv and signals.csv that speak of no single rule or signal.
NO_RULE, UNSEEN, CONSTANT, REVIEW = "(none)", "(unseen)", "(constant)", "(review below)"
# What the ids of a table's rules begin with; tasks are made by no one rule.
_PREFIX = {"tasks": "(none)", "responsibilities": "unit.", "time_clauses": "time.",
           "citations": "citation.", "targets": "target."}  # fmt: skip

_LEAST, _MOST = 0.01, 0.995  # no row is wrong or right for certain
# Below these confidences of a part its task has the signal.
_OF_PARTS = (("part_doubtful", 0.6), ("part_unsure", 0.8), ("part_less_sure", 0.9))
OF_PARTS = frozenset(signal for signal, _ in _OF_PARTS)


def log_odds(share: float) -> float:
    """log(p / (1 - p)), kept off the ends.

    >>> log_odds(0.5)
    0.0
    """
    kept = min(max(share, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class RuleShare:
    """Of `n` rows that a rule made `right` were right; `confidence` is drawn from that."""

    n: int
    right: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SignalWeight:
    """Of `n` rows with a signal `right` were right; `weight` is in log odds, 0 or below."""

    n: int
    right: int
    weight: float


@dataclass(frozen=True, slots=True)
class TableCalibration:
    """What is known of a table's rows; `review_below` is the confidence that flags."""

    rows: int = 0
    right: int = 0
    rules: Mapping[str, RuleShare] = field(default_factory=dict)
    unseen: float = 0.5
    constant: float = 0.0
    signals: Mapping[str, SignalWeight] = field(default_factory=dict)
    review_below: float = 0.0

    def of_rule(self, rule: str) -> float:
        """The share of a rule; of one that was never seen, less than the table's."""
        share = self.rules.get(rule)
        return self.unseen if share is None else share.confidence


@dataclass(frozen=True, slots=True)
class Calibration:
    """What confidences are made from, by table."""

    tables: Mapping[str, TableCalibration]

    def confidence(self, table: str, rule: str, signals: Iterable[str]) -> float:
        """How likely a row is right in every value, 0.01 to 0.995."""
        known = self.tables[table]
        sum_ = log_odds(known.of_rule(rule)) + known.constant
        # In a fixed order: the same signals give the same bits.
        for signal in sorted(signals):
            weight = known.signals.get(signal)
            sum_ += weight.weight if weight else 0.0
        return min(max(1 / (1 + exp(-sum_)), _LEAST), _MOST)

    def of_parts(self, confidences: Iterable[float]) -> frozenset[str]:
        """The signal that the least sure part of a task gives the task; none where all are sure."""
        least = min(confidences, default=1.0)
        for signal, bound in _OF_PARTS:
            if least < bound:
                return frozenset({signal})
        return frozenset()

    def reasons(self, table: str, signals: Iterable[str]) -> list[str]:
        """The signals that lower a row's confidence, the heaviest first."""
        weights = self.tables[table].signals
        weighed = [(weights[one].weight, one) for one in signals if one in weights]
        return [signal for weight, signal in sorted(weighed) if weight < 0]


# --- files -----------------------------------------------------------------------------


@cache
def load() -> Calibration:
    """The calibration in `rules.csv` and `signals.csv` of this package.

    Raises:
        LexiconError: a file breaks what `from_rows` asks.
    """
    return from_rows(
        load_csv("pipeline.confidence", "rules.csv", RULE_COLUMNS),
        load_csv("pipeline.confidence", "signals.csv", SIGNAL_COLUMNS),
    )


def from_rows(
    rules: Iterable[Mapping[str, str]], signals: Iterable[Mapping[str, str]]
) -> Calibration:
    """The calibration that the lines of the two files tell.

    Raises:
        LexiconError: a table, signal or kind of rule that does not exist; a line twice or
            one that every table needs not there; counts that are no counts, or more right
            rows than rows; a confidence not between 0 and 1; a signal that speaks for a row.
    """
    shares: dict[str, dict[str, RuleShare]] = {table: {} for table in JUDGED}
    weights: dict[str, dict[str, SignalWeight]] = {table: {} for table in JUDGED}
    for line in rules:
        table, rule, n, right = _key(line, "rule", "rules.csv", shares)
        if rule != UNSEEN and not rule.startswith(_PREFIX[table]):
            raise LexiconError(f"rules.csv: {rule!r} is no rule of {table}")
        share = _number(line, "confidence", "rules.csv")
        if not 0 < share < 1:
            raise LexiconError(
                f"rules.csv: {table} {rule}: confidence {share} is not within 0 and 1"
            )
        shares[table][rule] = RuleShare(n, right, share)
    for line in signals:
        table, signal, n, right = _key(line, "signal", "signals.csv", weights)
        weight = _number(line, "weight", "signals.csv")
        if signal not in SIGNALS[table] and signal not in (CONSTANT, REVIEW):
            raise LexiconError(f"signals.csv: {signal!r} is no signal of {table}")
        if signal in SIGNALS[table] and weight > 0:
            raise LexiconError(f"signals.csv: {table} {signal}: weight {weight} is above 0")
        weights[table][signal] = SignalWeight(n, right, weight)
    return Calibration({table: _table(table, shares[table], weights[table]) for table in JUDGED})


def _key(
    line: Mapping[str, str], name: str, file: str, known: Mapping[str, Mapping[str, object]]
) -> tuple[str, str, int, int]:
    """Table, rule or signal, and the two counts of a line."""
    table, what = line["table"], line[name]
    if table not in known:
        raise LexiconError(f"{file}: no table {table!r}")
    if what in known[table]:
        raise LexiconError(f"{file}: {table} {what} stands there twice")
    try:
        n, right = int(line["n"]), int(line["right"])
    except ValueError:
        raise LexiconError(f"{file}: {table} {what}: n and right are to be counts") from None
    if not 0 <= right <= n:
        raise LexiconError(f"{file}: {table} {what}: {right} right of {n}")
    return table, what, n, right


def _number(line: Mapping[str, str], name: str, file: str) -> float:
    try:
        value = float(line[name])
    except ValueError:
        raise LexiconError(f"{file}: {line['table']}: {name} {line[name]!r} is no number") from None
    if not isfinite(value):
        raise LexiconError(f"{file}: {line['table']}: {name} {value} is no number")
    return value


def _table(
    table: str, shares: Mapping[str, RuleShare], weights: Mapping[str, SignalWeight]
) -> TableCalibration:
    missing = {UNSEEN} - shares.keys() | {CONSTANT, REVIEW} - weights.keys()
    if missing:
        raise LexiconError(f"calibration of {table}: no line {', '.join(sorted(missing))}")
    unseen, review = shares[UNSEEN], weights[REVIEW].weight
    if not 0 <= review < 1:
        raise LexiconError(f"signals.csv: {table} {REVIEW}: {review} is not within 0 and 1")
    return TableCalibration(
        rows=unseen.n,
        right=unseen.right,
        rules={_named(rule): share for rule, share in shares.items() if rule != UNSEEN},
        unseen=unseen.confidence,
        constant=weights[CONSTANT].weight,
        signals={name: weight for name, weight in weights.items() if name in SIGNALS[table]},
        review_below=review,
    )


def _named(rule: str) -> str:
    return "" if rule == NO_RULE else rule


def check_rules(calibration: Calibration, exists: Callable[[str], bool]) -> None:
    """Raises LexiconError when the calibration speaks of a rule that does not exist."""
    for table, told in calibration.tables.items():
        if unknown := sorted(rule for rule in told.rules if rule and not exists(rule)):
            raise LexiconError(f"rules.csv: {table} has no rule {', '.join(unknown)}")


def to_csv(calibration: Calibration) -> tuple[str, str]:
    """The two files, rules and signals, that `from_rows` reads back."""
    rules: list[tuple[object, ...]] = []
    signals: list[tuple[object, ...]] = []
    for table, told in calibration.tables.items():
        rules.append((table, UNSEEN, told.rows, told.right, f"{told.unseen:.4f}"))
        rules += [
            (table, rule or NO_RULE, share.n, share.right, f"{share.confidence:.4f}")
            for rule, share in sorted(told.rules.items())
        ]
        signals.append((table, CONSTANT, told.rows, told.right, f"{told.constant:.4f}"))
        signals.append((table, REVIEW, told.rows, told.right, f"{told.review_below:.4f}"))
        signals += [
            (table, signal, weight.n, weight.right, f"{weight.weight:.4f}")
            for signal, weight in sorted(told.signals.items())
        ]
    return _written(RULE_COLUMNS, rules), _written(SIGNAL_COLUMNS, signals)


def _written(columns: Sequence[str], lines: Sequence[tuple[object, ...]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *lines])
    return text.getvalue()
