"""Labels that a recognition has changed: told by the sequence in which they stand.

Strokes of Roman numerals are lost or doubled without any sign of doubt ("II." for "III."),
and a figure between brackets becomes a letter ("(I)" for "(1)"). Where the labels around
one leave no other reading, it gets the value that it must have had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Issue, IssueCode, Severity
from pipeline.numbering import Label, LabelKind, roman

if TYPE_CHECKING:
    from pipeline.clean import Line

__all__ = ["mend_labels"]

_MOST = 13  # sections; what says more is not mended


def mend_labels(lines: Sequence[Line]) -> tuple[list[Line], list[Issue]]:
    """The lines with misread Roman labels as they must have been, and what was changed.

    A label is mended when it does not go on with the sequence, the numeral that would
    differs from it in strokes alone, and the next label does not speak against it. A
    label that the document itself repeats is followed by the next number, and stays.
    """
    mended = list(lines)
    issues: list[Issue] = []
    places = [
        n for n, line in enumerate(lines) if line.label and line.label.kind == LabelKind.ROMAN
    ]
    for run in _sequences(mended, places):
        last, whole = 0, _counts_up(mended, run)
        for at, index in enumerate(run):
            label = mended[index].label
            assert label is not None
            value = label.value[0]
            following = _value(mended, run[at + 1]) if at + 1 < len(run) else None
            expected = last + 1
            if (
                value != expected
                and _may_be(value, expected)
                and (whole or following not in (expected, value + 1))
            ):
                mended[index] = replace(mended[index], label=_as(label, expected))
                issues.append(_issue(mended[index], label.printed, expected))
                value = expected
            last = value
    return mended, issues


def _sequences(lines: Sequence[Line], places: Sequence[int]) -> Iterator[list[int]]:
    """The Roman labels in runs: one that is "I" begins another."""
    run: list[int] = []
    for index in places:
        if run and _value(lines, index) == 1 and len(run) > 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _counts_up(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether as many labels as the last one says differ from 1, 2, 3 … in strokes alone.

    "I. III. II. IV." is such a run: two were misread, each as the other.
    """
    values = [_value(lines, index) for index in run]
    return (
        len(values) > 2
        and values[0] == 1
        and values[-1] == len(values)
        and all(_may_be(value, number) for number, value in enumerate(values, 1))
    )


def _value(lines: Sequence[Line], index: int) -> int:
    label = lines[index].label
    return label.value[0] if label else 0


def _may_be(read: int, real: int) -> bool:
    """Whether two numerals differ by strokes alone: the same letters but for I."""
    if not (0 < read <= _MOST and 0 < real <= _MOST):
        return False
    return roman(read).replace("I", "") == roman(real).replace("I", "")


def _as(label: Label, value: int) -> Label:
    punctuation = label.printed[len(label.step) :]
    return replace(label, printed=roman(value) + punctuation, step=roman(value), value=(value,))


def _issue(line: Line, read: str, value: int) -> Issue:
    start = line.aligned.starts[0]
    message = f"the label was read as {read}; it must be {roman(value)}"
    return Issue(IssueCode.VALUE_DOUBTFUL, Severity.WARNING, message, start, start + len(read))
