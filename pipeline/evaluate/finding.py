"""What an evaluation says of one record: the shape that reports and pages are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Finding", "FindingClass"]


class FindingClass(StrEnum):
    """What became of a record of gold, or of a run, in one layer.

    One record is in one class; those of a pair that is not right count once, as the
    pair's class. After the classes of MUC-5 and SemEval-2013 task 9, by what an
    annotator would have to change.
    """

    CORRECT = "correct"
    WRONG_VALUE = "wrong_value"  # the same record with another value (date, kind, number …)
    WRONG_ROLE = "wrong_role"  # the same body in another role, the same heading in another role
    WRONG_BOUNDARY = "wrong_boundary"  # overlapping text or name, not the same
    WRONG_PLACE = "wrong_place"  # the same record at another task or path
    MISSED = "missed"
    SPURIOUS = "spurious"


@dataclass(frozen=True, slots=True)
class Finding:
    """A record of gold, of a run, or a pair of them, as one layer sees it.

    `gold` and `found` hold the values to show, by the names that annotations use; None
    where there is no such record. Spans are half open and count characters of the
    annotated text and of the run's text, which differ for a PDF or a scan.
    """

    split: str
    document: str
    part: int
    layer: str
    kind: FindingClass
    gold: Mapping[str, Any] | None = None
    found: Mapping[str, Any] | None = None
    gold_span: tuple[int, int] | None = None
    found_span: tuple[int, int] | None = None
    rule: str | None = None
    task: str | None = None  # the path of the task or section it belongs to
    notes: tuple[str, ...] = field(default=())  # what differs in a pair: "end", "place" …
    # Path and compared values in one line: what tells a record again in another run.
    gold_key: str | None = None
    found_key: str | None = None
