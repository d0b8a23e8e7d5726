"""Whether each row of a run is right: what its confidence and its flag are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.classes import Outcome
from pipeline.evaluate.entries import FoundPart
from pipeline.evaluate.finding import FindingClass

__all__ = ["JUDGED", "RowOutcome", "judge"]

Row = Mapping[str, Any]

# The tables whose rows have a confidence, with the layers that say whether a row is right.
JUDGED: Mapping[str, tuple[str, ...]] = {
    "tasks": ("task", "task_path"),
    "responsibilities": ("unit", "lead"),
    "time_clauses": ("time", "rrule"),
    "citations": ("citation", "citation_task", "citation_issuer", "named"),
    "targets": ("target",),
}
# What is recorded for a task, and has to be right and complete for its row to be.
_PARTS = frozenset({"unit", "lead", "time", "rrule"})


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row of a run: what the run says of its own certainty, and whether it is right.

    `number` counts the rows of `table` in the document part, from 0. `right`: strictly, in
    every layer that the row counts in. A task is right when label, path and text are, when
    every body, role and time recorded for it is, and when gold has no more of these for it;
    `missed` says that only the last fails.
    """

    table: str
    number: int
    rule: str | None
    confidence: float | None
    flagged: bool
    right: bool
    missed: bool = False


def judge(found: FoundPart, outcomes: Sequence[Outcome]) -> tuple[RowOutcome, ...]:
    """An outcome for each row of `JUDGED` in a part, in the order of its tables.

    Args:
        found: the rows of the part.
        outcomes: what strict matching made of them, with every found entry's `row`.
    """
    wrong_rows = {
        (table, outcome.found.row)
        for table, layers in JUDGED.items()
        for outcome in outcomes
        if outcome.layer in layers and outcome.found and not _right(outcome)
    }
    parts = [one for one in outcomes if one.layer in _PARTS and not _right(one)]
    spoilt = {one.found.at for one in parts if one.found}
    lacking = {one.gold.at for one in parts if one.gold}
    told = []
    for table in JUDGED:
        for number, row in enumerate(_rows(found, table)):
            right, missed = (table, number) not in wrong_rows, False
            if table == "tasks" and right:
                missed = row["path"] in lacking and row["path"] not in spoilt
                right = row["path"] not in lacking and row["path"] not in spoilt
            told.append(
                RowOutcome(
                    table,
                    number,
                    row.get("rule"),
                    row.get("confidence"),
                    bool(row.get("needs_review")),
                    right,
                    missed,
                )
            )
    return tuple(told)


def _right(outcome: Outcome) -> bool:
    return outcome.kind is FindingClass.CORRECT


def _rows(found: FoundPart, table: str) -> Iterable[Row]:
    rows: Sequence[Row] = getattr(found, table)
    return rows
