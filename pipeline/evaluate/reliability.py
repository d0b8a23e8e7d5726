"""How far confidences and flags keep their word: reliability, calibration error, Brier score.

A confidence is calibrated when of the rows that have 0.9 nine in ten are right. The bins
show that (the reliability diagram of DeGroot and Fienberg, "The comparison and evaluation
of forecasters", The Statistician 32, 1983). The expected calibration error is the mean
distance of a bin's share of right rows from its mean confidence, weighted by rows (Naeini,
Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI
2015); the Brier score is the mean square of confidence less 1 or 0 (Brier, "Verification of
forecasts expressed in terms of probability", Monthly Weather Review 78, 1950). The first
says whether confidences mean what they say, the second also whether they tell right from
wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.evaluate.row_outcomes import JUDGED, RowOutcome
from pipeline.evaluate.score import Report

__all__ = ["EDGES", "Bin", "Reliability", "format_bins", "format_reliability", "reliability",
           "reliability_of", "to_figures"]  # fmt: skip

# Most confidences are high, and there it matters most: bins get narrower towards 1.
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows with a confidence from `low` to below `high` (the last bin: to 1)."""

    low: float
    high: float
    rows: int
    mean: float  # of their confidences
    right: int

    @property
    def share(self) -> float:
        """Right of the rows."""
        return self.right / self.rows


@dataclass(frozen=True, slots=True)
class Reliability:
    """Flags and confidences of some rows against what is right.

    `found_right` counts the unflagged rows in which nothing that is recorded is wrong,
    though something may be missing; only tasks can lack something. Bins without rows are
    left out; rows without a confidence are in no bin.
    """

    rows: int
    right: int
    flagged: int
    flagged_wrong: int
    unflagged_right: int
    found_right: int
    bins: tuple[Bin, ...]
    ece: float | None
    brier: float | None

    @property
    def unflagged(self) -> int:
        return self.rows - self.flagged

    @property
    def flagged_share(self) -> float | None:
        """Flagged of all rows; None without rows."""
        return self.flagged / self.rows if self.rows else None

    @property
    def unflagged_share(self) -> float | None:
        """Right of the unflagged rows; None where all are flagged."""
        return self.unflagged_right / self.unflagged if self.unflagged else None


def reliability(outcomes: Iterable[RowOutcome]) -> Reliability:
    """How far the confidences and flags of rows keep their word.

    Raises:
        ValueError: a confidence is not within 0 and 1.
    """
    rows = list(outcomes)
    sure = [(one.confidence, one.right) for one in rows if one.confidence is not None]
    if any(not 0 <= confidence <= 1 for confidence, _ in sure):
        raise ValueError("a confidence is not within 0 and 1")
    bins = tuple(_bins(sure))
    unflagged = [one for one in rows if not one.flagged]
    gaps = sum(abs(one.share - one.mean) * one.rows for one in bins)
    squares = sum((confidence - right) ** 2 for confidence, right in sure)
    return Reliability(
        rows=len(rows),
        right=sum(one.right for one in rows),
        flagged=len(rows) - len(unflagged),
        flagged_wrong=sum(one.flagged and not one.right for one in rows),
        unflagged_right=sum(one.right for one in unflagged),
        found_right=sum(one.right or one.missed for one in unflagged),
        bins=bins,
        ece=gaps / len(sure) if sure else None,
        brier=squares / len(sure) if sure else None,
    )


def _bins(sure: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    for low, high in pairwise(EDGES):
        inside = [
            (confidence, right)
            for confidence, right in sure
            if low <= confidence < high or (high == EDGES[-1] and confidence == high)
        ]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            yield Bin(low, high, len(inside), mean, sum(right for _, right in inside))


def reliability_of(report: Report, split: str) -> dict[str, Reliability]:
    """That of each table with confidences, over the documents of a split."""
    outcomes = [one for document in report.of(split) for one in document.rows]
    return {table: reliability(one for one in outcomes if one.table == table) for table in JUDGED}


# --- for people ------------------------------------------------------------------------

_WIDTH = max(map(len, JUDGED))


def format_reliability(report: Report, split: str) -> str:
    """A line for each table: rows, flags, what is right of the rest, calibration."""
    lines = [
        f"  {'confidence':<{_WIDTH}}  {'rows':>5}  {'right':>5}  {'flagged':>13}  "
        f"{'wrong ones':>10}  {'right of the rest':>18}  {'ECE':>5}  {'Brier':>5}"
    ]
    for table, told in reliability_of(report, split).items():
        if not told.rows:
            continue
        flagged = f"{told.flagged} ({_percent(told.flagged_share)} %)"
        wrong = f"{told.flagged_wrong} of {told.rows - told.right}"
        rest = f"{told.unflagged_right} ({_percent(told.unflagged_share)} %)"
        lines.append(
            f"  {table:<{_WIDTH}}  {told.rows:>5}  {_percent(told.right / told.rows):>5}  "
            f"{flagged:>13}  {wrong:>10}  {rest:>18}  {_short(told.ece):>5}  "
            f"{_short(told.brier):>5}"
        )
    return "\n".join(lines)


def format_bins(report: Report) -> str:
    """The reliability tables: of each split and table, the bins of confidence."""
    lines = [
        "Reliability: of the rows with such a confidence, how many are right",
        f"  {'split':<18}  {'table':<{_WIDTH}}  {'confidence':<11}  {'rows':>5}  {'mean':>5}  "
        f"{'right':>5}",
    ]
    for split in report.split_names:
        for table, told in reliability_of(report, split).items():
            for one in told.bins:
                lines.append(
                    f"  {split[:18]:<18}  {table:<{_WIDTH}}  {one.low:.2f}-{one.high:.2f}    "
                    f"{one.rows:>5}  {_percent(one.mean):>5}  {_percent(one.share):>5}"
                )
    return "\n".join(lines) + "\n"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


# --- for programs ----------------------------------------------------------------------


def to_figures(told: Reliability) -> dict[str, Any]:
    """The same as plain JSON values; shares that nothing stands behind are null."""
    return {
        "rows": told.rows,
        "right": told.right,
        "flagged": told.flagged,
        "flagged_share": _rounded(told.flagged_share),
        "flagged_wrong": told.flagged_wrong,
        "unflagged_right": told.unflagged_right,
        "unflagged_right_share": _rounded(told.unflagged_share),
        "unflagged_nothing_wrong": told.found_right,
        "ece": _rounded(told.ece),
        "brier": _rounded(told.brier),
        "bins": [
            {
                "low": one.low,
                "high": one.high,
                "rows": one.rows,
                "mean": _rounded(one.mean),
                "right": one.right,
            }
            for one in told.bins
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
