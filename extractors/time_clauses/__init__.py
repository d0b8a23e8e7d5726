"""Time clauses: when a task is to be done or reported."""

from __future__ import annotations

from datetime import date

from extractors.time_clauses.grammar import vocabulary
from extractors.time_clauses.reading import (
    begins,
    in_line,
    in_running_text,
    is_deadline_label,
    is_start_label,
)
from pipeline.model import TimeMention

__all__ = ["find", "line_labels", "parse_line"]


def find(text: str, *, reference: date | None = None) -> list[TimeMention]:
    """The time clauses in the running text of a task, in reading order.

    Takes cleaned text (NFC, single spaces). Guarantees:
        1. Every mention's raw is `text[start:end]`; mentions do not overlap.
        2. `first <= last`; an `rrule` parses with dateutil.
        3. A date that cannot be has `first` and `last` None and an issue.
        4. Nothing raises, whatever the text.

    Args:
        text: The item, without its label.
        reference: The document's date of issue: it gives the year to "trước ngày 15/5" and
            the end of "trong vòng 10 ngày kể từ ngày ban hành".

    >>> [m.raw for m in find("Xây dựng bộ tiêu chí xét thi đua (hoàn thành trong năm 2024).")]
    ['hoàn thành trong năm 2024']
    """
    return in_running_text(text, reference)


def parse_line(
    text: str, *, reference: date | None = None, label: str | None = None
) -> list[TimeMention]:
    """The time clauses of a line or a table cell that gives only the time, after its label.

    The guarantees of `find` hold. Nothing readable gives an empty list; the caller then
    writes an issue.

    Args:
        text: "Quý II/2023; cập nhật định kỳ hằng tháng".
        reference: The document's date of issue.
        label: What stood before it; "Thời hạn hoàn thành" makes a bare period a deadline,
            "Thời gian bắt đầu" a beginning.

    >>> [m.kind.value for m in parse_line("Thực hiện thường xuyên và khi Tỉnh ủy có văn bản.")]
    ['ongoing']
    """
    found = in_line(text, reference, label is not None and is_deadline_label(label))
    if label is not None and is_start_label(label):
        found = [begins(mention) for mention in found]
    return found


def line_labels() -> tuple[str, ...]:
    """The labels that open a line which only gives the time, longest first.

    >>> "thời gian thực hiện" in line_labels()
    True
    """
    return tuple(sorted(vocabulary()["labels"], key=lambda label: (-len(label), label)))
